//! What a list can be narrowed to: filters, what is counted for them, days.

use docbao_bundle::slice::seal;
use docbao_bundle::wire::{put_bytes, put_u32};
use docbao_bundle::{Article, Paper, Person, Place, SliceRef};
use docbao_search::layout::facet_key;
use docbao_search::{Answer, Engine, Filters, Found, Request, postings};

use crate::{Library, filters, ids, library, request};

#[test]
fn filters_are_or_within_a_field_and_and_across() {
    let mut library = library();
    let mut ask = |values: &[(&str, &str)]| {
        let request = Request { filters: filters(values), limit: 10, ..Request::default() };
        ids(&library.search(&request))
    };
    assert_eq!(ask(&[("section", "Kinh tế")]), ["cang", "du-lich"]);
    assert_eq!(
        ask(&[("section", "Kinh tế"), ("section", "Y tế")]),
        ["cang", "benh-vien", "du-lich"]
    );
    assert_eq!(ask(&[("section", "Kinh tế"), ("year", "2019")]), ["du-lich"]);
    assert_eq!(ask(&[("section", "Thể thao")]), [] as [&str; 0]);
    assert_eq!(ask(&[("color", "red")]), [] as [&str; 0]);
}

#[test]
fn without_counts_the_hits_are_the_same() {
    let mut library = library();
    for values in [&[][..], &[("section", "Kinh tế"), ("year", "2019")], &[("color", "red")]] {
        for query in ["", "hội nghị", "hội nghị chuyên mục:\"Kinh tế\""] {
            let whole = Request { filters: filters(values), ..request(query) };
            let whole_found = library.search(&whole);
            let found = library.search(&Request { hits_only: true, ..whole });
            assert_eq!((ids(&found), found.total), (ids(&whole_found), whole_found.total));
            assert!(found.facets.is_empty() && found.months.is_empty(), "{query}");
        }
    }
}

#[test]
fn facets_count_the_match_set_under_the_other_filters() {
    let mut library = library();
    let request =
        Request {
            filters: filters(&[("section", "Kinh tế")]), limit: 0, ..request("hội nghị ")
        };
    let found = library.search(&request);
    let counts = |field: &str| {
        let facet = found.facets.iter().find(|facet| facet.field == field).unwrap();
        facet.values.iter().map(|(value, count)| format!("{value} {count}")).collect::<Vec<_>>()
    };
    assert_eq!(counts("section"), ["Chính trị 1", "Kinh tế 1"]);
    assert_eq!(counts("tag"), ["hội nghị 1"]);
    assert_eq!(counts("year"), ["2019 1"]);
    assert_eq!(found.months, [("2019-11".parse().unwrap(), 1)]);
}

#[test]
fn mentions_can_be_chosen_if_they_are_many_and_followed_if_they_are_not() {
    let mut articles: Vec<Article> =
        (0..3).map(|at| Article::from_plain_text(&format!("bai-{at}"), "Tin", "Họp.")).collect();
    let places = |names: &[&str]| {
        let place =
            |name: &&str| Place { name: (*name).to_owned(), unit: Some("quận".to_owned()) };
        names.iter().map(place).collect::<Vec<_>>()
    };
    articles[0].mentions.places = places(&["Đồ Sơn", "Kiến An"]);
    articles[1].mentions.places = places(&["Đồ Sơn"]);
    articles[2].mentions.documents = vec![Paper { number: "05-CT/TW".to_owned(), kind: None }];
    articles[2].mentions.people = vec![Person { name: "Lê Văn An".to_owned(), role: None }];
    let mut library = Library::new(&articles);
    let mut ask = |filter: &[(&str, &str)]| {
        let request = Request { filters: filters(filter), limit: 10, ..Request::default() };
        let found = library.search(&request);
        let offered = found.facets.iter().map(|facet| (facet.field.clone(), facet.values.clone()));
        (ids(&found), offered.collect::<Vec<_>>())
    };
    let (all, offered) = ask(&[]);
    assert_eq!(all.len(), 3);
    assert_eq!(offered, [("place".to_owned(), vec![("quận Đồ Sơn".to_owned(), 2)])]);
    assert_eq!(ask(&[("place", "quận Đồ Sơn")]).0, ["bai-0", "bai-1"]);
    // One article alone mentions it: nobody has to scroll past it, and a link to it works.
    let (one, offered) = ask(&[("place", "quận Kiến An")]);
    assert_eq!(one, ["bai-0"]);
    assert!(offered[0].1.contains(&("quận Kiến An".to_owned(), 1)), "{offered:?}");
    assert_eq!(ask(&[("document", "05-CT/TW")]).0, ["bai-2"]);
    assert_eq!(ask(&[("document", "05")]).0, [] as [&str; 0]);
    // People are no facet here at all: they are found by their names.
    assert_eq!(ask(&[("person", "Lê Văn An")]).0, [] as [&str; 0]);
}

