//! JavaScript by name. A binding of its own is 100 bytes in the first module, whoever uses it; what is
//! called here costs nothing there. None of it can be counted on: what is not there is `None`.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What hears an event.
pub(crate) type Listener = Closure<dyn Fn(JsValue)>;

/// A property; `undefined` if there is none.
pub(crate) fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

/// Sets a property.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A property of the window.
pub(crate) fn global(name: &str) -> JsValue {
    field(&js_sys::global(), name)
}

/// Calls a method that may not be there; `None` also where it throws.
pub(crate) fn call(target: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let method: Function = field(target, method).dyn_into().ok()?;
    method.apply(target, &Array::of(arguments)).ok()
}

/// Waits for what a method promises.
pub(crate) async fn wait(promise: Option<JsValue>) -> Option<JsValue> {
    JsFuture::from(promise?.dyn_into::<Promise>().ok()?).await.ok()
}

/// Waits for what a method promises, and tells why it was not kept.
pub(crate) async fn outcome(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}

/// Makes an object of a class that may not be there.
pub(crate) fn make(class: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let class: Function = global(class).dyn_into().ok()?;
    Reflect::construct(&class, &Array::of(arguments)).ok()
}
