//! Blocks, mentions and attachments in docbao's own shape, from JSON.
//!
//! Written out, field by field, as the reader does it for what `JSON.parse` made (`src/web/value.rs`):
//! decoders that `serde` derives are a third of this crate's module. Fields that are not there have their
//! default, fields that we do not know are left alone.

use docbao_bundle::{
    Attachment, Block, Figure, Item, Mentions, Paper, Person, Place, Span, Text, When,
};
use serde_json::Value;

/// Reads blocks. An error is the position, from 1, of the one that is none.
pub(crate) fn blocks(value: &Value) -> Result<Vec<Block>, usize> {
    let mut blocks = Vec::new();
    for item in value.as_array().ok_or(0_usize)? {
        blocks.push(Block::decode(item).ok_or(blocks.len() + 1)?);
    }
    Ok(blocks)
}

/// Reads mentions.
pub(crate) fn mentions(value: &Value) -> Option<Mentions> {
    Mentions::decode(value)
}

/// Reads an attachment.
pub(crate) fn attachment(value: &Value) -> Option<Attachment> {
    Attachment::decode(value)
}

trait Decode: Sized {
    fn decode(value: &Value) -> Option<Self>;
}

/// A field of an object; its default if it is not there.
fn field<T: Decode + Default>(object: &Value, name: &str) -> Option<T> {
    object.get(name).map_or_else(|| Some(T::default()), T::decode)
}

/// For types that are objects: each field by its name.
macro_rules! decode_fields {
    ($($type:ident { $($field:ident),* })*) => {$(
        impl Decode for $type {
            fn decode(value: &Value) -> Option<Self> {
                value.is_object().then_some(())?;
                Some($type { $($field: field(value, stringify!($field))?),* })
            }
        }
    )*};
}

decode_fields! {
    Attachment { file, name, bytes }
    Figure { src, alt, caption, width, height }
    Item { depth, text }
    Mentions { people, organisations, places, documents, dates }
    Person { name, role }
    Place { name, unit }
    Paper { number, kind }
}

impl Decode for Block {
    fn decode(value: &Value) -> Option<Self> {
        if value == "rule" {
            return Some(Block::Rule);
        }
        let (name, value) = value.as_object()?.iter().next()?;
        Some(match name.as_str() {
            "heading" => {
                Block::Heading { level: field(value, "level")?, text: field(value, "text")? }
            }
            "paragraph" => Block::Paragraph(Decode::decode(value)?),
            "list" => {
                Block::List { ordered: field(value, "ordered")?, items: field(value, "items")? }
            }
            "quote" => Block::Quote(Decode::decode(value)?),
            "table" => {
                Block::Table { header: field(value, "header")?, rows: field(value, "rows")? }
            }
            "figure" => Block::Figure(Decode::decode(value)?),
            "code" => Block::Code(Decode::decode(value)?),
            _ => return None,
        })
    }
}

/// A string, or an array of strings and objects.
impl Decode for Text {
    fn decode(value: &Value) -> Option<Self> {
        match value.as_str() {
            Some("") => Some(Text::default()),
            Some(text) => Some(Text::plain(text)),
            None => Vec::decode(value).map(Text),
        }
    }
}

impl Decode for Span {
    fn decode(value: &Value) -> Option<Self> {
        if let Some(text) = value.as_str() {
            return Some(Span { text: text.to_owned(), ..Span::default() });
        }
        value.is_object().then_some(())?;
        Some(Span {
            text: field(value, "text")?,
            strong: field(value, "strong")?,
            emphasis: field(value, "emphasis")?,
            code: field(value, "code")?,
            link: field(value, "link")?,
        })
    }
}

impl Decode for When {
    fn decode(value: &Value) -> Option<Self> {
        value.as_str()?.parse().ok()
    }
}

impl Decode for String {
    fn decode(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Decode for bool {
    fn decode(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Decode for u32 {
    fn decode(value: &Value) -> Option<Self> {
        u32::try_from(value.as_u64()?).ok()
    }
}

impl Decode for u8 {
    fn decode(value: &Value) -> Option<Self> {
        u8::try_from(value.as_u64()?).ok()
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::decode(value).map(Some) }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: &Value) -> Option<Self> {
        let mut items = Vec::new();
        for item in value.as_array()? {
            items.push(T::decode(item)?);
        }
        Some(items)
    }
}
