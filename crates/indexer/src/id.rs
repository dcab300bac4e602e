//! Ids: unique in a library, the same in every build, and readable in an address.

use std::collections::{BTreeMap, BTreeSet};

use docbao_search::text::syllables;

/// The longest id made of a name, in bytes. An address with it still fits on a line.
const MAX_BYTES: usize = 80;

/// What an article is called before ids are given out.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    /// The id that its document gave; empty: none.
    pub id: &'a str,
    /// What an id is made of where none was given: a file's name, or the title.
    pub name: &'a str,
}

/// An id that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The id.
    pub id: String,
    /// What it should have been, if another article had that already.
    pub taken: Option<String>,
}

/// Gives every article an id of its own: the one from its document to the letter, else one made
/// of its name. Given ids come first, so that a made one never takes a given one's place.
pub fn assign(articles: &[Called<'_>]) -> Vec<Assigned> {
    let mut taken = Taken::default();
    let (given, made): (Vec<usize>, Vec<usize>) =
        (0..articles.len()).partition(|at| !articles[*at].id.is_empty());
    let mut assigned = vec![Assigned { id: String::new(), taken: None }; articles.len()];
    for at in given.into_iter().chain(made) {
        let Called { id, name } = articles[at];
        let wanted = if id.is_empty() { slug(name) } else { id.to_owned() };
        let id = taken.take(&wanted);
        assigned[at] = Assigned { taken: (id != wanted).then_some(wanted), id };
    }
    assigned
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
    for syllable in syllables(name) {
        for part in syllable.fold.split(|c: char| !c.is_ascii_alphanumeric()) {
            let joins = !slug.is_empty() && !slug.ends_with('-');
            slug.extend((joins && !part.is_empty()).then_some('-'));
            slug.push_str(part);
        }
    }
    if slug.len() > MAX_BYTES {
        let end = slug[..=MAX_BYTES].rfind('-').unwrap_or(MAX_BYTES);
        slug.truncate(end);
    }
    if slug.is_empty() {
        // A name in another script: any stable id is better than none.
        return format!("bai-{:08x}", fnv(name));
    }
    slug
}

/// FNV-1a, folded to half its length.
fn fnv(text: &str) -> u32 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step);
    (hash ^ hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let called = |id, name| Called { id, name };
        let assigned = assign(&[
            called("", "Tin vui"),
            called("tin-vui", ""),
            called("Tin Vui/1", ""),
            called("tin-vui", ""),
            called("", "tin vui"),
        ]);
        let ids: Vec<&str> = assigned.iter().map(|assigned| assigned.id.as_str()).collect();
        assert_eq!(ids, ["tin-vui-3", "tin-vui", "Tin Vui/1", "tin-vui-2", "tin-vui-4"]);
        let twins = assigned.iter().filter(|assigned| assigned.taken.as_deref() == Some("tin-vui"));
        assert_eq!(twins.count(), 3);
    }
}
