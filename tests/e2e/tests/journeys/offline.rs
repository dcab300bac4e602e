//! Without network: the server is really gone. Each journey has an origin of its own, so nothing is kept
//! from another. What the browser itself says of files that do not come is expected on the console.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use docbao_e2e::{Engine, Host, Library, Page};
use serde_json::{Value, json};

use crate::ARTICLE;
use crate::stage::library;

/// What browsers complain of when there is nobody to ask.
const COMPLAINTS: &[&str] = &[
    "ERR_CONNECTION_REFUSED",
    "ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_EMPTY_RESPONSE",
    "ERR_CONNECTION_RESET",
    "NetworkError",
    "docbao: ",
];

/// What is in the cache of the library.
const DATA: &str = "caches.open('docbao data ' + location.origin + '/')";

/// Waits until page, reader and library are all kept.
fn await_kept(page: &Page) -> Result<()> {
    page.until("!!navigator.serviceWorker.controller")?;
    page.until(&format!("{DATA}.then(c => c.match('docbao.json?saved')).then(r => r?.json()).then(saved =>
        el.search('').then(r => saved && fetch('docbao.json').then(r => r.json()).then(now => now.build === saved.build, () => true)))")).map(drop)
}

#[test]
fn a_site_that_was_opened_once_works_without_network() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let address = host.address();
    let page = Page::open(&address)?;
    page.ready()?;
    await_kept(&page)?;
    page.console_holds_only(&[])?;
    drop(host);
    page.goto(&address)?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    page.until("root.querySelector('[part=offline]').innerText.includes('Không có mạng')")?;
    page.console_holds_only(COMPLAINTS)
}

/// The second edition: another title, so that the page is another too, and without the real article.
fn second() -> Result<&'static Library> {
    static SECOND: OnceLock<Result<Library, String>> = OnceLock::new();
    let build = || -> Result<Library> {
        let articles = scratch("second-articles");
        std::fs::create_dir_all(&articles)?;
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/articles");
        for entry in std::fs::read_dir(samples)? {
            let entry = entry?;
            // The real one is the only text that is set like a paper.
            let is_real = std::fs::read_to_string(entry.path())?.contains("Ngọc Hải");
            if entry.file_type()?.is_file() && !is_real {
                std::fs::copy(entry.path(), articles.join(entry.file_name()))?;
            }
        }
        Library::build_titled(&articles, "Bản hai", &scratch("second"))
    };
    let second = SECOND.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    second.as_ref().map_err(|error| anyhow!(error.clone()))
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn what_was_withdrawn_is_gone_from_every_cache() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let page = Page::open(&host.address())?;
    page.ready()?;
    await_kept(&page)?;
    let _host = host.replace(second()?.folder(), None)?;
    page.reload()?;
    page.ready()?;
    await_kept(&page)?;
    let packs = second()?.packs()?;
    let names: Vec<_> = packs.iter().filter_map(|pack| pack.file_name()?.to_str()).collect();
    page.until_with(
        &format!("{DATA}.then(c => c.keys()).then(keys => keys.every(key => key.url.includes('docbao.json') || arguments[0].some(name => key.url.endsWith(name))))"),
        &[json!(names)],
    )?;
    ensure!(page.see("el.search('Ngọc Hải').then(r => r.hits.some(hit => hit.excerpt.text.includes('Ngọc Hải')))")? == false);
    page.console_holds_only(&[])
}

#[test]
fn a_new_version_waits_offers_itself_and_is_switched_to_once() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let page = Page::open(&host.address())?;
    page.ready()?;
    await_kept(&page)?;
    let first = page.see("document.title")?;
    let _host = host.replace(second()?.folder(), None)?;
    page.reload()?;
    page.until("named('button', 'Dùng bản mới')")?;
    ensure!(page.see("document.title")? == first, "the page changed under the visitor");
    page.see("(window.isOld = true, sessionStorage.loads = 0, true)")?;
    page.click("button", "Dùng bản mới")?;
    page.until("!window.isOld && document.title === 'Bản hai'")?;
    page.ready()?;
    page.until("!named('button', 'Dùng bản mới')")?;
    page.until("caches.keys().then(names => names.filter(name => name.startsWith('docbao code')).length === 1)")?;
    page.console_holds_only(&[])
}

