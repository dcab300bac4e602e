//! `docbao.json`: the one file of a library that changes. It says what the library is and where
//! everything in it begins, and stays small however large the library grows.

use serde::{Deserialize, Serialize};

use crate::date::Month;
use crate::error::DecodeError;
use crate::slice::SliceRef;

/// Name of the manifest's file in a library.
pub const FILE_NAME: &str = "docbao.json";

/// Latest major format this code reads and the one it writes. It grows only when an older reader
/// would misread what is written; what an older reader may ignore does not count.
pub const FORMAT: u32 = 2;

/// The most articles of a library. Questions take memory by the article, so a manifest that claims
/// more than anybody has would freeze the page of whoever opens it.
pub const MAX_ARTICLES: u32 = 1 << 22;

/// What a library is and where everything in it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Major format, see [`FORMAT`]. Always the first key of the file.
    pub docbao: u32,
    /// Name of the contents: the same articles give the same build.
    pub build: String,
    /// Title of the collection.
    #[serde(default)]
    pub title: String,
    /// BCP 47 language of articles that do not say their own.
    #[serde(default)]
    pub language: String,
    /// How many articles there are. They are numbered from 0, the newest first, those without a
    /// date last: the number is the [`DocId`].
    pub articles: u32,
    /// How many articles each month has, the newest first; the rest have no date. Together with
    /// the order of the articles this dates every article to the month without reading more.
    pub months: Vec<(Month, u32)>,
    /// Facets in the order to show them.
    pub facets: Vec<FacetField>,
    /// The files, by position.
    pub packs: Vec<Pack>,
    /// Where each table begins.
    pub tables: Tables,
    /// A syllable that at most so many articles have is in no pair of the table of pairs.
    #[serde(default, skip_serializing_if = "is_none")]
    pub implied: u32,
    /// What the texts were deflated with, itself deflated. Small libraries have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<SliceRef>,
    /// Slices of the index that the list of all articles begins with, so that a reader may ask for all of them at
    /// once, and not for each when the one before has said where it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub start: Vec<SliceRef>,
    /// The library's own abbreviations, each with what it stands for, folded: syllables without marks
    /// with a space between. Who asks for one also means the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abbreviations: Vec<[String; 2]>,
    /// Two names of one thing, folded: a place before and after it was renamed. Who asks for one and finds
    /// nothing is shown the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<[String; 2]>,
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

/// Number of an article within one build of a library; see [`Manifest::articles`].
pub type DocId = u32;

/// A field that articles can be filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetField {
    /// Name in code: `section`, `tag`.
    pub field: String,
    /// How many different values there are.
    pub values: u32,
}

/// A file of slices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// File name, relative to the manifest. It holds the hash of the contents.
    pub file: String,
    /// Length in bytes.
    pub bytes: u32,
    /// SHA-256 of the contents in hexadecimal, for whole-file downloads.
    pub sha256: String,
}

/// Roots of the tables; `FORMAT.md` says what each holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// Number → what a result card shows.
    pub rows: SliceRef,
    /// Article id → number.
    pub ids: SliceRef,
    /// Folded syllable → articles.
    pub terms: SliceRef,
    /// Two adjacent folded syllables → articles.
    pub pairs: SliceRef,
    /// Facet field and value → articles.
    pub facets: SliceRef,
    /// Number → rank by title.
    pub titles: SliceRef,
    /// Number → length of what is indexed of the article.
    pub lengths: SliceRef,
    /// Number → related articles. Not in the first libraries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related: Option<SliceRef>,
}

impl Tables {
    fn all(&self) -> impl Iterator<Item = SliceRef> {
        let Tables { rows, ids, terms, pairs, facets, titles, lengths, related } = *self;
        [rows, ids, terms, pairs, facets, titles, lengths].into_iter().chain(related)
    }
}

impl Manifest {
    /// Whether lists are as short as from format 2 on: those of pairs name articles by their positions among
    /// those that have the first syllable, the readings of frequent syllables lie apart, lengths are half
    /// a byte each, and pairs say whether their second syllable begins with a capital.
    pub fn has_short_lists(&self) -> bool {
        self.docbao > 1
    }

