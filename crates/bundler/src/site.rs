//! What stands around a library so that it works as it is: the reader's files, a page that shows it, and
//! what makes a program of the site that works without network.

use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use docbao_bundle::pack::hex;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Files by name, with their contents.
pub type Files<'a> = &'a [(&'a str, &'a [u8])];

/// The compiled reader. Empty if this program was built without one.
pub static READER: Files<'static> = include!(concat!(env!("OUT_DIR"), "/reader_files.rs"));

/// Colours that the reader knows.
pub const THEMES: [&str; 5] = ["auto", "light", "sepia", "dark", "contrast"];

/// The service worker, which needs a list of what it is to keep.
pub const WORKER: &str = "docbao-sw.js";

/// What a browser reads when a site is installed like a program. Hosts that give away only what they know do not know
/// `.webmanifest`, and the service worker wants all files or none.
pub const WEB_MANIFEST: &str = "docbao-app.json";

/// Whether a file is needed to read: what a single file carries, and a service worker keeps.
pub fn is_needed(name: &str) -> bool {
    let also = ["docbao.js", "docbao.css", "docbao-page.css", "docbao-words.js"];
    let begins = ["docbao-reader", "docbao-icon", "docbao-store", "docbao-save", "docbao-offline"];
    also.contains(&name) || begins.iter().any(|begin| name.starts_with(begin))
}

/// Name of the generated page.
pub const PAGE: &str = "index.html";

/// A page with this line is ours to write anew; without it, it has become the publisher's own.
pub const PAGE_MARK: &str = "<!-- docbao build writes this page anew each time. To keep your own changes, delete this line. -->";

/// What tells other sites how this one is embedded, for those that ask by oEmbed: they find it by the page.
pub const OEMBED: &str = "oembed.json";

/// What the publisher has said about the site.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// One of [`THEMES`].
    pub theme: Option<&'a str>,
    /// Address that the library will have, with a slash at its end.
    pub base_url: Option<&'a str>,
}

/// The page that shows a library. Until the reader has started, and where it cannot, the newest
/// titles stand there. No script or style is inline: it works under a strict content security
/// policy. `files` is the address of the list of what travels with the library, if something does.
pub fn page(
    title: &str,
    language: &str,
    about: About<'_>,
    newest: &[String],
    files: Option<&str>,
) -> String {
    let (title, language) = (escape(title), escape(language));
    let oembed = about.base_url.map(|base| {
        let address = escape(base) + OEMBED;
        format!("    <link rel=\"alternate\" type=\"application/json+oembed\" href=\"{address}\" title=\"{title}\">\n")
    });
    let oembed = oembed.unwrap_or_default();
    let theme =
        about.theme.map(|theme| format!(" theme=\"{}\"", escape(theme))).unwrap_or_default();
    let files = files.map(|files| format!(" data-files=\"{files}\"")).unwrap_or_default();
    let mut list = String::new();
    for title in newest {
        // Writing to a string does not fail.
        let _ = writeln!(list, "        <li>{}</li>", escape(title));
    }
    format!(
        r#"<!doctype html>
{PAGE_MARK}
<html lang="{language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="icon" href="docbao-icon.svg">
    <link rel="apple-touch-icon" href="docbao-icon-192.png">
    <link rel="manifest" href="docbao-app.json">
{oembed}    <link rel="stylesheet" href="docbao-page.css">
    <script src="docbao.js" defer></script>
  </head>
  <body>
    <doc-bao src="./" lang="{language}" routing="hash" loading="eager" offline="sw" shortcuts="on"{theme}{files}>
      <h1>{title}</h1>
      <ul>
{list}      </ul>
    </doc-bao>
  </body>
</html>
"#
    )
}

/// What oEmbed (oembed.com, version 1.0) calls a rich answer: the library in a frame.
pub fn oembed(title: &str, language: &str, base_url: &str) -> String {
    /// Pixels: as wide as a column of text, as high as a screen.
    const WIDTH: u32 = 800;
    const HEIGHT: u32 = 800;
    let (src, name) = (escape(base_url), escape(title));
    let language = escape(language);
    let html = format!(
        "<iframe src=\"{src}embed.html?lang={language}\" width=\"100%\" height=\"{HEIGHT}\" title=\"{name}\" \
         loading=\"lazy\" frameborder=\"0\" allow=\"clipboard-write\"></iframe>"
    );
    let answer = json!({
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": title,
        "provider_url": base_url,
        "width": WIDTH,
        "height": HEIGHT,
        "html": html,
    });
    format!("{answer:#}\n")
}

/// The description of the site as a program: its name, its icons, and where it begins.
pub fn web_manifest(title: &str, language: &str, theme: Option<&str>) -> String {
    // The reader's paper: what is shown before there is a page.
    let paper = match theme {
        Some("dark") => "#181715",
        Some("sepia") => "#f5ecd9",
        Some("contrast") => "#000000",
        _ => "#fbfaf7",
    };
    let icon = |size: &str, file: &str| {
        let kind = if file.ends_with(".svg") { "image/svg+xml" } else { "image/png" };
        let purpose = if file.ends_with(".svg") { "any" } else { "any maskable" };
        json!({ "src": file, "sizes": size, "type": kind, "purpose": purpose })
    };
    let manifest = json!({
        "id": "./",
        "name": title,
        "lang": language,
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": paper,
        "theme_color": paper,
        "icons": [
            icon("any", "docbao-icon.svg"),
            icon("192x192", "docbao-icon-192.png"),
            icon("512x512", "docbao-icon-512.png"),
        ],
    });
    format!("{manifest:#}\n")
}

