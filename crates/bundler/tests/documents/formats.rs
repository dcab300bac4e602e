//! Every format that articles come in, by the command: what `docbao convert` makes of a document.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::stage::{Run, dir, zip};

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
    // How it was read is said, and is nothing to mend.
    run.says("note: a.txt: read as TCVN3");
    assert_eq!(run.stdout, "1 article from 1 document: 1 thing to mend\n");
    fs::write(dir.path().join("docbao.toml"), "encoding = 'TCVN3'").unwrap();
    assert_eq!(Run::convert(dir.path(), &["a.txt"], b"").texts(), ["Tin: báo"]);
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

/// Neither where the documents lie nor where the command is called from may show in what is published.
#[test]
fn wherever_documents_lie_they_give_the_same_bytes() {
    let icon = concat!(env!("CARGO_MANIFEST_DIR"), "/../../static/docbao-icon-192.png");
    let icon = fs::read(icon).unwrap();
    let files: [(&str, &[u8]); 4] = [
        ("in/a.md", b"# Tin\n\n![Anh](anh.png)\n\nSo 12/QD-UBND.\n"),
        ("in/anh.png", &icon),
        ("in/b/c.txt", b"Hai Phong\n\nMot doan.\n"),
        ("docbao.toml", b"title = \"Tin\"\nattach = true\n"),
    ];
    let build = |from: &Path, [input, out, settings]: [&str; 3]| {
        let args = ["build", input, "-o", out, "--data-only", "--config", settings];
        let run = Run::of(from, &args, b"");
        assert_eq!(run.code, 0, "{}", run.stderr);
    };
    let (one, two) = (dir(&files), dir(&files));
    let path = |name: &str| two.path().join(name).to_str().unwrap().to_owned();
    build(one.path(), ["in", "out", "docbao.toml"]);
    build(&std::env::temp_dir(), [&path("in"), &path("out"), &path("docbao.toml")]);
    let all = |dir: &Path| {
        let mut folders = vec![dir.join("out")];
        let mut files = BTreeMap::new();
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(dir).unwrap().to_owned();
                    files.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        files
    };
    let (one, two) = (all(one.path()), all(two.path()));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    assert!(one.keys().any(|name| name.starts_with("out/tep")), "{:?}", one.keys());
    for (name, bytes) in &one {
        assert!(two.get(name) == Some(bytes), "{} differs", name.display());
    }
}

/// A document of Word 6, as far as it is looked at: its sign, and text.
#[cfg(unix)]
fn word_6() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream("/WordDocument").unwrap();
    std::io::Write::write_all(&mut stream, b"\xdc\xa5\x65\0Tin cua Word 6").unwrap();
    drop(stream);
    file.into_inner().into_inner()
}

#[cfg(unix)]
#[test]
fn documents_of_word_95_are_read_by_a_program_that_is_installed_or_say_which_to_install() {
    let old = word_6();
    let dir = dir(&[
        ("in/-cu.doc", &old),
        ("in/trong.zip", &zip(&[("hai.doc", &old)])),
        ("bin/x", b""),
        ("none/x", b""),
    ]);
    // Another process writes it: what is open for writing in a process that another test begins cannot be run.
    let write = |script: &str| {
        let mut write = Command::new("/bin/sh");
        write.args([
            "-c",
            "printf '#!/bin/sh\\n%s\\n' \"$1\" > bin/catdoc && chmod +x bin/catdoc",
            "sh",
        ]);
        assert!(write.arg(script).current_dir(dir.path()).status().unwrap().success());
    };
    write("echo 'Thông báo họp'; echo; echo 'Tối nay.'");
    let run = |programs: &str, args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docbao"));
        command.current_dir(dir.path()).args(args).env("PATH", dir.path().join(programs));
        let output = command.env("XDG_CACHE_HOME", dir.path().join("cache")).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        Run { code, stdout: text(output.stdout), stderr: text(output.stderr) }
    };
    let convert = ["convert", "--to", "json", "in"];
    let without = run("none", &convert);
    assert_eq!(without.code, 1);
    without.says("error: in/-cu.doc: it is of Word 95 or older, and no program that reads it is installed\n  → install LibreOffice, catdoc or antiword");
    without.says("error: in/trong.zip/hai.doc: it is of Word 95 or older");
    let with = run("bin", &convert);
    assert_eq!(
        with.texts(),
        ["Thông báo họp: Tối nay.", "Thông báo họp: Tối nay."],
        "{}",
        with.stderr
    );
    with.says("note: in/-cu.doc: it is of Word 95 or older: catdoc has read its text");
    // What a program has read is kept as long as the same ones are there.
    let build = ["build", "in", "-o", "out", "--data-only"];
    for (programs, words) in
        [("none", "no program"), ("bin", "catdoc has read"), ("bin", "catdoc has read")]
    {
        run(programs, &build).says(words);
    }
    write("exit 1");
    run("bin", &build).says("note: in/-cu.doc: it is of Word 95 or older: catdoc has read");
    run("none", &build).says("error: in/-cu.doc: it is of Word 95 or older, and no program");
}
