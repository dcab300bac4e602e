//! The last word of a query as the beginning of longer ones.

use docbao_bundle::Article;
use docbao_search::Request;
use docbao_search::excerpt::Highlighter;
use docbao_search::rank::Reason;

use super::{Library, ids, request};

/// Articles named `bai-0` and on, with these bodies; the first is the newest.
fn articles(bodies: &[&str]) -> Library {
    let article =
        |(at, body): (usize, &&str)| Article::from_plain_text(&format!("bai-{at}"), "Chuyện", body);
    Library::new(&bodies.iter().enumerate().map(article).collect::<Vec<_>>())
}

const BODIES: [&str; 5] = [
    "Trung tâm văn hóa: trung bình, trung học, trung thu, trung niên, trung ương, trung cấp.",
    "Trụ sở nằm ở phố huyện.",
    "Trường học, nhà máy. Trường mới, trường cũ.",
    "Gió, mưa, cá trê.",
    "Cột trụ, cầu, đường, cột, gió, mưa, sông, núi, đồng, ruộng, vườn, ao, chuồng, trung du, trường làng.",
];

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let mut found = articles(&BODIES).search(&request(query));
    found.hits.retain(|hit| hit.has_all_words);
    assert_eq!(ids(&found), expected, "{query}");
    assert_eq!((found.total as usize, found.estimated), (expected.len(), false), "{query}");
}

#[test]
fn a_word_that_few_articles_have_finds_longer_ones_behind_itself() {
    check("tru", &["bai-1", "bai-4", "bai-2", "bai-0"]);
    // Marks are no reason to find less.
    check("trụ", &["bai-1", "bai-4", "bai-2", "bai-0"]);
    // What is behind a space is finished.
    check("tru ", &["bai-1", "bai-4"]);
    check("\"cầu\" tru", &["bai-4"]);
    check("\"nhà máy\" tru", &["bai-2"]);
    // The word before it says which longer ones are meant.
    check("nhà tru", &[]);
    check("cột tru", &["bai-4"]);
    check("học. Tru", &["bai-2", "bai-0"]);
    check("-sông tru", &["bai-1", "bai-2", "bai-0"]);
    // Two letters are the beginning of too much, if they are a word.
    check("ca", &["bai-3"]);
    check("co", &["bai-4"]);
}

#[test]
fn a_word_that_many_articles_have_stands_for_itself() {
    let total = |of_word: usize| {
        let mut bodies = vec!["Cột trụ"; of_word];
        bodies.push("Trường làng");
        articles(&bodies).search(&request("tru")).total as usize
    };
    assert_eq!([total(9), total(10), total(11)], [10, 10, 11]);
}

#[test]
fn a_word_that_many_articles_have_stands_for_itself_in_titles_too() {
    let article = |title: &str, body: &str| Article::from_plain_text(title, title, body);
    let mut articles: Vec<_> =
        (0..11).map(|nth| article(&format!("Gió {nth}"), "Cột trụ")).collect();
    articles.extend([article("Trụ mới", "Gió"), article("Trường mới", "Gió")]);
    let found = Library::new(&articles).search(&request("tiêu đề:tru"));
    assert_eq!(ids(&found), ["Trụ mới"]);
}

#[test]
fn a_longer_word_adds_nothing_to_who_has_the_word() {
    // Of equals the newer comes first.
    let mut library = articles(&["Cột, trụ", "Trụ, trường", "Trường, lớp"]);
    assert_eq!(ids(&library.search(&request("tru"))), ["bai-0", "bai-1", "bai-2"]);
    let article = |title: &str, body: &str| Article::from_plain_text(title, title, body);
    let mut library =
        Library::new(&[article("Trường mới", "Cột trụ"), article("Trụ mới", "Trường cũ")]);
    let found = library.search(&request("tiêu đề:tru"));
    let finished: Vec<_> = found.hits.iter().map(|hit| (hit.doc, hit.is_finished)).collect();
    assert_eq!(finished, [(1, true), (0, false)]);
}

#[test]
fn a_rare_word_stays_rare_beside_its_frequent_longer_ones() {
    let mut bodies = vec!["Mưa, nắng, mây, núi"; 200];
    bodies.splice(..40, vec!["Trường, nắng, mây, núi"; 40]);
    bodies.splice(40..60, vec!["Gió, nắng, mây, núi"; 20]);
    bodies.splice(60..62, ["Trụ, gió, gió, gió", "Trụ, trụ, trụ, gió"]);
    let found = articles(&bodies).search(&request("\"gió\" tru"));
    assert_eq!(ids(&found)[..2], ["bai-61", "bai-60"]);
}

