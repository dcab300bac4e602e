//! An article as HTML. Everything is escaped here and nowhere else; there is neither script nor inline
//! style, so a page works under the strictest content policy.

use docbao_bundle::{Article, Block, Date, Item, Span, Text};
use serde_json::json;

use super::{Site, address_of, file_name};
use crate::site::escape;

/// Words of the pages.
pub(super) struct Words {
    pub(super) back: &'static str,
    pub(super) open: &'static str,
    pub(super) source: &'static str,
    pub(super) newest: &'static str,
    pub(super) months: &'static str,
    pub(super) undated: &'static str,
    picture: &'static str,
}

/// The words of a language: Vietnamese, or else English.
pub(super) fn words(language: &str) -> Words {
    match language.split('-').next() {
        Some("vi") => Words {
            back: "Tất cả bài viết",
            open: "Mở trong trình đọc, có tìm kiếm",
            source: "Nguồn",
            newest: "Bài mới",
            months: "Theo tháng",
            undated: "Không ghi ngày",
            picture: "Xem ảnh",
        },
        _ => Words {
            back: "All articles",
            open: "Open in the reader, with search",
            source: "Source",
            newest: "Newest",
            months: "By month",
            undated: "Without a date",
            picture: "See the picture",
        },
    }
}

/// The page of an article.
pub(super) fn article(article: &Article, site: &Site<'_>) -> String {
    let language = if article.lang.is_empty() { site.language } else { &article.lang };
    let words = words(language);
    let mut body = format!("    <article>\n      <h1>{}</h1>\n", escape(&article.title));
    body += &text(article, language, Some("../"));
    let reader = format!("../#docbao={}", percent(&article.id));
    body += &format!(
        "    </article>\n    <footer><a href=\"{}\">{}</a></footer>\n",
        escape(&reader),
        words.open
    );
    let head = head_of(article, site, language);
    document(language, &article.title, &head, &words, "./", &body)
}

/// All of an article but its title. `pictures` is what leads from the page to the library's folder, where
/// its pictures are; without it there are none, and their captions stand alone.
pub(crate) fn text(article: &Article, language: &str, pictures: Option<&str>) -> String {
    let words = words(language);
    let mut body = String::new();
    let line = |body: &mut String, tag: &str, class: &str, html: &str| {
        *body += &format!("      <{tag} class=\"{class}\">{html}</{tag}>\n");
    };
    let day = article.published.map(|day| time(day, language));
    let about = article.dateline.iter().map(|line| escape(&line.text)).chain(day);
    let about: Vec<String> = about.chain(article.section.iter().map(|name| escape(name))).collect();
    if !about.is_empty() {
        line(&mut body, "p", "about", &about.join(" · "));
    }
    if let Some(lead) = &article.lead {
        line(&mut body, "p", "lead", &escape(lead));
    }
    article.blocks.iter().for_each(|item| block(item, &words, pictures, &mut body));
    if let Some(byline) = &article.byline {
        let role = byline.role.iter().map(|role| format!("<br>{}", escape(role)));
        line(&mut body, "p", "byline", &(escape(&byline.name) + &role.collect::<String>()));
    }
    if let Some(source) = &article.source {
        let url = source.url.as_deref().filter(|url| is_web(url));
        let name = source.name.as_deref().or(url).map(escape);
        let name = match (name, url) {
            (Some(name), Some(url)) => Some(format!("<a href=\"{}\">{name}</a>", escape(url))),
            (name, _) => name,
        };
        if let Some(name) = name {
            line(&mut body, "p", "about", &format!("{}: {name}", words.source));
        }
    }
    body
}

/// A whole page around a body. `home` leads to the list of articles.
pub(super) fn document(
    language: &str,
    title: &str,
    head: &str,
    words: &Words,
    home: &str,
    body: &str,
) -> String {
    let style = format!("{}page.css", if home == "./" { "" } else { home });
    format!(
        r#"<!doctype html>
{mark}
<html lang="{language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="stylesheet" href="{style}">
{head}  </head>
  <body>
    <nav><a href="{home}">{back}</a></nav>
{body}  </body>
</html>
"#,
        mark = super::MARK,
        language = escape(language),
        title = escape(title),
        back = words.back,
    )
}

