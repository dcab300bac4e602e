//! The same visit in pages of every kind (`tests/hosts`): the reader works there, looks as it does in a
//! page that does nothing to it, gets no policy into trouble and asks nobody but the page's own host.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::{Map, Value, json};

use crate::stage::{empty, library};
use crate::{ARTICLE, ESCAPE};

#[test]
fn under_the_strictest_policy_nothing_is_refused() -> Result<()> {
    visit("strict.html", |page| {
        // Whatever can be opened, the second module's parts too.
        page.browser().resize(1280, 900)?;
        page.click("[part~=facet] label", "")?;
        page.click("[part~=chip]", "")?;
        page.until("!all('[part~=chip]').length")?;
        page.type_query("nghiêngngảnghiêngngả")?;
        page.until("all('[part~=notice]').length")?;
        page.type_query("do son")?;
        page.first_begins(ARTICLE)?;
        page.see("(openers()[0].click(), true)")?;
        page.click("button", "Nghe")?;
        page.until("spoken.length && all('.player').length")?;
        page.click("button", "Cách hiển thị")?;
        page.click("label", "Tối")?;
        page.until("all('[data-look*=dark]').length")?;
        // A reader that goes, and another that comes.
        page.see("(el.setAttribute('src', 'thu-vien/docbao.json'), true)")?;
        page.until("results().length && field().value === ''").map(drop)
    })
}

#[test]
fn a_style_sheet_that_unsets_everything_reaches_nothing_inside() -> Result<()> {
    visit("unset.html", looks_as_ever)
}

#[test]
fn old_resets_and_a_small_rem_reach_nothing_inside() -> Result<()> {
    visit("resets.html", looks_as_ever)
}

#[test]
fn quirks_mode_changes_nothing_inside() -> Result<()> {
    visit("quirks.html", looks_as_ever)
}

#[test]
fn a_page_from_right_to_left_leaves_vietnamese_from_left_to_right() -> Result<()> {
    visit("rtl.html", looks_as_ever)
}

#[test]
fn another_base_of_addresses_leads_nobody_astray() -> Result<()> {
    visit("base.html", |page| {
        page.see("openers()[0].click()")?;
        page.until("article()")?;
        ensure!(
            page.see("location.pathname === '/base.html' && location.hash.includes('docbao=')")?
                == true,
            "the address has become {}",
            page.see("location.href")?
        );
        Ok(())
    })
}

#[test]
fn a_page_in_an_old_encoding_does_not_garble_words() -> Result<()> {
    visit("windows-1258.html", |page| {
        page.see("openers()[0].click()")?;
        page.until("article()")?;
        ensure!(page.see("location.search.includes('docbao=')")? == true, "no address");
        page.see("el.close()")?;
        page.until("!article() && location.search.includes('docbao=;q=do%20son')").map(drop)
    })
}

#[test]
fn prototypes_of_another_era_do_no_harm() -> Result<()> {
    visit("era.html", looks_as_ever)
}

/// Also what fails is said there as anywhere: an error is an object that is given a name.
#[test]
fn a_page_that_has_frozen_the_language_does_no_harm() -> Result<()> {
    visit_with("frozen.html", &["khong-co", "(library-missing)"], |page| {
        page.see("(el.src = 'khong-co/', true)")?;
        page.until("heard.some(e => e.code === 'library-missing')")?;
        let said = page.see("el.ready.then(() => 'ready', e => [e.name, e.code])")?;
        ensure!(said == json!(["DocBaoError", "library-missing"]), "{said}");
        page.see("(el.src = 'thu-vien/', true)")?;
        page.until("results().length")?;
        looks_as_ever(page)
    })
}

#[test]
fn what_frameworks_and_meters_put_in_place_of_the_browsers_own_does_no_harm() -> Result<()> {
    visit("patched.html", |page| {
        let met = page.see("metered.length > 3 && roots.includes(root)")?;
        ensure!(met == true, "the page's own functions were not called");
        page.see("(el.theme = 'dark', el.query = 'csp', true)")?;
        page.first_begins("Chính sách nội dung")?;
        page.see("(el.theme = null, true)")?;
        looks_as_ever(page)
    })
}

