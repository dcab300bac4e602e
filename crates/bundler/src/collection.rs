//! What has been read and is to become a library: of each article its id, date and place in memory,
//! the article itself put aside. A collection of any size is therefore never in memory as a whole.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use docbao_bundle::Article;
use rayon::prelude::*;
use tempfile::SpooledTempFile;

use crate::assets::{self, Contents};
use crate::ingest::{self, Draft};
use crate::problem::{Problem, Warned};

/// Bytes that are put aside in memory; beyond, a temporary file takes them, which the system removes
/// whatever happens to us.
const MAX_IN_MEMORY: usize = if cfg!(test) { 64 << 10 } else { 64 << 20 };

/// Articles in the order they were read.
#[derive(Debug)]
pub struct Collection {
    /// Without text: id, date, name and place are what is asked for before the library is made.
    drafts: Vec<Draft>,
    spans: Vec<Span>,
    spool: SpooledTempFile,
    end: u64,
    assets: Assets,
    /// What there is to complain about.
    pub problems: Vec<Problem>,
}

/// Pictures and documents by their names.
type Assets = BTreeMap<String, Stored>;

/// Where a picture or a document lies until it is written.
#[derive(Clone, Debug)]
enum Stored {
    Spooled(Span),
    File(PathBuf),
}

/// Where an article lies in the spool.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u64,
    len: usize,
}

impl Collection {
    /// An empty collection. If it grows large, a file in `dir` takes it; the folder need not be there
    /// yet, then the one that it will be made in does.
    pub fn new(dir: &Path) -> Self {
        let mut folders = dir.ancestors().filter(|dir| !dir.as_os_str().is_empty());
        let dir = folders.find(|dir| dir.is_dir()).unwrap_or(Path::new("."));
        Collection {
            drafts: Vec::new(),
            spans: Vec::new(),
            spool: tempfile::spooled_tempfile_in(MAX_IN_MEMORY, dir),
            end: 0,
            assets: Assets::new(),
            problems: Vec::new(),
        }
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Takes articles in, and what there is to complain about them.
    ///
    /// # Errors
    /// If the disk is full or fails.
    pub fn add(&mut self, read: Warned<Vec<Draft>>) -> Result<()> {
        const FULL: &str = "cannot put articles aside: is the disk full?";
        let json = |draft: &Draft| serde_json::to_vec(&draft.article);
        let written = read.output.par_iter().map(json).collect::<Result<Vec<_>, _>>();
        for json in written.context("cannot serialise an article")? {
            self.spool.write_all(&json).context(FULL)?;
            self.spans.push(Span { start: self.end, len: json.len() });
            self.end += json.len() as u64;
        }
        for asset in read.output.iter().flat_map(|draft| &draft.files) {
            if self.assets.contains_key(&asset.name) {
                continue;
            }
            let stored = match &asset.contents {
                Contents::File(path) => Stored::File(path.clone()),
                Contents::Bytes(bytes) => {
                    self.spool.write_all(bytes).context(FULL)?;
                    let span = Span { start: self.end, len: bytes.len() };
                    self.end += bytes.len() as u64;
                    Stored::Spooled(span)
                }
            };
            self.assets.insert(asset.name.clone(), stored);
        }
        self.drafts.extend(read.output.into_iter().map(|draft| Draft {
            article: Article {
                id: draft.article.id,
                published: draft.article.published,
                ..Article::default()
            },
            files: Vec::new(),
            ..draft
        }));
        self.problems.extend(read.problems);
        Ok(())
    }

    /// Takes the articles of some documents out again, and what was said of these documents.
    pub(crate) fn withdraw(&mut self, mut is_gone: impl FnMut(&Path) -> bool) {
        let mut known: BTreeMap<PathBuf, bool> = BTreeMap::new();
        let mut stays = |path: &Path| match known.get(path) {
            Some(is_gone) => !is_gone,
            None => {
                let is_gone = is_gone(path);
                known.insert(path.to_owned(), is_gone);
                !is_gone
            }
        };
        let drafts = std::mem::take(&mut self.drafts).into_iter();
        let all = drafts.zip(std::mem::take(&mut self.spans));
        (self.drafts, self.spans) = all.filter(|(draft, _)| stays(&draft.place.path)).unzip();
        self.problems.retain(|problem| stays(&problem.path));
    }

    /// Gives every article an id of its own and brings them in the order of a library.
    pub fn sort(self) -> Sorted {
        let Warned { output: articles, problems } = ingest::assign_ids(self.drafts);
        let mut entries: Vec<(Article, Span)> = articles.into_iter().zip(self.spans).collect();
        entries.sort_by_key(|(article, _)| Reverse(article.published));
        let mut all_problems = self.problems;
        all_problems.extend(problems);
        Sorted { entries, spool: self.spool, assets: self.assets, problems: all_problems }
    }
}

/// Articles in the order of a library: the newest first, those without a date last, and articles of
/// one day in the order they were read.
#[derive(Debug)]
pub struct Sorted {
    entries: Vec<(Article, Span)>,
    spool: SpooledTempFile,
    assets: Assets,
    /// What there is to complain about.
    pub problems: Vec<Problem>,
}

impl Sorted {
    /// Hands out what travels along: names in the library's folder, and contents.
    ///
    /// # Errors
    /// If a file has gone or has changed since it was looked at, or if `each` fails.
    pub fn each_asset(&mut self, mut each: impl FnMut(&str, &[u8]) -> Result<()>) -> Result<()> {
        for (name, stored) in &self.assets {
            let bytes = match stored {
                Stored::Spooled(span) => read(&mut self.spool, *span),
                Stored::File(path) => std::fs::read(path),
            };
            let bytes = bytes.with_context(|| format!("cannot read what {name} was made of"))?;
            let extension = name.rsplit('.').next().unwrap_or_default();
            if assets::name_of(&bytes, extension) != *name {
                bail!(
                    "a picture or an attachment has changed while the library was built: build it again"
                );
            }
            each(name, &bytes)?;
        }
        Ok(())
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// About so many articles, taken from all parts of the collection.
    ///
    /// # Errors
    /// If the disk fails.
    pub fn sample(&mut self, articles: usize) -> Result<Vec<Article>> {
        let every = (self.len() / articles.max(1)).max(1);
        let json = |(_, span): &(Article, Span)| -> Result<Article> {
            Ok(serde_json::from_slice(&read(&mut self.spool, *span)?)?)
        };
        let read: Result<_> = self.entries.iter().step_by(every).map(json).collect();
        read.context("cannot read what was put aside")
    }

    /// Hands the articles out, a portion at a time.
    ///
    /// # Errors
    /// If the disk fails, or if `each` does.
    pub fn each_portion(
        &mut self,
        articles: usize,
        mut each: impl FnMut(Vec<Article>) -> Result<()>,
    ) -> Result<()> {
        for portion in self.entries.chunks(articles) {
            let texts: io::Result<Vec<Vec<u8>>> =
                portion.iter().map(|(_, span)| read(&mut self.spool, *span)).collect();
            let texts = texts.context("cannot read what was put aside")?;
            let whole = |((entry, _), json): (&(Article, Span), Vec<u8>)| {
                let article: Article = serde_json::from_slice(&json)?;
                Ok(Article { id: entry.id.clone(), ..article })
            };
            let articles = portion.par_iter().zip(texts).map(whole);
            let articles = articles.collect::<Result<Vec<_>, serde_json::Error>>();
            each(articles.context("what was put aside is damaged: is the disk sound?")?)?;
        }
        Ok(())
    }
}

fn read(spool: &mut SpooledTempFile, span: Span) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; span.len];
    spool.seek(SeekFrom::Start(span.start))?;
    spool.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use docbao_bundle::Date;

