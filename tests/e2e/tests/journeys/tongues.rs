//! Two languages on one screen: what an article says is in its own, what the reader says of it in the reader's.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::{Value, json};

use crate::keeping::select;
use crate::stage::{HOST_PAGE, in_a_host_page, is_read};

/// Every word of an article begins so, and no word of ours.
const OF_ARTICLE: &str = "zz";

fn article_in(lang: &str) -> String {
    format!(
        "---\ntitle: zz {lang}\nlang: {lang}\ndate: 2019-11-21\nsection: zz\nauthor: zz zz\ntags: [zz]\n\
         source: zz\nurl: https://zz.example/\n---\n\nzz\n\n## zz zz\n\n## zz\n\n## zz zz zz\n\n\
         | zz | zz |\n|---|---|\n| zz | zz |\n\n![zz](zz.png)\n\n![zz](https://zz.example/zz.png)\n"
    )
}

/// What can be read or heard of an element: its language for each text.
const HEARD: &str = "
    const texts = [];
    const walker = document.createTreeWalker(whole, NodeFilter.SHOW_ALL);
    for (let node = whole; node; node = walker.nextNode()) {
        const at = node.closest ? node : node.parentElement;
        const said = node.closest ? ['aria-label', 'title', 'alt'].map(name => node.getAttribute(name)) : [node.data];
        texts.push(...said.filter(text => text?.trim()).map(text => [at.closest('[lang]').lang, text]));
    }
    return texts;";

/// A library of two articles, one in each language, and a page with a reader that speaks `ours`.
fn library_of_two(articles: &Path) -> Result<Library> {
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/docbao-icon-192.png");
    fs::copy(picture, articles.join("zz.png"))?;
    for lang in ["vi", "en"] {
        fs::write(articles.join(format!("{lang}.md")), article_in(lang))?;
    }
    Library::build_from(articles, &articles.join("library"))
}

fn host_page_in(ours: &str) -> String {
    format!(
        "<!doctype html><html lang=fr><meta charset=utf-8><title>z</title><link rel=icon href=\"data:,\">\
         <script src=docbao.js defer></script><doc-bao src=\"./\" lang={ours} loading=eager></doc-bao>"
    )
}

#[test]
fn every_text_of_an_article_says_its_language_whatever_the_readers_is() -> Result<()> {
    let articles = tempfile::tempdir()?;
    let library = library_of_two(articles.path())?;
    for ours in ["vi", "en"] {
        library.write("trang.html", host_page_in(ours).as_bytes())?;
        let host = Host::new(library.folder())?;
        let page = Page::open(&format!("{}trang.html", host.address()))?;
        page.ready()?;
        for theirs in ["vi", "en"] {
            page.see_with("el.open(arguments[0])", &[json!(theirs)])?;
            page.until_with("all('h1')[0]?.innerText === `zz ${arguments[0]}`", &[json!(theirs)])?;
            let heard = page.see(&format!("(whole => {{ {HEARD} }})(article())"))?;
            let heard = heard.as_array().cloned().unwrap_or_default();
            let is_theirs = |text: &str| text.to_lowercase().contains(OF_ARTICLE);
            for text in &heard {
                let [lang, words] = [&text[0], &text[1]].map(|it| it.as_str().unwrap_or_default());
                let expected = if is_theirs(words) { theirs } else { ours };
                ensure!(lang == expected, "“{words}” is said to be {lang}, not {expected}");
            }
            // Of ours: date, reading time, way back to the place, contents, table, two of pictures, source, tags.
            let of = |is: &dyn Fn(&Value) -> bool| heard.iter().filter(|text| is(text)).count();
            let of_ours = of(&|text| !is_theirs(text[1].as_str().unwrap_or_default()));
            ensure!(of_ours >= 9 && heard.len() - of_ours >= 15, "{heard:?}");
        }
        page.console_holds_only(&[])?;
    }
    Ok(())
}

