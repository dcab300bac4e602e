#![doc = include_str!("../FORMAT.md")]
#![forbid(unsafe_code)]

pub mod address;
pub mod article;
pub mod bits;
pub mod content;
pub mod date;
pub mod error;
pub mod letters;
pub mod manifest;
pub mod mentions;
pub mod row;
pub mod slice;
pub mod table;
pub mod wire;

#[cfg(feature = "write")]
pub mod pack;

pub use article::{Article, Attachment, Byline, Dateline, Source};
pub use content::{Block, Figure, Item, Span, Text};
pub use date::{Date, Month};
pub use error::DecodeError;
pub use manifest::Manifest;
pub use mentions::{Mentions, Paper, Person, Place, When};
pub use row::Row;
pub use slice::SliceRef;
