//! From what `JSON.parse` made to our types, by the same `serde` description that the bundler writes
//! with.
//!
//! `serde-wasm-bindgen` does this and more; its messages about what was wrong where would cost the
//! visitor 15 KB, and the only thing the reader says of a damaged file is that it is damaged.

use std::fmt;

use js_sys::{Array, Object, Reflect};
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

/// Reads a value. `None` if it is not what was asked for.
pub(crate) fn decode<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    T::deserialize(Value(value)).ok()
}

/// The value is not what was asked for.
#[derive(Debug)]
struct Wrong;

struct Value(JsValue);

/// What is left of an array.
struct Items {
    array: Array,
    at: u32,
}

/// What is left of an object: its keys, and the value of the last one given out.
struct Fields {
    object: Object,
    keys: Items,
    value: JsValue,
}

/// For a deserializer that knows what it is asked for: each question looks for one kind of value
/// only, so that the code made for each of our types is short.
macro_rules! ask {
    ($($method:ident)* => |$value:ident, $visitor:ident| $body:expr) => {$(
        fn $method<V: Visitor<'de>>(self, $visitor: V) -> Result<V::Value, Wrong> {
            let Value($value) = self;
            $body
        }
    )*};
}

impl<'de> Deserializer<'de> for Value {
    type Error = Wrong;

    // The two kinds of text have no type of their own in JSON and look for themselves.
    ask! { deserialize_any => |value, visitor| {
        if let Some(text) = value.as_string() {
            visitor.visit_string(text)
        } else if Array::is_array(&value) {
            visitor.visit_seq(items(value)?)
        } else {
            visitor.visit_map(fields(value)?)
        }
    }}
    ask! { deserialize_str deserialize_string deserialize_char deserialize_identifier
    => |value, visitor| visitor.visit_string(value.as_string().ok_or(Wrong)?) }
    // All numbers that we store are counts.
    ask! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    => |value, visitor| visitor.visit_u64(value.as_f64().ok_or(Wrong)? as u64) }
    ask! { deserialize_bool => |value, visitor| visitor.visit_bool(value.as_bool().ok_or(Wrong)?) }
    ask! { deserialize_seq => |value, visitor| visitor.visit_seq(items(value)?) }
    ask! { deserialize_map => |value, visitor| visitor.visit_map(fields(value)?) }
    ask! { deserialize_option => |value, visitor| {
        if value.is_null() { visitor.visit_none() } else { visitor.visit_some(Value(value)) }
    }}
    ask! { deserialize_ignored_any => |_value, visitor| visitor.visit_unit() }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_map(fields(self.0)?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_seq(items(self.0)?)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let Value(value) = self;
        if let Some(name) = value.as_string() {
            return visitor.visit_enum(name.into_deserializer());
        }
        let object = object(value)?;
        let name = Object::keys(&object).get(0).as_string().ok_or(Wrong)?;
        let inner = Reflect::get(&object, &JsValue::from_str(&name)).map_err(|_| Wrong)?;
        visitor.visit_enum(Variant { name, inner: Value(inner) })
    }

    forward_to_deserialize_any! { i8 i16 i32 i64 f32 f64 bytes byte_buf unit unit_struct tuple_struct }
}

fn items(value: JsValue) -> Result<Items, Wrong> {
    let is_array = Array::is_array(&value);
    is_array.then(|| Items { array: value.unchecked_into(), at: 0 }).ok_or(Wrong)
}

fn object(value: JsValue) -> Result<Object, Wrong> {
    value.is_object().then(|| value.unchecked_into()).ok_or(Wrong)
}

fn fields(value: JsValue) -> Result<Fields, Wrong> {
    let object = object(value)?;
    let keys = Items { array: Object::keys(&object), at: 0 };
    Ok(Fields { object, keys, value: JsValue::UNDEFINED })
}

impl Items {
    fn next(&mut self) -> Option<JsValue> {
        let next = (self.at < self.array.length()).then(|| self.array.get(self.at));
        self.at += 1;
        next
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        self.next().map(|value| seed.deserialize(Value(value))).transpose()
    }
}

impl Fields {
    /// Moves to the next field and returns its name. Apart from [`MapAccess`], so that it is compiled
    /// once and not for every type.
    fn next_name(&mut self) -> Option<String> {
        let key = self.keys.next()?;
        self.value = Reflect::get(&self.object, &key).unwrap_or_default();
        key.as_string()
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        match self.next_name() {
            Some(name) => seed.deserialize(StrDeserializer::<Wrong>::new(&name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        seed.deserialize(Value(std::mem::take(&mut self.value)))
    }
}

/// An enum variant with something in it: `{"heading": …}`.
struct Variant {
    name: String,
    inner: Value,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Wrong;
    type Variant = Value;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Value), Wrong> {
        let name = seed.deserialize(StrDeserializer::<Wrong>::new(&self.name))?;
        Ok((name, self.inner))
    }
}

impl<'de> VariantAccess<'de> for Value {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        Err(Wrong)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Wrong> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_seq(items(self.0)?)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_map(fields(self.0)?)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not what was asked for")
    }
}

impl std::error::Error for Wrong {}

/// Every message is dropped before it is written, so that the code that writes it is dropped too.
impl Error for Wrong {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Wrong
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Wrong
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Wrong
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Wrong
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Wrong
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Wrong
    }
    fn missing_field(_: &'static str) -> Self {
        Wrong
    }
    fn duplicate_field(_: &'static str) -> Self {
        Wrong
    }
}
