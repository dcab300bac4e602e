//! What axe-core finds wrong for people who see, hear or move otherwise: nothing, on every screen and with
//! every panel open, in every theme. That is a floor and not a proof: axe cannot tell whether words help.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Library, Page, Served};

use crate::ESCAPE;
use crate::keeping::{VOICE, find_and_open, select};
use crate::stage::{close, in_a_host_page, on_the_site};

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
        everywhere(page, "list")?;
        page.click("[aria-controls=filters]", "Bộ lọc")?;
        page.until("all('[part~=facet] input').length && all('.days input').length === 2")?;
        everywhere(page, "filters")?;
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
        page.click("button", "Cách hiển thị")?;
        page.click("button", "Về mặc định")?;
        page.click("button", "Cách hiển thị")?;
        page.until("!all('.panel').length && all('[data-look=\"\"]').length")?;
        page.click("button", "Nghe")?;
        page.until("named('button', 'Tạm dừng')")?;
        everywhere(page, "player")?;
        page.click("button", "Thôi nghe")?;
        select(page, "Ngọc Hải")?;
        everywhere(page, "selection")?;
        page.click(".float.actions button", "Ghi chú")?;
        page.until("all('textarea').length")?;
        everywhere(page, "note")?;
        page.click("button", "Lưu ghi chú")?;
        page.until("all('.notes li').length")?;
        everywhere(page, "notes")?;
        page.press("?")?;
        page.until("named('section', 'Phím tắt')")?;
        everywhere(page, "shortcuts")?;
        page.press(ESCAPE)?;
        close(page)?;
        page.click("button", "Đã lưu")?;
        page.until("all('.shelf li').length")?;
        everywhere(page, "shelf")?;
        page.click("button", "Kết quả cho")?;
        page.until("results().length")?;
        page.type_query(&"nghiêng".repeat(12))?;
        page.until("all('[part~=notice]').length")?;
        everywhere(page, "nothing found")
    })
}

/// A picture, long lists of values, and all the blocks that articles can have.
#[test]
fn nothing_is_wrong_with_a_large_picture_or_with_long_lists_of_filters() -> Result<()> {
    let articles = tempfile::tempdir()?;
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/docbao-icon-512.png");
    fs::copy(picture, articles.path().join("to-bao.png"))?;
    let blocks = "![Tờ báo gấp đôi](to-bao.png \"Chú thích của hình\")\n\n## Một\n\n> Lời người khác\n\n## Hai\n\n- a\n- b\n\n\
        ## Ba\n\n1. c\n2. d\n\n| Cột | Số |\n|---|---|\n| a | 1 |\n\n```\nmã nguồn\n```\n\nVà `mã` trong dòng, [một liên kết](https://example.vn/).\n\n---\n\nHết.\n";
    for nth in 1..=18 {
        let text = format!(
            "---\ntitle: Bài số {nth}\ndate: 20{:02}-{:02}-15\nsection: Mục {nth}\ntags: [thẻ {nth}]\nsource: Báo Mẫu\nurl: https://example.vn/{nth}\n---\n\nMột đoạn văn.\n\n{blocks}",
            5 + nth,
            nth % 12 + 1
        );
        fs::write(articles.path().join(format!("bai-{nth}.md")), text)?;
    }
    let library = Library::build_from(articles.path(), &articles.path().join("library"))?;
    let site = Served::new(library.folder())?;
    let page = Page::open(site.address())?;
    page.ready()?;
    bring(&page)?;
    for width in [390, 1280] {
        page.browser().resize(width, 900)?;
        if width == 390 {
            page.click("[aria-controls=filters]", "Bộ lọc")?;
        }
        page.until("all('details.rest > summary').length")?;
        page.see("(all('details.rest:not([open]) > summary').forEach(e => e.click()), true)")?;
        page.until("all('label.value').length > 30 && all('.narrow').length")?;
        everywhere(&page, "unfolded filters")?;
        page.see("(all('label.value input')[0].click(), true)")?;
        page.until("results().length === 1")?;
        everywhere(&page, "a filter in force")?;
        page.see("(root.querySelector('[part~=chip]').click(), true)")?;
        page.until(
            "el.search('').then(r => root.querySelectorAll('[part~=result]').length === r.total)",
        )?;
        if width == 390 {
            page.click(".done", "Xem")?;
            page.until("!all('.filters').length")?;
        }
        page.see("(openers()[0].click(), true)")?;
        page.until("article() && named('button', 'Lưu') && all('.contents').length")?;
        page.until("(e => !e || (e.open = true))(root.querySelector('.contents details, details.contents'))")?;
        everywhere(&page, "all kinds of blocks")?;
        page.see("(all('.enlarge').find(e => e.firstElementChild.alt.startsWith('Tờ báo')).click(), true)")?;
        page.until("all('dialog[open] img').length")?;
        everywhere(&page, "picture")?;
        page.click("dialog button", "Cỡ thật")?;
        page.until("named('dialog button', 'Vừa màn hình')")?;
        everywhere(&page, "picture in its own size")?;
        page.press(ESCAPE)?;
        page.until("!all('dialog').length")?;
        page.see("(el.close(), true)")?;
        page.until("!article() && results().length")?;
    }
    page.console_holds_only(&[])
}

