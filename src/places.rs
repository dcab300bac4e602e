//! Where a visitor stopped reading, article by article, the latest first: what is kept on the device.

use crate::route::{decode, encode};

/// Where the places of a library are kept, before its address.
pub const KEPT_UNDER: &str = "docbao.places ";

/// Articles remembered. Each is about 300 bytes of the five million that a site may keep.
const KEPT: usize = 100;

/// Whoever stopped before this, in thousandths of a text, has only looked; after the other, has read
/// it to the end.
const BEGUN: u32 = 50;
const ENDED: u32 = 960;

/// An article that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Id of the article.
    pub id: String,
    /// How far it was read, in thousandths of the text.
    pub at: u32,
    /// The passage that stood at the top then, as [`Quote::to_link`](crate::quote::Quote::to_link) tells it.
    pub words: String,
    /// Its title.
    pub title: String,
    /// BCP 47 language of the title; empty where nobody wrote it down.
    pub lang: String,
}

/// The articles opened last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Vec<Place>);

impl Places {
    /// Reads what was kept; a line that does not read is left out.
    pub fn parse(kept: &str) -> Self {
        let place = |line: &str| {
            let mut parts = line.split(' ');
            let at = parts.next()?.parse().ok()?;
            let id = decode(parts.next()?);
            // Lines of earlier readers have no more than that.
            let mut rest = || parts.next().map(decode).unwrap_or_default();
            Some(Place { id, at, words: rest(), title: rest(), lang: rest() })
        };
        Places(kept.lines().filter_map(place).take(KEPT).collect())
    }

    /// Writes it to be kept.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for Place { id, at, words, title, lang } in &self.0 {
            text.push_str(&at.to_string());
            for part in [id, words, title, lang] {
                text.push_str(&[" ", &encode(part)].concat());
            }
            text.push('\n');
        }
        text
    }

    /// Remembers how far an article was read; it is now the latest.
    pub fn put(&mut self, place: Place) {
        self.0.retain(|known| known.id != place.id);
        self.0.insert(0, place);
        self.0.truncate(KEPT);
    }

    /// Remembers that an article was opened; it is now the latest. How far it was read the last time stays.
    pub fn open(&mut self, id: &str, title: &str, lang: &str) {
        let known = self.0.iter().find(|place| place.id == id).cloned();
        let (at, words) = known.map(|place| (place.at, place.words)).unwrap_or_default();
        let [id, title, lang] = [id, title, lang].map(str::to_owned);
        self.put(Place { id, at, words, title, lang });
    }

    /// Where to go on in an article; `None` if it was hardly begun or read to its end.
    pub fn resume(&self, id: &str) -> Option<&Place> {
        self.half_read().find(|place| place.id == id)
    }

    /// The articles that were begun and not read to their end, the latest first.
    pub fn half_read(&self) -> impl Iterator<Item = &Place> {
        self.0.iter().filter(|place| (BEGUN..ENDED).contains(&place.at))
    }

    /// All articles that were opened, the latest first.
    pub fn all(&self) -> impl Iterator<Item = &Place> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: &str, at: u32) -> Place {
        let words = "Quận họp".into();
        Place { id: id.into(), at, words, title: String::new(), lang: "vi".into() }
    }

    #[test]
    fn places_come_back_as_they_were_kept() {
        let mut places = Places::default();
        places.put(place("a b", 500));
        places.put(place("đê", 20));
        let again = Places::parse(&places.to_text());
        assert_eq!(again.resume("a b"), Some(&place("a b", 500)));
        assert_eq!(again.resume("đê"), None, "hardly begun");
        assert_eq!(again, places);
        assert_eq!(
            Places::parse("500 a").resume("a").map(|place| place.at),
            Some(500),
            "an earlier reader's"
        );
        assert_eq!(Places::parse("x\n500\n\n-1 a"), Places::default());
    }

    #[test]
    fn what_is_opened_is_remembered_and_where_it_was_left_stays() {
        let mut places = Places::default();
        places.put(place("a", 500));
        places.put(place("b", 20));
        places.open("c", "Một trang", "vi");
        places.open("a", "New name", "en");
        let order: Vec<_> = places.all().map(|place| (place.id.as_str(), place.at)).collect();
        assert_eq!(order, [("a", 500), ("c", 0), ("b", 20)]);
        let again = places.resume("a").unwrap();
        let parts = [&again.title, &again.lang, &again.words].map(String::as_str);
        assert_eq!(parts, ["New name", "en", "Quận họp"]);
    }

    #[test]
    fn the_latest_comes_first_and_the_oldest_goes() {
        let mut places = Places::default();
        for number in 0..150 {
            places.put(place(&number.to_string(), 500));
        }
        places.put(place("149", 990));
        assert_eq!(places.0.len(), KEPT);
        assert_eq!(places.resume("149"), None, "read to the end");
        assert_eq!(places.resume("49"), None, "long ago");
        assert_eq!(places.resume("148"), Some(&place("148", 500)));
    }
}
