//! Building the index: from articles to the tables that [`Engine`](crate::Engine) reads.
//!
//! The same articles in the same order give the same bytes: everything is sorted before it is
//! written, and hash maps are only looked up, never walked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use docbao_bundle::manifest::{DocId, FacetField, Tables};
use docbao_bundle::pack::PackWriter;
use docbao_bundle::table::TableWriter;
use docbao_bundle::wire::put_u32;
use docbao_bundle::{Article, SliceRef};

use crate::facet::{AUTHOR, DEFAULT_FIELDS, DOCUMENT, ORGANISATION, PERSON, PLACE, SECTION, TAG};
use crate::layout::{
    LENGTHS_PER_ENTRY, TITLES_PER_ENTRY, facet_key, length_code, pair_key, reading_key, row_key,
    seldom,
};
use crate::pairs::spans;
use crate::parallel;
use crate::postings::{Posting, encode, encode_term};
use crate::related::{Gathering, RELATED_PER_ENTRY};
use crate::running::{Occurrence, Part, Sorted, Split, Words, readings};
use crate::steps::pause;
use crate::text::collation_key;

/// What has been written, for the manifest and the rows.
#[derive(Clone, Debug)]
pub struct Index {
    /// Roots of the tables written here; those of others are left empty.
    pub tables: Tables,
    /// The facets that have values.
    pub fields: Vec<FacetField>,
    /// [`Manifest::implied`](docbao_bundle::Manifest::implied).
    pub implied: u32,
}

/// Kind of pack that index slices go to.
pub const PACK_KIND: &str = "index";

/// Size at which a leaf is closed, in bytes. Larger: fewer requests and a smaller index; smaller:
/// fewer bytes a look-up. A list of articles that is longer has a leaf of its own. Measured on 5,000
/// articles: from 4 KiB to 1 KiB a first query costs a third less, and the index grows by 1 %.
const LEAF_BYTES: usize = 1 << 10;

/// Syllables that at most so many articles have make no pairs: who has both words has the pair, nearly
/// always. Larger: a smaller index, and the totals of quotations with such a word are not exact. From 2 to 8
/// the index of 5,000 news articles is 35 bytes an article less, and what is found stays nearly as it is.
/// Range 0 to 8.
const IMPLIED: u32 = 2;

/// Smaller collections keep more pairs, since nearly all of their syllables are that rare: one of so many
/// articles may imply.
const ARTICLES_PER_IMPLIED: u32 = 250;

/// Articles that are split into syllables together.
const PORTION: usize = 1024;

/// What a library is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To lie on a host for long: packs are named by what is in them, related articles are looked for,
    /// and all cores work.
    #[cfg(feature = "publish")]
    Publication,
    /// To be read at once in the page that makes it, and to be forgotten with it: in steps so short that
    /// a visitor does not notice them.
    Page,
}

impl Purpose {
    #[inline(always)]
    pub(crate) fn is_publication(self) -> bool {
        self != Purpose::Page
    }

    /// Occurrences that are written in one step. Many keep several cores busy; few fit into a phone's step.
    fn portion(self) -> usize {
        if self.is_publication() { 1 << 20 } else { 8 << 10 }
    }
}

/// Occurrences that are drawn out at a time, eight bytes each; for each portion all words are gone through.
/// Measured on 100,000 articles: half as many save 6 % of memory and cost 9 % of speed.
const DRAWN: usize = 16 << 20;

/// Takes articles in, in the order of their numbers, and then writes the tables of all of them. Of an
/// article nothing is kept but its words as numbers, its title and its facets.
#[derive(Debug, Default)]
pub struct Indexer {
    words: Words,
    syllables: Vec<u32>,
    titles: Vec<Vec<u8>>,
    facets: Facets,
}

impl Indexer {
    /// Begins an index with these facets, or with the usual ones.
    pub fn new(facets: Option<Vec<String>>) -> Self {
        Indexer { facets: Facets { fields: facets, ..Facets::default() }, ..Indexer::default() }
    }

