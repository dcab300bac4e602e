//! Related articles: for each article, the few that share most of what sets it apart.
//!
//! What sets an article apart is pairs of neighbouring syllables, with their marks: names, subjects, turns
//! that few others have and that it repeats or has in title or lead. They are gathered while the
//! table of pairs is written, and each article is then compared with those that share its best ones.

use docbao_bundle::DecodeError;
use docbao_bundle::manifest::DocId;
use docbao_bundle::wire::Cursor;

/// Related articles of an article, at most.
pub const MAX_RELATED: usize = 5;

/// Articles in one entry of the table.
pub const RELATED_PER_ENTRY: u32 = 32;

/// Reads the related articles of one article from its entry.
///
/// # Errors
/// [`DecodeError::Damaged`] if the bytes are no such entry of a library with so many articles.
pub fn decode(articles: u32, entry: &[u8], doc: DocId) -> Result<Vec<DocId>, DecodeError> {
    const LYING: DecodeError = DecodeError::Damaged { what: "related articles" };
    let mut cursor = Cursor::new(entry);
    for _ in 0..doc % RELATED_PER_ENTRY {
        for _ in 0..cursor.u8()? {
            cursor.u32()?;
        }
    }
    let mut related = Vec::new();
    for _ in 0..cursor.u8()? {
        related.push(Some(cursor.u32()?).filter(|doc| *doc < articles).ok_or(LYING)?);
    }
    Ok(related)
}

#[cfg(feature = "write")]
pub(crate) use writer::Gathering;

#[cfg(feature = "write")]
mod writer {
    use docbao_bundle::manifest::DocId;

    use super::MAX_RELATED;
    use crate::parallel;
    use crate::postings::Posting;
    use crate::running::Occurrence;

    /// Pairs an article is compared by. Larger: slower, and what it says by the way counts more.
    const TRAITS: usize = 32;

    /// Articles beyond which a pair sets none apart. Larger: slower, and better where a collection has
    /// few subjects. Range 50 to 2000.
    const MAX_ARTICLES: usize = 400;

    /// Pairs that two articles must share at least: one is chance.
    const MIN_SHARED: u32 = 3;

    /// What a pair in title or lead counts more.
    const IN_HEAD: f32 = 2.0;

    /// An article that has a pair: its number, then how often (2 bits), then whether in its head.
    #[derive(Clone, Copy, Debug)]
    struct Has(u32);

    impl Has {
        fn new(doc: DocId, count: u32, in_head: bool) -> Self {
            Has(doc << 3 | count.min(3) << 1 | u32::from(in_head))
        }

        fn doc(self) -> DocId {
            self.0 >> 3
        }

        /// How much it has of the pair.
        fn weight(self) -> f32 {
            let count = (self.0 >> 1 & 3) as f32;
            (0.5 + 0.5 * count) * if self.0 & 1 == 1 { IN_HEAD } else { 1.0 }
        }
    }

    /// Pairs that set articles apart, and who has them.
    #[derive(Debug)]
    pub(crate) struct Gathering {
        articles: u32,
        /// Articles of all pairs end to end, those of one pair in ascending order.
        have: Vec<Has>,
        /// Where those of each pair end.
        ends: Vec<u32>,
        /// Of each article the pairs that weigh most, and some more until they are cut.
        traits: Vec<Vec<(f32, u32)>>,
    }

    impl Gathering {
        pub(crate) fn new(articles: u32) -> Self {
            let traits = vec![Vec::new(); articles as usize];
            Gathering { articles, have: Vec::new(), ends: Vec::new(), traits }
        }

        /// Takes pairs in, with all their articles.
        pub(crate) fn add(&mut self, occurrences: &[Occurrence]) {
            let same = |a: &Occurrence, b: &Occurrence| a.key == b.key && a.reading == b.reading;
            for of_pair in occurrences.chunk_by(same) {
                // What half of a small collection has sets nothing apart either.
                if of_pair.len() < 2 || of_pair.len() > MAX_ARTICLES.min(self.articles as usize / 2)
                {
                    continue;
                }
                let pair = self.ends.len() as u32;
                let rarity = self.rarity(of_pair.len());
                for Occurrence { posting: Posting { doc, count, in_head }, .. } in of_pair {
                    let has = Has::new(*doc, *count, *in_head);
                    self.have.push(has);
                    let traits = &mut self.traits[*doc as usize];
                    traits.push((rarity * has.weight(), pair));
                    if traits.len() == 2 * TRAITS {
                        keep_best(traits);
                    }
                }
                self.ends.push(self.have.len() as u32);
            }
        }

        fn rarity(&self, articles: usize) -> f32 {
            (self.articles as f32 / articles as f32).ln()
        }

        /// The related articles of each, the most related first. `lengths` are in syllables.
        pub(crate) fn finish(mut self, lengths: &[u32]) -> Vec<Vec<DocId>> {
            self.traits.iter_mut().for_each(keep_best);
            let total: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
            let mean = total as f32 / lengths.len().max(1) as f32;
            // Who says much shares much.
            let long = |length: &u32| (0.5 + *length as f32 / mean.max(1.0)).sqrt();
            let long: Vec<f32> = lengths.iter().map(long).collect();
            let docs: Vec<DocId> = (0..self.articles).collect();
            parallel::map(&docs, |doc| self.related(*doc, &long))
        }

        fn related(&self, doc: DocId, long: &[f32]) -> Vec<DocId> {
            let mut shared: Vec<(DocId, f32)> = Vec::new();
            for (weight, pair) in &self.traits[doc as usize] {
                let have = self.articles_of(*pair);
                let weight = weight * self.rarity(have.len());
                let others = have.iter().filter(|has| has.doc() != doc);
                shared.extend(others.map(|has| (has.doc(), weight * has.weight())));
            }
            // Stable, so that sums are made in the order of the traits and come out the same everywhere.
            shared.sort_by_key(|(doc, _)| *doc);
            let mut best: Vec<(f32, DocId)> = Vec::new();
            for of_other in shared.chunk_by(|a, b| a.0 == b.0) {
                if of_other.len() as u32 >= MIN_SHARED {
                    let other = of_other[0].0;
                    let sum: f32 = of_other.iter().map(|(_, weight)| weight).sum();
                    best.push((sum / long[other as usize], other));
                }
            }
            best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            best.into_iter().take(MAX_RELATED).map(|(_, doc)| doc).collect()
        }

        fn articles_of(&self, pair: u32) -> &[Has] {
            let start = (pair as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.have[start as usize..self.ends[pair as usize] as usize]
        }
    }

    /// Keeps those that weigh most; of equals those met first.
    fn keep_best(traits: &mut Vec<(f32, u32)>) {
        traits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        traits.truncate(TRAITS);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_end_in_articles_or_an_error(bytes: Vec<u8>, doc: u32) {
            if let Ok(related) = decode(1000, &bytes, doc) {
                prop_assert!(related.iter().all(|doc| *doc < 1000));
            }
        }
    }
}
