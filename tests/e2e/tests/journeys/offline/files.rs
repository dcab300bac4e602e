//! What travels along with articles: pictures and documents are there without network, counted before they
//! are saved, and go with what they belong to.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use docbao_e2e::{Host, Library, Page};

use super::saving::{HURRY, open_panel, panel_says};
use super::{COMPLAINTS, DATA, Visit, await_kept, scratch};

/// Bytes of a document that nobody loads unasked.
const LARGE: usize = 3_000_000;

/// An article with a picture and a document of so many bytes.
fn write_article(folder: &Path, name: &str, section: &str, bytes: usize) -> Result<()> {
    fs::create_dir_all(folder)?;
    let text = format!(
        "---\ntitle: Bài {name}\ndate: 2024-05-06\nsection: {section}\nattachments: [don-{name}.pdf]\n---\n\nMột đoạn văn.\n\n![Ảnh](anh-{name}.png)\n"
    );
    fs::write(folder.join(format!("{name}.md")), text)?;
    // A picture of its own for each article: what follows the end of a PNG is not looked at.
    let icon = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/docbao-icon-192.png");
    let picture = [fs::read(icon)?, name.as_bytes().to_vec()].concat();
    fs::write(folder.join(format!("anh-{name}.png")), picture)?;
    // Bytes that differ everywhere, so that no part can stand for another.
    let noise = (0_u32..).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8);
    let document: Vec<u8> =
        format!("%PDF-1.4 {name} ").into_bytes().into_iter().chain(noise).take(bytes).collect();
    Ok(fs::write(folder.join(format!("don-{name}.pdf")), document)?)
}

/// A folder for articles, with nothing in it from before.
fn fresh(name: &str) -> Result<PathBuf> {
    let folder = scratch(name)?;
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Ok(folder)
}

fn build(articles: &Path, name: &str) -> Result<Library> {
    Library::build_from(articles, &scratch(name)?)
}

/// Opens an article of `write_article` and waits until its picture is seen.
fn see_picture(page: &Page, name: &str) -> Result<()> {
    page.click("[part~=result] h3 a, [part~=result] h3 button", &format!("Bài {name}"))?;
    page.until("article()?.querySelector('img')?.naturalWidth === 192").map(drop)
}

