//! One file, opened from the disk: no server is there at all, and the page forbids itself every request.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Library, Page};

use crate::ARTICLE;

/// Begins a journey in the sample articles as one file.
fn in_one_file(name: &str, journey: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    Library::build_single_file(&file)?;
    let page = Page::open(&address(&file)?)?;
    page.ready()?;
    journey(&page)?;
    let asked = page.see("performance.getEntriesByType('resource').map(e => e.name)")?;
    let is_outside = |name: &serde_json::Value| !name.as_str().unwrap_or("?").starts_with("data:");
    let asked: Vec<_> = asked.as_array().into_iter().flatten().filter(|n| is_outside(n)).collect();
    ensure!(asked.is_empty(), "asked for {asked:?}");
    page.console_holds_only(&[])
}

fn address(file: &Path) -> Result<String> {
    let file: PathBuf = file.canonicalize()?;
    Ok(format!("file://{}", file.to_str().context("the path is not Unicode")?))
}

#[test]
fn one_file_is_searched_filtered_and_read_from_the_disk() -> Result<()> {
    in_one_file("tap-bai.html", |page| {
        page.browser().resize(1280, 900)?;
        page.click("[part~=facet] label", "Hướng dẫn bạn đọc")?;
        page.until("results().every(e => e.innerText.includes('Hướng dẫn bạn đọc'))")?;
        page.click("[part~=chip]", "Hướng dẫn bạn đọc")?;
        page.until("!named('[part~=chip]', '')")?;
        for query in ["Đồ Sơn", "do son"] {
            page.type_query(query)?;
            page.first_begins(ARTICLE)?;
            page.until("marks(results()[0]).some(mark => /Đồ|Sơn/.test(mark))")?;
        }
        page.see("openers()[0].click()")?;
        page.until(
            "article()?.innerText.includes('Ngọc Hải') && location.hash.includes('docbao=')",
        )?;
        page.see("history.back()")?;
        page.until("!article() && results().length && field().value === 'do son'").map(drop)
    })
}

/// What makes a library of a page's articles would double the weight of the file.
#[test]
fn one_file_reads_no_other_articles_and_says_so() -> Result<()> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bai-khac.html");
    Library::build_single_file(&file)?;
    let page = Page::open(&address(&file)?)?;
    page.ready()?;
    page.see("(el.articles = [{ title: 'Bài khác' }], true)")?;
    page.until("root.textContent.includes('chỉ đọc được các bài nó mang theo')")?;
    page.see("(el.articles = null, true)")?;
    page.until("results().length > 3")?;
    page.console_holds_only(&["(articles-not-here)"])
}

#[test]
fn an_address_into_one_file_opens_its_article() -> Result<()> {
    in_one_file("mot-bai.html", |page| {
        let hits = page.see("el.search('do son', { limit: 1 })")?;
        page.see_with(
            "(location.hash = 'docbao=' + arguments[0], true)",
            &[hits["hits"][0]["id"].clone()],
        )?;
        page.reload()?;
        page.until("article()?.innerText.includes('Ngọc Hải')").map(drop)
    })
}

/// What a browser without scripts shows is what the page holds before the reader hides it: the newest
/// articles as long as there is room for them beside the reader, and the titles of all others.
#[test]
fn the_articles_of_one_file_can_be_read_without_scripts() -> Result<()> {
    in_one_file("khong-script.html", |page| {
        let newest = page.see("el.search('', { limit: 1, excerpts: true })")?;
        page.until_with(
            "(e => e.querySelector('h2').textContent === arguments[0] && e.textContent.includes(arguments[1]))(el.querySelector('details'))",
            &[newest["hits"][0]["title"].clone(), newest["hits"][0]["excerpt"]["text"].clone()],
        )?;
        ensure!(
            page.see("el.querySelectorAll(':scope > details, :scope > ul > li').length")?
                == page.see("el.search('').then(r => r.total)")?
        );
        Ok(())
    })
}
