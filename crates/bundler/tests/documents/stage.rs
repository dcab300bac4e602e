//! What tests of the command begin with: a folder with documents, and a run of it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A run of the command: exit code, standard output, standard error.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Runs the command in a folder, with something on standard input.
    pub(crate) fn of(dir: &Path, args: &[&str], stdin: &[u8]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docbao"));
        command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
        command.current_dir(dir).args(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let stdin = stdin.to_owned();
        let writer = std::thread::spawn(move || drop(input.write_all(&stdin)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    pub(crate) fn convert(dir: &Path, args: &[&str], stdin: &[u8]) -> Self {
        Run::of(dir, &[&["convert", "--to", "json"], args].concat(), stdin)
    }

    /// Titles and the text of all articles.
    pub(crate) fn texts(&self) -> Vec<String> {
        let articles: Vec<docbao_bundle::Article> = serde_json::from_str(&self.stdout).unwrap();
        let text = |article: &docbao_bundle::Article| {
            let passages: Vec<String> = article.passages().collect();
            format!("{}: {}", article.title, passages.join(" / "))
        };
        articles.iter().map(text).collect()
    }

    #[track_caller]
    pub(crate) fn says(&self, words: &str) {
        assert!(self.stderr.contains(words), "{words}\n--\n{}", self.stderr);
    }
}

/// A folder with these files.
pub(crate) fn dir(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, contents) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }
    dir
}

/// An archive of files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, contents) in files {
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        zip.start_file(*name, options).unwrap();
        zip.write_all(contents).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
