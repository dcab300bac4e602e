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
fn a_day_that_is_none_is_said_with_how_one_is_written() -> Result<()> {
    on_the_site(|page| {
        let says = "all('[role=status]').some(e => e.innerText.includes('Không có ngày “31/2/2019”') && e.innerText.includes('từ:2019'))";
        page.type_query("do son từ:31/2/2019")?;
        page.until(says)?;
        page.type_query("do son từ:2019")?;
        page.until(&format!("results().length && !{says}"))?;
        Ok(())
    })
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
fn time_is_chosen_by_pulling_over_it_by_handles_that_stop_and_by_days() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(1280, 900)?;
        // As a pointer would: pressed at one part of the plot, pulled to another, let go.
        let pull = "((plot, place, begin, end) => {
            const send = (type, at, buttons) => plot.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, pointerId: 1, buttons, clientX: place.left + place.width * at }));
            send('pointermove', 0.1, 0);
            send('pointerdown', begin, 1);
            send('pointermove', (begin + end) / 2, 1);
            send('pointermove', end, 1);
            send('pointerup', end, 0);
            send('pointermove', 0.9, 0);
            return true;
        })(all('.plot svg')[0], all('.plot svg')[0].getBoundingClientRect(), 0.7, 0.3)";
        // Not every engine waits until the page is as large as its window, and on a small one filters lie apart.
        page.until("all('.plot svg').length")?;
        page.see(pull)?;
        let ends = "all('input[type=range]').map(e => Number(e.value) / Number(e.max))";
        page.until(&format!("named('[part~=chip]', 'Từ 1/') && (([from, to]) => from > 0.15 && from <= 0.3 && to >= 0.7 && to < 0.85)({ends})"))?;
        // Right up to the other handle and no further.
        page.see("(named('input[type=range]', 'Từ').focus(), true)")?;
        press_times(page, RIGHT, 12)?;
        let at = "all('input[type=range]').map(e => Number(e.value))";
        page.until(&format!("(([from, to]) => from + 1 === to)({at})"))?;
        let far = page.see(at)?;
        press_times(page, RIGHT, 2)?;
        page.until_with(&format!("JSON.stringify({at}) === JSON.stringify(arguments[0])"), &[far])?;
        // Neither handle lies on the other.
        let apart = "(([a, b]) => a.left + 24 <= b.left + 1 || a.right <= b.right - 23)(all('input[type=range]').map(e => e.getBoundingClientRect()))";
        ensure!(page.see(apart)? == true, "the handles lie on each other");
        let day = "((e, value) => { e.value = value; e.dispatchEvent(new Event('change', { bubbles: true })); return true })(named('.days label', arguments[0]).querySelector('input'), arguments[1])";
        page.see_with(day, &["Từ".into(), "2019-11-05".into()])?;
        page.see_with(day, &["Đến".into(), "2019-11-30".into()])?;
        page.until(
            "named('[part~=chip]', 'Từ 5/11/2019 · Đến 30/11/2019') && results().length === 1",
        )?;
        // Somebody is still typing the year.
        page.see_with(day, &["Đến".into(), "0002-11-30".into()])?;
        page.see_with(day, &["Từ".into(), "".into()])?;
        page.until("named('[part~=chip]', 'Đến 30/11/2019') && !named('[part~=chip]', 'Từ ')")
            .map(drop)
    })
}

#[test]
fn a_facet_is_folded_by_its_name_and_stays_so_while_one_searches_on() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(1280, 900)?;
        let facet = "all('[part~=facet]').find(e => e.innerText.includes('Chuyên mục'))";
        let values = format!("[...{facet}.querySelectorAll('label.value')].filter(seen).length");
        page.until(&format!("{values} > 1"))?;
        let others = page.see("all('label.value').length")?.as_f64();
        let folded = page.see(&values)?.as_f64();
        page.until(&format!(
            "(e => (e.focus(), focused() === e))({facet}.querySelector('summary'))"
        ))?;
        page.press(crate::ENTER)?;
        page.until(&format!("{values} === 0"))?;
        let left = others.zip(folded).map(|(others, folded)| others - folded);
        ensure!(
            page.see("all('label.value').length")?.as_f64() == left,
            "another facet folded too"
        );
        // What is counted anew is not unfolded.
        page.type_query("do son")?;
        page.first_begins("Quận Đồ Sơn")?;
        page.until("location.hash.includes('q=')")?;
        ensure!(page.see(&values)? == 0, "it unfolded");
        page.see(&format!("({facet}.querySelector('summary').click(), true)"))?;
        page.until(&format!("{values} > 0")).map(drop)
    })
}

