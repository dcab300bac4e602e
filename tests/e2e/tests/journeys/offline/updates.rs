//! New editions and new versions: one whole after the other, whatever becomes of the server meanwhile.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use docbao_e2e::{Host, Library};
use serde_json::Value;

use super::{
    COMPLAINTS, DATA, FIRST_TOTAL, SECOND_TOTAL, Visit, await_kept, is_withdrawn, only_packs_of,
    second, without_the_real_one,
};
use crate::ARTICLE;
use crate::stage::{find_and_read, keep_and_look, library, scratch};

#[test]
fn what_was_withdrawn_is_gone_from_every_cache() -> Result<()> {
    let mut visit = Visit::kept(library()?.folder())?;
    find_and_read(&visit.page)?;
    keep_and_look(&visit.page)?;
    visit.serve(second()?.folder(), None)?;
    visit.page.goto("about:blank")?;
    visit.come_back()?;
    await_kept(&visit.page)?;
    only_packs_of(&visit.page, second()?)?;
    is_withdrawn(&visit.page)?;
    // What a visitor has noted stays, and leads to the word that the article is gone.
    visit.page.click("button", "Đã lưu")?;
    visit.page.click(".shelf li button", ARTICLE)?;
    visit.page.until("root.textContent.includes('Bài có thể đã được gỡ')")?;
    visit.page.console_holds_only(&["(article-missing)"])
}

/// What of the site's code has been asked for: the worker itself is looked at again by browsers as they like.
fn code_asked_for(visit: &Visit) -> Result<Vec<String>> {
    let mut asked = visit.host()?.requests();
    asked.retain(|path| [".wasm", ".js", ".css"].iter().any(|end| path.ends_with(end)));
    asked.retain(|path| path != "/docbao-sw.js");
    Ok(asked)
}

#[test]
fn new_articles_load_no_code() -> Result<()> {
    let mut visit = Visit::kept(library()?.folder())?;
    ensure!(!code_asked_for(&visit)?.is_empty(), "the first visit has loaded no code");
    // The same site but for its articles.
    let folder = scratch("fewer-articles")?;
    let fewer = Library::build_from(&without_the_real_one("fewer-articles-text")?, &folder)?;
    visit.serve(fewer.folder(), None)?;
    visit.come_back()?;
    await_kept(&visit.page)?;
    visit
        .page
        .until_with("el.search('').then(r => r.total === arguments[0])", &[SECOND_TOTAL.into()])?;
    let asked = code_asked_for(&visit)?;
    ensure!(asked.is_empty(), "new articles loaded {asked:?}");
    ensure!(
        visit.page.see(
            "navigator.serviceWorker.getRegistration().then(r => !r.waiting && !r.installing)"
        )? == true,
        "new articles made a new version"
    );
    visit.page.console_holds_only(&[])
}

#[test]
fn a_new_version_waits_offers_itself_and_is_switched_to_once() -> Result<()> {
    let mut visit = Visit::kept(library()?.folder())?;
    let first = visit.page.see("document.title")?;
    visit.page.see("caches.open('of the host').then(() => true)")?;
    visit.serve(second()?.folder(), None)?;
    visit.page.reload()?;
    let page = &visit.page;
    page.until("named('button', 'Dùng bản mới')")?;
    ensure!(page.see("document.title")? == first, "the page changed under the visitor");
    page.see("(window.isOld = true)")?;
    page.click("button", "Dùng bản mới")?;
    page.until("!window.isOld && document.title === 'Bản hai'")?;
    page.see("(window.isSwitched = true)")?;
    page.ready()?;
    page.until("!named('button', 'Dùng bản mới')")?;
    page.until("caches.keys().then(names => names.filter(name => name.startsWith('docbao code')).length === 1)")?;
    ensure!(page.see("caches.has('of the host')")? == true, "a cache of the host's has gone");
    // Once more would come with a worker that is looked for again, if at all.
    let settled = "navigator.serviceWorker.getRegistration().then(r => r.update()).then(r => !r.waiting && !r.installing)";
    page.until(settled)?;
    ensure!(page.see("window.isSwitched")? == true, "loaded more than once");
    page.console_holds_only(&[])
}

/// Places in the update at which the server dies.
const CUTS: usize = 52;

