//! A reader that fails rather than hand out more bytes than were allowed: what unpacks, or is
//! written on one line, has any length.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that may still be read. Clones share the account.
#[derive(Clone, Debug)]
pub(crate) struct Allowance(Arc<AtomicU64>);

impl Allowance {
    pub(crate) fn new(bytes: u64) -> Self {
        Allowance(Arc::new(AtomicU64::new(bytes)))
    }

    /// What may come out of compressed data of this length. Text is a tenth of itself when compressed, a
    /// table of one repeated line a hundredth; a small file may be anything.
    pub(crate) fn of_compressed(bytes: u64) -> Self {
        const ANY: u64 = 256 << 20;
        const TIMES: u64 = 200;
        Allowance::new(bytes.saturating_mul(TIMES).saturating_add(ANY))
    }

    /// Allows so many from now on.
    pub(crate) fn reset(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }
}

/// A reader and what may be read of it.
#[derive(Debug)]
pub(crate) struct Meter<R> {
    inner: R,
    left: Allowance,
}

impl<R> Meter<R> {
    pub(crate) fn new(inner: R, left: &Allowance) -> Self {
        Meter { inner, left: left.clone() }
    }
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.0.load(Ordering::Relaxed).checked_sub(read as u64);
        self.left.0.store(left.unwrap_or(0), Ordering::Relaxed);
        // `unreadable` has the words for it.
        left.map(|_| read).ok_or_else(|| io::ErrorKind::FileTooLarge.into())
    }
}
