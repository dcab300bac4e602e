//! How much a library in one file can carry of pictures and attachments. What does not fit stays behind, and
//! that is said: to the publisher here, to the visitor in the place of the picture or the attachment.

use std::collections::BTreeSet;

use super::figure_of;
use crate::ingest::Draft;
use crate::problem::{Problem, Warned};

/// What one file may carry of them, in MiB. Half of what its texts may have: a cheap telephone holds all of the
/// page in memory.
const MAX_MIB: u64 = 16;

/// The room that is left.
#[derive(Debug)]
pub(crate) struct Room {
    bytes: u64,
    /// What is in the file already, by name.
    taken: BTreeSet<String>,
    /// The language of articles that do not say their own.
    language: String,
}

impl Room {
    pub(crate) fn new(language: &str) -> Self {
        Room { bytes: MAX_MIB << 20, taken: BTreeSet::new(), language: language.to_owned() }
    }

    /// Takes out of articles what does not fit. Those that come first are served first.
    pub(crate) fn fit(&mut self, read: &mut Warned<Vec<Draft>>) {
        let Warned { output, problems } = read;
        problems.extend(output.iter_mut().filter_map(|draft| self.fit_one(draft)));
    }

    fn fit_one(&mut self, draft: &mut Draft) -> Option<Problem> {
        let mut left = BTreeSet::new();
        let Draft { article, place, files, .. } = draft;
        files.retain(|file| {
            let fits = self.takes(&file.name, file.contents.len());
            if !fits {
                left.insert(file.name.clone());
            }
            fits
        });
        let language = if article.lang.is_empty() { &self.language } else { &article.lang };
        let words = words(language);
        let figures = article.blocks.iter_mut().filter_map(figure_of);
        for figure in figures.filter(|figure| left.contains(&figure.src)) {
            figure.src.clear();
            figure.alt = match figure.alt.trim() {
                "" => words.to_owned(),
                alt => format!("{alt} ({words})"),
            };
        }
        let attached = article.attachments.iter_mut();
        attached.filter(|it| left.contains(&it.file)).for_each(|it| it.file.clear());
        let message = || {
            let what = match left.len() {
                1 => "a picture or attachment is".to_owned(),
                more => format!("{more} pictures and attachments are"),
            };
            format!("{what} not carried: one file takes {MAX_MIB} MiB of them")
        };
        let cure = "save pictures smaller, or build a folder, with -o";
        (!left.is_empty()).then(|| place.warning(message(), cure))
    }

    fn takes(&mut self, name: &str, bytes: u64) -> bool {
        if self.taken.contains(name) {
            return true;
        }
        let fits = bytes <= self.bytes;
        if fits {
            self.bytes -= bytes;
            self.taken.insert(name.to_owned());
        }
        fits
    }
}

/// What stands in the place of a picture.
fn words(language: &str) -> &'static str {
    match language.split('-').next() {
        Some("vi") => "ảnh không kèm trong tệp này",
        _ => "the picture is not in this file",
    }
}

#[cfg(test)]
mod tests {
    use docbao_bundle::{Article, Attachment, Block, Figure};

    use super::*;
    use crate::assets::{Asset, Contents};

    /// A draft with a picture and an attachment of so many bytes.
    fn draft(picture: usize, attachment: usize, alt: &str) -> Draft {
        let asset = |name: &str, bytes: usize| Asset {
            name: format!("tep/{name}{bytes}"),
            contents: Contents::Bytes(vec![0; bytes]),
        };
        let files = vec![asset("p", picture), asset("a", attachment)];
        let figure =
            Figure { src: files[0].name.clone(), alt: alt.to_owned(), ..Figure::default() };
        let attached = Attachment { file: files[1].name.clone(), ..Attachment::default() };
        let article = Article {
            blocks: vec![Block::Figure(figure)],
            attachments: vec![attached],
            ..Article::default()
        };
        Draft { article, files, ..Draft::default() }
    }

    #[test]
    fn what_does_not_fit_stays_behind_and_is_said_in_its_place() {
        const MIB: usize = 1 << 20;
        let output = vec![
            draft(9 * MIB, 6 * MIB, "Cổng"),
            draft(2 * MIB, MIB, "Sân"),
            draft(9 * MIB, 1, ""),
            draft(3 * MIB, 4 * MIB, ""),
        ];
        let mut read = Warned { output, problems: Vec::new() };
        Room::new("vi").fit(&mut read);
        let shown: Vec<String> = read
            .output
            .iter()
            .map(|draft| {
                let Article { blocks, attachments, .. } = &draft.article;
                let Some(Block::Figure(figure)) = blocks.first() else { panic!() };
                let carried = draft.files.len();
                format!("{} “{}” {} {carried}", figure.src, figure.alt, attachments[0].file)
            })
            .collect();
        assert_eq!(
            shown,
            [
                "tep/p9437184 “Cổng” tep/a6291456 2",
                " “Sân (ảnh không kèm trong tệp này)” tep/a1048576 1",
                // The same picture again takes no room, but now there is none for a single byte.
                "tep/p9437184 “”  1",
                " “ảnh không kèm trong tệp này”  0",
            ]
        );
        let messages: Vec<&str> = read.problems.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "a picture or attachment is not carried: one file takes 16 MiB of them",
                "a picture or attachment is not carried: one file takes 16 MiB of them",
                "2 pictures and attachments are not carried: one file takes 16 MiB of them",
            ]
        );
    }
}
