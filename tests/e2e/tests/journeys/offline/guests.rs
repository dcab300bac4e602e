//! In host pages, where there is no service worker: page and reader are what the browser remembers by
//! itself; the library is what the reader has kept.

use anyhow::{Result, ensure};
use docbao_e2e::{Engine, Fault, Host, Library};

use super::{COMPLAINTS, Visit, is_withdrawn, only_packs_of, scratch, second};
use crate::ARTICLE;
use crate::stage::{HOST_PAGE, find_and_read, library};

/// A copy of a library with a host page in its folder.
fn with_page(library: &Library, name: &str) -> Result<Library> {
    let copy = library.copy(&scratch(name))?;
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
