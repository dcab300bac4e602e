//! Rich text as word processors write it, and text that means harm.

use docbao_bundle::Block;

use super::*;

fn lines(rtf: &str) -> Vec<String> {
    let office = read(rtf.as_bytes()).unwrap();
    office.blocks.iter().map(|block| serde_json::to_string(block).unwrap()).collect()
}

const HEAD: &str = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1 .VnTime;}{\f2 .VnTimeH{\*\falt Arial};}{\f3\fcharset163 Arial;}{\f4\fcharset2 Symbol;}}{\colortbl;\red0;}{\stylesheet{\s0 Normal;}}";

#[test]
fn fonts_tell_the_encoding_of_their_runs() {
    let rtf = HEAD.to_owned()
        + r"{\info{\title Th\u244?ng b\u225?o}{\author An}{\revtim\yr2004\mo3\dy5}}\pard\f1 Vi\'d6t \b Nam\b0\par
          \pard\f2 h\'e9i\par\f3 ti\'ea\'ecng\par {\f0 n\u432?\u7899?c\line s\u7841?ch}\par {\f4\'b7}\tab\f0 x\par}";
    assert_eq!(
        lines(&rtf),
        [
            r#"{"paragraph":["Việt ",{"text":"Nam","strong":true}]}"#,
            r#"{"paragraph":"HỘI"}"#,
            r#"{"paragraph":"tiêng"}"#.replace('ê', "ê\u{301}").as_str(),
            r#"{"paragraph":"nước\nsạch"}"#,
            r#"{"paragraph":"–\tx"}"#,
        ]
    );
    let office = read(rtf.as_bytes()).unwrap();
    assert_eq!(office.title.as_deref(), Some("Thông báo"));
    assert_eq!(office.changed.unwrap().to_string(), "2004-03-05");
}

#[test]
fn tables_links_notes_and_headings_become_blocks_and_the_rest_is_passed_over() {
    let rtf = HEAD.to_owned()
        + r#"{\header Trang}\pard\outlinelevel0 M\u7909?c\par\pard Xem {\field{\*\fldinst HYPERLINK "https://a.vn/x"}{\fldrslt trang}}{\footnote Ghi.}.\par
          \trowd\pard\intbl a\cell b\cell\row\trowd\pard\intbl c\par d\cell\cell\row\pard {\*\unknown x}{\v y}\'22Cu\'f4\'69\'22\par{\pict\pngblip 00ff}}"#;
    assert_eq!(
        lines(&rtf),
        [
            r#"{"heading":{"level":2,"text":"Mục"}}"#,
            r#"{"paragraph":["Xem ",{"text":"trang","link":"https://a.vn/x"},"[1]."]}"#,
            r#"{"table":{"rows":[["a","b"],["c\nd"]]}}"#,
            r#"{"paragraph":"\"Cuôi\""}"#,
            "\"rule\"",
            r#"{"paragraph":"[1] Ghi."}"#,
        ]
    );
    assert_eq!(read(rtf.as_bytes()).unwrap().lost, 1);
}

#[test]
fn hostile_text_ends() {
    let deep = "{\\rtf1".to_owned() + &"{".repeat(100_000);
    assert!(read(deep.as_bytes()).unwrap_err().contains("nested deeper"));
    let long = "{\\rtf1 ".to_owned() + &"a".repeat(1 << 20) + "}}}}{\\bin99999999999 x";
    assert!(matches!(&read(long.as_bytes()).unwrap().blocks[..], [Block::Paragraph(_)]));
    for bytes in [
        &b"{\\rtf1\\"[..],
        b"{\\rtf1\\'",
        b"{\\rtf1\\u-99999999999 x",
        b"{\\rtf\\f-1\\cell\\row\\row",
    ] {
        assert!(read(bytes).is_ok());
    }
}
