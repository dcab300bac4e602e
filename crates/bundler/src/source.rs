//! Finding documents: files as named, folders walked in an order that every machine agrees on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use docbao_bundle::manifest;
use walkdir::{DirEntry, WalkDir};

use crate::encoding::Encoding;
use crate::ingest::Mapping;
use crate::problem::{Problem, Warned};
use crate::single_file;

/// A file that articles can be read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// As it was named, or below a folder or in an archive that was named.
    pub path: PathBuf,
    /// How it is written, by its name.
    pub format: Format,
    /// Whether it is compressed.
    pub is_gzip: bool,
    /// What the publisher says of it.
    pub hints: Arc<Hints>,
}

/// What the publisher says of all documents, because it cannot be found out or is found out wrongly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// The encoding of documents that are text.
    pub encoding: Option<Encoding>,
    /// How fields of an article are called in JSON.
    pub mapping: Mapping,
    /// How standard input is written.
    pub format: Option<Format>,
    /// The program that reads a PDF in a process of its own: the command itself.
    pub program: Option<PathBuf>,
}

/// The input that is no file.
pub const STDIN: &str = "-";

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Standard input of which nothing is said: its first bytes tell.
    Unsaid,
    /// `.txt`
    Text,
    /// `.md`
    Markdown,
    /// `.docx`, `.doc`, `.rtf`, `.odt`: what word processors write. Which it is its contents tell, because people
    /// rename files.
    Office,
    /// `.xls`, `.xlsx`
    Sheet,
    /// `.pdf`
    Pdf,
    /// `.html`, `.htm`: a saved page.
    Html,
    /// `.json`: an article, or an array of them.
    Json,
    /// `.jsonl`: an article a line.
    JsonLines,
    /// `.xml`, `.rss`, `.atom`: a feed, or what WordPress exports.
    Feed,
    /// `.zip` of any of these.
    Zip,
}

/// The formats in words, for messages.
pub const FORMATS: &str = ".txt, .md, .html, .docx, .doc, .rtf, .odt, .xls, .xlsx, .pdf, .json, .jsonl, \
                           .xml (RSS, Atom, WordPress), .zip of these, .gz of texts";

/// Documents that people will expect to find in the library although nothing reads them yet.
/// Whatever else lies in a folder (pictures, style sheets) is passed over in silence.
const NOT_YET: [&str; 3] = ["ods", "pptx", "csv"];

/// Finds the documents in files and folders. Hidden files are left out, and so is `output`, where
/// the library of an earlier build may lie among the documents.
///
/// # Errors
/// If an input does not exist or is a library itself: then the command is not meant so.
pub fn find(
    inputs: &[PathBuf],
    output: Option<&Path>,
    hints: &Hints,
) -> anyhow::Result<Warned<Vec<Document>>> {
    let output = output.and_then(|dir| dir.canonicalize().ok());
    let mut found = Found { documents: Warned::default(), hints: Arc::new(hints.clone()) };
    for input in inputs {
        if input.as_os_str() == STDIN {
            let format = hints.format.unwrap_or(Format::Unsaid);
            found.add(input.clone(), format, false);
            continue;
        }
        let kind = input.metadata();
        let kind = kind.with_context(|| format!("cannot read the input {}", input.display()))?;
        let is_library = kind.is_dir() && input.join(manifest::FILE_NAME).is_file();
        if is_library || single_file::is_ours(input) {
            bail!(
                "{} is a library that docbao built, not documents: \
                 name the documents it was built from",
                input.display()
            );
        }
        if kind.is_dir() {
            walk(input, output.as_deref(), &mut found);
        } else {
            found.take(input.clone(), true);
        }
    }
    let mut found = found.documents;
    let mut seen = BTreeSet::new();
    // A file may be named twice, once by itself and once by its folder.
    let key = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    found.output.retain(|document| seen.insert(key(&document.path)));
    Ok(found)
}

/// Documents, as they are found.
struct Found {
    documents: Warned<Vec<Document>>,
    hints: Arc<Hints>,
}

impl Found {
    fn add(&mut self, path: PathBuf, format: Format, is_gzip: bool) {
        let hints = Arc::clone(&self.hints);
        self.documents.output.push(Document { path, format, is_gzip, hints });
    }

    fn take(&mut self, path: PathBuf, is_named: bool) {
        match format_of(&path) {
            Some((format, is_gzip)) => self.add(path, format, is_gzip),
            None => self.documents.problems.extend(unread(&path, is_named)),
        }
    }
}

