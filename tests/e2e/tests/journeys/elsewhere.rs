//! Readers and libraries that lie on another site than the page, and hosts that call files something else.

use std::path::Path;

use anyhow::{Result, ensure};
use docbao_e2e::{Host, Library, Page};
use serde_json::json;

use crate::attached::PIXEL;
use crate::guest::pages;
use crate::stage::{empty, heard, is_read, library, scratch};

/// A host of the sample library that says more about its files.
fn host_that_says(name: &str, headers: &str) -> Result<Host> {
    let copy = library()?.copy(&scratch(name)?)?;
    copy.write("_headers", headers.as_bytes())?;
    Host::new(copy.folder())
}

/// Opens the page of a site, with a reader and a library that may be of others.
fn open(site: &Host, reader: &str, library: &str) -> Result<Page> {
    Page::open(&format!("{}elsewhere.html?reader={reader}&library={library}", site.address()))
}

#[test]
fn another_site_that_allows_it_may_hold_reader_and_library() -> Result<()> {
    let site = Host::of_pages(&pages(), library()?.folder())?;
    let other = host_that_says("shared", "* Access-Control-Allow-Origin: *\n")?;
    let page = open(&site, &other.address(), &other.address())?;
    is_read(&page)?;
    let home = site.requests().into_iter().filter(|path| path.contains("docbao")).count();
    ensure!(home == 0, "the page's own site was asked for {home} files");
    page.console_holds_only(&[])
}

/// Without leave a page gets neither modules nor data of another site, and browsers do not tell it why.
#[test]
fn without_leave_of_the_other_site_it_is_said_that_nothing_came() -> Result<()> {
    let site = Host::of_pages(&pages(), library()?.folder())?;
    let other = Host::new(library()?.folder())?;
    let page = open(&site, "thu-vien/", &other.address())?;
    heard(&page, "error", "code", &json!("unreachable"))?;
    page.until("root.textContent.includes('Access-Control-Allow-Origin')")?;
    let page = open(&site, &other.address(), &other.address())?;
    heard(&page, "error", "code", &json!("reader-missing"))?;
    page.until("root.textContent.includes('CORS') && seen(el.querySelector('p'))").map(drop)
}

#[test]
fn a_host_that_does_not_know_wasm_is_no_obstacle() -> Result<()> {
    let headers = ".wasm Content-Type: text/plain\n.json Content-Type: text/html\n";
    let host = host_that_says("no-types", headers)?;
    let page = Page::open(&host.address())?;
    is_read(&page)?;
    page.console_holds_only(&[])
}

/// The library of next year, with the reader of today.
#[test]
fn a_library_of_a_later_release_is_told_with_the_cure() -> Result<()> {
    let copy = library()?.copy(&scratch("later-release")?)?;
    let manifest = String::from_utf8(std::fs::read(copy.folder().join("docbao.json"))?)?;
    ensure!(
        manifest.contains("\"docbao\":2,"),
        "the manifest says its format otherwise: {manifest}"
    );
    copy.write("docbao.json", manifest.replace("\"docbao\":2,", "\"docbao\":3,").as_bytes())?;
    let host = Host::of_pages(&pages(), copy.folder())?;
    let page = Page::open(&format!("{}plain.html", host.address()))?;
    heard(&page, "error", "code", &json!("library-newer"))?;
    let cure = page.see("heard.find(e => e.name === 'error').message")?.to_string();
    ensure!(cure.contains("docbao.js"), "{cure}");
    Ok(())
}

/// As a bundler has laid it out, which is what a host that knows nothing of it does, too.
#[test]
fn the_package_says_why_it_has_no_service_worker_and_reads_all_the_same() -> Result<()> {
    const PAGE: &str =
        "<!doctype html><meta charset=utf-8><title>Ứng dụng</title><link rel=icon href=data:,>
<script type=module src=index.js></script>";
    let copy = library()?.copy(&scratch("package")?)?;
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../npm");
    for name in ["index.js", "files.js"] {
        copy.write(name, &std::fs::read(package.join(name))?)?;
    }
    copy.write("trang.html", PAGE.as_bytes())?;
    let host = Host::new(copy.folder())?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    page.until("customElements.get('doc-bao')")?;
    // Engines that have no console to show hear a page's words after it has loaded.
    page.see(
        "[1, 2].map(() => document.body.insertAdjacentHTML('beforeend', '<doc-bao src=./ lang=vi loading=eager offline=sw></doc-bao>')).length",
    )?;
    is_read(&page)?;
    let said = page.browser().console()?;
    let told = said.iter().filter(|line| line.contains("docbao build")).count();
    ensure!(told == 1 && said.len() == 1, "the console says {said:?}");
    ensure!(page.see("root.querySelectorAll('[part=offline]').length")? == 0, "there is a panel");
    let asked = host.requests().into_iter().find(|path| path.contains("docbao-sw.js"));
    ensure!(asked.is_none(), "it asks for {asked:?}");
    Ok(())
}

