//! Reading: settings that stay, a place that is found again, hits, what is shared, and articles that
//! are not there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use docbao_e2e::{Library, Page, Served};

use crate::stage::{at_the_list, in_a_host_page, on_the_site};
use crate::{ARTICLE, ENTER, ESCAPE};

/// Opens the sample article from the list of what was sought.
fn open_article(page: &Page) -> Result<()> {
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')").map(drop)
}

#[test]
fn how_one_likes_to_read_stays_after_a_reload() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        open_article(page)?;
        let look =
            "(s => [s.backgroundColor, s.color])(getComputedStyle(all('[part~=reader]')[0]))";
        let size = "parseFloat(getComputedStyle(article()).fontSize)";
        let (paper, small) = (page.see(look)?, page.see(size)?);
        page.click("button", "Cách hiển thị")?;
        page.click("label", "Tối")?;
        page.click("label", "160 %")?;
        page.until("focused() !== null && named('label', '160 %').querySelector(':checked')")?;
        page.press(ESCAPE)?;
        page.until("named('button', 'Cách hiển thị') === focused() && !named('label', 'Tối')")?;
        let chosen = (page.see(look)?, page.see(size)?);
        // Where the page is longer than what we put there, which ends with the panel for reading without
        // network, it is of the same paper, and no longer for it.
        let goes_on = "(s => s.boxShadow.startsWith(s.backgroundColor) && parseFloat(s.boxShadow.split(' ').at(-1)) >= innerHeight)(getComputedStyle(all('[part~=offline]')[0]))";
        ensure!(page.see(goes_on)? == true, "the page below is of another colour");
        ensure!(chosen.0 != paper && chosen.1.as_f64() > small.as_f64(), "{chosen:?}");
        ensure!(
            page.see("(page => page.scrollWidth <= page.clientWidth)(document.documentElement)")?
                == true,
            "the page scrolls sideways"
        );
        page.reload()?;
        page.until("article()?.innerText.includes('Ngọc Hải')")?;
        // Some engines show the text a moment before its style.
        page.until_with(
            &format!("JSON.stringify([{look}, {size}]) === JSON.stringify([...arguments])"),
            &[chosen.0, chosen.1],
        )?;
        page.click("button", "Cách hiển thị")?;
        page.click("button", "Về mặc định")?;
        page.until("!named('label', 'Tối').querySelector(':checked')")?;
        ensure!(page.see(look)? == paper, "it is not as it was");
        Ok(())
    })
}

/// Measured in the page, not by what is chosen: a style sheet that does not know a choice is found out.
#[test]
fn typeface_width_and_spacing_are_seen_and_stay_after_a_reload() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(1000, 800)?;
        open_article(page)?;
        let measures = "(text => ((style, next, whole) => ({
                width: text.getBoundingClientRect().width,
                serif: getComputedStyle(article()).fontFamily,
                line: parseFloat(style.lineHeight) / parseFloat(style.fontSize),
                letters: (parseFloat(style.letterSpacing) || 0) / parseFloat(style.fontSize),
                words: (parseFloat(style.wordSpacing) || 0) / parseFloat(style.fontSize),
                apart: parseFloat(next.marginTop) / parseFloat(style.fontSize),
            }))(getComputedStyle(text.querySelector('p')), getComputedStyle(text.querySelector('.block + .block'))))(all('.text')[0])";
        let see = |what: &str| -> Result<f64> {
            page.see(&format!("{measures}.{what}"))?.as_f64().context(what.to_owned())
        };
        let (width, line) = (see("width")?, see("line")?);
        ensure!((1.55..2.1).contains(&line), "usual lines are {line}");
        ensure!(see("letters")? == 0.0 && see("words")? == 0.0, "letters are spaced");
        page.click("button", "Cách hiển thị")?;
        page.click("label", "Hẹp")?;
        page.until_with(&format!("{measures}.width < arguments[0] * 0.9"), &[width.into()])?;
        page.click("label", "Rộng")?;
        page.until_with(&format!("{measures}.width > arguments[0] * 1.1"), &[width.into()])?;
        page.click("fieldset:nth-of-type(5) label", "Ít")?;
        page.until_with(&format!("{measures}.line < arguments[0] - 0.05"), &[line.into()])?;
        page.click("fieldset:nth-of-type(5) label", "Nhiều")?;
        page.until_with(&format!("{measures}.line > arguments[0] + 0.2"), &[line.into()])?;
        page.click("label", "Không chân")?;
        page.until(&format!("{measures}.serif.includes('system-ui')"))?;
        page.click("label", "Thưa")?;
        // What WCAG 1.4.12 asks for.
        let spaced = "letters >= 0.119 && m.words >= 0.159 && m.apart >= 2 && m.line >= 1.5";
        page.until(&format!("(m => m.{spaced})({measures})"))?;
        let chosen = page.see(measures)?;
        page.reload()?;
        page.until("article()?.innerText.includes('Ngọc Hải')")?;
        let same = format!(
            "(m => Object.keys(m).every(key => m[key] === arguments[0][key] || Math.abs(m[key] - arguments[0][key]) < 0.01))({measures})"
        );
        page.until_with(&same, &[chosen]).map(drop)
    })
}

