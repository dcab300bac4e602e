//! What is known about an article besides its text, by the names people give it in JSON and in
//! the front matter of Markdown.

use docbao_bundle::{Article, Attachment, Byline, Date, Dateline, Mentions, Source};
use serde_json::{Map, Number, Value};

use crate::{Complaint, date, shape};

/// Named values of one article, and what there is to complain about them.
#[derive(Debug)]
pub struct Fields {
    values: Map<String, Value>,
    /// What is wrong so far, in the order of the fields.
    pub complaints: Vec<Complaint>,
}

impl Fields {
    /// Begins with values and their names.
    pub fn new(values: Map<String, Value>) -> Self {
        Fields { values, complaints: Vec::new() }
    }

    /// Names of the fields that are there.
    pub fn names(&self) -> String {
        let mut names = String::new();
        for name in self.values.keys().take(12) {
            names.push_str(if names.is_empty() { "" } else { ", " });
            names.push_str(name);
        }
        names
    }

    /// Makes an article of everything but the text.
    pub fn article(&mut self) -> Article {
        let mut article = Article {
            id: self.id(),
            title: self.text(&["title"]).unwrap_or_default(),
            lead: self.text(&["lead", "summary", "description"]),
            published: self.date(&["published", "date"]),
            dateline: self.dateline(),
            byline: self.byline(),
            source: self.source(),
            section: self.text(&["section", "category"]),
            tags: self.tags(),
            lang: self.text(&["lang"]).unwrap_or_default(),
            mentions: self.mentions(),
            attachments: self.attachments(),
            blocks: Vec::new(),
        };
        if article.published.is_none() {
            let line = article.dateline.as_ref().map(|dateline| dateline.text.as_str());
            article.published = line.and_then(date::parse_dateline).map(|(_, date)| date);
        }
        article
    }

    /// Takes the first of these fields that has a value, and its name.
    pub(crate) fn value(&mut self, names: &[&str]) -> Option<(String, Value)> {
        let is_blank = |value: &Value| match value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        names.iter().find_map(|name| {
            let value = self.values.get_mut(*name).filter(|value| !is_blank(value))?;
            Some(((*name).to_owned(), std::mem::take(value)))
        })
    }

    pub(crate) fn text(&mut self, names: &[&str]) -> Option<String> {
        let (name, value) = self.value(names)?;
        self.text_of(&name, &value)
    }

    fn text_of(&mut self, name: &str, value: &Value) -> Option<String> {
        let text = text_of(value);
        if text.is_none() {
            self.wrong(name, "a text");
        }
        text
    }

    pub(crate) fn wrong(&mut self, name: &str, expected: &str) {
        let message = format!("`{name}` is not {expected}, so it is left out");
        let cure = format!("write {expected} there, or remove `{name}`");
        self.complaints.push(Complaint { message, cure });
    }

    /// Ids are kept to the letter: links to the article depend on them.
    fn id(&mut self) -> String {
        match self.value(&["id"]) {
            None => String::new(),
            Some((_, Value::String(id))) => id,
            Some((name, value)) => {
                let id = if let Value::Number(id) = value { whole(&id) } else { None };
                id.unwrap_or_else(|| {
                    self.wrong(&name, "a text");
                    String::new()
                })
            }
        }
    }

    fn date(&mut self, names: &[&str]) -> Option<Date> {
        let text = self.text(names)?;
        let date = date::parse(&text);
        if date.is_none() {
            let message = format!("“{text}” cannot be read as a date: the article has none");
            let cure = "write the day as 2019-11-21 or 21/11/2019".to_owned();
            self.complaints.push(Complaint { message, cure });
        }
        date
    }

    fn dateline(&mut self) -> Option<Dateline> {
        let (name, value) = self.value(&["dateline"])?;
        let (text, place) = match &value {
            Value::Object(parts) => (parts.get("text"), parts.get("place")),
            text => (Some(text), None),
        };
        let Some(text) = text.and_then(text_of) else {
            self.wrong(&name, "a text");
            return None;
        };
        let place = place
            .and_then(text_of)
            .or_else(|| date::parse_dateline(&text).map(|(place, _)| place.to_owned()));
        Some(Dateline { place, text })
    }

