//! The characters of a Word document with their looks: the table of pieces, and the pages of properties
//! that say from which byte to which byte a look holds ([MS-DOC] 2.8, 2.9.55, 2.9.243).

use super::Bytes;
use super::styles::{Properties, Styles};
use crate::encoding::Font;
use crate::ingest::flow::Look;

/// The longest text, in characters: as many as the longest novels together.
const MAX_CHARACTERS: u32 = 20_000_000;

/// Size of a page of properties.
const PAGE: usize = 512;

/// A character as it shows.
pub(super) struct Character {
    pub(super) letter: char,
    /// Byte in the document where it is.
    pub(super) place: u32,
    /// Its place among all characters.
    pub(super) position: u32,
    pub(super) look: Look,
    pub(super) font: Option<Font>,
    pub(super) is_hidden: bool,
    /// Whether it stands in a footnote: those follow the text.
    pub(super) in_note: bool,
    /// Where in the stream of data its picture is.
    pub(super) picture: Option<u32>,
}

/// What is known of a paragraph.
#[derive(Clone, Copy, Default)]
pub(super) struct Paragraph {
    pub(super) heading: Option<u8>,
    pub(super) is_in_table: bool,
    pub(super) ends_row: bool,
}

/// A stretch of text that lies together.
struct Piece {
    /// Its place among all characters.
    position: u32,
    /// Its first byte.
    start: u32,
    characters: u32,
    is_wide: bool,
}

/// Bytes from one place to another, and what holds for them.
struct Stretch<'d> {
    start: u32,
    end: u32,
    style: u16,
    rules: &'d [u8],
}

/// All characters of the main text.
pub(super) struct Characters<'d> {
    main: Bytes<'d>,
    /// Characters before the first footnote.
    text: u32,
    pieces: Vec<Piece>,
    looks: Vec<Stretch<'d>>,
    paragraphs: Vec<Stretch<'d>>,
    styles: Styles,
}