/// The page around knows nothing of what is in a frame of another site but what that says of itself.
#[test]
fn frames_of_another_site_are_as_high_as_they_say_and_strangers_are_not_believed() -> Result<()> {
    let other = Host::new(library()?.folder())?;
    let at = other.address();
    let site = empty("frames")?;
    let page = format!(
        "<!doctype html><meta charset=utf-8><title>Cổng thông tin</title><link rel=icon href=data:,>
<style>iframe {{ display: block }}</style>
<iframe src='{at}embed.html?src=docbao.json&page-size=5' height=300 width=400></iframe>
<iframe src='{at}embed.html?src=./&page-size=15' height=300 width=400></iframe>
<iframe src=la.html height=300></iframe>
<script src='{at}docbao-frame.js' defer></script>"
    );
    std::fs::write(site.join("trang.html"), page)?;
    std::fs::write(
        site.join("la.html"),
        "<!doctype html><meta charset=utf-8><title>Người lạ</title>
<script>
    window.asked = [];
    addEventListener('message', ({ data }) => asked.push(data));
    const lie = () => parent.postMessage({ docbao: 'height', height: 9000 }, '*');
    lie();
    setInterval(lie, 100);
</script>",
    )?;
    let host = Host::new(&site)?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    let heights = "[...document.querySelectorAll('iframe')].map(e => e.clientHeight)";
    // Browsers let frames of other sites sleep that are far from the screen: one beside the other, the lower one would be
    // at the foot of the higher.
    page.until(&format!("{heights}[0] > 500"))?;
    page.until(&format!(
        "document.querySelectorAll('iframe')[1].scrollIntoView(), (([few, many]) => few > 500 && many > few + 500 && many < 9000)({heights})"
    ))?;
    page.see("new Promise(resolve => setTimeout(() => resolve(true), 300))")?;
    ensure!(page.see(&format!("{heights}[2]"))? == 300, "a stranger was believed");
    ensure!(
        page.see(&format!("{heights}.every(height => height < 9000)"))? == true,
        "a stranger spoke for others"
    );
    ensure!(
        page.see("frames[2].asked")? == json!([]),
        "a stranger was asked {}",
        page.see("frames[2].asked")?
    );
    page.console_holds_only(&[])
}

/// Browsers know cookies by hosts, not by ports: those of the page would go to the other site, and those of the
/// other site to the page, if a request only let them.
#[test]
fn no_cookie_goes_to_another_site_and_none_is_taken_from_it() -> Result<()> {
    const ARTICLE: &str = "---\ntitle: Bài có ảnh\ndate: 2024-05-06\n---\n\nMột đoạn văn.\n\n\
                           ![Cổng](cong.png)\n\nĐoạn sau.\n";
    let folder = empty("cookies")?;
    std::fs::write(folder.join("bai.md"), ARTICLE)?;
    std::fs::write(folder.join("cong.png"), PIXEL)?;
    let built = Library::build_from(&folder, &folder.join("library"))?;
    let site = Host::of_pages(&pages(), built.folder())?;
    let shared = built.copy(&folder.join("shared"))?;
    for headers in ["_headers", "tep/_headers"] {
        let said = b"* Access-Control-Allow-Origin: *\n* Set-Cookie: theo-doi=1; Path=/\n";
        shared.write(headers, said)?;
    }
    let other = Host::new(shared.folder())?;
    let there = other.address();
    for (reader, library) in [(&there, &there), (&"thu-vien/".to_owned(), &there)] {
        let page = Page::open(&format!("{}loading.html", site.address()))?;
        page.see("(document.cookie = 'phien=bi-mat; path=/', true)")?;
        let before = other.requests().len();
        page.goto(&format!(
            "{}elsewhere.html?anonymous&reader={reader}&library={library}",
            site.address()
        ))?;
        uses_everything(&page)?;
        let asked = other.requests().split_off(before);
        for part in ["docbao.json", "texts-", "tep/"] {
            let is_asked = asked.iter().any(|path| path.contains(part));
            ensure!(is_asked, "{part} was not asked for: {asked:?}");
        }
        let told = other.requests_with_cookies();
        ensure!(told.is_empty(), "the other site got cookies with {told:?}");
        let cookies = page.see("document.cookie")?;
        ensure!(cookies == "phien=bi-mat", "the cookies have become {cookies}");
        page.console_holds_only(&[])?;
    }
    // The page's own site is asked as the page itself asks: a library may lie behind a login.
    let page = Page::open(&format!("{}loading.html", site.address()))?;
    page.see("(document.cookie = 'phien=bi-mat; path=/', true)")?;
    let before = (site.requests().len(), site.requests_with_cookies().len());
    page.goto(&format!("{}elsewhere.html?reader=thu-vien/&library=thu-vien/", site.address()))?;
    uses_everything(&page)?;
    let of_library = |paths: Vec<String>, from: usize| {
        let paths = paths.into_iter().skip(from).filter(|path| path.contains("/thu-vien/"));
        paths.map(|path| path.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let mut asked = of_library(site.requests(), before.0);
    let mut known = of_library(site.requests_with_cookies(), before.1);
    asked.sort();
    known.sort();
    ensure!(asked.len() > 6 && asked == known, "asked for {asked:?}, as somebody for {known:?}");
    ensure!(page.see("document.cookie")? == "phien=bi-mat", "the cookies have changed");
    page.console_holds_only(&[])
}

/// Reads an article with its picture, sees that large, and opens what is in the second module.
fn uses_everything(page: &Page) -> Result<()> {
    page.ready()?;
    page.see("(openers()[0].click(), true)")?;
    page.until("article()?.innerText.includes('Đoạn sau')")?;
    page.see("(article().querySelector('img').scrollIntoView(), true)")?;
    page.until("article().querySelector('img').naturalWidth === 1")?;
    page.click("button", "Cách hiển thị")?;
    page.until("named('label', 'Tối')")?;
    page.click("button", "Cách hiển thị")?;
    page.see("(article().querySelector('a.enlarge').click(), true)")?;
    page.until("all('dialog img').some(img => img.naturalWidth === 1)").map(drop)
}
