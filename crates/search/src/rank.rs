//! Ranking: which articles a query means, and which of them first.
//!
//! The score of an article is a sum over the words of the query and over its pairs of neighbouring
//! words: how rare the word or pair is (inverse document frequency), times how well the article has
//! it. Pairs carry the order of words, which single syllables of Vietnamese hardly do.

use std::rc::Rc;

use docbao_bundle::DecodeError;
use docbao_bundle::manifest::DocId;

use crate::docset::DocSet;
use crate::engine::{Asking, Lengths, Value};
use crate::layout::reading_key;
use crate::pairs;
use crate::postings::{Posting, Postings, decode_reading};
use crate::query::{Agreement, Query, Word};
use crate::text::Marks;
use crate::writings::writings;

/// Weight of a pair against a word that is as rare. 0: order of words does not count; larger:
/// phrases beat frequency. Range 0 to 10.
const PAIR: f32 = 1.5;

/// What a reading counts whose marks are others than those typed ("đó sơn" for "Đồ Sơn").
/// 1: marks do not count; 0: what was typed with marks is found only so. Range 0 to 1.
const OTHER_READING: f32 = 0.25;

/// What a word or pair counts that only begins as the unfinished last word does. Larger: longer words
/// stand among those typed in full. Range 0 to 1.
const UNFINISHED: f32 = 0.2;

/// What is added where a word or pair stands in title or lead: 0 nothing, 1 as much again. Range 0 to 1;
/// questions are found better the less a single word of the head counts.
const IN_HEAD: f32 = 0.1;

/// How soon repetition stops to count, BM25's k1. 0: at once; larger: later. Range 0 to 3.
const SATURATION: f32 = 1.5;

/// How much a long text weighs down what it has, BM25's b. 0: not; 1: in full. Range 0 to 1.
const LENGTH: f32 = 0.9;

/// What an article gets for the whole phrase on top of its pairs, as a multiple of them. 0: nothing.
/// Range 0 to 10.
const WHOLE_PHRASE: f32 = 4.0;

/// What it gets besides for the whole phrase in title or lead. 0: nothing. Range 0 to 10.
const HEAD_PHRASE: f32 = 4.0;

/// An article that has a share of the pairs gets this power of that share: a whole phrase is more than
/// its parts, half a phrase is not. Range 1 to 16; measured, questions are found best from 8.
const WHOLENESS: i32 = 8;

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

/// Articles that have one word, or two side by side, with what each has of it.
#[derive(Debug)]
pub(crate) struct Gram {
    /// In the order of articles, each once.
    parts: Vec<Part>,
    /// How many articles have it anywhere, where only those count that have it in the head.
    anywhere: u32,
    /// Whether it is not said in the index but follows from what articles have both words.
    is_implied: bool,
    /// Inverse document frequency as BM25 has it, more than 0, and [`heightened`].
    rarity: f32,
}

/// What one article has of it.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    doc: DocId,
    /// Weighed occurrences in all readings.
    count: f32,
    /// The weight of the best reading, 0 to 1; 1 is what was typed.
    best: f32,
    in_head: bool,
}

impl Part {
    fn new(weight: f32, Posting { doc, count, in_head }: Posting) -> Self {
        Part { doc, count: weight * count as f32, best: weight, in_head }
    }
}

impl Gram {
    fn docs(&self, articles: u32) -> DocSet {
        let mut set = DocSet::none(articles);
        self.parts.iter().for_each(|part| set.insert(part.doc));
        set
    }

    /// The articles that have it with the marks that were typed, if any were.
    fn as_typed(&self, articles: u32) -> DocSet {
        let mut set = DocSet::none(articles);
        self.parts.iter().filter(|part| part.best >= 1.0).for_each(|part| set.insert(part.doc));
        set
    }

    /// Adds what each article deserves to its score.
    fn add_to(&self, scores: &mut [f32], weight: f32, lengths: &Lengths<'_>) {
        let weight = weight * self.rarity;
        for Part { doc, count, best, in_head } in &self.parts {
            // The best reading says how far the article may come; repetition how near it gets.
            let long = 1.0 - LENGTH + LENGTH * lengths.of(*doc);
            let frequency = best * count * (1.0 + SATURATION) / (count + SATURATION * long);
            let head = if *in_head { 1.0 + IN_HEAD } else { 1.0 };
            if let Some(score) = scores.get_mut(*doc as usize) {
                *score += weight * frequency * head;
            }
        }
    }
}

