//! Ranking: which articles a query means, and which of them first.
//!
//! The score of an article is a sum over the words of the query and over its pairs of neighbouring
//! words: how rare the word or pair is (inverse document frequency), times how well the article has
//! it. Pairs carry the order of words, which single syllables of Vietnamese hardly do.

use docbao_bundle::manifest::DocId;

use crate::docset::DocSet;
use crate::engine::{Asking, Lengths, Value};
use crate::pairs;
use crate::postings::{Posting, decode};
use crate::query::{Agreement, Query, Word};
use crate::text::Marks;
use crate::writings::{places, writings};

/// Weight of a pair against a word that is as rare. 0: order of words does not count; larger:
/// phrases beat frequency. Range 0 to 10.
const PAIR: f32 = 1.5;

/// What a reading counts whose marks are others than those typed ("đó sơn" for "Đồ Sơn").
/// 1: marks do not count; 0: what was typed with marks is found only so. Range 0 to 1.
const OTHER_READING: f32 = 0.25;

/// What a word or pair counts that only begins as the unfinished last word does. Larger: longer words
/// stand among those typed in full. Range 0 to 1.
const UNFINISHED: f32 = 0.2;

/// How much rare words count against common ones, as a power of the inverse document frequency. 1: as
/// in BM25; larger: a name beats the phrase that a question is put in ("… được gọi là gì"). Range 1 to 3.
const RARITY: f32 = 1.6;

/// What is added where a word or pair stands in title or lead: 0 nothing, 1 as much again.
const IN_HEAD: f32 = 0.5;

/// How soon repetition stops to count, BM25's k1. 0: at once; larger: later. Range 0 to 3.
const SATURATION: f32 = 0.8;

/// How much a long text weighs down what it has, BM25's b. 0: not; 1: in full. Range 0 to 1.
const LENGTH: f32 = 0.75;

/// What an article gets for the whole phrase on top of its pairs, as a multiple of them. An article
/// that has a share of the pairs gets the eighth power of that share: a whole phrase is more than its
/// parts, half a phrase is not. 0: nothing. Range 0 to 10.
const WHOLE_PHRASE: f32 = 4.0;

/// Words that an unfinished word may stand for.
const MAX_EXPANSIONS: usize = 32;

/// Leaves of the table of terms that an unfinished word may look at.
const MAX_LEAVES: u32 = 8;

/// What a query matches.
pub(crate) struct Matches {
    /// The match set: articles with all words.
    pub(crate) all: DocSet,
    /// Articles with most of the words: with more than half; with half where none has all; of a
    /// sentence, with more than a quarter.
    pub(crate) most: DocSet,
    /// The largest share of the query's words and pairs that one article has; 1 is all.
    pub(crate) explained: f32,
    /// How many articles have each word.
    pub(crate) word_articles: Vec<u32>,
    /// How many articles have each pair, by the position of its first word.
    pair_articles: Vec<(usize, u32)>,
    /// Score by article; empty if nothing was asked.
    scores: Vec<f32>,
    /// What all words and pairs weigh together.
    weight: f32,
}

impl Matches {
    /// Every article, none better than another.
    pub(crate) fn all(articles: u32) -> Self {
        Matches {
            all: DocSet::all(articles),
            most: DocSet::none(articles),
            explained: 1.0,
            word_articles: Vec::new(),
            pair_articles: Vec::new(),
            scores: Vec::new(),
            weight: 0.0,
        }
    }

    /// Takes in what another way of writing the same matches. An article is as good as in the way of
    /// writing that it explains best.
    fn merge(&mut self, other: Matches, weight: f32) {
        let scale = if other.weight > 0.0 { weight * self.weight / other.weight } else { 0.0 };
        for (score, other) in self.scores.iter_mut().zip(other.scores) {
            *score = score.max(other * scale);
        }
        self.all.unite(&other.all);
        self.most.unite(&other.most);
        self.explained = self.explained.max(other.explained);
    }

