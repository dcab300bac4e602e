//! Documents of word processors, whatever the format: what they have in common once they are read.

use std::collections::BTreeMap;

use docbao_bundle::{Article, Block, Byline, Date, Text};

use super::flow::{Flow, Spans};
use super::package::Package;
use super::{Place, layout, title};
use crate::assets::{Asset, MAX_PICTURE_BYTES, Picture};
use crate::problem::Warned;

/// A document and what it says of itself.
#[derive(Debug, Default)]
pub(super) struct Office {
    pub(super) blocks: Vec<Block>,
    /// The first paragraph in the style of titles.
    pub(super) headline: Option<String>,
    /// The title that the program keeps.
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    /// The day of the last change, if it is not that of the template.
    pub(super) changed: Option<Date>,
    /// Pictures, by the addresses that stand for them in the figures.
    pub(super) pictures: BTreeMap<String, Vec<u8>>,
    /// Pictures that are left behind.
    pub(super) lost: usize,
}

/// A table whose cells come one after the other, each known by its end, as in `.rtf` and `.doc`.
#[derive(Debug, Default)]
pub(super) struct Rows {
    has_table: bool,
    has_row: bool,
    has_cell: bool,
}

impl Rows {
    /// What follows is text of a cell.
    pub(super) fn begin_cell(&mut self, flow: &mut Flow) {
        if !self.has_table {
            flow.open_table();
        }
        if !self.has_row {
            flow.begin_row();
        }
        if !self.has_cell {
            flow.begin_cell(Spans { columns: 1, rows: 1 }, false);
        }
        (self.has_table, self.has_row, self.has_cell) = (true, true, true);
    }

    pub(super) fn end_cell(&mut self, flow: &mut Flow) {
        self.begin_cell(flow);
        flow.end_cell();
        self.has_cell = false;
    }

    pub(super) fn end_row(&mut self, flow: &mut Flow) {
        if self.has_cell {
            self.end_cell(flow);
        }
        self.has_row = false;
    }

    /// What follows is no table.
    pub(super) fn end(&mut self, flow: &mut Flow) {
        if self.has_table {
            flow.close_table();
        }
        *self = Rows::default();
    }
}

impl Office {
    /// Takes the pictures that figures name out of the archive they are in.
    pub(super) fn take_pictures(&mut self, package: &mut Package<'_>) -> Result<(), String> {
        for block in &self.blocks {
            if let Block::Figure(figure) = block
                && !self.pictures.contains_key(&figure.src)
                && let Some(bytes) = package.bytes(&figure.src, MAX_PICTURE_BYTES)?
            {
                self.pictures.insert(figure.src.clone(), bytes);
            }
        }
        Ok(())
    }
}

/// Makes an article of a document.
pub(super) fn article(mut office: Office, place: &Place) -> Warned<Option<(Article, Vec<Asset>)>> {
    let mut problems = Vec::new();
    let files = hang(&mut office);
    if office.lost > 0 {
        let message = match office.lost {
            1 => "a picture is not carried along".to_owned(),
            pictures => format!("{pictures} pictures are not carried along"),
        };
        let cure = "insert it as JPEG or PNG, or say in words what it shows";
        problems.push(place.warning(message, cure));
    }
    let given = |text: Option<String>| {
        text.map(|text| title::on_one_line(&text)).filter(|text| !text.is_empty())
    };
    let mut article = layout::article_of(office.blocks);
    let is_set = !article.title.is_empty();
    if !is_set {
        let headline = given(office.headline).or_else(|| first_heading(&mut article));
        article.title = headline.or_else(|| given(office.title)).unwrap_or_default();
    }
    if article.title.is_empty() {
        article.title = take_first_line(&mut article);
    }
    // Who typed a paper has not written it.
    if article.byline.is_none() && !is_set {
        let name = given(office.author).filter(|name| name.contains(' '));
        article.byline = name.map(|name| Byline { name, role: None });
    }
    if article.published.is_none()
        && let Some(date) = office.changed
    {
        let message =
            format!("no date in the text: {date}, the day of the last change, stands for it");
        problems.push(place.note(message, "write place and date above the title"));
        article.published = Some(date);
    }
    if article.title.is_empty() {
        let cure = "write the article into it, or remove it";
        problems.push(place.error("the document is empty", cure));
        return Warned { output: None, problems };
    }
    Warned { output: Some((article, files)), problems }
}

/// Puts the pictures into their figures. What browsers do not show is lost.
fn hang(office: &mut Office) -> Vec<Asset> {
    let mut files = Vec::new();
    let mut blocks = std::mem::take(&mut office.blocks);
    blocks.retain_mut(|block| {
        let Block::Figure(figure) = block else {
            return true;
        };
        let bytes = office.pictures.get(&figure.src).cloned();
        let Some(picture) = bytes.and_then(Picture::of) else {
            office.lost += 1;
            return false;
        };
        picture.show_in(figure);
        files.push(picture.asset);
        true
    });
    office.blocks = blocks;
    files
}

/// The blocks, and below them the notes, by number.
pub(super) fn with_notes(mut blocks: Vec<Block>, notes: &[String]) -> Vec<Block> {
    if !notes.is_empty() {
        blocks.push(Block::Rule);
    }
    for (number, note) in (1..).zip(notes) {
        blocks.push(Block::Paragraph(Text::plain(format!("[{number}] {}", note.trim()))));
    }
    blocks
}

/// A heading that the text begins with.
fn first_heading(article: &mut Article) -> Option<String> {
    let Some(Block::Heading { text, .. }) = article.blocks.first() else {
        return None;
    };
    let text = text.to_plain();
    article.blocks.remove(0);
    Some(text)
}

/// The first line, if it is one: a paragraph stays in the text and lends its first words.
fn take_first_line(article: &mut Article) -> String {
    let Some(words) = title::from_article(article) else {
        return String::new();
    };
    if matches!(article.blocks.first(), Some(Block::Paragraph(text)) if title::on_one_line(&text.to_plain()) == words)
    {
        article.blocks.remove(0);
    }
    words
}
