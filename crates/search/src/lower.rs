//! Lower case, for folding. The standard library's table holds a pair of characters for every letter,
//! 12 KB of the reader, 3 KB of them on the wire; this one holds runs of letters and says the same.

/// Unicode 17, as of the pinned Rust: for every run of upper-case letters the distance of its first letter
/// from the last of the run before, its length less one in code points, and what is to be added, modulo
/// 2^16. Where that is one, upper and lower case take turns.
#[rustfmt::skip]
const RUNS: [i16; 561] = [
    192, 22, 32, 2, 6, 32, 34, 46, 1, 4, 4, 1, 3, 14, 1, 3, 44, 1, 2, 0, -121, 1, 4, 1, 4, 0, 210, 1, 2,
    1, 2, 0, 206, 1, 0, 1, 2, 1, 205, 1, 0, 1, 3, 0, 79, 1, 0, 202, 1, 0, 203, 1, 0, 1, 2, 0, 205, 1, 0,
    207, 2, 0, 211, 1, 0, 209, 1, 0, 1, 4, 0, 211, 1, 0, 213, 2, 0, 214, 1, 4, 1, 2, 0, 218, 1, 0, 1, 2,
    0, 218, 3, 0, 1, 2, 0, 218, 1, 0, 1, 2, 1, 217, 1, 2, 1, 2, 0, 219, 1, 0, 1, 4, 0, 1, 8, 0, 2, 1, 0,
    1, 2, 0, 2, 1, 0, 1, 2, 0, 2, 1, 16, 1, 3, 16, 1, 3, 0, 2, 1, 2, 1, 2, 0, -97, 1, 0, -56, 1, 38, 1, 2,
    0, -130, 2, 16, 1, 8, 0, 10795, 1, 0, 1, 2, 0, -163, 1, 0, 10792, 3, 0, 1, 2, 0, -195, 1, 0, 69, 1, 0,
    71, 1, 8, 1, 290, 2, 1, 4, 0, 1, 9, 0, 116, 7, 0, 38, 2, 2, 37, 2, 0, 64, 2, 1, 63, 2, 16, 32, 2, 8,
    32, 36, 0, 8, 9, 22, 1, 6, 0, -60, 3, 0, 1, 2, 0, -7, 1, 0, 1, 3, 2, -130, 1, 15, 80, 1, 31, 32, 49,
    32, 1, 10, 52, 1, 2, 0, 15, 1, 12, 1, 3, 94, 1, 3, 37, 48, 2890, 37, 7264, 2, 0, 7264, 6, 0, 7264,
    723, 79, -26672, 1, 5, 8, 2196, 0, 1, 7, 42, -3008, 3, 2, -3008, 321, 148, 1, 10, 0, -7615, 2, 94, 1,
    10, 7, -8, 9, 5, -8, 11, 7, -8, 9, 7, -8, 9, 5, -8, 12, 0, -8, 2, 0, -8, 2, 0, -8, 2, 0, -8, 9, 7, -8,
    25, 7, -8, 9, 7, -8, 9, 7, -8, 9, 1, -8, 1, 1, -74, 1, 0, -9, 12, 3, -86, 1, 0, -9, 12, 1, -8, 1, 1,
    -100, 13, 1, -8, 1, 1, -112, 1, 0, -7, 12, 1, -128, 1, 1, -126, 1, 0, -9, 298, 0, -7517, 4, 0, -8383,
    1, 0, -8262, 7, 0, 28, 46, 15, 16, 20, 0, 1, 819, 25, 26, 1841, 47, 48, 49, 0, 1, 2, 0, -10743, 1, 0,
    -3814, 1, 0, -10727, 3, 4, 1, 2, 0, -10780, 1, 0, -10749, 1, 0, -10783, 1, 0, -10782, 2, 0, 1, 3, 0,
    1, 9, 1, -10815, 1, 98, 1, 9, 2, 1, 5, 0, 1, 31054, 44, 1, 20, 26, 1, 136, 12, 1, 4, 60, 1, 11, 2, 1,
    2, 0, 30204, 1, 8, 1, 5, 0, 1, 2, 0, 23256, 3, 2, 1, 4, 18, 1, 2, 0, 23228, 1, 0, 23217, 1, 0, 23221,
    1, 0, 23231, 1, 0, 23228, 2, 0, 23278, 1, 0, 23254, 1, 0, 23275, 1, 0, 928, 1, 14, 1, 2, 0, -48, 1, 0,
    23229, 1, 0, 30152, 1, 2, 1, 2, 0, 23193, 1, 14, 1, 2, 0, 22975, 25, 0, 1, 22316, 25, 32, 1222, 39,
    40, 137, 35, 40, 157, 10, 39, 2, 14, 39, 2, 6, 39, 2, 1, 39, 1771, 50, 64, 158, 21, 32, 2875, 31, 32,
    21889, 31, 32, 65, 24, 27, 31304, 33, 34,
];

/// The lower-case letter of a character, or itself. İ loses its dot, which is no part of a fold.
pub fn lower(c: char) -> char {
    match c {
        '\0'..='\x7f' => return c.to_ascii_lowercase(),
        'İ' => return 'i',
        _ => {}
    }
    let code = c as u32;
    let mut end = 0;
    for run in RUNS.as_chunks::<3>().0 {
        let [gap, len, add] = run.map(|number| number as u16);
        let start = end + u32::from(gap);
        end = start + u32::from(len);
        if code < start {
            break;
        }
        if code <= end {
            let is_upper = add != 1 || (code - start).is_multiple_of(2);
            let low = (code as u16).wrapping_add(if is_upper { add } else { 0 });
            return char::from_u32(code & !0xffff | u32::from(low)).unwrap_or(c);
        }
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_the_lower_case_of_the_standard_library() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| *c != 'İ') {
            assert_eq!(lower(c).to_string(), c.to_lowercase().to_string(), "{c} {:x}", c as u32);
        }
    }
}
