//! What pages call: `static/docbao-articles.js` takes the articles from the page, and hands what comes of
//! them to the reader.

use docbao_search::library::Library;
use docbao_search::steps::Steps;
use js_sys::{Array, Object, Reflect};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::{Refusal, collection, written};

/// As in the reader: smaller than what Rust comes with.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Levels of an article that are looked at: its blocks have six. What lies deeper is nothing, and an
/// object that contains itself ends.
const MAX_DEPTH: u32 = 12;

/// Articles of a page.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Collection(collection::Collection);

/// Articles on their way to a library.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Indexing {
    steps: Steps<Library>,
    library: Option<Library>,
}

#[wasm_bindgen]
impl Collection {
    /// Begins a collection.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next article in. Returns why not: a code, a space and what it is about.
    pub fn add(&mut self, article: &JsValue) -> Option<String> {
        let refusal = self.0.add(value(article, MAX_DEPTH)).err()?;
        Some(match refusal {
            Refusal::NotAnArticle => "no-object ".to_owned(),
            Refusal::Nothing { fields } => format!("nothing {fields}"),
            Refusal::Blocks { at } => format!("blocks {at}"),
        })
    }

    /// What there is to complain about the articles that were taken in, a line each.
    pub fn complaints(&mut self) -> String {
        let mut lines = String::new();
        for (item, complaint) in self.0.take_complaints() {
            let line = format!("article {item}: {}; {}\n", complaint.message, complaint.cure);
            lines.push_str(&line);
        }
        lines
    }

    /// Begins to make a library of them.
    pub fn index(self, language: &str) -> Indexing {
        Indexing { steps: self.0.index(language), library: None }
    }
}

#[wasm_bindgen]
impl Indexing {
    /// Does the next step. Returns whether it was the last.
    pub fn step(&mut self) -> bool {
        self.library = self.library.take().or_else(|| self.steps.step());
        self.library.is_some()
    }

    /// The manifest as JSON, once the last step is done.
    pub fn manifest(&self) -> String {
        self.library.as_ref().map(|library| written::json(&library.manifest)).unwrap_or_default()
    }

    /// The bytes of the next pack, in the order of the manifest. They are not kept here.
    pub fn pack(&mut self) -> Option<Vec<u8>> {
        let packs = &mut self.library.as_mut()?.packs;
        (!packs.is_empty()).then(|| packs.remove(0).contents)
    }
}

#[wasm_bindgen]
extern "C" {
    /// Texts are kept in normalisation form C; browsers have the tables for that.
    #[wasm_bindgen(js_name = String, is_type_of = JsValue::is_string)]
    type Text;
    #[wasm_bindgen(method)]
    fn normalize(this: &Text) -> String;
    /// A day of JavaScript's own; it has no JSON if it is none.
    #[wasm_bindgen(js_name = Date)]
    type Day;
    #[wasm_bindgen(method, js_name = toJSON)]
    fn to_json(this: &Day) -> Option<String>;
}

/// A value of JavaScript. What JSON does not know is nothing.
fn value(given: &JsValue, depth: u32) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return Value::Null };
    if let Some(text) = given.dyn_ref::<Text>() {
        Value::String(text.normalize())
    } else if let Some(number) = given.as_f64() {
        let whole = number as i64;
        if whole as f64 == number { Value::from(whole) } else { Value::from(number) }
    } else if let Some(truth) = given.as_bool() {
        Value::Bool(truth)
    } else if Array::is_array(given) {
        let array: &Array = given.unchecked_ref();
        let mut items = Vec::new();
        for at in 0..array.length() {
            items.push(value(&array.get(at), depth));
        }
        Value::Array(items)
    } else if let Some(day) = given.dyn_ref::<Day>() {
        day.to_json().map_or(Value::Null, Value::String)
    } else if given.is_object() {
        let names = Object::keys(given.unchecked_ref::<Object>());
        let mut fields = Map::new();
        for at in 0..names.length() {
            let name = names.get(at);
            let field = Reflect::get(given, &name).unwrap_or_default();
            fields.insert(name.as_string().unwrap_or_default(), value(&field, depth));
        }
        Value::Object(fields)
    } else {
        Value::Null
    }
}
