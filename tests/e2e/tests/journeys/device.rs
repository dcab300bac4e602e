//! What the device asks for beside a screen: paper, colours of its own, more contrast.

mod in_chromium_alone {
    use anyhow::{Result, ensure};
    use docbao_e2e::Page;
    use serde_json::{Value, json};

    use crate::keeping::find_and_open;
    use crate::stage::on_the_site;

    fn ask_for(page: &Page, media: &str, features: &Value) -> Result<()> {
        let params = json!({ "media": media, "features": features });
        let command = json!({ "cmd": "Emulation.setEmulatedMedia", "params": params });
        page.browser().command("/goog/cdp/execute", &command).map(drop)
    }

    #[test]
    fn paper_holds_the_article_or_the_list_and_says_where_it_is_from() -> Result<()> {
        let articles = tempfile::tempdir()?;
        for (name, front) in [
            ("a", "title: Không rõ nguồn"),
            ("b", "title: Có nguồn\nurl: https://cong.example/bai"),
        ] {
            let text = format!("---\n{front}\n---\n\nMột đoạn văn.\n");
            std::fs::write(articles.path().join(name).with_extension("md"), text)?;
        }
        let library =
            docbao_e2e::Library::build_from(articles.path(), &articles.path().join("library"))?;
        let site = docbao_e2e::Served::new(library.folder())?;
        let page = Page::open(site.address())?;
        page.ready()?;
        // Before anything but the list has come, and the panel for reading without network below it.
        let is_list =
            "results().length && !all('.bar, .ways, .page, .printed, [part=offline]').length";
        page.until("all('[part=offline]').length")?;
        for width in [760, 1280] {
            page.browser().resize(width, 1000)?;
            ask_for(&page, "print", &json!([]))?;
            page.until(is_list)?;
            ask_for(&page, "screen", &json!([]))?;
        }
        // Paper is white and its letters are black, in the dark too.
        let on_paper = "[article(), root.querySelector('[part=root]')].every(e => getComputedStyle(e).color === 'rgb(0, 0, 0)')
            && [all('.reader')[0], root.querySelector('[part=root]')].every(e => getComputedStyle(e).backgroundColor === 'rgb(255, 255, 255)' && getComputedStyle(e).colorScheme === 'light')";
        for (width, wished, chosen) in [
            (760, "light", "Tự động"),
            (1280, "dark", "Tự động"),
            (1280, "light", "Tối"),
            (1280, "sepia", "Tương phản cao"),
        ] {
            page.browser().resize(width, 1000)?;
            page.see_with("(el.setAttribute('theme', arguments[0]), true)", &[wished.into()])?;
            page.see("(openers().find(e => name(e) === 'Có nguồn').click(), true)")?;
            page.until("article() && named('button', 'Lưu')")?;
            page.click("button", "Cách hiển thị")?;
            page.click("label", chosen)?;
            page.click("button", "Cách hiển thị")?;
            ask_for(&page, "print", &json!([]))?;
            page.until(on_paper)?;
            page.until("named('.source', 'https://cong.example/bai') && !all('.printed').some(e => e.innerText)")?;
            ask_for(&page, "screen", &json!([]))?;
            page.see("(el.close(), true)")?;
            page.until("!article()")?;
            page.see("(openers().find(e => name(e) === 'Không rõ nguồn').click(), true)")?;
            page.until(
                "article()?.innerText.includes('Không rõ nguồn') && named('button', 'Lưu')",
            )?;
            ask_for(&page, "print", &json!([]))?;
            page.until("article() && !all('.bar, .back, .list, .filters, .neighbours').length")?;
            let left = page.see("article().getBoundingClientRect().left")?;
            ensure!(left.as_f64() < Some(120.0), "printed {left} px from the left at {width}");
            page.until("all('.printed')[0]?.innerText.startsWith(location.origin)")?;
            page.see("(el.close(), true)")?;
            page.until(is_list)?;
            ask_for(&page, "screen", &json!([]))?;
        }
        page.console_holds_only(&[])
    }

