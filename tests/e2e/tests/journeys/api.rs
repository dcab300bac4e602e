//! What a host page asks of the element and hears from it: `ready`, events, attributes that change, `search()`.

use std::fs;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::{Value, json};

use crate::stage::{HOST_PAGE, empty, heard, in_a_host_page, is_read, library, scratch};

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
    let whole = Library::build_in_parts(&empty("list-in-parts")?.join("library"))?;
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

/// No part of the index comes: there is nothing to show, and what the host page had there stays, whatever the
/// list is of. Who looks for something else may.
#[test]
fn a_list_without_any_article_because_none_came_is_a_failure() -> Result<()> {
    let whole = library()?;
    let index = whole.packs()?.into_iter().find(|pack| pack.to_string_lossy().contains("index-"));
    let index = index.context("no pack of the index")?;
    let name = index.file_name().context("no name")?.to_owned();
    let complaints = ["index-", "(index-incomplete)"];
    for asks in ["", "query=\"do son\" ", "filter-year=\"2019\" "] {
        let page = HOST_PAGE.replace(ASKS_FOR_READY.0, &[ASKS_FOR_READY.1, asks].concat());
        let damage = |library: &Library| {
            library.write("trang.html", page.as_bytes())?;
            Ok(fs::remove_file(library.folder().join(&name))?)
        };
        in_a_host_page("list-of-nothing", &complaints, damage, |page| {
            page.until("came.length")?;
            ensure!(page.see("came")? == json!(["index-incomplete"]), "{}", page.see("came")?);
            ensure!(events(page)? == json!(["index-incomplete"]), "heard {}", events(page)?);
            page.until("named('button', 'Thử lại') && seen(el.querySelector('p'))")?;
            fs::copy(&index, scratch("list-of-nothing")?.join(&name))?;
            if asks.starts_with("query") {
                page.type_query("csp")?;
            }
            page.click("button", "Thử lại")?;
            page.until("results().length && !seen(el.querySelector('p'))")?;
            if asks.starts_with("query") {
                page.first_begins("Chính sách nội dung")?;
            }
            ensure!(page.see("el.ready.then(() => true)")? == true, "`ready` stayed as it was");
            Ok(())
        })
        .with_context(|| format!("asking for {asks}"))?;
    }
    Ok(())
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

#[test]
fn attributes_say_what_the_reader_opens_with_and_properties_are_the_same() -> Result<()> {
    const SWAP: &str = "(async () => {
        const { hits } = await el.search('do son', { limit: 1 });
        const fresh = document.createElement('doc-bao');
        const said = { src: './', lang: 'vi', loading: 'eager', article: hits[0].id, query: 'do son', 'filter-year': '2019' };
        for (const name in said) fresh.setAttribute(name, said[name]);
        el.replaceWith(fresh);
        await fresh.ready;
        return true;
    })()";
    const REFLECTED: &str = "Object.entries({
        src: 'src', routing: 'routing', theme: 'theme', loading: 'loading', article: 'article', query: 'query',
        pageSize: 'page-size', linkBase: 'link-base', offline: 'offline', shortcuts: 'shortcuts',
    }).filter(([property, attribute]) => {
        const fresh = document.createElement('doc-bao');
        const before = fresh[property];
        fresh[property] = 7;
        const set = [fresh[property], fresh.getAttribute(attribute)];
        fresh[property] = null;
        return before !== null || set[0] !== '7' || set[1] !== '7' || fresh.hasAttribute(attribute);
    })";
    in_a_host_page(
        "attributes",
        &[],
        |_| Ok(()),
        |page| {
            page.ready()?;
            let wrong = page.see(REFLECTED)?;
            ensure!(wrong == json!([]), "{wrong} do not reflect");
            ensure!(page.see(SWAP)? == true, "no other element");
            page.until("article()?.innerText.includes('Ngọc Hải')")?;
            page.see("(el.close(), true)")?;
            page.until("results().length === 1 && field().value === 'do son'")?;
            page.until("named('[part~=chip]', '2019')")?;
            page.see("(el.query = null, el.setAttribute('filter-year', '2024'), true)")?;
            page.until("results().length && results().every(e => e.innerText.includes('/2024'))")?;
            page.see("(el.removeAttribute('filter-year'), true)")?;
            page.until("results().length > 10 && !named('[part~=chip]', '2024')").map(drop)
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

/// Inside a component of the page's own, whose shadow root lets nothing out that is not meant to go.
#[test]
fn events_come_out_of_a_shadow_root_of_the_host() -> Result<()> {
    in_a_host_page(
        "within-a-component",
        &[],
        |_| Ok(()),
        |page| {
            page.ready()?;
            page.see(
            "(async () => {
                const box = document.createElement('div');
                const inner = el.cloneNode();
                box.attachShadow({ mode: 'open' }).append(inner);
                window.events = [];
                for (const name of ['ready', 'open', 'search', 'error']) {
                    document.addEventListener(`docbao-${name}`, event => events.push([event.type, event.target === box, event.composed]));
                }
                document.body.append(box);
                await inner.ready;
                const { hits } = await inner.search('', { limit: 1, excerpts: false });
                await inner.open(hits[0].id);
                inner.query = 'do son';
                window.inner = inner;
                return true;
            })()",
        )?;
            page.until("events.length === 3")?;
            let open = page.see(
                "inner.open('khong-co').then(() => 'opened', error => [error.name, error.code])",
            )?;
            ensure!(open == json!(["DocBaoError", "article-missing"]), "{open}");
            page.see("(inner.article = 'khong-co', true)")?;
            page.until("events.length === 4")?;
            let expected = ["docbao-ready", "docbao-open", "docbao-search", "docbao-error"]
                .map(|name| json!([name, true, true]));
            ensure!(page.see("events")? == json!(expected), "heard {}", page.see("events")?);
            ensure!(
                page.see("heard.filter(e => e.name === 'ready').length")? == 2,
                "`ready` was lost"
            );
            page.console_holds_only(&["(article-missing)"])
        },
    )
}

