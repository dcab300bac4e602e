//! What the fields of an article are called in JSON of other programs: a small file says it, in TOML or
//! JSON. Each line names one of our fields and where its value is:
//!
//! ```toml
//! articles = "data.items"          # the list, where it is not the whole file
//! title = "tieu_de"
//! published = ["ngay_dang", "ngay_tao"]   # the first that has a value
//! html = "noi_dung.rendered"       # a text in HTML; plain text is `body`
//! byline = "tac_gia.0.ho_ten"      # the first of a list
//! tags = "the.*.ten"               # each of a list
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Map, Value};

use super::feed;

/// Where the values of fields are. Empty, it changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    articles: Option<String>,
    /// Our name of a field, and the places of its value.
    fields: BTreeMap<String, Vec<String>>,
}

/// Our names of fields, as in the schema of an article; `body` and `html` are other forms of `blocks`.
const FIELDS: [&str; 16] = [
    "id",
    "title",
    "lead",
    "body",
    "html",
    "blocks",
    "published",
    "dateline",
    "byline",
    "role",
    "source",
    "url",
    "section",
    "tags",
    "lang",
    "mentions",
];

/// Where the list of articles is.
const ARTICLES: &str = "articles";

impl Mapping {
    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read or names fields that there are not.
    pub fn open(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Mapping::parse(&text).map_err(|error| anyhow!("{}: {error:#}", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let table: Map<String, Value> = match text.trim_start().starts_with('{') {
            true => serde_json::from_str(text)?,
            false => toml::from_str(text).map_err(|error| anyhow!("{}", error.message()))?,
        };
        let mut mapping = Mapping::default();
        for (name, value) in table {
            let places: Option<Vec<String>> = match value {
                Value::String(place) => Some(vec![place]),
                Value::Array(places) => {
                    places.iter().map(|place| place.as_str().map(str::to_owned)).collect()
                }
                _ => None,
            };
            let Some(places) = places.filter(|places| !places.is_empty()) else {
                bail!("`{name}` must be the name of a field, or a list of names");
            };
            match name.as_str() {
                ARTICLES => mapping.articles = places.into_iter().next(),
                known if FIELDS.contains(&known) => drop(mapping.fields.insert(name, places)),
                _ => bail!("there is no `{name}`; known are {ARTICLES}, {}", FIELDS.join(", ")),
            }
        }
        Ok(mapping)
    }

    /// The articles in a whole file.
    pub(super) fn articles(&self, mut file: Value) -> Result<Value, String> {
        let Some(place) = &self.articles else {
            return Ok(file);
        };
        match at(&mut file, place).map(Value::take) {
            Some(articles @ (Value::Array(_) | Value::Object(_))) => Ok(articles),
            // A file that is nothing but articles needs no way to them.
            None if file.is_array() => Ok(file),
            _ => Err(format!("there are no articles at `{place}`")),
        }
    }

    /// Fields under our names. What has no place here keeps its own name.
    pub(super) fn fields(&self, values: Map<String, Value>) -> Map<String, Value> {
        if self.fields.is_empty() {
            return values;
        }
        let mut values = Value::Object(values);
        let mut mapped = Vec::new();
        for (name, places) in &self.fields {
            let is_blank = |value: &Value| match value {
                Value::Null => true,
                Value::String(text) => text.trim().is_empty(),
                Value::Array(items) => items.is_empty(),
                _ => false,
            };
            let mut values = places.iter().filter_map(|place| found(&mut values, place));
            mapped.extend(values.find(|value| !is_blank(value)).map(|value| (name.clone(), value)));
        }
        let Value::Object(mut values) = values else {
            return Map::new();
        };
        // A field of that name that means something else there.
        values.retain(|name, _| !self.fields.contains_key(name));
        values.extend(mapped);
        if values.contains_key(HTML) {
            let lines = values.iter_mut().filter(|(name, _)| LINES.contains(&name.as_str()));
            lines.for_each(|(_, value)| read_out(value));
        }
        values
    }
}

/// A program that gives the text in HTML gives lines so, too: "Thu gom rác &amp; đất".
const HTML: &str = "html";
const LINES: [&str; 6] = ["title", "lead", "byline", "role", "section", "tags"];

/// Takes the text out of lines that are HTML. Others may have a "<" or "&" of their own.
fn read_out(value: &mut Value) {
    match value {
        Value::String(text) if is_html(text) => *text = feed::plain(text),
        Value::Array(items) => items.iter_mut().for_each(read_out),
        _ => {}
    }
}

fn is_html(text: &str) -> bool {
    let is_name = |name: &str| {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '#';
        (2..=8).contains(&name.len()) && name.chars().all(is_letter)
    };
    let mut words = text.split('&').skip(1).filter_map(|word| word.split_once(';'));
    text.contains("</") || text.contains("<br") || words.any(|(name, _)| is_name(name))
}

/// The value at a place, or those of all items of a list, which `*` stands for.
fn found(value: &mut Value, place: &str) -> Option<Value> {
    let Some((list, inner)) = place.split_once(".*.").filter(|_| value.get(place).is_none()) else {
        return at(value, place).cloned();
    };
    let items = at(value, list)?.as_array_mut()?;
    Some(Value::Array(items.iter_mut().filter_map(|item| found(item, inner)).collect()))
}

/// The value at a place: a name, or names and positions joined by dots.
fn at<'v>(value: &'v mut Value, place: &str) -> Option<&'v mut Value> {
    if value.get(place).is_some() {
        return value.get_mut(place);
    }
    place.split('.').try_fold(value, |value, step| match value {
        Value::Object(fields) => fields.get_mut(step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_found_under_any_name_and_depth() {
        let toml = "title = 'tieu_de'\nbody = ['noi_dung', 'tom_tat']\nbyline = 'tac_gia.0.ten'\n\
                    articles = 'data.items'";
        let mapping = Mapping::parse(toml).unwrap();
        let item = json!({"tieu_de": "Tin", "title": "12", "noi_dung": " ", "tom_tat": "Chữ.",
                          "tac_gia": [{"ten": "An"}], "date": "2020-01-02"});
        let mut items = mapping.articles(json!({"data": {"items": [item]}})).unwrap();
        let item = items[0].take();
        let Value::Object(values) = item else { unreachable!() };
        let mapped = Value::Object(mapping.fields(values));
        assert_eq!(mapped["title"], "Tin");
        assert_eq!(mapped["body"], "Chữ.");
        assert_eq!(mapped["byline"], "An");
        assert_eq!(mapped["date"], "2020-01-02");
        assert!(mapping.articles(json!({"data": {}})).unwrap_err().contains("data.items"));
        assert_eq!(Mapping::parse("{\"title\": \"a.b\"}").unwrap().fields.len(), 1);
    }

    #[test]
    fn lines_of_programs_that_write_html_are_read_and_others_stand() {
        let fields = |toml: &str, item: Value| {
            let Value::Object(values) = item else { unreachable!() };
            Value::Object(Mapping::parse(toml).unwrap().fields(values))
        };
        let toml = "html = 'noi_dung'\ntitle = 't.rendered'\ntags = 'the.*.ten'";
        let item = json!({"noi_dung": "<p>x", "t": {"rendered": "Rác &amp; &#8220;đất&#8221;"},
                          "lead": "<p>Ngắn</p>", "section": "Hỏi & đáp; a < b",
                          "the": [{"ten": "m&#244;i trường"}, {"so": 1}, {"ten": "đô thị"}]});
        let read = fields(toml, item.clone());
        assert_eq!((&read["title"], &read["lead"]), (&json!("Rác & “đất”"), &json!("Ngắn")));
        assert_eq!(read["section"], "Hỏi & đáp; a < b");
        assert_eq!(read["tags"], json!(["môi trường", "đô thị"]));
        // A text that is no HTML has no such lines.
        let read = fields("body = 'noi_dung'\ntitle = 't.rendered'", item);
        assert_eq!(read["title"], "Rác &amp; &#8220;đất&#8221;");
    }

    #[test]
    fn unknown_fields_are_named() {
        let error = |text: &str| Mapping::parse(text).unwrap_err().to_string();
        assert!(
            error("titel = 'a'").starts_with("there is no `titel`; known are articles, id, title")
        );
        assert!(error("title = 3").contains("`title` must be the name"));
    }
}
