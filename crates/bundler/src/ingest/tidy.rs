//! The cleaning all formats share: Unicode normalisation form C, titles on one line, languages as HTML names them, nothing else.
//! Spelling, spaces within lines and tone placement are the author's.

use docbao_bundle::{Article, Block, Text};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::title;
use crate::encoding::{self, Encoding};
use crate::language;

/// Brings all text of an article into form C.
pub(super) fn tidy(article: &mut Article) {
    each_text(article, &mut compose);
    article.title = title::on_one_line(&article.title);
    // What names no language is as good as nothing.
    article.lang = language::named(&article.lang).unwrap_or_default();
}

/// Mends an article whose text was read in the wrong encoding by the program that wrote it, and
/// tells which one it was.
pub(super) fn mend(article: &mut Article) -> Option<Encoding> {
    let mut all = article.title.clone();
    all.extend(article.lead.iter().map(String::as_str));
    all.extend(article.passages().flat_map(|passage| ["\n".to_owned(), passage]));
    let encoding = encoding::misread(&all)?;
    each_text(article, &mut |text| *text = encoding::mend(text, encoding));
    Some(encoding)
}

/// Every text of an article. Ids and addresses are names, not text.
fn each_text(article: &mut Article, each: &mut dyn FnMut(&mut String)) {
    each(&mut article.title);
    [&mut article.lead, &mut article.section].into_iter().flatten().for_each(&mut *each);
    article.tags.iter_mut().for_each(&mut *each);
    if let Some(dateline) = &mut article.dateline {
        each(&mut dateline.text);
        dateline.place.iter_mut().for_each(&mut *each);
    }
    if let Some(byline) = &mut article.byline {
        each(&mut byline.name);
        byline.role.iter_mut().for_each(&mut *each);
    }
    if let Some(source) = &mut article.source {
        source.name.iter_mut().for_each(&mut *each);
    }
    for block in &mut article.blocks {
        each_text_of(block, each);
    }
}

/// The text in form C.
pub(super) fn nfc(text: &str) -> String {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    }
}

fn compose(text: &mut String) {
    if is_nfc_quick(text.chars()) != IsNormalized::Yes {
        *text = text.nfc().collect();
    }
}

fn each_text_of(block: &mut Block, each: &mut dyn FnMut(&mut String)) {
    let texts: Vec<&mut Text> = match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => vec![text],
        Block::List { items, .. } => items.iter_mut().map(|item| &mut item.text).collect(),
        Block::Quote(paragraphs) => paragraphs.iter_mut().collect(),
        Block::Table { rows, .. } => rows.iter_mut().flatten().collect(),
        Block::Figure(figure) => {
            each(&mut figure.alt);
            vec![&mut figure.caption]
        }
        Block::Code(text) => return each(text),
        Block::Rule => return,
    };
    texts.into_iter().flat_map(|text| &mut text.0).for_each(|span| each(&mut span.text));
}
