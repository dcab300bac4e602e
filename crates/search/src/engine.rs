//! The engine: questions to a library of which some slices are at hand.

use std::rc::Rc;
use std::sync::Arc;

use docbao_bundle::manifest::{DocId, Manifest};
use docbao_bundle::table::{Entry, Lookup, Slices as _, Table};
use docbao_bundle::wire::Cursor;
use docbao_bundle::{DecodeError, Month, Row, SliceRef};

use crate::docset::DocSet;
use crate::facet::{self, Filters, Narrowing};
use crate::gram::{Ending, Gram};
use crate::layout::{LENGTHS_PER_ENTRY, TITLES_PER_ENTRY, lengths_of_codes, row_key};
use crate::query::{Query, Word};
use crate::rank::{self, Matches};
use crate::reading;
use crate::related::{self, RELATED_PER_ENTRY};
use crate::store::Store;

/// What can be said from the slices at hand.
///
/// The caller gets the slices in `needs`, [provides](Engine::provide) each or reports it
/// [unavailable](Engine::unavailable), and asks again, until `needs` is empty. Results before that
/// are provisional: they may lack articles and may hold some that will go.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    /// What can be said.
    pub results: T,
    /// Whether nothing is lacking: no slice is needed and none was unavailable.
    pub complete: bool,
    /// The slices that would make the results final.
    pub needs: Vec<SliceRef>,
}

/// A question.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What was typed. An empty query asks for all articles.
    pub query: Query,
    /// Take the query as it was typed, whatever else it may mean.
    pub literal: bool,
    /// What the collection is narrowed to.
    pub filters: Filters,
    /// Order of the hits.
    pub sort: Sort,
    /// Hits to skip.
    pub offset: u32,
    /// Hits to return at most.
    pub limit: u32,
    /// Do without facets and months, and without what they would be counted from.
    pub hits_only: bool,
}

/// Order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first; without a query the newest first.
    #[default]
    Relevance,
    /// The newest first, those without a date last.
    Newest,
    /// The oldest first, those without a date last.
    Oldest,
    /// By title, in the order of a Vietnamese dictionary.
    Title,
}

/// Answer to a [`Request`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Size of the match set: the articles with all words of the query that pass the filters.
    pub total: u32,
    /// Whether `total` is an estimate: phrases of three words and more are looked up by their pairs, and of an unfinished
    /// last word not all longer ones may have been looked at, so that there may be more, even where it is 0.
    pub estimated: bool,
    /// What was searched, for [`Highlighter`](crate::Highlighter): what was typed, or `reading`.
    pub query: Query,
    /// What was searched instead of what was typed, which nothing matches: "quận đồ sơn" for
    /// "quaanj ddoof sown". `None`: what was typed.
    pub reading: Option<String>,
    /// The page of hits asked for. Where the match set is small, articles that have only most of
    /// the words follow it.
    pub hits: Vec<Hit>,
    /// Facets of the match set.
    pub facets: Vec<FacetCounts>,
    /// How many articles of the match set each month has, the newest first, empty months left out.
    /// A date filter does not narrow this.
    pub months: Vec<(Month, u32)>,
}

/// An article found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The article.
    pub doc: DocId,
    /// Larger is better; comparable only within one answer.
    pub score: f32,
    /// Whether it has all words, i.e. belongs to the match set.
    pub has_all_words: bool,
    /// Whether it has the last word as it was typed, marks included. Else it has only words that begin so or
    /// have other marks, and what stands around them may be beside the point with the next letter. Of no
    /// article while a single letter asks for nothing yet.
    pub is_finished: bool,
    /// What a card shows of it; `None` if that is not at hand.
    pub row: Option<Row>,
}

/// A facet of the match set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// The field.
    pub field: String,
    /// Values and how many articles of the match set have each, given the filters on the *other*
    /// fields. Values that are filtered by are there even at 0, others are not.
    pub values: Vec<(String, u32)>,
}

/// A library and the slices of it that are at hand.
#[derive(Clone, Debug)]
pub struct Engine {
    manifest: Manifest,
    abbreviations: Arc<Vec<[String; 2]>>,
    values: facet::Values,
    store: Store,
}

/// Libraries of more articles have what every query needs fetched ahead. In smaller ones it is a tenth of a first
/// query at most, and not worth a byte more before the first list; of 100,000 articles it is 50 KB of 165.
const AHEAD_BEYOND: u32 = 8192;

/// Bytes of keys that are read together. A hundred thousand names are less; but a table that lies can say a long key
/// again in a few bytes, as often as it likes.
const MAX_KEY_BYTES: usize = 8 << 20;

/// Match sets smaller than this are followed by articles that have most of the words.
const FEW: u32 = 10;