#[test]
fn a_page_that_takes_keys_gets_none_that_are_typed_into_the_reader() -> Result<()> {
    visit("keys.html", |page| {
        page.type_query("do son / 05")?;
        page.until("field().value === 'do son / 05'")?;
        // The reader hears its keys all the same.
        page.press(ESCAPE)?;
        page.until("field().value === ''")?;
        let taken = page.see("taken")?;
        ensure!(taken == json!([]), "the page took {taken}");
        // Outside of a field the page's shortcuts are its own.
        page.see("(document.activeElement.blur(), root.activeElement?.blur(), true)")?;
        page.press("j")?;
        page.until("taken.length").map(drop)
    })
}

#[test]
fn a_page_dresses_the_reader_by_properties_and_parts() -> Result<()> {
    visit("theme.html", |page| {
        for (what, expected) in [
            ("results()[0], 'border-left-color'", "rgb(122, 31, 31)"),
            ("results()[0], 'border-left-width'", "4px"),
            ("root.querySelector('[part~=reader]'), 'background-color'", "rgb(255, 253, 245)"),
            ("root.querySelector('[part~=reader]'), 'font-size'", "19px"),
        ] {
            let found = page.see(&format!(
                "(([e, name]) => getComputedStyle(e).getPropertyValue(name))([{what}])"
            ))?;
            ensure!(found == expected, "{what} is {found}");
        }
        // What has a colour of the page's own has it wherever the accent shows.
        let accented =
            "all('a, button').some(e => getComputedStyle(e).color === 'rgb(122, 31, 31)')";
        ensure!(page.see(accented)? == true, "the accent shows nowhere");
        Ok(())
    })
}

#[test]
fn portals_as_they_are_leave_the_reader_alone() -> Result<()> {
    for name in ["nukeviet", "sharepoint", "liferay", "dotnetnuke"] {
        visit(&format!("portal-{name}.html"), |page| {
            // Some portals have one form around everything.
            page.type_query("do son")?;
            page.press(crate::ENTER)?;
            page.first_begins(ARTICLE)?;
            ensure!(page.see("!window.isSubmitted")? == true, "the portal's form was sent");
            looks_as_ever(page)
        })
        .with_context(|| format!("in the manner of {name}"))?;
    }
    Ok(())
}

#[test]
fn pictures_of_other_sites_are_not_asked_for() -> Result<()> {
    let folder = empty("pictures")?;
    let article = "---\ntitle: Bài có ảnh\ndate: 2024-05-06\n---\n\nMột đoạn văn.\n\n\
                   ![Ảnh hội nghị](https://example.org/anh.jpg)\n\n\
                   <img src=\"//example.org/theo-doi.gif\">\n\nXem [tài liệu](https://example.org/).\n";
    std::fs::write(folder.join("bai.md"), article)?;
    let built = Library::build_from(&folder, &folder.join("library"))?;
    let host = Host::of_pages(&pages(), built.folder())?;
    let page = Page::open(&format!("{}strict.html", host.address()))?;
    page.ready()?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Một đoạn văn')")?;
    ensure!(page.see("!article().querySelector('img')")? == true, "there is a picture");
    stays_at_home(&page, &host)?;
    page.console_holds_only(&[])
}

/// Finds, opens, goes back; then whatever is special about the page. Nothing is refused or asked of strangers.
fn visit(name: &str, more: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
    visit_with(name, &[], more)
}

/// The same, where something goes wrong on purpose.
fn visit_with(
    name: &str,
    complaints: &[&str],
    more: impl FnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let page = Page::open(&format!("{}{name}", host.address()))?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.until("marks(results()[0]).some(mark => /Đồ|Sơn/.test(mark))")?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    page.see("el.close()")?;
    page.until("!article() && results().length && field().value === 'do son'")?;
    more(&page)?;
    stays_at_home(&page, &host)?;
    page.console_holds_only(complaints)
}

