//! Every format that articles come in, by the command: what `docbao convert` makes of a document, and
//! what is said about those that nobody should trust.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A run of the command: exit code, standard output, standard error.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    /// Runs the command in a folder, with something on standard input.
    fn of(dir: &Path, args: &[&str], stdin: &[u8]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docbao"));
        command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
        command.current_dir(dir).args(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let stdin = stdin.to_owned();
        let writer = std::thread::spawn(move || drop(input.write_all(&stdin)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    fn convert(dir: &Path, args: &[&str], stdin: &[u8]) -> Self {
        Run::of(dir, &[&["convert", "--to", "json"], args].concat(), stdin)
    }

    /// Titles and the text of all articles.
    fn texts(&self) -> Vec<String> {
        let articles: Vec<docbao_bundle::Article> = serde_json::from_str(&self.stdout).unwrap();
        let text = |article: &docbao_bundle::Article| {
            let passages: Vec<String> = article.passages().collect();
            format!("{}: {}", article.title, passages.join(" / "))
        };
        articles.iter().map(text).collect()
    }

    #[track_caller]
    fn says(&self, words: &str) {
        assert!(self.stderr.contains(words), "{words}\n--\n{}", self.stderr);
    }
}

fn dir(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, contents) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }
    dir
}

/// An archive of files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, contents) in files {
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        zip.start_file(*name, options).unwrap();
        zip.write_all(contents).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn fields_of_any_name_are_read_by_a_mapping() {
    let json = r#"{"data": {"items": [
        {"tieu_de": "Tin một", "noi_dung": {"rendered": "<p>Chữ <b>đậm</b>.</p><p>Hai.</p>"}, "ngay": "02/03/2020"},
        {"tieu_de": "Tin hai", "tom_tat": "Ngắn"}]}}"#;
    let mapping = "articles = 'data.items'\ntitle = 'tieu_de'\nhtml = 'noi_dung.rendered'\nlead = 'tom_tat'\npublished = 'ngay'\n";
    let dir = dir(&[("a.json", json.as_bytes()), ("m.toml", mapping.as_bytes())]);
    let run = Run::convert(dir.path(), &["a.json", "--mapping", "m.toml"], b"");
    assert_eq!(
        (run.code, run.texts()),
        (0, vec!["Tin một: Chữ đậm. / Hai.".into(), "Tin hai: ".into()])
    );
    let article: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(article[0]["published"], "2020-03-02");
    assert_eq!(article[1]["lead"], "Ngắn");
    // Without it the complaint leads to the cure; docbao.toml may name it too.
    let run = Run::convert(dir.path(), &["a.json"], b"");
    assert_eq!(run.code, 1);
    run.says("there is neither a title nor a text (fields: data)");
    fs::write(dir.path().join("docbao.toml"), "mapping = 'm.toml'").unwrap();
    assert_eq!(Run::convert(dir.path(), &["a.json"], b"").texts().len(), 2);
    fs::write(dir.path().join("m.toml"), "titel = 'a'").unwrap();
    Run::convert(dir.path(), &["a.json"], b"").says("m.toml: there is no `titel`; known are");
}

#[test]
fn standard_input_is_read_as_what_it_looks_like_or_is_said_to_be() {
    let dir = dir(&[]);
    let texts = |args: &[&str], stdin: &[u8]| Run::convert(dir.path(), args, stdin).texts();
    assert_eq!(texts(&["-"], "Tin\nChữ.".as_bytes()), ["Tin: Chữ."]);
    assert_eq!(texts(&["-"], b"{\"title\": \"A\"}\n{\"title\": \"B\"}\n"), ["A: ", "B: "]);
    assert_eq!(texts(&["-"], b"[{\"title\": \"A\", \"body\": \"x\"}]"), ["A: x"]);
    assert_eq!(texts(&["-"], b"<!doctype html><title>A</title><p>x y z</p>"), ["A: x y z"]);
    assert_eq!(texts(&["-", "--format", "md"], b"# A\n\n*x*"), ["A: x"]);
    assert_eq!(texts(&["-"], &zip(&[("a.txt", b"A\nx")])), ["A: x"]);
    let run = Run::convert(dir.path(), &["-"], b"");
    assert_eq!(run.code, 1);
    run.says("error: -: the file is empty");
    let out = dir.path().join("out");
    let args = ["build", "-", "-o", out.to_str().unwrap(), "--data-only"];
    assert_eq!(Run::of(dir.path(), &args, "Tin\nChữ.".as_bytes()).code, 0);
    Run::of(dir.path(), &["serve", "-"], b"").says("standard input is read once");
}

