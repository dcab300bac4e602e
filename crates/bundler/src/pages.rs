//! `--pages`: a plain page for every article, lists of them, a sitemap and an Atom feed, for people
//! without JavaScript and for search engines. Where the reader can run it takes over on the same addresses: what
//! stands in its element is what is read without it. The library does not depend on any of it.

pub(crate) mod html;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use docbao_bundle::address::page_name;
use docbao_bundle::{Article, Date};
use rayon::prelude::*;

use crate::publish::replace;
use crate::site::escape;

/// Folder of the pages in a library's folder.
pub const FOLDER: &str = "bai";

/// Folder of the lists of each month.
const MONTHS: &str = "thang";

/// Marks what is ours to write anew or to remove.
const MARK: &str = "<!-- docbao build wrote this page and writes it anew. -->";

/// Articles on the first list and in the feed.
const NEWEST: usize = 50;

/// Addresses a sitemap may hold; the protocol's limit.
const MAX_SITEMAP: usize = 50_000;

/// What the pages belong to.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Title of the collection.
    pub title: &'a str,
    /// Its language.
    pub language: &'a str,
    /// Address of the library, with a slash at its end.
    pub base_url: &'a str,
    /// Whether the reader is there to take over.
    pub has_reader: bool,
    /// Colours of the reader; `None` is its own choice.
    pub theme: Option<&'a str>,
}

/// Writes pages as articles come, in the order of a library.
#[derive(Debug)]
pub struct Pages<'a> {
    dir: &'a Path,
    site: Site<'a>,
    entries: Vec<Entry>,
}

/// What lists and feed need of an article.
#[derive(Debug)]
struct Entry {
    id: String,
    title: String,
    /// If it is not that of the library.
    lang: String,
    published: Option<Date>,
    /// For the newest only.
    description: String,
}

impl<'a> Pages<'a> {
    /// Begins pages in the folder of a library.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn new(dir: &'a Path, site: Site<'a>) -> Result<Self> {
        for folder in [FOLDER, MONTHS] {
            let folder = dir.join(folder);
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        Ok(Pages { dir, site, entries: Vec::new() })
    }