/// Gathers what articles have, reading by reading.
struct Gathering {
    articles: u32,
    /// Each in the order of articles.
    lists: Vec<Vec<Part>>,
}

impl Gathering {
    fn new(asking: &Asking<'_>) -> Self {
        Gathering { articles: asking.manifest.articles, lists: Vec::new() }
    }

    /// Takes an article of a reading that counts so much.
    fn add(&mut self, weight: f32, posting: Posting) {
        let part = Part::new(weight, posting);
        match self.lists.last_mut() {
            Some(list) if list.last().is_some_and(|last| last.doc < part.doc) => list.push(part),
            _ => self.lists.push(vec![part]),
        }
    }

    /// Sums up.
    fn finish(mut self, only_in_head: bool) -> Gram {
        let occurrences = self.lists.iter().map(Vec::len).sum::<usize>();
        let articles = self.articles as f32;
        let having = (occurrences as f32).min(articles);
        let rarity = heightened((1.0 + (articles - having + 0.5) / (having + 0.5)).ln());
        // Two and two: there may be dozens, and one after the other each would copy all before it.
        let mut done = 0;
        while let [one, other, ..] = &self.lists[done..] {
            let merged = merge(one, other);
            self.lists.push(merged);
            done += 2;
        }
        let mut parts = self.lists.pop().unwrap_or_default();
        let anywhere = parts.len() as u32;
        if only_in_head {
            parts.retain(|part| part.in_head);
        }
        Gram { parts, anywhere, is_implied: false, rarity }
    }
}

/// How much rare words count against common ones: the inverse document frequency to the power of 1 5/8. 1
/// would be as in BM25; with more, a name beats the phrase that a question is put in ("… được gọi là gì").
/// Tried from 1 to 3. Of square roots, which processors have: a power of any kind is 2 KB of the reader.
fn heightened(rarity: f32) -> f32 {
    let half = rarity.sqrt();
    rarity * half * half.sqrt().sqrt()
}

/// Merges two lists in the order of articles.
fn merge(one: &[Part], mut other: &[Part]) -> Vec<Part> {
    let mut merged = Vec::with_capacity(one.len() + other.len());
    for part in one {
        let mut part = *part;
        while let Some((next, rest)) = other.split_first().filter(|(next, _)| next.doc <= part.doc)
        {
            other = rest;
            if next.doc < part.doc {
                merged.push(*next);
            } else {
                part.count += next.count;
                part.best = part.best.max(next.best);
                part.in_head |= next.in_head;
            }
        }
        merged.push(part);
    }
    merged.extend_from_slice(other);
    merged
}

/// Articles that have the word; `None` if that cannot be said.
fn word_gram(asking: &mut Asking<'_>, word: &Word, is_open: bool) -> Option<Rc<Gram>> {
    asking.remember([word, &Word::default()], is_open, |asking| {
        let table = asking.manifest.tables.terms;
        let mut gathering = Gathering::new(asking);
        let mut taken = Ok(());
        match asking.get(table, word.fold.as_bytes()) {
            Value::Found(bytes) => {
                let fold = word.fold.as_bytes();
                let weight = |marks| weigh(word.agreement(marks));
                taken = take(asking, &mut gathering, fold, bytes, &weight);
            }
            // What was typed is no word here, so it may be the beginning of one.
            Value::Absent if is_open => {
                let entries = asking.scan(table, word.fold.as_bytes(), MAX_EXPANSIONS, MAX_LEAVES);
                for (fold, bytes) in entries {
                    let of_one = take(asking, &mut gathering, &fold, bytes, &|_| UNFINISHED);
                    taken = taken.and(of_one);
                }
            }
            Value::Absent => {}
            Value::Unknown => return None,
        }
        if taken.is_err() {
            asking.damaged();
        }
        Some(gathering.finish(word.in_head))
    })
}

