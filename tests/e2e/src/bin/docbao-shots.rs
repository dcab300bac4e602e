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
        }
    }
    beside_the_library(&page, &library, folder)?;
    in_host_pages(&page, &library, folder)
}

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
