//! Readings: what else a query may mean that matches nothing as it was typed. Keystrokes of an input
//! method that was off, words typed without spaces, a slip of a finger.
//!
//! Judged on the whole query: a fifth of slips, and many Telex strings, are words by themselves. What
//! was typed stands wherever an article has all of it; another reading must explain clearly more,
//! and is always said.

use crate::engine::{Asking, Value};
use crate::gram::implied_articles;
use crate::keystrokes::{Method, decode};
use crate::pairs;
use crate::postings::Postings;
use crate::query::{Agreement, MAX_WORDS, Query, Word};
use crate::rank::{self, Matches};
use crate::spelling::{SYLLABLE_BYTES, cuts, is_one_slip, is_syllable, slips, spell};
use crate::text::{Marks, syllables, tone, with_variants};
use crate::writings::aliases;

/// How much more of the query another reading must explain than what was typed, as a share.
const CLEARLY_MORE: f32 = 0.2;

/// The same as a number of words and pairs, for sentences: a word put right brings itself and two pairs.
const PARTS_MORE: f32 = 1.0;

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

/// What a query means that matches nothing, by another name of what it asks for: the one that explains
/// the most of it. It is known, not guessed, so that it need not explain clearly more.
fn renamed(asking: &mut Asking<'_>, query: &Query) -> Option<Read> {
    let mut best: Option<Read> = None;
    for (other, _) in aliases(query, &asking.manifest.aliases).all {
        let matches = rank::matches(asking, &other);
        let is_better = best.as_ref().is_none_or(|best| matches.explained > best.matches.explained);
        if !matches.all.is_empty() && is_better {
            best = Some(Read { matches, instead: Some(other) });
        }
    }
    best
}

/// Finds out what a query means.
pub(crate) fn read(asking: &mut Asking<'_>, query: &Query) -> Read {
    let literal = rank::matches(asking, query);
    let parts = (query.words.len() + query.pairs().count()).max(1) as f32;
    let enough = literal.explained + CLEARLY_MORE.min(PARTS_MORE / parts);
    let is_met = !literal.all.is_empty();
    if !is_met
        && asking.has_all()
        && let Some(read) = renamed(asking, query)
    {
        return read;
    }
    if !asking.has_all() || enough > 1.0 || (is_met && !literal.word_articles.contains(&0)) {
        return Read { matches: literal, instead: None };
    }
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
        // Some are of no spelling that we know, as Đắk is, but a longer one is of another language.
        let syllable = syllable.filter(|syllable| syllable.fold.len() <= SYLLABLE_BYTES);
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
    let is_quoted = |at: usize| query.words.iter().skip(at).take(2).any(|word| word.is_bound);
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
        match best {
            // They are sought where the word was to be, and are of its quotation.
            Some((_, way)) => words.extend(way.into_iter().enumerate().map(|(nth, fold)| Word {
                fold,
                follows: nth > 0 || word.follows,
                is_bound: if nth > 0 { is_quoted(at) } else { word.is_bound },
                in_head: word.in_head,
                guessed: true,
                ..Word::default()
            })),
            None => words.push(word.clone()),
        }
    }
    let changed = words.len() != query.words.len() && words.len() <= MAX_WORDS;
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
    // What stands beside nothing that it stands beside here is what people type: some words of an article.
    let doubtful = if literal.all.is_empty() { doubtful } else { Vec::new() };
    for at in none.into_iter().chain(doubtful) {
        let typed = righted.words[at].clone();
        let mut best = support(asking, &righted, at, &typed.fold);
        if changes == MAX_SLIPS || best.beside > 0 {
            continue;
        }
        let mut meant = None;
        let is_unknown = literal.word_articles[at] == 0;
        for look in [candidates, candidates_far_off] {
            for fold in look(asking, &typed.fold, is_unknown) {
                let support = support(asking, &righted, at, &fold);
                if support > best {
                    (best, meant) = (support, Some(fold));
                }
            }
            // What is far off lies in dozens of slices, which most slips can do without.
            if meant.is_some() || !asking.has_all() {
                break;
            }
        }
        if let Some(fold) = meant {
            righted.words[at] = Word { fold, marks: best.marks, guessed: true, ..typed };
            changes += 1;
        }
    }
    (changes > 0).then_some(righted)
}

/// A slip begins with so many letters of the word that was meant, or with two of them exchanged or one too many: else that
/// could be anywhere in the dictionary.
const BEGINNING: usize = 3;

