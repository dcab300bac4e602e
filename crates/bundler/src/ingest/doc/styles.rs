//! Styles and fonts of a Word document, and the rules ("sprms") that change what they say
//! ([MS-DOC] 2.6, 2.9.260, 2.9.271).

use super::Bytes;
use crate::encoding::Font;

/// What rules say of a character or a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Properties {
    pub(super) is_bold: bool,
    pub(super) is_italic: bool,
    pub(super) is_hidden: bool,
    pub(super) is_symbol: bool,
    /// Number of the font.
    pub(super) font: u16,
    pub(super) heading: Option<u8>,
    pub(super) is_in_table: bool,
    pub(super) ends_row: bool,
    /// Where in the stream of data the picture is that a character stands for.
    pub(super) picture: Option<u32>,
}

/// What a font makes of characters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Face {
    pub(super) old: Option<Font>,
    pub(super) is_symbols: bool,
}

/// Styles by their numbers, with what they inherit, and fonts by theirs.
#[derive(Default)]
pub(super) struct Styles {
    styles: Vec<Properties>,
    faces: Vec<Face>,
}

/// A style as it is written.
#[derive(Clone, Default)]
struct Style<'d> {
    base: u16,
    heading: Option<u8>,
    rules: Vec<&'d [u8]>,
}

/// Styles on styles on styles. Word has at most eleven.
const MAX_BASES: usize = 16;

impl Styles {
    pub(super) fn read(sheet: Option<Bytes<'_>>, fonts: Option<Bytes<'_>>) -> Self {
        let faces = fonts.map(faces).unwrap_or_default();
        let mut styles = Styles { styles: Vec::new(), faces };
        let (default, written) = sheet.and_then(written).unwrap_or_default();
        for number in 0..written.len() {
            let mut line = Vec::new();
            let mut at = number;
            while let Some(style) = written.get(at).filter(|_| line.len() < MAX_BASES) {
                line.push(style);
                at = usize::from(style.base);
            }
            let mut properties = Properties { font: default, ..Properties::default() };
            for style in line.into_iter().rev() {
                properties.heading = style.heading.or(properties.heading);
                for rules in &style.rules {
                    properties = styles.with(properties, rules);
                }
            }
            styles.styles.push(properties);
        }
        styles
    }

    pub(super) fn of_paragraph(&self, style: u16) -> Properties {
        self.styles.get(usize::from(style)).copied().unwrap_or_default()
    }

    pub(super) fn face(&self, font: u16) -> Face {
        self.faces.get(usize::from(font)).copied().unwrap_or_default()
    }

    /// Properties as rules change them.
    pub(super) fn with(&self, mut properties: Properties, rules: &[u8]) -> Properties {
        let styled = properties;
        let mut rest = Bytes(rules);
        while let Some(rule) = rest.u16(0) {
            let Some((value, len)) = operand(rest, rule) else {
                break;
            };
            let number = value.u16(0).unwrap_or_else(|| value.u8(0).map_or(0, u16::from));
            // 0x80 is what the style says, 0x81 its contrary.
            let toggled = |styled: bool| match number & 0xff {
                0 => false,
                0x80 => styled,
                0x81 => !styled,
                _ => true,
            };
            match rule {
                0x0835 => properties.is_bold = toggled(styled.is_bold),
                0x0836 => properties.is_italic = toggled(styled.is_italic),
                // Hidden, or deleted with the changes tracked.
                0x083c | 0x0800 => properties.is_hidden |= toggled(false),
                0x6a09 => properties.is_symbol = true,
                0x6a03 => properties.picture = value.u32(0),
                // What is there is what a form's field is told, or a program's own data.
                0x0806 | 0x080a if toggled(false) => properties.picture = None,
                0x4a4f => properties.font = number,
                0x4a30 => {
                    let style = self.of_paragraph(number);
                    let Properties { is_bold, is_italic, font, .. } = style;
                    properties = Properties { is_bold, is_italic, font, ..properties };
                }
                0x2416 => properties.is_in_table = toggled(false),
                0x2417 => properties.ends_row = toggled(false),
                0x2640 => {
                    let level = u8::try_from(number & 0xff).ok().filter(|level| *level < 9);
                    properties.heading = level.map(|level| level + 2);
                }
                _ => {}
            }
            rest = Bytes(rest.0.get(len..).unwrap_or_default());
        }
        properties
    }
}

