//! What documents were read as, kept from one build to the next: a document that has not changed is not
//! read again. Its key is its contents, its name and the code that read it, and which other programs are there
//! to read it; so a build with the cache writes the same bytes as one without, until such a program is another version.
//!
//! Kept are documents of one article, which are what takes time: JSON is read as fast as it would be here.
//! There is one file for each output folder, outside of it; each build writes it anew, so what has gone from the
//! documents goes from it too. Deleting it costs time, nothing else.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use docbao_bundle::Article;
use docbao_bundle::pack::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::assets::{Asset, Contents};
use crate::ingest::{self, Draft, Place};
use crate::problem::{Problem, Severity, Warned};
use crate::source::{Document, Format, STDIN};

/// Names the code that reads documents; `build.rs` makes it of the sources.
const READER: &str = env!("DOCBAO_READER_CODE");

/// Longer documents are read each time.
const MAX_BYTES: u64 = 64 << 20;

/// What a file is called that is being written.
const HALF: &str = ".new-";

const MAGIC: &[u8; 8] = b"docbao1\n";

type Key = [u8; 32];

/// What is known from the build before, and what this one will leave.
#[derive(Debug)]
pub(crate) struct Cache(Option<Shelf>);

#[derive(Debug)]
struct Shelf {
    path: PathBuf,
    /// The folder of the library, as it stands in the file.
    owner: String,
    known: BTreeMap<Key, (u64, usize)>,
    old: Option<Mutex<File>>,
    new: Mutex<BufWriter<NamedTempFile>>,
}

/// A document as it is kept. Paths are not: it may have moved.
#[derive(Serialize, Deserialize)]
struct Kept {
    drafts: Vec<(Article, String, Option<u32>, Option<usize>)>,
    problems: Vec<(Option<u32>, bool, String, String)>,
    /// Names of the pictures of each draft, and their lengths; the contents follow.
    files: Vec<Vec<(String, usize)>>,
}

/// The folder where caches lie on this system: `$XDG_CACHE_HOME/docbao`, `~/.cache/docbao`,
/// `~/Library/Caches/docbao` or `%LOCALAPPDATA%\docbao`.
pub fn folder() -> Option<PathBuf> {
    let of = |name: &str| env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let home = || {
        let below = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        Some(of("HOME")?.join(below))
    };
    let folder =
        if cfg!(windows) { of("LOCALAPPDATA") } else { of("XDG_CACHE_HOME").or_else(home) };
    Some(folder?.join("docbao"))
}

impl Cache {
    /// Reads each document anew.
    pub(crate) fn none() -> Self {
        Cache(None)
    }

    /// The cache of a library in `folder`. What cannot be opened is as good as none.
    pub(crate) fn open(folder: Option<&Path>, library: &Path) -> Self {
        Cache(folder.and_then(|folder| Shelf::open(folder, library).ok()))
    }

    /// Reads a document, or takes what was made of it before.
    pub(crate) fn read(&self, document: &Document) -> Warned<Vec<Draft>> {
        let kept = self.0.as_ref().filter(|_| is_kept(document));
        let bytes = kept.and_then(|_| contents(&document.path));
        let (Some(cache), Some(bytes)) = (kept, bytes) else {
            return ingest::read(document);
        };
        let key = key(document, &bytes);
        if let Some(payload) = cache.get(&key)
            && let Some(read) = decode(&payload, &document.path)
        {
            cache.put(&key, &payload);
            return read;
        }
        let read = ingest::read_bytes_of(document, &bytes);
        // A failure may pass: a machine that was too busy for a PDF, or for the better of two programs.
        let is_foreign = !ingest::foreign_readers(document, &bytes).is_empty();
        let passes = |kind| kind == Severity::Error || is_foreign && kind == Severity::Warning;
        if !read.problems.iter().any(|problem| passes(problem.kind)) {
            encode(&read).into_iter().for_each(|payload| cache.put(&key, &payload));
        }
        read
    }

