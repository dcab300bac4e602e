//! New editions and new versions: one whole after the other, whatever becomes of the server meanwhile.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use docbao_e2e::{Engine, Library, Page};
use serde_json::Value;

use super::{
    COMPLAINTS, DATA, FIRST_TOTAL, SECOND_TOTAL, Visit, await_kept, is_withdrawn, only_packs_of,
    scratch, second, without_the_real_one,
};
use crate::ARTICLE;
use crate::stage::{find_and_read, keep_and_look, library};

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
    let folder = scratch("fewer-articles");
    let fewer = Library::build_from(&without_the_real_one()?, &folder)?;
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

/// Places in the update at which the server dies. The order of requests is the same in every engine, so
/// the slower ones need not repeat all of them.
fn cuts(page: &Page) -> usize {
    if page.browser().engine() == Engine::Chromium { 52 } else { 6 }
}

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
    let cuts = cuts(&visit.page);
    for cut in 0..cuts {
        visit.begin_anew(first)?;
        let before = visit.page.see(&saved)?;
        visit.serve(second, Some(bytes * (cut + 1) / cuts))?;
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

/// The file that docs/offline.md tells to put in place of ours.
const KILL_SWITCH: &str = "self.registration.unregister();\n";

#[test]
fn the_kill_switch_ends_the_service_worker() -> Result<()> {
    let mut visit = Visit::kept(library()?.folder())?;
    let dead = library()?.copy(&scratch("kill-switch"))?;
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
