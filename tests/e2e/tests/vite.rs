//! The package for npm in an application that Vite has built: it brings articles of its own, so that all that the
//! package knows to load is loaded but the service worker.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Page};

#[test]
fn a_package_that_vite_has_built_reads() -> Result<()> {
    let dist = env::var_os("DOCBAO_VITE").context("run `cargo xtask test --vite`")?;
    let dist = PathBuf::from(dist);
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
