//! What the text of an article is made of: a closed vocabulary, flat on purpose.
//!
//! No variant can carry a script, a style or markup, so nothing is ever injected as HTML. Nothing
//! nests either: emphasis is a property of a [`Span`], the level of a list item is a number. A file
//! ten thousand levels deep is therefore not a question that any later stage has to answer.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One block of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading inside the text. The title of the article is level 1, so these begin at 2.
    Heading {
        /// 2 to 4; readers clamp what is outside.
        level: u8,
        /// The words.
        text: Text,
    },
    /// A paragraph.
    Paragraph(Text),
    /// A list, nested lists included.
    List {
        /// Numbered or not (the outermost level).
        #[serde(default, skip_serializing_if = "is_false")]
        ordered: bool,
        /// The items in order.
        items: Vec<Item>,
    },
    /// A quotation, a paragraph an item.
    Quote(Vec<Text>),
    /// A table. Rows may have different lengths; missing cells are empty.
    Table {
        /// The first row holds column headings.
        #[serde(default, skip_serializing_if = "is_false")]
        header: bool,
        /// Rows of cells.
        rows: Vec<Vec<Text>>,
    },
    /// A picture with its caption.
    Figure(Figure),
    /// Text whose spaces and line ends matter: program text, a form.
    Code(String),
    /// A break in the subject.
    Rule,
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// 0 for the outermost list. Readers clamp it to 5.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub depth: u8,
    /// The words.
    pub text: Text,
}

/// A picture. The reader requests it only if the library itself carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figure {
    /// Path inside the library, or the address it had.
    pub src: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Caption as printed.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub caption: Text,
    /// Width in CSS pixels, 0 when unknown.
    pub width: u32,
    /// Height in CSS pixels, 0 when unknown.
    pub height: u32,
}

/// Running text: spans one after the other. In JSON a plain string, or an array of strings and
/// objects (`["nói ", {"text": "rõ", "strong": true}]`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Span>);

/// A stretch of text that looks the same throughout. A line feed in it is a line break.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Span {
    /// The characters.
    pub text: String,
    /// Important (usually bold).
    #[serde(skip_serializing_if = "is_false")]
    pub strong: bool,
    /// Stressed (usually italic).
    #[serde(skip_serializing_if = "is_false")]
    pub emphasis: bool,
    /// Typed or printed by a machine.
    #[serde(skip_serializing_if = "is_false")]
    pub code: bool,
    /// Where it leads. Hostile until the reader has looked at its scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Block {
    /// Returns the block's passages in reading order; see [`Article::passages`](crate::Article::passages).
    pub fn passages(&self) -> Vec<String> {
        match self {
            Block::Code(text) => vec![text.clone()],
            _ => self.texts().into_iter().map(Text::to_plain).collect(),
        }
    }

    /// Returns the running texts of the block in reading order: none for code.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Block::Heading { text, .. } | Block::Paragraph(text) => vec![text],
            Block::List { items, .. } => items.iter().map(|item| &item.text).collect(),
            Block::Quote(paragraphs) => paragraphs.iter().collect(),
            Block::Table { rows, .. } => rows.iter().flatten().collect(),
            Block::Figure(figure) => vec![&figure.caption],
            Block::Code(_) | Block::Rule => Vec::new(),
        }
    }
}

impl Text {
    /// Text in one look.
    pub fn plain(text: impl Into<String>) -> Self {
        Text(vec![Span { text: text.into(), ..Span::default() }])
    }

    /// The characters without their looks.
    pub fn to_plain(&self) -> String {
        match self.0.as_slice() {
            [only] => only.text.clone(),
            spans => spans.iter().map(|span| span.text.as_str()).collect(),
        }
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.text.is_empty())
    }
}

impl Span {
    fn is_plain(&self) -> bool {
        !self.strong && !self.emphasis && !self.code && self.link.is_none()
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u8) -> bool {
    *value == 0
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Part<'a>(&'a Span);
        impl Serialize for Part<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if self.0.is_plain() {
                    serializer.serialize_str(&self.0.text)
                } else {
                    self.0.serialize(serializer)
                }
            }
        }
        match self.0.as_slice() {
            [] => serializer.serialize_str(""),
            [only] if only.is_plain() => serializer.serialize_str(&only.text),
            spans => serializer.collect_seq(spans.iter().map(Part)),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Part(Span);
        impl<'de> Deserialize<'de> for Part {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(PartVisitor)
            }
        }
        struct PartVisitor;
        impl<'de> Visitor<'de> for PartVisitor {
            type Value = Part;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an object with \"text\"")
            }
            fn visit_str<E>(self, text: &str) -> Result<Part, E> {
                Ok(Part(Span { text: text.to_owned(), ..Span::default() }))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Part, A::Error> {
                Span::deserialize(MapAccessDeserializer::new(map)).map(Part)
            }
        }
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an array of spans")
            }
            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(if text.is_empty() { Text::default() } else { Text::plain(text) })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Text, A::Error> {
                let mut spans = Vec::new();
                while let Some(Part(span)) = parts.next_element()? {
                    spans.push(span);
                }
                Ok(Text(spans))
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(block: Block, json: &str) {
        assert_eq!(serde_json::to_string(&block).unwrap(), json);
        assert_eq!(serde_json::from_str::<Block>(json).unwrap(), block);
    }

    #[test]
    fn plain_text_is_a_plain_string_in_json() {
        check(Block::Paragraph(Text::plain("Đồ Sơn")), r#"{"paragraph":"Đồ Sơn"}"#);
        check(Block::Rule, r#""rule""#);
    }

    #[test]
    fn looks_are_objects_in_json() {
        let strong = Span { text: "rõ".into(), strong: true, ..Span::default() };
        let text = Text(vec![Span { text: "nói ".into(), ..Span::default() }, strong]);
        check(Block::Paragraph(text), r#"{"paragraph":["nói ",{"text":"rõ","strong":true}]}"#);
    }

    #[test]
    fn unknown_blocks_are_refused_and_unknown_fields_ignored() {
        assert!(serde_json::from_str::<Block>(r#"{"script":"alert(1)"}"#).is_err());
        let span = serde_json::from_str::<Text>(r#"[{"text":"a","onclick":"b"}]"#).unwrap();
        assert_eq!(span, Text::plain("a"));
    }
}
