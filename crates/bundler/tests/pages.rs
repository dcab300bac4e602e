//! The pages of a library as other programs read them: our own reader of web pages, a reader of feeds, a parser of
//! XML, and JSON-LD as JSON.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

const BASE: &str = "https://example.vn/thu-vien/";

/// A grey pixel, as PNG.
const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

fn docbao(dir: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docbao"));
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    let output = command.current_dir(dir).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A library with pages in `out`, of an article that has everything, one that has little, and a document.
fn library() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let article = json!([
        {
            "id": "so-ket", "title": "Sơ kết & \"tổng kết\" <b>", "lead": "Mở đầu.",
            "published": "2019-11-21", "section": "Tin tức", "tags": ["học tập"],
            "dateline": "Hải Phòng, ngày 21 tháng 11 năm 2019",
            "byline": {"name": "Trần Thị Mẫu", "role": "Chuyên viên"},
            "source": {"name": "Cổng Đồ Sơn", "url": "https://a.vn/bai"},
            "attachments": ["mau don.pdf"],
            "blocks": [
                {"heading": {"level": 2, "text": "Đầu mục"}},
                {"paragraph": "Ngày 16/5/2019, quận Đồ Sơn sơ kết Chỉ thị số 05-CT/TW."},
                {"figure": {"src": format!("data:image/png;base64,{PIXEL}"), "alt": "Ảnh"}},
                {"table": {"header": true, "rows": [["Một", "Hai"], ["1", "2"]]}},
            ],
        },
        {"id": "it", "title": "Ít", "body": "Chỉ một câu."},
    ]);
    fs::create_dir(dir.path().join("bai-viet")).unwrap();
    fs::write(dir.path().join("bai-viet/tin.json"), article.to_string()).unwrap();
    fs::write(dir.path().join("bai-viet/mau don.pdf"), "%PDF-1.4").unwrap();
    fs::write(dir.path().join("bai-viet/cu.rtf"), r"{\rtf1 Tin c\u361?\par M\u7897?t c\u226?u.}")
        .unwrap();
    fs::write(dir.path().join("bai-viet/ghi.md"), "# Ghi\n\nChữ.").unwrap();
    let args = [
        "build",
        "bai-viet",
        "-o",
        "out",
        "--data-only",
        "--pages",
        "--attach",
        "--base-url",
        BASE,
    ];
    let (code, _, said) = docbao(dir.path(), &args);
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("warning:") && !said.contains("error:"), "{said}");
    assert!(said.contains("this document (.md) is not attached"), "{said}");
    dir
}

