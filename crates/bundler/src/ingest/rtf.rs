//! Rich text (`.rtf`): what word processors of all times write and read. Known control words make text,
//! paragraphs and tables; what stands in a group nobody knows is passed over, as the format demands.
//!
//! No crate is used: those there are read bytes as one encoding, while in documents of before Unicode each font
//! has its own.

mod control;
mod picture;

use std::collections::BTreeMap;

use docbao_bundle::Block;
use encoding_rs::Encoding as Charset;

use self::control::{Piece, Pieces};
use self::picture::Picture;
use super::date;
use super::flow::{Flow, Look};
use super::office::{self, Office, Rows};
use crate::encoding::Font;

/// Groups within each other. Word's own documents have some twenty.
const MAX_DEPTH: usize = 1_000;

/// Reads a document. The error says what is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Result<Office, String> {
    let groups = vec![Group { fallback: 1, ..Group::default() }];
    let mut reader = Reader { groups, flow: Flow::with_columns(), ..Reader::default() };
    for piece in Pieces::of(bytes) {
        reader.take(piece)?;
    }
    reader.flush();
    reader.rows.end(&mut reader.flow);
    let blocks = office::with_notes(reader.flow.finish(), &reader.notes);
    Ok(Office { blocks, ..reader.office })
}

/// Where text goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Target {
    #[default]
    Body,
    Nowhere,
    Fonts,
    Title,
    Author,
    Changed,
    /// What a field is told to do: where a link leads.
    Instruction,
    /// A footnote.
    Note,
    /// The bytes of a picture.
    Picture,
    /// What a property of a picture is called, and what it is.
    PropertyName,
    PropertyValue,
}

/// What a group inherits and gives up at its end.
#[derive(Clone, Debug, Default)]
struct Group {
    target: Target,
    strong: bool,
    emphasis: bool,
    hidden: bool,
    font: u32,
    /// Characters that stand in for one that old programs do not know.
    fallback: usize,
    link: Option<String>,
    is_new: bool,
    /// Whether the group may be passed over by those who do not know it.
    is_optional: bool,
}

/// How the bytes of a font are read.
#[derive(Clone, Copy, Debug, Default)]
struct Face {
    /// What it makes of them, if it is of before Unicode.
    old: Option<Font>,
    charset: Option<&'static Charset>,
    is_symbols: bool,
}

#[derive(Default)]
struct Reader {
    groups: Vec<Group>,
    fonts: BTreeMap<u32, Face>,
    font_name: String,
    default_charset: Option<&'static Charset>,
    default_font: u32,
    flow: Flow,
    office: Office,
    /// Bytes of one look that are not yet text.
    bytes: Vec<u8>,
    words: String,
    skip: usize,
    instruction: String,
    notes: Vec<String>,
    changed: [i32; 3],
    heading: Option<u8>,
    is_in_table: bool,
    rows: Rows,
    picture: Picture,
}

