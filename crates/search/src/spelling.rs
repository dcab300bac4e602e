//! The spelling of Vietnamese syllables: which letters make one, what a slip of a finger may have
//! meant, and how a folded syllable with its marks is printed.

use std::cmp::Ordering;
use std::ops::Range;

use crate::text::Marks;

/// Beginnings of syllables, folded. Backwards through the alphabet, so that the longer come before the
/// shorter and neighbours in a dictionary have numbers near each other. The empty one is every
/// syllable's last chance.
const ONSETS: &str = "x v tr th t s r qu ph p nh ngh ng n m l kh k h gi gh g d ch c b";

/// What may follow, folded, in alphabetical order.
const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia \
    ich iec iem ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap \
    oat oay oc oe oen oeo oet oi om on ong ooc oong op ot u ua uac uan uang uao uat uau uay uc ue uech \
    uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyp uyt \
    uyu y ya yem yen yeng yet yeu";

/// How many rimes there are, for the numbers of syllables. These numbers are written into libraries:
/// what FORMAT.md says of them does not change within a major format.
const RIME_COUNT: u32 = 111;

/// The longest rime and the longest beginning, in bytes.
const RIME_BYTES: usize = 4;
const ONSET_BYTES: usize = 3;

/// The longest syllable (nghieng), and the longest number that joined words are cut at, in bytes.
pub(crate) const SYLLABLE_BYTES: usize = RIME_BYTES + ONSET_BYTES;

/// Both in cells of one width each, so that the one of a number is found without counting.
const RIME_CELLS: [u8; RIME_COUNT as usize * RIME_BYTES] = cells(RIMES, RIME_BYTES);
const ONSET_CELLS: [u8; 27 * ONSET_BYTES] = cells(ONSETS, ONSET_BYTES);

const fn cells<const N: usize>(words: &str, width: usize) -> [u8; N] {
    let mut cells = [b' '; N];
    let (mut at, mut word, mut place) = (0, 0, 0);
    while at < words.len() {
        match words.as_bytes()[at] {
            b' ' if place > 0 => (word, place) = (word + 1, 0),
            b' ' => {}
            letter => {
                cells[word * width + place] = letter;
                place += 1;
            }
        }
        at += 1;
    }
    cells
}

fn cell(cells: &'static [u8], number: u32, width: usize) -> Option<&'static str> {
    let start = number as usize * width;
    std::str::from_utf8(cells.get(start..start + width)?).ok().map(str::trim_ascii_end)
}

fn rime(number: u32) -> Option<&'static str> {
    cell(&RIME_CELLS, number, RIME_BYTES)
}

/// The beginnings with their numbers; none is the last.
fn onsets() -> impl Iterator<Item = (u32, &'static str)> {
    (0..).map_while(|number| Some((number, cell(&ONSET_CELLS, number, ONSET_BYTES)?)))
}

fn rime_number(rest: &str) -> Option<u32> {
    let (mut low, mut high) = (0, RIME_COUNT);
    while low < high {
        let middle = low.midpoint(high);
        match rime(middle)?.cmp(rest) {
            Ordering::Less => low = middle + 1,
            Ordering::Equal => return Some(middle),
            Ordering::Greater => high = middle,
        }
    }
    None
}

/// Whether these folded letters spell a Vietnamese syllable.
pub fn is_syllable(fold: &str) -> bool {
    let is_rime = |rest: &str| rime_number(rest).is_some();
    // `gi` is a syllable by itself, and so are `gin`, `gieng`: the i of the onset is the rime's too.
    onsets().any(|(_, onset)| fold.strip_prefix(onset).is_some_and(is_rime))
        || fold.strip_prefix('g').is_some_and(is_rime)
}

/// The number of a folded Vietnamese syllable: its beginning's times [`RIME_COUNT`] and its rime's.
/// The longest beginning counts; none is the last.
#[cfg(feature = "write")]
pub(crate) fn syllable_number(fold: &str) -> Option<u32> {
    let number =
        |(onset, letters)| Some(onset * RIME_COUNT + rime_number(fold.strip_prefix(letters)?)?);
    onsets().find_map(number)
}

