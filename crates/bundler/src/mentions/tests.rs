//! What is found in whole articles.

use expect_test::{Expect, expect};

use super::*;

#[track_caller]
fn check(article: &Article, expected: Expect) {
    let Mentions { people, organisations, places, documents, dates } = find(article);
    let people = people
        .iter()
        .map(|it| format!("person: {} | {}", it.name, it.role.as_deref().unwrap_or("-")));
    let organisations = organisations.iter().map(|it| format!("organisation: {it}"));
    let places = places.iter().map(|it| format!("place: {}", it.full_name()));
    let papers = documents
        .iter()
        .map(|it| format!("paper: {} {}", it.kind.as_deref().unwrap_or("-"), it.number));
    let dates = dates.iter().map(|it| format!("date: {it}"));
    let lines: Vec<String> =
        people.chain(organisations).chain(places).chain(papers).chain(dates).collect();
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

#[test]
fn the_first_article_mentions_its_people_places_papers_and_days() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/seed-article.txt");
    let found =
        crate::source::find(&[path.into()], None, &crate::source::Hints::default()).unwrap();
    let article = crate::ingest::read(&found.output[0]).output.remove(0).article;
    check(
        &article,
        expect![[r#"
            person: Nguyễn Quốc Khánh | Phó Trưởng Ban Thường trực Ban Tuyên giáo Thành ủy
            person: Trần Thị Phương | Trưởng Phòng Lý luận Chính trị và Lịch sử Đảng, Ban Tuyên giáo Thành ủy
            person: Lương Hữu Chiến | Phó Bí thư Chi bộ, Tổ Trưởng TDP 2 phường Vạn Hương
            person: Vũ Hoài Nam | Trợ lý chính trị, Ban Chỉ huy Quân sự quận
            organisation: Bộ Chính trị
            organisation: Quận ủy Đồ Sơn
            organisation: Phòng Lý luận Chính trị và Lịch sử Đảng
            organisation: Ban Chấp hành Trung ương Đảng
            organisation: Chi bộ Trường Tiểu học Ngọc Hải
            place: quận Đồ Sơn
            place: phường Vạn Hương
            paper: Chỉ thị 05-CT/TW
            paper: Nghị quyết 04-NQ/TW
            date: 2016-05-15
            date: 2019-05-16
            date: 2016
        "#]],
    );
}

#[test]
fn years_are_inherited_from_the_day_of_publication() {
    let article = |published: &str| Article {
        published: published.parse().ok(),
        ..Article::from_plain_text(
            "a",
            "Tin",
            "Sáng 15/5, quận họp. Dịp lễ 30/4, phường nghỉ. Ngày 20/12 sơ kết.",
        )
    };
    check(
        &article("2019-06-01"),
        expect![[r#"
        date: 2019-05-15
        date: --04-30
        date: 2019-12-20
    "#]],
    );
    check(
        &article("2019-01-10"),
        expect![[r#"
        date: 2019-05-15
        date: --04-30
        date: 2018-12-20
    "#]],
    );
    // Without a day of publication, a year that all other days have.
    let text =
        "Ngày 15/5/2018, quận họp theo Chỉ thị số 05-CT/TW ngày 15/5/2016. Sáng 16/5, phường họp.";
    check(
        &Article::from_plain_text("a", "Tin", text),
        expect![[r#"
            paper: Chỉ thị 05-CT/TW
            date: 2018-05-15
            date: 2016-05-15
            date: --05-16
        "#]],
    );
    check(
        &Article::from_plain_text("a", "Tin", "Sáng 16/5, phường họp."),
        expect![[r#"
        date: --05-16
    "#]],
    );
}

#[test]
fn what_is_part_of_another_name_is_not_mentioned_by_itself() {
    let text = "Đồng chí Lê Văn Minh, Chủ tịch UBND quận Đồ Sơn, thăm Trường Tiểu học Ngọc Hải. Người dân Đồ Sơn, \
        thành phố Hải Phòng vui mừng. Ông Minh phát biểu tại UBND quận Đồ Sơn.";
    check(
        &Article::from_plain_text("a", "Tin", text),
        expect![[r#"
        person: Lê Văn Minh | Chủ tịch UBND quận Đồ Sơn
        organisation: UBND quận Đồ Sơn
        organisation: Trường Tiểu học Ngọc Hải
        place: Đồ Sơn
        place: thành phố Hải Phòng
    "#]],
    );
}

#[test]
fn any_text_ends_in_mentions() {
    for text in [
        "",
        "/",
        "số",
        "ngày",
        "ngày /",
        "Nguyễn",
        "quận",
        "1/1/1/1/1",
        "TP.",
        "các huyện ,",
        "đồng chí -",
        "2016-",
        "tháng",
        "Bộ",
        "năm năm",
    ] {
        find(&Article::from_plain_text("a", text, text));
    }
    let long = "ngày 1, 2, 3, 4, 5, 6, 7, 8, 9 các xã A, B, C và ".repeat(2000);
    find(&Article::from_plain_text("a", "Tin", &long));
}
