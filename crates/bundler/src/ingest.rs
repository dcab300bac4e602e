//! From a document to articles: the formats, and the cleaning they share.

mod archive;
mod converter;
mod doc;
mod docx;
mod feed;
mod flow;
mod html;
mod json;
mod layout;
mod mapping;
mod markdown;
pub(crate) mod meter;
mod odt;
mod office;
mod package;
pub mod pdf;
mod rtf;
mod sheet;
mod text;
mod tidy;
mod wordpress;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use docbao_bundle::{Article, Block};
pub use docbao_index::date;
use docbao_index::id::{self, Called};
use docbao_index::{Complaint, title};
use flate2::read::MultiGzDecoder;
pub use mapping::Mapping;
use rayon::prelude::*;

use self::meter::{Allowance, Meter};
use self::office::Office;
use crate::assets::{self, Asset};
use crate::encoding::{self, Decoded, Encoding};
use crate::mentions;
use crate::problem::{Problem, Warned};
use crate::source::{Document, Format, STDIN};

/// An article that may not have its id yet: ids are unique in a library, and a document does not
/// know the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The article; its id is empty unless the document gave one.
    pub article: Article,
    /// What an id is made of where none is given: the file's name, or the title.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// Pictures that were in the document itself.
    pub files: Vec<Asset>,
}

/// Where an article is, for complaints about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: std::path::PathBuf,
    /// Line in it, from 1, where the article is on one line.
    pub line: Option<u32>,
    /// Position in an array of articles, from 1.
    pub item: Option<usize>,
}

impl Place {
    pub(crate) fn warning(&self, message: impl AsRef<str>, cure: &str) -> Problem {
        Problem::warning(&self.path, self.named(message.as_ref()), cure).at(self.line)
    }

    fn warnings(&self, complaints: Vec<Complaint>) -> Vec<Problem> {
        let warning = |Complaint { message, cure }| self.warning(message, &cure);
        complaints.into_iter().map(warning).collect()
    }

    pub(crate) fn note(&self, message: impl AsRef<str>, cure: &str) -> Problem {
        Problem::note(&self.path, self.named(message.as_ref()), cure).at(self.line)
    }

    fn error(&self, message: impl AsRef<str>, cure: &str) -> Problem {
        Problem::error(&self.path, self.named(message.as_ref()), cure).at(self.line)
    }

    fn named(&self, message: &str) -> String {
        match self.item {
            Some(item) => format!("article {item}: {message}"),
            None => message.to_owned(),
        }
    }
}

/// Gives every article an id of its own.
pub fn assign_ids(drafts: Vec<Draft>) -> Warned<Vec<Article>> {
    let called = drafts.iter().map(|draft| Called { id: &draft.article.id, name: &draft.name });
    let assigned = id::assign(&called.collect::<Vec<_>>());
    let mut all = Warned::<Vec<Article>>::default();
    for (draft, id::Assigned { id, taken }) in drafts.into_iter().zip(assigned) {
        if let Some(taken) = taken {
            let message =
                format!("another article is called “{taken}” already: this one becomes “{id}”");
            let cure = "give every article an `id` of its own";
            all.problems.push(draft.place.warning(message, cure));
        }
        all.output.push(Article { id, ..draft.article });
    }
    all
}

/// Reads the articles of one document. What cannot be read becomes a problem.
pub fn read(document: &Document) -> Warned<Vec<Draft>> {
    let mut all = Warned::<Vec<Draft>>::default();
    read_in_portions(document, &mut |portion| all.append(portion));
    all
}

/// All text of one document as it stands there, before anything is made of it: for measuring.
///
/// # Errors
/// If it cannot be read.
pub fn text_of(document: &Document) -> Result<String, Problem> {
    let reader = &mut *open(document).map_err(|error| unreadable(&document.path, &error))?;
    if !matches!(document.format, Format::Office | Format::Sheet | Format::Pdf) {
        return read_text(reader, document).map(|read| mended(read.output));
    }
    let bytes = read_bytes(reader, document)?;
    let place = Place { path: document.path.clone(), ..Place::default() };
    if document.format == Format::Pdf {
        return pdf::text(&bytes, document.hints.program.as_deref(), &place);
    }
    if is_foreign(document, &bytes) {
        return converter::text(&bytes, &place).map(|read| mended(read.output));
    }
    let office = office_of(&bytes, document).map_err(|message| place.error(message, ""))?;
    let passages =
        office.headline.into_iter().chain(office.blocks.iter().flat_map(Block::passages));
    Ok(mended(passages.collect::<Vec<_>>().join("\n")))
}

