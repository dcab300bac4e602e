//! The line under a site's reader: saving its library on purpose, as a whole or by sections.

use anyhow::{Result, ensure};
use docbao_e2e::{Engine, Fault, Host, Page};
use serde_json::json;

use super::{COMPLAINTS, DATA, Visit};
use crate::axe;
use crate::stage::{find_and_read, library, on_the_site};

/// Visits the site, opens the panel, and frees what was saved by itself, so that the journey can save
/// something else.
fn freed() -> Result<Visit> {
    let visit = Visit::kept(library()?.folder())?;
    open_panel(&visit.page)?;
    visit.page.click("button", "Xóa bản lưu")?;
    visit.page.until("named('button', 'Lưu tất cả')")?;
    Ok(visit)
}

pub(super) fn open_panel(page: &Page) -> Result<()> {
    page.click("[part=offline] summary", "Đọc khi mất mạng")
}

/// Waits until the panel says something.
pub(super) fn panel_says(page: &Page, words: &str) -> Result<()> {
    let says = "root.querySelector('[part=offline]').innerText.includes(arguments[0])";
    page.until_with(says, &[json!(words)]).map(drop)
}

/// Lets the clock of a page run ten times as fast: waiting between attempts is what is long here.
pub(super) const HURRY: &str = "const slow = setTimeout;
    window.setTimeout = (work, ms, ...rest) => slow(work, ms / 10, ...rest);";

#[test]
fn nothing_is_wrong_with_the_panel_for_people_who_see_or_move_otherwise() -> Result<()> {
    let visit = freed()?;
    axe::bring(&visit.page)?;
    axe::everywhere(&visit.page, "nothing saved")?;
    visit.page.click("button", "Lưu tất cả")?;
    panel_says(&visit.page, "Đã lưu cả thư viện")?;
    axe::everywhere(&visit.page, "all saved")?;
    visit.page.console_holds_only(&[])
}

#[test]
fn what_breaks_off_while_it_is_saved_goes_on_later() -> Result<()> {
    let mut visit = freed()?;
    visit.page.run(HURRY)?;
    visit.serve(library()?.folder(), Some(20_000))?;
    visit.page.click("button", "Lưu tất cả")?;
    visit.page.until("named('[role=alert]', 'Mạng đứt giữa chừng')")?;
    ensure!(visit.host()?.is_dead(), "nothing has broken off");
    visit.serve(library()?.folder(), None)?;
    visit.page.click("button", "Lưu tiếp")?;
    panel_says(&visit.page, "Đã lưu cả thư viện")?;
    visit.page.console_holds_only(COMPLAINTS)
}

/// What is said does not wait for the names of the sections, which have to be asked for.
#[test]
fn without_network_the_panel_says_at_once_what_is_kept() -> Result<()> {
    let host = Host::with_faults(library()?.folder(), &[(Fault::Status(503, None), "index-")], 0)?;
    let visit = Visit::to(host, "0/")?;
    visit.page.until("root.querySelector('[part=offline]')")?;
    // A search that never ends.
    visit.page.run("document.querySelector('doc-bao').search = () => new Promise(() => {})")?;
    open_panel(&visit.page)?;
    visit.page.click("button", "Xóa bản lưu")?;
    visit.page.until("named('button', 'Lưu tất cả')")?;
    visit.page.console_holds_only(&[])
}

#[test]
fn saving_can_be_paused_and_what_was_deleted_is_not_saved_again_unasked() -> Result<()> {
    // Slow, so that there is something to pause.
    let host = Host::with_faults(library()?.folder(), &[(Fault::Drip, "texts-")], usize::MAX)?;
    let Visit { page, host: _host, .. } = Visit::to(host, "0/")?;
    open_panel(&page)?;
    page.click("button", "Xóa bản lưu")?;
    page.click("button", "Lưu tất cả")?;
    page.click("button", "Tạm dừng")?;
    page.until("named('button', 'Lưu tiếp')")?;
    ensure!(page.see("named('[role=alert]', '') ?? null")?.is_null(), "a pause is no trouble");
    page.click("button", "Lưu tiếp")?;
    panel_says(&page, "Đã lưu cả thư viện")?;
    page.click("button", "Xóa bản lưu")?;
    page.until("named('button', 'Lưu tất cả')")?;
    page.reload()?;
    page.ready()?;
    open_panel(&page)?;
    page.until("named('button', 'Lưu tất cả')")?;
    page.console_holds_only(&[])
}

