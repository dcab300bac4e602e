//! Ranking: which articles a query means, and which of them first.
//!
//! The score of an article is a sum over the words of the query and over its pairs of neighbouring
//! words: how rare the word or pair is (inverse document frequency), times how well the article has
//! it. Pairs carry the order of words, which single syllables of Vietnamese hardly do.

use std::rc::Rc;

use docbao_bundle::manifest::DocId;

use crate::docset::DocSet;
use crate::engine::Asking;
use crate::gram::{Gram, Part, UNFINISHED, pair_gram, word_gram};
use crate::query::Query;
use crate::writings::writings;

/// Weight of a pair against a word that is as rare. 0: order of words does not count; larger:
/// phrases beat frequency. Range 0 to 10.
const PAIR: f32 = 1.5;

/// What an article gets for the whole phrase on top of its pairs, as a multiple of them. 0: nothing.
/// Range 0 to 10.
const WHOLE_PHRASE: f32 = 4.0;

/// What it gets besides for the whole phrase in title or lead. 0: nothing. Range 0 to 10.
const HEAD_PHRASE: f32 = 4.0;

/// An article that has a share of the pairs gets this power of that share: a whole phrase is more than
/// its parts, half a phrase is not. Range 1 to 16; measured, questions are found best from 8.
const WHOLENESS: i32 = 8;

/// What a query matches.
pub(crate) struct Matches {
    /// The match set: articles with all words.
    pub(crate) all: DocSet,
    /// Articles with most of the words: with more than half; with half where none has all; of a
    /// sentence, with more than a quarter.
    pub(crate) most: DocSet,
    /// Articles that have the last word as it was typed, and not only words that it may become.
    pub(crate) finished: DocSet,
    /// Whether articles are known to have the words of quotations side by side, and not only all of them.
    pub(crate) is_exact: bool,
    /// The largest share of the query's words and pairs that one article has; 1 is all.
    pub(crate) explained: f32,
    /// How many articles have each word, with the marks that were typed if any were.
    pub(crate) word_articles: Vec<u32>,
    /// How many articles have each pair, by the position of its first word.
    pair_articles: Vec<(usize, u32)>,
    /// Score by article; empty if nothing was asked.
    scores: Vec<f32>,
    /// What all words and pairs weigh together.
    pub(crate) weight: f32,
}

