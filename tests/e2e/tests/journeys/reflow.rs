//! Narrow screens and large text (WCAG 1.4.4 and 1.4.10): at 320 px, with text as it is and twice as large, nothing is cut
//! off on any screen, and nothing scrolls sideways but what may: tables, code, the line of suggestions, a picture in its
//! own size.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use docbao_e2e::{Fault, Host, Library, Page};
use serde_json::json;

use crate::keeping::{VOICE, select};
use crate::stage::{at_the_list, scratch};
use crate::{ESCAPE, TAB};

// A window of WebKit that has been given a size has the keyboard, and does not know it (`document.hasFocus()`): what only the
// focus shows is not looked at there.

const RIGHT: &str = "\u{e014}";

/// Pages of 320 px, or as narrow as the engine's window can be.
const NARROW: (u32, u32) = (320, 640);

/// What does not fit, in words.
const WRONG: &str = "(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const wrong = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide in ${clientWidth}`] : [];
    const say = (what, e, ...more) => wrong.push(`${what}: ${e.outerHTML.slice(0, 90)} ${more.join(' ')}`);
    for (const e of root.querySelectorAll('*')) {
        // A dialog lies over the bar that scrolls the page.
        const width = e.closest('dialog') ? innerWidth : clientWidth;
        if (!seen(e) || e.closest('.hidden, .skip, svg, style, option')) continue;
        const inside = e.parentElement?.closest('.table, pre, .suggest, .large[data-full]');
        const box = e.getBoundingClientRect(), style = getComputedStyle(e);
        if (!box.width || inside) continue;
        if (box.right > width + 1 || box.left < -1) say('beside the screen', e, box.left, box.right);
        // One line that ends in dots names a way back, and the field scrolls with what is typed.
        if (e.matches('.table, pre, .suggest, .large[data-full], .way .quiet, input, select')) continue;
        if (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1) say('cut off', e, e.scrollWidth, e.clientWidth);
        if (style.overflowY === 'hidden' && style.webkitLineClamp === 'none' && e.scrollHeight > e.clientHeight + 1) say('cut below', e, e.scrollHeight, e.clientHeight);
        if (!e.matches('button, label, summary, .chip, .button')) continue;
        const text = document.createRange();
        text.selectNodeContents(e);
        for (const line of text.getClientRects()) if (line.width && (line.right > box.right + 1 || line.left < box.left - 1 || line.bottom > box.bottom + 2)) { say('out of its box', e, line.right, box.right, line.bottom, box.bottom); break; }
    }
    for (const e of all('.way .quiet')) if (e.clientWidth < 4 * parseFloat(getComputedStyle(e).fontSize)) say('too short to be read', e, e.clientWidth);
    for (const e of all('.float')) if (e.getBoundingClientRect().top < 0) say('begins above the screen', e, e.getBoundingClientRect().top);
    // Letters need room in a field, stacked marks above and below.
    for (const e of all('input.field, select')) {
        const { font, fontSize, height, paddingLeft, paddingRight } = getComputedStyle(e);
        if (parseFloat(height) < 1.35 * parseFloat(fontSize)) say('too low for its letters', e, height, fontSize);
        // Twice as large it may end in dots: it has a name besides.
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = font;
        const room = e.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight), { width } = pen.measureText(e.placeholder ?? '');
        if (!e.value && parseFloat(fontSize) < 20 && width > room + 1) say('too narrow for what it says', e, width, room);
    }
    // What sticks leaves most of the screen to what is read.
    for (const e of all('.back, .bar')) if (e.getBoundingClientRect().height > innerHeight / 2) say('takes the screen', e, e.getBoundingClientRect().height);
    return wrong;
})()";

/// Looks at one screen, and remembers what is wrong with it.
fn look(page: &Page, screen: &str, wrong: &mut Vec<String>) -> Result<()> {
    // What is drawn late has been drawn.
    page.see(
        "new Promise(done => requestAnimationFrame(() => setTimeout(done, 50))).then(() => true)",
    )?;
    let found = page.see(WRONG)?;
    let found = found.as_array().into_iter().flatten();
    wrong.extend(found.map(|what| format!("{screen}: {}", what.as_str().unwrap_or_default())));
    Ok(())
}

