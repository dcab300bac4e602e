//! Capitals: Mai is a person, and mai is tomorrow.

use docbao_bundle::Article;

use super::{Library, request};

const TEXTS: [&str; 4] = [
    "Thiếu tướng mai kia sẽ về thăm xã.",
    "Buổi lễ có thiếu tướng Mai. Ông kể chuyện cũ.",
    "Nghị quyết của hội nghị lần này được thông qua. Ngày mai họp tiếp.",
    "Ngày Mai là tên một quán cà phê ở phố biển.",
];

/// A library of these texts, the newest first.
fn library_of(texts: &[&str]) -> Library {
    let article = |(at, text): (usize, &&str)| {
        Article::from_plain_text(&format!("bai-{at}"), &format!("Bài {at}"), text)
    };
    let articles: Vec<Article> = texts.iter().enumerate().map(article).collect();
    Library::new(&articles)
}

/// The articles that a query finds, the best first.
fn found(query: &str) -> Vec<String> {
    library_of(&TEXTS).titles(query)
}

#[test]
fn what_is_written_as_it_was_typed_comes_first() {
    assert_eq!(found("thiếu tướng Mai"), ["Bài 1", "Bài 0"]);
    assert_eq!(found("Thieu tuong Mai"), ["Bài 1", "Bài 0"]);
    assert_eq!(found("Ngày Mai"), ["Bài 3", "Bài 2"]);
}

#[test]
fn the_capital_of_another_word_is_none_of_this_one() {
    let texts = ["Ông tướng sơn, bà tướng Sờn kia.", "Ông tướng Sơn gặp bà tướng nọ."];
    assert_eq!(library_of(&texts).titles("tướng Sơn"), ["Bài 1", "Bài 0"]);
}

#[test]
fn small_letters_and_a_capital_at_the_beginning_say_nothing() {
    assert_eq!(found("thiếu tướng mai"), ["Bài 0", "Bài 1"]);
    assert_eq!(found("Thiếu tướng mai"), ["Bài 0", "Bài 1"]);
    assert_eq!(found("Ngày mai"), found("ngay mai"));
}

#[test]
fn capitals_that_no_article_has_say_nothing() {
    let scores = |query: &str| {
        let texts = ["Hội nghị sơ kết tại quận.", "Hội Nghị về biển; đại biểu sơ kết sau."];
        let hits = library_of(&texts).search(&request(query)).hits;
        hits.iter().map(|hit| (hit.doc, hit.score)).collect::<Vec<_>>()
    };
    assert_eq!(scores("Hội Nghị Sơ Kết"), scores("hội nghị sơ kết"));
    assert_eq!(scores("HỘI NGHỊ SƠ KẾT"), scores("hội nghị sơ kết"));
    assert_eq!(scores("hội Nghị Sơ kết")[0].0, 0);
}

#[test]
fn quotations_and_exclusions_are_met_in_any_case() {
    assert_eq!(found("\"thiếu tướng Mai\""), ["Bài 1", "Bài 0"]);
    assert_eq!(found("\"ngày Mai\" -\"tướng Mai\""), ["Bài 3", "Bài 2"]);
    assert_eq!(found("mai -\"Tướng Mai\"").len(), 2);
}

#[test]
fn the_same_words_in_small_letters_make_no_article_related() {
    let fillers = (0..8).map(|at| format!("Chuyện khác {at}."));
    let [name, flowers] = ["Bà Hoa Mai Lan Hương nhận giải.", "Một bông hoa mai lan hương nở."];
    let texts = [name, name, flowers].map(str::to_owned).into_iter().chain(fillers);
    let texts: Vec<String> = texts.collect();
    let mut library = library_of(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let related = library.ask(|engine| engine.related(0)).0;
    assert_eq!(related.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["Bài 1"]);
}
