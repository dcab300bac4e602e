//! `cargo xtask bench --mentions FOLDER`: what the extractor finds in texts whose mentions a reader has
//! labelled. The labels are in `tests/mentions`, with the rules they were made by; the texts are not the
//! project's to publish, and are looked for in the folder by their ids.

#![allow(clippy::print_stdout, reason = "it prints figures")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use docbao_bundle::{Article, Mentions};
use flate2::read::MultiGzDecoder;
use serde_json::Value;

const KINDS: [&str; 5] = ["people", "organisations", "places", "documents", "dates"];

/// What was right and wrong of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    found: u32,
    right: u32,
    labelled: u32,
    met: u32,
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().context("name the folder of the texts")?;
    let is_verbose = args.next().is_some_and(|arg| arg == "--verbose");
    let labels = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mentions/labels.jsonl");
    let labels = fs::read_to_string(labels).context("the labels")?;
    let folder = Path::new(&folder);
    let register = register(folder)?;
    let mut scores = [Score::default(); 5];
    let mut texts = 0;
    for line in labels.lines() {
        let label: Value = serde_json::from_str(line)?;
        let id = label["id"].as_str().unwrap_or_default();
        let article = match label["source"].as_str() {
            Some("gov-register") => register.iter().find(|article| article.id == id).cloned(),
            Some(source) => Some(page(folder, source, &label)?),
            None => None,
        };
        let article =
            article.with_context(|| format!("there is no text {id} in {}", folder.display()))?;
        texts += 1;
        let found = docbao::mentions::find(&article);
        for (kind, score) in KINDS.iter().zip(&mut scores) {
            compare(kind, &found, &label, score, is_verbose.then_some(id));
        }
    }
    println!("{texts} texts labelled by a reader; what is doubtful counts neither way\n");
    println!(
        "{:<16}{:>8}{:>8}{:>11}{:>9}{:>8}",
        "", "found", "right", "precision", "labelled", "recall"
    );
    for (kind, score) in KINDS.iter().zip(scores) {
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        println!(
            "{kind:<16}{:>8}{:>8}{:>11.3}{:>9}{:>8.3}",
            score.found,
            score.right,
            share(score.right, score.found),
            score.labelled,
            share(score.met, score.labelled)
        );
    }
    Ok(())
}

/// The articles of `gov-register.jsonl.gz`.
fn register(folder: &Path) -> Result<Vec<Article>> {
    let path = folder.join("gov-register.jsonl.gz");
    let file = File::open(&path).with_context(|| format!("{}", path.display()))?;
    let mut articles = Vec::new();
    for line in BufReader::new(MultiGzDecoder::new(file)).lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let mut article = Article::from_plain_text(&text("id"), &text("title"), &text("body"));
        article.lead = Some(text("summary")).filter(|lead| !lead.is_empty());
        articles.push(nfc(article));
    }
    Ok(articles)
}

/// The labelled part of a page or a plain text, as docbao reads it.
fn page(folder: &Path, source: &str, label: &Value) -> Result<Article> {
    let path = folder.join(source);
    let mut text = String::new();
    let file = File::open(&path).with_context(|| format!("{}", path.display()))?;
    MultiGzDecoder::new(file).read_to_string(&mut text)?;
    if let Some(lines) = label["lines"].as_u64() {
        let kept: Vec<&str> =
            text.lines().filter(|line| !line.trim().is_empty()).take(lines as usize).collect();
        return Ok(nfc(Article::from_plain_text("", "", &kept.join("\n"))));
    }
    let dir = tempfile::tempdir()?;
    let name = path.file_stem().context("a name")?;
    let copy = dir.path().join(name);
    fs::write(&copy, text)?;
    let found = docbao::source::find(&[copy], None, &docbao::source::Hints::default())?;
    let Some(document) = found.output.first() else {
        bail!("{} is no document", path.display());
    };
    let draft = docbao::ingest::read(document).output.pop();
    Ok(draft.context("nothing can be read of it")?.article)
}

fn nfc(mut article: Article) -> Article {
    use unicode_normalization::UnicodeNormalization;
    let compose = |text: &str| text.nfc().collect::<String>();
    article.title = compose(&article.title);
    article.lead = article.lead.as_deref().map(compose);
    for block in &mut article.blocks {
        if let docbao_bundle::Block::Paragraph(text) = block {
            text.0.iter_mut().for_each(|span| span.text = compose(&span.text));
        }
    }
    article
}

