//! Fonts of before Unicode: their names tell the encoding of text that is set in them.

use super::{Encoding, mend};

/// What a font makes of the bytes it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Font {
    encoding: Encoding,
    /// Its small letters look like capitals: `.VnTimeH`.
    is_capitals: bool,
}

impl Font {
    /// The font of a name, if it is one of those: `.VnTime`, `VnTimeH(Ds)`, `VNI-Times`.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let name = name.trim();
        let bare = name.strip_prefix('.').unwrap_or(name);
        let is_tcvn3 =
            bare.strip_prefix("Vn").or_else(|| bare.strip_prefix(".VN")).is_some_and(|rest| {
                name.starts_with('.') || rest.starts_with(|c: char| c.is_ascii_uppercase())
            }) || name.to_ascii_lowercase().starts_with(".vn");
        if is_tcvn3 {
            // "VnTimeH(Ds)", ".VnTimeH Tur".
            let bare = bare.split('(').next().unwrap_or_default();
            let mut words = bare.split(' ').filter(|word| !SCRIPTS.contains(word));
            let is_capitals = words.next_back().is_some_and(|word| {
                let before = word.strip_suffix('H').and_then(|word| word.chars().next_back());
                before.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            });
            return Some(Font { encoding: Encoding::Tcvn3, is_capitals });
        }
        let lower = name.to_ascii_lowercase();
        let is_vni = lower.starts_with("vni-") || lower.starts_with("vni ");
        is_vni.then_some(Font { encoding: Encoding::Vni, is_capitals: false })
    }

    /// Text that was read as Latin-1, as the font shows it.
    pub(crate) fn show(self, text: &str) -> String {
        let text = mend(text, self.encoding);
        if self.is_capitals { text.to_uppercase() } else { text }
    }
}

/// What Windows appends to the names of fonts.
const SCRIPTS: [&str; 7] = ["Tur", "CE", "Cyr", "Greek", "Baltic", "(Vietnamese)", "Western"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_encoding_and_capitals() {
        let font = |name: &str| Font::of(name).map(|font| (font.encoding, font.is_capitals));
        assert_eq!(font(".VnTime"), Some((Encoding::Tcvn3, false)));
        assert_eq!(font(".vntime"), Some((Encoding::Tcvn3, false)));
        assert_eq!(font("VnTimeH(Ds)"), Some((Encoding::Tcvn3, true)));
        assert_eq!(font(".VnTimeH Tur"), Some((Encoding::Tcvn3, true)));
        assert_eq!(font(".VnCentury SchoolbookH"), Some((Encoding::Tcvn3, true)));
        assert_eq!(font("VNI-Times"), Some((Encoding::Vni, false)));
        assert_eq!(font("Times New Roman"), None);
        assert_eq!(font("Vni"), None);
        assert_eq!(Font::of(".VnTimeH").unwrap().show("céng hoµ"), "CỘNG HOÀ");
    }
}
