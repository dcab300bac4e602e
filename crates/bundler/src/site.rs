//! What stands around a library so that it works as it is: the reader's files, and a page that
//! shows it.

use std::fmt::Write;

/// Files by name, with their contents.
pub type Files<'a> = &'a [(&'a str, &'a [u8])];

/// The compiled reader. Empty if this program was built without one.
pub static READER: Files<'static> = include!(concat!(env!("OUT_DIR"), "/reader_files.rs"));

/// Colours that the reader knows.
pub const THEMES: [&str; 5] = ["auto", "light", "sepia", "dark", "contrast"];

/// Name of the generated page.
pub const PAGE: &str = "index.html";

/// A page with this line is ours to write anew; without it, it has become the publisher's own.
pub const PAGE_MARK: &str = "<!-- docbao build writes this page anew each time. To keep your own changes, delete this line. -->";

/// The page that shows a library. Until the reader has started, and where it cannot, the newest
/// titles stand there. No script or style is inline: it works under a strict content security
/// policy.
pub fn page(title: &str, language: &str, theme: Option<&str>, newest: &[String]) -> String {
    let (title, language) = (escape(title), escape(language));
    let theme = theme.map(|theme| format!(" theme=\"{}\"", escape(theme))).unwrap_or_default();
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
    <link rel="stylesheet" href="docbao-page.css">
    <script src="docbao.js" defer></script>
  </head>
  <body>
    <doc-bao src="./" lang="{language}" routing="hash" loading="eager"{theme}>
      <h1>{title}</h1>
      <ul>
{list}      </ul>
    </doc-bao>
  </body>
</html>
"#
    )
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
        expect![[r#"
            <!doctype html>
            <!-- docbao build writes this page anew each time. To keep your own changes, delete this line. -->
            <html lang="vi">
              <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Tin &amp; bài</title>
                <link rel="icon" href="docbao-icon.svg">
                <link rel="stylesheet" href="docbao-page.css">
                <script src="docbao.js" defer></script>
              </head>
              <body>
                <doc-bao src="./" lang="vi" routing="hash" loading="eager" theme="sepia">
                  <h1>Tin &amp; bài</h1>
                  <ul>
                    <li>Tin &lt;b&gt;đậm&lt;/b&gt;</li>
                    <li>&quot;R&amp;D&quot;</li>
                  </ul>
                </doc-bao>
              </body>
            </html>
        "#]]
        .assert_eq(&page("Tin & bài", "vi", Some("sepia"), &titles));
    }
}
