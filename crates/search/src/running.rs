//! The words of all articles as they run, four bytes each, and the terms and pairs that occur in
//! them, drawn out in the order of the tables a portion at a time.
//!
//! Occurrences are seven times as long as the words they come from. So the words are what is kept, and
//! are gone through once a portion: a library of a hundred thousand articles is written within 1 GB.

use std::collections::HashMap;
use std::ops::Range;

use docbao_bundle::manifest::DocId;

use crate::pairs::Reading;
use crate::parallel;
use crate::text::{Marks, Syllable};

/// A passage's syllables, and whether it is of the head (title and lead).
pub(crate) type SplitPassage = (bool, Vec<Syllable>);

/// Occurrences of a portion, about. Larger: more memory; smaller: the words are gone through more often.
const PORTION_OCCURRENCES: usize = 4 << 20;

/// Articles that are gone through together by one core.
const PORTION_ARTICLES: usize = 512;

/// An occurrence: syllables by rank among all folded syllables, their marks, where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occurrence {
    pub(crate) key: [u32; 2],
    pub(crate) reading: Reading,
    pub(crate) doc: DocId,
    pub(crate) count: u32,
    pub(crate) in_head: bool,
}

/// The words of articles, in the order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// A folded syllable and the numbers of its forms with their marks.
    forms: HashMap<String, Vec<(Marks, u32)>>,
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
    pub(crate) fn add(&mut self, text: &[SplitPassage]) -> u32 {
        let before = self.words.len();
        for (in_head, passage) in text {
            for (at, syllable) in passage.iter().enumerate() {
                let begins = at == 0 || syllable.begins_sentence;
                let form = self.form(syllable);
                self.words.push(Word::new(form, begins, *in_head));
            }
        }
        self.ends.push(self.words.len());
        (self.words.len() - before) as u32
    }

    fn form(&mut self, syllable: &Syllable) -> u32 {
        if !self.forms.contains_key(&syllable.fold) {
            self.forms.insert(syllable.fold.clone(), Vec::new());
        }
        let Some(forms) = self.forms.get_mut(&syllable.fold) else { return 0 };
        if let Some((_, form)) = forms.iter().find(|(marks, _)| *marks == syllable.marks) {
            return *form;
        }
        let form = self.n_forms;
        forms.push((syllable.marks, form));
        self.n_forms += 1;
        form
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
        let names = by_name.into_iter().map(|(name, _)| name).collect();
        let mut counts = vec![0; form_ranks.len()];
        self.words.iter().for_each(|word| counts[word.form()] += 1);
        Sorted { words: self.words, ends: self.ends, form_ranks, counts, names }
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
}

impl Sorted {
    /// The folded syllable of a rank.
    pub(crate) fn name(&self, rank: u32) -> &str {
        &self.names[rank as usize]
    }

    /// Hands out the occurrences of single syllables in ascending order. No key is divided.
    pub(crate) fn each_of_terms(&self, each: impl FnMut(&[Occurrence])) {
        self.each_portion(&|doc, ranks, found| self.terms(doc, ranks, found), each);
    }

    /// Hands out the occurrences of pairs in ascending order. The pairs of one first syllable are
    /// not divided.
    pub(crate) fn each_of_pairs(&self, each: impl FnMut(&[Occurrence])) {
        self.each_portion(&|doc, ranks, found| self.pairs(doc, ranks, found), each);
    }

    fn each_portion(
        &self,
        of_article: &(impl Fn(DocId, &Range<u32>, &mut Vec<Occurrence>) + Sync),
        mut each: impl FnMut(&[Occurrence]),
    ) {
        let docs: Vec<DocId> = (0..self.ends.len() as DocId).collect();
        let docs: Vec<&[DocId]> = docs.chunks(PORTION_ARTICLES).collect();
        for ranks in self.portions() {
            let found = parallel::map(&docs, |docs| {
                let mut found = Vec::new();
                for doc in *docs {
                    let start = found.len();
                    of_article(*doc, &ranks, &mut found);
                    merge(&mut found, start);
                }
                found
            });
            let mut found = found.concat();
            parallel::sort(&mut found);
            each(&found);
        }
    }

    /// Ranks that are dealt with together.
    fn portions(&self) -> Vec<Range<u32>> {
        let mut of_rank = vec![0; self.names.len()];
        for ((rank, _), count) in self.form_ranks.iter().zip(&self.counts) {
            of_rank[*rank as usize] += count;
        }
        let mut portions: Vec<Range<u32>> = Vec::new();
        let mut in_last = 0;
        for (rank, count) in (0..).zip(of_rank) {
            match portions.last_mut().filter(|_| in_last + count <= PORTION_OCCURRENCES) {
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

/// Joins equal occurrences of one article, which begin at `start`.
fn merge(occurrences: &mut Vec<Occurrence>, start: usize) {
    occurrences[start..].sort_unstable();
    let mut end = start;
    for at in start..occurrences.len() {
        let next = occurrences[at];
        let last = (end > start).then(|| &mut occurrences[end - 1]);
        match last.filter(|last| last.key == next.key && last.reading == next.reading) {
            Some(last) => {
                last.count += next.count;
                last.in_head |= next.in_head;
            }
            None => {
                occurrences[end] = next;
                end += 1;
            }
        }
    }
    occurrences.truncate(end);
}