/// A list of articles in two languages, what is suggested, and the ways on from one article to others. The library
/// is in Vietnamese.
#[test]
fn every_title_says_its_language_wherever_it_stands() -> Result<()> {
    let articles = tempfile::tempdir()?;
    // Two each are related.
    let all = [("mot", "vi", "xx"), ("two", "en", "xx"), ("ba", "vi", "ww"), ("four", "en", "ww")];
    for (name, lang, about) in all {
        let text = format!(
            "---\ntitle: zz {name}_{lang}\nlang: {lang}\ndate: 2019-11-21\nsection: Yy_{lang}\n---\n\nzz_{lang}\n\n\
             {about}a {about}b {about}c {about}d\n"
        );
        fs::write(articles.path().join(format!("{name}.md")), text)?;
    }
    let library = Library::build_titled(articles.path(), "yy", &articles.path().join("thu-vien"))?;
    for ours in ["vi", "en"] {
        library.write("trang.html", host_page_in(ours).as_bytes())?;
        let host = Host::new(library.folder())?;
        let page = Page::open(&format!("{}trang.html", host.address()))?;
        page.browser().resize(1280, 900)?;
        page.ready()?;
        let said_wrong = |part: &str| -> Result<()> {
            let heard = page.see(&format!("(whole => {{ {HEARD} }})(all({part:?})[0])"))?;
            let heard: Vec<[String; 2]> = serde_json::from_value(heard)?;
            let of = |text: &str| match text {
                _ if text.contains("_en") => "en",
                _ if text.contains("_vi") => "vi",
                // What articles of both say, and figures.
                _ if text.contains("zz") || text.contains("ww") => "",
                _ if text.chars().any(char::is_alphabetic) => ours,
                _ => "",
            };
            let is_wrong = |[lang, text]: &&[String; 2]| !["", lang].contains(&of(text));
            let wrong: Vec<_> = heard.iter().filter(is_wrong).collect();
            ensure!(wrong.is_empty(), "in {part}: {wrong:?}");
            let of_articles = heard.iter().filter(|[_, text]| text.contains("_en"));
            ensure!(of_articles.count() > 0, "nothing is English in {part}: {heard:?}");
            Ok(())
        };
        page.type_query("zz")?;
        page.until("all('.suggest .chip').length > 1 && results().length === 4")?;
        page.until("all('.card .excerpt mark').length === 4")?;
        [".suggest", ".list"].iter().try_for_each(|part| said_wrong(part))?;
        let name = page.see("[all('.reader')[0].ariaLabelledByElements ?? [root.querySelector('#name')]].flat().map(e => [e.lang, e.textContent])[0]")?;
        ensure!(name == json!(["vi", "yy"]), "the whole is called {name}");
        page.see("(openers()[1].click(), true)")?;
        page.until("all('.neighbours li').length === 2 && all('.related li').length")?;
        said_wrong(".page")?;
        page.console_holds_only(&[])?;
    }
    Ok(())
}

