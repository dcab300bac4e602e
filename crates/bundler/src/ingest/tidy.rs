//! The cleaning all formats share: Unicode normalisation form C, titles on one line, nothing else.
//! Spelling, spaces within lines and tone placement are the author's.

use docbao_bundle::{Article, Block, Text};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::title;

/// Brings all text of an article into form C. Ids and addresses are names, not text: they stay.
pub(super) fn tidy(article: &mut Article) {
    article.title = title::on_one_line(&nfc(&article.title));
    [&mut article.lead, &mut article.section].into_iter().flatten().for_each(compose);
    article.tags.iter_mut().for_each(compose);
    if let Some(dateline) = &mut article.dateline {
        compose(&mut dateline.text);
        dateline.place.iter_mut().for_each(compose);
    }
    if let Some(byline) = &mut article.byline {
        compose(&mut byline.name);
        byline.role.iter_mut().for_each(compose);
    }
    if let Some(source) = &mut article.source {
        source.name.iter_mut().for_each(compose);
    }
    article.blocks.iter_mut().for_each(tidy_block);
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

fn tidy_block(block: &mut Block) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => tidy_text(text),
        Block::List { items, .. } => items.iter_mut().for_each(|item| tidy_text(&mut item.text)),
        Block::Quote(paragraphs) => paragraphs.iter_mut().for_each(tidy_text),
        Block::Table { rows, .. } => rows.iter_mut().flatten().for_each(tidy_text),
        Block::Figure(figure) => {
            compose(&mut figure.alt);
            tidy_text(&mut figure.caption);
        }
        Block::Code(text) => compose(text),
        Block::Rule => {}
    }
}

fn tidy_text(text: &mut Text) {
    text.0.iter_mut().for_each(|span| compose(&mut span.text));
}
