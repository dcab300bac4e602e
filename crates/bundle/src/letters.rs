//! Short texts of the index, titles above all, in bits: what is frequent in Vietnamese takes four or six,
//! where UTF-8 takes up to twenty-four.

use crate::bits::BitReader;
#[cfg(feature = "write")]
use crate::bits::BitWriter;
use crate::error::DecodeError;

/// The characters that have short codes, in four classes of 8, 16, 32 and 64. The end of a text is
/// among them, as the character 0.
#[rustfmt::skip]
const LETTERS: [char; 120] = [
    ' ', 'a', 'c', 'g', 'h', 'i', 'n', 't',
    '\0', 'T', 'l', 'm', 'o', 'p', 'r', 's', 'u', 'y', 'à', 'á', 'đ', 'ư', 'ổ', 'ợ',
    '\'', ',', '0', '2', 'B', 'C', 'H', 'M', 'N', 'V', 'b', 'd', 'e', 'k', 'v', 'x',
    'â', 'ê', 'ó', 'ô', 'ạ', 'ả', 'ấ', 'ậ', 'ế', 'ể', 'ệ', 'ị', 'ố', 'ộ', 'ớ', 'ờ',
    '-', '.', '1', '3', '4', '5', '6', '7', '8', '9', ':', '?', 'A', 'D', 'E', 'F',
    'G', 'I', 'K', 'L', 'P', 'Q', 'R', 'S', 'U', 'X', 'q', 'ã', 'é', 'ì', 'í', 'ò',
    'ù', 'ú', 'ý', 'ă', 'Đ', 'ĩ', 'ũ', 'ơ', 'ầ', 'ẩ', 'ẫ', 'ắ', 'ặ', 'ẹ', 'ẻ', 'ề',
    'ễ', 'ỉ', 'ọ', 'ỏ', 'ồ', 'ỗ', 'ở', 'ụ', 'ủ', 'ứ', 'ừ', 'ử', 'ữ', 'ự', 'ỷ', 'ỹ',
];

const END: char = '\0';

/// Class and position are written as so many ones, a zero, and these many bits; after four ones comes a
/// character in full.
const CLASS_BITS: [u32; 4] = [3, 4, 5, 6];
const SCALAR_BITS: u32 = 21;

/// Longest text, in characters: a slice that lies must not fill the memory.
const MAX_CHARS: usize = 1 << 16;

/// Appends a text.
#[cfg(feature = "write")]
pub fn put(out: &mut BitWriter, text: &str) {
    text.chars().take(MAX_CHARS).for_each(|c| put_char(out, c, c != END));
    put_char(out, END, true);
}

#[cfg(feature = "write")]
fn put_char(out: &mut BitWriter, c: char, may_be_short: bool) {
    let place = LETTERS.iter().position(|letter| *letter == c).filter(|_| may_be_short);
    let mut at = place.map_or(u32::MAX, |at| at as u32);
    for bits in CLASS_BITS {
        if at < 1 << bits {
            out.bits(0, 1);
            out.bits(at, bits);
            return;
        }
        out.bits(1, 1);
        at = at.saturating_sub(1 << bits);
    }
    out.bits(u32::from(c), SCALAR_BITS);
}

/// Reads a text.
///
/// # Errors
/// [`DecodeError::Damaged`] if the bits are none.
pub fn read(bits: &mut BitReader<'_>) -> Result<String, DecodeError> {
    const LYING: DecodeError = DecodeError::damaged("letters");
    let mut text = String::new();
    for _ in 0..=MAX_CHARS {
        match next_char(bits)?.ok_or(LYING)? {
            (END, true) => return Ok(text),
            (c, _) => text.push(c),
        }
    }
    Err(LYING)
}

/// The next character, and whether its code is a short one; `None` if there is no such character.
fn next_char(bits: &mut BitReader<'_>) -> Result<Option<(char, bool)>, DecodeError> {
    let mut first = 0;
    for len in CLASS_BITS {
        if bits.bits(1)? == 0 {
            let at = first + bits.bits(len)? as usize;
            return Ok(LETTERS.get(at).map(|c| (*c, true)));
        }
        first += 1 << len;
    }
    Ok(char::from_u32(bits.bits(SCALAR_BITS)?).map(|c| (c, false)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(texts: &[&str]) -> Vec<u8> {
        let mut out = BitWriter::default();
        texts.iter().for_each(|text| put(&mut out, text));
        out.finish()
    }

    #[test]
    fn vietnamese_takes_less_than_two_thirds_of_its_bytes() {
        let title = "Quận Đồ Sơn sơ kết 3 năm thực hiện Chỉ thị số 05-CT/TW của Bộ Chính trị";
        assert!(written(&[title]).len() * 3 < title.len() * 2);
    }

    #[test]
    fn every_letter_stands_once() {
        let mut letters = LETTERS.to_vec();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), LETTERS.len());
    }

    proptest! {
        #[test]
        fn texts_come_back(texts in prop::collection::vec("[a-zà-ỹĐ \\PC\0]{0,30}", 0..5)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let bytes = written(&texts);
            let mut bits = BitReader::new(&bytes);
            for text in texts {
                prop_assert_eq!(read(&mut bits).unwrap(), text);
            }
        }

        #[test]
        fn any_bytes_end_in_a_text_or_an_error(bytes: Vec<u8>) {
            let mut bits = BitReader::new(&bytes);
            while read(&mut bits).is_ok() {}
        }
    }
}
