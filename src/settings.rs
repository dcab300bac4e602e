//! How a visitor likes to read: theme, type, spacing. Each aspect has a few choices, and every choice
//! but the usual one is a word in the reader's `data-look`, by which the style sheet does the rest. The same
//! words are what is kept on the device.

/// The choices of each aspect in the order they are shown; the empty word is the usual one. Their names
/// stand in the same order in [`LaterStrings::settings`](crate::strings::later::LaterStrings::settings).
const WORDS: [&[&str]; ASPECTS] = [
    &["", "light", "sepia", "dark", "contrast"],
    &["", "sans"],
    &["small", "", "large", "larger", "largest", "huge"],
    &["narrow", "", "wide"],
    &["tight", "", "loose"],
    &["", "spaced"],
];

/// How many aspects there are.
pub const ASPECTS: usize = 6;

/// What a visitor has chosen of each aspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings([usize; ASPECTS]);

impl Default for Settings {
    fn default() -> Self {
        Settings::parse("")
    }
}

impl Settings {
    /// Reads what was kept. What is not known any more is as usual.
    pub fn parse(kept: &str) -> Self {
        Settings(WORDS.map(|words| {
            let known = |word: &str| words.iter().position(|known| *known == word);
            kept.split(' ')
                .find_map(|word| known(word).filter(|_| !word.is_empty()))
                .unwrap_or_else(
                    // Every aspect has a usual choice.
                    || known("").unwrap_or_default(),
                )
        }))
    }

    /// The words in force, and the text to keep.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for (aspect, chosen) in WORDS.iter().zip(self.0) {
            let word = aspect.get(chosen).copied().unwrap_or_default();
            if !word.is_empty() && !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        words
    }

    /// Which choice of an aspect is in force.
    pub fn chosen(&self, aspect: usize) -> usize {
        self.0.get(aspect).copied().unwrap_or_default()
    }

    /// Takes another choice of an aspect; one that there is not changes nothing.
    pub fn choose(&mut self, aspect: usize, choice: usize) {
        let exists = WORDS.get(aspect).is_some_and(|words| choice < words.len());
        if let Some(chosen) = self.0.get_mut(aspect).filter(|_| exists) {
            *chosen = choice;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strings::Lang;

    #[test]
    fn settings_come_back_as_they_were_kept() {
        let mut settings = Settings::default();
        assert_eq!(settings.words(), "");
        settings.choose(0, 3);
        settings.choose(2, 0);
        settings.choose(5, 1);
        assert_eq!(settings.words(), "dark small spaced");
        assert_eq!(Settings::parse(&settings.words()), settings);
    }

    #[test]
    fn what_is_not_known_is_as_usual() {
        assert_eq!(Settings::parse("neon  tiny\n\"dark\""), Settings::default());
        let mut settings = Settings::default();
        settings.choose(0, 99);
        settings.choose(99, 0);
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn every_choice_has_a_name_in_every_language() {
        for lang in [Lang::Vi, Lang::En] {
            let named = lang.strings().later().settings.map(|(_, choices)| choices.len());
            assert_eq!(named, WORDS.map(<[_]>::len));
        }
    }
}
