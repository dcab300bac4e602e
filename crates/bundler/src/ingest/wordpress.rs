//! What WordPress exports (WXR): a feed of all that a portal has, drafts and menus included. It is read
//! piece by piece, because it may be as long as it likes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};

use docbao_bundle::{Article, Byline, Source};
use url::Url;

use super::meter::{Allowance, Meter};
use super::package::{Xml, each_piece_of};
use super::{Draft, Each, Place, date, failed, feed, html, title};
use crate::problem::{Problem, Warned};
use crate::source::Document;

/// Articles that are handed on at a time.
const PORTION: usize = 256;

/// The longest entry, in bytes. Comments, which are passed over, are part of it.
const MAX_ITEM_BYTES: u64 = 64 << 20;

/// Reads the published posts and pages of an export.
pub(super) fn read(reader: &mut dyn BufRead, document: &Document, each: Each<'_>) {
    let allowance = Allowance::new(MAX_ITEM_BYTES);
    let metered = BufReader::new(Meter::new(reader, &allowance));
    let mut export = Export::new(document);
    let read = each_piece_of(metered, |piece| {
        if export.take(piece) {
            allowance.reset(MAX_ITEM_BYTES);
        }
        if export.read.output.len() >= PORTION {
            each(std::mem::take(&mut export.read));
        }
    });
    let (number, note) = (export.number, export.passed_over());
    each(std::mem::take(&mut export.read));
    let problem = read.err().map(|message| {
        let cure = "export it again: Tools → Export → All content";
        Problem::error(&document.path, format!("after {number} entries {message}"), cure)
    });
    for problem in problem.into_iter().chain(note) {
        each(failed(problem));
    }
}

struct Export<'d> {
    document: &'d Document,
    read: Warned<Vec<Draft>>,
    /// Names of authors by what they log in with.
    authors: BTreeMap<String, String>,
    login: String,
    /// Title and language of the portal.
    portal: String,
    lang: String,
    item: Option<Item>,
    number: usize,
    unpublished: usize,
    /// Name of the element whose text is wanted.
    field: Option<&'static str>,
}

#[derive(Default)]
struct Item {
    fields: BTreeMap<&'static str, String>,
    categories: Vec<String>,
    tags: Vec<String>,
}

/// Elements whose text is wanted.
const FIELDS: [&str; 13] = [
    "title",
    "language",
    "link",
    "dc:creator",
    "content:encoded",
    "excerpt:encoded",
    "wp:post_name",
    "wp:post_date",
    "wp:status",
    "wp:post_type",
    "wp:post_password",
    "wp:author_login",
    "wp:author_display_name",
];
const CATEGORY: &str = "category";
const TAG: &str = "tag";

impl<'d> Export<'d> {
    fn new(document: &'d Document) -> Self {
        Export {
            document,
            read: Warned::default(),
            authors: BTreeMap::new(),
            login: String::new(),
            portal: String::new(),
            lang: String::new(),
            item: None,
            number: 0,
            unpublished: 0,
            field: None,
        }
    }

    /// Returns whether an entry has ended.
    fn take(&mut self, piece: Xml<'_>) -> bool {
        match piece {
            Xml::Open(tag) if tag.name == "item" => self.item = Some(Item::default()),
            Xml::Open(tag) if tag.name == "category" && self.item.is_some() => {
                let is_tag = tag.get("domain").as_deref() == Some("post_tag");
                self.field = Some(if is_tag { TAG } else { CATEGORY });
                if let Some(item) = &mut self.item {
                    if is_tag { &mut item.tags } else { &mut item.categories }.push(String::new());
                }
            }
            Xml::Open(tag) => {
                let name = tag.prefixed();
                self.field = FIELDS.iter().copied().find(|field| *field == name);
            }
            Xml::Text(text) => self.text(&text),
            Xml::Close(name) => {
                self.field = None;
                if name == "item"
                    && let Some(item) = self.item.take()
                {
                    self.number += 1;
                    self.end(item);
                    return true;
                }
            }
        }
        false
    }

    fn text(&mut self, text: &str) {
        let Some(field) = self.field else {
            return;
        };
        let Some(item) = &mut self.item else {
            match field {
                "title" => self.portal.push_str(text.trim()),
                "language" => text.trim().clone_into(&mut self.lang),
                "wp:author_login" => self.login = text.trim().to_owned(),
                "wp:author_display_name" => {
                    self.authors.insert(self.login.clone(), text.trim().to_owned());
                }
                _ => {}
            }
            return;
        };
        let value = match field {
            CATEGORY => item.categories.last_mut(),
            TAG => item.tags.last_mut(),
            field => Some(item.fields.entry(field).or_default()),
        };
        if let Some(value) = value {
            value.push_str(text);
        }
    }

