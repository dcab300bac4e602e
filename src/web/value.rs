//! From what `JSON.parse` made to our types.
//!
//! Written out, field by field: the decoder that `serde` derives does the same in five times the bytes,
//! 7 KB of what every visitor downloads. A field that is added to one of the types is missed here by the
//! compiler. Fields that are not there have their default, fields that we do not know are left alone.

use std::str::FromStr;

use docbao_bundle::manifest::{FacetField, Pack, Tables};
use docbao_bundle::{
    Article, Attachment, Block, Byline, Date, Dateline, Figure, Item, Manifest, Mentions, Month,
    Paper, Person, Place, SliceRef, Source, Span, Text, When,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Reads a value. `None` if it is not what was asked for.
pub(crate) fn decode<T: Read + Default>(value: &JsValue) -> Option<T> {
    let mut whole = T::default();
    whole.read(value).then_some(whole)
}

/// A place that a value can be read into. What is read is made where it belongs and by loops that all types
/// share: each type handed on by value, in a loop of its own, is 2 KB more on the wire.
pub(crate) trait Read {
    /// Returns whether it is what was asked for.
    fn read(&mut self, value: &JsValue) -> bool;
}

/// Reads the fields of an object that it has, each by its name.
fn read_fields(object: &JsValue, fields: &mut [(&str, &mut dyn Read)]) -> bool {
    object.is_object()
        && fields.iter_mut().all(|(name, place)| {
            let value = field(object, name);
            value.is_undefined() || place.read(&value)
        })
}

fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

/// Reads the items of an array.
fn read_items(value: &JsValue, read: &mut dyn FnMut(&JsValue) -> bool) -> bool {
    Array::is_array(value) && value.unchecked_ref::<Array>().iter().all(|item| read(&item))
}

/// Reads what is written as text.
fn parse<T: FromStr>(value: &JsValue) -> Option<T> {
    value.as_string()?.parse().ok()
}

/// For types that are objects.
macro_rules! read_fields {
    ($($type:ident { $($field:ident),* })*) => {$(
        impl Read for $type {
            fn read(&mut self, value: &JsValue) -> bool {
                read_fields(value, &mut [$((stringify!($field), &mut self.$field)),*])
            }
        }
    )*};
}

read_fields! {
    Article { id, title, lead, blocks, published, dateline, byline, source, section, tags, lang, mentions, attachments }
    Attachment { file, name, bytes }
    Dateline { place, text }
    Byline { name, role }
    Source { name, url }
    Mentions { people, organisations, places, documents, dates }
    Person { name, role }
    Place { name, unit }
    Paper { number, kind }
    Figure { src, alt, caption, width, height }
    Item { depth, text }
    Manifest { docbao, build, title, language, articles, months, facets, packs, tables, implied, dictionary, start, abbreviations, aliases }
    FacetField { field, values }
    Pack { file, bytes, sha256 }
    Tables { rows, ids, terms, pairs, facets, titles, lengths, related }
}

fn block(value: &JsValue) -> Option<Block> {
    if value.as_string().is_some_and(|name| name == "rule") {
        return Some(Block::Rule);
    }
    let object: &Object = value.dyn_ref()?;
    let name = Object::keys(object).get(0).as_string()?;
    let value = &field(value, &name);
    match name.as_str() {
        "heading" => {
            let (mut level, mut text) = Default::default();
            read_fields(value, &mut [("level", &mut level), ("text", &mut text)])
                .then_some(Block::Heading { level, text })
        }
        "paragraph" => decode(value).map(Block::Paragraph),
        "list" => {
            let (mut ordered, mut items) = Default::default();
            read_fields(value, &mut [("ordered", &mut ordered), ("items", &mut items)])
                .then_some(Block::List { ordered, items })
        }
        "quote" => decode(value).map(Block::Quote),
        "table" => {
            let (mut header, mut rows) = Default::default();
            read_fields(value, &mut [("header", &mut header), ("rows", &mut rows)])
                .then_some(Block::Table { header, rows })
        }
        "figure" => decode(value).map(Block::Figure),
        "code" => decode(value).map(Block::Code),
        _ => None,
    }
}

/// A string, or an array of strings and objects.
impl Read for Text {
    fn read(&mut self, value: &JsValue) -> bool {
        match value.as_string() {
            Some(text) if text.is_empty() => true,
            Some(text) => {
                *self = Text::plain(&text);
                true
            }
            None => self.0.read(value),
        }
    }
}

impl Read for Span {
    fn read(&mut self, value: &JsValue) -> bool {
        let Span { text, strong, emphasis, code, link } = self;
        text.read(value)
            || read_fields(
                value,
                &mut [
                    ("text", text),
                    ("strong", strong),
                    ("emphasis", emphasis),
                    ("code", code),
                    ("link", link),
                ],
            )
    }
}

impl Read for [String; 2] {
    fn read(&mut self, value: &JsValue) -> bool {
        let mut places = self.iter_mut();
        read_items(value, &mut |item| places.next().is_none_or(|place| place.read(item)))
            && places.next().is_none()
    }
}

impl Read for SliceRef {
    fn read(&mut self, value: &JsValue) -> bool {
        let mut places = [&mut self.pack, &mut self.offset, &mut self.bytes].into_iter();
        read_items(value, &mut |item| places.next().is_none_or(|place| place.read(item)))
            && places.next().is_none()
    }
}

impl Read for String {
    fn read(&mut self, value: &JsValue) -> bool {
        value.as_string().map(|text| *self = text).is_some()
    }
}

impl Read for bool {
    fn read(&mut self, value: &JsValue) -> bool {
        value.as_bool().map(|is_so| *self = is_so).is_some()
    }
}

// All numbers that we store are counts. A cast keeps to the range of the type.

impl Read for u32 {
    fn read(&mut self, value: &JsValue) -> bool {
        value.as_f64().map(|number| *self = number as u32).is_some()
    }
}

impl Read for u8 {
    fn read(&mut self, value: &JsValue) -> bool {
        value.as_f64().map(|number| *self = number as u8).is_some()
    }
}

impl<T: Read + Default> Read for Option<T> {
    fn read(&mut self, value: &JsValue) -> bool {
        value.is_null() || self.insert(T::default()).read(value)
    }
}

impl<T: Read + Default> Read for Vec<T> {
    fn read(&mut self, value: &JsValue) -> bool {
        read_items(value, &mut |item| self.push_mut(T::default()).read(item))
    }
}

// What has no value to begin with is read before it has a place.

impl Read for Option<Date> {
    fn read(&mut self, value: &JsValue) -> bool {
        *self = parse(value);
        self.is_some() || value.is_null()
    }
}

impl Read for Vec<Block> {
    fn read(&mut self, value: &JsValue) -> bool {
        read_items(value, &mut |item| block(item).map(|block| self.push(block)).is_some())
    }
}

impl Read for Vec<When> {
    fn read(&mut self, value: &JsValue) -> bool {
        read_items(value, &mut |item| parse(item).map(|when| self.push(when)).is_some())
    }
}

impl Read for Vec<(Month, u32)> {
    fn read(&mut self, value: &JsValue) -> bool {
        read_items(value, &mut |item| {
            let pair = item.dyn_ref::<Array>();
            let month = pair.and_then(|pair| Some((parse(&pair.get(0))?, decode(&pair.get(1))?)));
            month.map(|month| self.push(month)).is_some()
        })
    }
}
