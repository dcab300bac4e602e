//! Sets of articles.

use docbao_bundle::manifest::DocId;

/// A set of articles of one library, a bit an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocSet {
    words: Vec<u64>,
}

impl DocSet {
    /// No article of `articles`.
    pub fn none(articles: u32) -> Self {
        DocSet { words: vec![0; articles.div_ceil(64) as usize] }
    }

    /// Every article.
    pub fn all(articles: u32) -> Self {
        let mut words = vec![u64::MAX; articles.div_ceil(64) as usize];
        if let (Some(last), rest @ 1..) = (words.last_mut(), articles % 64) {
            *last = (1 << rest) - 1;
        }
        DocSet { words }
    }

    /// Adds an article. One that the library does not have is ignored.
    pub fn insert(&mut self, doc: DocId) {
        if let Some(word) = self.words.get_mut(doc as usize / 64) {
            *word |= 1 << (doc % 64);
        }
    }

    /// Adds the articles from `start` up to but without `end`.
    pub fn insert_range(&mut self, start: DocId, end: DocId) {
        (start..end).for_each(|doc| self.insert(doc));
    }

    /// Whether the article is in the set.
    pub fn contains(&self, doc: DocId) -> bool {
        self.words.get(doc as usize / 64).is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }

    /// Keeps only what is in `other` too.
    pub fn intersect(&mut self, other: &DocSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Adds what is in `other`.
    pub fn unite(&mut self, other: &DocSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Takes out what is in `other`.
    pub fn subtract(&mut self, other: &DocSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// How many articles there are.
    pub fn len(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The articles, the newest first.
    pub fn iter(&self) -> impl Iterator<Item = DocId> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(at as u32 * 64 + bit)
            })
        })
    }

    /// How many articles there are from `start` up to but without `end`.
    pub fn count(&self, start: DocId, end: DocId) -> u32 {
        (start..end).filter(|doc| self.contains(*doc)).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_in() {
        let mut set = DocSet::none(130);
        [129, 0, 64, 500].into_iter().for_each(|doc| set.insert(doc));
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 64, 129]);
        assert_eq!((set.len(), DocSet::all(130).len()), (3, 130));
        let mut other = DocSet::none(130);
        other.insert_range(60, 70);
        set.intersect(&other);
        assert!(set.contains(64) && set.len() == 1 && !set.is_empty());
        set.subtract(&other);
        assert!(set.is_empty());
        set.unite(&other);
        assert_eq!(set.len(), 10);
    }
}