/// Articles that have the two words side by side; `None` if that cannot be said. `grams` begin with
/// those of the words.
fn pair_gram(
    asking: &mut Asking<'_>,
    [first, second]: [&Word; 2],
    is_open: bool,
    grams: &[Option<Rc<Gram>>],
) -> Option<Rc<Gram>> {
    // A word that next to no article has makes no pairs in the index: who has both words has the pair.
    let implied = asking.manifest.implied;
    if let [Some(one), Some(other), ..] = grams
        && one.anywhere.min(other.anywhere) <= implied
    {
        return Some(Rc::new(both(asking, one, other)));
    }
    asking.remember([first, second], is_open, |asking| {
        let mut gathering = Gathering::new(asking);
        let mut each = |is_longer, reading: pairs::Reading, posting| {
            let agreements = [first.agreement(reading[0]), second.agreement(reading[1])];
            let weight = match agreements {
                [agreement, _] if is_longer => UNFINISHED * weigh(agreement),
                [one, other] => weigh(one.min(other)),
            };
            gathering.add(weight, posting);
        };
        let is_known = pairs::find(asking, &first.fold, &second.fold, is_open, &mut each);
        let mut gram = gathering.finish(second.in_head);
        if asking.manifest.has_short_lists() {
            let anywhere = Word { in_head: false, ..first.clone() };
            let of_first = word_gram(asking, &anywhere, false)?;
            for part in &mut gram.parts {
                let Some(Part { doc, .. }) = of_first.parts.get(part.doc as usize) else {
                    asking.damaged();
                    return None;
                };
                part.doc = *doc;
            }
        }
        is_known.then_some(gram)
    })
}

/// How many articles have both of two words, if one of them is so rare that the index has no pairs of it.
pub(crate) fn implied_articles(asking: &mut Asking<'_>, words: [&Word; 2]) -> u32 {
    let grams = words.map(|word| word_gram(asking, word, false));
    match &grams {
        [Some(one), Some(other)] if one.anywhere.min(other.anywhere) <= asking.manifest.implied => {
            both(asking, one, other).parts.len() as u32
        }
        _ => 0,
    }
}

/// What articles have that have both.
fn both(asking: &Asking<'_>, one: &Gram, other: &Gram) -> Gram {
    let mut gathering = Gathering::new(asking);
    let mut rest = other.parts.iter().peekable();
    for part in &one.parts {
        while rest.next_if(|other| other.doc < part.doc).is_some() {}
        if let Some(other) = rest.next_if(|other| other.doc == part.doc) {
            let in_head = part.in_head && other.in_head;
            gathering.add(part.best.min(other.best), Posting { doc: part.doc, count: 1, in_head });
        }
    }
    Gram { is_implied: true, ..gathering.finish(false) }
}

fn weigh(agreement: Agreement) -> f32 {
    match agreement {
        Agreement::Exact | Agreement::Unsaid => 1.0,
        Agreement::Other => OTHER_READING,
    }
}

/// Takes the articles of a syllable in.
fn take(
    asking: &mut Asking<'_>,
    gathering: &mut Gathering,
    fold: &[u8],
    bytes: &[u8],
    weight: &dyn Fn(Marks) -> f32,
) -> Result<(), DecodeError> {
    let articles = asking.manifest.articles;
    let mut postings = Postings::open(articles, asking.manifest.has_short_lists(), bytes)?;
    let apart = postings.apart.clone();
    if apart.is_empty() {
        return postings.read(&mut |marks, posting| gathering.add(weight(marks), posting));
    }
    // All that have the syllable, as what it is least; then those that have it as something better.
    let least = apart.iter().map(|(marks, _)| weight(*marks)).fold(1.0, f32::min);
    let mut parts = Vec::new();
    postings.read(&mut |_, posting| parts.push(Part::new(least, posting)))?;
    let having = parts.len() as u32;
    let better = apart.iter().map(|(marks, _)| (*marks, weight(*marks)));
    for (marks, best) in better.filter(|(_, weight)| *weight > least) {
        // What is not at hand is asked for; a table without it is damaged.
        let key = reading_key(fold, marks);
        match asking.get(asking.manifest.tables.terms, &key) {
            Value::Found(bytes) => decode_reading(articles, having, bytes, &mut |place, count| {
                let part = &mut parts[place as usize];
                let before = if part.best > least { part.count } else { 0.0 };
                (part.count, part.best) = (before + best * count as f32, best);
            })?,
            Value::Absent => asking.damaged(),
            Value::Unknown => {}
        }
    }
    gathering.lists.push(parts);
    Ok(())
}
