//! An article from its JSON: by the names people give its parts, or in docbao's own shape.

use docbao_bundle::{Article, Block, Text};
use serde_json::Value;

use crate::{Complaint, Fields, shape, title};

/// An article as it was given, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Given {
    /// The article; its id is empty unless one was given.
    pub article: Article,
    /// What there is to complain about.
    pub complaints: Vec<Complaint>,
}

/// Why something is no article.
#[derive(Debug)]
pub enum Refusal {
    /// It is no object.
    NotAnArticle,
    /// It has neither a title nor a text.
    Nothing {
        /// Names of the fields that it has.
        fields: String,
    },
    /// Its `blocks` are not in docbao's shape.
    Blocks {
        /// Position of the one that is not, from 1; 0: they are no list.
        at: usize,
    },
}

impl Refusal {
    /// What is wrong and what to do about it.
    pub fn complaint(&self) -> Complaint {
        let (message, cure) = match self {
            Refusal::NotAnArticle => (
                "this is not an article".to_owned(),
                "an article is an object, as in {\"title\": \"…\", \"body\": \"…\"}",
            ),
            Refusal::Nothing { fields } => (
                format!("there is neither a title nor a text (fields: {fields})"),
                "name the headline `title` and the text `body`",
            ),
            Refusal::Blocks { at } => (
                format!("`blocks` cannot be read, see the block at position {at}"),
                "write blocks as docbao does, or give the text as `body`, a paragraph a line",
            ),
        };
        Complaint { message, cure: cure.to_owned() }
    }
}

/// Reads an article.
///
/// # Errors
/// If there is nothing to show, or less than was meant.
pub fn read(value: Value) -> Result<Given, Refusal> {
    let Value::Object(values) = value else { return Err(Refusal::NotAnArticle) };
    let mut fields = Fields::new(values);
    let mut article = fields.article();
    article.blocks = blocks(&mut fields).map_err(|at| Refusal::Blocks { at })?;
    if article.title.is_empty() {
        let names = fields.names();
        let Some(text) = title::from_article(&article) else {
            return Err(Refusal::Nothing { fields: names });
        };
        fields.complaints.push(Complaint {
            message: format!("no title (fields: {names}): the first words stand for it"),
            cure: "name the headline `title`".to_owned(),
        });
        article.title = text;
    }
    Ok(Given { article, complaints: fields.complaints })
}

/// The text: blocks in docbao's own shape, or plain paragraphs.
fn blocks(fields: &mut Fields) -> Result<Vec<Block>, usize> {
    if let Some((_, blocks)) = fields.value(&["blocks"]) {
        return shape::blocks(&blocks);
    }
    let Some((name, body)) = fields.value(&["body", "text"]) else {
        return Ok(Vec::new());
    };
    let texts: Option<Vec<&str>> = match &body {
        Value::String(text) => Some(vec![text]),
        Value::Array(paragraphs) => paragraphs.iter().map(Value::as_str).collect(),
        _ => None,
    };
    if texts.is_none() {
        fields.wrong(&name, "a text");
    }
    // One character at a time is found several times as fast as any of two.
    let lines = texts.iter().flatten().flat_map(|text| text.split('\n'));
    let lines = lines.flat_map(|line| line.split('\r')).map(str::trim);
    let paragraph = |line: &str| Block::Paragraph(Text::plain(line));
    Ok(lines.filter(|line| !line.is_empty()).map(paragraph).collect())
}