/// Values of a field in JSON-LD.
fn linked_data(page: &str) -> Value {
    let (_, data) = page.split_once("<script type=\"application/ld+json\">").unwrap();
    serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_page_read_as_a_page_is_the_article() {
    let dir = library();
    let (code, json, said) =
        docbao(dir.path(), &["convert", "out/bai/so-ket.html", "--to", "json"]);
    assert_eq!(code, 0, "{said}");
    let articles: Value = serde_json::from_str(&json).unwrap();
    let article = &articles[0];
    assert_eq!(article["title"], "Sơ kết & \"tổng kết\" <b>");
    assert_eq!(article["published"], "2019-11-21");
    assert_eq!(article["section"], "Tin tức");
    assert_eq!(article["byline"]["name"], "Trần Thị Mẫu");
    let blocks = article["blocks"].to_string();
    for text in ["Đầu mục", "quận Đồ Sơn sơ kết", "[\"Một\",\"Hai\"]"] {
        assert!(blocks.contains(text), "{text}: {blocks}");
    }
}

#[test]
fn search_engines_are_told_what_the_article_says() {
    let dir = library();
    let read = |name: &str| fs::read_to_string(dir.path().join("out").join(name)).unwrap();
    let page = read("bai/so-ket.html");
    let data = linked_data(&page);
    let address = format!("{BASE}bai/so-ket.html");
    assert_eq!(data["@type"], "NewsArticle");
    assert_eq!(data["headline"], "Sơ kết & \"tổng kết\" <b>");
    assert_eq!(data["mainEntityOfPage"], json!(address));
    assert_eq!(data["datePublished"], "2019-11-21");
    assert_eq!(data["description"], "Mở đầu.");
    assert_eq!(
        data["author"],
        json!({"@type": "Person", "name": "Trần Thị Mẫu", "jobTitle": "Chuyên viên"})
    );
    assert_eq!(data["locationCreated"]["name"], "Hải Phòng");
    assert_eq!(data["isBasedOn"], "https://a.vn/bai");
    assert_eq!(data["citation"][0]["legislationIdentifier"], "05-CT/TW");
    assert_eq!(data["contentLocation"][0]["name"], "quận Đồ Sơn");
    assert_eq!(data["associatedMedia"][0]["name"], "mau don.pdf");
    let picture = data["image"].as_str().unwrap();
    let file = picture.strip_prefix(BASE).unwrap();
    assert!(dir.path().join("out").join(file).is_file() && file.ends_with(".png"), "{file}");
    assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{address}\">")), "{page}");
    assert!(
        page.contains(&format!("<meta property=\"og:image\" content=\"{picture}\">")),
        "{page}"
    );
    // What is not known is not said.
    let little = linked_data(&read("bai/it.html"));
    let fields: Vec<&String> = little.as_object().unwrap().keys().collect();
    let expected = [
        "@context",
        "@type",
        "description",
        "headline",
        "inLanguage",
        "mainEntityOfPage",
        "publisher",
        "url",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn sitemap_and_feed_are_what_their_readers_expect() {
    let dir = library();
    let read = |name: &str| fs::read(dir.path().join("out").join(name)).unwrap();
    let feed = feed_rs::parser::parse(&read("feed.xml")[..]).unwrap();
    assert_eq!(feed.id, BASE);
    let entries: Vec<(&str, Option<&str>)> = feed
        .entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry.summary.as_ref().map(|text| text.content.as_str())))
        .collect();
    // Only what has a date can be in a feed.
    assert_eq!(entries, [(&*format!("{BASE}bai/so-ket.html"), Some("Mở đầu."))]);
    assert!(feed.entries[0].updated.is_some());

    let map = String::from_utf8(read("sitemap.xml")).unwrap();
    let mut reader = quick_xml::Reader::from_str(&map);
    let (mut open, mut pages) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) => {
                open.push(tag.name().as_ref().to_owned());
            }
            quick_xml::events::Event::End(_) => drop(open.pop()),
            quick_xml::events::Event::Text(text) if open.last().is_some_and(|tag| tag == "loc") => {
                pages.push(text.trim().to_owned());
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    for page in &pages {
        let file = page.strip_prefix(BASE).unwrap();
        assert!(dir.path().join("out").join(file).is_file(), "{page}");
    }
    assert_eq!(pages.len(), 4);
}

#[test]
fn attachments_lie_beside_the_library_and_are_offered_with_their_size() {
    let dir = library();
    let page = fs::read_to_string(dir.path().join("out/bai/so-ket.html")).unwrap();
    let (_, link) = page.split_once("<ul class=\"files\"><li><a href=\"../").unwrap();
    let (file, rest) = link.split_once('"').unwrap();
    assert!(rest.starts_with(" download=\"mau don.pdf\">mau don.pdf</a> (1 kB)"), "{rest}");
    assert_eq!(fs::read(dir.path().join("out").join(file)).unwrap(), b"%PDF-1.4");
    // The original of a document, under its own name.
    let page = fs::read_to_string(dir.path().join("out/bai/cu.html")).unwrap();
    assert!(page.contains("download=\"cu.rtf\""), "{page}");
    // A build without it takes them away again, two builds later.
    let args = ["build", "bai-viet/ghi.md", "-o", "out", "--data-only", "--keep", "0"];
    for _ in 0..3 {
        assert_eq!(docbao(dir.path(), &args).0, 0);
    }
    assert!(!dir.path().join("out").join(file).exists());
    // What was attached is no article as well, and its lack of a date is nothing to mend.
    let (_, _, said) = docbao(dir.path(), &["build", "bai-viet", "-o", "out", "--data-only"]);
    assert!(
        said.contains("mau don.pdf: it is an attachment of bai-viet/tin.json, and no article"),
        "{said}"
    );
    let (_, _, said) = docbao(dir.path(), &["check", "bai-viet"]);
    assert!(!said.contains("mau don.pdf"), "{said}");
    // One file carries none.
    let (_, _, said) =
        docbao(dir.path(), &["build", "bai-viet/tin.json", "--single-file", "a.html"]);
    assert!(
        said.contains("not carried into a single file") || said.contains("no reader is inside"),
        "{said}"
    );
}
