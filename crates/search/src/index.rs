//! Building the index: from articles to the tables that [`Engine`](crate::Engine) reads.
//!
//! The same articles in the same order give the same bytes: everything is sorted before it is
//! written, and hash maps are only looked up, never walked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use docbao_bundle::manifest::{DocId, FacetField, Tables};
use docbao_bundle::pack::PackWriter;
use docbao_bundle::table::TableWriter;
use docbao_bundle::wire::put_u32;
use docbao_bundle::{Article, SliceRef};

use crate::facet::{SECTION, TAG};
use crate::layout::{
    LENGTHS_PER_ENTRY, TITLES_PER_ENTRY, facet_key, length_code, pair_key, row_key,
};
use crate::pairs::{Pair, Reading, spans};
use crate::parallel;
use crate::postings::{Posting, encode};
use crate::text::{Marks, Syllable, collation_key, syllables};

/// What has been written, for the manifest and the rows.
#[derive(Clone, Debug)]
pub struct Index {
    /// Roots of the tables written here; those of others are left empty.
    pub tables: Tables,
    /// The facets that have values.
    pub fields: Vec<FacetField>,
    /// Length of each article in syllables, all that is searched included.
    pub syllables: Vec<u32>,
}

/// Kind of pack that index slices go to.
pub const PACK_KIND: &str = "index";

/// Size at which a leaf is closed, in bytes. Larger: fewer requests and a smaller index; smaller:
/// fewer bytes a look-up. A list of articles that is longer has a leaf of its own. Measured on 5,000
/// articles: from 4 KiB to 1 KiB a first query costs a third less, and the index grows by 1 %.
const LEAF_BYTES: usize = 1 << 10;

/// Articles that are split into syllables together.
const PORTION: usize = 1024;

/// Writes the tables of these articles, which are in the order of their numbers.
pub fn write(articles: &[Article], packs: &mut PackWriter) -> Index {
    let mut grams = Grams::default();
    let mut syllables = Vec::new();
    // A portion at a time, so that the words of all articles are never held at once.
    for portion in articles.chunks(PORTION) {
        for text in parallel::map(portion, split) {
            let doc = syllables.len() as DocId;
            syllables.push(grams.add(&text, doc));
        }
    }
    let n = articles.len() as u32;
    let (facets, fields) = write_facets(articles, packs);
    let titles = write_titles(articles, packs);
    let lengths = write_lengths(&syllables, packs);
    let ranks = grams.sort();
    let terms = write_terms(n, &grams.terms, &ranks, packs);
    let pairs = write_pairs(n, &grams.pairs, &ranks, packs);
    let tables = Tables { terms, pairs, facets, titles, lengths, ..Tables::default() };
    Index { tables, fields, syllables }
}

/// Everything that is searched in an article: what is its head (title and lead), then the rest.
fn passages(article: &Article) -> impl Iterator<Item = (bool, String)> {
    let head = [Some(article.title.clone()), article.lead.clone()];
    let byline =
        article.byline.iter().flat_map(|byline| [Some(byline.name.clone()), byline.role.clone()]);
    let about = article.dateline.iter().map(|dateline| dateline.text.clone());
    let about =
        about.chain(byline.flatten()).chain(article.section.clone()).chain(article.tags.clone());
    let head = head.into_iter().flatten().map(|text| (true, text));
    let rest = article.passages().chain(about).map(|text| (false, text));
    head.chain(rest).collect::<Vec<_>>().into_iter()
}

/// A passage's syllables, and whether it is of the head.
type SplitPassage = (bool, Vec<Syllable>);

fn split(article: &Article) -> Vec<SplitPassage> {
    passages(article).map(|(in_head, text)| (in_head, syllables(&text).collect())).collect()
}

/// An occurrence: syllables by number (rank after sorting), their marks, where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    key: [u32; 2],
    reading: Reading,
    doc: DocId,
    count: u32,
    in_head: bool,
}

#[derive(Default)]
struct Grams {
    numbers: HashMap<String, u32>,
    terms: Vec<Occurrence>,
    pairs: Vec<Occurrence>,
}

