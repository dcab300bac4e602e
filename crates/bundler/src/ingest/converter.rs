//! Word documents of Word 95 or older, whose layout is not ours to read: by a program that is installed here. It gives
//! their text alone.
//!
//! These are programs of others, given files that nobody should trust. So each runs in a folder of its own, which holds
//! nothing but the document, under a name of ours that is no option; without a shell; for a minute at most, with all
//! that it has started; and what it prints is read up to a length that no document has. What it may take of memory and disk
//! in that minute is not bounded.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};
use std::{env, thread};

#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group};
use url::Url;

use super::Place;
use crate::problem::{Problem, Warned};

/// What is allowed to a program.
#[derive(Clone, Copy)]
struct Bounds {
    time: Duration,
    /// Of its text, in bytes.
    text: u64,
}

/// LibreOffice takes ten seconds where it is slow, the others a moment.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(60), text: 64 << 20 };

/// A program, and how it is told to write text in UTF-8.
struct Converter {
    /// Its name for people, which is that of its package.
    name: &'static str,
    /// What its file may be called.
    files: &'static [&'static str],
    arguments: fn(folder: &Path) -> Vec<OsString>,
    /// Files of settings, which it seeks where its user is at home.
    settings: &'static [(&'static str, &'static str)],
    /// The file that it writes; else it prints.
    writes: Option<&'static str>,
    /// Whether one at a time is enough for the memory there is.
    is_large: bool,
}

/// Held while a large program runs: documents are read on all cores.
static ALONE: Mutex<()> = Mutex::new(());

/// What the document is called in the folder.
const DOCUMENT: &str = "document.doc";

/// The best come first: LibreOffice takes seconds, but finds the letters of every font, and tables as they are; antiword
/// reads no short texts. What was read is kept in the cache.
const CONVERTERS: [Converter; 3] = [
    Converter {
        name: "LibreOffice",
        files: &["soffice", "libreoffice"],
        arguments: |folder| {
            // With a profile of its own it neither meets one that is open nor changes any.
            let profile = Url::from_directory_path(folder.join("profile")).ok();
            let profile = profile.map(|url| format!("-env:UserInstallation={url}"));
            let begin = ["--headless", "--norestore", "--nolockcheck"].map(OsString::from);
            let end = ["--convert-to", "txt:Text (encoded):UTF8", DOCUMENT].map(OsString::from);
            begin.into_iter().chain(profile.map(OsString::from)).chain(end).collect()
        },
        settings: &[],
        writes: Some("document.txt"),
        is_large: true,
    },
    Converter {
        name: "catdoc",
        files: &["catdoc"],
        // A paragraph a line. Letters of old Vietnamese fonts come as those of Western Europe that they look like without them.
        arguments: |_| ["-s", "cp1252", "-d", "utf-8", "-w", DOCUMENT].map(OsString::from).to_vec(),
        // By its own it leaves out hyphens that are seldom seen and replaces other signs. In TCVN3 and VNI these are letters:
        // without it "phường" comes as "phờng".
        settings: &[
            (".catdocrc", "map_path=.\n"),
            ("ascii.specchars", "001C \"\\t\"\n001E \"\\n\"\n"),
            ("ascii.replchars", ""),
        ],
        writes: None,
        is_large: false,
    },
    Converter {
        name: "antiword",
        files: &["antiword"],
        // The same; cells of tables are drawn with lines.
        arguments: |_| ["-m", "UTF-8.txt", "-w", "0", DOCUMENT].map(OsString::from).to_vec(),
        settings: &[],
        writes: None,
        is_large: false,
    },
];

/// The text of a document, a paragraph a line, and a note that says who has read it.
pub(super) fn text(bytes: &[u8], place: &Place) -> Result<Warned<String>, Problem> {
    text_by(&installed(env::var_os("PATH").as_deref()), bytes, place, BOUNDS)
}

/// The programs that would read a document here, for who wants to know whether they are others than before.
pub(super) fn names() -> String {
    let names = installed(env::var_os("PATH").as_deref()).into_iter().map(|(it, _)| it.name);
    names.collect::<Vec<_>>().join(" ")
}

