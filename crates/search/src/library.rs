//! A whole library in memory: articles as packs and a manifest. No file is opened and no text is
//! compressed here; how a text is stored is the caller's to say.
//!
//! The same articles give the same bytes.

use std::cmp::Reverse;

use docbao_bundle::manifest::{FORMAT, Tables};
use docbao_bundle::pack::{Pack, PackWriter, build_id};
use docbao_bundle::table::TableWriter;
use docbao_bundle::wire::put_u32;
use docbao_bundle::{Article, Manifest, Month, Row, SliceRef};

use crate::index::{self, PACK_KIND};
use crate::layout::row_key;
use crate::parallel;
use crate::text::syllables;

/// Kind of pack that texts go to.
const TEXTS: &str = "texts";

/// Leaves of the table of rows, in bytes: about five rows, what a result list asks for at a time.
const ROW_LEAF_BYTES: usize = 400;

/// Leaves of the table of ids, in bytes. A look-up reads one of them, once per opened address.
const ID_LEAF_BYTES: usize = 4096;

/// What a library is called and how it is stored.
pub struct Plan<'a> {
    /// Title of the collection.
    pub title: &'a str,
    /// BCP 47 language of articles that do not say their own.
    pub language: &'a str,
    /// The largest pack, in bytes.
    pub max_pack_bytes: u32,
    /// An article as it lies in a text pack; it must notice by itself when it is damaged.
    pub text: &'a (dyn Fn(&Article) -> Vec<u8> + Sync),
}

/// A finished library.
#[derive(Clone, Debug)]
pub struct Library {
    /// What it is and where everything begins.
    pub manifest: Manifest,
    /// The files beside the manifest.
    pub packs: Vec<Pack>,
}

impl Library {
    /// Lays out articles whose ids are distinct. Newest first, those without a date last; articles
    /// of one day keep their order.
    ///
    /// # Panics
    /// If two articles have the same id.
    pub fn new(mut articles: Vec<Article>, plan: &Plan<'_>) -> Self {
        articles.sort_by_key(|article| Reverse(article.published));
        let mut packs = PackWriter::new(plan.max_pack_bytes);
        let texts = parallel::map(&articles, plan.text);
        let texts = texts.into_iter().map(|text| packs.push_self_checking(TEXTS, text));
        let texts: Vec<SliceRef> = texts.collect();
        // Rows before the index: they are what every visitor reads.
        let rows = write_rows(&articles, &texts, &mut packs);
        let ids = write_ids(&articles, &mut packs);
        let index = index::write(&articles, &mut packs);
        let packs = packs.finish();
        let manifest = Manifest {
            docbao: FORMAT,
            build: build_id(&packs, &[plan.title, plan.language]),
            title: plan.title.to_owned(),
            language: plan.language.to_owned(),
            articles: articles.len() as u32,
            months: months(&articles),
            facets: index.fields,
            packs: packs.iter().map(|pack| pack.entry.clone()).collect(),
            tables: Tables { rows, ids, ..index.tables },
        };
        Library { manifest, packs }
    }

    /// The bytes of a slice, if there is one.
    pub fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        let start = at.offset as usize;
        self.packs.get(at.pack as usize)?.contents.get(start..start + at.bytes as usize)
    }
}

fn write_rows(articles: &[Article], texts: &[SliceRef], packs: &mut PackWriter) -> SliceRef {
    let syllables = parallel::map(articles, length);
    let mut table = TableWriter::new(packs, PACK_KIND, ROW_LEAF_BYTES);
    for (doc, ((article, text), syllables)) in (0..).zip(articles.iter().zip(texts).zip(syllables))
    {
        let row = Row {
            id: article.id.clone(),
            title: article.title.clone(),
            published: article.published,
            section: article.section.clone().unwrap_or_default(),
            syllables,
            text: *text,
        };
        let mut value = Vec::new();
        row.encode(&mut value);
        table.push(&row_key(doc), &value);
    }
    table.finish()
}

/// Length of the text in syllables.
fn length(article: &Article) -> u32 {
    let texts = article.lead.iter().cloned().chain(article.passages());
    texts.map(|text| syllables(&text).count() as u32).sum()
}

fn write_ids(articles: &[Article], packs: &mut PackWriter) -> SliceRef {
    let mut ids: Vec<(&str, u32)> =
        articles.iter().zip(0..).map(|(article, doc)| (article.id.as_str(), doc)).collect();
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
fn months(articles: &[Article]) -> Vec<(Month, u32)> {
    let mut months: Vec<(Month, u32)> = Vec::new();
    for month in articles.iter().filter_map(|article| article.published).map(|day| day.month()) {
        match months.last_mut() {
            Some((last, count)) if *last == month => *count += 1,
            _ => months.push((month, 1)),
        }
    }
    months
}
