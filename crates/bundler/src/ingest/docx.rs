//! Word documents (`.docx`): paragraphs with their styles, numbers, tables, footnotes and links.

mod body;
mod numbering;

use std::collections::BTreeMap;

use docbao_bundle::{Article, Block, Byline};

use self::body::Body;
use self::numbering::Numbering;
use super::package::{Package, Xml, each_piece};
use super::{Place, date, layout, title};
use crate::problem::Warned;

/// Makes an article of a Word document.
pub(super) fn read(bytes: &[u8], place: &Place) -> Warned<Option<Article>> {
    match parse(bytes) {
        Ok(document) => article(document, place),
        Err(message) => {
            let cure =
                "open it in Word or LibreOffice and save it again as .docx, without a password";
            Warned { output: None, problems: vec![place.error(message, cure)] }
        }
    }
}

/// A document and what it says of itself.
struct Document {
    body: Body,
    core: BTreeMap<String, String>,
}

fn parse(bytes: &[u8]) -> Result<Document, String> {
    let mut package = Package::open(bytes)?;
    let Some(main) = package.part("word/document.xml")? else {
        return Err("there is no Word document in the file".to_owned());
    };
    let mut side = |name: &str| package.part(name).map(Option::unwrap_or_default);
    let styles = body::styles(&side("word/styles.xml")?)?;
    let numbering = Numbering::of(&side("word/numbering.xml")?)?;
    let links = body::links(&side("word/_rels/document.xml.rels")?)?;
    let notes = side("word/footnotes.xml")?;
    let core = properties(&side("docProps/core.xml")?)?;
    let body = Body::read(&main, &notes, styles, numbering, links)?;
    Ok(Document { body, core })
}

fn article(document: Document, place: &Place) -> Warned<Option<Article>> {
    let Document { body, core } = document;
    let mut problems = Vec::new();
    if body.pictures > 0 {
        let message = match body.pictures {
            1 => "a picture is not carried along".to_owned(),
            pictures => format!("{pictures} pictures are not carried along"),
        };
        problems.push(place.warning(message, "say in words what they show, or link to them"));
    }
    let mut article = layout::article_of(body.blocks);
    if article.title.is_empty() {
        article.title = body.title.or_else(|| first_heading(&mut article)).unwrap_or_default();
    }
    let given = |name: &str| core.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    if article.title.is_empty() {
        article.title = given("title").unwrap_or_default().to_owned();
    }
    if article.title.is_empty() {
        article.title = take_first_line(&mut article);
    }
    if article.byline.is_none() {
        let name = given("creator").filter(|name| name.contains(' '));
        article.byline = name.map(|name| Byline { name: name.to_owned(), role: None });
    }
    // A document that was never changed has the dates of its template.
    let changed = given("modified").filter(|modified| given("created") != Some(modified));
    if article.published.is_none()
        && let Some(date) = changed.and_then(date::parse)
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
    Warned { output: Some(article), problems }
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

/// What the program wrote about the document: title, creator, modified.
fn properties(xml: &str) -> Result<BTreeMap<String, String>, String> {
    let mut properties = BTreeMap::new();
    let mut name = String::new();
    each_piece(xml, |piece| match piece {
        Xml::Open(tag) => name = tag.name,
        Xml::Text(text) => {
            properties.entry(name.clone()).or_insert_with(String::new).push_str(&text);
        }
        Xml::Close(_) => name.clear(),
    })?;
    Ok(properties)
}

#[cfg(test)]
mod tests;
