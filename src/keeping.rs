//! What a visitor keeps: articles, passages, and words of their own about them. Kept, exported and imported
//! as one JSON text: an `AnnotationPage` of the W3C's Web Annotation Data Model, which other programs read.

use crate::quote::Quote;
use crate::route::{decode, encode};

/// Marks that are kept. Beyond that the list says so, and the oldest stay.
pub const MOST: usize = 2000;

/// Something kept of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// When, as ISO 8601. It is also what tells two marks apart.
    pub created: String,
    /// Id of the article.
    pub article: String,
    /// Its title, for lists.
    pub title: String,
    /// The passage; `None`: all of the article.
    pub quote: Option<Quote>,
    /// What the visitor wrote about it.
    pub note: String,
}

/// All that a visitor keeps of one library, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// The marks.
    pub marks: Vec<Mark>,
}

/// JSON that has been parsed: the browser's, or in tests another.
pub trait Json: Sized {
    /// The field of an object; nothing if it has none.
    fn field(&self, name: &str) -> Self;
    /// The text, if it is one.
    fn text(&self) -> Option<String>;
    /// The items of an array; none if it is none.
    fn items(&self) -> Vec<Self>;
}

impl Keeping {
    /// The mark by which an article is kept as a whole.
    pub fn article(&self, id: &str) -> Option<&Mark> {
        self.marks
            .iter()
            .find(|mark| mark.article == id && mark.quote.is_none() && mark.note.is_empty())
    }

    /// What is kept of an article.
    pub fn of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Mark> {
        self.marks.iter().filter(move |mark| mark.article == id)
    }

    /// Keeps something. Returns whether there was room.
    pub fn add(&mut self, mark: Mark) -> bool {
        let has_room = self.marks.len() < MOST;
        if has_room {
            // The latest first; what is imported may be older than what is here.
            let at = self.marks.partition_point(|other| other.created > mark.created);
            self.marks.insert(at, mark);
        }
        has_room
    }

    /// Takes over what is not here yet. Returns how many marks that were.
    pub fn merge(&mut self, other: Keeping) -> usize {
        let mut added = 0;
        for mark in other.marks {
            let is_known = self.marks.iter().any(|known| {
                known.created == mark.created
                    && known.article == mark.article
                    && known.quote == mark.quote
            });
            if !is_known && self.add(mark) {
                added += 1;
            }
        }
        added
    }

    /// Writes an `AnnotationPage`. `library` is the address of the library, before the id of an article.
    pub fn to_json(&self, library: &str) -> String {
        let mut out = "{\n\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\n\"type\":\"AnnotationPage\",\n\"items\":[".to_owned();
        for (at, mark) in self.marks.iter().enumerate() {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            mark.write(library, &mut out);
        }
        out.push_str("]\n}\n");
        out
    }

    /// Reads an `AnnotationPage`; what does not read is left out. `None` if it is none at all.
    pub fn from_json(json: &impl Json) -> Option<Self> {
        let is_page = json.field("type").text()? == "AnnotationPage";
        let mut keeping = Keeping::default();
        for item in json.field("items").items() {
            if let Some(mark) = Mark::read(&item) {
                keeping.add(mark);
            }
        }
        is_page.then_some(keeping)
    }

    /// Writes everything as Markdown, article by article. `address` gives the address of an article or of a passage in it.
    pub fn to_markdown(&self, heading: &str, address: &dyn Fn(&Mark) -> String) -> String {
        let mut out = ["# ", &line(heading), "\n"].concat();
        let mut written: Vec<&str> = Vec::new();
        for first in &self.marks {
            if written.contains(&first.article.as_str()) {
                continue;
            }
            written.push(&first.article);
            out.push_str(&["\n## ", &line(&first.title), "\n"].concat());
            for mark in self.of(&first.article) {
                let place = address(mark);
                if let Some(quote) = &mark.quote {
                    out.push_str(&["\n> ", &line(&quote.exact), "\n"].concat());
                }
                if !mark.note.is_empty() {
                    out.push_str(&["\n", mark.note.trim(), "\n"].concat());
                }
                let day = mark.created.get(..10).unwrap_or_default();
                let tail = if place.is_empty() {
                    day.to_owned()
                } else {
                    ["<", &place, "> · ", day].concat()
                };
                out.push_str(&["\n", &tail, "\n"].concat());
            }
        }
        out
    }
}

impl Mark {
    fn write(&self, library: &str, out: &mut String) {
        let motivation = match (&self.quote, self.note.is_empty()) {
            (None, true) => "bookmarking",
            (Some(_), true) => "highlighting",
            (_, false) => "commenting",
        };
        let mut put = |before: &str, text: &str| {
            out.push_str(before);
            write_string(text, out);
        };
        put(
            "{\"type\":\"Annotation\",\"id\":",
            &["urn:docbao:", &self.created, ":", &encode(&self.article)].concat(),
        );
        put(",\"motivation\":", motivation);
        put(",\"created\":", &self.created);
        if !self.note.is_empty() {
            put(
                ",\"body\":{\"type\":\"TextualBody\",\"format\":\"text/plain\",\"value\":",
                &self.note,
            );
            put("},\"target\":{\"source\":", &[library, "#", &encode(&self.article)].concat());
        } else {
            put(",\"target\":{\"source\":", &[library, "#", &encode(&self.article)].concat());
        }
        put(",\"title\":", &self.title);
        if let Some(Quote { exact, prefix, suffix }) = &self.quote {
            put(",\"selector\":{\"type\":\"TextQuoteSelector\",\"exact\":", exact);
            put(",\"prefix\":", prefix);
            put(",\"suffix\":", suffix);
            out.push('}');
        }
        out.push_str("}}");
    }

