//! An article as HTML. Everything is escaped here and nowhere else; there is neither script nor inline
//! style, so a page works under the strictest content policy.

use docbao_bundle::address::{encode, page_name};
use docbao_bundle::{Article, Attachment, Block, Date, Item, Paper, Span, Text};
use serde_json::{Value, json};

use super::{Entry, Site, address_of};
use crate::assets;
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
    attachments: &'static str,
    decimal: &'static str,
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
            attachments: "Tệp đính kèm",
            decimal: ",",
        },
        _ => Words {
            back: "All articles",
            open: "Open in the reader, with search",
            source: "Source",
            newest: "Newest",
            months: "By month",
            undated: "Without a date",
            picture: "See the picture",
            attachments: "Attachments",
            decimal: ".",
        },
    }
}

/// The page of an article.
pub(super) fn article(article: &Article, site: &Site<'_>) -> String {
    let language = if article.lang.is_empty() { site.language } else { &article.lang };
    let words = words(language);
    let mut body = format!("    <article>\n      <h1>{}</h1>\n", escape(&article.title));
    body += &text(article, language, Some("../"));
    body += "    </article>\n";
    if !site.has_reader {
        // Another page may show the library.
        let reader = format!("../#docbao={}", encode(&article.id));
        let (reader, open) = (escape(&reader), words.open);
        body += &format!("    <footer><a href=\"{reader}\">{open}</a></footer>\n");
    }
    let head = head_of(article, site, language);
    let reader = Reader { site, article: Some(&article.id) };
    document(language, &article.title, &head, &words, Some(reader), &body)
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
    if let Some(folder) = pictures.filter(|_| !article.attachments.is_empty()) {
        let item = |attachment: &Attachment| {
            let Attachment { file, name, bytes } = attachment;
            let (file, name) = (escape(file), escape(name));
            let size = size(*bytes, words.decimal);
            format!("<li><a href=\"{folder}{file}\" download=\"{name}\">{name}</a> ({size})</li>")
        };
        let items: String = article.attachments.iter().map(item).collect();
        body += &format!(
            "      <h2>{}</h2>\n      <ul class=\"files\">{items}</ul>\n",
            words.attachments
        );
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

/// The reader that takes over in a page, in the folder of pages.
pub(super) struct Reader<'a> {
    pub(super) site: &'a Site<'a>,
    /// What it begins with: an article, or the list.
    pub(super) article: Option<&'a str>,
}

impl Reader<'_> {
    /// The tag that a page's body stands in.
    fn tag(&self) -> String {
        let Site { language, theme, .. } = self.site;
        let attribute = |name: &str, value: Option<&str>| {
            value.map(|value| format!(" {name}=\"{}\"", escape(value))).unwrap_or_default()
        };
        format!(
            "<doc-bao src=\"../\" lang=\"{}\" routing=\"path\" link-base=\"./\" loading=\"eager\" shortcuts=\"on\"{}{}>",
            escape(language),
            attribute("article", self.article),
            attribute("theme", *theme),
        )
    }
}

