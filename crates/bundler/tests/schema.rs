//! The published schema of an article knows every field that is written, and no other.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use docbao_bundle::content::{Figure, Item, Span};
use docbao_bundle::{
    Article, Attachment, Block, Byline, Date, Dateline, Mentions, Paper, Person, Place, Source,
    Text, When,
};
use serde_json::Value;

/// An article in which every field is written.
fn whole() -> Article {
    let text = Text::plain("chữ");
    let span = Span {
        text: "x".into(),
        strong: true,
        emphasis: true,
        code: true,
        link: Some("https://a.vn/".into()),
    };
    let looks = Text(vec![Span { text: "nói".into(), ..Span::default() }, span]);
    let figure =
        Figure { src: "a.png".into(), alt: "x".into(), caption: text.clone(), width: 1, height: 1 };
    Article {
        id: "a".into(),
        title: "Bài".into(),
        lead: Some("Mở đầu".into()),
        published: Date::new(2019, 11, 21),
        dateline: Some(Dateline {
            place: Some("Hải Phòng".into()),
            text: "Hải Phòng, ngày 21".into(),
        }),
        byline: Some(Byline { name: "A".into(), role: Some("B".into()) }),
        source: Some(Source { name: Some("Báo".into()), url: Some("https://a.vn/".into()) }),
        section: Some("Tin".into()),
        tags: vec!["một".into()],
        lang: "vi".into(),
        blocks: vec![
            Block::Heading { level: 2, text: text.clone() },
            Block::Paragraph(looks),
            Block::List { ordered: true, items: vec![Item { depth: 1, text: text.clone() }] },
            Block::Quote(vec![text.clone()]),
            Block::Table { header: true, rows: vec![vec![text]] },
            Block::Figure(figure),
            Block::Code("x".into()),
            Block::Rule,
        ],
        mentions: Mentions {
            people: vec![Person { name: "A".into(), role: Some("B".into()) }],
            organisations: vec!["Sở Y tế".into()],
            places: vec![Place { name: "Đồ Sơn".into(), unit: Some("quận".into()) }],
            documents: vec![Paper { number: "05-CT/TW".into(), kind: Some("Chỉ thị".into()) }],
            dates: vec![When::Year(2019)],
        },
        attachments: vec![Attachment { file: "tep/a.pdf".into(), name: "A.pdf".into(), bytes: 9 }],
        // No `..default()`: a new field must be added here, and the test below then asks for it in the schema.
    }
}

/// Notes each object's known and written fields by its place in the schema, and fails on a value of
/// another kind than the schema says.
fn walk(value: &Value, schema: &Value, root: &Value, place: &str, written: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/$defs/").unwrap();
        return walk(value, &root["$defs"][name], root, name, written);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let kind = |schema: &Value| match schema["$ref"].as_str() {
            Some(_) => "object".to_owned(),
            None => schema["type"].as_str().unwrap_or("string").to_owned(),
        };
        let choice = choices.iter().find(|choice| kind(choice) == kind_of(value));
        return walk(value, choice.unwrap(), root, place, written);
    }
    if schema.get("const").is_some() {
        return assert_eq!(&schema["const"], value);
    }
    assert_eq!(schema["type"], kind_of(value), "{place}");
    for item in value.as_array().into_iter().flatten() {
        walk(item, &schema["items"], root, place, written);
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        let known = schema["properties"].get(name);
        assert!(known.is_some(), "the schema does not know `{name}` of {place}");
        written.insert(format!("{place}.{name}"));
        walk(value, known.unwrap(), root, &format!("{place}.{name}"), written);
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::Null => "null",
    }
}

/// Places of all fields that the schema describes.
fn known(schema: &Value, place: &str, found: &mut BTreeSet<String>) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        found.insert(format!("{place}.{name}"));
        known(field, &format!("{place}.{name}"), found);
    }
    schema["oneOf"].as_array().into_iter().flatten().for_each(|choice| known(choice, place, found));
}

#[test]
fn the_schema_knows_every_field_that_is_written_and_no_other() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/article.schema.json")).unwrap();
    let article = serde_json::to_value(whole()).unwrap();
    let mut written = BTreeSet::new();
    walk(&article, &schema, &schema, "article", &mut written);
    let mut described = BTreeSet::new();
    known(&schema, "article", &mut described);
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        known(definition, name, &mut described);
    }
    assert_eq!(written, described);
}
