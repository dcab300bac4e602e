//! Without network: the server is really gone. Each journey has an origin of its own, so nothing is kept
//! from another. What the browser itself says of files that do not come is expected on the console.

mod files;
mod guests;
mod hosts;
mod saving;
mod store;
mod updates;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};
use docbao_e2e::{Engine, Host, Library, Page};
use serde_json::json;

use crate::stage::{find_and_read, library, scratch};

/// What browsers complain of when there is nobody to ask.
const COMPLAINTS: &[&str] = &[
    "ERR_CONNECTION_REFUSED",
    "ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_EMPTY_RESPONSE",
    "ERR_CONNECTION_RESET",
    "ERR_SOCKET_NOT_CONNECTED",
    "NetworkError",
    "docbao: ",
];

/// What is in the cache of the library.
const DATA: &str = "caches.open('docbao data ' + new URL('.', location).href)";

/// A visit to a site whose server can be taken away and put back.
struct Visit {
    page: Page,
    /// None while there is no server.
    host: Option<Host>,
    port: u16,
}

impl Visit {
    /// Visits what a host has at an address below its folder.
    fn to(host: Host, name: &str) -> Result<Self> {
        let page = Page::open(&format!("{}{name}", host.address()))?;
        page.ready()?;
        Ok(Visit { page, port: host.port(), host: Some(host) })
    }

    /// Visits the site in a folder, until all of it is kept.
    fn kept(folder: &Path) -> Result<Self> {
        let visit = Visit::to(Host::new(folder)?, "")?;
        await_kept(&visit.page)?;
        Ok(visit)
    }

    /// Visits the site in a folder of another origin, until all of it is kept.
    fn begin_anew(&mut self, folder: &Path) -> Result<()> {
        let host = Host::new(folder)?;
        self.port = host.port();
        self.host = Some(host);
        self.come_back()?;
        await_kept(&self.page)
    }

    /// From now on there is no server.
    fn lose_server(&mut self) {
        self.host = None;
    }

    /// Puts a server with the files of a folder where the last one was. It may die after so many bytes.
    fn serve(&mut self, folder: &Path, dies_after: Option<usize>) -> Result<()> {
        self.lose_server();
        self.host = Some(Host::again(folder, self.port, dies_after)?);
        Ok(())
    }

    fn host(&self) -> Result<&Host> {
        self.host.as_ref().context("there is no server")
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Opens the site anew.
    fn come_back(&self) -> Result<()> {
        self.page.goto(&self.address())?;
        self.page.ready()
    }
}

/// Waits until page, reader and library are all kept.
fn await_kept(page: &Page) -> Result<()> {
    page.until("!!navigator.serviceWorker.controller")?;
    page.until(&format!("{DATA}.then(c => c.match('docbao.json?saved')).then(r => r?.json()).then(saved =>
        el.search('').then(r => saved && fetch('docbao.json').then(r => r.json()).then(now => now.build === saved.build, () => true)))")).map(drop)
}

/// Waits until nothing is kept of any other edition.
fn only_packs_of(page: &Page, library: &Library) -> Result<()> {
    let packs = library.packs()?;
    let names: Vec<_> = packs.iter().filter_map(|pack| pack.file_name()?.to_str()).collect();
    let is_only = "keys.every(key => key.url.includes('docbao.json') || arguments[0].some(name => key.url.includes(name)))";
    page.until_with(&format!("{DATA}.then(c => c.keys()).then(keys => {is_only})"), &[json!(names)])
        .map(drop)
}

/// Fails if what only the real article says is found.
fn is_withdrawn(page: &Page) -> Result<()> {
    let found = page.see("el.search('Ngọc Hải').then(r => r.hits.some(hit => hit.excerpt.text.includes('Ngọc Hải')))")?;
    ensure!(found == false, "the article is still found");
    Ok(())
}

/// Articles in the sample library, and in the second edition.
const FIRST_TOTAL: u64 = 17;
const SECOND_TOTAL: u64 = FIRST_TOTAL - 1;

/// The second edition: another title, so that the page is another too, and without the real article.
fn second() -> Result<&'static Library> {
    static SECOND: OnceLock<Result<Library, String>> = OnceLock::new();
    let build = || -> Result<Library> {
        Library::build_titled(
            &without_the_real_one("second-articles")?,
            "Bản hai",
            &scratch("second")?,
        )
    };
    let second = SECOND.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    second.as_ref().map_err(|error| anyhow!(error.clone()))
}

/// A folder of the sample articles but for the real one.
fn without_the_real_one(name: &str) -> Result<PathBuf> {
    let articles = scratch(name)?;
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
    Ok(articles)
}

#[test]
fn a_site_that_was_opened_once_works_without_network() -> Result<()> {
    let mut visit = Visit::kept(library()?.folder())?;
    visit.page.console_holds_only(&[])?;
    visit.lose_server();
    visit.come_back()?;
    find_and_read(&visit.page)?;
    let says = "root.querySelector('[part=offline]').innerText.includes('Không có mạng')";
    visit.page.until(says)?;
    // Somebody answers, and it is a page to sign in to a network.
    visit.host = Some(Host::portal(visit.port)?);
    visit.come_back()?;
    find_and_read(&visit.page)?;
    visit.page.until(says)?;
    visit.page.console_holds_only(&[COMPLAINTS, &["ServiceWorker", "MIME type"]].concat())
}

/// What is driven there forgets everything at its end.
mod not_in_webkit {
    use super::*;

    /// What is kept is on the disk, and not only in the memory of a browser that goes on running.
    #[test]
    fn a_site_that_was_opened_once_works_in_a_browser_that_starts_without_network() -> Result<()> {
        let mut visit = Visit::kept(library()?.folder())?;
        visit.lose_server();
        let address = visit.address();
        let mut page = visit.page;
        for _ in 0..2 {
            page = page.restart(&address)?;
            page.ready()?;
            find_and_read(&page)?;
        }
        page.console_holds_only(COMPLAINTS)
    }
}

/// Chromium says itself what it misses of a site before it offers to install it.
#[test]
fn a_site_can_be_installed() -> Result<()> {
    let visit = Visit::kept(library()?.folder())?;
    let manifest = "fetch(document.querySelector('link[rel=manifest]').href).then(r => r.json()).then(async m => [
        m.display, m.icons.length, (await Promise.all(m.icons.map(icon => fetch(icon.src)))).every(r => r.ok)])";
    let [display, icons, are_here] =
        [0, 1, 2].map(|at| visit.page.see(manifest).map(|m| m[at].clone()));
    ensure!(display? == "standalone" && icons?.as_u64() > Some(0) && are_here? == true);
    if visit.page.browser().engine() == Engine::Chromium {
        let command = json!({ "cmd": "Page.getInstallabilityErrors", "params": {} });
        let said = visit.page.browser().command("/goog/cdp/execute", &command)?;
        ensure!(said["installabilityErrors"] == json!([]), "not to be installed: {said}");
    }
    visit.page.console_holds_only(&[])
}
