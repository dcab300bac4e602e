//! Articles and manifests as JSON, to the letter as `serde_json` writes them: by hand, because what it needs
//! for that is a tenth of this crate's module. A field that is added to one of the types is missed here by
//! the compiler, or by the test.

use docbao_bundle::manifest::{FacetField, Pack, Tables};
use docbao_bundle::{
    Article, Attachment, Block, Byline, Dateline, Figure, Item, Manifest, Mentions, Paper, Person,
    Place, SliceRef, Source, Span, Text,
};

/// A value as JSON.
pub(crate) fn json(value: &dyn Write) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// What can be written.
pub(crate) trait Write {
    fn write(&self, out: &mut String);

    /// Whether a field of this value is left out.
    fn is_left_out(&self) -> bool {
        false
    }
}

/// Fields of an object.
type Fields<'a> = &'a [(&'a str, &'a dyn Write)];

fn object(out: &mut String, fields: Fields<'_>) {
    let mut opener = '{';
    for (name, value) in fields {
        if !value.is_left_out() {
            out.push(opener);
            opener = ',';
            name.write(out);
            out.push(':');
            value.write(out);
        }
    }
    if opener == '{' {
        out.push('{');
    }
    out.push('}');
}

/// Values that are left out where they are nothing.
struct Maybe<'a, T>(&'a T);

impl<T: Write + Default + PartialEq> Write for Maybe<'_, T> {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }

    fn is_left_out(&self) -> bool {
        *self.0 == T::default()
    }
}

impl Write for Article {
    fn write(&self, out: &mut String) {
        let Article { id, title, lead, blocks, published, dateline, byline, source, .. } = self;
        let Article { section, tags, lang, mentions, attachments, .. } = self;
        let published = published.map(|day| day.to_string());
        object(
            out,
            &[
                ("id", id),
                ("title", title),
                ("lead", lead),
                ("blocks", blocks),
                ("published", &published),
                ("dateline", dateline),
                ("byline", byline),
                ("source", source),
                ("section", section),
                ("tags", &Maybe(tags)),
                ("lang", &Maybe(lang)),
                ("mentions", &Maybe(mentions)),
                ("attachments", &Maybe(attachments)),
            ],
        );
    }
}

impl Write for Dateline {
    fn write(&self, out: &mut String) {
        object(out, &[("place", &self.place), ("text", &self.text)]);
    }
}

impl Write for Byline {
    fn write(&self, out: &mut String) {
        object(out, &[("name", &self.name), ("role", &self.role)]);
    }
}

impl Write for Source {
    fn write(&self, out: &mut String) {
        object(out, &[("name", &self.name), ("url", &self.url)]);
    }
}

impl Write for Attachment {
    fn write(&self, out: &mut String) {
        object(out, &[("file", &self.file), ("name", &self.name), ("bytes", &self.bytes)]);
    }
}

impl Write for Mentions {
    fn write(&self, out: &mut String) {
        let Mentions { people, organisations, places, documents, dates } = self;
        let dates: Vec<String> = dates.iter().map(ToString::to_string).collect();
        object(
            out,
            &[
                ("people", &Maybe(people)),
                ("organisations", &Maybe(organisations)),
                ("places", &Maybe(places)),
                ("documents", &Maybe(documents)),
                ("dates", &Maybe(&dates)),
            ],
        );
    }
}

impl Write for Person {
    fn write(&self, out: &mut String) {
        object(out, &[("name", &self.name), ("role", &self.role)]);
    }
}

impl Write for Place {
    fn write(&self, out: &mut String) {
        object(out, &[("name", &self.name), ("unit", &self.unit)]);
    }
}

impl Write for Paper {
    fn write(&self, out: &mut String) {
        object(out, &[("number", &self.number), ("kind", &self.kind)]);
    }
}

