//! How readers stand in pages: the lines that our own documents tell people to paste, when they begin to load,
//! and what they do with the page's address and with links.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Page};
use serde_json::{Value, json};

use crate::ARTICLE;
use crate::guest::pages;
use crate::stage::{empty, is_read, library, on_the_site};

/// The very lines, on a host that knows no more than to send files.
#[test]
fn the_lines_that_documents_tell_to_paste_work_in_an_empty_page() -> Result<()> {
    for document in ["README.md", "README.vi.md", "docs/embedding.md"] {
        let text = fs::read_to_string(root().join(document))?;
        let blocks = text.split("```html\n").skip(1).filter_map(|rest| rest.split("```").next());
        let mut blocks = blocks.filter(|lines| lines.contains("<doc-bao src=\"https://"));
        let lines = blocks.next().with_context(|| format!("{document} has no lines to paste"))?;
        let (_, after) = lines.split_once("src=\"").context("no script")?;
        let (example, _) = after.split_once("docbao.js").context("no loader")?;
        ensure!(lines.matches(example).count() == 3, "{document}: {lines}");

        let folder = empty("pasted")?;
        library()?.copy(&folder.join("thu-muc"))?;
        fs::write(folder.join("favicon.ico"), [])?;
        let host = Host::without_ranges(&folder)?;
        let lines = lines.replace(example, &format!("{}thu-muc/", host.address()));
        fs::write(folder.join("trang.html"), lines)?;
        let page = Page::open(&format!("{}trang.html", host.address()))?;
        is_read(&page).with_context(|| format!("the lines of {document}"))?;
        page.console_holds_only(&[])?;
    }
    Ok(())
}

#[test]
fn nothing_is_loaded_before_a_click_or_before_it_comes_near() -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}loading.html", host.address()))?;
    page.until("customElements.get('doc-bao')")?;
    let asked = || host.requests().into_iter().filter(|path| path.contains("docbao-")).count();
    // Nothing to wait for: it is that nothing comes.
    thread::sleep(Duration::from_millis(500));
    ensure!(asked() == 0, "{:?} were asked for", host.requests());
    ensure!(page.see("seen(el.querySelector('p'))")? == true, "the content has gone");
    // Whoever holds a key gets the link's own page, and nobody else leaves this one.
    let click = "new Promise(resolve => {
        const hear = event => (resolve(event.defaultPrevented), event.preventDefault());
        document.addEventListener('click', hear, { once: true });
        el.querySelector('a').dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...arguments[0] }));
    })";
    let asks = [json!({ "ctrlKey": true }), json!({ "button": 1 }), json!({})];
    for (held, is_ours) in asks.into_iter().zip([false, false, true]) {
        page.reload()?;
        page.until("customElements.get('doc-bao')")?;
        let taken = page.see_with(click, std::slice::from_ref(&held))?;
        ensure!(taken == is_ours, "a click with {held}: {taken}");
    }
    page.until("results().length && !seen(el.querySelector('p'))")?;

    let far = "(window.far = document.querySelector('#xa'))";
    let is_there = format!("!!{far}.shadowRoot.querySelector('[part~=result]')");
    ensure!(page.see(&is_there)? == false, "what is far has been loaded");
    page.see(&format!("({far}.scrollIntoView(), true)"))?;
    page.until(&is_there)?;
    page.console_holds_only(&[])
}

#[test]
fn two_elements_share_the_address_and_back_and_forward_lead_through_both() -> Result<()> {
    const STATES: &str = "['tin', 'van-ban'].map(id => {
        const { shadowRoot } = document.getElementById(id);
        return shadowRoot.querySelector('[part~=article] .text') ? 'article' : shadowRoot.querySelector('[part~=result]') ? 'list' : 'none';
    }).join(' ')";
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}two.html", host.address()))?;
    let are =
        |states: &str| page.until_with(&format!("{STATES} === arguments[0]"), &[json!(states)]);
    are("list list")?;
    let open =
        "(document.getElementById(arguments[0]).shadowRoot.querySelector('h3 a').click(), true)";
    page.see_with(open, &[json!("tin")])?;
    are("article list")?;
    page.until("/docbao\\.tin=/.test(location.hash) && !location.hash.includes('van-ban')")?;
    page.see_with(open, &[json!("van-ban")])?;
    are("article article")?;
    page.until("/docbao\\.tin=.*docbao\\.van-ban=/.test(location.hash)")?;
    let both = page.see("location.href")?;
    for (step, states) in
        [(-1, "article list"), (-1, "list list"), (1, "article list"), (1, "article article")]
    {
        page.see_with("(history.go(arguments[0]), true)", &[json!(step)])?;
        are(states).with_context(|| format!("after a step of {step}"))?;
    }
    // Somebody else gets this address.
    page.goto("about:blank")?;
    page.goto(both.as_str().context("no address")?)?;
    are("article article")?;
    // A third with the name of the first stays out of the address, and says so.
    page.see("(window.third = el.cloneNode(), document.body.append(third), true)")?;
    page.until("third.shadowRoot.querySelector('[part~=result] h3 button')")?;
    let said = page.browser().console()?;
    ensure!(said.len() == 1 && said[0].contains("docbao.tin"), "the console says {said:?}");
    Ok(())
}

