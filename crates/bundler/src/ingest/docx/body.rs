//! The body of a Word document, as flat blocks.

use std::collections::BTreeMap;

use docbao_bundle::{Block, Figure, Item, Text};

use super::numbering::{Label, MAX_LEVEL, Numbering};
use crate::encoding::Font;
use crate::ingest::flow::{Flow, Look, Spans};
use crate::ingest::office;
use crate::ingest::package::{Tag, Xml, each_piece};

/// What was read.
#[derive(Default)]
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
    /// The first paragraph in the style "Title".
    pub(super) title: Option<String>,
}

/// What a style makes of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading(u8),
}

impl Body {
    /// Reads the body and the footnotes it refers to.
    pub(super) fn read(
        main: &str,
        notes: &str,
        styles: BTreeMap<String, Role>,
        numbering: Numbering,
        links: BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let flow = Flow::with_columns();
        let mut reader = Reader { styles, numbering, links, flow, ..Reader::default() };
        each_piece(main, |piece| reader.take(piece))?;
        let notes = footnotes(notes)?;
        let mut body = Body { title: reader.title, ..Body::default() };
        body.blocks = joined_lists(reader.flow.finish(), &reader.labels);
        let text = |id: &String| notes.get(id).cloned().unwrap_or_default();
        body.blocks =
            office::with_notes(body.blocks, &reader.notes.iter().map(text).collect::<Vec<_>>());
        Ok(body)
    }
}

/// Marks the beginning of a list item until lists are joined. No text has it: it is no character of XML.
const ITEM_MARK: char = '\u{1}';

#[derive(Default)]
struct Reader {
    styles: BTreeMap<String, Role>,
    numbering: Numbering,
    links: BTreeMap<String, String>,
    flow: Flow,
    title: Option<String>,
    /// What the next picture shows.
    description: String,
    /// Footnotes in the order of their references.
    notes: Vec<String>,
    /// For each item mark, its level and its number, or that it is a bullet.
    labels: Vec<(u8, Option<u32>)>,
    paragraph: Paragraph,
    look: Look,
    font: Option<Font>,
    link: Option<String>,
    in_text: bool,
    in_run_properties: bool,
    in_paragraph_properties: bool,
    /// How many elements are open whose contents are not part of the text.
    silent: usize,
    spans: Cell,
}

#[derive(Default)]
struct Paragraph {
    role: Option<Role>,
    number: Option<String>,
    level: usize,
    is_begun: bool,
}

#[derive(Default)]
struct Cell {
    columns: usize,
    is_covered: bool,
    is_begun: bool,
}

