//! A picture in rich text: hexadecimal digits or bytes, with its size and what its author says it shows.

use docbao_bundle::Figure;

/// Twentieths of a point in a CSS pixel.
const TWIPS: u32 = 15;

/// A picture in the making.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    /// Name of the property whose value follows.
    pub(super) property: String,
    half: Option<u8>,
    /// As it is shown, in twips before it is scaled.
    width: u32,
    /// In percent; 0 is not said.
    scale: u32,
    alt: String,
}

impl Picture {
    /// A word that says something of the picture. Its kind is told by its bytes.
    pub(super) fn word(&mut self, word: &str, number: u32) {
        match word {
            "picwgoal" => self.width = number,
            "picscalex" => self.scale = number,
            _ => {}
        }
    }

    /// Half a byte; white space between is the program's.
    pub(super) fn digit(&mut self, byte: u8) {
        let Some(digit) = char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
        else {
            return;
        };
        match self.half.take() {
            None => self.half = Some(digit),
            Some(high) => self.bytes.push(high << 4 | digit),
        }
    }

    /// What the property is.
    pub(super) fn value(&mut self, words: &str) {
        if self.property.trim() == "wzDescription" {
            self.alt.push_str(words);
        }
    }

    /// The figure that shows it, and its bytes.
    pub(super) fn figure(self, src: String) -> (Figure, Vec<u8>) {
        let scale = if self.scale == 0 { 100 } else { self.scale };
        let width = u64::from(self.width) * u64::from(scale) / 100 / u64::from(TWIPS);
        let width = u32::try_from(width).unwrap_or(0);
        let alt = self.alt.trim().to_owned();
        (Figure { src, alt, width, ..Figure::default() }, self.bytes)
    }
}
