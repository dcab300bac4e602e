//! What portals set off from the text in their documents, as in plain text ([`super::super::text`]): a
//! dateline first, below it a headline with a rule under it; the author last. No blank lines tell here, so
//! only what looks like it is taken.

use docbao_bundle::{Article, Block, Byline, Dateline};

use super::{is_loud, is_rule_mark, lines};
use crate::ingest::text::{is_name, without_address};
use crate::ingest::{date, title};
use crate::mentions;

/// A headline takes a few lines at most.
const MAX_TITLE_BLOCKS: usize = 6;

/// The longest name or role, in characters. Beyond that it is a sentence.
const MAX_CHARS: usize = 120;

/// Makes an article of free prose. The title is left empty unless a rule sets it off.
pub(super) fn article_of(blocks: Vec<Block>) -> Article {
    let mut article = Article { blocks, ..Article::default() };
    take_head(&mut article);
    take_byline(&mut article);
    article
}

fn take_head(article: &mut Article) {
    let first = article.blocks.first().and_then(line_of);
    let Some((line, (place, day))) =
        first.as_deref().and_then(|line| Some((line, date::parse_dateline(line)?)))
    else {
        return;
    };
    article.dateline = Some(Dateline { place: Some(place.to_owned()), text: line.to_owned() });
    article.published = Some(day);
    article.blocks.remove(0);
    let is_rule = |block: &Block| {
        *block == Block::Rule || line_of(block).is_some_and(|line| is_rule_mark(&line))
    };
    let Some(rule) = article.blocks.iter().take(MAX_TITLE_BLOCKS + 1).position(is_rule) else {
        return;
    };
    let above = article.blocks[..rule].iter().map(lines).collect::<Vec<_>>().concat();
    let joined = above.join(" ");
    let fits = joined.chars().count() <= 2 * title::MAX_CHARS
        && !above.iter().any(|line| line.ends_with('.'));
    if fits && !joined.is_empty() {
        article.title = joined;
        article.blocks.drain(..=rule);
    }
}

/// The author in the last line, or in the last but one with a function below.
fn take_byline(article: &mut Article) {
    let count = article.blocks.len();
    let line_at = |back: usize| article.blocks.get(count.checked_sub(back)?).and_then(line_of);
    let signed = line_at(1).and_then(|line| Some((1, name(&line)?, None)));
    let signed = signed.or_else(|| {
        let role = line_at(1).filter(|role| {
            role.chars().count() <= MAX_CHARS && role.starts_with(char::is_uppercase)
        })?;
        let role = role.trim_end_matches('.').trim_end().to_owned();
        Some((2, name(&line_at(2)?)?, Some(role)))
    });
    // An article that is nothing but a name is one.
    if let Some((blocks, name, role)) = signed.filter(|(blocks, ..)| *blocks < count) {
        article.byline = Some(Byline { name, role });
        article.blocks.truncate(count - blocks);
    }
}

/// The name on a line that is nothing else: addressed, or with a surname.
fn name(line: &str) -> Option<String> {
    let (name, is_addressed) = without_address(line);
    let is_known = || is_name(name) && !is_loud(name) && mentions::begins_with_surname(name);
    let fits = name.chars().count() <= MAX_CHARS && (is_addressed || is_known());
    fits.then(|| name.trim_end_matches('.').to_owned())
}

/// The one line of a paragraph.
fn line_of(block: &Block) -> Option<String> {
    let mut lines =
        matches!(block, Block::Paragraph(_) | Block::Heading { .. }).then(|| lines(block))?;
    lines.pop().filter(|_| lines.is_empty())
}