fn mended(text: String) -> String {
    let text = encoding::repair(&text).map_or(text, |(text, _)| text);
    tidy::nfc(&text)
}

/// Reads the articles of one document whose bytes, compressed or not, are at hand.
pub(crate) fn read_bytes_of(document: &Document, bytes: &[u8]) -> Warned<Vec<Draft>> {
    let mut all = Warned::<Vec<Draft>>::default();
    let mut reader = unpacked(bytes, bytes.len() as u64, document);
    read_tidily(&mut *reader, document, &mut |portion| all.append(portion));
    all
}

/// Reads the articles of one document and hands them on in portions, so that a document of any length
/// is never in memory as a whole, where its format allows that.
pub fn read_in_portions(document: &Document, each: &mut dyn FnMut(Warned<Vec<Draft>>)) {
    match open(document) {
        Err(error) => each(failed(unreadable(&document.path, &error))),
        Ok(mut reader) => read_tidily(&mut *reader, document, each),
    }
}

/// Reads a document and cleans what is read. One that its reader stumbles over is named, like any other
/// that cannot be read.
fn read_tidily(reader: &mut dyn BufRead, document: &Document, each: Each<'_>) {
    let read = catch_unwind(AssertUnwindSafe(|| {
        read_from(reader, document, &mut |mut portion| {
            let mended = portion.output.par_iter_mut().map(|draft| {
                let mended = tidy::mend(&mut draft.article);
                tidy::tidy(&mut draft.article);
                assets::unpack_data(draft);
                // What the publisher has looked for himself stands.
                if draft.article.mentions.is_empty() {
                    draft.article.mentions = mentions::find(&draft.article);
                }
                mended.map(|encoding| misread(encoding, &draft.place))
            });
            let notes: Vec<Problem> = mended.flatten().collect();
            portion.problems.extend(notes);
            each(portion);
        });
    }));
    if read.is_err() {
        let cure = "open it in the program it was made with and save it again";
        each(failed(Problem::error(
            &document.path,
            "it is damaged in a way that was not foreseen",
            cure,
        )));
    }
}

/// What portions are handed to.
type Each<'e> = &'e mut dyn FnMut(Warned<Vec<Draft>>);

/// Reads a document whose bytes come from wherever it lies.
fn read_from(reader: &mut dyn BufRead, document: &Document, each: Each<'_>) {
    let path = document.path.as_path();
    let mapping = &document.hints.mapping;
    match document.format {
        Format::Unsaid => match reader.fill_buf() {
            Err(error) => each(failed(unreadable(path, &error))),
            Ok(head) => {
                let said = Document { format: Format::of_head(head), ..document.clone() };
                read_from(reader, &said, each);
            }
        },
        Format::JsonLines => json::read_lines(reader, path, mapping, each),
        Format::Office | Format::Sheet | Format::Pdf => each(match read_bytes(reader, document) {
            Err(problem) => failed(problem),
            Ok(bytes) => read_office(&bytes, document),
        }),
        Format::Feed => feed::read(reader, document, each),
        Format::Zip => archive::read(reader, document, each),
        Format::Text | Format::Markdown | Format::Html | Format::Json => {
            each(match read_text(reader, document) {
                Err(problem) => failed(problem),
                Ok(Warned { output: text, problems: notes }) => {
                    let mut read = read_whole(&text, document);
                    read.problems.splice(..0, notes);
                    read
                }
            });
        }
    }
}