    /// Takes the next articles in and returns the lengths of their texts in syllables. Several cores
    /// share the work on articles that come together.
    pub fn add(&mut self, articles: &[Article]) -> Vec<u32> {
        let mut lengths = Vec::with_capacity(articles.len());
        // A portion at a time, so that the words of all articles are never held as text.
        for portion in articles.chunks(PORTION) {
            for (article, split) in portion.iter().zip(parallel::map(portion, split)) {
                self.facets.add(article, self.syllables.len() as DocId);
                self.titles.push(collation_key(&article.title));
                self.syllables.push(self.words.add(&split));
                lengths.push(split.length);
            }
        }
        lengths
    }

    /// Writes the tables, pausing where it may be left for a while.
    pub(crate) async fn finish(self, packs: &mut PackWriter, purpose: Purpose) -> Index {
        let Indexer { words, syllables, titles, facets } = self;
        let n = syllables.len() as u32;
        let (facets, fields) = facets.write(n, packs);
        let titles = write_titles(titles, packs);
        let lengths = write_lengths(&syllables, packs);
        pause().await;
        let words = words.sort();
        let implied = (n / ARTICLES_PER_IMPLIED).min(IMPLIED);
        let (terms, is_rare) = write_terms(n, &words, implied, packs, purpose).await;
        let mut gathering = Gathering::new(n);
        let pairs = write_pairs(n, &words, &is_rare, packs, purpose, &mut gathering).await;
        drop(words);
        let related =
            purpose.is_publication().then(|| write_related(&gathering.finish(&syllables), packs));
        let tables = Tables { terms, pairs, facets, titles, lengths, related, ..Tables::default() };
        Index { tables, fields, implied }
    }
}

/// Everything that is searched in an article.
fn split(article: &Article) -> Split {
    let mut split = Split::default();
    split.push(Part::Title, &article.title);
    article.lead.iter().for_each(|lead| split.push(Part::Lead, lead));
    article.passages().for_each(|passage| split.push(Part::Text, &passage));
    let dateline = article.dateline.iter().map(|dateline| &dateline.text);
    let byline =
        article.byline.iter().flat_map(|byline| [Some(&byline.name), byline.role.as_ref()]);
    let about = dateline.chain(byline.flatten()).chain(&article.section).chain(&article.tags);
    about.for_each(|text| split.push(Part::About, text));
    split
}

/// Returns the root, and of each syllable whether at most `implied` articles have it.
async fn write_terms(
    articles: u32,
    words: &Sorted,
    implied: u32,
    packs: &mut PackWriter,
    purpose: Purpose,
) -> (SliceRef, Vec<bool>) {
    let mut is_rare = Vec::new();
    // They come after all syllables.
    let mut apart = Vec::new();
    let mut table = TableWriter::new(packs, PACK_KIND, LEAF_BYTES);
    for ranks in words.portions(words.ranks(), DRAWN) {
        let drawn = words.draw(&ranks).await;
        is_rare.extend(ranks.clone().map(|rank| drawn.is_rare(rank, implied)));
        let write = |rank: &u32| {
            let of_term = drawn.terms(*rank);
            let readings =
                readings(&of_term).map(|(reading, of_reading)| (reading.marks[0], of_reading));
            encode_term(articles, &readings.collect::<Vec<_>>())
        };
        for ranks in words.portions(ranks, purpose.portion()) {
            let ranks: Vec<u32> = ranks.collect();
            for (rank, written) in ranks.iter().zip(parallel::map(&ranks, write)) {
                let name = words.name(*rank);
                table.push(name.as_bytes(), &written.postings);
                let readings = written.readings.into_iter();
                apart.extend(
                    readings.map(|(marks, list)| (reading_key(name.as_bytes(), marks), list)),
                );
            }
            pause().await;
        }
    }
    apart.iter().for_each(|(key, list)| table.push(key, list));
    (table.finish(), is_rare)
}

