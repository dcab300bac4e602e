//! What comes back of a request, and work that several wait for. Where it comes from is the
//! [`Source`](super::source::Source)'s affair.

use std::future::Future;
use std::pin::Pin;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{ReadableWritablePair, Response};

#[wasm_bindgen]
extern "C" {
    /// web-sys still counts it among the unstable interfaces; browsers have had it since 2023.
    #[wasm_bindgen(extends = ReadableWritablePair)]
    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// The body as bytes.
pub(crate) async fn bytes(response: &Response) -> Option<Uint8Array> {
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer))
}

/// The body as JSON. The browser's parser is faster than ours would be, and it is there already.
pub(crate) async fn json(response: &Response) -> Option<JsValue> {
    JsFuture::from(response.json().ok()?).await.ok()
}

/// What deflated bytes hold that come after `before`, as bytes.
pub(crate) async fn inflate(before: &Uint8Array, deflated: &Uint8Array) -> Option<Uint8Array> {
    let whole = Uint8Array::new_with_length(before.length() + deflated.length());
    whole.set(before, 0);
    whole.set(deflated, before.length());
    let inflate = DecompressionStream::new("deflate-raw").ok()?;
    // The stream of a blob would have another process asked for what we hold.
    let stream = Response::new_with_opt_js_u8_array(Some(&whole)).ok()?.body()?;
    let stream = stream.pipe_through(&inflate);
    bytes(&Response::new_with_opt_readable_stream(Some(&stream)).ok()?).await
}

/// What bytes say as JSON.
pub(crate) async fn parse(bytes: &Uint8Array) -> Option<JsValue> {
    json(&Response::new_with_opt_js_u8_array(Some(bytes)).ok()?).await
}

/// Begins work that several callers can [`wait`] for. It leaves its outcome where they look.
pub(crate) fn share(work: impl Future<Output = ()> + 'static) -> Promise {
    let work = async move {
        work.await;
        Ok(JsValue::UNDEFINED)
    };
    promise(Box::pin(work))
}

/// A promise of what a future comes to. The future is boxed so that the code around it is made once.
pub(crate) fn promise(work: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>) -> Promise {
    future_to_promise(work)
}

/// Waits for shared work.
pub(crate) async fn wait(promise: &Promise) {
    // It cannot be rejected: `share` leaves no way.
    let _ = JsFuture::from(promise.clone()).await;
}