    fn byline(&mut self) -> Option<Byline> {
        let (name, value) = self.value(&["byline", "author"])?;
        let mut byline = match &value {
            // Several people share one line, as in print.
            Value::Array(people) => {
                let people: Option<Vec<Byline>> = people.iter().map(byline_of).collect();
                people.map(|people| match <[Byline; 1]>::try_from(people) {
                    Ok([only]) => only,
                    Err(people) => Byline {
                        name: people
                            .into_iter()
                            .map(|person| person.name)
                            .collect::<Vec<_>>()
                            .join(", "),
                        role: None,
                    },
                })
            }
            person => byline_of(person),
        };
        match &mut byline {
            None => self.wrong(&name, "a name"),
            // A name that is a mere text has its role beside it.
            Some(byline) if byline.role.is_none() => byline.role = self.text(&["role"]),
            Some(_) => {}
        }
        byline
    }

    fn source(&mut self) -> Option<Source> {
        let mut source = match self.value(&["source"]) {
            None => Source::default(),
            Some((_, Value::Object(parts))) => Source {
                name: parts.get("name").and_then(text_of),
                url: parts.get("url").and_then(text_of),
            },
            Some((field, name)) => Source { name: self.text_of(&field, &name), url: None },
        };
        if source.url.is_none() {
            source.url = self.text(&["url"]);
        }
        (source != Source::default()).then_some(source)
    }

    /// Mentions that the publisher has looked for himself.
    fn mentions(&mut self) -> Mentions {
        let Some((name, value)) = self.value(&["mentions"]) else {
            return Mentions::default();
        };
        shape::mentions(&value).unwrap_or_else(|| {
            self.wrong(&name, "what docs/article.schema.json describes");
            Mentions::default()
        })
    }

    /// Files, by name or as docbao writes them. Where they are is the bundler's business.
    fn attachments(&mut self) -> Vec<Attachment> {
        let Some((name, value)) = self.value(&["attachments"]) else {
            return Vec::new();
        };
        let attachment = |value: &Value| match value {
            Value::String(file) => Some(Attachment { file: file.clone(), ..Attachment::default() }),
            object => shape::attachment(object),
        };
        let attachments: Option<Vec<Attachment>> = match &value {
            Value::Array(files) => files.iter().map(attachment).collect(),
            file => attachment(file).map(|file| vec![file]),
        };
        let is_whole = |files: &Vec<Attachment>| files.iter().all(|it| !it.file.trim().is_empty());
        attachments.filter(is_whole).unwrap_or_else(|| {
            self.wrong(&name, "a list of files");
            Vec::new()
        })
    }

    fn tags(&mut self) -> Vec<String> {
        let Some((name, value)) = self.value(&["tags"]) else {
            return Vec::new();
        };
        let tags: Option<Vec<String>> = match &value {
            Value::Array(tags) => {
                let given = tags.iter().filter(|tag| !tag.is_null());
                given.map(text_of).collect()
            }
            text => {
                text_of(text).map(|text| text.split(',').map(|tag| tag.trim().to_owned()).collect())
            }
        };
        let Some(tags) = tags else {
            self.wrong(&name, "a list of texts");
            return Vec::new();
        };
        let mut distinct = Vec::new();
        for tag in tags {
            if !tag.is_empty() && !distinct.contains(&tag) {
                distinct.push(tag);
            }
        }
        distinct
    }
}

/// Text, or a whole number that stands for its own spelling: programs write ids and years so.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => whole(number),
        _ => None,
    }
}

/// The spelling of a whole number. Of fractions nobody writes ids, and spelling them takes tables of 8 KB.
fn whole(number: &Number) -> Option<String> {
    number.as_i64().map(|number| number.to_string())
}

fn byline_of(value: &Value) -> Option<Byline> {
    let (name, role) = match value {
        Value::Object(parts) => (parts.get("name"), parts.get("role").and_then(text_of)),
        name => (Some(name), None),
    };
    let name = name.and_then(text_of)?;
    Some(Byline { name, role })
}
