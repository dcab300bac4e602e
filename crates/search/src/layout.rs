//! Keys of the tables, for those who write and those who read them.

use docbao_bundle::manifest::DocId;

/// Ranks by title in one entry of the table of titles.
pub const TITLES_PER_ENTRY: u32 = 512;

/// Lengths of articles in one entry of the table of lengths.
pub const LENGTHS_PER_ENTRY: u32 = 2048;

/// The length of an article against the mean of the library as a byte, a sixteenth of a doubling a
/// step: near enough for ranking, and 256 steps reach from nothing to 250 times the mean.
pub fn length_code(syllables: u32, mean: f32) -> u8 {
    let steps = 16.0 * (syllables.max(1) as f32 / mean.max(1.0)).log2();
    (128.0 + steps.round()).clamp(0.0, 255.0) as u8
}

/// The length that a code stands for, as a multiple of the mean.
pub fn length_of_code(code: u8) -> f32 {
    ((f32::from(code) - 128.0) / 16.0).exp2()
}

/// Key of an article in the table of rows. Big-endian, so that keys sort as numbers do.
pub fn row_key(doc: DocId) -> [u8; 4] {
    doc.to_be_bytes()
}

/// Key of two adjacent syllables. A space sorts before every letter and digit, so the pairs of one
/// first syllable lie together, and those of an unfinished second syllable too.
pub fn pair_key(first: &str, second: &str) -> String {
    [first, " ", second].concat()
}

/// Name under which the values of a field lie that nobody is offered to choose: too many have too few
/// articles. They are there for those who follow a mention.
pub fn seldom(field: &str) -> String {
    [field, "+"].concat()
}

/// Key of a facet value; with an empty value, the prefix of all values of the field.
pub fn facet_key(field: &str, value: &str) -> Vec<u8> {
    [field.as_bytes(), &[0], value.as_bytes()].concat()
}