#[test]
fn titles_are_links_of_the_browsers_own_wherever_they_have_an_address() -> Result<()> {
    // What a page gets of a click, last of all; nothing is followed.
    const CLICK: &str = "new Promise(resolve => {
        const hear = event => (resolve(event.defaultPrevented), event.preventDefault());
        document.addEventListener('click', hear, { once: true });
        openers()[0].dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...arguments[0] }));
    })";
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}plain.html", host.address()))?;
    page.ready()?;
    // Without an address there is nothing to open in another tab.
    ensure!(
        page.see("openers().every(e => e.localName === 'button')")? == true,
        "links to nowhere"
    );
    for (attribute, value, address) in
        [("link-base", "bai/", "/bai/"), ("routing", "hash", "/plain.html#docbao=")]
    {
        page.see_with(
            "(el.removeAttribute('link-base'), el.setAttribute(arguments[0], arguments[1]), true)",
            &[json!(attribute), json!(value)],
        )?;
        page.until_with("openers()[0]?.href?.includes(arguments[0])", &[json!(address)])?;
        for held in ["ctrlKey", "metaKey", "shiftKey"] {
            let is_ours = page.see_with(CLICK, &[json!({ held: true })])?;
            ensure!(is_ours == false, "{attribute}: a click with {held} is the browser's");
        }
        ensure!(page.see("!article()")? == true, "an article has opened");
        let mut found = page.see("el.search('', { limit: 1, excerpts: false })")?;
        let id = found["hits"][0]["id"].take();
        let ends = "decodeURIComponent(openers()[0].href).endsWith(arguments[0])";
        ensure!(page.see_with(ends, &[id])? == true, "{attribute}: the link leads elsewhere");
        ensure!(page.see_with(CLICK, &[json!({})])? == true, "{attribute}: a plain click is ours");
        page.until("article()?.querySelector('.text')")?;
        page.see("(el.close(), true)")?;
        page.until("!article() && results().length")?;
    }
    page.console_holds_only(&[])
}

#[test]
fn a_reader_without_routing_leaves_the_address_and_the_history_alone() -> Result<()> {
    const PLACE: &str = "[location.href, history.length, JSON.stringify(history.state)]";
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}plain.html?a=1#lien-he", host.address()))?;
    page.ready()?;
    let before = page.see(PLACE)?;
    is_read(&page)?;
    page.see("(el.close(), true)")?;
    page.until("results().length && field().value === 'do son'")?;
    page.browser().resize(1280, 900)?;
    page.until("all('[part~=facet] input').length")?;
    page.see("(all('[part~=facet] input')[0].click(), true)")?;
    page.until("all('[part~=chip]').length")?;
    page.see("(el.setAttribute('article', 'khong-co'), true)")?;
    page.until("all('[role=alert]').length")?;
    // Longer than the address waits where it is written.
    page.see("new Promise(resolve => setTimeout(() => resolve(true), 500))")?;
    ensure!(page.see(PLACE)? == before, "{before} has become {}", page.see(PLACE)?);
    page.console_holds_only(&["(article-missing)"])
}

