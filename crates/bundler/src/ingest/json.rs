//! JSON: one article, an array of them, or one a line, with the names of fields that we know or that
//! a [`Mapping`] tells.

use std::io::BufRead;
use std::path::Path;

use docbao_index::{Given, article};
use rayon::prelude::*;
use serde_json::{Map, Value};
use url::Url;

use super::{Draft, Mapping, Place, feed, html, unreadable};
use crate::problem::{Problem, Warned};

/// Lines that are parsed at a time. Enough to keep all processors busy, few enough that a file of
/// any length is never in memory as text.
const BATCH_LINES: usize = 1024;

/// Lines that are parsed at a time have this many bytes together, or little more.
const BATCH_BYTES: usize = 16 << 20;

/// The longest line, in MiB. The longest article of a newspaper is a thousandth of it.
const MAX_LINE_MIB: usize = 16;

/// Reads a whole JSON file. A single article is named after the file, those of an array after
/// their titles.
pub(super) fn read(text: &str, path: &Path, stem: &str, mapping: &Mapping) -> Warned<Vec<Draft>> {
    let place = |item| Place { path: path.to_owned(), line: None, item };
    let value = match serde_json::from_str::<Value>(text.trim_end()) {
        Err(error) => return gather([failed(broken(&error, text, path, None))]),
        Ok(value) => value,
    };
    match mapping.articles(value) {
        Err(message) => {
            let cure = "name in the mapping, as `articles`, where the list of articles is";
            gather([failed(Problem::error(path, message, cure))])
        }
        Ok(Value::Array(values)) => {
            let values: Vec<_> = values.into_iter().enumerate().collect();
            let read = |(at, value)| read_value(value, place(Some(at + 1)), None, mapping);
            gather(values.into_par_iter().map(read).collect::<Vec<_>>())
        }
        Ok(value) => gather([read_value(value, place(None), Some(stem), mapping)]),
    }
}

/// Reads articles that are one a line, and hands them on in portions.
pub(super) fn read_lines(
    reader: &mut dyn BufRead,
    path: &Path,
    mapping: &Mapping,
    each: &mut dyn FnMut(Warned<Vec<Draft>>),
) {
    let mut is_empty = true;
    let mut line_number = 0;
    loop {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let end = loop {
            match next_line(reader) {
                Ok(None) => break Some(None),
                Err(error) => break Some(Some(unreadable(path, &error))),
                Ok(Some(line)) => {
                    line_number += 1;
                    bytes += line.len();
                    batch.push((line_number, line));
                }
            }
            if batch.len() == BATCH_LINES || bytes >= BATCH_BYTES {
                break None;
            }
        };
        let read = batch
            .into_par_iter()
            .filter_map(|(number, line)| read_line(&line, number, path, mapping))
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

/// The next line with its line feed. Of one that is too long only the beginning is kept, a byte more
/// than may be.
fn next_line(reader: &mut dyn BufRead) -> std::io::Result<Option<Vec<u8>>> {
    const MAX_BYTES: usize = MAX_LINE_MIB << 20;
    let mut line = Vec::new();
    let mut is_over = false;
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok((is_over || !line.is_empty()).then_some(line));
        }
        let feed = chunk.iter().position(|byte| *byte == b'\n');
        let len = feed.map_or(chunk.len(), |at| at + 1);
        let room = (MAX_BYTES + 1).saturating_sub(line.len());
        line.extend_from_slice(&chunk[..len.min(room)]);
        is_over |= len > room;
        reader.consume(len);
        if feed.is_some() {
            return Ok(Some(line));
        }
    }
}