impl<'d> Characters<'d> {
    pub(super) fn read(main: &'d [u8], table: &'d [u8]) -> Option<Self> {
        let (main, table) = (Bytes(main), Bytes(table));
        let text = main.u32(0x4c)?.min(MAX_CHARACTERS);
        let count = text.saturating_add(main.u32(0x50)?).min(MAX_CHARACTERS);
        Some(Characters {
            main,
            text,
            pieces: pieces(table.part(main, 33)?, count)?,
            looks: stretches(main, table.part(main, 12), Kind::Character),
            paragraphs: stretches(main, table.part(main, 13), Kind::Paragraph),
            styles: Styles::read(table.part(main, 1), table.part(main, 15)),
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Character> + '_ {
        self.pieces.iter().flat_map(|piece| self.letters(piece)).map(|(letter, place, position)| {
            let style = find(&self.paragraphs, place).map_or(0, |stretch| stretch.style);
            let mut properties = self.styles.of_paragraph(style);
            if let Some(stretch) = find(&self.looks, place) {
                properties = self.styles.with(properties, stretch.rules);
            }
            let Properties { is_bold, is_italic, is_hidden, is_symbol, font, picture, .. } =
                properties;
            let face = self.styles.face(font);
            let is_private = matches!(letter, '\u{f020}'..='\u{f0ff}');
            let byte = char::from(u32::from(letter).to_le_bytes()[0]);
            let letter = match () {
                () if is_symbol || is_private && face.is_symbols => '–',
                // Fonts of before Unicode have their bytes in the private area too.
                () if is_private => byte,
                () => letter,
            };
            let look = Look { strong: is_bold, emphasis: is_italic, ..Look::default() };
            let (font, in_note) = (face.old, position >= self.text);
            Character { letter, place, position, look, font, is_hidden, in_note, picture }
        })
    }

    /// The paragraph that a character belongs to.
    pub(super) fn paragraph(&self, place: u32) -> Paragraph {
        let Some(stretch) = find(&self.paragraphs, place) else {
            return Paragraph::default();
        };
        let properties = self.styles.of_paragraph(stretch.style);
        let properties = self.styles.with(properties, stretch.rules);
        Paragraph {
            heading: properties.heading,
            is_in_table: properties.is_in_table,
            ends_row: properties.ends_row,
        }
    }

    fn letters(&self, piece: &Piece) -> impl Iterator<Item = (char, u32, u32)> + '_ {
        let width = if piece.is_wide { 2 } else { 1 };
        let (start, is_wide) = (piece.start, piece.is_wide);
        let bytes = self.main.at(start as usize, piece.characters as usize * width);
        let bytes = bytes.map_or(&[][..], |bytes| bytes.0);
        let units = bytes.chunks_exact(width).map(move |unit| match unit {
            [low, high] if is_wide => u16::from_le_bytes([*low, *high]),
            [byte, ..] => latin(*byte),
            [] => 0,
        });
        // Characters of two units take the place of the first.
        let (mut place, mut position) = (start, piece.position);
        char::decode_utf16(units).map(move |letter| {
            let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
            let at = (letter, place, position);
            place += (letter.len_utf16() * width) as u32;
            position += letter.len_utf16() as u32;
            at
        })
    }
}

/// A byte of windows-1252 as UTF-16.
fn latin(byte: u8) -> u16 {
    if byte.is_ascii() {
        return byte.into();
    }
    let bytes = [byte];
    let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0;
    text.encode_utf16().next().unwrap_or(0)
}

fn pieces(table: Bytes<'_>, count: u32) -> Option<Vec<Piece>> {
    const CHANGES: u8 = 1;
    const PIECES: u8 = 2;
    let mut at = 0;
    while table.u8(at)? == CHANGES {
        at += 3 + usize::from(table.u16(at + 1)?);
    }
    if table.u8(at)? != PIECES {
        return None;
    }
    let plan = table.at(at + 5, table.u32(at + 1)? as usize)?;
    // One position more than pieces, of four bytes; pieces have eight.
    let n_pieces = plan.0.len().checked_sub(4)? / 12;
    let mut pieces = Vec::new();
    for number in 0..n_pieces {
        let start = plan.u32(4 * number)?;
        let end = plan.u32(4 * (number + 1))?.min(count);
        if start >= end {
            continue;
        }
        let place = plan.u32(4 * (n_pieces + 1) + 8 * number + 2)?;
        let is_wide = place & 0x4000_0000 == 0;
        let place = place & 0x3fff_ffff;
        let start_byte = if is_wide { place } else { place / 2 };
        pieces.push(Piece { position: start, start: start_byte, characters: end - start, is_wide });
    }
    Some(pieces)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Character,
    Paragraph,
}

/// All stretches of the pages that a table lists, in the order of their places.
fn stretches<'d>(main: Bytes<'d>, list: Option<Bytes<'_>>, kind: Kind) -> Vec<Stretch<'d>> {
    let mut stretches = Vec::new();
    let Some(list) = list else {
        return stretches;
    };
    let n_pages = list.0.len().saturating_sub(4) / 8;
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..n_pages {
        let Some(page) = list.u32(4 * (n_pages + 1) + 4 * number) else {
            break;
        };
        let start = (page & 0x3f_ffff) as usize * PAGE;
        // A table that lists a page over and over wants only our time.
        if let Some(page) = main.at(start, PAGE).filter(|_| seen.insert(start)) {
            stretches.extend(stretches_of(page, kind));
        }
    }
    stretches.sort_by_key(|stretch| stretch.start);
    stretches
}

fn stretches_of(page: Bytes<'_>, kind: Kind) -> Vec<Stretch<'_>> {
    let count = usize::from(page.u8(PAGE - 1).unwrap_or(0));
    let stretch = |number: usize| {
        let (start, end) = (page.u32(4 * number)?, page.u32(4 * (number + 1))?);
        let width = if kind == Kind::Character { 1 } else { 13 };
        let at = 2 * usize::from(page.u8(4 * (count + 1) + width * number)?);
        let (style, rules) = match kind {
            _ if at == 0 => (0, Bytes(&[])),
            Kind::Character => (0, page.at(at + 1, page.u8(at)?.into())?),
            Kind::Paragraph => {
                let (at, len) = match usize::from(page.u8(at)?) {
                    0 => (at + 2, 2 * usize::from(page.u8(at + 1)?)),
                    words => (at + 1, 2 * words - 1),
                };
                (page.u16(at)?, page.at(at + 2, len.checked_sub(2)?)?)
            }
        };
        Some(Stretch { start, end, style, rules: rules.0 })
    };
    (0..count).filter_map(stretch).collect()
}

fn find<'s, 'd>(stretches: &'s [Stretch<'d>], place: u32) -> Option<&'s Stretch<'d>> {
    let after = stretches.partition_point(|stretch| stretch.start <= place);
    stretches.get(after.checked_sub(1)?).filter(|stretch| place < stretch.end)
}
