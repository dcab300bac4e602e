//! What was typed, understood. Parsing never fails: every text is a query, if only of nothing.
//!
//! Words are sought together; `"words in quotes"` only side by side; `-word` and `-"words"` keep
//! articles out that have them. A quote that is not closed reaches to the end, and a lone sign means
//! nothing.

use std::ops::Range;

use crate::text::{Marks, syllables};

/// Words that a query is cut to: enough for a long sentence, little enough for a quick answer.
pub const MAX_WORDS: usize = 32;

/// What was typed, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The syllables sought, in order.
    pub words: Vec<Word>,
    /// The syllables that must not be there, phrase by phrase.
    pub excluded: Vec<Word>,
    /// Whether the last word may be unfinished: nothing was typed after it.
    pub is_open: bool,
}

/// A syllable of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Letters without marks.
    pub fold: String,
    /// Marks as typed. 0 says nothing about them: people type without.
    pub marks: Marks,
    /// Whether it stands right after the word before it.
    pub follows: bool,
    /// Whether it is of one quotation with the word before it, and must follow it in the article.
    pub is_bound: bool,
    /// Whether it was not typed but guessed from what was.
    pub guessed: bool,
}

impl Query {
    /// Understands what was typed.
    pub fn parse(text: &str) -> Self {
        let quotations = quotations(text);
        let mut query = Query::default();
        let mut last = None;
        for syllable in syllables(text).take(MAX_WORDS) {
            let at = syllable.range.start;
            let quotation = quotations.iter().position(|quotation| quotation.contains(&at));
            let begins = quotation.map_or(at, |quotation| quotations[quotation].start);
            let is_excluded = is_after_minus(text, begins);
            // Words of one quotation, or words outside of any, one after the other.
            let is_same = last == Some((quotation, is_excluded));
            let follows = is_same && (quotation.is_some() || !syllable.begins_sentence);
            let word = Word {
                fold: syllable.fold,
                marks: syllable.marks,
                follows: follows && !(is_excluded && quotation.is_none()),
                is_bound: is_same && quotation.is_some(),
                guessed: false,
            };
            last = Some((quotation, is_excluded));
            if is_excluded { &mut query.excluded } else { &mut query.words }.push(word);
        }
        let is_excluded_last = last.is_some_and(|(_, is_excluded)| is_excluded);
        let ends_in_word =
            text.chars().next_back().is_some_and(|c| !c.is_whitespace() && !is_quote(c));
        query.is_open = ends_in_word && !is_excluded_last;
        query
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.excluded.is_empty()
    }

    /// Whether a phrase is longer than the pairs that it is looked up by, so that an article may have
    /// all of its pairs and not the phrase.
    pub fn has_long_phrase(&self) -> bool {
        self.words.windows(2).any(|pair| pair[0].is_bound && pair[1].is_bound)
    }

    /// The pairs of words that stand side by side, by the position of the first.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, &Word, &Word)> {
        let pairs = self.words.windows(2).enumerate();
        pairs.filter(|(_, pair)| pair[1].follows).map(|(at, pair)| (at, &pair[0], &pair[1]))
    }
}

/// Where the quoted parts of a text lie, quotes included.
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut quotations = Vec::new();
    let mut begin = None;
    for (at, c) in text.char_indices().filter(|(_, c)| is_quote(*c)) {
        match begin.take() {
            Some(begin) => quotations.push(begin..at + c.len_utf8()),
            None => begin = Some(at),
        }
    }
    quotations.extend(begin.map(|begin| begin..text.len()));
    quotations
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Whether a minus sign that belongs to no word, as the one of 05-CT does, stands before this place.
fn is_after_minus(text: &str, at: usize) -> bool {
    let before = text[..at].strip_suffix(['-', '−']);
    before.is_some_and(|before| before.chars().next_back().is_none_or(char::is_whitespace))
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
    fn quotes_bind_and_minus_keeps_out() {
        let show = |words: &[Word]| {
            let show =
                |word: &Word| format!("{}{}", if word.is_bound { "_" } else { " " }, word.fold);
            words.iter().map(show).collect::<String>()
        };
        let check = |text: &str, words: &str, excluded: &str| {
            let query = Query::parse(text);
            assert_eq!(
                (show(&query.words), show(&query.excluded)),
                (words.into(), excluded.into()),
                "{text}"
            );
        };
        check("\"ủy ban\" thuế", " uy_ban thue", "");
        check("“nhân dân quận”", " nhan_dan_quan", "");
        check("thuế -đất -\"nhà ở\" mới", " thue moi", " dat nha_o");
        check("05-CT/TW - 2019", " 05 ct tw 2019", "");
        check("\"ủy ban", " uy_ban", "");
        check("- \" -\"\" --a", " a", "");
        assert!(!Query::parse("\"ủy ban\"").is_open);
        assert!(Query::parse("\"nhân dân quận\"").has_long_phrase());
        // What stands on both sides of a quotation is no pair.
        assert_eq!(Query::parse("a \"b c\" d").pairs().map(|(at, ..)| at).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn the_last_word_is_open_until_a_space() {
        assert!(Query::parse("đồ s").is_open);
        assert!(!Query::parse("đồ s ").is_open);
        assert!(Query::parse(" ,. ").is_empty());
        assert_eq!(Query::parse(&"a ".repeat(1000)).words.len(), MAX_WORDS);
    }
}
