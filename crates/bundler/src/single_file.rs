//! `--single-file`: a library, the reader and a page in one HTML file, which opens by a double click.
//!
//! Scripts and style stand in the page, all else in islands: script elements that no browser runs,
//! whose text is base64. `files.js` answers from them what the reader would ask a server for, so that
//! the reader is the same, byte for byte. The page forbids itself every request. For who has no
//! scripts, the newest articles stand there as plain text, as many as [`MAX_BYTES_BESIDE_DATA`] allows.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use docbao_bundle::{Article, Date, manifest};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use crate::collection::Sorted;
use crate::library::Library;
use crate::pages::html;
use crate::publish::replace;
use crate::site::{self, Files, escape};

/// Data that one file may carry, in bytes. Beyond, a cheap phone has no memory for the page.
const MAX_DATA_BYTES: usize = 32 << 20;

/// What the file may be larger than its data in base64: a tenth of that, and this many bytes. The reader
/// takes most of it, plain text the rest.
const MAX_BYTES_BESIDE_DATA: usize = 350 * 1000;

/// A file with this line is ours to write anew.
const MARK: &str = "<!-- docbao build wrote this file and writes it anew. -->";

/// The scripts that stand in the page: the loader, and the modules that it brings.
const LOADER: &str = "docbao.js";
const MODULES: [&str; 2] = ["docbao-reader.js", "docbao-words.js"];
const PAGE_STYLE: &str = "docbao-page.css";
const ICON: &str = "docbao-icon.svg";

/// A file that a library may be written into.
#[derive(Debug)]
pub(crate) struct SingleFile {
    path: PathBuf,
}

impl SingleFile {
    /// Looks at the place before any work is done.
    ///
    /// # Errors
    /// If there is something else already: it could be anybody's work.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        if !is_html(path) {
            bail!("{} must end in .html: browsers go by the name", path.display());
        }
        if path.is_dir() {
            bail!("{} is a folder: name a file", path.display());
        }
        if path.exists() && !is_ours(path) {
            bail!("{} is there and is not of docbao: name another file", path.display());
        }
        Ok(SingleFile { path: path.to_owned() })
    }

    /// Writes the file and returns its length in bytes.
    ///
    /// # Errors
    /// If there is too much data for one file, or if it cannot be written.
    pub(crate) fn write(
        &self,
        library: &Library,
        reader: Files<'_>,
        theme: Option<&str>,
        articles: &mut Sorted,
    ) -> Result<usize> {
        let mut islands = Islands::new(library, reader)?;
        islands.carry(articles)?;
        let mut page = Page::new(library, reader, theme)?;
        let room = (islands.data_bytes + islands.data_bytes / 10 + MAX_BYTES_BESIDE_DATA)
            .saturating_sub(islands.html.len() + page.html("", "").len());
        page.islands = islands.html;
        let mut plain = Plain::new(&library.manifest.language, room);
        articles.each_portion(PORTION_ARTICLES, |portion| {
            portion.iter().for_each(|article| plain.add(article));
            Ok(())
        })?;
        let [texts, titles] = plain.finish();
        let html = page.html(&texts, &titles);
        if let Some(dir) = self.path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            fs::create_dir_all(dir)
                .with_context(|| format!("cannot make the folder {}", dir.display()))?;
        }
        replace(&self.path, html.as_bytes())?;
        Ok(html.len())
    }
}

/// Whether a file was written here. It says so in its first lines.
pub(crate) fn is_ours(path: &Path) -> bool {
    const HEAD_BYTES: u64 = 200;
    if !is_html(path) {
        return false;
    }
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    read.is_ok() && String::from_utf8_lossy(&head).contains(MARK)
}

fn is_html(path: &Path) -> bool {
    let ends_in = |end: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(end));
    ends_in("html") || ends_in("htm")
}

/// Articles that are made plain together.
const PORTION_ARTICLES: usize = 256;

/// The files that the page carries.
struct Islands {
    html: String,
    /// Length of the library's own files, pictures and attachments included, in base64.
    data_bytes: usize,
}

