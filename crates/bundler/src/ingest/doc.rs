//! Word documents of before 2007 (`.doc`, [MS-DOC]): characters in pieces, with the font, weight and
//! slope of each, paragraphs, headings, tables, and the pictures that stand in the text or float beside it. Lists'
//! numbers and what is drawn are not read.
//!
//! The container is `cfb`'s; for what is in it no kept crate tells the font of a character, and without
//! that TCVN3 and VNI cannot be told from Latin.

mod floating;
mod picture;
mod styles;
mod text;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use docbao_bundle::{Block, Figure};

use self::floating::{Floating, Hung};
use self::text::Characters;
use super::flow::{Flow, Look};
use super::office::{self, Office, Rows};

/// Signs of the file and of its versions.
const WORD_97: u16 = 0xa5ec;
const WORD_95: [u16; 4] = [0xa5dc, 0xa697, 0xa698, 0xa699];

/// Number of the first version that we read, that of Word 97.
const FIRST_VERSION: u16 = 193;

/// Whether a document is of Word 95 or older: its text is laid out in another way, which is not ours to read.
pub(super) fn is_old(bytes: &[u8]) -> bool {
    /// What files begin with that have no container: Word 6, Word 2, Word for DOS and Write.
    const ALONE: [&[u8]; 3] = [b"\xdc\xa5", b"\xdb\xa5", b"\x31\xbe\0\0"];
    let in_container = || {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
        let mut head = [0; 4];
        file.open_stream("/WordDocument").ok()?.read_exact(&mut head).ok()?;
        let (sign, version) = (Bytes(&head).u16(0)?, Bytes(&head).u16(2)?);
        Some(WORD_95.contains(&sign) || sign == WORD_97 && version < FIRST_VERSION)
    };
    ALONE.iter().any(|sign| bytes.starts_with(sign)) || in_container().unwrap_or(false)
}

/// Reads a document. The error says what is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Result<Office, String> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes))
        .map_err(|error| format!("the file is damaged ({error})"))?;
    let main = stream(&mut file, "/WordDocument")?;
    let header = Bytes(&main);
    if header.u16(0) != Some(WORD_97) {
        return Err("there is no Word document in the file".to_owned());
    }
    let flags = header.u16(0x0a).unwrap_or(0);
    if flags & 0x0100 != 0 {
        return Err("the document is encrypted".to_owned());
    }
    let table = stream(&mut file, if flags & 0x0200 != 0 { "/1Table" } else { "/0Table" })?;
    let characters = Characters::read(&main, &table).ok_or("its table of texts is damaged")?;
    // Documents without pictures have none.
    let data = stream(&mut file, "/Data").unwrap_or_default();
    let reader = Reader { flow: Flow::with_columns(), ..Reader::default() };
    Ok(reader.read(&characters, Floating::read(&main, &table), Bytes(&data)))
}

fn stream(file: &mut cfb::CompoundFile<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, String> {
    let damaged = |error: std::io::Error| format!("the part {name} is damaged ({error})");
    let length = file.entry(name).map_err(damaged)?.len();
    let mut bytes = Vec::new();
    // No stream is longer than the file it is in.
    let stream = file.open_stream(name).map_err(damaged)?;
    stream.take(length).read_to_end(&mut bytes).map_err(damaged)?;
    Ok(bytes)
}

/// Numbers at places that may not be there.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn u8(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    fn u16(self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.0.get(at..at.checked_add(2)?)?.try_into().ok()?))
    }

    fn u32(self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.0.get(at..at.checked_add(4)?)?.try_into().ok()?))
    }

    fn at(self, start: usize, len: usize) -> Option<Bytes<'b>> {
        Some(Bytes(self.0.get(start..start.checked_add(len)?)?))
    }

    /// A part of the table stream that the header names by its number.
    fn part(self, header: Bytes<'_>, number: usize) -> Option<Bytes<'b>> {
        let at = 0x9a + 8 * number;
        self.at(header.u32(at)? as usize, header.u32(at + 4)? as usize)
    }
}

#[derive(Default)]
struct Reader {
    flow: Flow,
    /// Text of one look that is not written yet.
    run: String,
    look: Look,
    font: Option<crate::encoding::Font>,
    /// For each field that is open, whether its result has begun.
    fields: Vec<bool>,
    pictures: BTreeMap<String, Vec<u8>>,
    /// Pictures that float beside the paragraph that is open, and stand below it.
    beside: Vec<Figure>,
    /// Whether a shape hangs on the character before. A picture behind it stands for the shape, for older programs.
    is_behind_shape: bool,
    /// Pictures that are left behind.
    lost: usize,
    /// Footnotes that the text refers to, and those that have begun.
    references: usize,
    notes: Vec<String>,
    in_notes: bool,
    rows: Rows,
}