impl Matches {
    /// Every article, none better than another, while nothing is asked for, or a word has only just begun.
    pub(crate) fn all(articles: u32, has_begun: bool) -> Self {
        Matches {
            all: DocSet::all(articles),
            most: DocSet::none(articles),
            finished: if has_begun { DocSet::none(articles) } else { DocSet::all(articles) },
            is_exact: true,
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
        self.finished.unite(&other.finished);
        self.is_exact &= other.is_exact;
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
    let mut matches = matches_as_written(asking, query, &mut ());
    for (writing, weight) in writings(query).all {
        let other = matches_as_written(asking, &writing, &mut ());
        matches.merge(other, weight);
    }
    matches
}

/// What gives to a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A word of the query.
    Word(String),
    /// Two words of it side by side.
    Pair(String, String),
    /// More than one pair of the query, in the head or anywhere.
    Phrases,
}

/// Is told what the scores are after each step. `()` does not listen, and costs nothing.
pub(crate) trait Listen {
    /// The scores were raised for this reason.
    fn heard(&mut self, reason: impl FnOnce() -> Reason, scores: &[f32]);
}

impl Listen for () {
    fn heard(&mut self, _: impl FnOnce() -> Reason, _: &[f32]) {}
}

/// Finds and scores what a query matches in this way of writing it.
pub(crate) fn matches_as_written(
    asking: &mut Asking<'_>,
    query: &Query,
    listener: &mut impl Listen,
) -> Matches {
    let articles = asking.manifest.articles;
    let lengths = asking.lengths();
    let mut scores = vec![0.0; articles as usize];
    // Which articles have each word; `None` where that cannot be said, and then it excludes none.
    let mut have: Vec<Option<DocSet>> = Vec::new();
    let mut grams: Vec<Option<Rc<Gram>>> = Vec::new();
    let mut weight_of_words = 0.0;
    let mut in_head = DocSet::all(articles);
    let last = query.words.len().saturating_sub(1);
    let sought = query.words.len() - usize::from(query.has_onset());
    let mut finished = DocSet::all(articles);
    for (at, word) in query.words[..sought].iter().enumerate() {
        let gram = word_gram(asking, word, query.is_open && at == last);
        let docs = gram.as_ref().map(|gram| {
            weight_of_words += gram.rarity;
            gram.add_to(&mut scores, 1.0, &lengths);
            listener.heard(|| Reason::Word(word.fold.clone()), &scores);
            if query.is_open && at == last {
                // Nobody can tell by two letters.
                let is_short = last == 0 && word.fold.len() < 3;
                let no_article = DocSet::none(articles);
                finished = if is_short { no_article } else { gram.as_typed(articles) };
            }
            gram.docs(articles)
        });
        if let Some(docs) = docs.as_ref().filter(|_| word.in_head) {
            in_head.intersect(docs);
        }
        have.push(docs);
        grams.push(gram);
    }

    let pairs = query.pairs().collect::<Vec<_>>();
    // Of each article the pairs it has, as far as it has them as typed, and those of its head.
    let mut pairs_had = vec![[0.0f32; 2]; articles as usize];
    let mut pair_articles = Vec::new();
    let mut phrases = in_head;
    let mut weight_of_pairs = 0.0;
    let mut is_exact = true;
    for (at, first, second) in &pairs {
        let is_sought = at + 1 < sought;
        let is_open = is_sought && query.is_open && at + 1 == last && !second.is_bound;
        let Some(gram) = pair_gram(asking, [first, second], is_open, &grams[*at..]) else {
            continue;
        };
        gram.add_to(&mut scores, PAIR, &lengths);
        listener.heard(|| Reason::Pair(first.fold.clone(), second.fold.clone()), &scores);
        if !is_sought {
            // As it is, it may be a word: vitamin C.
            continue;
        }
        weight_of_pairs += PAIR * gram.rarity;
        if second.is_bound {
            is_exact &= !gram.is_implied;
            phrases.intersect(&gram.as_typed(articles));
        }
        for part in &gram.parts {
            let [had, in_head] = &mut pairs_had[part.doc as usize];
            *had += part.best;
            *in_head += if part.in_head { part.best } else { 0.0 };
        }
        pair_articles.push((*at, gram.parts.len() as u32));
        if let Some(Some(have)) = have.get_mut(at + 1).filter(|_| is_open) {
            let docs = gram.docs(articles);
            have.unite(&docs);
            // Who has it beside the word before has it there, be it longer.
            let mut longer = DocSet::none(articles);
            let is_longer = |part: &&Part| part.best <= UNFINISHED;
            gram.parts.iter().filter(is_longer).for_each(|part| longer.insert(part.doc));
            finished.subtract(&longer);
            finished.unite(&gram.as_typed(articles));
        }
    }
    let words_had = words_had(articles, &have);
    let pairs = pairs.iter().filter(|(at, ..)| at + 1 < sought).count();
    let count = (have.len() + pairs).max(1) as f32;
    let had = words_had.iter().zip(&pairs_had).map(|(words, [pairs, _])| f32::from(*words) + pairs);
    let explained = had.fold(0.0, f32::max) / count;
    for (score, [had, in_head]) in scores.iter_mut().zip(pairs_had) {
        let whole = |had: f32| (had / pairs as f32).powi(WHOLENESS);
        if had > 1.0 {
            *score += weight_of_pairs * WHOLE_PHRASE * whole(had);
        }
        if in_head > 0.0 {
            *score += weight_of_pairs * HEAD_PHRASE * whole(in_head);
        }
    }
    listener.heard(|| Reason::Phrases, &scores);

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
    let articles_of = |at: usize| {
        let gram = grams.get(at).and_then(Option::as_ref);
        gram.map_or(1, |gram| {
            let as_typed = gram.parts.iter().filter(|part| part.best >= 1.0).count();
            // What is unfinished may become any of the words that begin so.
            let is_unfinished = query.is_open && at == last && as_typed == 0;
            if is_unfinished { gram.parts.len() as u32 } else { as_typed as u32 }
        })
    };
    let word_articles = (0..query.words.len()).map(articles_of).collect();
    let weight = weight_of_words + (1.0 + WHOLE_PHRASE) * weight_of_pairs;
    Matches {
        all,
        most,
        finished,
        is_exact,
        explained,
        word_articles,
        pair_articles,
        scores,
        weight,
    }
}

/// Articles with a word or phrase that must not be there.
fn excluded(asking: &mut Asking<'_>, query: &Query) -> DocSet {
    let articles = asking.manifest.articles;
    let mut excluded = DocSet::none(articles);
    for phrase in query.excluded.chunk_by(|_, next| next.is_bound) {
        let grams: Vec<_> = phrase.iter().map(|word| word_gram(asking, word, false)).collect();
        let mut with_all = DocSet::all(articles);
        let mut keep = |gram: Option<&Rc<Gram>>| {
            with_all
                .intersect(&gram.map_or(DocSet::none(articles), |gram| gram.as_typed(articles)));
        };
        grams.iter().for_each(|gram| keep(gram.as_ref()));
        for (at, pair) in phrase.windows(2).enumerate() {
            let gram = pair_gram(asking, [&pair[0], &pair[1]], false, &grams[at..]);
            keep(gram.as_ref());
        }
        excluded.unite(&with_all);
    }
    excluded
}

/// How many of the words each article has.
fn words_had(articles: u32, have: &[Option<DocSet>]) -> Vec<u8> {
    let mut words_had = vec![0; articles as usize];
    have.iter().flatten().flat_map(DocSet::iter).for_each(|doc| words_had[doc as usize] += 1);
    words_had
}