/// Fails if a policy was violated, or anybody but the page's own host was asked for anything.
fn stays_at_home(page: &Page, host: &Host) -> Result<()> {
    // Only what is true or false comes through an old page's ideas of JSON.
    let is_clean = page.see("!violations.length")? == true;
    ensure!(is_clean, "the policy had to refuse {}", page.see("violations.join('; ')")?);
    let reports = host.requests().into_iter().filter(|path| path.starts_with("/policy-reports"));
    ensure!(reports.count() == 0, "browsers reported violations");
    ensure!(page.see("!document.cookie")? == true, "there is a cookie");
    let asked = "performance.getEntriesByType('resource').map(e => e.name)
        .filter(name => !/^(data|blob):/.test(name) && new URL(name).origin !== location.origin)";
    let is_home = page.see(&format!("!({asked}).length"))? == true;
    ensure!(is_home, "strangers were asked: {}", page.see(asked)?);
    Ok(())
}

/// Compares every kind of element in list and article with the same in the plain page, by all that style
/// decides and the width of the page does not.
fn looks_as_ever(page: &Page) -> Result<()> {
    let host = Host::of_pages(&pages(), library()?.folder())?;
    let plain = Page::open(&format!("{}plain.html", host.address()))?;
    plain.ready()?;
    // As wide as here: what the reader does with its width is its own affair.
    page.browser().resize(1000, 800)?;
    let width = page.see("root.querySelector('[part=root]').getBoundingClientRect().width")?;
    let top = page.see("getComputedStyle(el).getPropertyValue('--docbao-top')")?;
    plain.browser().resize(1000, 800)?;
    let shape = "(el.style.width = `${arguments[0]}px`, el.style.setProperty('--docbao-top', arguments[1]), true)";
    plain.see_with(shape, &[width, top])?;
    let (plain, here) = (looks(&plain)?, looks(page)?);
    // Which excerpts have come depends on what is in sight.
    let both = plain.iter().filter(|(kind, _)| here.contains_key(*kind));
    let mut differences = Vec::new();
    let mut compared = 0;
    for (kind, styles) in both {
        compared += 1;
        for (property, value) in styles.as_object().into_iter().flatten() {
            let found = &here[kind][property];
            if found != value {
                differences.push(format!("{kind}: {property}: {found}, not {value}"));
            }
        }
    }
    ensure!(compared > 60, "only {compared} kinds of elements were compared");
    ensure!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
    Ok(())
}

/// The styles of each kind of element that there is in list, filters and article.
fn looks(page: &Page) -> Result<Map<String, Value>> {
    page.type_query("csp script-src")?;
    page.first_begins("Chính sách nội dung")?;
    page.until("marks(results()[0]).length")?;
    page.until("root.querySelector('.list').ariaBusy === 'false'")?;
    page.click("[aria-controls=filters]", "")?;
    page.until("all('[part~=facet] input').length")?;
    // The pointer and the focus have looks of their own.
    page.see("(focused().blur(), true)")?;
    let mut looks = Map::new();
    for view in ["list", "article"] {
        if view == "article" {
            page.until("openers().slice(0, 1).filter(e => (e.click(), true)).length")?;
            page.until("article()?.querySelector('table') && marks(article()).length")?;
            // The second module draws there too, when it has come, and brings a sheet of its own.
            page.until("root.adoptedStyleSheets.length > 1")?;
            page.see("(focused().blur(), true)")?;
        }
        let seen = page.see(LOOKS)?;
        let seen = seen.as_object().context("no looks")?.clone();
        looks.extend(seen.into_iter().map(|(kind, look)| (format!("{view} {kind}"), look)));
    }
    Ok(looks)
}

/// Kind of element → property → value. What depends on the width of the page is left out.
const LOOKS: &str = r#"(() => {
    const BY_PLACE = /size$|^(width|height)$|^(top|left|right|bottom)$|^inset|origin$|^margin-(left|right|inline)|transition|animation|^-|^grid-template-columns$/;
    const looks = {};
    for (const e of root.querySelectorAll('[part=root] *')) {
        if (!seen(e)) continue;
        const kind = [e.localName, ...e.classList].join('.') + (e.getAttribute('part') ? `[${e.getAttribute('part')}]` : '');
        if (looks[kind]) continue;
        const style = getComputedStyle(e), look = looks[kind] = { size: style.fontSize };
        for (const property of style) if (!BY_PLACE.test(property)) look[property] = style.getPropertyValue(property);
    }
    return looks;
})()"#;

pub(crate) fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../hosts")
}