impl Reader {
    fn read(
        mut self,
        characters: &Characters<'_>,
        mut floating: Floating<'_>,
        data: Bytes<'_>,
    ) -> Office {
        let mut is_in_table = false;
        let mut at_start = true;
        for character in characters.iter() {
            if character.in_note {
                self.note(&character);
                continue;
            }
            let is_behind_shape = std::mem::take(&mut self.is_behind_shape);
            if at_start {
                is_in_table = characters.paragraph(character.place).is_in_table;
                at_start = false;
            }
            match character.letter {
                '\r' | '\u{c}' => {
                    let paragraph = characters.paragraph(character.place);
                    self.flush();
                    match paragraph.heading {
                        Some(level) if !is_in_table => self.flow.end_heading(level),
                        _ => self.flow.end_text(),
                    }
                    self.show_beside(is_in_table);
                    at_start = true;
                }
                '\u{7}' => {
                    self.flush();
                    self.show_beside(true);
                    match characters.paragraph(character.place).ends_row {
                        true => self.rows.end_row(&mut self.flow),
                        false => self.rows.end_cell(&mut self.flow),
                    }
                    at_start = true;
                }
                '\u{b}' => {
                    self.flush();
                    self.flow.line_break();
                }
                '\u{13}' => self.fields.push(false),
                '\u{14}' => self
                    .fields
                    .iter_mut()
                    .last()
                    .into_iter()
                    .for_each(|has_result| *has_result = true),
                '\u{15}' => drop(self.fields.pop()),
                // What a field is told to do is no text.
                _ if self.fields.contains(&false) => {}
                _ if character.is_hidden => {}
                '\u{1}' if is_behind_shape => {}
                '\u{1}' => self.picture(&character, data, is_in_table),
                '\u{8}' => {
                    let pictures = floating.at(character.position);
                    self.is_behind_shape = pictures.is_some();
                    self.take_beside(pictures.unwrap_or_default());
                }
                '\u{2}' => {
                    self.flush();
                    self.references += 1;
                    let mark = format!("[{}]", self.references);
                    self.flow.text(&mark, &Look::default());
                }
                '\u{1e}' => self.letter('-', &character, is_in_table),
                '\t' => self.letter('\t', &character, is_in_table),
                letter if letter.is_control() => {}
                letter => self.letter(letter, &character, is_in_table),
            }
        }
        self.flush();
        self.show_beside(is_in_table);
        self.rows.end(&mut self.flow);
        let blocks = office::with_notes(self.flow.finish(), &self.notes);
        Office { blocks, pictures: self.pictures, lost: self.lost, ..Office::default() }
    }

    fn picture(&mut self, character: &text::Character, data: Bytes<'_>, is_in_table: bool) {
        let place = character.picture.map(|place| place as usize);
        let Some((figure, bytes)) = place.and_then(|place| picture::read(data, place)) else {
            self.lost += 1;
            return;
        };
        self.flush();
        self.begin_cell(is_in_table);
        self.pictures.insert(figure.src.clone(), bytes);
        self.flow.stand_alone(Block::Figure(figure));
    }

    fn take_beside(&mut self, pictures: Vec<Hung<'_>>) {
        for picture in pictures {
            let Some((figure, bytes)) = picture else {
                self.lost += 1;
                continue;
            };
            self.pictures.entry(figure.src.clone()).or_insert_with(|| bytes.to_owned());
            self.beside.push(figure);
        }
    }

    /// Puts what floated beside a paragraph below it: in the middle it would cut a sentence in two.
    fn show_beside(&mut self, is_in_table: bool) {
        for figure in std::mem::take(&mut self.beside) {
            self.begin_cell(is_in_table);
            self.flow.stand_alone(Block::Figure(figure));
        }
    }

    /// Text in a table begins its cell; text elsewhere ends the table.
    fn begin_cell(&mut self, is_in_table: bool) {
        match is_in_table {
            true => self.rows.begin_cell(&mut self.flow),
            false => self.rows.end(&mut self.flow),
        }
    }

    /// Footnotes stand one after the other, each behind its mark.
    fn note(&mut self, character: &text::Character) {
        let begins = character.letter == '\u{2}';
        if begins || self.font != character.font || !self.in_notes {
            self.flush();
            self.font = character.font;
            self.in_notes = true;
        }
        if begins {
            self.notes.push(String::new());
        } else if !character.is_hidden {
            self.run.push(if character.letter.is_control() { ' ' } else { character.letter });
        }
    }

    fn letter(&mut self, letter: char, character: &text::Character, is_in_table: bool) {
        if self.look != character.look || self.font != character.font || self.run.is_empty() {
            self.flush();
            self.look = character.look.clone();
            self.font = character.font;
            self.begin_cell(is_in_table);
        }
        self.run.push(letter);
    }

    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.is_empty() {
            return;
        }
        let run = self.font.map_or(run.clone(), |font| font.show(&run));
        match self.notes.last_mut() {
            Some(note) if self.in_notes => note.push_str(&run),
            _ => self.flow.text(&run, &self.look),
        }
    }
}

#[cfg(test)]
mod tests;
