//! What is published: the package for npm in an application that Vite has built, which brings articles of its own, so
//! that all that the package knows to load is loaded but the service worker; and the folder for a content delivery
//! network, by the script tag that lies in it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::{Map, Value};

fn packages() -> Result<PathBuf> {
    let packages = env::var_os("DOCBAO_PACKAGES");
    packages.map(PathBuf::from).context("run `cargo xtask test --packages`")
}

#[test]
fn a_package_that_vite_has_built_reads() -> Result<()> {
    let dist = packages()?.join("app/dist");
    // Vite would write small files into the application, as addresses that strict policies forbid to run.
    let mut parts = 0;
    for part in fs::read_dir(dist.join("assets"))? {
        let part = part?.path();
        let inlined = String::from_utf8_lossy(&fs::read(&part)?).contains("data:text/javascript");
        ensure!(!inlined, "{} has a script in an address", part.display());
        parts += 1;
    }
    ensure!(parts >= 9, "of the package's files only {parts} have come");
    let host = Host::new(&dist)?;
    let page = Page::open(&host.address())?;
    page.ready()?;
    page.type_query("trong ung dung")?;
    page.first_begins("Bài trong ứng dụng")?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Chữ.')")?;
    // Panels are of the second module.
    page.click("button", "Cách hiển thị")?;
    page.until("named('label', 'Tối')")?;
    let outside = "performance.getEntriesByType('resource').map(e => e.name)
        .filter(name => new URL(name).origin !== location.origin)";
    let asked = page.see(outside)?;
    ensure!(asked == serde_json::json!([]), "strangers were asked: {asked}");
    page.console_holds_only(&[])
}

/// A network that hands out a copy of the folder, with one file changed if one is named.
struct Network {
    host: Host,
    folder: PathBuf,
    /// The tag, as it lies there.
    tag: String,
}

impl Network {
    fn new(changed: &str) -> Result<Self> {
        let copy = scratch("network")?;
        let versions: Vec<_> = fs::read_dir(packages()?.join("cdn"))?.collect::<Result<_, _>>()?;
        let [version] = versions.as_slice() else { anyhow::bail!("there are {versions:?}") };
        let folder = copy.join(version.file_name());
        fs::create_dir_all(&folder)?;
        for file in fs::read_dir(version.path())? {
            let file = file?;
            fs::copy(file.path(), folder.join(file.file_name()))?;
        }
        if !changed.is_empty() {
            // Sense stays as it was: a comment, or a section of no meaning.
            let more: &[u8] = if changed.ends_with("wasm") { b"\0\x02\x01x" } else { b"/**/" };
            let bytes = [&fs::read(folder.join(changed))?, more].concat();
            fs::write(folder.join(changed), bytes)?;
        }
        fs::write(folder.join("_headers"), "* Access-Control-Allow-Origin: *\n")?;
        let host = Host::new(&copy)?;
        let tag = fs::read_to_string(folder.join("script-tag.html"))?;
        let there = tag.replace("https://…/", &host.address());
        ensure!(tag != there && there.contains("integrity=\"sha256-"), "the tag is {tag}");
        Ok(Network { host, folder, tag: there })
    }

    /// The page of a site with a library of its own, and the tag in it.
    fn visit(&self, library: &Library) -> Result<(Host, Page)> {
        let site = scratch("site")?;
        let page = format!(
            "<!doctype html><html lang=vi><meta charset=utf-8><title>Cổng thông tin</title><link rel=icon href=data:,>
<script>window.heard = []; addEventListener('docbao-error', event => heard.push(event.detail.code))</script>
{}<doc-bao src=thu-vien/ loading=eager><p>Các bài mới</p></doc-bao>",
            self.tag
        );
        fs::write(site.join("trang.html"), page)?;
        let site = Host::of_pages(&site, library.folder())?;
        let page = Page::open(&format!("{}trang.html", site.address()))?;
        Ok((site, page))
    }
}

#[test]
fn the_tag_of_a_network_reads_and_takes_nothing_that_has_changed() -> Result<()> {
    let library = Library::build(&scratch("library")?)?;
    let network = Network::new("")?;
    let (site, page) = network.visit(&library)?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins("Quận Đồ Sơn")?;
    page.see("(openers()[0].click(), true)")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    page.click("button", "Cách hiển thị")?;
    page.until("named('label', 'Tối')")?;
    let home = site
        .requests()
        .into_iter()
        .find(|path| path.contains("docbao") && !path.contains("docbao.json"));
    ensure!(home.is_none(), "the page's own site was asked for {home:?}");
    // Browsers agree with every hash that is in writing.
    let hashes: Map<String, Value> =
        serde_json::from_slice(&fs::read(network.folder.join("integrity.json"))?)?;
    ensure!(hashes.len() >= 12, "{hashes:?}");
    for (name, hash) in hashes {
        let address = network.tag.split('"').nth(1).context("no address")?;
        let address = address.replace("docbao.js", &name);
        let ask = "fetch(arguments[0], { integrity: arguments[1] }).then(answer => answer.ok, () => false)";
        ensure!(page.see_with(ask, &[address.into(), hash])? == true, "{name} is another");
    }
    page.console_holds_only(&[])?;
    drop(network);

    for changed in ["docbao.js", "docbao-reader.js", "docbao-reader_bg.wasm"] {
        let network = Network::new(changed)?;
        let (_site, page) = network.visit(&library)?;
        if changed == "docbao.js" {
            page.until("document.readyState === 'complete'")?;
            ensure!(page.see("!customElements.get('doc-bao')")? == true, "the loader was taken");
        } else {
            page.until("heard.includes('reader-missing')").with_context(|| changed)?;
        }
        ensure!(page.see("seen(el.querySelector('p'))")? == true, "the content has gone");
        let asked = network.host.requests().into_iter().any(|path| path.ends_with(changed));
        ensure!(asked, "{changed} was not asked for");
    }
    Ok(())
}

/// An empty folder for this test.
fn scratch(name: &str) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
