//! A library made in a page answers as the one that is published of the same articles.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use docbao_bundle::Article;
use docbao_index::{Collection, article};
use docbao_search::library::{Library, Options};
use docbao_search::{Engine, Highlighter, Query, Request, Sort};
use proptest::prelude::*;
use serde_json::{Value, json};

const WORDS: [&str; 14] = [
    "quận",
    "Đồ",
    "Sơn",
    "bệnh",
    "viện",
    "cảng",
    "biển",
    "nhân",
    "dân",
    "ủy",
    "ban",
    "05-CT/TW",
    "harbour",
    "đường.",
];

fn words(len: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), len).prop_map(|words| words.join(" "))
}

fn given_articles() -> impl Strategy<Value = Vec<Value>> {
    let day = (2018u32..2021, 1u32..13, 1u32..29, any::<bool>());
    let given = (words(1..6), words(0..40), day, prop::sample::select(&["Tin", "Văn bản"][..]));
    let given = given.prop_map(|(title, body, (year, month, day, is_dated), section)| {
        let date = is_dated.then(|| format!("{day}/{month}/{year}"));
        json!({ "title": title, "body": body, "date": date, "category": section, "tags": [section, "thẻ"] })
    });
    prop::collection::vec(given, 0..40)
}

/// What a question is answered with: total, ids and marked excerpts, facets, months.
fn answer(library: &Library, articles: &[Article], query: &str, sort: Sort) -> String {
    let mut engine = Engine::new(library.manifest.clone()).unwrap();
    let query = Query::parse(query);
    let request = Request { query: query.clone(), sort, limit: 100, ..Request::default() };
    loop {
        let answer = engine.search(&request);
        if answer.needs.is_empty() {
            assert!(answer.complete);
            let found = answer.results;
            let hits: Vec<_> = found.hits.iter().filter_map(|hit| hit.row.as_ref()).collect();
            let shown = hits.iter().map(|row| {
                let article = articles.iter().find(|article| article.title == row.title).unwrap();
                let excerpt = Highlighter::new(&query, article).excerpt(100);
                format!(
                    "{} {} {:?} {} {excerpt:?}",
                    row.id, row.title, row.published, row.syllables
                )
            });
            let shown: Vec<_> = shown.collect();
            return format!("{} {shown:?} {:?} {:?}", found.total, found.facets, found.months);
        }
        for slice in answer.needs {
            engine.provide(slice, library.slice(slice).unwrap()).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_library_in_a_page_answers_as_a_published_one(given in given_articles(), query in words(0..3)) {
        let mut collection = Collection::default();
        let mut articles = Vec::new();
        for value in given {
            articles.push(article::read(value.clone()).unwrap().article);
            collection.add(value).unwrap();
        }
        let called: Vec<_> = articles
            .iter()
            .map(|article| docbao_index::id::Called { id: "", name: &article.title })
            .collect();
        let ids = docbao_index::id::assign(&called);
        articles.iter_mut().zip(ids).for_each(|(article, assigned)| article.id = assigned.id);

        let options = Options { max_pack_bytes: u32::MAX, ..Options::default() };
        let published = Library::new(articles.clone(), &options, &docbao_index::store::deflate);
        let in_page = collection.index("vi").finish();
        for sort in [Sort::Relevance, Sort::Newest, Sort::Title] {
            prop_assert_eq!(
                answer(&in_page, &articles, &query, sort),
                answer(&published, &articles, &query, sort)
            );
        }
    }
}
