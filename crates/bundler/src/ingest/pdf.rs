//! Documents that were made for printing (`.pdf`), where they have a layer of text: lines as they stand on
//! the page become paragraphs again. A picture of a page is no text; recognising letters is another program's.
//!
//! A file may keep its reader busy for ever or swell in memory, and the crate that reads it is not made
//! for that. So it is read by a process of its own ([`extract`]), which ends after some time.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Place, tidy};
use crate::encoding;
use crate::problem::Problem;

/// Name of the hidden command that reads one file.
pub const COMMAND: &str = "read-pdf";

/// Long enough for a law of a thousand pages on a slow machine.
const MAX_TIME: Duration = Duration::from_secs(60);

/// The longest text that is taken from a file, in bytes.
const MAX_TEXT: u64 = 64 << 20;

/// The most memory that reading may take, in bytes.
const MAX_MEMORY: u64 = 2 << 30;

/// The text of a file, a paragraph a line. `program` is the one that has the [`COMMAND`].
pub(super) fn text(bytes: &[u8], program: Option<&Path>, place: &Place) -> Result<String, Problem> {
    const SAVE: &str =
        "open it, copy the text into a .docx or .txt, or ask for the document it was made from";
    let Some(program) = program else {
        return Err(place.error("PDF is read by the command `docbao` alone", SAVE));
    };
    if !bytes.starts_with(b"%PDF") {
        return Err(place.error("this is no PDF", "check the file, or copy it again"));
    }
    let text = apart(bytes, program).map_err(|message| place.error(message, SAVE))?;
    if text.chars().filter(|c| c.is_alphanumeric()).count() < MIN_LETTERS {
        let cure = "have the letters recognised first, as with `ocrmypdf -l vie`";
        return Err(place.error("there is no text in the PDF, only pictures of pages", cure));
    }
    Ok(paragraphs(&tidy::nfc(&latin(&text))))
}

/// Fewer letters are a stamp or a page number on a scan.
const MIN_LETTERS: usize = 20;

/// Reads the file in a process of its own.
fn apart(bytes: &[u8], program: &Path) -> Result<String, String> {
    let mut command = Command::new(program);
    command.arg(COMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child =
        command.spawn().map_err(|error| format!("cannot start the reader of PDF ({error})"))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|scope| {
        // Whoever does not read to its end closes the pipe; that is no failure of ours.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
        let read = scope.spawn(move || {
            let mut text = Vec::new();
            let read = stdout.map(|stdout| stdout.take(MAX_TEXT + 1).read_to_end(&mut text));
            read.transpose().ok().flatten().map(|_| text)
        });
        let ended = wait(&mut child);
        let text = read.join().ok().flatten().unwrap_or_default();
        match ended {
            None => Err(format!("the PDF is not read after {} seconds", MAX_TIME.as_secs())),
            Some(false) => {
                Err("the PDF is damaged, encrypted, or needs more memory than any text".to_owned())
            }
            Some(true) if text.len() as u64 > MAX_TEXT => {
                Err("the PDF has more text than any document".to_owned())
            }
            Some(true) => Ok(String::from_utf8_lossy(&text).into_owned()),
        }
    })
}

