//! The encodings of Vietnamese text: naming them, finding out which one a text is in, reading it.
//!
//! What a text says of itself (a byte order mark, a declaration) is believed as far as it can be;
//! else the reading that has the most syllables of Vietnamese wins. Texts also come as *mojibake*:
//! valid Unicode, but read in the wrong encoding by the program before us. It is found the same way.

mod font;
mod tables;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

pub(crate) use self::font::Font;
use self::tables::{
    ONSETS, RIMES, TCVN, TCVN_CONTROLS, TCVN_LOW, VISCII, VISCII_CONTROLS, VNI_BREVE_DOT,
    VNI_LETTERS, VNI_MARKS,
};

/// An encoding that Vietnamese documents come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// windows-1258: letters, and tones behind them.
    Windows1258,
    /// TCVN3, the encoding of the ABC fonts (`.VnTime`).
    Tcvn3,
    /// VNI for Windows (`VNI-Times`).
    Vni,
    /// VISCII (RFC 1456).
    Viscii,
    /// TCVN 5712:1993 VN1.
    Tcvn5712,
}

/// All of them, with the names people use; the first is the one we print.
const NAMES: [(Encoding, &[&str]); 8] = [
    (Encoding::Utf8, &["UTF-8", "utf8"]),
    (Encoding::Utf16Le, &["UTF-16LE", "utf-16", "utf16"]),
    (Encoding::Utf16Be, &["UTF-16BE"]),
    (Encoding::Windows1258, &["windows-1258", "cp1258"]),
    (Encoding::Tcvn3, &["TCVN3", "abc", "tcvn3-abc"]),
    (Encoding::Vni, &["VNI", "vni-win", "vni-windows"]),
    (Encoding::Viscii, &["VISCII"]),
    (Encoding::Tcvn5712, &["TCVN5712-1", "tcvn", "tcvn5712", "tcvn-5712"]),
];

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = NAMES.iter().find(|(encoding, _)| encoding == self);
        f.write_str(names.map_or("", |(_, names)| names[0]))
    }
}

impl FromStr for Encoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let is_it = |known: &str| known.eq_ignore_ascii_case(name.trim());
        let found = NAMES.iter().find(|(_, names)| names.iter().any(|known| is_it(known)));
        found.map(|(encoding, _)| *encoding).ok_or_else(|| {
            let known: Vec<&str> = NAMES.iter().map(|(_, names)| names[0]).collect();
            format!("write one of {}", known.join(", "))
        })
    }
}

/// A text and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, in Unicode normalisation form C unless it came in UTF-8.
    pub text: String,
    /// The encoding it came in.
    pub encoding: Encoding,
    /// Whether the encoding was found by the look of the text alone.
    pub is_guess: bool,
}

/// Reads bytes. `given` overrides all evidence. Returns `None` if they are text in no encoding known here.
pub fn decode(bytes: &[u8], given: Option<Encoding>) -> Option<Decoded> {
    let marked = [
        (&b"\xef\xbb\xbf"[..], Encoding::Utf8),
        (b"\xff\xfe", Encoding::Utf16Le),
        (b"\xfe\xff", Encoding::Utf16Be),
    ];
    let marked = marked.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, it)| *it);
    let known = |encoding| Decoded { text: read(bytes, encoding), encoding, is_guess: false };
    if let Some(encoding) = given.or(marked) {
        let is_damaged = encoding == Encoding::Utf8 && std::str::from_utf8(bytes).is_err();
        return (!is_damaged).then(|| known(encoding));
    }
    if let Some(encoding) = without_mark(bytes) {
        return Some(known(encoding));
    }
    // VISCII and TCVN 5712 spend control characters on letters, but none spends this one.
    if bytes.contains(&0) {
        return None;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Some(known(Encoding::Utf8));
    }
    const CANDIDATES: [Encoding; 5] = [
        Encoding::Windows1258,
        Encoding::Tcvn3,
        Encoding::Vni,
        Encoding::Viscii,
        Encoding::Tcvn5712,
    ];
    let read = CANDIDATES.map(|encoding| (encoding, read(bytes, encoding)));
    let weighed = read.into_iter().map(|(encoding, text)| (Evidence::of(&text), encoding, text));
    // The first of the best: TCVN 5712 differs from TCVN3 only where it has more letters.
    let best =
        weighed.reduce(|best, next| if next.0.score() > best.0.score() { next } else { best });
    let (evidence, encoding, text) = best?;
    evidence.is_enough().then_some(Decoded { text, encoding, is_guess: true })
}

