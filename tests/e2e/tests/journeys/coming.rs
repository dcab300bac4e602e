//! Readers that come, go and cannot come: what the host page put into the element is there until the reader
//! is, and again where it fails; every failure has a code and says its cure.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::{Value, json};

use crate::guest::pages;
use crate::stage::{HOST_PAGE, empty, heard, in_a_host_page, is_read, library, scratch};

#[test]
fn without_webassembly_the_content_stays_and_the_cure_is_said() -> Result<()> {
    fails("no-wasm.html", "no-wasm", "trình duyệt mới hơn", &[])
}

#[test]
fn an_old_browser_is_told_so() -> Result<()> {
    for page in ["old-browser.html", "old-styles.html"] {
        fails(page, "no-wasm", "trình duyệt mới hơn", &[]).with_context(|| page)?;
    }
    Ok(())
}

#[test]
fn a_policy_without_wasm_is_named_with_its_cure() -> Result<()> {
    // Every engine has its own words for what it refuses.
    let complaints = ["WebAssembly", "wasm", "blocked "];
    fails("policy-without-wasm.html", "csp-wasm", "'wasm-unsafe-eval'", &complaints)
}

#[test]
fn a_policy_that_forbids_to_fetch_is_named_with_its_directive() -> Result<()> {
    let complaints =
        ["connect-src", "Content Security Policy", "blocked ", "Fetch API cannot load"];
    fails("policy-without-fetch.html", "csp-blocked", "connect-src", &complaints)
}

/// Reader and library of another site; of what is refused there WebKit tells the page no more than the site.
#[test]
fn a_policy_that_forbids_another_site_is_named_with_its_directive() -> Result<()> {
    let folder = empty("other-site-forbidden")?;
    let other = Host::new(library()?.folder())?;
    let page =
        page_under("default-src 'self'; script-src 'self' * 'wasm-unsafe-eval'", &other.address());
    fs::write(folder.join("trang.html"), page)?;
    fs::copy(pages().join("heard.js"), folder.join("heard.js"))?;
    let host = Host::new(&folder)?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    // The glue is not to be had either, without leave of the other site.
    heard(&page, "error", "code", &json!("csp-blocked"))?;
    page.until("root.textContent.includes('connect-src')").map(drop)
}

/// What the policy refuses of the page's own is no reason why our files do not come.
#[test]
fn what_a_policy_refuses_of_the_page_itself_is_not_taken_for_ours() -> Result<()> {
    let copy = library()?.copy(&empty("own-refused")?.join("library"))?;
    fs::remove_file(copy.folder().join("docbao-reader.js"))?;
    let page =
        page_under("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'none'", "")
            .replace("<doc-bao", "<img src=anh-cua-trang.jpg><img src=docbao-icon.svg><doc-bao");
    copy.write("trang.html", page.as_bytes())?;
    copy.write("heard.js", &fs::read(pages().join("heard.js"))?)?;
    let host = Host::new(copy.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    heard(&page, "error", "code", &json!("reader-missing"))?;
    // Pictures are refused at any time, so also while the reader is asked for.
    page.see("(setInterval(() => document.body.append(Object.assign(new Image(), { src: `anh-${Math.random()}.jpg` })), 50), true)")?;
    page.click("[role=alert] button", "Thử lại")?;
    page.until("heard.filter(e => e.code === 'reader-missing').length === 2")?;
    ensure!(page.see("violations.length > 3")? == true, "the policy refused nothing");
    Ok(())
}

/// A page under a policy, with the reader and the library of an address.
fn page_under(policy: &str, address: &str) -> String {
    format!(
        "<!doctype html>
<!-- header Content-Security-Policy: {policy} -->
<meta charset=utf-8><title>Cổng thông tin</title>
<script src=heard.js></script><script src={address}docbao.js defer></script>
<doc-bao src=./ lang=vi loading=eager><p>Các bài mới</p></doc-bao>"
    )
}

#[test]
fn a_reader_that_is_not_there_can_be_tried_again() -> Result<()> {
    const GLUE: &str = "docbao-reader.js";
    let damage = |library: &Library| Ok(fs::remove_file(library.folder().join(GLUE))?);
    in_a_host_page("no-glue", &[GLUE, "(reader-missing)", "module"], damage, |page| {
        shows_content_and(page, "Không tải được trình đọc")?;
        heard(page, "error", "code", &json!("reader-missing"))?;
        let whole = library()?.folder().join(GLUE);
        fs::copy(whole, scratch("no-glue")?.join(GLUE))?;
        page.see("root.querySelector('[role=alert] button').click()")?;
        page.until("results().length && !seen(el.querySelector('p'))").map(drop)
    })
}

/// Mostly nothing comes then, but the loader was kept by the browser.
#[test]
fn where_the_words_do_not_come_either_it_is_said_shortly_and_to_every_element() -> Result<()> {
    let names = ["docbao-reader.js", "docbao-words.js"];
    let damage = |library: &Library| {
        names.iter().try_for_each(|name| Ok(fs::remove_file(library.folder().join(name))?))
    };
    let complaints = [names[0], names[1], "(reader-missing)", "module"];
    in_a_host_page("no-words", &complaints, damage, |page| {
        shows_content_and(page, "Không tải được trình đọc.")?;
        page.see("(window.second = el.cloneNode(), document.body.append(second), true)")?;
        page.until("heard.filter(e => e.code === 'reader-missing').length === 2")?;
        let said = page.see("[...new Set(heard.map(e => e.message))]")?;
        let whole = "Không tải được trình đọc. Kiểm tra mạng, CORS, CSP, SRI.";
        ensure!(said == json!([whole]), "{said}");
        Ok(())
    })
}

#[test]
fn a_page_that_keeps_clicks_to_itself_is_told_of_the_frame() -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}stoppers.html", host.address()))?;
    page.ready()?;
    page.see("(openers()[0].click(), openers()[0].click(), true)")?;
    heard(&page, "error", "code", &json!("events-stopped"))?;
    ensure!(page.see("heard.filter(e => e.name === 'error').length")? == 1, "told twice");
    ensure!(page.see("results().length > 0")? == true, "the list has gone");
    page.console_holds_only(&["(events-stopped)"])
}

