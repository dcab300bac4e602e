//! Coming back: how much is listed and what is kept have their place in the address, where the page lets us have one.

use std::fs;
use std::slice;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::json;

use crate::stage::{in_a_host_page, scratch};

/// Begins in a host page with short lists.
fn with_short_lists(
    name: &str,
    routing: &str,
    journey: impl FnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let short = |library: &Library| {
        let page = format!(
            "<!doctype html><html lang=vi><meta charset=utf-8><title>x</title>\
             <link rel=icon href=data:,><script src=docbao.js defer></script>\
             <doc-bao src=./ loading=eager page-size=5 routing={routing}></doc-bao>"
        );
        library.write("trang.html", page.as_bytes())
    };
    in_a_host_page(name, &[], short, |page| {
        page.browser().resize(390, 840)?;
        page.ready()?;
        journey(page)
    })
}

fn one_comes_back(page: &Page, part: &str) -> Result<()> {
    let place = |page: &Page| page.see(&format!("location.{part}"));
    page.until("results().length === 5")?;
    let steps = page.see("history.length")?;
    page.click("button", "Xem thêm")?;
    page.until(&format!("results().length === 10 && location.{part}.includes(';more=1')"))?;
    ensure!(page.see("history.length")? == steps, "a longer list is no step");
    let listed = place(page)?;

    page.see("(openers()[7].click(), true)")?;
    page.until("article()")?;
    page.see("(history.back(), true)")?;
    page.until("!article() && results().length === 10 && focused() === openers()[7]")?;
    page.reload()?;
    page.until("results().length === 10")?;

    // The shelf is a step of its own, also for a page that is loaded anew on it.
    for is_reloaded in [false, true] {
        page.click(".ways button", "Đã lưu")?;
        page.until(&format!("all('.shelf h1').length && location.{part}.includes(';shelf=open')"))?;
        if is_reloaded {
            page.reload()?;
            page.until("all('.shelf h1').length && !results().length")?;
        }
        page.see("(history.back(), true)")?;
        page.until_with(
            &format!("!all('.shelf').length && results().length === 10 && location.{part} === arguments[0]"),
            slice::from_ref(&listed),
        )?;
        ensure!(page.see("history.state?.docbaoOver ?? null")?.is_null(), "it is the list's step");
        page.see("(history.forward(), true)")?;
        page.until("all('.shelf h1').length")?;
        page.click(".way button", "‹")?;
        page.until_with(
            &format!("results().length === 10 && location.{part} === arguments[0]"),
            slice::from_ref(&listed),
        )?;
    }
    page.reload()?;
    page.until("results().length === 10 && !all('.shelf').length")?;

    // An article that lies upon it has an address for everybody, and the way back leads to the shelf.
    page.click(".ways button", "Đã lưu")?;
    page.click(".shelf [data-id]", "")?;
    page.until(&format!("article() && !location.{part}.includes('shelf')"))?;
    page.reload()?;
    page.until("article() && named('button', 'Lưu')")?;
    page.click(".way button", "‹")?;
    page.until(&format!(
        "!article() && all('.shelf h1').length && location.{part}.includes(';shelf=open')"
    ))?;

    // Whoever is led there from elsewhere comes from it to the list.
    let address = page.see("location.href")?;
    page.goto("about:blank")?;
    page.goto(address.as_str().unwrap_or_default())?;
    page.until("all('.shelf h1').length")?;
    page.click(".way button", "‹")?;
    page.until_with(
        &format!("results().length === 10 && location.{part} === arguments[0]"),
        &[listed],
    )?;
    // What is sought anew begins at its beginning.
    page.type_query("bài")?;
    page.until(&format!("results().length === 5 && !location.{part}.includes('more')")).map(drop)
}

#[test]
fn a_longer_list_and_the_shelf_are_come_back_to_by_fragment() -> Result<()> {
    with_short_lists("returning-hash", "hash", |page| one_comes_back(page, "hash"))
}

#[test]
fn a_longer_list_and_the_shelf_are_come_back_to_by_query_string() -> Result<()> {
    with_short_lists("returning-query", "query", |page| one_comes_back(page, "search"))
}

/// Where every article has a page, the rest of the place stands in the fragment of it.
#[test]
fn a_longer_list_and_the_shelf_are_come_back_to_by_page() -> Result<()> {
    let library = Library::build_pages(&scratch("returning-path")?)?;
    for page in fs::read_dir(library.folder().join("bai"))?.flatten() {
        let (path, element) = (page.path(), "<doc-bao ");
        let text = fs::read_to_string(&path)?;
        if path.extension().is_none_or(|kind| kind != "html") {
            continue;
        }
        ensure!(text.contains("routing=\"path\""), "{} has no reader", path.display());
        fs::write(&path, text.replace(element, &[element, "page-size=5 "].concat()))?;
    }
    let host = Host::new(library.folder())?;
    let page = Page::open(&format!("{}bai/", host.address()))?;
    page.browser().resize(390, 840)?;
    page.ready()?;
    one_comes_back(&page, "hash")?;
    ensure!(page.see("location.pathname")? == "/bai/", "{}", page.see("location.href")?);
    page.console_holds_only(&[])
}

