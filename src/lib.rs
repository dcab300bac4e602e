//! The reader: what you see of a docbao library.
//!
//! ```text
//! library ──web::Library──► Engine ─┐ ground: what was published
//!                                   ├──► results, article (derived) ──► components ──► page
//! visitor ──Action──► State::apply ─┘ ground: what the visitor asked
//! host page ◄──events── embed ──attributes, methods──► Action
//! ```
//!
//! [`state::State`] and [`web::Library`] are the only ground state; what is on the screen follows
//! from them and is never copied back. Clicks, the address bar and the host page all speak in
//! [`state::Action`]s. The browser is reached only in [`web`] and [`embed`], so everything else is
//! tested natively.

/// Instead of what Rust comes with, which takes 1.3 KB more on the wire.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub mod embed;

pub mod files;
pub mod listening;
pub mod options;
pub mod places;
pub mod quote;
pub mod route;
pub mod screen;
pub mod sentences;
pub mod settings;
pub mod state;
pub mod strings;
pub mod suggestions;
pub mod timeline;
pub mod trouble;

pub mod app;
pub mod components;
pub mod keeping;
pub mod later;
pub mod web;