#[test]
fn a_search_of_the_host_page_heeds_its_options() -> Result<()> {
    in_a_host_page(
        "options",
        &[],
        |_| Ok(()),
        |page| {
            page.ready()?;
            let search = |query: &str, options: Value| {
                page.see_with("el.search(arguments[0], arguments[1])", &[json!(query), options])
            };
            let days = |found: &Value| -> Vec<String> {
                let hits = found["hits"].as_array().into_iter().flatten();
                hits.map(|hit| hit["published"].as_str().unwrap_or_default().to_owned()).collect()
            };
            // The last ones have no day.
            let newest = days(&search("", json!({ "limit": 50 }))?);
            ensure!(newest.len() > 10 && newest.is_sorted_by(|a, b| a >= b), "{newest:?}");
            let oldest = days(&search("", json!({ "limit": 50, "sort": "oldest" }))?);
            let dated = oldest.iter().filter(|day| !day.is_empty());
            ensure!(
                dated.is_sorted() && oldest.len() == newest.len() && oldest[0] == "2019-11-21",
                "{oldest:?}"
            );
            let by_title = search("", json!({ "limit": 3, "sort": "title", "excerpts": false }))?;
            let titles: Vec<_> =
                (0..3).map(|at| by_title["hits"][at]["title"].to_string()).collect();
            ensure!(titles.is_sorted() && titles[0] != titles[2], "{titles:?}");
            ensure!(
                by_title["hits"][0]["excerpt"] == json!({ "text": "", "marks": [] }),
                "{by_title}"
            );

            let rest = days(&search("", json!({ "limit": 50, "offset": 3 }))?);
            ensure!(rest == newest[3..], "{rest:?}");
            let between = search("", json!({ "limit": 50, "from": "2020", "to": "2021-09" }))?;
            let expected: Vec<_> = newest
                .iter()
                .filter(|day| ("2020".."2021-10").contains(&day.as_str()))
                .cloned()
                .collect();
            ensure!(days(&between) == expected && !expected.is_empty(), "{between}");
            ensure!(between["total"] == expected.len(), "{between}");

            // A word that is being typed costs no texts, unless somebody wants them.
            let found = search("so ket hoi ngh", json!({ "excerpts": true }))?;
            let has_text =
                |hit: &Value| hit["excerpt"]["text"].as_str().is_some_and(|text| !text.is_empty());
            ensure!(
                found["hits"].as_array().is_some_and(|hits| hits.iter().all(has_text)),
                "{found}"
            );

            // A slip is read as what was meant, and that is said.
            let slip = search("hoi nghi so ket chi thi 05 quan do sown", json!({}))?;
            ensure!(
                slip["reading"]["literal"] == "hoi nghi so ket chi thi 05 quan do sown",
                "{slip}"
            );
            ensure!(slip["reading"]["shown"].is_string(), "{slip}");
            let literal =
                search("hoi nghi so ket chi thi 05 quan do sown", json!({ "literal": true }))?;
            ensure!(literal["reading"].is_null() && literal["total"] == 0, "{literal}");
            Ok(())
        },
    )
}

/// Nothing of ours is the page's: no names, nothing in its head.
#[test]
fn a_page_finds_no_traces_of_the_reader() -> Result<()> {
    let late = ("<script src=\"docbao.js\" defer></script>", "");
    in_a_page_with("traces", &[], late, |page| {
        page.until("document.readyState === 'complete'")?;
        // By the page itself, and after the driver has left its own: that sees other names.
        page.run(
            "window.seen = () => [
                ...Object.getOwnPropertyNames(window),
                ...[...document.querySelectorAll('head > :not(script:not([src])), body, body > *')].map(e => e.outerHTML),
                ...[...document.documentElement.children].map(e => e.localName),
            ];
            document.head.append(Object.assign(document.createElement('script'), { src: 'docbao.js' }));
            window.before = undefined;
            window.traces = undefined;
            before = seen();",
        )?;
        is_read(page)?;
        page.click("button", "Cách hiển thị")?;
        page.until("named('label', 'Tối')")?;
        page.run("traces = seen().filter(what => !before.includes(what))")?;
        ensure!(page.see("traces")? == json!([]), "{} are in the page", page.see("traces")?);
        ensure!(page.see("before.length > 100")? == true, "nothing was looked at");
        Ok(())
    })
}
