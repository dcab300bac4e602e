//! Real documents, one at least of every format and encoding, and beside each the articles that it becomes
//! (`….article.txt`). `UPDATE_EXPECT=1` writes what is expected anew: then read it.

use std::path::Path;

use serde_json::Value;

use crate::stage::Run;

const GOV_DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gov-docs");
const PORTAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/portal");

/// What a document becomes: what is said of it, and its articles, a block a line.
#[track_caller]
fn check(folder: &str, name: &str, more: &[&str]) {
    let run = Run::convert(Path::new(folder), &[&[name], more].concat(), b"");
    assert_eq!(run.code, 0, "{name}: {}", run.stderr);
    let articles: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let mut lines = run.stderr;
    for mut article in articles {
        let fields = article.as_object_mut().unwrap();
        let blocks = fields.remove("blocks").unwrap();
        // What a text mentions is proved elsewhere.
        fields.remove("mentions");
        lines += &format!("{article}\n");
        blocks.as_array().unwrap().iter().for_each(|block| lines += &format!("{block}\n"));
    }
    expect_test::expect_file![format!("{folder}/{name}.article.txt")].assert_eq(&lines);
}

/// Real papers of the government, in the formats and encodings of their time; they are outside copyright. The papers
/// of the Party, `mau-…`, are of our own, in the form that its rules prescribe (36-HD/VPTW). The `.odt` and the `.xlsx`
/// are what LibreOffice 7.4 made of the `.doc` and the `.xls` of the same names.
#[test]
fn real_documents_of_every_old_format_become_the_articles_they_are() {
    let names = [
        "2003-A30.rtf",
        "2004-B6.doc",
        "2006-Mau-MD-2M-TNHH1.doc",
        "2008-23.QD-991-UBND.doc",
        "2008-23.QD-991-UBND.odt",
        "2005-C6DFD_XK_01-05.xls",
        "2005-C6DFD_XK_01-05.xlsx",
        "2006-16EZE_TT01.06GopvonDNNVV.pdf",
        "2004-A3.rtf",
        "2004-B8.doc",
        "luat-bien-gioi-quoc-gia.txt",
        "2004-B1-1-DONTC.vni.docx",
        "mau-ke-hoach-dang-uy.html",
        "mau-nghi-quyet-chi-bo.txt",
    ];
    names.iter().for_each(|name| check(GOV_DOCS, name, &[]));
}

/// A portal of our own, `tests/portal`: its README says which programs wrote it.
#[test]
fn what_a_portal_gives_away_becomes_its_articles_whatever_the_way() {
    for name in ["rss.xml", "atom.xml", "wordpress.xml", "tai-lieu.zip", "anh-noi.doc", "so-tay.md"]
    {
        check(PORTAL, name, &[]);
    }
    for name in ["posts.json", "posts.jsonl.gz"] {
        check(PORTAL, name, &["--mapping", "posts.toml"]);
    }
}
