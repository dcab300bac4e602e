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
            r#"{"figure":{"src":"pict0","alt":"","width":0,"height":0}}"#,
            "\"rule\"",
            r#"{"paragraph":"[1] Ghi."}"#,
        ]
    );
}

#[test]
fn pictures_stand_between_paragraphs_with_size_and_description() {
    let png = "89504E470D0A1A0A 0000000D49484452
        0000000100000001 08000000003A7E9B55";
    let words = r"\picw26\pich26\picwgoal3000\pichgoal3000\picscalex50\picscaley50\pngblip";
    let alt = r"{\*\picprop\shplid1025{\sp{\sn shapeType}{\sv 75}}{\sp{\sn wzDescription}{\sv C\u7893?ng ch\u224?o}}}{\*\blipuid 00ff}";
    let rtf = format!(
        r"{HEAD}Tr\u234?n {{\*\shppict{{\pict{alt}{words} {png}}}}}{{\nonshppict{{\pict\wmetafile8 0102}}}} d\u432?\u7899?i\par \intbl a {{\pict{words} {png}}}\cell\row\pard{{\v{{\pict{words} {png}}}}}{{\header{{\pict{words} {png}}}}}"
    );
    // Bytes as they are may look like anything.
    let rtf = [rtf.as_bytes(), b"{\\pict\\jpegblip\\bin5 \xff\xd8}{\\}cu\\par}"].concat();
    let office = read(&rtf).unwrap();
    let written = serde_json::to_string(&office.blocks).unwrap();
    assert!(
        written.contains(r#"{"figure":{"src":"pict0","alt":"Cổng chào","width":100,"height":0}}"#),
        "{written}"
    );
    let kinds = office.blocks.iter().map(|block| match block {
        Block::Paragraph(_) => "paragraph",
        Block::Figure(_) => "figure",
        Block::Table { .. } => "table",
        _ => "other",
    });
    // That of the table follows it; what is hidden, or in the head of the page, is not there.
    assert_eq!(
        kinds.collect::<Vec<&str>>(),
        ["paragraph", "figure", "paragraph", "table", "figure", "figure", "paragraph"]
    );
    let pictures: Vec<&[u8]> = office.pictures.values().map(Vec::as_slice).collect();
    assert!(pictures[0].starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"), "{:?}", pictures[0]);
    assert_eq!(pictures[2], b"\xff\xd8}{\\");
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