impl Write for Block {
    fn write(&self, out: &mut String) {
        let of = |out: &mut String, name, value: &dyn Write| object(out, &[(name, value)]);
        let parts = |out: &mut String, name, fields: Fields<'_>| {
            out.push('{');
            name_of(out, name);
            object(out, fields);
            out.push('}');
        };
        match self {
            Block::Heading { level, text } => {
                parts(out, "heading", &[("level", &u32::from(*level)), ("text", text)]);
            }
            Block::Paragraph(text) => of(out, "paragraph", text),
            Block::List { ordered, items } => {
                parts(out, "list", &[("ordered", &Maybe(ordered)), ("items", items)]);
            }
            Block::Quote(texts) => of(out, "quote", texts),
            Block::Table { header, rows } => {
                parts(out, "table", &[("header", &Maybe(header)), ("rows", rows)]);
            }
            Block::Figure(figure) => of(out, "figure", figure),
            Block::Code(text) => of(out, "code", text),
            Block::Rule => "rule".write(out),
        }
    }
}

fn name_of(out: &mut String, name: &str) {
    name.write(out);
    out.push(':');
}

impl Write for Item {
    fn write(&self, out: &mut String) {
        object(out, &[("depth", &Maybe(&u32::from(self.depth))), ("text", &self.text)]);
    }
}

impl Write for Figure {
    fn write(&self, out: &mut String) {
        let Figure { src, alt, caption, width, height } = self;
        let mut fields: Vec<(&str, &dyn Write)> = vec![("src", src), ("alt", alt)];
        if !caption.is_empty() {
            fields.push(("caption", caption));
        }
        fields.push(("width", width));
        fields.push(("height", height));
        object(out, &fields);
    }
}

impl Write for Text {
    fn write(&self, out: &mut String) {
        match self.0.as_slice() {
            [] => "".write(out),
            [only] if is_plain(only) => only.text.write(out),
            _ => self.0.write(out),
        }
    }
}

impl Write for Span {
    fn write(&self, out: &mut String) {
        if is_plain(self) {
            return self.text.write(out);
        }
        let Span { text, strong, emphasis, code, link } = self;
        object(
            out,
            &[
                ("text", text),
                ("strong", &Maybe(strong)),
                ("emphasis", &Maybe(emphasis)),
                ("code", &Maybe(code)),
                ("link", link),
            ],
        );
    }
}

fn is_plain(span: &Span) -> bool {
    !span.strong && !span.emphasis && !span.code && span.link.is_none()
}

impl Write for Manifest {
    fn write(&self, out: &mut String) {
        let Manifest { docbao, build, title, language, articles, months, facets, packs, .. } = self;
        let Manifest { tables, implied, dictionary, .. } = self;
        let mut counted = String::from("[");
        for (month, count) in months {
            let comma = if counted.len() > 1 { "," } else { "" };
            counted.push_str(&format!("{comma}[\"{month}\",{count}]"));
        }
        counted.push(']');
        object(
            out,
            &[
                ("docbao", docbao),
                ("build", build),
                ("title", title),
                ("language", language),
                ("articles", articles),
                ("months", &Raw(counted)),
                ("facets", facets),
                ("packs", packs),
                ("tables", tables),
                ("implied", &Maybe(implied)),
                ("dictionary", dictionary),
            ],
        );
    }
}

/// What is JSON already.
struct Raw(String);

impl Write for Raw {
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

impl Write for FacetField {
    fn write(&self, out: &mut String) {
        object(out, &[("field", &self.field), ("values", &self.values)]);
    }
}

impl Write for Pack {
    fn write(&self, out: &mut String) {
        object(out, &[("file", &self.file), ("bytes", &self.bytes), ("sha256", &self.sha256)]);
    }
}

impl Write for Tables {
    fn write(&self, out: &mut String) {
        let Tables { rows, ids, terms, pairs, facets, titles, lengths, related } = self;
        object(
            out,
            &[
                ("rows", rows),
                ("ids", ids),
                ("terms", terms),
                ("pairs", pairs),
                ("facets", facets),
                ("titles", titles),
                ("lengths", lengths),
                ("related", related),
            ],
        );
    }
}

impl Write for SliceRef {
    fn write(&self, out: &mut String) {
        vec![self.pack, self.offset, self.bytes].write(out);
    }
}

impl Write for u32 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Write for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Write for String {
    fn write(&self, out: &mut String) {
        self.as_str().write(out);
    }
}

impl Write for &str {
    fn write(&self, out: &mut String) {
        out.push('"');
        let mut rest = *self;
        // Runs that are as they are, all but the whole of nearly every text.
        while let Some(at) =
            rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
        {
            let (plain, after) = rest.split_at(at);
            out.push_str(plain);
            match after.as_bytes()[0] {
                b'\n' => out.push_str("\\n"),
                b'\r' => out.push_str("\\r"),
                b'\t' => out.push_str("\\t"),
                8 => out.push_str("\\b"),
                12 => out.push_str("\\f"),
                byte @ (b'"' | b'\\') => out.extend(['\\', char::from(byte)]),
                byte => out.push_str(&format!("\\u{byte:04x}")),
            }
            rest = &after[1..];
        }
        out.push_str(rest);
        out.push('"');
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (at, item) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut String) {
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}
#[cfg(test)]
mod tests {
    use docbao_bundle::When;
    use docbao_bundle::{Date, Month};
    use proptest::prelude::*;

