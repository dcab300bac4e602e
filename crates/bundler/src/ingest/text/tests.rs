//! The layouts in which plain text arrives.

use expect_test::{Expect, expect};

use super::*;

/// Shows everything of an article, one part a line.
fn show(article: &Article) -> String {
    let mut lines = vec![format!("title: {}", article.title)];
    if let Some(dateline) = &article.dateline {
        lines.push(format!("dateline: {:?} | {}", dateline.place, dateline.text));
    }
    lines.extend(article.published.map(|date| format!("published: {date}")));
    if let Some(byline) = &article.byline {
        lines.push(format!("byline: {} | {:?}", byline.name, byline.role));
    }
    lines.extend(article.blocks.iter().map(|block| match block {
        Block::Paragraph(text) => format!("p: {}", text.to_plain()),
        other => format!("{other:?}"),
    }));
    lines.join("\n") + "\n"
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&show(&read(text)));
}

#[test]
fn the_official_layout_of_the_first_article_is_understood() {
    let article = read(include_str!("../../../tests/seed-article.txt"));
    assert_eq!(
        article.title,
        "Quận Đồ Sơn tổ chức Hội nghị sơ kết 03 năm thực hiện Chỉ thị số 05-CT/TW, ngày \
         15/5/2016 của Bộ Chính trị về việc “Đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong \
         cách Hồ Chí Minh”"
    );
    let dateline = article.dateline.unwrap();
    assert_eq!(dateline.place.as_deref(), Some("Hải Phòng"));
    assert_eq!(dateline.text, "Hải Phòng, ngày 21 tháng 11 năm 2019");
    assert_eq!(article.published.unwrap().to_string(), "2019-11-21");
    let byline = article.byline.unwrap();
    assert_eq!(byline.name, "Lương Thị Trang Nhung");
    assert_eq!(byline.role.as_deref(), Some("Chuyên viên Ban Tuyên giáo Quận uỷ"));
    assert_eq!(article.blocks.len(), 10);
    let first = article.blocks[0].passages().concat();
    assert!(first.starts_with("Ngày 16/5/2019, Quận ủy Đồ Sơn tổ chức"), "{first}");
    let last = article.blocks[9].passages().concat();
    assert!(last.ends_with("quê hương, đất nước ngày một giàu đẹp."), "{last}");
}