    /// Whether no article has this word, or none has it beside either of its neighbours.
    pub(crate) fn is_doubtful(&self, word: usize) -> bool {
        let beside = |(at, _): &&(usize, u32)| *at == word || *at + 1 == word;
        let mut pairs = self.pair_articles.iter().filter(beside).peekable();
        let stands_alone = pairs.peek().is_none();
        self.word_articles[word] == 0
            || (!stands_alone && pairs.all(|(_, articles)| *articles == 0))
    }

    pub(crate) fn score(&self, doc: DocId) -> f32 {
        self.scores.get(doc as usize).copied().unwrap_or(0.0)
    }

    /// The best `limit` of some articles, the best first; of equals the newer.
    pub(crate) fn best(&self, docs: impl Iterator<Item = DocId>, limit: usize) -> Vec<DocId> {
        // Scores are not negative, and then the bits of a float sort as it does.
        let key = |doc| u64::from(!self.score(doc).to_bits()) << 32 | u64::from(doc);
        let mut best: Vec<u64> = Vec::new();
        for key in docs.map(key) {
            if best.len() < limit || best.last().is_some_and(|last| key < *last) {
                let place = best.partition_point(|other| *other < key);
                best.insert(place, key);
                best.truncate(limit);
            }
        }
        best.into_iter().map(|key| key as DocId).collect()
    }
}

/// Whether a query has more words than keywords have. A few stray words must not put an article that
/// happens to have all words of a sentence before the one that is meant.
pub(crate) fn is_sentence(query: &Query) -> bool {
    const MAX_KEYWORDS: usize = 5;
    query.words.len() > MAX_KEYWORDS
}

/// Finds and scores what a query matches, other ways of writing it included.
pub(crate) fn matches(asking: &mut Asking<'_>, query: &Query) -> Matches {
    let mut matches = matches_as_written(asking, query);
    for mean in [writings, places] {
        for (writing, weight) in mean(query).all {
            let other = matches_as_written(asking, &writing);
            matches.merge(other, weight);
        }
        if !matches.all.is_empty() {
            break;
        }
    }
    matches
}

fn matches_as_written(asking: &mut Asking<'_>, query: &Query) -> Matches {
    let articles = asking.manifest.articles;
    let lengths = asking.lengths();
    let mut scores = vec![0.0; articles as usize];
    // Which articles have each word; `None` where that cannot be said, and then it excludes none.
    let mut have: Vec<Option<DocSet>> = Vec::new();
    let mut weight_of_words = 0.0;
    let mut in_head = DocSet::all(articles);
    let last = query.words.len().saturating_sub(1);
    for (at, word) in query.words.iter().enumerate() {
        let is_open = query.is_open && at == last;
        let hits = word_matches(asking, word, is_open);
        weight_of_words += hits.as_ref().map_or(0.0, Hits::rarity);
        let docs = hits.map(|hits| hits.add_to(&mut scores, 1.0, &lengths));
        if let Some(docs) = docs.as_ref().filter(|_| word.in_head) {
            in_head.intersect(docs);
        }
        have.push(docs);
    }

    let pairs = query.pairs().collect::<Vec<_>>();
    let mut pairs_had = vec![0u8; articles as usize];
    let mut pair_articles = Vec::new();
    let mut phrases = in_head;
    let mut weight_of_pairs = 0.0;
    for (at, first, second) in &pairs {
        let is_open = query.is_open && at + 1 == last && !second.is_bound;
        let Some(hits) = pair_matches(asking, first, second, is_open) else {
            continue;
        };
        weight_of_pairs += PAIR * hits.rarity();
        if second.is_bound {
            phrases.intersect(&hits.as_typed());
        }
        let docs = hits.add_to(&mut scores, PAIR, &lengths);
        docs.iter().for_each(|doc| pairs_had[doc as usize] += 1);
        pair_articles.push((*at, docs.len()));
        if let Some(Some(have)) = have.get_mut(at + 1).filter(|_| is_open) {
            docs.iter().for_each(|doc| have.insert(doc));
        }
    }
    let words_had = words_had(articles, &have);
    let grams = (have.len() + pairs.len()).max(1) as f32;
    let had = words_had.iter().zip(&pairs_had).map(|(words, pairs)| words + pairs).max();
    let explained = f32::from(had.unwrap_or(0)) / grams;
    for (score, had) in scores.iter_mut().zip(pairs_had) {
        if had > 1 {
            let share = f32::from(had) / pairs.len() as f32;
            *score += WHOLE_PHRASE * weight_of_pairs * share.powi(8);
        }
    }

    let mut all = DocSet::all(articles);
    have.iter().flatten().for_each(|set| all.intersect(set));
    if !have.is_empty() && have.iter().all(Option::is_none) {
        all = DocSet::none(articles);
    }
    let excluded = excluded(asking, query);
    phrases.subtract(&excluded);
    all.intersect(&phrases);
    let mut most = DocSet::none(articles);
    // Words needed, times four. Where nothing has all words, half of them will have to do.
    let needed = match (is_sentence(query), all.is_empty()) {
        (true, _) => have.len() + 1,
        (false, true) => have.len() * 2,
        (false, false) => have.len() * 2 + 1,
    };
    let docs = (0..articles).filter(|doc| usize::from(words_had[*doc as usize]) * 4 >= needed);
    docs.for_each(|doc| most.insert(doc));
    most.intersect(&phrases);
    let word_articles = have.iter().map(|set| set.as_ref().map_or(1, DocSet::len)).collect();
    let weight = weight_of_words + (1.0 + WHOLE_PHRASE) * weight_of_pairs;
    Matches { all, most, explained, word_articles, pair_articles, scores, weight }
}

