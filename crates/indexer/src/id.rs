//! Ids: unique in a library, the same in every build, and readable in an address.

use docbao_search::text::syllables;
use rustc_hash::FxHashMap;

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
    let nobody = Assigned { id: String::new(), taken: None };
    let mut assigned = vec![nobody; articles.len()];
    for is_given in [true, false] {
        for (Called { id, name }, assigned) in articles.iter().zip(&mut assigned) {
            if id.is_empty() != is_given {
                let wanted = if is_given { (*id).to_owned() } else { slug(name) };
                assigned.id = taken.take(&wanted);
                assigned.taken = (assigned.id != wanted).then_some(wanted);
            }
        }
    }
    assigned
}

/// Ids in use, and how far the numbering of each has come: a hundred thousand articles of one title must
/// not look at each other.
#[derive(Default)]
struct Taken(FxHashMap<String, u32>);

impl Taken {
    fn take(&mut self, wanted: &str) -> String {
        let Some(number) = self.0.get(wanted) else {
            self.0.insert(wanted.to_owned(), 1);
            return wanted.to_owned();
        };
        let mut number = *number;
        let id = loop {
            number += 1;
            let id = format!("{wanted}-{number}");
            if !self.0.contains_key(&id) {
                break id;
            }
        };
        self.0.insert(wanted.to_owned(), number);
        self.0.insert(id.clone(), 1);
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
