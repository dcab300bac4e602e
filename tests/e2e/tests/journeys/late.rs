//! Answers that come when something else has been asked long since: the last question wins, whatever order the network
//! brings the answers in.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::json;

use crate::stage::scratch;

/// A page that keeps nothing: what is late must be asked for.
const PAGE: &str = r#"<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>Cổng thông tin</title>
<link rel="icon" href="data:,">
<script src="docbao.js" defer></script>
<doc-bao src="./" loading="eager" routing="hash" offline="none"></doc-bao>
"#;

/// A library of so many syllables that its index is read a slice at a time, each from a file of its own: browsers do
/// not ask for two parts of a file at once.
fn library(name: &str) -> Result<Library> {
    let articles = tempfile::tempdir()?;
    let begins = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x".split(' ');
    let begins: Vec<&str> = begins.collect();
    let ends: Vec<&str> =
        "an ăng anh ay em eo ênh iêu in ong ông ơi uôi ưa ưng uyên".split(' ').collect();
    for nth in 0..300usize {
        let syllable = |at: usize| {
            format!("{}{}", begins[at % begins.len()], ends[at / begins.len() % ends.len()])
        };
        let text: Vec<String> = (0..80).map(|at| syllable(nth * 131 + at * at * 17 + at)).collect();
        let text = format!(
            "---\nid: bai-{nth}\ntitle: Bài số {nth}\ndate: 20{:02}-{:02}-15\n---\n\n{}.\n",
            5 + nth % 20,
            nth % 12 + 1,
            text.join(" ")
        );
        fs::write(articles.path().join(format!("bai-{nth}.md")), text)?;
    }
    let folder = scratch(name)?;
    let library = Library::build_in_parts_from(articles.path(), &folder)?;
    library.write("trang.html", PAGE.as_bytes())?;
    Ok(library)
}

