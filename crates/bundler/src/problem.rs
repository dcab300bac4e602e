//! What is wrong with a document: where, what, and how to mend it.

use std::path::{Path, PathBuf};

use serde::Serialize;

/// A complaint about one document. It never stops the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, as it was named on the command line or found below a folder named there.
    #[serde(serialize_with = "path_as_text")]
    pub path: PathBuf,
    /// Line in the file, from 1, where it is known.
    pub line: Option<u32>,
    /// Whether something is missing from the library because of it.
    pub kind: Severity,
    /// What is wrong, as a clause without capital and full stop.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}

/// How much a [`Problem`] costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document, or an article in it, is not in the library.
    Error,
    /// The article is in the library, but not quite as its author meant it.
    Warning,
    /// Nothing is wrong, but something was decided that the publisher may want to check.
    Note,
}

/// A value and what there is to complain about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warned<T> {
    /// The value.
    pub output: T,
    /// The complaints, in the order of the document.
    pub problems: Vec<Problem>,
}

impl<T> Warned<Vec<T>> {
    /// Adds values and their complaints.
    pub fn append(&mut self, other: Warned<impl IntoIterator<Item = T>>) {
        self.output.extend(other.output);
        self.problems.extend(other.problems);
    }
}

impl Problem {
    /// A document or an article that stays out.
    pub fn error(path: &Path, message: impl Into<String>, cure: impl Into<String>) -> Self {
        Problem {
            path: path.to_owned(),
            line: None,
            kind: Severity::Error,
            message: message.into(),
            cure: cure.into(),
        }
    }

    /// An article that comes in, with a loss.
    pub fn warning(path: &Path, message: impl Into<String>, cure: impl Into<String>) -> Self {
        Problem { kind: Severity::Warning, ..Problem::error(path, message, cure) }
    }

    /// Something to know. It is no complaint: `--strict` passes over it.
    pub fn note(path: &Path, message: impl Into<String>, cure: impl Into<String>) -> Self {
        Problem { kind: Severity::Note, ..Problem::error(path, message, cure) }
    }

    /// The same problem at a line, counted from 1.
    pub fn at(self, line: Option<u32>) -> Self {
        Problem { line, ..self }
    }
}

/// Paths that are not Unicode are shown as well as they can be.
fn path_as_text<S: serde::Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}
