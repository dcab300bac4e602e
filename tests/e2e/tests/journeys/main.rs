//! What readers and host pages do with docbao, from beginning to end. Every journey ends with an
//! empty console; where something is broken on purpose, the browser's own complaints are named.

mod api;
mod attached;
mod axe;
mod broken;
mod coming;
mod corners;
mod device;
mod elsewhere;
mod faults;
mod finding;
mod focus;
mod guest;
mod in_page;
mod intl;
mod keeping;
mod late;
mod leading;
mod listening;
mod listing;
mod offline;
mod pages;
mod placing;
mod reading;
mod reflow;
mod returning;
mod single_file;
mod stage;
mod tongues;

use anyhow::{Context, Result, anyhow, ensure};
use docbao_e2e::{Host, Page};
use serde_json::{Value, json};

use stage::{heard, in_a_host_page, library, on_the_site};

/// The one real article among the samples, told by its first words.
const ARTICLE: &str = "Quận Đồ Sơn tổ chức Hội nghị sơ kết 03 năm";

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[test]
fn words_with_and_without_diacritics_find_the_same_article_first() -> Result<()> {
    on_the_site(|page| {
        for query in ["do son", "Đồ Sơn"] {
            page.type_query(query)?;
            page.first_begins(ARTICLE)?;
            page.until("marks(results()[0]).some(mark => /Đồ|Sơn/.test(mark))")?;
        }
        Ok(())
    })
}

#[test]
fn a_filter_narrows_the_list_and_its_chip_removes_it() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(1280, 900)?;
        let all = page.titles()?;
        page.click("[part~=facet] label", "Hướng dẫn bạn đọc")?;
        page.until_with("results().length < arguments[0]", &[json!(all.len())])?;
        page.until("results().every(e => e.innerText.includes('Hướng dẫn bạn đọc'))")?;
        page.click("[part~=chip]", "Hướng dẫn bạn đọc")?;
        page.until_with("results().length === arguments[0]", &[json!(all.len())])?;
        ensure!(page.titles()? == all, "the list is not what it was");
        ensure!(page.see("named('[part~=chip]', '') ?? null")?.is_null(), "the chip stayed");
        Ok(())
    })
}

#[test]
fn an_article_opens_with_marked_words_and_back_returns_to_the_same_list() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        page.type_query("do son")?;
        page.first_begins(ARTICLE)?;
        let list = page.titles()?;
        for back in ["named('button', 'do son').click()", "history.back()"] {
            page.see("openers()[0].click()")?;
            page.until("article() && marks(article()).some(mark => /Đồ/.test(mark))")?;
            page.until("results().length === 0 && focused().matches('h1')")?;
            page.see(back)?;
            page.until("!article() && results().length && focused() === openers()[0]")?;
            ensure!(page.titles()? == list, "the list is not what it was");
            ensure!(page.see("field().value")? == "do son", "the query was lost");
        }
        Ok(())
    })
}

#[test]
fn an_address_opens_its_article() -> Result<()> {
    on_the_site(|page| {
        page.type_query("do son")?;
        page.first_begins(ARTICLE)?;
        page.see("openers()[0].click()")?;
        page.until("article()?.innerText.includes('Ngọc Hải')")?;
        let address = page.see("location.href")?;
        page.goto("about:blank")?;
        page.goto(address.as_str().context("no address")?)?;
        page.until("article()?.innerText.includes('Ngọc Hải')").map(drop)
    })
}

#[test]
fn closing_leads_to_the_list_also_from_the_second_article() -> Result<()> {
    on_the_site(|page| {
        let hits = page.see("el.search('', { limit: 2, excerpts: false })")?;
        for at in 0..2 {
            let id = [hits["hits"][at]["id"].clone()];
            page.see_with("el.open(arguments[0]).then(() => true)", &id)?;
            page.until_with("location.hash.includes(encodeURIComponent(arguments[0]))", &id)?;
        }
        page.see("el.close()")?;
        page.until("!article() && !location.hash.includes('docbao')")?;
        // The browser's own button still leads through what was read.
        page.see("history.back()")?;
        page.until("article()").map(drop)
    })
}

