//! Hosts that give away what they know and find it as they like: such as take capitals for small letters, and such as
//! do not know how our files end.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::json;

use super::{COMPLAINTS, Visit, await_kept};
use crate::stage::{HOST_PAGE, find_and_read, heard, library, scratch};

/// What IIS gives away as it comes, of what we may have: no `.wasm`, no `.webmanifest`, no `.webp`, no `.avif`.
const KNOWN: &[&str] =
    &["html", "js", "css", "json", "txt", "xml", "png", "jpg", "gif", "svg", "bin", "pdf", "docx"];

/// The same once the handbook has been followed.
const TOLD: &[&str] = &["html", "js", "css", "json", "txt", "xml", "png", "svg", "bin", "wasm"];

/// Names of all files in a folder, below it, in small letters.
fn names(folder: &Path, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => self::names(&path, names)?,
            false => names.push(path.to_string_lossy().to_lowercase()),
        }
    }
    Ok(())
}

#[test]
fn on_a_host_that_ignores_case_a_site_works_by_any_spelling_with_and_without_network() -> Result<()>
{
    let site = scratch("any-case")?;
    let library = library()?.copy(&site.join("thu-vien"))?;
    let mut all = Vec::new();
    names(library.folder(), &mut all)?;
    let different: BTreeSet<_> = all.iter().collect();
    ensure!(different.len() == all.len(), "names that differ by capitals only: {all:?}");

    let host = Host::ignoring_case(&site)?;
    let address = format!("{}Thu-Vien/", host.address());
    let mut visit = Visit::to(host, "Thu-Vien/")?;
    await_kept(&visit.page)?;
    visit.page.console_holds_only(&[])?;
    visit.lose_server();
    visit.page.goto("about:blank")?;
    visit.page.goto(&address)?;
    visit.page.ready()?;
    find_and_read(&visit.page)?;
    visit.page.console_holds_only(COMPLAINTS)
}

#[test]
fn on_a_host_that_gives_away_what_it_knows_a_site_works_with_and_without_network() -> Result<()> {
    let host = Host::of_kinds(library()?.folder(), TOLD)?;
    let mut visit = Visit::to(host, "")?;
    await_kept(&visit.page)?;
    visit.page.console_holds_only(&[])?;
    visit.lose_server();
    visit.come_back()?;
    find_and_read(&visit.page)?;
    visit.page.console_holds_only(COMPLAINTS)
}

#[test]
fn a_host_that_gives_away_no_wasm_is_said_with_the_cure() -> Result<()> {
    let library: Library = library()?.copy(&scratch("no-kinds")?)?;
    library.write("trang.html", HOST_PAGE.as_bytes())?;
    let host = Host::of_kinds(library.folder(), KNOWN)?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    heard(&page, "error", "code", &json!("reader-missing"))?;
    crate::coming::shows_content_and(&page, "máy chủ có cho tải tệp .wasm không")?;
    page.console_holds_only(&["docbao-reader_bg.wasm", "(reader-missing)", "docbao: "])
}
