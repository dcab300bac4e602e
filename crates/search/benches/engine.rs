//! How long the engine takes, without a browser and a network: `cargo bench -p docbao-search`.
//!
//! A thousand articles are made up, the same in every run; `DOCBAO_CORPUS` names a file of others, one
//! JSON object a line with `id`, `title` and `body`. No figure here is a budget: `cargo xtask bench`
//! measures those, in a browser.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on says where")]

use std::collections::HashMap;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use docbao_bundle::{Article, slice};
use docbao_search::library::{Library, Options};
use docbao_search::{Engine, Highlighter, Query, Request, pairs};

const ARTICLES: usize = 1000;

fn main() {
    divan::main();
}

static CORPUS: LazyLock<Vec<Article>> = LazyLock::new(|| match std::env::var("DOCBAO_CORPUS") {
    Ok(file) => std::fs::read_to_string(file).unwrap().lines().map(from_json).collect(),
    Err(_) => made_up(ARTICLES),
});

static LIBRARY: LazyLock<Library> = LazyLock::new(|| build(&CORPUS));

/// An engine that has been asked everything that will be asked.
static WARM: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new(LIBRARY.manifest.clone()).unwrap();
    for query in QUERIES.iter().chain(&UNMATCHED) {
        letters(query).for_each(|typed| bring(&mut engine, typed));
    }
    engine
});

/// Asked of every corpus: names, phrases, a single word, English.
const QUERIES: [&str; 6] = [
    "ủy ban nhân dân quận",
    "benh vien da khoa",
    "\"nhân dân\" thành phố -biển",
    "trường học",
    "05-CT/TW",
    "report harbour",
];

/// Words that are nowhere together, so that other readings are tried.
const UNMATCHED: [&str; 3] = ["quaanj ddoof sownx", "quandosonhaiphong", "xyzt bệnh vein khao"];

#[divan::bench(sample_count = 5)]
fn build_1000_articles(bencher: Bencher<'_, '_>) {
    let articles = &CORPUS[..ARTICLES.min(CORPUS.len())];
    bencher.bench(|| build(articles));
}

/// Everything has to be fetched, i.e. checked and put in its place.
#[divan::bench(args = QUERIES)]
fn first_query(bencher: Bencher<'_, '_>, query: &str) {
    let fresh = || Engine::new(LIBRARY.manifest.clone()).unwrap();
    bencher.with_inputs(fresh).bench_values(|mut engine| bring(&mut engine, query));
}

/// One letter more, as it is typed, on average over all letters of the query.
#[divan::bench(args = QUERIES)]
fn keystroke(bencher: Bencher<'_, '_>, query: &str) {
    let typed: Vec<&str> = letters(query).collect();
    let mut at = 0;
    bencher.bench_local(|| {
        at = (at + 1) % typed.len();
        WARM.search(&request(typed[at]))
    });
}

#[divan::bench(args = QUERIES)]
fn warm_query(bencher: Bencher<'_, '_>, query: &str) {
    let request = request(query);
    bencher.bench(|| WARM.search(black_box(&request)));
}

#[divan::bench(args = UNMATCHED)]
fn query_that_nothing_matches(bencher: Bencher<'_, '_>, query: &str) {
    let request = request(query);
    bencher.bench(|| WARM.search(black_box(&request)));
}

#[divan::bench]
fn excerpt(bencher: Bencher<'_, '_>) {
    let query = Query::parse(QUERIES[0]);
    let article = CORPUS.iter().max_by_key(|article| article.passages().count()).unwrap();
    bencher.bench(|| Highlighter::new(&query, article).excerpt(200));
}

/// The longest span of the library's pairs.
#[divan::bench]
fn span(bencher: Bencher<'_, '_>) {
    let spans = SPANS.iter().max_by_key(|span| span.len()).unwrap();
    bencher.bench(|| {
        let mut count = 0;
        pairs::decode(LIBRARY.manifest.articles, false, spans, &|_| true, &mut |_, _, _| {
            count += 1;
        })
        .unwrap();
        count
    });
}

static SPANS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut spans = Vec::new();
    let mut each = |_: &[u8], span: &[u8]| {
        spans.push(span.to_vec());
        std::ops::ControlFlow::Continue(())
    };
    let table = docbao_bundle::table::Table::new(LIBRARY.manifest.tables.pairs);
    table.scan(&Shelf, b"", u32::MAX, &mut Vec::new(), &mut each).unwrap();
    spans
});

/// All slices of the library at hand.
struct Shelf;

impl docbao_bundle::table::Slices for Shelf {
    fn slice(&self, at: docbao_bundle::SliceRef) -> Option<&[u8]> {
        slice::open(at, LIBRARY.slice(at)?).ok()
    }
}

fn request(query: &str) -> Request {
    Request { query: Query::parse(query), limit: 10, ..Request::default() }
}

/// What is in the search box after each letter.
fn letters(query: &str) -> impl Iterator<Item = &str> {
    let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.map(|end| &query[..end])
}

/// Asks and fetches until the answer is final.
fn bring(engine: &mut Engine, query: &str) {
    let request = request(query);
    loop {
        let needs = engine.search(&request).needs;
        if needs.is_empty() {
            return;
        }
        for at in needs {
            engine.provide(at, LIBRARY.slice(at).unwrap()).unwrap();
        }
    }
}

fn build(articles: &[Article]) -> Library {
    let options = Options { max_pack_bytes: u32::MAX, ..Options::default() };
    let text = |article: &Article| article.title.clone().into_bytes();
    Library::new(articles.to_vec(), &options, &text)
}

fn from_json(line: &str) -> Article {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    let field = |name: &str| value.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    Article::from_plain_text(field("id"), field("title"), field("body"))
}

/// Walks from word to word of a text of ours, now and then to one of the article's own subject, so
/// that words and pairs are as rare and as frequent as in real texts.
fn made_up(count: usize) -> Vec<Article> {
    let text = include_str!("../../../static/articles/2019-11-21-do-son-so-ket-chi-thi-05.txt");
    let words: Vec<&str> =
        text.split_whitespace().chain(QUERIES.iter().flat_map(|q| q.split(' '))).collect();
    let mut next: HashMap<&str, Vec<&str>> = HashMap::new();
    words.windows(2).for_each(|pair| next.entry(pair[0]).or_default().push(pair[1]));
    let mut state = 2024u64;
    let mut random = |bound: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    };
    let mut article = |at: usize| {
        let subject: Vec<&str> = (0..40).map(|_| words[random(words.len())]).collect();
        let mut word = subject[0];
        let mut sentence = |words: usize| {
            let mut said = Vec::new();
            for _ in 0..words {
                let followers = next.get(word).filter(|_| random(100) >= 15);
                word = followers.map_or(subject[random(40)], |list| list[random(list.len())]);
                said.push(word);
            }
            said.join(" ")
        };
        let title = sentence(9);
        let body: Vec<String> = (0..6).map(|_| sentence(90)).collect();
        Article::from_plain_text(&format!("bai-{at}"), &title, &body.join(".\n"))
    };
    (0..count).map(&mut article).collect()
}
