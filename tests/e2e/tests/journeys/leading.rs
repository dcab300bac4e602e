//! What leads on from an article: its headings, what it mentions, what is related to it, and from a note to its
//! passage, also in a library that was built anew.

use std::fs;

use anyhow::{Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::json;

use crate::keeping::select;
use crate::stage::{find_and_read, on_the_site, scratch};

#[test]
fn an_entry_of_the_table_of_contents_leads_to_its_heading() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        let hits = page.see("el.search('Không dấu cũng được', { limit: 1 })")?;
        page.see_with("el.open(arguments[0]).then(() => true)", &[hits["hits"][0]["id"].clone()])?;
        page.until("article()?.querySelector('.contents:not([hidden])')")?;
        let heading = "[...article().querySelectorAll('.text h2, .text h3')].at(-1)";
        let words = page.see(&format!("{heading}.innerText"))?;
        let is_in_sight = format!(
            "(r => r.top >= 0 && r.bottom <= innerHeight)({heading}.getBoundingClientRect())"
        );
        ensure!(page.see(&is_in_sight)? == false, "there is nowhere to lead to");
        page.click(".contents summary", "Mục lục")?;
        page.until("article().querySelector('.contents').open")?;
        page.see_with(
            "([...article().querySelectorAll('.contents button')].find(e => e.innerText === arguments[0]).click(), true)",
            &[words],
        )?;
        page.until(&format!("{is_in_sight} && focused().contains({heading})")).map(drop)
    })
}

#[test]
fn related_articles_lead_on_and_back_leads_back() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        find_and_read(page)?;
        let from = page.see("article().querySelector('h1').innerText")?;
        let to = page.until("all('.related:not([hidden]) button')[0]?.innerText")?;
        page.see("(all('.related button')[0].click(), true)")?;
        let is_open = "article()?.querySelector('h1').innerText === arguments[0]";
        page.until_with(&format!("{is_open} && focused().matches('h1')"), &[to])?;
        page.see("history.back()")?;
        page.until_with(is_open, &[from]).map(drop)
    })
}

/// A person and a place are searched by name, as words that stand together.
#[test]
fn who_and_what_an_article_mentions_can_be_searched_for() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        for group in ["Người", "Địa danh"] {
            find_and_read(page)?;
            let chip = format!(
                "[...all('.mentions .group:not([hidden])')].find(e => e.querySelector('h3').innerText === '{group}')?.querySelector('button')"
            );
            let name = page.until(&format!("{chip}?.innerText"))?;
            page.see(&format!("({chip}.click(), true)"))?;
            page.until_with(
                "!article() && results().length && field().value === `\"${arguments[0]}\"`",
                &[name],
            )?;
            page.first_begins(crate::ARTICLE)?;
        }
        Ok(())
    })
}

/// A note is bound to words: what was changed elsewhere in the article is nothing to it.
#[test]
fn in_a_library_built_anew_a_note_is_found_again_or_says_that_its_passage_is_gone() -> Result<()> {
    let folder = scratch("anew")?;
    let articles = folder.join("bai");
    fs::create_dir_all(&articles)?;
    let write = |first: &str, second: &str| {
        let text = format!(
            "---\ntitle: Đê biển\ndate: 2024-05-01\n---\n\n{first}\n\nNước lên thì đóng cống.\n\n{second}\n"
        );
        fs::write(articles.join("de-bien.md"), text)
    };
    let (old, kept) = ("Tuyến đê dài ba cây số.", "Hội phụ nữ trồng thêm hàng phi lao.");
    write(old, kept)?;
    let built = folder.join("thu-vien");
    let library = Library::build_from(&articles, &built)?;
    let host = Host::new(library.folder())?;
    let page = Page::open(&host.address())?;
    page.ready()?;
    let open = |page: &Page| -> Result<()> {
        page.until("results().length")?;
        page.see("(openers()[0].click(), true)")?;
        page.until("article()?.innerText.includes('đóng cống')").map(drop)
    };
    open(&page)?;
    for (words, note) in [(old, "đo lại"), (kept, "bao nhiêu cây")] {
        select(&page, words)?;
        page.click(".float.actions button", "Ghi chú")?;
        page.until("focused().matches('textarea')")?;
        page.press(note)?;
        page.click("button", "Lưu ghi chú")?;
        page.until_with("named('.notes li', arguments[0])", &[json!(note)])?;
    }
    page.console_holds_only(&[])?;

    write("Đê nay đã được nâng cao thêm một mét và dài hơn trước nhiều.", kept)?;
    Library::build_from(&articles, &built)?;
    // A site of its own keeps its files; who comes back after they were renewed has the new ones.
    page.see("caches.keys().then(names => Promise.all(names.map(name => caches.delete(name)))).then(() => true)")?;
    page.goto(&host.address())?;
    page.ready()?;
    open(&page)?;
    page.until("article().innerText.includes('nâng cao') && all('.notes li').length === 2")?;
    let go = |note: &str| {
        page.see_with(
            "([...named('.notes li', arguments[0]).querySelectorAll('button')].find(e => e.innerText === 'Đến đoạn này').click(), true)",
            &[json!(note)],
        )
    };
    go("đo lại")?;
    page.until("named('[role=status]', 'không còn đoạn này')")?;
    go("bao nhiêu cây")?;
    page.until("!CSS.highlights || [...CSS.highlights.get('docbao-linked') ?? []].some(r => r.toString().startsWith('Hội phụ nữ'))")?;
    page.console_holds_only(&[])
}