fn read_line(
    line: &[u8],
    number: u32,
    path: &Path,
    mapping: &Mapping,
) -> Option<Warned<Option<Draft>>> {
    let line = match number {
        1 => line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line),
        _ => line,
    };
    let place = Place { path: path.to_owned(), line: Some(number), item: None };
    if line.len() > MAX_LINE_MIB << 20 {
        let message = format!("the line is longer than {MAX_LINE_MIB} MiB");
        let cure = "write an article a line; an array of articles is a .json file";
        return Some(failed(place.error(message, cure)));
    }
    if line.trim_ascii().is_empty() {
        return None;
    }
    let Ok(text) = std::str::from_utf8(line) else {
        let problem = place.error("the line is not UTF-8", "save the file as text in UTF-8");
        return Some(failed(problem));
    };
    Some(match serde_json::from_str::<Value>(text.trim_end()) {
        Err(error) => failed(broken(&error, text, path, Some(number))),
        Ok(value) => read_value(value, place, None, mapping),
    })
}

fn read_value(
    value: Value,
    place: Place,
    stem: Option<&str>,
    mapping: &Mapping,
) -> Warned<Option<Draft>> {
    let Warned { output: value, mut problems } = match value {
        Value::Object(values) => prepare(mapping.fields(values), &place),
        output => Warned { output, problems: Vec::new() },
    };
    let Given { article, complaints } = match article::read(value) {
        Ok(given) => given,
        Err(refusal) => {
            let complaint = refusal.complaint();
            return failed(place.error(complaint.message, &complaint.cure));
        }
    };
    problems.extend(place.warnings(complaints));
    let name = stem.map_or_else(|| article.title.clone(), str::to_owned);
    let draft = Draft { article, name, place, files: Vec::new() };
    Warned { output: Some(draft), problems }
}

/// Makes blocks of a text in HTML, which the field `html` holds.
fn prepare(mut values: Map<String, Value>, place: &Place) -> Warned<Value> {
    let mut problems = Vec::new();
    let html = values.get("html").and_then(Value::as_str).filter(|html| !html.trim().is_empty());
    if let Some(html) = html.filter(|_| !values.contains_key("blocks")) {
        let base = values.get("url").and_then(Value::as_str).and_then(|url| Url::parse(url).ok());
        match html::fragment(html, base.as_ref(), place) {
            Some(read) => {
                problems.extend(read.problems);
                // Programs cut a lead off the text where nobody has written one.
                let lead = values.get("lead").and_then(Value::as_str);
                if lead.is_some_and(|lead| feed::begins_with(&read.output, lead.trim())) {
                    values.remove("lead");
                }
                let blocks = serde_json::to_value(read.output).unwrap_or_default();
                values.insert("blocks".to_owned(), blocks);
            }
            None => {
                let message = "`html` has more elements, or deeper ones, than any text needs";
                problems.push(place.warning(message, "give the text alone, as `body`"));
            }
        }
    }
    let has_tags = |text: &str| ["</p>", "<br", "</div>"].iter().any(|tag| text.contains(tag));
    for name in ["body", "text"] {
        if values.get(name).and_then(Value::as_str).is_some_and(has_tags)
            && !values.contains_key("blocks")
        {
            let message = format!("`{name}` is HTML, whose tags are shown as they stand");
            let cure = format!("call the field `html`, or say html = \"{name}\" in a mapping file");
            problems.push(place.warning(message, &cure));
        }
    }
    Warned { output: Value::Object(values), problems }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn article_of(value: Value) -> Warned<Option<Draft>> {
        read_value(value, Place::default(), None, &Mapping::default())
    }

    #[test]
    fn a_lead_that_was_cut_off_the_text_goes_and_links_begin_at_the_address() {
        let html = "<p>Tổ 5 họp tối qua, bầu <a href='/to-truong/'>tổ trưởng</a>.</p>";
        let item = |lead: &str| json!({"title": "Tin", "html": html, "lead": lead, "url": "https://hs.vn/tin/1"});
        let Warned { output, problems } = article_of(item("Tổ 5 họp tối qua […]"));
        assert_eq!(problems, []);
        let article = output.unwrap().article;
        assert_eq!(article.lead, None);
        let json = serde_json::to_string(&article.blocks).unwrap();
        assert!(json.contains("https://hs.vn/to-truong/"), "{json}");
        let lead = "Bầu tổ trưởng";
        assert_eq!(article_of(item(lead)).output.unwrap().article.lead.as_deref(), Some(lead));
    }
}
