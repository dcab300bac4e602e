//! Numbers that Word writes before paragraphs and does not store: "1.", "Điều 5.", "a)".

use std::collections::BTreeMap;

use crate::ingest::package::{Xml, each_piece};

/// The numberings of a document and how far each has come.
#[derive(Default)]
pub(super) struct Numbering {
    /// For each numbering, the abstract one it is made by.
    made_by: BTreeMap<String, String>,
    levels: BTreeMap<(String, usize), Level>,
    counts: BTreeMap<(String, usize), u32>,
}

#[derive(Clone, Default)]
struct Level {
    format: String,
    /// What stands there: "Điều %1.".
    text: String,
    start: u32,
}

/// What stands before a numbered paragraph.
pub(super) enum Label {
    /// A dot or a dash.
    Bullet,
    /// The number that an ordered list would give by itself.
    Counted(u32),
    /// Anything else, as words.
    Words(String),
}

/// The deepest level that Word knows.
pub(super) const MAX_LEVEL: usize = 8;

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn of(xml: &str) -> Result<Self, String> {
        let mut numbering = Numbering::default();
        let (mut made, mut level, mut number) = (String::new(), 0, String::new());
        each_piece(xml, |piece| {
            let Xml::Open(tag) = piece else {
                return;
            };
            let value = tag.get("val").unwrap_or_default();
            match tag.name.as_str() {
                "abstractNum" => made = tag.get("abstractNumId").unwrap_or_default(),
                "num" => number = tag.get("numId").unwrap_or_default(),
                "abstractNumId" => {
                    numbering.made_by.insert(number.clone(), value);
                }
                "lvl" => {
                    level = tag.get("ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
                }
                "numFmt" => numbering.level(&made, level).format = value,
                "lvlText" => numbering.level(&made, level).text = value,
                "start" => numbering.level(&made, level).start = value.parse().unwrap_or(1),
                _ => {}
            }
        })?;
        Ok(numbering)
    }

    fn level(&mut self, made: &str, level: usize) -> &mut Level {
        let new = || Level { start: 1, ..Level::default() };
        self.levels.entry((made.to_owned(), level.min(MAX_LEVEL))).or_insert_with(new)
    }

    /// Counts a paragraph, and tells what stands before it.
    pub(super) fn next(&mut self, number: &str, level: usize) -> Option<Label> {
        let made = self.made_by.get(number)?.clone();
        let level = level.min(MAX_LEVEL);
        let found = self.levels.get(&(made.clone(), level))?.clone();
        if found.format == "bullet" {
            return Some(Label::Bullet);
        }
        let count = self.counts.entry((made.clone(), level));
        let count = count.and_modify(|count| *count = count.saturating_add(1));
        let count = *count.or_insert(found.start);
        // A number of a higher level begins the lower ones anew.
        for below in level + 1..=MAX_LEVEL {
            self.counts.remove(&(made.clone(), below));
        }
        let is_plain = matches!(found.text.as_str(), "%1." | "%1)" | "%2." | "%2)" | "%3.");
        if found.format == "decimal" && is_plain {
            return Some(Label::Counted(count));
        }
        if found.format == "none" {
            return Some(Label::Words(found.text)).filter(|_| !found.format.is_empty());
        }
        let mut words = found.text;
        for above in 0..=level {
            let key = (made.clone(), above);
            let known = self.levels.get(&key);
            let count = self.counts.get(&key).copied();
            let count = count.or_else(|| known.map(|level| level.start)).unwrap_or(1);
            let format = known.map_or("decimal", |level| level.format.as_str());
            words = words.replace(&format!("%{}", above + 1), &written(count, format));
        }
        Some(Label::Words(words))
    }
}

/// A number in one of Word's formats.
fn written(count: u32, format: &str) -> String {
    let letter = |first: u8| {
        let at = u8::try_from(count.saturating_sub(1) % 26).unwrap_or(0);
        char::from(first + at).to_string()
    };
    match format {
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperLetter" => letter(b'A'),
        "lowerLetter" => letter(b'a'),
        "decimalZero" => format!("{count:02}"),
        _ => count.to_string(),
    }
}

fn roman(count: u32) -> String {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    // Beyond, nobody numbers chapters so.
    let mut rest = count.min(3_999);
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while rest >= value {
            text.push_str(digit);
            rest -= value;
        }
    }
    text
}
