//! What travels with an article besides its text: pictures, and files to take along. In a site they lie beside
//! the library, in one file they are inside of it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use docbao_e2e::{Library, Page, Served};

use crate::axe;
use crate::stage::scratch;

/// One grey pixel.
pub(crate) const PIXEL: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
    \0\0\0\nIDATx\x9ccha\0\0\0\x82\0\x81\x77\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";

const FORM: &str = "Mẫu đơn xin xác nhận cư trú";

/// A folder with an article that has a picture and two files.
fn articles(name: &str) -> Result<PathBuf> {
    let folder = scratch(name)?;
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("cong.png"), PIXEL)?;
    fs::write(folder.join("don.docx"), b"not opened by anybody")?;
    fs::write(folder.join("ban-do.pdf"), vec![b'x'; 1_234_567])?;
    let article = format!(
        "---\ntitle: {FORM}\ndate: 2026-05-04\nattachments:\n  - {{file: don.docx, name: Mẫu đơn (Word)}}\n  - ban-do.pdf\n---\n\
         Người dân tải mẫu đơn, điền và nộp tại bộ phận một cửa.\n\n![Cổng Ủy ban](cong.png \"Cổng chính\")\n\nGiờ làm việc từ 7 giờ 30.\n"
    );
    fs::write(folder.join("don.md"), article)?;
    fs::write(folder.join("khac.md"), "# Lịch tiếp dân\n\nThứ năm hằng tuần.\n")?;
    Ok(folder)
}

/// Opens the article and waits for its files, which come with the second module.
fn open(page: &Page) -> Result<()> {
    page.ready()?;
    page.type_query("mau don")?;
    page.first_begins(FORM)?;
    page.see("openers()[0].click()")?;
    page.until("named('section', 'Tệp đính kèm')").map(drop)
}

/// Waits until the picture has been drawn, scrolled to as a reader would.
fn sees_the_picture(page: &Page) -> Result<()> {
    page.see("(article().querySelector('img').scrollIntoView(), true)")?;
    page.until("(img => img.complete && img.naturalWidth === 1 && img.alt === 'Cổng Ủy ban')(article().querySelector('img'))")?;
    page.until("article().querySelector('figcaption').innerText === 'Cổng chính'").map(drop)
}

/// The attachments as a visitor reads them, and the names they are saved by.
fn names_its_files(page: &Page) -> Result<()> {
    let said = page.see(
        "all('.attachments li').map(e => e.textContent + ' → ' + e.querySelector('a').download)",
    )?;
    ensure!(
        said == serde_json::json!([
            "Mẫu đơn (Word) (1 kB) → Mẫu đơn (Word)",
            "ban-do.pdf (1,3 MB) → ban-do.pdf"
        ]),
        "{said}"
    );
    Ok(())
}

/// What the link of an attachment leads to, by its length.
fn brings(page: &Page, at: usize, bytes: usize) -> Result<()> {
    page.run(&format!(
        "fetch(document.querySelector('doc-bao').shadowRoot.querySelectorAll('.attachments a')[{at}].href)
            .then(answer => answer.arrayBuffer()).then(file => {{ window.brought = file.byteLength }})"
    ))?;
    page.until(&format!("window.brought === {bytes}")).map(drop)
}

#[test]
fn an_article_offers_its_files_by_name_and_size() -> Result<()> {
    let library = Library::build_from(&articles("dinh-kem")?, &scratch("dinh-kem-thu-vien")?)?;
    let site = Served::new(library.folder())?;
    let page = Page::open(site.address())?;
    page.browser().resize(390, 840)?;
    open(&page)?;
    names_its_files(&page)?;
    sees_the_picture(&page)?;
    brings(&page, 1, 1_234_567)?;
    axe::bring(&page)?;
    axe::check(&page, "attachments")?;
    page.until("(page => page.scrollWidth <= page.clientWidth)(document.documentElement)")?;
    page.console_holds_only(&[])
}

#[test]
fn one_file_carries_pictures_and_attachments() -> Result<()> {
    let file = scratch("dinh-kem.html")?;
    Library::build_single_file_from(&articles("dinh-kem-mot-tep")?, &file)?;
    let page = Page::open(&format!("file://{}", file.canonicalize()?.display()))?;
    page.browser().resize(390, 840)?;
    open(&page)?;
    names_its_files(&page)?;
    sees_the_picture(&page)?;
    // The page forbids itself to fetch even what it holds: a click is what it is for.
    if let Some(folder) = page.browser().downloads() {
        page.see("(all('.attachments a')[1].click(), true)")?;
        crate::single_file::downloaded(&folder, |path| {
            let is_whole = fs::metadata(path).ok()?.len() == 1_234_567;
            // Until it is whole it has a name of the browser's own.
            (is_whole && path.ends_with("ban-do.pdf")).then_some(())
        })?;
    }
    page.see("(article().querySelector('.enlarge').click(), true)")?;
    page.until("all('dialog img').some(img => img.complete && img.naturalWidth === 1)")?;
    page.console_holds_only(&[])
}

/// What does not fit is said where it would be.
#[test]
fn one_file_says_what_it_is_too_small_for() -> Result<()> {
    let folder = articles("dinh-kem-lon")?;
    fs::write(folder.join("ban-do.pdf"), vec![b'x'; 17 << 20])?;
    let file = scratch("dinh-kem-lon.html")?;
    Library::build_single_file_from(&folder, &file)?;
    let page = Page::open(&format!("file://{}", file.canonicalize()?.display()))?;
    open(&page)?;
    page.until("all('.attachments li')[1].textContent === 'ban-do.pdf (17,9 MB), không kèm trong tệp này' && !all('.attachments li')[1].querySelector('a')")?;
    page.until("all('.attachments li')[0].querySelector('a').href.startsWith('blob:')")?;
    page.console_holds_only(&[])
}

#[test]
fn a_document_that_is_changed_shows_at_once_where_it_is_served() -> Result<()> {
    let folder = articles("dang-viet")?;
    let site = Served::new(&folder)?;
    let page = Page::open(site.address())?;
    page.ready()?;
    page.until("results().some(e => e.innerText.includes('Lịch tiếp dân'))")?;
    page.see("(window.isOld = true)")?;
    fs::write(folder.join("khac.md"), "# Lịch tiếp dân tháng sáu\n\nThứ sáu hằng tuần.\n")?;
    page.until(
        "!window.isOld && results().some(e => e.innerText.includes('Lịch tiếp dân tháng sáu'))",
    )?;
    // A document that has gone is an article that has gone.
    page.see("(window.isOld = true)")?;
    fs::remove_file(folder.join("khac.md"))?;
    page.until("!window.isOld && results().length === 1")?;
    // One that cannot be read leaves what is there.
    fs::write(folder.join("hong.json"), "{")?;
    fs::write(folder.join("moi.md"), "# Tin mới\n\nChữ.\n")?;
    page.until("results().some(e => e.innerText.includes('Tin mới'))")?;
    page.console_holds_only(&[])
}