impl Islands {
    fn new(library: &Library, reader: Files<'_>) -> Result<Self> {
        let json =
            serde_json::to_vec(&library.manifest).context("cannot serialise the manifest")?;
        let packs = library.packs.iter().map(|pack| (pack.entry.file.as_str(), &*pack.contents));
        let data: Vec<(&str, &[u8])> = packs.chain([(manifest::FILE_NAME, &*json)]).collect();
        let bytes: usize = data.iter().map(|(_, contents)| contents.len()).sum();
        if bytes > MAX_DATA_BYTES {
            bail!(
                "these articles are {} MiB of data, and one file can carry {} MiB: \
                 build a folder instead, with -o, or one file of fewer articles",
                bytes.div_ceil(1 << 20),
                MAX_DATA_BYTES >> 20
            );
        }
        let mut islands = Islands { html: String::new(), data_bytes: 0 };
        for (name, contents) in data {
            let base64 = BASE64_STANDARD.encode(contents);
            islands.data_bytes += base64.len();
            islands.add(name, "", &base64);
        }
        for (name, contents) in reader.iter().filter(|(name, _)| is_asked_for(name)) {
            islands.add(name, " data-gzip", &BASE64_STANDARD.encode(gzip(contents)));
        }
        Ok(islands)
    }

    /// Adds the pictures and attachments.
    fn carry(&mut self, articles: &mut Sorted) -> Result<()> {
        articles.each_asset(|name, contents| {
            let base64 = BASE64_STANDARD.encode(contents);
            self.data_bytes += base64.len();
            self.add(name, &format!(" data-type=\"{}\"", media_type(name)), &base64);
            Ok(())
        })
    }

    fn add(&mut self, name: &str, how: &str, base64: &str) {
        let name = escape(name);
        self.html +=
            &format!("<script type=\"text/plain\" data-file=\"{name}\"{how}>{base64}</script>\n");
    }
}

/// What the loader asks for by `fetch`.
fn is_asked_for(name: &str) -> bool {
    site::is_needed(name) && (name.ends_with(".wasm") || name == "docbao.css")
}

/// What the browser is told that a picture or an attachment is.
fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("png") => "image/png",
        Some("jpg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("pdf") => "application/pdf",
        // Nothing that a browser would run: it is saved.
        _ => "application/octet-stream",
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = gzip.write_all(bytes);
    gzip.finish().unwrap_or_default()
}

/// All of the page but the plain articles.
struct Page<'a> {
    title: String,
    language: String,
    theme: String,
    policy: String,
    icon: String,
    style: String,
    scripts: [&'a str; 2],
    modules: Vec<String>,
    islands: String,
}

impl<'a> Page<'a> {
    fn new(library: &Library, reader: Files<'a>, theme: Option<&str>) -> Result<Self> {
        let text = |wanted: &str| -> Result<&'a str> {
            let file = reader.iter().find(|(name, _)| *name == wanted);
            let (_, bytes) = file.with_context(|| format!("the reader has no {wanted}"))?;
            let text = std::str::from_utf8(bytes).with_context(|| wanted.to_owned())?;
            // Inside a script element only these could end it, or keep its end from being seen.
            match text.contains("</script") || text.contains("<!--") {
                true => bail!("{wanted} cannot stand in a page"),
                false => Ok(text),
            }
        };
        let scripts = [include_str!("single_file/files.js"), text(LOADER)?];
        let module = |name: &str| -> Result<String> {
            let code = text(name)?;
            Ok(format!("{code}\n;docbaoFiles.take(\"{name}\", {{ {} }});", exports(code)))
        };
        let modules = MODULES.map(module).into_iter().collect::<Result<Vec<_>>>()?;
        let style = format!("{}\n{}", text(PAGE_STYLE)?, include_str!("single_file/plain.css"));
        let allowed: Vec<String> =
            scripts.iter().copied().chain(modules.iter().map(String::as_str)).map(hash).collect();
        Ok(Page {
            title: escape(&library.manifest.title),
            language: escape(&library.manifest.language),
            theme: theme.map(|theme| format!(" theme=\"{}\"", escape(theme))).unwrap_or_default(),
            policy: format!(
                "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; img-src data: blob:; \
                 base-uri 'none'; form-action 'none'",
                allowed.join(" "),
                hash(&style)
            ),
            icon: BASE64_STANDARD.encode(text(ICON)?),
            style,
            scripts,
            modules,
            islands: String::new(),
        })
    }

    /// The islands come last: what can be read is there before the file has been parsed.
    fn html(&self, texts: &str, titles: &str) -> String {
        let Page { title, language, theme, policy, icon, style, scripts, modules, islands } = self;
        let [files, loader] = scripts;
        let modules: String = modules
            .iter()
            .map(|code| format!("<script type=\"module\">{code}</script>\n"))
            .collect();
        let words = words(language);
        let older = match titles.is_empty() {
            true => String::new(),
            false => format!("      <p>{}</p>\n      <ul>\n{titles}      </ul>\n", words.older),
        };
        format!(
            r#"<!doctype html>
{MARK}
<html lang="{language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="{policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="icon" href="data:image/svg+xml;base64,{icon}">
    <style>{style}</style>
    <script>{files}</script>
    <script>{loader}</script>
  </head>
  <body>
    <doc-bao src="./" lang="{language}" routing="hash" loading="eager" shortcuts="on"{theme}>
      <h1>{title}</h1>
      <p>{intro}</p>
{texts}{older}    </doc-bao>
{islands}{modules}  </body>
</html>
"#,
            intro = words.intro,
        )
    }
}

