//! The browser, as far as the reader needs it. Nothing outside this folder and
//! [`embed`](crate::embed) sees a `JsValue`.

pub mod device;
mod edition;
mod fetch;
pub mod history;
pub mod host;
pub(crate) mod js;
mod library;
pub mod page;
pub mod progress;
mod source;
pub mod speech;
mod value;
pub mod visible;
pub mod words;

pub use edition::Edition;
pub(crate) use fetch::promise;
pub use library::{Answered, Library};
pub use source::Source;