/// The address follows what is typed after a pause, and before the next step.
#[test]
fn what_was_typed_just_before_an_article_is_opened_is_there_on_the_way_back() -> Result<()> {
    on_the_site(|page| {
        page.run(
            "const root = document.querySelector('doc-bao').shadowRoot;
            const field = root.querySelector('input[type=search]');
            field.value = 'do son';
            field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
            root.querySelector('[part~=result] h3 a').click();",
        )?;
        page.until("article()?.querySelector('.text')")?;
        page.see("(history.back(), true)")?;
        page.until(
            "!article() && location.hash.includes('q=do%20son') && field().value === 'do son'",
        )?;
        page.first_begins(ARTICLE)
    })
}

/// What is driven there opens no other page by a click of the mouse.
mod not_in_webkit {
    use super::*;

    /// By a real mouse, and not by an event that says so.
    #[test]
    fn a_middle_click_opens_an_article_beside_the_list() -> Result<()> {
        on_the_site(|page| {
            let title = page.titles()?.swap_remove(0);
            let point = page.see(
                "(box => [box.x + box.width / 2, box.y + box.height / 2])(openers()[0].getBoundingClientRect())",
            )?;
            let [x, y] = [0, 1].map(|at| point[at].as_f64().unwrap_or_default().round());
            page.browser().click_middle(x, y)?;
            page.browser().go_over()?;
            page.until_with(
                "article()?.querySelector('h1').innerText === arguments[0]",
                &[json!(title)],
            )?;
            // The list stays where it was.
            page.browser().go_over()?;
            ensure!(page.see("!article() && results().length > 3")? == true, "the list has gone");
            Ok(())
        })
    }
}

/// The address of a service worker is the one text that is ever made a script of.
#[test]
fn a_site_that_requires_trusted_types_needs_to_allow_one_policy_for_its_worker() -> Result<()> {
    const PAGE: &str = "<!doctype html>
<!-- header Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
        img-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types docbao; report-uri /policy-reports -->
<meta charset=utf-8><title>Thư viện</title><link rel=icon href=docbao-icon.svg>
<script src=heard.js></script><script src=docbao.js defer></script>
<doc-bao src=./ lang=vi loading=eager offline=sw></doc-bao>";
    let copy = library()?.copy(&empty("trusted")?.join("library"))?;
    copy.write("trang.html", PAGE.as_bytes())?;
    copy.write("heard.js", &fs::read(pages().join("heard.js"))?)?;
    let host = Host::new(copy.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    page.ready()?;
    ensure!(page.see("navigator.serviceWorker.ready.then(() => true)")? == true, "no worker");
    // Another reader, of the same library, is for the same worker.
    page.see("(el.src = 'docbao.json', true)")?;
    page.until("results().length && root.querySelectorAll('[part=offline]').length === 1")?;
    page.see("(window.other = el.cloneNode(), document.body.append(other), true)")?;
    page.until("!!other.shadowRoot.querySelector('[part=offline]')")?;
    let refused = page.see("violations")?;
    ensure!(refused == json!([]), "the policy had to refuse {refused}");
    let reports = host.requests().into_iter().filter(|path| path.contains("policy-reports"));
    ensure!(reports.count() == 0, "browsers reported violations");
    page.console_holds_only(&[])
}

/// Choices become lines, which are then pasted into an empty page.
#[test]
fn the_page_that_composes_lines_makes_some_that_work() -> Result<()> {
    // Chooses as people do: by the control's name.
    const CHOOSE: &str = "(() => {
        for (const [name, value] of Object.entries(arguments[0])) {
            const control = document.querySelector(`[name=\"${name}\"], [data-property=\"${name}\"]`);
            const chosen = control.type === 'radio' ? document.querySelector(`[name=${name}][value=${value}]`) : control;
            if (['radio', 'checkbox'].includes(control.type)) chosen.checked = true;
            else chosen.value = value;
            chosen.dispatchEvent(new Event('change', { bubbles: true }));
        }
        return true;
    })()";
    let folder = empty("composed")?;
    library()?.copy(&folder.join("thu-vien"))?;
    fs::write(folder.join("favicon.ico"), [])?;
    let host = Host::new(&folder)?;
    let composer = Page::open(&format!("{}thu-vien/nhung.html", host.address()))?;
    composer.see("(document.querySelector('#trial').scrollIntoView(), true)")?;
    composer.ready()?;
    let wanted = json!({ "theme": "dark", "page-size": "5", "query": "do son", "routing": "hash", "loading": "eager", "pin": true, "--docbao-accent": "#0b5394" });
    composer.see_with(CHOOSE, &[wanted])?;
    composer.until("document.querySelector('#code').value.includes('integrity=')")?;
    // The trial is what the lines are, but for the address.
    composer.until("el.getAttribute('theme') === 'dark' && field()?.value === 'do son'")?;
    let paste = |page: &Page| {
        let lines = page.see("document.querySelector('#code').value")?;
        fs::write(folder.join("trang.html"), lines.as_str().unwrap_or_default())?;
        Page::open(&format!("{}trang.html", host.address()))
    };
    let page = paste(&composer)?;
    page.first_begins(ARTICLE)?;
    let looks = page.see(
        "[el.theme, results().length <= 5, getComputedStyle(el).getPropertyValue('--docbao-accent').trim(), el.routing === 'hash']",
    )?;
    ensure!(looks == json!(["dark", true, "#0b5394", true]), "{looks}");
    let is_pinned = "/^sha256-/.test(document.querySelector('script').integrity)";
    ensure!(page.see(is_pinned)? == true, "the script is not pinned");
    page.console_holds_only(&[])?;

    composer.see_with(CHOOSE, &[json!({ "way": "frame" })])?;
    let page = paste(&composer)?;
    page.until(
        "!!frames[0].document.querySelector('doc-bao')?.shadowRoot.querySelector('[part~=result]')",
    )?;
    page.until("document.querySelector('iframe').clientHeight >= 800")?;
    page.console_holds_only(&[])?;
    composer.console_holds_only(&[])
}

