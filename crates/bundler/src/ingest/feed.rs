//! Feeds (RSS, Atom) and what WordPress exports, which calls itself RSS.
//!
//! A feed has a summary of each article, or all of its text; WordPress' export is a portal as a whole
//! and may be as long as it likes, so it is read apart ([`wordpress`]).

use std::io::{BufRead, Cursor, Read};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use docbao_bundle::{Article, Block, Byline, Date, Figure, Source, Span, Text};
use feed_rs::model::{Entry, Feed};
use feed_rs::parser::{Builder, ParseFeedError};
use url::Url;

use super::{Draft, Each, Place, date, failed, html, read_bytes, title, unreadable, wordpress};
use crate::problem::{Problem, Warned};
use crate::source::Document;

/// What tells WordPress' export from a feed, near the beginning.
const WORDPRESS: &str = "wordpress.org/export/";
const HEAD_BYTES: u64 = 16 << 10;

/// The form that stands in the place of an article that has a password.
const LOCKED: &str = "class=\"post-password-form\"";

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
    let day = |text: &str| -> Option<DateTime<Utc>> {
        let text = text.trim();
        let time =
            DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text));
        let of_clock = || Some(in_vietnam(time.ok()?));
        let printed = || {
            let date = date::parse(text)?;
            NaiveDate::from_ymd_opt(
                date.year().into(),
                date.month().month().into(),
                date.day().into(),
            )
        };
        Some(of_clock().or_else(printed)?.and_hms_opt(12, 0, 0)?.and_utc())
    };
    let parser = Builder::new().timestamp_parser(day).build();
    parser.parse(bytes).map_err(|error| match error {
        ParseFeedError::ParseError(_) => {
            "this XML is neither a feed nor a WordPress export".to_owned()
        }
        error => format!("the feed is broken ({error})"),
    })
}

/// The day of a time. It is kept as it is printed, but for times of Greenwich, which no clock in Vietnam shows: WordPress
/// prints these only, and a morning's article would be the evening's before.
fn in_vietnam(time: DateTime<FixedOffset>) -> NaiveDate {
    const AHEAD: TimeDelta = TimeDelta::hours(7);
    let is_of_greenwich = time.offset().local_minus_utc() == 0;
    let ahead = if is_of_greenwich { AHEAD } else { TimeDelta::zero() };
    time.naive_local().checked_add_signed(ahead).unwrap_or(time.naive_local()).date()
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
    if content.is_some_and(|content| content.contains(LOCKED)) {
        let cure = "take the password off in WordPress, if everybody may read it";
        let problem = place.note("it has a password, and is left out", cure);
        return Warned { output: None, problems: vec![problem] };
    }
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
    enclose(&mut article, entry);
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

/// Adds what a feed encloses, if the text does not have it: the first picture where there is none, and links to the rest.
fn enclose(article: &mut Article, entry: &Entry) {
    let media = entry.media.iter().flat_map(|media| &media.content);
    let media = media.filter_map(|content| {
        let kind = content.content_type.as_ref().map(ToString::to_string);
        Some((content.url.as_ref()?.to_string(), kind.unwrap_or_default()))
    });
    let links = entry.links.iter().filter(|link| link.rel.as_deref() == Some("enclosure"));
    let links = links.map(|link| (link.href.clone(), link.media_type.clone().unwrap_or_default()));
    // What does not say what it is, is the author's portrait mostly.
    for (url, kind) in media.chain(links).filter(|(_, kind)| !kind.is_empty()) {
        let is_picture = |block: &Block| matches!(block, Block::Figure(_));
        let has_link = |block: &Block| {
            let mut spans = block.texts().into_iter().flat_map(|text| &text.0);
            spans.any(|span| span.link.as_deref() == Some(&url))
        };
        if kind.starts_with("image/") {
            if !article.blocks.iter().any(is_picture) {
                article.blocks.insert(0, Block::Figure(Figure { src: url, ..Figure::default() }));
            }
        } else if !article.blocks.iter().any(has_link) {
            let step = url.rsplit('/').find(|step| !step.is_empty()).unwrap_or(&url).to_owned();
            let span = Span { text: step, link: Some(url), ..Span::default() };
            article.blocks.push(Block::Paragraph(Text(vec![span])));
        }
    }
}

/// Text of a piece of HTML on one line.
pub(super) fn plain(html: &str) -> String {
    let place = Place::default();
    let blocks = html::fragment(html, None, &place).map(|read| read.output).unwrap_or_default();
    let passages = blocks.iter().flat_map(Block::passages);
    title::on_one_line(&passages.collect::<Vec<_>>().join(" "))
}

/// Whether a lead only repeats the first words.
pub(super) fn begins_with(blocks: &[Block], lead: &str) -> bool {
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
