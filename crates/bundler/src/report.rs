//! Everything that is said to the publisher. Results go to standard output, complaints to
//! standard error.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this file is where the program talks; no other may"
)]

use std::path::Path;

use docbao::source::FORMATS;
use docbao::{Findings, Problem, Report, Server, Severity, Summary};

/// Problems that are shown in full. A collection exported wrongly has one in every article, and
/// the first few tell the cause.
const MAX_SHOWN: usize = 20;

/// Shows what is wrong with documents.
pub(crate) fn problems(problems: &[Problem]) {
    for problem in problems.iter().take(MAX_SHOWN) {
        let kind = match problem.kind {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        eprintln!("{kind}: {}{line}: {}", problem.path.display(), problem.message);
        eprintln!("  → {}", problem.cure);
    }
    if let Some(more) = problems.len().checked_sub(MAX_SHOWN).filter(|more| *more > 0) {
        eprintln!("… and {more} more; --json lists all of them");
    }
}

/// Shows what has been built.
pub(crate) fn built(report: &Report, output: &Path) {
    let problems = complaints(report);
    let pages = match report.pages {
        0 => String::new(),
        count => format!(", and {} of pages", counted(count, "file")),
    };
    if report.written {
        println!(
            "{} from {}, written to {}: {}, {}{pages}{problems}",
            counted(report.articles, "article"),
            counted(report.documents, "document"),
            output.display(),
            counted(report.files, "file"),
            size(report.bytes),
        );
    }
    if report.kept_own_page {
        println!("index.html has your own changes and was left as it is");
    }
}

/// What a build took.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    /// In bytes.
    pub(crate) peak_memory: Option<u64>,
}

/// A report and what it took.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Costly<'a> {
    #[serde(flatten)]
    pub(crate) report: &'a Report,
    #[serde(flatten)]
    pub(crate) cost: Cost,
}

/// Below so many articles nobody asks what a build took.
const COSTLY_ARTICLES: usize = 1000;

/// Shows what a large build took.
pub(crate) fn cost(report: &Report, cost: Cost) {
    if report.written && report.articles >= COSTLY_ARTICLES {
        let rate = report.articles as f64 / cost.seconds;
        let memory = cost.peak_memory.map(|bytes| format!(", {} of memory at most", size(bytes)));
        println!(
            "{:.1} seconds, {rate:.0} articles a second{}",
            cost.seconds,
            memory.unwrap_or_default()
        );
    }
}

/// Says why nothing was written, if so.
pub(crate) fn not_written(report: &Report) {
    if report.articles == 0 {
        eprintln!(
            "error: no article was found, so nothing was written{}: name files or folders with {FORMATS}",
            complaints(report)
        );
    } else {
        eprintln!("error: --strict, so nothing was written{}", complaints(report));
    }
}

fn complaints(report: &Report) -> String {
    let count = |kind, noun| match report.count(kind) {
        0 => String::new(),
        count => format!("; {}", counted(count, noun)),
    };
    count(Severity::Error, "error") + &count(Severity::Warning, "warning")
}

/// Prints a value as one line of JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(value)?);
    Ok(())
}

/// Shows what has been looked over.
pub(crate) fn checked(findings: &Findings) {
    let of = format!(
        "{} from {}",
        counted(findings.articles, "article"),
        counted(findings.documents, "document")
    );
    match findings.complaints() {
        0 => println!("{of}: nothing to complain about"),
        count => println!("{of}: {} to mend", counted(count, "thing")),
    }
}

/// Shows what has been converted.
pub(crate) fn converted(articles: usize, path: &Path) {
    println!("{} written to {}", counted(articles, "article"), path.display());
}

/// Says how many articles of a conversion refer to files that are not in it.
pub(crate) fn left_behind(articles: usize) {
    if articles > 0 {
        let articles = counted(articles, "article");
        eprintln!(
            "note: JSON carries no files: pictures or attachments of {articles} stay behind\n  → to have them too, write Markdown into a folder: --to md -o FOLDER"
        );
    }
}

/// Shows what is left of a library.
pub(crate) fn removed(removed: usize, left: usize) {
    println!("{} removed, {} left", counted(removed, "article"), counted(left, "article"));
}

/// Shows where the settings are.
pub(crate) fn initialised(path: &Path) {
    println!("{} is written: look through it, then run `docbao build`", path.display());
}

/// Shows where the server is.
pub(crate) fn serving(server: &Server) {
    println!("Serving on {} — Ctrl-C ends it", server.url());
}

/// Shows what a library holds.
pub(crate) fn summary(summary: &Summary) {
    let manifest = &summary.manifest;
    println!("{} ({}), build {}", manifest.title, manifest.language, manifest.build);
    let dated: u32 = manifest.months.iter().map(|(_, count)| count).sum();
    let range = match (manifest.months.last(), manifest.months.first()) {
        (Some((first, _)), Some((last, _))) => format!(", {dated} of them dated {first} to {last}"),
        _ => String::new(),
    };
    println!("{}{range}", counted(manifest.articles as usize, "article"));
    for facet in &manifest.facets {
        println!("{}: {}", facet.field, counted(facet.values as usize, "value"));
    }
    for (what, sign, names) in
        [("abbreviation", "=", &manifest.abbreviations), ("alias", "↔", &manifest.aliases)]
    {
        for [name, other] in names {
            println!("{what}: {name} {sign} {other}");
        }
    }
    println!("{}, {}", counted(manifest.packs.len(), "pack"), size(summary.bytes));
    for damaged in &summary.damaged {
        eprintln!("error: {damaged}");
        eprintln!("  → upload or build the library again");
    }
}

/// Shows why the command failed.
pub(crate) fn failure(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
