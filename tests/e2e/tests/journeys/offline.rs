//! Without network: the server is really gone. Each journey has an origin of its own, so nothing is kept
//! from another. What the browser itself says of files that do not come is expected on the console.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use docbao_e2e::{Engine, Fault, Host, Library, Page};
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
    only_packs_of(&page, second()?)?;
    ensure!(page.see("el.search('Ngọc Hải').then(r => r.hits.some(hit => hit.excerpt.text.includes('Ngọc Hải')))")? == false);
    page.console_holds_only(&[])
}

/// Waits until nothing is kept of any other edition.
fn only_packs_of(page: &Page, library: &Library) -> Result<()> {
    let packs = library.packs()?;
    let names: Vec<_> = packs.iter().filter_map(|pack| pack.file_name()?.to_str()).collect();
    let is_only = "keys.every(key => key.url.includes('docbao.json') || arguments[0].some(name => key.url.includes(name)))";
    page.until_with(&format!("{DATA}.then(c => c.keys()).then(keys => {is_only})"), &[json!(names)])
        .map(drop)
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

/// Opens the panel and frees what was saved by itself, so that the journey can save something else.
fn free(page: &Page) -> Result<()> {
    page.ready()?;
    await_kept(page)?;
    page.click("[part=offline] summary", "Đọc khi mất mạng")?;
    page.click("button", "Xoá bản lưu")?;
    page.until("named('button', 'Lưu tất cả')").map(drop)
}

/// Waits until the panel says something.
fn panel_says(page: &Page, words: &str) -> Result<()> {
    let says = "root.querySelector('[part=offline]').innerText.includes(arguments[0])";
    page.until_with(says, &[json!(words)]).map(drop)
}

/// Lets the clock of a page run ten times as fast: waiting between attempts is what is long here.
const HURRY: &str = "const slow = setTimeout;
    window.setTimeout = (work, ms, ...rest) => slow(work, ms / 10, ...rest);";

#[test]
fn what_breaks_off_while_it_is_saved_goes_on_later() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let page = Page::open(&host.address())?;
    free(&page)?;
    page.run(HURRY)?;
    let host = host.replace(library()?.folder(), Some(20_000))?;
    page.click("button", "Lưu tất cả")?;
    page.until("named('[role=alert]', 'Mạng đứt giữa chừng')")?;
    ensure!(host.is_dead(), "nothing has broken off");
    let _host = host.replace(library()?.folder(), None)?;
    page.click("button", "Lưu tiếp")?;
    panel_says(&page, "Đã lưu cả thư viện")?;
    page.console_holds_only(COMPLAINTS)
}

#[test]
fn saving_can_be_paused_and_what_was_deleted_is_not_saved_again_unasked() -> Result<()> {
    // Slow, so that there is something to pause.
    let host = Host::with_faults(library()?.folder(), &[(Fault::Drip, "texts-")], usize::MAX)?;
    let address = format!("{}0/", host.address());
    let page = Page::open(&address)?;
    page.ready()?;
    page.click("[part=offline] summary", "Đọc khi mất mạng")?;
    page.click("button", "Xoá bản lưu")?;
    page.click("button", "Lưu tất cả")?;
    page.click("button", "Tạm dừng")?;
    page.until("named('button', 'Lưu tiếp')")?;
    ensure!(page.see("named('[role=alert]', '') ?? null")?.is_null(), "a pause is no trouble");
    page.click("button", "Lưu tiếp")?;
    panel_says(&page, "Đã lưu cả thư viện")?;
    page.click("button", "Xoá bản lưu")?;
    page.until("named('button', 'Lưu tất cả')")?;
    page.reload()?;
    page.ready()?;
    page.click("[part=offline] summary", "Đọc khi mất mạng")?;
    page.until("named('button', 'Lưu tất cả')")?;
    page.console_holds_only(&[])
}

