//! Which cards the visitor sees: only their texts are fetched.

use docbao_bundle::manifest::DocId;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::Callback;

use super::host::object;
use super::js;

/// Attribute that carries the number of an article on its card.
pub const DOC: &str = "data-doc";

/// How far below the window a card is as good as seen.
const MARGIN: &str = "200px";

/// Watches cards until it is dropped.
#[derive(Debug)]
pub struct Watch {
    observer: IntersectionObserver,
    _on_change: Closure<dyn Fn(Array, IntersectionObserver)>,
}

impl Watch {
    /// Watches the children of `list` and tells which of them come into sight, each once.
    pub fn new(list: &Element, on_visible: Callback<Vec<DocId>>) -> Option<Self> {
        let on_change = Closure::<dyn Fn(Array, IntersectionObserver)>::new(
            move |entries: Array, observer: IntersectionObserver| {
                let entries = entries.iter().map(JsCast::unchecked_into);
                let seen = entries.filter(IntersectionObserverEntry::is_intersecting);
                let docs = seen.filter_map(|entry| {
                    let card = entry.target();
                    observer.unobserve(&card);
                    card.get_attribute(DOC)?.parse().ok()
                });
                let docs: Vec<DocId> = docs.collect();
                if !docs.is_empty() {
                    on_visible.emit(docs);
                }
            },
        );
        let options = object(&[("rootMargin", MARGIN.into())]);
        let callback = on_change.as_ref().unchecked_ref();
        let observer =
            IntersectionObserver::new_with_options(callback, options.unchecked_ref()).ok()?;
        let mut next = list.first_element_child();
        while let Some(card) = next {
            observer.observe(&card);
            next = card.next_element_sibling();
        }
        Some(Watch { observer, _on_change: on_change })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
        // WebKit would still tell what it has noticed before, to a closure that is no more.
        js::call(&self.observer, "takeRecords", &[]);
    }
}
