//! Focus and scrolling: the two things on a page that are not drawn.

use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, PointerEvent};

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
    let page = js::field(&js::global("location"), "href");
    let url = js::make("URL", &[address.into(), page]);
    let whole = url.and_then(|url| js::field(&url, "href").as_string());
    whole.unwrap_or_else(|| address.to_owned())
}

/// Whether an address is one of another site than the page's.
pub fn is_elsewhere(address: &str) -> bool {
    let origin = js::field(&js::global("location"), "origin").as_string();
    !address.starts_with(&[&origin.unwrap_or_default(), "/"].concat())
}

/// How far the page is scrolled, in CSS pixels.
pub fn scroll_position() -> f64 {
    js::global("scrollY").as_f64().unwrap_or_default()
}

/// Scrolls the page to where it was.
pub fn scroll_to(position: f64) {
    scroll_by(position - scroll_position());
}

/// Scrolls the page so many CSS pixels down.
pub fn scroll_by(down: f64) {
    js::call(&js_sys::global(), "scrollBy", &[0.into(), down.into()]);
}

/// Where on an element a pull of the pointer began and where it is, as positions of so many parts of its width.
/// Nothing where nobody pulls.
pub fn pulled_over(event: &PointerEvent, parts: u32) -> Option<[u32; 2]> {
    let plot: Element = event.target()?.unchecked_into();
    let place = plot.get_bounding_client_rect();
    let [x, buttons] = ["clientX", "buttons"].map(|name| js::field(event, name).as_f64());
    let at = (x? - place.left()) / place.width() * f64::from(parts);
    // A cast keeps to the range of the number.
    let at = (at as u32).min(parts.saturating_sub(1));
    if buttons? != 1.0 {
        return None;
    }
    if event.type_() == "pointerdown" {
        // What is pulled beyond the plot is pulled all the same.
        js::call(&plot, "setPointerCapture", &[js::field(event, "pointerId")]);
        let _ = plot.set_attribute(PULLED_FROM, &at.to_string());
    }
    Some([plot.get_attribute(PULLED_FROM)?.parse().ok()?, at])
}

/// Keeps on a plot where the pull over it began.
const PULLED_FROM: &str = "data-from";

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
