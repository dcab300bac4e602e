//! How raw documents become a library.
//!
//! ```text
//! files ──source──► texts ──ingest──► collection ──library──► packs + manifest ──publish──► folder
//! ```
//!
//! * [`source`] finds the documents, in an order that does not depend on the machine;
//! * [`ingest`] makes articles of them, whatever the format;
//! * [`cache`] keeps what was made of documents for the next build;
//! * [`assets`] brings the pictures that articles refer to;
//! * [`collection`] puts them aside until all are known, so that memory does not grow with them;
//! * [`library`] lays articles out as a library, without files and without a clock;
//! * [`site`] adds the reader and a page that shows it;
//! * [`pages`] adds, where it is wanted, a plain page for every article;
//! * `single_file` puts library, reader and page into one file instead;
//! * [`publish`] puts all of it into a folder while people may be reading the old contents.
//!
//! This is the only crate that touches files. One bad document never stops a collection: it
//! becomes a [`Problem`] that says where, what and how to mend it.

#![forbid(unsafe_code)]

pub mod assets;
pub mod build;
pub mod cache;
pub mod check;
pub mod collection;
pub mod config;
pub mod convert;
mod duplicates;
pub mod encoding;
pub mod ingest;
pub mod inspect;
pub mod language;
pub mod library;
pub mod mentions;
pub mod pages;
pub mod problem;
mod progress;
pub mod publish;
pub mod remove;
mod reopen;
pub mod serve;
mod single_file;
pub mod site;
pub mod source;
mod text;
pub mod watch;

pub use build::{BuildOptions, Report, build};
pub use check::{Findings, check};
pub use inspect::{Summary, inspect};
pub use problem::{Problem, Severity, Warned};
pub use remove::remove;
pub use serve::{Reloader, Server};
pub use watch::watch;
