//! What the visitor's device does for the reader: keeps a little text, shares, copies. None of it can be
//! counted on.

use wasm_bindgen::JsValue;

use super::host::{list, object};
use super::js;

/// Milliseconds after which a browser has fetched a file that was given to the visitor.
const FETCHED: u32 = 40_000;

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
    js::call(&storage(), "getItem", &[key.into()])?.as_string()
}

/// Keeps a text. Returns whether that worked: storage may be full, or not there.
pub fn keep(key: &str, text: &str) -> bool {
    js::call(&storage(), "setItem", &[key.into(), text.into()]).is_some()
}

fn storage() -> JsValue {
    js::global("localStorage")
}

/// Offers an address to the device's own way of sharing, else copies it.
pub async fn share(title: &str, address: &str) -> Shared {
    let what = object(&[("title", title.into()), ("url", address.into())]);
    let navigator = js::global("navigator");
    // It says no in frames of other sites that were not allowed to.
    let can_ask = js::call(&navigator, "canShare", std::slice::from_ref(&what));
    if can_ask == Some(JsValue::TRUE)
        && let Some(asked) = js::call(&navigator, "share", &[what])
    {
        match js::outcome(asked).await {
            Ok(_) => return Shared::Asked,
            // The visitor thought better of it. After everything else nobody has been asked.
            Err(error) if js::field(&error, "name") == "AbortError" => return Shared::Asked,
            Err(_) => {}
        }
    }
    // Pages without a certificate have no clipboard.
    if copy(address).await { Shared::Copied } else { Shared::Refused }
}

/// Copies a text. Returns whether that worked.
pub async fn copy(text: &str) -> bool {
    let clipboard = js::field(&js::global("navigator"), "clipboard");
    js::wait(js::call(&clipboard, "writeText", &[text.into()])).await.is_some()
}

/// Gives the visitor a file.
pub fn download(name: &str, text: &str) {
    let blob = js::make("Blob", &[list([text.into()]).into()]);
    let url = js::global("URL");
    let Some(address) = blob.and_then(|blob| js::call(&url, "createObjectURL", &[blob])) else {
        return;
    };
    let document = js::global("document");
    if let Some(link) = js::call(&document, "createElement", &["a".into()]) {
        js::set(&link, "href", &address);
        js::set(&link, "download", &name.into());
        js::call(&link, "click", &[]);
    }
    // Not at once: Safari asks for the file some time after the click.
    let free = js::field(&url, "revokeObjectURL");
    js::call(&js_sys::global(), "setTimeout", &[free, JsValue::from(FETCHED), address]);
}
