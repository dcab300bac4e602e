//! The words of all articles as they run, four bytes each, and the terms and pairs that occur in them,
//! drawn out in the order of the tables a portion at a time.
//!
//! Occurrences are several times as long as the words they come from. So the words are what is kept, and
//! are gone through once a portion: a library of a hundred thousand articles is written in about 1 GB.

use std::ops::Range;

use docbao_bundle::manifest::DocId;
use rustc_hash::FxHashMap;

use crate::pairs::{Pair, Reading};
use crate::postings::Posting;
use crate::radix;
use crate::spelling::syllable_number;
use crate::steps::pause;
use crate::text::{Marks, Scanned, syllables};

/// Articles whose words are gone through in one step.
const ARTICLES_A_STEP: usize = 64;

/// What a passage is to an article. Title and lead are its head; lead and text are what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Title,
    Lead,
    Text,
    About,
}

/// The syllables of an article. Their folds are end to end in one string: made a million times, a string
/// for each costs more than all else that is done with it.
#[derive(Debug, Default)]
pub(crate) struct Split {
    folds: String,
    words: Vec<SplitWord>,
    /// Syllables of lead and text.
    pub(crate) length: u32,
}

#[derive(Clone, Copy, Debug)]
struct SplitWord {
    fold_end: u32,
    marks: Marks,
    begins: bool,
    in_head: bool,
    is_capital: bool,
}

impl Split {
    /// Takes the next passage.
    pub(crate) fn push(&mut self, part: Part, text: &str) {
        let before = self.words.len();
        let mut all = syllables(text);
        while let Some(Scanned { marks, begins_sentence, is_capital, .. }) =
            all.next_into(&mut self.folds)
        {
            self.words.push(SplitWord {
                fold_end: self.folds.len() as u32,
                marks,
                begins: begins_sentence || self.words.len() == before,
                in_head: matches!(part, Part::Title | Part::Lead),
                is_capital,
            });
        }
        if matches!(part, Part::Lead | Part::Text) {
            self.length += (self.words.len() - before) as u32;
        }
    }
}

/// Occurrences of the same words in one article: syllables by rank among all folded syllables, their
/// marks, where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurrence {
    pub(crate) key: [u32; 2],
    pub(crate) reading: Reading,
    pub(crate) posting: Posting,
}

impl AsRef<Posting> for Occurrence {
    fn as_ref(&self) -> &Posting {
        &self.posting
    }
}

/// A single occurrence of a form, as short as can be: a library has millions.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    /// The form after it in the same sentence, or [`NONE`].
    next: u32,
    /// The article, then whether the next form begins with a capital, whether the form is in the article's head, and
    /// whether the next one is.
    at: u32,
}

/// The number of no form.
const NONE: u32 = u32::MAX;

impl Found {
    fn new(doc: DocId, word: Word, next: Option<Word>) -> Self {
        let next_in_head = next.is_some_and(Word::in_head);
        Found {
            next: next.map_or(NONE, |next| next.form() as u32),
            at: doc << 3
                | u32::from(next.is_some_and(Word::is_capital)) << 2
                | u32::from(word.in_head()) << 1
                | u32::from(next_in_head),
        }
    }

    fn doc(self) -> DocId {
        self.at >> 3
    }

    fn next_is_capital(self) -> bool {
        self.at & 4 != 0
    }

    fn in_head(self) -> bool {
        self.at & 2 != 0
    }

    fn next_in_head(self) -> bool {
        self.at & 1 != 0
    }
}

/// The words of articles, in the order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// A folded syllable and the numbers of its forms with their marks.
    forms: FxHashMap<String, Vec<(Marks, u32)>>,
    /// The forms met last, which are nearly all that come next: by a hash of short folds and marks.
    recent: Vec<Option<(u64, Marks, u32)>>,
    n_forms: u32,
    words: Vec<Word>,
    /// Where the words of each article end.
    ends: Vec<usize>,
}

/// Bits of the number of places for forms met last. Larger: fewer are looked for by their letters, and less
/// fits into a processor's cache.
const RECENT_BITS: u32 = 12;

/// A fold of at most eight bytes, as a number.
fn short(fold: &str) -> Option<u64> {
    let number = |number, byte: &u8| number << 8 | u64::from(*byte);
    (fold.len() <= 8).then(|| fold.as_bytes().iter().fold(0, number))
}

/// Number of a form, whether it begins with a capital, whether it makes no pair with the word before, whether it is
/// of the head.
#[derive(Clone, Copy, Debug)]
struct Word(u32);

impl Word {
    const FLAGS: u32 = 3;

    fn new(form: u32, flags: [bool; Self::FLAGS as usize]) -> Self {
        Word(flags.iter().fold(form, |word, flag| word << 1 | u32::from(*flag)))
    }

    fn form(self) -> usize {
        (self.0 >> Self::FLAGS) as usize
    }

    fn is_capital(self) -> bool {
        self.0 & 4 != 0
    }

    fn begins(self) -> bool {
        self.0 & 2 != 0
    }

    fn in_head(self) -> bool {
        self.0 & 1 != 0
    }
}

