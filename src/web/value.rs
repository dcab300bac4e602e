//! From what `JSON.parse` made to our types.
//!
//! Written out, field by field: the decoder that `serde` derives does the same in five times the bytes,
//! 7 KB of what every visitor downloads. A field that is added to one of the types is missed here by the
//! compiler. Fields that are not there have their default, fields that we do not know are left alone.

use docbao_bundle::manifest::{FacetField, Pack, Tables};
use docbao_bundle::{
    Article, Attachment, Block, Byline, Date, Dateline, Figure, Item, Manifest, Mentions, Month,
    Paper, Person, Place, SliceRef, Source, Span, Text, When,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Reads a value. `None` if it is not what was asked for.
pub(crate) fn decode<T: Decode>(value: JsValue) -> Option<T> {
    T::decode(&value)
}

/// What can be read from a value.
pub(crate) trait Decode: Sized {
    fn decode(value: &JsValue) -> Option<Self>;
}

/// An object whose fields are asked for.
struct Fields<'a>(&'a JsValue);

impl Fields<'_> {
    fn get<T: Decode + Default>(&self, name: &str) -> Option<T> {
        let mut place = T::default();
        self.read(name, &mut place).then_some(place)
    }

    /// Reads a field into its place, and leaves that alone where there is no such field. Returns whether
    /// what is there could be read.
    fn read<T: Decode>(&self, name: &str, place: &mut T) -> bool {
        let value = field(self.0, name);
        if value.is_undefined() {
            return true;
        }
        let read = T::decode(&value);
        let is_read = read.is_some();
        if let Some(read) = read {
            *place = read;
        }
        is_read
    }
}

fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

/// For types that are objects: each field by its name. They are read into a value that is whole already,
/// because one of which only a part is made would have to be taken apart in as many ways as it has fields.
macro_rules! decode_fields {
    ($($type:ident { $($field:ident),* })*) => {$(
        impl Decode for $type {
            fn decode(value: &JsValue) -> Option<Self> {
                let fields = value.is_object().then_some(Fields(value))?;
                let mut whole = $type::default();
                let $type { $($field),* } = &mut whole;
                let is_read = true $(& fields.read(stringify!($field), $field))*;
                is_read.then_some(whole)
            }
        }
    )*};
}

decode_fields! {
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

impl Decode for Block {
    fn decode(value: &JsValue) -> Option<Self> {
        if value.as_string().is_some_and(|name| name == "rule") {
            return Some(Block::Rule);
        }
        let object: &Object = value.dyn_ref()?;
        let name = Object::keys(object).get(0).as_string()?;
        let value = field(value, &name);
        let fields = Fields(&value);
        Some(match name.as_str() {
            "heading" => Block::Heading { level: fields.get("level")?, text: fields.get("text")? },
            "paragraph" => Block::Paragraph(decode(value)?),
            "list" => Block::List { ordered: fields.get("ordered")?, items: fields.get("items")? },
            "quote" => Block::Quote(decode(value)?),
            "table" => Block::Table { header: fields.get("header")?, rows: fields.get("rows")? },
            "figure" => Block::Figure(decode(value)?),
            "code" => Block::Code(decode(value)?),
            _ => return None,
        })
    }
}

/// A string, or an array of strings and objects.
impl Decode for Text {
    fn decode(value: &JsValue) -> Option<Self> {
        match value.as_string() {
            Some(text) if text.is_empty() => Some(Text::default()),
            Some(text) => Some(Text::plain(&text)),
            None => Vec::decode(value).map(Text),
        }
    }
}

impl Decode for Span {
    fn decode(value: &JsValue) -> Option<Self> {
        if let Some(text) = value.as_string() {
            return Some(Span { text, ..Span::default() });
        }
        let fields = value.is_object().then_some(Fields(value))?;
        Some(Span {
            text: fields.get("text")?,
            strong: fields.get("strong")?,
            emphasis: fields.get("emphasis")?,
            code: fields.get("code")?,
            link: fields.get("link")?,
        })
    }
}

impl Decode for (Month, u32) {
    fn decode(value: &JsValue) -> Option<Self> {
        let pair = array(value)?;
        Some((pair.get(0).as_string()?.parse().ok()?, decode(pair.get(1))?))
    }
}

impl Decode for [String; 2] {
    fn decode(value: &JsValue) -> Option<Self> {
        let pair = array(value)?;
        Some([pair.get(0).as_string()?, pair.get(1).as_string()?])
    }
}

impl Decode for SliceRef {
    fn decode(value: &JsValue) -> Option<Self> {
        let numbers = array(value)?;
        let [pack, offset, bytes] = [0, 1, 2].map(|at| u32::decode(&numbers.get(at)));
        Some(SliceRef { pack: pack?, offset: offset?, bytes: bytes? })
    }
}

impl Decode for Date {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_string()?.parse().ok()
    }
}

impl Decode for When {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_string()?.parse().ok()
    }
}

impl Decode for String {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_string()
    }
}

impl Decode for bool {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_bool()
    }
}

// All numbers that we store are counts. A cast keeps to the range of the type.

impl Decode for u32 {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_f64().map(|number| number as u32)
    }
}

impl Decode for u8 {
    fn decode(value: &JsValue) -> Option<Self> {
        value.as_f64().map(|number| number as u8)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(value: &JsValue) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::decode(value).map(Some) }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: &JsValue) -> Option<Self> {
        let array = array(value)?;
        let mut items = Vec::new();
        for at in 0..array.length() {
            items.push(T::decode(&array.get(at))?);
        }
        Some(items)
    }
}

fn array(value: &JsValue) -> Option<&Array> {
    Array::is_array(value).then(|| value.unchecked_ref())
}
