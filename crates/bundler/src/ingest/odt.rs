//! OpenDocument texts (`.odt`), as LibreOffice writes them: headings, lists, tables, footnotes, links, and
//! fonts of before Unicode.

use std::collections::BTreeMap;

use docbao_bundle::{Block, Figure};

use super::date;
use super::flow::{Container, Flow, Look, Spans};
use super::office::{self, Office};
use super::package::{Package, Tag, Xml, each_piece};
use crate::encoding::Font;

/// Reads a document. The error says what is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Result<Office, String> {
    let mut package = Package::open(bytes)?;
    let Some(content) = package.part("content.xml")? else {
        return Err("there is no text document in the file".to_owned());
    };
    if content.contains("manifest:encryption-data") {
        return Err("the document is encrypted".to_owned());
    }
    let mut styles = Styles::default();
    for xml in [package.part("styles.xml")?.unwrap_or_default().as_str(), &content] {
        each_piece(xml, |piece| styles.take(&piece))?;
    }
    let mut reader = Reader { styles, flow: Flow::with_columns(), ..Reader::default() };
    each_piece(&content, |piece| reader.take(piece))?;
    let Reader { flow, notes, .. } = reader;
    let blocks = office::with_notes(flow.finish(), &notes);
    let mut office = Office { blocks, ..Office::default() };
    office.take_pictures(&mut package)?;
    describe(&mut office, &package.part("meta.xml")?.unwrap_or_default())?;
    Ok(office)
}

/// What the program wrote about the document.
fn describe(office: &mut Office, meta: &str) -> Result<(), String> {
    let mut name = String::new();
    each_piece(meta, |piece| match piece {
        Xml::Open(tag) => name = tag.name,
        Xml::Text(text) => match name.as_str() {
            "title" => office.title.get_or_insert_default().push_str(&text),
            "initial-creator" => office.author.get_or_insert_default().push_str(&text),
            "date" => office.changed = date::parse(&text),
            _ => {}
        },
        Xml::Close(_) => name.clear(),
    })
}

/// How a style looks. What it does not say is the parent's.
#[derive(Clone, Debug, Default)]
struct Style {
    strong: Option<bool>,
    emphasis: Option<bool>,
    font: Option<Option<Font>>,
    parent: String,
    is_hidden: bool,
}

#[derive(Default)]
struct Styles {
    styles: BTreeMap<String, Style>,
    /// Whether the items of a list are numbered.
    lists: BTreeMap<String, bool>,
    name: String,
}

/// Styles on styles.
const MAX_PARENTS: usize = 16;

impl Styles {
    fn take(&mut self, piece: &Xml<'_>) {
        let Xml::Open(tag) = piece else {
            return;
        };
        let value = |name: &str| tag.get(name).unwrap_or_default();
        match tag.name.as_str() {
            "style" | "default-style" => {
                self.name = value("name");
                let parent = value("parent-style-name");
                self.styles.insert(self.name.clone(), Style { parent, ..Style::default() });
            }
            "text-properties" => {
                let Some(style) = self.styles.get_mut(&self.name) else {
                    return;
                };
                style.strong = tag.get("font-weight").map(|weight| weight == "bold");
                style.emphasis = tag.get("font-style").map(|slope| slope != "normal");
                let font = tag.get("font-name").or_else(|| tag.get("font-family"));
                style.font = font.map(|font| Font::of(&font));
                style.is_hidden = value("display") == "none";
            }
            "list-style" => self.name = value("name"),
            "list-level-style-number" if value("level") == "1" => {
                self.lists.insert(self.name.clone(), true);
            }
            _ => {}
        }
    }

    fn look(&self, name: &str, mut look: Shown) -> Shown {
        let mut line = Vec::new();
        let mut name = name;
        while let Some(style) = self.styles.get(name).filter(|_| line.len() < MAX_PARENTS) {
            line.push(style);
            name = &style.parent;
        }
        for style in line.into_iter().rev() {
            look.look.strong = style.strong.unwrap_or(look.look.strong);
            look.look.emphasis = style.emphasis.unwrap_or(look.look.emphasis);
            look.font = style.font.unwrap_or(look.font);
            look.is_hidden |= style.is_hidden;
        }
        look
    }
}

/// How text looks where we are.
#[derive(Clone, Default)]
struct Shown {
    look: Look,
    font: Option<Font>,
    is_hidden: bool,
}