    fn read(json: &impl Json) -> Option<Self> {
        let target = json.field("target");
        let text = |json: &dyn Fn() -> Option<String>| json().unwrap_or_default();
        let source = target.field("source").text()?;
        let (_, article) = source.rsplit_once('#')?;
        let selector = target.field("selector");
        let is_quote =
            selector.field("type").text().is_some_and(|name| name == "TextQuoteSelector");
        let quote = is_quote.then(|| Quote {
            exact: text(&|| selector.field("exact").text()),
            prefix: text(&|| selector.field("prefix").text()),
            suffix: text(&|| selector.field("suffix").text()),
        });
        Some(Mark {
            created: json.field("created").text()?,
            article: decode(article),
            title: text(&|| target.field("title").text()),
            quote,
            note: text(&|| json.field("body").field("value").text()),
        })
        .filter(|mark| !mark.article.is_empty())
    }
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a JSON string. The browser's own writer would do, but not in tests.
fn write_string(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                out.push(char::from(HEX[c as usize >> 4]));
                out.push(char::from(HEX[c as usize & 15]));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    impl Json for Value {
        fn field(&self, name: &str) -> Self {
            self.get(name).cloned().unwrap_or_default()
        }

        fn text(&self) -> Option<String> {
            self.as_str().map(str::to_owned)
        }

        fn items(&self) -> Vec<Self> {
            self.as_array().cloned().unwrap_or_default()
        }
    }

    fn read(text: &str) -> Option<Keeping> {
        Keeping::from_json(&serde_json::from_str::<Value>(text).unwrap())
    }

    fn mark(created: &str, quote: Option<&str>, note: &str) -> Mark {
        let quote = quote.map(|exact| Quote { exact: exact.into(), ..Quote::default() });
        Mark {
            created: created.into(),
            article: "a b".into(),
            title: "Đồ Sơn".into(),
            quote,
            note: note.into(),
        }
    }

    fn keeping(marks: &[Mark]) -> Keeping {
        let mut keeping = Keeping::default();
        marks.iter().for_each(|mark| assert!(keeping.add(mark.clone())));
        keeping
    }

    #[test]
    fn what_is_exported_says_what_it_is() {
        let json = keeping(&[mark("2026-01-02T03:04:05Z", Some("xanh"), "hay")])
            .to_json("https://a.vn/tv/");
        let json: Value = serde_json::from_str(&json).unwrap();
        let item = &json["items"][0];
        assert_eq!(json["@context"], "http://www.w3.org/ns/anno.jsonld");
        assert_eq!(item["motivation"], "commenting");
        assert_eq!(item["target"]["source"], "https://a.vn/tv/#a%20b");
        assert_eq!(item["target"]["selector"]["type"], "TextQuoteSelector");
        assert_eq!(item["body"]["value"], "hay");
    }

    #[test]
    fn what_is_imported_twice_is_there_once_and_in_its_place() {
        let old = keeping(&[mark("2025", None, ""), mark("2024", Some("x"), "")]);
        let mut all = keeping(&[mark("2026", None, ""), mark("2024", Some("x"), "")]);
        assert_eq!(all.merge(old.clone()), 1);
        assert_eq!(all.merge(old), 0);
        let order: Vec<_> = all.marks.iter().map(|mark| mark.created.as_str()).collect();
        assert_eq!(order, ["2026", "2025", "2024"]);
        assert!(all.article("a b").is_some() && all.article("a").is_none());
    }

    #[test]
    fn other_files_are_told_apart_and_broken_marks_left_out() {
        assert_eq!(read("{\"type\":\"Feed\",\"items\":[]}"), None);
        assert_eq!(read("[]"), None);
        let page = "{\"type\":\"AnnotationPage\",\"items\":[1,{\"target\":{\"source\":\"#\"}},{}]}";
        assert_eq!(read(page), Some(Keeping::default()));
    }

    #[test]
    fn markdown_gathers_the_passages_of_an_article() {
        let keeping =
            keeping(&[mark("2026-02", Some("một\nhai"), "Ghi chú."), mark("2026-01-03", None, "")]);
        let text = keeping.to_markdown("Đã lưu", &|_| "https://a.vn/".into());
        let expected = "# Đã lưu\n\n## Đồ Sơn\n\n> một hai\n\nGhi chú.\n\n<https://a.vn/> · \n\n<https://a.vn/> · 2026-01-03\n";
        assert_eq!(text, expected);
    }

    proptest! {
        #[test]
        fn marks_come_back_as_they_were_kept(parts in any::<[String; 6]>(), has_quote in any::<bool>()) {
            let [created, article, title, exact, prefix, note] = parts;
            let article = ["a", &article].concat();
            let suffix = String::new();
            let quote = has_quote.then_some(Quote { exact, prefix, suffix });
            let keeping = keeping(&[Mark { created, article, title, quote, note }]);
            prop_assert_eq!(read(&keeping.to_json("https://a.vn/#x")), Some(keeping));
        }
    }
}
