//! Where the files of a library come from. The reader does not know: the element gives it a function that
//! answers like the page's own `fetch`, from the network, from what the browser has kept, or from the
//! page itself. One outcome for everything that goes wrong on the way: `None`. Who knows what it was
//! has told the console; the visitor needs the cure, which the caller knows.

use std::ops::Range;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::host::object;

/// The folder of a library. Clones are the same folder.
#[derive(Clone, Debug)]
pub struct Source {
    base: String,
    fetch: Function,
}

impl Source {
    /// The folder at the address `base`, which ends in a slash; empty if none was named. `fetch` is
    /// called with an address and the options of a request.
    pub fn new(base: &str, fetch: Function) -> Self {
        Source { base: base.to_owned(), fetch }
    }

    /// Address of the folder.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The address of a picture or an attachment that the page holds itself, where the function has a property
    /// `address` that knows it.
    pub(super) fn held(&self, name: &str) -> Option<String> {
        let address = Reflect::get(&self.fetch, &"address".into()).ok()?;
        let address: Function = address.dyn_into().ok()?;
        address.call1(&JsValue::UNDEFINED, &name.into()).ok()?.as_string()
    }

    /// Asks for a file, or for a range of its bytes. Always same-origin or CORS without credentials.
    pub(super) async fn get(
        &self,
        file: &str,
        range: Option<Range<u32>>,
        cache: &str,
    ) -> Option<Response> {
        let cache = ("cache", cache.into());
        let init = match range {
            Some(Range { start, end }) => {
                let last = end.checked_sub(1)?;
                let range = ["bytes=", &start.to_string(), "-", &last.to_string()].concat();
                object(&[cache, ("headers", object(&[("Range", range.into())]))])
            }
            None => object(&[cache]),
        };
        let url = [&self.base, file].concat();
        let asked = self.fetch.call2(&JsValue::UNDEFINED, &url.into(), &init).ok()?;
        Some(JsFuture::from(asked.unchecked_into::<Promise>()).await.ok()?.unchecked_into())
    }
}
