//! `docbao check`: what is wrong with a collection, before anything is built of it.

use std::path::PathBuf;

use anyhow::Result;
use docbao_bundle::{Article, Block};
use serde::Serialize;

use crate::assets::Gatherer;
use crate::build::read_all;
use crate::cache::Cache;
use crate::duplicates::{Seen, sketch};
use crate::ingest::{self, Draft, Place};
use crate::problem::{Problem, Severity, Warned};
use crate::progress::Progress;
use crate::source::{self, Hints};

/// What there is, and what is wrong with it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Findings {
    /// Articles that were found.
    pub articles: usize,
    /// Documents that were read.
    pub documents: usize,
    /// What is wrong, by document in the order of the inputs; ids that occur twice last.
    pub problems: Vec<Problem>,
}

impl Findings {
    /// How much there is to mend. Notes tell what was found out, and ask for nothing.
    pub fn complaints(&self) -> usize {
        self.problems.iter().filter(|problem| problem.kind != Severity::Note).count()
    }
}

/// Looks at documents without building anything.
///
/// # Errors
/// If an input is not there.
pub fn check(inputs: &[PathBuf], hints: &Hints, progress: bool) -> Result<Findings> {
    let progress = Progress::new(progress);
    progress.step("Looking for documents");
    let found = source::find(inputs, None, hints)?;
    let mut findings =
        Findings { documents: found.output.len(), problems: found.problems, ..Findings::default() };
    let gatherer = Gatherer::new(inputs, false, false);
    let mut seen = Seen::default();
    let mut drafts: Vec<Draft> = Vec::new();
    read_all(&found.output, &Cache::none(), &progress, &mut |read: Warned<Vec<Draft>>| {
        findings.problems.extend(read.problems);
        for mut draft in read.output {
            findings.problems.extend(gatherer.attach(&mut draft));
            findings.problems.extend(look_at(&draft, &gatherer));
            let Draft { article, name, place, .. } = draft;
            if let Some(earlier) = seen.add(sketch(&article)) {
                let earlier: &Draft = &drafts[earlier];
                let message = format!("nearly the same text as {}", shown(&earlier.place));
                let cure = "keep one of the two, or leave it if both are meant";
                findings.problems.push(place.warning(message, cure));
            }
            let article = Article { id: article.id, ..Article::default() };
            drafts.push(Draft { article, name, place, files: Vec::new() });
        }
        Ok(())
    })?;
    // A form that an article has named needs no date.
    drafts.retain(|draft| !gatherer.is_attached(&draft.place.path));
    findings.problems.retain(|problem| !gatherer.is_attached(&problem.path));
    findings.articles = drafts.len();
    findings.problems.extend(ingest::assign_ids(drafts).problems);
    Ok(findings)
}

fn look_at(draft: &Draft, gatherer: &Gatherer) -> Vec<Problem> {
    let Draft { article, place, .. } = draft;
    let mut problems = Vec::new();
    if article.published.is_none() {
        let cure = "give the day, as `date: 2019-11-21` or in the dateline: it cannot be sorted or filtered by date";
        problems.push(place.warning("the article has no date", cure));
    }
    if article.blocks.is_empty() && article.lead.is_none() {
        problems.push(place.warning("the article has no text", "give the text, or remove it"));
    }
    if let Some(words) = garbled(article) {
        let message = format!("the text is garbled: “{words}”");
        let cure = "it was saved in another encoding than it was read in: export it again as UTF-8";
        problems.push(place.warning(message, cure));
    }
    for link in dead_links(draft, gatherer) {
        let message = format!("the link {link} leads to a file that is not there");
        problems.push(place.warning(message, "mend the link, or add the file"));
    }
    problems
}

/// Letters around a garbled place that are shown.
const SHOWN: usize = 12;

