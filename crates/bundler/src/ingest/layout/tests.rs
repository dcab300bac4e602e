//! Papers of the state and of the Party, in the ways their two columns arrive, and prose that only sounds
//! like one.

use docbao_bundle::{Block, Text};
use expect_test::{Expect, expect};

use super::*;

/// A paper as blocks: `|` is between the columns of a line, lines that begin with `||` are cells of a table
/// of one row.
fn blocks(paper: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut cells: Vec<Text> = Vec::new();
    for line in paper.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(cell) = line.strip_prefix("||") {
            cells.push(Text::plain(cell.replace(" / ", "\n")));
            continue;
        }
        if !cells.is_empty() {
            let rows = vec![std::mem::take(&mut cells)];
            blocks.push(Block::Table { header: false, rows });
        }
        blocks.push(Block::Paragraph(Text::plain(line.replace('|', "\t"))));
    }
    if !cells.is_empty() {
        blocks.push(Block::Table { header: false, rows: vec![cells] });
    }
    blocks
}

fn show(article: &Article) -> String {
    let mut shown = vec![format!("title: {}", article.title)];
    if let Some(line) = &article.dateline {
        shown.push(format!("dateline: {} ({:?})", line.text, line.place));
    }
    shown.extend(article.published.map(|day| format!("published: {day}")));
    shown.extend(
        article.source.iter().flat_map(|it| &it.name).map(|name| format!("issuer: {name}")),
    );
    if let Some(byline) = &article.byline {
        shown.push(format!("byline: {} ({})", byline.name, byline.role.as_deref().unwrap_or("-")));
    }
    shown.extend(article.blocks.iter().map(|block| match block {
        Block::Heading { level, text } => format!("h{level}: {}", text.to_plain()),
        Block::List { items, .. } => {
            let items = items.iter().map(|item| item.text.to_plain());
            format!("list: {}", items.collect::<Vec<_>>().join(" + "))
        }
        Block::Rule => "rule".to_owned(),
        block => {
            format!("p: {}", block.passages().join(" / ").replace('\n', " / "))
        }
    }));
    shown.join("\n") + "\n"
}

#[track_caller]
fn check(paper: &str, expected: Expect) {
    expected.assert_eq(&show(&article_of(blocks(paper))));
}

