//! What travels with articles besides their text, by the command: pictures and attachments.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::stage::{Run, dir, zip};

/// A grey picture of one pixel.
fn pixel() -> Vec<u8> {
    use base64::Engine;
    let data = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
    base64::engine::general_purpose::STANDARD.decode(data).unwrap()
}

/// A document of Word with a picture in it.
fn docx() -> Vec<u8> {
    let rels = r#"<Relationships><Relationship Id="r1" Type="x/image" Target="media/a.png"/></Relationships>"#;
    let body = r#"<document><body><p><r><t>Tin Word</t></r></p><p><r><drawing><docPr descr="Cờ"/><blip r:embed="r1"/></drawing></r></p></body></document>"#;
    zip(&[
        ("word/document.xml", body.as_bytes()),
        ("word/_rels/document.xml.rels", rels.as_bytes()),
        ("word/media/a.png", &pixel()),
    ])
}

/// Figures of all articles of the library in `out`.
fn figures(dir: &Path) -> Vec<docbao_bundle::content::Figure> {
    let run = Run::convert(dir, &["out"], b"");
    let articles: Vec<docbao_bundle::Article> = serde_json::from_str(&run.stdout).unwrap();
    let figures =
        articles.into_iter().flat_map(|article| article.blocks).filter_map(|block| match block {
            docbao_bundle::Block::Figure(figure) => Some(figure),
            _ => None,
        });
    figures.collect()
}

/// Answers every request with a picture, but for addresses with "none" in them.
fn picture_server() -> (String, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::io::Read;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 2048];
            let len = stream.read(&mut head).unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let body = pixel();
            let answer = match String::from_utf8_lossy(&head[..len]).contains("none") {
                true => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .to_owned(),
                false => format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                ),
            };
            stream.write_all(answer.as_bytes()).unwrap();
            if answer.contains("200") {
                stream.write_all(&body).unwrap();
            }
        }
    });
    (address, asked)
}

