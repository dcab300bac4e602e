//! The element that the reader lives in: what it is told goes out to the host page as events.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::later;
use crate::strings::Strings;
use crate::trouble::Trouble;

/// The element. Clones are the same element.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    emit: Function,
    bring_later: Function,
}

impl Host {
    /// `emit` is called with the name of an event and its detail, `bring_later` for a promise that the
    /// second module is in our memory.
    pub fn new(emit: Function, bring_later: Function) -> Self {
        Host { emit, bring_later }
    }

    /// Brings the second module. Returns whether it is [here](crate::later::now) now.
    pub async fn bring_later(&self) -> bool {
        let coming = self.bring_later.call0(&JsValue::UNDEFINED).ok();
        let Some(coming) = coming.and_then(|coming| coming.dyn_into::<Promise>().ok()) else {
            return false;
        };
        let has_come = JsFuture::from(coming).await.is_ok();
        if has_come {
            later::has_come();
        }
        has_come
    }

    /// The first list is on the screen.
    pub fn ready(&self) {
        self.emit("ready", &[]);
    }

    /// An article is on the screen.
    pub fn opened(&self, id: &str) {
        self.emit("open", &[("id", id.into())]);
    }

    /// Results of a visitor's search are on the screen.
    pub fn searched(&self, query: &str, total: u32) {
        self.emit("search", &[("query", query.into()), ("total", total.into())]);
    }

    /// Something cannot be shown.
    pub fn failed(&self, trouble: &Trouble, strings: &Strings) {
        let [code, message] = describe(trouble, strings);
        self.emit("error", &[("code", code.into()), ("message", message.into())]);
    }

    fn emit(&self, name: &str, detail: &[(&str, JsValue)]) {
        // An exception in a host's listener is reported by the browser; it is not ours.
        let _ = self.emit.call2(&JsValue::UNDEFINED, &name.into(), &object(detail));
    }
}

/// Code and message of an error, the message with the cure.
pub fn describe(trouble: &Trouble, strings: &Strings) -> [String; 2] {
    [trouble.code().to_owned(), strings.trouble(trouble).join(" ")]
}

/// A plain JavaScript object.
pub fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A JavaScript array.
pub fn list(items: impl IntoIterator<Item = JsValue>) -> Array {
    let list = Array::new();
    for item in items {
        list.push(&item);
    }
    list
}

/// Tells the page's developer.
pub fn warn(message: &str) {
    web_sys::console::warn_1(&["docbao: ", message].concat().into());
}