    use super::*;
    use crate::ingest::Place;

    fn draft(id: &str, day: Option<u8>, text: &str) -> Draft {
        let published = day.and_then(|day| Date::new(2019, 11, day));
        let article = Article { published, ..Article::from_plain_text(id, "Bài", text) };
        Draft { article, name: "bài".to_owned(), place: Place::default(), files: Vec::new() }
    }

    #[test]
    fn articles_come_back_whole_and_newest_first() {
        let dir = tempfile::tempdir().unwrap();
        let mut collection = Collection::new(&dir.path().join("not/there/yet"));
        let long = "chữ ".repeat(MAX_IN_MEMORY / 8);
        let drafts = [
            draft("a", Some(3), "Một."),
            draft("", None, &long),
            draft("c", Some(5), "Ba."),
            draft("d", Some(3), &long),
        ];
        for draft in &drafts {
            let output = vec![draft.clone()];
            collection.add(Warned { output, problems: Vec::new() }).unwrap();
        }
        assert!(collection.spool.is_rolled());
        let mut found = Vec::new();
        let mut sorted = collection.sort();
        assert_eq!(sorted.len(), 4);
        let gather = |portion| {
            found.extend::<Vec<Article>>(portion);
            Ok(())
        };
        sorted.each_portion(3, gather).unwrap();
        let ids: Vec<&str> = found.iter().map(|article| article.id.as_str()).collect();
        assert_eq!(ids, ["c", "a", "d", "bai"]);
        assert_eq!(found[3].blocks, drafts[1].article.blocks);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