#[test]
fn who_pins_the_loader_pins_what_it_loads() -> Result<()> {
    let folder = scratch("pinned")?;
    let of_articles = ["docbao-articles.js", "docbao-index.js", "docbao-index_bg.wasm"];
    for name in ["", "docbao-reader.js", "docbao-reader_bg.wasm"].into_iter().chain(of_articles) {
        let copy = library()?.copy(&folder)?;
        if !name.is_empty() {
            let mut bytes = fs::read(copy.folder().join(name))?;
            // An empty section, or a comment: all would go well if nobody looked.
            bytes.extend_from_slice(if name.ends_with("js") { b"//x" } else { b"\0\x02\x01x" });
            copy.write(name, &bytes)?;
        }
        let host = Host::of_pages(&pages(), copy.folder())?;
        let page = Page::open(&format!("{}pinned.html", host.address()))?;
        let brings_articles = name.is_empty() || of_articles.contains(&name);
        if brings_articles {
            page.ready()?;
            page.see("(el.articles = [{ title: 'Bài của trang' }], true)")?;
        }
        if name.is_empty() {
            page.first_begins("Bài của trang")?;
            let stays = page.see("[...document.head.querySelectorAll('link')].map(e => e.rel)")?;
            ensure!(stays == json!(["icon"]), "links stay in the page: {stays}");
            page.console_holds_only(&[])?;
        } else {
            let code = if brings_articles { "indexer-missing" } else { "reader-missing" };
            heard(&page, "error", "code", &json!(code))
                .with_context(|| format!("{name} was not checked"))?;
            if !brings_articles {
                page.until("root.textContent.includes('integrity')")?;
            }
        }
    }
    // What the reader can do without is left away.
    let marks: [(&str, &[u8]); 3] = [
        ("docbao.css", b"*{outline:9px solid red!important}"),
        ("docbao-store.js", b";window.isTampered=true"),
        ("docbao-reader_later.wasm", b"\0\x02\x01x"),
    ];
    for (name, mark) in marks {
        let copy = library()?.copy(&folder)?;
        copy.write(name, &[&fs::read(copy.folder().join(name))?, mark].concat())?;
        let host = Host::of_pages(&pages(), copy.folder())?;
        let page = Page::open(&format!("{}pinned.html", host.address()))?;
        is_read(&page).with_context(|| name)?;
        page.click("button", "Cách hiển thị")?;
        match name.ends_with("wasm") {
            true => page.until("named('.panel [part~=notice]', 'Không tải được')")?,
            false => page.until("named('label', 'Tối')")?,
        };
        let is_taken =
            "!!window.isTampered || getComputedStyle(field() ?? article()).outlineWidth === '9px'";
        ensure!(page.see(is_taken)? == false, "{name} was not checked");
    }
    // All of another release: the words are not what is pinned either.
    let copy = library()?.copy(&folder)?;
    for name in ["docbao-reader.js", "docbao-words.js"] {
        let other = fs::read_to_string(copy.folder().join(name))? + "//x";
        copy.write(name, other.as_bytes())?;
    }
    let host = Host::of_pages(&pages(), copy.folder())?;
    let page = Page::open(&format!("{}pinned.html", host.address()))?;
    page.until("root.textContent.includes('SRI')").map(drop)
}

