//! JSON: one article, an array of them, or one a line.

use std::io::BufRead;
use std::path::Path;

use docbao_index::{Given, article};
use rayon::prelude::*;
use serde_json::Value;

use super::{Draft, Place, unreadable};
use crate::problem::{Problem, Warned};

/// Lines that are parsed at a time. Enough to keep all processors busy, few enough that a file of
/// any length is never in memory as text.
const BATCH_LINES: usize = 1024;

/// Reads a whole JSON file. A single article is named after the file, those of an array after
/// their titles.
pub(super) fn read(text: &str, path: &Path, stem: &str) -> Warned<Vec<Draft>> {
    let place = |item| Place { path: path.to_owned(), line: None, item };
    match serde_json::from_str::<Value>(text.trim_end()) {
        Err(error) => gather([failed(broken(&error, text, path, None))]),
        Ok(Value::Array(values)) => {
            let values: Vec<_> = values.into_iter().enumerate().collect();
            let read = |(at, value)| read_value(value, place(Some(at + 1)), None);
            gather(values.into_par_iter().map(read).collect::<Vec<_>>())
        }
        Ok(value) => gather([read_value(value, place(None), Some(stem))]),
    }
}

/// Reads articles that are one a line, and hands them on in portions.
pub(super) fn read_lines(
    mut reader: impl BufRead,
    path: &Path,
    each: &mut dyn FnMut(Warned<Vec<Draft>>),
) {
    let mut is_empty = true;
    let mut line_number = 0;
    loop {
        let mut batch = Vec::new();
        let end = loop {
            let mut line = Vec::new();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => break Some(None),
                Err(error) => break Some(Some(unreadable(path, &error))),
                Ok(_) => {
                    line_number += 1;
                    batch.push((line_number, line));
                }
            }
            if batch.len() == BATCH_LINES {
                break None;
            }
        };
        let read = batch
            .into_par_iter()
            .filter_map(|(number, line)| read_line(&line, number, path))
            .collect::<Vec<_>>();
        is_empty &= read.is_empty();
        each(gather(read));
        if let Some(problem) = end {
            let empty = || {
                let cure = "write the articles into it, one a line, or remove it";
                Problem::error(path, "the file is empty", cure)
            };
            let problems = problem.or_else(|| is_empty.then(empty)).into_iter().collect();
            return each(Warned { output: Vec::new(), problems });
        }
    }
}

fn read_line(line: &[u8], number: u32, path: &Path) -> Option<Warned<Option<Draft>>> {
    let line = match number {
        1 => line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line),
        _ => line,
    };
    if line.trim_ascii().is_empty() {
        return None;
    }
    let place = Place { path: path.to_owned(), line: Some(number), item: None };
    let Ok(text) = std::str::from_utf8(line) else {
        let problem = place.error("the line is not UTF-8", "save the file as text in UTF-8");
        return Some(failed(problem));
    };
    Some(match serde_json::from_str::<Value>(text.trim_end()) {
        Err(error) => failed(broken(&error, text, path, Some(number))),
        Ok(value) => read_value(value, place, None),
    })
}

fn read_value(value: Value, place: Place, stem: Option<&str>) -> Warned<Option<Draft>> {
    let Given { article, complaints } = match article::read(value) {
        Ok(given) => given,
        Err(refusal) => {
            let complaint = refusal.complaint();
            return failed(place.error(complaint.message, &complaint.cure));
        }
    };
    let problems = place.warnings(complaints);
    let name = stem.map_or_else(|| article.title.clone(), str::to_owned);
    let draft = Draft { article, name, place };
    Warned { output: Some(draft), problems }
}

/// The parser counts columns in bytes; people count letters.
fn broken(error: &serde_json::Error, text: &str, path: &Path, line: Option<u32>) -> Problem {
    let written = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let is_before = |(at, _): &(usize, char)| *at < error.column();
    let column = written.char_indices().take_while(is_before).count();
    let cause = error.to_string();
    // Its own "at line 1 column 9" would be wrong for one line of many.
    let cause = cause.split(" at line ").next().unwrap_or_default();
    let message = format!("broken JSON at column {column}: {cause}");
    let cure = "mend the place, or export the file again from the program that wrote it";
    let line = line.or_else(|| u32::try_from(error.line()).ok());
    Problem::error(path, message, cure).at(line)
}

fn failed(problem: Problem) -> Warned<Option<Draft>> {
    Warned { output: None, problems: vec![problem] }
}

fn gather(read: impl IntoIterator<Item = Warned<Option<Draft>>>) -> Warned<Vec<Draft>> {
    let mut all = Warned::<Vec<Draft>>::default();
    for warned in read {
        all.append(warned);
    }
    all
}
