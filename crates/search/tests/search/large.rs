//! What is otherwise in a library of more than a few hundred articles, and while a word is being typed.

use docbao_bundle::Article;
use docbao_search::{Engine, Request};

use super::{Library, ids, request};

/// Six hundred articles, enough for pairs with rare syllables to be left out of the index.
fn large_library() -> Library {
    let body = |at: usize| match at {
        7 => "Ông Kowalski thăm quận Đồ Sơn. Thăm quận khác. Vitamin C và cá.",
        9 => "Bà Kowalski viết sách. Vitamin C và thịt.",
        11 => "Vitamin C và rau.",
        _ => "Ông bà thăm quận Hải An; vitamin và rau.",
    };
    let articles =
        (0..600).map(|at| Article::from_plain_text(&format!("bai-{at}"), "Chuyện", body(at)));
    Library::new(&articles.collect::<Vec<_>>())
}

#[test]
fn what_few_articles_have_is_found_beside_its_neighbours() {
    let mut library = large_library();
    assert_eq!(library.engine.manifest().implied, 2);
    let mut found = |query: &str| ids(&library.search(&request(query)));
    assert_eq!(found("\"ông kowalski\" thăm"), ["bai-7"]);
    assert_eq!(found("kowalski thăm"), ["bai-7"]);
    assert!(!found("thăm -\"ông kowalski\"").contains(&"bai-7".to_owned()));
    // Nobody has looked whether they stand side by side.
    assert!(library.search(&request("\"ông kowalski\"")).estimated);
    assert!(library.search(&request("vitamin -\"bà kowalski\"")).estimated);
    // Nor, of three words, whether they do so in one place.
    assert!(library.search(&request("vitamin -\"ông bà thăm\"")).estimated);
    assert!(!library.search(&request("vitamin -\"ông bà\"")).estimated);
}

#[test]
fn what_is_written_out_is_left_out_as_well_and_is_counted_by_its_pairs() {
    let body = |at: usize| match at % 4 {
        0 => "Thuế do UBND quận thu.",
        1 => "Thuế do ủy ban nhân dân quận thu.",
        // All of its pairs, and nowhere the whole.
        2 => "Thuế. Ủy ban nhạc. Ban nhân sự. Nhân dân thu.",
        _ => "Thuế do quận thu, ủy ban kiểm tra.",
    };
    let articles =
        (0..400).map(|at| Article::from_plain_text(&format!("bai-{at}"), "Tin", body(at)));
    let mut library = Library::new(&articles.collect::<Vec<_>>());
    let mut ask = |query: &str| {
        let found = library.search(&request(query));
        (found.total, found.estimated)
    };
    assert_eq!(ask("thuế "), (400, false));
    // The hundred that have the pairs apart are why it is an estimate.
    assert_eq!(ask("UBND "), (300, true));
    assert_eq!(ask("thuế -UBND"), (100, true));
    assert_eq!(ask("thuế -\"ủy ban nhân dân\""), (100, true));
    // Words that are not quoted are all an article must have.
    assert_eq!(ask("ủy ban nhân dân quận "), (200, false));
}

#[test]
fn a_consonant_after_a_word_leaves_the_list_as_it_is() {
    let mut library = large_library();
    let mut ask = |query: &str| library.search(&request(query));
    let (before, after) = (ask("vitamin"), ask("vitamin v"));
    assert_eq!((before.total, after.total), (600, 600));
    // It may be a word by itself.
    let mut first = ids(&ask("vitamin c"));
    first.truncate(3);
    first.sort();
    assert_eq!(first, ["bai-11", "bai-7", "bai-9"]);
    assert_eq!(ask("vitamin c ").total, 3);
    // One letter asks for nothing yet.
    assert_eq!(ids(&ask("k")), ids(&ask("")));
    assert!(ids(&ask("k ")).is_empty());
}

#[test]
fn hits_say_whether_they_have_the_last_word_as_typed() {
    let mut library = large_library();
    let mut finished = |query: &str| {
        let found = library.search(&request(query));
        found.hits.iter().filter(|hit| hit.is_finished).count()
    };
    assert_eq!([finished("kowal"), finished("kowalski"), finished("ông kowalski")], [0, 2, 1]);
    assert_eq!([finished("thăm quậ"), finished("thăm quận")], [0, 10]);
    // As typed is with its marks, where any were typed; one letter asks for nothing yet.
    assert_eq!([finished("quàn"), finished("quan"), finished("k"), finished("")], [0, 10, 0, 10]);
}

#[test]
fn what_few_articles_have_is_put_right() {
    let found = large_library().search(&request("ông Kowalsik"));
    assert_eq!(found.reading.as_deref(), Some("ông kowalski"));
    assert_eq!(ids(&found), ["bai-7"]);
}

#[test]
fn what_every_query_needs_is_fetched_ahead_where_it_is_much() {
    let articles = |count: usize| {
        let article = |at| Article::from_plain_text(&format!("bai-{at}"), "Chuyện", "Đồ Sơn.");
        Library::new(&(0..count).map(article).collect::<Vec<_>>())
    };
    let mut ahead = articles(8193);
    let mut unprepared = articles(8193);
    ahead.ask(Engine::ahead);
    assert!(!ahead.fetched.is_empty());
    let all = Request::default();
    unprepared.search(&all);
    assert!(!unprepared.fetched.iter().any(|slice| ahead.fetched.contains(slice)));
    unprepared.search(&request("do son"));
    assert!(ahead.fetched.iter().all(|slice| unprepared.fetched.contains(slice)));
    // What a small library has of it comes with the query.
    assert!(articles(8192).engine.ahead().needs.is_empty());
}

#[test]
fn what_another_name_says_is_counted_by_its_pairs_as_well() {
    let body = |at: usize| match at % 2 {
        0 => "Thành phố Hồ Chí Minh.",
        _ => "Hồ Chí Linh. Chí Minh.",
    };
    let articles =
        (0..400).map(|at| Article::from_plain_text(&format!("bai-{at}"), "Tin", body(at)));
    let found = Library::new(&articles.collect::<Vec<_>>()).search(&request("bình dương "));
    assert_eq!(found.reading.as_deref(), Some("hồ chí minh"));
    assert_eq!((found.total, found.estimated), (400, true));
}