/// Appends the syllable of a number to `out`; nothing if there is none.
pub(crate) fn numbered_syllable(number: u32, out: &mut String) -> Option<()> {
    out.push_str(cell(&ONSET_CELLS, number / RIME_COUNT, ONSET_BYTES)?);
    out.push_str(rime(number % RIME_COUNT)?);
    Some(())
}

/// Syllables that one slip makes into `fold`: a letter too few or too many, another letter, two
/// letters exchanged (Damerau 1964). Each once.
pub fn slips(fold: &str) -> Vec<String> {
    let letters = fold.chars().collect::<Vec<_>>();
    let joined = |parts: &[&[char]]| parts.concat().into_iter().collect::<String>();
    let mut found = Vec::new();
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        if let [first, rest @ ..] = after {
            found.push(joined(&[before, rest]));
            if let [second, rest @ ..] = rest {
                found.push(joined(&[before, &[*second, *first], rest]));
            }
        }
        for letter in 'a'..='z' {
            found.push(joined(&[before, &[letter], after]));
            if let [_, rest @ ..] = after {
                found.push(joined(&[before, &[letter], rest]));
            }
        }
    }
    let mut slips: Vec<String> = Vec::new();
    for candidate in found {
        if candidate != fold && is_syllable(&candidate) && !slips.contains(&candidate) {
            slips.push(candidate);
        }
    }
    slips
}

