//! Grams: the articles that have one word, or two side by side, and what each has of it.
//!
//! What makes one of them score more than another is here as well: how rare it is, how often an article
//! has it against its length, and in which reading. How those of a query are put together is
//! [`rank`](crate::rank)'s.

use std::rc::Rc;

use docbao_bundle::DecodeError;
use docbao_bundle::manifest::DocId;
use docbao_bundle::table::Entry;

use crate::docset::DocSet;
use crate::engine::{Asking, Lengths, Value};
use crate::facet::most_frequent_first;
use crate::layout::reading_key;
use crate::pairs;
use crate::postings::{Posting, Postings, decode_reading};
use crate::query::{Agreement, Word};
use crate::text::Marks;

/// What a reading counts whose marks are others than those typed ("đó sơn" for "Đồ Sơn").
/// 1: marks do not count; 0: what was typed with marks is found only so. Range 0 to 1.
const OTHER_READING: f32 = 0.25;

/// What a pair counts whose second word is in another case than typed (mai for Mai), where case is minded. 1: case
/// does not count. Range 0 to 1; measured, .5 and less find the same.
const OTHER_CASE: f32 = 0.5;

/// What a word or pair counts that only begins as the unfinished last word does. Larger: longer words
/// stand among those typed in full. Range 0 to 1.
pub(crate) const UNFINISHED: f32 = 0.2;

/// The same where the unfinished word is a word itself: so little that what was typed comes first, however long the
/// article. Range 0 to [`UNFINISHED`].
const LONGER: f32 = 0.02;

/// What is added where a word or pair stands in title or lead: 0 nothing, 1 as much again. Range 0 to 1;
/// questions are found better the less a single word of the head counts.
const IN_HEAD: f32 = 0.1;

/// How soon repetition stops to count, BM25's k1. 0: at once; larger: later. Range 0 to 3.
const SATURATION: f32 = 1.5;

/// How much a long text weighs down what it has, BM25's b. 0: not; 1: in full. Range 0 to 1.
const LENGTH: f32 = 0.9;

/// A word beside no other that so many articles have is not taken for the beginning of longer ones: "hoa" would mean
/// "hoặc", and its counts would be of that. 0: no word is; larger: more totals are of words that nobody meant.
/// Range 0 to 100.
pub(crate) const SETTLED: u32 = 10;

/// Letters, bytes of a fold, that a word has at least that may be the beginning of longer ones although it is one.
/// Range 1 to 5.
const TELLING: usize = 3;

/// Words that an unfinished word may stand for: of those that are looked at, the most frequent.
const MAX_EXPANSIONS: usize = 32;

/// Leaves of the table of terms that an unfinished word may look at. More: longer words are found that come late in the
/// alphabet, and typing costs more.
const MAX_LEAVES: u32 = 12;

/// Whether a word, or the last of two, may be only the beginning of what is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It is not.
    Finished,
    /// It may be, if it is no word itself, or if fewer articles than so many have it. Of two, which say more, it may
    /// always be.
    Open(u32),
}

/// Articles that have one word, or two side by side, with what each has of it.
#[derive(Debug)]
pub(crate) struct Gram {
    /// In the order of articles, each once.
    pub(crate) parts: Vec<Part>,
    /// How many articles have it anywhere, where only those count that have it in the head.
    anywhere: u32,
    /// Whether it is not said in the index but follows from what articles have both words.
    pub(crate) is_implied: bool,
    /// Whether all words are taken in that it may be the beginning of.
    pub(crate) is_whole: bool,
    /// Inverse document frequency as BM25 has it, more than 0, and [`heightened`].
    pub(crate) rarity: f32,
}

/// What one article has of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Part {
    pub(crate) doc: DocId,
    /// Weighed occurrences in all readings.
    count: f32,
    /// The weight of the best reading, 0 to 1; 1 is what was typed.
    pub(crate) best: f32,
    pub(crate) in_head: bool,
    /// Whether it has its best reading only in another case than was typed.
    is_other_case: bool,
}

impl Part {
    /// What the best reading weighs, case being minded or not.
    pub(crate) fn best_in(&self, minds_case: bool) -> f32 {
        if minds_case && self.is_other_case { OTHER_CASE * self.best } else { self.best }
    }