#[test]
fn nothing_is_wrong_with_what_the_loader_says_by_itself() -> Result<()> {
    let damage =
        |library: &Library| Ok(fs::remove_file(library.folder().join("docbao-reader.js"))?);
    in_a_host_page("axe-loader", &["docbao-reader.js", "reader-missing"], damage, |page| {
        page.until("named('[role=alert]', 'Thử lại')")?;
        bring(page)?;
        everywhere(page, "no reader")
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
            everywhere(page, "suggestions")?;
            find_and_open(page)?;
            page.click(".ways button", "Đã lưu")?;
            page.until("all('.shelf').length")?;
            everywhere(page, "list and shelf")?;
            page.see("(el.setAttribute('article', 'khong-co'), true)")?;
            page.until("named('[part~=notice]', 'Không có bài')")?;
            everywhere(page, "missing article")
        },
    )
}

#[test]
fn at_320_px_and_with_text_twice_as_large_nothing_is_cut_off() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(320, 640)?;
        page.run(VOICE)?;
        let fits = "(page => page.scrollWidth <= page.clientWidth)(document.documentElement) && !all('button, .float, h1, .panel').some(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)";
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
        page.click(".float.actions button", "Ghi chú")?;
        page.until("all('textarea').length")?;
        page.until(fits)?;
        page.click("button", "Lưu ghi chú")?;
        close(page)?;
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
    run(page, screen, "")?;
    // axe's own rule for targets takes what a list scrolls out of sight for covered. Links in running text may be as
    // small as that, and who has a label is pressed on it. What is meant for thumbs first is larger than the rest.
    let small = "all('a, button, input, select, summary, textarea').filter(e => !e.closest('.text p, .text li')).map(e => {
        const { width, height } = (e.closest('label') ?? e).getBoundingClientRect();
        const least = e.matches('.button, .tool, .toggle') ? 44 : 24;
        return width && height && (height < least - .1 || width < 23.9) ? `${name(e) || e.outerHTML}: ${width} × ${height} px` : '';
    }).filter(Boolean)";
    let small = page.see(small)?;
    ensure!(small.as_array().is_some_and(Vec::is_empty), "{screen}: too small: {small:#}");
    Ok(())
}

/// The same, and whether colours are told apart as well in every theme that a host page can give.
pub(crate) fn everywhere(page: &Page, screen: &str) -> Result<()> {
    check(page, screen)?;
    for theme in ["light", "sepia", "dark", "contrast"] {
        page.see_with("(el.setAttribute('theme', arguments[0]), true)", &[theme.into()])?;
        // What lies under a pointer changes its colour by and by.
        page.until("!root.getAnimations().length")?;
        run(page, &format!("{screen}, {theme}"), "runOnly: ['color-contrast']")?;
    }
    page.see("(el.removeAttribute('theme'), true)").map(drop)
}

fn run(page: &Page, screen: &str, only: &str) -> Result<()> {
    let script = format!(
        "window.axed = undefined;
         axe.run(document.querySelector('doc-bao'), {{ resultTypes: ['violations'], {only} }}).then(({{ violations }}) => {{
             window.axed = violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.flat().join(' ') + ' ' + (n.any[0]?.message ?? '')).join('; '));
         }}, error => {{ window.axed = [String(error)] }})"
    );
    page.run(&script)?;
    let wrong = page.until("window.axed")?;
    ensure!(wrong.as_array().is_some_and(Vec::is_empty), "{screen}: {wrong:#}");
    Ok(())
}
