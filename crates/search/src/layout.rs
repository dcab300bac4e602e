//! Keys of the tables, for those who write and those who read them.

use docbao_bundle::manifest::DocId;

/// Ranks by title in one entry of the table of titles.
pub const TITLES_PER_ENTRY: u32 = 512;

/// Key of an article in the table of rows. Big-endian, so that keys sort as numbers do.
pub fn row_key(doc: DocId) -> [u8; 4] {
    doc.to_be_bytes()
}

/// Key of two adjacent syllables. A space sorts before every letter and digit, so the pairs of one
/// first syllable lie together, and those of an unfinished second syllable too.
pub fn pair_key(first: &str, second: &str) -> String {
    [first, " ", second].concat()
}

/// Key of a facet value; with an empty value, the prefix of all values of the field.
pub fn facet_key(field: &str, value: &str) -> Vec<u8> {
    [field.as_bytes(), &[0], value.as_bytes()].concat()
}