#[test]
fn a_word_that_was_guessed_is_finished() {
    let mut bodies = vec!["Sông, núi"; 300];
    bodies.extend(["Ông Kowalski", "Bà Kowalskinski"]);
    let found = articles(&bodies).search(&request("kowalksi"));
    assert_eq!((found.reading.as_deref(), found.total), (Some("kowalski"), 1));
    // Beside another word as well.
    let mut bodies = vec!["Sông, núi"; 600];
    bodies.extend([["Ông Kowalski"; 3], ["Ông Kowalskinski"; 3]].concat());
    let found = articles(&bodies).search(&request("ông kowalksi"));
    assert_eq!((found.reading.as_deref(), found.total), (Some("ông kowalski"), 3));
}

#[test]
fn marks_and_finished_hits_are_of_the_word_that_was_guessed() {
    let mut bodies = vec!["Sông, núi"; 600];
    let body = "Ông và bà Kowalski, bà Kowalskinski";
    bodies.extend([body, "Ông và bà", "Ông và bà"]);
    let found = articles(&bodies).search(&request("ông và bà kowalksi"));
    assert_eq!(found.reading.as_deref(), Some("ông và bà kowalski"));
    let finished: Vec<_> = found.hits.iter().map(|hit| (hit.doc, hit.is_finished)).collect();
    assert_eq!(finished, [(600, true), (601, false), (602, false)]);
    let marks =
        Highlighter::new(&found.query, &Article::from_plain_text("a", "Chuyện", body)).marks(body);
    let marked: Vec<_> = marks.into_iter().map(|mark| &body[mark]).collect();
    assert_eq!(marked, ["Ông và bà Kowalski"]);
}

#[test]
fn a_hit_by_a_longer_word_is_not_finished() {
    let found = articles(&BODIES).search(&request("trụ"));
    let finished: Vec<_> = found.hits.iter().map(|hit| hit.is_finished).collect();
    assert_eq!(finished, [true, true, false, false]);
}

#[test]
fn of_very_many_longer_words_the_most_frequent_are_found() {
    // Forty that one article has, in the order of the alphabet before the one that three have.
    let rare = (b'a'..=b'z').chain(b'a'..=b'n').enumerate();
    let rare = rare.map(|(at, letter)| format!("Conb{}{}", at / 26, letter as char));
    let mut bodies = rare.collect::<Vec<_>>();
    bodies.extend(["Công", "Công", "Cống", "Con"].map(str::to_owned));
    bodies[39].push_str(", cầu");
    let mut library = articles(&bodies.iter().map(String::as_str).collect::<Vec<_>>());
    let all = |query| Request { limit: 100, ..request(query) };
    let mut all = |query| library.search(&all(query));
    let found = all("con");
    let found_ids = ids(&found);
    assert_eq!(found_ids[0], "bai-43");
    // The most frequent, and the first 30 of the others.
    assert!(
        ["bai-40", "bai-41", "bai-42", "bai-0", "bai-29"]
            .iter()
            .all(|id| found_ids.contains(&(*id).to_owned()))
    );
    assert_eq!((found.total, found.estimated), (1 + 3 + 30, true));
    // Where they are all taken in, or what was typed is whole, nothing is left to guess.
    assert_eq!((all("con ").total, all("con ").estimated), (1, false));
    // Where nothing is left, there may still be something.
    assert_eq!((all("\"cầu\" con").total, all("\"cầu\" con").estimated), (0, true));
    assert_eq!((all("conb0").total, all("conb0").estimated), (26, false));
}

#[test]
fn a_word_that_few_articles_have_finds_longer_ones_beside_its_neighbour_too() {
    let mut bodies = vec!["Ông thăm trung tâm, trụ"; 600];
    // Two words as they are left over from a slip.
    bodies.extend(["Bà kể: trun", "Ông kowalski mua trường", "Ông kowalski thăm trun"]);
    let mut library = articles(&bodies);
    assert_eq!(library.engine.manifest().implied, 2);
    let mut total = |query: &str| library.search(&request(query)).total;
    assert_eq!([total("thăm trun "), total("thăm trun"), total("thăm trung")], [1, 601, 600]);
    // Pairs with a word that next to no article has are not in the index.
    assert_eq!([total("kowalski trun"), total("kowalski tha"), total("kowalski thăm")], [1, 1, 1]);
    assert_eq!(total("kowalski tru"), 2);
}

