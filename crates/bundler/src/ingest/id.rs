//! Ids: unique in a library, the same in every build, and readable in an address.

use std::collections::{BTreeMap, BTreeSet};

use docbao_bundle::Article;
use docbao_bundle::pack::hex;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::Draft;
use crate::problem::Warned;

/// The longest id made of a name, in bytes. An address with it still fits on a line.
const MAX_BYTES: usize = 80;

/// Gives every article an id of its own: the one from its document to the letter, else one made
/// of its name. Given ids come first, so that a made one never takes a given one's place.
pub fn assign_ids(drafts: Vec<Draft>) -> Warned<Vec<Article>> {
    let mut taken = Taken::default();
    let mut problems = Vec::new();
    let mut articles = Vec::with_capacity(drafts.len());
    let (given, made): (Vec<usize>, Vec<usize>) =
        (0..drafts.len()).partition(|at| !drafts[*at].article.id.is_empty());
    let mut ids = vec![String::new(); drafts.len()];
    for at in given.into_iter().chain(made) {
        let Draft { article, name, place } = &drafts[at];
        let wanted = match article.id.as_str() {
            "" => slug(name),
            id => id.to_owned(),
        };
        let id = taken.take(&wanted);
        if id != wanted {
            let message =
                format!("another article is called “{wanted}” already: this one becomes “{id}”");
            problems.push((at, place.warning(message, "give every article an `id` of its own")));
        }
        ids[at] = id;
    }
    for (draft, id) in drafts.into_iter().zip(ids) {
        articles.push(Article { id, ..draft.article });
    }
    problems.sort_by_key(|(at, _)| *at);
    Warned {
        output: articles,
        problems: problems.into_iter().map(|(_, problem)| problem).collect(),
    }
}

/// Ids in use, and how far the numbering of each name has come: a hundred thousand articles of one
/// title must not look at each other.
#[derive(Default)]
struct Taken {
    ids: BTreeSet<String>,
    numbers: BTreeMap<String, u32>,
}

impl Taken {
    fn take(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        while !self.ids.insert(id.clone()) {
            let number = self.numbers.entry(wanted.to_owned()).or_insert(1);
            *number += 1;
            id = format!("{wanted}-{number}");
        }
        id
    }
}

/// Lower-case ASCII letters and digits joined by hyphens: "Đồ Sơn sơ kết" → "do-son-so-ket".
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.nfd().flat_map(char::to_lowercase) {
        match c {
            'đ' | 'ð' => slug.push('d'),
            'a'..='z' | '0'..='9' => slug.push(c),
            // Marks of the letter before.
            '\u{300}'..='\u{36f}' => {}
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    if slug.len() > MAX_BYTES {
        let end = slug[..=MAX_BYTES].rfind('-').unwrap_or(MAX_BYTES);
        slug.truncate(end);
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        // A name in another script: any stable id is better than none.
        return format!("bai-{}", &hex(&Sha256::digest(name.as_bytes()))[..8]);
    }
    slug.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Place;

    fn draft(id: &str, name: &str) -> Draft {
        Draft {
            article: Article { id: id.to_owned(), ..Article::default() },
            name: name.to_owned(),
            place: Place::default(),
        }
    }

    #[test]
    fn names_become_readable_ids() {
        assert_eq!(slug("Quận Đồ Sơn: sơ kết 03 năm"), "quan-do-son-so-ket-03-nam");
        assert_eq!(slug("ĐÐđð ươƯƠ"), "dddd-uouo");
        assert_eq!(slug("2019-11-21-do-son"), "2019-11-21-do-son");
        assert_eq!(slug("o\u{302}\u{300}n"), "on");
        assert_eq!(slug("…"), slug("…"));
        assert!(slug("新聞").starts_with("bai-") && slug("新聞") != slug("報紙"));
        let long = slug(&"chữ ".repeat(60));
        assert!(long.len() <= MAX_BYTES && long.ends_with("-chu"), "{long}");
    }

    #[test]
    fn given_ids_are_kept_and_twins_are_numbered() {
        let drafts = vec![
            draft("", "Tin vui"),
            draft("tin-vui", ""),
            draft("Tin Vui/1", ""),
            draft("tin-vui", ""),
            draft("", "tin vui"),
        ];
        let Warned { output, problems } = assign_ids(drafts);
        let ids: Vec<&str> = output.iter().map(|article| article.id.as_str()).collect();
        assert_eq!(ids, ["tin-vui-3", "tin-vui", "Tin Vui/1", "tin-vui-2", "tin-vui-4"]);
        assert_eq!(problems.len(), 3);
        assert!(problems[0].message.contains("tin-vui-3"), "{}", problems[0].message);
    }
}
