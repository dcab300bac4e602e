//! What bytes are thrown at.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use docbao_bundle::table::{Slices, Table};
use docbao_bundle::{Article, Manifest, Row, SliceRef, slice};
use docbao_search::{Answer, Engine, Highlighter, Query, Request, Sort};
use docbao_search::{facet, keystrokes, pairs, postings, spelling, text};

use crate::library::{Edit, Host, article, sample};

/// Something that decodes bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `docbao.json`, and the first questions to what it describes.
    Manifest,
    /// An article's JSON: its passages, its excerpt.
    Article,
    /// A slice of a table: look-ups and scans.
    Table,
    /// The values of tables: rows, postings of terms, spans of pairs.
    Value,
    /// What a visitor types: parsed, answered by a sound library, marked in its articles.
    Query,
    /// A library whose slices lie, asked until it has nothing more to ask for.
    Library,
}

/// Articles of the library that values are decoded for: more than fit in any slice here.
const ARTICLES: u32 = 1 << 20;

/// Rounds of asking after which an engine counts as one that asks for ever. A table has at most 24
/// levels, and readings of a query are tried one after the other.
const MAX_ROUNDS: usize = 200;

impl Target {
    /// Every target.
    pub const ALL: [Target; 6] = [
        Target::Manifest,
        Target::Article,
        Target::Table,
        Target::Value,
        Target::Query,
        Target::Library,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Target::Manifest => "manifest",
            Target::Article => "article",
            Target::Table => "table",
            Target::Value => "value",
            Target::Query => "query",
            Target::Library => "library",
        }
    }

    /// The target of a name.
    pub fn named(name: &str) -> Option<Target> {
        Target::ALL.into_iter().find(|target| target.name() == name)
    }

    /// Lets it decode the bytes.
    ///
    /// # Panics
    /// If what is decoded breaks a promise.
    pub fn run(self, bytes: &[u8]) {
        match self {
            Target::Manifest => manifest(bytes),
            Target::Article => read_article(bytes),
            Target::Table => table(bytes),
            Target::Value => value(bytes),
            Target::Query => query(bytes),
            Target::Library => library(bytes),
        }
    }

    /// Sound bytes to begin from.
    pub fn seeds(self) -> Vec<Vec<u8>> {
        let json =
            |value: Result<Vec<u8>, serde_json::Error>| value.into_iter().collect::<Vec<_>>();
        match self {
            Target::Manifest => json(serde_json::to_vec(&sample().manifest)),
            Target::Article => {
                (0..3).flat_map(|at| json(serde_json::to_vec(&article(at)))).collect()
            }
            Target::Table => slices().map(|payload| [b"\x02so", payload].concat()).collect(),
            Target::Value => {
                let tables = sample().manifest.tables;
                let of =
                    [(0, tables.rows), (1, tables.terms), (2, tables.pairs), (1, tables.facets)];
                of.into_iter().flat_map(|(kind, root)| values(kind, root)).collect()
            }
            Target::Query => QUERIES.iter().map(|query| query.as_bytes().to_vec()).collect(),
            Target::Library => {
                let query = |at: usize| QUERIES[at % QUERIES.len()].as_bytes();
                let edits = [
                    &b"\x00\x00\x03\x00\x80"[..],
                    b"\x05\x01\x10\x00",
                    b"\x02\x02\x07\x00\x02\xff\xff",
                ];
                let seed =
                    |at| [&[query(at).len() as u8], query(at), edits[at % edits.len()]].concat();
                (0..QUERIES.len()).map(seed).collect()
            }
        }
    }
}

/// Queries of every kind.
const QUERIES: [&str; 16] = [
    "đồ sơn",
    "benh vien da khoa",
    "\"ủy ban nhân dân\" quận -biển",
    "ubnd q",
    "05-CT/TW",
    "quyết định số 05/2019/QĐ-UBND",
    "quaanj ddoof sown",
    "quan65 do62 son7",
    "quandoson",
    "bệnh vein",
    "tiêu đề: cảng",
    "chuyên mục:\"Y tế\" từ:2012-01-01 đến:31/12/2016",
    "tags: nhãn OR (x)",
    "tháng 5 năm 2019",
    "Москва 東京 Zürich",
    "world bank report harbour dredged again 2018",
];

