//! Hostile bytes for everything of docbao that decodes bytes: each [`Target`] takes any bytes and
//! must come back, soon and without much memory. What the targets look for beside panics is said at
//! each.
//!
//! `cargo xtask fuzz` lets libFuzzer, which sees what code its inputs reach, think of the bytes. The
//! everyday tests try the seeds, and what was found once.

#![forbid(unsafe_code)]

mod library;
mod target;

pub use library::sample;
pub use target::Target;