    fn new(weight: f32, Posting { doc, count, in_head }: Posting) -> Self {
        Part { doc, count: weight * count as f32, best: weight, in_head, is_other_case: false }
    }
}

impl Gram {
    /// Whether so few articles have the word, or none, that the index has no pairs of it.
    pub(crate) fn is_rare(&self, asking: &Asking<'_>) -> bool {
        self.anywhere <= asking.manifest.implied
    }

    /// Whether no article has it.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.anywhere == 0
    }

    /// Whether no article has it, nor anything that it may be the beginning of.
    pub(crate) fn is_lost(&self) -> bool {
        self.parts.is_empty() && self.is_whole
    }

    pub(crate) fn docs(&self, articles: u32) -> DocSet {
        let mut set = DocSet::none(articles);
        self.parts.iter().for_each(|part| set.insert(part.doc));
        set
    }

    /// The articles that have it with the marks that were typed, if any were, and in the case if that is minded.
    pub(crate) fn as_typed(&self, articles: u32, minds_case: bool) -> DocSet {
        let mut set = DocSet::none(articles);
        let as_typed = self.parts.iter().filter(|part| part.best_in(minds_case) >= 1.0);
        as_typed.for_each(|part| set.insert(part.doc));
        set
    }

    /// Adds what each article deserves to its score.
    pub(crate) fn add_to(
        &self,
        scores: &mut [f32],
        weight: f32,
        lengths: &Lengths<'_>,
        minds_case: bool,
    ) {
        let weight = weight * self.rarity;
        for part in &self.parts {
            let Part { doc, count, in_head, .. } = part;
            // The best reading says how far the article may come; repetition how near it gets.
            let long = 1.0 - LENGTH + LENGTH * lengths.of(*doc);
            let frequency =
                part.best_in(minds_case) * count * (1.0 + SATURATION) / (count + SATURATION * long);
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
    occurrences: u32,
    /// Each in the order of articles, and more than twice as long as the one behind it, but for the last two: so all
    /// of them together are no longer than a few times the library, however many readings there are.
    lists: Vec<Vec<Part>>,
}

impl Gathering {
    fn new(asking: &Asking<'_>) -> Self {
        Gathering { articles: asking.manifest.articles, occurrences: 0, lists: Vec::new() }
    }

    /// Takes what an article has of a reading.
    fn add(&mut self, part: Part) {
        match self.lists.last_mut() {
            Some(list) if list.last().is_some_and(|last| last.doc < part.doc) => {
                self.occurrences += 1;
                list.push(part);
            }
            _ => self.add_all(vec![part]),
        }
    }

    /// Takes what articles have of it, in their order.
    fn add_all(&mut self, parts: Vec<Part>) {
        self.merge_last(2);
        self.occurrences += parts.len() as u32;
        self.lists.push(parts);
    }

    /// Merges lists, the last two first, while the one before the last is at most so many times as long.
    fn merge_last(&mut self, times: usize) {
        while let [.., one, other] = &mut *self.lists
            && one.len() / times <= other.len()
        {
            *one = merge(one, other);
            self.lists.pop();
        }
    }

    /// Sums up.
    fn finish(mut self, only_in_head: bool) -> Gram {
        let articles = self.articles as f32;
        let having = (self.occurrences as f32).min(articles);
        let rarity = heightened((1.0 + (articles - having + 0.5) / (having + 0.5)).ln());
        self.merge_last(usize::MAX);
        let mut parts = self.lists.pop().unwrap_or_default();
        let anywhere = parts.len() as u32;
        if only_in_head {
            parts.retain(|part| part.in_head);
        }
        Gram { parts, anywhere, is_implied: false, is_whole: true, rarity }
    }
}

/// How much rare words count against common ones: the inverse document frequency to the power of 1 5/8. 1
/// would be as in BM25; with more, a name beats the phrase that a question is put in ("… được gọi là gì").
/// Tried from 1 to 3. Of square roots, which processors have: a power of any kind is 2 KB of the reader.
fn heightened(rarity: f32) -> f32 {
    let half = rarity.sqrt();
    rarity * half * half.sqrt().sqrt()
}

/// Merges two lists in the order of articles. Who has a word gains nothing by a [`LONGER`] one.
fn merge(one: &[Part], mut other: &[Part]) -> Vec<Part> {
    let mut merged = Vec::with_capacity(one.len() + other.len());
    for part in one {
        let mut part = *part;
        while let Some((next, rest)) = other.split_first().filter(|(next, _)| next.doc <= part.doc)
        {
            other = rest;
            if next.doc < part.doc {
                merged.push(*next);
            } else if next.best > LONGER || part.best <= LONGER {
                part.count += next.count;
                part.in_head |= next.in_head;
                // Case is told of the best reading: Sờn is no Sơn.
                if next.best > part.best {
                    (part.best, part.is_other_case) = (next.best, next.is_other_case);
                } else if next.best == part.best {
                    part.is_other_case &= next.is_other_case;
                }
            }
        }
        merged.push(part);
    }
    merged.extend_from_slice(other);
    merged
}

/// Articles that have the word; `None` if that cannot be said.
pub(crate) fn word_gram(asking: &mut Asking<'_>, word: &Word, ending: Ending) -> Option<Rc<Gram>> {
    asking.remember([word, &Word::default()], ending, |asking| {
        let fold = word.fold.as_bytes();
        let mut gathering = Gathering::new(asking);
        let is_word = match asking.get(asking.manifest.tables.terms, fold) {
            Value::Found(bytes) => {
                let weight = |marks| weigh(word.agreement(marks));
                take(asking, &mut gathering, fold, bytes, &weight);
                true
            }
            Value::Absent => false,
            Value::Unknown => return None,
        };
        let gram = gathering.finish(word.in_head);
        let Ending::Open(settled) = ending else { return Some(gram) };
        if is_word && (fold.len() < TELLING || gram.anywhere >= settled) {
            return Some(gram);
        }
        let longer = longer_gram(asking, word, if is_word { LONGER } else { UNFINISHED });
        if !is_word {
            return Some(longer);
        }
        let parts = merge(&gram.parts, &longer.parts);
        Some(Gram { parts, is_whole: longer.is_whole, ..gram })
    })
}

/// Articles that have a word which begins with the letters of this one and is longer.
fn longer_gram(asking: &mut Asking<'_>, word: &Word, weight: f32) -> Gram {
    let mut gathering = Gathering::new(asking);
    let (words, is_whole) = longer_words(asking, word.fold.as_bytes());
    for (fold, bytes) in words {
        take(asking, &mut gathering, &fold, bytes, &|_| weight);
    }
    Gram { is_whole, ..gathering.finish(word.in_head) }
}

/// Words that begin with these letters, the most frequent of those that are looked at, and whether they are all. What
/// has no more letters is among them.
fn longer_words<'e>(asking: &mut Asking<'e>, fold: &[u8]) -> (Vec<Entry<'e>>, bool) {
    let table = asking.manifest.tables.terms;
    let (mut words, mut is_whole) = asking.scan(table, fold, usize::MAX, MAX_LEAVES);
    if words.len() > MAX_EXPANSIONS {
        is_whole = false;
        // By and large, the more articles have a word, the longer is what is written of it.
        words = most_frequent_first(words, |(_, bytes)| bytes.len() as u32);
        words.truncate(MAX_EXPANSIONS);
    }
    (words, is_whole)
}