/// Articles with a word or phrase that must not be there.
fn excluded(asking: &mut Asking<'_>, query: &Query) -> DocSet {
    let articles = asking.manifest.articles;
    let mut excluded = DocSet::none(articles);
    for phrase in query.excluded.chunk_by(|_, next| next.is_bound) {
        let hits = match phrase {
            [word] => vec![word_matches(asking, word, false)],
            words => {
                let pairs = words.windows(2);
                pairs.map(|pair| pair_matches(asking, &pair[0], &pair[1], false)).collect()
            }
        };
        let mut with_all = DocSet::all(articles);
        for hits in hits {
            with_all.intersect(&hits.map_or(DocSet::none(articles), |hits| hits.as_typed()));
        }
        with_all.iter().for_each(|doc| excluded.insert(doc));
    }
    excluded
}

/// How many of the words each article has.
fn words_had(articles: u32, have: &[Option<DocSet>]) -> Vec<u8> {
    let mut words_had = vec![0; articles as usize];
    have.iter().flatten().flat_map(DocSet::iter).for_each(|doc| words_had[doc as usize] += 1);
    words_had
}

/// Articles that have one word or pair, with what each has of it.
struct Hits {
    articles: u32,
    /// Reading by reading: an article perhaps more than once.
    docs: Vec<Occurrence>,
}

/// What one article has of one reading of a word or pair.
#[derive(Clone, Copy)]
struct Occurrence {
    doc: DocId,
    /// How much the reading counts, 0 to 1; 1 is what was typed.
    weight: f32,
    count: u32,
    in_head: bool,
}

/// What one article has of a word or pair.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// Weighed occurrences in all readings.
    count: f32,
    /// The weight of the best reading.
    best: f32,
    in_head: bool,
}

impl Hits {
    /// Inverse document frequency as BM25 has it, more than 0, and [`RARITY`] on top.
    fn rarity(&self) -> f32 {
        let articles = self.articles as f32;
        let having = (self.docs.len() as f32).min(articles);
        (1.0 + (articles - having + 0.5) / (having + 0.5)).ln().powf(RARITY)
    }