/// Articles with everything that can be wide.
fn library(name: &str) -> Result<Library> {
    let articles = tempfile::tempdir()?;
    let folder = articles.path();
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/docbao-icon-512.png");
    fs::copy(picture, folder.join("to-bao.png"))?;
    fs::write(folder.join("danh-sach-nguoi-nhan-ho-tro-nam-2019.pdf"), b"%PDF")?;
    let long = "https://cong-thong-tin-dien-tu.example.vn/tin-tuc/2019/11/quan-do-son-tong-ket";
    let text = format!(
        "---\nid: rong\ntitle: Quận Đồ Sơn tổng kết việc thực hiện Chỉ thị 05-CT/TW và Quyết định số 1234567/QĐ-UBND-VPĐUBNDTP\ndate: 2019-11-21\n\
         section: Tin tức – Sự kiện của quận và các phường\nauthor: Nguyễn Thị Phương Uyên\ntags: [học tập và làm theo tư tưởng đạo đức, {}]\n\
         source: Cổng thông tin điện tử quận\nurl: {long}\nattachments: [danh-sach-nguoi-nhan-ho-tro-nam-2019.pdf]\n---\n\n\
         Ngày 21/11, Quận ủy Đồ Sơn nghe báo cáo. Xem {long}/{}.\n\n## Một phần\n\n![Tờ báo gấp đôi](to-bao.png \"Chú thích của hình\")\n\n\
         ## Hai phần\n\n| Đơn vị thực hiện | Chỉ tiêu được giao | Kết quả thực hiện | Tỷ lệ hoàn thành | Đơn vị phối hợp | Thời hạn | Ghi chú |\n|---|---|---|---|---|---|---|\n\
         | Phường Ngọc Xuyên | 1.234.567.000 | 1.300.000.000 | 105,3 % | Phòng Văn hóa và Thông tin | 31/12/2019 | Vượt kế hoạch |\n\n## Ba phần\n\n```\nlet mot_dong_ma_nguon_rat_dai = \"không xuống dòng ở bất cứ đâu trong dòng này cả\";\n```\n\n\
         - Một ý\n  - Ý con\n    - Ý cháu có `{}`\n\n> Lời người khác\n",
        "thẻrấtdàikhôngcáchnào".repeat(3),
        "x".repeat(90),
        "m".repeat(60)
    );
    fs::write(folder.join("rong.md"), text)?;
    for nth in 1..=14 {
        let text = format!(
            "---\ntitle: Bài số {nth}\ndate: 20{:02}-0{}-15\nsection: Mục {nth}\ntags: [thẻ {nth}]\nauthor: Phóng viên {nth}\n---\n\nMột đoạn văn về Đồ Sơn.\n",
            5 + nth,
            nth % 9 + 1
        );
        fs::write(folder.join(format!("bai-{nth}.md")), text)?;
    }
    let folder = scratch(name)?;
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Library::build_from(articles.path(), &folder)
}

