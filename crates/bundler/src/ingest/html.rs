//! Web pages: saved with a browser, or exported from a portal.

mod blocks;
mod content;
mod metadata;
mod tree;

use docbao_bundle::{Article, Block};

use url::Url;

use self::metadata::Metadata;
use self::tree::Tree;
use super::{Place, date, layout, title};
use crate::encoding::Encoding;
use crate::problem::{Problem, Warned};

/// Makes an article of a web page.
pub(super) fn read(text: &str, place: &Place) -> Warned<Option<Article>> {
    let Some(tree) = Tree::parse(text) else {
        let message = "the page has more elements, or deeper ones, than any text needs";
        let cure = "save the text alone, from a browser or a word processor";
        return Warned { output: None, problems: vec![place.error(message, cure)] };
    };
    let metadata = metadata::of(&tree);
    let content = content::find(&tree);
    let extracted = blocks::of(&tree, &content, metadata.base.as_ref());
    let mut problems = left_behind(&extracted, place);
    let mut article = layout::article_of(extracted.blocks);
    let is_official = !article.title.is_empty();
    add(&mut article, metadata, is_official);
    if article.title.is_empty() {
        let cure = "write the headline into <title> or <h1>";
        match title::from_article(&article) {
            Some(words) => {
                let message = "no title: the first words stand for it";
                problems.push(place.warning(message, cure));
                article.title = words;
            }
            None => {
                let message = "there is neither a title nor a text in the page";
                let cure = "save the page with its text, from a browser";
                return Warned { output: None, problems: vec![place.error(message, cure)] };
            }
        }
    }
    if article.blocks.is_empty() {
        let message = "no text was found in the page: the article has its title only";
        let cure = "save the page with its text; some pages bring it in by a script";
        problems.push(place.warning(message, cure));
    }
    Warned { output: Some(article), problems }
}

/// The blocks of a piece of a page, such as the text of an article in a feed; all of it is content.
/// `None` if it has more elements, or deeper ones, than any text needs.
pub(super) fn fragment(
    html: &str,
    base: Option<&Url>,
    place: &Place,
) -> Option<Warned<Vec<Block>>> {
    let tree = Tree::parse(html)?;
    let extracted = blocks::of(&tree, &content::all(&tree), base);
    let problems = left_behind(&extracted, place);
    Some(Warned { output: extracted.blocks, problems })
}

/// The encoding that a page declares in its first lines, if it is one of ours.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<Encoding> {
    const MAX_BYTES: usize = 4096;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_BYTES)]).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let name = after.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    name[..end].parse().ok().filter(|encoding| *encoding != Encoding::Utf8)
}

/// What an official paper says of itself stands above what the portal says of it.
fn add(article: &mut Article, metadata: Metadata, is_official: bool) {
    article.section = metadata.section;
    article.tags = metadata.tags;
    article.published = article.published.or(metadata.published);
    article.byline = article.byline.take().or(metadata.byline);
    let source = article.source.take();
    article.source = metadata.source.map(|mut page| {
        page.name = source.as_ref().and_then(|source| source.name.clone()).or(page.name);
        page
    });
    article.source = article.source.take().or(source);
    if is_official {
        return;
    }
    article.title = metadata.title.unwrap_or_default();
    drop_repeated(article);
    let Some(description) = metadata.description else {
        return;
    };
    let is_description = |block: &Block| match block {
        Block::Paragraph(text) | Block::Heading { text, .. } => text.to_plain() == description,
        _ => false,
    };
    if let Some(at) = article.blocks.iter().take(3).position(is_description) {
        article.blocks.remove(at);
        article.lead = Some(description);
    } else if metadata.is_article && !begins_with(article, &description) {
        article.lead = Some(description);
    }
}

/// A description that only repeats the first words is no lead.
fn begins_with(article: &Article, description: &str) -> bool {
    let head = description.trim_end_matches(['.', '…', ' ']);
    let head: String = head.chars().take(60).collect();
    article.passages().take(3).any(|passage| passage.starts_with(&head))
}

/// Title and date are shown above the text anyway.
fn drop_repeated(article: &mut Article) {
    const MAX_DATE_CHARS: usize = 60;
    let is_repeated = |block: &Block| match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => {
            let text = text.to_plain();
            let is_date = text.chars().count() <= MAX_DATE_CHARS
                && text.starts_with(|c: char| c.is_ascii_digit() || "TCNĐtcnđ".contains(c))
                && article.published.is_some()
                && date::parse(&text) == article.published;
            text == article.title || is_date
        }
        _ => false,
    };
    let mut head: Vec<Block> = article.blocks.drain(..article.blocks.len().min(4)).collect();
    head.retain(|block| !is_repeated(block));
    article.blocks.splice(..0, head);
}

/// One complaint of a kind: a page may have hundreds of links.
fn left_behind(extracted: &blocks::Extracted, place: &Place) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let [first, rest @ ..] = &extracted.dead_links[..] {
        let message = format!("the link {first}{} nowhere from a library", and_more(rest.len()));
        let cure = "write the whole address, beginning with https://, or name the page's own \
                    address in <base href>";
        problems.push(place.warning(message, cure));
    }
    problems
}

fn and_more(count: usize) -> String {
    match count {
        0 => " leads".to_owned(),
        _ => format!(" and {count} more lead"),
    }
}

#[cfg(test)]
mod tests;
