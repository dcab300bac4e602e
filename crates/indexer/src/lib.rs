//! From named values to an article, and from articles to a library in memory.
//!
//! The bundler reads documents of many formats and takes from here how the parts of an article are
//! called in JSON and front matter, how a day is written, what an id is made of. In a page this crate is a
//! module of its own, `docbao-index`, without the reader: it takes articles and gives the packs and the
//! manifest that the reader then reads as those of any library. Only pages that bring their articles
//! themselves load it.
//!
//! What this crate does not do: open files, fetch, or know a clock. Any input ends in articles and words
//! about what is wrong with the others, never in a panic.

#![deny(unsafe_code)]

pub mod article;
pub mod collection;
pub mod date;
pub mod fields;
pub mod id;
#[cfg(target_family = "wasm")]
pub mod page;
mod shape;
pub mod store;
pub mod title;
mod written;

pub use article::{Given, Refusal};
pub use collection::Collection;
pub use fields::Fields;

/// What is wrong with an article that is taken in all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, as a clause without capital and full stop.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}
