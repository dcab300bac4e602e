//! Keeping and listening: what a visitor notes stays, leads back, and can be taken along; an article is read
//! aloud by a voice that the page pretends to have, since machines that test have none.

use anyhow::{Result, ensure};
use docbao_e2e::{Library, Page};

use crate::stage::{close, in_a_host_page, keep_and_look, on_the_site};
use crate::{ARTICLE, ESCAPE};

/// A voice that says what it was asked to say, and ends when it is told to.
pub(crate) const VOICE: &str = "
    window.spoken = [];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
    const voice = new EventTarget();
    voice.getVoices = () => [{ name: 'Linh', lang: 'vi-VN' }, { name: 'Ann', lang: 'en-GB' }, { name: 'An', lang: 'vi_VN' }];
    voice.speak = saying => { spoken.push(saying); window.saying = saying };
    voice.cancel = () => { window.saying = undefined };
    Object.defineProperty(window, 'speechSynthesis', { value: voice, configurable: true });
    navigator.clipboard.writeText = async text => { window.copied = text };";

/// Selects the beginning of the paragraph that holds these words, and waits for what can be done with it.
pub(crate) fn select(page: &Page, words: &str) -> Result<()> {
    pull_over(page, words)?;
    page.until("named('.float.actions button', 'Ghi chú')").map(drop)
}

/// Selects the beginning of the paragraph that holds these words.
pub(crate) fn pull_over(page: &Page, words: &str) -> Result<()> {
    page.until_with(
        "(p => {
            const walker = document.createTreeWalker(p, 4);
            let text;
            do text = walker.nextNode(); while (!text.data.trim());
            p.scrollIntoView({ block: 'center' });
            getSelection().setBaseAndExtent(text, 0, text, Math.min(40, text.data.length));
            return true;
        })([...article().querySelectorAll('.text p')].find(p => p.textContent.includes(arguments[0])))",
        &[words.into()],
    )
    .map(drop)
}

/// Finds the first real article and opens it; the focus is on its title then.
pub(crate) fn find_and_open(page: &Page) -> Result<()> {
    page.type_query("chi thi 05 2019")?;
    page.until_with("openers().some(e => name(e).startsWith(arguments[0]))", &[ARTICLE.into()])?;
    page.see_with(
        "openers().find(e => name(e).startsWith(arguments[0])).click()",
        &[ARTICLE.into()],
    )?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    // Yew may let the browser in between drawing and what follows it, and WebKit selects nothing any more where
    // the focus moves.
    page.until("focused()?.matches('h1')").map(drop)
}

/// What a new user was asked to do: find it, hear it, note a sentence, find the note, send the passage.
#[test]
fn an_article_is_found_heard_noted_found_again_and_sent_to_oneself() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        page.run(VOICE)?;
        find_and_open(page)?;

        page.click("button", "Nghe")?;
        page.until(
            "spoken.length === 1 && spoken[0].text.length > 10 && spoken[0].voice.name === 'Linh'",
        )?;
        page.see("(saying.onend({ type: 'end' }), true)")?;
        page.until("spoken.length === 2 && spoken[1].text !== spoken[0].text")?;
        page.click("button", "Tạm dừng")?;
        page.until("window.saying === undefined && named('button', 'Nghe tiếp')")?;
        page.click("button", "Câu trước")?;
        page.until("spoken.at(-1).text === spoken[0].text")?;
        page.click("button", "Thôi nghe")?;
        page.until("window.saying === undefined && !named('button', 'Câu trước')")?;

        select(page, "Ngọc Hải")?;
        page.click(".float.actions button", "Ghi chú")?;
        page.until("focused().matches('textarea')")?;
        page.press("Cần hỏi lại quận")?;
        page.click("button", "Lưu ghi chú")?;
        page.until("named('.notes li', 'Cần hỏi lại quận')")?;

        select(page, "Ngọc Hải")?;
        page.click(".float.actions button", "Chép liên kết")?;
        page.until("window.copied && named('[role=status]', 'Đã chép liên kết')")?;
        let address = page.see("copied")?;
        select(page, "Ngọc Hải")?;
        page.click(".float.actions button", "Trích dẫn")?;
        page.until("copied.startsWith('“') && copied.includes('21/11/2019') && copied.includes(location.host)")?;

        page.reload()?;
        page.until("named('.notes li', 'Cần hỏi lại quận')")?;
        close(page)?;
        page.click("button", "Đã lưu")?;
        page.until("focused().matches('.shelf h1') && named('.shelf li', 'Cần hỏi lại quận')")?;
        page.click(".shelf button", "Đến đoạn này")?;
        let is_in_sight = "(r => r.top > 0 && r.top < innerHeight && (!CSS.highlights || CSS.highlights.get('docbao-linked')?.size === 1))([...article().querySelectorAll('.text p')].find(p => p.textContent.includes('Ngọc Hải')).getBoundingClientRect())";
        page.until(is_in_sight)?;
        page.goto("about:blank")?;
        page.goto(address.as_str().unwrap_or_default())?;
        page.until(is_in_sight).map(drop)
    })
}