#[test]
fn an_archive_of_all_formats_is_read_like_a_folder() {
    let docx = zip(&[(
        "word/document.xml",
        b"<document><body><p><r><t>Trong Word</t></r></p></body></document>",
    )]);
    let inner = zip(&[("x.txt", b"x")]);
    let files: &[(&str, &[u8])] = &[
        ("b/hai.md", b"# Hai\n\nx"),
        ("a/mot.txt", b"Mot\ny"),
        ("tin.jsonl", b"{\"title\": \"Ba\"}\n{\"title\": \n"),
        ("w.docx", &docx),
        ("__MACOSX/._a.txt", b"junk"),
        ("../../etc/thoat.txt", b"Thoat\nx"),
        ("trong.zip", &inner),
        ("anh.png", b"\x89PNG"),
    ];
    let dir = dir(&[("tai-lieu.zip", &zip(files))]);
    let run = Run::convert(dir.path(), &["tai-lieu.zip"], b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.texts(), ["Mot: y", "Hai: x", "Ba: ", "Trong Word: "]);
    run.says("error: tai-lieu.zip: the name ../../etc/thoat.txt leads out of the archive");
    run.says("error: tai-lieu.zip/trong.zip: an archive in an archive is not read");
    run.says("error: tai-lieu.zip/tin.jsonl:2: broken JSON");
    assert!(!run.stderr.contains("anh.png") && !run.stderr.contains("MACOSX"), "{}", run.stderr);
    let whole = fs::read(dir.path().join("tai-lieu.zip")).unwrap();
    fs::write(dir.path().join("cut.zip"), &whole[..whole.len() / 2]).unwrap();
    Run::convert(dir.path(), &["cut.zip"], b"").says("the archive is damaged");
}

#[test]
fn given_encodings_count_for_check_and_convert_too() {
    // Latin letters alone say nothing of their encoding.
    let dir = dir(&[("a.txt", b"Tin\nb\xb8o")]);
    let run = Run::convert(dir.path(), &["a.txt", "--encoding", "TCVN3"], b"");
    assert_eq!(run.texts(), ["Tin: báo"]);
    let run = Run::of(dir.path(), &["check", "a.txt", "--encoding", "TCVN3"], b"");
    assert!(!run.stderr.contains("is not UTF-8"), "{}", run.stderr);
    fs::write(dir.path().join("docbao.toml"), "encoding = 'TCVN3'").unwrap();
    assert_eq!(Run::convert(dir.path(), &["a.txt"], b"").texts(), ["Tin: báo"]);
}

const GOV_DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gov-docs");

