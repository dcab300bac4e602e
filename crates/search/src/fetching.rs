//! What is fetched together and what is kept: the reader does so, and figures are counted so.

use docbao_bundle::SliceRef;

/// Cards of the first list, unless its page asks for another number: what [`Manifest::start`] is made for.
///
/// [`Manifest::start`]: docbao_bundle::Manifest::start
pub const FIRST_LIST: u32 = 20;

/// Two slices this close are fetched as one, in bytes: a request of its own costs about as much as
/// this in headers, and a round trip more on a slow line. At 0 only neighbours join.
const GAP_BYTES: u32 = 1024;

/// A stretch of a pack to ask for, and the slices in it that are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Position of the pack in the manifest.
    pub pack: u32,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
    /// What is wanted of it, in the order of the pack.
    pub slices: Vec<SliceRef>,
}

/// Joins slices into as few requests as is worth while.
pub fn plan(slices: &[SliceRef]) -> Vec<Run> {
    // They are a few dozen at most, so sorting by insertion will do: that of `std` is 8 KB of code.
    let mut sorted: Vec<SliceRef> = Vec::with_capacity(slices.len());
    for slice in slices {
        let at = sorted.partition_point(|known| known < slice);
        if sorted.get(at) != Some(slice) {
            sorted.insert(at, *slice);
        }
    }
    let mut runs: Vec<Run> = Vec::new();
    for slice in sorted {
        let end = slice.offset.saturating_add(slice.bytes);
        match runs.last_mut() {
            Some(run)
                if run.pack == slice.pack && slice.offset <= run.end.saturating_add(GAP_BYTES) =>
            {
                run.end = run.end.max(end);
                run.slices.push(slice);
            }
            _ => runs.push(Run { pack: slice.pack, start: slice.offset, end, slices: vec![slice] }),
        }
    }
    runs
}

/// Article texts asked for at once; no fewer are ever kept.
pub const TEXTS_AT_ONCE: usize = 32;

/// Beyond this many bytes, compressed, the oldest texts are dropped. In memory they are some five
/// times that. Who refines a question comes back to the same articles.
const KEPT_TEXT_BYTES: u32 = 4 << 20;

/// Texts that have come, by where they lie.
#[derive(Clone, Debug)]
pub struct Texts<T> {
    kept: Vec<(SliceRef, T)>,
}

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Texts { kept: Vec::new() }
    }
}

impl<T> Texts<T> {
    /// The text that lies there, if it is kept.
    pub fn get(&self, at: SliceRef) -> Option<&T> {
        self.kept.iter().find(|(slice, _)| *slice == at).map(|(_, text)| text)
    }

    /// Keeps a text, and drops the oldest ones where there are too many.
    pub fn keep(&mut self, at: SliceRef, text: T) {
        self.kept.push((at, text));
        let mut bytes = self.kept.iter().fold(0u32, |sum, (at, _)| sum.saturating_add(at.bytes));
        while bytes > KEPT_TEXT_BYTES && self.kept.len() > 2 * TEXTS_AT_ONCE {
            bytes = bytes.saturating_sub(self.kept.remove(0).0.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(pack: u32, offset: u32, bytes: u32) -> SliceRef {
        SliceRef { pack, offset, bytes }
    }

    #[test]
    fn neighbours_and_near_neighbours_travel_together() {
        let needs = vec![
            slice(0, 5000, 100),
            slice(0, 0, 100),
            slice(0, 100, 100),
            slice(0, 1224, 10),
            slice(1, 5100, 10),
            slice(0, 100, 100),
        ];
        let runs = plan(&needs);
        let spans: Vec<_> = runs.iter().map(|r| (r.pack, r.start, r.end, r.slices.len())).collect();
        assert_eq!(spans, [(0, 0, 1234, 3), (0, 5000, 5100, 1), (1, 5100, 5110, 1)]);
    }

    #[test]
    fn old_texts_make_room_but_a_page_of_them_stays() {
        let mut texts = Texts::default();
        (0..500).for_each(|at| texts.keep(slice(0, at, KEPT_TEXT_BYTES / 100), at));
        assert_eq!(
            (texts.get(slice(0, 399, KEPT_TEXT_BYTES / 100)), texts.kept.len()),
            (None, 100)
        );
        (0..500).for_each(|at| texts.keep(slice(1, at, u32::MAX), at));
        assert_eq!(texts.kept.len(), 2 * TEXTS_AT_ONCE);
        assert_eq!(texts.get(slice(1, 499, u32::MAX)), Some(&499));
    }

    #[test]
    fn numbers_at_the_end_of_their_range_do_not_overflow() {
        let runs = plan(&[slice(0, u32::MAX, u32::MAX), slice(0, u32::MAX - 1, 1)]);
        assert_eq!(runs.len(), 1);
    }
}