#[test]
fn an_anchor_of_the_host_leaves_the_reader_where_it_is() -> Result<()> {
    on_the_site(|page| {
        page.type_query("do son")?;
        page.first_begins(ARTICLE)?;
        page.see("openers()[0].click()")?;
        page.until("article()")?;
        page.see("location.hash = 'lien-he'")?;
        page.until("location.hash === '#lien-he' && article()")?;
        page.see("el.close()")?;
        page.until("!article() && results().length && field().value === 'do son'")?;
        page.see("location.hash = 'muc-2'")?;
        page.see("openers()[0].click()")?;
        page.until("article() && location.hash.startsWith('#muc-2&docbao=')")?;
        page.see("history.back()")?;
        page.until("!article() && field().value === 'do son'").map(drop)
    })
}

#[test]
fn on_a_phone_tags_and_filters_lead_somewhere() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        let found = page.see(
            "el.search('').then(r => el.search('', { filters: { tag: r.facets.tag[0].value } }))",
        )?;
        page.see_with(
            "el.open(arguments[0]).then(() => true)",
            std::slice::from_ref(&found["hits"][0]["id"]),
        )?;
        let tag = page.until("all('[part~=article] footer .chip')[0]?.innerText")?;
        page.see("all('[part~=article] footer .chip')[0].click()")?;
        page.until_with("results().length && named('[part~=chip]', arguments[0])", &[tag])?;
        page.until("!article() && focused().matches('[part~=chip]')")?;

        page.see("all('[aria-controls=filters]')[0].click()")?;
        page.until("all('[part~=facet] input').length")?;
        page.see("all('[part~=facet] input')[0].focus()")?;
        page.press(ESCAPE)?;
        page.until("focused().matches('[aria-controls=filters]') && !all('[part~=facet]').length")?;

        page.type_query(&"nghiêng".repeat(12))?;
        page.until("all('[part~=notice]').length")?;
        ensure!(
            page.see("(page => page.scrollWidth <= page.clientWidth)(document.documentElement)")?
                == true,
            "the page scrolls sideways"
        );
        Ok(())
    })
}

#[test]
fn a_new_element_takes_the_place_of_one_that_is_gone() -> Result<()> {
    on_the_site(|page| {
        let swap = "(async () => {
            const fresh = document.createElement('doc-bao');
            for (const { name, value } of el.attributes) fresh.setAttribute(name, value);
            // Below all that is in sight, and lazy: waiting for it is enough.
            fresh.removeAttribute('loading');
            fresh.style.marginTop = '9000px';
            el.remove();
            document.body.append(fresh);
            await fresh.ready;
            return true;
        })()";
        ensure!(page.see(swap)? == true, "`ready` did not resolve");
        page.see("openers()[0].click()")?;
        page.until("article() && location.hash.includes('docbao=')").map(drop)
    })
}

#[test]
fn the_keyboard_alone_is_enough() -> Result<()> {
    on_the_site(|page| {
        page.press(TAB)?;
        page.until("focused() === field()")?;
        page.press("do son")?;
        page.first_begins(ARTICLE)?;
        tab_to(page, "focused() === openers()[0]")?;
        page.press(ENTER)?;
        page.until("article() && focused().matches('h1')")?;
        page.press(ESCAPE)?;
        page.until("!article() && focused() === openers()[0]")?;
        page.press("/")?;
        page.until("focused() === field() && field().value === 'do son'").map(drop)
    })
}

