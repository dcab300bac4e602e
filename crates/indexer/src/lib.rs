//! From named values to an article: how the parts of an article are called in JSON and front matter, how a
//! day is written, what an id is made of. Files and their formats are the bundler's business.
//!
//! What this crate does not do: open files, fetch, or know a clock. Any input ends in articles and words
//! about what is wrong with the others, never in a panic.

#![forbid(unsafe_code)]

pub mod article;
pub mod date;
pub mod fields;
pub mod id;
pub mod title;

pub use article::{Given, Refusal};
pub use fields::Fields;

/// What is wrong with an article that is taken in all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, as a clause without capital and full stop.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}
