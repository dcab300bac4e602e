//! What the browser's store is asked for directly: what waits to be kept, and what has to go.

use anyhow::{Result, ensure};
use docbao_e2e::{Host, Page};
use serde_json::Value;

use crate::stage::{library, scratch};

/// A page with a store and no reader, and in the store a pack of texts: its name and its length.
fn with_store(name: &str, journey: impl FnOnce(&Page, &Host) -> Result<()>) -> Result<()> {
    let library = library()?.copy(&scratch(name)?)?;
    // Scripts that come by the driver import nothing in Firefox.
    const PAGE: &str = "<!doctype html><meta charset=utf-8><title>Kho</title><link rel=icon href=data:,><script type=module>
        import { open } from './docbao-store.js';
        window.store = open(new URL('./', location).href);
    </script>";
    library.write("trang.html", PAGE.as_bytes())?;
    let host = Host::new(library.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    page.until("window.store")?;
    let open = "(async () => {
        await store.fetch(store.base + 'docbao.json');
        window.pack = store.manifest.packs.find(pack => pack.file.startsWith('texts-'));
        window.bring = (init) => store.fetch(store.base + pack.file, init).then(r => r.arrayBuffer()).then(b => new Uint8Array(b));
        return true;
    })()";
    ensure!(page.see(open)? == true);
    journey(&page, &host)?;
    page.console_holds_only(&[])
}

/// What a browser keeps in the end, or that nothing ever comes of it.
fn outcome(page: &Page, of: &str) -> Result<Value> {
    page.see(&format!(
        "Promise.race([(async () => {{ {of} }})(), new Promise(done => setTimeout(done, 5000, 'nothing comes of it'))])"
    ))
}

#[test]
fn what_waits_to_be_kept_is_not_asked_for_again() -> Result<()> {
    with_store("store-waits", |page, host| {
        let twice = "const init = { headers: { Range: 'bytes=7-40' } };
            const [first, again] = [await bring(init), await bring(init)];
            return first.length === 34 && first.join() === again.join()";
        ensure!(outcome(page, twice)? == true, "the second answer is another");
        let asked = host.requests();
        let asked = asked.iter().filter(|path| path.contains("bytes=7-40")).count();
        ensure!(asked == 1, "it was asked for {asked} times");
        let keeps = "await store.settle();
            return !!await store.match(pack.file + '?bytes=7-41')";
        ensure!(outcome(page, keeps)? == true, "it is not kept");
        Ok(())
    })
}

#[test]
fn what_is_too_much_goes_while_more_is_kept() -> Result<()> {
    with_store("store-full", |page, _| {
        let keeps = "(await store.parts).set('khac', [{ start: 0, end: 64 << 20, key: 'khac' }]);
            await bring({ headers: { Range: 'bytes=7-40' } });
            await store.settle();
            return (await store.parts).has('khac')";
        let is_still_here = outcome(page, keeps)?;
        ensure!(is_still_here == false, "too much is kept: {is_still_here}");
        Ok(())
    })
}

#[test]
fn a_pack_that_came_wrong_is_kept_as_it_comes_the_second_time() -> Result<()> {
    with_store("store-wrong", |page, _| {
        let keeps = "await store.put(pack.file, new Uint8Array(pack.bytes));
            const good = await bring({ cache: 'reload' });
            for (;;) {
                const kept = await (await store.match(pack.file))?.arrayBuffer();
                if (kept && new Uint8Array(kept).join() === good.join()) return good.some(byte => byte) && kept.byteLength;
                await new Promise(done => setTimeout(done, 50));
            }";
        let kept = outcome(page, keeps)?;
        ensure!(kept == page.see("pack.bytes")?, "kept is {kept}");
        Ok(())
    })
}
