//! Reading aloud: speaks and paints what [`listening`](crate::listening) has found out. What it speaks with is a
//! [`Speech`], so that tests need no voice.

use std::ops::Range;

use web_sys::Element;

use crate::listening::{Choice, Track, Voice, speakers, word_at};
use crate::web::device;
use crate::web::speech::{Heard, Speech};
use crate::web::words::{self, Paint, Words};

/// Where the visitor's speed and voice are kept: they hold for every library of a site.
const CHOICE: &str = "docbao.voice";

/// Names that the style sheet paints by.
const PAINT_SENTENCE: &str = "docbao-spoken";
const PAINT_WORD: &str = "docbao-word";

/// Something that reads the open article aloud.
#[derive(Debug)]
pub struct Player {
    speech: Box<dyn Speech>,
    lang: String,
    choice: Choice,
    words: Words,
    track: Track,
    is_begun: bool,
    is_speaking: bool,
    spoken: Paint,
    word: Paint,
}

impl Player {
    /// A player that is silent. It takes up the speed and the voice that were chosen last.
    pub fn new(speech: Box<dyn Speech>) -> Self {
        Player {
            speech,
            lang: String::new(),
            choice: Choice::parse(&device::kept(CHOICE).unwrap_or_default()),
            words: Words::default(),
            track: Track::default(),
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
        speakers(self.speech.voices(), lang)
    }

    /// The voice that speaks.
    pub fn voice(&self) -> Option<Voice> {
        self.choice.of(self.voices())
    }

    /// The speed, in hundredths of how people speak.
    pub fn rate(&self) -> u32 {
        self.choice.rate
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
        (self.words, self.track) = (words, Track::new(sentences, at));
        self.is_begun = true;
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
        self.track.skip(by);
        self.speak();
    }

    /// Falls silent and forgets where it was.
    pub fn stop(&mut self) {
        self.speech.hush();
        (self.is_begun, self.is_speaking) = (false, false);
        self.track = Track::default();
        self.spoken.put(Vec::new());
        self.word.put(Vec::new());
    }

    /// Speaks at another speed from now on.
    pub fn choose_rate(&mut self, rate: u32) {
        self.choice.rate = rate;
        self.keep_choice();
    }

    /// Speaks with another voice from now on.
    pub fn choose_voice(&mut self, name: String) {
        self.choice.voice = name;
        self.keep_choice();
    }

    fn keep_choice(&mut self) {
        device::keep(CHOICE, &self.choice.to_text());
        if self.is_speaking {
            self.speak();
        }
    }

    /// Takes what is heard of the voice. Returns whether it has not failed.
    pub fn hear(&mut self, heard: Heard, text: &Element) -> bool {
        match heard {
            Heard::End if self.is_speaking => {
                if self.track.go_on() {
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
        let (Some(sentence), Some(voice)) = (self.track.sentence(), self.voice()) else {
            return self.stop();
        };
        let Some(text) = self.words.text.get(sentence.clone()) else { return self.stop() };
        self.speech.say(text, &voice, f64::from(self.choice.rate) / 100.0);
        self.is_speaking = true;
        if let Some(range) = self.words.range(&sentence) {
            words::show(&range);
            self.spoken.put(vec![range]);
        }
        self.word.put(Vec::new());
    }

    fn paint_word(&mut self, units: usize) {
        let Some(sentence) = self.track.sentence() else { return };
        let text = self.words.text.get(sentence.clone()).unwrap_or_default();
        let Some(word) = word_at(text, units) else { return };
        let word = sentence.start + word.start..sentence.start + word.end;
        if let Some(range) = self.words.range(&word) {
            self.word.put(vec![range]);
        }
    }
}