    use super::*;

    /// An article in which every field is written.
    fn whole(text: &str) -> Article {
        let strong = Span { text: text.into(), strong: true, ..Span::default() };
        let link = Span { text: "b".into(), link: Some(text.into()), ..Span::default() };
        let looks = Text(vec![Span { text: "a".into(), ..Span::default() }, strong, link]);
        Article {
            id: "a".into(),
            title: text.into(),
            lead: Some(text.into()),
            blocks: vec![
                Block::Heading { level: 2, text: Text::plain(text) },
                Block::Paragraph(looks.clone()),
                Block::Paragraph(Text::default()),
                Block::List {
                    ordered: true,
                    items: vec![
                        Item { depth: 1, text: looks.clone() },
                        Item { depth: 0, text: Text::plain(text) },
                    ],
                },
                Block::List { ordered: false, items: Vec::new() },
                Block::Quote(vec![Text::plain("q"), looks.clone()]),
                Block::Table { header: true, rows: vec![vec![Text::plain(text)], vec![]] },
                Block::Figure(Figure { src: text.into(), width: 3, ..Figure::default() }),
                Block::Figure(Figure { caption: looks, ..Figure::default() }),
                Block::Code(text.into()),
                Block::Rule,
            ],
            published: Date::new(2019, 11, 21),
            dateline: Some(Dateline { place: Some("P".into()), text: text.into() }),
            byline: Some(Byline { name: text.into(), role: Some("R".into()) }),
            source: Some(Source { name: None, url: Some("U".into()) }),
            section: Some(text.into()),
            tags: vec![text.into(), "T".into()],
            lang: "en".into(),
            mentions: Mentions {
                people: vec![Person { name: "A".into(), role: None }],
                organisations: vec![text.into()],
                places: vec![Place { name: "Đồ Sơn".into(), unit: Some("quận".into()) }],
                documents: vec![Paper { number: "05-CT/TW".into(), kind: None }],
                dates: vec![When::Year(2019)],
            },
            attachments: vec![Attachment { file: text.into(), name: "N".into(), bytes: 9 }],
        }
    }

    #[test]
    fn a_manifest_is_written_as_serde_writes_it() {
        let month: Month = "2019-11".parse().unwrap();
        let mut manifest = Manifest {
            docbao: 1,
            articles: 7,
            months: vec![(month, 3), (month, 4)],
            facets: vec![FacetField { field: "tag".into(), values: 2 }],
            packs: vec![Pack { file: "index-0.bin".into(), bytes: 9, sha256: String::new() }],
            ..Manifest::default()
        };
        assert_eq!(json(&manifest), serde_json::to_string(&manifest).unwrap());
        manifest.tables.related = Some(SliceRef { pack: 1, offset: 2, bytes: 3 });
        manifest.dictionary = Some(SliceRef { pack: 4, offset: 5, bytes: 6 });
        manifest.implied = 8;
        assert_eq!(json(&manifest), serde_json::to_string(&manifest).unwrap());
    }

    proptest! {
        #[test]
        fn an_article_is_written_as_serde_writes_it(text in "[a-zĐđ\\\\\"\u{0}-\u{20}😀]{0,20}") {
            for article in [whole(&text), Article { id: text.clone(), ..Article::default() }] {
                prop_assert_eq!(json(&article), serde_json::to_string(&article).unwrap());
            }
        }

        #[test]
        fn what_is_written_is_read(text in "[a-zĐđ\\\\\"]{1,20}") {
            let article = whole(&text);
            let value = serde_json::from_str(&json(&article)).unwrap();
            prop_assert_eq!(crate::article::read(value).unwrap().article, article);
        }
    }
}