#[test]
fn what_is_kept_can_be_taken_along_removed_and_put_back() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        find_and_open(page)?;
        keep_and_look(page)?;
        page.run("URL.createObjectURL = blob => (blob.text().then(text => { window.exported = text }), 'about:blank#')")?;
        page.run("HTMLAnchorElement.prototype.click = () => {}")?;
        // Safari fetches a file some time after the click: it is not to be freed at once.
        page.run("URL.revokeObjectURL = at => { window.freed = at }; window.later = setTimeout; window.setTimeout = (work, ms, ...rest) => work !== URL.revokeObjectURL ? later(work, ms, ...rest) : (window.free = () => work(...rest), 0)")?;
        page.click("button", "Xuất tệp sao lưu")?;
        page.until("JSON.parse(exported).items[0].motivation === 'bookmarking'")?;
        ensure!(page.see("window.freed ?? null")?.is_null(), "the file was freed at once");
        page.see("(free(), true)")?;
        ensure!(page.see("window.freed ?? null")? == "about:blank#", "the file is never freed");
        page.run("window.page = exported")?;
        page.click("button", "Xuất Markdown")?;
        page.until("exported.startsWith('# ') && exported.includes('\\n## Quận Đồ Sơn') && exported.includes('<' + location.origin + '/#docbao=')")?;
        page.run("window.exported = window.page")?;
        page.click(".shelf section button", "Xóa")?;
        page.until("!named('.shelf h2', 'Bài đã lưu')")?;
        page.click("button", "Hoàn tác")?;
        page.until("named('.shelf h2', 'Bài đã lưu')")?;
        page.click(".shelf section button", "Xóa")?;
        page.until("!named('.shelf h2', 'Bài đã lưu')")?;
        let import = "(text => {
            const files = new DataTransfer();
            files.items.add(new File([text], 'a.json', { type: 'application/json' }));
            const input = root.querySelector('input[type=file]');
            input.files = files.files;
            input.dispatchEvent(new Event('change', { bubbles: true }));
            return true;
        })";
        page.see(&format!("{import}('{{}}')"))?;
        page.until("named('[role=status]', 'Không nhập được')")?;
        page.see(&format!("{import}(exported)"))?;
        page.until(
            "named('[role=status]', 'Đã nhập thêm 1 mục') && named('.shelf h2', 'Bài đã lưu')",
        )?;
        page.see(&format!("{import}(JSON.stringify({{ type: 'AnnotationPage', items: [{{}}, JSON.parse(exported).items[0]] }}))"))?;
        page.until("named('[role=status]', 'Đã nhập thêm 0 mục. Bỏ qua 1 mục')")?;
        page.press(ESCAPE)?;
        page.until("results().length && !all('.shelf').length").map(drop)
    })
}

#[test]
fn what_was_read_is_forgotten_and_remembered_again() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        find_and_open(page)?;
        page.until("named('button', 'Lưu')")?;
        page.see("(scrollTo(0, document.documentElement.scrollHeight / 3), true)")?;
        let kept =
            "Object.entries(localStorage).find(([name]) => name.startsWith('docbao.places '))?.[1]";
        page.until(&format!("parseInt({kept}) > 50"))?;
        close(page)?;
        page.click("button", "Đã lưu")?;
        let is_listed = "named('.shelf h2', 'Đang đọc dở') && named('.shelf h2', 'Đã xem gần đây')";
        let is_gone = "!named('.shelf h2', 'Đang đọc dở') && !named('.shelf h2', 'Đã xem gần đây')";
        page.until(is_listed)?;
        page.click(".shelf button", "Xóa lịch sử xem")?;
        page.until(&format!("{is_gone} && named('[role=status]', 'Đã xóa lịch sử xem') && focused() === named('.undo button', 'Hoàn tác')"))?;
        ensure!(page.see(kept)? == "", "the device still knows");
        page.click(".shelf button", "Hoàn tác")?;
        page.until(&format!("{is_listed} && parseInt({kept}) > 50"))?;
        page.click(".shelf button", "Xóa lịch sử xem")?;
        page.until(is_gone)?;
        page.reload()?;
        // The address says that the shelf is open.
        page.until("all('.shelf').length")?;
        page.click(".way button", "")?;
        page.until("results().length")?;
        // What is opened from now on is remembered, and nothing of before.
        let next = page.see("(e => (e.click(), name(e)))(openers().at(-1))")?;
        page.until("article()")?;
        page.until_with(
            &format!("{kept}.trim().split('\\n').length === 1 && arguments[0]"),
            &[next],
        )
        .map(drop)
    })
}

