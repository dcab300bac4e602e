//! The slices of a library that are at hand.

use std::collections::{BTreeMap, BTreeSet};

use docbao_bundle::table::Slices;
use docbao_bundle::{DecodeError, SliceRef, slice};

/// The slices of a library that are at hand, and those that will not come.
#[derive(Clone, Debug, Default)]
pub struct Store {
    payloads: BTreeMap<SliceRef, Box<[u8]>>,
    unavailable: BTreeSet<SliceRef>,
}

impl Store {
    /// Takes a slice in, as it lies in its pack.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if it is not what was written there.
    pub fn provide(&mut self, at: SliceRef, sealed: &[u8]) -> Result<(), DecodeError> {
        let payload = slice::open(at, sealed)?;
        self.payloads.insert(at, payload.into());
        self.unavailable.remove(&at);
        Ok(())
    }

    /// Notes that a slice will not come.
    pub fn unavailable(&mut self, at: SliceRef) {
        self.unavailable.insert(at);
    }

    /// Forgets what would not come.
    pub fn retry(&mut self) {
        self.unavailable.clear();
    }

    /// Whether it is known that the slice will not come.
    pub fn is_unavailable(&self, at: SliceRef) -> bool {
        self.unavailable.contains(&at)
    }
}

impl Slices for Store {
    fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        self.payloads.get(&at).map(|payload| &**payload)
    }
}
