//! Figures of the engine without a browser: what a visitor would fetch, what is found, how long it takes.
//! `cargo xtask bench --engine CORPUS QUERIES` builds the library, puts the questions and calls this:
//!
//! ```text
//! figures LIBRARY QUESTIONS
//! ```
//!
//! LIBRARY is a folder that `docbao build` wrote, QUESTIONS what `tests/bench/asked.mjs` wrote. Bytes are
//! counted as the reader fetches: the same runs of slices, texts for excerpts, texts kept. A browser
//! adds headers and, where a host has no ranges, whole files; `cargo xtask bench` counts those.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on says where")]
#![expect(clippy::print_stdout, reason = "it is for people to read")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use docbao_bundle::manifest::{FILE_NAME, Manifest};
use docbao_bundle::table::{Slices, Table};
use docbao_bundle::{SliceRef, slice};
use docbao_search::fetching::{FIRST_LIST, Texts, plan};
use docbao_search::{Answer, Engine, Found, Query, Request};
use serde::Deserialize;

/// Hits that are asked for, as in `tests/bench/measure.mjs`.
const LIMIT: u32 = 10;
/// Cards of the first list that a window shows at once.
const IN_SIGHT: usize = 8;
/// New visitors who ask one query each, and who type one letter by letter.
const COLD_VISITS: usize = 20;
const TYPING_VISITS: usize = 10;

/// What is asked, in every form, and the ids that answer each.
#[derive(Deserialize)]
struct Questions {
    forms: BTreeMap<String, Vec<String>>,
    relevant: Vec<BTreeSet<String>>,
    kinds: Vec<String>,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [library, questions, rest @ ..] = args.as_slice() else {
        panic!("figures LIBRARY QUESTIONS [FORM | --scale], figures LIBRARY VARIANTS --variants");
    };
    let library = Library::open(Path::new(library));
    if rest.iter().any(|arg| arg == "--variants") {
        let rows: Vec<_> = serde_json::from_slice(&fs::read(questions).unwrap()).unwrap();
        print_variants(&library, &rows);
        return;
    }
    let questions: Questions = serde_json::from_slice(&fs::read(questions).unwrap()).unwrap();
    let written = &questions.forms["written"];
    if rest.iter().any(|arg| arg == "--scale") {
        print_scale(&library, written);
        return;
    }
    library.print_tables();
    print_bytes(&library, written);
    if let Some(slipped) = questions.forms.get("typo") {
        print_cold(&library, "first query with a slip", slipped);
    }
    for (form, asked) in &questions.forms {
        print_found(&library, &questions, form, asked, rest.contains(form));
    }
}

/// A library in memory.
struct Library {
    manifest: Manifest,
    packs: Vec<Vec<u8>>,
}

impl Library {
    fn open(folder: &Path) -> Self {
        let manifest = fs::read(folder.join(FILE_NAME)).unwrap();
        let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
        let packs = manifest.packs.iter().map(|pack| fs::read(folder.join(&pack.file)).unwrap());
        let packs = packs.collect();
        Library { manifest, packs }
    }

    fn slice(&self, at: SliceRef) -> &[u8] {
        let start = at.offset as usize;
        &self.packs[at.pack as usize][start..start + at.bytes as usize]
    }

    fn slices_of(&self, table: &str) -> BTreeSet<SliceRef> {
        let roots = serde_json::to_value(self.manifest.tables).unwrap();
        let root: SliceRef = serde_json::from_value(roots[table].clone()).unwrap();
        let touched = Touched { library: self, slices: RefCell::default() };
        let mut each = |_: &[u8], _: &[u8]| ControlFlow::Continue(());
        Table::new(root).scan(&touched, b"", u32::MAX, &mut Vec::new(), &mut each).unwrap();
        touched.slices.into_inner()
    }

    /// Prints how much of the index each table is.
    fn print_tables(&self) {
        let Manifest { articles, tables, packs, .. } = &self.manifest;
        let articles = f64::from((*articles).max(1));
        let of_kind = |kind: &str| {
            let packs = packs.iter().filter(|pack| pack.file.starts_with(kind));
            packs.map(|pack| f64::from(pack.bytes)).sum::<f64>() / articles
        };
        println!("bytes an article: index {:.0}, texts {:.0}", of_kind("index"), of_kind("texts"));
        let roots = serde_json::to_value(tables).unwrap();
        for name in roots.as_object().unwrap().keys() {
            let slices = self.slices_of(name);
            let bytes: u32 = slices.iter().map(|slice| slice.bytes).sum();
            println!("  {name}: {:.1} in {} slices", f64::from(bytes) / articles, slices.len());
        }
    }
}

/// All slices of a library, and which of them were asked for.
struct Touched<'l> {
    library: &'l Library,
    slices: RefCell<BTreeSet<SliceRef>>,
}

impl Slices for Touched<'_> {
    fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        self.slices.borrow_mut().insert(at);
        slice::open(at, self.library.slice(at)).ok()
    }
}

/// Somebody with a reader of their own, who begins with the first list.
struct Visitor<'l> {
    library: &'l Library,
    engine: Engine,
    texts: Texts<()>,
    fetched: Fetched,
    /// Index slices, in the order they came.
    slices: Vec<SliceRef>,
}