    #[test]
    fn with_few_colours_all_that_can_be_set_is_seen_and_more_contrast_is_given() -> Result<()> {
        on_the_site(|page| {
            page.browser().resize(1280, 900)?;
            ask_for(page, "", &json!([{ "name": "forced-colors", "value": "active" }]))?;
            // How the page writes a colour of the system.
            let system = "(name => { const e = document.createElement('i'); e.style.cssText = 'forced-color-adjust: none; color: ' + name; document.body.append(e); const { color } = getComputedStyle(e); e.remove(); return color })";
            let thumb = "getComputedStyle(named('input[type=range]', 'Từ')).getPropertyValue('--docbao-accent')";
            ensure!(page.see(thumb)? == "Highlight", "{}", page.see(thumb)?);
            find_and_open(page)?;
            page.click("button", "Cách hiển thị")?;
            let chosen = format!(
                "(c => c.backgroundColor === {system}('Highlight') && c.color === {system}('HighlightText'))(getComputedStyle(all('.choice :checked + span')[0]))"
            );
            page.until(&chosen)?;
            ensure!(page.see("getComputedStyle(all('progress')[0]).forcedColorAdjust")? == "none");
            ask_for(page, "", &json!([{ "name": "prefers-contrast", "value": "more" }]))?;
            let quiet = "getComputedStyle(all('.total')[0]).color === getComputedStyle(all('.reader')[0]).color";
            page.until(quiet).map(drop)
        })
    }

    #[test]
    fn at_night_the_reader_is_as_dark_as_the_theme_of_that_name() -> Result<()> {
        on_the_site(|page| {
            page.browser().resize(1280, 900)?;
            crate::axe::bring(page)?;
            let palette = "['scheme', 'paper', 'surface', 'ink', 'quiet', 'rule', 'control', 'accent', 'on-accent', 'mark', 'mark-ink', 'focus']
                .map(name => getComputedStyle(all('.reader')[0]).getPropertyValue('--docbao-' + name)).join()";
            let day = page.see(palette)?;
            ask_for(page, "", &json!([{ "name": "prefers-color-scheme", "value": "dark" }]))?;
            page.until_with(&format!("{palette} !== arguments[0]"), std::slice::from_ref(&day))?;
            let night = page.see(palette)?;
            crate::axe::check(page, "list at night")?;
            find_and_open(page)?;
            page.click("button", "Cách hiển thị")?;
            page.until("named('label', 'Tối')")?;
            crate::axe::check(page, "article and settings at night")?;
            page.see("(el.setAttribute('theme', 'dark'), true)")?;
            ensure!(page.see(palette)? == night, "dark is {}, night {night}", page.see(palette)?);
            page.see("(el.removeAttribute('theme'), true)")?;
            page.click("label", "Tối")?;
            page.until("all('[data-look=dark]').length")?;
            ensure!(page.see(palette)? == night, "chosen: {}", page.see(palette)?);
            // Who chose the day has it at night.
            page.click("label", "Sáng")?;
            page.until_with(&format!("{palette} === arguments[0]"), &[day]).map(drop)
        })
    }

    /// Moves the mouse to the middle of something in sight.
    fn point_at(page: &Page, what: &str) -> Result<()> {
        let middle = format!(
            "(e => (e.scrollIntoView({{ block: 'center' }}), e.getBoundingClientRect()))({what}[0])"
        );
        let at = page.until(&format!(
            "(box => [box.x + Math.min(box.width / 2, 30), box.y + box.height / 2])({middle})"
        ))?;
        let params = json!({ "type": "mouseMoved", "x": at[0], "y": at[1] });
        let command = json!({ "cmd": "Input.dispatchMouseEvent", "params": params });
        page.browser().command("/goog/cdp/execute", &command).map(drop)
    }

