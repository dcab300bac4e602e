//! Keys of the tables, for those who write and those who read them.

use docbao_bundle::manifest::DocId;

use crate::text::Marks;

/// Ranks by title in one entry of the table of titles.
pub const TITLES_PER_ENTRY: u32 = 512;

/// Lengths of articles in one entry of the table of lengths.
pub const LENGTHS_PER_ENTRY: u32 = 2048;

/// The length of an article against the mean of the library in half a byte, a third of a doubling a step, from
/// an eighth of the mean to four times as much. Measured on 5,000 articles: sixteenths of a doubling, a byte
/// each, find no better; quarters do not reach far enough, and halves are too coarse.
pub fn length_code(syllables: u32, mean: f32) -> u8 {
    let steps = 3.0 * (syllables.max(1) as f32 / mean.max(1.0)).log2();
    (9.0 + steps.round()).clamp(0.0, 15.0) as u8
}

/// The lengths that codes stand for, as multiples of the mean; where they are not short they are bytes, as
/// format 1 has them: a sixteenth of a doubling a step, the mean being 128.
pub fn lengths_of_codes(is_short: bool) -> [f32; 256] {
    // Multiplied on: a power of two is a kilobyte of the reader.
    let (mut next, step) =
        if is_short { (1.0 / 8.0, 1.259_921) } else { (1.0 / 256.0, 1.044_273_8) };
    std::array::from_fn(|_| {
        let length = next;
        next *= step;
        length
    })
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

/// Key of a reading of a divided syllable in the table of terms, where they all come after the syllables: no
/// text has such a byte.
pub fn reading_key(fold: &[u8], marks: Marks) -> Vec<u8> {
    [&[0xff], fold, &[0], marks.to_be_bytes().as_slice()].concat()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_come_back_within_half_a_step() {
        let lengths = lengths_of_codes(true);
        for syllables in 63..2000 {
            let code = length_code(syllables, 500.0);
            let said = lengths[usize::from(code)] * 500.0;
            let doublings = (said / syllables as f32).log2().abs();
            assert!(doublings < 0.168, "{syllables}: {said}");
        }
        assert_eq!([length_code(0, 500.0), length_code(u32::MAX, 500.0)], [0, 15]);
        assert!((lengths_of_codes(false)[128] - 1.0).abs() < 0.001);
    }
}
