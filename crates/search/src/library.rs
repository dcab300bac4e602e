//! Laying articles out as a library: packs of slices and the manifest that says where they are. In
//! memory, without files and without a clock; how a text is stored is the caller's to say.
//!
//! The same articles give the same bytes.

#[cfg(feature = "publish")]
use std::cmp::Reverse;
use std::collections::BTreeSet;

use docbao_bundle::manifest::{FORMAT, Tables};
use docbao_bundle::pack::{MAX_PACK_BYTES, Pack, PackWriter, build_id};
use docbao_bundle::table::TableWriter;
use docbao_bundle::wire::put_u32;
use docbao_bundle::{Article, Manifest, Month, Row, SliceRef};

use crate::engine::{Engine, Request};
use crate::fetching::FIRST_LIST;
use crate::index::{Indexer, PACK_KIND, Purpose};
use crate::layout::row_key;
use crate::parallel;
#[cfg(feature = "publish")]
use crate::steps::Steps;
use crate::steps::pause;
use crate::text::syllables;

/// Kind of pack that texts go to.
const TEXTS: &str = "texts";

/// Leaves of the table of rows, in bytes: about three rows. Hits lie scattered, and each costs a leaf:
/// measured on 5,000 articles, a query typed letter by letter costs 39 KB less than with a kilobyte.
const ROW_LEAF_BYTES: usize = 400;

/// Leaves of the table of ids, in bytes. A look-up reads one of them, once per opened address.
const ID_LEAF_BYTES: usize = 4096;

/// What a library is called and how it is cut.
#[derive(Clone, Debug)]
pub struct Options {
    /// Title of the collection.
    pub title: String,
    /// BCP 47 language of articles that do not say their own.
    pub language: String,
    /// The largest pack, in bytes.
    pub max_pack_bytes: u32,
    /// Fields to choose from, in the order to show them, of [`FIELDS`](crate::facet::FIELDS). `None`: the
    /// usual ones, as far as the articles have them.
    pub facets: Option<Vec<String>>,
    /// Abbreviations beside the usual ones, each with what it stands for, as people write them.
    pub abbreviations: Vec<[String; 2]>,
    /// Two names of one thing, as people write them.
    pub aliases: Vec<[String; 2]>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            title: String::new(),
            language: "vi".to_owned(),
            max_pack_bytes: MAX_PACK_BYTES,
            facets: None,
            abbreviations: Vec::new(),
            aliases: Vec::new(),
        }
    }
}

/// A finished library.
#[derive(Clone, Debug)]
pub struct Library {
    /// What it is and where everything begins.
    pub manifest: Manifest,
    /// The files beside the manifest.
    pub packs: Vec<Pack>,
    /// What cards show of the articles, in their order.
    pub rows: Vec<Row>,
}

/// The text of an article as it is stored, without a checksum.
pub type StoreText<'a> = &'a (dyn Fn(&Article) -> Vec<u8> + Sync);

/// Lays out articles that come in the order of a library: the newest first, those without a date last.
/// Only what is written is kept of them.
#[derive(Debug)]
pub struct Builder {
    options: Options,
    packs: PackWriter,
    indexer: Indexer,
    rows: Vec<Row>,
    dictionary: Option<SliceRef>,
}

impl Builder {
    /// Begins a library.
    pub fn new(options: &Options) -> Self {
        Builder {
            options: options.clone(),
            packs: PackWriter::new(options.max_pack_bytes),
            indexer: Indexer::new(options.facets.clone()),
            rows: Vec::new(),
            dictionary: None,
        }
    }

    /// Takes in what the texts that come need to be read, as it is stored itself.
    pub fn set_dictionary(&mut self, stored: Vec<u8>) {
        self.dictionary = Some(self.packs.push(PACK_KIND, stored));
    }

    /// Takes the next articles in. Several cores share the work on articles that come together.
    pub fn add(&mut self, articles: &[Article], store: StoreText<'_>) {
        let (texts, lengths) =
            parallel::both(|| parallel::map(articles, store), || self.indexer.add(articles));
        for ((article, text), syllables) in articles.iter().zip(texts).zip(lengths) {
            self.rows.push(Row {
                id: article.id.clone(),
                title: article.title.clone(),
                published: article.published,
                section: article.section.clone().unwrap_or_default(),
                syllables,
                text: self.packs.push(TEXTS, text),
                lang: article.own_lang(&self.options.language).to_owned(),
            });
        }
    }

    /// Writes index and manifest, for publication.
    ///
    /// # Panics
    /// If two articles have the same id.
    #[cfg(feature = "publish")]
    pub fn finish(self) -> Library {
        Steps::new(self.write(Purpose::Publication)).finish()
    }

    /// Takes articles in, so many in a step, and writes: all that a page has to wait for. It stands here, and not
    /// with who calls it, because this crate is the one that is compiled for speed.
    ///
    /// # Panics
    /// If two articles have the same id.
    pub async fn write_all(
        mut self,
        articles: Vec<Article>,
        a_step: usize,
        store: StoreText<'static>,
        purpose: Purpose,
    ) -> Library {
        for portion in articles.chunks(a_step.max(1)) {
            self.add(portion, store);
            pause().await;
        }
        drop(articles);
        self.write(purpose).await
    }

