//! Where the focus goes when what had it is gone: nobody who uses the keyboard begins anew. And what is being
//! written, which nobody may lose.

use anyhow::Result;
use docbao_e2e::Page;

use crate::keeping::{VOICE, find_and_open, select};
use crate::stage::{at_the_list, on_the_site};
use crate::{ENTER, ESCAPE};

/// Presses a button by the keyboard.
fn press_button(page: &Page, selector: &str, part: &str) -> Result<()> {
    let focus = "(e => e && (e.focus(), focused() === e))(named(arguments[0], arguments[1]))";
    page.until_with(focus, &[selector.into(), part.into()])?;
    page.press(ENTER)
}

#[test]
fn the_shelf_and_what_is_read_from_it_give_the_focus_back() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        find_and_open(page)?;
        press_button(page, ".tools button", "Lưu")?;
        page.until("focused() === named('.tools button', 'Đã lưu')")?;
        page.press(ESCAPE)?;
        page.until(
            "!article() && focused().matches('.open') && name(focused()).startsWith('Quận Đồ Sơn')",
        )?;
        at_the_list(page)?;
        press_button(page, ".ways button", "Đã lưu")?;
        page.until("focused().matches('.shelf h1')")?;
        press_button(page, ".shelf [data-id]", "Quận Đồ Sơn")?;
        page.until("article() && focused().matches('h1')")?;
        page.press(ESCAPE)?;
        page.until("!article() && focused() === named('.shelf [data-id]', 'Quận Đồ Sơn')")?;
        page.press(ESCAPE)?;
        page.until("results().length && focused() === named('.ways button', 'Đã lưu')")?;
        // What is in no list leads back to the list all the same.
        page.type_query("chu viet")?;
        page.until("!openers().some(e => name(e).startsWith('Quận Đồ Sơn'))")?;
        page.see(
            "el.search('do son', { limit: 1 }).then(r => el.open(r.hits[0].id)).then(() => true)",
        )?;
        page.until("article() && focused().matches('h1')")?;
        page.press(ESCAPE)?;
        page.until("!article() && focused().matches('.list')")?;
        page.press(crate::TAB)?;
        page.until("focused().matches('.list *')").map(drop)
    })
}

#[test]
fn the_first_question_mark_lists_the_shortcuts() -> Result<()> {
    on_the_site(|page| {
        page.until("(openers()[0].focus(), focused() === openers()[0])")?;
        page.press("?")?;
        page.until("focused().matches('.shortcuts')")?;
        page.press(ESCAPE)?;
        page.until("!all('.shortcuts').length && focused() === openers()[0]").map(drop)
    })
}

#[test]
fn what_floated_gives_the_focus_back_to_what_it_was_asked_for_with() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        page.run(VOICE)?;
        find_and_open(page)?;
        press_button(page, ".tools button", "Nghe")?;
        press_button(page, ".player button", "Thôi nghe")?;
        page.until("!all('.player').length && focused() === named('.tools button', 'Nghe')")?;
        page.see("(article().querySelector('h1').focus(), true)")?;
        select(page, "Ngọc Hải")?;
        page.click(".float.actions button", "Ghi chú")?;
        page.until("focused().matches('textarea')")?;
        page.press("Cần hỏi lại quận")?;
        press_button(page, ".editor button", "Lưu ghi chú")?;
        // Selecting gave the focus to what can have it around the words.
        page.until("named('.notes li', 'Cần hỏi lại quận') && focused().matches('h1, .page')")?;
        press_button(page, ".notes button", "Sửa")?;
        page.until("focused().matches('textarea')")?;
        page.press(ESCAPE)?;
        page.until("focused() === named('.notes button', 'Sửa')")?;
        press_button(page, ".notes button", "Xóa")?;
        page.until("!all('.notes li').length && focused() === named('.notes button', 'Hoàn tác')")?;
        page.press(ENTER)?;
        page.until("named('.notes li', 'Cần hỏi lại quận') && focused().matches('h1')")?;
        page.press("?")?;
        page.until("focused().matches('.shortcuts')")?;
        press_button(page, ".shortcuts button", "Đóng")?;
        page.until("!all('.shortcuts').length && focused().matches('h1')")?;
        // What was removed from one article is nothing to the next.
        press_button(page, ".notes button", "Xóa")?;
        page.until("named('button', 'Hoàn tác')")?;
        page.press("j")?;
        page.until("article() && !article().innerText.includes('Ngọc Hải') && named('button', 'Lưu') && !named('button', 'Hoàn tác')").map(drop)
    })
}

#[test]
fn what_is_half_written_is_kept_and_never_for_another_passage() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        find_and_open(page)?;
        for (nth, passage) in ["Ngọc Hải", "Chỉ thị số 05"].into_iter().enumerate() {
            select(page, passage)?;
            page.click(".float.actions button", "Đánh dấu")?;
            // It takes the selection away, which must not be the next one.
            page.until_with("all('.notes li').length === arguments[0]", &[(nth + 1).into()])?;
        }
        page.until(
            "all('.notes li').length === 2 && (CSS.highlights?.get('docbao-kept').size ?? 2) === 2",
        )?;
        press_button(page, ".notes li:first-child button", "Sửa")?;
        page.until("focused().matches('textarea')")?;
        page.press("Nửa chừng")?;
        page.click(".notes li:last-child button", "Sửa")?;
        page.until("focused().matches('textarea') && focused().value === ''")?;
        page.until("named('.notes li:first-child', 'Nửa chừng') && named('[role=status]', 'Đã lưu ghi chú')")?;
        page.press("Một câu")?;
        page.see("(el.close(), true)")?;
        page.until("!article() && named('[role=status]', 'Đã lưu ghi chú')")?;
        page.see("(openers().find(e => name(e).startsWith('Quận Đồ Sơn')).click(), true)")?;
        page.until("named('.notes li:last-child', 'Một câu') && !all('.editor').length").map(drop)
    })
}