/// Each engine answers in its own way, and what it answers is what is said.
#[test]
fn the_browser_is_asked_to_keep_what_is_saved_and_its_answer_is_said() -> Result<()> {
    let Visit { page, host: _host, .. } = freed()?;
    if page.see("!navigator.storage?.persist")? == true {
        // WebKitGTK cannot be asked, and nobody is told to.
        page.click("button", "Lưu tất cả")?;
        panel_says(&page, "trình duyệt có thể tự xóa bản lưu")?;
        ensure!(page.see("named('button', 'Xin trình duyệt') ?? null")?.is_null(), "to be asked");
        return page.console_holds_only(&[]);
    }
    page.run(
        "const persist = StorageManager.prototype.persist;
         window.asked = 0;
         StorageManager.prototype.persist = function() { asked++; return persist.call(this); };",
    )?;
    page.click("button", "Lưu tất cả")?;
    panel_says(&page, "Đã lưu cả thư viện")?;
    page.until("window.asked === 1")?;
    let is_kept = page.browser().engine() == Engine::Firefox;
    let [kept, not_kept] =
        ["Trình duyệt sẽ không tự xóa bản lưu", "trình duyệt có thể tự xóa bản lưu"];
    panel_says(&page, if is_kept { kept } else { not_kept })?;
    let come_again = || page.reload().and_then(|()| page.ready()).and_then(|()| open_panel(&page));
    if !is_kept {
        // On another visit there is another chance.
        come_again()?;
        page.click("button", "Xin trình duyệt giữ bản lưu")?;
        page.until("!named('button', 'Xin trình duyệt giữ bản lưu')")?;
        panel_says(&page, not_kept)?;
    }
    if page.browser().engine() == Engine::Chromium {
        // As if the visitor had installed the site meanwhile.
        let params = json!({ "permissions": ["durableStorage"] });
        let command = json!({ "cmd": "Browser.grantPermissions", "params": params });
        page.browser().command("/goog/cdp/execute", &command)?;
        come_again()?;
        panel_says(&page, kept)?;
    }
    page.console_holds_only(&[])
}

#[test]
fn chosen_sections_are_saved_read_without_network_and_freed() -> Result<()> {
    let mut visit = freed()?;
    visit.page.click("[part=offline] label", "Hướng dẫn bạn đọc")?;
    visit.page.click("button", "Lưu mục đã chọn")?;
    panel_says(&visit.page, "Hướng dẫn bạn đọc.")?;
    visit.lose_server();
    visit.come_back()?;
    let page = &visit.page;
    let in_section = "el.search('', { filters: { section: ['Hướng dẫn bạn đọc'] }, limit: 50 })";
    let found = page.see(&format!(
        "{in_section}.then(r => [r.complete, r.total, r.hits.filter(hit => hit.excerpt.text).length])"
    ))?;
    ensure!(found[0] == true && found[1] == found[2] && found[1] != 0, "not all: {found}");
    let all = page.see(
        "el.search('', { limit: 50 }).then(r => r.hits.filter(hit => hit.excerpt.text).length)",
    )?;
    ensure!(all.as_u64() < Some(17), "more was saved than was asked for: {all}");
    open_panel(page)?;
    panel_says(page, "Hướng dẫn bạn đọc.")?;
    page.click("button", "Xóa bản lưu")?;
    page.until("!named('button', 'Xóa bản lưu')")?;
    page.until(&format!("{DATA}.then(c => c.keys()).then(keys => keys.every(key => key.url.includes('docbao.json')))"))?;
    page.console_holds_only(COMPLAINTS)
}