/// Whether letters may be a word that is no Vietnamese syllable.
fn may_be_foreign(typed: &str) -> bool {
    typed.len() > BEGINNING && typed.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// Words that may have been meant: Vietnamese syllables, and of those that `is_unknown` other words of the
/// library with the same [`BEGINNING`].
fn candidates(asking: &mut Asking<'_>, typed: &str, is_unknown: bool) -> Vec<String> {
    const MAX_LEAVES: u32 = 4;
    let mut candidates = slips(typed);
    if !is_unknown || !may_be_foreign(typed) {
        return candidates;
    }
    let mut beginnings = vec![typed[..BEGINNING].to_owned()];
    for at in 1..BEGINNING {
        let (before, after) = typed.split_at(at);
        let [first, second] = [&after[..1], &after[1..2]];
        beginnings.push([before, &after[1..]].concat()[..BEGINNING].to_owned());
        beginnings.push([before, second, first, &after[2..]].concat()[..BEGINNING].to_owned());
    }
    let table = asking.manifest.tables.terms;
    let letters = with_variants(typed, 0);
    for (at, beginning) in beginnings.iter().enumerate() {
        if beginnings[..at].contains(beginning) {
            continue;
        }
        for (term, _) in asking.scan(table, beginning.as_bytes(), usize::MAX, MAX_LEAVES).0 {
            let term = String::from_utf8(term).unwrap_or_default();
            if is_one_slip(&letters, &with_variants(&term, 0)) && !candidates.contains(&term) {
                candidates.push(term);
            }
        }
    }
    candidates
}

/// Words of the library that may have been meant by one that `is_unknown`, if one of its first letters was left out, the
/// very first excepted, or is another. Each letter of the alphabet is looked up in its place.
fn candidates_far_off(asking: &mut Asking<'_>, typed: &str, is_unknown: bool) -> Vec<String> {
    const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz";
    let mut candidates = Vec::new();
    let places = if is_unknown && may_be_foreign(typed) { 1..BEGINNING } else { 0..0 };
    for at in places {
        let (before, after) = typed.split_at(at);
        for letter in ALPHABET.split_inclusive(|_| true) {
            for after in [after, &after[1..]] {
                let term = [before, letter, after].concat();
                let table = asking.manifest.tables.terms;
                if matches!(asking.get(table, term.as_bytes()), Value::Found(_)) {
                    candidates.push(term);
                }
            }
        }
    }
    candidates
}

/// What speaks for a word at a place of a query. The more, the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Support {
    /// Beside how many of its neighbours it is found. A word without neighbours has itself.
    beside: usize,
    /// Whether it is near to what was typed with its marks, too.
    is_near: bool,
    /// In how many articles.
    articles: u32,
    /// The marks it has there most often.
    marks: Marks,
}

/// What speaks for a word at this place of the query.
fn support(asking: &mut Asking<'_>, query: &Query, at: usize, word: &str) -> Support {
    let typed = &query.words[at];
    let before = at.checked_sub(1).filter(|_| typed.follows).map(|before| &query.words[before]);
    let after = query.words.get(at + 1).filter(|after| after.follows);
    // By neighbour, in how many articles the word has which marks.
    let mut found: Vec<Vec<(Marks, u32)>> = Vec::new();
    for (other, is_before) in [(before, true), (after, false)] {
        let Some(other) = other else { continue };
        let pair = if is_before { [&other.fold, word] } else { [word, &other.fold] };
        let [of_word, of_other] = if is_before { [1, 0] } else { [0, 1] };
        let readings = pair_readings(asking, pair[0], pair[1]).into_iter();
        let agree =
            readings.filter(|(reading, _)| other.agreement(reading[of_other]) != Agreement::Other);
        let mut beside: Vec<_> = agree.map(|(reading, n)| (reading[of_word], n)).collect();
        if beside.is_empty() && !is_syllable(word) {
            let plain = Word { fold: word.to_owned(), ..Word::default() };
            let articles = implied_articles(asking, [&plain, other]);
            beside.extend((articles > 0).then_some((0, articles)));
        }
        found.push(beside);
    }
    if found.is_empty() {
        let readings = term_readings(asking, word).into_iter();
        found.push(readings.map(|(reading, articles)| (reading[0], articles)).collect());
    }
    // Who typed other words with marks has typed this one so, too, unless nothing is found so.
    let has_marks = query.words.iter().any(|word| word.marks != 0);
    let letters = with_variants(&typed.fold, typed.marks);
    let is_near = |marks: Marks| {
        let meant = with_variants(word, marks);
        let may_lack_tone = tone(typed.marks) == 0 && letters.len() < meant.len();
        word == typed.fold
            || (is_one_slip(&letters, &meant)
                && (may_lack_tone || tone(marks) == tone(typed.marks)))
    };
    let mut support = Support { is_near: true, ..Support::default() };
    if has_marks {
        let near = found.iter().flatten().any(|(marks, _)| is_near(*marks));
        support.is_near = near;
        if near || typed.marks != 0 {
            found.iter_mut().for_each(|beside| beside.retain(|(marks, _)| is_near(*marks)));
        }
    }
    support.beside = found.iter().filter(|beside| !beside.is_empty()).count();
    support.articles = found.iter().flatten().map(|(_, articles)| articles).sum();
    if has_marks {
        let most = found.iter().flatten().max_by_key(|(_, articles)| *articles);
        support.marks = most.map_or(0, |(marks, _)| *marks);
    }
    support
}

/// The marks of a pair's two words, or of one and nothing.
type Reading = [Marks; 2];

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

/// The readings of a pair and how many articles have each.
fn pair_readings(asking: &mut Asking<'_>, first: &str, second: &str) -> Vec<(Reading, u32)> {
    let mut readings = Vec::new();
    pairs::find(asking, first, second, false, &mut |_, reading, _| {
        count(&mut readings, reading.marks);
    });
    readings
}

/// The readings of a term and how many articles have each.
fn term_readings(asking: &mut Asking<'_>, term: &str) -> Vec<(Reading, u32)> {
    let mut readings = Vec::new();
    if let Value::Found(bytes) = asking.get(asking.manifest.tables.terms, term.as_bytes()) {
        let manifest = asking.manifest;
        let postings = Postings::open(manifest.articles, manifest.has_short_lists(), bytes);
        let read = postings.and_then(|mut postings| {
            let apart = postings.apart.iter();
            readings.extend(apart.map(|(marks, articles)| ([*marks, 0], *articles)));
            match readings.is_empty() {
                true => postings.read(&mut |marks, _| count(&mut readings, [marks, 0])),
                false => Ok(()),
            }
        });
        if read.is_err() {
            asking.damaged();
        }
    }
    readings
}

/// Counts one article more; most often for the reading that came last.
fn count(readings: &mut Vec<(Reading, u32)>, reading: Reading) {
    match readings.iter_mut().rev().find(|(known, _)| *known == reading) {
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