/// Waits until the host holds an answer back.
fn is_held(host: &Host) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(15);
    while host.held() == 0 {
        ensure!(Instant::now() < deadline, "nothing was asked for that is held back");
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

#[test]
fn the_last_query_wins_over_a_slow_answer_to_an_earlier_one() -> Result<()> {
    let host = Host::new(library("late-queries")?.folder())?;
    let site = format!("{}trang.html", host.address());
    let page = Page::open(&site)?;
    // Of the index first; then of the texts, of which excerpts are made.
    for (held, slow, quick) in
        [("index-", "khong phong", "dang gem"), ("texts-", "ban chan", "song tong")]
    {
        page.goto("about:blank")?;
        page.goto(&site)?;
        page.until("results()[0].querySelector('.excerpt')?.innerText")?;
        page.run(
            "var painted = [], heard = [];
            addEventListener('docbao-search', event => heard.push(event.detail.query));
            const root = document.querySelector('doc-bao').shadowRoot;
            new MutationObserver(() => painted.push(...[...root.querySelectorAll('[part~=result] h3')].map(e => e.innerText.trim())))
                .observe(root.querySelector('.list'), { childList: true, subtree: true, characterData: true });",
        )?;
        host.hold_back(held);
        page.type_query(slow)?;
        is_held(&host)?;
        host.hold_no_more();
        page.type_query(quick)?;
        let query = [json!(quick)];
        page.until_with("heard.at(-1) === arguments[0] && decodeURIComponent(location.hash).includes('q=' + arguments[0]) && el.search(arguments[0], { excerpts: false }).then(r => r.total > 3 && results().length === Math.min(r.total, 20))", &query)?;
        let screen = "[field().value, decodeURIComponent(location.hash), all('[part~=status]')[0].innerText, ...openers().map(name)]";
        let stands = page.see(screen)?;
        ensure!(host.held() > 0, "what is late for {slow} came in time");
        page.see("(painted.length = 0, true)")?;
        host.let_go();
        // Whoever asks for the same waits for what was late.
        page.see_with(
            "el.search(arguments[0], { limit: 20 }).then(r => r.hits.every(hit => hit.excerpt))",
            &[slow.into()],
        )?;
        page.see("new Promise(done => setTimeout(done, 300)).then(() => true)")?;
        let stood = page.see(screen)?;
        ensure!(stood == stands, "{slow} changed {stands:#} to {stood:#}");
        page.until_with("results().slice(0, 2).every(e => marks(e).length && marks(e).every(mark => arguments[0].includes(mark.normalize('NFD').replace(/\\p{M}/gu, '').replace('đ', 'd'))))", &query)?;
        let wrong = page.see("painted.filter(title => !openers().map(name).includes(title))")?;
        ensure!(wrong.as_array().is_some_and(Vec::is_empty), "painted {wrong}");
        let others = page.see_with("heard.filter(query => query !== arguments[0])", &query)?;
        ensure!(held == "texts-" || !others.to_string().contains(slow), "heard {others}");
    }
    page.console_holds_only(&[])
}

#[test]
fn the_last_article_wins_over_a_slow_text_of_an_earlier_one() -> Result<()> {
    let host = Host::new(library("late-texts")?.folder())?;
    let site = format!("{}trang.html", host.address());
    let page = Page::open(&site)?;
    for width in [390, 1280] {
        page.browser().resize(width, 840)?;
        page.goto("about:blank")?;
        page.goto(&site)?;
        page.ready()?;
        // What all texts share has come with the first.
        page.until("results()[0].querySelector('.excerpt')?.innerText")?;
        host.hold_back("texts-");
        page.see("(location.hash = 'docbao=bai-60', true)")?;
        is_held(&host)?;
        host.hold_no_more();
        page.see("(location.hash = 'docbao=bai-150', true)")?;
        page.until("article()?.innerText.includes('số 150')")?;
        ensure!(host.held() > 0, "the late text came in time");
        page.run("var shown = []; const root = document.querySelector('doc-bao').shadowRoot;
            new MutationObserver(() => shown.push(root.querySelector('[part~=article] h1')?.innerText))
                .observe(root.querySelector('.page'), { childList: true, subtree: true, characterData: true });")?;
        host.let_go();
        page.see("new Promise(done => setTimeout(done, 500)).then(() => true)")?;
        ensure!(
            page.see("article().innerText.includes('số 150') && !shown.some(title => title?.includes('số 60'))")? == true,
            "a late text took the place of what is read: {}", page.see("shown")?
        );
        ensure!(page.see("location.hash.includes('bai-150')")? == true);
        page.see("(el.close(), true)")?;
        page.until("!article() && results().length")?;
    }
    page.console_holds_only(&[])
}

/// What the host page asks for counts like what is clicked, and what is asked for last wins, whoever asks.
#[test]
fn the_last_article_that_the_host_page_asks_for_wins_over_a_slow_text_of_an_earlier_one()
-> Result<()> {
    let host = Host::new(library("late-opens")?.folder())?;
    let site = format!("{}trang.html", host.address());
    let page = Page::open(&site)?;
    for (then, stands) in [
        ("el.open('bai-150').then(() => true)", "article()?.innerText.includes('số 150')"),
        ("openers()[2].click() ?? true", "article() && name(article()).includes('Bài số')"),
        ("el.close() ?? true", "!article() && results().length"),
    ] {
        page.goto("about:blank")?;
        page.goto(&site)?;
        page.until("results()[2].querySelector('.excerpt')?.innerText")?;
        host.hold_back("texts-");
        page.run(
            "var opened = null, shown = [];
            const el = document.querySelector('doc-bao');
            addEventListener('docbao-open', event => shown.push(event.detail.id));
            el.open('bai-60').then(() => opened = 'resolved', error => opened = error.code);",
        )?;
        is_held(&host)?;
        host.hold_no_more();
        ensure!(page.see(then)? == true);
        page.until(stands)?;
        ensure!(host.held() > 0, "the late text came in time for {then}");
        host.let_go();
        page.until("opened === 'resolved'")?;
        page.see("new Promise(done => setTimeout(done, 300)).then(() => true)")?;
        ensure!(page.see("!shown.includes('bai-60')")? == true, "it came after {then}");
        ensure!(page.see(&format!("!!({stands})"))? == true, "it came after {then}");
    }
    page.console_holds_only(&[])
}