impl Engine {
    /// Opens a library.
    ///
    /// # Errors
    /// As [`Manifest::validate`].
    pub fn new(manifest: Manifest) -> Result<Self, DecodeError> {
        manifest.validate()?;
        let abbreviations = Arc::new(manifest.abbreviations.clone());
        let values = facet::Values::new(&manifest);
        Ok(Engine { manifest, abbreviations, values, store: Store::default() })
    }

    /// What the library says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Takes a slice in, as it lies in its pack.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if it is not what was written there.
    pub fn provide(&mut self, slice: SliceRef, bytes: &[u8]) -> Result<(), DecodeError> {
        self.store.provide(slice, bytes)
    }

    /// Notes that a slice will not come; answers stop asking for it.
    pub fn unavailable(&mut self, slice: SliceRef) {
        self.store.unavailable(slice);
    }

    /// Forgets what was unavailable, so that it is asked for again.
    pub fn retry(&mut self) {
        self.store.retry();
    }

    /// Searches.
    pub fn search(&self, request: &Request) -> Answer<Found> {
        let mut asking = self.asking();
        let articles = self.manifest.articles;
        let mut reading = None;
        let mut query = self.with_names(&request.query);
        let matches = if query.is_empty() {
            // What every query begins with comes along with the first list, and all that list at once.
            self.manifest.start.iter().for_each(|slice| asking.touch(*slice));
            asking.touch(self.manifest.tables.terms);
            asking.touch(self.manifest.tables.pairs);
            asking.touch_below(self.manifest.tables.rows);
            Matches::all(articles, !query.words.is_empty())
        } else if request.literal {
            rank::matches(&mut asking, &query)
        } else {
            let read = reading::read(&mut asking, &query);
            if let Some(other) = read.instead {
                reading = Some(reading::shown(&mut asking, &other));
                query = other;
            }
            read.matches
        };
        let counts = !request.hits_only;
        let clauses = &request.query.clauses;
        let narrowing = Narrowing::new(&mut asking, &request.filters, clauses, counts);
        let (facets, months) = match counts {
            true => {
                (narrowing.facets(&matches.all), narrowing.months(&self.manifest, &matches.all))
            }
            false => Default::default(),
        };

        let all = narrowing.narrow(&matches.all);
        let total = all.len();
        let may_be_less = total > 0 && (query.has_long_phrase() || !matches.is_exact);
        let estimated = may_be_less || !matches.is_whole;
        let last = request.offset.saturating_add(request.limit) as usize;
        let by_score = request.sort == Sort::Relevance && !request.query.is_empty();
        let docs = if !by_score {
            asking.sorted(&all, request.sort)
        } else if total >= FEW {
            matches.best(all.iter(), last)
        } else {
            let most = narrowing.narrow(&matches.most);
            if rank::is_sentence(&request.query) {
                matches.best(most.iter(), last)
            } else {
                let mut docs = matches.best(all.iter(), last);
                let rest = most.iter().filter(|doc| !all.contains(*doc));
                docs.extend(matches.best(rest, last.saturating_sub(docs.len())));
                docs
            }
        };
        let page = docs.into_iter().skip(request.offset as usize).take(request.limit as usize);
        let mut hit = |doc| Hit {
            doc,
            score: matches.score(doc),
            has_all_words: all.contains(doc),
            is_finished: matches.finished.contains(doc),
            row: asking.row(doc),
        };
        let hits = page.map(&mut hit).collect();
        asking.answer(Found { total, estimated, query, reading, hits, facets, months })
    }

    /// What a card shows of an article.
    pub fn row(&self, doc: DocId) -> Answer<Option<Row>> {
        let mut asking = self.asking();
        let row = asking.row(doc);
        asking.answer(row)
    }

    /// What every query needs and no list without one, of a large library: to be fetched when the first list stands, so
    /// that the first query waits for less.
    pub fn ahead(&self) -> Answer<()> {
        let mut asking = self.asking();
        if self.manifest.articles > AHEAD_BEYOND {
            asking.lengths();
        }
        asking.answer(())
    }

    /// The article with this id.
    pub fn resolve(&self, id: &str) -> Answer<Option<DocId>> {
        let mut asking = self.asking();
        let doc = match asking.get(self.manifest.tables.ids, id.as_bytes()) {
            Value::Found(value) => Cursor::new(value).u32().ok(),
            Value::Absent | Value::Unknown => None,
        };
        asking.answer(doc.filter(|doc| *doc < self.manifest.articles))
    }

    /// Related articles, the most related first, as far as their rows are at hand.
    pub fn related(&self, doc: DocId) -> Answer<Vec<Row>> {
        let mut asking = self.asking();
        let docs = asking.related(doc);
        let rows = docs.into_iter().filter_map(|doc| asking.row(doc)).collect();
        asking.answer(rows)
    }

