//! In host pages, where there is no service worker: page and reader are what the browser remembers by
//! itself; the library is what the reader has kept.

use anyhow::{Result, ensure};
use docbao_e2e::{Engine, Fault, Host, Library};
use serde_json::json;

use super::{COMPLAINTS, DATA, Visit, is_withdrawn, only_packs_of, second};
use crate::ARTICLE;
use crate::stage::{HOST_PAGE, find_and_read, library, scratch};

/// A copy of a library with a host page in its folder.
fn with_page(library: &Library, name: &str) -> Result<Library> {
    let copy = library.copy(&scratch(name)?)?;
    copy.write("trang.html", HOST_PAGE.as_bytes())?;
    Ok(copy)
}

#[test]
fn in_a_host_page_what_was_read_is_found_again_without_network() -> Result<()> {
    let folder = with_page(library()?, "host-page")?;
    // WebKitGTK remembers no files of a server that is gone when it is driven: there page and reader go on
    // coming, and the library fails.
    let is_webkit = Engine::chosen()? == Engine::WebKit;
    let busy = [(Fault::Status(503, None), "docbao.json")];
    let (host, name) = match is_webkit {
        true => (Host::with_faults(folder.folder(), &busy, 0)?, "0/trang.html"),
        false => (Host::remembered(folder.folder())?, "trang.html"),
    };
    let mut visit = Visit::to(host, name)?;
    // What is still on its way when one goes is not kept.
    visit.page.until("all('.excerpt').some(e => e.innerText.trim())")?;
    visit.page.type_query("do son")?;
    visit.page.first_begins(ARTICLE)?;
    visit.page.until("marks(results()[0]).length")?;
    visit.page.see("openers()[0].click()")?;
    visit.page.until("article()?.innerText.includes('Ngọc Hải')")?;
    let workers = "navigator.serviceWorker.getRegistrations().then(all => all.length)";
    ensure!(visit.page.see(workers)? == 0);
    visit.page.console_holds_only(&[])?;
    let before = visit.host()?.requests();
    match is_webkit {
        true => visit.host()?.harm(),
        false => visit.lose_server(),
    }
    visit.page.goto("about:blank")?;
    visit.page.goto(&format!("{}{name}", visit.address()))?;
    visit.page.ready()?;
    find_and_read(&visit.page)?;
    let mut asked = match &visit.host {
        Some(host) => host.requests().split_off(before.len()),
        None => Vec::new(),
    };
    asked.retain(|path| path.contains("texts-") && before.contains(path));
    ensure!(asked.is_empty(), "asked for what is kept: {asked:?}");
    visit.page.console_holds_only(&[COMPLAINTS, &["503"]].concat())
}

/// WebKit does so when an answer it has kept cannot be read any more; here every first `put` is of that kind.
#[test]
fn what_a_browser_only_says_to_have_kept_is_kept() -> Result<()> {
    const UNREADABLE: &str = "<script>
    const gone = new Set();
    const { put, delete: remove } = Cache.prototype;
    Cache.prototype.put = function (key, answer) { return gone.has(key) ? put.call(this, key, answer) : Promise.resolve(); };
    Cache.prototype.delete = function (key) { gone.add(key); return remove.call(this, key); };
</script>
<doc-bao ";
    let library = library()?.copy(&scratch("unreadable")?)?;
    library.write("trang.html", HOST_PAGE.replace("<doc-bao ", UNREADABLE).as_bytes())?;
    let visit = Visit::to(Host::new(library.folder())?, "trang.html")?;
    let keeps = "['docbao.json', 'index-', 'texts-'].every(name => keys.some(key => new URL(key.url).pathname.startsWith('/' + name)))";
    visit.page.until(&format!("{DATA}.then(c => c.keys()).then(keys => {keeps})"))?;
    visit.page.console_holds_only(&[])
}

#[test]
fn in_a_host_page_what_was_withdrawn_is_gone_from_every_cache() -> Result<()> {
    let first = with_page(library()?, "host-first")?;
    let second = with_page(second()?, "host-second")?;
    let mut visit = Visit::to(Host::new(first.folder())?, "trang.html")?;
    find_and_read(&visit.page)?;
    // A page that stays would ask for what the server has no longer, as soon as it misses something.
    visit.page.goto("about:blank")?;
    visit.serve(second.folder(), None)?;
    visit.page.goto(&format!("{}trang.html", visit.address()))?;
    visit.page.ready()?;
    is_withdrawn(&visit.page)?;
    only_packs_of(&visit.page, &second)?;
    visit.page.console_holds_only(&[])
}

