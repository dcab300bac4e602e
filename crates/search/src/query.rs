//! What was typed, understood. Parsing never fails: every text is a query, if only of nothing.

use crate::text::{Marks, syllables};

/// Words that a query is cut to: enough for a long sentence, little enough for a quick answer.
pub const MAX_WORDS: usize = 32;

/// What was typed, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The syllables in order.
    pub words: Vec<Word>,
    /// Whether the last word may be unfinished: nothing was typed after it.
    pub is_open: bool,
}

/// A syllable of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Letters without marks.
    pub fold: String,
    /// Marks as typed. 0 says nothing about them: people type without.
    pub marks: Marks,
    /// Whether it stands right after the word before it.
    pub follows: bool,
    /// Whether it was not typed but guessed from what was.
    pub guessed: bool,
}

impl Query {
    /// Understands what was typed.
    pub fn parse(text: &str) -> Self {
        let word = |syllable: crate::text::Syllable| Word {
            fold: syllable.fold,
            marks: syllable.marks,
            follows: !syllable.begins_sentence,
            guessed: false,
        };
        let words = syllables(text).take(MAX_WORDS).map(word).collect();
        let is_open = text.chars().next_back().is_some_and(|c| !c.is_whitespace());
        Query { words, is_open }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The pairs of words that stand side by side, by the position of the first.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, &Word, &Word)> {
        let pairs = self.words.windows(2).enumerate();
        pairs.filter(|(_, pair)| pair[1].follows).map(|(at, pair)| (at, &pair[0], &pair[1]))
    }
}

impl Word {
    /// How the word agrees with a reading of the same letters: with marks typed, they are the same
    /// or not; without, it cannot be said.
    pub fn agreement(&self, marks: Marks) -> Agreement {
        match self.marks {
            0 => Agreement::Unsaid,
            typed if typed == marks => Agreement::Exact,
            _ => Agreement::Other,
        }
    }
}

/// How a word agrees with a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// Marks were typed and are others.
    Other,
    /// No marks were typed.
    Unsaid,
    /// Marks were typed and are the same.
    Exact,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_marks_and_neighbours() {
        let query = Query::parse("bệnh vien. Đồ");
        let words =
            query.words.iter().map(|word| (word.fold.as_str(), word.marks != 0, word.follows));
        assert_eq!(
            words.collect::<Vec<_>>(),
            [("benh", true, false), ("vien", false, true), ("do", true, false)]
        );
        let pairs = query.pairs().map(|(at, first, second)| (at, &*first.fold, &*second.fold));
        assert_eq!(pairs.collect::<Vec<_>>(), [(0, "benh", "vien")]);
    }

    #[test]
    fn the_last_word_is_open_until_a_space() {
        assert!(Query::parse("đồ s").is_open);
        assert!(!Query::parse("đồ s ").is_open);
        assert!(Query::parse(" ,. ").is_empty());
        assert_eq!(Query::parse(&"a ".repeat(1000)).words.len(), MAX_WORDS);
    }
}