#[test]
fn an_update_that_breaks_off_anywhere_leaves_one_edition_whole() -> Result<()> {
    let (first, second) = (library()?.folder(), second()?.folder());
    let saved = format!(
        "{DATA}.then(c => c.match('docbao.json?saved')).then(r => r?.json()).then(saved => saved?.build ?? null)"
    );
    // Until the host has died, or both new versions have come as a whole: code and library.
    let update = |visit: &Visit, before: &Value| -> Result<()> {
        let has_come = "navigator.serviceWorker.getRegistration().then(r => !!r?.waiting)";
        let deadline = Instant::now() + Duration::from_secs(3);
        while !visit.host()?.is_dead()
            && Instant::now() < deadline
            && (visit.page.see(has_come)? != true || visit.page.see(&saved)? == *before)
        {
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    };
    // What the update takes if nothing breaks it off.
    let mut visit = Visit::kept(first)?;
    let before = visit.page.see(&saved)?;
    visit.serve(second, None)?;
    visit.come_back()?;
    update(&visit, &before)?;
    let bytes = visit.host()?.sent();
    let [mut firsts, mut seconds] = [0, 0];
    for cut in 0..CUTS {
        visit.begin_anew(first)?;
        let before = visit.page.see(&saved)?;
        visit.serve(second, Some(bytes * (cut + 1) / CUTS))?;
        visit.come_back().with_context(|| format!("cut {cut}: nothing to read meanwhile"))?;
        update(&visit, &before)?;
        visit.lose_server();
        visit.come_back().with_context(|| format!("cut {cut}: nothing to read afterwards"))?;
        let found = visit.page.see("el.search('', { limit: 100 }).then(r => [r.complete, r.total, r.hits.length, r.hits.every(hit => hit.excerpt.text), document.title])")?;
        ensure!(found[0] == true && found[3] == true && found[2] == found[1], "cut {cut}: {found}");
        match found[1].as_u64().context("no total")? {
            FIRST_TOTAL => firsts += 1,
            SECOND_TOTAL => seconds += 1,
            _ => bail!("cut {cut}: a mix of editions: {found}"),
        }
    }
    ensure!(
        firsts > 0 && seconds > 0,
        "{firsts} times the first, {seconds} the second: no real cuts"
    );
    visit.page.console_holds_only(COMPLAINTS)
}

/// Places at which the server dies, in the second half of a first visit: there the worker is installed.
const INSTALL_CUTS: usize = 12;

#[test]
fn an_install_that_breaks_off_anywhere_keeps_all_or_nothing_and_is_made_up_for() -> Result<()> {
    let folder = library()?.folder();
    // Page, reader, worker and library: what a first visit takes if nothing breaks it off.
    let mut visit = Visit::kept(folder)?;
    let bytes = visit.host()?.sent();
    let [mut withs, mut withouts] = [0, 0];
    for cut in 0..INSTALL_CUTS {
        // Another origin, of which nobody knows anything.
        visit.port = Host::new(folder)?.port();
        visit.serve(folder, Some(bytes * (INSTALL_CUTS + cut) / (2 * INSTALL_CUTS)))?;
        // Of the page itself nothing may come, which drivers call an error.
        let _ = visit.page.goto(&visit.address());
        let deadline = Instant::now() + Duration::from_secs(10);
        while !visit.host()?.is_dead() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(50));
        }
        if !visit.host()?.is_dead() {
            // This visit asked for less than the first one did, so nothing of it was cut off.
            await_kept(&visit.page)
                .with_context(|| format!("cut {cut}: the server still lives"))?;
            continue;
        }
        visit.lose_server();
        let is_here = format!("location.href === {:?}", visit.address());
        let is_settled =
            "navigator.serviceWorker.getRegistration().then(r => !r?.installing && !r?.waiting)";
        if visit.page.see(&is_here)? == true {
            visit.page.until(is_settled)?;
            // Each file has one entry, so what is kept can be counted against what a worker lists.
            let kept = visit.page.see(KEPT_CODE)?;
            let has_worker = visit
                .page
                .see("navigator.serviceWorker.getRegistration().then(r => !!r?.active)")?;
            match has_worker == true {
                true => withs += 1,
                false => withouts += 1,
            }
            let expected = if has_worker == true { code_files(library()?)? } else { 0 };
            ensure!(kept == expected, "cut {cut}: {kept} of {expected} files are kept");
            if has_worker == true {
                // The reader comes, and lists what there is or says what is missing.
                visit.page.goto(&visit.address()).with_context(|| format!("cut {cut}"))?;
                visit
                    .page
                    .until("el.shadowRoot && (results().length || named('button', 'Thử lại'))")?;
            }
        }
        visit.serve(folder, None)?;
        visit.come_back().with_context(|| format!("cut {cut}: it is not made up for"))?;
        await_kept(&visit.page).with_context(|| format!("cut {cut}: it is not made up for"))?;
        visit.lose_server();
        visit.come_back()?;
        find_and_read(&visit.page)?;
    }
    ensure!(withs > 0 && withouts > 0, "{withs} times all, {withouts} times nothing: no real cuts");
    // A cut may also fall into the worker's own script or the app's manifest, and browsers say so in words of their own.
    let cut = [
        "icon from the Manifest",
        "docbao-app.json 0 Manifest: Line: 1, column: 1, Syntax error.",
        "error occurred when fetching the script",
    ];
    visit.page.console_holds_only(&[COMPLAINTS, &cut].concat())
}

