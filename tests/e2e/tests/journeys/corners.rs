//! Where in a page the element stands, and what the page's scripts have done to the language before: it is read there
//! as anywhere.

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Page};
use serde_json::json;

use crate::guest::pages;
use crate::stage::library;

/// What is shut, hidden or not asked for.
const UNSEEN: [&str; 3] = ["away", "shut", "asked"];

#[test]
fn wherever_a_page_puts_the_element_it_is_read_there() -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}corners.html", host.address()))?;
    page.browser().resize(1000, 800)?;
    page.until("!document.body.hidden && customElements.get('doc-bao') && window.show")?;
    let has_begun = "corner(arguments[0]).shadowRoot.querySelector('[part=root] *') !== null";
    let mut wrong = Vec::new();
    for id in [
        "flexed", "gridded", "wrapped", "centred", "zoomed", "scaled", "inner", "cell", "flex",
        "inline", "float", "fit", "grid", "cut", "away", "shut", "asked",
    ] {
        let of = [json!(id)];
        if UNSEEN.contains(&id) {
            ensure!(page.see_with(has_begun, &of)? == false, "{id} has begun unseen");
        }
        if let Err(error) = is_read_in(&page, id) {
            wrong.push(format!("{id}: {error:#}"));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    page.console_holds_only(&[])
}

fn is_read_in(page: &Page, id: &str) -> Result<()> {
    // What somebody who points at the middle of something hits.
    const HIT: &str = "(e => {
        const { x, y, width, height } = e.getBoundingClientRect();
        let hit = document, next = document.elementFromPoint(x + width / 2, y + Math.min(height / 2, 10));
        while (next && next !== hit) { hit = next; next = hit.shadowRoot?.elementFromPoint(x + width / 2, y + Math.min(height / 2, 10)); }
        return e.contains(hit) || hit.contains(e) && hit.matches('h3, .card, [part~=result]');
    })";
    let of = [json!(id)];
    let inside = "(selector => corner(arguments[0]).shadowRoot.querySelector(selector))";
    page.see_with("(show(arguments[0]), true)", &of)?;
    page.until_with(&format!("{inside}('[part~=result] h3 button') !== null"), &of)?;
    let width = page.see_with(&format!("{inside}('[part=root]').offsetWidth"), &of)?;
    ensure!(width.as_u64().is_some_and(|width| (300..=1000).contains(&width)), "{width} px wide");
    // It fills the element, however the page lays that out.
    let fills = "(({ left, right, top }, whole) => Math.abs(left - whole.left) < 2 && Math.abs(right - whole.right) < 2 && Math.abs(top - whole.top) < 2)(corner(arguments[0]).shadowRoot.querySelector('[part=root]').getBoundingClientRect(), corner(arguments[0]).getBoundingClientRect())";
    page.until_with(fills, &of).context("it does not fill its element")?;
    page.until_with(&format!("({inside}('[part~=result] h3 button').scrollIntoView({{ block: 'center' }}), {HIT}({inside}('[part~=result] h3 button')))"), &of)
        .context("a click does not arrive")?;
    page.see_with(&format!("({inside}('[part~=result] h3 button').click(), true)"), &of)?;
    page.until_with(&format!("{inside}('[part~=article] .text')?.checkVisibility()"), &of)?;
    let cursor =
        page.see_with(&format!("getComputedStyle({inside}('[part~=article] .text')).cursor"), &of)?;
    ensure!(cursor == "auto", "the pointer is {cursor}");
    page.see_with(
        "(corner(arguments[0]).closest('dialog')?.close(), corner(arguments[0]).close(), true)",
        &of,
    )
    .map(drop)
}
