//! Files that documents name: those that lie beside them, in a folder or in the archive that the document is in.
//! Nothing outside of what the publisher has named is published.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zip::ZipArchive;

use super::Contents;
use crate::ingest::Place;
use crate::ingest::meter::{Allowance, Meter};
use crate::source::STDIN;

/// Folders and archives that files are taken from.
#[derive(Debug)]
pub(super) struct Beside {
    /// Folders that documents may refer into.
    roots: Vec<PathBuf>,
    /// Archives that have been looked into; `None` for those that are none.
    archives: Mutex<BTreeMap<PathBuf, Option<Archive>>>,
}

#[derive(Debug)]
struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// What may still come out of it.
    allowance: Allowance,
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is: the same file has the same path, whoever names it.
    pub(super) path: PathBuf,
    /// The archive that it is in, and its name there.
    entry: Option<(PathBuf, String)>,
}

/// Why a file that a document names is not carried along.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Absence {
    pub(super) message: &'static str,
    pub(super) cure: &'static str,
    /// Whether it may be there, where nothing is taken from.
    pub(super) is_outside: bool,
}

impl Beside {
    /// For documents from these inputs.
    pub(super) fn new(inputs: &[PathBuf]) -> Self {
        let root = |input: &PathBuf| {
            let path = input.canonicalize().ok()?;
            if path.is_dir() { Some(path) } else { path.parent().map(Path::to_owned) }
        };
        Beside { roots: inputs.iter().filter_map(root).collect(), archives: Mutex::default() }
    }

    /// The file that a document calls so.
    pub(super) fn find(&self, file: &str, place: &Place) -> Result<Found, Absence> {
        const MISSING: Absence = Absence {
            message: "is not there",
            cure: "put it there, or mend its name in the document",
            is_outside: false,
        };
        if place.path.starts_with(STDIN) {
            let cure = "name the folder or the archive as the input";
            let message = "is not to be had from standard input";
            return Err(Absence { message, cure, is_outside: true });
        }
        let dir = place.path.parent().unwrap_or(Path::new(""));
        if let Some((archive, folder)) = archive_of(dir) {
            let Some(name) = inside(folder, file) else {
                let cure = "put it into the archive too";
                return Err(Absence {
                    message: "lies outside of the archive",
                    cure,
                    is_outside: true,
                });
            };
            let found = Found::within(archive, name);
            return match self.look_into(&found, |_, _| ()) {
                Some(()) => Ok(found),
                None => Err(MISSING),
            };
        }
        let Ok(path) = dir.join(file).canonicalize() else {
            return Err(MISSING);
        };
        if !self.roots.iter().any(|root| path.starts_with(root)) {
            let cure = "put it into the folder of the documents, or name a folder above both";
            let message = "lies outside of the folders that were named";
            return Err(Absence { message, cure, is_outside: true });
        }
        Ok(Found { path, entry: None })
    }

    /// The document itself, as a file to take along.
    pub(super) fn document(&self, path: &Path) -> Option<Found> {
        match archive_of(path) {
            Some((archive, name)) => {
                let name = name.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
                Some(Found::within(archive, name))
            }
            None => Some(Found { path: path.canonicalize().ok()?, entry: None }),
        }
    }

    /// What is in a file that is no longer than `limit`, in bytes, and is not empty, and how it is kept until it is
    /// written.
    pub(super) fn read(&self, found: &Found, limit: u64) -> Option<(Vec<u8>, Contents)> {
        let fits = |len: u64| (1..=limit).contains(&len);
        if found.entry.is_none() {
            let length = found.path.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
            let bytes = fits(length).then(|| std::fs::read(&found.path).ok()).flatten()?;
            return Some((bytes, Contents::File(found.path.clone())));
        }
        let read = |archive: &mut Archive, index: usize| {
            let entry = archive.zip.by_index(index).ok().filter(|entry| !entry.is_symlink())?;
            let mut bytes = Vec::new();
            let mut entry = Meter::new(entry, &archive.allowance).take(limit + 1);
            entry.read_to_end(&mut bytes).ok()?;
            fits(bytes.len() as u64).then_some(bytes)
        };
        let bytes = self.look_into(found, read).flatten()?;
        Some((bytes.clone(), Contents::Bytes(bytes)))
    }

