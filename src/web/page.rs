//! Focus and scrolling: the two things on a page that are not drawn.

use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

use super::host::object;
use super::js;

/// Focuses an element where it is; the caller decides what is scrolled.
pub fn focus(element: &Element) {
    let options = object(&[("preventScroll", true.into())]);
    // Every element that we draw is an HTML element.
    let element: &HtmlElement = element.unchecked_ref();
    let _ = element.focus_with_options(options.unchecked_ref());
}

/// Focuses an element if what had the focus in its reader is out of sight: keys must still reach us.
pub fn catch_focus(element: &Element) {
    if !focused(element).is_some_and(|active| is_seen(&active)) {
        focus(element);
    }
}

/// What has the focus in the reader of an element.
pub fn focused(element: &Element) -> Option<Element> {
    let root = js::call(element, "getRootNode", &[])?;
    js::field(&root, "activeElement").dyn_into().ok()
}

/// Whether an element is on the page and takes room there.
pub fn is_seen(element: &Element) -> bool {
    element.get_bounding_client_rect().width() > 0.0
}

/// Scrolls so that the top of the element shows, if it is above the window.
pub fn show_top(element: &Element) {
    if element.get_bounding_client_rect().top() < 0.0 {
        element.scroll_into_view();
    }
}

/// The whole of an address that may be relative to the page.
pub fn absolute(address: &str) -> String {
    let page = web_sys::window().and_then(|window| window.location().href().ok());
    let url = web_sys::Url::new_with_base(address, &page.unwrap_or_default());
    url.map_or_else(|_| address.to_owned(), |url| url.href())
}

/// Whether an address is one of another site than the page's.
pub fn is_elsewhere(address: &str) -> bool {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    !address.starts_with(&[&origin.unwrap_or_default(), "/"].concat())
}

/// How far the page is scrolled, in CSS pixels.
pub fn scroll_position() -> f64 {
    web_sys::window().and_then(|window| window.scroll_y().ok()).unwrap_or_default()
}

/// Scrolls the page to where it was.
pub fn scroll_to(position: f64) {
    if let Some(window) = web_sys::window() {
        window.scroll_by_with_x_and_y(0.0, position - scroll_position());
    }
}

/// Shows of the list after a field only the items whose text has what is sought, in folded letters.
pub fn narrow(field: &Element, sought: &str) {
    let list = field.next_element_sibling();
    let mut item = list.and_then(|list| list.first_element_child());
    while let Some(element) = item {
        let text = element.text_content().unwrap_or_default();
        let is_there = docbao_search::text::fold(&text).contains(sought);
        let _ = element.toggle_attribute_with_force("hidden", !is_there);
        item = element.next_element_sibling();
    }
}

/// Waits some milliseconds.
pub async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve: Function, _| {
        if let Some(window) = web_sys::window() {
            let _ = window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = JsFuture::from(promise).await;
}
