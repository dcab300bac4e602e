//! Pages that bring their articles themselves: no library was built, and the reader searches all the same.

use anyhow::{Result, ensure};
use docbao_e2e::{Library, Page};
use serde_json::json;

use crate::stage::{heard, in_a_host_page};

const ARTICLES: &str = r#"[
    {"title": "Họp tổ dân phố", "date": "2026-10-02", "category": "Tin tức", "summary": "Tối thứ bảy.",
     "body": "Bà con quận Đồ Sơn họp tại nhà văn hóa.\nMời đến đúng giờ."},
    {"title": "Lịch tiêm chủng", "published": "5/10/2026", "section": "Thông báo",
     "text": ["Trạm y tế phường.", "Trẻ từ 9 tháng tuổi."]},
    {"title": "Giữ sạch bãi biển", "blocks": [{"heading": {"level": 2, "text": "Việc chung"}},
     {"paragraph": ["Mỗi người ", {"text": "một tay", "strong": true}, "."]}]}
]"#;

/// Begins a journey in a page with this element and a script after it.
fn in_a_page_with(
    name: &str,
    complaints: &[&str],
    element: &str,
    script: &str,
    journey: impl FnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let page = format!(
        r#"<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>Cổng thông tin</title>
<link rel="icon" href="data:,">
<script>
    window.heard = [];
    for (const name of ['ready', 'open', 'search', 'error']) {{
        addEventListener(`docbao-${{name}}`, event => heard.push({{ name, ...event.detail }}));
    }}
</script>
<script src="docbao.js" defer></script>
{element}
<script>{script}</script>
"#
    );
    let write = |library: &Library| {
        library.write("tin.json", ARTICLES.as_bytes())?;
        library.write("trang.html", page.as_bytes())
    };
    in_a_host_page(name, complaints, write, journey)
}

/// The newest first, found without marks, opened and read.
fn is_read(page: &Page) -> Result<()> {
    page.until("results().length === 3")?;
    page.first_begins("Lịch tiêm chủng")?;
    page.type_query("do son")?;
    page.first_begins("Họp tổ dân phố")?;
    page.until("marks(results()[0]).some(mark => /Đồ|Sơn/.test(mark))")?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Mời đến đúng giờ')")?;
    heard(page, "open", "id", &json!("hop-to-dan-pho"))
}

#[test]
fn articles_inside_the_element_are_searched_and_read() -> Result<()> {
    let element = format!(
        r#"<doc-bao loading="eager"><script type="application/json">{ARTICLES}</script></doc-bao>"#
    );
    in_a_page_with("inline", &[], &element, "", is_read)
}

#[test]
fn articles_of_one_file_are_searched_and_read() -> Result<()> {
    in_a_page_with(
        "one-json",
        &[],
        r#"<doc-bao src="tin.json" loading="eager"></doc-bao>"#,
        "",
        is_read,
    )
}

#[test]
fn articles_given_by_the_page_are_read_and_replaced() -> Result<()> {
    // Given before there is an element to hear of it.
    let script = format!("document.querySelector('doc-bao').articles = {ARTICLES}");
    let element = r#"<doc-bao src="./" loading="eager"></doc-bao>"#;
    in_a_page_with("property", &[], element, &script, |page| {
        is_read(page)?;
        let blocks = "el.open('giu-sach-bai-bien').then(() => true)";
        ensure!(page.see(blocks)? == true, "the article did not open");
        page.until("article()?.querySelector('h2')?.innerText === 'Việc chung'")?;

        page.see("(el.articles = [{ title: 'Một bài mới', body: 'Chữ.', id: 7 }], true)")?;
        page.until("results().length === 1")?;
        page.first_begins("Một bài mới")?;
        let found = page.see("el.search('chu').then(({ total, hits }) => [total, hits[0].id])")?;
        ensure!(found == json!([1, "7"]), "found {found}");

        page.see("(el.articles = null, true)")?;
        page.until("results().length > 3")?;
        ensure!(page.see("el.articles === null")? == true, "the property stayed");
        Ok(())
    })
}

#[test]
fn what_is_no_list_is_said_in_words_and_the_page_hears_of_it() -> Result<()> {
    let element = r#"<doc-bao lang="vi" loading="eager"></doc-bao>"#;
    let script = "document.querySelector('doc-bao').articles = { bai: [] }";
    in_a_page_with("no-list", &["(articles-no-list)"], element, script, |page| {
        page.until("root.textContent.includes('không phải là danh sách bài viết')")?;
        heard(page, "error", "code", &json!("articles-no-list"))?;
        let failed = page.see("el.ready.then(() => 'ready', error => error.code)")?;
        ensure!(failed == "articles-no-list", "`ready` told {failed}");
        page.see("(el.articles = [{ title: 'Nay thì được' }], true)")?;
        page.first_begins("Nay thì được")
    })
}

#[test]
fn an_article_that_is_none_is_named_and_the_others_are_read() -> Result<()> {
    let element = r#"<doc-bao lang="vi" loading="eager"></doc-bao>"#;
    let script = "document.querySelector('doc-bao').articles = \
                  [{ title: 'Một' }, { noidung: 'x' }, 'Ba', { title: 'Bốn' }]";
    let complaints = ["Bài thứ 2 bị bỏ qua", "Bài thứ 3 bị bỏ qua"];
    in_a_page_with("refused", &complaints, element, script, |page| {
        page.until("results().length === 2")?;
        let told = "heard.filter(e => e.name === 'error').map(e => e.code + ' ' + e.message)";
        let told = page.see(told)?.to_string();
        ensure!(told.contains("article-refused") && told.contains("các trường: noidung"), "{told}");
        Ok(())
    })
}