/// WebKit does so when an answer it has kept cannot be read any more; here every first `put` of a worker is of that kind.
#[test]
fn what_a_browser_only_says_to_have_kept_is_kept_by_the_worker_too() -> Result<()> {
    const UNREADABLE: &str = "const gone = new Set();
const { put, delete: remove } = Cache.prototype;
Cache.prototype.put = function (key, answer) { return gone.has(key) ? put.call(this, key, answer) : Promise.resolve(); };
Cache.prototype.delete = function (key) { gone.add(key); return remove.call(this, key); };
";
    let site = library()?.copy(&scratch("unreadable-code")?)?;
    let worker = fs::read_to_string(site.folder().join("docbao-sw.js"))?;
    site.write("docbao-sw.js", [UNREADABLE, &worker].concat().as_bytes())?;
    let mut visit = Visit::kept(site.folder())?;
    let (kept, listed) = (visit.page.see(KEPT_CODE)?, code_files(&site)?);
    ensure!(kept == listed, "{kept} of {listed} files are kept");
    visit.lose_server();
    visit.come_back()?;
    find_and_read(&visit.page)?;
    visit.page.console_holds_only(COMPLAINTS)
}

/// How many files the caches of code hold.
const KEPT_CODE: &str =
    "caches.keys().then(names => Promise.all(names.filter(name => name.startsWith('docbao code'))
    .map(name => caches.open(name).then(cache => cache.keys())))).then(all => all.flat().length)";

/// How many files the worker of a site lists.
fn code_files(site: &Library) -> Result<usize> {
    let worker = fs::read_to_string(site.folder().join("docbao-sw.js"))?;
    let line = worker.lines().find_map(|line| line.split_once("FILES = ")).context("no list")?.1;
    let list: Vec<Value> = serde_json::from_str(line.trim_end_matches(';'))?;
    ensure!(!list.is_empty(), "the worker lists nothing");
    Ok(list.len())
}

/// The file that docs/offline.md tells to put in place of ours.
const KILL_SWITCH: &str = "self.registration.unregister();\n";

#[test]
fn the_kill_switch_ends_the_service_worker() -> Result<()> {
    let mut visit = Visit::kept(library()?.folder())?;
    let dead = library()?.copy(&scratch("kill-switch")?)?;
    dead.write("docbao-sw.js", KILL_SWITCH.as_bytes())?;
    visit.serve(dead.folder(), None)?;
    visit.page.reload()?;
    visit.page.ready()?;
    visit.page.until("navigator.serviceWorker.getRegistration().then(r => !r?.active)")?;
    visit.page.reload()?;
    visit.page.ready()?;
    ensure!(
        visit.page.see("navigator.serviceWorker.controller === null")? == true,
        "it is still there"
    );
    ensure!(
        code_asked_for(&visit)?.iter().any(|path| path == "/docbao-reader_bg.wasm"),
        "not from the network"
    );
    visit.page.console_holds_only(&[])
}
