//! Word documents (`.docx`): paragraphs with their styles, numbers, tables, footnotes and links.

mod body;
mod numbering;

use std::collections::BTreeMap;

use self::body::Body;
use self::numbering::Numbering;
use super::date;
use super::office::Office;
use super::package::{Package, Xml, each_piece};

/// Reads a document. The error says what is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Result<Office, String> {
    let mut package = Package::open(bytes)?;
    let Some(main) = package.part("word/document.xml")? else {
        return Err("there is no Word document in the file".to_owned());
    };
    let mut side = |name: &str| package.part(name).map(Option::unwrap_or_default);
    let styles = body::styles(&side("word/styles.xml")?)?;
    let numbering = Numbering::of(&side("word/numbering.xml")?)?;
    let links = body::links(&side("word/_rels/document.xml.rels")?)?;
    let notes = side("word/footnotes.xml")?;
    let mut core = properties(&side("docProps/core.xml")?)?;
    let Body { blocks, title } = Body::read(&main, &notes, styles, numbering, links)?;
    // A document that was never changed has the dates of its template.
    let changed = core.get("modified").filter(|modified| core.get("created") != Some(modified));
    let changed = changed.and_then(|date| date::parse(date.trim()));
    let mut office = Office {
        blocks,
        headline: title,
        title: core.remove("title"),
        author: core.remove("creator"),
        changed,
        ..Office::default()
    };
    office.take_pictures(&mut package)?;
    Ok(office)
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