/// `height, mount, default: __wbg_init`: what a module exports, as an object has it. The initializer of glue
/// has the name that wasm-bindgen gives it.
fn exports(code: &str) -> String {
    let after = |keyword: &str| -> Vec<String> {
        let found =
            code.match_indices(keyword).filter_map(|(at, _)| code.get(at + keyword.len()..));
        let is_letter = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
        found.map(|rest| rest.chars().take_while(is_letter).collect()).collect()
    };
    let kinds = ["export function ", "export class ", "export const "];
    let mut names = kinds.map(after).concat();
    if code.contains("__wbg_init as default") {
        names.push("default: __wbg_init".to_owned());
    }
    names.join(", ")
}

fn hash(code: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(code)))
}

/// The articles as plain text: whole ones while there is room, then titles.
struct Plain<'a> {
    language: &'a str,
    room: usize,
    articles: Vec<[String; 2]>,
}

impl<'a> Plain<'a> {
    fn new(language: &'a str, room: usize) -> Self {
        Plain { language, room, articles: Vec::new() }
    }

    fn add(&mut self, article: &Article) {
        let language = if article.lang.is_empty() { self.language } else { &article.lang };
        let title = escape(&article.title);
        let day = |day: Date| format!(" <small>{}</small>", html::time(day, language));
        let day = article.published.map(day).unwrap_or_default();
        let text = html::text(article, language, None);
        self.articles.push([
            format!("<details><summary><h2>{title}</h2>{day}</summary>\n{text}</details>\n"),
            format!("        <li>{title}{day}</li>\n"),
        ]);
    }

    /// The newest articles with their texts, and the titles of the others, newest first.
    fn finish(mut self) -> [String; 2] {
        let all_titles: usize = self.articles.iter().map(|[_, title]| title.len()).sum();
        let mut left = self.room.saturating_sub(all_titles);
        let mut n_whole = 0;
        while let Some([text, title]) = self.articles.get(n_whole) {
            let more = text.len().saturating_sub(title.len());
            if more > left {
                break;
            }
            left -= more;
            n_whole += 1;
        }
        let titles = self.articles.split_off(n_whole);
        let mut left = if n_whole == 0 { self.room } else { usize::MAX };
        let titles = titles.into_iter().map(|[_, title]| title).take_while(|title| {
            let fits = title.len() <= left;
            left = left.saturating_sub(title.len());
            fits
        });
        [self.articles.into_iter().map(|[text, _]| text).collect(), titles.collect()]
    }
}

/// Words of the page without scripts.
struct Words {
    intro: &'static str,
    older: &'static str,
}