#[test]
fn a_signature_of_an_office_is_set_off_by_two_blank_lines() {
    check(
        "Hải Phòng, ngày 5 tháng 3 năm 2020\nBố cục\n---\nMột đoạn.\n\n\nTổ biên tập docbao\nPhụ trách bài mẫu.\n",
        expect![[r#"
            title: Bố cục
            dateline: Some("Hải Phòng") | Hải Phòng, ngày 5 tháng 3 năm 2020
            published: 2020-03-05
            byline: Tổ biên tập docbao | Some("Phụ trách bài mẫu")
            p: Một đoạn.
        "#]],
    );
}

#[test]
fn a_dateline_without_a_rule_is_followed_by_a_title_of_one_line() {
    check(
        "\nĐồ Sơn, ngày 1/2/2020\n\nThư mời\nKính gửi bà con.\n",
        expect![[r#"
            title: Thư mời
            dateline: Some("Đồ Sơn") | Đồ Sơn, ngày 1/2/2020
            published: 2020-02-01
            p: Kính gửi bà con.
        "#]],
    );
}

#[test]
fn blank_lines_may_stand_in_an_official_heading() {
    let heading = "Đồ Sơn, ngày 1/2/2020\n\nThư mời\n\nhọp tổ dân phố\n\n*****\nKính gửi bà con.";
    assert_eq!(read(heading).title, "Thư mời họp tổ dân phố");
    let prose = "Đồ Sơn, ngày 1/2/2020\n\nThư mời\nKính gửi bà con.\n*****\nTrân trọng.";
    assert_eq!(read(prose).title, "Thư mời");
    assert_eq!(read(prose).blocks.len(), 3);
}

#[test]
fn any_text_is_an_article() {
    check(
        "Tiêu đề\n\nĐoạn một.\nĐoạn hai.\n\n***\n\nĐoạn ba.",
        expect![[r#"
            title: Tiêu đề
            p: Đoạn một.
            p: Đoạn hai.
            Rule
            p: Đoạn ba.
        "#]],
    );
    check(
        "Chỉ một dòng",
        expect![[r#"
        title: Chỉ một dòng
    "#]],
    );
}

#[test]
fn a_last_paragraph_is_not_a_signature() {
    // Short, after blank lines, even with capitals: still a sentence.
    check(
        "Tiêu đề\n\nĐoạn một.\n\n\nHẹn gặp lại bà con.\nXin cảm ơn.\n",
        expect![[r#"
            title: Tiêu đề
            p: Đoạn một.
            p: Hẹn gặp lại bà con.
            p: Xin cảm ơn.
        "#]],
    );
    check(
        "Tiêu đề\n\nĐoạn một.\n\nBà con đến dự đông đủ\n",
        expect![[r#"
            title: Tiêu đề
            p: Đoạn một.
            p: Bà con đến dự đông đủ
        "#]],
    );
}

#[test]
fn names_are_signatures_with_or_without_a_form_of_address() {
    let name_of = |signature: &str| {
        let text = format!("Tiêu đề\nĐoạn một.\n\n{signature}\n");
        read(&text).byline.map(|byline| byline.name)
    };
    for signature in [
        "Đ/c Trần Thị Mẫu",
        "đ/c Trần Thị Mẫu",
        "ĐỒNG CHÍ Trần Thị Mẫu",
        "Bà Trần Thị Mẫu",
        "Bài, ảnh: Trần Thị Mẫu",
        "Trần Thị Mẫu",
        "Trần Thị Mẫu.",
    ] {
        assert_eq!(name_of(signature).as_deref(), Some("Trần Thị Mẫu"), "{signature}");
    }
    assert_eq!(name_of("Ông nói vậy"), None);
}

#[test]
fn a_title_that_had_to_be_cut_leaves_the_line_in_the_text() {
    let line = "Câu đầu kể một việc. ".to_owned() + &"Rồi câu sau kể tiếp mãi ".repeat(30);
    let article = read(&line);
    assert_eq!(article.title, "Câu đầu kể một việc.");
    assert_eq!(article.blocks[0].passages().concat(), line.trim());
}

#[test]
fn a_rule_far_down_does_not_make_a_title_of_the_text() {
    let body = (1..=9).map(|n| format!("Đoạn {n}.\n")).collect::<String>();
    let article = read(&format!("Tiêu đề\n{body}---\nĐoạn cuối.\n"));
    assert_eq!(article.title, "Tiêu đề");
    assert_eq!(article.blocks.len(), 11);
}

#[test]
fn no_word_is_lost() {
    let text = include_str!("../../../tests/seed-article.txt");
    let article = read(text);
    let byline = article.byline.clone().unwrap();
    let mut kept = vec![article.dateline.clone().unwrap().text, article.title.clone()];
    kept.extend(article.passages());
    kept.extend([byline.name, byline.role.unwrap()]);
    let kept = kept.join(" ");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let lost_on_purpose = ["------------", "Đ/c"];
    let expected = words(text.trim_end().trim_end_matches('.'));
    let expected: Vec<_> =
        expected.into_iter().filter(|word| !lost_on_purpose.contains(&word.as_str())).collect();
    assert_eq!(words(&kept), expected);
}

#[test]
fn below_the_motto_a_text_is_an_official_paper() {
    check(
        "QUỐC HỘI\n********\n\nCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n****\n\n\
         Luật số: 1/2020/QH14\n\nHà Nội, ngày 5 tháng 4 năm 2020\n\nLUẬT\nTRỒNG CÂY\nCăn cứ Hiến pháp;\n\
         Chương 1:\nNHỮNG QUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nLuật này quy định việc trồng cây.\n\
         Điều 2\nĐiều 5 của Luật này áp dụng cho mọi người, ở mọi nơi.\n",
        expect![[r#"
            title: Luật số 1/2020/QH14: TRỒNG CÂY
            dateline: Some("Hà Nội") | Hà Nội, ngày 5 tháng 4 năm 2020
            published: 2020-04-05
            p: Căn cứ Hiến pháp;
            Heading { level: 2, text: Text([Span { text: "Chương 1:", strong: false, emphasis: false, code: false, link: None }]) }
            p: NHỮNG QUY ĐỊNH CHUNG
            Heading { level: 3, text: Text([Span { text: "Điều 1. Phạm vi", strong: false, emphasis: false, code: false, link: None }]) }
            p: Luật này quy định việc trồng cây.
            Heading { level: 3, text: Text([Span { text: "Điều 2", strong: false, emphasis: false, code: false, link: None }]) }
            p: Điều 5 của Luật này áp dụng cho mọi người, ở mọi nơi.
        "#]],
    );
    // Who only tells of the motto writes prose.
    check(
        "Bài học\nDòng chữ Cộng hoà xã hội chủ nghĩa Việt Nam viết in hoa.",
        expect![[r#"
        title: Bài học
        p: Dòng chữ Cộng hoà xã hội chủ nghĩa Việt Nam viết in hoa.
    "#]],
    );
}