/// Whether one slip, as [`slips`] has them, makes the one into the other: letters with their variants.
pub(crate) fn is_one_slip(typed: &[(char, u8)], meant: &[(char, u8)]) -> bool {
    let begin = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let [typed, meant] = [&typed[begin..], &meant[begin..]];
    let end = typed.iter().rev().zip(meant.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&typed[..typed.len() - end], &meant[..meant.len() - end]) {
        ([_], []) | ([], [_]) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// Ways to cut letters typed without spaces into syllables and numbers, those with the fewest first,
/// at most `limit`. Nothing for what is one syllable already.
pub fn cuts(joined: &str, limit: usize) -> Vec<Vec<String>> {
    if !joined.is_ascii() || is_syllable(joined) || joined.len() > 64 {
        return Vec::new();
    }
    // ways[at]: the cuts of the letters up to `at`.
    let mut ways: Vec<Vec<Vec<String>>> = vec![vec![Vec::new()]];
    for end in 1..=joined.len() {
        let mut here: Vec<Vec<String>> = Vec::new();
        for start in end.saturating_sub(SYLLABLE_BYTES)..end {
            let piece = &joined[start..end];
            if !is_syllable(piece) && !is_whole_number(joined, start..end) {
                continue;
            }
            for way in &ways[start] {
                let way = [way.as_slice(), &[piece.to_owned()]].concat();
                let place = here.partition_point(|other| other.len() <= way.len());
                here.insert(place, way);
                here.truncate(limit);
            }
        }
        ways.push(here);
    }
    ways.pop().unwrap_or_default()
}

/// Whether these are digits, and all that stand together there.
fn is_whole_number(text: &str, range: Range<usize>) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let ends_before = range.start.checked_sub(1).is_none_or(|before| !is_digit(before));
    ends_before && !is_digit(range.end) && range.into_iter().all(is_digit)
}

/// Prints a folded syllable with its marks, the tone where the older and commoner style has it
/// (hòa, thúy).
pub fn spell(fold: &str, marks: Marks) -> String {
    let letters = crate::text::with_variants(fold, marks);
    let tone = crate::text::tone(marks);
    let at = (tone > 0).then(|| tone_position(&letters)).flatten();
    let place = |(position, (letter, variant)): (usize, &(char, u8))| {
        crate::text::compose(*letter, *variant, if Some(position) == at { tone } else { 0 })
    };
    letters.iter().enumerate().map(place).collect()
}

fn tone_position(letters: &[(char, u8)]) -> Option<usize> {
    let is_vowel = |(letter, _): &(char, u8)| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let marked = letters.iter().rposition(|letter| is_vowel(letter) && letter.1 > 0);
    if marked.is_some() {
        return marked;
    }
    let mut vowels = (0..letters.len()).filter(|at| is_vowel(&letters[*at])).collect::<Vec<_>>();
    // The u of qu and the i of gi belong to the onset where another vowel follows.
    let onset = matches!(letters, [('q', _), ('u', _), ..] | [('g', _), ('i', _), ..]);
    if onset && vowels.len() > 1 {
        vowels.remove(0);
    }
    let closed = vowels.last().is_some_and(|last| last + 1 < letters.len());
    match vowels.as_slice() {
        [] => None,
        [only] => Some(*only),
        [first, second] => Some(if closed { *second } else { *first }),
        [_, middle, ..] => Some(*middle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::syllables;

    #[test]
    fn the_format_has_the_same_beginnings_and_rimes() {
        let format = include_str!("../../bundle/FORMAT.md").split_whitespace().collect::<Vec<_>>();
        let format = format.join(" ");
        assert!(format.contains(&format!("`{ONSETS}` and nothing")));
        let rimes = RIMES.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(format.contains(&format!("`{rimes}`")));
    }

    #[test]
    fn syllables_have_numbers_of_their_own() {
        assert_eq!(RIMES.split(' ').count(), RIME_COUNT as usize);
        let onsets = ONSETS.split(' ').count() as u32 + 1;
        let mut named = 0;
        for number in 0..onsets * RIME_COUNT {
            let mut fold = String::new();
            numbered_syllable(number, &mut fold).unwrap();
            // `gia` is gi and a, so g and ia has a number that is not used.
            named += u32::from(syllable_number(&fold) == Some(number));
            assert!(syllable_number(&fold).is_some());
        }
        assert!(named > 2900);
        assert_eq!(numbered_syllable(onsets * RIME_COUNT, &mut String::new()), None);
        for word in ["the2", "street", "w", ""] {
            assert_eq!(syllable_number(word), None, "{word}");
        }
    }

    #[test]
    fn syllables_are_told_from_other_words() {
        for word in "nghieng duong uy gi gin quan yeu thuyen khuya oai a giuong".split(' ') {
            assert!(is_syllable(word), "{word}");
        }
        for word in "the2 street quandoson w pfizer truog".split(' ') {
            assert!(!is_syllable(word), "{word}");
        }
    }

    #[test]
    fn slips_lead_back_to_what_was_meant() {
        for (typed, meant) in [
            ("truog", "truong"),
            ("troung", "truong"),
            ("nghienh", "nghieng"),
            ("benj", "ben"),
            ("vein", "vien"),
        ] {
            assert!(slips(typed).contains(&meant.to_owned()), "{typed}: {:?}", slips(typed));
        }
        assert!(!slips("truong").contains(&"truong".to_owned()));
    }

    #[test]
    fn joined_words_are_cut() {
        let ways = cuts("quandoson", 8).iter().map(|way| way.join(" ")).collect::<Vec<_>>();
        assert!(ways.contains(&"quan do son".to_owned()), "{ways:?}");
        assert!(cuts("son", 8).is_empty() && cuts("street", 8).is_empty());
        let long = cuts("hoctapvalamtheotutuonghochiminh", 8);
        assert!(long.contains(
            &"hoc tap va lam theo tu tuong ho chi minh".split(' ').map(str::to_owned).collect()
        ));
        assert_eq!(cuts("thang5nam2016", 8), [["thang", "5", "nam", "2016"]]);
        assert!(cuts(&"a".repeat(64), 8).len() <= 8);
    }

    #[test]
    fn printed_syllables_read_as_they_were() {
        for word in
            "quận đồ sơn hòa thúy ủy hoàn quý giường nghiêng khuỷu tưởng giá gì ốc mía toán an đ"
                .split(' ')
        {
            let syllable = syllables(word).next().unwrap();
            assert_eq!(spell(&syllable.fold, syllable.marks), word);
        }
    }
}
