//! What a visitor keeps: articles, passages, and words of their own about them. Kept, exported and imported
//! as one JSON text: an `AnnotationPage` of the W3C's Web Annotation Data Model, which other programs read.

use docbao_bundle::address::id_of_page;

use crate::quote::Quote;
use crate::route::{Route, decode, encode};

/// Marks that are kept. Beyond that the list says so, and the oldest stay.
pub const MOST: usize = 2000;

/// Something kept of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// When, as ISO 8601; empty where the program that it was imported from did not say.
    pub created: String,
    /// Id of the article.
    pub article: String,
    /// Its title, for lists.
    pub title: String,
    /// BCP 47 language of title and passage; empty where nobody wrote it down.
    pub lang: String,
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
        self.marks.iter().find(|mark| mark.article == id && mark.is_bookmark())
    }

    /// Where a mark is among the others.
    pub fn position(&self, mark: &Mark) -> Option<usize> {
        self.marks.iter().position(|known| known.is_same(mark))
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

    /// Takes over what is not here yet. Returns how many marks that were, and for how many there was no room.
    pub fn merge(&mut self, other: Keeping) -> (usize, usize) {
        let (mut added, mut left_out) = (0, 0);
        for mark in other.marks {
            if self.position(&mark).is_some() {
                continue;
            }
            let count = if self.add(mark) { &mut added } else { &mut left_out };
            *count += 1;
        }
        (added, left_out)
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

    /// Reads an `AnnotationPage`; what does not read is left out and counted. `None` if it is none at all.
    pub fn from_json(json: &impl Json) -> Option<(Self, usize)> {
        let is_page = json.field("type").text()? == "AnnotationPage";
        let (mut keeping, mut left_out) = (Keeping::default(), 0);
        for item in json.field("items").items() {
            if !Mark::read(&item).is_some_and(|mark| keeping.add(mark)) {
                left_out += 1;
            }
        }
        is_page.then_some((keeping, left_out))
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
    /// Whether it keeps an article as a whole and says nothing about it.
    pub fn is_bookmark(&self) -> bool {
        self.quote.is_none() && self.note.is_empty()
    }

    /// Whether both are the same mark, maybe with another note. The time alone does not tell: other programs
    /// write one time for many, or none, and then only the note is left to tell by.
    pub fn is_same(&self, other: &Mark) -> bool {
        self.created == other.created
            && self.article == other.article
            && self.quote == other.quote
            && self.is_bookmark() == other.is_bookmark()
            && (!self.created.is_empty() || self.note == other.note)
    }

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
        if !self.lang.is_empty() {
            put(",\"language\":", &self.lang);
        }
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
        // A target that is nothing but its source may be written as that.
        let source = target.field("source").text().or_else(|| target.text())?;
        let selectors = one_or_more(target.field("selector"));
        let selector = selectors.iter().find(|selector| {
            selector.field("type").text().is_some_and(|name| name == "TextQuoteSelector")
        });
        let quote = selector.map(|selector| Quote {
            exact: text(&|| selector.field("exact").text()),
            prefix: text(&|| selector.field("prefix").text()),
            suffix: text(&|| selector.field("suffix").text()),
        });
        let bodies = one_or_more(json.field("body"));
        let note = bodies.iter().find_map(|body| body.field("value").text());
        Some(Mark {
            created: text(&|| json.field("created").text()),
            article: article_at(&source)?,
            title: text(&|| target.field("title").text()),
            // Other programs may name several: then it is none that a text could be said to be in.
            lang: text(&|| target.field("language").text()),
            quote,
            note: note.unwrap_or_default(),
        })
        .filter(|mark| !mark.article.is_empty())
    }
}

/// What other programs write as one thing or as an array of them.
fn one_or_more<J: Json>(json: J) -> Vec<J> {
    let items = json.items();
    if items.is_empty() { vec![json] } else { items }
}

/// The article that is at an address: its id in the fragment, as we write it; as in addresses that readers show;
/// or the page that it has.
fn article_at(source: &str) -> Option<String> {
    let (page, fragment) = source.rsplit_once('#').unwrap_or((source, ""));
    // Of a text fragment only what is before it names the article.
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let routed = |pairs: &str| {
        pairs.split('&').find_map(|pair| pair.strip_prefix("docbao=").map(Route::from_value))
    };
    if let Some(route) = routed(fragment).or_else(|| routed(query)) {
        return route.article;
    }
    if !fragment.is_empty() {
        return Some(decode(fragment));
    }
    id_of_page(path.rsplit('/').next()?)
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

    fn read(text: &str) -> Option<(Keeping, usize)> {
        Keeping::from_json(&serde_json::from_str::<Value>(text).unwrap())
    }

    fn mark(created: &str, quote: Option<&str>, note: &str) -> Mark {
        let quote = quote.map(|exact| Quote { exact: exact.into(), ..Quote::default() });
        Mark {
            created: created.into(),
            article: "a b".into(),
            title: "Đồ Sơn".into(),
            lang: String::new(),
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
        let in_english = Mark { lang: "en".into(), ..mark("2026", None, "") };
        let json = keeping(&[mark("2026-01-02T03:04:05Z", Some("xanh"), "hay"), in_english])
            .to_json("https://a.vn/tv/");
        let json: Value = serde_json::from_str(&json).unwrap();
        let item = &json["items"][0];
        assert_eq!(json["@context"], "http://www.w3.org/ns/anno.jsonld");
        assert_eq!(item["motivation"], "commenting");
        assert_eq!(item["target"]["source"], "https://a.vn/tv/#a%20b");
        assert_eq!(item["target"]["selector"]["type"], "TextQuoteSelector");
        assert_eq!(item["body"]["value"], "hay");
        assert!(item["target"].get("language").is_none(), "what nobody knows is not said");
        assert_eq!(json["items"][1]["target"]["language"], "en");
    }

    #[test]
    fn what_is_imported_twice_is_there_once_and_in_its_place() {
        let old = keeping(&[mark("2025", None, ""), mark("2024", Some("x"), "")]);
        let mut all = keeping(&[mark("2026", None, ""), mark("2024", Some("x"), "")]);
        assert_eq!(all.merge(old.clone()), (1, 0));
        assert_eq!(all.merge(old), (0, 0));
        let order: Vec<_> = all.marks.iter().map(|mark| mark.created.as_str()).collect();
        assert_eq!(order, ["2026", "2025", "2024"]);
        assert!(all.article("a b").is_some() && all.article("a").is_none());
    }

    #[test]
    fn other_files_are_told_apart_and_broken_marks_left_out() {
        assert_eq!(read("{\"type\":\"Feed\",\"items\":[]}"), None);
        assert_eq!(read("[]"), None);
        let page = "{\"type\":\"AnnotationPage\",\"items\":[1,{\"target\":{\"source\":\"#\"}},{}]}";
        assert_eq!(read(page), Some((Keeping::default(), 3)));
    }

    #[test]
    fn marks_of_one_time_are_told_apart() {
        let of_other = Mark { article: "b".into(), ..mark("2026", Some("x"), "") };
        let all = [
            mark("2026", Some("x"), ""),
            mark("2026", Some("y"), ""),
            of_other,
            mark("2026", None, ""),
            mark("2026", None, "hay"),
            mark("", None, "một"),
            mark("", None, "hai"),
        ];
        let mut kept = Keeping::default();
        assert_eq!(kept.merge(Keeping { marks: all.to_vec() }), (7, 0));
        for one in &all {
            let found = kept.position(one).map(|at| kept.marks[at].clone());
            assert_eq!(found.as_ref(), Some(one));
        }
        let noted = Mark { note: "mới".into(), ..all[0].clone() };
        assert!(noted.is_same(&all[0]), "another note is no other mark");
    }

    #[test]
    fn what_other_programs_write_is_read_and_the_rest_counted() {
        let page = r##"{"type":"AnnotationPage","items":[
            {"created":"2026","body":[{"type":"TextualBody","value":"hay"}],"target":{"source":"https://a.vn/#a%20b","selector":[
                {"type":"TextPositionSelector","start":1,"end":4},
                {"type":"TextQuoteSelector","exact":"xanh"},
                {"type":"TextQuoteSelector","exact":"đỏ"}]}},
            {"target":"https://a.vn/?x=1&docbao=a%20b;q=do%20son"},
            {"target":{"source":"https://a.vn/bai/a~20b.html?x#:~:text=xanh"}},
            {"target":{"source":"https://a.vn/tin#x&docbao=a%20b;at=xanh"}},
            {"created":"2026","target":{"source":"https://a.vn/"}},
            {"created":"2026","body":{"value":"không có đích"}}]}"##;
        let (kept, left_out) = read(page).unwrap();
        assert_eq!(left_out, 2);
        assert_eq!(kept.marks.len(), 4);
        assert!(kept.marks.iter().all(|mark| mark.article == "a b"), "{kept:?}");
        let noted = Mark { title: String::new(), ..mark("2026", Some("xanh"), "hay") };
        assert_eq!(kept.marks[0], noted);
        assert!(kept.marks[1..].iter().all(|mark| mark.created.is_empty() && mark.is_bookmark()));
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
        fn marks_come_back_as_they_were_kept(parts in any::<[String; 7]>(), has_quote in any::<bool>()) {
            let [created, article, title, lang, exact, prefix, note] = parts;
            let article = ["a", &article].concat();
            let suffix = String::new();
            let quote = has_quote.then_some(Quote { exact, prefix, suffix });
            let keeping = keeping(&[Mark { created, article, title, lang, quote, note }]);
            prop_assert_eq!(read(&keeping.to_json("https://a.vn/#x")), Some((keeping, 0)));
        }
    }
}
