//! Fields of a query: `tác giả: "Lê Văn Tám"`, `chuyên mục:"y tế"`, `từ:5/2019`.
//!
//! A field has a name, a colon and one word or quotation. A name that is not known, or a day that is
//! none, is words like any other.

use std::ops::Range;

use docbao_bundle::Date;

use crate::dates;
use crate::query::Query;
use crate::text::{Syllable, syllables};

/// What a part of a query asks of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// What is compared.
    pub field: Field,
    /// The value as typed, without quotes.
    pub value: String,
    /// Where the clause stands in what was typed, name and quotes included.
    pub range: Range<usize>,
    /// Where the value begins in what was typed.
    pub(crate) value_at: usize,
    /// Whether it keeps articles out: `-thẻ:cảng`.
    pub is_excluded: bool,
    /// Whether its last word may be unfinished.
    pub is_open: bool,
}

/// What a clause compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Words that stand in title or lead: the index does not tell these two apart.
    Title,
    /// Who wrote it.
    Author,
    /// The section it belongs to.
    Section,
    /// One of its tags.
    Tag,
    /// The first day of publication.
    From,
    /// The last day of publication.
    To,
}

impl Clause {
    /// Whether the value was to be a day and is none, nor will be when more is typed: a date begins with a digit, and
    /// is typed to its end when something stands behind it, or a year.
    pub(crate) fn is_no_day(&self) -> bool {
        const YEAR_DIGITS: usize = 4;
        let last = self.value.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let is_date = self.value.starts_with(|c: char| c.is_ascii_digit());
        is_date && (!self.is_open || last.len() >= YEAR_DIGITS) && self.days().is_none()
    }
}

/// Names of fields, in Vietnamese and English. Marks may be left out, but not be others: "cụ thể:"
/// is no tag.
const NAMES: [(&str, Field); 12] = [
    ("tiêu đề", Field::Title),
    ("title", Field::Title),
    ("tác giả", Field::Author),
    ("author", Field::Author),
    ("chuyên mục", Field::Section),
    ("section", Field::Section),
    ("thẻ", Field::Tag),
    ("tag", Field::Tag),
    ("từ", Field::From),
    ("from", Field::From),
    ("đến", Field::To),
    ("to", Field::To),
];

/// The field whose name these syllables of a text begin with, how many syllables that is, and where
/// it ends, colon included.
pub(crate) fn name(text: &str, all: &[Syllable]) -> Option<(Field, usize, usize)> {
    NAMES.iter().find_map(|(name, field)| {
        let mut end = all[0].range.start;
        let mut len = 0;
        for expected in syllables(name) {
            let typed = all.get(len)?;
            let is_same = typed.fold == expected.fold
                && (typed.marks == 0 || typed.marks == expected.marks)
                && text[end..typed.range.start].trim_start().is_empty();
            if !is_same {
                return None;
            }
            end = typed.range.end;
            len += 1;
        }
        text[end..].starts_with(':').then_some((*field, len, end + 1))
    })
}

/// The days that somebody means who writes a date in any spelling, the first and the last: a month or a year has
/// many.
pub fn days(text: &str) -> Option<(Date, Date)> {
    let words = Query::understand(text, false).words;
    let (date, len) = dates::read(&words)?;
    (len == words.len()).then(|| date.days())?
}

impl Clause {
    /// The days that a clause on dates means.
    pub fn days(&self) -> Option<(Date, Date)> {
        days(&self.value)
    }

    /// Whether a value of an article is what the clause asks for: the same words somewhere in it,
    /// marks aside.
    pub(crate) fn is_met_by(&self, value: &str) -> bool {
        let typed = syllables(&self.value).collect::<Vec<_>>();
        let value = syllables(value).collect::<Vec<_>>();
        value.windows(typed.len().max(1)).any(|words| {
            let mut pairs = words.iter().zip(&typed).enumerate();
            pairs.all(|(nth, (word, typed_word))| {
                word.fold == typed_word.fold
                    || (self.is_open
                        && nth + 1 == typed.len()
                        && word.fold.starts_with(&typed_word.fold))
            })
        })
    }
}
