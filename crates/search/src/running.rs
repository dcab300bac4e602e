//! The words of all articles as they run, four bytes each, and the terms and pairs that occur in
//! them, drawn out in the order of the tables a portion at a time.
//!
//! Occurrences are seven times as long as the words they come from. So the words are what is kept, and
//! are gone through once a portion: a library of a hundred thousand articles is written within 1 GB.

use std::ops::Range;

use docbao_bundle::manifest::DocId;
use rustc_hash::FxHashMap;

use crate::pairs::Reading;
use crate::parallel;
use crate::spelling::syllable_number;
use crate::text::{Marks, syllables};

/// Articles that are gone through together by one core.
const PORTION_ARTICLES: usize = 512;

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
}

impl Split {
    /// Takes the next passage.
    pub(crate) fn push(&mut self, part: Part, text: &str) {
        let before = self.words.len();
        let mut all = syllables(text);
        while let Some((_, marks, begins_sentence)) = all.next_into(&mut self.folds) {
            self.words.push(SplitWord {
                fold_end: self.folds.len() as u32,
                marks,
                begins: begins_sentence || self.words.len() == before,
                in_head: matches!(part, Part::Title | Part::Lead),
            });
        }
        if matches!(part, Part::Lead | Part::Text) {
            self.length += (self.words.len() - before) as u32;
        }
    }
}

/// An occurrence: syllables by rank among all folded syllables, their marks, where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurrence {
    pub(crate) key: [u32; 2],
    pub(crate) reading: Reading,
    pub(crate) doc: DocId,
    pub(crate) count: u32,
    pub(crate) in_head: bool,
}

impl Occurrence {
    /// What they are sorted by; articles ascend already.
    fn order(&self) -> [u32; 4] {
        let ([first, second], [first_marks, second_marks]) = (self.key, self.reading);
        [first, second, first_marks, second_marks]
    }

    /// Whether both are of the same words in the same article.
    fn is_again(&self, other: &Occurrence) -> bool {
        self.key == other.key && self.reading == other.reading && self.doc == other.doc
    }
}

/// The words of articles, in the order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// A folded syllable and the numbers of its forms with their marks.
    forms: FxHashMap<String, Vec<(Marks, u32)>>,
    n_forms: u32,
    words: Vec<Word>,
    /// Where the words of each article end.
    ends: Vec<usize>,
}

/// Number of a form, whether it makes no pair with the word before, whether it is of the head.
#[derive(Clone, Copy, Debug)]
struct Word(u32);

impl Word {
    fn new(form: u32, begins: bool, in_head: bool) -> Self {
        Word(form << 2 | u32::from(begins) << 1 | u32::from(in_head))
    }

    fn form(self) -> usize {
        (self.0 >> 2) as usize
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
        let mut start = 0;
        for word in &split.words {
            let end = word.fold_end as usize;
            let form = self.form(&split.folds[start..end], word.marks);
            start = end;
            self.words.push(Word::new(form, word.begins, word.in_head));
        }
        self.ends.push(self.words.len());
        split.words.len() as u32
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
        let mut form_ranks = vec![(0, 0); self.n_forms as usize];
        for ((_, forms), rank) in by_name.iter().zip(0..) {
            for (marks, form) in forms {
                form_ranks[*form as usize] = (rank, *marks);
            }
        }
        let names: Vec<String> = by_name.into_iter().map(|(name, _)| name).collect();
        let numbers = names.iter().map(|name| syllable_number(name)).collect();
        let mut counts = vec![0; form_ranks.len()];
        self.words.iter().for_each(|word| counts[word.form()] += 1);
        Sorted { words: self.words, ends: self.ends, form_ranks, counts, names, numbers }
    }
}

/// The words of all articles, and the syllables ranked.
#[derive(Debug)]
pub(crate) struct Sorted {
    words: Vec<Word>,
    ends: Vec<usize>,
    /// Rank and marks of each form.
    form_ranks: Vec<(u32, Marks)>,
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

    /// Its number, if it is a Vietnamese syllable.
    pub(crate) fn number(&self, rank: u32) -> Option<u32> {
        self.numbers[rank as usize]
    }

    /// The occurrences of single syllables in ascending order, about so many at a time. No key is divided.
    pub(crate) fn terms_by_portion(&self, size: usize) -> impl Iterator<Item = Vec<Occurrence>> {
        self.by_portion(size, |doc, ranks, found| self.terms(doc, ranks, found))
    }

    /// The occurrences of pairs in ascending order, about so many at a time. The pairs of one first
    /// syllable are not divided.
    pub(crate) fn pairs_by_portion(&self, size: usize) -> impl Iterator<Item = Vec<Occurrence>> {
        self.by_portion(size, |doc, ranks, found| self.pairs(doc, ranks, found))
    }

    fn by_portion(
        &self,
        size: usize,
        of_article: impl Fn(DocId, &Range<u32>, &mut Vec<Occurrence>) + Sync + Send,
    ) -> impl Iterator<Item = Vec<Occurrence>> {
        let docs: Vec<DocId> = (0..self.ends.len() as DocId).collect();
        self.portions(size).into_iter().map(move |ranks| {
            let docs: Vec<&[DocId]> = docs.chunks(PORTION_ARTICLES).collect();
            let found = parallel::map(&docs, |docs| {
                let mut found = Vec::new();
                docs.iter().for_each(|doc| of_article(*doc, &ranks, &mut found));
                found
            });
            let mut found = found.concat();
            parallel::sort(&mut found, Occurrence::order);
            merge(&mut found);
            found
        })
    }

    /// Ranks that are dealt with together.
    fn portions(&self, size: usize) -> Vec<Range<u32>> {
        let mut of_rank = vec![0; self.names.len()];
        for ((rank, _), count) in self.form_ranks.iter().zip(&self.counts) {
            of_rank[*rank as usize] += count;
        }
        let mut portions: Vec<Range<u32>> = Vec::new();
        let mut in_last = 0;
        for (rank, count) in (0..).zip(of_rank) {
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

    fn terms(&self, doc: DocId, ranks: &Range<u32>, found: &mut Vec<Occurrence>) {
        for word in self.article(doc) {
            let (rank, marks) = self.form_ranks[word.form()];
            if ranks.contains(&rank) {
                let (key, reading) = ([rank, 0], [marks, 0]);
                found.push(Occurrence { key, reading, doc, count: 1, in_head: word.in_head() });
            }
        }
    }

    fn pairs(&self, doc: DocId, ranks: &Range<u32>, found: &mut Vec<Occurrence>) {
        for pair in self.article(doc).windows(2) {
            let &[first, second] = pair else { continue };
            let (rank, marks) = self.form_ranks[first.form()];
            if second.begins() || !ranks.contains(&rank) {
                continue;
            }
            let (second_rank, second_marks) = self.form_ranks[second.form()];
            let (key, reading) = ([rank, second_rank], [marks, second_marks]);
            found.push(Occurrence { key, reading, doc, count: 1, in_head: second.in_head() });
        }
    }

    fn article(&self, doc: DocId) -> &[Word] {
        let doc = doc as usize;
        let start = doc.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[doc]]
    }
}

/// Joins occurrences of the same words in the same article, which stand side by side.
fn merge(occurrences: &mut Vec<Occurrence>) {
    occurrences.dedup_by(|next, last| {
        let is_again = next.is_again(last);
        if is_again {
            last.count += next.count;
            last.in_head |= next.in_head;
        }
        is_again
    });
}