#[test]
fn a_picture_is_shown_large_and_closed_to_where_one_was() -> Result<()> {
    let articles = tempfile::tempdir()?;
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/docbao-icon-512.png");
    fs::copy(picture, articles.path().join("to-bao.png"))?;
    let text = "---\ntitle: Bài có hình\n---\n\nMột đoạn văn.\n\n![Tờ báo gấp đôi](to-bao.png)\n";
    fs::write(articles.path().join("bai.md"), text)?;
    let library = Library::build_from(articles.path(), &articles.path().join("library"))?;
    let site = Served::new(library.folder())?;
    let page = Page::open(site.address())?;
    page.ready()?;
    page.browser().resize(390, 840)?;
    page.see("openers()[0].click()")?;
    page.until("article() && named('button', 'Lưu')")?;
    page.see(
        "(all('.enlarge').find(e => e.firstElementChild.alt === 'Tờ báo gấp đôi').focus(), true)",
    )?;
    page.press(ENTER)?;
    let is_large = "all('dialog[open] img')[0]?.naturalWidth === 512 && all('dialog img')[0].getBoundingClientRect().right <= innerWidth";
    page.until(is_large)?;
    page.click("dialog button", "Cỡ thật")?;
    page.until("all('dialog img')[0].getBoundingClientRect().width === 512 && named('dialog button', 'Vừa màn hình')")?;
    page.press(ESCAPE)?;
    page.until("!all('dialog').length && article() && focused().matches('.enlarge')")?;
    // It lies over the settings, too: they are what the next Escape takes away.
    page.click("button", "Cách hiển thị")?;
    page.until("named('label', 'Tối')")?;
    page.see(
        "(all('.enlarge').find(e => e.firstElementChild.alt === 'Tờ báo gấp đôi').focus(), true)",
    )?;
    page.press(ENTER)?;
    page.until(is_large)?;
    page.press(ESCAPE)?;
    page.until("!all('dialog').length && named('label', 'Tối') && focused().matches('.enlarge')")?;
    page.press(ESCAPE)?;
    page.until("!all('.panel').length && article()")?;
    page.console_holds_only(&[])
}

#[test]
fn without_storage_the_choice_holds_and_that_is_said_once() -> Result<()> {
    let forbid = |library: &docbao_e2e::Library| {
        let page = "<!doctype html><html lang=vi><meta charset=utf-8><title>x</title>
            <link rel=icon href=data:,>
            <script>Object.defineProperty(window, 'localStorage', { get() { throw new Error } })</script>
            <script src=docbao.js defer></script><doc-bao src=./ loading=eager></doc-bao>";
        library.write("trang.html", page.as_bytes())
    };
    in_a_host_page("no-storage", &[], forbid, |page| {
        page.ready()?;
        open_article(page)?;
        page.click("button", "Cách hiển thị")?;
        page.click("label", "Ngà")?;
        page.until("named('[role=status]', 'không cho lưu') && all('[data-look=sepia]').length")?;
        page.click("label", "Tối")?;
        page.until("!named('[role=status]', 'không cho lưu') && all('[data-look=dark]').length")?;
        Ok(())
    })
}

#[test]
fn a_half_read_article_is_gone_on_with() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        open_article(page)?;
        ensure!(page.see("named('button', 'Đọc tiếp') ?? null")?.is_null(), "not read yet");
        page.see("scrollTo(0, document.documentElement.scrollHeight / 2)")?;
        page.until("all('progress')[0].value > 300")?;
        // How high the first line in sight stands: the offer itself moves the text by a few lines.
        let first = "(window.first = [...article().querySelectorAll('p')].find(p => p.getBoundingClientRect().top > 0).innerText, true)";
        page.see(first)?;
        let top = "[...article().querySelectorAll('p')].find(p => p.innerText === window.first).getBoundingClientRect().top";
        let at = page.see(top)?.as_f64();
        page.see("el.close()")?;
        page.until("!article()")?;
        page.see("openers()[0].click()")?;
        page.until("article() && all('progress')[0].value === 0")?;
        page.click("button", "Đọc tiếp từ")?;
        page.until("all('progress')[0].value > 300")?;
        let near = page.see(top)?.as_f64().zip(at).map(|(now, then)| (now - then).abs());
        ensure!(near.is_some_and(|far| far < 120.0), "{near:?} away");
        Ok(())
    })
}

