//! Documents as they come: JSON by the names people use, and files that are not what they say.

use std::path::PathBuf;

use expect_test::{Expect, expect};

use super::*;

fn read_bytes(name: &str, bytes: &[u8]) -> Warned<Vec<Draft>> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let found = crate::source::find(&[path], None, &crate::source::Hints::default()).unwrap();
    let mut warned = read(&found.output[0]);
    for problem in &mut warned.problems {
        problem.path = PathBuf::from(name);
    }
    warned
}

/// Shows articles as JSON, one a line, and problems.
#[track_caller]
fn check(name: &str, text: &str, expected: Expect) {
    let Warned { output, problems } = read_bytes(name, text.as_bytes());
    let articles = output.iter().map(|draft| serde_json::to_string(&draft.article).unwrap());
    let problems = problems
        .iter()
        .map(|problem| format!("{:?} {:?}: {}", problem.kind, problem.line, problem.message));
    let lines: Vec<String> = articles.chain(problems).collect();
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

#[test]
fn json_is_read_by_the_names_people_use() {
    check(
        "a.json",
        r#"{"id": "Số 1/2020", "title": " Giấy mời\nsố 88 ", "summary": "Sapo", "category": "Tin", "date": "21/11/2019",
            "author": ["Trần Mẫu", "Lê Thử"], "tags": "một, hai,,một", "source": "Cổng", "url": "https://a.vn/1",
            "lang": "vi", "dateline": "Hải Phòng, ngày 20 tháng 11 năm 2019", "body": "Một\r\n\r\n  Hai ", "datetime": "bỏ qua"}"#,
        expect![[r#"
            {"id":"Số 1/2020","title":"Giấy mời số 88","lead":"Sapo","blocks":[{"paragraph":"Một"},{"paragraph":"Hai"}],"published":"2019-11-21","dateline":{"place":"Hải Phòng","text":"Hải Phòng, ngày 20 tháng 11 năm 2019"},"byline":{"name":"Trần Mẫu, Lê Thử"},"source":{"name":"Cổng","url":"https://a.vn/1"},"section":"Tin","tags":["một","hai"],"lang":"vi"}
        "#]],
    );
}

#[test]
fn an_article_written_by_docbao_comes_back() {
    let article = r#"{"id":"x","title":"Đề","lead":"L","blocks":[{"heading":{"level":2,"text":"Mục"}},"rule"],"published":"2019-11-21","dateline":{"place":"P","text":"P, hôm nay"},"byline":{"name":"N","role":"R"},"source":{"name":"S","url":"U"},"section":"C","tags":["t"],"lang":"en","mentions":{"people":[{"name":"N","role":"R"}],"organisations":["O"],"places":[{"name":"P","unit":"xã"}],"documents":[{"number":"05-CT/TW","kind":"Chỉ thị"}],"dates":["2019-05-16","2019","--09-02"]}}"#;
    let Warned { output, problems } = read_bytes("a.json", article.as_bytes());
    assert_eq!(problems, []);
    assert_eq!(serde_json::to_string(&output[0].article).unwrap(), article);
}

#[test]
fn mentions_that_are_none_are_named() {
    check(
        "a.json",
        r#"{"title": "Một", "body": "Chữ.", "mentions": {"dates": ["hôm qua"]}}"#,
        expect![[r#"
            {"id":"","title":"Một","blocks":[{"paragraph":"Chữ."}]}
            Warning None: `mentions` is not what docs/article.schema.json describes, so it is left out
        "#]],
    );
}

#[test]
fn what_is_wrong_in_an_article_is_named_and_the_rest_kept() {
    check(
        "a.json",
        r#"[{"title": "Một", "date": "hôm qua", "tags": {"a": 1}, "body": 5},
            {"headline": "Hai", "text": "Chữ đầu.\nChữ sau."},
            {"title": "Ba", "blocks": [{"video": "x"}]},
            {"nội dung": "x"}, "Năm", {"title": 6, "id": 6}]"#,
        expect![[r#"
            {"id":"","title":"Một","blocks":[]}
            {"id":"","title":"Chữ đầu.","blocks":[{"paragraph":"Chữ đầu."},{"paragraph":"Chữ sau."}]}
            {"id":"6","title":"6","blocks":[]}
            Warning None: article 1: “hôm qua” cannot be read as a date: the article has none
            Warning None: article 1: `tags` is not a list of texts, so it is left out
            Warning None: article 1: `body` is not a text, so it is left out
            Warning None: article 2: no title (fields: headline, text): the first words stand for it
            Error None: article 3: `blocks` cannot be read, see the block at position 1
            Error None: article 4: there is neither a title nor a text (fields: nội dung)
            Error None: article 5: this is not an article
        "#]],
    );
}

#[test]
fn lines_of_json_are_read_each_for_itself() {
    let many = "{\"title\":\"Đề\"}\n".repeat(2500);
    let text = format!("\u{feff}{many}\n{{\"title\": \n[1]\n{many}");
    let Warned { output, problems } = read_bytes("a.jsonl", text.as_bytes());
    assert_eq!(output.len(), 5000);
    assert_eq!(output[2500].place.line, Some(2504));
    let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(2502), Some(2503)]);
    assert!(problems[0].message.starts_with("broken JSON at column"), "{}", problems[0].message);
}

#[test]
fn broken_json_is_named_with_line_and_column() {
    check(
        "a.json",
        "{\"title\": \"Đề\",\n \"đề\": }",
        expect![[r#"
        Error Some(2): broken JSON at column 8: expected value
    "#]],
    );
    let deep = "[".repeat(10_000);
    assert_eq!(read_bytes("a.json", deep.as_bytes()).problems.len(), 1);
}

#[test]
fn files_that_are_no_text_are_named_with_their_cure() {
    let message = |name: &str, bytes: &[u8]| {
        let Warned { output, problems } = read_bytes(name, bytes);
        assert_eq!((output.len(), problems.len()), (0, 1), "{name}");
        assert!(!problems[0].cure.is_empty());
        (problems[0].line, problems[0].message.clone())
    };
    assert_eq!(message("a.txt", b""), (None, "the file is empty".to_owned()));
    assert_eq!(message("a.md", b"\xef\xbb\xbf \r\n"), (None, "the file is empty".to_owned()));
    assert_eq!(message("a.jsonl", b"\n\n"), (None, "the file is empty".to_owned()));
    assert!(message("a.txt", b"a\0b").1.contains("binary"));
    let (line, text) = message("a.txt", b"mot\nhai\nb\xe0 ba");
    assert!(line == Some(3) && text.contains("not UTF-8"), "{text}");
    assert!(message("a.jsonl", b"{\"title\": \"\xe0\"}").1.contains("not UTF-8"));
    assert!(message("a.json.gz", b"not gzip at all").1.contains("compressed data"));
}

#[test]
fn compressed_files_are_read_and_cut_ones_named() {
    use std::io::Write;
    let gzip = |text: &str| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).unwrap();
        gzip.finish().unwrap()
    };
    let two_members = [gzip("{\"title\":\"Một\"}\n"), gzip("{\"title\":\"Hai\"}")].concat();
    let Warned { output, problems } = read_bytes("a.jsonl.gz", &two_members);
    assert_eq!((output.len(), problems.len()), (2, 0));
    let Warned { output, problems } =
        read_bytes("a.jsonl.gz", &two_members[..two_members.len() - 12]);
    assert_eq!((output.len(), problems.len()), (1, 1));
    assert!(problems[0].message.contains("cut short"), "{}", problems[0].message);
    assert_eq!(
        read_bytes("bài một.json.gz", &gzip("{\"title\":\"Một\"}")).output[0].name,
        "bài một"
    );
}

#[test]
fn languages_are_named_as_in_html() {
    for (given, lang) in [("vi_VN", "vi-VN"), ("tiếng Việt", "")] {
        let text = format!(r#"{{"title": "Một", "body": "Chữ.", "lang": "{given}"}}"#);
        let Warned { output, .. } = read_bytes("a.json", text.as_bytes());
        assert_eq!(output[0].article.lang, lang, "{given}");
    }
}

#[test]
fn text_is_composed_and_ids_are_not() {
    let decomposed = "{\"id\":\"a\u{300}\",\"title\":\"Ho\u{300}a\",\"body\":\"ô\u{300}\",\"tags\":[\"e\u{302}\"]}";
    let article = &read_bytes("a.json", decomposed.as_bytes()).output[0].article;
    assert_eq!(article.id, "a\u{300}");
    assert_eq!(article.title, "Hòa");
    assert_eq!(article.passages().collect::<Vec<_>>(), ["ồ"]);
    assert_eq!(article.tags, ["ê"]);
    let text = &read_bytes("b.txt", "Tie\u{302}u đề\r\nMột\rHai".as_bytes()).output[0].article;
    assert_eq!(text.title, "Tiêu đề");
    assert_eq!(text.passages().collect::<Vec<_>>(), ["Một", "Hai"]);
}

#[test]
fn old_encodings_are_read_and_named_and_can_be_given() {
    let Warned { output, problems } =
        read_bytes("a.txt", b"C\xe9ng h\xdfa x\xb7 h\xe9i ch\xf1 ngh\xdca\nVi\xd6t Nam");
    assert_eq!(output[0].article.title, "Cộng hòa xã hội chủ nghĩa");
    assert_eq!(problems[0].kind, crate::Severity::Note);
    assert_eq!(problems[0].message, "read as TCVN3, by the look of the text");
    let page = "<meta charset=windows-1258><title>Ti".as_bytes();
    let page = [page, b"\xeau \xf0\xea\xcc</title><p>Ch\xfd\xde"].concat();
    let Warned { output, problems } = read_bytes("a.html", &page);
    assert_eq!((output[0].article.title.as_str(), problems.len()), ("Tiêu đề", 1));
    check(
        "a.json",
        r#"[{"title": "Céng hßa x· héi", "body": "chñ nghÜa ViÖt Nam"}, {"title": "Cá»™ng hÃ²a xÃ£ há»™i"}]"#,
        expect![[r#"
            {"id":"","title":"Cộng hòa xã hội","blocks":[{"paragraph":"chủ nghĩa Việt Nam"}]}
            {"id":"","title":"Cộng hòa xã hội","blocks":[]}
            Note None: article 1: the letters were TCVN3, misread by another program, and are mended
            Note None: article 2: the letters were UTF-8, misread by another program, and are mended
        "#]],
    );
}