/// The first place where UTF-8 was taken for something else, or a letter was lost.
fn garbled(article: &Article) -> Option<String> {
    let texts = [Some(article.title.clone()), article.lead.clone()].into_iter().flatten();
    texts.chain(article.passages()).find_map(|text| {
        let letters: Vec<char> = text.chars().collect();
        let is_garbled = |at: &usize| is_garbled(letters[*at], letters.get(at + 1).copied());
        let at = (0..letters.len()).find(is_garbled)?;
        let end = letters.len().min(at + SHOWN);
        Some(letters[at.saturating_sub(SHOWN)..end].iter().collect())
    })
}

/// Pairs that no language writes, and UTF-8 read as windows-1252 is full of.
fn is_garbled(letter: char, next: Option<char>) -> bool {
    let next_is =
        |range: std::ops::RangeInclusive<char>| next.is_some_and(|next| range.contains(&next));
    match letter {
        '\u{fffd}' | '\u{80}'..='\u{9f}' => true,
        // á, à, đ, ư, ơ and their likes.
        'Ã' | 'Ä' | 'Æ' | 'Å' => next_is('\u{a1}'..='\u{bf}') || next_is('‘'..='”'),
        // ế, ộ and all others of the block for Vietnamese.
        'á' => next.is_some_and(|next| matches!(next, 'º' | '»' | '¹' | '¼')),
        // Quotation marks and dashes.
        'â' => next == Some('€'),
        _ => false,
    }
}

/// Links to files beside the document that are not there.
fn dead_links(draft: &Draft, gatherer: &Gatherer) -> Vec<String> {
    let Draft { article, place, files, .. } = draft;
    let texts = article.blocks.iter().flat_map(Block::texts).flat_map(|text| &text.0);
    let links = texts.filter_map(|span| span.link.as_deref());
    let pictures = article.blocks.iter().filter_map(|block| match block {
        Block::Figure(figure) => Some(figure.src.as_str()),
        _ => None,
    });
    // Those that were in the document itself are at hand.
    let pictures = pictures.filter(|src| files.iter().all(|file| file.name != *src));
    let mut dead: Vec<String> = Vec::new();
    for link in links.chain(pictures) {
        let file = link.split(['?', '#']).next().unwrap_or_default();
        let is_beside = !file.is_empty() && !file.contains(':') && !file.starts_with('/');
        let is_dead = || !gatherer.has(&decoded(file), place);
        if is_beside && !dead.iter().any(|dead| dead == link) && is_dead() {
            dead.push(link.to_owned());
        }
    }
    dead
}

/// `%20` and its likes as the letters they stand for.
pub(crate) fn decoded(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.as_bytes();
    while let [first, more @ ..] = rest {
        let code = more.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            None => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| link.to_owned())
}

fn shown(place: &Place) -> String {
    let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
    let item = place.item.map(|item| format!(", article {item}")).unwrap_or_default();
    format!("{}{line}{item}", place.path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbled_text_is_noticed_and_vietnamese_is_not() {
        let found = |text: &str| garbled(&Article::from_plain_text("a", "Bài", text));
        for text in ["Äá»“ SÆ¡n", "nÃ³i", "â€œtin", "m\u{fffd}t", "Ä‘i"] {
            assert!(found(text).is_some(), "{text}");
        }
        for text in ["Quận Đồ Sơn “cá”, XÃ HỘI, BÃI – 5 €", "Ähre für Åse, à la carte", "Ã"]
        {
            assert_eq!(found(text), None, "{text}");
        }
        assert!(found(&"đ".repeat(50)).is_none());
    }

    #[test]
    fn links_are_dead_if_their_file_is_not_there() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("bài hai.md"), "x").unwrap();
        let path = dir.path().join("a.md");
        std::fs::write(
            &path,
            "# Một\n\n[a](b%C3%A0i%20hai.md#x) [b](ba.md) [c](https://a.vn/x) [d](#e) ![f](g.png)",
        )
        .unwrap();
        let findings = check(&[path], &Hints::default(), false).unwrap();
        let dead =
            findings.problems.iter().filter(|problem| problem.message.contains("is not there"));
        let dead: Vec<&str> = dead.map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            dead,
            [
                "the link ba.md leads to a file that is not there",
                "the link g.png leads to a file that is not there"
            ]
        );
    }
}