/// Reads a document of an office program.
fn read_office(bytes: &[u8], document: &Document) -> Warned<Vec<Draft>> {
    let path = document.path.as_path();
    let place = Place { path: path.to_owned(), ..Place::default() };
    if bytes.is_empty() {
        return failed(empty(path));
    }
    if document.format == Format::Pdf {
        let text = pdf::text(bytes, document.hints.program.as_deref(), &place);
        return match text {
            Ok(text) => {
                named(Warned { output: Some(text::read(&text)), problems: Vec::new() }, place, path)
            }
            Err(problem) => failed(problem),
        };
    }
    if is_foreign(document, bytes) {
        return match converter::text(bytes, &place) {
            Ok(Warned { output: text, problems }) => {
                named(Warned { output: Some(text::read(&tidy::nfc(&text))), problems }, place, path)
            }
            Err(problem) => failed(problem),
        };
    }
    // Programs of the web call their pages .doc and .xls, for Word and Excel to open them.
    if bytes.trim_ascii_start().starts_with(b"<") {
        let page = Document { format: Format::Html, ..document.clone() };
        let mut all = Warned::default();
        read_from(&mut &*bytes, &page, &mut |portion| all.append(portion));
        return all;
    }
    match office_of(bytes, document) {
        Ok(office) => {
            let Warned { output, problems } = office::article(office, &place);
            let (article, files) =
                output.map_or((None, Vec::new()), |(article, files)| (Some(article), files));
            let mut read = named(Warned { output: article, problems }, place, path);
            read.output.iter_mut().for_each(|draft| draft.files.clone_from(&files));
            read
        }
        Err(message) => {
            let cure = match document.format {
                Format::Sheet => {
                    "open it in Excel or LibreOffice and save it again as .xlsx, without a password"
                }
                _ => {
                    "open it in Word or LibreOffice and save it again as .docx, without a password"
                }
            };
            failed(place.error(message, cure))
        }
    }
}

/// Whether a document is read by a program of others.
fn is_foreign(document: &Document, bytes: &[u8]) -> bool {
    document.format == Format::Office && doc::is_old(bytes)
}

/// Names what reads a document besides our own code: what was read by it is not what another would read.
pub(crate) fn foreign_readers(document: &Document, bytes: &[u8]) -> String {
    // What is compressed may be one.
    let may_be =
        is_foreign(document, bytes) || (document.format == Format::Office && document.is_gzip);
    may_be.then(converter::names).unwrap_or_default()
}

/// Reads a document by what it is, not by what it is called.
fn office_of(bytes: &[u8], document: &Document) -> Result<Office, String> {
    const OLD: &[u8] = b"\xd0\xcf\x11\xe0";
    let holds = |name: &str| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    match document.format {
        Format::Sheet => sheet::read(bytes),
        _ if bytes.starts_with(b"{\\rtf") => rtf::read(bytes),
        _ if bytes.starts_with(OLD) => doc::read(bytes),
        _ if bytes.starts_with(b"PK") && !holds("word/document.xml") && holds("content.xml") => {
            odt::read(bytes)
        }
        _ if bytes.starts_with(b"PK") => docx::read(bytes),
        _ => Err("this is not what its name says".to_owned()),
    }
}

fn read_whole(text: &str, document: &Document) -> Warned<Vec<Draft>> {
    let path = document.path.as_path();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    // "bai.json.gz" is called "bai".
    let stem = stem.strip_suffix(".json").unwrap_or(&stem);
    let place = Place { path: path.to_owned(), ..Place::default() };
    let Warned { output, problems } = match document.format {
        Format::Markdown => markdown::read(text, &place),
        Format::Html => html::read(text, &place),
        Format::Json => return json::read(text, path, stem, &document.hints.mapping),
        _ => Warned { output: Some(text::read(&tidy::nfc(text))), problems: Vec::new() },
    };
    named(Warned { output, problems }, place, path)
}

/// A draft of the one article of a document, called after the file.
fn named(read: Warned<Option<Article>>, place: Place, path: &Path) -> Warned<Vec<Draft>> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let draft = |article| Draft { article, name, place, files: Vec::new() };
    Warned { output: read.output.map(draft).into_iter().collect(), problems: read.problems }
}

fn open(document: &Document) -> std::io::Result<Box<dyn BufRead>> {
    if document.path.as_os_str() == STDIN {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = File::open(&document.path)?;
    let length = file.metadata()?.len();
    Ok(unpacked(BufReader::new(file), length, document))
}

fn unpacked<'r>(
    reader: impl BufRead + 'r,
    length: u64,
    document: &Document,
) -> Box<dyn BufRead + 'r> {
    match document.is_gzip {
        // Concatenated members are one file, as for gzip itself.
        true => {
            let unpacked = MultiGzDecoder::new(reader);
            Box::new(BufReader::new(Meter::new(unpacked, &Allowance::of_compressed(length))))
        }
        false => Box::new(reader),
    }
}