/// Payloads of the sample's index slices: those the engine asks for on the way to some answers.
fn slices() -> impl Iterator<Item = &'static [u8]> {
    let mut seen = BTreeSet::new();
    let tables = sample().manifest.tables;
    let roots = [
        tables.rows,
        tables.ids,
        tables.terms,
        tables.pairs,
        tables.facets,
        tables.titles,
        tables.lengths,
    ];
    for root in roots {
        let sound = Sound { seen: std::cell::RefCell::new(&mut seen) };
        let mut missing = Vec::new();
        let _ = Table::new(root)
            .scan(&sound, b"", 20, &mut missing, &mut |_, _| ControlFlow::Continue(()));
    }
    let payload = |at| slice::open(at, sample().slice(at)?).ok();
    seen.into_iter().filter_map(payload).collect::<Vec<_>>().into_iter()
}

/// The sample's slices, remembered as they are read.
struct Sound<'a> {
    seen: std::cell::RefCell<&'a mut BTreeSet<SliceRef>>,
}

impl Slices for Sound<'_> {
    fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        self.seen.borrow_mut().insert(at);
        slice::open(at, sample().slice(at)?).ok()
    }
}

/// Values of a table, each after the byte that says how it is decoded.
fn values(kind: u8, root: SliceRef) -> Vec<Vec<u8>> {
    let mut seen = BTreeSet::new();
    let sound = Sound { seen: std::cell::RefCell::new(&mut seen) };
    let mut values = Vec::new();
    let mut each = |_: &[u8], value: &[u8]| {
        values.push([&[kind], value].concat());
        ControlFlow::Continue(())
    };
    let _ = Table::new(root).scan(&sound, b"", 4, &mut Vec::new(), &mut each);
    values
}

fn manifest(bytes: &[u8]) {
    let Ok(manifest) = serde_json::from_slice::<Manifest>(bytes) else { return };
    let Ok(mut engine) = Engine::new(manifest) else { return };
    for _ in 0..4 {
        let request =
            Request { query: Query::parse("đồ sơn"), limit: 10, ..Request::default() };
        let mut needs = engine.search(&request).needs;
        needs.extend(engine.search(&Request { limit: 10, ..Request::default() }).needs);
        needs.extend(engine.resolve("bai-1").needs);
        needs.extend(engine.row(1).needs);
        let months: u64 = engine.manifest().months.iter().map(|(_, count)| u64::from(*count)).sum();
        assert!(months <= u64::from(engine.manifest().articles));
        for at in needs {
            assert!(engine.manifest().contains(at), "{at:?} lies in no pack");
            engine.unavailable(at);
        }
    }
}

fn read_article(bytes: &[u8]) {
    let Ok(article) = serde_json::from_slice::<Article>(bytes) else { return };
    for query in ["đồ sơn", "ubnd \"nhân dân\" b"] {
        mark(&Query::parse(query), &article);
    }
    let again =
        serde_json::to_vec(&article).map(|json| serde_json::from_slice::<Article>(&json).is_ok());
    assert!(matches!(again, Ok(true)), "what was read can be written and read again");
    text::collation_key(&article.title);
}

/// Marks lie on characters, ascend, and are apart; an excerpt is not much longer than asked for.
fn mark(query: &Query, article: &Article) {
    let highlighter = Highlighter::new(query, article);
    let excerpt = highlighter.excerpt(200);
    let passages = article.passages().map(|passage| (highlighter.marks(&passage), passage));
    for (marks, passage) in passages.chain([(excerpt.marks, excerpt.text)]) {
        let mut end = 0;
        for mark in marks {
            assert!(end <= mark.start && mark.start < mark.end, "{mark:?} in {passage:?}");
            assert!(passage.get(mark.clone()).is_some(), "{mark:?} in {passage:?}");
            end = mark.end;
        }
    }
}

fn table(bytes: &[u8]) {
    /// Slices that hold the payloads in turn.
    struct Turns<'a>(Vec<&'a [u8]>, Cell<usize>);
    impl Slices for Turns<'_> {
        fn slice(&self, _: SliceRef) -> Option<&[u8]> {
            self.1.set(self.1.get() + 1);
            self.0.get(self.1.get() % (self.0.len() + 1)).copied()
        }
    }
    let mut rest = bytes;
    let key_len = byte(&mut rest) % 16;
    let key = take(&mut rest, usize::from(key_len));
    // Cut where the bytes say so: a table is more than one node.
    let turns = Turns(rest.split(|byte| *byte == 0xfe).take(8).collect(), Cell::new(0));
    let table = Table::new(SliceRef::default());
    let _ = table.get(&turns, key);
    let _ = table.floor(&turns, key);
    let mut entries = 0u32;
    let mut each = |found: &[u8], _: &[u8]| {
        assert!(found.starts_with(key));
        entries += 1;
        if entries < 100_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let _ = table.scan(&turns, key, 32, &mut Vec::new(), &mut each);
}

