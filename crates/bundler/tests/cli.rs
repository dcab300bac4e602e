//! The command as its users know it: what they type, what it says, what lies in the folder then.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use docbao_bundle::table::{Lookup, Slices, Table};
use docbao_bundle::{Manifest, Row, SliceRef, slice};
use tempfile::TempDir;

const MIXED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mixed");

fn docbao() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docbao"));
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

fn run(args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = docbao().args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// A folder for one test: `out` in it is for the library, the rest for documents.
struct Dir(TempDir);

impl Dir {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let dir = Dir(tempfile::tempdir().unwrap());
        for (name, contents) in files {
            let path = dir.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        dir
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Builds `input` into `out`.
    fn build(&self, input: &str, more: &[&str]) -> (i32, String, String) {
        run(&[&["build", input, "-o", &self.path("out"), "--data-only"], more].concat())
    }

    fn manifest(&self) -> Manifest {
        let json = fs::read(self.path("out/docbao.json")).unwrap();
        let manifest: Manifest = serde_json::from_slice(&json).unwrap();
        manifest.validate().unwrap();
        manifest
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.path("out")).unwrap().map(|entry| entry.unwrap().path());
        let files = entries.filter(|path| path.is_file());
        files.map(|path| (path.file_name().unwrap().into(), fs::read(&path).unwrap())).collect()
    }

    /// Rows of the library as a reader finds them.
    fn rows(&self) -> Vec<Row> {
        let manifest = self.manifest();
        let packs = manifest.packs.iter().map(|pack| fs::read(self.path("out") + "/" + &pack.file));
        let shelf = Shelf(packs.map(Result::unwrap).collect());
        let rows = Table::new(manifest.tables.rows);
        let ids = Table::new(manifest.tables.ids);
        let row = |doc: u32| match rows.get(&shelf, &doc.to_be_bytes()).unwrap() {
            Lookup::Found(row) => Row::decode(row).unwrap(),
            other => panic!("row {doc}: {other:?}"),
        };
        let rows: Vec<Row> = (0..manifest.articles).map(row).collect();
        for (doc, row) in rows.iter().enumerate() {
            let found = ids.get(&shelf, row.id.as_bytes()).unwrap();
            assert_eq!(found, Lookup::Found(&[doc as u8][..]), "{}", row.id);
        }
        rows
    }
}

struct Shelf(Vec<Vec<u8>>);

impl Slices for Shelf {
    fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        let end = (at.offset + at.bytes) as usize;
        slice::open(at, self.0[at.pack as usize].get(at.offset as usize..end)?).ok()
    }
}