#[derive(Clone, Copy, Default)]
struct Fetched {
    index: u32,
    texts: u32,
    requests: u32,
    rounds: u32,
}

impl<'l> Visitor<'l> {
    fn new(library: &'l Library) -> Self {
        let engine = Engine::new(library.manifest.clone()).unwrap();
        let (texts, fetched, slices) = Default::default();
        let mut visitor = Visitor { library, engine, texts, fetched, slices };
        let found = visitor.find(&Request { limit: FIRST_LIST, ..Request::default() });
        visitor.read(&found, IN_SIGHT);
        visitor.satisfy(Engine::ahead);
        visitor
    }

    /// Asks as a page does that says nothing of excerpts.
    fn ask(&mut self, query: &str) -> Found {
        let mut found = self.find(&request(query));
        found.hits.retain(|hit| hit.is_finished);
        self.read(&found, usize::MAX);
        found
    }

    fn find(&mut self, request: &Request) -> Found {
        self.satisfy(|engine| engine.search(request))
    }

    /// Asks and fetches until nothing more is needed.
    fn satisfy<T>(&mut self, ask: impl Fn(&Engine) -> Answer<T>) -> T {
        loop {
            let answer = ask(&self.engine);
            if answer.needs.is_empty() {
                return answer.results;
            }
            self.fetched.rounds += 1;
            self.fetched.index += self.fetch(&answer.needs);
            for at in answer.needs {
                self.engine.provide(at, self.library.slice(at)).unwrap();
                self.slices.push(at);
            }
        }
    }

    /// Fetches the texts of hits that are not at hand.
    fn read(&mut self, found: &Found, limit: usize) {
        let rows = found.hits.iter().filter_map(|hit| hit.row.as_ref()).take(limit);
        let texts: Vec<SliceRef> =
            rows.map(|row| row.text).filter(|at| self.texts.get(*at).is_none()).collect();
        self.fetched.texts += self.fetch(&texts);
        texts.into_iter().for_each(|at| self.texts.keep(at, ()));
    }

    fn fetch(&mut self, slices: &[SliceRef]) -> u32 {
        let runs = plan(slices);
        self.fetched.requests += runs.len() as u32;
        runs.iter().map(|run| run.end - run.start).sum()
    }

    fn take_fetched(&mut self) -> Fetched {
        self.slices.clear();
        std::mem::take(&mut self.fetched)
    }
}

/// Prints which typings of the same, one row a list of them by name, lead to another first result than the canonical one.
fn print_variants(library: &Library, rows: &[BTreeMap<String, String>]) {
    let mut visitor = Visitor::new(library);
    let mut first = |typed: &str| {
        let hits = visitor.find(&request(typed)).hits.into_iter();
        hits.filter_map(|hit| hit.row).map(|row| row.id).next().unwrap_or_default()
    };
    let (mut typings, mut others) = (0, 0);
    for row in rows {
        let canonical = first(&row["canonical"]);
        for (name, typed) in row {
            let id = first(typed);
            typings += 1;
            if id != canonical {
                others += 1;
                println!("{name}: {typed}: {id} in place of {canonical}");
            }
        }
    }
    println!("{} rows, {typings} typings, {others} of them with another first result", rows.len());
}

fn request(query: &str) -> Request {
    Request { query: Query::parse(query), limit: LIMIT, ..Request::default() }
}

fn print_bytes(library: &Library, queries: &[String]) {
    let ready = Visitor::new(library).take_fetched();
    print_fetched("first list", &[ready], 1);
    print_cold(library, "first query", queries);
    let (mut typing, mut slices) = (Vec::new(), Vec::new());
    for query in some(queries, TYPING_VISITS) {
        let mut visitor = Visitor::new(library);
        visitor.take_fetched();
        letters(query).for_each(|typed| drop(visitor.ask(typed)));
        slices.append(&mut visitor.slices);
        typing.push(visitor.take_fetched());
    }
    print_fetched("letter by letter", &typing, typing.len());
    print_came(library, &slices, typing.len());
    let mut visitor = Visitor::new(library);
    visitor.take_fetched();
    queries.iter().for_each(|query| drop(visitor.ask(query)));
    print_fetched("a query of all", &[visitor.take_fetched()], queries.len());
}

/// Prints how much of what came is of each table, the mean over `count`. What lies between two slices that come as one is
/// of none.
fn print_came(library: &Library, slices: &[SliceRef], count: usize) {
    for table in ["terms", "pairs", "rows", "lengths"] {
        let of_table = library.slices_of(table);
        let came = slices.iter().filter(|slice| of_table.contains(slice));
        let bytes = f64::from(came.map(|slice| slice.bytes).sum::<u32>()) / count as f64;
        println!("  {table}: {:.1} KB", bytes / 1024.0);
    }
}

