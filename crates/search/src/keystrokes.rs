//! Keystrokes of Vietnamese input methods that reached us as they were typed, because the method was
//! off: `ddoof sown` (Telex), `d9o62 so7n` (VNI).
//!
//! Decoding only says what the keys would have made. Whether that was meant is for the ranking to
//! judge on the whole query: `six`, `as` and `test` are words too.

/// An input method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Marks are letters: `s f r x j` tones, `aa ee oo dd` and `w` the rest.
    Telex,
    /// Marks are digits: 1 to 5 tones, 6 to 9 the rest.
    Vni,
}

/// Returns what the keys of one word make of it, marks as combining characters; `None` if there is
/// no key in it that the method would take for a mark.
pub fn decode(method: Method, word: &str) -> Option<String> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut tone = None;
    let mut decoded = false;
    for c in word.chars() {
        if !c.is_ascii_alphanumeric() {
            // Something has put marks on already.
            return None;
        }
        let key = c.to_ascii_lowercase();
        let taken = match method {
            Method::Telex => telex_mark(&mut letters, key) || telex_tone(&letters, key, &mut tone),
            Method::Vni => vni_mark(&mut letters, key) || vni_tone(&letters, key, &mut tone),
        };
        if !taken {
            letters.push(Letter { base: key, mark: None });
        }
        decoded |= taken;
    }
    decoded.then(|| spell(&letters, tone))
}

const CIRCUMFLEX: char = '\u{302}';
const BREVE: char = '\u{306}';
const HORN: char = '\u{31b}';
/// Stands for the stroke of đ, which is no combining mark in Unicode's eyes.
const STROKE: char = 'đ';

struct Letter {
    base: char,
    mark: Option<char>,
}

fn is_vowel(letter: &Letter) -> bool {
    matches!(letter.base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// The tone goes behind the last vowel: where it is printed makes no difference to a fold.
fn spell(letters: &[Letter], tone: Option<char>) -> String {
    let last_vowel = letters.iter().rposition(is_vowel);
    let mut word = String::new();
    for (at, letter) in letters.iter().enumerate() {
        match letter.mark {
            Some(STROKE) => word.push(STROKE),
            mark => {
                word.push(letter.base);
                word.extend(mark);
            }
        }
        word.extend(tone.filter(|_| Some(at) == last_vowel));
    }
    word
}

/// Puts `mark` on the last letter that `takes` it and has none. Keys may come late: `duongwf`, `dod`.
fn put(letters: &mut [Letter], mark: char, takes: impl Fn(char) -> bool) -> bool {
    let free = letters.iter().rposition(|letter| letter.mark.is_none() && takes(letter.base));
    if let Some(at) = free {
        letters[at].mark = Some(mark);
    }
    free.is_some()
}

/// The horn of ơ and ư. `uo` takes it on both letters: `tuowng`, `tuongw` and `tuwowng` are one word.
fn put_horn(letters: &mut [Letter]) -> bool {
    let uo = letters
        .windows(2)
        .rposition(|pair| pair[0].base == 'u' && pair[1].base == 'o' && pair[1].mark.is_none());
    match uo {
        Some(at) => {
            letters[at].mark = Some(HORN);
            letters[at + 1].mark = Some(HORN);
            true
        }
        None => put(letters, HORN, |base| matches!(base, 'u' | 'o')),
    }
}

fn telex_mark(letters: &mut Vec<Letter>, key: char) -> bool {
    match key {
        'a' | 'e' | 'o' => {
            let double = letters.last().is_some_and(|last| last.base == key && last.mark.is_none());
            double && put(letters, CIRCUMFLEX, |base| base == key)
        }
        'd' => {
            let first = letters.first().is_some_and(|first| first.base == 'd');
            first && put(&mut letters[..1], STROKE, |base| base == 'd')
        }
        'w' => {
            let after_a =
                letters.iter().rev().find(|letter| is_vowel(letter)).is_some_and(|l| l.base == 'a');
            if after_a && put(letters, BREVE, |base| base == 'a') || put_horn(letters) {
                return true;
            }
            // Alone it is ư: `tw` for tư.
            letters.push(Letter { base: 'u', mark: Some(HORN) });
            true
        }
        _ => false,
    }
}

fn telex_tone(letters: &[Letter], key: char, tone: &mut Option<char>) -> bool {
    let mark = match key {
        'f' => '\u{300}',
        'r' => '\u{309}',
        'x' => '\u{303}',
        's' => '\u{301}',
        'j' => '\u{323}',
        _ => return false,
    };
    set_tone(letters, mark, tone)
}

fn vni_mark(letters: &mut [Letter], key: char) -> bool {
    match key {
        '6' => put(letters, CIRCUMFLEX, |base| matches!(base, 'a' | 'e' | 'o')),
        '7' => put_horn(letters),
        '8' => put(letters, BREVE, |base| base == 'a'),
        '9' => put(letters, STROKE, |base| base == 'd'),
        _ => false,
    }
}

fn vni_tone(letters: &[Letter], key: char, tone: &mut Option<char>) -> bool {
    let mark = match key {
        '1' => '\u{301}',
        '2' => '\u{300}',
        '3' => '\u{309}',
        '4' => '\u{303}',
        '5' => '\u{323}',
        _ => return false,
    };
    set_tone(letters, mark, tone)
}

/// A tone needs a vowel before it, and a syllable has one tone.
fn set_tone(letters: &[Letter], mark: char, tone: &mut Option<char>) -> bool {
    let takes = tone.is_none() && letters.iter().any(is_vowel);
    if takes {
        *tone = Some(mark);
    }
    takes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::syllables;

    #[track_caller]
    fn check(method: Method, keys: &str, meant: &str) {
        let decoded =
            keys.split(' ').map(|word| decode(method, word).unwrap_or_else(|| word.to_owned()));
        let decoded = decoded.collect::<Vec<_>>().join(" ");
        let read = |text: &str| syllables(text).map(|s| (s.fold, s.marks)).collect::<Vec<_>>();
        assert_eq!(read(&decoded), read(meant), "{keys}");
    }

    #[test]
    fn telex_is_read() {
        check(Method::Telex, "quaanj ddoof sown", "quận đồ sơn");
        check(
            Method::Telex,
            "hocj taapj vaf lamf theo tuw tuwowngr hoof chis minh",
            "học tập và làm theo tư tưởng hồ chí minh",
        );
        check(Method::Telex, "DDaays manhj tuyeen truyeenf", "đấy mạnh tuyên truyền");
        check(Method::Telex, "nguwowif nghieeng lawngs", "người nghiêng lắng");
    }

    #[test]
    fn telex_keys_may_come_early_or_late() {
        check(
            Method::Telex,
            "hofa hoaf tieesng tieengs dod duongwf tuowng tw",
            "hòa hòa tiếng tiếng đo dường tương tư",
        );
    }

    #[test]
    fn vni_is_read() {
        check(Method::Vni, "qua6n5 d9o62 so7n", "quận đồ sơn");
        check(Method::Vni, "tu7 tu7o7ng3 tuong73 la8m1 d9o65c", "tư tưởng tưởng lắm độc");
    }

    #[test]
    fn words_without_keys_are_left_alone() {
        for word in ["minh", "theo", "quan", "2019", "đồ", "", "str"] {
            assert_eq!(decode(Method::Telex, word), None, "{word}");
        }
        assert_eq!(decode(Method::Vni, "quan"), None);
        assert_eq!(decode(Method::Vni, "05"), None);
    }
}