/// Compares what was found of a kind with its labels; names what is wrong or missing.
fn compare(
    kind: &str,
    mentions: &Mentions,
    label: &Value,
    score: &mut Score,
    verbose: Option<&str>,
) {
    let found: BTreeSet<String> = keys_found(kind, mentions);
    let empty = Vec::new();
    let labels = label[kind].as_array().unwrap_or(&empty);
    let mut rest = found.clone();
    for label in labels {
        let keys = keys_labelled(kind, label, mentions);
        let is_doubtful = label["doubtful"].as_bool().unwrap_or(false);
        let hits: Vec<&String> = keys.iter().filter(|key| found.contains(*key)).collect();
        rest.retain(|key| !keys.contains(key));
        if is_doubtful {
            continue;
        }
        score.labelled += 1;
        score.met += u32::from(!hits.is_empty());
        if hits.is_empty()
            && let Some(id) = verbose
        {
            println!("{id} {kind} missing: {}", keys.first().map_or("", String::as_str));
        }
    }
    let doubtful: BTreeSet<String> = labels
        .iter()
        .filter(|label| label["doubtful"].as_bool().unwrap_or(false))
        .flat_map(|label| keys_labelled(kind, label, mentions))
        .collect();
    let sure: BTreeSet<String> = labels
        .iter()
        .filter(|label| !label["doubtful"].as_bool().unwrap_or(false))
        .flat_map(|label| keys_labelled(kind, label, mentions))
        .collect();
    let right = found.iter().filter(|key| sure.contains(*key)).count() as u32;
    let wrong = found.iter().filter(|key| !sure.contains(*key) && !doubtful.contains(*key));
    let wrong: Vec<&String> = wrong.collect();
    score.right += right;
    score.found += right + wrong.len() as u32;
    if let Some(id) = verbose {
        wrong.iter().for_each(|key| println!("{id} {kind} wrong: {key}"));
    }
}

/// What was found, as it is compared: without case, with the tone where the index has it, a place with
/// the one name of its unit.
fn keys_found(kind: &str, found: &Mentions) -> BTreeSet<String> {
    match kind {
        "people" => found.people.iter().map(|person| key(&person.name)).collect(),
        "organisations" => found.organisations.iter().map(|name| key(name)).collect(),
        "places" => found.places.iter().map(|place| key(&place.full_name())).collect(),
        "documents" => found.documents.iter().map(|paper| paper.number.to_lowercase()).collect(),
        _ => found.dates.iter().map(ToString::to_string).collect(),
    }
}

/// The forms of a label that are right.
fn keys_labelled(kind: &str, label: &Value, mentions: &Mentions) -> Vec<String> {
    let text = |name: &str| label[name].as_str().map(str::to_owned);
    match kind {
        "people" | "organisations" => text("name").iter().map(|name| key(name)).collect(),
        "places" => {
            let name = text("name").unwrap_or_default();
            let parsed = docbao::mentions::place(&name);
            // In a list only the first name has its unit noun, and the label of another stands bare: what
            // was found under that noun is the same place.
            let is_bare = parsed.as_ref().is_none_or(|place| place.unit.is_none());
            let same =
                mentions.places.iter().filter(|place| is_bare && key(&place.name) == key(&name));
            let same = same.map(|place| key(&place.full_name()));
            parsed
                .iter()
                .map(|place| key(&place.full_name()))
                .chain([key(&name)])
                .chain(same)
                .collect()
        }
        "documents" => {
            let number = text("number").or_else(|| text("text")).unwrap_or_default();
            vec![number.to_lowercase()]
        }
        _ => {
            let mut values: Vec<String> =
                ["value", "value_published"].iter().filter_map(|name| text(name)).collect();
            // Month and day are found; the year is plain to a reader, and may stay open.
            if label["inherited"].as_bool() == Some(true)
                && let Some(value) = values.first().filter(|value| value.len() == 10).cloned()
            {
                values.push(format!("-{}", &value[4..]));
            }
            values
        }
    }
}

fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