/// Where the host wants it, and only there: in the folder that docbao's files are in.
#[test]
fn a_host_page_that_asks_for_a_service_worker_gets_one_for_its_folder() -> Result<()> {
    let site = scratch("host-worker")?;
    let library = library()?.copy(&site.join("thu-vien"))?;
    let page = HOST_PAGE.replace("<doc-bao ", "<doc-bao offline=\"sw\" ");
    library.write("trang.html", page.as_bytes())?;
    let above = page.replace("docbao.js", "thu-vien/docbao.js").replace("./", "thu-vien/");
    std::fs::write(site.join("trang.html"), above)?;
    let mut visit = Visit::to(Host::remembered(&site)?, "thu-vien/trang.html")?;
    let page = &visit.page;
    page.until("navigator.serviceWorker.controller")?;
    let scopes = "navigator.serviceWorker.getRegistrations().then(all => all.map(r => r.scope))";
    let folder = format!("{}thu-vien/", visit.address());
    ensure!(page.see(scopes)? == json!([folder]), "{}", page.see(scopes)?);
    find_and_read(page)?;
    // What the page above has is served by nobody but the host.
    page.goto(&format!("{}trang.html", visit.address()))?;
    page.ready()?;
    page.until("all('[part=offline]').length")?;
    ensure!(page.see("navigator.serviceWorker.controller")?.is_null(), "it reaches too far");
    ensure!(page.see(scopes)? == json!([folder]), "there is another one");
    page.console_holds_only(&[])?;

    page.goto(&format!("{folder}trang.html"))?;
    page.ready()?;
    visit.lose_server();
    let page = &visit.page;
    // WebKitGTK remembers no pages when it is driven: the one that is open goes on there.
    if page.browser().engine() != Engine::WebKit {
        page.goto("about:blank")?;
        page.goto(&format!("{folder}trang.html"))?;
        page.ready()?;
    }
    find_and_read(page)?;
    let comes = "fetch('docbao.js', { cache: 'no-store' }).then(answer => answer.ok)";
    ensure!(page.see(comes)? == true, "the worker does not answer for the reader");
    page.console_holds_only(COMPLAINTS)
}

#[test]
fn a_host_that_has_no_service_worker_to_give_is_no_obstacle() -> Result<()> {
    let page = HOST_PAGE.replace("<doc-bao ", "<doc-bao offline=\"sw\" ");
    let library = library()?.copy(&scratch("host-no-worker")?)?;
    library.write("trang.html", page.as_bytes())?;
    std::fs::remove_file(library.folder().join("docbao-sw.js"))?;
    let visit = Visit::to(Host::new(library.folder())?, "trang.html")?;
    visit.page.until("all('[part=offline]').length")?;
    find_and_read(&visit.page)?;
    let workers = "navigator.serviceWorker.getRegistrations().then(all => all.length)";
    ensure!(visit.page.see(workers)? == 0);
    let asked = visit.host()?.requests();
    ensure!(asked.iter().any(|path| path == "/docbao-sw.js"), "nobody asked for one: {asked:?}");
    visit.page.console_holds_only(&["docbao-sw.js", "404"])
}

/// Whatever libraries an element has had, there is one panel, for the last, and one worker that all of them hear of.
#[test]
fn an_element_that_gets_another_library_has_one_panel_and_articles_have_none() -> Result<()> {
    const COUNTS: &str = "<script>
    window.hung = 0;
    for (const target of [navigator.serviceWorker, ServiceWorkerRegistration.prototype]) {
        const hang = EventTarget.prototype.addEventListener;
        target.addEventListener = function (...given) { hung++; return hang.apply(this, given); };
    }
</script>
<doc-bao offline=\"sw\" ";
    let library = library()?.copy(&scratch("one-panel")?)?;
    library.write("trang.html", HOST_PAGE.replace("<doc-bao ", COUNTS).as_bytes())?;
    library.write("tin.json", "[{\"title\": \"Bài của trang\"}]".as_bytes())?;
    let visit = Visit::to(Host::new(library.folder())?, "trang.html")?;
    let page = &visit.page;
    let panels = "root.querySelectorAll('[part=offline]').length";
    page.until(&format!("{panels} === 1"))?;
    page.see("navigator.serviceWorker.ready.then(() => true)")?;
    let state = "[hung, root.adoptedStyleSheets.length]";
    let before = page.see(state)?;
    ensure!(before[0] == 2, "{before} listeners");
    for src in ["docbao.json", "./", "docbao.json"] {
        page.see_with(
            "(window.old = root.querySelector('[part=offline]'), el.src = arguments[0], true)",
            &[json!(src)],
        )?;
        page.until(&format!("!old.isConnected && {panels} === 1 && results().length > 3"))?;
    }
    ensure!(page.see(state)? == before, "{before} has become {}", page.see(state)?);
    page.see("(el.src = 'tin.json', true)")?;
    page.first_begins("Bài của trang")?;
    page.until(&format!("{panels} === 0"))?;
    page.console_holds_only(&[])
}