#[test]
fn a_mentioned_paper_leads_to_all_articles_that_cite_it_however_they_write_it() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        crate::stage::find_and_read(page)?;
        page.click(".mentions .chip", "05-CT/TW")?;
        page.until("!article() && results().length === 2 && named('[part~=chip]', '05-CT/TW')")
            .map(drop)
    })
}

/// Whoever uses the keyboard would else begin anew at the top of the host page.
#[test]
fn the_focus_stays_in_the_reader_when_what_had_it_goes() -> Result<()> {
    /// Presses what has a name, and waits until that has led somewhere.
    fn press_on(page: &Page, what: &str, name: &str, effect: &str) -> Result<()> {
        page.until(&format!("named('{what}', '{name}')"))?;
        page.see(&format!("(named('{what}', '{name}').focus(), true)"))?;
        ensure!(page.see(&format!("focused() === named('{what}', '{name}')"))? == true);
        page.press(crate::ENTER)?;
        page.until(effect)?;
        page.until("root.activeElement && seen(root.activeElement)")
            .with_context(|| format!("{name} took the focus with it"))
            .map(drop)
    }
    let narrow = "(named('label.value', '2019').click(), true)";
    let is_narrowed = "named('.chips [part~=chip]', 'Năm 2019')";
    on_the_site(|page| {
        page.browser().resize(1280, 900)?;
        let all = "el.search('').then(r => r.total > 3 && results().length === r.total)";
        page.until(all)?;
        for (what, name) in [("[part~=chip]", "Năm 2019"), (".filters button", "Bỏ hết bộ lọc")]
        {
            page.see(narrow)?;
            page.until(is_narrowed)?;
            press_on(page, what, name, &format!("!{is_narrowed} && {all}"))?;
        }
        page.see("(location.hash = 'docbao=;q=do%20son;from=1999-01-01;to=1999-12-31', true)")?;
        press_on(page, "[part~=notice] button", "Bỏ bộ lọc này", "results().length === 3")?;
        page.type_query(&"nghiêng".repeat(12))?;
        press_on(page, "[part~=notice] button", "Xem tất cả bài", all)?;
        page.type_query("ddoof sown")?;
        let literally = "!all('.reading').length && location.hash.includes('q=')";
        press_on(page, ".reading button", "Tìm đúng", literally)?;
        // Over a narrow list lies the sheet of filters, and what closes it.
        page.browser().resize(390, 840)?;
        page.click("[part~=notice] button", "Xem tất cả bài")?;
        page.until(all)?;
        page.click("[aria-controls=filters]", "Bộ lọc")?;
        page.see(narrow)?;
        page.until(is_narrowed)?;
        press_on(page, ".filters button", "Bỏ hết bộ lọc", "!named('label.value :checked', '')")?;
        page.until("focused().ariaExpanded === 'true'")?;
        // What had no focus takes none.
        page.see("(root.activeElement.blur(), el.setAttribute('query', 'do son'), true)")?;
        page.first_begins("Quận Đồ Sơn")?;
        ensure!(page.see("root.activeElement === null")? == true, "it took the focus");
        Ok(())
    })
}

