//! The browser, as far as the reader needs it. Nothing outside this folder and
//! [`embed`](crate::embed) sees a `JsValue`.

mod edition;
mod fetch;
pub mod history;
pub mod host;
mod library;
pub mod page;
pub mod visible;

pub use edition::Edition;
pub use library::{Answered, Library};
