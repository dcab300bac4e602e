//! What the visitor's device does for the reader: keeps a little text, shares, copies. None of it can be
//! counted on.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Storage;

use super::host::object;

/// What has become of something shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The device asked the visitor where to; it has said all there is to say.
    Asked,
    /// It is on the clipboard.
    Copied,
    /// The browser allows neither.
    Refused,
}

/// Reads what was kept. Sites opened from a file and visitors who block storage have none.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps a text. Returns whether that worked: storage may be full, or not there.
pub fn keep(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Offers an address to the device's own way of sharing, else copies it.
pub async fn share(title: &str, address: &str) -> Shared {
    let navigator = field(&js_sys::global(), "navigator");
    let what = object(&[("title", title.into()), ("url", address.into())]);
    let asked = invoke(&navigator, "share", &what);
    let is_asked = asked.is_some();
    // Pages without a certificate have no clipboard.
    let work =
        asked.or_else(|| invoke(&field(&navigator, "clipboard"), "writeText", &address.into()));
    let Some(work) = work else { return Shared::Refused };
    match JsFuture::from(work).await {
        // Rejected means that the visitor thought better of it.
        _ if is_asked => Shared::Asked,
        Ok(_) => Shared::Copied,
        Err(_) => Shared::Refused,
    }
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Calls a method that may not be there. By name: a binding of its own is 100 bytes each.
fn invoke(target: &JsValue, method: &str, argument: &JsValue) -> Option<Promise> {
    let method: Function = field(target, method).dyn_into().ok()?;
    method.call1(target, argument).ok()?.dyn_into().ok()
}