/// The words of a language: Vietnamese, or else English.
fn words(language: &str) -> Words {
    match language.split('-').next() {
        Some("vi") => Words {
            intro: "Trang này cần JavaScript để tìm kiếm và lọc bài. Chưa có JavaScript, bạn vẫn đọc \
                    được các bài dưới đây: bấm vào tên bài để mở.",
            older: "Để tệp không quá nặng, các bài cũ hơn chỉ có tên ở đây. Chúng cũng nằm trong tệp này, nhưng \
                    cần JavaScript mới mở được:",
        },
        _ => Words {
            intro: "This page needs JavaScript to search and filter. Without it the articles below can \
                    still be read: press a title to open it.",
            older: "To keep the file small, of older articles only the titles stand here. They are in this file \
                    too, but need JavaScript to be opened:",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(at: usize, words: usize) -> Article {
        let text = "chữ ".repeat(words);
        Article {
            id: at.to_string(),
            title: format!("Bài {at}"),
            lead: Some(text),
            ..Article::default()
        }
    }

    #[test]
    fn the_newest_articles_are_whole_and_the_others_have_titles() {
        let mut plain = Plain::new("vi", 2000);
        (0..6).for_each(|at| plain.add(&article(at, 100)));
        let [texts, titles] = plain.finish();
        assert!(texts.contains("<h2>Bài 0</h2>") && texts.contains("<h2>Bài 1</h2>"), "{texts}");
        assert_eq!(titles.matches("<li>").count() + texts.matches("<h2>").count(), 6);
        assert!(texts.len() + titles.len() <= 2000, "{} + {}", texts.len(), titles.len());
    }

    #[test]
    fn without_any_room_there_are_fewer_titles() {
        let mut plain = Plain::new("vi", 100);
        (0..6).for_each(|at| plain.add(&article(at, 100)));
        let [texts, titles] = plain.finish();
        assert_eq!(texts, "");
        assert!(
            (1..6).contains(&titles.matches("<li>").count()) && titles.len() <= 100,
            "{titles}"
        );
    }

    #[test]
    fn what_a_module_exports_is_taken_from_it() {
        let glue = "export class Reader{}export function height(){}export function mount(root){}\
                    export{initSync,__wbg_init as default};";
        assert_eq!(exports(glue), "height, mount, Reader, default: __wbg_init");
        assert_eq!(exports("export const WORDS=[];"), "WORDS");
    }

    const READER: Files<'_> = &[
        ("docbao-icon.svg", b"<svg/>"),
        ("docbao-page.css", b"html{}"),
        ("docbao-reader.js", b"export function mount(){}export{__wbg_init as default};"),
        ("docbao-reader_bg.wasm", b"\0asm"),
        ("docbao-words.js", b"export const WORDS=[];"),
        ("docbao.css", b".a{}"),
        ("docbao.js", b"'loader'"),
        ("docbao.d.ts", b"not for a page"),
    ];

    fn library(articles: Vec<Article>) -> Library {
        let max_pack_bytes = docbao_bundle::pack::MAX_PACK_BYTES;
        let (title, language) = ("Tin & bài".to_owned(), "vi".to_owned());
        Library::new(
            articles,
            &crate::library::Options {
                title,
                language,
                max_pack_bytes,
                aliases: vec![["Đồ Sơn".to_owned(), "Vạn Hương".to_owned()]],
                ..Default::default()
            },
        )
    }

    #[test]
    fn the_file_holds_everything_and_runs_only_what_it_names() {
        let library = library(vec![article(0, 3)]);
        let islands = Islands::new(&library, READER).unwrap();
        let files = ["docbao-reader_bg.wasm", "docbao.css", "docbao.json"];
        let packs = library.packs.iter().map(|pack| pack.entry.file.as_str());
        for name in files.into_iter().chain(packs) {
            assert!(islands.html.contains(&format!("data-file=\"{name}\"")), "{name}");
        }
        assert_eq!(islands.html.matches("<script").count(), 3 + library.packs.len());
        let (_, manifest) = islands.html.split_once("data-file=\"docbao.json\">").unwrap();
        let manifest = BASE64_STANDARD.decode(manifest.split('<').next().unwrap()).unwrap();
        let manifest: docbao_bundle::Manifest = serde_json::from_slice(&manifest).unwrap();
        assert_eq!(manifest.aliases, [["do son".to_owned(), "van huong".to_owned()]]);
        let html = Page::new(&library, READER, None).unwrap().html("", "");
        assert!(html.contains("<title>Tin &amp; bài</title>") && !html.contains("not for a page"));
        for code in ["'loader'", "html{}\n"] {
            let start = html.find(code).unwrap();
            let end = start + html[start..].find("</s").unwrap();
            assert!(html.contains(&hash(&html[start..end])), "{code} is not allowed to run");
        }
        assert!(html.contains("default-src 'none'"));
    }

    #[test]
    fn too_much_for_one_file_is_refused_with_the_limit_and_another_way() {
        let mut library = library(vec![article(0, 3)]);
        library.packs[0].contents = vec![0; MAX_DATA_BYTES + 1];
        let said = Islands::new(&library, READER).err().unwrap().to_string();
        assert!(said.contains("are 33 MiB"), "{said}");
        assert!(said.contains("one file can carry 32 MiB") && said.contains("-o"), "{said}");
    }

    #[test]
    fn only_a_file_of_ours_is_written_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("doc.html");
        assert!(SingleFile::open(&path).is_ok());
        fs::write(&path, "<!doctype html><p>Luận văn").unwrap();
        assert!(SingleFile::open(&path).is_err());
        fs::write(&path, format!("<!doctype html>\n{MARK}\n")).unwrap();
        assert!(SingleFile::open(&path).is_ok());
        assert!(SingleFile::open(&dir.path().join("doc")).is_err());
    }
}