/// Reads a whole text, without byte order mark and with line feeds for line ends.
fn read_text(reader: &mut dyn BufRead, document: &Document) -> Result<Warned<String>, Problem> {
    let path = document.path.as_path();
    let bytes = read_bytes(reader, document)?;
    let declared = match document.format {
        Format::Html => html::declared_encoding(&bytes),
        _ => None,
    };
    // A declaration that does not fit is a common mistake of templates.
    let declared = declared.filter(|_| std::str::from_utf8(&bytes).is_err());
    let given = document.hints.encoding;
    let decoded =
        encoding::decode(&bytes, given.or(declared)).or_else(|| encoding::decode(&bytes, given));
    let Some(decoded) = decoded else {
        return Err(undecodable(&bytes, document));
    };
    let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
    if text.trim().is_empty() {
        return Err(empty(path));
    }
    let problems = (decoded.encoding != Encoding::Utf8).then(|| note_encoding(&decoded, path));
    let output = text.replace("\r\n", "\n").replace('\r', "\n");
    Ok(Warned { output, problems: problems.into_iter().collect() })
}

/// The longest document that is read as a whole, in MiB: texts, and what holds texts in another form.
/// In memory it is several times as long; what is one article a line is as long as it likes.
const MAX_TEXT_MIB: u64 = 64;
const MAX_FILE_MIB: u64 = 256;

/// Reads a whole document, up to a length that no document has.
fn read_bytes(reader: &mut dyn BufRead, document: &Document) -> Result<Vec<u8>, Problem> {
    let path = document.path.as_path();
    let limit = match document.format {
        Format::Text | Format::Markdown | Format::Html => MAX_TEXT_MIB,
        _ => MAX_FILE_MIB,
    };
    let mut bytes = Vec::new();
    let read = reader.take((limit << 20) + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > limit << 20 {
        let message = format!("the document is longer than {limit} MiB");
        let cure = "divide it; for many articles write .jsonl, an article a line";
        return Err(Problem::error(path, message, cure));
    }
    Ok(bytes)
}

fn empty(path: &Path) -> Problem {
    Problem::error(path, "the file is empty", "write the article into it, or remove it")
}

fn note_encoding(decoded: &Decoded, path: &Path) -> Problem {
    let encoding = decoded.encoding;
    let message = match decoded.is_guess {
        true => format!("read as {encoding}, by the look of the text"),
        false => format!("read as {encoding}"),
    };
    Problem::note(path, message, "look at the article; --encoding names another encoding")
}

fn misread(encoding: Encoding, place: &Place) -> Problem {
    let message =
        format!("the letters were {encoding}, misread by another program, and are mended");
    place.note(message, "look at the article; save it as text in UTF-8 where they are still wrong")
}

fn undecodable(bytes: &[u8], document: &Document) -> Problem {
    const SAVE_AS: &str = "open it in the program it was made with and save it as text in UTF-8";
    let path = document.path.as_path();
    if bytes.contains(&0) {
        return Problem::error(path, "this is no text but a binary file", SAVE_AS);
    }
    let valid = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    let message = "the text is not UTF-8, nor in any encoding of Vietnamese that its letters show";
    let cure = "save it as text in UTF-8, or name its encoding with --encoding";
    Problem::error(path, message, cure).at(Some(line_after(&bytes[..valid])))
}

/// Number of the line that follows `before`, from 1.
fn line_after(before: &[u8]) -> u32 {
    let feeds = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(feeds).map_or(u32::MAX, |feeds| feeds.saturating_add(1))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    use std::io::ErrorKind::{
        FileTooLarge, InvalidInput, NotFound, PermissionDenied, UnexpectedEof,
    };
    let (message, cure) = match error.kind() {
        NotFound => ("there is no such file".to_owned(), "check the name"),
        PermissionDenied => ("the file may not be read".to_owned(), "change its permissions"),
        UnexpectedEof | InvalidInput => (
            format!("the compressed data is damaged or cut short ({error})"),
            "copy or download the file again",
        ),
        FileTooLarge => (
            "it swells to more than any document when unpacked".to_owned(),
            "do not trust it; if it is what it should be, unpack it by hand",
        ),
        _ => (format!("the file cannot be read ({error})"), "check the disk and the file"),
    };
    Problem::error(path, message, cure)
}

fn failed(problem: Problem) -> Warned<Vec<Draft>> {
    Warned { output: Vec::new(), problems: vec![problem] }
}

#[cfg(test)]
mod tests;
