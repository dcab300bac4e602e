//! What axe-core finds wrong for people who see, hear or move otherwise: nothing, on every screen and with
//! every panel open, in every theme. That is a floor and not a proof: axe cannot tell whether words help.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use docbao_e2e::Page;

use crate::ESCAPE;
use crate::keeping::{VOICE, find_and_open, select};
use crate::stage::{in_a_host_page, on_the_site};

/// Where `cargo xtask test` puts it, with npm.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../axe/node_modules/axe-core/axe.min.js");

/// The themes by their names in the panel.
const THEMES: [&str; 4] = ["Sáng", "Ngà", "Tối", "Tương phản cao"];

#[test]
fn nothing_is_wrong_on_any_screen_in_any_theme() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        page.run(VOICE)?;
        bring(page)?;
        check(page, "list")?;
        page.click("[aria-controls=filters]", "Bộ lọc")?;
        page.until("all('[part~=facet] input').length")?;
        check(page, "filters")?;
        page.press(ESCAPE)?;
        find_and_open(page)?;
        page.until("named('button', 'Nghe')")?;
        for theme in THEMES {
            page.click("button", "Cách hiển thị")?;
            page.click("label", theme)?;
            check(page, &format!("settings, {theme}"))?;
            page.click("button", "Cách hiển thị")?;
            check(page, &format!("article, {theme}"))?;
        }
        page.click("button", "Nghe")?;
        page.until("named('button', 'Tạm dừng')")?;
        check(page, "player")?;
        page.click("button", "Thôi nghe")?;
        select(page, "Ngọc Hải")?;
        check(page, "selection")?;
        page.click("[role=toolbar] button", "Ghi chú")?;
        page.until("all('textarea').length")?;
        check(page, "note")?;
        page.click("button", "Lưu ghi chú")?;
        page.until("all('.notes li').length")?;
        check(page, "notes")?;
        page.press("?")?;
        page.until("named('section', 'Phím tắt')")?;
        check(page, "shortcuts")?;
        page.press(ESCAPE)?;
        page.see("el.close()")?;
        page.click("button", "Đã lưu")?;
        page.until("all('.shelf li').length")?;
        check(page, "shelf")?;
        page.click("button", "Kết quả cho")?;
        page.until("results().length")?;
        for theme in THEMES {
            page.see("openers()[0].click()")?;
            page.click("button", "Cách hiển thị")?;
            page.click("label", theme)?;
            page.click("button", "Cách hiển thị")?;
            page.see("el.close()")?;
            page.until("results().length")?;
            check(page, &format!("list, {theme}"))?;
        }
        page.type_query(&"nghiêng".repeat(12))?;
        page.until("all('[part~=notice]').length")?;
        check(page, "nothing found")
    })
}

#[test]
fn nothing_is_wrong_on_a_desk_or_where_an_article_is_missing() -> Result<()> {
    in_a_host_page(
        "axe-desk",
        &["article-missing"],
        |_| Ok(()),
        |page| {
            page.ready()?;
            page.browser().resize(1280, 900)?;
            bring(page)?;
            page.type_query("05 ct")?;
            page.until("named('.suggest button', '05-CT/TW')")?;
            check(page, "suggestions")?;
            find_and_open(page)?;
            page.click(".ways button", "Đã lưu")?;
            page.until("all('.shelf').length")?;
            check(page, "list and shelf")?;
            page.see("(el.setAttribute('article', 'khong-co'), true)")?;
            page.until("named('[part~=notice]', 'Không có bài')")?;
            check(page, "missing article")
        },
    )
}

#[test]
fn at_320_px_and_with_text_twice_as_large_nothing_is_cut_off() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(320, 640)?;
        page.run(VOICE)?;
        let fits = "document.documentElement.scrollWidth <= innerWidth && !all('button, .float, h1, .panel').some(e => e.getBoundingClientRect().right > innerWidth + 1)";
        page.until(fits)?;
        find_and_open(page)?;
        page.until("named('button', 'Nghe')")?;
        page.until(fits)?;
        page.click("button", "Cách hiển thị")?;
        page.click("label", "200 %")?;
        page.until(fits)?;
        page.press(ESCAPE)?;
        page.click("button", "Nghe")?;
        page.until(fits)?;
        page.click("button", "Thôi nghe")?;
        select(page, "Ngọc Hải")?;
        page.click("[role=toolbar] button", "Ghi chú")?;
        page.until("all('textarea').length")?;
        page.until(fits)?;
        page.click("button", "Lưu ghi chú")?;
        page.see("el.close()")?;
        page.run(
            "document.querySelector('doc-bao').style.setProperty('--docbao-font-size', '32px')",
        )?;
        page.until(fits)?;
        page.click("button", "Đã lưu")?;
        page.until("all('.shelf li').length")?;
        page.until(fits).map(drop)
    })
}

/// Brings axe into a page.
pub(crate) fn bring(page: &Page) -> Result<()> {
    let axe = fs::read_to_string(Path::new(AXE));
    page.run(&axe.context("`npm ci` in tests/axe brings axe-core")?)
}

/// Fails with what axe has to say of the page as it is.
pub(crate) fn check(page: &Page, screen: &str) -> Result<()> {
    page.run(
        "window.axed = undefined;
         axe.run(document.querySelector('doc-bao'), { resultTypes: ['violations'] }).then(({ violations }) => {
             window.axed = violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.flat().join(' ') + ' ' + (n.any[0]?.message ?? '')).join('; '));
         }, error => { window.axed = [String(error)] })",
    )?;
    let wrong = page.until("window.axed")?;
    ensure!(wrong.as_array().is_some_and(Vec::is_empty), "{screen}: {wrong:#}");
    Ok(())
}
