//! Why an article stands where it stands: what each word, pair and phrase gave to its score. For tests and
//! for who sets the constants of [`rank`](crate::rank); a reader has no use for it.

use docbao_bundle::manifest::DocId;

use crate::engine::{Answer, Engine};
use crate::query::Query;
use crate::rank::{Excluded, Listen, Reason, matches_as_written};
use crate::writings::writings;

/// How a score came about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// The words that count, as folds: those typed, or another way of writing them.
    pub words: Vec<String>,
    /// What gave how much, in the order of the query. Together they are the score.
    pub parts: Vec<(Reason, f32)>,
}

impl Explanation {
    /// The score.
    pub fn score(&self) -> f32 {
        self.parts.iter().map(|(_, given)| given).sum()
    }
}

impl Engine {
    /// Explains the score of an article in the answer to a query taken literally.
    pub fn explain(&self, query: &Query, doc: DocId) -> Answer<Explanation> {
        let mut asking = self.asking();
        let query = self.with_names(query);
        let mut best = Explanation::default();
        let mut weight_as_typed = None;
        let excluded = Excluded::new(&mut asking, &query);
        let others = writings(&query).all;
        for (writing, counts) in std::iter::once((query, 1.0)).chain(others) {
            let mut listener = Listener { doc, ..Listener::default() };
            let matches = matches_as_written(&mut asking, &writing, &excluded, &mut listener);
            let own = *weight_as_typed.get_or_insert(matches.weight);
            let scale = if matches.weight > 0.0 { counts * own / matches.weight } else { 0.0 };
            let mut parts = listener.parts;
            parts.iter_mut().for_each(|(_, given)| *given *= scale);
            let words = writing.words.into_iter().map(|word| word.fold).collect();
            let explanation = Explanation { words, parts };
            if best.words.is_empty() || explanation.score() > best.score() {
                best = explanation;
            }
        }
        asking.answer(best)
    }
}

/// Listens for one article.
#[derive(Debug, Default)]
struct Listener {
    doc: DocId,
    before: f32,
    parts: Vec<(Reason, f32)>,
}

impl Listen for Listener {
    fn heard(&mut self, reason: impl FnOnce() -> Reason, scores: &[f32]) {
        let now = scores.get(self.doc as usize).copied().unwrap_or_default();
        if now > self.before {
            self.parts.push((reason(), now - self.before));
            self.before = now;
        }
    }
}
