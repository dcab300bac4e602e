//! Finding documents: files as named, folders walked in an order that every machine agrees on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use docbao_bundle::manifest;
use walkdir::{DirEntry, WalkDir};

use crate::encoding::Encoding;
use crate::problem::{Problem, Warned};
use crate::single_file;

/// A file that articles can be read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// As it was named, or below a folder that was named.
    pub path: PathBuf,
    /// How it is written, by its name.
    pub format: Format,
    /// Whether it is compressed.
    pub is_gzip: bool,
    /// The encoding it is in; `None` where that is to be found out.
    pub encoding: Option<Encoding>,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.txt`
    Text,
    /// `.md`
    Markdown,
    /// `.docx`
    Docx,
    /// `.html`, `.htm`: a saved page.
    Html,
    /// `.json`: an article, or an array of them.
    Json,
    /// `.jsonl`: an article a line.
    JsonLines,
}

/// The formats in words, for messages.
pub const FORMATS: &str = ".txt, .md, .html, .docx, .json, .jsonl, .json.gz, .jsonl.gz";

/// Documents that people will expect to find in the library although nothing reads them yet.
/// Whatever else lies in a folder (pictures, style sheets) is passed over in silence.
const NOT_YET: [&str; 6] = ["doc", "pdf", "rtf", "odt", "xml", "csv"];

/// Finds the documents in files and folders. Hidden files are left out, and so is `output`, where
/// the library of an earlier build may lie among the documents.
///
/// # Errors
/// If an input does not exist or is a library itself: then the command is not meant so.
pub fn find(inputs: &[PathBuf], output: Option<&Path>) -> anyhow::Result<Warned<Vec<Document>>> {
    let output = output.and_then(|dir| dir.canonicalize().ok());
    let mut found = Warned::default();
    for input in inputs {
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
            take(input.clone(), true, &mut found);
        }
    }
    let mut seen = BTreeSet::new();
    // A file may be named twice, once by itself and once by its folder.
    let key = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    found.output.retain(|document| seen.insert(key(&document.path)));
    Ok(found)
}

fn walk(dir: &Path, output: Option<&Path>, found: &mut Warned<Vec<Document>>) {
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
            Ok(entry) if entry.file_type().is_file() => take(entry.into_path(), false, found),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(dir).to_owned();
                let message = match error.loop_ancestor() {
                    Some(_) => "a link leads back to a folder above it".to_owned(),
                    None => format!("cannot be read ({error})"),
                };
                let cure = "remove the link or change the permissions";
                found.problems.push(Problem::error(&path, message, cure));
            }
        }
    }
}

fn take(path: PathBuf, is_named: bool, found: &mut Warned<Vec<Document>>) {
    if let Some((format, is_gzip)) = format_of(&path) {
        found.output.push(Document { path, format, is_gzip, encoding: None });
        return;
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if is_named || NOT_YET.contains(&extension.as_str()) {
        let cure = format!("save it as one of {FORMATS}");
        found.problems.push(Problem::error(&path, "docbao does not read this format", cure));
    }
}

fn format_of(path: &Path) -> Option<(Format, bool)> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let (name, is_gzip) = match name.strip_suffix(".gz") {
        Some(name) => (name, true),
        None => (name.as_str(), false),
    };
    let format = match name.rsplit_once('.')?.1 {
        "txt" => Format::Text,
        "md" | "markdown" => Format::Markdown,
        "docx" | "docm" => Format::Docx,
        "html" | "htm" | "xhtml" => Format::Html,
        "json" => Format::Json,
        "jsonl" | "ndjson" => Format::JsonLines,
        _ => return None,
    };
    Some((format, is_gzip))
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
        assert_eq!(format("a.docx"), Some((Format::Docx, false)));
        assert_eq!(format("a.pdf"), None);
        assert_eq!(format("txt"), None);
    }

    #[test]
    fn folders_are_walked_in_order_without_hidden_files_and_output() {
        let dir = tempfile::tempdir().unwrap();
        let built = ["out/docbao.json", "old/docbao.json", "old/index.json"];
        for name in ["b.txt", "a.md", ".x.txt", "c/d.txt", "p.png", "w.pdf"].iter().chain(&built) {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let twice = [dir.path().to_owned(), dir.path().join("b.txt")];
        let found = find(&twice, Some(&dir.path().join("out"))).unwrap();
        let names: Vec<_> = found
            .output
            .iter()
            .map(|document| document.path.strip_prefix(dir.path()).unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a.md", "b.txt", "c/d.txt"].map(PathBuf::from));
        assert_eq!(found.problems.len(), 1);
        assert!(found.problems[0].path.ends_with("w.pdf"));
        assert!(find(&[dir.path().join("out")], None).is_err());
        assert!(find(&[dir.path().join("none")], None).is_err());
    }
}