#[test]
fn a_full_device_is_said_and_everything_goes_on() -> Result<()> {
    let visit = freed()?;
    let page = &visit.page;
    // Chromium has a real limit; elsewhere the cache refuses as it would.
    let limit = |bytes: Option<u32>| -> Result<()> {
        if page.browser().engine() == Engine::Chromium {
            let mut params = json!({ "origin": visit.address().trim_end_matches('/') });
            if let Some(bytes) = bytes {
                params["quotaSize"] = json!(bytes);
            }
            let command = json!({ "cmd": "Storage.overrideQuotaForOrigin", "params": params });
            return page.browser().command("/goog/cdp/execute", &command).map(drop);
        }
        page.run(match bytes {
            Some(_) => {
                "const put = Cache.prototype.put;
                 Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));"
            }
            None => "Cache.prototype.put = put;",
        })
    };
    limit(Some(1000))?;
    page.click("button", "Lưu tất cả")?;
    page.until("named('[role=alert]', 'Máy hết chỗ')")?;
    // A browser that does not say how much room there is refuses in the middle.
    page.run("if (navigator.storage) navigator.storage.estimate = () => Promise.resolve({});")?;
    page.see("(named('[role=alert]', '').isOld = true)")?;
    page.click("button", "Lưu tiếp")?;
    page.until("!named('[role=alert]', 'Máy hết chỗ').isOld")?;
    find_and_read(page)?;
    page.see("el.close()")?;
    limit(None)?;
    page.click("button", "Lưu tiếp")?;
    panel_says(page, "Đã lưu cả thư viện")?;
    page.console_holds_only(&[])
}

/// The panel is seen, but not before what unfolds from the reader: the few hits of a narrow screen end above the sheet's
/// own end.
#[test]
fn what_unfolds_from_the_reader_lies_over_the_panel() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        page.until("root.querySelector('[part=offline] summary')")?;
        page.type_query("do son")?;
        page.until("results().length === 3")?;
        page.click("[aria-controls=filters]", "Bộ lọc")?;
        page.until("named('.done', 'Xem 3 bài')")?;
        let is_in_front = |what: &str| {
            format!(
                "(e => (({{ left, top, width, height }}) => e.contains(root.elementFromPoint(left + width / 2, top + height / 2)))(e.getBoundingClientRect()))({what})"
            )
        };
        page.until(&is_in_front("named('.done', 'Xem 3 bài')"))?;
        page.click(".done", "Xem 3 bài")?;
        page.until("!named('.done', 'Xem 3 bài')")?;
        page.see("(root.querySelector('[part=offline]').scrollIntoView({ block: 'end' }), true)")?;
        page.until(&is_in_front("root.querySelector('[part=offline] summary')")).map(drop)
    })
}

mod not_in_webkit {
    use super::*;

    /// The paper that goes on below a site's reader lay over the panel: it was there for every script, and for nobody's eyes.
    #[test]
    fn the_panel_is_seen_by_those_who_look_at_the_page() -> Result<()> {
        let visit = freed()?;
        let show = |how: &str| -> Result<Vec<u8>> {
            let show = "(e => (e.style.visibility = arguments[0], e.scrollIntoView({ block: 'end' }), new Promise(done => setTimeout(done, 700))))(root.querySelector('[part=offline]')).then(() => true)";
            visit.page.see_with(show, &[json!(how)])?;
            visit.page.browser().screenshot()
        };
        // The texts of the last cards come while the page is scrolled to them.
        show("visible")?;
        let seen = show("visible")?;
        ensure!(seen == show("visible")?, "two pictures of the same differ");
        ensure!(seen != show("hidden")?, "the panel cannot be seen");
        Ok(())
    }
}