#[test]
fn whoever_looks_at_the_beginning_again_can_still_go_on_and_all_that_was_opened_is_listed()
-> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        open_article(page)?;
        // What comes later makes the page longer, and nobody reads before they see it.
        page.until("named('button', 'Lưu')")?;
        page.until("(scrollTo(0, document.documentElement.scrollHeight / 2), all('progress')[0].value > 300)")?;
        page.see("(el.close(), true)")?;
        for _ in 0..2 {
            page.until("!article() && openers().length")?;
            page.see("(openers()[0].click(), true)")?;
            page.until("article() && named('button', 'Đọc tiếp từ')")?;
            // The article begins at its top when it has been drawn, which may be after a first step down.
            page.until("(scrollBy(0, article().querySelector('.text').getBoundingClientRect().top + 90), all('progress')[0].value > 20)")?;
            page.see("(el.close(), true)")?;
        }
        // One that fits into the window is never scrolled.
        page.browser().resize(390, 2400)?;
        page.type_query("go do")?;
        page.until("openers().some(e => !name(e).startsWith('Quận'))")?;
        let title = page.see("name(openers().find(e => !name(e).startsWith('Quận')))")?;
        page.see("(openers().find(e => !name(e).startsWith('Quận')).click(), true)")?;
        page.until("article() && named('button', 'Lưu')")?;
        page.see("(el.close(), true)")?;
        page.until("!article()")?;
        at_the_list(page)?;
        page.click(".ways button", "Đã lưu")?;
        page.until_with("named('.shelf section', 'Đã xem gần đây').innerText.includes(arguments[0]) && named('.shelf section', 'Đang đọc dở').innerText.includes('Quận Đồ Sơn')", &[title]).map(drop)
    })
}

#[test]
fn one_goes_from_hit_to_hit_and_from_article_to_article() -> Result<()> {
    on_the_site(|page| {
        page.browser().resize(390, 840)?;
        open_article(page)?;
        let current = "marks(article()).length && [...article().querySelectorAll('mark')].findIndex(m => m.className === 'current')";
        page.click("button", "Chỗ sau")?;
        page.until_with(&format!("({current}) === 0"), &[])?;
        page.click("button", "Chỗ trước")?;
        page.until(&format!("({current}) === marks(article()).length - 1"))?;
        page.until("(r => r.top > 0 && r.bottom < innerHeight)(article().querySelector('.current').getBoundingClientRect())")?;
        let title = page.see("article().querySelector('h1').innerText")?;
        page.click("nav button", "Bài sau")?;
        page.until_with(
            "article() && article().querySelector('h1').innerText !== arguments[0]",
            std::slice::from_ref(&title),
        )?;
        page.click("nav button", "Bài trước")?;
        page.until_with("article()?.querySelector('h1').innerText === arguments[0]", &[title])?;
        Ok(())
    })
}

#[test]
fn an_address_is_shared_or_copied_and_where_neither_goes_it_is_shown() -> Result<()> {
    on_the_site(|page| {
        open_article(page)?;
        // What the browser says of sharing, and what it does.
        page.run(
            "navigator.canShare = what => what.url.startsWith(location.origin);
             navigator.share = async what => { window.shared = what }",
        )?;
        page.click("button", "Chia sẻ")?;
        page.until(
            "shared.url === location.href.split(';')[0] && shared.title.startsWith('Quận Đồ Sơn')",
        )?;
        page.run(
            "navigator.clipboard.writeText = async text => { window.copied = text };
             navigator.share = async () => { window.asked = true; throw new DOMException('no', 'AbortError') }",
        )?;
        page.click("button", "Chia sẻ")?;
        page.until("window.asked")?;
        // Frames of other sites: some browsers refuse, some say before that they would.
        let refusals = [
            "navigator.share = async () => { window.refused = true; throw new DOMException('no', 'NotAllowedError') }",
            "navigator.canShare = () => false; navigator.share = async () => { window.refused = false }",
            "navigator.canShare = undefined; navigator.share = undefined",
        ];
        for refusal in refusals {
            ensure!(page.see("window.copied ?? null")?.is_null(), "copied though asked");
            page.run(refusal)?;
            page.click("button", "Chia sẻ")?;
            page.until("window.copied === shared.url && window.refused && named('[role=status]', 'Đã chép liên kết')")?;
            page.run("window.copied = undefined")?;
        }
        page.run("navigator.clipboard.writeText = async () => { throw new Error() }")?;
        page.click("button", "Chia sẻ")?;
        page.until("named('[role=status]', shared.url)").map(drop)
    })
}

#[test]
fn an_article_that_is_not_there_leads_on() -> Result<()> {
    let complaint = ["article-missing"];
    in_a_host_page(
        "gone",
        &complaint,
        |_| Ok(()),
        |page| {
            page.ready()?;
            page.see("(el.setAttribute('article', '2019-11-do-son-da-go'), true)")?;
            page.until("named('[part~=notice]', 'Không có bài')")?;
            page.click("[part~=notice] button", "Tìm “do son da go”")?;
            page.until("results().length && field().value === 'do son da go'").map(drop)
        },
    )
}
