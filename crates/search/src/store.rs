//! The slices of a library that are at hand.

use docbao_bundle::table::Slices;
use docbao_bundle::{DecodeError, SliceRef, slice};

/// The slices of a library that are at hand, and those that will not come.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// In the order of places; without bytes what will not come. A list rather than a tree map: it
    /// has thousands of entries at most and costs the reader a tenth of the code.
    slices: Vec<(SliceRef, Option<Box<[u8]>>)>,
}

impl Store {
    /// Takes a slice in, as it lies in its pack.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if it is not what was written there.
    pub fn provide(&mut self, at: SliceRef, sealed: &[u8]) -> Result<(), DecodeError> {
        let payload = slice::open(at, sealed)?;
        self.put(at, Some(payload.into()));
        Ok(())
    }

    /// Notes that a slice will not come.
    pub fn unavailable(&mut self, at: SliceRef) {
        self.put(at, None);
    }

    /// Forgets what would not come.
    pub fn retry(&mut self) {
        self.slices.retain(|(_, payload)| payload.is_some());
    }

    /// Whether it is known that the slice will not come.
    pub fn is_unavailable(&self, at: SliceRef) -> bool {
        self.find(at).is_ok_and(|found| self.slices[found].1.is_none())
    }

    fn find(&self, at: SliceRef) -> Result<usize, usize> {
        self.slices.binary_search_by_key(&at, |(at, _)| *at)
    }

    fn put(&mut self, at: SliceRef, payload: Option<Box<[u8]>>) {
        match self.find(at) {
            Ok(found) => self.slices[found].1 = payload,
            Err(place) => self.slices.insert(place, (at, payload)),
        }
    }
}

impl Slices for Store {
    fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        self.slices[self.find(at).ok()?].1.as_deref()
    }
}
