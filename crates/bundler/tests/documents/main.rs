//! The command and the documents that people give it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod formats;
mod golden;
mod hostile;
mod pictures;
mod stage;
