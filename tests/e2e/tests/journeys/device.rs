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
            page.until("results().length && !all('.bar, .cover, .printed').length")?;
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
}