/// The field stays at the top while a list is scrolled: what is found for what is typed there must not stand above the
/// window, or above what the list shows of itself.
#[test]
fn who_types_in_the_middle_of_a_list_sees_what_is_found() -> Result<()> {
    on_the_site(|page| {
        for width in [390, 1280] {
            page.browser().resize(width, 700)?;
            page.see("(named('button', 'Xóa ô tìm')?.click(), true)")?;
            page.until("results().length > 12")?;
            page.until("(e => (e.scrollIntoView({ block: 'center' }), e.getBoundingClientRect().top < innerHeight && all('.summary')[0].getBoundingClientRect().top < -200))(results().at(-2))")?;
            page.see("(field().focus({ preventScroll: true }), true)")?;
            page.press("do son")?;
            page.first_begins("Quận Đồ Sơn")?;
            page.until("results().length === 3 && (box => box.top >= 40 && box.bottom < innerHeight)(all('.summary')[0].getBoundingClientRect())")
                .with_context(|| format!("at {width}"))?;
            ensure!(page.see("focused() === field()")? == true, "the focus left the field");
        }
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

mod in_chromium_alone {
    use super::*;

    /// Puts a finger down, moves it, and takes it up, as a screen reports that.
    fn draw(page: &Page, points: &[(f64, f64)]) -> Result<()> {
        let touch = |kind: &str, at: Option<&(f64, f64)>| -> Result<()> {
            let points: Vec<_> = at.map(|(x, y)| json!({ "x": x, "y": y })).into_iter().collect();
            let params = json!({ "type": kind, "touchPoints": points });
            let command = json!({ "cmd": "Input.dispatchTouchEvent", "params": params });
            page.browser().command("/goog/cdp/execute", &command).map(drop)
        };
        touch("touchStart", points.first())?;
        points.iter().skip(1).try_for_each(|at| touch("touchMove", Some(at)))?;
        touch("touchEnd", None)
    }

    /// A stroke in small steps, from one place to another.
    fn stroke(from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
        let at = |step: i32| {
            let part = f64::from(step) / 12.0;
            (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
        };
        (0..=12).map(at).collect()
    }

    #[test]
    fn a_finger_chooses_time_by_drawing_over_it_and_scrolls_by_going_up() -> Result<()> {
        on_the_site(|page| {
            page.browser().resize(390, 600)?;
            let params = json!({ "enabled": true, "maxTouchPoints": 1 });
            let command = json!({ "cmd": "Emulation.setTouchEmulationEnabled", "params": params });
            page.browser().command("/goog/cdp/execute", &command)?;
            page.click("[aria-controls=filters]", "Bộ lọc")?;
            page.until("all('.days input').length === 2")?;
            let plot = || -> Result<(f64, f64, f64)> {
                let at = page.see("(({ x, y, width, height }) => [x, width, y + height / 2])(all('.plot svg')[0].getBoundingClientRect())")?;
                let at: [f64; 3] = serde_json::from_value(at)?;
                Ok(at.into())
            };
            let ends = "all('input[type=range]').map(e => Number(e.value) / Number(e.max))";
            let whole = page.see(ends)?;
            // Up and down it scrolls, and chooses nothing.
            let (x, width, y) = plot()?;
            draw(page, &stroke((x + width / 2.0, y + 60.0), (x + width / 2.0, y - 60.0)))?;
            draw(page, &stroke((x + width / 2.0, y), (x + width / 2.0, y - 90.0)))?;
            page.until("all('.filters')[0].scrollTop > 20")?;
            ensure!(page.see(ends)? == whole, "scrolling chose {}", page.see(ends)?);
            ensure!(
                page.see("!named('.chips [part~=chip]', '')")? == true,
                "scrolling chose something"
            );
            // It may roll on for a while.
            page.until("(e => (e.scrollTop = 0, new Promise(done => setTimeout(() => done(e.scrollTop === 0), 200))))(all('.filters')[0])")?;
            // Sideways it chooses, from where the finger came down to where it went up.
            let (x, width, y) = plot()?;
            draw(page, &stroke((x + width * 0.7, y), (x + width * 0.3, y)))?;
            page.until(&format!(
                "(([from, to]) => from > 0.15 && from <= 0.3 && to >= 0.7 && to < 0.85)({ends})"
            ))?;
            page.until("named('.chips [part~=chip]', 'Từ 1/')")?;
            // A handle is taken by a finger, too.
            let before = page.see(ends)?;
            let handle = page.see("(({ left, top }, value) => [left + 12 + value, top + 48])(named('input[type=range]', 'Từ').getBoundingClientRect(), (e => (e.offsetWidth - 24) * e.value / e.max)(named('input[type=range]', 'Từ')))")?;
            let [left, top]: [f64; 2] = serde_json::from_value(handle)?;
            draw(page, &stroke((left, top), (left - width * 0.2, top)))?;
            page.until_with(
                &format!(
                    "(([from, to], [was, end]) => from < was && to === end)({ends}, arguments[0])"
                ),
                &[before],
            )?;
            page.click(".done", "Xem")?;
            page.until("!all('.days').length && named('.chips [part~=chip]', 'Đến ')").map(drop)
        })
    }
}
