//! How things are found: folding, index, ranking, excerpts.
//!
//! The model. An article is a [`DocId`](docbao_bundle::manifest::DocId), the newest being 0. Its
//! text is a run of *syllables* (what spaces and punctuation separate), each of them folded (no
//! marks, lower case) with its marks kept beside it as a number. The index maps folded syllables,
//! and pairs of syllables that stand next to each other, to articles; Vietnamese has few syllables
//! and they are frequent, so it is the pairs that tell articles apart. Positions are not stored:
//! pairs cost a third of their bytes and answer with one short list a pair.
//!
//! What this crate does not do: fetch. [`Engine`] is handed slices of a library, and every question
//! to it is answered with what can be said from them and a list of those that would make the answer
//! final ([`Answer`]). The same code runs in the browser, in the bundler and in tests.
//!
//! To follow a query begin at [`query`], to follow an article begin at `index`.

#![forbid(unsafe_code)]

pub mod abbreviations;
mod dates;
pub mod docset;
pub mod engine;
pub mod excerpt;
#[cfg(feature = "write")]
pub mod explain;
pub mod facet;
pub mod fetching;
pub mod fields;
mod gram;
#[cfg(feature = "write")]
pub mod index;
pub mod keystrokes;
pub mod layout;
#[cfg(feature = "write")]
pub mod library;
pub mod lower;
pub mod pairs;
#[cfg(feature = "write")]
mod parallel;
pub mod postings;
pub mod query;
#[cfg(feature = "write")]
mod radix;
pub mod rank;
mod reading;
pub mod related;
#[cfg(feature = "write")]
mod running;
pub mod spelling;
#[cfg(feature = "write")]
pub mod steps;
pub mod store;
pub mod text;
mod writings;

pub use engine::{Answer, Engine, FacetCounts, Found, Hit, Request, Sort};
pub use excerpt::{Excerpt, Highlighter};
pub use facet::Filters;
pub use fields::{Clause, Field};
pub use query::Query;