async fn write_pairs(
    articles: u32,
    words: &Sorted,
    is_rare: &[bool],
    packs: &mut PackWriter,
    purpose: Purpose,
    gathering: &mut Gathering,
) -> SliceRef {
    let mut table = TableWriter::new(packs, PACK_KIND, LEAF_BYTES);
    let is_implied =
        |of_pair: &[Occurrence]| of_pair[0].key.iter().any(|word| is_rare[*word as usize]);
    for ranks in words.portions(words.ranks(), DRAWN) {
        let drawn = words.draw(&ranks).await;
        let write = |rank: &u32| {
            let of_first = drawn.pairs(*rank);
            let (placed, having) = among_those_that_have(&drawn.docs(*rank), &of_first);
            let of_pairs = placed.chunk_by(|a, b| a.key == b.key);
            let of_pairs = of_pairs.filter(|of_pair| !is_implied(of_pair));
            let pairs: Vec<_> = of_pairs.map(|of_pair| words.pair(of_pair)).collect();
            let spans = spans(articles, having, &pairs);
            (spans, if purpose.is_publication() { of_first } else { Vec::new() })
        };
        for ranks in words.portions(ranks, purpose.portion()) {
            let ranks: Vec<u32> = ranks.collect();
            for (rank, (spans, of_first)) in ranks.iter().zip(parallel::map(&ranks, write)) {
                let key = |second| pair_key(words.name(*rank), second);
                for span in spans {
                    let [from, to] = [span.from, span.to].map(key);
                    table.push_span(from.as_bytes(), to.as_bytes(), &span.bytes);
                }
                gathering.add(&of_first);
            }
            pause().await;
        }
    }
    table.finish()
}

/// The occurrences with the positions of their articles among `docs`, and how many these are.
fn among_those_that_have(docs: &[DocId], occurrences: &[Occurrence]) -> (Vec<Occurrence>, u32) {
    let placed = occurrences.iter().map(|occurrence| {
        let place = docs.partition_point(|doc| *doc < occurrence.posting.doc) as DocId;
        Occurrence { posting: Posting { doc: place, ..occurrence.posting }, ..*occurrence }
    });
    (placed.collect(), docs.len() as u32)
}

/// Values of facets by key, with the field and the articles that have them.
#[derive(Debug, Default)]
struct Facets {
    values: BTreeMap<Vec<u8>, (&'static str, BTreeSet<DocId>)>,
    /// The fields to choose from, in the order to show them; those of [`DEFAULT_FIELDS`] if `None`.
    fields: Option<Vec<String>>,
}

/// Values of a mention that are offered to choose from: of the rest nobody would scroll to the end, and
/// every visitor would load them. Larger: more to choose from; on 5,000 news articles 100 are 1.9 KB more
/// before the first list than 64.
const MAX_OFFERED: usize = 64;

/// Articles that make a mention worth choosing: one is found by its words.
const MIN_ARTICLES: usize = 2;

/// Values of a section, tag or author that are offered to choose from. Publishers chose them, so that nearly all are
/// offered; but every visitor loads them before the first list, and a portal's tags can be tens of thousands.
const MAX_CHOSEN: usize = 1024;

impl Facets {
    fn add(&mut self, article: &Article, doc: DocId) {
        let mentions = &article.mentions;
        let section = article.section.iter().map(|value| (SECTION, value.clone()));
        let author = article.byline.iter().map(|byline| (AUTHOR, byline.name.clone()));
        let tags = article.tags.iter().map(|tag| (TAG, tag.clone()));
        let people = mentions.people.iter().map(|person| (PERSON, person.name.clone()));
        let organisations = mentions.organisations.iter().map(|name| (ORGANISATION, name.clone()));
        let places = mentions.places.iter().map(|place| (PLACE, place.full_name()));
        let documents = mentions.documents.iter().map(|paper| (DOCUMENT, paper.number.clone()));
        let given = section.chain(author).chain(tags);
        for (field, value) in
            given.chain(people).chain(organisations).chain(places).chain(documents)
        {
            let of_value = self.values.entry(facet_key(field, &value));
            of_value.or_insert((field, BTreeSet::new())).1.insert(doc);
        }
    }

