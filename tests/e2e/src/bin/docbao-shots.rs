//! Pictures of the reader for people to look at: every view on four screens, light and dark, and
//! in every page of `tests/hosts`. `cargo xtask shots` runs it with the folder to write into.

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use docbao_e2e::{Host, Library, Page, Served};
use serde_json::json;

const SCREENS: [(u32, u32); 4] = [(320, 640), (390, 844), (820, 1180), (1440, 900)];
const THEMES: [&str; 2] = ["light", "dark"];

/// A voice, which machines that take pictures do not have.
const VOICE: &str = "
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
    const voice = new EventTarget();
    voice.getVoices = () => [{ name: 'Linh', lang: 'vi-VN' }, { name: 'An', lang: 'vi-VN' }];
    voice.speak = voice.cancel = () => {};
    Object.defineProperty(window, 'speechSynthesis', { value: voice });";

/// Selects the beginning of a paragraph in sight.
const SELECT: &str = "(text => {
    text.parentElement.scrollIntoView({ block: 'center' });
    getSelection().setBaseAndExtent(text, 0, text, Math.min(40, text.data.length));
    return true;
})(document.createTreeWalker([...article().querySelectorAll('.text p')][1], 4).nextNode())";

/// Whether the texts of all cards in sight have come.
const TEXTS: &str = "(texts => texts.length && texts.every(text => text.innerText.trim()))(
    all('.excerpt').filter(text => text.getBoundingClientRect().top < innerHeight))";

fn main() -> Result<()> {
    let folder = env::args_os().nth(1).context("name a folder for the pictures")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let library = Library::build(&folder.join("library"))?;
    let site = Served::new(library.folder())?;
    let page = Page::open(site.address())?;
    for (width, height) in SCREENS {
        page.browser().resize(width, height)?;
        for theme in THEMES {
            page.goto("about:blank")?;
            page.goto(site.address())?;
            page.see(&format!("el.setAttribute('theme', '{theme}')"))?;
            page.ready()?;
            page.run(VOICE)?;
            let shoot = |view: &str| -> Result<()> {
                let name = format!("{view}-{width}x{height}-{theme}.png");
                Ok(fs::write(folder.join(name), page.browser().screenshot()?)?)
            };
            page.until(TEXTS)?;
            shoot("list")?;
            page.type_query("do son")?;
            page.first_begins("Quận Đồ Sơn")?;
            page.until("marks(results()[0]).length")?;
            shoot("search")?;
            page.see("openers()[0].click()")?;
            page.until(
                "article()?.innerText.includes('Ngọc Hải') && all('.mentions .chip').length",
            )?;
            shoot("article")?;
            page.click("button", "Cách hiển thị")?;
            page.until("named('label', 'Tối')")?;
            shoot("settings")?;
            page.click("button", "Cách hiển thị")?;
            page.click("button", "Nghe")?;
            page.until("all('.player').length")?;
            shoot("player")?;
            page.click("button", "Thôi nghe")?;
            page.see(SELECT)?;
            page.until("named('.float.actions button', 'Ghi chú')")?;
            shoot("selection")?;
            page.click(".float.actions button", "Ghi chú")?;
            page.until("focused().matches('textarea')")?;
            shoot("note")?;
            page.press("Cần hỏi lại quận")?;
            page.click("button", "Lưu ghi chú")?;
            page.until("all('.notes li').length")?;
            page.see("(all('.notes')[0].scrollIntoView({ block: 'center' }), true)")?;
            shoot("notes")?;
            page.press("?")?;
            page.until("named('section', 'Phím tắt')")?;
            shoot("shortcuts")?;
            page.press("\u{e00c}")?;
            page.until("!named('section', 'Phím tắt')")?;
            page.see("(all('.mentions')[0].scrollIntoView(), true)")?;
            shoot("end")?;
            page.see("(el.close(), true)")?;
            page.click("button", "Đã lưu")?;
            page.until("all('.shelf').length")?;
            shoot("shelf")?;
            page.click(".shelf .mark button", "Xóa")?;
            page.until("!all('.shelf .mark').length")?;
            page.see("(all('.shelf')[0].dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })), true)")?;
            page.until("!all('.shelf').length")?;
            if page.see("all('[aria-controls=filters]').length")? == 1 {
                page.see("(all('[aria-controls=filters]')[0].click(), true)")?;
                page.until("all('[part~=facet] input').length")?;
                shoot("filters")?;
                page.see("(all('[aria-controls=filters]')[0].click(), true)")?;
            }
            page.click("button", "Xóa ô tìm")?;
            page.until("named('.suggest button', 'do son')")?;
            shoot("sought")?;
            page.type_query("05 ct")?;
            page.until("named('.suggest button', '05-CT/TW')")?;
            shoot("suggestions")?;
            page.type_query(&"nghiêng".repeat(3))?;
            page.until("all('[part~=notice]').length")?;
            shoot("nothing")?;
            // A paper that is mentioned, two years and two days; then a section that leaves nothing.
            page.see("(location.hash = 'docbao=;f.document=05-CT%2FTW;f.year=2019;f.year=2021;from=2019-01-05;to=2022-12-31', true)")?;
            page.until("all('.chips .chip').length === 4 && results().length === 2")?;
            page.until("all('.excerpt').filter(e => e.innerText.trim()).length === 2")?;
            shoot("chips")?;
            page.see(
                "(location.hash = 'docbao=;q=do%20son;f.section=K%E1%BB%B9%20thu%E1%BA%ADt', true)",
            )?;
            page.until("all('[part~=notice]').length && !results().length")?;
            shoot("emptied")?;
        }
    }
    seldom_seen(&page, &library, folder)?;
    beside_the_library(&page, &library, folder)?;
    in_host_pages(&page, &library, folder)?;
    for_the_readme(&page, folder)
}