/// Whether the process ended well; `None` if it had to be ended.
fn wait(child: &mut Child) -> Option<bool> {
    let started = Instant::now();
    let mut pause = Duration::from_millis(2);
    while started.elapsed() < MAX_TIME {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => std::thread::sleep(pause),
            Err(_) => break,
        }
        pause = (pause * 2).min(Duration::from_millis(100));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// Reads a file from standard input and writes its text to standard output, a form feed after each
/// page: what [`COMMAND`] does.
///
/// # Errors
/// If the file cannot be read.
pub fn extract() -> anyhow::Result<()> {
    // Where the system does not know limits, time alone bounds the work.
    #[cfg(unix)]
    let _ = rlimit::setrlimit(rlimit::Resource::AS, MAX_MEMORY, MAX_MEMORY);
    #[cfg(not(unix))]
    let _ = MAX_MEMORY;
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    // The tree of pages may be as deep as its author liked.
    let worker = std::thread::Builder::new().stack_size(64 << 20);
    let pages = worker.spawn(move || pdf_extract::extract_text_from_mem_by_pages(&bytes))?;
    let pages = pages.join().map_err(|_| anyhow::anyhow!("the file cannot be read"))??;
    let mut out = std::io::stdout().lock();
    for page in pages {
        out.write_all(page.as_bytes())?;
        out.write_all(b"\x0c")?;
    }
    Ok(out.flush()?)
}

/// Letters of old fonts as the bytes they were. Programs name some by signs that look alike.
fn latin(text: &str) -> String {
    let alike = |c: char| match c {
        '\u{2212}' => '\u{ad}',
        '\u{2219}' => '\u{b7}',
        '\u{3bc}' => '\u{b5}',
        c => c,
    };
    let bytes: String = text.chars().map(alike).collect();
    match encoding::misread(&bytes) {
        Some(encoding) => encoding::mend(&bytes, encoding),
        None => text.to_owned(),
    }
}

/// Lines that fill the page go on in the next one; shorter ones end a paragraph.
fn paragraphs(text: &str) -> String {
    /// The share of the longest lines that a line must have to go on.
    const FULL: f32 = 0.8;
    let mut joined = String::with_capacity(text.len());
    for page in text.split('\u{c}') {
        let lines: Vec<&str> = page.lines().map(str::trim).collect();
        let length = |line: &str| line.chars().count();
        let mut lengths: Vec<usize> =
            lines.iter().map(|line| length(line)).filter(|len| *len > 0).collect();
        lengths.sort_unstable();
        let long = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0);
        let mut goes_on = false;
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            let is_number = line.chars().all(|c| c.is_ascii_digit() || "-–— ".contains(c));
            if is_number && (at < 3 || at + 3 > lines.len()) {
                continue;
            }
            if !joined.is_empty() {
                joined.push(if goes_on && !begins(line) { ' ' } else { '\n' });
            }
            joined.push_str(line);
            goes_on = length(line) as f32 >= FULL * long as f32 && !line.ends_with([':', ';']);
        }
    }
    joined
}

/// Whether a line can only be the first of a paragraph: a number, a letter or a dash of a list.
fn begins(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let is_label = |word: &str| {
        let is_all = |of: fn(char) -> bool| !word.is_empty() && word.chars().all(of);
        is_all(|c| c.is_ascii_digit() || c == '.')
            || is_all(|c| "IVX".contains(c))
            || word.chars().count() == 1
    };
    matches!(word, "-" | "–" | "+" | "•" | "*" | "Điều" | "Chương" | "Mục")
        || word.strip_suffix(['.', ')', '/']).is_some_and(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs_and_page_numbers_go() {
        let page = "Báo cáo\nTháng hai năm nay giá trị sản xuất công nghiệp ước đạt\nba mươi chín tỷ đồng.\n\
                    - Một là giữ vững trật tự, hai là xây dựng nếp sống văn\nminh.\n1\n\u{c}\
                    2\nTiếp theo.\n";
        assert_eq!(
            paragraphs(page),
            "Báo cáo\nTháng hai năm nay giá trị sản xuất công nghiệp ước đạt ba mươi chín tỷ đồng.\n\
             - Một là giữ vững trật tự, hai là xây dựng nếp sống văn minh.\nTiếp theo."
        );
    }

    #[test]
    fn signs_that_stand_for_bytes_of_old_fonts_are_read_as_these() {
        assert_eq!(
            latin("ng©n hµng nhµ n\u{2212}íc céng hoµ x\u{2219} héi"),
            "ngân hàng nhà nước cộng hoà xã hội"
        );
        assert_eq!(latin("5 \u{2212} 3"), "5 \u{2212} 3");
    }
}