/// A whole page around a body: in the folder of pages the reader takes over, if there is one; elsewhere, with
/// `None`, nobody does.
pub(super) fn document(
    language: &str,
    title: &str,
    head: &str,
    words: &Words,
    reader: Option<Reader<'_>>,
    body: &str,
) -> String {
    let home = if reader.is_some() { "./" } else { "../bai/" };
    let reader = reader.filter(|reader| reader.site.has_reader);
    let script = match reader {
        None => "",
        Some(_) => {
            "    <link rel=\"icon\" href=\"../docbao-icon.svg\">\n    <script src=\"../docbao.js\" defer></script>\n"
        }
    };
    let open = reader.as_ref().map(Reader::tag).unwrap_or_default();
    let close = if reader.is_some() { "</doc-bao>" } else { "" };
    format!(
        r#"<!doctype html>
{mark}
<html lang="{language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="stylesheet" href="{home}page.css">
{script}{head}  </head>
  <body>
    {open}<div class="paper">
    <nav><a href="{home}">{back}</a></nav>
{body}    </div>{close}
  </body>
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
    let picture = picture(article, site);
    let mut head = format!("    <link rel=\"canonical\" href=\"{}\">\n", escape(&address));
    head += "    <link rel=\"alternate\" type=\"application/atom+xml\" href=\"../feed.xml\">\n";
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
    meta("property", "og:image", picture.as_deref().unwrap_or_default());
    meta("name", "twitter:card", if picture.is_some() { "summary_large_image" } else { "summary" });
    let day = article.published.map(|day| day.to_string()).unwrap_or_default();
    meta("property", "article:published_time", &day);
    meta("property", "article:section", article.section.as_deref().unwrap_or_default());
    article.tags.iter().for_each(|tag| meta("property", "article:tag", tag));

    let mut data = linked_data(article, site, language);
    if let Some(data) = data.as_object_mut() {
        data.insert("description".to_owned(), description.into());
        data.insert("image".to_owned(), picture.into());
        data.retain(|_, value| !(value.is_null() || *value == "" || *value == json!([])));
    }
    // Within a script element only this can end it; to JSON it is the same character.
    let data = data.to_string().replace('<', "\\u003c");
    head + &format!("    <script type=\"application/ld+json\">{data}</script>\n")
}

/// The article as `NewsArticle` of schema.org. What is null or empty is left out.
fn linked_data(article: &Article, site: &Site<'_>, language: &str) -> Value {
    let address = address_of(&article.id, site);
    let person = |name: &str, role: Option<&String>| match role {
        Some(role) => json!({ "@type": "Person", "name": name, "jobTitle": role }),
        None => json!({ "@type": "Person", "name": name }),
    };
    let source = article.source.clone().unwrap_or_default();
    let organisation = |name: &String| json!({ "@type": "Organization", "name": name });
    let byline = article.byline.as_ref();
    let author = byline.map(|byline| person(&byline.name, byline.role.as_ref()));
    let said = &article.mentions;
    let people = said.people.iter().map(|it| person(&it.name, it.role.as_ref()));
    let organisations = said.organisations.iter().map(organisation);
    let place = |name: String| json!({ "@type": "Place", "name": name });
    let paper = |paper: &Paper| json!({ "@type": "Legislation", "name": paper.kind, "legislationIdentifier": paper.number });
    let files = article.attachments.iter().map(|attachment| {
        let url = format!("{}{}", site.base_url, attachment.file);
        json!({ "@type": "MediaObject", "name": attachment.name, "contentUrl": url, "contentSize": attachment.bytes.to_string() })
    });
    let dateline = article.dateline.as_ref();
    json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "inLanguage": language,
        "mainEntityOfPage": address,
        "url": address,
        "publisher": { "@type": "Organization", "name": site.title, "url": site.base_url },
        "datePublished": article.published.map(|day| day.to_string()),
        "articleSection": article.section,
        "keywords": article.tags,
        // Search engines want to know who answers for it.
        "author": author.or_else(|| source.name.as_ref().map(organisation)),
        "dateline": dateline.map(|line| &line.text),
        "locationCreated": dateline.and_then(|line| line.place.clone()).map(place),
        "isBasedOn": source.url.filter(|url| is_web(url)),
        "contentLocation": said.places.iter().map(|it| place(it.full_name())).collect::<Vec<_>>(),
        "mentions": people.chain(organisations).collect::<Vec<_>>(),
        "citation": said.documents.iter().map(paper).collect::<Vec<_>>(),
        "associatedMedia": files.collect::<Vec<_>>(),
    })
}

/// The address of the first picture that lies in the library.
fn picture(article: &Article, site: &Site<'_>) -> Option<String> {
    let name = assets::names_in(article).into_iter().next();
    let is_picture = |name: &String| {
        article
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Figure(figure) if figure.src == *name))
    };
    name.filter(is_picture).map(|name| format!("{}{name}", site.base_url))
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

/// Kind of a file is told by its name; its length as visitors know it.
fn size(bytes: u32, decimal: &str) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        bytes => {
            let tenths = bytes.div_ceil(100_000);
            format!("{}{decimal}{} MB", tenths / 10, tenths % 10)
        }
    }
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

/// The language of a text as an attribute, if it has one of its own.
pub(super) fn lang(attribute: &str, of_text: &str) -> String {
    if of_text.is_empty() {
        return String::new();
    }
    format!(" {attribute}=\"{}\"", escape(of_text))
}

/// A line of a list of articles, as seen from the folder of pages or, with `folder`, from elsewhere.
pub(super) fn entry(entry: &Entry, language: &str, folder: &str) -> String {
    let day =
        entry.published.map(|day| format!(" <span class=\"about\">{}</span>", time(day, language)));
    format!(
        "      <li><a href=\"{folder}{}\"{}>{}</a>{}</li>\n",
        page_name(&entry.id),
        lang("lang", &entry.lang),
        escape(&entry.title),
        day.unwrap_or_default()
    )
}
