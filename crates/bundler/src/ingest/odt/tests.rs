//! Texts of LibreOffice.

use std::io::{Cursor, Write};

use super::*;

fn odt(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let meta = "<office:document-meta><dc:title>Tên</dc:title><dc:date>2020-03-02T05:00:00</dc:date></office:document-meta>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("content.xml", content.as_str()), ("meta.xml", meta)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn headings_lists_tables_notes_and_fonts_become_blocks() {
    let styles = r#"<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>
        <style:style style:name="V"><style:text-properties style:font-name=".VnTime"/></style:style>
        <style:style style:name="VH" style:parent-style-name="V"><style:text-properties fo:font-style="italic"/></style:style>
        <text:list-style style:name="N"><text:list-level-style-number text:level="1"/></text:list-style>"#;
    let body = r##"<text:h text:outline-level="1">Mục</text:h>
        <text:p>Chữ <text:span text:style-name="B">đậm</text:span><text:s/>và <text:a xlink:href="https://a.vn">đây</text:a><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Ghi chú</text:p></text:note-body></text:note></text:p>
        <text:p text:style-name="VH">ViÖt Nam</text:p>
        <text:list text:style-name="N"><text:list-item><text:p>một</text:p></text:list-item><text:list-item><text:p>hai</text:p></text:list-item></text:list>
        <table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>a</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"##;
    let office = read(&odt(styles, body)).unwrap();
    let lines: Vec<String> =
        office.blocks.iter().map(|block| serde_json::to_string(block).unwrap()).collect();
    assert_eq!(
        lines,
        [
            r#"{"heading":{"level":2,"text":"Mục"}}"#,
            r#"{"paragraph":["Chữ ",{"text":"đậm ","strong":true},"và ",{"text":"đây","link":"https://a.vn"},"[1]"]}"#,
            r#"{"paragraph":[{"text":"Việt Nam","emphasis":true}]}"#,
            r#"{"list":{"ordered":true,"items":[{"text":"một"},{"text":"hai"}]}}"#,
            r#"{"table":{"rows":[["a","","b"]]}}"#,
            "\"rule\"",
            r#"{"paragraph":"[1] Ghi chú"}"#,
        ]
    );
    assert_eq!(
        (office.title.as_deref(), office.changed.unwrap().to_string()),
        (Some("Tên"), "2020-03-02".to_owned())
    );
}

#[test]
fn hostile_files_are_named() {
    assert!(read(b"PK\x03\x04").is_err());
    let deep = "<text:list><text:list-item>".repeat(10_000)
        + "<text:p>x</text:p>"
        + &"</text:list-item></text:list>".repeat(10_000);
    assert!(read(&odt("", &deep)).is_ok());
    let loops = r#"<style:style style:name="A" style:parent-style-name="B"/><style:style style:name="B" style:parent-style-name="A"/>"#;
    assert!(read(&odt(loops, r#"<text:p text:style-name="A">x</text:p>"#)).is_ok());
}
