//! Pages must say what the article says, and nothing it says may become markup.

use docbao_bundle::{Block, Byline, Figure, Item, Source, Span, Text};

use super::*;

const SITE: Site<'_> = Site {
    title: "Tin & bài",
    language: "vi",
    base_url: "https://example.vn/thu-vien/",
    has_reader: true,
    theme: None,
};

fn hostile() -> Article {
    let evil = "<script>alert(1)</script>\"'&";
    let link =
        |address: &str| Span { text: evil.into(), link: Some(address.into()), ..Span::default() };
    let text = Text(vec![link("javascript:alert(1)"), link("https://a.vn/?x=\"><b>")]);
    let figure = |src: &str| {
        Block::Figure(Figure { src: src.into(), alt: evil.into(), ..Figure::default() })
    };
    Article {
        id: evil.into(),
        title: evil.into(),
        lead: Some(evil.into()),
        byline: Some(Byline { name: evil.into(), role: Some(evil.into()) }),
        source: Some(Source { name: None, url: Some("javascript:alert(1)".into()) }),
        section: Some(evil.into()),
        tags: vec![evil.into()],
        published: Date::new(2019, 11, 21),
        lang: "\"><b>".into(),
        blocks: vec![
            Block::Heading { level: 9, text: text.clone() },
            Block::Paragraph(text.clone()),
            Block::List { ordered: true, items: vec![Item { depth: 9, text: text.clone() }; 3] },
            Block::Quote(vec![text.clone()]),
            Block::Table { header: true, rows: vec![vec![text]] },
            Block::Code(evil.into()),
            figure("data:text/html,x"),
            figure("a\" onerror=\"x.png"),
            figure("https://a.vn/x.png"),
        ],
        ..Article::default()
    }
}

#[test]
fn nothing_in_an_article_becomes_markup() {
    let page = html::article(&hostile(), &SITE);
    assert_eq!(page.matches("<script").count(), 2, "{page}");
    assert!(page.contains("<script type=\"application/ld+json\">{"));
    assert!(page.contains("<script src=\"../docbao.js\" defer></script>"));
    for markup in
        ["<script>alert", "href=\"javascript", "<b>", "style=", "src=\"data:", "src=\"https:"]
    {
        assert!(!page.contains(markup), "{markup}\n{page}");
    }
    assert!(
        !page.split('<').any(|tag| tag.split('>').next().unwrap().contains(" onerror=\"")),
        "{page}"
    );
}

#[test]
fn lists_open_and_close_as_often() {
    let page = html::article(&hostile(), &SITE);
    for tag in ["ul", "ol", "li", "p", "article", "blockquote", "table", "figure", "a"] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}\n{page}");
    }
}

#[test]
fn the_reader_takes_over_what_is_read_without_it() {
    let article = Article::from_plain_text("tin/1", "Tin", "Chữ.");
    let page = html::article(&article, &SITE);
    let (before, element) = page.split_once("<doc-bao ").unwrap();
    let (attributes, inner) = element.split_once('>').unwrap();
    assert_eq!(
        attributes,
        "src=\"../\" lang=\"vi\" routing=\"path\" link-base=\"./\" loading=\"eager\" \
         shortcuts=\"on\" article=\"tin/1\""
    );
    let (inner, after) = inner.split_once("</doc-bao>").unwrap();
    assert!(inner.contains("<h1>Tin</h1>") && inner.contains("<p>Chữ.</p>"));
    assert!(!before.contains("<nav>") && !after.contains("<footer>"), "{page}");
    // Without a reader there is no element, and a way to the page that has one.
    let page = html::article(&article, &Site { has_reader: false, ..SITE });
    assert!(!page.contains("doc-bao") && !page.contains("docbao.js"), "{page}");
    assert!(page.contains("href=\"../#docbao=tin%2F1\""), "{page}");
}

#[test]
fn titles_in_another_language_say_so_in_lists_and_in_the_feed() {
    let dir = tempfile::tempdir().unwrap();
    let article = |id: &str, lang: &str| Article {
        published: Date::new(2019, 11, 3),
        lang: lang.into(),
        ..Article::from_plain_text(id, id, "Chữ.")
    };
    let mut pages = Pages::new(dir.path(), SITE).unwrap();
    pages.add(&[article("bai", "vi-VN"), article("news", "en")]).unwrap();
    pages.finish().unwrap();
    for list in ["bai/index.html", "thang/2019-11.html"] {
        let list = fs::read_to_string(dir.path().join(list)).unwrap();
        assert!(list.contains("bai.html\">bai</a>"), "{list}");
        assert!(list.contains("news.html\" lang=\"en\">news</a>"), "{list}");
    }
    let feed = fs::read_to_string(dir.path().join("feed.xml")).unwrap();
    assert!(feed.contains("<entry><title>bai<"), "{feed}");
    assert!(feed.contains("<entry xml:lang=\"en\"><title>news<"), "{feed}");
}

#[test]
fn pages_of_withdrawn_articles_go_and_other_files_stay() {
    let dir = tempfile::tempdir().unwrap();
    let article = |id: &str, day| Article {
        published: Date::new(2019, 11, day),
        ..Article::from_plain_text(id, &format!("Bài {id}"), "Chữ.")
    };
    let build = |articles: &[Article]| {
        let mut pages = Pages::new(dir.path(), SITE).unwrap();
        pages.add(articles).unwrap();
        pages.finish().unwrap()
    };
    let all = [article("a", 3), article("b", 2)];
    assert_eq!(build(&all), 7);
    let own = dir.path().join("bai/cua-toi.html");
    fs::write(&own, "x").unwrap();
    let feed = fs::read_to_string(dir.path().join("feed.xml")).unwrap();
    assert!(feed.contains("<updated>2019-11-03T00:00:00Z</updated>"), "{feed}");
    assert_eq!(feed.matches("<entry>").count(), 2);
    build(&all[..1]);
    let is_there = |name: &str| dir.path().join(name).is_file();
    assert!(is_there("bai/a.html") && !is_there("bai/b.html") && is_there("bai/cua-toi.html"));
    let map = fs::read_to_string(dir.path().join("sitemap.xml")).unwrap();
    assert!(map.contains(
        "<loc>https://example.vn/thu-vien/bai/a.html</loc><lastmod>2019-11-03</lastmod>"
    ));
    assert!(!map.contains("b.html"));
    remove(dir.path());
    assert!(!is_there("bai/a.html") && !is_there("thang/2019-11.html") && own.is_file());
}
