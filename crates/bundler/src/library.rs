//! Laying articles out as a library. The layout is [`docbao_search::library`]'s; what is added here is
//! how texts are compressed, which browsers have a decoder for and we have not.

use std::cmp::Reverse;

use docbao_bundle::pack::Pack;
use docbao_bundle::{Article, Manifest};
use docbao_search::library;
pub use docbao_search::library::Options;

use crate::text::{Deflater, dictionary};

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
    pub fn new(mut articles: Vec<Article>, options: &Options) -> Self {
        articles.sort_by_key(|article| Reverse(article.published));
        let mut builder = Builder::new(options, &articles);
        builder.add(&articles);
        builder.finish()
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
pub struct Builder {
    layout: library::Builder,
    deflater: Deflater,
}

impl Builder {
    /// Begins a library of articles like those of `sample`.
    pub fn new(options: &Options, sample: &[Article]) -> Self {
        let mut layout = library::Builder::new(options);
        let dictionary = dictionary(sample);
        if !dictionary.is_empty() {
            layout.set_dictionary(Deflater::new(b"").deflate(&dictionary));
        }
        Builder { layout, deflater: Deflater::new(&dictionary) }
    }

    /// Takes the next articles in. Several cores share the work on articles that come together.
    pub fn add(&mut self, articles: &[Article]) {
        self.layout.add(articles, &|article| self.deflater.article(article));
    }

    /// Writes index and manifest.
    ///
    /// # Panics
    /// If two articles have the same id.
    pub fn finish(self) -> Library {
        self.layout.finish().into()
    }
}

#[cfg(test)]
mod tests;
