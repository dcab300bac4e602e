//! A bad network and bad servers: every fault of `Fault` in every place that a visit asks for, all in
//! one table. Each cell is a visit of its own: the list comes, words are typed, an article is opened and
//! read. Either that works in spite of the fault, or the reader says what is missing; and once
//! the fault is gone, what it says leads on.
//!
//! The visits to one place stand on one page, so that waiting for one is waiting for all. The clock of
//! these pages runs ten times as fast: what is worth waiting a minute for takes six seconds.

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use docbao_e2e::Fault::{self, *};
use docbao_e2e::{Engine, Host, Library, Page};
use serde_json::{Value, json};

use crate::stage::{library, scratch};

/// What comes of a fault that lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything works, and nothing is said.
    Works,
    /// The words of the place, and a button that leads on.
    Says,
    /// That the server is busy or in trouble, and a button that leads on.
    Busy,
    /// There is no such fault in this place.
    Not,
}
use Outcome::{Busy, Not, Says, Works};

/// Something that is asked for: what its name begins with, and what is said when it does not come.
struct Place {
    name: &'static str,
    file: &'static str,
    words: &'static str,
}

const PLACES: [Place; 8] = [
    Place { name: "manifest", file: "docbao.json", words: "docbao.json" },
    Place { name: "index", file: "index-", words: "Chưa tải hết chỉ mục" },
    Place { name: "text", file: "texts-", words: "Chưa tải được nội dung bài này" },
    Place { name: "pack", file: "index-", words: "Chưa tải hết chỉ mục" },
    Place {
        name: "module", file: "docbao-reader_bg.wasm", words: "Không tải được trình đọc"
    },
    Place { name: "glue", file: "docbao-reader.js", words: "Không tải được trình đọc" },
    Place { name: "style", file: "docbao.css", words: "" },
    Place { name: "later", file: "docbao-reader_later.wasm", words: "Không tải được" },
];

