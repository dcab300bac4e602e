//! Slips of a finger: what is put right, with which marks, and what stands as it was typed.

use docbao_bundle::Article;

use super::{Library, check_reading, request};

/// What a query is taken for in a library of these texts, and the title of the first hit.
fn read(texts: &[&str], query: &str) -> (Option<String>, String) {
    let article = |(at, text): (usize, &&str)| {
        Article::from_plain_text(&format!("bai-{at}"), &format!("Bài {at}"), text)
    };
    let articles: Vec<Article> = texts.iter().enumerate().map(article).collect();
    let found = Library::new(&articles).search(&request(query));
    let first = found.hits.into_iter().find_map(|hit| hit.row).map(|row| row.title);
    (found.reading, first.unwrap_or_default())
}

#[track_caller]
fn check(texts: &[&str], query: &str, shown: Option<&str>, first: usize) {
    let expected = (shown.map(str::to_owned), format!("Bài {first}"));
    assert_eq!(read(texts, query), expected, "{query}");
}

#[test]
fn words_of_other_languages_are_put_right_too() {
    let texts = ["Bão đổ bộ vào Jacksonville sáng nay.", "Giải Europa League khởi tranh."];
    for slip in ["Jacksnoville", "Jacksonvlle", "Jjacksonville", "jacksonvile", "ajcksonville"] {
        let expected = if slip == "ajcksonville" { None } else { Some("jacksonville") };
        assert_eq!(read(&texts, slip).0.as_deref(), expected, "{slip}");
    }
    // A letter left out among the first, or another one.
    for slip in [
        "Jcksonville",
        "Jaksonville",
        "jacsonville",
        "jscksonville",
        "jaxksonville",
        "jafcksonville",
    ] {
        assert_eq!(read(&texts, slip).0.as_deref(), Some("jacksonville"), "{slip}");
    }
    check(&texts, "Eropa League", Some("europa league"), 1);
    check(&texts, "Europa Legaue", Some("europa league"), 1);
    // Numbers are never guessed: another one is another thing.
    assert_eq!(read(&["Quyết định 1043 có hiệu lực."], "quyết định 1034").0, None);
}

#[test]
fn what_is_a_word_only_without_its_marks_is_put_right() {
    let texts =
        ["Đoàn ra thăm Trường Sa.", "Sa mạc ở trong vùng này rộng lắm.", "Trong đó có sa bàn."];
    check(&texts, "Trờng Sa", Some("trường sa"), 0);
    check(&texts, "trong sa", None, 2);
}

#[test]
fn the_marks_that_were_typed_choose_between_words() {
    let texts = ["Tổng sản xuất thân máy, xuất thân nghèo.", "Sản xuất thành phẩm, thân máy."];
    check(&texts, "sản xuất thàh", Some("sản xuất thành"), 1);
    // One word without marks among others with them: the same is meant by it.
    let texts = ["Ngõ Thanh Bình.", "Tỉnh Thái Bình, tỉnh Thái Bình.", "Thái Bình mùa lúa."];
    assert_eq!(read(&texts, "Thah Bình").0.as_deref(), Some("thanh bình"));
}

#[test]
fn words_that_an_article_has_in_different_places_stand() {
    let texts = ["Phiên họp sáng nay bàn về Nhật Bản.", "Trận chiến Nhật Bản năm ấy."];
    check(&texts, "phien nhat ban", None, 0);
    check(&texts, "phiên Nhật Bản", None, 0);
}

#[test]
fn one_word_of_a_sentence_is_put_right() {
    let texts = [
        "Hội nghị sơ kết ba năm thực hiện chỉ thị về học tập đạo đức.",
        "Các quốc gia kiểm soát khu vực nào thì báo cáo khu vực ấy.",
    ];
    let shown = "hội nghị nào sơ kết ba năm thực hiện chỉ thị";
    check(&texts, "Hội nghị nào sơ kết ba năm thực hiện chỉ thị", None, 0);
    check(&texts, "Hội nghị nào sơ kết ba năm thực hệin chỉ thị", Some(shown), 0);
}

#[test]
fn the_literal_reading_is_a_step_away() {
    check_reading("bệnh vein", Some("bệnh viện"), super::HOSPITAL);
    let literal = docbao_search::Request { literal: true, ..request("bệnh vein") };
    assert_eq!(super::library().search(&literal).reading, None);
}

#[test]
fn joined_words_are_sought_where_the_word_was_to_be() {
    let articles = [
        Article::from_plain_text("a", "Hội nghị", "Lễ hội ở quận Đồ Sơn."),
        Article::from_plain_text("b", "Quận Đồ Sơn", "Một lễ hội."),
    ];
    assert_eq!(Library::new(&articles).titles("quandoson").len(), 2);
    assert_eq!(Library::new(&articles).titles("tiêu đề:quandoson"), ["Quận Đồ Sơn"]);
    // In quotes the words stand side by side, as they do in one of these alone.
    let articles = [
        Article::from_plain_text("c", "Bài c", "Lễ hội Đồ Sơn."),
        Article::from_plain_text("d", "Bài d", "Sơn đồ gỗ, lễ hội Đồ."),
    ];
    assert_eq!(Library::new(&articles).titles("\"lehoi doson\""), ["Bài c"]);
}

#[test]
fn no_more_words_are_made_of_joined_ones_than_a_query_may_have() {
    let query = ["lam".repeat(16), " ".to_owned()].concat().repeat(32);
    let (reading, first) = read(&["Lam lam lam."], &query);
    assert_eq!((reading, first.as_str()), (None, ""));
    assert_eq!(read(&["Lam lam lam."], "lamlam").0.as_deref(), Some("lam lam"));
}