#[test]
fn an_element_may_move_and_change_and_a_page_may_load_us_twice() -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}plain.html", host.address()))?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(crate::ARTICLE)?;
    let titles = page.titles()?;
    page.see("(document.querySelector('h1').before(el), true)")?;
    ensure!(page.titles()? == titles, "moving has changed the list");
    page.run(
        "document.head.append(Object.assign(document.createElement('script'), { src: 'thu-vien/docbao.js?2' }))",
    )?;
    page.see("(el.query = 'csp', true)")?;
    page.first_begins("Chính sách nội dung")?;
    page.see("(el.theme = 'dark', el.lang = 'en', true)")?;
    page.until("named('button', 'Filters') ?? named('summary, legend', 'Time')")?;
    page.see("(el.src = 'thu-vien/docbao.json', true)")?;
    page.until("results().length && field().value === 'csp'")?;
    page.see("(el.src = 'khong-co/', true)")?;
    heard(&page, "error", "code", &json!("library-missing"))?;
    page.see("(el.src = 'thu-vien/', true)")?;
    page.until("results().length")?;
    // A second element shares the module.
    page.see("(window.second = el.cloneNode(), document.body.append(second), true)")?;
    page.until("second.shadowRoot.querySelector('[part~=result]')")?;
    let modules = host.requests().into_iter().filter(|path| path.contains("_bg.wasm")).count();
    ensure!(modules == 1, "the module was asked for {modules} times");
    page.console_holds_only(&["khong-co", "(library-missing)"])
}

#[test]
fn an_element_that_is_put_back_soon_is_where_it_was() -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}plain.html", host.address()))?;
    is_read(&page)?;
    page.see(
        "(window.kept = el, window.text = article().querySelector('.text'), el.remove(), true)",
    )?;
    page.see("new Promise(resolve => setTimeout(() => resolve(true), 1000))")?;
    let before = host.requests().len();
    page.see("(document.body.append(kept), true)")?;
    ensure!(page.see("article().querySelector('.text') === text")? == true, "it began anew");
    page.see("(el.close(), true)")?;
    page.until("results().length && field().value === 'do son'")?;
    let asked = host.requests().split_off(before);
    ensure!(!asked.iter().any(|path| path.contains("docbao")), "asked for {asked:?}");
    page.console_holds_only(&[])
}

