//! Reading aloud, as far as it needs neither voice nor screen: which voice, how fast, which sentence, which word.

use std::ops::Range;

/// Speeds to choose from, in hundredths of how people speak.
pub const RATES: [u32; 6] = [75, 100, 125, 150, 175, 200];

/// A voice of the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Its name, which is also what it is chosen by.
    pub name: String,
    /// BCP 47 language it speaks.
    pub lang: String,
}

/// How a visitor likes to be read to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Speed, in hundredths.
    pub rate: u32,
    /// Name of the voice; empty if none was chosen.
    pub voice: String,
}

impl Choice {
    /// Reads what was kept. What is not known is as usual.
    pub fn parse(kept: &str) -> Self {
        let (rate, voice) = kept.split_once(' ').unwrap_or_default();
        let rate = rate.parse().ok().filter(|rate| RATES.contains(rate)).unwrap_or(100);
        Choice { rate, voice: voice.to_owned() }
    }

    /// The text to keep.
    pub fn to_text(&self) -> String {
        [&self.rate.to_string(), " ", &self.voice].concat()
    }

    /// Which of some voices speaks: the one that was chosen, else the first.
    pub fn of(&self, voices: Vec<Voice>) -> Option<Voice> {
        let chosen = voices.iter().find(|voice| voice.name == self.voice).cloned();
        chosen.or_else(|| voices.into_iter().next())
    }
}

/// Of some voices those that speak a language, of whatever country. Android writes `vi_VN`.
pub fn speakers(mut voices: Vec<Voice>, lang: &str) -> Vec<Voice> {
    let language =
        |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let sought = language(lang);
    voices.retain(|voice| language(&voice.lang) == sought);
    voices
}

/// The sentences of an article, and which of them is being read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    sentences: Vec<Range<usize>>,
    at: usize,
}

impl Track {
    /// Begins at a sentence.
    pub fn new(sentences: Vec<Range<usize>>, at: usize) -> Self {
        let at = at.min(sentences.len().saturating_sub(1));
        Track { sentences, at }
    }

    /// Where the sentence is in the text; `None` where there is nothing to read.
    pub fn sentence(&self) -> Option<Range<usize>> {
        self.sentences.get(self.at).cloned()
    }

    /// Goes so many sentences on, but not out of the article.
    pub fn skip(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.sentences.len().saturating_sub(1));
    }

    /// Goes on to the next sentence. Returns whether there is one.
    pub fn go_on(&mut self) -> bool {
        let has_next = self.at + 1 < self.sentences.len();
        self.at += usize::from(has_next);
        has_next
    }
}

/// The word that begins so many UTF-16 units into a text, as a voice tells it.
pub fn word_at(text: &str, units: usize) -> Option<Range<usize>> {
    let mut passed = 0;
    let (start, _) = text.char_indices().find(|(_, c)| {
        let is_there = passed >= units;
        passed += c.len_utf16();
        is_there
    })?;
    let rest = text.get(start..)?;
    let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
    Some(start..start + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(name: &str, lang: &str) -> Voice {
        Voice { name: name.to_owned(), lang: lang.to_owned() }
    }

    #[test]
    fn a_choice_comes_back_as_it_was_kept() {
        let choice = Choice { rate: 150, voice: "Google tiếng Việt".to_owned() };
        assert_eq!(Choice::parse(&choice.to_text()), choice);
    }

    #[test]
    fn a_choice_that_is_not_known_is_as_usual() {
        let usual = Choice { rate: 100, voice: String::new() };
        for kept in ["", "150", "90 ", "-1 ", "4294967296 ", "nhanh "] {
            assert_eq!(Choice::parse(kept), usual, "{kept}");
        }
        // A speed that is not offered any more takes no voice along.
        assert_eq!(Choice::parse("90 An").voice, "An");
    }

    #[test]
    fn voices_of_the_language_speak_whatever_their_country() {
        let all = vec![
            voice("Linh", "vi-VN"),
            voice("Ann", "en-GB"),
            voice("An", "vi_VN"),
            voice("Mai", "VI"),
            voice("Vic", "vic-US"),
            voice("?", ""),
        ];
        let names = |lang: &str| -> Vec<String> {
            speakers(all.clone(), lang).into_iter().map(|voice| voice.name).collect()
        };
        assert_eq!(names("vi"), ["Linh", "An", "Mai"]);
        assert_eq!(names("vi-VN"), ["Linh", "An", "Mai"]);
        assert_eq!(names("en"), ["Ann"]);
        assert_eq!(names("km"), [""; 0]);
    }

    #[test]
    fn who_was_chosen_speaks_as_long_as_the_device_has_it() {
        let voices = vec![voice("Linh", "vi-VN"), voice("An", "vi-VN")];
        let of = |name: &str, voices: &[Voice]| {
            let choice = Choice { rate: 100, voice: name.to_owned() };
            choice.of(voices.to_vec()).map(|voice| voice.name)
        };
        assert_eq!(of("An", &voices).as_deref(), Some("An"));
        assert_eq!(of("", &voices).as_deref(), Some("Linh"));
        assert_eq!(of("Đã gỡ", &voices).as_deref(), Some("Linh"));
        assert_eq!(of("An", &[]), None);
    }

    #[test]
    fn skipping_stays_within_the_article() {
        let mut track = Track::new(vec![0..3, 4..9, 10..12], 1);
        track.skip(-1);
        assert_eq!(track.sentence(), Some(0..3));
        track.skip(-1);
        assert_eq!(track.sentence(), Some(0..3));
        track.skip(99);
        assert_eq!(track.sentence(), Some(10..12));
        track.skip(isize::MIN);
        assert_eq!(track.sentence(), Some(0..3));
    }

    #[test]
    fn one_sentence_follows_another_to_the_last() {
        let mut track = Track::new(vec![0..3, 4..9], 0);
        assert!(track.go_on());
        assert_eq!(track.sentence(), Some(4..9));
        assert!(!track.go_on());
        assert_eq!(track.sentence(), Some(4..9));
    }

    #[test]
    fn where_there_is_nothing_to_read_nothing_is_read() {
        let mut track = Track::new(Vec::new(), 7);
        track.skip(1);
        assert!(!track.go_on());
        assert_eq!(track.sentence(), None);
        // Sentences are counted before the text may have become shorter.
        assert_eq!(Track::new(vec![0..3, 4..9], 7).sentence(), Some(4..9));
    }

    #[test]
    fn a_word_is_told_by_units_of_utf_16() {
        let at = |text: &str, units| {
            word_at(text, units).and_then(|word| text.get(word).map(str::to_owned))
        };
        let text = "Quận Đồ\u{a0}Sơn 📖 đọc";
        assert_eq!(at(text, 0).as_deref(), Some("Quận"));
        assert_eq!(at(text, 5).as_deref(), Some("Đồ"));
        assert_eq!(at(text, 8).as_deref(), Some("Sơn"));
        // The book takes two units and four bytes.
        assert_eq!(at(text, 12).as_deref(), Some("📖"));
        assert_eq!(at(text, 15).as_deref(), Some("đọc"));
        // In the middle of it, as some voices count: what comes next.
        assert_eq!(at(text, 13).as_deref(), Some(""));
        assert_eq!(at(text, 99), None);
        assert_eq!(at("", 0), None);
    }
}
