//! Libraries that are broken: people read words, never a blank page, and the host page hears of it. The
//! console holds the browser's own line on a file that did not come, and one of ours with the code.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Library, Page};
use serde_json::json;

use crate::keeping::pull_over;
use crate::stage::{close, heard, in_a_host_page, library, scratch};
use crate::{ARTICLE, ESCAPE};

#[test]
fn a_login_page_in_place_of_the_manifest_is_said_in_words() -> Result<()> {
    let damage = |library: &Library| library.write("docbao.json", b"<!doctype html><p>Sign in</p>");
    in_a_host_page("login", &["(library-damaged)"], damage, |page| {
        says(page, "Không đọc được thư viện")?;
        heard(page, "error", "code", &json!("library-damaged"))?;
        let failed = page.see("el.ready.then(() => 'ready', error => error.code)")?;
        ensure!(failed == "library-damaged", "`ready` told {failed}");
        let manifest = library()?.folder().join("docbao.json");
        fs::copy(manifest, scratch("login")?.join("docbao.json"))?;
        page.see("named('button', 'Thử lại').click()")?;
        page.until("results().length")?;
        ensure!(page.see("el.ready.then(() => true)")? == true, "`ready` stayed as it was");
        Ok(())
    })
}

#[test]
fn packs_cut_short_are_said_in_words() -> Result<()> {
    let damage = |library: &Library| {
        library.packs()?.iter().try_for_each(|pack| {
            let bytes = fs::read(pack)?;
            fs::write(pack, bytes.get(..bytes.len() / 50).unwrap_or_default())?;
            Ok(())
        })
    };
    // Chromium complains of a range that lies beyond the end.
    in_a_host_page("cut", &["status of 416", "docbao: "], damage, says_it_is_incomplete)
}

#[test]
fn missing_texts_leave_the_list_and_are_said_in_words() -> Result<()> {
    let damage = |library: &Library| {
        let packs = library.packs()?;
        let texts = packs.iter().find(|pack| is_named(pack, "texts-"));
        Ok(fs::remove_file(texts.context("no pack of texts")?)?)
    };
    in_a_host_page("no-texts", &["texts-", "(text-unavailable)"], damage, |page| {
        page.type_query("do son")?;
        page.first_begins(ARTICLE)?;
        page.see("openers()[0].click()")?;
        says(page, "Chưa tải được nội dung bài này")?;
        heard(page, "error", "code", &json!("text-unavailable"))
    })
}

#[test]
fn a_missing_index_is_said_in_words() -> Result<()> {
    let damage = |library: &Library| {
        let packs = library.packs()?;
        let index = packs.iter().find(|pack| is_named(pack, "index-"));
        Ok(fs::remove_file(index.context("no pack of the index")?)?)
    };
    in_a_host_page("no-index", &["index-", "docbao: "], damage, says_it_is_incomplete)
}

#[test]
fn a_part_that_does_not_come_is_said_in_its_place_and_comes_when_asked_again() -> Result<()> {
    let later = "docbao-reader_later.wasm";
    let damage = |library: &Library| Ok(fs::remove_file(library.folder().join(later))?);
    in_a_host_page("no-later", &[later], damage, |page| {
        page.ready()?;
        page.type_query("do son")?;
        page.first_begins(ARTICLE)?;
        page.see("openers()[0].click()")?;
        page.until("article()?.innerText.includes('Ngọc Hải')")?;
        // What is here already looks as it does with the rest.
        page.until("named('.neighbours button', 'Bài sau')")?;
        let look = "all('.neighbour').map(e => [getComputedStyle(e), getComputedStyle(e.querySelector('.title'))])
            .map(([way, title]) => [way.borderTopWidth, title.display])";
        let looks = page.see(look)?;
        ensure!(looks[0] == json!(["1px", "block"]), "ways on to other articles look like {looks}");
        page.click("button", "Cách hiển thị")?;
        page.until("named('.panel [part~=notice]', 'Không tải được')")?;
        heard(page, "error", "code", &json!("unreachable"))?;
        let folder = scratch("no-later")?;
        fs::copy(library()?.folder().join(later), folder.join(later))?;
        // What was selected in the meantime is as good as what is selected from then on.
        pull_over(page, "Ngọc Hải")?;
        page.click(".panel button", "Thử lại")?;
        page.until("named('label', 'Tối') && named('.float.actions button', 'Ghi chú')").map(drop)
    })
}

/// Halves of two builds would write over each other's memory.
#[test]
fn a_part_of_another_build_is_not_taken() -> Result<()> {
    let later = "docbao-reader_later.wasm";
    let damage = |library: &Library| {
        let bytes = fs::read(library.folder().join(later))?;
        let seal = bytes.windows(7).position(|bytes| bytes == b"memory-").context("no seal")?;
        let mut other = bytes;
        for byte in &mut other[seal + 7..seal + 15] {
            *byte = if *byte == b'0' { b'1' } else { b'0' };
        }
        library.write(later, &other)
    };
    in_a_host_page("other-later", &[later], damage, |page| {
        page.ready()?;
        page.see("openers()[0].click()")?;
        page.click("button", "Cách hiển thị")?;
        page.until("named('.panel [part~=notice]', 'Không tải được')")?;
        page.click("button", "Cách hiển thị")?;
        close(page)?;
        page.browser().resize(390, 840)?;
        page.click("button", "Đã lưu")?;
        page.until("named('.content [part~=notice]', 'Không tải được') && !results().length")?;
        // What was tapped is out of sight. The keyboard still leads back.
        page.press(ESCAPE)?;
        page.until("results().length").map(drop)
    })
}

/// The module knows no panic message and does not call anybody when it stops: it traps.
#[test]
fn a_module_that_stops_half_way_is_said_in_words() -> Result<()> {
    in_a_host_page(
        "crash",
        &["(crashed)", "nreachable", "(in promise) undefined", "patched by the host"],
        |_| Ok(()),
        |page| {
            page.ready()?;
            // An error of the host's own is none of ours.
            page.see("(setTimeout(() => Promise.reject(undefined)), true)")?;
            page.type_query("do son")?;
            page.first_begins(ARTICLE)?;
            let refuse = "Node.prototype.insertBefore = Node.prototype.appendChild = () => {
            throw new Error('patched by the host');
        }";
            page.see(&format!("({refuse}, true)"))?;
            page.see("openers()[0].click()")?;
            page.until("root.textContent.includes('Trình đọc đã dừng vì lỗi')")?;
            heard(page, "error", "code", &json!("crashed"))?;
            ensure!(page.see("heard.filter(e => e.name === 'error').length")? == 1, "told twice");
            Ok(())
        },
    )
}

fn says(page: &Page, words: &str) -> Result<()> {
    page.until_with(
        "root.querySelector('[part~=reader]').innerText.includes(arguments[0])",
        &[json!(words)],
    )
    .map(drop)
}

/// Parts of the index did not come: what there is is shown, with words, and the host page hears of
/// it.
fn says_it_is_incomplete(page: &Page) -> Result<()> {
    page.until("all('[part~=notice], [role=alert]').some(e => e.innerText.trim())")?;
    page.until("heard.some(e => e.name === 'error' && e.code && e.message)").map(drop)
}

fn is_named(path: &Path, beginning: &str) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(beginning))
}
