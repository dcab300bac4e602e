//! Readings: what else a query may mean that matches nothing as it was typed. Keystrokes of an input
//! method that was off, words typed without spaces, a slip of a finger.
//!
//! Judged on the whole query: a fifth of slips, and many Telex strings, are words by themselves. What
//! was typed stands wherever an article has all of it; another reading must explain clearly more,
//! and is always said.

use crate::engine::{Asking, Value};
use crate::keystrokes::{Method, decode};
use crate::pairs::{self, Reading};
use crate::postings;
use crate::query::{Agreement, Query, Word};
use crate::rank::{self, Matches};
use crate::spelling::{cuts, slips, spell};
use crate::text::syllables;

/// How much more of the query another reading must explain than what was typed, as a share.
const CLEARLY_MORE: f32 = 0.2;

/// Slips that are put right in one query.
const MAX_SLIPS: usize = 2;

/// Ways to cut joined words that are tried.
const MAX_CUTS: usize = 8;

/// What a query was taken for.
pub(crate) struct Read {
    /// What that matches.
    pub(crate) matches: Matches,
    /// The query it was taken for, if not what was typed.
    pub(crate) instead: Option<Query>,
}

/// Makes another query of one that has no matches.
type Guess = fn(&mut Asking<'_>, &Query, &Matches) -> Option<Query>;

/// Finds out what a query means.
pub(crate) fn read(asking: &mut Asking<'_>, query: &Query) -> Read {
    let literal = rank::matches(asking, query);
    if !literal.all.is_empty() || !asking.has_all() {
        return Read { matches: literal, instead: None };
    }
    let enough = literal.explained + CLEARLY_MORE;
    let mut best: Option<(Query, Matches)> = None;
    // From the surest to the boldest; the first to explain the whole query is taken.
    let guesses: [Guess; 6] = [
        |_, query, literal| decoded(query, Method::Telex, |at| literal.word_articles[at] == 0),
        |_, query, _| decoded(query, Method::Telex, |_| true),
        |_, query, literal| decoded(query, Method::Vni, |at| literal.word_articles[at] == 0),
        |_, query, _| decoded(query, Method::Vni, |_| true),
        spaced,
        righted,
    ];
    for guess in guesses {
        let Some(other) = guess(asking, query, &literal) else { continue };
        let matches = rank::matches(asking, &other);
        if best.as_ref().is_none_or(|(_, best)| matches.explained > best.explained) {
            best = Some((other, matches));
        }
        if best.as_ref().is_some_and(|(_, best)| best.explained >= 1.0) {
            break;
        }
    }
    match best.filter(|(_, matches)| matches.explained >= enough) {
        Some((query, matches)) => Read { matches, instead: Some(query) },
        None => Read { matches: literal, instead: None },
    }
}

/// The query with keystrokes taken for marks, in the words asked for.
fn decoded(query: &Query, method: Method, is_meant: impl Fn(usize) -> bool) -> Option<Query> {
    let mut changed = false;
    let words = query.words.iter().enumerate().map(|(at, word)| {
        // With marks on it the input method was on.
        let is_meant = word.marks == 0 && is_meant(at);
        let decoded = is_meant.then(|| decode(method, &word.fold)).flatten();
        let syllable = decoded.and_then(|text| syllables(&text).next());
        changed |= syllable.is_some();
        syllable
            .map_or_else(|| word.clone(), |s| Word { fold: s.fold, marks: s.marks, ..word.clone() })
    });
    let words = words.collect();
    changed.then(|| Query { words, ..query.clone() })
}

/// The query with words that nobody wrote cut into syllables that stand side by side somewhere.
fn spaced(asking: &mut Asking<'_>, query: &Query, literal: &Matches) -> Option<Query> {
    let mut words = Vec::new();
    for (at, word) in query.words.iter().enumerate() {
        let ways =
            if literal.word_articles[at] == 0 { cuts(&word.fold, MAX_CUTS) } else { Vec::new() };
        let commonness = |way: &Vec<String>, asking: &mut Asking<'_>| {
            let pairs = way
                .windows(2)
                .map(|pair| pair_articles(asking, &pair[0], &pair[1], |_| Agreement::Unsaid));
            let pairs = pairs.collect::<Vec<_>>();
            (!pairs.contains(&0)).then(|| pairs.into_iter().min().unwrap_or(0))
        };
        let mut best: Option<(u32, Vec<String>)> = None;
        for way in ways {
            if let Some(articles) = commonness(&way, asking)
                && best.as_ref().is_none_or(|(most, _)| articles > *most)
            {
                best = Some((articles, way));
            }
        }
        let plain = |fold: String| Word { fold, follows: true, guessed: true, ..Word::default() };
        match best {
            Some((_, way)) => words.extend(way.into_iter().map(plain)),
            None => words.push(word.clone()),
        }
    }
    let changed = words.len() != query.words.len();
    changed.then(|| Query { words, is_open: false, ..query.clone() })
}

