//! Reading aloud: which sentence, which voice, how fast. What it speaks with is a [`Speech`], so that tests
//! need no voice.

use std::ops::Range;

use web_sys::Element;

use crate::web::device;
use crate::web::speech::{Heard, Speech, Voice};
use crate::web::words::{self, Paint, Words};

/// Where the visitor's speed and voice are kept: they hold for every library of a site.
const CHOICE: &str = "docbao.voice";

/// Speeds to choose from, in hundredths of how people speak.
pub const RATES: [u32; 6] = [75, 100, 125, 150, 175, 200];

/// Names that the style sheet paints by.
const PAINT_SENTENCE: &str = "docbao-spoken";
const PAINT_WORD: &str = "docbao-word";

/// Something that reads the open article aloud.
#[derive(Debug)]
pub struct Player {
    speech: Box<dyn Speech>,
    lang: String,
    /// Name of the voice that was chosen, if one was.
    voice: String,
    /// Speed, in hundredths.
    rate: u32,
    words: Words,
    sentences: Vec<Range<usize>>,
    at: usize,
    is_begun: bool,
    is_speaking: bool,
    spoken: Paint,
    word: Paint,
}

impl Player {
    /// A player that is silent. It takes up the speed and the voice that were chosen last.
    pub fn new(speech: Box<dyn Speech>) -> Self {
        let kept = device::kept(CHOICE).unwrap_or_default();
        let (rate, voice) = kept.split_once(' ').unwrap_or_default();
        let rate = rate.parse().ok().filter(|rate| RATES.contains(rate)).unwrap_or(100);
        let (words, sentences) = (Words::default(), Vec::new());
        let (lang, voice) = (String::new(), voice.to_owned());
        Player {
            speech,
            lang,
            voice,
            rate,
            words,
            sentences,
            at: 0,
            is_begun: false,
            is_speaking: false,
            spoken: Paint::new(PAINT_SENTENCE),
            word: Paint::new(PAINT_WORD),
        }
    }

    /// Whether the device has a voice for a language.
    pub fn can_speak(&self, lang: &str) -> bool {
        !self.voices_for(lang).is_empty()
    }

    /// The voices for the language of the article.
    pub fn voices(&self) -> Vec<Voice> {
        self.voices_for(&self.lang)
    }

    fn voices_for(&self, lang: &str) -> Vec<Voice> {
        let language =
            |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let sought = language(lang);
        self.speech.voices().into_iter().filter(|voice| language(&voice.lang) == sought).collect()
    }

    /// The voice that speaks.
    pub fn voice(&self) -> Option<Voice> {
        let voices = self.voices();
        let chosen = voices.iter().find(|voice| voice.name == self.voice).cloned();
        chosen.or_else(|| voices.into_iter().next())
    }

    /// The speed, in hundredths of how people speak.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Whether there is something to go on with.
    pub fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Whether a voice is to be heard.
    pub fn is_speaking(&self) -> bool {
        self.is_speaking
    }

    /// What language the article is in.
    pub fn speak_language(&mut self, lang: &str) {
        if self.lang != lang {
            lang.clone_into(&mut self.lang);
        }
    }

    /// Begins at a sentence.
    pub fn begin(&mut self, words: Words, sentences: Vec<Range<usize>>, at: usize) {
        (self.words, self.sentences, self.at) = (words, sentences, at);
        self.is_begun = !self.sentences.is_empty();
        self.speak();
    }

    /// Pauses, or goes on with the sentence that was interrupted.
    pub fn toggle(&mut self, text: &Element) {
        if self.is_speaking {
            self.is_speaking = false;
            self.speech.hush();
        } else {
            self.words = Words::new(text);
            self.speak();
        }
    }

    /// Goes so many sentences on.
    pub fn skip(&mut self, by: isize, text: &Element) {
        self.words = Words::new(text);
        self.at = self.at.saturating_add_signed(by).min(self.sentences.len().saturating_sub(1));
        self.speak();
    }

    /// Falls silent and forgets where it was.
    pub fn stop(&mut self) {
        self.speech.hush();
        (self.is_begun, self.is_speaking) = (false, false);
        self.sentences.clear();
        self.spoken.put(Vec::new());
        self.word.put(Vec::new());
    }

    /// Speaks at another speed from now on.
    pub fn choose_rate(&mut self, rate: u32) {
        self.rate = rate;
        self.keep_choice();
    }

    /// Speaks with another voice from now on.
    pub fn choose_voice(&mut self, name: String) {
        self.voice = name;
        self.keep_choice();
    }

    fn keep_choice(&mut self) {
        device::keep(CHOICE, &[&self.rate.to_string(), " ", &self.voice].concat());
        if self.is_speaking {
            self.speak();
        }
    }

    /// Takes what is heard of the voice. Returns whether it has not failed.
    pub fn hear(&mut self, heard: Heard, text: &Element) -> bool {
        match heard {
            Heard::End if self.is_speaking => {
                if self.at + 1 < self.sentences.len() {
                    self.at += 1;
                    self.words = Words::new(text);
                    self.speak();
                } else {
                    self.stop();
                }
            }
            Heard::Word(units) => self.paint_word(units),
            Heard::Failure => {
                self.is_speaking = false;
                return false;
            }
            Heard::End | Heard::Voices => {}
        }
        true
    }

    fn speak(&mut self) {
        let (Some(sentence), Some(voice)) = (self.sentences.get(self.at), self.voice()) else {
            return self.stop();
        };
        let Some(text) = self.words.text.get(sentence.clone()) else { return self.stop() };
        self.speech.say(text, &voice, f64::from(self.rate) / 100.0);
        self.is_speaking = true;
        if let Some(range) = self.words.range(sentence) {
            words::show(&range);
            self.spoken.put(vec![range]);
        }
        self.word.put(Vec::new());
    }

    fn paint_word(&mut self, units: usize) {
        let Some(sentence) = self.sentences.get(self.at) else { return };
        let text = self.words.text.get(sentence.clone()).unwrap_or_default();
        let mut passed = 0;
        let start = text.char_indices().find(|(_, c)| {
            let is_there = passed >= units;
            passed += c.len_utf16();
            is_there
        });
        let Some((start, _)) = start else { return };
        let len = text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
        let start = sentence.start + start;
        if let Some(range) = self.words.range(&(start..start + len)) {
            self.word.put(vec![range]);
        }
    }
}