/// What search engines and messengers read.
fn head_of(article: &Article, site: &Site<'_>, language: &str) -> String {
    let address = address_of(&article.id, site);
    let description = description(article);
    let mut head = format!("    <link rel=\"canonical\" href=\"{}\">\n", escape(&address));
    let mut meta = |key: &str, name: &str, value: &str| {
        if !value.is_empty() {
            head += &format!("    <meta {key}=\"{name}\" content=\"{}\">\n", escape(value));
        }
    };
    meta("name", "description", &description);
    meta("property", "og:type", "article");
    meta("property", "og:title", &article.title);
    meta("property", "og:description", &description);
    meta("property", "og:url", &address);
    meta("property", "og:site_name", site.title);
    let day = article.published.map(|day| day.to_string()).unwrap_or_default();
    meta("property", "article:published_time", &day);
    meta("property", "article:section", article.section.as_deref().unwrap_or_default());
    article.tags.iter().for_each(|tag| meta("property", "article:tag", tag));

    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "inLanguage": language,
        "mainEntityOfPage": address,
        "url": address,
        "publisher": { "@type": "Organization", "name": site.title },
    });
    let mut add = |key: &str, value: Option<serde_json::Value>| {
        if let (Some(data), Some(value)) = (data.as_object_mut(), value) {
            data.insert(key.to_owned(), value);
        }
    };
    add("description", (!description.is_empty()).then(|| description.clone().into()));
    add("datePublished", article.published.map(|day| day.to_string().into()));
    add("articleSection", article.section.clone().map(Into::into));
    add("keywords", (!article.tags.is_empty()).then(|| article.tags.clone().into()));
    let author = |name: &String| json!({ "@type": "Person", "name": name });
    add("author", article.byline.as_ref().map(|byline| author(&byline.name)));
    let dateline = article.dateline.as_ref().map(|line| line.text.clone().into());
    add("dateline", dateline);
    let original = article.source.as_ref().and_then(|source| source.url.clone());
    add("isBasedOn", original.filter(|url| is_web(url)).map(Into::into));
    // Within a script element only this can end it; to JSON it is the same character.
    let data = data.to_string().replace('<', "\\u003c");
    head + &format!("    <script type=\"application/ld+json\">{data}</script>\n")
}

/// Letters of a description: what search engines show.
const MAX_DESCRIPTION: usize = 200;

/// The lead, or the first paragraph, cut at a word.
pub(super) fn description(article: &Article) -> String {
    let paragraph = |block: &Block| match block {
        Block::Paragraph(text) => Some(text.to_plain()),
        _ => None,
    };
    let text = article.lead.clone().or_else(|| article.blocks.iter().find_map(paragraph));
    let text = text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(MAX_DESCRIPTION) else { return text };
    let cut = &text[..end];
    format!("{}…", cut.rsplit_once(' ').map_or(cut, |(words, _)| words))
}

pub(crate) fn time(day: Date, language: &str) -> String {
    let shown = match language.split('-').next() {
        Some("vi") => format!("{:02}/{:02}/{}", day.day(), day.month().month(), day.year()),
        _ => day.to_string(),
    };
    format!("<time datetime=\"{day}\">{shown}</time>")
}