#[test]
fn a_host_page_can_search_open_and_close() -> Result<()> {
    in_a_host_page(
        "api",
        &[],
        |_| Ok(()),
        |page| {
            page.ready()?;
            ensure!(page.see("el.ready.then(() => true)")? == true, "`ready` did not resolve");
            let result = page.see("el.search('do son', { limit: 2 })")?;
            ensure!(result["total"].as_u64() >= Some(1), "nothing found: {result}");
            ensure!(
                result["estimated"] == false && result["complete"] == true,
                "not final: {result}"
            );
            let hit = &result["hits"][0];
            ensure!(begins(&hit["title"], ARTICLE) && hit["published"] == "2019-11-21", "{hit}");
            ensure!(hit["id"].is_string() && hit["score"].is_number(), "{hit}");
            let marked = marked(&hit["excerpt"]).with_context(|| hit.to_string())?;
            ensure!(!marked.is_empty(), "no marks: {hit}");
            ensure!(marked.iter().all(|mark| "Đồ Sơn".contains(mark)), "wrong marks: {marked:?}");
            let counts_itself = |list: &Value, key: &str| {
                let is_count = |entry: &Value| entry[key].is_string() && entry["count"].is_u64();
                list.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(is_count))
            };
            ensure!(counts_itself(&result["months"], "month"), "{}", result["months"]);
            let all = page.see("el.search('')")?;
            ensure!(counts_itself(&all["facets"]["section"], "value"), "{}", all["facets"]);

            let filtered = |year: &str| {
                let total =
                    format!("el.search('', {{ filters: {{ year: {year} }} }}).then(r => r.total)");
                page.see(&total)
            };
            let total = filtered("['2019']")?;
            ensure!(total.as_u64() < all["total"].as_u64(), "the filter was dropped");
            for year in ["'2019'", "2019", "[2019]", "['2019', 2019, null]"] {
                ensure!(filtered(year)? == total, "{year} is not the filter that it says");
            }

            page.see_with(
                "el.open(arguments[0]).then(() => true)",
                std::slice::from_ref(&hit["id"]),
            )?;
            page.until("article()")?;
            page.see("el.close()")?;
            page.until("!article()")?;
            heard(page, "open", "id", &hit["id"])?;
            page.type_query("do son")?;
            heard(page, "search", "query", &json!("do son"))
        },
    )
}

#[test]
fn a_host_that_knows_no_ranges_still_works() -> Result<()> {
    let host = Host::without_ranges(library()?.folder())?;
    let page = Page::open(&host.address())?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    ensure!(host.requests().iter().any(|request| request.contains("bytes=")), "no range asked for");
    page.console_holds_only(&[])
}

/// That journeys end with an empty console is worth something only if a full one is seen.
#[test]
fn what_goes_wrong_in_a_page_is_seen_on_its_console() -> Result<()> {
    let host = Host::new(library()?.folder())?;
    let page = Page::open(&host.address())?;
    page.ready()?;
    page.console_holds_only(&[])?;
    page.see("(console.warn('a warning of the host'), true)")?;
    page.run("setTimeout(() => { done = true; throw new Error('thrown by the host') })")?;
    page.until("window.done")?;
    let said = page.browser().console()?;
    for part in ["a warning of the host", "thrown by the host"] {
        ensure!(said.iter().any(|line| line.contains(part)), "{part}: not among {said:?}");
    }
    page.console_holds_only(&[])
}

/// Presses Tab until something is true, as often as a patient person would.
fn tab_to(page: &Page, place: &str) -> Result<()> {
    for _ in 0..60 {
        if page.see(place)? == true {
            return Ok(());
        }
        page.press(TAB)?;
    }
    Err(anyhow!("Tab never leads to {place}"))
}

/// Cuts the marks out of an excerpt, counting as JavaScript does.
fn marked(excerpt: &Value) -> Option<Vec<String>> {
    let units: Vec<u16> = excerpt["text"].as_str()?.encode_utf16().collect();
    let cut = |mark: &Value| {
        let [start, end] = [mark[0].as_u64()?, mark[1].as_u64()?];
        String::from_utf16(units.get(start as usize..end as usize)?).ok()
    };
    excerpt["marks"].as_array()?.iter().map(cut).collect()
}

fn begins(text: &Value, words: &str) -> bool {
    text.as_str().is_some_and(|text| text.starts_with(words))
}