#[test]
fn pictures_beside_and_inside_documents_travel_along() {
    use base64::Engine;
    let data = base64::engine::general_purpose::STANDARD.encode(pixel());
    let markdown = format!(
        "# Tin\n\n![Hội trường](anh/h%E1%BB%99i.png \"Ảnh: An\")\n\n![Thiếu](thieu.png)\n\n![Ngoài](../../ngoai.png)\n\n\
         ![Nhúng](data:image/png;base64,{data})\n\n![Xa](https://a.vn/x.png)\n"
    );
    let dir = dir(&[
        ("in/b/a.md", markdown.as_bytes()),
        ("in/b/anh/hội.png", &pixel()),
        ("ngoai.png", &pixel()),
        ("in/w.docx", &docx()),
    ]);
    let build = || Run::of(dir.path(), &["build", "in", "-o", "out", "--data-only"], b"");
    let run = build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.says("warning: in/b/a.md: the picture thieu.png is not there");
    run.says("warning: in/b/a.md: the picture ../../ngoai.png lies outside of the folders that were named");
    let shown: Vec<String> = figures(dir.path())
        .iter()
        .map(|figure| format!("{} {} {}×{}", figure.alt, figure.src, figure.width, figure.height))
        .collect();
    // The same picture three times is one file.
    let name = shown[0].split(' ').nth(2).unwrap().to_owned();
    assert!(name.starts_with("tep/") && name.ends_with(".png"), "{shown:?}");
    assert_eq!(
        shown,
        [
            format!("Hội trường {name} 1×1"),
            "Thiếu  0×0".to_owned(),
            "Ngoài  0×0".to_owned(),
            format!("Nhúng {name} 1×1"),
            "Xa https://a.vn/x.png 0×0".to_owned(),
            format!("Cờ {name} 1×1"),
        ]
    );
    assert_eq!(fs::read(dir.path().join("out").join(&name)).unwrap(), pixel());
    // Who saves the library is told what there is to save.
    let manifest = fs::read(dir.path().join("out/docbao.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let list = fs::read_to_string(dir.path().join("out/tep/docbao.txt")).unwrap();
    let edition = manifest["build"].as_str().unwrap();
    assert_eq!(list, format!("{edition}\n{name}\t{}\n", pixel().len()));
    // A withdrawn picture stays for those who read the library before, and goes with the next.
    let picture = dir.path().join("out").join(&name);
    fs::remove_file(dir.path().join("in/w.docx")).unwrap();
    fs::write(dir.path().join("in/b/a.md"), "# Tin\n\nKhông ảnh.").unwrap();
    assert_eq!((build().code, picture.exists()), (0, true));
    fs::write(dir.path().join("in/b/a.md"), "# Tin\n\nVẫn không ảnh.").unwrap();
    assert_eq!((build().code, picture.exists()), (0, false));
    assert!(!dir.path().join("out/tep").exists());
}

/// Articles of a library or of documents, as JSON.
fn articles(dir: &Path, input: &str) -> Vec<docbao_bundle::Article> {
    serde_json::from_str(&Run::convert(dir, &[input], b"").stdout).unwrap()
}

#[test]
fn an_archive_brings_its_pictures_attachments_and_documents_along() {
    let markdown = "---\ntitle: Tin\nattachments: [../mẫu.pdf, ../../ngoai.pdf, ../thieu.pdf]\n---\n\n![Cổng](../anh/cong.png)\n\n[đơn](../mẫu.pdf) [thiếu](../x.md)\n";
    let docx = docx();
    let packed = zip(&[
        ("bai/a.md", markdown.as_bytes()),
        ("anh/cong.png", &pixel()),
        ("mẫu.pdf", b"form"),
        ("w.docx", &docx),
    ]);
    let dir = dir(&[("in/tai-lieu.zip", &packed), ("in/ngoai.pdf", b"secret")]);
    let run = Run::of(dir.path(), &["build", "in", "-o", "out", "--data-only", "--attach"], b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found: Vec<String> = articles(dir.path(), "out")
        .iter()
        .map(|article| {
            let names = article.attachments.iter().map(|it| format!("{} {}", it.name, it.bytes));
            format!("{}: {}", article.title, names.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(found, ["Tin: mẫu.pdf 4", &format!("Tin Word: w.docx {}", docx.len())]);
    for article in articles(dir.path(), "out") {
        for attachment in &article.attachments {
            let file = fs::read(dir.path().join("out").join(&attachment.file)).unwrap();
            assert_eq!(file.len(), attachment.bytes as usize);
        }
    }
    assert!(figures(dir.path()).iter().all(|figure| (figure.width, figure.height) == (1, 1)));
    run.says("the attachment ../../ngoai.pdf lies outside of the archive");
    run.says("the attachment ../thieu.pdf is not there");
    run.says("in/tai-lieu.zip/mẫu.pdf: it is an attachment of in/tai-lieu.zip/bai/a.md");
    // Looking it over finds the same, and takes what is there for what it is.
    let run = Run::of(dir.path(), &["check", "in/tai-lieu.zip"], b"");
    run.says("the link ../x.md leads to a file that is not there");
    for there in ["tep/", "cong.png leads to", "mẫu.pdf leads to a file", "attachment ../mẫu"] {
        assert!(!run.stderr.contains(there), "{there}\n--\n{}", run.stderr);
    }
    // What comes by standard input cannot be gone back to, and that is said.
    let args = ["build", "-", "-o", "piped", "--data-only", "--attach"];
    let run = Run::of(dir.path(), &args, &packed);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.says("the picture ../anh/cong.png is not to be had from standard input");
    run.says("is not attached: they are larger than 64 MiB, or came by standard input");
}

#[test]
fn pictures_of_other_sites_come_only_when_asked_for_and_each_once() {
    use std::sync::atomic::Ordering;
    let (address, asked) = picture_server();
    let page = format!(
        "<title>Tin</title><p>Một đoạn văn.</p><img src='{address}/a.png' alt='A'><p>Hai.</p><img src='{address}/a.png' width=40><img src='{address}/none.png'>"
    );
    let dir = dir(&[("in/a.html", page.as_bytes())]);
    let run = Run::of(dir.path(), &["build", "in", "-o", "out", "--data-only"], b"");
    assert_eq!((run.code, asked.load(Ordering::SeqCst)), (0, 0), "{}", run.stderr);
    assert!(figures(dir.path()).iter().all(|figure| figure.src.starts_with(&address)));
    let run =
        Run::of(dir.path(), &["build", "in", "-o", "out", "--data-only", "--fetch-images"], b"");
    assert_eq!((run.code, asked.load(Ordering::SeqCst)), (0, 2), "{}", run.stderr);
    run.says("none.png cannot be fetched: http status: 404");
    let figures = figures(dir.path());
    assert!(figures[0].src.starts_with("tep/") && figures[0].src == figures[1].src);
    assert_eq!((figures[0].width, figures[1].width, figures[1].height), (1, 40, 40));
    assert!(figures[2].src.starts_with(&address));
}

#[test]
fn pictures_and_attachments_come_along_through_markdown_and_json_says_that_they_do_not() {
    let text = b"---\ntitle: Tin\nattachments: [don.pdf]\n---\n\nMot doan.\n\n![Anh](anh.png)\n";
    let dir = dir(&[("in/a.md", text), ("in/anh.png", &pixel()), ("in/don.pdf", b"%PDF-1.4 don")]);
    let run = |args: &[&str]| {
        let run = Run::of(dir.path(), args, b"");
        assert_eq!(run.code, 0, "{args:?} {}", run.stderr);
        run
    };
    run(&["build", "in", "-o", "out", "--data-only"]);
    run(&["convert", "out", "--to", "md", "-o", "of-library"]);
    run(&["convert", "in", "--to", "md", "-o", "of-documents"]);
    run(&["build", "of-library", "-o", "again", "--data-only"]);
    run(&["build", "of-documents", "-o", "anew", "--data-only"]);
    fs::write(
        dir.path().join("web.md"),
        "# Tin\n\n![A](https://a.vn/x.png)\n\n![B](data:image/png;base64,eA==)\n",
    )
    .unwrap();
    assert_eq!(
        run(&["convert", "web.md", "--to", "json"]).stderr.matches("stay behind").count(),
        0
    );
    let json = run(&["convert", "out", "--to", "json"]);
    json.says("note: JSON carries no files: pictures or attachments of 1 article stay behind");
    for library in ["again", "anew"] {
        assert_eq!(run(&["convert", library, "--to", "json"]).stdout, json.stdout);
        let files = |library: &str| {
            let entries = fs::read_dir(dir.path().join(library).join("tep")).unwrap();
            let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(files(library), files("out"));
        assert_eq!(files(library).len(), 3, "picture, document and their list");
    }
}