/// Who types nothing keeps nothing, and who empties a note has removed it; a bookmark is something else.
#[test]
fn an_empty_note_on_a_whole_article_is_none() -> Result<()> {
    on_the_site(|page| {
        find_and_open(page)?;
        page.click(".notes button", "Ghi chú cho cả bài")?;
        page.until("focused().matches('textarea')")?;
        page.click("button", "Lưu ghi chú")?;
        page.until("!all('textarea').length")?;
        let kept = "Object.entries(localStorage).filter(([name]) => name.startsWith('docbao.kept ')).flatMap(([, text]) => JSON.parse(text).items).length";
        ensure!(page.see(kept)? == 0, "nothing was kept as something");
        ensure!(page.see("named('button', 'Lưu').ariaPressed")? == "false", "it is saved");

        page.click(".notes button", "Ghi chú cho cả bài")?;
        page.until("focused().matches('textarea')")?;
        page.press("Hỏi lại")?;
        page.click("button", "Lưu ghi chú")?;
        page.until("named('.notes li', 'Hỏi lại')")?;
        page.click(".notes li button", "Sửa")?;
        page.until("focused().matches('textarea')")?;
        page.see("(focused().value = '', true)")?;
        page.click("button", "Lưu ghi chú")?;
        page.until(
            "!named('.notes li', 'Hỏi lại') && focused() === named('.undo button', 'Hoàn tác')",
        )?;
        ensure!(page.see(kept)? == 0, "it was kept");
        page.click(".undo button", "Hoàn tác")?;
        page.until(
            "named('.notes li', 'Hỏi lại') && named('button', 'Lưu').ariaPressed === 'false'",
        )
        .map(drop)
    })
}

/// A passage was meant all the same, but that there is no note is said.
#[test]
fn an_empty_note_on_a_passage_marks_it_and_says_so() -> Result<()> {
    on_the_site(|page| {
        find_and_open(page)?;
        let is_said = "named('.said', 'Đoạn này được đánh dấu, không có ghi chú.')";
        select(page, "Ngọc Hải")?;
        page.click(".float.actions button", "Ghi chú")?;
        page.until("focused().matches('textarea')")?;
        page.press("Hỏi lại")?;
        page.click("button", "Lưu ghi chú")?;
        page.until("named('.notes li', 'Hỏi lại')")?;
        ensure!(page.see(&format!("!{is_said}"))? == true, "there is a note");
        page.click(".notes li button", "Sửa")?;
        page.until("focused().matches('textarea')")?;
        page.see("(focused().value = ' ', true)")?;
        page.click("button", "Lưu ghi chú")?;
        let is_mark = "all('.notes li').length === 1 && !all('.notes .note').length";
        page.until(&format!("{is_mark} && {is_said}"))?;
        page.click(".notes li button", "Xóa")?;
        page.until(&format!("!all('.notes li').length && !{is_said}"))?;

        select(page, "Ngọc Hải")?;
        page.click(".float.actions button", "Ghi chú")?;
        page.until("focused().matches('textarea')")?;
        page.click("button", "Lưu ghi chú")?;
        page.until(&format!("{is_mark} && {is_said}")).map(drop)
    })
}

