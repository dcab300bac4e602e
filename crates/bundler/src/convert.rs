//! `docbao convert`: articles of documents, or of a built library, as JSON or Markdown.

mod markdown;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use docbao_bundle::{Article, manifest};

use crate::build::read_all;
use crate::cache::Cache;
use crate::collection::{Collection, Sorted};
use crate::problem::Problem;
use crate::progress::Progress;
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
    Library(Box<Reopened>),
}

impl Articles {
    /// Reads documents, or the one library that is named.
    ///
    /// # Errors
    /// If an input is not there, or the library is damaged.
    pub fn open(inputs: &[PathBuf], hints: &Hints, progress: bool) -> Result<Self> {
        if let [dir] = inputs
            && dir.join(manifest::FILE_NAME).is_file()
        {
            let source = Source::Library(Box::new(Reopened::open(dir)?));
            return Ok(Articles { source, problems: Vec::new() });
        }
        let progress = Progress::new(progress);
        let found = source::find(inputs, None, hints)?;
        let mut collection = Collection::new(&std::env::temp_dir());
        collection.problems = found.problems;
        read_all(&found.output, &Cache::none(), &progress, &mut |read| collection.add(read))?;
        let mut sorted = collection.sort();
        let problems = std::mem::take(&mut sorted.problems);
        Ok(Articles { source: Source::Documents(Box::new(sorted)), problems })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.source {
            Source::Documents(sorted) => sorted.len(),
            Source::Library(library) => library.manifest.articles as usize,
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes them as an array in JSON, an article a line, the newest first.
    ///
    /// # Errors
    /// If it cannot be written, or the library is damaged.
    pub fn write_json(&mut self, out: &mut impl Write) -> Result<()> {
        const FAILED: &str = "cannot write the articles";
        let mut between = "[\n";
        self.each(|article| {
            out.write_all(between.as_bytes()).context(FAILED)?;
            between = ",\n";
            serde_json::to_writer(&mut *out, article).context(FAILED)
        })?;
        let end = if between == "[\n" { "[]\n" } else { "\n]\n" };
        out.write_all(end.as_bytes()).and_then(|()| out.flush()).context(FAILED)
    }

    /// Writes each into a folder, as Markdown with front matter.
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
        self.each(|article| {
            let path =
                dir.join(docbao_bundle::address::page_name(&article.id)).with_extension("md");
            let mut file = fs::File::create_new(&path)
                .with_context(|| format!("cannot write {}", path.display()))?;
            file.write_all(markdown::article(article).as_bytes())
                .with_context(|| format!("cannot write {}", path.display()))
        })
    }

    fn each(&mut self, mut each: impl FnMut(&Article) -> Result<()>) -> Result<()> {
        match &mut self.source {
            Source::Documents(sorted) => {
                sorted.each_portion(PORTION, |portion| portion.iter().try_for_each(&mut each))
            }
            Source::Library(library) => {
                (0..library.manifest.articles).try_for_each(|doc| each(&library.article(doc)?))
            }
        }
    }
}