    /// Does something with an archive and the number of an entry, if there is this entry.
    fn look_into<T>(&self, found: &Found, act: impl FnOnce(&mut Archive, usize) -> T) -> Option<T> {
        let (path, name) = found.entry.as_ref()?;
        // Nothing here panics while it holds the lock.
        let mut archives = self.archives.lock().unwrap_or_else(PoisonError::into_inner);
        let archive =
            archives.entry(path.clone()).or_insert_with(|| Archive::open(path)).as_mut()?;
        let index = archive.zip.index_for_name(name)?;
        Some(act(archive, index))
    }
}

impl Archive {
    fn open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        let allowance = Allowance::of_compressed(file.metadata().ok()?.len());
        Some(Archive { zip: ZipArchive::new(BufReader::new(file)).ok()?, allowance })
    }
}

impl Found {
    fn within(archive: PathBuf, name: String) -> Self {
        Found { path: archive.join(&name), entry: Some((archive, name)) }
    }
}

/// The same path for the same file or entry, whoever names it.
pub(super) fn identity(path: &Path) -> Option<PathBuf> {
    match archive_of(path) {
        Some((archive, name)) => Some(archive.join(name)),
        None => path.canonicalize().ok(),
    }
}

/// The archive that something lies in, and where in it.
fn archive_of(path: &Path) -> Option<(PathBuf, &Path)> {
    let archive = path.ancestors().find(|above| above.is_file())?;
    let name = path.strip_prefix(archive).ok()?;
    // A document that is a file lies in no archive; a folder of an archive may be its top.
    let is_archive = archive.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip"));
    is_archive.then(|| Some((archive.canonicalize().ok()?, name))).flatten()
}

/// The name of an entry that lies beside others in `folder`; `None` if that leads out of the archive.
fn inside(folder: &Path, file: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.components().chain(Path::new(file).components()) {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn names_in_an_archive_stay_in_it() {
        let inside = |folder: &str, file: &str| inside(Path::new(folder), file);
        assert_eq!(inside("a/b", "../c/x.png").as_deref(), Some("a/c/x.png"));
        assert_eq!(inside("", "./x.png").as_deref(), Some("x.png"));
        for (folder, file) in [("a", "../../x"), ("", "../x"), ("a", "/etc/passwd")] {
            assert_eq!(inside(folder, file), None, "{file}");
        }
    }

    #[test]
    fn an_entry_is_found_beside_a_document_of_the_archive_and_read_within_bounds() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tai-lieu.zip");
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        for (name, contents) in [("bai/a.md", "x"), ("anh/a.png", "picture"), ("rong.pdf", "")] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(contents.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        let beside = Beside::new(std::slice::from_ref(&path));
        let place = Place { path: path.join("bai/a.md"), ..Place::default() };
        let found = beside.find("../anh/a.png", &place).unwrap();
        assert_eq!(Some(&found.path), identity(&path.join("anh/a.png")).as_ref());
        assert_eq!(beside.read(&found, 7).unwrap().0, b"picture");
        assert_eq!(beside.read(&found, 6), None);
        let empty = beside.find("../rong.pdf", &place).unwrap();
        assert_eq!(beside.read(&empty, 6), None);
        let message = |file: &str| beside.find(file, &place).unwrap_err().message;
        assert_eq!(message("b.png"), "is not there");
        assert_eq!(message("../../b.png"), "lies outside of the archive");
        let document = beside.document(&place.path).unwrap();
        assert_eq!(beside.read(&document, 9).unwrap().0, b"x");
        let piped = Place { path: PathBuf::from("-/a.md"), ..Place::default() };
        assert_eq!(
            beside.find("a.png", &piped).unwrap_err().message,
            "is not to be had from standard input"
        );
    }
}