    /// Keeps what was read for the next build. What cannot be written costs time, nothing else.
    pub(crate) fn keep(self) {
        if let Some(Shelf { path, new, .. }) = self.0 {
            let new = new.into_inner().unwrap_or_else(PoisonError::into_inner);
            let _ = new.into_inner().map(|file| file.persist(path));
        }
    }
}

impl Shelf {
    fn open(folder: &Path, library: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let owner = std::path::absolute(library)?.to_string_lossy().into_owned();
        let path = folder.join(format!("{}.cache", &hex(&Sha256::digest(owner.as_bytes()))[..16]));
        remove_orphans(folder, &path);
        let mut new = BufWriter::new(tempfile::Builder::new().prefix(HALF).tempfile_in(folder)?);
        new.write_all(MAGIC)?;
        new.write_all(&(owner.len() as u64).to_le_bytes())?;
        new.write_all(owner.as_bytes())?;
        let old = File::open(&path).ok();
        let known = old.as_ref().and_then(|file| known(file).ok()).unwrap_or_default();
        Ok(Shelf { path, owner, known, old: old.map(Mutex::new), new: Mutex::new(new) })
    }

    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let (start, len) = *self.known.get(key)?;
        let mut payload = vec![0; len];
        let mut file = self.old.as_ref()?.lock().ok()?;
        file.seek(SeekFrom::Start(start)).ok()?;
        file.read_exact(&mut payload).ok()?;
        Some(payload)
    }

    fn put(&self, key: &Key, payload: &[u8]) {
        let Ok(mut new) = self.new.lock() else {
            return;
        };
        let written = new
            .write_all(key)
            .and_then(|()| new.write_all(&(payload.len() as u64).to_le_bytes()))
            .and_then(|()| new.write_all(payload));
        debug_assert!(written.is_ok() || !self.owner.is_empty());
    }
}

/// Documents in a cache, by where they lie. What is cut short ends it.
fn known(file: &File) -> io::Result<BTreeMap<Key, (u64, usize)>> {
    let length = file.metadata()?.len();
    let mut reader = BufReader::new(file);
    owner(&mut reader)?;
    let mut known = BTreeMap::new();
    let mut key = [0; 32];
    while reader.read_exact(&mut key).is_ok() {
        let len = number(&mut reader)?;
        let start = reader.stream_position()?;
        if len > length.saturating_sub(start) {
            break;
        }
        known.insert(key, (start, usize::try_from(len).unwrap_or(usize::MAX)));
        reader.seek_relative(i64::try_from(len).unwrap_or(i64::MAX))?;
    }
    Ok(known)
}

fn number(reader: &mut impl Read) -> io::Result<u64> {
    let mut number = [0; 8];
    reader.read_exact(&mut number)?;
    Ok(u64::from_le_bytes(number))
}

/// The folder of the library that a cache is for.
fn owner(reader: &mut impl Read) -> io::Result<PathBuf> {
    const MAX_PATH: u64 = 1 << 16;
    let mut magic = [0; 8];
    reader.read_exact(&mut magic)?;
    let len = number(reader)?;
    if &magic != MAGIC || len > MAX_PATH {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut owner = String::new();
    reader.take(len).read_to_string(&mut owner)?;
    Ok(PathBuf::from(owner))
}

/// Removes caches of libraries that are not there any more, and what builds that were killed have left. The
/// clock says only that such a build cannot be running still; nothing of it comes into a library.
fn remove_orphans(folder: &Path, own: &Path) {
    const LONG_AGO: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_half = entry.file_name().to_string_lossy().starts_with(HALF);
        let changed = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        if is_half && changed.is_some_and(|time| time.elapsed().is_ok_and(|age| age > LONG_AGO)) {
            let _ = fs::remove_file(&path);
        }
        let is_cache =
            path.extension().is_some_and(|extension| extension == "cache") && path != own;
        let owner = is_cache.then(|| File::open(&path).and_then(|mut file| owner(&mut file)));
        if owner.is_some_and(|owner| owner.is_ok_and(|library| !library.exists())) {
            let _ = fs::remove_file(path);
        }
    }
}