#[test]
fn at_320_px_and_with_text_twice_as_large_nothing_is_cut_off_on_any_screen() -> Result<()> {
    let library = library("reflow")?;
    let mut wrong = Vec::new();
    for size in ["16px", "32px"] {
        let faults = [
            (Fault::Status(503, None), "docbao.json"),
            (Fault::Status(404, None), "docbao.json"),
            (Fault::Cut, "texts-"),
        ];
        let host = Host::with_faults(library.folder(), &faults, 0)?;
        let page = Page::open(&format!("{}2/", host.address()))?;
        page.browser().resize(NARROW.0, NARROW.1)?;
        page.ready()?;
        page.run(VOICE)?;
        page.run(&format!(
            "document.querySelector('doc-bao').style.setProperty('--docbao-font-size', '{size}')"
        ))?;
        every_screen(&page, &mut |screen| look(&page, &format!("{size}, {screen}"), &mut wrong))?;
        host.harm();
        for (place, words) in [("0", "Máy chủ đang bận"), ("1", "Thử lại")] {
            page.goto(&format!("{}{place}/", host.address()))?;
            page.run(&format!("document.querySelector('doc-bao').style.setProperty('--docbao-font-size', '{size}')"))?;
            page.until_with("named('[part~=notice], .notice', arguments[0])", &[json!(words)])?;
            look(&page, &format!("{size}, {words}"), &mut wrong)?;
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Goes from screen to screen of a site.
fn every_screen(page: &Page, look: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
    look("list")?;
    page.type_query("do son")?;
    page.until("marks(results()[0]).length")?;
    look("results")?;
    page.type_query("05 ct")?;
    page.until("!document.hasFocus() || named('.suggest button', '05-CT/TW')")?;
    look("suggestions")?;
    page.type_query("do son")?;
    page.until("results().length > 3")?;
    page.click("[aria-controls=filters]", "Bộ lọc")?;
    page.until("all('.days input').length === 2")?;
    page.until("(all('details.rest:not([open]) > summary').forEach(e => e.click()), all('label.value').length > 12 && all('.narrow').length)")?;
    look("filters")?;
    page.until("(named('label.value', 'thẻrất').click(), true)")?;
    page.until("named('.chips [part~=chip]', 'thẻrất')")?;
    page.press(ESCAPE)?;
    page.until("!all('.days').length")?;
    look("a filter in force")?;
    page.click("button", "Xóa ô tìm")?;
    page.until("field().value === '' && all('.badge').length")?;
    look("a filter in force and nothing sought")?;
    page.type_query(&"nghiêng".repeat(12))?;
    page.until("all('[part~=notice]').length")?;
    look("nothing found")?;

    page.see("(location.hash = 'docbao=;q=do%20son', true)")?;
    page.until("results().length > 3")?;
    page.until("(openers().find(e => name(e).startsWith('Quận Đồ Sơn')).click(), true)")?;
    page.until("article() && named('button', 'Nghe') && all('.attachments li, .mentions .chip, .related li').length > 2")?;
    page.see("(all('.contents')[0].open = true)")?;
    look("article")?;
    page.see("(all('.mentions')[0].scrollIntoView(), true)")?;
    look("end of an article")?;
    page.click("button", "Cách hiển thị")?;
    page.until("named('label', '200 %')")?;
    look("settings")?;
    page.click("button", "Cách hiển thị")?;
    page.until("!all('.panel').length")?;
    page.click("button", "Nghe")?;
    page.until("all('.player').length")?;
    look("player")?;
    page.click("button", "Thôi nghe")?;
    select(page, "Quận ủy")?;
    look("selection")?;
    page.click(".float.actions button", "Ghi chú")?;
    page.until("focused().matches('textarea')")?;
    look("note")?;
    page.press("Cần hỏi lại quận")?;
    page.click("button", "Lưu ghi chú")?;
    page.until("all('.notes li').length")?;
    page.see("(all('.notes')[0].scrollIntoView(), true)")?;
    look("notes")?;
    page.press("?")?;
    page.until("named('section', 'Phím tắt')")?;
    look("shortcuts")?;
    page.press(ESCAPE)?;
    page.until("!named('section', 'Phím tắt')")?;
    page.see("(all('.enlarge')[0].scrollIntoView(), true)")?;
    page.until("all('.enlarge img')[0].naturalWidth")?;
    page.until("(article().querySelector('.enlarge').click(), true)")?;
    page.until("all('dialog[open] img').some(e => e.naturalWidth)")?;
    look("picture")?;
    page.click("dialog button", "Cỡ thật")?;
    page.until("named('dialog button', 'Vừa màn hình')")?;
    look("picture in its own size")?;
    page.press(ESCAPE)?;
    page.until("!all('dialog').length")?;

    page.see("(location.hash = 'docbao=khong-co-bai-nay', true)")?;
    page.until("named('[part~=notice]', 'Không có bài')")?;
    look("missing article")?;
    page.see("(el.close(), true)")?;
    page.until("results().length")?;
    at_the_list(page)?;
    page.click("button", "Đã lưu")?;
    page.until("all('.shelf li').length")?;
    look("shelf")?;
    page.click("[part=offline] summary", "Đọc khi mất mạng")?;
    page.until(
        "named('[part=offline] button', 'bản lưu') || named('[part=offline] button', 'Lưu tất cả')",
    )?;
    look("panel for reading without network")
}

#[test]
fn a_wide_table_scrolls_by_itself_and_by_keyboard() -> Result<()> {
    let library = library("reflow-table")?;
    let host = Host::new(library.folder())?;
    let page = Page::open(&format!("{}#docbao=rong", host.address()))?;
    page.browser().resize(NARROW.0, NARROW.1)?;
    let table = "all('.table')[0]";
    page.until("article()")?;
    page.see("(all('.enlarge')[0].focus(), true)")?;
    page.until(&format!("{table}.scrollWidth > {table}.clientWidth + 100"))?;
    for part in [".table", "pre"] {
        let part = format!("all('{part}')[0]");
        page.see(&format!("({part}.scrollIntoView({{ block: 'center' }}), true)"))?;
        for _ in 0..10 {
            if page.see(&format!("focused() === {part}"))? == true {
                break;
            }
            page.press(TAB)?;
        }
        page.until(&format!("focused() === {part}"))?;
        let shows_it = format!(
            "!document.hasFocus() || (style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)(getComputedStyle({part}))"
        );
        for _ in 0..8 {
            page.press(RIGHT)?;
        }
        page.until(&format!("{part}.scrollLeft > 20"))?;
        page.until(&shows_it)?;
        ensure!(page.see("scrollX === 0 && document.documentElement.scrollWidth <= document.documentElement.clientWidth")? == true);
    }
    page.console_holds_only(&[])
}