/// Articles that have the two words side by side; `None` if that cannot be said. `grams` begin with
/// those of the words.
pub(crate) fn pair_gram(
    asking: &mut Asking<'_>,
    [first, second]: [&Word; 2],
    is_open: bool,
    grams: &[Option<Rc<Gram>>],
) -> Option<Rc<Gram>> {
    // A word that next to no article has makes no pairs in the index: who has both words has the pair. What is longer
    // than such a second word may have pairs all the same, unless the second is no word, and all longer ones are as rare.
    let mut implied = None;
    if let [Some(one), Some(other), ..] = grams {
        let is_first_rare = one.is_rare(asking);
        if is_first_rare || other.is_rare(asking) {
            let is_longer = |part: &Part| part.best == UNFINISHED;
            let is_all = other.is_whole && other.parts.iter().all(is_longer);
            let both = both(asking, one, other);
            if is_first_rare || is_all || !is_open {
                return Some(Rc::new(both));
            }
            implied = Some(both);
        }
    }
    let ending = if is_open { Ending::Open(0) } else { Ending::Finished };
    asking.remember([first, second], ending, |asking| {
        let mut gathering = Gathering::new(asking);
        let mut each = |is_longer, reading: pairs::Reading, posting| {
            let marks = reading.marks;
            let agreements = [first.agreement(marks[0]), second.agreement(marks[1])];
            let weight = match agreements {
                [agreement, _] if is_longer => UNFINISHED * weigh(agreement),
                [one, other] => weigh(one.min(other)),
            };
            // In format 1 nothing is a capital, so that case is never minded there.
            let is_other_case = reading.is_capital != second.is_capital;
            gathering.add(Part { is_other_case, ..Part::new(weight, posting) });
        };
        let is_whole = pairs::find(asking, &first.fold, &second.fold, is_open, &mut each);
        let mut gram = gathering.finish(second.in_head);
        if asking.manifest.has_short_lists() {
            let anywhere = Word { in_head: false, ..first.clone() };
            let of_first = word_gram(asking, &anywhere, Ending::Finished)?;
            for part in &mut gram.parts {
                let Some(Part { doc, .. }) = of_first.parts.get(part.doc as usize) else {
                    asking.damaged();
                    return None;
                };
                part.doc = *doc;
            }
        }
        if let Some(implied) = implied.filter(|implied| !implied.parts.is_empty()) {
            // As of single words, what was typed says how rare it is.
            gram = Gram { parts: merge(&implied.parts, &gram.parts), ..implied };
        }
        is_whole.map(|is_whole| Gram { is_whole, ..gram })
    })
}