#[test]
fn what_stands_side_by_side_comes_first_also_where_the_word_is_rare() {
    let mut bodies = vec!["Mưa, nắng, ông, thăm, trung"; 600];
    let kinds =
        ["Trung, ông, bà thăm", "Ông, bà thăm trung", "Trun, ông, bà thăm", "Ông, bà thăm trun"];
    bodies.splice(..4, kinds);
    let mut library = articles(&bodies);
    let asked = request("bà thăm trun");
    // Whether a rare word stands beside another nobody has looked.
    assert_eq!(ids(&library.search(&asked))[..4], ["bai-2", "bai-3", "bai-1", "bai-0"]);
    let explained = library.ask(|engine| engine.explain(&asked.query, 2)).0;
    let pair = Reason::Pair("tham".to_owned(), "trun".to_owned());
    assert!(explained.parts.iter().any(|(reason, _)| *reason == pair), "{explained:?}");
    // A pair as it was typed weighs what it weighs once it is finished.
    let mut weight = |query: &str| {
        let explained = library.ask(|engine| engine.explain(&request(query).query, 2)).0;
        explained.parts.into_iter().find(|(reason, _)| *reason == pair)
    };
    assert_eq!(weight("bà thăm trun"), weight("bà thăm trun "));
    // Of words that only begin so, too, what stands side by side comes first.
    assert_eq!(ids(&library.search(&request("bà thăm tru")))[..2], ["bai-1", "bai-0"]);
}

/// As many longer words as are never all taken in: the lists of a library with "con", and "kowalski" in one article.
fn many_longer_words() -> Library {
    let mut bodies = vec!["Mưa".to_owned(); 600];
    let rare = (0..40).map(|nth| format!("Conb{}{}", nth / 26, char::from(b'a' + nth % 26)));
    bodies.extend(rare);
    bodies.extend(["Con", "Ông kowalski"].map(str::to_owned));
    articles(&bodies.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn what_cannot_be_had_beside_a_word_is_not_looked_for() {
    let mut library = many_longer_words();
    let mut ask = |query: &str| {
        let found = library.search(&Request { literal: true, ..request(query) });
        (found.total, found.estimated)
    };
    // It may be one of those that were not looked at.
    assert_eq!(ask("kowalski con"), (0, true));
    // No article has the word before, or the last word is quoted and not to become another.
    for query in [
        "kowalksi con",
        "kowalksi conb",
        "kowalksi kowalski con",
        "\"kowalski con",
        "\"kowalski conb",
    ] {
        assert_eq!(ask(query), (0, false), "{query}");
    }
}

#[test]
fn no_pairs_are_fetched_where_there_are_none() {
    let fetched = |others, query: &str| {
        let mut library = many_pairs(others);
        // Both words are known, so that nothing is asked for ahead.
        for word in ["thuế ", "qqqq ", "yyyy "] {
            library.search(&request(word));
        }
        library.fetched.clear();
        library.search(&Request { literal: true, ..request(query) });
        library.fetched
    };
    assert_eq!(fetched(0, "thuế qqqq"), fetched(0, "thuế qqqq "));
    // Longer words that next to no article has make no pairs.
    assert_eq!(fetched(600, "thuế yyyy"), fetched(600, "thuế. Yyyy"));
}

#[test]
fn what_was_not_looked_at_may_stand_beside_a_word() {
    let rare = (0..12_000).map(|nth| format!("quoz{}", nth * 7_919 % 100_003));
    let mut bodies = vec!["thuế quozz"; 600];
    let all_rare = rare.collect::<Vec<_>>().join(", ");
    bodies.extend([all_rare.as_str(), "thuế"]);
    let found = articles(&bodies).search(&request("thuế quoz"));
    assert_eq!((found.total, found.estimated), (600, true));
}

/// One word with thousands behind it, each in three articles, and so many other articles.
fn many_pairs(others: usize) -> Library {
    let word = |nth: usize| format!("thuế xa{}", nth * 7_919 % 100_003);
    let body = |nth: usize| (400 * nth..400 * (nth + 1)).map(word).collect::<Vec<_>>().join(", ");
    let mut bodies: Vec<_> = (0..180).map(|nth| body(nth % 60)).collect();
    bodies.push("thuế xa, thuế ở xa, yyyyo".to_owned());
    bodies.resize(bodies.len() + others, "Mưa".to_owned());
    articles(&bodies.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_total_of_a_pair_with_too_many_endings_is_an_estimate() {
    let mut library = many_pairs(0);
    let mut estimated = |query| library.search(&request(query)).estimated;
    let found = ["thuế xa", "ở xa", "thuế xa "].map(&mut estimated);
    assert_eq!(found, [true, false, false]);
}