    /// Writes the pages of the next articles.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn add(&mut self, articles: &[Article]) -> Result<()> {
        let folder = self.dir.join(FOLDER);
        articles.par_iter().try_for_each(|article| {
            let page = html::article(article, &self.site);
            replace(&folder.join(page_name(&article.id)), page.as_bytes())
        })?;
        for article in articles {
            let is_new = self.entries.len() < NEWEST;
            self.entries.push(Entry {
                id: article.id.clone(),
                title: article.title.clone(),
                lang: article.own_lang(self.site.language).to_owned(),
                published: article.published,
                description: if is_new { html::description(article) } else { String::new() },
            });
        }
        Ok(())
    }

    /// Pairs of articles whose pages have names that differ by capitals only: on hosts and disks that ignore case they
    /// are one file.
    pub fn alike(&self) -> Vec<(&str, &str)> {
        let mut seen = BTreeMap::new();
        let ids = self.entries.iter().map(|entry| entry.id.as_str());
        ids.filter_map(|id| {
            let other = seen.insert(page_name(id).to_ascii_lowercase(), id)?;
            Some((other, id))
        })
        .collect()
    }

    /// Writes lists, sitemap and feed, and removes the pages of articles that are gone. Returns how
    /// many files there are.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn finish(self) -> Result<usize> {
        let write = |name: &str, text: String| replace(&self.dir.join(name), text.as_bytes());
        let mut kept: BTreeSet<String> =
            self.entries.iter().map(|entry| page_name(&entry.id)).collect();
        kept.insert("index.html".to_owned());
        write(&format!("{FOLDER}/page.css"), include_str!("pages/page.css").to_owned())?;
        write(&format!("{FOLDER}/index.html"), self.list())?;
        let mut lists = BTreeSet::new();
        for of_month in self.entries.chunk_by(|a, b| month(a) == month(b)) {
            let name = format!("{}.html", month(&of_month[0]));
            write(&format!("{MONTHS}/{name}"), self.list_of_month(of_month))?;
            lists.insert(name);
        }
        let maps = self.sitemaps();
        for (name, map) in &maps {
            write(name, map.clone())?;
        }
        write("feed.xml", self.feed())?;
        remove_others(&self.dir.join(FOLDER), &kept);
        remove_others(&self.dir.join(MONTHS), &lists);
        // The style sheet and the feed are the two more.
        Ok(kept.len() + lists.len() + maps.len() + 2)
    }

    fn list(&self) -> String {
        let words = html::words(self.site.language);
        let mut body =
            format!("    <h1>{}</h1>\n    <h2>{}</h2>\n", escape(self.site.title), words.newest);
        body += "    <ul class=\"list\">\n";
        for entry in self.entries.iter().take(NEWEST) {
            body += &html::entry(entry, self.site.language, "");
        }
        body += &format!("    </ul>\n    <h2>{}</h2>\n    <ul class=\"list\">\n", words.months);
        for of_month in self.entries.chunk_by(|a, b| month(a) == month(b)) {
            let month = month(&of_month[0]);
            let name = if month == UNDATED { words.undated } else { &month };
            let count = of_month.len();
            body += &format!(
                "      <li><a href=\"../{MONTHS}/{month}.html\">{name}</a> ({count})</li>\n"
            );
        }
        body += "    </ul>\n";
        let address = format!("{}{FOLDER}/", self.site.base_url);
        let head = format!(
            "    <link rel=\"canonical\" href=\"{}\">\n    <link rel=\"alternate\" type=\"application/atom+xml\" href=\"../feed.xml\">\n",
            escape(&address)
        );
        let reader = html::Reader { site: &self.site, article: None };
        html::document(self.site.language, self.site.title, &head, &words, Some(reader), &body)
    }

    fn list_of_month(&self, entries: &[Entry]) -> String {
        let words = html::words(self.site.language);
        let month = month(&entries[0]);
        let name = if month == UNDATED { words.undated } else { &month };
        let title = format!("{name} – {}", self.site.title);
        let mut body = format!("    <h1>{}</h1>\n    <ul class=\"list\">\n", escape(&title));
        let folder = format!("../{FOLDER}/");
        for entry in entries {
            body += &html::entry(entry, self.site.language, &folder);
        }
        body += "    </ul>\n";
        let address = format!("{}{MONTHS}/{month}.html", self.site.base_url);
        let head = format!("    <link rel=\"canonical\" href=\"{}\">\n", escape(&address));
        html::document(self.site.language, &title, &head, &words, None, &body)
    }

    /// One sitemap, or as many as the protocol wants and a list of them.
    fn sitemaps(&self) -> Vec<(String, String)> {
        const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
        const SCHEMA: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
        let url = |entry: &Entry| {
            let day = entry.published.map(|day| format!("<lastmod>{day}</lastmod>"));
            let address = escape(&address_of(&entry.id, &self.site));
            format!("<url><loc>{address}</loc>{}</url>\n", day.unwrap_or_default())
        };
        let map = |entries: &[Entry]| {
            let urls: String = entries.iter().map(url).collect();
            format!("{BEGIN}<urlset {SCHEMA}>\n{urls}</urlset>\n")
        };
        if self.entries.len() <= MAX_SITEMAP {
            return vec![("sitemap.xml".to_owned(), map(&self.entries))];
        }
        let chunks = self.entries.chunks(MAX_SITEMAP).enumerate();
        let mut maps: Vec<(String, String)> =
            chunks.map(|(at, entries)| (format!("sitemap-{}.xml", at + 1), map(entries))).collect();
        let base = escape(self.site.base_url);
        let listed =
            maps.iter().map(|(name, _)| format!("<sitemap><loc>{base}{name}</loc></sitemap>\n"));
        let listed: String = listed.collect();
        let index = format!("{BEGIN}<sitemapindex {SCHEMA}>\n{listed}</sitemapindex>\n");
        maps.push(("sitemap.xml".to_owned(), index));
        maps
    }

    /// The newest articles that have a date: Atom wants one of every entry.
    fn feed(&self) -> String {
        let dated =
            || self.entries.iter().take(NEWEST).filter_map(|entry| Some((entry, entry.published?)));
        let base = escape(self.site.base_url);
        // Without a clock: the feed is as new as its newest entry.
        let updated = dated().next().map_or("1970-01-01".to_owned(), |(_, day)| day.to_string());
        let mut feed = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
             <title>{title}</title>\n<id>{base}</id>\n<link href=\"{base}\"/>\n\
             <link rel=\"self\" href=\"{base}feed.xml\"/>\n<updated>{updated}T00:00:00Z</updated>\n\
             <author><name>{title}</name></author>\n",
            escape(self.site.language),
            title = escape(self.site.title),
        );
        for (entry, day) in dated() {
            let address = escape(&address_of(&entry.id, &self.site));
            feed += &format!(
                "<entry{}><title>{}</title><id>{address}</id><link href=\"{address}\"/><updated>{day}T00:00:00Z</updated>\
                 <published>{day}T00:00:00Z</published><summary>{}</summary></entry>\n",
                html::lang("xml:lang", &entry.lang),
                escape(&entry.title),
                escape(&entry.description)
            );
        }
        feed + "</feed>\n"
    }
}

/// Removes the pages that an earlier build wrote into a library's folder.
pub fn remove(dir: &Path) {
    for folder in [FOLDER, MONTHS] {
        remove_others(&dir.join(folder), &BTreeSet::new());
    }
}

const UNDATED: &str = "khong-ngay";

fn month(entry: &Entry) -> String {
    entry.published.map_or(UNDATED.to_owned(), |day| day.month().to_string())
}

/// Removes our pages but those to keep. What cannot be removed does no harm.
fn remove_others(folder: &Path, kept: &BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".html") || kept.contains(&name) {
            continue;
        }
        let page = fs::read_to_string(entry.path()).unwrap_or_default();
        if page.lines().nth(1) == Some(MARK) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn address_of(id: &str, site: &Site<'_>) -> String {
    format!("{}{FOLDER}/{}", site.base_url, page_name(id))
}

#[cfg(test)]
mod tests;
