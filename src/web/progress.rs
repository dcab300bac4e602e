//! How far the visitor has read: told whenever anything scrolls.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Window};
use yew::{Callback, NodeRef};

use super::{js, page};

/// Tells how far a text is read until it is dropped.
#[derive(Debug)]
pub struct Progress {
    window: Window,
    on_scroll: Closure<dyn Fn()>,
}

impl Progress {
    /// Watches the element that `text` holds, which may change.
    pub fn new(text: NodeRef, on_change: Callback<u32>) -> Option<Self> {
        let window = web_sys::window()?;
        let on_scroll = Closure::<dyn Fn()>::new(move || {
            if let Some(at) = text.cast::<Element>().and_then(|text| progress(&text)) {
                on_change.emit(at);
            }
        });
        let listener = on_scroll.as_ref().unchecked_ref();
        // Captured, because what scrolls may be a part of the host page: such events do not bubble.
        window.add_event_listener_with_callback_and_bool("scroll", listener, true).ok()?;
        Some(Progress { window, on_scroll })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let listener = self.on_scroll.as_ref().unchecked_ref();
        let _ = self.window.remove_event_listener_with_callback_and_bool("scroll", listener, true);
    }
}

/// How much of a text has come into the window, in thousandths; nothing while its beginning shows.
fn progress(text: &Element) -> Option<u32> {
    let place = text.get_bounding_client_rect();
    let is_begun = place.top() < 0.0 && place.height() > 0.0;
    let come = (window_height()? - place.top()) / place.height();
    // A cast keeps to the range of the number.
    Some(if is_begun { ((come * 1000.0) as u32).min(1000) } else { 0 })
}

/// Scrolls to where the progress was `at`.
pub fn scroll_to(text: &Element, at: u32) {
    let place = text.get_bounding_client_rect();
    if let Some(height) = window_height() {
        page::scroll_by(place.top() + place.height() * f64::from(at) / 1000.0 - height);
    }
}

fn window_height() -> Option<f64> {
    js::global("innerHeight").as_f64()
}