impl Grams {
    /// Takes an article in and returns its length in syllables.
    fn add(&mut self, text: &[SplitPassage], doc: DocId) -> u32 {
        let (terms_before, pairs_before) = (self.terms.len(), self.pairs.len());
        let mut length = 0;
        for (in_head, passage) in text {
            let in_head = *in_head;
            let mut last: Option<(u32, Marks)> = None;
            for syllable in passage {
                length += 1;
                let (number, marks) = (self.number(syllable), syllable.marks);
                let count = 1;
                self.terms.push(Occurrence {
                    key: [number, 0],
                    reading: [marks, 0],
                    doc,
                    count,
                    in_head,
                });
                if let Some((before, marks_before)) = last.filter(|_| !syllable.begins_sentence) {
                    let (key, reading) = ([before, number], [marks_before, marks]);
                    self.pairs.push(Occurrence { key, reading, doc, count, in_head });
                }
                last = Some((number, marks));
            }
        }
        merge(&mut self.terms, terms_before);
        merge(&mut self.pairs, pairs_before);
        length
    }

    fn number(&mut self, syllable: &Syllable) -> u32 {
        if let Some(number) = self.numbers.get(&syllable.fold) {
            return *number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(syllable.fold.clone(), number);
        number
    }

    /// Brings everything in the order of the tables.
    fn sort(&mut self) -> Ranks {
        let mut by_name: Vec<(String, u32)> =
            std::mem::take(&mut self.numbers).into_iter().collect();
        by_name.sort_unstable();
        let mut rank_of = vec![0; by_name.len()];
        for (rank, (_, number)) in by_name.iter().enumerate() {
            rank_of[*number as usize] = rank as u32;
        }
        for occurrence in &mut self.terms {
            occurrence.key[0] = rank_of[occurrence.key[0] as usize];
        }
        for occurrence in &mut self.pairs {
            occurrence.key = occurrence.key.map(|number| rank_of[number as usize]);
        }
        parallel::sort(&mut self.terms);
        parallel::sort(&mut self.pairs);
        Ranks { names: by_name.into_iter().map(|(name, _)| name).collect() }
    }
}

/// Joins equal occurrences of one article, which begin at `start`.
fn merge(occurrences: &mut Vec<Occurrence>, start: usize) {
    occurrences[start..].sort_unstable();
    let mut end = start;
    for at in start..occurrences.len() {
        let next = occurrences[at];
        let last = (end > start).then(|| &mut occurrences[end - 1]);
        match last.filter(|last| last.key == next.key && last.reading == next.reading) {
            Some(last) => {
                last.count += next.count;
                last.in_head |= next.in_head;
            }
            None => {
                occurrences[end] = next;
                end += 1;
            }
        }
    }
    occurrences.truncate(end);
}

struct Ranks {
    names: Vec<String>,
}

impl Ranks {
    fn name(&self, rank: u32) -> &str {
        &self.names[rank as usize]
    }
}

fn write_terms(
    articles: u32,
    occurrences: &[Occurrence],
    ranks: &Ranks,
    packs: &mut PackWriter,
) -> SliceRef {
    let mut table = TableWriter::new(packs, PACK_KIND, LEAF_BYTES);
    for of_term in occurrences.chunk_by(|a, b| a.key == b.key) {
        let readings: Vec<_> =
            readings(of_term).map(|([marks, _], postings)| (marks, postings)).collect();
        let term = ranks.name(of_term[0].key[0]);
        table.push(term.as_bytes(), &encode(articles, &readings));
    }
    table.finish()
}

fn write_pairs(
    articles: u32,
    occurrences: &[Occurrence],
    ranks: &Ranks,
    packs: &mut PackWriter,
) -> SliceRef {
    let of_firsts: Vec<&[Occurrence]> = occurrences.chunk_by(|a, b| a.key[0] == b.key[0]).collect();
    let spans_of = |of_first: &&[Occurrence]| {
        let of_pairs = of_first.chunk_by(|a, b| a.key == b.key);
        let pair = |of_pair: &[Occurrence]| Pair {
            second: ranks.name(of_pair[0].key[1]),
            readings: readings(of_pair).collect(),
        };
        spans(articles, &of_pairs.map(pair).collect::<Vec<_>>())
    };
    let mut table = TableWriter::new(packs, PACK_KIND, LEAF_BYTES);
    // A portion at a time, so that the written spans are never all held twice.
    for portion in of_firsts.chunks(PORTION) {
        for (of_first, spans) in portion.iter().zip(parallel::map(portion, spans_of)) {
            let first = ranks.name(of_first[0].key[0]);
            for span in spans {
                let [from, to] = [span.from, span.to].map(|second| pair_key(first, second));
                table.push_span(from.as_bytes(), to.as_bytes(), &span.bytes);
            }
        }
    }
    table.finish()
}

/// The readings of one key, each with its articles.
fn readings(of_key: &[Occurrence]) -> impl Iterator<Item = (Reading, Vec<Posting>)> {
    of_key.chunk_by(|a, b| a.reading == b.reading).map(|of_reading| {
        let posting = |o: &Occurrence| Posting { doc: o.doc, count: o.count, in_head: o.in_head };
        (of_reading[0].reading, of_reading.iter().map(posting).collect())
    })
}

fn write_facets(articles: &[Article], packs: &mut PackWriter) -> (SliceRef, Vec<FacetField>) {
    let mut values: BTreeMap<Vec<u8>, (&str, BTreeSet<DocId>)> = BTreeMap::new();
    for (article, doc) in articles.iter().zip(0..) {
        let section = article.section.iter().map(|value| (SECTION, value));
        for (field, value) in section.chain(article.tags.iter().map(|tag| (TAG, tag))) {
            values.entry(facet_key(field, value)).or_insert((field, BTreeSet::new())).1.insert(doc);
        }
    }
    let mut table = TableWriter::new(packs, PACK_KIND, LEAF_BYTES);
    for (key, (_, docs)) in &values {
        let posting = |doc: &DocId| Posting { doc: *doc, count: 1, in_head: false };
        let postings = docs.iter().map(posting).collect();
        table.push(key, &encode(articles.len() as u32, &[(0, postings)]));
    }
    let count = |field| values.values().filter(|(of, _)| *of == field).count() as u32;
    let fields =
        [SECTION, TAG].map(|field| FacetField { field: field.into(), values: count(field) });
    (table.finish(), fields.into_iter().filter(|field| field.values > 0).collect())
}

fn write_titles(articles: &[Article], packs: &mut PackWriter) -> SliceRef {
    let mut order: Vec<(Vec<u8>, DocId)> =
        articles.iter().map(|article| collation_key(&article.title)).zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    for (rank, (_, doc)) in order.iter().enumerate() {
        ranks[*doc as usize] = rank as u32;
    }
    write_column(&ranks, TITLES_PER_ENTRY, packs, |value, rank| put_u32(value, *rank))
}

fn write_lengths(syllables: &[u32], packs: &mut PackWriter) -> SliceRef {
    let total = syllables.iter().map(|length| u64::from(*length)).sum::<u64>();
    let mean = total as f32 / syllables.len().max(1) as f32;
    let put = |value: &mut Vec<u8>, length: &u32| value.push(length_code(*length, mean));
    write_column(syllables, LENGTHS_PER_ENTRY, packs, put)
}

/// Writes something of every article, `per_entry` articles an entry under the first one's number.
fn write_column<T>(
    column: &[T],
    per_entry: u32,
    packs: &mut PackWriter,
    put: impl Fn(&mut Vec<u8>, &T),
) -> SliceRef {
    let mut table = TableWriter::new(packs, PACK_KIND, LEAF_BYTES);
    let firsts = (0u32..).step_by(per_entry as usize);
    for (chunk, first) in column.chunks(per_entry as usize).zip(firsts) {
        let mut value = Vec::new();
        chunk.iter().for_each(|item| put(&mut value, item));
        table.push(&row_key(first), &value);
    }
    table.finish()
}