impl Words {
    /// Takes the next article in and returns its length in syllables.
    pub(crate) fn add(&mut self, split: &Split) -> u32 {
        self.recent.resize(1 << RECENT_BITS, None);
        let mut start = 0;
        for word in &split.words {
            let end = word.fold_end as usize;
            let fold = &split.folds[start..end];
            start = end;
            let form = match short(fold) {
                Some(short) => self.short_form(short, fold, word.marks),
                None => self.form(fold, word.marks),
            };
            self.words.push(Word::new(form, [word.is_capital, word.begins, word.in_head]));
        }
        self.ends.push(self.words.len());
        split.words.len() as u32
    }

    fn short_form(&mut self, short: u64, fold: &str, marks: Marks) -> u32 {
        let hash = (short ^ u64::from(marks) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = (hash >> (u64::BITS - RECENT_BITS)) as usize;
        match self.recent[place] {
            Some((of_fold, of_marks, form)) if (of_fold, of_marks) == (short, marks) => form,
            _ => {
                let form = self.form(fold, marks);
                self.recent[place] = Some((short, marks, form));
                form
            }
        }
    }

    fn form(&mut self, fold: &str, marks: Marks) -> u32 {
        let new = (marks, self.n_forms);
        match self.forms.get_mut(fold) {
            Some(forms) => match forms.iter().find(|(known, _)| *known == marks) {
                Some((_, form)) => return *form,
                None => forms.push(new),
            },
            None => {
                self.forms.insert(fold.to_owned(), vec![new]);
            }
        }
        self.n_forms += 1;
        new.1
    }

    /// Ranks the syllables, once all articles are in.
    pub(crate) fn sort(mut self) -> Sorted {
        let mut by_name: Vec<_> = std::mem::take(&mut self.forms).into_iter().collect();
        by_name.sort_unstable();
        let mut sorted = Sorted { ends: self.ends, words: self.words, ..Sorted::default() };
        let mut renumbered = vec![0; self.n_forms as usize];
        for (name, mut forms) in by_name {
            let rank = sorted.names.len() as u32;
            sorted.numbers.push(syllable_number(&name));
            sorted.names.push(name);
            sorted.first_forms.push(sorted.forms.len() as u32);
            forms.sort_unstable();
            for (marks, form) in forms {
                renumbered[form as usize] = sorted.forms.len() as u32;
                sorted.forms.push((rank, marks));
            }
        }
        sorted.counts = vec![0; sorted.forms.len()];
        for word in &mut sorted.words {
            *word =
                Word(renumbered[word.form()] << Word::FLAGS | word.0 & ((1 << Word::FLAGS) - 1));
            sorted.counts[word.form()] += 1;
        }
        sorted
    }
}

/// The words of all articles, and the syllables ranked.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    words: Vec<Word>,
    ends: Vec<usize>,
    /// Rank and marks of each form, in that order, which is that of their numbers.
    forms: Vec<(u32, Marks)>,
    /// The first form of each rank.
    first_forms: Vec<u32>,
    /// How often each form occurs.
    counts: Vec<usize>,
    names: Vec<String>,
    numbers: Vec<Option<u32>>,
}

impl Sorted {
    /// The folded syllable of a rank.
    pub(crate) fn name(&self, rank: u32) -> &str {
        &self.names[rank as usize]
    }

    /// The pair of these occurrences, which are all of it.
    pub(crate) fn pair<'o>(&self, occurrences: &'o [Occurrence]) -> Pair<'_, 'o> {
        let [_, second] = occurrences[0].key;
        Pair { second: self.name(second), number: self.numbers[second as usize], occurrences }
    }

    /// All ranks.
    pub(crate) fn ranks(&self) -> Range<u32> {
        0..self.names.len() as u32
    }

    /// Divides ranks into portions with at most so many occurrences each, or one rank.
    pub(crate) fn portions(&self, ranks: Range<u32>, size: usize) -> Vec<Range<u32>> {
        let mut portions: Vec<Range<u32>> = Vec::new();
        let mut in_last = 0;
        for rank in ranks {
            let count: usize = self.counts[self.forms_of(&(rank..rank + 1))].iter().sum();
            match portions.last_mut().filter(|_| in_last + count <= size) {
                Some(last) => {
                    last.end = rank + 1;
                    in_last += count;
                }
                None => {
                    portions.push(rank..rank + 1);
                    in_last = count;
                }
            }
        }
        portions
    }

    /// Draws out the occurrences of these ranks.
    pub(crate) async fn draw(&self, ranks: &Range<u32>) -> Drawn<'_> {
        let forms = self.forms_of(ranks);
        let mut ends = self.counts[forms.clone()].to_vec();
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        let mut drawn =
            Drawn { of: self, first_form: forms.start, ends, found: vec![Found::default(); start] };
        let docs: Vec<DocId> = (0..self.ends.len() as DocId).collect();
        for docs in docs.chunks(ARTICLES_A_STEP) {
            docs.iter().for_each(|doc| drawn.add(*doc, self.article(*doc), &forms));
            pause().await;
        }
        drawn
    }

    fn article(&self, doc: DocId) -> &[Word] {
        let doc = doc as usize;
        let start = doc.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[doc]]
    }

    fn forms_of(&self, ranks: &Range<u32>) -> Range<usize> {
        let first = |rank: u32| {
            self.first_forms.get(rank as usize).map_or(self.forms.len(), |first| *first as usize)
        };
        first(ranks.start)..first(ranks.end)
    }
}

