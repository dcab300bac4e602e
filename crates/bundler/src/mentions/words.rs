//! A text as words and what stands between them, and tables of phrases to find in it. The words are
//! the syllables of [`docbao_search::text`], with how they were written.

use std::collections::HashMap;

use docbao_search::text::{Marks, syllables};

/// A syllable, number or code of a text.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    /// As written.
    pub(super) text: &'t str,
    /// Letters without marks.
    fold: String,
    marks: Marks,
    /// Where it begins, in bytes of the text.
    pub(super) start: usize,
    /// What stands between it and the word before.
    pub(super) gap: &'t str,
    /// Whether it begins with a capital letter.
    pub(super) is_capital: bool,
}

impl Word<'_> {
    /// Where it ends, in bytes of the text.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The number, if it is one of at most five digits.
    pub(super) fn number(&self) -> Option<u16> {
        let is_number = self.text.len() <= 5 && self.text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| self.text.parse().ok())?
    }

    /// The number, if it is one of these many digits.
    pub(super) fn number_of(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
        self.number().filter(|_| digits.contains(&self.text.len()))
    }

    /// Whether it has several letters and all are capitals: "UBND".
    pub(super) fn is_loud(&self) -> bool {
        self.text.chars().count() > 1
            && !self.text.chars().any(char::is_lowercase)
            && self.text.chars().any(char::is_uppercase)
    }

    /// Whether only a space stands before it.
    pub(super) fn follows(&self) -> bool {
        !self.gap.is_empty()
            && self.gap.chars().all(char::is_whitespace)
            && !self.gap.contains('\n')
    }
}

/// Splits a text.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut end = 0;
    let word = |syllable: docbao_search::text::Syllable| {
        let range = syllable.range;
        let gap = &text[end..range.start];
        end = range.end;
        let written = &text[range.clone()];
        let is_capital = written.starts_with(char::is_uppercase);
        Word {
            text: written,
            fold: syllable.fold,
            marks: syllable.marks,
            start: range.start,
            gap,
            is_capital,
        }
    };
    syllables(text).map(word).collect()
}

/// Phrases, each with what it means. Case and the place of a tone do not matter; marks do.
pub(super) struct Lexicon<T>(HashMap<String, Vec<Entry<T>>>);

/// Folds and marks of a phrase, and its meaning.
type Entry<T> = (Vec<(String, Marks)>, T);

impl<T: Copy> Lexicon<T> {
    /// Makes a table of phrases.
    pub(super) fn new<'p>(phrases: impl IntoIterator<Item = (&'p str, T)>) -> Self {
        let mut table: HashMap<String, Vec<Entry<T>>> = HashMap::new();
        let mut phrases: Vec<(&str, T)> = phrases.into_iter().collect();
        // The longest first, so that the first that fits is the longest.
        phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(syllables(phrase).count()));
        for (phrase, meaning) in phrases {
            let key: Vec<_> = syllables(phrase).map(|it| (it.fold, it.marks)).collect();
            if let Some((first, _)) = key.first() {
                table.entry(first.clone()).or_default().push((key, meaning));
            }
        }
        Lexicon(table)
    }

    /// The longest phrase that begins at a word: how many words it takes, and what it means.
    pub(super) fn at(&self, words: &[Word<'_>], at: usize) -> Option<(usize, T)> {
        let of_first = self.0.get(&words.get(at)?.fold)?;
        let is_there = |(key, _): &&Entry<T>| {
            let there = words.get(at..at + key.len());
            there.is_some_and(|there| {
                there.iter().zip(key).enumerate().all(|(nth, (word, (fold, marks)))| {
                    word.fold == *fold && word.marks == *marks && (nth == 0 || joins(word.gap))
                })
            })
        };
        of_first.iter().find(is_there).map(|(key, meaning)| (key.len(), *meaning))
    }

    /// The longest phrase that ends before a word.
    pub(super) fn before(&self, words: &[Word<'_>], end: usize) -> Option<(usize, T)> {
        const MAX_WORDS: usize = 7;
        let starts = (end.saturating_sub(MAX_WORDS)..end).map(|at| (at, self.at(words, at)));
        starts.filter_map(|(at, found)| found.filter(|(len, _)| at + len == end)).next()
    }
}

/// Whether words with this between them may be of one phrase: "TP.HCM", "Bà Rịa - Vũng Tàu".
fn joins(gap: &str) -> bool {
    !gap.contains('\n') && matches!(gap.trim(), "" | "-" | "–" | "." | "&") && gap != ". "
}