fn is_kept(document: &Document) -> bool {
    let is_one = matches!(
        document.format,
        Format::Text
            | Format::Markdown
            | Format::Html
            | Format::Office
            | Format::Sheet
            | Format::Pdf
    );
    is_one && document.path.as_os_str() != STDIN
}

fn contents(path: &Path) -> Option<Vec<u8>> {
    let file = File::open(path).ok()?;
    let is_short = file.metadata().ok()?.len() <= MAX_BYTES;
    let mut bytes = Vec::new();
    if is_short {
        file.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    }
    is_short.then_some(bytes)
}

fn key(document: &Document, bytes: &[u8]) -> Key {
    let mut hash = Sha256::new();
    let name = document.path.file_name().unwrap_or_default().to_string_lossy();
    let told = format!("{READER}\n{name}\n{:?}\n{}\n", document.hints, document.is_gzip);
    hash.update(told.as_bytes());
    hash.update(ingest::foreign_readers(document, bytes).as_bytes());
    hash.update(bytes);
    hash.finalize().into()
}

fn encode(read: &Warned<Vec<Draft>>) -> Option<Vec<u8>> {
    let mut contents = Vec::new();
    let mut file = |asset: &Asset| match &asset.contents {
        Contents::Bytes(bytes) => {
            contents.extend_from_slice(bytes);
            Some((asset.name.clone(), bytes.len()))
        }
        Contents::File(_) => None,
    };
    let files: Option<Vec<Vec<_>>> =
        read.output.iter().map(|draft| draft.files.iter().map(&mut file).collect()).collect();
    let drafts = read.output.iter().map(|draft| {
        let Draft { article, name, place, .. } = draft;
        (article.clone(), name.clone(), place.line, place.item)
    });
    let problems = read.problems.iter().map(|problem| {
        let is_warning = problem.kind == Severity::Warning;
        (problem.line, is_warning, problem.message.clone(), problem.cure.clone())
    });
    let kept = Kept { drafts: drafts.collect(), problems: problems.collect(), files: files? };
    let json = serde_json::to_vec(&kept).ok()?;
    let sum = Sha256::new().chain_update(&json).chain_update(&contents).finalize();
    Some([&sum[..], &(json.len() as u64).to_le_bytes(), &json, &contents].concat())
}

fn decode(payload: &[u8], path: &Path) -> Option<Warned<Vec<Draft>>> {
    let (sum, rest) = payload.split_at_checked(32)?;
    let (len, rest) = rest.split_at_checked(8)?;
    let len = usize::try_from(u64::from_le_bytes(len.try_into().ok()?)).ok()?;
    let (json, mut contents) = rest.split_at_checked(len)?;
    if Sha256::new().chain_update(json).chain_update(contents).finalize()[..] != *sum {
        return None;
    }
    let Kept { drafts, problems, files } = serde_json::from_slice(json).ok()?;
    let mut output = Vec::new();
    for ((article, name, line, item), names) in drafts.into_iter().zip(files) {
        let mut files = Vec::new();
        for (name, len) in names {
            let (bytes, rest) = contents.split_at_checked(len)?;
            contents = rest;
            files.push(Asset { name, contents: Contents::Bytes(bytes.to_vec()) });
        }
        let place = Place { path: path.to_owned(), line, item };
        output.push(Draft { article, name, place, files });
    }
    let problem = |(line, is_warning, message, cure): (Option<u32>, bool, String, String)| {
        let problem = match is_warning {
            true => Problem::warning(path, message, cure),
            false => Problem::note(path, message, cure),
        };
        problem.at(line)
    };
    Some(Warned { output, problems: problems.into_iter().map(problem).collect() })
}

#[cfg(test)]
mod tests;
