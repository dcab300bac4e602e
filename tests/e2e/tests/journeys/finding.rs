//! Finding: the time that is listed, and the ways out where nothing is.

use anyhow::{Context, Result, ensure};
use docbao_e2e::Page;
use serde_json::json;

use crate::stage::on_the_site;

const RIGHT: &str = "\u{e014}";
const LEFT: &str = "\u{e012}";

/// Moves the focused handle.
fn press_times(page: &Page, key: &str, times: usize) -> Result<()> {
    (0..times).try_for_each(|_| page.press(key))
}

#[test]
fn while_somebody_types_the_beginning_stands_and_the_rest_with_all_counts_follows() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(1280, 900)?;
        page.run(
            "var heard = [], begun = 0;
            addEventListener('docbao-search', event => heard.push(event.detail.query));
            const root = document.querySelector('doc-bao').shadowRoot, list = root.querySelector('.list');
            new MutationObserver(() => {
                const cards = root.querySelectorAll('[part~=result]').length;
                if (list.ariaBusy === 'true' && cards === 8) begun++;
            }).observe(list, { attributes: true, childList: true, subtree: true });",
        )?;
        page.type_query("doc")?;
        // More than stand at once.
        page.until("el.search('doc').then(r => r.total > 8 && results().length === r.total)")?;
        // Of those that have a date.
        let years = "[...all('[part~=facet]').find(facet => facet.innerText.includes('Năm')).querySelectorAll('.count')]";
        let sum = format!("{years}.reduce((sum, count) => sum + Number(count.innerText), 0)");
        page.until(&format!(
            "el.search('doc', {{ limit: 100 }}).then(r => r.hits.filter(hit => hit.published).length === {sum})"
        ))?;
        ensure!(page.see("begun > 0")? == true, "all of it came at once");
        ensure!(page.see("root.querySelector('.list').ariaBusy")? == "false", "it is still busy");
        let is_once = "heard.at(-1) === 'doc' && new Set(heard).size === heard.length";
        ensure!(page.see(is_once)? == true, "heard {}", page.see("heard")?);
        Ok(())
    })
}

#[test]
fn the_time_that_is_listed_is_narrowed_with_arrow_keys() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(1280, 900)?;
        let all = page.see("el.search('').then(r => r.total)")?;
        page.see("(named('input[type=range]', 'Từ').focus(), true)")?;
        press_times(page, RIGHT, 3)?;
        let since = page.until("focused().getAttribute('aria-valuetext')")?;
        page.until_with("named('[part~=chip]', 'Từ 1/') && named('[part~=histogram]', '') && all('.time .count')[0].innerText.startsWith('Từ ' + arguments[0])", &[since])?;
        page.until_with(
            "!all('[part~=status]')[0].innerText.startsWith(arguments[0] + ' ')",
            std::slice::from_ref(&all),
        )?;
        page.until("location.hash.includes('from=')")?;
        page.reload()?;
        page.until_with(
            "results().length && named('input[type=range]', 'Từ')?.value === arguments[0]",
            &[json!("3")],
        )?;
        page.see("(named('input[type=range]', 'Từ').focus(), true)")?;
        press_times(page, LEFT, 3)?;
        page.until_with("!named('[part~=chip]', '') && all('[part~=status]')[0].innerText.startsWith(arguments[0])", &[all])?;
        page.until("!location.hash.includes('from=')").context("the address keeps it")?;
        Ok(())
    })
}

#[test]
fn days_in_the_way_are_named_and_dropped() -> Result<()> {
    on_the_site(|page| {
        page.see("(location.hash = 'docbao=;q=do%20son;from=1999-01-01;to=1999-12-31', true)")?;
        page.until("named('[part~=notice]', 'Thời gian')")?;
        page.click("[part~=notice] button", "Bỏ bộ lọc này")?;
        page.until_with("results().length === arguments[0]", &[json!(3)]).map(drop)
    })
}

#[test]
fn what_is_suggested_leads_on_and_what_was_sought_comes_back_until_it_is_forgotten() -> Result<()> {
    on_the_site(|page| {
        page.type_query("05 ct")?;
        page.until("named('.suggest button', '05-CT/TW')")?;
        // It takes the place of what was typed, and is a filter with a way out.
        page.click(".suggest button", "05-CT/TW")?;
        page.until("field().value === '' && named('.chips [part~=chip]', '05-CT/TW') === focused() && results().length === 2")?;
        page.press(crate::ENTER)?;
        page.until("results().length > 2 && !all('.suggest').length")?;
        // A query that led to an article is offered the next time, before anything is typed.
        page.type_query("do son")?;
        page.first_begins("Quận Đồ Sơn")?;
        page.see("(openers()[0].click(), true)")?;
        page.until("article()?.innerText.includes('Ngọc Hải')")?;
        page.see("(el.close(), true)")?;
        page.until("!article()")?;
        page.click("button", "Xóa ô tìm")?;
        page.until("!location.hash.includes('q=')")?;
        page.reload()?;
        page.ready()?;
        page.see("(field().focus(), true)")?;
        page.until("named('.suggest button', 'Đã tìm do son')")?;
        page.see("(named('.suggest button', 'Đã tìm do son').focus(), true)")?;
        page.press(crate::ENTER)?;
        page.first_begins("Quận Đồ Sơn")?;
        page.until("field().value === 'do son' && !named('.suggest button', 'Đã tìm')")?;
        ensure!(page.see("focused() === field()")? == true, "the focus went with the suggestion");
        page.click("button", "Xóa ô tìm")?;
        page.until("named('.suggest button', 'Đã tìm do son')")?;
        page.click(".suggest button", "Xóa các lần tìm")?;
        page.until("field().value === '' && !named('.suggest button', 'Đã tìm')")?;
        page.reload()?;
        page.ready()?;
        page.see("(field().focus(), true)")?;
        ensure!(page.see("!named('.suggest button', 'Đã tìm')")? == true, "it was not forgotten");
        Ok(())
    })
}