/// The loader as it shipped first, with the files of today, and beside the loader of today.
#[test]
fn a_loader_and_files_of_different_releases_work_together_or_say_why_not() -> Result<()> {
    const EARLIER: &[u8] = include_bytes!("releases/loader-1.js");
    let copy = library()?.copy(&empty("releases")?.join("library"))?;
    let today = fs::read(copy.folder().join("docbao.js"))?;
    copy.write("docbao.js", EARLIER)?;
    let host = Host::of_pages(&pages(), copy.folder())?;
    let page = Page::open(&format!("{}plain.html", host.address()))?;
    is_read(&page)?;
    // Another one comes, and leaves the first in its place.
    copy.write("docbao.js", &today)?;
    page.run("window.first = customElements.get('doc-bao');
        document.head.append(Object.assign(document.createElement('script'), { src: 'thu-vien/docbao.js?later', onload() { window.is_first = customElements.get('doc-bao') === first } }))")?;
    page.until("window.is_first")?;
    page.see("(el.close(), true)")?;
    page.until("results().length")?;
    page.console_holds_only(&[])?;

    // A reader that has agreed upon other things with its loader.
    let glue = String::from_utf8(fs::read(copy.folder().join("docbao-reader.js"))?)?;
    ensure!(glue.contains("show1"), "the glue calls its door otherwise");
    copy.write("docbao-reader.js", glue.replace("show1", "show2").as_bytes())?;
    for loader in [&today, EARLIER] {
        copy.write("docbao.js", loader)?;
        let page = Page::open(&format!("{}plain.html", host.address()))?;
        crate::stage::heard(&page, "error", "code", &json!("other-release"))?;
        crate::coming::shows_content_and(&page, "mọi tệp của cùng một bản")?;
        page.console_holds_only(&["(other-release)"])?;
    }
    Ok(())
}

/// A library as it was written first, with the reader of today. Nobody writes it anew.
#[test]
fn a_library_of_an_earlier_release_is_read() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journeys/releases/library-1");
    let site = empty("earlier-library")?;
    fs::write(
        site.join("trang.html"),
        "<!doctype html><meta charset=utf-8><link rel=icon href='data:,'>\
         <script src='thu-vien/docbao.js' defer></script><doc-bao src=thu-vien-cu/ lang=vi></doc-bao>",
    )?;
    fs::create_dir(site.join("thu-vien-cu"))?;
    for file in fs::read_dir(folder)? {
        let file = file?;
        fs::copy(file.path(), site.join("thu-vien-cu").join(file.file_name()))?;
    }
    let host = Host::of_pages(&site, library()?.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.until("marks(results()[0]).length")?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    let found: Value = page.see("el.search('', { filters: { year: ['2019'] } })")?;
    ensure!(found["total"] == 1, "{found}");
    page.console_holds_only(&[])
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