/// Other programs write one time for all that they export.
#[test]
fn of_marks_of_one_time_the_one_that_is_meant_is_removed() -> Result<()> {
    on_the_site(|page| {
        find_and_open(page)?;
        for words in ["Ngọc Hải", "Chỉ thị"] {
            select(page, words)?;
            page.click(".float.actions button", "Đánh dấu")?;
            page.until("!named('.float.actions button', 'Ghi chú')")?;
        }
        page.until("all('.notes li').length === 2")?;
        page.run("for (const [name, text] of Object.entries(localStorage)) if (name.startsWith('docbao.kept ')) localStorage[name] = text.replace(/\"created\":\"[^\"]*\"/g, '\"created\":\"2026-01-01T00:00:00Z\"')")?;
        page.reload()?;
        page.until("all('.notes li').length === 2")?;
        let quotes = "[...all('.notes blockquote')].map(e => e.innerText)";
        let both = page.see(quotes)?;
        page.see("([...all('.notes li')[1].querySelectorAll('button')].find(e => e.innerText === 'Xóa').click(), true)")?;
        page.until(&format!("{quotes}.length === 1"))?;
        ensure!(page.see(quotes)?[0] == both[0], "the neighbour was removed");
        page.click(".undo button", "Hoàn tác")?;
        page.until("all('.notes li').length === 2").map(drop)
    })
}

#[test]
fn without_storage_what_is_kept_holds_until_the_page_is_closed_and_that_is_said() -> Result<()> {
    let refusals = [
        (
            "no-storage-kept",
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error } })",
        ),
        (
            "full-storage-kept",
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
        ),
    ];
    for (name, refusal) in refusals {
        let forbid = |library: &Library| {
            let page = format!(
                "<!doctype html><html lang=vi><meta charset=utf-8><title>x</title>
                <link rel=icon href=data:,><script>{refusal}</script>
                <script src=docbao.js defer></script><doc-bao src=./ loading=eager></doc-bao>"
            );
            library.write("trang.html", page.as_bytes())
        };
        in_a_host_page(name, &[], forbid, |page| {
            page.ready()?;
            find_and_open(page)?;
            page.click("button", "Lưu")?;
            page.until("named('[role=status]', 'không cho lưu') && named('button', 'Đã lưu').ariaPressed === 'true'")?;
            // Letters are the host page's here.
            page.see("(article().querySelector('h1').focus(), true)")?;
            page.press("s")?;
            ensure!(
                page.see("named('button', 'Đã lưu').ariaPressed")? == "true",
                "a letter was taken"
            );
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn letters_do_what_the_list_of_shortcuts_says() -> Result<()> {
    on_the_site(|page| {
        find_and_open(page)?;
        page.until("named('button', 'Lưu')")?;
        page.see("(article().querySelector('h1').focus(), true)")?;
        page.press("?")?;
        page.until("named('section', 'Phím tắt')")?;
        page.press(ESCAPE)?;
        page.until("!named('section', 'Phím tắt') && article()")?;
        page.press("s")?;
        page.until("named('button', 'Đã lưu').ariaPressed === 'true'")?;
        let title = page.see("article().querySelector('h1').innerText")?;
        page.press("j")?;
        page.until_with(
            "article() && article().querySelector('h1').innerText !== arguments[0]",
            &[title],
        )?;
        Ok(())
    })
}

/// The names that marks are painted by are the page's: each reader paints and wipes its own only.
#[test]
fn two_readers_of_a_page_paint_without_wiping_out_each_other() -> Result<()> {
    let twice = |library: &Library| {
        let page = "<!doctype html><html lang=vi><meta charset=utf-8><title>x</title>
            <link rel=icon href=data:,><script src=docbao.js defer></script>
            <doc-bao src=./ loading=eager></doc-bao><doc-bao src=./ loading=eager></doc-bao>";
        library.write("trang.html", page.as_bytes())
    };
    in_a_host_page("twice-kept", &[], twice, |page| {
        page.ready()?;
        find_and_open(page)?;
        select(page, "Ngọc Hải")?;
        page.click(".float.actions button", "Đánh dấu")?;
        let painted = "(CSS.highlights ? CSS.highlights.get('docbao-kept')?.size ?? 0 : arguments[0]) === arguments[0]";
        page.until_with(painted, &[1.into()])?;
        let other = "document.querySelectorAll('doc-bao')[1]";
        page.see(&format!("el.search('do son', {{ limit: 1 }}).then(r => {other}.open(r.hits[0].id)).then(() => true)"))?;
        page.until_with(painted, &[2.into()])?;
        page.see(&format!("({other}.close(), true)"))?;
        page.until_with(painted, &[1.into()]).map(drop)
    })
}