#[test]
fn whoever_opens_the_shelf_at_once_after_an_article_stays_there() -> Result<()> {
    for (name, routing, part) in
        [("returning-fast", "hash", "hash"), ("returning-fast-query", "query", "search")]
    {
        with_short_lists(name, routing, |page| {
            let shelf = "root.querySelector('.ways .quiet').click()";
            let steps = [
                // From an article to the shelf, from the shelf to itself, and by what the page asks for.
                "root.querySelector('.way .quiet').click()",
                "root.querySelector('.way .quiet').click()",
                "el.close()",
            ];
            for (turn, leave) in steps.iter().enumerate() {
                if turn == 1 {
                    page.click(".ways button", "Đã lưu")?;
                    page.until(&format!(
                        "all('.shelf h1').length && location.{part}.includes(';shelf=open')"
                    ))?;
                } else {
                    page.see("(openers()[1].click(), true)")?;
                    page.until(&format!("article() && /docbao=[^;]/.test(location.{part})"))?;
                }
                let length = page.see("history.length")?;
                page.see(&format!(
                    "({leave}, Promise.resolve().then(() => {shelf}).then(() => true))"
                ))?;
                page.until(&format!(
                    "all('.shelf h1').length && location.{part}.includes(';shelf=open')"
                ))
                .with_context(|| format!("after {leave} of turn {turn}"))?;
                page.see("new Promise(done => setTimeout(done, 500)).then(() => true)")?;
                ensure!(
                    page.see(&format!("!article() && all('.shelf h1').length === 1 && location.{part}.includes(';shelf=open')"))? == true,
                    "after {leave} the shelf is gone: {}", page.see("location.href")?
                );
                ensure!(
                    page.see("history.length")? == length,
                    "what was left lies in the way back"
                );
                page.see("(history.back(), true)")?;
                page.until(&format!("!all('.shelf').length && results().length === 5 && !location.{part}.includes('shelf')"))?;
            }
            // Who types at once has typed it.
            page.see("(openers()[1].click(), true)")?;
            page.until(&format!("article() && /docbao=[^;]/.test(location.{part})"))?;
            page.see(
                "(root.querySelector('.way .quiet').click(), Promise.resolve().then(() => {
                const field = root.querySelector('input[type=search]');
                field.value = 'đồ sơn';
                field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
                return true;
            }))",
            )?;
            page.until(&format!(
                "!article() && decodeURIComponent(location.{part}).includes('q=đồ sơn')"
            ))?;
            ensure!(
                page.see("field().value")? == "đồ sơn",
                "the query is {}",
                page.see("field().value")?
            );
            Ok(())
        })?;
    }
    Ok(())
}

/// Where another frame of the page has gone on since, the step back is that frame's.
#[test]
fn a_step_back_that_never_comes_is_not_waited_for_for_ever() -> Result<()> {
    with_short_lists("returning-never", "hash", |page| {
        let open = || -> Result<()> {
            page.see("(openers()[1].click(), true)")?;
            page.until("article() && /docbao=[^;]/.test(location.hash)").map(drop)
        };
        let steps = page.see("(history.back = () => {}, history.length)")?;
        open()?;
        page.click(".way button", "‹")?;
        page.until("!article() && !/docbao=[^;]/.test(location.hash)")
            .context("the article that was closed is still in the address")?;
        open()?;
        page.click(".way button", "‹")?;
        page.click(".ways button", "Đã lưu")?;
        page.until("all('.shelf h1').length && /docbao=;shelf=open/.test(location.hash)")
            .context("what was opened meanwhile is not in the address")?;
        // What lies over the list is a step still, and so are the articles that could not be gone back from.
        let length = page.see("history.length")?;
        ensure!(length.as_u64() == steps.as_u64().map(|steps| steps + 3), "{steps} {length}");
        page.see("(delete history.back, history.back(), true)")?;
        page.until(
            "!all('.shelf').length && results().length === 5 && !location.hash.includes('shelf')",
        )
        .map(drop)
    })
}

/// `close()` goes back to the list, whatever lies over it.
#[test]
fn a_host_page_goes_back_to_the_list_from_everywhere() -> Result<()> {
    for (name, routing, part) in
        [("returning-close", "hash", "hash"), ("returning-close-none", "memory", "hash")]
    {
        with_short_lists(name, routing, |page| {
            let is_list = format!(
                "!article() && !all('.shelf').length && results().length === 5 && !/docbao=[^;]|shelf/.test(location.{part})"
            );
            // The shelf, an article upon it, and the sheet of filters.
            page.click(".ways button", "Đã lưu")?;
            page.until("all('.shelf h1').length")?;
            page.see("(el.close(), true)")?;
            page.until(&is_list)?;
            page.see("(openers()[1].click(), true)")?;
            page.until("article()")?;
            page.see("(el.close(), true)")?;
            page.until(&is_list)?;
            page.click(".ways button", "Đã lưu")?;
            page.click(".shelf [data-id]", "")?;
            page.until("article()")?;
            page.see("(el.close(), true)")?;
            page.until(&is_list)?;
            page.see("new Promise(done => setTimeout(done, 300)).then(() => true)")?;
            ensure!(
                page.see(&is_list)? == true,
                "the shelf came back: {}",
                page.see("location.href")?
            );
            page.click("button.toggle", "Bộ lọc")?;
            page.until("all('.filters .done').length")?;
            page.see("(el.close(), true)")?;
            page.until("!all('.filters .done').length")?;
            page.until(&is_list)?;
            // Nothing lies over the list: nothing happens.
            page.see("(el.close(), true)")?;
            page.until(&is_list).map(drop)
        })?;
    }
    Ok(())
}

#[test]
fn where_the_address_is_the_pages_alone_both_are_there_all_the_same() -> Result<()> {
    with_short_lists("returning-none", "memory", |page| {
        let address = page.see("[location.href, history.length, history.state]")?;
        page.click("button", "Xem thêm")?;
        page.until("results().length === 10")?;
        page.click(".ways button", "Đã lưu")?;
        page.until("all('.shelf h1').length && !results().length")?;
        page.click(".way button", "‹")?;
        page.until("results().length === 10")?;
        let after = page.see("[location.href, history.length, history.state]")?;
        ensure!(after == address, "{after} is not {address}");
        ensure!(after[2] == json!(null), "a state was left");
        Ok(())
    })
}