    /// A query that knows the library's abbreviations.
    pub(crate) fn with_names(&self, query: &Query) -> Query {
        Query { abbreviations: self.abbreviations.clone(), ..query.clone() }
    }

    pub(crate) fn asking(&self) -> Asking<'_> {
        let needs = Vec::new();
        let (grams, lengths) = (Vec::new(), None);
        Asking {
            manifest: &self.manifest,
            store: &self.store,
            values: &self.values,
            needs,
            complete: true,
            grams,
            lengths,
        }
    }
}

/// One question while it is being answered: looks things up and remembers what was lacking.
pub(crate) struct Asking<'e> {
    pub(crate) manifest: &'e Manifest,
    store: &'e Store,
    pub(crate) values: &'e facet::Values,
    /// In the order of places, each once.
    needs: Vec<SliceRef>,
    pub(crate) complete: bool,
    /// What has been found so far: other ways of writing a query differ from it in a word.
    grams: Vec<(GramKey, Option<Rc<Gram>>)>,
    lengths: Option<Rc<Lengths<'e>>>,
}

/// A word, or two, and what the last of them may become.
type GramKey = ([Word; 2], Ending);

/// Lengths of articles as multiples of the mean.
pub(crate) struct Lengths<'e> {
    codes: Vec<&'e [u8]>,
    /// Whether a byte holds two.
    is_short: bool,
    of_code: [f32; 256],
}

impl Lengths<'_> {
    /// The length of one; the mean where it is not at hand.
    pub(crate) fn of(&self, doc: DocId) -> f32 {
        let codes = self.codes.get((doc / LENGTHS_PER_ENTRY) as usize);
        let at = doc % LENGTHS_PER_ENTRY;
        let code = match self.is_short {
            true => codes
                .and_then(|codes| codes.get((at / 2) as usize))
                .map(|pair| pair >> (at % 2 * 4) & 15),
            false => codes.and_then(|codes| codes.get(at as usize)).copied(),
        };
        code.map_or(1.0, |code| self.of_code[usize::from(code)])
    }
}

/// What looking a key up gave.
pub(crate) enum Value<'e> {
    Found(&'e [u8]),
    Absent,
    /// The slice that would tell is not at hand.
    Unknown,
}

