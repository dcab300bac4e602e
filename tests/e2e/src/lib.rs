//! docbao in real browsers, as a host page knows it: by its element, its address and what people
//! see. Nothing here depends on docbao's crates; the product is the binary that `cargo xtask` builds.
//!
//! `cargo xtask test` runs the journeys in three engines; to run one alone, in Chromium or in the engine
//! that DOCBAO_ENGINE names:
//! `DOCBAO=target/native/docbao cargo test -p docbao-e2e --test journeys -- back`.

pub mod engine;
pub mod fault;
pub mod host;
pub mod library;
pub mod page;
pub mod webdriver;

pub use engine::Engine;
pub use fault::Fault;
pub use host::Host;
pub use library::{Library, Served};
pub use page::Page;
pub use webdriver::Browser;
