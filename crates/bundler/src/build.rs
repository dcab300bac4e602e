//! `docbao build`: from documents to a folder.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::Serialize;

use crate::ingest::{self, Draft};
use crate::library::{self, Library};
use crate::problem::{Problem, Severity, Warned};
use crate::publish::Output;
use crate::site;
use crate::source::{self, Document};

/// What to build, from what, and how.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Files and folders with documents.
    pub inputs: Vec<PathBuf>,
    /// Folder for the library; made if it is not there.
    pub output: PathBuf,
    /// Title of the collection.
    pub title: Option<String>,
    /// BCP 47 language of articles that do not say their own.
    pub language: String,
    /// Whether to leave the reader and the page out.
    pub data_only: bool,
    /// The largest pack, in bytes.
    pub max_part: u32,
    /// Whether any problem is a failure. Nothing is written then.
    pub strict: bool,
    /// Whether to show progress, if there is a terminal to show it on.
    pub progress: bool,
}

impl Default for BuildOptions {
    fn default() -> Self {
        BuildOptions {
            inputs: Vec::new(),
            output: PathBuf::new(),
            title: None,
            language: "vi".to_owned(),
            data_only: false,
            max_part: docbao_bundle::pack::MAX_PACK_BYTES,
            strict: false,
            progress: false,
        }
    }
}

/// What has been built.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Articles in the library.
    pub articles: usize,
    /// Documents that were read.
    pub documents: usize,
    /// Files of the library, reader and page included.
    pub files: usize,
    /// Their length together.
    pub bytes: u64,
    /// Name of the contents: the same articles give the same.
    pub build: String,
    /// Whether the library was written. It is not if there are no articles, or if the build is
    /// strict and there are problems.
    pub written: bool,
    /// Whether a page of the publisher's own was left as it is.
    pub kept_own_page: bool,
    /// What is wrong with documents, in the order of the inputs.
    pub problems: Vec<Problem>,
}

impl Report {
    /// How many problems are of a kind.
    pub fn count(&self, kind: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.kind == kind).count()
    }
}

/// Builds a library and publishes it into a folder.
///
/// # Errors
/// If the inputs or the output are not what the command needs. What is wrong with single documents
/// is in the report instead.
pub fn build(options: &BuildOptions) -> Result<Report> {
    let reader = reader(options)?;
    let output = Output::open(&options.output)?;
    let progress = Progress::new(options.progress);

    progress.step("Looking for documents");
    let found = source::find(&options.inputs, Some(&options.output))?;
    let mut report =
        Report { documents: found.output.len(), problems: found.problems, ..Report::default() };
    let articles = {
        let Warned { output, problems } = read_all(&found.output, &progress);
        report.problems.extend(problems);
        let Warned { output, problems } = ingest::assign_ids(output);
        report.problems.extend(problems);
        output
    };
    report.articles = articles.len();
    if articles.is_empty() || options.strict && !report.problems.is_empty() {
        return Ok(report);
    }

    progress.step("Building the index");
    let layout = library::Options {
        title: options.title.clone().unwrap_or_else(|| default_title(&options.language)),
        language: options.language.clone(),
        max_pack_bytes: options.max_part,
    };
    let library = Library::new(articles, &layout);

    progress.step("Writing");
    let written = output.write(&library, reader)?;
    report.files = written.files;
    report.bytes = written.bytes;
    report.kept_own_page = written.kept_own_page;
    report.build = library.manifest.build;
    report.written = true;
    Ok(report)
}

/// The reader to publish, if one is wanted.
fn reader(options: &BuildOptions) -> Result<Option<site::Files<'static>>> {
    if options.data_only {
        return Ok(None);
    }
    if site::READER.is_empty() {
        bail!(
            "no reader is inside this docbao: build it with `cargo xtask demo`, or use --data-only"
        );
    }
    Ok(Some(site::READER))
}

/// Reads documents in parallel; drafts and problems come out in the order of the documents.
fn read_all(documents: &[Document], progress: &Progress) -> Warned<Vec<Draft>> {
    progress.bar("Reading", documents.len());
    let read = |document| {
        let warned = ingest::read(document);
        progress.advance();
        warned
    };
    let mut all = Warned::<Vec<Draft>>::default();
    for warned in documents.par_iter().map(read).collect::<Vec<_>>() {
        all.append(warned);
    }
    all
}

fn default_title(language: &str) -> String {
    let is_vietnamese =
        language.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case("vi"));
    if is_vietnamese { "Thư viện bài viết" } else { "Articles" }.to_owned()
}

/// A line about what is going on. Drawn on a terminal only, never into a log.
struct Progress(ProgressBar);

impl Progress {
    fn new(is_wanted: bool) -> Self {
        if !is_wanted {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress(bar)
    }

    fn step(&self, message: &'static str) {
        self.0.set_style(ProgressStyle::default_spinner());
        self.0.set_message(message);
    }

    fn bar(&self, message: &'static str, len: usize) {
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {wide_bar} {pos}/{len}") {
            self.0.set_style(style);
        }
        self.0.set_message(message);
        self.0.set_length(len as u64);
    }

    fn advance(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
