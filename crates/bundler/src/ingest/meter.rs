//! A reader that fails rather than hand out more bytes than were allowed: what unpacks, or is
//! written on one line, has any length.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Bytes that may still be read. Clones share the account.
#[derive(Clone, Debug)]
pub(super) struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    pub(super) fn new(bytes: u64) -> Self {
        Allowance(Rc::new(Cell::new(bytes)))
    }

    /// What may come out of compressed data of this length. Text is a tenth of itself when compressed, a
    /// table of one repeated line a hundredth; a small file may be anything.
    pub(super) fn of_compressed(bytes: u64) -> Self {
        const ANY: u64 = 256 << 20;
        const TIMES: u64 = 200;
        Allowance::new(bytes.saturating_mul(TIMES).saturating_add(ANY))
    }

    /// Allows so many from now on.
    pub(super) fn reset(&self, bytes: u64) {
        self.0.set(bytes);
    }
}

/// A reader and what may be read of it.
#[derive(Debug)]
pub(super) struct Meter<R> {
    inner: R,
    left: Allowance,
}

impl<R> Meter<R> {
    pub(super) fn new(inner: R, left: &Allowance) -> Self {
        Meter { inner, left: left.clone() }
    }
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.0.get().checked_sub(read as u64);
        self.left.0.set(left.unwrap_or(0));
        // `unreadable` has the words for it.
        left.map(|_| read).ok_or_else(|| io::ErrorKind::FileTooLarge.into())
    }
}
