//! What becomes of Markdown.

use std::path::PathBuf;

use expect_test::{Expect, expect};

use super::*;

fn read_at(text: &str) -> Warned<Option<Article>> {
    let place = Place { path: PathBuf::from("bai.md"), ..Place::default() };
    read(text, &place)
}

/// Shows an article's blocks as JSON, one a line, below its title.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let Warned { output, problems } = read_at(text);
    let article = output.unwrap_or_default();
    let mut lines = vec![format!("# {}", article.title)];
    let blocks = article.blocks.iter();
    lines.extend(blocks.map(|block| serde_json::to_string(block).unwrap()));
    lines.extend(problems.iter().map(|problem| format!("{:?}: {}", problem.line, problem.message)));
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

#[test]
fn the_first_heading_is_the_title() {
    check(
        "# Lịch *tiếp* dân\n\nMột **đoạn** có [liên kết](https://a.vn) và `mã`.\nDòng hai.  \nDòng ba.\n\n# Phần\n\n##### Mục",
        expect![[r##"
            # Lịch tiếp dân
            {"paragraph":["Một ",{"text":"đoạn","strong":true}," có ",{"text":"liên kết","link":"https://a.vn"}," và ",{"text":"mã","code":true},". Dòng hai.\nDòng ba."]}
            {"heading":{"level":2,"text":"Phần"}}
            {"heading":{"level":4,"text":"Mục"}}
        "##]],
    );
}

#[test]
fn front_matter_names_what_is_known() {
    let text = "---\ntitle: Tiêu đề\ndate: 02/06/2023\ntags: [một, hai, một]\nauthor: Tổ biên tập\n\
                category: Tin\nsummary: Tóm tắt\nsource: {name: Cổng, url: https://a.vn}\n---\n# Tiêu đề\n\nChữ.";
    let Warned { output, problems } = read_at(text);
    assert_eq!(problems, []);
    expect![[r#"{"id":"","title":"Tiêu đề","lead":"Tóm tắt","blocks":[{"paragraph":"Chữ."}],"published":"2023-06-02","byline":{"name":"Tổ biên tập"},"source":{"name":"Cổng","url":"https://a.vn"},"section":"Tin","tags":["một","hai"]}"#]]
        .assert_eq(&serde_json::to_string(&output.unwrap()).unwrap());
}

#[test]
fn front_matter_may_be_toml_or_json() {
    let text = "\n# Bỏ\n\nĐoạn.\n";
    for front_matter in [
        "+++\ntitle = 'Tin'\ndate = 2019-11-21T08:00:00+07:00\ntags = ['một']\n+++\n",
        "---toml\ntitle = 'Tin'\ndate = 2019-11-21\ntags = ['một']\n---\n",
        "---json\n{\"title\": \"Tin\", \"date\": \"2019-11-21\",\n\"tags\": [\"một\"]}\n---\n",
        "{\n\"title\": \"Tin\", \"date\": \"21/11/2019\", \"tags\": [\"một\"]\n}\n",
    ] {
        let Warned { output, problems } =
            read(&(front_matter.to_owned() + text), &Place::default());
        let article = output.unwrap();
        assert_eq!((article.title.as_str(), problems.len()), ("Tin", 0), "{front_matter}");
        assert_eq!(article.published.unwrap().to_string(), "2019-11-21", "{front_matter}");
        assert_eq!(article.tags, ["một"]);
        assert_eq!(article.passages().last().unwrap(), "Đoạn.");
    }
    // What only begins like one is text.
    for text in ["{Đoạn} một.", "{\"a\": 1} rồi chữ", "+++\nchữ", "{}chữ"] {
        let article = read(text, &Place::default()).output.unwrap();
        assert!(article.title.starts_with(&text[..1]), "{text}: {}", article.title);
    }
    for (text, line, said) in [
        ("+++\ntitle = 'Tin'\ntags = [\n+++\nChữ.", 3, "is no TOML"),
        ("---json\n{\"title\": \"Tin\"\n\"a\": 1}\n---\nChữ.", 3, "is no JSON"),
    ] {
        let problems = read(text, &Place::default()).problems;
        assert!(problems[0].message.contains(said), "{problems:?}");
        assert!(problems[0].line.is_some_and(|at| at.abs_diff(line) <= 1), "{problems:?}");
    }
}

#[test]
fn front_matter_that_is_no_yaml_is_a_warning_with_its_line() {
    check(
        "---\ntitle: \"mở\ntags: [a\n---\n# Đề\n\nChữ.",
        expect![[r##"
            # Đề
            {"paragraph":"Chữ."}
            Some(4): the front matter is no YAML and is left out: found unexpected end of stream
        "##]],
    );
    check(
        "---\ntitle: Họp: bàn việc\n---\nChữ.",
        expect![[r##"
            # Chữ.
            {"paragraph":"Chữ."}
            Some(2): the front matter is no YAML and is left out: mapping values are not allowed in this context
            None: no title: the first words stand for it
        "##]],
    );
}

#[test]
fn a_rule_at_the_beginning_is_no_front_matter() {
    check(
        "---\n\nChữ.\n\n# Đề\n",
        expect![[r##"
        # Đề
        "rule"
        {"paragraph":"Chữ."}
    "##]],
    );
}

#[test]
fn lists_are_flat_with_depths() {
    check(
        "# Đề\n\n1. một\n   - hai\n     - ba\n2. bốn\n\n   đoạn nữa\n\n   ```\n   mã\n   hai\n   ```\n\nHết.\n\n- [ ] việc\n- > lời",
        expect![[r##"
            # Đề
            {"list":{"ordered":true,"items":[{"text":"một"},{"depth":1,"text":"hai"},{"depth":2,"text":"ba"},{"text":["bốn\nđoạn nữa\n",{"text":"mã\nhai","code":true}]}]}}
            {"paragraph":"Hết."}
            {"list":{"items":[{"text":"[ ] việc"},{"text":"lời"}]}}
        "##]],
    );
}

#[test]
fn a_list_goes_on_after_what_it_cannot_hold() {
    check(
        "# Đề\n\n- một\n\n  | a |\n  |---|\n  | b |\n\n- hai\n",
        expect![[r##"
            # Đề
            {"list":{"items":[{"text":"một"}]}}
            {"table":{"header":true,"rows":[["a"],["b"]]}}
            {"list":{"items":[{"text":"hai"}]}}
        "##]],
    );
}

#[test]
fn quotations_tables_code_and_rules() {
    check(
        "# Đề\n\n> một\n>\n> hai\n> - ba\n\n| A | B |\n|---|---|\n| **x** | |\n\n```rust\nfn a() {}\n\n```\n\n***\n",
        expect![[r##"
            # Đề
            {"quote":["một","hai","ba"]}
            {"table":{"header":true,"rows":[["A","B"],[[{"text":"x","strong":true}],""]]}}
            {"code":"fn a() {}"}
            "rule"
        "##]],
    );
}

#[test]
fn pictures_become_figures() {
    check(
        "# Đề\n\nTrước ![Cổng *làng*](anh/cong.jpg \"Cổng làng, 2019\") sau.\n\n- ![trong mục](a.png)",
        expect![[r##"
            # Đề
            {"paragraph":"Trước"}
            {"figure":{"src":"anh/cong.jpg","alt":"Cổng làng","caption":"Cổng làng, 2019","width":0,"height":0}}
            {"paragraph":"sau."}
            {"list":{"items":[{"text":"trong mục"}]}}
        "##]],
    );
}

#[test]
fn html_leaves_nothing_but_its_text() {
    check(
        "# Đề\n\nMột <b onclick=\"x()\">hai</b><br>ba\n\n<div>Bốn</div>\n<script>alert(1)</script>\n",
        expect![[r##"
            # Đề
            {"paragraph":"Một hai\nba"}
            {"paragraph":"Bốn"}
        "##]],
    );
}

#[test]
fn what_leads_to_a_file_beside_the_document_is_named() {
    let text = "# Đề\n\n![Cổng](anh/cong.jpg)\n\n[*Liên* hệ](/lien-he), [ngoài](https://a.vn/)";
    let messages = read_at(text).problems.into_iter().map(|problem| problem.message);
    let expected = ["the link /lien-he leads nowhere from a library"];
    assert_eq!(messages.collect::<Vec<_>>(), expected);
}

#[test]
fn any_text_ends_in_an_article_or_in_an_error() {
    for text in ["> - > 1. a", "<div>a", "![a", "|a|\n|-|", "- - - a", "```\na", "---\n---\na"] {
        assert!(!read_at(text).output.unwrap().title.is_empty(), "{text:?}");
    }
    for text in ["---\n---\n", "***", "> - > 1. ", "<!-- a -->", "![](a.png)"] {
        let Warned { output, problems } = read_at(text);
        assert_eq!(output, None, "{text:?}");
        assert_eq!(problems[0].message, "there is neither a title nor a text");
    }
}
