//! Dates, numbers and the order of titles, which the reader makes by itself: they are those of the browser's `Intl`.

use anyhow::{Result, ensure};
use docbao_e2e::Page;
use serde_json::{Value, json};

use crate::stage::in_a_host_page;

/// Titles that are hard to put in order: letters of their own, tones, words that begin alike, digits, capitals,
/// signs before, within and after, and letters of other languages.
const HARD: &[&str] = &[
    "Ma",
    "Mà",
    "Mả",
    "Mã",
    "Má",
    "Mạ",
    "Ma rốc",
    "Mang",
    "Mằng",
    "Măng cụt",
    "Mâm cỗ",
    "Mấm",
    "An toàn",
    "Ăn uống",
    "Ân cần",
    "Áo dài",
    "Ba Đình",
    "Bà Rịa",
    "Da liễu",
    "Đà Lạt",
    "Dạ",
    "Đa dạng",
    "Do Sơn",
    "Đồ Sơn",
    "Đổ sơn",
    "Đo đạc",
    "E dè",
    "Ê a",
    "Éclair",
    "Ong mật",
    "Ông bà",
    "Ờ thì",
    "Ớt cay",
    "O",
    "Ôi",
    "Ơi",
    "Uy tín",
    "Ưu tiên",
    "Ủy ban",
    "Ứng dụng",
    "Y tế",
    "Ỷ lại",
    "Ý kiến",
    "Zalo",
    "Web",
    "Fax",
    "Jazz",
    "W",
    "hải phòng đổi mới",
    "HẢI PHÒNG ĐỔI THAY",
    "Hải Phòng, hôm nay",
    "Hải Phòng – ngày mai",
    "Hải-Phòng quê tôi",
    "Hai phong",
    "“Hải Phòng” xưa",
    "(Hải Phòng) và tôi",
    "Quận 1",
    "Quận 10",
    "Quận 2",
    "10 điều cần biết",
    "9 điều cần biết",
    "100 bài",
    "2019 nhìn lại",
    "Nghe, nói, đọc",
    "Nghề nói",
    "Nghệ An",
    "Nga",
    "Ngã ba",
    "Ngà voi",
    "Ngạc nhiên",
    "Nhà",
    "Nhạ",
    "Na",
    "Nạ",
    "Thủ đô",
    "Thu đông",
    "Thư đi",
    "Thử đo",
    "Thứ đó",
    "Toàn dân",
    "Toán học",
    "Tòa án",
    "Tóa",
    "Quý khách",
    "Quỹ lớp",
    "Quy chế",
];

/// A page that brings so many articles that they are counted in thousands, one in each month of one year and the
/// hard titles among them, in another order than theirs.
fn with_articles(
    name: &str,
    lang: &'static str,
    journey: impl FnOnce(&Page) -> Result<()>,
) -> Result<()> {
    in_a_host_page(
        name,
        &[],
        |_| Ok(()),
        |page| {
            page.ready()?;
            let titles = json!(HARD).to_string();
            page.run(&format!(
            "var hard = {titles};
             var articles = [
                 ...hard.map((title, at) => ({{ title, body: 'khó', id: 'kho-' + (at * 31 % hard.length) }})),
                 ...Array.from({{ length: 12 }}, (_, at) => ({{ title: 'Tháng ' + at, body: 'tháng', date: `2018-${{String(at + 1).padStart(2, '0')}}-0${{at % 9 + 1}}` }})),
                 ...Array.from({{ length: 1300 }}, (_, at) => ({{ title: 'Bài số ' + at, body: 'nhiều', section: at % 2 ? 'Lẻ' : 'Chẵn', date: '2011-11-21' }})),
             ];
             articles.sort((a, b) => a.title.length % 7 - b.title.length % 7);
             const reader = document.querySelector('doc-bao');
             reader.lang = '{lang}';
             reader.pageSize = '100';
             reader.articles = articles;"
        ))?;
            page.until("el.search('').then(r => r.total > 1300)")?;
            page.browser().resize(1280, 900)?;
            page.ready()?;
            journey(page)
        },
    )
}

fn search(page: &Page, query: &str, count: usize) -> Result<()> {
    page.type_query(query)?;
    page.until_with("results().length === arguments[0]", &[count.into()]).map(drop)
}

/// What the reader shows, and what `Intl` would: `locale` is the one whose customs the language follows.
fn agrees(page: &Page, locale: &str) -> Result<()> {
    // All that is shown as a number of thousands, be it in a sentence or by itself.
    page.until("all('.total').length && /\\d[.,]\\d{3}/.test(all('.total')[0].innerText)")?;
    let count = page.see("el.search('').then(r => r.total)")?;
    let is_said = "all('.total')[0].innerText.includes(new Intl.NumberFormat(arguments[0]).format(arguments[1]))";
    ensure!(page.see_with(is_said, &[locale.into(), count])? == true, "{}", page.text()?);
    search(page, "thang", 12)?;
    let days = "all('.card time').map(e => [e.innerText, new Intl.DateTimeFormat(arguments[0], { day: 'numeric', month: arguments[0] === 'vi' ? 'numeric' : 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(e.dateTime + 'T00:00Z'))])";
    let days = page.see_with(days, &[locale.into()])?;
    let days: Vec<(String, String)> = serde_json::from_value(days)?;
    ensure!(days.len() == 12, "{} days", days.len());
    for (shown, expected) in days {
        ensure!(shown == expected, "{shown} is {expected} in {locale}");
    }
    // In the article as in the list.
    page.see("(openers()[0].click(), true)")?;
    page.until("article()?.querySelector('time')")?;
    let same = "article().querySelector('time').innerText === all('.card time')[0].innerText";
    ensure!(page.see(same)? == true, "the article says another day");
    Ok(())
}

#[test]
fn dates_and_numbers_are_written_as_intl_writes_them() -> Result<()> {
    with_articles("intl-dates-vi", "vi", |page| agrees(page, "vi"))?;
    with_articles("intl-dates-en", "en", |page| agrees(page, "en-GB"))
}

#[test]
fn titles_are_in_the_order_of_intl_but_for_signs_between_words() -> Result<()> {
    with_articles("intl-titles", "vi", |page| {
        search(page, "khó", HARD.len())?;
        let choose = "(select => { select.value = 'title'; select.dispatchEvent(new Event('change', { bubbles: true })); return true })(all('select.order')[0])";
        page.see(choose)?;
        page.until_with(
            "results().length === arguments[0] && name(openers()[0]).startsWith('10')",
            &[HARD.len().into()],
        )?;
        // Signs are no letters to people who look for a title, and capitals are no others.
        let wrong = "(({ compare }, plain) => openers().map(name).map((title, at, all) => [all[at - 1], title]).slice(1)
            .filter(([before, title]) => compare(plain(before), plain(title)) > 0))(
                new Intl.Collator('vi', { sensitivity: 'accent' }),
                title => title.replace(/[^\\p{L}\\p{N}]+/gu, ' ').trim())";
        let wrong: Value = page.see(wrong)?;
        ensure!(wrong == json!([]), "in another order: {wrong:#}");
        Ok(())
    })
}