#[test]
fn periods_are_exact_to_the_day() {
    let mut library = library();
    let mut ask = |from: &str, to: &str| {
        let filters =
            Filters { from: from.parse().ok(), to: to.parse().ok(), ..Filters::default() };
        ids(&library.search(&Request { filters, limit: 10, ..Request::default() }))
    };
    assert_eq!(ask("2019-11-21", "2026-05-03"), ["benh-vien", "do-son"]);
    assert_eq!(ask("2019-11-22", "2026-05-02"), [] as [&str; 0]);
    assert_eq!(ask("2020-01-01", ""), ["cang", "benh-vien"]);
    assert_eq!(ask("", "2020-01-01"), ["do-son", "du-lich"]);
    assert_eq!(ask("2026-01-01", "2019-01-01"), [] as [&str; 0]);
}

#[test]
fn of_very_many_tags_the_most_frequent_are_offered_and_all_are_found() {
    let article = |at: usize| {
        let mut article = Article::from_plain_text(&format!("bai-{at}"), "Tin", "Họp.");
        let own = (0..3).map(|nth| format!("riêng {}", 3 * at + nth));
        article.tags = own.chain(["chung".to_owned()]).collect();
        article
    };
    let mut library = Library::new(&(0..500).map(article).collect::<Vec<_>>());
    let found = library.search(&request("họp "));
    let tags = found.facets.iter().find(|facet| facet.field == "tag").unwrap();
    assert_eq!((tags.values.len(), &tags.values[0]), (1024, &("chung".to_owned(), 500)));
    let last = "riêng 999";
    assert!(!tags.values.iter().any(|(value, _)| value == last));
    let mut total = |query: &str, values: &[(&str, &str)]| {
        library.search(&Request { filters: filters(values), ..request(query) }).total
    };
    assert_eq!(total("", &[("tag", last)]), 1);
    assert_eq!(total("", &[("tag", last), ("tag", "chung")]), 500);
    assert_eq!(total("thẻ:\"riêng 999\"", &[]), 1);
    assert_eq!(total("họp -thẻ:\"riêng 999\"", &[]), 499);
}

/// What is answered to nothing by a library whose table of facets has this leaf alone, and `articles`.
fn with_facets(articles: u32, entries: impl Iterator<Item = (Vec<u8>, Vec<u8>)>) -> Answer<Found> {
    let mut library = library();
    let (mut leaf, mut last) = (vec![0], Vec::new());
    for (key, value) in entries {
        let shared = key.iter().zip(&last).take_while(|(a, b)| a == b).count();
        put_u32(&mut leaf, shared as u32);
        put_bytes(&mut leaf, &key[shared..]);
        put_bytes(&mut leaf, &value);
        last = key;
    }
    let pack = &mut library.packs[0].contents;
    let offset = pack.len() as u32;
    let sealed = seal(offset, leaf);
    pack.extend(&sealed);
    let mut manifest = library.engine.manifest().clone();
    manifest.packs[0].bytes = pack.len() as u32;
    manifest.tables.facets = SliceRef { pack: 0, offset, bytes: sealed.len() as u32 };
    manifest.start.clear();
    manifest.articles = articles;
    library.engine = Engine::new(manifest).unwrap();
    loop {
        let answer = library.engine.search(&Request::default());
        if answer.needs.is_empty() {
            return answer;
        }
        for at in answer.needs {
            let bytes = &library.packs[at.pack as usize].contents;
            let bytes = &bytes[at.offset as usize..(at.offset + at.bytes) as usize];
            library.engine.provide(at, bytes).unwrap();
        }
    }
}

fn sections(found: &Found) -> usize {
    found.facets.iter().find(|facet| facet.field == "section").unwrap().values.len()
}

#[test]
fn names_that_a_lying_table_says_again_and_again_are_not_all_read() {
    // A name of four thousand letters, then others that begin with it, in a few bytes each.
    let name = "a".repeat(4000);
    let value = postings::encode(5, std::iter::once(0));
    let entries =
        (0..3000).map(|nth| (facet_key("section", &format!("{name}{nth:04}")), value.clone()));
    let answer = with_facets(5, entries);
    assert!(!answer.complete);
    let read = sections(&answer.results);
    assert!((1000..2500).contains(&read), "{read}");
}

#[test]
fn a_facet_that_a_lying_manifest_says_again_and_again_is_counted_once() {
    let mut library = library();
    let mut manifest = library.engine.manifest().clone();
    let fields = manifest.facets.len();
    manifest.facets.extend(manifest.facets.clone());
    library.engine = Engine::new(manifest).unwrap();
    let found = library.search(&Request::default());
    // Beside them are the years.
    assert_eq!(found.facets.len(), fields + 1);
}

#[test]
fn lists_that_a_lying_table_says_again_and_again_are_not_all_read() {
    // Twenty times a million articles, in a few bytes each.
    const MANY: u32 = 1 << 20;
    let all = postings::encode(MANY, 0..MANY);
    let entries = (0..20).map(|nth| (facet_key("section", &format!("{nth:04}")), all.clone()));
    let answer = with_facets(MANY, entries);
    assert!(!answer.complete);
    assert_eq!(sections(&answer.results), 16);
}
