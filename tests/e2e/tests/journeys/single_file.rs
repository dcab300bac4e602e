//! One file, opened from the disk: no server is there at all, and the page forbids itself every request.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Library, Page};
use serde_json::{Value, json};

use crate::ARTICLE;
use crate::stage::{find_and_read, keep_and_look, library, scratch};

/// Begins a journey in the sample articles as one file.
fn in_one_file(name: &str, journey: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
    let file = scratch(name)?;
    Library::build_single_file(&file)?;
    in_the_file(&file, journey)
}

/// Begins a journey in one file that is there already.
fn in_the_file(file: &Path, journey: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
    let page = Page::open(&address(file)?)?;
    page.ready()?;
    journey(&page)?;
    let asked = page.see("performance.getEntriesByType('resource').map(e => e.name)")?;
    let is_outside = |name: &Value| !name.as_str().unwrap_or("?").starts_with("data:");
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
    let file = scratch("bai-khac.html")?;
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

/// Only its driver sees into a page whose scripts are off.
mod in_chromium_alone {
    use super::*;

    /// A browser whose scripts are switched off shows the newest article's text when it is unfolded.
    #[test]
    fn without_scripts_an_article_of_one_file_is_unfolded_and_read() -> Result<()> {
        let page = Page::open("about:blank")?;
        let file = scratch("tat-script.html")?;
        Library::build_single_file(&file)?;
        let off =
            json!({ "cmd": "Emulation.setScriptExecutionDisabled", "params": { "value": true } });
        page.browser().command("/goog/cdp/execute", &off)?;
        page.goto(&address(&file)?)?;
        ensure!(
            page.see("!root && customElements.get('doc-bao') === undefined")? == true,
            "scripts run"
        );
        let newest = "el.querySelector('details')";
        let is_read = |words: bool| {
            format!("(e => e.querySelector('p').checkVisibility() === {words})({newest})")
        };
        page.until(&is_read(false))?;
        page.see(&format!("({newest}.querySelector('summary').click(), true)"))?;
        page.until(&is_read(true))?;
        let text = page.see(&format!("{newest}.innerText"))?;
        ensure!(text.as_str().is_some_and(|text| text.len() > 500), "no article: {text}");
        page.console_holds_only(&[])
    }
}

#[test]
fn notes_can_be_taken_out_of_one_file() -> Result<()> {
    in_one_file("ghi-chu.html", |page| {
        find_and_read(page)?;
        keep_and_look(page)?;
        let Some(folder) = page.browser().downloads() else {
            // Where downloads cannot be had, what would be one is looked at.
            page.see("(URL.createObjectURL = blob => (blob.text().then(text => { window.exported = text }), 'about:blank#'), true)")?;
            page.see("(HTMLAnchorElement.prototype.click = () => {}, true)")?;
            page.click("button", "Xuất tệp sao lưu")?;
            return page.until("JSON.parse(window.exported).items.length === 1").map(drop);
        };
        page.click("button", "Xuất tệp sao lưu")?;
        // A browser may still be writing it.
        let notes: Value =
            downloaded(&folder, |path| serde_json::from_str(&fs::read_to_string(path).ok()?).ok())?;
        ensure!(notes["items"][0]["motivation"] == "bookmarking", "not what was kept: {notes}");
        Ok(())
    })
}

/// Waits for a download, until something can be made of it.
pub(crate) fn downloaded<T>(folder: &Path, read: impl Fn(&Path) -> Option<T>) -> Result<T> {
    let deadline = Instant::now() + Duration::from_secs(15);
    loop {
        for entry in fs::read_dir(folder)? {
            if let Some(found) = read(&entry?.path()) {
                return Ok(found);
            }
        }
        ensure!(Instant::now() < deadline, "nothing has been downloaded");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_names_of_a_library_are_known_in_one_file() -> Result<()> {
    let config = scratch("ten-rieng.toml")?;
    fs::write(
        &config,
        "abbreviations = { QDSN = \"quận Đồ Sơn\" }\naliases = { \"bến Nghiêng xưa\" = [\"quận Đồ Sơn\"] }\n",
    )?;
    let file = scratch("ten-rieng.html")?;
    Library::build_single_file_by(&config, &file)?;
    in_the_file(&file, |page| {
        page.type_query("qdsn")?;
        page.first_begins(ARTICLE)?;
        page.type_query("ben nghieng xua")?;
        page.first_begins(ARTICLE)?;
        // It is said what has been looked for, and the words as they stand are a step away.
        page.until("named('button', 'Tìm đúng “ben nghieng xua”')").map(drop)
    })
}

/// What one file is larger than its data: base64, a tenth of that, and 350 kB for the reader and plain text.
#[test]
fn one_file_is_hardly_larger_than_its_data_and_the_reader() -> Result<()> {
    let file = scratch("co.html")?;
    Library::build_single_file(&file)?;
    let folder = library()?;
    let files = folder.packs()?.into_iter().chain([folder.folder().join("docbao.json")]);
    let sizes = files.map(|file| Ok(fs::metadata(file)?.len())).collect::<Result<Vec<_>>>()?;
    let data: u64 = sizes.iter().map(|size| size.div_ceil(3) * 4).sum();
    let size = fs::metadata(&file)?.len();
    ensure!(size <= data + data / 10 + 350_000, "{size} bytes for {data} of data");
    // Less than the data and the reader would be another file.
    ensure!(size > data, "{size} bytes for {data} of data");
    Ok(())
}