/// Prints what depends on how large a library is, as JSON: bytes of the first list, mean bytes of a first query,
/// times of a warm one in ms.
fn print_scale(library: &Library, queries: &[String]) {
    let bytes = |fetched: Fetched| fetched.index + fetched.texts;
    let open = bytes(Visitor::new(library).take_fetched());
    let first = some(queries, COLD_VISITS).map(|query| {
        let mut visitor = Visitor::new(library);
        visitor.take_fetched();
        visitor.ask(query);
        f64::from(bytes(visitor.take_fetched()))
    });
    let first: Vec<f64> = first.collect();
    let mut visitor = Visitor::new(library);
    queries.iter().for_each(|query| drop(visitor.find(&request(query))));
    let times = times(&visitor.engine, queries);
    let [median, p95] =
        [times.len() / 2, times.len() * 95 / 100].map(|at| times[at].as_secs_f64() * 1e3);
    let first = first.iter().sum::<f64>() / first.len() as f64;
    println!(
        "{}",
        serde_json::json!({ "open": open, "first": first, "median": median, "p95": p95 })
    );
}

/// Prints what new visitors fetch who ask one query each.
fn print_cold(library: &Library, name: &str, queries: &[String]) {
    let (mut cold, mut slices) = (Vec::new(), Vec::new());
    for query in some(queries, COLD_VISITS) {
        let mut visitor = Visitor::new(library);
        visitor.take_fetched();
        visitor.ask(query);
        slices.append(&mut visitor.slices);
        cold.push(visitor.take_fetched());
    }
    print_fetched(name, &cold, cold.len());
    print_came(library, &slices, cold.len());
}

/// So many of the queries, from all over.
fn some(queries: &[String], count: usize) -> impl Iterator<Item = &String> {
    queries.iter().step_by(queries.len().div_ceil(count))
}

/// Prints the mean of what was fetched over `count`.
fn print_fetched(name: &str, fetched: &[Fetched], count: usize) {
    let mean = |of: fn(&Fetched) -> u32| {
        fetched.iter().map(|one| f64::from(of(one))).sum::<f64>() / count as f64
    };
    let [index, texts] = [mean(|f| f.index), mean(|f| f.texts)].map(|bytes| bytes / 1024.0);
    let most = fetched.iter().map(|one| one.rounds).max().unwrap_or_default();
    println!(
        "{name}: {:.1} KB ({index:.1} index, {texts:.1} texts), {:.1} requests, {:.1} rounds (most {most})",
        index + texts,
        mean(|f| f.requests),
        mean(|f| f.rounds),
    );
}

fn print_found(
    library: &Library,
    questions: &Questions,
    form: &str,
    asked: &[String],
    is_verbose: bool,
) {
    let mut visitor = Visitor::new(library);
    let mut ranks = Vec::new();
    for (query, relevant) in asked.iter().zip(&questions.relevant) {
        let found = visitor.find(&request(query));
        let ids = found.hits.iter().map(|hit| hit.row.as_ref().map(|row| &row.id));
        let rank = ids.flatten().position(|id| relevant.contains(id));
        if is_verbose && rank != Some(0) {
            let read = found.reading.unwrap_or_default();
            println!("  {rank:?} of {} {query} [{read}] {relevant:?}", found.total);
        }
        ranks.push(rank);
    }
    let mean = |ranks: &[&Option<usize>], of: fn(usize) -> f64| {
        ranks.iter().filter_map(|rank| rank.map(of)).sum::<f64>() / ranks.len().max(1) as f64
    };
    let figures = |ranks: &[&Option<usize>]| {
        format!(
            "MRR {:.4} recall {:.3}",
            mean(ranks, |rank| 1.0 / (rank as f64 + 1.0)),
            mean(ranks, |_| 1.0)
        )
    };
    let times = times(&visitor.engine, asked);
    let [half, most] = [times.len() / 2, times.len() * 95 / 100].map(|at| times[at]);
    println!(
        "{form}: {}, warm p50 {:.2} ms p95 {:.2} ms",
        figures(&ranks.iter().collect::<Vec<_>>()),
        half.as_secs_f64() * 1e3,
        most.as_secs_f64() * 1e3,
    );
    let kinds: BTreeSet<&String> = questions.kinds.iter().collect();
    for kind in kinds.into_iter().filter(|kind| !kind.is_empty()) {
        let of_kind = ranks.iter().zip(&questions.kinds).filter(|(_, of)| *of == kind);
        let of_kind: Vec<_> = of_kind.map(|(rank, _)| rank).collect();
        println!("  {kind} ({}): {}", of_kind.len(), figures(&of_kind));
    }
}

/// How long each query takes with everything at hand, the shortest first; of each the best of three.
fn times(engine: &Engine, asked: &[String]) -> Vec<Duration> {
    let time = |query: &String| {
        let request = request(query);
        let once = |_| {
            let started = Instant::now();
            std::hint::black_box(engine.search(&request));
            started.elapsed()
        };
        (0..3).map(once).min().unwrap_or_default()
    };
    let mut times: Vec<Duration> = asked.iter().map(time).collect();
    times.sort_unstable();
    times
}

/// What is in the search box after each letter.
fn letters(query: &str) -> impl Iterator<Item = &str> {
    let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.map(|end| &query[..end]).filter(|typed| !typed.trim().is_empty())
}