/// What is kept is shown where its article is not open, and among what is kept of articles in other languages.
#[test]
fn what_is_kept_of_an_article_stays_in_the_language_of_the_article() -> Result<()> {
    let articles = tempfile::tempdir()?;
    let library = library_of_two(articles.path())?;
    library.write("trang.html", host_page_in("vi").as_bytes())?;
    let host = Host::new(library.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    page.ready()?;
    let languages = |what: &str| {
        page.see(&format!(
            "all({what:?}).filter(e => e.textContent.includes('zz')).map(e => [e.closest('[lang]').lang, e.textContent.trim()])"
        ))
    };
    for lang in ["vi", "en"] {
        page.see_with("el.open(arguments[0])", &[json!(lang)])?;
        page.until_with("all('h1')[0]?.innerText === `zz ${arguments[0]}`", &[json!(lang)])?;
        page.click(".tools button", "Lưu")?;
        select(&page, "zz")?;
        page.click(".float.actions button", "Ghi chú")?;
        page.until("focused().matches('textarea')")?;
        ensure!(
            languages(".editor blockquote")? == json!([[lang, "zz"]]),
            "the passage in the editor"
        );
        page.press("yy")?;
        page.click("button", "Lưu ghi chú")?;
        page.until("named('.notes li', 'yy')")?;
        let said = languages(".notes blockquote")?;
        ensure!(said == json!([[lang, "zz"]]), "below the article: {said}");
    }
    // Also when nothing of it is in memory any more.
    page.reload()?;
    page.ready()?;
    page.click(".ways button", "Đã lưu")?;
    page.until("all('.shelf .mark').length === 2")?;
    let said = languages(".shelf .mark blockquote, .shelf .mark > p[lang], .shelf [data-id]")?;
    let said: Vec<(String, String)> = serde_json::from_value(said)?;
    // Saved, of a passage two, and seen, each twice.
    ensure!(said.len() == 8, "{said:?}");
    let passages = said.iter().filter(|(_, words)| words == "zz").map(|(lang, _)| lang.as_str());
    ensure!(passages.collect::<Vec<_>>() == ["en", "vi"], "{said:?}");
    for (lang, words) in said.iter().filter(|(_, words)| words != "zz") {
        ensure!(*words == format!("zz {lang}"), "“{words}” is said to be {lang}: {said:?}");
    }
    page.console_holds_only(&[])
}

#[test]
fn filters_in_force_are_named_by_the_reader_and_their_values_by_the_library() -> Result<()> {
    let place = "#docbao=;f.section=B%C3%A1o%20c%C3%A1o;f.place=H%E1%BA%A3i%20Ph%C3%B2ng;f.year=2019;from=2019-05-01";
    let known =
        |page: &str| page.replace("lang=\"vi\" loading", "lang=\"en\" routing=\"hash\" loading");
    let write = |library: &Library| library.write("trang.html", known(HOST_PAGE).as_bytes());
    in_a_host_page("tongues-chips", &[], write, |page| {
        let address = page.see("location.href")?;
        page.goto("about:blank")?;
        page.goto(&[address.as_str().unwrap_or_default(), place].concat())?;
        page.until("all('.chips .chip').length === 4")?;
        let heard = page.see(&format!("(whole => {{ {HEARD} }})(all('.chips')[0])"))?;
        let said = |lang: &str, words: &str| json!([lang, words]);
        let removes = || said("en", "Remove filter");
        let expected = json!([
            said("en", "Active filters"),
            removes(),
            said("vi", "Báo cáo"),
            said("en", "✕"),
            removes(),
            said("en", " Places "),
            said("vi", "Hải Phòng"),
            said("en", "✕"),
            removes(),
            said("en", " Year "),
            said("en", "2019"),
            said("en", "✕"),
            removes(),
            said("en", "From 1 May 2019"),
            said("en", "✕"),
        ]);
        ensure!(heard == expected, "{heard:#} is not {expected:#}");
        page.click(".chips .chip", "Remove filter Year 2019")?;
        page.until("all('.chips .chip').length === 3").map(drop)
    })
}

/// The page's own switch of languages, while an article is open.
#[test]
fn another_language_of_the_element_is_that_of_every_tool() -> Result<()> {
    in_a_host_page(
        "tongues-live",
        &[],
        |_| Ok(()),
        |page| {
            is_read(page)?;
            page.until("named('.tools button', 'Lưu')")?;
            page.until("named('.tools button', 'Chia sẻ') && named('.foot h2', 'Đánh dấu')")?;
            page.see("(el.lang = 'en', true)")?;
            page.until("named('.tools button', 'Save') && named('.tools button', 'Share') && named('.foot h2', 'Your highlights')")?;
            page.click(".tools button", "Save")?;
            page.until("named('.tools button', 'Saved')")?;
            let tools = page.see("all('.page .tools button, .foot button, .foot h2').map(name)")?;
            let ours = "áàảãạăâđêôơư";
            let wrong = "all('.page .tools button, .foot h2').map(name).filter(text => [...arguments[0]].some(letter => text.includes(letter)))";
            ensure!(page.see_with(wrong, &[json!(ours)])? == json!([]), "of {tools} some stayed");
            page.see("(el.lang = 'vi', true)")?;
            page.until("named('.tools button', 'Đã lưu') && named('.tools button', 'Chia sẻ')")
                .map(drop)
        },
    )
}
