//! Syllables and folding. The only tokenizer in the workspace: what is indexed, what is asked and
//! what is marked all come from here.
//!
//! A syllable is a run of letters and digits with the marks that follow them, whatever form they
//! were typed in: precomposed (NFC), decomposed (NFD) or half of each (windows-1258). Folding drops
//! the marks and remembers them as a number, so that "hòa" and "hoà", which differ only in where
//! the tone is printed, are equal also with their marks.

use std::ops::Range;

use crate::lower::lower;

/// A syllable of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syllable {
    /// Where it stands, in bytes of the text; combining marks belong to it.
    pub range: Range<usize>,
    /// Lower case, without marks: "đường" → "duong".
    pub fold: String,
    /// Its marks, see [`Marks`].
    pub marks: Marks,
    /// Whether a sentence begins here, so that it makes no pair with the syllable before.
    pub begins_sentence: bool,
    /// Whether its first letter is a capital.
    pub is_capital: bool,
}

/// The marks of a syllable as a number in a mixed radix: a digit for each letter that has
/// Vietnamese variants (a ă â · d đ · e ê · o ô ơ · u ư), then the tone (6). 0: no marks. Equal
/// folds with equal marks are the same syllable; it fits in a byte for nearly all of Vietnamese.
///
/// Marks of other languages (ü, ñ, ç) fold away and leave no number.
pub type Marks = u32;

/// Splits a text into its syllables.
pub fn syllables(text: &str) -> Syllables<'_> {
    Syllables { text, at: 0, begins_sentence: true }
}

/// Folds one word, ignoring what is neither letter nor digit.
pub fn fold(text: &str) -> String {
    syllables(text).map(|syllable| syllable.fold).collect()
}

/// Iterator of [`syllables`].
#[derive(Clone, Debug)]
pub struct Syllables<'a> {
    text: &'a str,
    at: usize,
    begins_sentence: bool,
}

impl Iterator for Syllables<'_> {
    type Item = Syllable;

    fn next(&mut self) -> Option<Syllable> {
        let mut fold = String::new();
        let Scanned { range, marks, begins_sentence, is_capital } = self.next_into(&mut fold)?;
        Some(Syllable { range, fold, marks, begins_sentence, is_capital })
    }
}

/// A [`Syllable`] whose fold lies elsewhere.
pub(crate) struct Scanned {
    pub(crate) range: Range<usize>,
    pub(crate) marks: Marks,
    pub(crate) begins_sentence: bool,
    pub(crate) is_capital: bool,
}

impl Syllables<'_> {
    /// The next syllable; its fold is appended to `folds`. Whoever splits millions of syllables has no string made for each.
    pub(crate) fn next_into(&mut self, folds: &mut String) -> Option<Scanned> {
        let bytes = self.text.as_bytes();
        // Between most words is a single space.
        let is_plain = bytes.get(self.at) == Some(&b' ')
            && bytes.get(self.at + 1).is_some_and(u8::is_ascii_alphanumeric);
        let gap = if is_plain { 1 } else { self.text[self.at..].find(is_of_word)? };
        let begins_sentence = self.begins_sentence
            || (!is_plain && ends_sentence(&self.text[self.at..self.at + gap]));
        let start = self.at + gap;
        let mut folder = Folder::new(folds);
        // A soft hyphen or a joiner at the end is not part of the word.
        let (mut at, mut end) = (start, start);
        while let Some(byte) = bytes.get(at) {
            // Most letters need no decoding.
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() {
                    break;
                }
                folder.is_capital |= at == start && byte.is_ascii_uppercase();
                folder.letter(char::from(byte.to_ascii_lowercase()), 0, 0);
                at += 1;
                end = at;
                continue;
            }
            let Some(c) = self.text[at..].chars().next() else { break };
            at += c.len_utf8();
            if folder.push(c) {
                end = at;
            } else if !is_invisible(c) {
                break;
            }
        }
        self.at = end;
        self.begins_sentence = false;
        let marks = folder.marks.wrapping_mul(TONES).wrapping_add(u32::from(folder.tone));
        let is_capital = folder.is_capital;
        Some(Scanned { range: start..end, marks, begins_sentence, is_capital })
    }
}

/// Whether what stands between two syllables ends a sentence: a line end, or a full stop, question
/// mark, exclamation mark or ellipsis before a space. "TP.HCM" and "10.30" go on, and so does a sentence after a
/// semicolon: the lists of official texts ("Trung ương; địa phương") are searched through.
fn ends_sentence(gap: &str) -> bool {
    let mut after_stop = false;
    for c in gap.chars() {
        if c == '\n' || (after_stop && c.is_whitespace()) {
            return true;
        }
        after_stop = match c {
            '.' | '!' | '?' | '…' => true,
            // Closing quotes and brackets stand between the full stop and the space.
            '"' | '”' | '’' | '»' | ')' | ']' => after_stop,
            _ => false,
        };
    }
    false
}