impl<'e> Asking<'e> {
    pub(crate) fn get(&mut self, table: SliceRef, key: &[u8]) -> Value<'e> {
        match self.floor(table, key) {
            Some(Some((found, value))) if found == key => Value::Found(value),
            Some(_) => Value::Absent,
            None => Value::Unknown,
        }
    }

    /// The last entry at or before `key`, as [`Table::floor`] has it; `None` if it cannot be said.
    pub(crate) fn floor(&mut self, table: SliceRef, key: &[u8]) -> Option<Option<Entry<'e>>> {
        match Table::new(table).floor(self.store, key) {
            Ok(Lookup::Found(entry)) => Some(Some(entry)),
            Ok(Lookup::Absent) => Some(None),
            Ok(Lookup::Missing(slice)) => {
                self.lacks(slice);
                None
            }
            Err(_) => {
                self.complete = false;
                None
            }
        }
    }

    /// The first entries whose keys begin with `prefix`, `limit` at most, from the first
    /// `max_leaves` leaves that may have them, and whether there were fewer leaves.
    pub(crate) fn scan(
        &mut self,
        table: SliceRef,
        prefix: &[u8],
        limit: usize,
        max_leaves: u32,
    ) -> (Vec<Entry<'e>>, bool) {
        let (mut entries, mut missing, mut key_bytes) = (Vec::new(), Vec::new(), 0);
        let mut each = |key: &[u8], value: &'e [u8]| {
            key_bytes += key.len();
            if key_bytes > MAX_KEY_BYTES {
                return std::ops::ControlFlow::Break(());
            }
            entries.push((key.to_vec(), value));
            if entries.len() < limit {
                std::ops::ControlFlow::Continue(())
            } else {
                std::ops::ControlFlow::Break(())
            }
        };
        let table = Table::new(table);
        let scanned = table.scan(self.store, prefix, max_leaves, &mut missing, &mut each);
        if scanned.is_err() || key_bytes > MAX_KEY_BYTES {
            self.complete = false;
        }
        missing.into_iter().for_each(|slice| self.lacks(slice));
        (entries, scanned.unwrap_or(false))
    }

    /// What has been found of a word, or of two, or else what `find` finds.
    pub(crate) fn remember(
        &mut self,
        words: [&Word; 2],
        ending: Ending,
        find: impl FnOnce(&mut Self) -> Option<Gram>,
    ) -> Option<Rc<Gram>> {
        // Where it stands in the query does not matter.
        let key = words.map(|word| Word {
            fold: word.fold.clone(),
            marks: word.marks,
            is_capital: word.is_capital,
            in_head: word.in_head,
            ..Word::default()
        });
        let key = (key, ending);
        if let Some((_, gram)) = self.grams.iter().find(|(known, _)| *known == key) {
            return gram.clone();
        }
        let gram = find(self).map(Rc::new);
        self.grams.push((key, gram.clone()));
        gram
    }

    /// Whether nothing has been lacking so far, so that what is absent is known to be.
    pub(crate) fn has_all(&self) -> bool {
        self.complete
    }

    /// Notes that what was read cannot be right.
    pub(crate) fn damaged(&mut self) {
        self.complete = false;
    }

    pub(crate) fn row(&mut self, doc: DocId) -> Option<Row> {
        match self.get(self.manifest.tables.rows, &row_key(doc)) {
            Value::Found(bytes) => match Row::decode(bytes) {
                Ok(row) if self.manifest.contains(row.text) => Some(row),
                _ => {
                    self.damaged();
                    None
                }
            },
            Value::Absent | Value::Unknown => None,
        }
    }

    /// Asks for a slice without needing it for the answer.
    fn touch(&mut self, slice: SliceRef) {
        let obtainable = self.manifest.contains(slice) && !self.store.is_unavailable(slice);
        if obtainable && self.store.slice(slice).is_none() {
            let place = self.needs.partition_point(|need| *need < slice);
            if self.needs.get(place) != Some(&slice) {
                self.needs.insert(place, slice);
            }
        }
    }

    /// Asks for the second level of a table if it is small: one round trip less for every answer.
    fn touch_below(&mut self, table: SliceRef) {
        const SMALL: u32 = 16 << 10;
        let below = Table::new(table).below_root(self.store).unwrap_or_default();
        if below.iter().fold(0u32, |sum, slice| sum.saturating_add(slice.bytes)) <= SMALL {
            below.into_iter().for_each(|slice| self.touch(slice));
        }
    }

    fn lacks(&mut self, slice: SliceRef) {
        self.complete = false;
        self.touch(slice);
    }

    fn sorted(&mut self, docs: &DocSet, sort: Sort) -> Vec<DocId> {
        let dated = self.manifest.months.iter().map(|(_, count)| count).sum::<u32>();
        match sort {
            Sort::Relevance | Sort::Newest => docs.iter().collect(),
            Sort::Oldest => {
                let (with, without) = docs.iter().partition::<Vec<_>, _>(|doc| *doc < dated);
                with.into_iter().rev().chain(without).collect()
            }
            Sort::Title => {
                let rank = |doc| u64::from(self.title_rank(doc)) << 32 | u64::from(doc);
                let mut ranked = docs.iter().map(rank).collect::<Vec<_>>();
                ranked.sort_unstable();
                ranked.into_iter().map(|ranked| ranked as DocId).collect()
            }
        }
    }

    /// How long the articles are.
    pub(crate) fn lengths(&mut self) -> Rc<Lengths<'e>> {
        if let Some(lengths) = &self.lengths {
            return lengths.clone();
        }
        let firsts = (0..self.manifest.articles).step_by(LENGTHS_PER_ENTRY as usize);
        let codes =
            firsts.map(|first| match self.get(self.manifest.tables.lengths, &row_key(first)) {
                Value::Found(codes) => codes,
                Value::Absent | Value::Unknown => &[],
            });
        let codes = codes.collect();
        let is_short = self.manifest.has_short_lists();
        let of_code = lengths_of_codes(is_short);
        self.lengths.insert(Rc::new(Lengths { codes, is_short, of_code })).clone()
    }

    fn title_rank(&mut self, doc: DocId) -> u32 {
        let first = doc - doc % TITLES_PER_ENTRY;
        let Value::Found(bytes) = self.get(self.manifest.tables.titles, &first.to_be_bytes())
        else {
            return u32::MAX;
        };
        let mut cursor = Cursor::new(bytes);
        let mut rank = Err(DecodeError::Damaged { what: "titles" });
        for _ in first..=doc {
            rank = cursor.u32();
        }
        rank.unwrap_or(u32::MAX)
    }

    fn related(&mut self, doc: DocId) -> Vec<DocId> {
        // Libraries made before there was such a table have none.
        let Some(table) = self.manifest.tables.related else { return Vec::new() };
        let first = doc - doc % RELATED_PER_ENTRY;
        match self.get(table, &row_key(first)) {
            Value::Found(entry) => match related::decode(self.manifest.articles, entry, doc) {
                Ok(related) => related,
                Err(_) => {
                    self.damaged();
                    Vec::new()
                }
            },
            Value::Absent | Value::Unknown => Vec::new(),
        }
    }

    pub(crate) fn answer<T>(self, results: T) -> Answer<T> {
        Answer { results, complete: self.complete, needs: self.needs }
    }
}