/// Real papers of the government, in the formats and encodings of their time; they are outside copyright. The papers
/// of the Party, `mau-…`, are of our own, in the form that its rules prescribe (36-HD/VPTW). `UPDATE_EXPECT=1` writes
/// what is expected anew: then read it.
#[test]
fn real_documents_of_every_old_format_become_the_articles_they_are() {
    let names = [
        "2003-A30.rtf",
        "2004-B6.doc",
        "2006-Mau-MD-2M-TNHH1.doc",
        "2008-23.QD-991-UBND.doc",
        "2005-C6DFD_XK_01-05.xls",
        "2006-16EZE_TT01.06GopvonDNNVV.pdf",
        "2004-A3.rtf",
        "2004-B8.doc",
        "luat-bien-gioi-quoc-gia.txt",
        "2004-B1-1-DONTC.vni.docx",
        "mau-ke-hoach-dang-uy.html",
        "mau-nghi-quyet-chi-bo.txt",
    ];
    for name in names {
        let run = Run::convert(Path::new(GOV_DOCS), &[name], b"");
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        let articles: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
        let mut lines = run.stderr.clone();
        for mut article in articles {
            let fields = article.as_object_mut().unwrap();
            let blocks = fields.remove("blocks").unwrap();
            // What a text mentions is proved elsewhere.
            fields.remove("mentions");
            lines += &format!("{article}\n");
            blocks.as_array().unwrap().iter().for_each(|block| lines += &format!("{block}\n"));
        }
        expect_test::expect_file![format!("{GOV_DOCS}/{name}.article.txt")].assert_eq(&lines);
    }
}

#[test]
fn documents_that_are_not_what_they_are_called_are_read_as_what_they_are() {
    let rtf = br"{\rtf1\ansi Tin m\u7897?t\par Ch\u7919?.\par}";
    let page = "<html><title>Tin hai</title><p>Một đoạn văn.</p></html>".as_bytes();
    let dir = dir(&[
        ("a.doc", rtf),
        ("b.doc", page),
        ("c.doc", b"plain"),
        ("d.xls", b"plain"),
        ("e.pdf", b"plain"),
        ("f.rtf", b""),
    ]);
    let texts = |name: &str| Run::convert(dir.path(), &[name], b"").texts();
    assert_eq!(texts("a.doc"), ["Tin một: Chữ."]);
    assert_eq!(texts("b.doc"), ["Tin hai: Một đoạn văn."]);
    for (name, words) in [
        ("c.doc", "c.doc: this is not what its name says"),
        ("d.xls", "d.xls: the workbook is damaged or encrypted"),
        ("e.pdf", "e.pdf: this is no PDF"),
        ("f.rtf", "f.rtf: the file is empty"),
    ] {
        let run = Run::convert(dir.path(), &[name], b"");
        assert_eq!((run.code, run.stdout.as_str()), (1, "[]\n"));
        run.says(words);
    }
}

/// A PDF of these objects, whose table of places is made.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(pdf.len());
        pdf.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let table = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    places.iter().for_each(|place| pdf.extend(format!("{place:010} 00000 n \n").bytes()));
    let size = places.len() + 1;
    pdf.extend(
        format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF").bytes(),
    );
    pdf
}

#[test]
fn a_pdf_that_leads_in_circles_or_has_no_text_ends_in_a_named_refusal() {
    const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";
    const FONT: &str =
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    let stream = |words: &str| format!("<< /Length {} >>\nstream\n{words}\nendstream", words.len());
    let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>";
    let good = pdf(&[
        CATALOG,
        pages,
        page,
        &stream("BT /F 12 Tf 50 700 Td (Thong bao hop to dan pho so ba) Tj ET"),
        FONT,
    ]);
    let blank = pdf(&[CATALOG, pages, page, &stream("0 0 1 rg"), FONT]);
    let ring = pdf(&[CATALOG, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]);
    let form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream";
    let calling = pdf(&[
        CATALOG,
        pages,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        &stream("/X Do"),
        form,
    ]);
    let dir = dir(&[
        ("good.pdf", &good),
        ("blank.pdf", &blank),
        ("ring.pdf", &ring),
        ("calling.pdf", &calling),
    ]);
    assert_eq!(
        Run::convert(dir.path(), &["good.pdf"], b"").texts(),
        ["Thong bao hop to dan pho so ba: "]
    );
    Run::convert(dir.path(), &["blank.pdf"], b"")
        .says("there is no text in the PDF, only pictures of pages");
    for name in ["ring.pdf", "calling.pdf"] {
        let run = Run::convert(dir.path(), &[name], b"");
        assert_eq!(run.code, 1, "{name}");
        assert!(run.stderr.starts_with(&format!("error: {name}: ")), "{}", run.stderr);
    }
}

