//! `docbao convert`: articles of documents, or of a built library, as JSON or Markdown. A folder of Markdown carries
//! their pictures and attachments along; JSON is one text and cannot, which is said.

mod markdown;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use docbao_bundle::{Article, manifest};

use crate::assets::{self, Gatherer};
use crate::build::read_all;
use crate::cache::Cache;
use crate::collection::{Collection, Sorted};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::publish;
use crate::reopen::Reopened;
use crate::source::{self, Hints};

/// Articles that are held at a time.
const PORTION: usize = 1024;

/// Articles to be written in another form.
#[derive(Debug)]
pub struct Articles {
    source: Source,
    /// What there is to complain about their documents.
    pub problems: Vec<Problem>,
}

#[derive(Debug)]
enum Source {
    Documents(Box<Sorted>),
    Library(Box<Reopened>, PathBuf),
}

impl Articles {
    /// Reads documents, or the one library that is named. `carries` says whether their pictures and
    /// attachments are wanted too.
    ///
    /// # Errors
    /// If an input is not there, or the library is damaged.
    pub fn open(inputs: &[PathBuf], hints: &Hints, carries: bool, progress: bool) -> Result<Self> {
        if let [dir] = inputs
            && dir.join(manifest::FILE_NAME).is_file()
        {
            let source = Source::Library(Box::new(Reopened::open(dir)?), dir.clone());
            return Ok(Articles { source, problems: Vec::new() });
        }
        let progress = Progress::new(progress);
        let found = source::find(inputs, None, hints)?;
        let mut collection = Collection::new(&std::env::temp_dir());
        collection.problems = found.problems;
        let gatherer = carries.then(|| Gatherer::new(inputs, false, false));
        read_all(&found.output, &Cache::none(), &progress, &mut |read| {
            collection.add(match &gatherer {
                Some(gatherer) => gatherer.gather(read),
                None => read,
            })
        })?;
        let mut sorted = collection.sort();
        let problems = std::mem::take(&mut sorted.problems);
        Ok(Articles { source: Source::Documents(Box::new(sorted)), problems })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.source {
            Source::Documents(sorted) => sorted.len(),
            Source::Library(library, _) => library.manifest.articles as usize,
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes them as an array in JSON, an article a line, the newest first. Returns how many refer to pictures
    /// or attachments, which JSON does not carry.
    ///
    /// # Errors
    /// If it cannot be written, or the library is damaged.
    pub fn write_json(&mut self, out: &mut impl Write) -> Result<usize> {
        const FAILED: &str = "cannot write the articles";
        let mut between = "[\n";
        let mut lacking = 0;
        self.each(|article| {
            lacking += usize::from(assets::has_any(article));
            out.write_all(between.as_bytes()).context(FAILED)?;
            between = ",\n";
            serde_json::to_writer(&mut *out, article).context(FAILED)
        })?;
        let end = if between == "[\n" { "[]\n" } else { "\n]\n" };
        out.write_all(end.as_bytes()).and_then(|()| out.flush()).context(FAILED)?;
        Ok(lacking)
    }

    /// Writes each into a folder, as Markdown with front matter, and beside them what they refer to.
    ///
    /// # Errors
    /// If the folder is not empty or cannot be written, or the library is damaged.
    pub fn write_markdown(&mut self, dir: &Path) -> Result<()> {
        fs::create_dir_all(dir)
            .with_context(|| format!("cannot make the folder {}", dir.display()))?;
        let mut entries =
            fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
        if entries.next().is_some() {
            bail!("{} is not empty: name a new folder, nothing is overwritten", dir.display());
        }
        let mut names = BTreeSet::new();
        self.each(|article| {
            names.extend(assets::names_in(article));
            let path =
                dir.join(docbao_bundle::address::page_name(&article.id)).with_extension("md");
            let mut file = fs::File::create_new(&path)
                .with_context(|| format!("cannot write {}", path.display()))?;
            file.write_all(markdown::article(article).as_bytes())
                .with_context(|| format!("cannot write {}", path.display()))
        })?;
        match &mut self.source {
            Source::Documents(sorted) => publish::write_assets(dir, sorted).map(drop),
            Source::Library(_, library) => {
                names.iter().try_for_each(|name| copy(library, dir, name))
            }
        }
    }

    fn each(&mut self, mut each: impl FnMut(&Article) -> Result<()>) -> Result<()> {
        match &mut self.source {
            Source::Documents(sorted) => {
                sorted.each_portion(PORTION, |portion| portion.iter().try_for_each(&mut each))
            }
            Source::Library(library, _) => {
                (0..library.manifest.articles).try_for_each(|doc| each(&library.article(doc)?))
            }
        }
    }
}

/// Copies a file of a library, named by its contents, to the same place below another folder.
fn copy(library: &Path, dir: &Path, name: &str) -> Result<()> {
    let (from, to) = (library.join(name), dir.join(name));
    let folder = to.parent().unwrap_or(dir);
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let copied = fs::copy(&from, &to);
    copied.map(drop).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}