    /// The articles that have it with the marks that were typed, if any were.
    fn as_typed(&self) -> DocSet {
        let mut set = DocSet::none(self.articles);
        let as_typed = self.docs.iter().filter(|occurrence| occurrence.weight >= 1.0);
        as_typed.for_each(|occurrence| set.insert(occurrence.doc));
        set
    }

    /// Adds what each article deserves to its score and returns the articles.
    fn add_to(self, scores: &mut [f32], weight: f32, lengths: &Lengths<'_>) -> DocSet {
        let mut tallies = vec![Tally::default(); self.articles as usize];
        let mut set = DocSet::none(self.articles);
        for Occurrence { doc, weight, count, in_head } in &self.docs {
            if let Some(tally) = tallies.get_mut(*doc as usize) {
                tally.count += weight * *count as f32;
                tally.best = tally.best.max(*weight);
                tally.in_head |= in_head;
                set.insert(*doc);
            }
        }
        let weight = weight * self.rarity();
        for doc in set.iter() {
            let Tally { count, best, in_head } = tallies[doc as usize];
            // The best reading says how far the article may come; repetition how near it gets.
            let long = 1.0 - LENGTH + LENGTH * lengths.of(doc);
            let frequency = best * count * (1.0 + SATURATION) / (count + SATURATION * long);
            let head = if in_head { 1.0 + IN_HEAD } else { 1.0 };
            scores[doc as usize] += weight * frequency * head;
        }
        set
    }
}

/// Articles that have the word; `None` if that cannot be said.
fn word_matches(asking: &mut Asking<'_>, word: &Word, is_open: bool) -> Option<Hits> {
    let table = asking.manifest.tables.terms;
    let mut hits = Hits { articles: asking.manifest.articles, docs: Vec::new() };
    match asking.get(table, word.fold.as_bytes()) {
        Value::Found(bytes) => {
            take(asking, &mut hits, bytes, |marks| weigh(word.agreement(marks)));
        }
        // What was typed is no word here, so it may be the beginning of one.
        Value::Absent if is_open => {
            for (_, bytes) in asking.scan(table, word.fold.as_bytes(), MAX_EXPANSIONS, MAX_LEAVES) {
                take(asking, &mut hits, bytes, |_| UNFINISHED);
            }
        }
        Value::Absent => {}
        Value::Unknown => return None,
    }
    hits.docs.retain(|occurrence| occurrence.in_head || !word.in_head);
    Some(hits)
}

/// Articles that have the two words side by side; `None` if that cannot be said.
fn pair_matches(
    asking: &mut Asking<'_>,
    first: &Word,
    second: &Word,
    is_open: bool,
) -> Option<Hits> {
    let mut hits = Hits { articles: asking.manifest.articles, docs: Vec::new() };
    let mut each =
        |is_longer, reading: pairs::Reading, Posting { doc, count, in_head }: Posting| {
            let agreements = [first.agreement(reading[0]), second.agreement(reading[1])];
            let weight = match agreements {
                [agreement, _] if is_longer => UNFINISHED * weigh(agreement),
                [one, other] => weigh(one.min(other)),
            };
            if in_head || !second.in_head {
                hits.docs.push(Occurrence { doc, weight, count, in_head });
            }
        };
    pairs::find(asking, &first.fold, &second.fold, is_open, &mut each).then_some(hits)
}

fn weigh(agreement: Agreement) -> f32 {
    match agreement {
        Agreement::Exact | Agreement::Unsaid => 1.0,
        Agreement::Other => OTHER_READING,
    }
}

fn take(asking: &mut Asking<'_>, hits: &mut Hits, bytes: &[u8], weight: impl Fn(Marks) -> f32) {
    let each = |marks, Posting { doc, count, in_head }: Posting| {
        hits.docs.push(Occurrence { doc, weight: weight(marks), count, in_head });
    };
    if decode(asking.manifest.articles, bytes, each).is_err() {
        asking.damaged();
    }
}