fn walk(dir: &Path, output: Option<&Path>, found: &mut Found) {
    let is_hidden = |entry: &DirEntry| {
        entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let is_output = |entry: &DirEntry| {
        entry.file_type().is_dir()
            && output
                .is_some_and(|output| entry.path().canonicalize().is_ok_and(|dir| dir == output))
    };
    // A library that was built among the documents is no document.
    let is_library = |entry: &DirEntry| {
        entry.depth() > 0
            && entry.file_type().is_dir()
            && entry.path().join(manifest::FILE_NAME).is_file()
    };
    let entries = WalkDir::new(dir)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !is_hidden(entry) && !is_output(entry) && !is_library(entry));
    for entry in entries {
        match entry {
            // Nor is one that was built into a single file.
            Ok(entry) if single_file::is_ours(entry.path()) => {}
            Ok(entry) if entry.file_type().is_file() => found.take(entry.into_path(), false),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(dir).to_owned();
                let message = match error.loop_ancestor() {
                    Some(_) => "a link leads back to a folder above it".to_owned(),
                    None => format!("cannot be read ({error})"),
                };
                let cure = "remove the link or change the permissions";
                found.documents.problems.push(Problem::error(&path, message, cure));
            }
        }
    }
}

/// The complaint about a document that nothing reads, if somebody will miss it.
pub(crate) fn unread(path: &Path, is_named: bool) -> Option<Problem> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    (is_named || NOT_YET.contains(&extension.as_str())).then(|| {
        let cure = format!("save it as one of {FORMATS}");
        Problem::error(path, "docbao does not read this format", cure)
    })
}

/// How a file is written, and whether it is compressed, by its name.
pub(crate) fn format_of(path: &Path) -> Option<(Format, bool)> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let (name, is_gzip) = match name.strip_suffix(".gz") {
        Some(name) => (name, true),
        None => (name.as_str(), false),
    };
    Some((Format::of_extension(name.rsplit_once('.')?.1)?, is_gzip))
}

impl Format {
    /// The format of files whose names end so, without the dot and in small letters.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "txt" => Format::Text,
            "md" | "markdown" => Format::Markdown,
            "docx" | "docm" | "doc" | "dot" | "rtf" | "odt" => Format::Office,
            "xls" | "xlsx" | "xlsm" => Format::Sheet,
            "pdf" => Format::Pdf,
            "html" | "htm" | "xhtml" => Format::Html,
            "json" => Format::Json,
            "jsonl" | "ndjson" => Format::JsonLines,
            "xml" | "rss" | "atom" => Format::Feed,
            "zip" => Format::Zip,
            _ => return None,
        })
    }

    /// The format of a document that begins with these bytes. Text without any sign is plain text.
    pub(crate) fn of_head(head: &[u8]) -> Self {
        let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head).trim_ascii_start();
        let text = String::from_utf8_lossy(&head[..head.len().min(512)]).to_ascii_lowercase();
        let begins = |signs: &[&str]| signs.iter().any(|sign| text.starts_with(sign));
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        match () {
            () if head.starts_with(b"PK\x03\x04") => {
                match text.contains("word/") || text.contains("[content_types]") {
                    true => Format::Office,
                    false => Format::Zip,
                }
            }
            () if head.starts_with(b"%PDF") => Format::Pdf,
            () if head.starts_with(b"{\\rtf") || head.starts_with(b"\xd0\xcf\x11\xe0") => {
                Format::Office
            }
            () if begins(&["<?xml", "<rss", "<feed", "<rdf"]) && !text.contains("<html") => {
                Format::Feed
            }
            () if begins(&["<"]) => Format::Html,
            () if begins(&["["]) => Format::Json,
            () if begins(&["{"])
                && first.trim_end().ends_with('}')
                && rest.trim_start().starts_with('{') =>
            {
                Format::JsonLines
            }
            () if begins(&["{"]) => Format::Json,
            () if begins(&["---\n", "---\r", "# "]) => Format::Markdown,
            () => Format::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_format() {
        let format = |name: &str| format_of(Path::new(name));
        assert_eq!(format("a/Bài.TXT"), Some((Format::Text, false)));
        assert_eq!(format("a.jsonl.gz"), Some((Format::JsonLines, true)));
        assert_eq!(format("a.json"), Some((Format::Json, false)));
        assert_eq!(format("a.docx"), Some((Format::Office, false)));
        assert_eq!(format("a.csv"), None);
        assert_eq!(format("txt"), None);
    }

    #[test]
    fn folders_are_walked_in_order_without_hidden_files_and_output() {
        let dir = tempfile::tempdir().unwrap();
        let built = ["out/docbao.json", "old/docbao.json", "old/index.json"];
        for name in ["b.txt", "a.md", ".x.txt", "c/d.txt", "p.png", "w.csv"].iter().chain(&built) {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let twice = [dir.path().to_owned(), dir.path().join("b.txt")];
        let found = find(&twice, Some(&dir.path().join("out")), &Hints::default()).unwrap();
        let names: Vec<_> = found
            .output
            .iter()
            .map(|document| document.path.strip_prefix(dir.path()).unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a.md", "b.txt", "c/d.txt"].map(PathBuf::from));
        assert_eq!(found.problems.len(), 1);
        assert!(found.problems[0].path.ends_with("w.csv"));
        assert!(find(&[dir.path().join("out")], None, &Hints::default()).is_err());
        assert!(find(&[dir.path().join("none")], None, &Hints::default()).is_err());
    }
}
