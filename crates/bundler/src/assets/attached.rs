//! Files that readers take along: those that an article names, and with `--attach` the document it was made of.
//!
//! Only what is opened by a program of the visitor's own is attached. A page or a drawing would be opened by
//! the browser, and whatever it holds would act in the name of the portal.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use docbao_bundle::Attachment;

use super::beside::{Absence, Beside, Found, identity};
use super::{Asset, name_of};
use crate::ingest::Draft;
use crate::problem::Problem;

/// What is attached, by how its name ends.
const KINDS: [&str; 13] =
    ["pdf", "doc", "docx", "rtf", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "csv", "zip"];

/// The largest file that is attached, in MiB; visitors have telephones.
const MAX_MIB: u64 = 64;

/// Attaches files to articles.
#[derive(Debug)]
pub(super) struct Attacher {
    /// Whether documents go along with their articles.
    originals: bool,
    /// Documents that do not, though they should: of each kind the first, and how many there are.
    left: Mutex<BTreeMap<String, (PathBuf, usize)>>,
    /// Files that articles have named, each with the first of the documents that do.
    named: Mutex<BTreeMap<PathBuf, PathBuf>>,
}

/// Nothing here panics while it holds a lock.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Attacher {
    pub(super) fn new(originals: bool) -> Self {
        Attacher { originals, left: Mutex::default(), named: Mutex::default() }
    }

    /// The document whose article has named this file, or the archive that it is in.
    pub(super) fn named_by(&self, path: &Path) -> Option<PathBuf> {
        let named = locked(&self.named);
        let path = (!named.is_empty()).then(|| identity(path)).flatten()?;
        path.ancestors().find_map(|path| named.get(path).cloned())
    }

    /// Brings the files of an article, and says which are not there.
    pub(super) fn attach(&self, draft: &mut Draft, beside: &Beside) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut attachments = Vec::new();
        for named in std::mem::take(&mut draft.article.attachments) {
            match attached(&named, draft, beside) {
                Ok((path, (attachment, asset))) => {
                    self.name(&path, &draft.place.path);
                    attachments.push(attachment);
                    draft.files.push(asset);
                }
                Err(problem) => problems.push(problem),
            }
        }
        let is_named =
            |original: &Attachment| attachments.iter().any(|known| known.file == original.file);
        match self.originals.then(|| original(draft, beside)).flatten() {
            Some((attachment, asset)) if !is_named(&attachment) => {
                attachments.push(attachment);
                draft.files.push(asset);
            }
            None if self.originals && is_alone(draft) => self.leave(&draft.place.path),
            Some(_) | None => {}
        }
        draft.article.attachments = attachments;
        problems
    }

    fn name(&self, path: &Path, document: &Path) {
        let mut named = locked(&self.named);
        let first = named.entry(path.to_owned()).or_insert_with(|| document.to_owned());
        if document < first.as_path() {
            document.clone_into(first);
        }
    }

    fn leave(&self, path: &Path) {
        let kind = extension_of(path);
        let mut left = locked(&self.left);
        let (first, count) = left.entry(kind).or_insert_with(|| (path.to_owned(), 0));
        // Documents are read by several cores: the first is the first of their names.
        if path < first.as_path() {
            path.clone_into(first);
        }
        *count += 1;
    }

    /// What was not attached, a note for each kind.
    pub(super) fn left_behind(&self) -> Vec<Problem> {
        let left = locked(&self.left);
        let note = |(kind, (path, count)): (&String, &(PathBuf, usize))| {
            let others = match count - 1 {
                0 => String::new(),
                1 => " and another one".to_owned(),
                more => format!(" and {more} others"),
            };
            let message = match kind.as_str() {
                kind if KINDS.contains(&kind) => {
                    format!(
                        "this document{others} (.{kind}) are not attached: they are larger than {MAX_MIB} MiB, or came by standard input"
                    )
                }
                kind => format!(
                    "this document{others} (.{kind}) are not attached: only {} are",
                    KINDS.join(", ")
                ),
            };
            let message =
                if *count == 1 { message.replacen(" are not", " is not", 1) } else { message };
            Problem::note(path, message, "nothing need be done; all of the text is in the library")
        };
        left.iter().map(note).collect()
    }
}

