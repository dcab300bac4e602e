//! How much of the text of real documents arrives: `cargo xtask bench --encodings PATH`.
//!
//! A folder of documents with transcripts beside them (`a.doc`, `a.doc.expected.txt`) is measured in letters
//! and digits, and in letters with marks. Capitals count as small: transcripts do not know that `.VnTimeH`
//! shows its letters as capitals. A file `expected.nfc.utf8.txt` is what every `sample.*` must be to the letter.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it prints figures for the developer, and a file that cannot be read ends it"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docbao::ingest;
use docbao::source::{self, Hints};
use unicode_normalization::UnicodeNormalization;

fn main() -> ExitCode {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap());
    let examples = std::env::current_exe().unwrap();
    let program = Some(examples.with_file_name("../docbao"));
    let hints = Hints { program, ..Hints::default() };
    let mut is_exact = true;
    let exact = folder.join("expected.nfc.utf8.txt");
    if let Ok(expected) = fs::read_to_string(&exact) {
        for path in files(&folder).filter(|path| name(path).starts_with("sample.")) {
            let is_same = text_of(&path, &hints).as_deref() == Ok(expected.trim_end());
            println!("{} {}", if is_same { "exact  " } else { "DIFFERS" }, name(&path));
            is_exact &= is_same;
        }
    }
    let docs = Some(folder.join("gov-docs")).filter(|dir| dir.is_dir()).unwrap_or(folder);
    let (mut letters, mut marks) = (Share::default(), Share::default());
    for path in files(&docs) {
        let transcript = docs.join(format!("{}.expected.txt", name(&path)));
        let Ok(transcript) = fs::read_to_string(transcript) else {
            continue;
        };
        let text = text_of(&path, &hints).unwrap_or_else(|problem| {
            println!("not read: {}: {problem}", name(&path));
            String::new()
        });
        let is_mark = |c: &char| !c.is_ascii();
        let (expected, found) = (plain(&transcript), plain(&text));
        let of_letters = Share::of(&expected, &found);
        let marked = |text: &[char]| text.iter().copied().filter(is_mark).collect::<Vec<_>>();
        let of_marks = Share::of(&marked(&expected), &marked(&found));
        println!(
            "letters {:.4}  marked letters {:.4}  {}",
            of_letters.share(),
            of_marks.share(),
            name(&path)
        );
        letters.add(of_letters);
        marks.add(of_marks);
    }
    println!(
        "all     {:.4}  marked letters {:.4}  ({} letters, {} with marks)",
        letters.share(),
        marks.share(),
        letters.all,
        marks.all
    );
    if is_exact { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn files(dir: &Path) -> impl Iterator<Item = PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn text_of(path: &Path, hints: &Hints) -> Result<String, String> {
    let found = source::find(&[path.to_owned()], None, hints).map_err(|error| error.to_string())?;
    let document = found.output.first().ok_or("nothing reads it")?;
    let text = ingest::text_of(document).map_err(|problem| problem.message)?;
    Ok(text.trim_end().to_owned())
}

/// Letters and digits, without capitals.
fn plain(text: &str) -> Vec<char> {
    text.nfc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// How many of what is expected are found, in their order.
#[derive(Clone, Copy, Default)]
struct Share {
    found: usize,
    all: usize,
}

impl Share {
    fn of(expected: &[char], found: &[char]) -> Self {
        let common = (expected.len() + found.len()).saturating_sub(changes(expected, found)) / 2;
        // What is too much counts as an error too.
        Share { found: common, all: expected.len().max(found.len()) }
    }

    fn add(&mut self, other: Share) {
        self.found += other.found;
        self.all += other.all;
    }

    fn share(self) -> f64 {
        self.found as f64 / self.all.max(1) as f64
    }
}

/// Letters to take out and put in between two texts (Myers 1986, the greedy algorithm).
fn changes(a: &[char], b: &[char]) -> usize {
    let most = a.len() + b.len();
    let mut reach = vec![0_usize; 2 * most + 2];
    for changes in 0..=most {
        for diagonal in (0..=2 * changes).step_by(2) {
            let at = most + diagonal - changes;
            let mut x = match diagonal {
                0 => reach[at + 1],
                _ if diagonal == 2 * changes => reach[at - 1] + 1,
                _ => reach[at + 1].max(reach[at - 1] + 1),
            };
            let Some(mut y) = (x + most).checked_sub(at) else {
                continue;
            };
            while x < a.len() && y < b.len() && a[x] == b[y] {
                (x, y) = (x + 1, y + 1);
            }
            reach[at] = x;
            if x >= a.len() && y >= b.len() {
                return changes;
            }
        }
    }
    most
}