    /// Writes index and manifest, with pauses.
    ///
    /// # Panics
    /// If two articles have the same id.
    pub async fn write(mut self, purpose: Purpose) -> Library {
        // Rows before the index: they are what every visitor reads.
        let rows = write_rows(&self.rows, &mut self.packs);
        let ids = write_ids(&self.rows, &mut self.packs);
        let index = self.indexer.finish(&mut self.packs, purpose).await;
        let [mut abbreviations, mut aliases] = [Vec::new(), Vec::new()];
        let (packs, build) = if purpose.is_publication() {
            let packs = self.packs.finish();
            abbreviations = folded(&self.options.abbreviations);
            aliases = folded(&self.options.aliases);
            let mut said = vec![&*self.options.title, &*self.options.language];
            said.extend(abbreviations.iter().chain(&aliases).flatten().map(String::as_str));
            let build = build_id(&packs, &said);
            (packs, build)
        } else {
            (self.packs.finish_unnamed(), String::new())
        };
        let manifest = Manifest {
            docbao: FORMAT,
            build,
            abbreviations,
            aliases,
            title: self.options.title,
            language: self.options.language,
            articles: self.rows.len() as u32,
            months: months(&self.rows),
            facets: index.fields,
            implied: index.implied,
            dictionary: self.dictionary,
            start: Vec::new(),
            packs: packs.iter().map(|pack| pack.entry.clone()).collect(),
            tables: Tables { rows, ids, ..index.tables },
        };
        let mut library = Library { manifest, packs, rows: self.rows };
        if purpose.is_publication() {
            library.manifest.start = library.start();
        }
        library
    }
}

impl Library {
    /// Lays out articles whose ids are distinct, for publication. Newest first, those without a date last; articles
    /// of one day keep their order.
    ///
    /// # Panics
    /// If two articles have the same id.
    #[cfg(feature = "publish")]
    pub fn new(mut articles: Vec<Article>, options: &Options, store: StoreText<'_>) -> Self {
        articles.sort_by_key(|article| Reverse(article.published));
        let mut builder = Builder::new(options);
        builder.add(&articles, store);
        builder.finish()
    }

    /// The slices of the index that the first list takes.
    fn start(&self) -> Vec<SliceRef> {
        let mut start = Vec::new();
        let Ok(mut engine) = Engine::new(self.manifest.clone()) else { return start };
        let request = Request { limit: FIRST_LIST, ..Request::default() };
        loop {
            let needs = engine.search(&request).needs;
            if needs.is_empty() {
                start.sort_unstable();
                return start;
            }
            for at in needs {
                match self.slice(at).map(|bytes| engine.provide(at, bytes)) {
                    Some(Ok(())) => start.push(at),
                    _ => engine.unavailable(at),
                }
            }
        }
    }

    /// The bytes of a slice, if there is one.
    pub fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        let start = at.offset as usize;
        self.packs.get(at.pack as usize)?.contents.get(start..start + at.bytes as usize)
    }
}

/// Names as the manifest has them, in the order of the alphabet.
fn folded(names: &[[String; 2]]) -> Vec<[String; 2]> {
    let fold = |text: &String| {
        let folds: Vec<String> = syllables(text).map(|syllable| syllable.fold).collect();
        folds.join(" ")
    };
    let all: BTreeSet<[String; 2]> = names.iter().map(|both| both.each_ref().map(fold)).collect();
    all.into_iter().collect()
}

fn write_rows(rows: &[Row], packs: &mut PackWriter) -> SliceRef {
    let mut table = TableWriter::new(packs, PACK_KIND, ROW_LEAF_BYTES);
    for (row, doc) in rows.iter().zip(0u32..) {
        let mut value = Vec::new();
        row.encode(&mut value);
        table.push(&row_key(doc), &value);
    }
    table.finish()
}

fn write_ids(rows: &[Row], packs: &mut PackWriter) -> SliceRef {
    let mut ids: Vec<(&str, u32)> =
        rows.iter().zip(0..).map(|(row, doc)| (row.id.as_str(), doc)).collect();
    ids.sort_unstable();
    let mut table = TableWriter::new(packs, PACK_KIND, ID_LEAF_BYTES);
    for (id, doc) in ids {
        let mut value = Vec::new();
        put_u32(&mut value, doc);
        table.push(id.as_bytes(), &value);
    }
    table.finish()
}

/// Articles by month, the newest first; they are sorted so already.
fn months(rows: &[Row]) -> Vec<(Month, u32)> {
    let mut months: Vec<(Month, u32)> = Vec::new();
    for month in rows.iter().filter_map(|row| row.published).map(|day| day.month()) {
        match months.last_mut() {
            Some((last, count)) if *last == month => *count += 1,
            _ => months.push((month, 1)),
        }
    }
    months
}