#[derive(Default)]
struct Reader {
    styles: Styles,
    flow: Flow,
    shown: Vec<Shown>,
    notes: Vec<String>,
    /// What the next picture shows, and how it is called.
    picture: Option<Figure>,
    in_body: bool,
    in_note: bool,
    description: String,
    is_described: bool,
    /// Level of the heading that is open.
    heading: Option<u8>,
    /// How many elements are open whose contents are no text of the document.
    silent: usize,
}

const SILENT: [&str; 4] = ["tracked-changes", "annotation", "note-citation", "sequence-decls"];

/// Spaces that one element stands for: more are no column further.
const MAX_SPACES: usize = 64;

impl Reader {
    fn take(&mut self, piece: Xml<'_>) {
        match piece {
            Xml::Open(tag) if tag.name == "body" => self.in_body = true,
            _ if !self.in_body => {}
            Xml::Open(tag) if SILENT.contains(&tag.name.as_str()) => self.silent += 1,
            Xml::Close(name) if SILENT.contains(&name.as_str()) => {
                self.silent = self.silent.saturating_sub(1);
            }
            _ if self.silent > 0 => {}
            Xml::Open(tag) => self.open(&tag),
            Xml::Close(name) => self.close(&name),
            Xml::Text(text) => self.text(&text),
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let number = |name: &str| tag.get(name).and_then(|number| number.parse::<usize>().ok());
        match tag.name.as_str() {
            "p" | "h" => {
                if !self.in_note {
                    self.flow.end_text();
                }
                let level = number("outline-level").unwrap_or(1).clamp(1, 8) as u8;
                self.heading = (tag.name == "h").then_some(level + 1);
                self.push(tag, Shown::default());
            }
            "span" | "a" => {
                let mut shown = self.shown.last().cloned().unwrap_or_default();
                let link = tag.get("href").filter(|link| link.contains(':'));
                shown.look.link = link.or(shown.look.link);
                self.push(tag, shown);
            }
            "desc" | "title" => self.is_described = true,
            "s" => self.text(&" ".repeat(number("c").unwrap_or(1).clamp(1, MAX_SPACES))),
            "tab" => self.text("\t"),
            "line-break" => self.flow.line_break(),
            "list" => {
                let name = tag.get("style-name").unwrap_or_default();
                let ordered = self.styles.lists.contains_key(&name);
                self.flow.open(Container::List { ordered });
            }
            "list-item" | "list-header" => self.flow.begin_item(),
            "table" => self.flow.open_table(),
            "table-row" => self.flow.begin_row(),
            "table-cell" => {
                let columns = number("number-columns-spanned").unwrap_or(1);
                let rows = number("number-rows-spanned").unwrap_or(1);
                self.flow.begin_cell(Spans { columns, rows }, false);
            }
            "note" => {
                self.notes.push(String::new());
                let mark = format!("[{}]", self.notes.len());
                self.flow.text(&mark, &Look::default());
                self.in_note = true;
            }
            "frame" => self.picture = None,
            "image" => {
                let src = tag.get("href").unwrap_or_default();
                // It comes before its description.
                self.picture = Some(Figure { src, ..Figure::default() });
            }
            _ => {}
        }
    }

    fn push(&mut self, tag: &Tag<'_>, shown: Shown) {
        let name = tag.get("style-name").unwrap_or_default();
        self.shown.push(self.styles.look(&name, shown));
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.shown.pop();
                match self.heading.take() {
                    _ if self.in_note => self.text(" "),
                    Some(level) => self.flow.end_heading(level),
                    None => self.flow.end_text(),
                }
            }
            "span" | "a" => drop(self.shown.pop()),
            "list" => self.flow.close(),
            "table-cell" => self.flow.end_cell(),
            "table" => self.flow.close_table(),
            "note" => self.in_note = false,
            "frame" => {
                if let Some(mut figure) = self.picture.take() {
                    figure.alt = std::mem::take(&mut self.description);
                    self.flow.stand_alone(Block::Figure(figure));
                }
            }
            "desc" | "title" => self.is_described = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_described {
            return self.description.push_str(text);
        }
        let Some(shown) = self.shown.last().filter(|shown| !shown.is_hidden).cloned() else {
            return;
        };
        let text = match shown.font {
            Some(font) => font.show(text),
            None => text.to_owned(),
        };
        match self.notes.last_mut().filter(|_| self.in_note) {
            Some(note) => note.push_str(&text),
            None => self.flow.text(&text, &shown.look),
        }
    }
}

#[cfg(test)]
mod tests;