    fn write(mut self, articles: u32, packs: &mut PackWriter) -> (SliceRef, Vec<FacetField>) {
        let fields = self.fields.take();
        let fields = fields.unwrap_or_else(|| DEFAULT_FIELDS.map(str::to_owned).to_vec());
        for field in [PERSON, ORGANISATION, PLACE, DOCUMENT] {
            let is_facet = fields.iter().any(|chosen| chosen == field);
            // A name is found by its words; a paper's number has many spellings.
            if is_facet || field == DOCUMENT {
                self.set_aside(field, if is_facet { MAX_OFFERED } else { 0 }, MIN_ARTICLES);
            } else {
                self.values.retain(|_, (of, _)| *of != field);
            }
        }
        for field in [SECTION, TAG, AUTHOR] {
            if fields.iter().any(|chosen| chosen == field) {
                self.set_aside(field, MAX_CHOSEN, 1);
            }
        }
        let mut table = TableWriter::new(packs, PACK_KIND, LEAF_BYTES);
        for (key, (_, docs)) in &self.values {
            table.push(key, &encode(articles, docs.iter().copied()));
        }
        let of_field = |field: &str| {
            let prefix = facet_key(field, "");
            self.values.keys().filter(|key| key.starts_with(&prefix)).count() as u32
        };
        let fields = fields.into_iter().map(|field| FacetField { values: of_field(&field), field });
        (table.finish(), fields.filter(|field| field.values > 0).collect())
    }

    /// Puts the values of a field where nobody is offered them, except for the first `most` by their number of articles,
    /// as far as these are at `least` so many.
    fn set_aside(&mut self, field: &'static str, most: usize, least: usize) {
        let of_field = self.values.iter().filter(|(_, (of, _))| *of == field);
        let mut counts: Vec<_> =
            of_field.map(|(key, (_, docs))| (Reverse(docs.len()), key.clone())).collect();
        counts.sort_unstable();
        let is_offered = |(at, (Reverse(count), _)): &(usize, (Reverse<usize>, Vec<u8>))| {
            *at < most && *count >= least
        };
        let seldom = seldom(field);
        for (_, (_, key)) in counts.into_iter().enumerate().filter(|each| !is_offered(each)) {
            if let Some(of_value) = self.values.remove(&key) {
                self.values.insert([seldom.as_bytes(), &key[field.len()..]].concat(), of_value);
            }
        }
    }
}

/// `titles` are keys to sort by, in the order of the articles.
fn write_titles(titles: Vec<Vec<u8>>, packs: &mut PackWriter) -> SliceRef {
    let mut order: Vec<(Vec<u8>, DocId)> = titles.into_iter().zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    for (rank, (_, doc)) in order.iter().enumerate() {
        ranks[*doc as usize] = rank as u32;
    }
    write_column(&ranks, TITLES_PER_ENTRY, packs, |value, ranks| {
        ranks.iter().for_each(|rank| put_u32(value, *rank));
    })
}

fn write_lengths(syllables: &[u32], packs: &mut PackWriter) -> SliceRef {
    let total = syllables.iter().map(|length| u64::from(*length)).sum::<u64>();
    let mean = total as f32 / syllables.len().max(1) as f32;
    let code = |length: &u32| length_code(*length, mean);
    // Two a byte, the first one low.
    let pair = |pair: &[u32]| code(&pair[0]) | pair.get(1).map_or(0, code) << 4;
    write_column(syllables, LENGTHS_PER_ENTRY, packs, |value, lengths| {
        value.extend(lengths.chunks(2).map(pair));
    })
}

fn write_related(related: &[Vec<DocId>], packs: &mut PackWriter) -> SliceRef {
    write_column(related, RELATED_PER_ENTRY, packs, |value, related| {
        for docs in related {
            value.push(docs.len() as u8);
            docs.iter().for_each(|doc| put_u32(value, *doc));
        }
    })
}

/// Writes something of every article, `per_entry` articles an entry under the first one's number.
fn write_column<T>(
    column: &[T],
    per_entry: u32,
    packs: &mut PackWriter,
    put: impl Fn(&mut Vec<u8>, &[T]),
) -> SliceRef {
    let mut table = TableWriter::new(packs, PACK_KIND, LEAF_BYTES);
    let firsts = (0u32..).step_by(per_entry as usize);
    for (chunk, first) in column.chunks(per_entry as usize).zip(firsts) {
        let mut value = Vec::new();
        put(&mut value, chunk);
        table.push(&row_key(first), &value);
    }
    table.finish()
}
