//! Pages of articles (`docbao build --pages`): they are read without the reader, and it takes over on the same
//! addresses.

use std::fs;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::json;

use crate::ARTICLE;
use crate::stage::scratch;

/// The sample articles with their pages, and the name of the real one's page.
fn pages(name: &str) -> Result<(Library, String)> {
    let library = Library::build_pages(&scratch(name)?)?;
    let mut names = fs::read_dir(library.folder().join("bai"))?.flatten().filter_map(|entry| {
        let page = fs::read_to_string(entry.path()).ok()?;
        let is_it = page.contains(&format!("<h1>{ARTICLE}"));
        is_it.then(|| entry.file_name().to_string_lossy().into_owned())
    });
    let name = names.next().context("the sample article has no page")?;
    Ok((library, name))
}

#[test]
fn a_page_is_taken_over_and_every_article_has_its_address() -> Result<()> {
    let (library, name) = pages("pages")?;
    let host = Host::new(library.folder())?;
    let page = Page::open(&format!("{}bai/{name}", host.address()))?;
    page.browser().resize(390, 840)?;
    let at = |path: &str| page.until_with("location.pathname === arguments[0]", &[json!(path)]);
    let here = format!("/bai/{name}");

    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    at(&here)?;
    // Opened from nowhere, it closes into the list of all.
    page.click("button", "Danh sách")?;
    page.until("results().length > 1")?;
    at("/bai/")?;

    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    let href = page.see("openers()[0].href ?? null")?;
    ensure!(href.as_str().is_none_or(|href| href.contains(&here)), "{href}");
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    at(&here)?;
    page.run("history.back()")?;
    page.first_begins(ARTICLE)?;
    at("/bai/")?;
    ensure!(page.see("field().value")? == "do son", "the list is another one");
    page.run("history.forward()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    at(&here)?;

    page.reload()?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    at(&here)?;
    page.console_holds_only(&[])
}

#[test]
fn a_page_reads_where_the_reader_cannot_come() -> Result<()> {
    let (library, name) = pages("pages-without-reader")?;
    fs::remove_file(library.folder().join("docbao.js"))?;
    let host = Host::new(library.folder())?;
    let page = Page::open(&format!("{}bai/{name}", host.address()))?;
    page.browser().resize(390, 840)?;
    page.until("document.readyState === 'complete'")?;
    ensure!(
        page.see("document.querySelector('doc-bao article').innerText.includes('Ngọc Hải')")?
            == true,
        "the text is not there"
    );
    ensure!(
        page.see("(page => page.scrollWidth <= page.clientWidth)(document.documentElement)")?
            == true,
        "the page scrolls sideways"
    );
    page.run("document.querySelector('nav a').click()")?;
    page.until(
        "location.pathname === '/bai/' && document.querySelectorAll('.list li').length > 5",
    )?;
    page.console_holds_only(&["docbao.js"])
}
