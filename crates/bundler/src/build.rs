//! `docbao build`: from documents to a folder.

use std::path::PathBuf;

use anyhow::{Result, bail};
use rayon::prelude::*;
use serde::Serialize;

use crate::assets::{Gatherer, Referred, Room};
use crate::cache::Cache;
use crate::collection::{Collection, Sorted};
use crate::ingest::{self, Draft};
use crate::library;
use crate::pages::{self, Pages};
use crate::problem::{Problem, Severity, Warned};
use crate::progress::Progress;
use crate::publish::{self, Output};
use crate::single_file::SingleFile;
use crate::site;
use crate::source::{self, Document, Format, Hints};
use crate::text;

/// What to build, from what, and how.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Files and folders with documents.
    pub inputs: Vec<PathBuf>,
    /// Folder for the library; made if it is not there.
    pub output: PathBuf,
    /// Whether `output` is instead one HTML file for everything.
    pub single_file: bool,
    /// Title of the collection.
    pub title: Option<String>,
    /// BCP 47 language of articles that do not say their own.
    pub language: String,
    /// What the list can be narrowed by, in this order; `None`: the usual.
    pub facets: Option<Vec<String>>,
    /// Abbreviations of the library's own, each with what it stands for.
    pub abbreviations: Vec<[String; 2]>,
    /// Two names of one thing.
    pub aliases: Vec<[String; 2]>,
    /// Colours of the page; `None` is the reader's own choice.
    pub theme: Option<String>,
    /// Address that the library will have, with a slash at its end.
    pub base_url: Option<String>,
    /// Whether to write a page for every article.
    pub pages: bool,
    /// How many earlier builds stay readable.
    pub keep: u8,
    /// What the publisher says of the documents.
    pub hints: Hints,
    /// Folder that keeps what was read for the next build, if any does.
    pub cache: Option<PathBuf>,
    /// Whether pictures of other sites are brought into the library.
    pub fetch_images: bool,
    /// Whether the documents go along with their articles.
    pub attach: bool,
    /// Whether to leave the reader and the page out.
    pub data_only: bool,
    /// The largest pack, in bytes.
    pub max_part: u32,
    /// Whether any problem is a failure. Nothing is written then.
    pub strict: bool,
    /// Whether to show progress, if there is a terminal to show it on.
    pub progress: bool,
}

/// Earlier builds that stay readable: a visitor may have had a page open since the day before, and a
/// cache may hold a manifest.
const DEFAULT_KEEP: u8 = 2;