impl Reader {
    fn take(&mut self, piece: Xml<'_>) {
        const SILENT: [&str; 5] = ["del", "moveFrom", "Fallback", "instrText", "delText"];
        match piece {
            Xml::Open(tag) if SILENT.contains(&tag.name.as_str()) => self.silent += 1,
            Xml::Close(name) if SILENT.contains(&name.as_str()) => {
                self.silent = self.silent.saturating_sub(1);
            }
            _ if self.silent > 0 => {}
            Xml::Open(tag) => self.open(&tag),
            Xml::Close(name) => self.close(&name),
            Xml::Text(text) if self.in_text => self.text(&text),
            Xml::Text(_) => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let is_on = || !matches!(tag.get("val").as_deref(), Some("0" | "false" | "off" | "none"));
        match tag.name.as_str() {
            "p" => {
                self.end_paragraph();
                self.begin_cell();
                self.paragraph = Paragraph::default();
            }
            "pPr" => self.in_paragraph_properties = true,
            "rPr" => self.in_run_properties = true,
            "pStyle" => {
                let style = tag.get("val").unwrap_or_default();
                self.paragraph.role = self.styles.get(&style).copied().or(self.paragraph.role);
            }
            "outlineLvl" if self.in_paragraph_properties => {
                let level = tag.get("val").and_then(|level| level.parse::<u8>().ok());
                let level = level.filter(|level| usize::from(*level) <= MAX_LEVEL);
                self.paragraph.role =
                    level.map(|level| Role::Heading(level + 2)).or(self.paragraph.role);
            }
            "numId" if self.in_paragraph_properties => {
                self.paragraph.number = tag.get("val").filter(|number| number != "0");
            }
            "ilvl" if self.in_paragraph_properties => {
                self.paragraph.level =
                    tag.get("val").and_then(|level| level.parse().ok()).unwrap_or(0);
            }
            "r" => {
                self.look = Look { link: self.link.clone(), ..Look::default() };
                self.font = None;
            }
            // The mark of the paragraph has looks of its own, which are nobody's.
            "b" if self.in_run_properties && !self.in_paragraph_properties => {
                self.look.strong = is_on();
            }
            "i" if self.in_run_properties && !self.in_paragraph_properties => {
                self.look.emphasis = is_on();
            }
            "rFonts" if !self.in_paragraph_properties => {
                self.font =
                    tag.get("ascii").or_else(|| tag.get("hAnsi")).and_then(|font| Font::of(&font));
            }
            "t" => self.in_text = true,
            "tab" if !self.in_paragraph_properties => self.text("\t"),
            "br" | "cr" => self.flow.line_break(),
            "noBreakHyphen" => self.text("-"),
            "hyperlink" => {
                self.link = tag.get("id").and_then(|id| self.links.get(&id).cloned());
            }
            "footnoteReference" => {
                self.notes.extend(tag.get("id"));
                self.text(&format!("[{}]", self.notes.len()));
            }
            "docPr" => self.description = tag.get("descr").unwrap_or_default(),
            "blip" | "imagedata" => {
                let id = tag.get("embed").or_else(|| tag.get("id")).unwrap_or_default();
                let src = self.links.get(&id).cloned().unwrap_or_default();
                let alt = std::mem::take(&mut self.description).trim().to_owned();
                self.flow.stand_alone(Block::Figure(Figure { src, alt, ..Figure::default() }));
            }
            "tbl" => {
                self.end_paragraph();
                self.flow.open_table();
            }
            "tr" => self.flow.begin_row(),
            "tc" => self.spans = Cell { columns: 1, ..Cell::default() },
            "gridSpan" => {
                self.spans.columns = tag.get("val").and_then(|n| n.parse().ok()).unwrap_or(1);
            }
            "vMerge" => self.spans.is_covered = tag.get("val").as_deref() != Some("restart"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "pPr" => self.in_paragraph_properties = false,
            "rPr" => self.in_run_properties = false,
            "t" => self.in_text = false,
            "hyperlink" => self.link = None,
            "tc" => {
                self.begin_cell();
                self.flow.end_cell();
                self.spans = Cell::default();
            }
            "tbl" => {
                self.flow.close_table();
                self.spans.is_begun = true;
            }
            _ => {}
        }
    }

    /// Cells begin with their first paragraph: what they span is known then.
    fn begin_cell(&mut self) {
        if self.spans.columns > 0 && !self.spans.is_begun {
            self.spans.is_begun = true;
            self.flow.begin_cell(Spans { columns: self.spans.columns, rows: 1 }, false);
        }
    }

    fn text(&mut self, text: &str) {
        if !self.paragraph.is_begun {
            self.paragraph.is_begun = true;
            self.label();
        }
        let look = self.look.clone();
        match self.font {
            Some(font) => self.flow.text(&font.show(text), &look),
            None => self.flow.text(text, &look),
        }
    }

    /// Writes the number of a paragraph before it.
    fn label(&mut self) {
        let Some(number) = self.paragraph.number.clone() else {
            return;
        };
        let is_item = self.paragraph.role.is_none() && !self.flow.in_cell();
        let level = u8::try_from(self.paragraph.level.min(MAX_LEVEL)).unwrap_or(0);
        let look = self.look.clone();
        match self.numbering.next(&number, self.paragraph.level) {
            Some(Label::Words(words)) => self.flow.text(&(words + " "), &look),
            Some(Label::Counted(count)) if !is_item => self.flow.text(&format!("{count}. "), &look),
            Some(Label::Bullet) if !is_item => self.flow.text("– ", &look),
            Some(label) => {
                let count = match label {
                    Label::Counted(count) => Some(count),
                    _ => None,
                };
                self.labels.push((level, count));
                self.flow.text(&ITEM_MARK.to_string(), &Look::default());
            }
            None => {}
        }
    }

    fn end_paragraph(&mut self) {
        match self.paragraph.role {
            Some(Role::Title) if self.title.is_none() && !self.flow.in_cell() => {
                let text = self.flow.take_text().to_plain();
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.title = Some(text).filter(|text| !text.is_empty());
            }
            Some(Role::Heading(level)) => self.flow.end_heading(level),
            _ => self.flow.end_text(),
        }
        self.paragraph = Paragraph::default();
    }
}

/// Makes lists of the paragraphs that carry a mark. A list of numbers must begin with 1 and go on by
/// one: others keep their numbers as words.
fn joined_lists(blocks: Vec<Block>, labels: &[(u8, Option<u32>)]) -> Vec<Block> {
    let mut joined = Vec::<Block>::new();
    let mut labels = labels.iter();
    // The next number of the list that is open, by level.
    let mut next = [1_u32; MAX_LEVEL + 1];
    for block in blocks {
        let is_item = matches!(&block, Block::Paragraph(Text(spans)) if spans.first().is_some_and(|span| span.text.starts_with(ITEM_MARK)));
        let Block::Paragraph(mut text) = block else {
            joined.push(block);
            continue;
        };
        if !is_item {
            joined.push(Block::Paragraph(text));
            continue;
        }
        if let Some(first) = text.0.first_mut() {
            first.text = first.text.trim_start_matches(ITEM_MARK).to_owned();
        }
        text.0.retain(|span| !span.text.is_empty());
        let Some((depth, count)) = labels.next().copied() else {
            continue;
        };
        let level = usize::from(depth);
        let open = match joined.last_mut() {
            Some(Block::List { ordered, items }) => Some((*ordered, items)),
            _ => None,
        };
        let goes_on =
            open.as_ref().is_some_and(|(ordered, _)| depth > 0 || *ordered == count.is_some());
        if !goes_on {
            next = [1; MAX_LEVEL + 1];
        }
        if count.is_some_and(|count| count != next[level]) {
            if let Some(first) = text.0.first_mut() {
                first.text.insert_str(0, &format!("{}. ", count.unwrap_or(1)));
            }
            joined.push(Block::Paragraph(text));
            continue;
        }
        next[level] = next[level].saturating_add(1);
        next[level + 1..].fill(1);
        let item = Item { depth, text };
        match open.filter(|_| goes_on) {
            Some((_, items)) => items.push(item),
            None => joined.push(Block::List { ordered: count.is_some(), items: vec![item] }),
        }
    }
    joined
}

/// What the styles of a document make of paragraphs, by their ids. A style is asked by its name in
/// English, which Word keeps in all languages, or by its outline level.
pub(super) fn styles(xml: &str) -> Result<BTreeMap<String, Role>, String> {
    let mut styles = BTreeMap::new();
    let mut id = String::new();
    each_piece(xml, |piece| {
        let Xml::Open(tag) = piece else {
            return;
        };
        let value = tag.get("val").unwrap_or_default().to_ascii_lowercase();
        let role = match tag.name.as_str() {
            "style" => {
                id = tag.get("styleId").unwrap_or_default();
                None
            }
            "name" if value == "title" => Some(Role::Title),
            "name" => value
                .strip_prefix("heading ")
                .and_then(|level| level.parse().ok())
                .map(|level: u8| Role::Heading(level.saturating_add(1))),
            "outlineLvl" => value
                .parse::<u8>()
                .ok()
                .filter(|level| *level < 9)
                .map(|level| Role::Heading(level + 2)),
            // The style this one is based on comes before it in practice.
            "basedOn" => styles.get(&tag.get("val").unwrap_or_default()).copied(),
            _ => None,
        };
        if let Some(role) = role {
            styles.entry(id.clone()).or_insert(role);
        }
    })?;
    Ok(styles)
}

/// Addresses of links and parts with pictures, by the ids of their relations.
pub(super) fn links(xml: &str) -> Result<BTreeMap<String, String>, String> {
    let mut links = BTreeMap::new();
    each_piece(xml, |piece| {
        if let Xml::Open(tag) = piece
            && let (Some(kind), Some(id), Some(target)) =
                (tag.get("Type"), tag.get("Id"), tag.get("Target"))
        {
            let is_inside = tag.get("TargetMode").is_none_or(|mode| mode != "External");
            if kind.ends_with("/hyperlink") && target.contains(':') {
                links.insert(id, target);
            } else if kind.ends_with("/image") && is_inside {
                // Relative to the folder of the main part, or from the top.
                let part = target.strip_prefix('/').map_or(format!("word/{target}"), str::to_owned);
                links.insert(id, part);
            }
        }
    })?;
    Ok(links)
}

/// Text of the footnotes, by their ids.
fn footnotes(xml: &str) -> Result<BTreeMap<String, String>, String> {
    let mut notes = BTreeMap::<String, String>::new();
    let (mut id, mut in_text) = (String::new(), false);
    each_piece(xml, |piece| match piece {
        Xml::Open(tag) if tag.name == "footnote" => {
            // Two of them are the line above the notes.
            let is_note = tag.get("type").is_none_or(|kind| kind == "normal");
            id = tag.get("id").filter(|_| is_note).unwrap_or_default();
        }
        Xml::Open(tag) => in_text = tag.name == "t",
        Xml::Close(_) => in_text = false,
        Xml::Text(text) if in_text && !id.is_empty() => {
            notes.entry(id.clone()).or_default().push_str(&text);
        }
        Xml::Text(_) => {}
    })?;
    Ok(notes)
}
