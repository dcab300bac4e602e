//! An article as Markdown that `ingest` reads back: front matter, then CommonMark with tables.

use docbao_bundle::{Article, Block, Item, Span, Text};
use serde_json::{Value, json};

/// The document of an article.
pub(super) fn article(article: &Article) -> String {
    let mut text = String::from("---\n");
    let mut field = |name: &str, value: Value| {
        // JSON is YAML; on one line it needs no further thought about quotes.
        let is_blank = value.is_null() || value == "" || value == json!([]);
        if !is_blank {
            text += &format!("{name}: {value}\n");
        }
    };
    field("id", json!(article.id));
    field("title", json!(article.title));
    field("lead", json!(article.lead));
    field("published", json!(article.published));
    field("dateline", json!(article.dateline));
    field("byline", json!(article.byline));
    field("source", json!(article.source));
    field("section", json!(article.section));
    field("tags", json!(article.tags));
    field("lang", json!(article.lang));
    field("attachments", json!(article.attachments));
    text += "---\n";
    for item in &article.blocks {
        text.push('\n');
        block(item, &mut text);
    }
    text
}

fn block(block: &Block, out: &mut String) {
    match block {
        Block::Heading { level, text } => {
            let marks = "#".repeat(usize::from((*level).clamp(2, 4)));
            *out += &format!("{marks} {}\n", inline(text).replace("\\\n", " "));
        }
        Block::Paragraph(text) => *out += &format!("{}\n", inline(text)),
        Block::List { ordered, items } => list(*ordered, items, out),
        Block::Quote(paragraphs) => {
            let paragraphs: Vec<String> =
                paragraphs.iter().map(|text| inline(text).replace('\n', "\n> ")).collect();
            *out += &format!("> {}\n", paragraphs.join("\n>\n> "));
        }
        Block::Table { header, rows } => table(*header, rows, out),
        Block::Figure(figure) => {
            let title = figure.caption.to_plain().replace('\n', " ");
            let title = if title.is_empty() { title } else { format!(" \"{}\"", escaped(&title)) };
            *out += &format!("![{}]({}{title})\n", escaped(&figure.alt), address(&figure.src));
        }
        Block::Code(text) => {
            let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
            let fence = "`".repeat(longest.max(2) + 1);
            *out += &format!("{fence}\n{}\n{fence}\n", text.trim_end_matches('\n'));
        }
        Block::Rule => *out += "***\n",
    }
}

fn list(ordered: bool, items: &[Item], out: &mut String) {
    for (item, number) in items.iter().zip(1..) {
        let mark = if ordered && item.depth == 0 { format!("{number}.") } else { "-".to_owned() };
        // Four spaces a level lie within what both kinds of marks take.
        let indent = " ".repeat(4 * usize::from(item.depth.min(5)));
        let text = inline(&item.text).replace('\n', &format!("\n{indent}    "));
        let gap = if mark.len() == 1 { "   " } else { "  " };
        *out += &format!("{indent}{mark}{gap}{text}\n");
    }
}

/// A table has a header in Markdown; an empty one where there is none.
fn table(header: bool, rows: &[Vec<Text>], out: &mut String) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default().max(1);
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.collect();
        *out += &format!("| {} |\n", cells.join(" | "));
    };
    let cell = |row: &[Text], at: usize| row.get(at).map(|text| inline(text).replace("\\\n", " "));
    let (head, rows) = match rows {
        [first, rest @ ..] if header => (first.as_slice(), rest),
        rows => (&[][..], rows),
    };
    line(&mut (0..columns).map(|at| cell(head, at).unwrap_or_default()));
    line(&mut (0..columns).map(|_| "---".to_owned()));
    for row in rows {
        line(&mut (0..columns).map(|at| cell(row, at).unwrap_or_default()));
    }
}

fn inline(text: &Text) -> String {
    text.0.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    // Marks of emphasis must touch the words.
    let words = span.text.trim();
    if words.is_empty() {
        return escaped(&span.text);
    }
    let (before, after) = span.text.split_once(words).unwrap_or_default();
    let mut text = match span.code {
        true if !words.contains('`') => format!("`{words}`"),
        _ => escaped(words),
    };
    if span.emphasis {
        text = format!("*{text}*");
    }
    if span.strong {
        text = format!("**{text}**");
    }
    if let Some(link) = &span.link {
        text = format!("[{text}]({})", address(link));
    }
    format!("{}{text}{}", escaped(before), escaped(after))
}

/// Text in which nothing is markup. Line breaks stay breaks.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut begins_line = true;
    let mut digits = false;
    for c in text.chars() {
        let is_markup =
            matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '!');
        let opens = begins_line && matches!(c, '#' | '+' | '-' | '=');
        let ends_number = digits && matches!(c, '.' | ')');
        if c == '\n' || is_markup || opens || ends_number {
            escaped.push('\\');
        }
        escaped.push(c);
        digits = c.is_ascii_digit() && (begins_line || digits);
        begins_line = c == '\n' || begins_line && c == ' ';
    }
    escaped
}

fn address(address: &str) -> String {
    let safe = address.replace('<', "%3C").replace('>', "%3E").replace(['\n', '\r'], "");
    format!("<{safe}>")
}