impl Default for BuildOptions {
    fn default() -> Self {
        BuildOptions {
            inputs: Vec::new(),
            output: PathBuf::new(),
            single_file: false,
            title: None,
            facets: None,
            abbreviations: Vec::new(),
            aliases: Vec::new(),
            keep: DEFAULT_KEEP,
            language: "vi".to_owned(),
            theme: None,
            base_url: None,
            pages: false,
            hints: Hints::default(),
            cache: None,
            fetch_images: false,
            attach: false,
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
    /// Pages, lists, sitemaps and the feed, which are not among the files.
    pub pages: usize,
    /// Whether the library was written. It is not if there are no articles, or if the build is
    /// strict and there are problems.
    pub written: bool,
    /// Whether a page of the publisher's own was left as it is.
    pub kept_own_page: bool,
    /// What is wrong with documents, in the order of the inputs.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Whether anything is wrong. Notes do not count.
    pub fn has_complaints(&self) -> bool {
        self.problems.iter().any(|problem| problem.kind != Severity::Note)
    }

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
    if options.pages && options.base_url.is_none() {
        bail!("pages need the address the library will have: name it with --base-url");
    }
    if options.single_file && options.pages {
        bail!("pages are files of their own: build a folder for them, with -o");
    }
    reader(options)?;
    let target = Target::open(options)?;
    let progress = Progress::new(options.progress);

    progress.step("Looking for documents");
    let found = source::find(&options.inputs, Some(&options.output), &options.hints)?;
    let mut collection = Collection::new(&options.output);
    collection.problems = found.problems;
    let gatherer = Gatherer::new(&options.inputs, options.fetch_images, options.attach);
    let cache = Cache::open(options.cache.as_deref(), &options.output);
    let mut room = options.single_file.then(|| Room::new(&options.language));
    let add = &mut |read| {
        let mut read = gatherer.gather(read);
        if let Some(room) = &mut room {
            room.fit(&mut read);
        }
        collection.add(read)
    };
    read_all(&found.output, &cache, &progress, add)?;
    cache.keep();
    gatherer.set_apart(&mut collection);
    collection.problems.extend(gatherer.left_behind());
    let mut articles = collection.sort();
    let report = Report {
        documents: found.output.len(),
        articles: articles.len(),
        problems: std::mem::take(&mut articles.problems),
        ..Report::default()
    };
    if articles.is_empty() || options.strict && report.has_complaints() {
        return Ok(report);
    }
    lay_out(options, &target, articles, report, &progress)
}

/// Where a build goes.
#[derive(Debug)]
pub(crate) enum Target {
    Folder(Output),
    File(SingleFile),
}

impl Target {
    /// Looks at the place before any work is done.
    fn open(options: &BuildOptions) -> Result<Self> {
        match options.single_file {
            true => SingleFile::open(&options.output).map(Target::File),
            false => Output::open(&options.output)
                .map(|output| Target::Folder(output.keeping(options.keep))),
        }
    }
}

/// Makes a library of articles and publishes it.
pub(crate) fn lay_out(
    options: &BuildOptions,
    target: &Target,
    mut articles: Sorted,
    mut report: Report,
    progress: &Progress,
) -> Result<Report> {
    let reader = reader(options)?;
    let layout = library::Options {
        title: options.title.clone().unwrap_or_else(|| default_title(&options.language)),
        language: options.language.clone(),
        max_pack_bytes: options.max_part,
        facets: options.facets.clone(),
        abbreviations: options.abbreviations.clone(),
        aliases: options.aliases.clone(),
    };
    progress.bar("Laying out", articles.len());
    let mut builder = library::Builder::new(&layout, &articles.sample(text::SAMPLE)?);
    let mut assets = Referred::default();
    articles.each_portion(PORTION_ARTICLES, |portion| {
        portion.iter().for_each(|article| assets.add(article));
        builder.add(&portion);
        progress.advance(portion.len());
        Ok(())
    })?;
    progress.step("Writing the index");
    let library = builder.finish();

    progress.step("Writing");
    report.written = true;
    report.build.clone_from(&library.manifest.build);
    let theme = options.theme.as_deref();
    let output = match target {
        Target::Folder(output) => output,
        Target::File(file) => {
            let reader = reader.unwrap_or_default();
            report.bytes = file.write(&library, reader, theme, &mut articles)? as u64;
            report.files = 1;
            return Ok(report);
        }
    };
    // Before anything refers to them.
    let beside = publish::write_assets(&options.output, &mut articles)?;
    let about = site::About { theme, base_url: options.base_url.as_deref() };
    let written = output.write(&library, reader, about, &assets)?;
    report.files = written.files + beside.files;
    report.bytes = written.bytes + beside.bytes;
    report.kept_own_page = written.kept_own_page;
    match site_of(options, &layout) {
        Some(site) => {
            progress.bar("Writing pages", articles.len());
            let mut pages = Pages::new(&options.output, site)?;
            articles.each_portion(PORTION_ARTICLES, |portion| {
                progress.advance(portion.len());
                pages.add(&portion)
            })?;
            report.problems.extend(pages.alike().into_iter().map(|(a, b)| {
                let message =
                    format!("the pages of {a} and {b} have one name where case is ignored");
                Problem::warning(&options.output, message, "give one of the articles another id")
            }));
            report.pages = pages.finish()?;
        }
        None => pages::remove(&options.output),
    }
    Ok(report)
}

/// What pages belong to, if they are wanted.
fn site_of<'a>(options: &'a BuildOptions, layout: &'a library::Options) -> Option<pages::Site<'a>> {
    let base_url = options.base_url.as_deref().filter(|_| options.pages)?;
    Some(pages::Site {
        title: &layout.title,
        language: &layout.language,
        base_url,
        has_reader: !options.data_only,
        theme: options.theme.as_deref(),
    })
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

/// Documents that are read together, each by one core.
const PORTION_DOCUMENTS: usize = 256;

/// Articles that are laid out together.
const PORTION_ARTICLES: usize = 2048;

/// Reads documents in parallel; hands articles and problems on in the order of the documents.
pub(crate) fn read_all(
    documents: &[Document],
    cache: &Cache,
    progress: &Progress,
    each: &mut dyn FnMut(Warned<Vec<Draft>>) -> Result<()>,
) -> Result<()> {
    progress.count("Reading articles");
    let is_long = |document: &Document| {
        matches!(document.format, Format::JsonLines | Format::Zip | Format::Feed | Format::Unsaid)
    };
    let mut add = |read: Warned<Vec<Draft>>| {
        progress.advance(read.output.len());
        each(read)
    };
    // A document of many articles is read by itself: several cores share its lines or entries.
    for run in documents.chunk_by(|a, b| !is_long(a) && !is_long(b)) {
        if let [document] = run {
            if !is_long(document) {
                add(cache.read(document))?;
                continue;
            }
            let mut added = Ok(());
            ingest::read_in_portions(document, &mut |read| {
                if added.is_ok() {
                    added = add(read);
                }
            });
            added?;
            continue;
        }
        for portion in run.chunks(PORTION_DOCUMENTS) {
            let read: Vec<_> = portion.par_iter().map(|document| cache.read(document)).collect();
            read.into_iter().try_for_each(&mut add)?;
        }
    }
    Ok(())
}

fn default_title(language: &str) -> String {
    let is_vietnamese =
        language.split('-').next().is_some_and(|first| first.eq_ignore_ascii_case("vi"));
    if is_vietnamese { "Thư viện bài viết" } else { "Articles" }.to_owned()
}