/// What kind of file it is, as its name says, in small letters; empty if nobody knows.
fn extension_of(path: &Path) -> String {
    path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The document that an article was made of.
fn original(draft: &Draft, beside: &Beside) -> Option<(Attachment, Asset)> {
    let path = &draft.place.path;
    let fits = is_alone(draft) && KINDS.contains(&extension_of(path).as_str());
    fits.then(|| carried(&beside.document(path)?, "", beside)).flatten()
}

/// One of many articles in a file is not what the file is.
fn is_alone(draft: &Draft) -> bool {
    draft.place.item.is_none() && draft.place.line.is_none()
}

/// A file that an article names.
fn attached(
    named: &Attachment,
    draft: &Draft,
    beside: &Beside,
) -> Result<(PathBuf, (Attachment, Asset)), Problem> {
    let file = &named.file;
    let refused = |message: &str, cure: &str| {
        Err(draft.place.warning(format!("the attachment {file} {message}"), cure))
    };
    let kind = extension_of(Path::new(file));
    if !KINDS.contains(&kind.as_str()) {
        let message = match kind.is_empty() {
            true => "is of no kind that is attached".to_owned(),
            false => format!("is not carried along: .{kind} is no kind that is attached"),
        };
        return refused(&message, &format!("attach one of {}", KINDS.join(", ")));
    }
    if file.contains("://") || file.starts_with("//") {
        return refused("is on another site", "put it beside the document, or link to it");
    }
    let found = match beside.find(file, &draft.place) {
        Ok(found) => found,
        Err(Absence { message, cure, .. }) => return refused(message, cure),
    };
    match carried(&found, &named.name, beside) {
        Some(carried) => Ok((found.path, carried)),
        None => refused(
            &format!("is empty, cannot be read, or is larger than {MAX_MIB} MiB"),
            "look at it, and save it smaller",
        ),
    }
}

/// A file, under a name that its contents give.
fn carried(found: &Found, name: &str, beside: &Beside) -> Option<(Attachment, Asset)> {
    let (bytes, contents) = beside.read(found, MAX_MIB << 20)?;
    let file = name_of(&bytes, &extension_of(&found.path));
    let name = match name.trim() {
        "" => found.path.file_name()?.to_string_lossy().into_owned(),
        name => name.to_owned(),
    };
    let attachment =
        Attachment { file: file.clone(), name, bytes: u32::try_from(bytes.len()).ok()? };
    Some((attachment, Asset { name: file, contents }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Place;

    /// A draft of `a.docx` in the folder, which names these files.
    fn draft(dir: &Path, named: &[&str]) -> Draft {
        let place = Place { path: dir.join("a.docx"), ..Place::default() };
        let mut draft = Draft { place, ..Draft::default() };
        let attachment =
            |file: &&str| Attachment { file: (*file).to_owned(), ..Attachment::default() };
        draft.article.attachments = named.iter().map(attachment).collect();
        draft
    }

    #[test]
    fn a_document_goes_along_with_what_it_names() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.docx"), "document").unwrap();
        std::fs::write(dir.path().join("Đơn xin.PDF"), "form").unwrap();
        let beside = Beside::new(&[dir.path().to_owned()]);
        let mut draft = draft(dir.path(), &["Đơn xin.PDF"]);
        assert!(Attacher::new(true).attach(&mut draft, &beside).is_empty());
        let attached = &draft.article.attachments;
        let names: Vec<(&str, u32)> =
            attached.iter().map(|it| (it.name.as_str(), it.bytes)).collect();
        assert_eq!(names, [("Đơn xin.PDF", 4), ("a.docx", 8)]);
        assert!(attached[0].file.starts_with("tep/") && attached[0].file.ends_with(".pdf"));
        let files: Vec<&str> = draft.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(files, [&attached[0].file, &attached[1].file]);
    }

    #[test]
    fn what_a_browser_would_run_and_what_lies_elsewhere_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("bai")).unwrap();
        std::fs::write(dir.path().join("secret.pdf"), "x").unwrap();
        std::fs::write(dir.path().join("bai/x.html"), "x").unwrap();
        let beside = Beside::new(&[dir.path().join("bai")]);
        let named = ["x.html", "../secret.pdf", "no.pdf", "https://a.vn/x.pdf", "README"];
        let mut draft = draft(&dir.path().join("bai"), &named);
        let problems = Attacher::new(false).attach(&mut draft, &beside);
        let messages: Vec<&str> = problems.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "the attachment x.html is not carried along: .html is no kind that is attached",
                "the attachment ../secret.pdf lies outside of the folders that were named",
                "the attachment no.pdf is not there",
                "the attachment https://a.vn/x.pdf is on another site",
                "the attachment README is of no kind that is attached",
            ]
        );
        assert!(draft.article.attachments.is_empty() && draft.files.is_empty());
    }

    #[test]
    fn originals_that_stay_behind_are_told_once_for_each_kind() {
        let attacher = Attacher::new(true);
        for name in ["c.html", "b.html", "x.md"] {
            let mut draft = Draft::default();
            draft.place.path = PathBuf::from(name);
            attacher.attach(&mut draft, &Beside::new(&[]));
        }
        let left = attacher.left_behind();
        let told: Vec<(&Path, &str)> =
            left.iter().map(|it| (it.path.as_path(), it.message.as_str())).collect();
        assert_eq!(told.len(), 2);
        assert_eq!(told[0].0, Path::new("b.html"));
        assert!(told[0].1.starts_with("this document and another one (.html) are not"), "{told:?}");
        assert!(told[1].1.starts_with("this document (.md) is not attached"), "{told:?}");
    }
}
