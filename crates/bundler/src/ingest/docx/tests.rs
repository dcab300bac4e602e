//! Word documents as offices write them, and archives that mean harm.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use expect_test::{Expect, expect};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use docbao_bundle::Article;

use super::*;
use crate::ingest::{Place, office};
use crate::problem::{Problem, Warned};

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The article of a document, or of its error the message alone.
fn article_of(bytes: &[u8]) -> Warned<Option<Article>> {
    let place = Place { path: PathBuf::from("a.docx"), ..Place::default() };
    match read(bytes) {
        Ok(office) => {
            let Warned { output, problems } = office::article(office, &place);
            Warned { output: output.map(|(article, _)| article), problems }
        }
        Err(message) => {
            Warned { output: None, problems: vec![Problem::error(&place.path, message, "")] }
        }
    }
}

fn word(body: &str, parts: &[(&str, &str)]) -> Warned<Option<Article>> {
    let main = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    let bytes = archive(&[&[("word/document.xml", main.as_str())], parts].concat());
    article_of(&bytes)
}

#[track_caller]
fn check(body: &str, parts: &[(&str, &str)], expected: Expect) {
    let Warned { output, problems } = word(body, parts);
    let mut lines = Vec::new();
    if let Some(mut article) = output {
        let blocks = std::mem::take(&mut article.blocks);
        lines.push(serde_json::to_string(&article).unwrap());
        lines.extend(blocks.iter().map(|block| serde_json::to_string(block).unwrap()));
    }
    lines.extend(problems.iter().map(|problem| problem.message.clone()));
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn styles_numbers_tables_notes_and_links_become_blocks() {
    let styles = r#"<w:styles><w:style w:styleId="Tieude"><w:name w:val="Title"/></w:style>
        <w:style w:styleId="Muc1"><w:name w:val="heading 1"/></w:style>
        <w:style w:styleId="Rieng"><w:name w:val="Riêng"/><w:basedOn w:val="Muc1"/></w:style></w:styles>"#;
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num></w:numbering>"#;
    let rels = r#"<Relationships><Relationship Id="r1" Type="http://x/hyperlink" Target="https://a.vn/"/></Relationships>"#;
    let notes = r#"<w:footnotes><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>Theo sổ tay.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let core = r#"<cp:coreProperties><dc:creator>Lê Mẫu</dc:creator><dcterms:created>2020-01-01T00:00:00Z</dcterms:created><dcterms:modified>2020-03-05T08:00:00Z</dcterms:modified></cp:coreProperties>"#;
    let item = |number: u8, level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{number}\"/></w:numPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let styled = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        styled("Tieude", "Sổ tay &amp; mẫu"),
        styled("Rieng", "Mở đầu"),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">Đậm </w:t></w:r><w:r><w:rPr><w:i/><w:b w:val=\"0\"/></w:rPr><w:t>nghiêng</w:t></w:r>\
         <w:hyperlink r:id=\"r1\"><w:r><w:t> trang a</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:del><w:r><w:t>bỏ</w:t></w:r></w:del></w:p>".to_owned(),
        item(1, 0, "Một"),
        item(1, 1, "con"),
        item(1, 0, "Hai"),
        item(2, 0, "chấm"),
        p("Xen giữa."),
        item(1, 0, "Ba"),
        item(3, 0, "Phạm vi"),
        format!("<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>{}</w:tc><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}{}</w:tc><w:tc>{}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("a"), p("b"), p("c"), p("d"), p("e")),
        "<w:p><w:r><w:drawing><a:blip r:embed=\"r2\"/></w:drawing></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:rPr><w:rFonts w:ascii=\".VnTime\"/></w:rPr><w:t>ViÖt Nam</w:t></w:r></w:p>".to_owned(),
    ];
    let parts = [
        ("word/styles.xml", styles),
        ("word/numbering.xml", numbering),
        ("word/_rels/document.xml.rels", rels),
        ("word/footnotes.xml", notes),
        ("docProps/core.xml", core),
        ("../../elsewhere.txt", "never written anywhere"),
    ];
    check(
        &body.concat(),
        &parts,
        expect![[r#"
        {"id":"","title":"Sổ tay & mẫu","blocks":[],"published":"2020-03-05","byline":{"name":"Lê Mẫu"}}
        {"heading":{"level":2,"text":"Mở đầu"}}
        {"paragraph":[{"text":"Đậm ","strong":true},{"text":"nghiêng ","emphasis":true},{"text":"trang a","link":"https://a.vn/"},"[1]"]}
        {"list":{"ordered":true,"items":[{"text":"Một"}]}}
        {"paragraph":"a) con"}
        {"paragraph":"2. Hai"}
        {"list":{"items":[{"text":"chấm"}]}}
        {"paragraph":"Xen giữa."}
        {"paragraph":"3. Ba"}
        {"paragraph":"Điều 4. Phạm vi"}
        {"table":{"rows":[["a","b\nc","","d"],["","e"]]}}
        {"paragraph":"Việt Nam"}
        "rule"
        {"paragraph":"[1] Theo sổ tay."}
        a picture is not carried along
        no date in the text: 2020-03-05, the day of the last change, stands for it
    "#]],
    );
}

#[test]
fn an_official_paper_is_known_by_its_head() {
    let cell = |paragraphs: &[&str]| {
        format!("<w:tc>{}</w:tc>", paragraphs.iter().map(|text| p(text)).collect::<String>())
    };
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>{}{}{}{}{}<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(&["UBND QUẬN MẪU", "<w:b/>PHÒNG VĂN HOÁ", "Số: 12/KH-VH"]),
        cell(&[
            "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Mẫu, ngày 02 tháng 9 năm 2022"
        ]),
        p("KẾ HOẠCH"),
        p("Tổ chức Ngày hội đọc sách"),
        p("-------"),
        p("Thực hiện chương trình công tác, Phòng Văn hoá xây dựng kế hoạch."),
        p("Chương I. Mục đích"),
        cell(&["Nơi nhận:", "- UBND quận;", "- Lưu: VT."]),
        cell(&["TRƯỞNG PHÒNG", "", "Trần Văn Mẫu"]),
    );
    check(
        &body,
        &[],
        expect![[r#"
        {"id":"","title":"Kế hoạch số 12/KH-VH: Tổ chức Ngày hội đọc sách","blocks":[],"published":"2022-09-02","dateline":{"place":"Mẫu","text":"Mẫu, ngày 02 tháng 9 năm 2022"},"byline":{"name":"Trần Văn Mẫu","role":"TRƯỞNG PHÒNG"},"source":{"name":"UBND QUẬN MẪU – PHÒNG VĂN HOÁ"}}
        {"paragraph":"Thực hiện chương trình công tác, Phòng Văn hoá xây dựng kế hoạch."}
        {"heading":{"level":2,"text":"Chương I. Mục đích"}}
        {"paragraph":[{"text":"TRƯỞNG PHÒNG\nTrần Văn Mẫu","strong":true}]}
        {"paragraph":[{"text":"Nơi nhận:","emphasis":true}]}
        {"list":{"items":[{"text":"UBND quận;"},{"text":"Lưu: VT."}]}}
    "#]],
    );
}

#[test]
fn harmful_archives_are_refused_by_name() {
    let message = |bytes: &[u8]| {
        let warned = article_of(bytes);
        assert_eq!(warned.output, None);
        warned.problems[0].message.clone()
    };
    assert!(message(b"PK").contains("damaged"));
    assert!(message(b"\xd0\xcf\x11\xe0 old").contains("encrypted"));
    assert!(message(&archive(&[("a.txt", "x")])).contains("no Word document"));
    let bomb = " ".repeat(65 << 20);
    assert!(message(&archive(&[("word/document.xml", &bomb)])).contains("larger than 64 MiB"));
    assert!(
        message(&archive(&[("word/document.xml", "<w:p><w:t>a</w:p>")])).contains("XML is broken")
    );
    let swelling = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><d><p><r><t>x&b;y</t></r></p></d>";
    let warned = article_of(&archive(&[("word/document.xml", swelling)]));
    assert_eq!(warned.output.unwrap().title, "xy");
    let deep =
        "<w:tbl><w:tr><w:tc>".repeat(10_000) + &p("Chữ") + &"</w:tc></w:tr></w:tbl>".repeat(10_000);
    assert_eq!(word(&deep, &[]).output.unwrap().title, "Chữ");
}
