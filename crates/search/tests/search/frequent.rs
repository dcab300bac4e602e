//! Syllables that so many articles have that their readings lie apart.

use std::collections::BTreeSet;

use docbao_bundle::Article;
use docbao_search::Request;

use super::{Library, request};

/// More articles than a term may have postings for in one piece.
const ARTICLES: usize = 4000;

const WORDS: [&str; 4] = ["sơn", "son", "sòn", "sớn"];

/// Which of them an article has: each by chance, so that no list is short.
fn words(at: usize) -> [Option<&'static str>; 4] {
    // A generator of its own: the same library in every run.
    let chance = (at as u32 + 1).wrapping_mul(2_654_435_761) >> 16;
    std::array::from_fn(|nth| (chance >> (3 * nth) & 1 == 1).then_some(WORDS[nth]))
}

/// Whether the syllables stand in the title as well.
fn is_titled(at: usize) -> bool {
    at.is_multiple_of(7)
}

/// Whether sơn stands behind đồ.
fn is_place(at: usize) -> bool {
    at.is_multiple_of(5) && words(at).contains(&Some("sơn"))
}

fn article(at: usize) -> Article {
    let words = words(at);
    let title = words.iter().flatten().filter(|_| is_titled(at)).copied().collect::<Vec<_>>();
    let title = format!("Bài {}", title.join(", "));
    // All are of one length, so that words alone decide; a comma keeps them from being pairs.
    let body = words.map(|word| match word {
        Some("sơn") if is_place(at) => "đồ sơn,".to_owned(),
        Some(word) => format!("gió, {word},"),
        None => "gió, mưa,".to_owned(),
    });
    Article::from_plain_text(&format!("bai-{at}"), &title, &body.join(" "))
}

fn frequent_library() -> Library {
    Library::new(&(0..ARTICLES).map(article).collect::<Vec<_>>())
}

/// The articles that a query finds in its match set, and those of them that have it as it was typed.
fn found(library: &mut Library, query: &str) -> [BTreeSet<usize>; 2] {
    let all = Request { limit: ARTICLES as u32, hits_only: true, ..request(query) };
    let found = library.search(&all);
    assert_eq!(found.total as usize, found.hits.iter().filter(|hit| hit.has_all_words).count());
    let hits = || found.hits.iter().filter(|hit| hit.has_all_words);
    let finished = hits().filter(|hit| hit.is_finished);
    [hits().map(|hit| hit.doc as usize).collect(), finished.map(|hit| hit.doc as usize).collect()]
}

fn those(has: impl Fn(usize) -> bool) -> BTreeSet<usize> {
    (0..ARTICLES).filter(|at| has(*at)).collect()
}

#[test]
fn what_is_typed_with_and_without_marks_finds_the_same_articles() {
    let mut library = frequent_library();
    let any = those(|at| words(at).iter().any(Option::is_some));
    assert!(any.len() > ARTICLES / 2 && any.len() < ARTICLES, "{}", any.len());
    assert_eq!(found(&mut library, "son "), [any.clone(), any.clone()]);
    for word in ["sơn", "sòn", "sớn"] {
        let as_typed = those(|at| words(at).contains(&Some(word)));
        assert!(as_typed.len() > ARTICLES / 8, "{word} is in {}", as_typed.len());
        assert_eq!(found(&mut library, word), [any.clone(), as_typed], "{word}");
    }
}

#[test]
fn with_marks_a_list_more_is_fetched() {
    let fetched = |query: &str| {
        let mut library = frequent_library();
        library.search(&Request { limit: 0, hits_only: true, ..request(query) });
        library.fetched.len()
    };
    let (without, with) = (fetched("son "), fetched("sơn "));
    assert!(without < with && with <= without + 2, "{without}, {with}");
}

#[test]
fn those_that_have_it_as_typed_come_first() {
    let found = frequent_library().search(&Request {
        limit: ARTICLES as u32,
        hits_only: true,
        ..request("sòn ")
    });
    let has_it = found.hits.iter().map(|hit| words(hit.doc as usize).contains(&Some("sòn")));
    assert!(has_it.is_sorted_by(|before, after| before >= after));
}

#[test]
fn heads_and_pairs_are_told_apart() {
    let mut library = frequent_library();
    let [titled, _] = found(&mut library, "tiêu đề:son ");
    assert_eq!(titled, those(|at| is_titled(at) && words(at).iter().any(Option::is_some)));
    let [places, _] = found(&mut library, "\"đồ sơn\"");
    assert_eq!(places, those(is_place));
}

#[test]
fn the_commonest_marks_are_said_of_a_word_that_was_put_right() {
    let count = |word| those(|at| words(at).contains(&Some(word))).len();
    let commonest = WORDS.into_iter().max_by_key(|word| count(*word));
    let found = frequent_library().search(&request("sonn "));
    assert_eq!(found.reading.as_deref(), commonest);
}

#[test]
fn a_reading_that_does_not_come_leaves_the_articles() {
    let mut library = frequent_library();
    let nothing_yet = library.engine.clone();
    let ask = Request { limit: 0, hits_only: true, ..request("sơn ") };
    let whole = library.search(&ask).total;
    let mut still_whole = 0;
    for lacking in &library.fetched {
        let mut engine = nothing_yet.clone();
        let answer = loop {
            let answer = engine.search(&ask);
            if answer.needs.is_empty() {
                break answer;
            }
            for slice in answer.needs {
                let start = slice.offset as usize;
                let contents = &library.packs[slice.pack as usize].contents;
                match slice == *lacking {
                    true => engine.unavailable(slice),
                    false => {
                        let bytes = &contents[start..start + slice.bytes as usize];
                        engine.provide(slice, bytes).unwrap();
                    }
                }
            }
        };
        assert!(!answer.complete);
        still_whole += usize::from(answer.results.total == whole);
    }
    assert!(still_whole > 0, "the list of all is enough to know who has it");
}