#[test]
fn what_every_query_needs_of_a_large_library_comes_before_anything_is_asked() -> Result<()> {
    let articles = empty("large-articles")?.join("bai.jsonl");
    let line =
        |nth| format!("{{\"id\":\"bai-{nth}\",\"title\":\"Bài {nth}\",\"body\":\"Đồ Sơn.\"}}\n");
    fs::write(&articles, (0..8193).map(line).collect::<String>())?;
    let library = Library::build_from(&articles, &scratch("large")?)?;
    // A page that saves nothing by itself: only what is missing is asked for.
    library.write("trang.html", HOST_PAGE.as_bytes())?;
    let manifest = fs::read(library.folder().join("docbao.json"))?;
    let manifest: Value = serde_json::from_slice(&manifest)?;
    let [pack, offset] =
        [0, 1].map(|at| manifest["tables"]["lengths"][at].as_u64().unwrap_or_default());
    let pack = manifest["packs"][pack as usize]["file"].as_str().context("a pack has no file")?;
    let host = Host::new(library.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    page.ready()?;
    let is_asked_for = |request: &String| {
        let range = request.split_once("bytes=").filter(|_| request.contains(pack));
        let range = range.and_then(|(_, range)| range.split_once('-'));
        let range = range.and_then(|(from, to)| Some(from.parse().ok()?..=to.parse().ok()?));
        range.is_some_and(|range| range.contains(&offset))
    };
    let deadline = Instant::now() + Duration::from_secs(15);
    while !host.requests().iter().any(is_asked_for) {
        ensure!(Instant::now() < deadline, "asked for {:?}", host.requests());
        thread::sleep(Duration::from_millis(50));
    }
    page.console_holds_only(&[])
}

/// Of what elements hold every engine tells the module's memory.
#[test]
fn elements_that_come_and_go_do_not_make_the_module_larger() -> Result<()> {
    const ROUNDS: &str = "(async () => {
        const reader = await import(new URL('thu-vien/docbao-reader.js', location));
        const { memory } = await reader.default();
        const sizes = [];
        for (let round = 0; round < 300; round++) {
            if (round === 100) sizes.push(memory.buffer.byteLength);
            const fresh = document.createElement('doc-bao');
            Object.assign(fresh, { src: 'thu-vien/', loading: 'eager', query: 'do son' });
            document.body.append(fresh);
            await fresh.ready;
            document.body.prepend(fresh);
            fresh.src = 'thu-vien/docbao.json';
            await fresh.ready;
            fresh.remove();
        }
        window.sizes = [...sizes, memory.buffer.byteLength];
    })()";
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}plain.html", host.address()))?;
    page.ready()?;
    page.run(ROUNDS)?;
    // Longer than a state may take otherwise.
    let mut is_done = page.until("window.sizes");
    for _ in 0..5 {
        is_done = is_done.or_else(|_| page.until("window.sizes"));
    }
    is_done?;
    let grown = page.see("sizes[1] - sizes[0]")?;
    ensure!(grown.as_f64().is_some_and(|bytes| bytes <= 200.0 * 1024.0), "{grown} bytes more");
    page.console_holds_only(&[])
}

/// Only its driver tells what is in memory.
mod in_chromium_alone {
    use super::*;

    /// Yew keeps what it hangs on a root for ever; that there are few roots is what this sees.
    #[test]
    fn a_thousand_elements_that_come_and_go_leave_next_to_nothing() -> Result<()> {
        leaves_next_to_nothing(
            "const fresh = document.createElement('doc-bao');
            fresh.src = 'thu-vien/';
            fresh.loading = 'eager';
            document.body.append(fresh);
            await fresh.ready;
            fresh.remove();",
        )
    }

    /// Gone before anything has come, or while it comes.
    #[test]
    fn a_thousand_elements_that_go_before_they_are_ready_leave_next_to_nothing() -> Result<()> {
        leaves_next_to_nothing(
            "const fresh = document.createElement('doc-bao');
            fresh.src = 'thu-vien/';
            fresh.loading = ['eager', 'lazy', 'click'][round % 3];
            fresh.append('Các bài mới');
            document.body.append(fresh);
            for (let waits = round % 7; waits > 0; waits--) await new Promise(resolve => setTimeout(resolve));
            fresh.remove();
            // What goes ends when another comes.
            if (round % 20 === 19) await Object.assign(el, { src: round % 40 === 19 ? 'thu-vien/docbao.json' : 'thu-vien/' }).ready;",
        )
    }