#[test]
fn a_paper_of_the_party_with_its_columns_in_a_table_is_understood() {
    // The head is that of a regulation of 2023; what stands below is made up.
    check(
        "||BAN CHẤP HÀNH TRUNG ƯƠNG / ------- / Số: 97-QĐ/TW
         ||ĐẢNG CỘNG SẢN VIỆT NAM / --------------- / Hà Nội, ngày 07 tháng 02 năm 2023
         QUY ĐỊNH
         CHỨC NĂNG, NHIỆM VỤ, QUYỀN HẠN, CƠ CẤU TỔ CHỨC, MỐI QUAN HỆ CÔNG TÁC CỦA ĐẢNG ĐOÀN, BAN CÁN SỰ ĐẢNG Ở TRUNG ƯƠNG
         -----
         - Căn cứ Điều lệ Đảng;
         Điều 1. Phạm vi
         Quy định này nói về việc trồng cây.
         ||Nơi nhận: / - Các tỉnh uỷ, / thành uỷ, / - Lưu Văn phòng.
         ||T/M BỘ CHÍNH TRỊ / THƯỜNG TRỰC BAN BÍ THƯ / Trần Thị Mẫu",
        expect![[r#"
            title: Quy định số 97-QĐ/TW: CHỨC NĂNG, NHIỆM VỤ, QUYỀN HẠN, CƠ CẤU TỔ CHỨC, MỐI QUAN HỆ CÔNG TÁC CỦA ĐẢNG ĐOÀN, BAN CÁN SỰ ĐẢNG Ở TRUNG ƯƠNG
            dateline: Hà Nội, ngày 07 tháng 02 năm 2023 (Some("Hà Nội"))
            published: 2023-02-07
            issuer: BAN CHẤP HÀNH TRUNG ƯƠNG
            byline: Trần Thị Mẫu (T/M BỘ CHÍNH TRỊ, THƯỜNG TRỰC BAN BÍ THƯ)
            p: - Căn cứ Điều lệ Đảng;
            h3: Điều 1. Phạm vi
            p: Quy định này nói về việc trồng cây.
            p: T/M BỘ CHÍNH TRỊ / THƯỜNG TRỰC BAN BÍ THƯ / Trần Thị Mẫu
            p: Nơi nhận:
            list: Các tỉnh uỷ, thành uỷ, + Lưu Văn phòng.
        "#]],
    );
}

#[test]
fn a_paper_of_the_party_may_come_line_by_line() {
    // The head is that of a directive of 2006.
    check(
        "BAN CHẤP HÀNH TRUNG ƯƠNG
         *
         Số 06-CT/TW
         ĐẢNG CỘNG SẢN VIỆT NAM
         Hà Nội, ngày 07 tháng 11 năm 2006
         CHỈ THỊ CỦA BỘ CHÍNH TRỊ
         về tổ chức một cuộc vận động
         -----
         Các cấp uỷ tổ chức trồng cây.
         T/M BỘ CHÍNH TRỊ
         TỔNG BÍ THƯ
         (Đã ký)
         Trần Văn Mẫu",
        expect![[r#"
            title: Chỉ thị số 06-CT/TW của Bộ Chính trị về tổ chức một cuộc vận động
            dateline: Hà Nội, ngày 07 tháng 11 năm 2006 (Some("Hà Nội"))
            published: 2006-11-07
            issuer: BAN CHẤP HÀNH TRUNG ƯƠNG
            byline: Trần Văn Mẫu (T/M BỘ CHÍNH TRỊ, TỔNG BÍ THƯ)
            p: Các cấp uỷ tổ chức trồng cây.
            p: T/M BỘ CHÍNH TRỊ / TỔNG BÍ THƯ / (Đã ký) / Trần Văn Mẫu
        "#]],
    );
}

#[test]
fn columns_may_be_held_apart_by_tabs() {
    check(
        "UBND QUẬN ĐỒ SƠN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
         PHƯỜNG VẠN HƯƠNG | Độc lập - Tự do - Hạnh phúc
         --------- | -----o0o-----
         Số: 12/TB-UBND | Vạn Hương, ngày 5 tháng 3 năm 2021
         THÔNG BÁO
         Về việc tổng vệ sinh môi trường
         Uỷ ban nhân dân phường thông báo như sau:
         Nơi nhận: | TM. ỦY BAN NHÂN DÂN
         - Các tổ dân phố; | KT. CHỦ TỊCH
         - Đài truyền thanh; | PHÓ CHỦ TỊCH
         - Lưu: VT. | (đã ký)
          | Trần Văn Mẫu",
        expect![[r#"
            title: Thông báo số 12/TB-UBND về việc tổng vệ sinh môi trường
            dateline: Vạn Hương, ngày 5 tháng 3 năm 2021 (Some("Vạn Hương"))
            published: 2021-03-05
            issuer: UBND QUẬN ĐỒ SƠN PHƯỜNG VẠN HƯƠNG
            byline: Trần Văn Mẫu (TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH)
            p: Uỷ ban nhân dân phường thông báo như sau:
            p: TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH / (đã ký) / Trần Văn Mẫu
            p: Nơi nhận:
            list: Các tổ dân phố; + Đài truyền thanh; + Lưu: VT.
        "#]],
    );
}

#[test]
fn an_official_letter_is_called_by_its_number_and_a_form_by_its_first_lines() {
    check(
        "||UBND XÃ MẪU / Số: 7/UBND-VX / V/v phòng chống rét
         ||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / Độc lập - Tự do - Hạnh phúc / Mẫu, ngày 1 tháng 12 năm 2020
         Kính gửi: Các thôn.
         Trời rét.",
        expect![[r#"
            title: Công văn số 7/UBND-VX V/v phòng chống rét
            dateline: Mẫu, ngày 1 tháng 12 năm 2020 (Some("Mẫu"))
            published: 2020-12-01
            issuer: UBND XÃ MẪU
            p: Kính gửi: Các thôn.
            p: Trời rét.
        "#]],
    );
    check(
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
         Độc lập - Tự do - Hạnh phúc
         ________o0o________
         ĐƠN XIN
         TRỒNG CÂY
         Kính gửi: ……
         (Ký và ghi rõ họ tên)",
        expect![[r#"
            title: ĐƠN XIN TRỒNG CÂY
            p: Kính gửi: ……
            p: (Ký và ghi rõ họ tên)
        "#]],
    );
}

#[test]
fn a_draft_has_neither_number_nor_day() {
    check(
        "||ỦY BAN NHÂN DÂN XÃ MẪU / Số:      /QĐ-UBND / DỰ THẢO
         ||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / Độc lập - Tự do - Hạnh phúc / Mẫu, ngày     tháng     năm 2020
         QUYẾT ĐỊNH
         Về việc trồng cây",
        expect![[r#"
            title: Quyết định về việc trồng cây
            issuer: ỦY BAN NHÂN DÂN XÃ MẪU
        "#]],
    );
}

#[test]
fn what_stands_behind_a_signature_is_not_taken_into_it() {
    check(
        "UBND XÃ MẪU
         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
         Độc lập - Tự do - Hạnh phúc
         KẾ HOẠCH
         Trồng cây
         Mọi người trồng cây.
         Nơi nhận:
         - Các thôn;
         - Lưu: VT.
         TM. ỦY BAN NHÂN DÂN
         CHỦ TỊCH
         Đại tá, ThS. Trần Văn Mẫu
         PHỤ LỤC
         CÁC LOẠI CÂY
         - Cây đa;
         Nguyễn Thị Đa",
        expect![[r#"
            title: Kế hoạch Trồng cây
            issuer: UBND XÃ MẪU
            byline: Trần Văn Mẫu (TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH)
            p: Mọi người trồng cây.
            p: TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH / Đại tá, ThS. Trần Văn Mẫu
            p: Nơi nhận:
            list: Các thôn; + Lưu: VT.
            p: PHỤ LỤC
            p: CÁC LOẠI CÂY
            p: - Cây đa;
            p: Nguyễn Thị Đa
        "#]],
    );
}

#[test]
fn a_document_of_a_portal_gives_dateline_headline_and_author() {
    check(
        "Hải Phòng, ngày 21 tháng 11 năm 2019
         Quận Mẫu tổ chức Hội nghị sơ kết việc thực hiện Chỉ thị
         số 5, ngày 15/5/2016
         ------------
         Ngày 16/5/2019, quận Mẫu tổ chức Hội nghị.
         Đ/c Lương Thị Mẫu
         Chuyên viên Ban Tuyên giáo Quận uỷ.",
        expect![[r#"
            title: Quận Mẫu tổ chức Hội nghị sơ kết việc thực hiện Chỉ thị số 5, ngày 15/5/2016
            dateline: Hải Phòng, ngày 21 tháng 11 năm 2019 (Some("Hải Phòng"))
            published: 2019-11-21
            byline: Lương Thị Mẫu (Chuyên viên Ban Tuyên giáo Quận uỷ)
            p: Ngày 16/5/2019, quận Mẫu tổ chức Hội nghị.
        "#]],
    );
    check(
        "Người dân trồng cây.
         Bài, ảnh: Đức Mẫu",
        expect![[r#"
            title: 
            byline: Đức Mẫu (-)
            p: Người dân trồng cây.
        "#]],
    );
}

#[test]
fn free_prose_stays_free_prose() {
    for prose in [
        "Báo cáo của Uỷ ban cho thấy Căn cứ vào kết quả.\nNơi nhận: kho số 2\n- Gạo;\nTrần Văn Mẫu nhận.",
        "Đảng Cộng sản Việt Nam ra đời năm 1930.\nSố 5 phố Mẫu.\nChúc Mừng Năm Mới",
        "QUYẾT ĐỊNH\nMột buổi sáng, chị quyết định đi.\nTM. là gì?\nXem Thêm",
        "Tin một.\nĐồ Sơn\nBà con vui.",
    ] {
        let given = blocks(prose);
        let article = article_of(given.clone());
        assert_eq!(article, Article { blocks: given, ..Article::default() }, "{prose}");
    }
}