/// Whether a syllable can consist of it. What we have in a table is not searched elsewhere: most letters
/// with marks are.
fn is_of_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { entry(c) != 0 || c.is_alphanumeric() }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Marks of other scripts that are no letters, and what makes a digit a keycap: they belong to what stands before them
/// and say nothing of the word. The commoner ones, since a table of all is kilobytes.
#[inline(never)] // Seldom asked, and there are several copies of what asks.
fn continues(c: char) -> bool {
    matches!(c, '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}')
        || matches!(c, '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{e47}'..='\u{e4e}')
        || matches!(c, '\u{ec8}'..='\u{ece}' | '\u{17c9}'..='\u{17d3}' | '\u{1ab0}'..='\u{1aff}')
        || matches!(c, '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether it belongs to the character before it.
pub(crate) fn is_attached(c: char) -> bool {
    is_combining(c) || continues(c)
}

/// Characters that have no width: soft hyphen, zero-width spaces and joiners, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Tones a syllable may have, none included.
pub(crate) const TONES: u32 = 6;

/// Where the fold of a syllable is cut. No word is so long; encoded files pasted into a text are.
const MAX_FOLD_BYTES: usize = 48;

/// Takes the characters of one syllable.
struct Folder<'f> {
    folds: &'f mut String,
    /// Where this fold begins.
    start: usize,
    marks: u32,
    tone: u8,
    /// The last letter and its variant.
    last: (char, u8),
    is_capital: bool,
}

impl<'f> Folder<'f> {
    fn new(folds: &'f mut String) -> Self {
        Folder { start: folds.len(), folds, marks: 0, tone: 0, last: ('\0', 0), is_capital: false }
    }

    /// Takes the next character, if it is of a word; none of ASCII. Begins with what most are.
    fn push(&mut self, c: char) -> bool {
        let known = entry(c);
        if known != 0 {
            self.known(known);
        } else if is_combining(c) {
            self.mark(c);
        } else if c.is_alphanumeric() {
            let small = lower(c);
            self.is_capital |= small != c && self.last.0 == '\0';
            self.seldom(small);
        } else {
            return continues(c);
        }
        true
    }

    fn known(&mut self, entry: u16) {
        self.letter((entry as u8) as char, (entry >> 8) as u8 & 3, (entry >> 10) as u8);
    }

    /// A mark that follows its letter; it counts nothing where it means nothing.
    fn mark(&mut self, c: char) {
        let Some((variant, tone)) = combining(c, self.last.0) else { return };
        if self.last.1 == 0 {
            self.marks = self.marks.wrapping_add(u32::from(variant));
            self.last.1 = variant;
        }
        self.set_tone(tone);
    }

    fn seldom(&mut self, c: char) {
        match (c, entry(c)) {
            ('æ', _) => ['a', 'e'].into_iter().for_each(|c| self.letter(c, 0, 0)),
            ('œ', _) => ['o', 'e'].into_iter().for_each(|c| self.letter(c, 0, 0)),
            ('ß', _) => ['s', 's'].into_iter().for_each(|c| self.letter(c, 0, 0)),
            (_, 0) => self.letter(c, 0, 0),
            (_, entry) => self.known(entry),
        }
    }

    fn letter(&mut self, letter: char, variant: u8, tone: u8) {
        if self.folds.len() - self.start < MAX_FOLD_BYTES {
            self.folds.push(letter);
        }
        let variants = variants(letter);
        self.marks = self.marks.wrapping_mul(variants).wrapping_add(u32::from(variant));
        self.last = (letter, variant);
        self.set_tone(tone);
    }

    fn set_tone(&mut self, tone: u8) {
        if self.tone == 0 {
            self.tone = tone;
        }
    }
}

/// How many Vietnamese letters fold to this one.
fn variants(letter: char) -> u32 {
    match letter {
        'a' | 'o' => 3,
        'd' | 'e' | 'u' => 2,
        _ => 1,
    }
}

/// What a combining mark does to the letter before it: the letter's variant and the tone.
/// `None` if it means nothing there, as the tilde of ñ.
fn combining(mark: char, letter: char) -> Option<(u8, u8)> {
    let is_vowel = matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    Some(match (mark, letter) {
        ('\u{300}', _) if is_vowel => (0, 1),
        ('\u{309}', _) if is_vowel => (0, 2),
        ('\u{303}', _) if is_vowel => (0, 3),
        ('\u{301}', _) if is_vowel => (0, 4),
        ('\u{323}', _) if is_vowel => (0, 5),
        ('\u{306}', 'a') => (1, 0),
        ('\u{302}', 'a') => (2, 0),
        ('\u{302}', 'e' | 'o') => (1, 0),
        ('\u{31b}', 'o') => (2, 0),
        ('\u{31b}', 'u') => (1, 0),
        _ => return None,
    })
}

/// Letters of Vietnamese: letter, variant, and the variant in the six tones (none, huyền, hỏi, ngã, sắc,
/// nặng). Below them the letters of other languages that carry one of the tone marks; a space is no letter.
const LETTERS: [(char, u8, &str); 22] = [
    ('a', 0, "aàảãáạ"),
    ('a', 1, "ăằẳẵắặ"),
    ('a', 2, "âầẩẫấậ"),
    ('e', 0, "eèẻẽéẹ"),
    ('e', 1, "êềểễếệ"),
    ('i', 0, "iìỉĩíị"),
    ('o', 0, "oòỏõóọ"),
    ('o', 1, "ôồổỗốộ"),
    ('o', 2, "ơờởỡớợ"),
    ('u', 0, "uùủũúụ"),
    ('u', 1, "ưừửữứự"),
    ('y', 0, "yỳỷỹýỵ"),
    ('d', 1, "đ"),
    // What other keyboards make of đ.
    ('d', 1, "ð"),
    ('d', 1, "ɖ"),
    ('a', 0, "    ǻ "),
    ('e', 0, " ḕ  ḗ "),
    ('i', 0, "    ḯ "),
    ('o', 0, " ṑ ȭṓ "),
    ('o', 0, "   ṏǿ "),
    ('o', 0, "   ṍ  "),
    ('u', 0, " ǜ ṹǘ "),
];

/// Lower-case letters of other languages that fold to an ASCII letter, the letter after each run.
const OTHERS: &str = "äåāąǎǟǡȁȃȧḁẚ=a ḃḅḇ=b çćĉċčḉ=c ďḋḍḏḑḓ=d ëēĕėęěȅȇȩḙḛḝ=e ḟ=f \
    ĝğġģǧǵḡ=g ĥȟḣḥḧḩḫẖ=h îïīĭįǐȉȋḭı=i ĵǰ=j ķǩḱḳḵ=k ĺļľŀłḷḹḻḽ=l ḿṁṃ=m ñńņňǹṅṇṉṋ=n \
    öøōŏőǒǫǭȍȏȫȯȱ=o ṕṗ=p ŕŗřȑȓṙṛṝṟ=r śŝşšșṡṣṥṧṩſẛ=s ţťțŧṫṭṯṱẗ=t \
    ûüūŭůűųǔǖǚȕȗṳṵṷṻ=u ṽṿ=v ŵẁẃẅẇẉẘ=w ẋẍ=x ÿŷȳẏẙ=y źżžẑẓẕ=z";

/// The two ranges the table covers: Latin-1 to the beginning of the phonetic letters, where a đ is, and Latin
/// Extended Additional.
const LOW: Range<u32> = 0xc0..0x260;
const HIGH: Range<u32> = 0x1e00..0x1f00;

/// Letter, variant and tone (low to high: 8, 2, 3 bits) by position in the two ranges; 0: no entry.
const TABLE: [u16; (LOW.end - LOW.start + HIGH.end - HIGH.start) as usize] = {
    let mut table = [0; (LOW.end - LOW.start + HIGH.end - HIGH.start) as usize];
    let mut row = 0;
    while row < LETTERS.len() {
        let (letter, variant, forms) = LETTERS[row];
        let (mut at, mut tone) = (0, 0);
        while at < forms.len() {
            let (c, next) = decode_utf8(forms.as_bytes(), at);
            if let Some(place) = place(c) {
                table[place] = letter as u16 | (variant as u16) << 8 | tone << 10;
            }
            (at, tone) = (next, tone + 1);
        }
        row += 1;
    }
    let others = OTHERS.as_bytes();
    let (mut run, mut at) = (0, 0);
    while at < others.len() {
        if others[at] == b'=' {
            while run < at {
                let (c, next) = decode_utf8(others, run);
                if let Some(place) = place(c) {
                    table[place] = others[at + 1] as u16;
                }
                run = next;
            }
            run = at + 2;
        }
        at += 1;
    }
    table
};

/// What the table has of a character; it has lower-case letters only. 0: nothing.
fn entry(c: char) -> u16 {
    place(c as u32).map_or(0, |place| TABLE[place])
}

const fn place(c: u32) -> Option<usize> {
    if c >= LOW.start && c < LOW.end {
        Some((c - LOW.start) as usize)
    } else if c >= HIGH.start && c < HIGH.end {
        Some((c - HIGH.start + LOW.end - LOW.start) as usize)
    } else {
        None
    }
}

/// Decodes the character at `at` of a UTF-8 literal; returns it and where the next begins.
const fn decode_utf8(bytes: &[u8], at: usize) -> (u32, usize) {
    let first = bytes[at] as u32;
    if first < 0x80 {
        (first, at + 1)
    } else if first < 0xe0 {
        ((first & 0x1f) << 6 | (bytes[at + 1] & 0x3f) as u32, at + 2)
    } else {
        let middle = (bytes[at + 1] & 0x3f) as u32;
        ((first & 0x0f) << 12 | middle << 6 | (bytes[at + 2] & 0x3f) as u32, at + 3)
    }
}

/// The letters of a folded syllable with the variants that its marks say.
pub(crate) fn with_variants(fold: &str, marks: Marks) -> Vec<(char, u8)> {
    let mut rest = marks / TONES;
    let variant = |letter: char| {
        let variant = (rest % variants(letter)) as u8;
        rest /= variants(letter);
        (letter, variant)
    };
    let mut letters = fold.chars().rev().map(variant).collect::<Vec<_>>();
    letters.reverse();
    letters
}

/// The tone that marks say: none, huyền, hỏi, ngã, sắc, nặng.
pub(crate) fn tone(marks: Marks) -> u8 {
    (marks % TONES) as u8
}

/// The lower-case character of a letter, its variant and a tone.
pub(crate) fn compose(letter: char, variant: u8, tone: u8) -> char {
    let forms = LETTERS.iter().find(|(of, at, _)| (*of, *at) == (letter, variant));
    match forms.and_then(|(.., forms)| forms.chars().nth(tone as usize)) {
        Some(form) => form,
        None if (letter, variant) == ('d', 1) => 'đ',
        None => letter,
    }
}

/// Returns a key whose byte order is the order of titles in a Vietnamese dictionary: letters first
/// (a ă â b c d đ …), then tones (none, huyền, hỏi, ngã, sắc, nặng), as CLDR has it.
pub fn collation_key(text: &str) -> Vec<u8> {
    let (mut letters, mut tones) = (Vec::new(), Vec::new());
    for syllable in syllables(text) {
        for (letter, variant) in with_variants(&syllable.fold, syllable.marks) {
            // Four places a letter leave room for its variants; UTF-8 keeps the order of the rest.
            match u8::try_from(letter) {
                Ok(ascii @ 0..=0x3f) => letters.push(ascii),
                Ok(ascii @ b'a'..=b'z') => letters.push(0x40 + (ascii - b'a') * 4 + variant),
                _ => letters.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        letters.push(1);
        tones.push(tone(syllable.marks) + 1);
    }
    letters.push(0);
    letters.extend(tones);
    letters
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn folds(text: &str) -> Vec<String> {
        syllables(text).map(|syllable| syllable.fold).collect()
    }

    fn only(text: &str) -> Syllable {
        let mut all = syllables(text);
        let first = all.next().unwrap();
        assert_eq!(all.next(), None, "{text} is one syllable");
        first
    }

    #[test]
    fn every_vietnamese_letter_folds() {
        assert_eq!(
            folds("Đường Nguyễn Ướt, ỷ lại kỵ quặng"),
            ["duong", "nguyen", "uot", "y", "lai", "ky", "quang"]
        );
        assert_eq!(folds("ĐÐƉ đðɖ"), ["ddd", "ddd"]);
    }

    #[test]
    fn a_capital_is_the_first_letter() {
        let capitals = |text: &str| -> String {
            syllables(text).map(|s| if s.is_capital { 'X' } else { 'x' }).collect()
        };
        assert_eq!(capitals("Đồ Sơn, thiếu tướng Mai gặp UBND và iPhone"), "XXxxXxXxx");
        assert_eq!(capitals("Ô tô Éc-xpe 05-CT/TW 3G, ướt, ẤM \u{110}e\u{302}"), "XxXxxXXxxXX");
        assert_eq!(capitals("\u{200b}Ấ \u{1e9e}ab Ж ж"), "XXXx");
    }

    #[test]
    fn tables_agree_with_unicode() {
        for code in LOW.chain(HIGH) {
            let Some(c) = char::from_u32(code).filter(|c| c.is_alphabetic()) else {
                continue;
            };
            let base = c.nfd().next().unwrap();
            if base.is_ascii() && base != c {
                assert_eq!(fold(&c.to_string()), base.to_ascii_lowercase().to_string(), "{c}");
                let nfd = c.nfd().collect::<String>();
                assert_eq!(only(&nfd).marks, only(&c.to_string()).marks, "{c} composed and not");
            }
        }
    }

    #[test]
    fn marks_tell_syllables_apart_and_tone_placement_does_not() {
        assert_eq!(only("hòa"), Syllable { range: 0..4, ..only("hoà") });
        assert_eq!(only("uỷ").marks, only("ủy").marks);
        let readings = ["ma", "má", "mà", "mả", "mã", "mạ", "mă", "mâ", "mấ", "mắ"];
        let mut marks = readings.map(|reading| only(reading).marks);
        marks.sort_unstable();
        assert!(marks.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(only("son").marks, 0);
    }

    #[test]
    fn forms_of_one_text_give_the_same_syllables() {
        let text = "Ủy ban nhân dân quận Đồ Sơn, ngày 16/5/2019";
        let composite =
            text.replace('ồ', "ô\u{300}").replace('ậ', "â\u{323}").replace('Ủ', "U\u{309}");
        let nfd = text.nfd().collect::<String>();
        let words = |text: &str| syllables(text).map(|s| (s.fold, s.marks)).collect::<Vec<_>>();
        assert_eq!(words(&nfd), words(text));
        assert_eq!(words(&composite), words(text));
        assert_eq!(words(&text.to_uppercase()), words(text));
    }

    #[test]
    fn punctuation_splits_and_invisible_characters_do_not() {
        assert_eq!(folds("05-CT/TW"), ["05", "ct", "tw"]);
        assert_eq!(folds("so\u{ad}ng\u{200b} la\u{a0}chảy"), ["song", "la", "chay"]);
        let range = only("Sơn\u{200b}").range;
        assert_eq!(range, 0.."Sơn".len());
    }

    #[test]
    fn sentences_end_before_a_space() {
        let begins =
            |text: &str| syllables(text).map(|s| u8::from(s.begins_sentence)).collect::<Vec<_>>();
        assert_eq!(begins("Một. Hai ba"), [1, 1, 0]);
        assert_eq!(begins("“Một.” Hai"), [1, 1]);
        assert_eq!(begins("TP.HCM lúc 10.30, hai"), [1, 0, 0, 0, 0, 0]);
        assert_eq!(begins("Một\nhai"), [1, 1]);
        assert_eq!(begins("Trung ương; địa phương"), [1, 0, 0, 0]);
    }

    #[test]
    fn titles_sort_as_in_a_dictionary() {
        let sorted = "an ản án ạn ăn âm dân dứa Đảng đường e ê hoà hoả on ông ơn ưu";
        let mut words = sorted.split(' ').collect::<Vec<_>>();
        words.reverse();
        words.sort_by_key(|word| collation_key(word));
        assert_eq!(words.join(" "), sorted);
    }

    #[test]
    fn marks_of_other_scripts_belong_to_their_letters() {
        for text in ["ไม่", "क्ष", "ក្រុង", "1\u{fe0f}\u{20e3}"] {
            let words: Vec<_> = syllables(text).map(|syllable| &text[syllable.range]).collect();
            assert_eq!(words, [text]);
        }
    }

    proptest! {
        #[test]
        fn ranges_lie_on_characters_and_fold_to_the_syllable(text in "[a-zà-ỹ0-9đĐÐ \u{300}\u{302}\u{31b}\u{323}\u{ad}\u{200b}.,/-]{0,40}|\\PC{0,30}") {
            let mut end = 0;
            for syllable in syllables(&text) {
                prop_assert!(syllable.range.start >= end);
                end = syllable.range.end;
                let again = only(&text[syllable.range.clone()]);
                prop_assert_eq!(&again.fold, &syllable.fold);
                prop_assert_eq!(again.marks, syllable.marks);
                prop_assert!(!text[end..].starts_with(is_combining), "a mark was left behind");
            }
        }

        #[test]
        fn composed_and_decomposed_text_fold_alike(text in "[a-zà-ÿăđĩũơưạ-ỹ ]{0,40}") {
            let nfd = text.nfd().collect::<String>();
            let words = |text: &str| syllables(text).map(|s| (s.fold, s.marks)).collect::<Vec<_>>();
            prop_assert_eq!(words(&nfd), words(&text.nfc().collect::<String>()));
        }
    }
}