/// The service worker with the list of what it keeps: the reader's files, and the page. Two sites with
/// the same reader and the same frame around their lists have the same worker, so that new articles
/// are no new version.
pub fn worker(code: &str, files: Files<'_>, page: &[u8]) -> String {
    let sha256 = |bytes: &[u8]| BASE64_STANDARD.encode(Sha256::digest(bytes));
    let needed = files.iter().filter(|(name, _)| is_needed(name) || *name == WEB_MANIFEST);
    let mut list: Vec<_> =
        needed.map(|(name, bytes)| json!([name, bytes.len(), sha256(bytes)])).collect();
    let frame = frame(page);
    list.push(json!(["", frame.len(), sha256(&frame)]));
    let list = serde_json::Value::from(list).to_string();
    let version = hex(&Sha256::digest(&list));
    format!("const VERSION = \"{}\";\nconst FILES = {list};\n{code}", &version[..16])
}

/// The page without its list of articles; `docbao-sw.js` cuts it the same way.
fn frame(page: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let list =
        text.find("<doc-bao").zip(text.rfind("</doc-bao>")).filter(|(start, end)| start < end);
    match list {
        Some((start, end)) => [&text[..start], &text[end..]].concat().into_bytes(),
        None => text.into_owned().into_bytes(),
    }
}

/// Text as it stands in HTML and XML, in attributes too. Control characters, which XML does not bear, go.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn the_page_shows_titles_as_text() {
        let titles = ["Tin <b>đậm</b>".to_owned(), "\"R&D\"".to_owned()];
        let sepia = About { theme: Some("sepia"), ..About::default() };
        expect![[r#"
            <!doctype html>
            <!-- docbao build writes this page anew each time. To keep your own changes, delete this line. -->
            <html lang="vi">
              <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Tin &amp; bài</title>
                <link rel="icon" href="docbao-icon.svg">
                <link rel="apple-touch-icon" href="docbao-icon-192.png">
                <link rel="manifest" href="docbao-app.json">
                <link rel="stylesheet" href="docbao-page.css">
                <script src="docbao.js" defer></script>
              </head>
              <body>
                <doc-bao src="./" lang="vi" routing="hash" loading="eager" offline="sw" shortcuts="on" theme="sepia">
                  <h1>Tin &amp; bài</h1>
                  <ul>
                    <li>Tin &lt;b&gt;đậm&lt;/b&gt;</li>
                    <li>&quot;R&amp;D&quot;</li>
                  </ul>
                </doc-bao>
              </body>
            </html>
        "#]]
        .assert_eq(&page("Tin & bài", "vi", sepia, &titles, None));
    }

    #[test]
    fn other_sites_learn_how_to_embed_where_the_address_is_known() {
        let about = About { base_url: Some("https://example.vn/tin/"), ..About::default() };
        let page = page("Tin & bài", "vi", about, &[], None);
        let link = "type=\"application/json+oembed\" href=\"https://example.vn/tin/oembed.json\"";
        assert!(page.contains(link), "{page}");
        let answer = oembed("Tin <b>&</b> bài", "vi", "https://example.vn/tin/");
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!((&answer["version"], &answer["type"]), (&json!("1.0"), &json!("rich")));
        assert_eq!(answer["title"], "Tin <b>&</b> bài");
        assert_eq!((&answer["width"], &answer["height"]), (&json!(800), &json!(800)));
        let html = answer["html"].as_str().unwrap();
        assert!(
            html.starts_with("<iframe src=\"https://example.vn/tin/embed.html?lang=vi\""),
            "{html}"
        );
        assert!(html.contains("allow=\"clipboard-write\""), "{html}");
        assert!(html.contains("title=\"Tin &lt;b&gt;&amp;&lt;/b&gt; bài\""), "{html}");
    }

    #[test]
    fn new_articles_are_no_new_version_of_the_worker_but_another_frame_is() {
        let files: Files<'_> = &[("docbao.js", b"loader"), ("docbao.d.ts", b"not needed")];
        let page =
            |title: &str, list: &str| page(title, "vi", About::default(), &[list.to_owned()], None);
        let worker = |page: &str| worker("code();", files, page.as_bytes());
        let of_today = worker(&page("Tin", "Một"));
        assert_eq!(of_today, worker(&page("Tin", "Hai")));
        assert_ne!(of_today, worker(&page("Báo", "Một")));
        assert!(of_today.starts_with("const VERSION = \""), "{of_today}");
        assert!(of_today.contains("\"docbao.js\",6,") && !of_today.contains("d.ts"), "{of_today}");
        assert!(of_today.ends_with("];\ncode();"), "{of_today}");
    }

    #[test]
    fn a_site_can_be_installed_under_its_own_name() {
        let manifest = web_manifest("Tin \"nhanh\"", "vi", Some("dark"));
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        assert_eq!(manifest["name"], "Tin \"nhanh\"");
        assert_eq!(manifest["background_color"], "#181715");
        assert_eq!(manifest["icons"].as_array().unwrap().len(), 3);
    }
}
