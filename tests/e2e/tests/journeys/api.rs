//! What a host page asks of the element and hears from it: `ready`, events, attributes that change, `search()`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::{Value, json};

use crate::guest::scratch;
use crate::stage::{HOST_PAGE, heard, in_a_host_page, library};

/// Begins a journey in the host page with something else in place of a piece of it.
fn in_a_page_with(
    name: &str,
    complaints: &[&str],
    (piece, other): (&str, &str),
    journey: impl FnOnce(&Page) -> Result<()>,
) -> Result<()> {
    ensure!(HOST_PAGE.contains(piece), "the host page has no {piece}");
    let page = HOST_PAGE.replace(piece, other);
    let write = |library: &Library| library.write("trang.html", page.as_bytes());
    in_a_host_page(name, complaints, write, journey)
}

/// What the host page has heard, in its order.
fn events(page: &Page) -> Result<Value> {
    page.see("heard.map(e => e.code ?? e.name)")
}

/// What `ready` has come to: since when the page began, in which a script asks for it at once.
const ASKS_FOR_READY: (&str, &str) = (
    "<doc-bao ",
    "<script>
    window.came = [];
    customElements.whenDefined('doc-bao').then(() => document.querySelector('doc-bao').ready)
        .then(() => came.push('ready'), error => came.push(error.code));
</script>
<doc-bao ",
);

#[test]
fn an_article_that_is_not_there_is_no_failure_of_the_reader() -> Result<()> {
    let page = format!("{}article=\"khong-co\" ", ASKS_FOR_READY.1);
    in_a_page_with("no-article", &["(article-missing)"], (ASKS_FOR_READY.0, &page), |page| {
        heard(page, "error", "code", &json!("article-missing"))?;
        page.until("came.length")?;
        ensure!(page.see("came")? == json!(["ready"]), "`ready` came to {}", page.see("came")?);
        ensure!(events(page)? == json!(["ready", "article-missing"]), "heard {}", events(page)?);
        ensure!(page.see("!seen(el.querySelector('p'))")? == true, "the content has come back");
        Ok(())
    })
}

/// Two parts of the index come, and with them articles to show.
#[test]
fn a_list_that_may_lack_articles_is_a_list() -> Result<()> {
    let whole = Library::build_in_parts(&scratch("list-in-parts")?.join("library"))?;
    let page = HOST_PAGE.replace(ASKS_FOR_READY.0, ASKS_FOR_READY.1);
    whole
        .write("trang.html", page.replace("<doc-bao ", "<doc-bao query=\"do son\" ").as_bytes())?;
    fs::remove_file(whole.packs()?.last().context("no packs")?)?;
    let host = Host::new(whole.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    heard(&page, "error", "code", &json!("index-incomplete"))?;
    page.until("results().length === 3")?;
    ensure!(page.see("came")? == json!(["ready"]), "`ready` came to {}", page.see("came")?);
    let heard = events(&page)?;
    ensure!(heard == json!(["search", "ready", "index-incomplete"]), "heard {heard}");
    page.console_holds_only(&["index-", "(index-incomplete)"])
}

/// No part of the index comes: there is nothing to show, and what the host page had there stays.
#[test]
fn a_list_without_any_article_because_none_came_is_a_failure() -> Result<()> {
    let whole = library()?;
    let index = whole.packs()?.into_iter().find(|pack| pack.to_string_lossy().contains("index-"));
    let index = index.context("no pack of the index")?;
    let name = index.file_name().context("no name")?.to_owned();
    let complaints = ["index-", "(index-incomplete)"];
    let page = HOST_PAGE.replace(ASKS_FOR_READY.0, ASKS_FOR_READY.1);
    let damage = |library: &Library| {
        library.write("trang.html", page.as_bytes())?;
        Ok(fs::remove_file(library.folder().join(&name))?)
    };
    in_a_host_page("list-of-nothing", &complaints, damage, |page| {
        page.until("came.length")?;
        ensure!(page.see("came")? == json!(["index-incomplete"]), "{}", page.see("came")?);
        page.until("named('button', 'Thử lại') && seen(el.querySelector('p'))")?;
        fs::copy(
            &index,
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("list-of-nothing").join(&name),
        )?;
        page.click("button", "Thử lại")?;
        page.until("results().length && !seen(el.querySelector('p'))")?;
        ensure!(page.see("el.ready.then(() => true)")? == true, "`ready` stayed as it was");
        Ok(())
    })
}

#[test]
fn another_number_of_articles_a_page_is_a_longer_or_shorter_list() -> Result<()> {
    in_a_host_page(
        "page-size",
        &[],
        |_| Ok(()),
        |page| {
            page.ready()?;
            let total = page.see("results().length")?.as_u64().context("no list")?;
            for size in [5, 12] {
                page.see_with("(el.pageSize = arguments[0], true)", &[json!(size)])?;
                page.until_with("results().length === arguments[0]", &[json!(size)])?;
            }
            page.see("(el.pageSize = null, true)")?;
            page.until_with("results().length === arguments[0]", &[json!(total)]).map(drop)
        },
    )
}

/// The address is wrong at first, or the reader waits for a click that does not come.
#[test]
fn what_changes_before_there_is_a_reader_counts() -> Result<()> {
    let away =
        ("src=\"./\" lang=\"vi\" loading=\"eager\"", "src=\"khong-co.json\" loading=\"click\"");
    in_a_page_with("changes", &["khong-co.json", "(library-missing)"], away, |page| {
        page.until("customElements.get('doc-bao')")?;
        page.see("(el.loading = 'eager', true)")?;
        heard(page, "error", "code", &json!("library-missing"))?;
        page.see("(el.src = './', true)")?;
        page.until("results().length && !seen(el.querySelector('p'))")?;
        ensure!(page.see("el.ready.then(() => true)")? == true, "`ready` stayed as it was");
        // One that only comes near the screen is not begun by that which concerns another.
        page.see("(window.other = el.cloneNode(), other.loading = 'click', other.append('Bài'), document.body.append(other), true)")?;
        page.see("(other.theme = 'dark', other.src = 'docbao.json', true)")?;
        page.see("new Promise(resolve => setTimeout(() => resolve(true), 300))")?;
        ensure!(page.see("!other.shadowRoot.querySelector('[part~=reader]')")? == true, "it began");
        page.see("(other.loading = 'lazy', other.scrollIntoView(), true)")?;
        page.until("!!other.shadowRoot.querySelector('[part~=result]')").map(drop)
    })
}