/// UTF-16 betrays itself by the zero bytes of its spaces and Latin letters.
fn without_mark(bytes: &[u8]) -> Option<Encoding> {
    let pairs = bytes.chunks_exact(2);
    let count = pairs.len();
    let zeros = |at: usize| pairs.clone().filter(|pair| pair[at] == 0).count();
    let many = |zeros: usize| count > 1 && zeros * 5 > count;
    match (zeros(0), zeros(1)) {
        (0, low) if many(low) => Some(Encoding::Utf16Le),
        (high, 0) if many(high) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn read(bytes: &[u8], encoding: Encoding) -> String {
    let table = |upper: &dyn Fn(u8) -> char, controls: &[(u8, char)]| -> String {
        let letter = |byte: &u8| match controls.iter().find(|(control, _)| control == byte) {
            Some((_, letter)) => *letter,
            None if byte.is_ascii() => char::from(*byte),
            None => upper(*byte),
        };
        bytes.iter().map(letter).nfc().collect()
    };
    match encoding {
        Encoding::Utf8 => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            String::from_utf8_lossy(bytes).into_owned()
        }
        Encoding::Utf16Le => UTF_16LE.decode_with_bom_removal(bytes).0.nfc().collect(),
        Encoding::Utf16Be => UTF_16BE.decode_with_bom_removal(bytes).0.nfc().collect(),
        Encoding::Windows1258 => WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect(),
        Encoding::Tcvn3 => of_tcvn3(&WINDOWS_1252.decode_without_bom_handling(bytes).0),
        Encoding::Vni => of_vni(&WINDOWS_1252.decode_without_bom_handling(bytes).0),
        Encoding::Viscii => table(&|byte| nth(VISCII, byte, 0x80), &VISCII_CONTROLS),
        Encoding::Tcvn5712 => table(
            &|byte| match byte {
                0x80..=0x9f => nth(TCVN_LOW, byte, 0x80),
                _ => nth(TCVN, byte, 0xa0),
            },
            &TCVN_CONTROLS,
        ),
    }
}

fn nth(letters: &str, byte: u8, first: u8) -> char {
    letters.chars().nth(usize::from(byte - first)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Mends text that another program read in the wrong encoding. Returns what it really was, or `None`
/// if the text is as it should be.
pub fn repair(text: &str) -> Option<(String, Encoding)> {
    let encoding = misread(text)?;
    Some((mend(text, encoding), encoding))
}

/// The encoding that a text was written in, if it was read in another one.
pub(crate) fn misread(text: &str) -> Option<Encoding> {
    // Quick, for the many: Vietnamese that was read rightly is full of letters that misread bytes never give.
    let is_own = |c: char| {
        matches!(c, '\u{1ea0}'..='\u{1eff}' | '\u{300}'..='\u{36f}') || "ăđơưĂĐƠƯ".contains(c)
    };
    let own = text.chars().filter(|c| is_own(*c)).count();
    let foreign = text.chars().filter(|c| matches!(c, '\u{a1}'..='\u{ff}')).count();
    if own * 2 >= foreign {
        return None;
    }
    let now = Evidence::of(text);
    if now.good >= now.bad {
        return None;
    }
    const CANDIDATES: [Encoding; 4] =
        [Encoding::Utf8, Encoding::Tcvn3, Encoding::Vni, Encoding::Viscii];
    let weighed = CANDIDATES.map(|encoding| (Evidence::of(&mend(text, encoding)), encoding));
    let best = weighed
        .into_iter()
        .reduce(|best, next| if next.0.score() > best.0.score() { next } else { best });
    let (evidence, encoding) = best?;
    (evidence.is_enough() && evidence.score() > now.score()).then_some(encoding)
}

/// Reads again what was read as Latin-1. What no byte stands for stays.
pub(crate) fn mend(text: &str, encoding: Encoding) -> String {
    match encoding {
        Encoding::Tcvn3 => of_tcvn3(text),
        Encoding::Vni => of_vni(text),
        _ => {
            let bytes: Option<Vec<u8>> = text.chars().map(latin1).collect();
            let Some(bytes) = bytes else {
                return text.to_owned();
            };
            match encoding {
                Encoding::Utf8 => String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()),
                _ => read(&bytes, encoding),
            }
        }
    }
}

/// The byte that a character was, for those who read bytes as windows-1252 or Latin-1.
fn latin1(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(c) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    (!is_lossy).then(|| bytes[0])
}

fn of_tcvn3(text: &str) -> String {
    let letter = |c: char| match u32::from(c) {
        0xa1..=0xfe => nth(TCVN, u32::from(c) as u8, 0xa0),
        _ => c,
    };
    raise(&text.chars().map(letter).nfc().collect::<String>())
}

/// Gives capitals back their tones: the ABC fonts have no capitals with both, so "UỶ BAN" was typed
/// "Uỷ BAN". A word is in capitals if its other letters are; one without others goes by its neighbours.
fn raise(text: &str) -> String {
    let words: Vec<&str> = text.split_inclusive(|c: char| !c.is_alphanumeric()).collect();
    let is_toned = |c: char| {
        c.is_lowercase() && c.nfd().any(|c| "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(c))
    };
    // Capitals for certain, small letters for certain, letters that may be either.
    let count = |word: &str| {
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let unsure = word.chars().filter(|c| is_toned(*c)).count();
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        (capitals, letters - capitals - unsure, unsure)
    };
    let counts: Vec<_> = words.iter().map(|word| count(word)).collect();
    let is_loud = |at: usize| matches!(counts.get(at), Some((2.., 0, _)) | Some((1, 0, 1..)));
    let is_sure = |at: usize| matches!(counts.get(at), Some((2.., 0, _)));
    let mut raised = String::with_capacity(text.len());
    for (at, word) in words.iter().enumerate() {
        let (capitals, small, unsure) = counts[at];
        // Punctuation is a word of its own here: some of it may stand between.
        let is_word = |at: &usize| words[*at].chars().any(char::is_alphanumeric);
        let before = (at.saturating_sub(3)..at).rev().find(is_word);
        let after = (at + 1..words.len().min(at + 4)).find(is_word);
        // "Uỷ BAN NHÂN DÂN" in the middle of a sentence; "Uỷ UBND" is none.
        let is_spelt =
            |at: usize| words[at].contains(['A', 'E', 'I', 'O', 'Y', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư']);
        let before_loud = capitals == 1 && after.is_some_and(|at| is_sure(at) && is_spelt(at));
        let among_loud = match (before, after) {
            (Some(before), Some(after)) => {
                is_loud(before) && is_loud(after) && (is_sure(before) || is_sure(after))
            }
            (Some(one), None) | (None, Some(one)) => is_sure(one),
            (None, None) => false,
        };
        let goes_up = unsure > 0
            && small == 0
            && (capitals >= 2
                || capitals >= 1 && word.starts_with(is_toned)
                || before_loud
                || among_loud);
        match goes_up {
            true => raised.extend(word.chars().flat_map(char::to_uppercase)),
            false => raised.push_str(word),
        }
    }
    raised
}

fn of_vni(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        let small = c.to_lowercase().next().unwrap_or(c);
        let marks = VNI_MARKS.iter().chain([&VNI_BREVE_DOT]).find(|(mark, _)| *mark == small);
        let takes = |marks: &str| {
            let base = last.to_lowercase().next().unwrap_or(last);
            match marks.chars().next() {
                Some('\u{302}') => matches!(base, 'a' | 'e' | 'o'),
                Some('\u{306}') => base == 'a',
                _ => matches!(base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ơ' | 'ư'),
            }
        };
        match marks {
            Some((_, marks)) if takes(marks) => {
                letters.push_str(marks);
                last = ' ';
            }
            _ => {
                let letter = VNI_LETTERS.iter().find(|(written, _)| *written == c);
                last = letter.map_or(c, |(_, letter)| *letter);
                letters.push(last);
            }
        }
    }
    letters.nfc().collect()
}

/// How much a text looks like Vietnamese: of its words that are not plain ASCII, how many are
/// syllables of the language and how many cannot be.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    good: i64,
    bad: i64,
}

impl Evidence {
    fn of(text: &str) -> Self {
        /// Enough to tell, and little enough for the longest file.
        const MAX_WORDS: usize = 4_000;
        let is_mark = |c: char| matches!(c, '\u{300}'..='\u{36f}');
        // Signs and controls are no separators here: in the wrong encoding they stand within words.
        let words = text.split(|c: char| {
            c.is_ascii() && !c.is_ascii_alphanumeric() && !c.is_ascii_control()
                || c.is_ascii_whitespace()
                || matches!(c, '\u{2010}'..='\u{2026}' | '\u{a0}' | '\u{feff}')
        });
        let mut evidence = Evidence::default();
        for word in words
            .filter(|word| !word.is_ascii() || word.contains(|c: char| c.is_ascii_control()))
            .take(MAX_WORDS)
        {
            match is_syllable(word) {
                true => evidence.good += 1,
                // Other languages have accents too; signs within a word have none.
                false if word.chars().all(|c| c.is_alphabetic() || is_mark(c)) => evidence.bad += 1,
                false => evidence.bad += 2,
            }
        }
        evidence
    }

    fn score(self) -> i64 {
        self.good - 2 * self.bad
    }

    fn is_enough(self) -> bool {
        self.good >= 2 && self.good >= 3 * self.bad
    }
}

/// Whether a word could be a syllable of Vietnamese: onset, rime, at most one tone.
fn is_syllable(word: &str) -> bool {
    static KNOWN_RIMES: LazyLock<BTreeSet<&str>> =
        LazyLock::new(|| RIMES.split_whitespace().collect());
    let mut tones = 0;
    let mut bare = String::new();
    for c in word.to_lowercase().nfd() {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones += 1,
            c => bare.push(c),
        }
    }
    let bare: String = bare.nfc().collect();
    // A word may begin with a capital, or be all capitals; "tÐch" is neither.
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().count();
    let is_cased = capitals == 0
        || capitals == letters
        || capitals == 1 && word.starts_with(char::is_uppercase);
    let is_rime = |rest: &str| KNOWN_RIMES.contains(rest);
    let fits = is_rime(&bare)
        || ONSETS.iter().any(|onset| bare.strip_prefix(onset).is_some_and(is_rime))
        // "gì", "giếng", "quốc": the vowel of the onset is the rime's too.
        || bare.strip_prefix('g').is_some_and(|rest| rest.starts_with('i') && is_rime(rest))
        || bare.strip_prefix('q').is_some_and(|rest| rest.starts_with('u') && is_rime(rest));
    tones <= 1 && is_cased && fits || is_abbreviation(word)
}

/// "HĐND", "QĐ": capitals without vowels, in which Đ is the only letter that is not ASCII.
fn is_abbreviation(word: &str) -> bool {
    let is_consonant = |c: char| c == 'Đ' || c.is_ascii_uppercase();
    word.chars().count() >= 2 && word.chars().all(is_consonant)
}

#[cfg(test)]
mod tests;
