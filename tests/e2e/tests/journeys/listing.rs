//! The list as a whole: its pages, its order, and its place beside an article and after one.

use anyhow::{Result, ensure};
use docbao_e2e::Library;

use crate::stage::{at_the_list, find_and_read, in_a_host_page, on_the_site};

#[test]
fn more_of_the_list_follows_and_the_focus_goes_on_with_it() -> Result<()> {
    let short = |library: &Library| {
        let page = "<!doctype html><html lang=vi><meta charset=utf-8><title>x</title>
            <link rel=icon href=data:,><script src=docbao.js defer></script>
            <doc-bao src=./ loading=eager page-size=5></doc-bao>";
        library.write("trang.html", page.as_bytes())
    };
    in_a_host_page("more", &[], short, |page| {
        page.ready()?;
        ensure!(page.see("results().length")? == 5, "not one page");
        page.see("(named('button', 'Xem thêm').focus(), true)")?;
        page.press(crate::ENTER)?;
        page.until("results().length === 10 && focused() === openers()[5]")?;
        page.until("named('.more', 'Xem thêm').innerText.includes('10')").map(drop)
    })
}

#[test]
fn the_list_is_put_in_the_order_that_was_chosen_and_stays_in_it() -> Result<()> {
    on_the_site(|page| {
        let choose = "(select => { select.value = arguments[0]; select.dispatchEvent(new Event('change', { bubbles: true })); return true })(all('select.order')[0])";
        page.see_with(choose, &["title".into()])?;
        let sorted = "(titles => titles.length > 10 && JSON.stringify(titles) === JSON.stringify([...titles].sort(new Intl.Collator('vi').compare)))(openers().map(name))";
        page.until(sorted)?;
        page.until("location.hash.includes('sort=title')")?;
        page.reload()?;
        page.until(sorted)?;
        page.see_with(choose, &["oldest".into()])?;
        page.until("(days => days.length > 5 && days.every((day, at) => !at || day >= days[at - 1]))(all('.card time').map(e => e.dateTime))").map(drop)
    })
}

#[test]
fn on_a_desk_list_and_article_stand_side_by_side_and_the_keyboard_gets_past_the_filters()
-> Result<()> {
    on_the_site(|page| {
        page.browser().resize(1280, 900)?;
        // Not by Tab: where buttons are left out of its way, the setting is the device's.
        page.until("(skip => (skip.focus(), focused() === skip && skip.getBoundingClientRect().width > 60 && skip.previousElementSibling.contains(field())))(root.querySelector('.skip'))")?;
        page.press(crate::ENTER)?;
        page.until("focused().matches('.list')")?;
        page.press(crate::TAB)?;
        page.until("focused().matches('.list select')")?;
        find_and_read(page)?;
        page.until("results().length && (([list, page]) => list.right <= page.left + 1 && page.width > 400)(['.list', '[part~=article]'].map(e => all(e)[0].getBoundingClientRect()))")?;
        page.until("openers()[0].ariaCurrent === 'true' && all('section.page')[0].ariaLabel === 'Bài viết'")?;
        // What is kept comes out from under the article.
        page.click(".ways button", "Đã lưu")?;
        page.until("focused().matches('.shelf h1') && results().length && !article()").map(drop)
    })
}

#[test]
fn back_leads_to_where_one_was_in_the_list() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        page.see("(openers()[6].scrollIntoView(), true)")?;
        let at = page.until("scrollY > 300 && scrollY")?;
        page.see("(openers()[7].click(), true)")?;
        page.until("article() && scrollY < 300")?;
        page.see("(history.back(), true)")?;
        page.until_with(
            "!article() && Math.abs(scrollY - arguments[0]) < 3 && focused() === openers()[7]",
            &[at],
        )
        .map(drop)
    })
}

/// Where there is room for one thing only, the settings go with the page that they were opened on.
#[test]
fn settings_are_not_open_out_of_sight() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        find_and_read(page)?;
        page.until("named('.mentions .chip', '')")?;
        for leave in ["named('.mentions .chip', '')", "named('.way button', '‹')"] {
            page.click("button", "Cách hiển thị")?;
            page.until("named('label', 'Tối')")?;
            page.see(&format!("({leave}.click(), true)"))?;
            page.until("!article() && results().length")?;
            page.see("(openers()[0].click(), true)")?;
            page.until("article() && named('button', 'Cách hiển thị').ariaExpanded === 'false' && !named('label', 'Tối')")?;
        }
        page.see("(el.close(), true)")?;
        at_the_list(page)?;
        page.click(".ways button", "Đã lưu")?;
        page.click("button", "Cách hiển thị")?;
        page.until("all('.shelf h1').length && named('label', 'Tối')")?;
        page.click(".way button", "‹")?;
        page.until("results().length")?;
        at_the_list(page)?;
        page.click(".ways button", "Đã lưu")?;
        page.until("all('.shelf h1').length && !named('label', 'Tối')").map(drop)
    })
}

/// On a phone the button that leads back is the one that everybody knows.
#[test]
fn back_takes_away_what_lies_over_the_list_and_nothing_else() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        find_and_read(page)?;
        page.click(".tools button", "Lưu")?;
        page.see("(el.close(), true)")?;
        page.until("!article() && results().length")?;
        for close in [
            "history.back()",
            "all('.shelf h1')[0].dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }))",
        ] {
            at_the_list(page)?;
            page.click(".ways button", "Đã lưu")?;
            page.until("all('.shelf h1').length")?;
            page.click(".shelf [data-id]", "Quận Đồ Sơn")?;
            page.until("article()")?;
            page.see("(history.back(), true)")?;
            page.until("!article() && all('.shelf h1').length")?;
            page.see(&format!("({close}, true)"))?;
            page.until("results().length && !all('.shelf').length && !history.state?.docbaoOver && field().value === 'do son'")?;
        }
        // What was chosen in the filters holds.
        page.click("[aria-controls=filters]", "Bộ lọc")?;
        page.until("all('[part~=facet] input').length && history.state.docbaoOver")?;
        page.see("(all('[part~=facet] input[type=checkbox]')[0].click(), true)")?;
        page.until("location.hash.includes('f.')")?;
        page.see("(history.back(), true)")?;
        page.until("!all('[part~=facet] input').length && named('[part~=chip]', '') && location.hash.includes('f.') && !history.state?.docbaoOver")?;
        page.reload()?;
        page.until("results().length && named('[part~=chip]', '')").map(drop)
    })
}
