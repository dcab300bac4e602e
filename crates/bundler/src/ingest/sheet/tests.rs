//! Workbooks. Real ones stand in `tests/gov-docs`.

use std::io::Write;

use super::*;

fn xlsx(sheet: &str) -> Vec<u8> {
    let parts = [
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("[Content_Types].xml", "<Types/>"),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Trang 1" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> Vec<u8> {
    xlsx(&format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    ))
}

#[test]
fn rows_become_tables_and_single_cells_text() {
    let text =
        |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows = format!(
        r#"<row r="1">{}</row><row r="3">{}{}</row><row r="4"><c r="A4"><v>1.50</v></c>{}</row><row r="6">{}</row>"#,
        text("A1", "Danh sách"),
        text("A3", "STT"),
        text("D3", "Tên"),
        text("D4", "An"),
        text("A6", "Ghi chú")
    );
    let office = read(&sheet(&rows)).unwrap();
    assert_eq!(office.headline.as_deref(), Some("Danh sách"));
    let lines: Vec<String> =
        office.blocks.iter().map(|block| serde_json::to_string(block).unwrap()).collect();
    assert_eq!(
        lines,
        [r#"{"table":{"rows":[["STT","Tên"],["1.5","An"]]}}"#, r#"{"paragraph":"Ghi chú"}"#]
    );
}

#[test]
fn far_cells_and_swelling_parts_take_no_memory() {
    let far = sheet(
        r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#,
    );
    assert!(read(&far).is_ok());
    let bomb = xlsx(&" ".repeat(9 << 20));
    assert!(read(&bomb).unwrap_err().contains("larger than 8 MiB"));
    assert!(read(b"\xd0\xcf\x11\xe0").unwrap_err().contains("damaged or encrypted"));
}