    #[test]
    fn a_thousand_changes_of_an_element_leave_next_to_nothing() -> Result<()> {
        leaves_next_to_nothing(
            "const changes = [
                () => document.querySelector('h1').before(el),
                () => document.body.append(el),
                () => { el.remove(); document.body.prepend(el); },
                () => Object.assign(el, { theme: 'dark', lang: 'en', pageSize: 5 }),
                () => Object.assign(el, { theme: null, lang: 'vi', pageSize: null }),
                () => { el.query = round % 2 ? 'do son' : 'csp'; },
                () => { el.src = round % 2 ? 'thu-vien/' : 'thu-vien/docbao.json'; },
            ];
            changes[round % 7]();
            await el.ready;
            if (round % 7 === 5) await el.search(el.query);",
        )
    }

    /// Does something a thousand times; what the page holds may grow by a kilobyte each time after the 200th.
    fn leaves_next_to_nothing(round: &str) -> Result<()> {
        let host = Host::of_pages(&pages(), library()?.folder())?;
        let page = Page::open(&format!("{}plain.html", host.address()))?;
        page.ready()?;
        let rounds = format!(
            "(async () => {{
                for (let round = arguments[0]; round < arguments[0] + 40; round++) {{ {round} }}
                return true;
            }})()"
        );
        let mut before = 0.0;
        for begin in (0..1000).step_by(40) {
            if begin == 200 {
                before = bytes(&page)?;
            }
            let end = page.see_with(&rounds, &[json!(begin)])?;
            ensure!(end == true, "no end of the rounds");
        }
        let growth = (bytes(&page)? - before) / 800.0;
        ensure!(growth <= 1024.0, "{growth:.0} bytes are left behind in each round");
        page.until("results().length")?;
        page.console_holds_only(&[])
    }

    /// What the page holds: the heaps of script and document, and the module's memory.
    ///
    /// The browser frees what its document holds when it likes, and up to a megabyte of it is there or
    /// not from one look to the next: the least of several is what is held.
    fn bytes(page: &Page) -> Result<f64> {
        let command = |name: &str| {
            page.browser().command("/goog/cdp/execute", &json!({ "cmd": name, "params": {} }))
        };
        let number = |value: &Value| value.as_f64().unwrap_or_default();
        let mut held = f64::INFINITY;
        for _ in 0..8 {
            command("HeapProfiler.collectGarbage")?;
            let heap = command("Runtime.getHeapUsage")?;
            held = held.min(number(&heap["usedSize"]) + number(&heap["embedderHeapUsedSize"]));
            page.see("new Promise(resolve => setTimeout(resolve, 50)).then(() => true)")?;
        }
        let memory = page.see(
            "import(new URL('thu-vien/docbao-reader.js', location)).then(reader => reader.default())
                .then(exports => exports.memory.buffer.byteLength)",
        )?;
        Ok(held + number(&memory))
    }
}

/// Visits a page in which the reader cannot come.
fn fails(name: &str, code: &str, cure: &str, complaints: &[&str]) -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}{name}", host.address()))?;
    heard(&page, "error", "code", &json!(code))?;
    shows_content_and(&page, cure)?;
    ensure!(page.see("el.ready.then(() => 'ready', error => error.code)")? == code, "`ready`");
    let ours = format!("({code})");
    page.console_holds_only(&[complaints, &[ours.as_str()]].concat())
}

pub(crate) fn shows_content_and(page: &Page, words: &str) -> Result<()> {
    let shows = "root.querySelector('[role=alert]').innerText.includes(arguments[0]) && seen(el.querySelector('p'))";
    page.until_with(shows, &[json!(words)]).map(drop)
}

#[test]
fn in_a_frame_the_reader_makes_its_frame_as_high_as_itself() -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}frame.html", host.address()))?;
    // The frame is of the same site, so that we can look into it.
    let inside = "(window.inside = frames[0].document.querySelector('doc-bao'))";
    page.until(&format!("!!{inside}?.shadowRoot.querySelector('[part~=result]')"))?;
    let attributes = page.see("inside.getAttributeNames().sort().join(' ')")?;
    ensure!(attributes == "loading routing src theme", "{attributes}");
    let fits = "Math.abs(inside.getBoundingClientRect().height - around.clientHeight) < 2";
    let frame = "(window.around = document.querySelector('iframe'))";
    page.until(&format!("{frame} && {fits} && around.clientHeight >= 500"))?;
    page.see("(inside.shadowRoot.querySelector('h3 a, h3 button').click(), true)")?;
    page.until("!!inside.shadowRoot.querySelector('[part~=article] .text')")?;
    page.until(&format!("{fits} && inside.getBoundingClientRect().height > 500"))?;
    // Somebody else says how high it is.
    page.see("(postMessage({ docbao: 'height', height: 9000 }, '*'), true)")?;
    page.see("new Promise(resolve => setTimeout(() => resolve(true), 50))")?;
    ensure!(page.see("around.clientHeight < 9000")? == true, "the page believed a stranger");
    page.until(&format!("{fits} && around.clientHeight < 9000"))?;
    // A frame does not show somebody else's library under this site's name.
    page.see("(around.src = 'thu-vien/embed.html?src=https://example.org/', true)")?;
    page.until("frames[0].document.body.innerText.includes('chỉ mở thư viện')")?;
    ensure!(page.see("frames[0].document.querySelector('doc-bao') === null")? == true, "it opens");
    page.console_holds_only(&[])
}
