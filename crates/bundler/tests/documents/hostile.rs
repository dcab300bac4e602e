//! Documents that nobody should trust, by the command: each ends in a refusal with its name and cause, within
//! bounds of time and memory, and keeps nobody from the others.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::stage::{Run, dir, zip};

const GOV_DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gov-docs");

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