/// A grey picture of one pixel.
fn pixel() -> Vec<u8> {
    use base64::Engine;
    let data = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
    base64::engine::general_purpose::STANDARD.decode(data).unwrap()
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
    let rels = r#"<Relationships><Relationship Id="r1" Type="x/image" Target="media/a.png"/></Relationships>"#;
    let body = r#"<document><body><p><r><t>Tin Word</t></r></p><p><r><drawing><docPr descr="Cờ"/><blip r:embed="r1"/></drawing></r></p></body></document>"#;
    let docx = zip(&[
        ("word/document.xml", body.as_bytes()),
        ("word/_rels/document.xml.rels", rels.as_bytes()),
        ("word/media/a.png", &pixel()),
    ]);
    let dir = dir(&[
        ("in/b/a.md", markdown.as_bytes()),
        ("in/b/anh/hội.png", &pixel()),
        ("ngoai.png", &pixel()),
        ("in/w.docx", &docx),
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
fn unchanged_documents_are_not_read_again_and_the_bytes_are_the_same() {
    let dir = dir(&[("in/a.md", b"# Mot\n\nx"), ("in/b.txt", b"Hai\ny")]);
    let cache = dir.path().join("cache");
    let build = |out: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docbao"));
        command.current_dir(dir.path()).env("XDG_CACHE_HOME", &cache).args([
            "build",
            "in",
            "-o",
            out,
            "--data-only",
        ]);
        assert!(command.args(more).stdout(Stdio::null()).status().unwrap().success());
        let mut files: Vec<_> = fs::read_dir(dir.path().join(out))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        files
            .iter()
            .map(|path| (path.file_name().unwrap().to_owned(), fs::read(path).unwrap()))
            .collect::<Vec<_>>()
    };
    let plain = build("plain", &["--cache=false"]);
    assert!(!cache.exists());
    let first = build("out", &[]);
    let kept = || {
        fs::read_dir(cache.join("docbao"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .next()
            .unwrap()
    };
    // Documents are put there in the order in which threads are done with them.
    let in_any_order = |mut bytes: Vec<u8>| {
        bytes.sort_unstable();
        bytes
    };
    let bytes = in_any_order(fs::read(kept()).unwrap());
    assert_eq!(build("out", &[]), first);
    assert_eq!(first, plain);
    assert_eq!(in_any_order(fs::read(kept()).unwrap()), bytes);
    // Without it everything is read again, to the same bytes. That it is read at all, its own tests show.
    fs::remove_file(kept()).unwrap();
    assert_eq!(build("out", &[]), plain);
}

/// Runs `docbao convert` on a file with no more than 2 GB of memory to address, which is little more than
/// threads reserve, and no more than a minute of work.
#[cfg(unix)]
fn convert_in_bounds(dir: &Path, name: &str) -> Run {
    let script = "ulimit -v 2000000; ulimit -t 60; exec \"$@\"";
    let mut command = Command::new("sh");
    command.current_dir(dir).args(["-c", script, "sh", env!("CARGO_BIN_EXE_docbao")]);
    let output = command.args(["convert", "--to", "json", name]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

#[cfg(unix)]
#[test]
fn files_that_mean_harm_end_in_a_named_refusal_within_bounds() {
    let gzip = |bytes: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    };
    let spaces = vec![b' '; 8 << 20];
    // Members that follow each other are one file: a hundred megabytes in a few kilobytes.
    let swelling = gzip(&spaces).repeat(12);
    let deep = "<div>".repeat(10_000) + "Chữ";
    let rtf = "{\\rtf1".to_owned() + &"{".repeat(100_000);
    let xml = "<!DOCTYPE r [<!ENTITY a \"xxxxxxxxxx\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><rss version=\"2.0\"><channel><title>&c;</title></channel></rss>";
    let nested = "[".repeat(100_000);
    let docx = zip(&[("word/document.xml", &vec![b' '; 65 << 20])]);
    let zipped = zip(&[("a.txt", &vec![b'x'; 65 << 20])]);
    let dir = dir(&[
        ("gz.jsonl.gz", &swelling),
        ("gz.txt.gz", &swelling),
        ("deep.html", deep.as_bytes()),
        ("deep.rtf", rtf.as_bytes()),
        ("entities.xml", xml.as_bytes()),
        ("nested.json", nested.as_bytes()),
        ("bomb.docx", &docx),
        ("bomb.zip", &zipped),
        ("nul.txt", b"Tin\0\0tin"),
    ]);
    for name in ["long.jsonl", "long.txt", "long.html", "long.rtf"] {
        // Holes take no room on the disk.
        let file = fs::File::create(dir.path().join(name)).unwrap();
        file.set_len(280 << 20).unwrap();
    }
    for (name, words) in [
        ("gz.jsonl.gz", "the line is longer than 16 MiB"),
        ("gz.txt.gz", "the document is longer than 64 MiB"),
        ("deep.html", "the page has more elements, or deeper ones, than any text needs"),
        ("deep.rtf", "its groups are nested deeper than any document's"),
        ("entities.xml", "there is no article in the feed"),
        ("nested.json", "broken JSON at column"),
        ("bomb.docx", "the part word/document.xml is larger than 64 MiB when unpacked"),
        ("bomb.zip", "a.txt: the document is longer than 64 MiB"),
        ("nul.txt", "this is no text but a binary file"),
        ("long.jsonl", "the line is longer than 16 MiB"),
        ("long.txt", "the document is longer than 64 MiB"),
        ("long.html", "the document is longer than 64 MiB"),
        ("long.rtf", "the document is longer than 256 MiB"),
    ] {
        let run = convert_in_bounds(dir.path(), name);
        assert_eq!((run.code, run.stdout.as_str()), (1, "[]\n"), "{name}: {}", run.stderr);
        run.says(words);
        run.says("\n  → ");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_circles_are_named_and_the_rest_is_read() {
    let dir = dir(&[("in/a/tin.txt", b"Tin\nx")]);
    std::os::unix::fs::symlink("..", dir.path().join("in/a/vong")).unwrap();
    std::os::unix::fs::symlink("chinh-no", dir.path().join("in/chinh-no")).unwrap();
    let run = convert_in_bounds(dir.path(), "in");
    assert_eq!(run.texts(), ["Tin: x"]);
    run.says("error: in/a/vong: a link leads back to a folder above it");
}

#[test]
fn a_damaged_document_of_any_kind_stops_nobody() {
    let names = ["2003-A30.rtf", "2004-B6.doc", "2005-C6DFD_XK_01-05.xls"];
    let dir = dir(&[("in/tot.txt", b"Tot\nx")]);
    for name in names {
        let whole = fs::read(Path::new(GOV_DOCS).join(name)).unwrap();
        // Bytes changed and ends cut in the same places each time.
        for seed in 1..=12_usize {
            let mut bytes = whole.clone();
            for at in 0..40 {
                let place = (seed * 7919 + at * 104_729) % bytes.len();
                bytes[place] = bytes[place].wrapping_mul(31).wrapping_add((seed + at) as u8);
            }
            bytes.truncate(whole.len() - seed % 4 * whole.len() / 5);
            fs::write(dir.path().join(format!("in/{seed}-{name}")), bytes).unwrap();
        }
    }
    let run = Run::convert(dir.path(), &["in"], b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.texts().iter().any(|text| text == "Tot: x"));
}