#[test]
fn chosen_sections_are_saved_read_without_network_and_freed() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let address = host.address();
    let page = Page::open(&address)?;
    free(&page)?;
    page.click("[part=offline] label", "Hướng dẫn bạn đọc")?;
    page.click("button", "Lưu mục đã chọn")?;
    panel_says(&page, "Hướng dẫn bạn đọc.")?;
    let in_section = "el.search('', { filters: { section: ['Hướng dẫn bạn đọc'] }, limit: 50 })";
    drop(host);
    page.goto(&address)?;
    page.ready()?;
    let found = page.see(&format!(
        "{in_section}.then(r => [r.complete, r.total, r.hits.filter(hit => hit.excerpt.text).length])"
    ))?;
    ensure!(found[0] == true && found[1] == found[2] && found[1] != 0, "not all: {found}");
    let all = page.see(
        "el.search('', { limit: 50 }).then(r => r.hits.filter(hit => hit.excerpt.text).length)",
    )?;
    ensure!(all.as_u64() < Some(17), "more was saved than was asked for: {all}");
    page.click("[part=offline] summary", "Đọc khi mất mạng")?;
    panel_says(&page, "Hướng dẫn bạn đọc.")?;
    page.click("button", "Xoá bản lưu")?;
    page.until("!named('button', 'Xoá bản lưu')")?;
    page.until(&format!("{DATA}.then(c => c.keys()).then(keys => keys.every(key => key.url.includes('docbao.json')))"))?;
    page.console_holds_only(COMPLAINTS)
}

#[test]
fn a_full_device_is_said_and_everything_goes_on() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let page = Page::open(&host.address())?;
    free(&page)?;
    // Chromium has a real limit; elsewhere the cache refuses as it would.
    let limit = |page: &Page, bytes: Option<u32>| -> Result<()> {
        if page.browser().engine() == Engine::Chromium {
            let mut params = json!({ "origin": host.address().trim_end_matches('/') });
            if let Some(bytes) = bytes {
                params["quotaSize"] = json!(bytes);
            }
            let command = json!({ "cmd": "Storage.overrideQuotaForOrigin", "params": params });
            return page.browser().command("/goog/cdp/execute", &command).map(drop);
        }
        page.run(match bytes {
            Some(_) => {
                "const put = Cache.prototype.put;
                 Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));"
            }
            None => "Cache.prototype.put = put;",
        })
    };
    limit(&page, Some(1000))?;
    page.click("button", "Lưu tất cả")?;
    page.until("named('[role=alert]', 'Máy hết chỗ')")?;
    // A browser that does not say how much room there is refuses in the middle.
    page.run("if (navigator.storage) navigator.storage.estimate = () => Promise.resolve({});")?;
    page.see("(named('[role=alert]', '').isOld = true)")?;
    page.click("button", "Lưu tiếp")?;
    page.until("!named('[role=alert]', 'Máy hết chỗ').isOld")?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    page.see("el.close()")?;
    limit(&page, None)?;
    page.click("button", "Lưu tiếp")?;
    panel_says(&page, "Đã lưu cả thư viện")?;
    page.console_holds_only(&[])
}

/// The file that docs/offline.md tells to put in place of ours.
const KILL_SWITCH: &str = "self.registration.unregister();\n";

#[test]
fn the_kill_switch_ends_the_service_worker() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let page = Page::open(&host.address())?;
    page.ready()?;
    await_kept(&page)?;
    let dead = library()?.copy(&scratch("kill-switch"))?;
    dead.write("docbao-sw.js", KILL_SWITCH.as_bytes())?;
    let host = host.replace(dead.folder(), None)?;
    page.reload()?;
    page.ready()?;
    page.until("navigator.serviceWorker.getRegistration().then(r => !r?.active)")?;
    page.reload()?;
    page.ready()?;
    ensure!(page.see("navigator.serviceWorker.controller === null")? == true, "it is still there");
    ensure!(
        host.requests().iter().any(|path| path == "/docbao-reader_bg.wasm"),
        "not from the network"
    );
    page.console_holds_only(&[])
}