/// The query with words put right that nobody wrote, or nobody beside these neighbours.
fn righted(asking: &mut Asking<'_>, query: &Query, literal: &Matches) -> Option<Query> {
    let mut righted = query.clone();
    let mut changes = 0;
    // What is no word at all comes first: its neighbours are doubtful only because of it.
    let words = 0..query.words.len();
    let (none, doubtful): (Vec<_>, Vec<_>) =
        words.filter(|at| literal.is_doubtful(*at)).partition(|at| literal.word_articles[*at] == 0);
    for at in none.into_iter().chain(doubtful) {
        let typed = righted.words[at].fold.clone();
        let mut best = (support(asking, &righted, at, &typed), None);
        if changes == MAX_SLIPS || best.0.0 > 0 {
            continue;
        }
        for candidate in slips(&typed) {
            let support = support(asking, &righted, at, &candidate);
            if support > best.0 {
                best = (support, Some(candidate));
            }
        }
        if let Some(fold) = best.1 {
            righted.words[at] = Word { fold, marks: 0, guessed: true, ..righted.words[at].clone() };
            changes += 1;
        }
    }
    (changes > 0).then_some(righted)
}

/// What speaks for a word at this place of the query: beside how many of its neighbours it is found,
/// and in how many articles. A word without neighbours has itself.
fn support(asking: &mut Asking<'_>, query: &Query, at: usize, word: &str) -> (usize, u32) {
    let mut beside = Vec::new();
    if let Some(before) = at.checked_sub(1).filter(|_| query.words[at].follows) {
        let before = &query.words[before];
        beside.push(pair_articles(asking, &before.fold, word, |reading| {
            before.agreement(reading[0])
        }));
    }
    if let Some(after) = query.words.get(at + 1).filter(|after| after.follows) {
        beside
            .push(pair_articles(asking, word, &after.fold, |reading| after.agreement(reading[1])));
    }
    if beside.is_empty() {
        beside.push(term_articles(asking, word));
    }
    (beside.iter().filter(|articles| **articles > 0).count(), beside.iter().sum())
}

/// How many articles have the pair in a reading that does not disagree with what was typed.
fn pair_articles(
    asking: &mut Asking<'_>,
    first: &str,
    second: &str,
    agreement: impl Fn(Reading) -> Agreement,
) -> u32 {
    let readings = pair_readings(asking, first, second).into_iter();
    readings
        .filter(|(reading, _)| agreement(*reading) != Agreement::Other)
        .map(|(_, articles)| articles)
        .sum()
}

fn term_articles(asking: &mut Asking<'_>, term: &str) -> u32 {
    term_readings(asking, term).iter().map(|(_, articles)| articles).sum()
}

/// The readings of a pair and how many articles have each.
fn pair_readings(asking: &mut Asking<'_>, first: &str, second: &str) -> Vec<(Reading, u32)> {
    let mut readings = Vec::new();
    pairs::find(asking, first, second, false, &mut |_, reading, _| count(&mut readings, reading));
    readings
}

/// The readings of a term and how many articles have each.
fn term_readings(asking: &mut Asking<'_>, term: &str) -> Vec<(Reading, u32)> {
    let mut readings = Vec::new();
    if let Value::Found(bytes) = asking.get(asking.manifest.tables.terms, term.as_bytes()) {
        let each = |marks, _| count(&mut readings, [marks, 0]);
        if postings::decode(asking.manifest.articles, bytes, each).is_err() {
            asking.damaged();
        }
    }
    readings
}

/// Counts one article more; those of one reading come one after the other.
fn count(readings: &mut Vec<(Reading, u32)>, reading: Reading) {
    match readings.last_mut().filter(|(last, _)| *last == reading) {
        Some((_, articles)) => *articles += 1,
        None => readings.push((reading, 1)),
    }
}

/// Prints a query as it was understood: guessed words with the marks that they have most often
/// beside their neighbours.
pub(crate) fn shown(asking: &mut Asking<'_>, query: &Query) -> String {
    let mut words = query.words.clone();
    let most =
        |readings: Vec<(Reading, u32)>| readings.into_iter().max_by_key(|(_, articles)| *articles);
    for at in 0..words.len().saturating_sub(1) {
        let pair = [&words[at], &words[at + 1]];
        if !pair[1].follows || !pair.iter().any(|word| word.guessed && word.marks == 0) {
            continue;
        }
        let mut found = pair_readings(asking, &pair[0].fold, &pair[1].fold);
        found.retain(|(reading, _)| {
            (0..2).all(|side| pair[side].agreement(reading[side]) != Agreement::Other)
        });
        if let Some((reading, _)) = most(found) {
            for (word, marks) in
                words[at..].iter_mut().zip(reading).filter(|(word, _)| word.guessed)
            {
                word.marks = marks;
            }
        }
    }
    if let [word] = words.as_mut_slice()
        && word.guessed
    {
        let found = term_readings(asking, &word.fold);
        word.marks = most(found).map_or(0, |(reading, _)| reading[0]);
    }
    let words = words.iter().map(|word| spell(&word.fold, word.marks));
    words.collect::<Vec<_>>().join(" ")
}
