//! Archives (`.zip`) of documents. Nothing is unpacked to a disk; names that lead out of the archive are refused
//! all the same, because whoever made them meant harm.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;

use rayon::prelude::*;
use zip::ZipArchive;

use super::meter::{Allowance, Meter};
use super::{Each, failed, read_from, unreadable};
use crate::problem::{Problem, Warned};
use crate::source::{self, Document, Format, STDIN};

/// Documents that are read at a time, and their length together when unpacked.
const PORTION: usize = 64;
const PORTION_BYTES: u64 = 32 << 20;

/// More entries than any office has documents. Their names are in memory.
const MAX_ENTRIES: usize = 200_000;

/// Reads all documents of an archive, in the order of their names.
pub(super) fn read(reader: &mut dyn io::BufRead, document: &Document, each: Each<'_>) {
    let is_file = document.path.as_os_str() != STDIN && !document.is_gzip;
    let opened = match is_file {
        true => File::open(&document.path),
        // The list of what is in an archive stands at its end.
        false => spooled(reader),
    };
    let read = opened.map(|file| read_file(file, document, each));
    if let Err(error) = read {
        each(failed(unreadable(&document.path, &error)));
    }
}

fn spooled(reader: &mut dyn io::BufRead) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(reader, &mut file)?;
    file.rewind()?;
    Ok(file)
}

fn read_file(file: File, document: &Document, each: Each<'_>) {
    let path = document.path.as_path();
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut archive = match ZipArchive::new(BufReader::new(file)) {
        Ok(archive) if archive.len() <= MAX_ENTRIES => archive,
        Ok(archive) => {
            let message = format!("the archive has {} entries", archive.len());
            return each(failed(Problem::error(path, message, "divide it")));
        }
        Err(error) => {
            let message = format!("the archive is damaged ({error})");
            return each(failed(Problem::error(path, message, "copy or pack it again")));
        }
    };
    let allowance = Allowance::of_compressed(length);
    let Warned { output: entries, problems } = entries(&archive, document);
    each(Warned { output: Vec::new(), problems });
    let mut portion = Portion::default();
    for (index, inner) in entries {
        let entry = match archive.by_index(index) {
            Ok(entry) if entry.is_symlink() => continue,
            Ok(entry) => entry,
            Err(error) => {
                let message = format!("cannot be unpacked ({error})");
                let cure = "unpack the archive, and name the folder instead";
                portion.flush(each);
                each(failed(Problem::error(&inner.path, message, cure)));
                continue;
            }
        };
        let mut reader = BufReader::new(Meter::new(entry, &allowance));
        if inner.format == Format::JsonLines {
            portion.flush(each);
            match inner.is_gzip {
                true => {
                    let unpacked =
                        Meter::new(flate2::read::MultiGzDecoder::new(reader), &allowance);
                    read_from(&mut BufReader::new(unpacked), &inner, each);
                }
                false => read_from(&mut reader, &inner, each),
            }
            continue;
        }
        let mut bytes = Vec::new();
        let read = match inner.is_gzip {
            true => Meter::new(flate2::read::MultiGzDecoder::new(reader), &allowance)
                .read_to_end(&mut bytes),
            false => reader.read_to_end(&mut bytes),
        };
        match read {
            Ok(_) => portion.add(inner, bytes, each),
            Err(error) => {
                portion.flush(each);
                each(failed(unreadable(&inner.path, &error)));
            }
        }
    }
    portion.flush(each);
}

/// Documents that wait to be read together.
#[derive(Default)]
struct Portion {
    documents: Vec<(Document, Vec<u8>)>,
    bytes: u64,
}

impl Portion {
    fn add(&mut self, document: Document, bytes: Vec<u8>, each: Each<'_>) {
        self.bytes += bytes.len() as u64;
        self.documents.push((document, bytes));
        if self.documents.len() == PORTION || self.bytes >= PORTION_BYTES {
            self.flush(each);
        }
    }

    fn flush(&mut self, each: Each<'_>) {
        self.bytes = 0;
        let read = |(document, bytes): (Document, Vec<u8>)| {
            let mut all = Warned::default();
            read_from(&mut Cursor::new(bytes), &document, &mut |portion| all.append(portion));
            all
        };
        let documents = std::mem::take(&mut self.documents);
        let read: Vec<_> = documents.into_par_iter().map(read).collect();
        read.into_iter().for_each(each);
    }
}

/// What is in the archive and can be read, by name.
fn entries<R: Read + Seek>(
    archive: &ZipArchive<R>,
    document: &Document,
) -> Warned<Vec<(usize, Document)>> {
    let mut found = Warned::<Vec<(usize, Document)>>::default();
    for index in 0..archive.len() {
        let Some(Ok(name)) = archive.name_for_index(index) else {
            continue;
        };
        if name.ends_with('/') || is_hidden(&name) {
            continue;
        }
        let Some(inner) = inside(&name) else {
            let message = format!("the name {} leads out of the archive", name.escape_debug());
            let cure = "do not trust this archive; pack the documents again";
            found.problems.push(Problem::error(&document.path, message, cure));
            continue;
        };
        let path = document.path.join(inner);
        match source::format_of(&path) {
            Some((Format::Zip, _)) => {
                let cure = "unpack it, or pack all documents into one archive";
                let message = "an archive in an archive is not read";
                found.problems.push(Problem::error(&path, message, cure));
            }
            Some((format, is_gzip)) => {
                let hints = document.hints.clone();
                found.output.push((index, Document { path, format, is_gzip, hints }));
            }
            None => found.problems.extend(source::unread(&path, false)),
        }
    }
    found.output.sort_by(|(_, a), (_, b)| a.path.cmp(&b.path));
    found
}

/// The name as a path below the archive, if it is one.
fn inside(name: &str) -> Option<PathBuf> {
    let is_odd = name.contains(['\\', '\0', ':']) || name.starts_with('/');
    let is_step = |part: &str| !matches!(part, "" | "." | "..");
    (!is_odd && name.split('/').all(is_step)).then(|| PathBuf::from(name))
}

/// What file managers hide, and what one of them adds.
fn is_hidden(name: &str) -> bool {
    let is_hidden =
        |part: &str| part == "__MACOSX" || part.starts_with('.') && !part.starts_with("..");
    name.split('/').any(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_or_are_refused() {
        for name in ["a.txt", "thư mục/bài.docx", "a..b/c.md"] {
            assert!(inside(name).is_some(), "{name}");
        }
        for name in
            ["../a.txt", "a/../../b.txt", "/etc/a.txt", "C:\\a.txt", "a\\b.txt", "a//b", "./a"]
        {
            assert_eq!(inside(name), None, "{name}");
        }
        assert!(is_hidden("__MACOSX/._a.txt") && is_hidden("a/.x.txt") && !is_hidden("../a.txt"));
    }
}