/// How many articles have both of two words, if one of them is so rare that the index has no pairs of it.
pub(crate) fn implied_articles(asking: &mut Asking<'_>, words: [&Word; 2]) -> u32 {
    let grams = words.map(|word| word_gram(asking, word, Ending::Finished));
    match &grams {
        [Some(one), Some(other)] if one.is_rare(asking) || other.is_rare(asking) => {
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
            let posting = Posting { doc: part.doc, count: 1, in_head };
            gathering.add(Part::new(part.best.min(other.best), posting));
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
) {
    if try_take(asking, gathering, fold, bytes, weight).is_err() {
        asking.damaged();
    }
}

fn try_take(
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
        return postings.read(&mut |marks, posting| {
            gathering.add(Part::new(weight(marks), posting));
        });
    }
    // All that have the syllable, as what it is least; those that have it as something better are taken for having
    // it always so. How often they have each reading would be 1.4 % of the index of 100,000 articles, and five
    // collections, asked with and without it, found the same.
    let least = apart.iter().map(|(marks, _)| weight(*marks)).fold(1.0, f32::min);
    let mut had = Vec::new();
    postings.read(&mut |_, posting| had.push((least, posting)))?;
    let having = had.len() as u32;
    let better = apart.iter().map(|(marks, _)| (*marks, weight(*marks)));
    for (marks, weight) in better.filter(|(_, weight)| *weight > least) {
        // What is not at hand is asked for; a table without it is damaged.
        let key = reading_key(fold, marks);
        match asking.get(asking.manifest.tables.terms, &key) {
            Value::Found(bytes) => decode_reading(having, bytes, &mut |place| {
                let best = &mut had[place as usize].0;
                *best = best.max(weight);
            })?,
            Value::Absent => asking.damaged(),
            Value::Unknown => {}
        }
    }
    gathering.add_all(had.into_iter().map(|(best, posting)| Part::new(best, posting)).collect());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_many_readings_take_no_more_room_than_a_few() {
        let mut gathering = Gathering { articles: 1_000, occurrences: 0, lists: Vec::new() };
        for nth in 0..40 {
            for doc in (0..1_000).filter(|doc| nth % 2 == 0 || doc % 3 == 0) {
                let in_head = doc == 7 && nth == 36;
                gathering.add(Part::new(1.0, Posting { doc, count: 1, in_head }));
            }
            let room = gathering.lists.iter().map(Vec::len).sum::<usize>();
            assert!(room <= 3_000, "{room}");
        }
        let gram = gathering.finish(false);
        let expected = |doc| (doc, if doc % 3 == 0 { 40.0 } else { 20.0 }, doc == 7);
        assert!(
            gram.parts
                .iter()
                .map(|part| (part.doc, part.count, part.in_head))
                .eq((0..1_000).map(expected))
        );
    }
}
