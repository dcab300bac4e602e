//! The style sheet of the second module. It travels inside it: one file less to ask for, to pin and to
//! keep, and the first list does not wait for the look of what is seldom opened.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::web::js;

/// Readers adopt it, so it stands for as long as the page.
const SHEET: &str = include_str!("dress.css");

thread_local! {
    /// One sheet for all readers of the page.
    static DRESS: Option<JsValue> = {
        let sheet = js::make("CSSStyleSheet", &[]);
        sheet.inspect(|sheet| drop(js::call(sheet, "replaceSync", &[SHEET.into()])))
    };
}

/// Puts the sheet on the shadow root that an element is in, if it is not on it already: a reader that is
/// used again stands in another root.
pub(super) fn dress(element: &Element) {
    let Some(root) = js::call(element, "getRootNode", &[]) else { return };
    let Ok(worn) = js::field(&root, "adoptedStyleSheets").dyn_into::<Array>() else { return };
    DRESS.with(|sheet| {
        if let Some(sheet) = sheet.as_ref().filter(|sheet| !worn.includes(sheet, 0)) {
            let more = Array::from(&worn);
            more.push(sheet);
            js::set(&root, "adoptedStyleSheets", &more);
        }
    });
}
