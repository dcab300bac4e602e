//! Laying articles out as a library, each text in a gzip member of its own. The layout is
//! [`docbao_search::library`]'s; compression is what a browser has a decoder for and we have not.

use std::io::Write;

use docbao_bundle::pack::Pack;
use docbao_bundle::{Article, Manifest};
use docbao_search::library;
pub use docbao_search::library::Options;
use flate2::{Compression, GzBuilder};

/// A finished library.
#[derive(Clone, Debug)]
pub struct Library {
    /// What it is and where everything begins.
    pub manifest: Manifest,
    /// The files beside the manifest.
    pub packs: Vec<Pack>,
    /// Titles of the newest articles.
    pub newest: Vec<String>,
}

/// Titles kept for the page that is shown before, or without, the reader.
const NEWEST: usize = 20;

impl Library {
    /// Lays out articles whose ids are distinct. Newest first, those without a date last; articles
    /// of one day keep their order.
    ///
    /// # Panics
    /// If two articles have the same id.
    pub fn new(articles: Vec<Article>, options: &Options) -> Self {
        library::Library::new(articles, options, &gzip).into()
    }
}

impl From<library::Library> for Library {
    fn from(library: library::Library) -> Self {
        let library::Library { manifest, packs, rows } = library;
        let newest = rows.into_iter().take(NEWEST).map(|row| row.title).collect();
        Library { manifest, packs, newest }
    }
}

/// Lays out articles that come in the order of a library: the newest first, those without a date last.
/// Only what is written is kept of them.
#[derive(Debug)]
pub struct Builder(library::Builder);

impl Builder {
    /// Begins a library.
    pub fn new(options: &Options) -> Self {
        Builder(library::Builder::new(options))
    }

    /// Takes the next articles in. Several cores share the work on articles that come together.
    pub fn add(&mut self, articles: &[Article]) {
        self.0.add(articles, &gzip);
    }

    /// Writes index and manifest.
    ///
    /// # Panics
    /// If two articles have the same id.
    pub fn finish(self) -> Library {
        self.0.finish().into()
    }
}

/// The article as compact JSON in one gzip member that knows neither time nor name.
fn gzip(article: &Article) -> Vec<u8> {
    let mut gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    // Writing to memory fails for no reason but one in the article's own serialisation, and that
    // has neither maps with odd keys nor floats.
    let written = serde_json::to_writer(&mut gzip, article).is_ok() && gzip.flush().is_ok();
    debug_assert!(written, "an article must serialise");
    gzip.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests;