type Installed = Vec<(&'static Converter, PathBuf)>;

/// The programs that are there, each with its file.
fn installed(path: Option<&OsStr>) -> Installed {
    // A folder that is named from where we stand may be that of the documents.
    let folders = path.map(|path| env::split_paths(path).filter(|it| it.is_absolute()).collect());
    let folders: Vec<PathBuf> = folders.unwrap_or_default();
    let find = |file: &&str| {
        let file = format!("{file}{}", env::consts::EXE_SUFFIX);
        folders.iter().map(|folder| folder.join(&file)).find(|file| can_run(file))
    };
    let converters = CONVERTERS.iter();
    converters.filter_map(|it| Some((it, it.files.iter().find_map(find)?))).collect()
}

#[cfg(unix)]
fn can_run(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata().ok();
    metadata.is_some_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn can_run(file: &Path) -> bool {
    file.is_file()
}

fn text_by(
    installed: &Installed,
    bytes: &[u8],
    place: &Place,
    bounds: Bounds,
) -> Result<Warned<String>, Problem> {
    const SAVE: &str = "open it in Word or LibreOffice and save it again as .docx";
    if installed.is_empty() {
        let message = "it is of Word 95 or older, and no program that reads it is installed";
        let cure = format!(
            "install LibreOffice, catdoc or antiword (on Debian: apt install catdoc), or {SAVE}"
        );
        return Err(place.error(message, &cure));
    }
    let mut failures = Vec::new();
    for (converter, program) in installed {
        let alone =
            converter.is_large.then(|| ALONE.lock().unwrap_or_else(PoisonError::into_inner));
        let read = run(converter, program, bytes, bounds);
        drop(alone);
        match read {
            Ok(text) => {
                let mut message = format!(
                    "it is of Word 95 or older: {} has read its text, without pictures and looks",
                    converter.name
                );
                let cure = format!("look at the article; to have all of it, {SAVE}");
                let problem = match failures.is_empty() {
                    true => place.note(message, &cure),
                    // A better one may read it another time.
                    false => {
                        message += &format!("; {}", failures.join(", "));
                        place.warning(message, &cure)
                    }
                };
                return Ok(Warned { output: text, problems: vec![problem] });
            }
            Err(failure) => failures.push(format!("{} {failure}", converter.name)),
        }
    }
    let message = format!("it is of Word 95 or older, and {}", failures.join(", "));
    Err(place.error(message, SAVE))
}

/// Has a program read a document. The error is a clause about the program.
fn run(
    converter: &Converter,
    program: &Path,
    bytes: &[u8],
    bounds: Bounds,
) -> Result<String, String> {
    let no_room = |error: io::Error| format!("has no folder to work in ({error})");
    let folder = tempfile::tempdir().map_err(no_room)?;
    let settings = converter.settings.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, contents) in settings.chain([(DOCUMENT, bytes)]) {
        fs::write(folder.path().join(name), contents).map_err(no_room)?;
    }
    let mut command = Command::new(program);
    command.args((converter.arguments)(folder.path())).current_dir(folder.path());
    // Nobody's settings, so that the same document gives the same text everywhere.
    command.env("HOME", folder.path()).env("LC_ALL", "C.UTF-8");
    let printed = printed(&mut command, bounds)?;
    let text = match converter.writes {
        None => printed,
        Some(name) => {
            let file = File::open(folder.path().join(name));
            let mut text = Vec::new();
            let read = file.and_then(|file| file.take(bounds.text + 1).read_to_end(&mut text));
            read.map_err(|_| "has written no text".to_owned())?;
            text
        }
    };
    if text.len() as u64 > bounds.text {
        return Err(TOO_MUCH.to_owned());
    }
    let text = String::from_utf8_lossy(&text);
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    if !text.contains(char::is_alphanumeric) {
        return Err("finds no text in it".to_owned());
    }
    // Ends of pages and of cells.
    Ok(text.replace(|c: char| c.is_control() && !"\n\t".contains(c), "\n"))
}

const TOO_MUCH: &str = "gives more text than any document has";

/// What a program prints until it ends well.
fn printed(command: &mut Command, bounds: Bounds) -> Result<Vec<u8>, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let started = Instant::now();
    let child = command.spawn().map_err(|error| format!("cannot be started ({error})"))?;
    let mut running = Running { child, has_ended: false };
    let (sender, receiver) = mpsc::channel();
    let stdout = running.child.stdout.take();
    thread::spawn(move || {
        let mut text = Vec::new();
        let _ = stdout.map(|stdout| stdout.take(bounds.text + 1).read_to_end(&mut text));
        // Nobody waits any more for a program that took too long.
        let _ = sender.send(text);
    });
    let too_long = || format!("has not read it within {} seconds", bounds.time.as_secs());
    let text = receiver.recv_timeout(bounds.time).map_err(|_| too_long())?;
    if text.len() as u64 > bounds.text {
        return Err(TOO_MUCH.to_owned());
    }
    // It may close what it prints to and go on.
    let ended = running.wait(bounds.time.saturating_sub(started.elapsed())).ok_or_else(too_long)?;
    match ended.success() {
        true => Ok(text),
        false => Err("cannot read it".to_owned()),
    }
}

/// A program that ends when we have done with it, together with all that it has started: LibreOffice is begun by a
/// script. Where we are ended from outside it goes on to an end of its own.
struct Running {
    child: Child,
    has_ended: bool,
}

impl Running {
    fn wait(&mut self, time: Duration) -> Option<ExitStatus> {
        let started = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => {
                    self.has_ended = true;
                    self.kill_group();
                    return Some(status);
                }
                Ok(None) if started.elapsed() < time => thread::sleep(pause),
                _ => return None,
            }
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }
}

impl Running {
    /// Ends what it has started; a group keeps its number as long as anybody is in it.
    fn kill_group(&self) {
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its number may be another's by now.
        if self.has_ended {
            return;
        }
        self.kill_group();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