    fn end(&mut self, item: Item) {
        /// What is not an article: files, menus, old versions, settings of themes.
        const OTHER: [&str; 7] = [
            "attachment",
            "nav_menu_item",
            "revision",
            "custom_css",
            "customize_changeset",
            "oembed_cache",
            "user_request",
        ];
        let field = |name: &str| item.fields.get(name).map_or("", |text| text.trim());
        let kind = field("wp:post_type");
        if OTHER.contains(&kind) || kind.starts_with("wp_") {
            return;
        }
        let is_public =
            matches!(field("wp:status"), "publish" | "") && field("wp:post_password").is_empty();
        if !is_public {
            self.unpublished += 1;
            return;
        }
        let place = Place { path: self.document.path.clone(), line: None, item: Some(self.number) };
        let link = Some(field("link")).filter(|link| !link.is_empty());
        let base = link.and_then(|link| Url::parse(link).ok());
        let text = html::fragment(&paragraphs(field("content:encoded")), base.as_ref(), &place);
        let Some(Warned { output: blocks, problems }) = text else {
            let cure = "remove it from the export";
            let message = "the text has more elements, or deeper ones, than any text needs";
            self.read.problems.push(place.error(message, cure));
            return;
        };
        self.read.problems.extend(problems);
        let text = field("content:encoded");
        if text.contains("[gallery ") || text.contains("[gallery]") {
            let message =
                "its gallery is left out, of whose pictures the text has only the numbers";
            let cure = "put the pictures into the text as blocks in WordPress, and export again";
            self.read.problems.push(place.warning(message, cure));
        }
        let login = field("dc:creator");
        let author = self.authors.get(login).map_or(login, String::as_str).to_owned();
        // Names are kept as HTML too: "Môi trường &amp; đô thị".
        let filled = |names: &[String]| -> Vec<String> {
            names.iter().map(|name| feed::plain(name)).filter(|name| !name.is_empty()).collect()
        };
        let lead = feed::plain(field("excerpt:encoded"));
        let mut article = Article {
            title: feed::plain(field("title")),
            lead: Some(lead).filter(|lead| !lead.is_empty()),
            blocks,
            published: date::parse(field("wp:post_date")),
            byline: (!author.is_empty()).then_some(Byline { name: author, role: None }),
            source: Some(Source {
                name: Some(self.portal.clone()).filter(|name| !name.is_empty()),
                url: link.map(str::to_owned),
            })
            .filter(|source| *source != Source::default()),
            section: filled(&item.categories).into_iter().next(),
            tags: filled(&item.tags),
            // English is what a portal has whose settings nobody has touched.
            lang: Some(&self.lang)
                .filter(|lang| !lang.starts_with("en"))
                .cloned()
                .unwrap_or_default(),
            ..Article::default()
        };
        if article.title.is_empty() {
            let Some(words) = title::from_article(&article) else {
                return;
            };
            article.title = words;
        }
        let name = match field("wp:post_name") {
            "" => article.title.clone(),
            slug => slug.to_owned(),
        };
        self.read.output.push(Draft { article, name, place, files: Vec::new() });
    }

    /// What the publisher may miss.
    fn passed_over(&self) -> Option<Problem> {
        let message = match self.unpublished {
            0 => return None,
            1 => "one entry is not published, or has a password, and is left out".to_owned(),
            count => {
                format!("{count} entries are not published, or have a password, and are left out")
            }
        };
        let cure = "publish them in WordPress and export again, if they are meant to be read";
        Some(Problem::note(&self.document.path, message, cure))
    }
}

/// Text as WordPress shows it: before there were blocks, an empty line was a paragraph. Its codes in
/// square brackets, which a plugin would replace, go.
fn paragraphs(html: &str) -> String {
    let html = without_codes(html);
    if html.contains("<!-- wp:") || html.contains("<p>") || html.contains("<p ") {
        return html;
    }
    let html = html.replace("\r\n", "\n");
    let paragraphs = html.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    let lines = |text: &str| {
        let lines = text.lines().map(|line| match line.trim_end().ends_with('>') {
            true => line.to_owned(),
            false => format!("{line}<br>"),
        });
        format!("<p>{}", lines.collect::<Vec<_>>().join("\n"))
    };
    paragraphs.map(lines).collect::<Vec<_>>().join("\n")
}

/// Codes that a text has of WordPress' own or of a plugin go; the one that holds a picture and its caption becomes what
/// it would on the site. Other words in brackets stay.
fn without_codes(html: &str) -> String {
    const CODES: [&str; 8] =
        ["caption", "gallery", "embed", "audio", "video", "playlist", "vc_", "et_pb_"];
    let mut clean = String::with_capacity(html.len());
    let mut open = BTreeSet::new();
    let mut rest = html;
    while let Some((before, code)) = rest.split_once('[') {
        clean.push_str(before);
        let end = code.find(']');
        let inner = end.map_or("", |end| &code[..end]);
        let (name, is_end) = match inner.strip_prefix('/') {
            Some(name) => (name, true),
            None => (inner.split(' ').next().unwrap_or(inner), false),
        };
        let is_code = CODES.iter().any(|known| name.starts_with(known))
            || is_end && open.contains(name)
            || has_values(inner);
        let Some(end) = end.filter(|_| is_code) else {
            clean.push('[');
            rest = code;
            continue;
        };
        open.insert(name);
        rest = &code[end + 1..];
        if name == "caption"
            && !is_end
            && let Some((captioned, after)) = rest.split_once("[/caption]")
        {
            clean.push_str(&figure(captioned));
            rest = after;
        }
    }
    clean + rest
}

/// Whether these are a code's name and values, as in `contact-form-7 id="12"`.
fn has_values(inner: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let is_name = |name: &str| !name.is_empty() && name.chars().all(is_letter);
    let values = inner.split_once(' ').filter(|(name, _)| is_name(name));
    let first = values.and_then(|(_, values)| values.split_once('='));
    first.is_some_and(|(name, _)| is_name(name.trim())) && !inner.contains(['[', '\n'])
}

/// A picture, in a link or not, with the words behind it as its caption.
fn figure(captioned: &str) -> String {
    let tag = if captioned.trim_start().starts_with("<a ") { "</a>" } else { ">" };
    let end = captioned.find(tag).map_or(0, |at| at + tag.len());
    let (picture, caption) = captioned.split_at(end);
    format!("<figure>{picture}<figcaption>{}</figcaption></figure>", caption.trim())
}

#[cfg(test)]
mod tests;