    /// Checks what can be checked without reading packs.
    ///
    /// # Errors
    /// [`DecodeError::Version`] for a later format, [`DecodeError::Damaged`] if it contradicts itself.
    pub fn validate(&self) -> Result<(), DecodeError> {
        if self.docbao > FORMAT {
            return Err(DecodeError::Version { found: self.docbao, known: FORMAT });
        }
        let dated = self.months.iter().map(|(_, count)| u64::from(*count)).sum::<u64>();
        let newest_first = self.months.is_sorted_by(|(a, _), (b, _)| a > b);
        let plain_names = self.packs.iter().all(|pack| is_plain_file_name(&pack.file));
        if self.docbao == 0
            || self.articles > MAX_ARTICLES
            || dated > u64::from(self.articles)
            || !newest_first
            || !plain_names
            || !self.tables.all().chain(self.dictionary).all(|slice| self.contains(slice))
        {
            return Err(DecodeError::damaged(FILE_NAME));
        }
        Ok(())
    }

    /// Whether the slice lies within a pack of this library.
    pub fn contains(&self, slice: SliceRef) -> bool {
        let end = u64::from(slice.offset) + u64::from(slice.bytes);
        self.packs.get(slice.pack as usize).is_some_and(|pack| end <= u64::from(pack.bytes))
    }

    /// The month an article was published in, if it has a date.
    pub fn month_of(&self, doc: DocId) -> Option<Month> {
        let mut end = 0;
        self.months.iter().find_map(|(month, count)| {
            end += count;
            (doc < end).then_some(*month)
        })
    }
}

/// A file name that cannot lead out of the library's folder or into another site.
fn is_plain_file_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let month = |text: &str| text.parse().unwrap();
        Manifest {
            docbao: FORMAT,
            articles: 6,
            months: vec![(month("2026-02"), 2), (month("2019-11"), 3)],
            packs: vec![Pack { file: "index-0a.bin".into(), bytes: 8, ..Pack::default() }],
            ..Manifest::default()
        }
    }

    #[test]
    fn numbers_tell_the_month() {
        let manifest = manifest();
        assert_eq!(manifest.validate(), Ok(()));
        let months = (0..6).map(|doc| manifest.month_of(doc).map(|m| m.to_string()));
        let expected = [
            Some("2026-02"),
            Some("2026-02"),
            Some("2019-11"),
            Some("2019-11"),
            Some("2019-11"),
            None,
        ];
        assert_eq!(months.collect::<Vec<_>>(), expected.map(|m| m.map(str::to_owned)));
    }

    #[test]
    fn the_example_of_the_format_is_a_manifest() {
        let json =
            include_str!("../FORMAT.md").split("```").find_map(|part| part.strip_prefix("json"));
        let manifest: Manifest = serde_json::from_str(json.unwrap()).unwrap();
        assert_eq!(manifest.validate(), Ok(()));
        let same = |a: &str, b: &str| a.split_whitespace().eq(b.split_whitespace());
        let written =
            serde_json::to_string(&manifest).unwrap().replace(',', ", ").replace(':', ": ");
        assert!(same(&written, json.unwrap()), "{written}");
    }

    #[test]
    fn a_later_format_says_the_cure() {
        let later = Manifest { docbao: FORMAT + 1, ..manifest() };
        let message = later.validate().unwrap_err().to_string();
        assert!(message.contains("update the reader"), "{message}");
    }

    #[test]
    fn a_manifest_that_contradicts_itself_is_refused() {
        let mut lying: Vec<Manifest> = (0..7).map(|_| manifest()).collect();
        lying[0].articles = 4;
        lying[1].months.reverse();
        lying[2].packs[0].file = "../secret.bin".into();
        lying[3].tables.rows = SliceRef { pack: 0, offset: 4, bytes: 5 };
        lying[4].docbao = 0;
        lying[5].articles = MAX_ARTICLES + 1;
        lying[6].dictionary = Some(SliceRef { pack: 1, offset: 0, bytes: 4 });
        for manifest in lying {
            assert_eq!(manifest.validate(), Err(DecodeError::damaged(FILE_NAME)));
        }
    }
}
