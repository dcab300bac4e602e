//! Where journeys begin: sites and host pages with the sample library on them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::{fs, thread};

use anyhow::{Result, anyhow, ensure};
use docbao_e2e::{Host, Library, Page, Served};
use serde_json::{Value, json};

use crate::ARTICLE;

/// A host page that keeps what it hears.
pub(crate) const HOST_PAGE: &str = r#"<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>Cổng thông tin</title>
<link rel="icon" href="data:,">
<script>
    window.heard = [];
    for (const name of ['ready', 'open', 'search', 'error']) {
        addEventListener(`docbao-${name}`, event => heard.push({ name, ...event.detail }));
    }
</script>
<script src="docbao.js" defer></script>
<doc-bao src="./" lang="vi" loading="eager"><p>Các bài mới</p></doc-bao>
"#;

/// Begins a journey on the site that `docbao` built and serves.
pub(crate) fn on_the_site(journey: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
    let site = Served::new(library()?.folder())?;
    let page = Page::open(site.address())?;
    page.ready()?;
    journey(&page)?;
    page.console_holds_only(&[])
}

/// Begins a journey in a host page with a library of its own, damaged first.
pub(crate) fn in_a_host_page(
    name: &str,
    complaints: &[&str],
    damage: impl FnOnce(&Library) -> Result<()>,
    journey: impl FnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let library = library()?.copy(&scratch(name)?)?;
    library.write("trang.html", HOST_PAGE.as_bytes())?;
    damage(&library)?;
    let host = Host::new(library.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    journey(&page)?;
    page.console_holds_only(complaints)
}

/// Where a journey may write, under a name that no other journey takes: they run beside each other, and the second
/// would take the files away from under the first.
pub(crate) fn scratch(name: &str) -> Result<PathBuf> {
    static OWNERS: Mutex<BTreeMap<String, Option<String>>> = Mutex::new(BTreeMap::new());
    let journey = thread::current().name().map(str::to_owned);
    let mut owners = OWNERS.lock().unwrap_or_else(PoisonError::into_inner);
    let owner = owners.entry(name.to_owned()).or_insert_with(|| journey.clone());
    ensure!(*owner == journey, "{journey:?} writes where {owner:?} does: {name}");
    Ok(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
}

/// The same, as an empty folder.
pub(crate) fn empty(name: &str) -> Result<PathBuf> {
    let folder = scratch(name)?;
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Closes the article, once the address has followed.
pub(crate) fn close(page: &Page) -> Result<()> {
    page.see("el.close()")?;
    page.until("!article() && results().length")?;
    at_the_list(page)
}

/// Waits until the address says that nothing lies over the list, which browsers let come a little later than what is
/// seen: what is opened over it meanwhile, nobody being that quick, would be taken away with the step.
pub(crate) fn at_the_list(page: &Page) -> Result<()> {
    page.until("!/docbao=[^;]|shelf=open/.test(location.hash)").map(drop)
}

/// Searches the sample articles and opens the one that is real.
pub(crate) fn is_read(page: &Page) -> Result<()> {
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(crate::ARTICLE)?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')").map(drop)
}

/// The sample articles, built once.
pub(crate) fn library() -> Result<&'static Library> {
    static LIBRARY: OnceLock<Result<Library, String>> = OnceLock::new();
    let build = || Library::build(&scratch("library")?);
    let built = LIBRARY.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    built.as_ref().map_err(|error| anyhow!(error.clone()))
}

/// Waits until the host page has heard an event with this value.
pub(crate) fn heard(page: &Page, name: &str, key: &str, value: &Value) -> Result<()> {
    let event = "heard.some(e => e.name === arguments[0] && e[arguments[1]] === arguments[2])";
    page.until_with(event, &[json!(name), json!(key), value.clone()]).map(drop)
}

/// Types without diacritics, opens the one real article, and waits for its text.
pub(crate) fn find_and_read(page: &Page) -> Result<()> {
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')").map(drop)
}

/// Keeps the open article, and finds it among what is kept.
pub(crate) fn keep_and_look(page: &Page) -> Result<()> {
    page.click("button", "Lưu")?;
    page.until("named('button', 'Đã lưu').ariaPressed === 'true'")?;
    close(page)?;
    page.click("button", "Đã lưu")?;
    page.until("named('.shelf li', 'Quận Đồ Sơn')").map(drop)
}