/// What comes of each fault in each place.
#[rustfmt::skip]
const TABLE: [(Fault, [Outcome; 8]); 22] = [
    //                          manifest  index  text   pack   module glue   style  later
    (Status(403, None),        [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Status(404, None),        [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Status(429, None),        [Busy,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Status(429, Some(2)),     [Busy,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Status(500, None),        [Busy,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Status(503, None),        [Busy,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Status(503, Some(2)),     [Busy,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Portal,                   [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Empty,                    [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (OtherBytes,               [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (OtherJson,                [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Cut,                      [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Longer,                   [Works,    Works, Works, Works, Says,  Works, Works, Says]),
    (SaidShorter,              [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (GzipTwice,                [Works,    Works, Works, Works, Says,  Says,  Works, Says]),
    (NotGzip,                  [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (WrongType,                [Works,    Works, Works, Works, Works, Says,  Works, Works]),
    (RangeIgnored,             [Not,      Works, Works, Not,   Not,   Not,   Not,   Not]),
    (WrongContentRange,        [Not,      Works, Works, Not,   Not,   Not,   Not,   Not]),
    (AnotherRange,             [Not,      Works, Works, Not,   Not,   Not,   Not,   Not]),
    (Stall,                    [Says,     Says,  Says,  Says,  Says,  Says,  Works, Says]),
    (Drip,                     [Works,    Works, Works, Works, Works, Works, Works, Works]),
];

#[test]
fn what_comes_wrong_of_a_library_is_said_and_comes_when_asked_again() -> Result<()> {
    visit_places(0, 4)
}

#[test]
fn what_comes_wrong_of_the_reader_is_said_and_comes_when_asked_again() -> Result<()> {
    visit_places(4, 8)
}

/// Faults of the table, each for good and only once. What docs/offline.md promises is this number.
const FAULTS: usize = count(0, PLACES.len());
const _: () =
    assert!(FAULTS >= 72 && FAULTS == 158, "docs/offline.md and the issue name these numbers");

/// Faults that there are in places from one to another, the end not included.
const fn count(from: usize, to: usize) -> usize {
    let (mut row, mut sum) = (0, 0);
    while row < TABLE.len() {
        let mut at = from;
        while at < to {
            sum += !matches!(TABLE[row].1[at], Not) as usize;
            at += 1;
        }
        row += 1;
    }
    sum
}

/// In a frame in sight: WebKitGTK slows the clocks of all others down. It waits for what a page imports before it
/// says that the page has loaded, so the frame is looked into meanwhile.
#[test]
fn a_reader_of_which_nothing_comes_is_given_up_with_words_and_a_button() -> Result<()> {
    let stalling = ["docbao-reader.js", "docbao-reader_bg.wasm", "docbao-reader_later.wasm"];
    let library = ground(&PLACES[5], "stalling")?;
    let host =
        Host::with_faults(library.folder(), &stalling.map(|file| (Stall, file)), usize::MAX)?;
    let page = Page::open(&format!("{}trang.html", host.address()))?;
    for (at, file) in stalling.iter().enumerate() {
        page.see_with(
            "(f => { f.src = `${arguments[0]}/khung.html`; document.body.prepend(f); window.frame = f; return true; })(document.createElement('iframe'))",
            &[json!(at)],
        )?;
        let inside = |selector: &str| {
            format!(
                "[...frame.contentDocument.querySelector('doc-bao').shadowRoot.querySelectorAll('{selector}')]"
            )
        };
        let again = format!(
            "{}.find(e => e.checkVisibility() && e.innerText === 'Thử lại')",
            inside("button")
        );
        // What is asked for when something is wanted that comes later, and what is there once it has come.
        let comes_later = *file == "docbao-reader_later.wasm";
        if comes_later {
            page.until(&format!(
                "({}[0].click(), true)",
                inside("[part~=result] h3 a, [part~=result] h3 button")
            ))?;
            page.until(&format!("{}[0].innerText.length > 200", inside("[part~=article]")))?;
            let settings = "(e.innerText + e.ariaLabel).includes('Cách hiển thị')";
            page.until(&format!("({}.find(e => {settings}).click(), true)", inside("button")))?;
        }
        page.until(&format!("{again}?.parentElement.innerText.includes('Không tải được')"))
            .with_context(|| format!("{file} is waited for"))?;
        host.heal();
        page.see(&format!("({again}.click(), true)"))?;
        let came = match comes_later {
            true => format!("{}.some(e => e.innerText.includes('Tối'))", inside("label")),
            false => format!("{}.length > 3", inside("[part~=result]")),
        };
        page.until(&came).with_context(|| format!("{file} does not come when asked again"))?;
        host.harm();
        page.see("(frame.remove(), true)")?;
    }
    page.console_holds_only(COMPLAINTS)
}

/// What browsers themselves say of files that come wrong.
const COMPLAINTS: &[&str] = &["Failed to load", "docbao: ", "MIME type", "NetworkError"];

/// In Chromium all of the table; in the other engines one fault of each kind, because the code that answers
/// them is the same and only what an engine makes of a broken answer may differ.
fn visit_places(from: usize, to: usize) -> Result<()> {
    let few = [Status(503, Some(2)), Portal, Cut, GzipTwice, AnotherRange];
    // `Stall` has a journey of its own.
    let is_chromium = Engine::chosen()? == Engine::Chromium;
    let (mut wrong, mut visited) = (String::new(), 0);
    for (at, place) in PLACES.iter().enumerate().take(to).skip(from) {
        let outcomes = TABLE.iter().map(|(fault, outcomes)| (*fault, outcomes[at]));
        let outcomes = outcomes
            .filter(|(fault, outcome)| *outcome != Not && (is_chromium || few.contains(fault)));
        visited += visit_all(place, &outcomes.collect::<Vec<_>>(), &mut wrong)?;
    }
    ensure!(wrong.is_empty(), "\n{wrong}");
    // A place has at least four of the few.
    let expected = if is_chromium { count(from, to) } else { 4 * (to - from) };
    ensure!(visited >= expected, "{visited} faults were visited of {expected}");
    Ok(())
}

/// Longer than stalling answers are waited for, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(40);

/// Visits a place with faults that last, and with the same ones only once; what is not as it should be is
/// written down. Returns how many faults had an outcome both times.
fn visit_all(place: &Place, rows: &[(Fault, Outcome)], wrong: &mut String) -> Result<usize> {
    let faults: Vec<_> = rows.iter().map(|(fault, _)| (*fault, place.file)).collect();
    let library = ground(place, place.name)?;
    let mut visited = rows.len();
    // A browser of its own: it has room for the memories of a few dozen modules, not of a hundred.
    let page = Page::open("about:blank")?;
    for times in [usize::MAX, 1] {
        let host = Host::with_faults(library.folder(), &faults, times)?;
        page.goto(&format!("{}trang.html", host.address()))?;
        page.until("typeof begin === 'function' && !window.outcomes")?;
        page.see_with(
            "begin(arguments[0], arguments[1])",
            &[json!(rows.len()), json!(place.name)],
        )?;
        let mut compare = |when: &str, words_of: &dyn Fn(Outcome) -> &'static str| -> Result<()> {
            let came = outcomes(&page)?;
            visited = visited.min(
                came.iter()
                    .filter(|came| came.as_str().is_some_and(|came| !came.is_empty()))
                    .count(),
            );
            for ((fault, outcome), came) in rows.iter().zip(&came) {
                let came = came.as_str().unwrap_or_default();
                let words = words_of(*outcome);
                if (words.is_empty() && came != "works") || !came.contains(words) {
                    let _ = writeln!(wrong, "{}, {fault:?}, {when}: {came}", place.name);
                }
            }
            Ok(())
        };
        match times {
            // What happens once nobody need hear of.
            1 => compare("once", &|_| "")?,
            _ => compare("for good", &|outcome| match outcome {
                Says => place.words,
                Busy => "Máy chủ đang bận hoặc gặp sự cố",
                Works | Not => "",
            })?,
        }
        host.heal();
        page.see("goOn()")?;
        compare("healed", &|_| "")?;
        page.console_holds_only(COMPLAINTS)?;
    }
    Ok(visited)
}

/// Waits until every visit has come to something. What has come to nothing is an empty text.
fn outcomes(page: &Page) -> Result<Vec<Value>> {
    let deadline = Instant::now() + PATIENCE;
    while page.see("outcomes.every(outcome => outcome)")? != true && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(100));
    }
    page.see("outcomes")?.as_array().cloned().context("no outcomes")
}

/// A site with the page that all visits stand on. For the place `pack` its packs are small enough to be
/// asked for as a whole.
fn ground(place: &Place, name: &str) -> Result<Library> {
    let folder = scratch(&format!("faults-{name}"))?;
    let library = match place.name {
        "pack" => Library::build_in_parts(&folder)?,
        _ => library()?.copy(&folder)?,
    };
    library.write("trang.html", VISITS.as_bytes())?;
    library.write("khung.html", FRAME.as_bytes())?;
    Ok(library)
}

const VISITS: &str = include_str!("faults/trang.html");
const FRAME: &str = include_str!("faults/khung.html");
