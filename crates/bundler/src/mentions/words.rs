//! A text as words and what stands between them, and tables of phrases to find in it. The words are
//! the syllables of [`docbao_search::text`], with how they were written.

use std::collections::HashMap;
use std::ops::Range;

use docbao_search::text::{Marks, syllables};

/// A syllable, number or code of a text.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    /// As written.
    pub(super) text: &'t str,
    /// Letters and marks, whatever case they were written in: equal for equal syllables.
    key: u64,
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
            key: key(&syllable.fold, syllable.marks),
            start: range.start,
            gap,
            is_capital,
        }
    };
    syllables(text).map(word).collect()
}

/// Words as the text writes them, with single spaces.
pub(super) fn written(words: &[Word<'_>], range: Range<usize>) -> String {
    let mut text = String::new();
    for (nth, word) in words[range].iter().enumerate() {
        if nth > 0 {
            text.push_str(if word.gap.trim().is_empty() { " " } else { word.gap });
        }
        text.push_str(word.text);
    }
    text
}

/// A syllable as a number: FNV-1a of letters and marks. Of the few thousand words that tables hold no two
/// have the same, and a word that has one of theirs by chance would need 2⁶⁴ others.
fn key(fold: &str, marks: Marks) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = fold.bytes().chain(marks.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// Phrases, each with what it means. Case and the place of a tone do not matter; marks do.
pub(super) struct Lexicon<T> {
    /// By first word, the longest first.
    phrases: HashMap<u64, Vec<Entry<T>>>,
    /// Words that phrases begin and end with: most of a text's words do neither.
    first: Sieve,
    last: Sieve,
    longest: usize,
}

/// Words of a phrase, and its meaning.
type Entry<T> = (Vec<u64>, T);

impl<T: Copy> Lexicon<T> {
    /// Makes a table of phrases.
    pub(super) fn new<'p>(phrases: impl IntoIterator<Item = (&'p str, T)>) -> Self {
        let mut lexicon = Lexicon {
            phrases: HashMap::new(),
            first: Sieve::default(),
            last: Sieve::default(),
            longest: 0,
        };
        let keys = |phrase| syllables(phrase).map(|it| key(&it.fold, it.marks)).collect::<Vec<_>>();
        let mut entries: Vec<Entry<T>> =
            phrases.into_iter().map(|(phrase, meaning)| (keys(phrase), meaning)).collect();
        entries.sort_by_key(|(keys, _)| std::cmp::Reverse(keys.len()));
        for (keys, meaning) in entries {
            if let (Some(first), Some(last)) = (keys.first().copied(), keys.last()) {
                lexicon.first.add(first);
                lexicon.last.add(*last);
                lexicon.longest = lexicon.longest.max(keys.len());
                lexicon.phrases.entry(first).or_default().push((keys, meaning));
            }
        }
        lexicon
    }

    /// The longest phrase that begins at a word: how many words it takes, and what it means.
    pub(super) fn at(&self, words: &[Word<'_>], at: usize) -> Option<(usize, T)> {
        let first = words.get(at).filter(|word| self.first.may_have(word.key))?;
        let is_there = |(keys, _): &&Entry<T>| {
            words.get(at..at + keys.len()).is_some_and(|there| {
                let mut pairs = there.iter().zip(keys).enumerate();
                pairs.all(|(nth, (word, key))| word.key == *key && (nth == 0 || joins(word.gap)))
            })
        };
        let of_first = self.phrases.get(&first.key)?;
        of_first.iter().find(is_there).map(|(keys, meaning)| (keys.len(), *meaning))
    }

    /// The longest phrase that ends before a word.
    pub(super) fn before(&self, words: &[Word<'_>], end: usize) -> Option<(usize, T)> {
        let last = words.get(end.checked_sub(1)?)?;
        if !self.last.may_have(last.key) {
            return None;
        }
        let exactly = |at: usize| self.ending(words, at, end);
        (end.saturating_sub(self.longest)..end).find_map(exactly)
    }

    /// A phrase that takes exactly these words.
    fn ending(&self, words: &[Word<'_>], at: usize, end: usize) -> Option<(usize, T)> {
        self.at(words, at).filter(|(len, _)| at + len == end)
    }
}

/// What cannot be in a set, found without looking into it.
#[derive(Default)]
struct Sieve([u64; 32]);

impl Sieve {
    fn add(&mut self, key: u64) {
        self.0[(key >> 6) as usize % 32] |= 1 << (key % 64);
    }

    fn may_have(&self, key: u64) -> bool {
        self.0[(key >> 6) as usize % 32] & 1 << (key % 64) != 0
    }
}

/// Whether words with this between them may be of one phrase: "TP.HCM", "Bà Rịa - Vũng Tàu".
fn joins(gap: &str) -> bool {
    !gap.contains('\n') && matches!(gap.trim(), "" | "-" | "–" | "." | "&") && gap != ". "
}