#[test]
fn a_folder_of_all_formats_becomes_a_library() {
    let dir = Dir::new(&[]);
    let (code, stdout, stderr) = dir.build(MIXED, &["--title", "Tin phường"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("6 articles from 5 documents, written to "), "{stdout}");
    assert!(stdout.contains(": 3 files, "), "{stdout}");

    let manifest = dir.manifest();
    assert_eq!((manifest.title.as_str(), manifest.language.as_str()), ("Tin phường", "vi"));
    let rows: Vec<String> = dir
        .rows()
        .iter()
        .map(|row| {
            let day = row.published.map_or("–".to_owned(), |day| day.to_string());
            format!("{day} {} | {} | {} | {}", row.id, row.title, row.section, row.syllables)
        })
        .collect();
    expect_test::expect![[r#"
        2024-05-07 nuoc-sach | Tạm ngừng cấp nước | Thông báo | 26
        2024-03-01 tin/1 | Tin thứ nhất |  | 3
        2023-06-02 lich-tiep-dan | Lịch tiếp công dân | Thông báo | 16
        2020-02-03 hop-to | Tổ dân phố số 2 họp bàn việc trồng cây đầu xuân |  | 30
        – thu-vien | Thư viện phường mở cửa buổi tối |  | 15
        – tin/2 | Tin thứ hai |  | 4"#]]
    .assert_eq(&rows.join("\n"));
}

#[test]
fn bad_documents_are_named_and_the_rest_is_built() {
    let files: &[(&str, &[u8])] = &[
        ("in/a.txt", b"\xff\xe9t\xe9 \x81\x8d"),
        ("in/b.txt", b"\0\x01\x02"),
        ("in/c.md", b""),
        ("in/d.json", b"{\"title\": \"x\",}"),
        ("in/e.jsonl", b"{\"title\": \"Tot\"}\n{\"title\": \n"),
        ("in/f.csv", b"a,b"),
        ("in/g.txt", "Bài tốt\nChữ.".as_bytes()),
        ("in/h.json", "{\"title\": \"Ngày lạ\", \"date\": \"32/13/2020\"}".as_bytes()),
        ("in/i.png", b"not looked at"),
    ];
    let dir = Dir::new(files);
    let (code, stdout, stderr) = dir.build(&dir.path("in"), &[]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("3 articles from 7 documents"), "{stdout}");
    assert!(stdout.contains("; 6 errors; 1 warning"), "{stdout}");
    let stderr = stderr.replace(&dir.path("in"), "in");
    for line in [
        "error: in/f.csv: docbao does not read this format",
        "error: in/a.txt:1: the text is not UTF-8, nor in any encoding of Vietnamese that its letters show",
        "error: in/b.txt: this is no text but a binary file",
        "error: in/c.md: the file is empty",
        "error: in/d.json:1: broken JSON at column 15: trailing comma",
        "error: in/e.jsonl:2: broken JSON at column 9: EOF while parsing a value",
        "warning: in/h.json: “32/13/2020” cannot be read as a date: the article has none",
        "  → write the day as 2019-11-21 or 21/11/2019",
    ] {
        assert!(stderr.lines().any(|said| said == line), "{line}\n--\n{stderr}");
    }
    assert!(!stderr.contains("i.png"), "{stderr}");
}

#[test]
fn strict_turns_any_complaint_into_failure_and_writes_nothing() {
    let good = ("in/a.txt", "Bài tốt\nChữ.".as_bytes());
    let dir = Dir::new(&[good]);
    assert_eq!(dir.build(&dir.path("in"), &["--strict"]).0, 0);
    let before = dir.files();
    fs::write(dir.path("in/b.json"), "{\"title\": \"x\", \"date\": \"?\"}").unwrap();
    let (code, stdout, stderr) = dir.build(&dir.path("in"), &["--strict"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("error: --strict, so nothing was written; 1 warning"), "{stderr}");
    assert_eq!(dir.files(), before);
    assert_eq!(dir.build(&dir.path("in"), &[]).0, 0);
    assert_ne!(dir.files(), before);
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    let (one, two) = (Dir::new(&[]), Dir::new(&[]));
    for dir in [&one, &two] {
        assert_eq!(dir.build(MIXED, &["--max-part", "4KiB"]).0, 0);
    }
    assert_eq!(one.files(), two.files());
    assert!(one.files().len() >= 3);
    // Built over itself, nothing changes either.
    assert_eq!(one.build(MIXED, &["--max-part", "4KiB"]).0, 0);
    assert_eq!(one.files(), two.files());
}

#[test]
fn one_core_gives_the_same_bytes_as_several() {
    let dir = Dir::new(&[("in/a.jsonl", many(3000, "quận Đồ Sơn").as_bytes())]);
    let [one, several] = ["1", "7"].map(|threads| {
        let built = docbao()
            .env("RAYON_NUM_THREADS", threads)
            .args(["build", &dir.path("in"), "-o", &dir.path("out"), "--data-only"])
            .output()
            .unwrap();
        assert!(built.status.success(), "{built:?}");
        let files = dir.files();
        fs::remove_dir_all(dir.path("out")).unwrap();
        files
    });
    assert!(one.len() >= 3);
    assert_eq!(one, several);
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_left_alone() {
    let dir = Dir::new(&[("out/index.html", b"my site")]);
    let (code, stdout, stderr) = dir.build(MIXED, &[]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("holds files that are not of a docbao library"), "{stderr}");
    assert_eq!(dir.files().len(), 1);
}

#[test]
fn without_articles_the_old_library_stays() {
    let dir = Dir::new(&[("in/a.txt", b"")]);
    assert_eq!(dir.build(MIXED, &[]).0, 0);
    let before = dir.files();
    let (code, _, stderr) = dir.build(&dir.path("in"), &[]);
    assert_eq!(code, 1);
    assert!(stderr.contains("no article was found, so nothing was written"), "{stderr}");
    assert_eq!(dir.files(), before);
}

/// A line of JSON for each of `n` articles.
fn many(n: usize, word: &str) -> String {
    let line =
        |at| format!("{{\"id\": \"a{at}\", \"title\": \"Bài {at}\", \"body\": \"{word} {at}\"}}\n");
    (0..n).map(line).collect()
}

#[test]
fn a_build_that_is_killed_or_interrupted_leaves_a_whole_library_and_the_next_one_tidies_up() {
    let dir = Dir::new(&[("in/a.jsonl", many(400, "một").as_bytes())]);
    let (input, out) = (dir.path("in"), dir.path("out"));
    // What Ctrl-C sends is INT.
    for (signal, word) in [("KILL", "hai"), ("INT", "ba")] {
        assert_eq!(dir.build(&input, &["--max-part", "4KiB"]).0, 0);
        let before = dir.files();
        fs::write(dir.path("in/a.jsonl"), many(400, word)).unwrap();
        fs::write(dir.path("out/.docbao-left"), "half a file").unwrap();
        let args = ["build", &input, "-o", &out, "--data-only", "--max-part", "4KiB"];
        let mut child = docbao().args(args).stdout(Stdio::null()).spawn().unwrap();
        // It is writing as soon as there is one pack more; or it was faster than we are.
        let packs = || fs::read_dir(&out).unwrap().filter(|entry| entry.is_ok()).count();
        while packs() <= before.len() + 1 && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        match cfg!(unix) {
            true => {
                let id = child.id().to_string();
                let mut kill = Command::new("kill");
                kill.args(["-s", signal, &id]).stderr(Stdio::null()).status().unwrap();
            }
            false => child.kill().unwrap(),
        }
        child.wait().unwrap();
        let (code, _, stderr) = run(&["inspect", &out]);
        assert_eq!(code, 0, "{signal}: {stderr}");
        assert_eq!(dir.build(&input, &["--max-part", "4KiB"]).0, 0);
        assert!(!dir.files().keys().any(|name| name.to_string_lossy().starts_with('.')));
        assert_eq!(run(&["inspect", &out]).0, 0);
    }
}

#[test]
fn a_full_disk_leaves_the_old_library_whole() {
    let dir = Dir::new(&[("in/a.jsonl", many(50, "một").as_bytes())]);
    assert_eq!(dir.build(&dir.path("in"), &[]).0, 0);
    let before = dir.files();
    fs::write(dir.path("in/a.jsonl"), many(50, "hai")).unwrap();
    // No file may grow beyond 512 bytes: what the system answers then is what it answers on a full disk.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
    let (input, out) = (dir.path("in"), dir.path("out"));
    let docbao = env!("CARGO_BIN_EXE_docbao");
    let args = ["-c", script, "sh", docbao, "build", &input, "-o", &out, "--data-only"];
    let failed = Command::new("sh").args(args).output().unwrap();
    let stderr = String::from_utf8(failed.stderr).unwrap();
    assert_eq!(failed.status.code(), Some(1), "{stderr}");
    assert!(stderr.starts_with("error: cannot write "), "{stderr}");
    assert_eq!(dir.files(), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_named_before_any_work() {
    let dir = Dir::new(&[("in/a.txt", b"Bai\nChu.")]);
    // Nobody may write there, root included.
    for (out, said) in
        [("/proc/self", "cannot write into"), ("/proc/docbao", "cannot make the folder")]
    {
        let (code, stdout, stderr) = run(&["build", &dir.path("in"), "-o", out, "--data-only"]);
        assert_eq!((code, stdout.as_str()), (1, ""));
        assert!(stderr.starts_with(&format!("error: {said} {out}")), "{stderr}");
    }
}

#[test]
fn json_output_is_one_object_with_all_problems() {
    let dir = Dir::new(&[("in/a.txt", b""), ("in/b.txt", b"Bai\nChu.")]);
    let (code, stdout, stderr) = dir.build(&dir.path("in"), &["--json"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["articles"], 1);
    assert_eq!(report["files"], 3);
    assert_eq!(report["build"], dir.manifest().build);
    let bytes: usize = dir.files().values().map(Vec::len).sum();
    assert_eq!(report["bytes"], bytes);
    assert_eq!(report["problems"][0]["kind"], "error");
    assert_eq!(report["problems"][0]["path"], dir.path("in/a.txt"));
    assert_eq!(report["problems"][0]["line"], serde_json::Value::Null);
}

#[test]
fn the_output_may_lie_among_the_documents() {
    let dir = Dir::new(&[("a.txt", b"Bai\nChu.")]);
    for _ in 0..2 {
        let (code, stdout, stderr) = dir.build(&dir.path(""), &[]);
        assert_eq!(code, 0, "{stderr}");
        assert!(stdout.starts_with("1 article from 1 document,"), "{stdout}");
    }
}

#[test]
fn wrong_commands_exit_with_2_and_failed_ones_with_1() {
    for args in [
        &["build"][..],
        &["build", MIXED],
        &["bake"],
        &[],
        &["build", MIXED, "-o", "x", "--max-part", "1"],
    ] {
        let (code, stdout, stderr) = run(args);
        assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}");
        assert!(!stderr.is_empty());
    }
    let dir = Dir::new(&[]);
    let (code, _, stderr) = dir.build(&dir.path("none"), &[]);
    assert_eq!(code, 1);
    assert!(stderr.starts_with("error: cannot read the input "), "{stderr}");
    let help = run(&["build", "--help"]);
    assert_eq!(help.0, 0);
    assert!(help.1.contains("Exit codes:"), "{}", help.1);
}

#[test]
fn pages_that_would_be_one_where_case_is_ignored_are_named() {
    let articles = r#"[{"id": "NQ-12", "title": "Một", "text": "Một."},
        {"id": "nq-12", "title": "Hai", "text": "Hai hai."}, {"id": "nq-13", "title": "Ba", "text": "Ba ba ba."}]"#;
    let dir = Dir::new(&[("in/a.json", articles.as_bytes())]);
    let flags = ["--pages", "--base-url", "https://example.vn/tv"];
    let (code, _, stderr) = dir.build(&dir.path("in"), &flags);
    assert_eq!(code, 0);
    assert!(stderr.contains("NQ-12 and nq-12 have one name where case is ignored"), "{stderr}");
}

#[test]
fn pages_are_written_for_every_article_and_go_when_they_are_no_longer_wanted() {
    let dir = Dir::new(&[]);
    assert_eq!(dir.build(MIXED, &["--pages"]).0, 1);
    let (code, stdout, stderr) =
        dir.build(MIXED, &["--pages", "--base-url", "https://example.vn/tv"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains(", and 15 files of pages"), "{stdout}");
    let page = fs::read_to_string(dir.path("out/bai/tin~2F1.html")).unwrap();
    let canonical = "<link rel=\"canonical\" href=\"https://example.vn/tv/bai/tin~2F1.html\">";
    assert!(page.contains(canonical) && page.contains("../#docbao=tin%2F1"), "{page}");
    assert!(fs::read_to_string(dir.path("out/bai/index.html")).unwrap().contains("Tin thứ nhất"));
    assert_eq!(dir.build(MIXED, &[]).0, 0);
    assert!(!Path::new(&dir.path("out/bai/tin~2F1.html")).exists());
}

#[test]
fn articles_come_back_from_a_library_as_they_went_in() {
    let articles = r#"[
        {"id": "tin/2", "title": "Tin hai", "lead": "Mở đầu.", "published": "2024-03-02",
         "dateline": {"place": "Hải Phòng", "text": "Hải Phòng, ngày 02 tháng 3 năm 2024"},
         "byline": {"name": "Trần Văn A", "role": "Phó Chủ tịch"}, "section": "Tin tức",
         "source": {"name": "Báo", "url": "https://a.vn/"}, "tags": ["một", "hai"], "lang": "en",
         "blocks": [{"heading": {"level": 2, "text": "Mục"}},
                    {"paragraph": ["nói ", {"text": "rõ", "strong": true}, " 1. *không* đậm"]},
                    {"list": {"items": [{"text": "a"}, {"depth": 1, "text": "b"}]}},
                    {"quote": ["một", "hai"]}, {"table": {"header": true, "rows": [["x", "y"], ["1", "2"]]}},
                    {"code": "a  b"}, "rule"]},
        {"id": "a", "title": "Tin một", "blocks": [{"paragraph": "Chữ."}]}]"#;
    let given: serde_json::Value = serde_json::from_str(articles).unwrap();
    let dir = Dir::new(&[("in/a.json", articles.as_bytes())]);
    assert_eq!(dir.build(&dir.path("in"), &[]).0, 0);
    let json = |args: &[&str]| {
        let (code, stdout, stderr) = run(&[&["convert"], args].concat());
        assert_eq!((code, stderr.as_str()), (0, ""));
        serde_json::from_str::<serde_json::Value>(&stdout).unwrap()
    };
    assert_eq!(json(&[&dir.path("out"), "--to", "json"]), given);
    assert_eq!(json(&[&dir.path("in"), "--to", "json"]), given);
    // Through Markdown as well, which is checked for a folder that is not empty.
    let to_md = ["convert", &dir.path("out"), "--to", "md", "-o", &dir.path("md")];
    assert_eq!(run(&to_md).0, 0);
    assert_eq!(run(&to_md).0, 1);
    assert_eq!(run(&to_md[..4]).0, 2);
    assert_eq!(json(&[&dir.path("md"), "--to", "json"]), given);
}

#[test]
fn what_is_to_be_mended_is_named_with_its_place_and_nothing_is_built() {
    let text = (0..60).map(|n| format!("chữ{n}")).collect::<Vec<_>>().join(" ");
    let line = |id: &str, text: &str| {
        format!(
            "{{\"id\": \"{id}\", \"title\": \"Bài\", \"date\": \"2024-01-02\", \"body\": \"{text}\"}}\n"
        )
    };
    let lines =
        line("x", &text) + &line("x", "Äá»“ SÆ¡n thÃ¡ng") + &line("z", &(text.clone() + " hết"));
    let dir = Dir::new(&[("in/a.jsonl", lines.as_bytes()), ("in/b.txt", b"Bai\nChu.")]);
    let (code, stdout, stderr) = run(&["check", &dir.path("in")]);
    let stderr = stderr.replace(&dir.path("in"), "in");
    assert_eq!(code, 1);
    assert_eq!(stdout, "4 articles from 2 documents: 4 things to mend\n");
    for line in [
        "warning: in/a.jsonl:2: the text is garbled: “Äá»“ SÆ¡n thÃ”",
        "warning: in/a.jsonl:3: nearly the same text as in/a.jsonl:1",
        "warning: in/b.txt: the article has no date",
        "warning: in/a.jsonl:2: another article is called “x” already: this one becomes “x-2”",
    ] {
        assert!(stderr.lines().any(|said| said == line), "{line}\n--\n{stderr}");
    }
    let (code, stdout, _) = run(&["check", &dir.path("in"), "--json"]);
    let findings: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, findings["problems"].as_array().unwrap().len()), (1, 4));
    fs::write(dir.path("in/a.jsonl"), line("x", "Chữ.")).unwrap();
    fs::remove_file(dir.path("in/b.txt")).unwrap();
    let (code, stdout, stderr) = run(&["check", &dir.path("in")]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_eq!(stdout, "1 article from 1 document: nothing to complain about\n");
}

#[test]
fn a_removed_article_is_gone_from_every_file() {
    let secret = "{\"id\": \"b\", \"title\": \"Kín\", \"body\": \"bí mật\"}\n";
    let lines = many(3, "một") + secret;
    let dir = Dir::new(&[("in/a.jsonl", lines.as_bytes())]);
    assert_eq!(dir.build(&dir.path("in"), &["--title", "Tin"]).0, 0);
    let before = dir.files();
    assert_eq!(run(&["remove", &dir.path("out"), "b", "none"]).0, 1);
    assert_eq!(dir.files(), before);
    let (code, stdout, stderr) = run(&["remove", &dir.path("out"), "b"]);
    assert_eq!(
        (code, stdout.as_str(), stderr.as_str()),
        (0, "1 article removed, 3 articles left\n", "")
    );
    assert_eq!(
        dir.rows().iter().map(|row| row.id.as_str()).collect::<Vec<_>>(),
        ["a0", "a1", "a2"]
    );
    assert_eq!(dir.manifest().title, "Tin");
    let is_old = |(name, bytes): (&PathBuf, &Vec<u8>)| {
        name.ends_with("docbao.json") || dir.files().get(name) != Some(bytes)
    };
    assert!(before.iter().all(is_old), "a pack of the library before is still there");
    assert_eq!(run(&["remove", &dir.path("out"), "a0", "a1", "a2"]).0, 1);
}

#[test]
fn shells_complete_and_manuals_tell_every_command() {
    let (code, stdout, _) = run(&["completions", "bash"]);
    assert!(code == 0 && stdout.contains("--max-part") && stdout.contains("convert"), "{stdout}");
    let dir = Dir::new(&[]);
    assert_eq!(run(&["man", &dir.path("man")]).0, 0);
    let manual = fs::read_to_string(dir.path("man/docbao-build.1")).unwrap();
    assert!(manual.contains("Small ones are for hosts"), "{manual}");
}

#[test]
fn settings_may_stand_in_a_file_and_flags_win() {
    let dir = Dir::new(&[("bai-viet/a.txt", b"Bai\nChu.")]);
    assert_eq!(run(&["init", &dir.path("")]).0, 0);
    assert_eq!(run(&["init", &dir.path("")]).0, 1);
    let config = dir.path("docbao.toml");
    let build =
        |more: &[&str]| run(&[&["build", "--config", &config, "--data-only"], more].concat());
    let (code, stdout, stderr) = build(&[]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains(&dir.path("public")), "{stdout}");
    let title = |out: &str| run(&["inspect", &dir.path(out)]).1.lines().next().unwrap().to_owned();
    assert!(title("public").starts_with("Thư viện bài viết (vi)"), "{}", title("public"));
    build(&["--title", "Tin", "--lang", "en", "-o", &dir.path("out")]);
    assert!(title("out").starts_with("Tin (en)"), "{}", title("out"));

    // The file in the current folder is found by itself.
    let here = docbao().args(["build", "--data-only"]).current_dir(dir.path("")).output().unwrap();
    let stdout = String::from_utf8(here.stdout).unwrap();
    assert!(stdout.contains("1 article from 1 document, written to public"), "{stdout}");

    // What is asked for every time need not be typed.
    fs::write(&config, "input = [\"-\"]\noutput = \"o\"\nformat = \"txt\"\njson = true\n").unwrap();
    let mut child = docbao()
        .args(["build", "--config", &config, "--data-only"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("# Bài\n\nChữ.".as_bytes()).unwrap();
    let stdout = child.wait_with_output().unwrap().stdout;
    let built: serde_json::Value = serde_json::from_slice(&stdout).unwrap();
    assert_eq!(built["articles"], 1, "{built}");
    assert!(build(&["--json=false", "bai-viet-khac"]).2.contains("bai-viet-khac"));

    fs::write(&config, "input = [\"bai-viet\"]\noutput = \"o\"\nsingle-file = \"o.html\"").unwrap();
    assert!(build(&[]).2.contains("names both `output` and `single-file`"));
    assert_eq!(build(&["-o", &dir.path("o2")]).0, 0);
    fs::write(&config, "input = [\"bai-viet\"]\nsingle-file = \"o.txt\"").unwrap();
    let (code, _, stderr) = run(&["build", "--config", &config]);
    assert!(
        code == 1 && (stderr.contains("o.txt") || stderr.contains("no reader is inside")),
        "{stderr}"
    );

    fs::write(&config, "titel = \"Tin\"\n").unwrap();
    let (code, _, stderr) = build(&[]);
    assert_eq!(code, 1);
    assert!(
        stderr.ends_with("docbao.toml: line 1: there is no `titel`; is `title` meant?\n"),
        "{stderr}"
    );
    fs::write(&config, "lang = \"tiếng Việt\"\ninput = [\"a\"]\noutput = \"b\"").unwrap();
    let stderr = build(&[]).2;
    assert!(
        stderr.contains("`lang` in docbao.toml: “tiếng Việt”: write a language as"),
        "{stderr}"
    );
}

#[test]
fn inspect_tells_what_is_there_and_what_is_damaged() {
    let dir = Dir::new(&[]);
    assert_eq!(run(&["inspect", &dir.path("")]).0, 1);
    dir.build(MIXED, &[]);
    let (code, stdout, _) = run(&["inspect", &dir.path("out")]);
    assert_eq!(code, 0);
    assert!(stdout.contains("6 articles, 4 of them dated 2020-02 to 2024-05"), "{stdout}");
    let config = "[abbreviations]\nBTGTU = \"Ban Tuyên giáo Thành ủy\"\n\
                  [aliases]\n\"quận Đồ Sơn\" = [\"thị xã Đồ Sơn\"]\n";
    fs::write(dir.path("docbao.toml"), config).unwrap();
    dir.build(MIXED, &["--config", &dir.path("docbao.toml")]);
    let (_, stdout, _) = run(&["inspect", &dir.path("out")]);
    assert!(stdout.contains("abbreviation: btgtu = ban tuyen giao thanh uy\n"), "{stdout}");
    assert!(stdout.contains("alias: quan do son ↔ thi xa do son\n"), "{stdout}");
    let pack = dir.path("out") + "/" + &dir.manifest().packs[0].file;
    let mut bytes = fs::read(&pack).unwrap();
    bytes[20] ^= 1;
    fs::write(&pack, bytes).unwrap();
    let (code, _, stderr) = run(&["inspect", &dir.path("out")]);
    assert_eq!(code, 1);
    assert!(stderr.contains("bytes of other contents"), "{stderr}");
}

#[test]
fn serve_shows_a_library_at_the_address_it_prints() {
    let dir = Dir::new(&[]);
    dir.build(MIXED, &[]);
    let mut child = docbao()
        .args(["serve", &dir.path("out"), "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap();

    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /docbao.json HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let port = address.rsplit(':').next().unwrap();
    let second = run(&["serve", &dir.path("out"), "--port", port]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.contains("\r\n\r\n{\"docbao\":2,"), "{answer}");
    assert_eq!(second.0, 1);
    assert!(second.2.contains("is taken by another program"), "{}", second.2);
    assert!(!Path::new(&dir.path("out/index.html")).exists());
}