impl Reader {
    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn take(&mut self, piece: Piece<'_>) -> Result<(), String> {
        match piece {
            Piece::Open => {
                self.flush();
                if self.groups.len() >= MAX_DEPTH {
                    return Err("its groups are nested deeper than any document's".to_owned());
                }
                let group = Group { is_new: true, is_optional: false, ..self.group().clone() };
                self.groups.push(group);
                self.skip = 0;
            }
            Piece::Close => {
                self.flush();
                self.close();
                self.skip = 0;
            }
            Piece::Optional => self.group().is_optional = true,
            Piece::Word(word, value) => {
                self.word(word, value);
                self.group().is_new = false;
            }
            Piece::Byte(byte) => {
                self.group().is_new = false;
                if self.skip > 0 {
                    self.skip -= 1;
                } else {
                    self.byte(byte);
                }
            }
            Piece::Bytes(bytes) => {
                self.group().is_new = false;
                if self.group().target == Target::Picture {
                    self.picture.bytes.extend_from_slice(bytes);
                }
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some(closed) = self.groups.pop() else {
            return;
        };
        let outer = self.group().target;
        match closed.target {
            Target::Fonts if outer == Target::Fonts => self.end_font(closed.font),
            Target::Instruction if outer != Target::Instruction => {
                let link = link_of(&std::mem::take(&mut self.instruction));
                self.group().link = link;
            }
            Target::Changed if outer != Target::Changed => {
                let [year, month, day] = self.changed;
                self.office.changed = date::parse(&format!("{year:04}-{month:02}-{day:02}"));
            }
            Target::Picture if outer != Target::Picture => self.end_picture(),
            _ => {}
        }
    }

    /// A picture stands by itself, which it cannot in a footnote.
    fn end_picture(&mut self) {
        let picture = std::mem::take(&mut self.picture);
        if self.group().target == Target::Note {
            self.office.lost += 1;
            return;
        }
        self.begin_cell();
        let src = format!("pict{}", self.office.pictures.len());
        let (figure, bytes) = picture.figure(src.clone());
        self.office.pictures.insert(src, bytes);
        self.flow.stand_alone(Block::Figure(figure));
    }

    fn end_font(&mut self, number: u32) {
        let name = std::mem::take(&mut self.font_name);
        let name = name.trim().trim_end_matches(';').trim();
        let face = self.fonts.entry(number).or_default();
        if !name.is_empty() {
            face.old = Font::of(name);
            face.is_symbols |=
                ["Symbol", "Wingdings", "Webdings"].iter().any(|symbols| name.starts_with(symbols));
        }
    }

    fn word(&mut self, word: &str, value: Option<i32>) {
        let (is_new, is_optional) = (self.group().is_new, self.group().is_optional);
        if is_new && self.open_target(word) {
            return;
        }
        let is_known = matches!(word, "shptxt" | "shppict")
            || word == "picprop" && self.group().target == Target::Picture;
        if is_new && is_optional && !is_known {
            self.group().target = Target::Nowhere;
        }
        let number = u32::try_from(value.unwrap_or(0)).unwrap_or(0);
        let is_on = value != Some(0);
        match self.group().target {
            Target::Nowhere => return,
            Target::Fonts => return self.font_word(word, number),
            Target::Picture => return self.picture.word(word, number),
            Target::Changed => match word {
                "yr" => self.changed[0] = value.unwrap_or(0),
                "mo" => self.changed[1] = value.unwrap_or(0),
                "dy" => self.changed[2] = value.unwrap_or(0),
                _ => {}
            },
            _ => {}
        }
        match word {
            "ansicpg" => self.default_charset = charset_of_page(number),
            "deff" => self.default_font = number,
            "uc" => self.group().fallback = usize::try_from(number).unwrap_or(0).min(16),
            "u" => {
                let unit = value.unwrap_or(0).rem_euclid(0x1_0000);
                self.unit(unit as u16);
                self.skip = self.group().fallback;
            }
            "plain" => {
                self.flush();
                let font = self.default_font;
                let group = self.group();
                (group.strong, group.emphasis, group.hidden, group.font) =
                    (false, false, false, font);
            }
            "b" => self.look(|group| group.strong = is_on),
            "i" => self.look(|group| group.emphasis = is_on),
            "v" | "deleted" => self.look(|group| group.hidden = is_on),
            "f" => self.look(|group| group.font = number),
            "pard" => {
                self.flush();
                (self.is_in_table, self.heading) = (false, None);
            }
            "intbl" => self.is_in_table = true,
            "outlinelevel" => {
                self.heading =
                    u8::try_from(number).ok().filter(|level| *level < 9).map(|level| level + 2);
            }
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" | "softline" => {
                self.flush();
                self.flow.line_break();
            }
            "cell" | "nestcell" => {
                self.flush();
                self.is_in_table = true;
                self.rows.end_cell(&mut self.flow);
            }
            "row" | "nestrow" => {
                self.flush();
                self.rows.end_row(&mut self.flow);
            }
            "pict" | "object" => {}
            _ => {
                if let Some(c) = character(word) {
                    self.character(c);
                }
            }
        }
    }

    /// Whether the group begins with a word that says where its text goes.
    fn open_target(&mut self, word: &str) -> bool {
        let target = match word {
            "fonttbl" => Target::Fonts,
            "title" if self.group().target == Target::Nowhere => Target::Title,
            "author" if self.group().target == Target::Nowhere => Target::Author,
            "revtim" => Target::Changed,
            "fldinst" => Target::Instruction,
            "pict" => {
                let Group { target, hidden, .. } = *self.group();
                let shows = matches!(target, Target::Body | Target::Note) && !hidden;
                if shows { Target::Picture } else { Target::Nowhere }
            }
            "sn" if self.group().target == Target::Picture => {
                self.picture.property.clear();
                Target::PropertyName
            }
            "sv" if self.group().target == Target::Picture => Target::PropertyValue,
            "footnote" if self.group().target == Target::Body => {
                self.notes.push(String::new());
                let mark = format!("[{}]", self.notes.len());
                self.flow.text(&mark, &Look::default());
                Target::Note
            }
            "info" | "colortbl" | "stylesheet" | "header" | "headerl" | "headerr" | "headerf"
            | "footer" | "footerl" | "footerr" | "footerf" | "objdata" | "ftnsep" | "ftnsepc"
            | "nonshppict" | "listtable" | "listoverridetable" | "template" | "operator"
            | "company" | "keywords" | "doccomm" | "subject" | "comment" | "creatim"
            | "printim" | "buptim" | "annotation" | "bkmkstart" | "bkmkend" | "private" | "xe"
            | "tc" => Target::Nowhere,
            _ => return false,
        };
        // Words of the information on a document stand in a group that is passed over.
        self.group().target = target;
        true
    }

    fn font_word(&mut self, word: &str, number: u32) {
        match word {
            "f" => {
                self.group().font = number;
                self.fonts.insert(number, Face::default());
            }
            "fcharset" => {
                let font = self.group().font;
                let face = self.fonts.entry(font).or_default();
                face.charset = charset_of_font(number);
                face.is_symbols = number == 2;
            }
            _ => {}
        }
    }

    fn look(&mut self, change: impl FnOnce(&mut Group)) {
        self.flush();
        change(self.group());
    }

    fn byte(&mut self, byte: u8) {
        match self.group().target {
            Target::Nowhere | Target::Changed => {}
            Target::Fonts => {
                // A table of one group tells fonts apart by semicolons.
                self.font_name.push(char::from(byte));
                if byte == b';' {
                    let font = self.group().font;
                    self.end_font(font);
                }
            }
            Target::Instruction => self.instruction.push(char::from(byte)),
            Target::Picture => self.picture.digit(byte),
            Target::PropertyName => self.picture.property.push(char::from(byte)),
            Target::Title
            | Target::Author
            | Target::Body
            | Target::Note
            | Target::PropertyValue => {
                self.words_into_bytes();
                self.bytes.push(byte);
            }
        }
    }

    fn unit(&mut self, unit: u16) {
        // Fonts of before Unicode, and symbols, have their bytes in the private area.
        if let 0xf020..=0xf0ff = unit {
            return self.byte(unit.to_le_bytes()[0]);
        }
        match char::from_u32(unit.into()) {
            Some(c) => self.character(c),
            None => self.character(char::REPLACEMENT_CHARACTER),
        }
    }

    fn character(&mut self, c: char) {
        match self.group().target {
            Target::Body
            | Target::Title
            | Target::Author
            | Target::Note
            | Target::PropertyValue => {
                if let Ok(byte) = u8::try_from(c)
                    && self.face().old.is_some()
                {
                    return self.byte(byte);
                }
                self.bytes_into_words();
                self.words.push(c);
            }
            _ => {}
        }
    }

    fn face(&mut self) -> Face {
        let font = self.group().font;
        self.fonts.get(&font).copied().unwrap_or_default()
    }

    /// Bytes that wait become text, in the encoding of their font.
    fn bytes_into_words(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let face = self.face();
        let bytes = std::mem::take(&mut self.bytes);
        let charset = match face.old {
            Some(_) => encoding_rs::WINDOWS_1252,
            None => face.charset.or(self.default_charset).unwrap_or(encoding_rs::WINDOWS_1252),
        };
        if face.is_symbols {
            let is_plain = |byte: &u8| byte.is_ascii_whitespace() || byte.is_ascii_digit();
            self.words.extend(
                bytes.iter().map(|byte| if is_plain(byte) { char::from(*byte) } else { '–' }),
            );
            return;
        }
        let text = charset.decode_without_bom_handling(&bytes).0;
        match face.old {
            Some(font) => self.words.push_str(&font.show(&text)),
            None => self.words.push_str(&text),
        }
    }

    fn words_into_bytes(&mut self) {
        if !self.words.is_empty() {
            self.write();
        }
    }

    /// Hands on what has been read in one look.
    fn flush(&mut self) {
        self.bytes_into_words();
        self.write();
    }

    fn write(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.is_empty() {
            return;
        }
        let group = self.group().clone();
        match group.target {
            Target::Title => self.office.title.get_or_insert_default().push_str(&words),
            Target::Author => self.office.author.get_or_insert_default().push_str(&words),
            Target::Note => {
                if let Some(note) = self.notes.last_mut() {
                    note.push_str(&words);
                }
            }
            Target::PropertyValue => self.picture.value(&words),
            _ if group.hidden => {}
            _ => {
                self.begin_cell();
                let Group { strong, emphasis, link, .. } = group;
                self.flow.text(&words, &Look { strong, emphasis, link, code: false });
            }
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if self.group().target == Target::Note {
            return;
        }
        match self.heading {
            Some(level) => self.flow.end_heading(level),
            None => self.flow.end_text(),
        }
    }

    /// Text in a table begins its cell; text elsewhere ends the table.
    fn begin_cell(&mut self) {
        match self.is_in_table {
            true => self.rows.begin_cell(&mut self.flow),
            false => self.rows.end(&mut self.flow),
        }
    }
}

/// Characters that have a word of their own.
fn character(word: &str) -> Option<char> {
    Some(match word {
        "tab" => '\t',
        "~" => '\u{a0}',
        "_" => '-',
        "emdash" => '—',
        "endash" => '–',
        "bullet" => '•',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "emspace" | "enspace" | "qmspace" => ' ',
        _ => return None,
    })
}

/// `HYPERLINK "https://example.vn"`.
fn link_of(instruction: &str) -> Option<String> {
    let (_, after) = instruction.split_once("HYPERLINK")?;
    let link = after.split('"').nth(1)?.trim();
    (link.contains(':') && !link.contains(char::is_whitespace)).then(|| link.to_owned())
}

fn charset_of_page(page: u32) -> Option<&'static Charset> {
    Charset::for_label(format!("windows-{page}").as_bytes())
}

/// Windows' numbers of scripts. The others are Latin.
fn charset_of_font(charset: u32) -> Option<&'static Charset> {
    let page = match charset {
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    charset_of_page(page)
}

#[cfg(test)]
mod tests;