fn block(block: &Block, words: &Words, pictures: Option<&str>, out: &mut String) {
    match block {
        Block::Heading { level, text } => {
            let level = (*level).clamp(2, 4);
            *out += &format!("      <h{level}>{}</h{level}>\n", inline(text));
        }
        Block::Paragraph(text) => *out += &format!("      <p>{}</p>\n", inline(text)),
        Block::List { ordered, items } => list(*ordered, items, out),
        Block::Quote(paragraphs) => {
            let paragraphs = paragraphs.iter().map(|text| format!("<p>{}</p>", inline(text)));
            *out += &format!("      <blockquote>{}</blockquote>\n", paragraphs.collect::<String>());
        }
        Block::Table { header, rows } => {
            *out += "      <div class=\"table\"><table>\n";
            for (at, row) in rows.iter().enumerate() {
                let tag = if *header && at == 0 { "th" } else { "td" };
                let cells = row.iter().map(|cell| format!("<{tag}>{}</{tag}>", inline(cell)));
                *out += &format!("        <tr>{}</tr>\n", cells.collect::<String>());
            }
            *out += "      </table></div>\n";
        }
        Block::Figure(figure) => {
            // A picture of another site is not asked for unless the visitor wants that.
            let picture = if figure.src.contains(':') || figure.src.starts_with("//") {
                let shown = if figure.alt.is_empty() { words.picture } else { &figure.alt };
                match is_web(&figure.src) {
                    true => format!("<a href=\"{}\">{}</a>", escape(&figure.src), escape(shown)),
                    false => escape(shown),
                }
            } else if let Some(folder) = pictures {
                let size = |name, value| match value {
                    0 => String::new(),
                    value => format!(" {name}=\"{value}\""),
                };
                let (src, alt) = (escape(&figure.src), escape(&figure.alt));
                let size = size("width", figure.width) + &size("height", figure.height);
                format!("<img src=\"{folder}{src}\" alt=\"{alt}\"{size} loading=\"lazy\">")
            } else {
                escape(&figure.alt)
            };
            let caption = match figure.caption.is_empty() {
                true => String::new(),
                false => format!("<figcaption>{}</figcaption>", inline(&figure.caption)),
            };
            *out += &format!("      <figure>{picture}{caption}</figure>\n");
        }
        Block::Code(text) => *out += &format!("      <pre><code>{}</code></pre>\n", escape(text)),
        Block::Rule => *out += "      <hr>\n",
    }
}

/// Depth that lists are shown to, as in the reader.
const MAX_DEPTH: u8 = 5;

fn list(ordered: bool, items: &[Item], out: &mut String) {
    let outer = if ordered { "ol" } else { "ul" };
    *out += &format!("      <{outer}>");
    let mut depth = 0;
    for (at, item) in items.iter().enumerate() {
        // The first item begins the list, and no item is two levels below the one before.
        let wanted = if at == 0 { 0 } else { item.depth.min(MAX_DEPTH).min(depth + 1) };
        if wanted > depth {
            *out += "<ul>";
        } else if at > 0 {
            *out += "</li>";
            (wanted..depth).for_each(|_| *out += "</ul></li>");
        }
        depth = wanted;
        *out += &format!("<li>{}", inline(&item.text));
    }
    if !items.is_empty() {
        *out += "</li>";
        (0..depth).for_each(|_| *out += "</ul></li>");
    }
    *out += &format!("</{outer}>\n");
}

fn inline(text: &Text) -> String {
    text.0.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    let mut html = escape(&span.text).replace('\n', "<br>");
    for (is_so, tag) in [(span.code, "code"), (span.emphasis, "em"), (span.strong, "strong")] {
        if is_so {
            html = format!("<{tag}>{html}</{tag}>");
        }
    }
    match span.link.as_deref().filter(|link| is_link(link)) {
        Some(link) => format!("<a href=\"{}\">{html}</a>", escape(link.trim())),
        None => html,
    }
}

fn scheme(link: &str) -> Option<String> {
    let scheme = link.trim().split_once(':')?.0;
    scheme.chars().all(|c| c.is_ascii_alphabetic()).then(|| scheme.to_ascii_lowercase())
}

fn is_web(link: &str) -> bool {
    scheme(link).is_some_and(|scheme| ["http", "https"].contains(&scheme.as_str()))
}

fn is_link(link: &str) -> bool {
    is_web(link) || scheme(link).is_some_and(|scheme| ["mailto", "tel"].contains(&scheme.as_str()))
}

/// Everything but letters and digits of ASCII as `%XX`.
fn percent(text: &str) -> String {
    let each = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(each).collect()
}

/// A line of a list of articles, as seen from the folder of pages or, with `folder`, from elsewhere.
pub(super) fn entry(
    id: &str,
    title: &str,
    day: Option<Date>,
    language: &str,
    folder: &str,
) -> String {
    let day = day.map(|day| format!(" <span class=\"about\">{}</span>", time(day, language)));
    format!(
        "      <li><a href=\"{folder}{}\">{}</a>{}</li>\n",
        file_name(id),
        escape(title),
        day.unwrap_or_default()
    )
}