/// Occurrences of some ranks: of each form, in the order of the articles.
#[derive(Debug)]
pub(crate) struct Drawn<'s> {
    of: &'s Sorted,
    first_form: usize,
    /// Where those of each form end.
    ends: Vec<usize>,
    found: Vec<Found>,
}

// What browsers are to make fast is functions of their own, as `radix::sort` is.
impl Drawn<'_> {
    /// Puts what an article has of the forms where they end so far.
    #[inline(never)]
    fn add(&mut self, doc: DocId, words: &[Word], forms: &Range<usize>) {
        for (at, word) in words.iter().enumerate() {
            if forms.contains(&word.form()) {
                let next = words.get(at + 1).filter(|next| !next.begins());
                let end = &mut self.ends[word.form() - forms.start];
                self.found[*end] = Found::new(doc, *word, next.copied());
                *end += 1;
            }
        }
    }

    /// Whether no more than so many articles have a syllable.
    pub(crate) fn is_rare(&self, rank: u32, most: u32) -> bool {
        let all = self.of.forms_of(&(rank..rank + 1)).flat_map(|form| self.found(form));
        let mut docs: Vec<DocId> = Vec::new();
        for doc in all.map(|found| found.doc()) {
            if !docs.contains(&doc) {
                docs.push(doc);
            }
            if docs.len() > most as usize {
                return false;
            }
        }
        true
    }

    /// The articles that have a syllable, ascending.
    #[inline(never)]
    pub(crate) fn docs(&self, rank: u32) -> Vec<DocId> {
        let found = self.of.forms_of(&(rank..rank + 1)).flat_map(|form| self.found(form));
        let mut docs: Vec<DocId> = found.map(|found| found.doc()).collect();
        docs.dedup();
        radix::sort(&mut docs, |doc| *doc);
        docs.dedup();
        docs
    }

    /// The occurrences of a syllable, by reading, then by article.
    #[inline(never)]
    pub(crate) fn terms(&self, rank: u32) -> Vec<Occurrence> {
        let mut occurrences = Vec::new();
        for form in self.of.forms_of(&(rank..rank + 1)) {
            let (_, marks) = self.of.forms[form];
            for same in self.found(form).chunk_by(|a, b| a.doc() == b.doc()) {
                let in_head = same.iter().any(|found| found.in_head());
                let posting = Posting { doc: same[0].doc(), count: same.len() as u32, in_head };
                occurrences.push(Occurrence {
                    key: [rank, 0],
                    reading: Reading { marks: [marks, 0], is_capital: false },
                    posting,
                });
            }
        }
        occurrences
    }

    /// The occurrences of the pairs that begin with a syllable, by the second one with its marks and its case, then by
    /// the marks of the first, then by article.
    #[inline(never)]
    pub(crate) fn pairs(&self, rank: u32) -> Vec<Occurrence> {
        let mut found: Vec<(Marks, Found)> = Vec::new();
        for form in self.of.forms_of(&(rank..rank + 1)) {
            let (_, marks) = self.of.forms[form];
            let pairs = self.found(form).iter().filter(|found| found.next != NONE);
            found.extend(pairs.map(|found| (marks, *found)));
        }
        radix::sort(&mut found, |(_, found)| found.next << 1 | u32::from(found.next_is_capital()));
        let mut occurrences = Vec::with_capacity(found.len());
        let is_same = |(a_marks, a): &(Marks, Found), (b_marks, b): &(Marks, Found)| {
            (a_marks, a.next, a.next_is_capital(), a.doc())
                == (b_marks, b.next, b.next_is_capital(), b.doc())
        };
        for same in found.chunk_by(is_same) {
            let (marks, found) = same[0];
            let (second, second_marks) = self.of.forms[found.next as usize];
            let in_head = same.iter().any(|(_, found)| found.next_in_head());
            let posting = Posting { doc: found.doc(), count: same.len() as u32, in_head };
            let (key, reading) = (
                [rank, second],
                Reading { marks: [marks, second_marks], is_capital: found.next_is_capital() },
            );
            occurrences.push(Occurrence { key, reading, posting });
        }
        occurrences
    }

    fn found(&self, form: usize) -> &[Found] {
        let form = form - self.first_form;
        let start = form.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.found[start..self.ends[form]]
    }
}

/// The readings of one key, each with its articles.
pub(crate) fn readings(
    of_key: &[Occurrence],
) -> impl Iterator<Item = (Reading, &[Occurrence])> + Clone {
    of_key
        .chunk_by(|a, b| a.reading == b.reading)
        .map(|of_reading| (of_reading[0].reading, of_reading))
}