    #[test]
    fn nothing_moves_for_those_who_asked_for_that() -> Result<()> {
        on_the_site(|page| {
            page.browser().resize(1280, 900)?;
            // Whatever begins to change by and by, or is scrolled to by and by, is written down.
            page.run(
                "var moved = [];
                const root = document.querySelector('doc-bao').shadowRoot;
                for (const type of ['transitionrun', 'animationstart']) root.addEventListener(type, event => moved.push(type + ' ' + event.target.className), true);
                for (const [kind, name] of [[Element, 'scrollIntoView'], [Element, 'scrollTo'], [Element, 'scrollBy'], [window, 'scrollTo'], [window, 'scrollBy']]) {
                    const home = kind.prototype ?? kind, scroll = home[name];
                    home[name] = function (...how) {
                        if (how[0]?.behavior === 'smooth') moved.push('smooth ' + name);
                        return scroll.apply(this, how);
                    };
                }",
            )?;
            // Else what is not seen here would never be seen.
            ask_for(
                page,
                "",
                &json!([{ "name": "prefers-reduced-motion", "value": "no-preference" }]),
            )?;
            point_at(page, "openers()")?;
            page.until("moved.length && !root.getAnimations().length")?;
            ask_for(page, "", &json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]))?;
            point_at(page, "all('.total')")?;
            page.until("!openers()[0].matches(':hover') && !root.getAnimations().length && (moved.length = 0, true)")?;
            point_at(page, "openers()")?;
            page.until("openers()[0].matches(':hover')")?;
            let lasts = "[...root.querySelectorAll('*')].filter(e => {
                const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(e);
                return parseFloat(transitionDuration) || animationName !== 'none' || scrollBehavior !== 'auto';
            }).map(e => e.outerHTML.slice(0, 80))";
            let still = |page: &Page, screen: &str| -> Result<()> {
                let moved = page.see(&format!("[...moved, ...{lasts}]"))?;
                ensure!(moved.as_array().is_some_and(Vec::is_empty), "{screen}: {moved:#}");
                Ok(())
            };
            still(page, "list")?;
            page.run(crate::keeping::VOICE)?;
            find_and_open(page)?;
            page.until("named('button', 'Nghe')")?;
            point_at(page, "all('.mentions .chip')")?;
            page.until("all('.mentions .chip')[0].matches(':hover')")?;
            still(page, "article")?;
            page.click("button", "Cách hiển thị")?;
            page.until("named('label', 'Tối')")?;
            page.click("label", "Tối")?;
            page.until("all('[data-look=dark]').length")?;
            still(page, "settings")?;
            page.click("button", "Cách hiển thị")?;
            page.click("button", "Chỗ sau")?;
            page.until("all('mark.current').length")?;
            page.click("button", "Nghe")?;
            page.until("all('.player').length")?;
            still(page, "player")?;
            page.see("(el.close(), true)")?;
            page.until("!article()")?;
            still(page, "list again")
        })
    }

    /// As many letters as the eye finds back from: about 65 in a line, whatever the screen has room for.
    #[test]
    fn a_line_of_text_holds_about_65_letters() -> Result<()> {
        on_the_site(|page| {
            find_and_open(page)?;
            // Lines of whole paragraphs, but for their last ones.
            let lines = "[...article().querySelectorAll('.text .block > p')].flatMap(p => {
                const lines = new Map(), letter = document.createRange();
                const texts = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
                for (let text = texts.nextNode(); text; text = texts.nextNode()) for (let at = 0; at < text.length; at++) {
                    letter.setStart(text, at);
                    letter.setEnd(text, at + 1);
                    const box = letter.getClientRects()[0];
                    if (box?.width) lines.set(Math.round(box.bottom / 8), (lines.get(Math.round(box.bottom / 8)) ?? 0) + 1);
                }
                return [...lines.values()].slice(0, -1);
            }).sort((a, b) => a - b)";
            for width in [820, 1440] {
                page.browser().resize(width, 1000)?;
                page.until(&format!("innerWidth === {width}"))?;
                let lines = page.see(lines)?;
                let lines: Vec<u64> = serde_json::from_value(lines)?;
                let middle = lines.get(lines.len() / 2).copied().unwrap_or_default();
                ensure!(lines.len() > 10, "only {} lines at {width}", lines.len());
                ensure!(
                    (60..=70).contains(&middle),
                    "{middle} letters in a line at {width}: {lines:?}"
                );
                let tenth = lines.len() / 10;
                let most = (lines[tenth], lines[lines.len() - 1]);
                ensure!(
                    most.0 >= 55 && most.1 <= 75,
                    "{most:?} letters in lines at {width}: {lines:?}"
                );
            }
            Ok(())
        })
    }
}
