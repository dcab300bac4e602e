//! Articles with nearly the same text: a re-posted notice, an export that was made twice.
//!
//! Of each text the smallest hashes of its runs of four words are kept (a bottom-k sketch, Broder 1997).
//! How many of them two texts share tells how alike they are, whatever their length; and texts that
//! are alike nearly always share one of the smallest few, so no text is compared with all others.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hasher;

use docbao_bundle::Article;
use docbao_search::text::syllables;

/// Hashes kept of a text.
const SKETCH: usize = 64;

/// Smallest hashes by which a text is found again.
const KEYS: usize = 8;

/// Words of a run.
const RUN: usize = 4;

/// Texts with fewer runs are formulas ("no news this week"): alike is not the same then.
const MIN_RUNS: usize = 16;

/// Share of hashes, in percent, above which two texts are nearly the same.
const ALIKE: usize = 80;

/// The smallest hashes of an article's runs of words, ascending. Empty for a very short one.
pub(crate) type Sketch = Vec<u64>;

/// Sketches an article.
pub(crate) fn sketch(article: &Article) -> Sketch {
    let texts = article.lead.iter().cloned().chain(article.passages());
    let words: Vec<String> =
        texts.flat_map(|text| syllables(&text).map(|word| word.fold).collect::<Vec<_>>()).collect();
    let runs: BTreeSet<u64> = words.windows(RUN).map(hash).collect();
    match runs.len() {
        0..MIN_RUNS => Vec::new(),
        _ => runs.into_iter().take(SKETCH).collect(),
    }
}

/// Finds earlier texts that are nearly the same.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    sketches: Vec<Sketch>,
    by_key: HashMap<u64, usize>,
}

impl Seen {
    /// Takes the next text in. Returns the position of an earlier one that is nearly the same.
    pub(crate) fn add(&mut self, sketch: Sketch) -> Option<usize> {
        let keys = || sketch.iter().take(KEYS);
        let earlier = keys().filter_map(|key| self.by_key.get(key).copied());
        let alike = earlier.filter(|at| is_alike(&self.sketches[*at], &sketch)).min();
        let here = self.sketches.len();
        for key in sketch.iter().take(KEYS) {
            self.by_key.entry(*key).or_insert(here);
        }
        self.sketches.push(sketch);
        alike
    }
}

fn is_alike(a: &[u64], b: &[u64]) -> bool {
    let union: BTreeSet<u64> = a.iter().chain(b).copied().collect();
    // Of the smallest hashes of both together, those that both have: an estimate without bias.
    let smallest: Vec<u64> = union.into_iter().take(SKETCH).collect();
    let shared = smallest
        .iter()
        .filter(|hash| a.binary_search(hash).is_ok() && b.binary_search(hash).is_ok());
    shared.count() * 100 >= ALIKE * smallest.len()
}

fn hash(run: &[String]) -> u64 {
    // The same in every run and on every machine, unlike the hasher of a map.
    #[expect(deprecated, reason = "the only stable hasher of the standard library with fixed keys")]
    let mut hasher = std::hash::SipHasher::new();
    for word in run {
        hasher.write(word.as_bytes());
        hasher.write_u8(0);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: impl Iterator<Item = u32>) -> Sketch {
        let words: Vec<String> = words.map(|n| format!("chữ{n}")).collect();
        sketch(&Article::from_plain_text("a", "Bài", &words.join(" ")))
    }

    #[test]
    fn nearly_the_same_text_is_found_and_another_one_is_not() {
        let mut seen = Seen::default();
        assert_eq!(seen.add(text(0..400)), None);
        assert_eq!(seen.add(text(1000..1400)), None);
        // One word of four hundred is another.
        assert_eq!(seen.add(text((0..400).map(|n| if n == 200 { 9999 } else { n }))), Some(0));
        // Half of it is the same.
        assert_eq!(seen.add(text(200..600)), None);
        assert_eq!(seen.add(text(1000..1400)), Some(1));
    }

    #[test]
    fn short_texts_are_not_compared() {
        let mut seen = Seen::default();
        assert_eq!(seen.add(text(0..5)), None);
        assert_eq!(seen.add(text(0..5)), None);
    }
}
