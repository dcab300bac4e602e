//! Ranking: which articles a query means, and which of them first.
//!
//! The score of an article is a sum over the words of the query and over its pairs of neighbouring
//! words: how rare the word or pair is (inverse document frequency), times how well the article has
//! it. Pairs carry the order of words, which single syllables of Vietnamese hardly do.

use std::rc::Rc;

use docbao_bundle::manifest::DocId;

use crate::docset::DocSet;
use crate::engine::{Asking, Lengths};
use crate::gram::{Ending, Gram, Part, SETTLED, UNFINISHED, pair_gram, word_gram};
use crate::query::{Query, Word};
use crate::writings::writings;

/// Weight of a pair against a word that is as rare. 0: order of words does not count; larger:
/// phrases beat frequency. Range 0 to 10.
const PAIR: f32 = 1.5;

/// What an article gets for the whole phrase on top of its pairs, as a multiple of them. 0: nothing.
/// Range 0 to 10.
const WHOLE_PHRASE: f32 = 6.0;

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
    /// Whether articles are known to have the words of quotations, and of what is written out, side by side, and not
    /// only all of them.
    pub(crate) is_exact: bool,
    /// Whether all that was looked for of what an unfinished word may become is taken in; else there may be articles
    /// beside `all`.
    pub(crate) is_whole: bool,
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
            is_whole: true,
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
        let known = self.all.len();
        self.all.unite(&other.all);
        self.is_exact &= other.is_exact || self.all.len() == known;
        self.is_whole &= other.is_whole;
        self.most.unite(&other.most);
        self.finished.unite(&other.finished);
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
    let excluded = Excluded::new(asking, query);
    let mut matches = matches_as_written(asking, query, &excluded, &mut ());
    for (writing, weight) in writings(query).all {
        let mut other = matches_as_written(asking, &writing, &excluded, &mut ());
        // What is written out is looked up by its pairs, and an article may have these in different places.
        other.is_exact &= !writing.has_long_phrase();
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

/// Finds and scores what a query matches in this way of writing it; what is excluded is in none.
pub(crate) fn matches_as_written(
    asking: &mut Asking<'_>,
    query: &Query,
    excluded: &Excluded,
    listener: &mut impl Listen,
) -> Matches {
    let mut ranking = Ranking::new(asking, query);
    for at in 0..ranking.sought {
        ranking.take_word(asking, at, listener);
    }
    ranking.minds_case = ranking.is_case_meant(asking);
    for (at, first, second) in query.pairs() {
        ranking.take_pair(asking, at, [first, second], listener);
    }
    let words_had = words_had(ranking.articles, &ranking.have);
    let explained = ranking.explained(&words_had);
    ranking.reward_phrases();
    listener.heard(|| Reason::Phrases, &ranking.scores);
    ranking.is_exact &= excluded.is_exact;
    ranking.finish(&excluded.docs, &words_had, explained)
}

/// A query on the way to its [`Matches`]: its words are taken in, then its pairs.
struct Ranking<'r, 'e> {
    query: &'r Query,
    articles: u32,
    lengths: Rc<Lengths<'e>>,
    /// How many of the words are looked for: an onset at the end is none yet.
    sought: usize,
    scores: Vec<f32>,
    /// Which articles have each word; `None` where that cannot be said, and then it excludes none.
    have: Vec<Option<DocSet>>,
    grams: Vec<Option<Rc<Gram>>>,
    /// Of each article the pairs it has, as far as it has them as typed, and those of its head.
    pairs_had: Vec<[f32; 2]>,
    /// Whether case tells what was meant.
    minds_case: bool,
    pair_articles: Vec<(usize, u32)>,
    /// Articles that have the quotations, and in the head what must be there.
    phrases: DocSet,
    finished: DocSet,
    is_exact: bool,
    is_whole: bool,
    weight_of_words: f32,
    weight_of_pairs: f32,
}

impl<'r, 'e> Ranking<'r, 'e> {
    fn new(asking: &mut Asking<'e>, query: &'r Query) -> Self {
        let articles = asking.manifest.articles;
        Ranking {
            query,
            articles,
            lengths: asking.lengths(),
            sought: query.words.len() - usize::from(query.has_onset()),
            scores: vec![0.0; articles as usize],
            have: Vec::new(),
            grams: Vec::new(),
            pairs_had: vec![[0.0; 2]; articles as usize],
            minds_case: false,
            pair_articles: Vec::new(),
            phrases: DocSet::all(articles),
            finished: DocSet::all(articles),
            is_exact: true,
            is_whole: true,
            weight_of_words: 0.0,
            weight_of_pairs: 0.0,
        }
    }

    /// Whether this word may become a longer one.
    fn is_open(&self, at: usize) -> bool {
        self.query.unfinished() == Some(at)
    }

    /// What the word that is taken in next may become by itself.
    fn ending(&self, asking: &Asking<'_>, at: usize) -> Ending {
        let word = &self.query.words[at];
        let before = self.grams.last().filter(|_| word.follows);
        // The word before says which longer ones are meant, if it makes pairs; beside nothing that an article has
        // nobody knows.
        let is_told = |before: &Gram| before.is_nowhere() || !before.is_rare(asking);
        match before {
            _ if !self.is_open(at) => Ending::Finished,
            Some(Some(before)) if !is_told(before) => Ending::Open(u32::MAX),
            Some(_) => Ending::Open(0),
            None => Ending::Open(SETTLED),
        }
    }

    /// Whether the second word of a pair may become a longer one.
    fn is_pair_open(&self, at: usize) -> bool {
        at + 1 < self.sought && self.is_open(at + 1)
    }

    fn take_word(&mut self, asking: &mut Asking<'_>, at: usize, listener: &mut impl Listen) {
        let word = &self.query.words[at];
        let gram = word_gram(asking, word, self.ending(asking, at));
        let docs = gram.as_ref().map(|gram| {
            self.is_whole &= gram.is_whole;
            self.weight_of_words += gram.rarity;
            gram.add_to(&mut self.scores, 1.0, &self.lengths, false);
            listener.heard(|| Reason::Word(word.fold.clone()), &self.scores);
            // What is quoted or was guessed is still being typed, though it does not grow.
            if self.query.is_open && at + 1 == self.query.words.len() {
                // Nobody can tell by two letters.
                let is_short = at == 0 && word.fold.len() < 3;
                let no_article = DocSet::none(self.articles);
                self.finished =
                    if is_short { no_article } else { gram.as_typed(self.articles, false) };
            }
            gram.docs(self.articles)
        });
        if let Some(docs) = docs.as_ref().filter(|_| word.in_head) {
            self.phrases.intersect(docs);
        }
        self.have.push(docs);
        self.grams.push(gram);
    }

    /// Whether capitals were typed on purpose: not only the first letter, which phones make one, and so that an
    /// article has all pairs as they were typed. Others capitalize every word (Hội Nghị Sơ Kết).
    fn is_case_meant(&self, asking: &mut Asking<'_>) -> bool {
        if !self.query.words.iter().skip(1).any(|word| word.is_capital) {
            return false;
        }
        let mut as_typed = DocSet::all(self.articles);
        for (at, first, second) in self.query.pairs() {
            if let Some(gram) = self.pair(asking, at, [first, second]) {
                as_typed.intersect(&gram.as_typed(self.articles, true));
            }
        }
        !as_typed.is_empty()
    }

    /// What articles have of two words side by side, of which the first stands at `at`.
    fn pair(&self, asking: &mut Asking<'_>, at: usize, words: [&Word; 2]) -> Option<Rc<Gram>> {
        pair_gram(asking, words, self.is_pair_open(at), &self.grams[at..])
    }

    /// Takes in two words side by side, of which the first stands at `at`.
    fn take_pair(
        &mut self,
        asking: &mut Asking<'_>,
        at: usize,
        [first, second]: [&Word; 2],
        listener: &mut impl Listen,
    ) {
        let Some(gram) = self.pair(asking, at, [first, second]) else { return };
        gram.add_to(&mut self.scores, PAIR, &self.lengths, self.minds_case);
        listener.heard(|| Reason::Pair(first.fold.clone(), second.fold.clone()), &self.scores);
        if at + 1 >= self.sought {
            // As it is, it may be a word: vitamin C.
            return;
        }
        self.is_whole &= gram.is_whole;
        self.weight_of_pairs += PAIR * gram.rarity;
        if second.is_bound {
            self.is_exact &= !gram.is_implied;
            self.phrases.intersect(&gram.as_typed(self.articles, false));
        }
        for part in &gram.parts {
            let [had, in_head] = &mut self.pairs_had[part.doc as usize];
            let best = part.best_in(self.minds_case);
            *had += best;
            *in_head += if part.in_head { best } else { 0.0 };
        }
        self.pair_articles.push((at, gram.parts.len() as u32));
        let is_open = self.is_pair_open(at);
        if let Some(Some(have)) = self.have.get_mut(at + 1).filter(|_| is_open) {
            have.unite(&gram.docs(self.articles));
            // Who has it beside the word before has it there, be it longer.
            let mut longer = DocSet::none(self.articles);
            let is_longer = |part: &&Part| part.best <= UNFINISHED;
            gram.parts.iter().filter(is_longer).for_each(|part| longer.insert(part.doc));
            self.finished.subtract(&longer);
            self.finished.unite(&gram.as_typed(self.articles, false));
        }
    }

    /// Pairs of words that are looked for.
    fn pairs(&self) -> usize {
        self.query.pairs().filter(|(at, ..)| at + 1 < self.sought).count()
    }

    /// [`Matches::explained`].
    fn explained(&self, words_had: &[u8]) -> f32 {
        let count = (self.have.len() + self.pairs()).max(1) as f32;
        let had = words_had.iter().zip(&self.pairs_had);
        let had = had.map(|(words, [pairs, _])| f32::from(*words) + pairs);
        had.fold(0.0, f32::max) / count
    }

    fn reward_phrases(&mut self) {
        let (pairs, weight) = (self.pairs() as f32, self.weight_of_pairs);
        for (score, [had, in_head]) in self.scores.iter_mut().zip(&self.pairs_had) {
            let whole = |had: f32| (had / pairs).powi(WHOLENESS);
            if *had > 1.0 {
                *score += weight * WHOLE_PHRASE * whole(*had);
            }
            if *in_head > 0.0 {
                *score += weight * HEAD_PHRASE * whole(*in_head);
            }
        }
    }

    /// How many articles have a word, with the marks that were typed if any were.
    fn articles_of(&self, at: usize) -> u32 {
        let gram = self.grams.get(at).and_then(Option::as_ref);
        gram.map_or(1, |gram| {
            let as_typed = gram.parts.iter().filter(|part| part.best >= 1.0).count();
            // What is unfinished may become any of the words that begin so.
            let is_unfinished = self.is_open(at) && as_typed == 0;
            if is_unfinished { gram.parts.len() as u32 } else { as_typed as u32 }
        })
    }

    fn finish(mut self, excluded: &DocSet, words_had: &[u8], explained: f32) -> Matches {
        let Ranking { query, articles, .. } = self;
        let words = self.have.len();
        let mut all = DocSet::all(articles);
        self.have.iter().flatten().for_each(|set| all.intersect(set));
        if words > 0 && self.have.iter().all(Option::is_none) {
            all = DocSet::none(articles);
        }
        self.phrases.subtract(excluded);
        all.intersect(&self.phrases);
        let mut most = DocSet::none(articles);
        // Words needed, times four. Where nothing has all words, half of them will have to do.
        let needed = match (is_sentence(query), all.is_empty()) {
            (true, _) => words + 1,
            (false, true) => words * 2,
            (false, false) => words * 2 + 1,
        };
        let docs = (0..articles).filter(|doc| usize::from(words_had[*doc as usize]) * 4 >= needed);
        docs.for_each(|doc| most.insert(doc));
        most.intersect(&self.phrases);
        Matches {
            all,
            most,
            explained,
            word_articles: (0..query.words.len()).map(|at| self.articles_of(at)).collect(),
            weight: self.weight_of_words + (1.0 + WHOLE_PHRASE) * self.weight_of_pairs,
            finished: self.finished,
            is_exact: self.is_exact,
            // Where no article has one of the words, none has all, whatever the others are.
            is_whole: self.is_whole || self.grams.iter().flatten().any(|gram| gram.is_lost()),
            pair_articles: self.pair_articles,
            scores: self.scores,
        }
    }
}

/// Articles with a word or phrase that must not be there, in any way of writing it.
pub(crate) struct Excluded {
    docs: DocSet,
    /// Whether they are known to have the words of phrases side by side, and not only all of them.
    is_exact: bool,
}

impl Excluded {
    pub(crate) fn new(asking: &mut Asking<'_>, query: &Query) -> Self {
        let mut excluded =
            Excluded { docs: DocSet::none(asking.manifest.articles), is_exact: true };
        for phrase in query.excluded.chunk_by(|_, next| next.is_bound) {
            let abbreviations = query.abbreviations.clone();
            let phrase = Query { words: phrase.to_vec(), abbreviations, ..Query::default() };
            let written = writings(&phrase).all;
            for way in std::iter::once(&phrase).chain(written.iter().map(|(other, _)| other)) {
                let (with_all, is_known) = with_phrase(asking, &way.words);
                excluded.is_exact &= is_known || with_all.is_empty();
                excluded.docs.unite(&with_all);
            }
        }
        excluded
    }
}

/// Articles that have these words as they were typed and side by side, and whether they are known to.
fn with_phrase(asking: &mut Asking<'_>, phrase: &[Word]) -> (DocSet, bool) {
    let articles = asking.manifest.articles;
    let grams: Vec<_> =
        phrase.iter().map(|word| word_gram(asking, word, Ending::Finished)).collect();
    let mut with_all = DocSet::all(articles);
    let mut is_known = phrase.len() < 3;
    let mut keep = |gram: Option<&Rc<Gram>>| {
        with_all
            .intersect(&gram.map_or(DocSet::none(articles), |gram| gram.as_typed(articles, false)));
    };
    grams.iter().for_each(|gram| keep(gram.as_ref()));
    for (at, pair) in phrase.windows(2).enumerate() {
        let gram = pair_gram(asking, [&pair[0], &pair[1]], false, &grams[at..]);
        is_known &= gram.as_ref().is_none_or(|gram| !gram.is_implied);
        keep(gram.as_ref());
    }
    (with_all, is_known)
}

/// How many of the words each article has.
fn words_had(articles: u32, have: &[Option<DocSet>]) -> Vec<u8> {
    let mut words_had = vec![0; articles as usize];
    have.iter().flatten().flat_map(DocSet::iter).for_each(|doc| words_had[doc as usize] += 1);
    words_had
}