fn value(bytes: &[u8]) {
    let mut rest = bytes;
    match byte(&mut rest) % 3 {
        0 => {
            if let Ok(row) = Row::decode(rest) {
                let mut again = Vec::new();
                row.encode(&mut again);
                assert!(Row::decode(&again) == Ok(row), "a row comes back");
            }
        }
        1 => {
            let mut each = |_, posting: postings::Posting| assert!(posting.doc < ARTICLES);
            for may_divide in [false, true] {
                let postings = postings::Postings::open(ARTICLES, may_divide, rest);
                let _ = postings.and_then(|mut postings| postings.read(&mut each));
            }
            let having = ARTICLES / 2;
            let _ = postings::decode_reading(having, rest, &mut |place| assert!(place < having));
        }
        _ => {
            let mut each = |second: &str, reading: pairs::Reading, posting: postings::Posting| {
                assert!(posting.doc < ARTICLES);
                reading.marks.iter().for_each(|marks| drop(spelling::spell(second, *marks)));
            };
            for is_format_1 in [false, true] {
                let _ = pairs::decode(ARTICLES, is_format_1, rest, &|_| true, &mut each);
            }
        }
    }
}

fn query(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    for method in [keystrokes::Method::Telex, keystrokes::Method::Vni] {
        typed.split(' ').take(40).for_each(|word| drop(keystrokes::decode(method, word)));
    }
    let query = Query::parse(&typed);
    if let Some(found) = ask(&typed, &mut Host::new(BTreeMap::new())) {
        assert!(found.complete, "a sound library answers everything: {typed:?}");
    }
    (0..3).for_each(|at| mark(&query, &article(at)));
}

fn library(bytes: &[u8]) {
    let mut rest = bytes;
    let typed = byte(&mut rest);
    let typed = String::from_utf8_lossy(take(&mut rest, usize::from(typed)));
    let mut changed: BTreeMap<u8, Vec<Edit>> = BTreeMap::new();
    while !rest.is_empty() {
        let slice = byte(&mut rest);
        let kind = byte(&mut rest);
        let at = usize::from(byte(&mut rest)) | usize::from(byte(&mut rest)) << 8;
        let edit = match kind % 4 {
            0 => Edit::Set { at, to: byte(&mut rest) },
            1 => Edit::Cut { at },
            kind => {
                let len = byte(&mut rest);
                let bytes = take(&mut rest, usize::from(len)).to_vec();
                if kind == 2 { Edit::Insert { at, bytes } } else { Edit::Replace { bytes } }
            }
        };
        changed.entry(slice).or_default().push(edit);
    }
    ask(&typed, &mut Host::new(changed));
}

/// Asks as a reader does: get what is needed, ask again. Then the other questions a reader has.
fn ask(typed: &str, host: &mut Host) -> Option<Answer<docbao_search::Found>> {
    let mut engine = Engine::new(sample().manifest.clone()).ok()?;
    let mut request = Request { query: Query::parse(typed), limit: 10, ..Request::default() };
    request.filters.add(facet::SECTION, "Y tế");
    if !typed.len().is_multiple_of(3) {
        request.filters = Default::default();
    }
    request.sort = [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Title][typed.len() % 4];
    let found = until_final(&mut engine, host, |engine| engine.search(&request));
    until_final(&mut engine, host, |engine| engine.resolve(typed));
    until_final(&mut engine, host, |engine| engine.row(typed.len() as u32 % 64));
    for hit in &found.results.hits {
        assert!(hit.doc < sample().manifest.articles);
        assert!(hit.score.is_finite());
    }
    assert!(found.results.total <= sample().manifest.articles);
    Some(found)
}

fn until_final<T>(
    engine: &mut Engine,
    host: &mut Host,
    question: impl Fn(&Engine) -> Answer<T>,
) -> Answer<T> {
    let mut asked = BTreeSet::new();
    for _ in 0..MAX_ROUNDS {
        let answer = question(engine);
        if answer.needs.is_empty() {
            return answer;
        }
        for at in answer.needs {
            assert!(asked.insert(at), "{at:?} is asked for twice");
            assert!(engine.manifest().contains(at), "{at:?} lies in no pack");
            let served = host.serve(at).is_some_and(|bytes| engine.provide(at, &bytes).is_ok());
            if !served {
                engine.unavailable(at);
            }
        }
    }
    panic!("the engine asks for ever");
}

fn byte(rest: &mut &[u8]) -> u8 {
    take(rest, 1).first().copied().unwrap_or_default()
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> &'a [u8] {
    let (taken, others) = rest.split_at(len.min(rest.len()));
    *rest = others;
    taken
}
