//! Feeds (RSS, Atom) and what WordPress exports, which calls itself RSS.
//!
//! A feed has a summary of each article, or all of its text; WordPress' export is a portal as a whole
//! and may be as long as it likes, so it is read apart ([`wordpress`]).

use std::io::{BufRead, Cursor, Read};

use chrono::{DateTime, NaiveDate, Utc};
use docbao_bundle::{Article, Block, Byline, Date, Source};
use feed_rs::model::{Entry, Feed};
use feed_rs::parser::{Builder, ParseFeedError};
use url::Url;

use super::{Draft, Each, Place, date, failed, html, read_bytes, title, unreadable, wordpress};
use crate::problem::{Problem, Warned};
use crate::source::Document;

/// What tells WordPress' export from a feed, near the beginning.
const WORDPRESS: &str = "wordpress.org/export/";
const HEAD_BYTES: u64 = 16 << 10;

/// Reads the articles of a feed or an export.
pub(super) fn read(reader: &mut dyn BufRead, document: &Document, each: Each<'_>) {
    let mut head = Vec::new();
    if let Err(error) = reader.take(HEAD_BYTES).read_to_end(&mut head) {
        return each(failed(unreadable(&document.path, &error)));
    }
    let is_export = String::from_utf8_lossy(&head).contains(WORDPRESS);
    let mut whole = Cursor::new(head).chain(reader);
    if is_export {
        return wordpress::read(&mut whole, document, each);
    }
    each(match read_bytes(&mut whole, document) {
        Err(problem) => failed(problem),
        Ok(bytes) => match parse(&bytes) {
            Ok(feed) => articles(&feed, document),
            Err(message) => {
                let cure = "remove it, or export a feed (RSS or Atom) or a WordPress export (WXR)";
                failed(Problem::error(&document.path, message, cure))
            }
        },
    });
}

fn parse(bytes: &[u8]) -> Result<Feed, String> {
    // Days are kept as they are printed: brought to Greenwich, a morning in Vietnam is the day before.
    let day = |text: &str| -> Option<DateTime<Utc>> {
        let of_mail = || Some(DateTime::parse_from_rfc2822(text.trim()).ok()?.date_naive());
        let printed = || {
            let date = date::parse(text)?;
            NaiveDate::from_ymd_opt(
                date.year().into(),
                date.month().month().into(),
                date.day().into(),
            )
        };
        Some(of_mail().or_else(printed)?.and_hms_opt(12, 0, 0)?.and_utc())
    };
    let parser = Builder::new().timestamp_parser(day).build();
    parser.parse(bytes).map_err(|error| match error {
        ParseFeedError::ParseError(_) => {
            "this XML is neither a feed nor a WordPress export".to_owned()
        }
        error => format!("the feed is broken ({error})"),
    })
}

fn articles(feed: &Feed, document: &Document) -> Warned<Vec<Draft>> {
    let mut all = Warned::<Vec<Draft>>::default();
    for (at, entry) in feed.entries.iter().enumerate() {
        let place = Place { path: document.path.clone(), line: None, item: Some(at + 1) };
        all.append(article(entry, feed, place));
    }
    if feed.entries.is_empty() {
        let message = "there is no article in the feed";
        all.problems.push(Problem::error(&document.path, message, "remove it, or export it again"));
    }
    all
}

fn article(entry: &Entry, feed: &Feed, place: Place) -> Warned<Option<Draft>> {
    let link =
        entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let link = link.or(entry.links.first()).map(|link| link.href.clone());
    let base = link.as_deref().and_then(|link| Url::parse(link).ok());
    let mut problems = Vec::new();
    let mut blocks = |html: &str| {
        let read = html::fragment(html, base.as_ref(), &place);
        let read = read.unwrap_or_else(|| {
            let cure = "write the text alone into the feed";
            let problem = place.error("the text has more elements than any text needs", cure);
            Warned { output: Vec::new(), problems: vec![problem] }
        });
        problems.extend(read.problems);
        read.output
    };
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let summary = entry.summary.as_ref().map(|text| text.content.as_str());
    let summary = summary.filter(|summary| content != Some(*summary));
    let mut categories = entry.categories.iter();
    let name = |category: &feed_rs::model::Category| {
        category.label.clone().unwrap_or_else(|| category.term.clone()).trim().to_owned()
    };
    let authors = entry.authors.iter().filter_map(|person| person.name.as_deref());
    let authors =
        authors.map(str::trim).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ");
    let feed_title = feed.title.as_ref().map(|title| plain(&title.content));
    let published = entry.published.or(entry.updated).map(|time| time.date_naive());
    let mut article = Article {
        title: entry.title.as_ref().map(|title| plain(&title.content)).unwrap_or_default(),
        published: published.and_then(day),
        byline: (!authors.is_empty()).then_some(Byline { name: authors, role: None }),
        section: categories.next().map(name).filter(|section| !section.is_empty()),
        tags: categories.map(name).filter(|tag| !tag.is_empty()).collect(),
        lang: entry.language.clone().or_else(|| feed.language.clone()).unwrap_or_default(),
        ..Article::default()
    };
    match (content, summary) {
        (Some(content), summary) => {
            article.blocks = blocks(content);
            article.lead = summary
                .map(plain)
                .filter(|lead| !lead.is_empty() && !begins_with(&article.blocks, lead));
        }
        (None, Some(summary)) => article.blocks = blocks(summary),
        (None, None) => {}
    }
    let name = link.as_deref().and_then(last_step).unwrap_or_else(|| article.title.clone());
    let source = Source { name: feed_title.filter(|title| !title.is_empty()), url: link };
    article.source = (source != Source::default()).then_some(source);
    if article.title.is_empty() {
        let Some(words) = title::from_article(&article) else {
            let cure = "write <title> and the text into the entry";
            problems.push(place.error("there is neither a title nor a text", cure));
            return Warned { output: None, problems };
        };
        article.title = words;
    }
    Warned { output: Some(Draft { article, name, place, files: Vec::new() }), problems }
}

/// Text of a piece of HTML on one line.
pub(super) fn plain(html: &str) -> String {
    let place = Place::default();
    let blocks = html::fragment(html, None, &place).map(|read| read.output).unwrap_or_default();
    let passages = blocks.iter().flat_map(Block::passages);
    title::on_one_line(&passages.collect::<Vec<_>>().join(" "))
}

/// Whether a lead only repeats the first words.
fn begins_with(blocks: &[Block], lead: &str) -> bool {
    let head: String = lead.trim_end_matches(['.', '…', ' ', ']', '[']).chars().take(60).collect();
    blocks.first().is_some_and(|block| {
        block.passages().first().is_some_and(|passage| passage.starts_with(&head))
    })
}

fn day(date: NaiveDate) -> Option<Date> {
    use chrono::Datelike;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Date::new(u16::try_from(date.year()).ok()?, month, day)
}

/// The name in an address: `…/tin-moi-123.html` is called `tin-moi-123`. Numbers alone are none.
fn last_step(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let step = url.path_segments()?.rfind(|step| !step.is_empty())?;
    let step = step.rsplit_once('.').map_or(step, |(name, _)| name);
    step.contains(|c: char| c.is_ascii_alphabetic()).then(|| step.to_owned())
}

#[cfg(test)]
mod tests;
