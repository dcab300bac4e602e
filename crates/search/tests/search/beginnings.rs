//! The last word of a query as the beginning of longer ones.

use docbao_bundle::Article;
use docbao_search::Request;

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
fn a_lone_word_finds_longer_ones_behind_itself() {
    check("tru", &["bai-1", "bai-4", "bai-2", "bai-0"]);
    // Marks are no reason to find less.
    check("trụ", &["bai-1", "bai-4", "bai-2", "bai-0"]);
    // What is behind a space is finished.
    check("tru ", &["bai-1", "bai-4"]);
    // Two letters are the beginning of too much, if they are a word.
    check("ca", &["bai-3"]);
    check("co", &["bai-4"]);
}

#[test]
fn having_many_longer_words_brings_no_article_forward() {
    let trees = ["gió"; 30].join(", ");
    let schools = ["trường"; 30].join(", ");
    let few = format!("{schools}, trụ, {schools}");
    let many = format!("{trees}, trụ, trụ, {trees}");
    // How often is written of what few articles have.
    let mut bodies = vec!["Mưa"; 30];
    bodies.splice(..2, [few.as_str(), &many]);
    let mut library = articles(&bodies);
    assert_eq!(ids(&library.search(&request("tru"))), ["bai-1", "bai-0"]);
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
fn what_stands_beside_no_other_word_is_a_lone_one() {
    check("\"cầu\" tru", &["bai-4"]);
    check("\"nhà máy\" tru", &["bai-2"]);
    check("học. Tru", &["bai-2", "bai-0"]);
    check("-sông tru", &["bai-1", "bai-2", "bai-0"]);
    // The word before it says which longer ones are meant.
    check("nhà tru", &[]);
    check("mới trươ", &["bai-2"]);
}

#[test]
fn a_hit_by_a_longer_word_is_not_finished() {
    let found = articles(&BODIES).search(&request("trụ"));
    let finished: Vec<_> = found.hits.iter().map(|hit| hit.is_finished).collect();
    assert_eq!(finished, [true, true, false, false]);
}

#[test]
fn longer_words_are_asked_for_along_with_the_word() {
    let rounds = |query: &str| {
        let mut library = articles(&BODIES);
        library.search(&Request::default());
        library.ask(|engine| engine.search(&request(query))).1
    };
    assert_eq!(rounds("tru"), rounds("tru "));
}

#[test]
fn of_very_many_longer_words_the_most_frequent_are_found() {
    // Forty that one article has, in the order of the alphabet before the one that three have.
    let rare = (b'a'..=b'z').chain(b'a'..=b'n').enumerate();
    let rare = rare.map(|(at, letter)| format!("Conb{}{}", at / 26, letter as char));
    let mut bodies = rare.collect::<Vec<_>>();
    bodies.extend(["Công", "Công", "Cống", "Con"].map(str::to_owned));
    let mut library = articles(&bodies.iter().map(String::as_str).collect::<Vec<_>>());
    let all = |query| Request { limit: 100, ..request(query) };
    let mut all = |query| library.search(&all(query));
    let found = all("con");
    let found_ids = ids(&found);
    assert_eq!(found_ids[0], "bai-43");
    // The most frequent, and the first 31 of the others.
    assert!(
        ["bai-40", "bai-41", "bai-42", "bai-0", "bai-30"]
            .iter()
            .all(|id| found_ids.contains(&(*id).to_owned()))
    );
    assert_eq!((found.total, found.estimated), (1 + 3 + 31, true));
    // Where they are all taken in, or what was typed is whole, nothing is left to guess.
    assert_eq!((all("con ").total, all("con ").estimated), (1, false));
    assert_eq!((all("conb0").total, all("conb0").estimated), (26, false));
}

#[test]
fn a_total_of_a_pair_with_too_many_endings_is_an_estimate() {
    // Word by word, what begins so is one or many.
    let word = |nth: usize| format!("thuế xa{}", nth * 7_919 % 100_003);
    let body = |nth: usize| (400 * nth..400 * (nth + 1)).map(word).collect::<Vec<_>>().join(", ");
    let mut bodies: Vec<_> = (0..60).map(body).collect();
    bodies.push("thuế xa, thuế ở xa".to_owned());
    let mut library = articles(&bodies.iter().map(String::as_str).collect::<Vec<_>>());
    let mut estimated = |query| library.search(&request(query)).estimated;
    assert_eq!(
        [estimated("thuế xa"), estimated("ở xa"), estimated("thuế xa ")],
        [true, false, false]
    );
}