/// Takes a document of the open article along. Where downloads cannot be had, what the browser is given is
/// looked at instead.
fn take_along(page: &Page, file: &str) -> Result<u64> {
    let Some(folder) = page.browser().downloads() else {
        page.run(
            "window.taken = undefined;
             addEventListener('click', event => {
                 const link = event.composedPath()[0];
                 if (!link.href?.startsWith('blob:')) return;
                 event.preventDefault();
                 fetch(link.href).then(r => r.blob()).then(blob => { window.taken = [link.download, blob.size]; });
             });",
        )?;
        page.click(".attachments a", file)?;
        let taken = page.until("taken")?;
        ensure!(taken[0] == file, "{taken}");
        return taken[1].as_u64().context("no bytes");
    };
    page.click(".attachments a", file)?;
    let deadline = Instant::now() + Duration::from_secs(15);
    loop {
        // While it comes, it has another name or nothing in it.
        let length = fs::metadata(folder.join(file)).map_or(0, |file| file.len());
        let is_coming = fs::read_dir(&folder)?.flatten().count() > 1;
        if length > 0 && !is_coming {
            fs::remove_file(folder.join(file))?;
            return Ok(length);
        }
        ensure!(Instant::now() < deadline, "{file} does not come");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Addresses of the files that are kept, below the library's folder.
fn kept_files() -> String {
    format!(
        "{DATA}.then(c => c.keys()).then(keys => keys.map(key => key.url.split('/tep/')[1]).filter(name => name && !name.startsWith('docbao.txt')))"
    )
}

/// Saving by itself begins when the list of files has come, which may be while somebody deletes.
#[test]
fn what_is_being_deleted_is_not_saved_by_itself() -> Result<()> {
    let articles = fresh("articles-deleted")?;
    write_article(&articles, "một", "Tin", 70_000)?;
    let host = Host::new(build(&articles, "deleted")?.folder())?;
    host.hold_back("tep/");
    let Visit { page, host: Some(host), .. } = Visit::to(host, "")? else { bail!("no host") };
    page.run(
        "const drop = caches.delete.bind(caches);
         caches.delete = (name) => new Promise(done => { window.dropNow = () => done(drop(name)); });",
    )?;
    open_panel(&page)?;
    page.click("button", "Xóa bản lưu")?;
    page.until("window.dropNow")?;
    host.let_go();
    // Long enough for files to be asked for, which nothing else shows if none are.
    thread::sleep(Duration::from_millis(500));
    page.run("dropNow()")?;
    host.hold_no_more();
    host.let_go();
    page.until("named('button', 'Lưu tất cả') && !named('button', 'Xóa bản lưu')")?;
    ensure!(
        page.see(&format!("{DATA}.then(c => c.match('docbao.json?saved'))"))?.is_null(),
        "saved again"
    );
    page.console_holds_only(&[])
}

#[test]
fn pictures_and_documents_are_there_without_network_and_go_with_their_article() -> Result<()> {
    let articles = fresh("articles-with-files")?;
    write_article(&articles, "một", "Tin", 70_000)?;
    let with = build(&articles, "with-files")?;
    fs::write(articles.join("một.md"), "---\ntitle: Bài một\n---\n\nMột đoạn văn.\n")?;
    let without = build(&articles, "without-files")?;

    let mut visit = Visit::kept(with.folder())?;
    visit.lose_server();
    visit.come_back()?;
    // Nobody has looked at it before.
    see_picture(&visit.page, "một")?;
    ensure!(take_along(&visit.page, "don-một.pdf")? == 70_000);
    ensure!(visit.page.see(&format!("{}.then(files => files.length)", kept_files()))? == 2);
    visit.serve(without.folder(), None)?;
    visit.come_back()?;
    visit.page.until(&format!("{}.then(files => !files.length)", kept_files()))?;
    // The page that was kept still names a list.
    visit.page.console_holds_only(&[COMPLAINTS, &["tep/docbao.txt"]].concat())
}

#[test]
fn what_travels_along_is_counted_and_much_of_it_is_not_loaded_unasked() -> Result<()> {
    let articles = fresh("articles-with-much")?;
    write_article(&articles, "một", "Tin", LARGE)?;
    let library = build(&articles, "with-much")?;
    let mut visit = Visit::kept(library.folder())?;
    open_panel(&visit.page)?;
    panel_says(&visit.page, "chưa đủ ảnh và tệp đính kèm")?;
    visit.page.until("named('button', 'Lưu tất cả · 3')")?;
    let asked = visit.host()?.requests();
    ensure!(!asked.iter().any(|path| path.ends_with(".pdf")), "loaded unasked: {asked:?}");

    visit.page.run(HURRY)?;
    visit.serve(library.folder(), Some(LARGE / 2))?;
    visit.page.click("button", "Lưu tất cả")?;
    visit.page.until("named('[role=alert]', 'Mạng đứt giữa chừng')")?;
    visit.serve(library.folder(), None)?;
    visit.page.click("button", "Lưu tiếp")?;
    panel_says(&visit.page, "Đã lưu cả thư viện")?;
    ensure!(visit.host()?.sent() < LARGE, "what had come was asked for again");
    visit.lose_server();
    visit.come_back()?;
    see_picture(&visit.page, "một")?;
    ensure!(take_along(&visit.page, "don-một.pdf")? == LARGE as u64);
    visit.page.console_holds_only(COMPLAINTS)
}

#[test]
fn with_chosen_sections_come_their_pictures_and_documents() -> Result<()> {
    let articles = fresh("articles-in-sections")?;
    write_article(&articles, "một", "Tin", 400_000)?;
    write_article(&articles, "hai", "Thủ tục", 70_000)?;
    let mut visit = Visit::kept(build(&articles, "in-sections")?.folder())?;
    open_panel(&visit.page)?;
    visit.page.click("button", "Xóa bản lưu")?;
    visit.page.until("named('button', 'Lưu tất cả')")?;
    visit.page.click("[part=offline] label", "Tin")?;
    // The document is nearly all that there is to load.
    visit.page.until("/4[0-9][0-9] kB/.test(name(named('button', 'Lưu mục đã chọn')))")?;
    visit.page.click("button", "Lưu mục đã chọn")?;
    panel_says(&visit.page, "Tin.")?;
    visit.lose_server();
    visit.come_back()?;
    see_picture(&visit.page, "một")?;
    ensure!(take_along(&visit.page, "don-một.pdf")? == 400_000);
    ensure!(visit.page.see(&format!("{}.then(files => files.length)", kept_files()))? == 2);
    visit.page.see("el.close()")?;
    open_panel(&visit.page)?;
    visit.page.click("button", "Xóa bản lưu")?;
    visit.page.until(&format!("{}.then(files => !files.length)", kept_files()))?;
    visit.page.console_holds_only(COMPLAINTS)
}

/// The list may be older than the library while both are on their way to the server, or name what has been lost.
#[test]
fn a_list_of_another_edition_is_not_believed_and_a_file_that_is_lost_hinders_nobody() -> Result<()>
{
    let articles = fresh("articles-with-lost")?;
    write_article(&articles, "một", "Tin", 70_000)?;
    let library = build(&articles, "with-lost")?;
    let list = fs::read_to_string(library.folder().join("tep/docbao.txt"))?;
    library.write(
        "tep/docbao.txt",
        list.replacen(list.lines().next().unwrap_or("?"), "x", 1).as_bytes(),
    )?;
    let mut visit = Visit::to(Host::new(library.folder())?, "")?;
    await_kept(&visit.page)?;
    ensure!(visit.page.see(&format!("{}.then(files => files.length)", kept_files()))? == 0);

    let lost = format!("{list}tep/0123456789abcdef.pdf\t1000\tTin\n");
    library.write("tep/docbao.txt", lost.as_bytes())?;
    visit.come_back()?;
    open_panel(&visit.page)?;
    panel_says(&visit.page, "chưa đủ ảnh và tệp đính kèm")?;
    visit.page.click("button", "Lưu tất cả")?;
    panel_says(&visit.page, "Đã lưu cả thư viện")?;
    visit.lose_server();
    visit.come_back()?;
    see_picture(&visit.page, "một")?;
    visit.page.console_holds_only(&[COMPLAINTS, &["0123456789abcdef"]].concat())
}