/// Places in the update at which the server dies. The order of requests is the same in every engine, so
/// the slower ones need not repeat all of them.
fn cuts(page: &Page) -> usize {
    if page.browser().engine() == Engine::Chromium { 52 } else { 6 }
}

#[test]
fn an_update_that_breaks_off_anywhere_leaves_one_edition_whole() -> Result<()> {
    let (first, second) = (library()?, second()?);
    let page = Page::open("about:blank")?;
    let saved = format!(
        "{DATA}.then(c => c.match('docbao.json?saved')).then(r => r?.json()).then(saved => saved?.build ?? null)"
    );
    // Until the host has died, or both new versions have come as a whole: code and library.
    let update = |host: &Host, before: &Value| -> Result<()> {
        let has_come = "navigator.serviceWorker.getRegistration().then(r => !!r?.waiting)";
        let deadline = Instant::now() + Duration::from_secs(3);
        while !host.is_dead()
            && Instant::now() < deadline
            && (page.see(has_come)? != true || page.see(&saved)? == *before)
        {
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    };
    let begin = || -> Result<(Host, String, Value)> {
        let host = Host::new(first.folder())?;
        let address = host.address();
        page.goto(&address)?;
        page.ready()?;
        await_kept(&page)?;
        Ok((host, address, page.see(&saved)?))
    };
    // What the update takes if nothing breaks it off.
    let (host, address, before) = begin()?;
    let host = host.replace(second.folder(), None)?;
    page.goto(&address)?;
    page.ready()?;
    update(&host, &before)?;
    let bytes = host.sent();
    drop(host);
    let [mut firsts, mut seconds] = [0, 0];
    let cuts = cuts(&page);
    for cut in 0..cuts {
        let (host, address, before) = begin()?;
        let host = host.replace(second.folder(), Some(bytes * (cut + 1) / cuts))?;
        page.goto(&address)?;
        page.ready().with_context(|| format!("cut {cut}: nothing to read during the update"))?;
        update(&host, &before)?;
        drop(host);
        page.goto(&address)?;
        page.ready().with_context(|| format!("cut {cut}: nothing to read afterwards"))?;
        let found = page.see("el.search('', { limit: 100 }).then(r => [r.complete, r.total, r.hits.length, r.hits.every(hit => hit.excerpt.text), document.title])")?;
        let total = found[1].as_u64().context("no total")?;
        ensure!(found[0] == true && found[3] == true && found[2] == found[1], "cut {cut}: {found}");
        ensure!(total == 17 || total == 16, "cut {cut}: a mix of editions: {found}");
        *(if total == 17 { &mut firsts } else { &mut seconds }) += 1;
    }
    ensure!(
        firsts > 0 && seconds > 0,
        "{firsts} times the first, {seconds} the second: no real cuts"
    );
    page.console_holds_only(COMPLAINTS)
}

#[test]
fn what_breaks_off_while_it_is_saved_goes_on_later() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let page = Page::open(&host.address())?;
    page.ready()?;
    await_kept(&page)?;
    page.click("[part=offline] summary", "Đọc khi mất mạng")?;
    page.click("button", "Xoá bản lưu")?;
    page.until("named('button', 'Lưu tất cả')")?;
    let host = host.replace(library()?.folder(), Some(30_000))?;
    page.click("button", "Lưu tất cả")?;
    page.until("named('[role=alert]', 'Mạng đứt giữa chừng')")?;
    let _host = host.replace(library()?.folder(), None)?;
    page.click("button", "Lưu tiếp")?;
    page.until("root.querySelector('[part=offline]').innerText.includes('Đã lưu cả thư viện')")?;
    page.console_holds_only(COMPLAINTS)
}