/// The operand of the first rule, and the length of both.
fn operand(rules: Bytes<'_>, rule: u16) -> Option<(Bytes<'_>, usize)> {
    const TABLE: u16 = 0xd608;
    const TABS: u16 = 0xc615;
    let (start, len) = match rule >> 13 {
        0 | 1 => (2, 1),
        2 | 4 | 5 => (2, 2),
        3 => (2, 4),
        7 => (2, 3),
        _ if rule == TABLE => (4, usize::from(rules.u16(2)?).saturating_sub(1)),
        _ if rule == TABS && rules.u8(2)? == 255 => return None,
        _ => (3, usize::from(rules.u8(2)?)),
    };
    Some((rules.at(start, len)?, start + len))
}

/// Number of the font that is used where nothing is said, and the styles.
fn written(sheet: Bytes<'_>) -> Option<(u16, Vec<Style<'_>>)> {
    let head_len = usize::from(sheet.u16(0)?);
    let head = sheet.at(2, head_len)?;
    let count = head.u16(0)?;
    let base_len = usize::from(head.u16(2)?);
    let default = head.u16(12).unwrap_or(0);
    let mut styles = Vec::new();
    let mut at = 2 + head_len;
    for _ in 0..count {
        let Some(len) = sheet.u16(at).map(usize::from) else {
            break;
        };
        let style = sheet.at(at + 2, len);
        styles.push(style.and_then(|style| read_style(style, base_len)).unwrap_or_default());
        at += 2 + len;
    }
    Some((default, styles))
}

fn read_style(style: Bytes<'_>, base_len: usize) -> Option<Style<'_>> {
    const PARAGRAPH: u16 = 1;
    const NO_BASE: u16 = 0xfff;
    let name = style.u16(0)? & 0xfff;
    let (kind, base) = (style.u16(2)? & 0xf, style.u16(2)? >> 4);
    let count = style.u16(4)? & 0xf;
    // The name, with its length before it and a zero behind it.
    let mut at = base_len + 2 * (usize::from(style.u16(base_len)?) + 2);
    let mut rules = Vec::new();
    for number in 0..count {
        let len = usize::from(style.u16(at)?);
        let part = style.at(at + 2, len)?;
        // Of a paragraph's style the first part is about the paragraph, after its own number.
        let skipped = if kind == PARAGRAPH && number == 0 { 2 } else { 0 };
        rules.push(part.0.get(skipped..).unwrap_or_default());
        at += 2 + len + len % 2;
    }
    let heading = (1..=9).contains(&name).then_some(name as u8 + 1);
    Some(Style { base: if base == NO_BASE { u16::MAX } else { base }, heading, rules })
}

fn faces(table: Bytes<'_>) -> Vec<Face> {
    /// Where the name begins in an entry.
    const NAME: usize = 40;
    let count = table.u16(0).unwrap_or(0);
    let mut faces = Vec::new();
    let mut at = 4;
    for _ in 0..count {
        let Some(len) = table.u8(at).map(usize::from) else {
            break;
        };
        let entry = table.at(at, len + 1).unwrap_or(Bytes(&[]));
        let units = entry.0.get(NAME..).unwrap_or_default().chunks_exact(2);
        let units =
            units.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).take_while(|unit| *unit != 0);
        let name: String = char::decode_utf16(units).map(|c| c.unwrap_or(' ')).collect();
        let is_symbols =
            ["Symbol", "Wingdings", "Webdings"].iter().any(|symbols| name.starts_with(symbols));
        faces.push(Face { old: Font::of(&name), is_symbols });
        at += len + 1;
    }
    faces
}
