//! What stands above a text in Markdown and is none of it: named values in YAML (between lines of `---`), TOML
//! (`+++`, or `---toml`) or JSON (`---json`, or an object that the file begins with).

use serde_json::{Map, Value};

/// Values as they are written, and where.
pub(super) struct FrontMatter<'t> {
    language: Language,
    text: &'t str,
    /// The file's line that it begins on.
    first_line: u32,
}

#[derive(Clone, Copy)]
enum Language {
    Yaml,
    Toml,
    Json,
}

/// Why values cannot be read.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) line: Option<u32>,
    pub(super) message: String,
    pub(super) cure: &'static str,
}

/// Splits front matter off a text.
pub(super) fn split(text: &str) -> (Option<FrontMatter<'_>>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (language, ends): (_, &[&str]) = match first.trim_end() {
        "---" | "---yaml" => (Language::Yaml, &["---", "..."]),
        "---json" => (Language::Json, &["---"]),
        "---toml" => (Language::Toml, &["---"]),
        "+++" => (Language::Toml, &["+++"]),
        line if line.starts_with('{') => return split_object(text),
        _ => return (None, text),
    };
    let mut start = 0;
    for line in rest.split_inclusive('\n') {
        let end = start + line.len();
        if ends.contains(&line.trim_end()) {
            let front_matter = FrontMatter { language, text: &rest[..start], first_line: 2 };
            return (Some(front_matter), &rest[end..]);
        }
        start = end;
    }
    // Never closed: a text that begins with a rule.
    (None, text)
}

/// An object in JSON, alone on its lines. Whatever else begins with a brace is text.
fn split_object(text: &str) -> (Option<FrontMatter<'_>>, &str) {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let is_object = values.next().is_some_and(|value| value.is_ok());
    let (object, rest) = text.split_at(values.byte_offset().min(text.len()));
    let (line_end, body) = rest.split_once('\n').unwrap_or((rest, ""));
    if !is_object || !line_end.trim().is_empty() {
        return (None, text);
    }
    (Some(FrontMatter { language: Language::Json, text: object, first_line: 1 }), body)
}

impl FrontMatter<'_> {
    /// Reads the values.
    pub(super) fn values(&self) -> Result<Map<String, Value>, Broken> {
        if self.text.trim().is_empty() {
            return Ok(Map::new());
        }
        match self.language {
            Language::Yaml => serde_norway::from_str(self.text).map_err(|error| {
                let line = error.location().map(|location| location.line());
                let cure =
                    "write each line as `name: value`, and put a value that has a colon in quotes";
                self.broken("YAML", line, &error.to_string(), cure)
            }),
            Language::Toml => self.text.parse::<toml::Table>().map(json_of).map_err(|error| {
                let start = error.span().map(|span| span.start);
                let before = start.and_then(|start| self.text.get(..start));
                let line = before.map(|before| before.matches('\n').count() + 1);
                let cure = "write each line as `name = \"value\"`";
                self.broken("TOML", line, &error.message().replace('\n', ", "), cure)
            }),
            Language::Json => serde_json::from_str(self.text).map_err(|error| {
                let cure = "put names and texts in quotes, and a comma between two values";
                self.broken("JSON", Some(error.line()), &error.to_string(), cure)
            }),
        }
    }

    /// Lines count from the front matter's beginning; ours from the file's.
    fn broken(
        &self,
        language: &str,
        line: Option<usize>,
        cause: &str,
        cure: &'static str,
    ) -> Broken {
        let line = line.and_then(|line| u32::try_from(line).ok());
        let line = line.map(|line| line.saturating_sub(1).saturating_add(self.first_line));
        let cause = cause.split(" at line ").next().unwrap_or_default();
        let message = format!("the front matter is no {language} and is left out: {cause}");
        Broken { line, message, cure }
    }
}

/// Values in TOML as they would stand in JSON. Days and times are text there.
fn json_of(table: toml::Table) -> Map<String, Value> {
    fn value(given: toml::Value) -> Value {
        match given {
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(is_so) => is_so.into(),
            toml::Value::Datetime(time) => time.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(value).collect(),
            toml::Value::Table(table) => Value::Object(json_of(table)),
        }
    }
    table.into_iter().map(|(name, given)| (name, value(given))).collect()
}