/// Some of the pictures beside each other: `docs/screens.png`, which is put there by hand, once it has been looked at.
fn for_the_readme(page: &Page, folder: &Path) -> Result<()> {
    const BEGIN: &str = "<!doctype html><meta charset=utf-8><title>x</title><style>
        body { margin: 0; padding: 0 10px; display: flex; gap: 10px; background: #d3c2bf }
        img { height: 615px }</style>";
    let shown = ["article-1440x900-light", "filters-390x844-light", "player-390x844-dark"];
    let pictures = shown.map(|name| format!("<img src={name}.png>")).concat();
    let path = folder.join("screens.html");
    fs::write(&path, [BEGIN, &pictures].concat())?;
    page.browser().resize(1593, 615)?;
    page.goto(&format!("file://{}", fs::canonicalize(path)?.display()))?;
    page.until("[...document.images].every(e => e.complete && e.naturalWidth)")?;
    Ok(fs::write(folder.join("screens.png"), page.browser().screenshot()?)?)
}

/// What visitors see now and then: trouble, the other language and the other themes, a picture, and the panel for
/// reading without network.
fn seldom_seen(page: &Page, library: &Library, folder: &Path) -> Result<()> {
    let pictured = folder.join("pictured");
    fs::create_dir_all(&pictured)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::copy(root.join("docs/screens.png"), pictured.join("man-hinh.png"))?;
    let text = "---\nid: man-hinh\ntitle: Trang tìm và trang đọc\ndate: 2026-11-16\nsection: Chuyện làng báo\n---\n\nTìm ở bên trái, đọc ở bên phải.\n\n\
        ![Danh sách bài bên trái, một bài đang đọc bên phải](man-hinh.png \"Danh sách, bộ lọc và bài đang nghe đọc\")\n\nBấm vào hình để xem lớn.\n\n\
        ## Bảng rộng\n\n| Màn hình | Bộ lọc | Danh sách | Bài | Công cụ |\n|---|---|---|---|---|\n| Điện thoại | trong tờ mở ra | một cột | thay danh sách | trên cùng |\n| Máy tính | cột trái | cột giữa | cột phải | trên bài |\n";
    fs::write(pictured.join("man-hinh.md"), text)?;
    let pictured = Library::build_from(&pictured, &folder.join("pictured-library"))?;
    let pictures = Host::new(pictured.folder())?;
    for (width, height) in SCREENS {
        page.browser().resize(width, height)?;
        let shoot = |view: &str, theme: &str| -> Result<()> {
            let name = format!("{view}-{width}x{height}-{theme}.png");
            Ok(fs::write(folder.join(name), page.browser().screenshot()?)?)
        };
        for theme in THEMES {
            let dress =
                |page: &Page| page.see(&format!("(el.setAttribute('theme', '{theme}'), true)"));
            page.goto("about:blank")?;
            page.goto(&format!("{}#docbao=man-hinh", pictures.address()))?;
            dress(page)?;
            page.until("named('button', 'Lưu') && all('.enlarge').length && (all('.enlarge')[0].scrollIntoView({ block: 'center' }), all('.enlarge img')[0].naturalWidth)")?;
            shoot("figure", theme)?;
            page.see("(all('.enlarge')[0].click(), true)")?;
            page.until("all('dialog[open] img').some(e => e.naturalWidth)")?;
            shoot("picture", theme)?;
            page.press("\u{e00c}")?;
            page.until("!all('dialog').length")?;
            page.see("(all('.table')[0].scrollIntoView({ block: 'center' }), true)")?;
            shoot("table", theme)?;

            // An origin of its own: nothing is kept from the last visit.
            let host = Host::new(library.folder())?;
            page.goto(&host.address())?;
            dress(page)?;
            page.ready()?;
            page.see("(openers().find(e => name(e).startsWith('Gọi docbao')).click(), true)")?;
            page.until("article() && all('.contents').length && named('button', 'Lưu')")?;
            page.see("(all('.contents')[0].open = true)")?;
            shoot("contents", theme)?;
            page.see("(location.hash = 'docbao=bai-da-go', true)")?;
            page.until("named('[part~=notice]', 'Không có bài')")?;
            shoot("missing", theme)?;
            page.see("(el.close(), true)")?;
            page.until("!all('[part~=notice]').length && results().length")?;
            page.click("[part=offline] summary", "Đọc khi mất mạng")?;
            page.until("named('[part=offline] button', '') && (e => (e.scrollIntoView({ block: 'end' }), e.getBoundingClientRect().bottom <= innerHeight + 1))(root.querySelector('[part=offline]'))")?;
            // The last cards get their texts, and the panel moves.
            page.see("new Promise(done => setTimeout(done, 500)).then(() => (root.querySelector('[part=offline]').scrollIntoView({ block: 'end' }), true))")?;
            shoot("offline", theme)?;

            page.see("(el.setAttribute('lang', 'en'), true)")?;
            page.until("named('button', 'Saved')")?;
            page.type_query("do son")?;
            page.first_begins("Quận Đồ Sơn")?;
            page.until("marks(results()[0]).length")?;
            shoot("english-search", theme)?;
            page.see("(openers()[0].click(), true)")?;
            page.until(
                "article()?.innerText.includes('Ngọc Hải') && all('.mentions .chip').length",
            )?;
            page.click("button", "Display settings")?;
            page.until("named('label', 'Dark')")?;
            shoot("english-settings", theme)?;

            let without_network = Host::new(library.folder())?;
            fs::write(library.folder().join("trang.html"), TROUBLED)?;
            page.goto(&format!("{}trang.html", without_network.address()))?;
            dress(page)?;
            page.ready()?;
            drop(without_network);
            page.see("(el.open('vi-sao-co-docbao').catch(() => {}), el.setAttribute('article', 'tim-khong-dau'), true)")?;
            page.until("named('[part~=notice]', 'Thử lại')")?;
            shoot("trouble", theme)?;
            page.see("(el.src = 'http://127.0.0.1:9/', el.setAttribute('src', 'http://127.0.0.1:9/'), true)")?;
            page.until("!results().length && named('[part~=notice]', 'Thử lại')")?;
            shoot("no-library", theme)?;
        }
        for theme in ["sepia", "contrast"] {
            page.goto("about:blank")?;
            let host = Host::new(library.folder())?;
            page.goto(&host.address())?;
            page.see(&format!("(el.setAttribute('theme', '{theme}'), true)"))?;
            page.ready()?;
            page.type_query("do son")?;
            page.first_begins("Quận Đồ Sơn")?;
            page.until("marks(results()[0]).length")?;
            shoot("search", theme)?;
            page.see("(openers()[0].click(), true)")?;
            page.until(
                "article()?.innerText.includes('Ngọc Hải') && all('.mentions .chip').length",
            )?;
            shoot("article", theme)?;
            page.click("button", "Cách hiển thị")?;
            page.until("named('label', 'Tối')")?;
            shoot("settings", theme)?;
        }
    }
    Ok(())
}

/// A page whose network goes away, and whose reader keeps nothing.
const TROUBLED: &str = "<!doctype html><meta charset=utf-8><title>Cổng</title><link rel=icon href=data:,><meta name=viewport content='width=device-width'>
    <style>body { margin: 0 }</style><script src=docbao.js defer></script><doc-bao src=./ lang=vi loading=eager offline=none></doc-bao>";

/// The pages that lie beside a library, and the host page that dresses the reader, in full height and as the
/// visitor's system is set.
fn beside_the_library(page: &Page, library: &Library, folder: &Path) -> Result<()> {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hosts");
    let host = Host::of_pages(&pages, library.folder())?;
    for (width, _) in SCREENS {
        for theme in THEMES {
            let scheme = json!([{ "name": "prefers-color-scheme", "value": theme }]);
            let params = json!({ "features": scheme });
            let command = json!({ "cmd": "Emulation.setEmulatedMedia", "params": params });
            page.browser().command("/goog/cdp/execute", &command)?;
            for (kind, place, height) in [
                ("nhung", "thu-vien/nhung.html", 3000),
                ("embed", "thu-vien/embed.html", 1200),
                ("theme", "theme.html", 1200),
            ] {
                page.browser().resize(width, height)?;
                page.goto("about:blank")?;
                page.goto(&format!("{}{place}", host.address()))?;
                page.ready().context(kind)?;
                let name = format!("{kind}-{width}-{theme}.png");
                fs::write(folder.join(name), page.browser().screenshot()?)?;
            }
        }
    }
    let none = json!({ "cmd": "Emulation.setEmulatedMedia", "params": { "features": [] } });
    page.browser().command("/goog/cdp/execute", &none).map(drop)
}

/// Host pages, each with what was found and with an article.
fn in_host_pages(page: &Page, library: &Library, folder: &Path) -> Result<()> {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hosts");
    let host = Host::of_pages(&pages, library.folder())?;
    let mut names: Vec<_> = fs::read_dir(&pages)?.collect::<Result<_, _>>()?;
    names.sort_by_key(fs::DirEntry::file_name);
    for name in names.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()) {
        let Some(kind) = name.strip_suffix(".html") else { continue };
        // It wants hosts of other origins, which its journey has; it looks like any other.
        if kind == "elsewhere" {
            continue;
        }
        for (width, height) in [(390, 840), (1280, 900)] {
            page.browser().resize(width, height)?;
            page.goto(&format!("{}{name}", host.address()))?;
            // Some have no reader of their own, but a frame with one.
            if page.see("el === null")? == true {
                continue;
            }
            // Whoever asks for it has it begin, where it would wait to be seen or clicked.
            page.see("(void el.ready?.catch(() => {}), true)")?;
            page.until("results().length || heard.some(e => e.name === 'error')")
                .context(kind.to_owned())?;
            let shoot = |view: &str| -> Result<()> {
                let name = format!("host-{kind}-{view}-{width}.png");
                Ok(fs::write(folder.join(name), page.browser().screenshot()?)?)
            };
            if page.see("results().length === 0")? == true {
                shoot("failed")?;
                continue;
            }
            page.type_query("csp script-src")?;
            page.until("marks(results()[0]).length")?;
            shoot("search")?;
            page.see("(openers()[0].click(), scrollBy(0, 300), true)")?;
            if page.see("location.pathname !== '/stoppers.html'")? == true {
                page.until("article()")?;
                shoot("article")?;
            }
        }
    }
    Ok(())
}
