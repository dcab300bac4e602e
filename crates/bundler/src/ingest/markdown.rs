//! Markdown (CommonMark with tables) with front matter.

mod blocks;
mod front_matter;
mod html;

use docbao_bundle::{Article, Block};
use docbao_index::{Fields, title};
use serde_json::Map;

use super::Place;
use crate::problem::{Problem, Warned};

/// Makes an article of a Markdown text. Front matter that cannot be read is a warning: the text
/// below it is what the author cares for. Where there is neither title nor text, there is no article.
pub(super) fn read(text: &str, place: &Place) -> Warned<Option<Article>> {
    let (front_matter, body) = front_matter::split(text);
    let (values, problem) = match front_matter.map(|it| it.values()) {
        None => (Map::new(), None),
        Some(Ok(values)) => (values, None),
        Some(Err(broken)) => {
            let problem = place.warning(broken.message, broken.cure).at(broken.line);
            (Map::new(), Some(problem))
        }
    };
    let mut fields = Fields::new(values);
    let mut article = fields.article();
    let mut problems: Vec<Problem> = problem.into_iter().collect();
    problems.extend(place.warnings(fields.complaints));
    article.blocks = blocks::of(body);
    take_title_from_text(&mut article);
    if article.title.is_empty() {
        let cure = "begin the text with a line \"# Title\", or write `title:` in the front matter";
        match title::from_article(&article) {
            Some(words) => {
                let message = "no title: the first words stand for it";
                problems.push(place.warning(message, cure));
                article.title = words;
            }
            None => {
                let message = "there is neither a title nor a text";
                problems.push(place.error(message, cure));
            }
        }
    }
    problems.extend(left_behind(&article, place));
    Warned { problems, output: (!article.title.is_empty()).then_some(article) }
}

/// Links that lead to files beside the document: the library does not carry them.
fn left_behind(article: &Article, place: &Place) -> Vec<Problem> {
    let is_beside = |address: &str| !address.contains(':') && !address.starts_with("//");
    let mut problems = Vec::new();
    for block in &article.blocks {
        let texts = block.texts().into_iter().flat_map(|text| &text.0);
        let links = texts.filter_map(|span| span.link.as_deref()).filter(|link| is_beside(link));
        let mut seen = Vec::new();
        for link in links {
            // A link is in pieces where its words look different.
            if !seen.contains(&link) {
                seen.push(link);
                let message = format!("the link {link} leads nowhere from a library");
                problems.push(
                    place.warning(message, "write the whole address, beginning with https://"),
                );
            }
        }
    }
    problems
}

/// The first heading of level 1 is the title; where the front matter says the same, it would
/// stand there twice.
fn take_title_from_text(article: &mut Article) {
    let is_heading = |block: &Block| matches!(block, Block::Heading { .. });
    let heading = article.blocks.iter().position(is_heading);
    if let Some((at, Block::Heading { level: 1, text })) =
        heading.map(|at| (at, &article.blocks[at]))
    {
        let text = text.to_plain();
        if article.title.is_empty() || article.title == text.trim() {
            article.title = text.trim().to_owned();
            article.blocks.remove(at);
        }
    }
    for block in &mut article.blocks {
        if let Block::Heading { level, .. } = block {
            *level = (*level).clamp(2, 4);
        }
    }
}

#[cfg(test)]
mod tests;