#[test]
fn pictures_are_there_without_network_and_go_with_their_article() -> Result<()> {
    let articles = scratch("picture-articles");
    std::fs::create_dir_all(&articles)?;
    let text =
        "---\ntitle: Bài có ảnh\ndate: 2024-05-06\n---\n\nMột đoạn văn.\n\n![Ảnh](anh.png)\n";
    let icon = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/docbao-icon-192.png");
    std::fs::copy(icon, articles.join("anh.png"))?;
    std::fs::write(articles.join("bai.md"), text)?;
    let with = Library::build_titled(&articles, "Ảnh", &scratch("with-picture"))?;
    std::fs::write(articles.join("bai.md"), text.replace("![Ảnh](anh.png)", ""))?;
    let without = Library::build_titled(&articles, "Ảnh", &scratch("without-picture"))?;

    let host = Host::new(with.folder())?;
    let address = host.address();
    let page = Page::open(&address)?;
    page.ready()?;
    await_kept(&page)?;
    drop(host);
    page.goto(&address)?;
    page.ready()?;
    // Nobody has looked at it before.
    page.see("openers()[0].click()")?;
    page.until("article()?.querySelector('img')?.naturalWidth === 192")?;
    let pictures = format!(
        "{DATA}.then(c => c.keys()).then(keys => keys.filter(key => key.url.includes('/tep/')).length)"
    );
    ensure!(page.see(&pictures)? == 1);
    let port = address.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
    let _host = Host::again(without.folder(), port.context("no port")?)?;
    page.goto(&address)?;
    page.ready()?;
    page.until(&format!("{pictures}.then(pictures => pictures === 0)"))?;
    // The page that was kept still names a list.
    page.console_holds_only(&[COMPLAINTS, &["tep/docbao.txt"]].concat())
}

/// Page and reader are what the browser remembers by itself; the library is what the reader has kept.
#[test]
fn in_a_host_page_what_was_read_is_found_again_without_network() -> Result<()> {
    let folder = library()?.copy(&scratch("host-page"))?;
    folder.write("trang.html", crate::stage::HOST_PAGE.as_bytes())?;
    // WebKitGTK remembers no files of a server that is gone when it is driven: there page and reader go on
    // coming, and the library fails.
    let is_webkit = Engine::chosen()? == Engine::WebKit;
    let host = match is_webkit {
        true => {
            Host::with_faults(folder.folder(), &[(Fault::Status(503, None), "docbao.json")], 0)?
        }
        false => Host::remembered(folder.folder())?,
    };
    let address = format!("{}{}trang.html", host.address(), if is_webkit { "0/" } else { "" });
    let page = Page::open(&address)?;
    // What is still on its way when one goes is not kept.
    page.until("all('.excerpt').some(e => e.innerText.trim())")?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.until("marks(results()[0]).length")?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    ensure!(page.see("navigator.serviceWorker.getRegistrations().then(all => all.length)")? == 0);
    page.console_holds_only(&[])?;
    let before = host.requests();
    let host = if is_webkit { Some(host) } else { None };
    host.iter().for_each(Host::harm);
    page.goto("about:blank")?;
    page.goto(&address)?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    let mut asked = host.map(|host| host.requests().split_off(before.len())).unwrap_or_default();
    asked.retain(|path| path.contains("texts-") && before.contains(path));
    ensure!(asked.is_empty(), "asked for what is kept: {asked:?}");
    page.console_holds_only(&[COMPLAINTS, &["503"]].concat())
}

#[test]
fn in_a_host_page_what_was_withdrawn_is_gone_from_every_cache() -> Result<()> {
    let page_of = |library: &Library, name: &str| -> Result<Library> {
        let copy = library.copy(&scratch(name))?;
        copy.write("trang.html", crate::stage::HOST_PAGE.as_bytes())?;
        Ok(copy)
    };
    let first = page_of(library()?, "host-first")?;
    let second = page_of(second()?, "host-second")?;
    let host = Host::new(first.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    let _host = host.replace(second.folder(), None)?;
    page.reload()?;
    page.ready()?;
    ensure!(page.see("el.search('Ngọc Hải').then(r => r.hits.some(hit => hit.excerpt.text.includes('Ngọc Hải')))")? == false);
    only_packs_of(&page, &second)?;
    page.console_holds_only(&[])
}
