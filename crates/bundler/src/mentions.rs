//! What an article mentions: people with their functions, organisations, places, official papers and
//! days, found in its text by rules and small tables. Pure functions of text.
//!
//! Precision comes before recall: a chip that is wrong costs a publisher's name more than one that is
//! missing. What cannot be told from what stands around it is left alone.

mod days;
mod offices;
mod papers;
mod people;
mod places;
mod tables;
mod words;

use std::collections::HashSet;
use std::ops::Range;

use docbao_bundle::{Article, Date, Mentions, Person, Place, When};
use docbao_search::text::fold;

use self::days::{Found, YearOf};
use self::words::{Word, words};

/// Things of one kind that are kept of an article: more would be a register, and no help.
const MAX_OF_KIND: usize = 100;

/// Finds what an article mentions.
pub fn find(article: &Article) -> Mentions {
    let head = [Some(article.title.as_str()), article.lead.as_deref()];
    let head = head.into_iter().flatten().map(str::to_owned);
    let mut gathered = Gathered::default();
    for text in head.chain(article.passages()) {
        gathered.read(&text);
    }
    gathered.finish(article.published)
}

/// Whether a text begins with a surname.
pub(crate) fn begins_with_surname(text: &str) -> bool {
    tables::SURNAME.at(&words(text), 0).is_some()
}

/// Reads a place as it is written, "TP. Hải Phòng", as what is kept of it.
pub fn place(text: &str) -> Option<Place> {
    places::parse(text)
}

/// What has been found so far.
#[derive(Default)]
struct Gathered {
    mentions: Mentions,
    days: Vec<Found>,
    /// Organisations, folded: names are written in many ways.
    seen: HashSet<String>,
}

impl Gathered {
    fn read(&mut self, text: &str) {
        let words = words(text);
        let mut taken = vec![false; words.len()];
        for (range, paper) in papers::find(&words) {
            take(&mut taken, &range);
            if !self.mentions.documents.iter().any(|known| known.number == paper.number) {
                self.mentions.documents.push(paper);
            }
        }
        for (range, found) in days::find(&words, &taken) {
            take(&mut taken, &range);
            self.days.push(found);
        }
        let offices = offices::find(&words);
        for range in &offices {
            let name = written(text, &words, range);
            if self.seen.insert(fold(&name)) {
                self.mentions.organisations.push(name);
            }
        }
        for (range, person) in people::find(&words, &taken) {
            // A school's name holds somebody's, and that is not who is meant.
            let is_part = offices.iter().any(|office| office.contains(&range.start));
            if !is_part {
                take(&mut taken, &range);
                self.add_person(person);
            }
        }
        offices.iter().for_each(|range| take(&mut taken, range));
        for (_, place) in places::find(&words, &taken) {
            self.add_place(place);
        }
    }

    fn add_person(&mut self, person: Person) {
        let known =
            self.mentions.people.iter_mut().find(|known| fold(&known.name) == fold(&person.name));
        match known {
            // Whoever is introduced later keeps the first name and gets the function.
            Some(known) => known.role = known.role.take().or(person.role),
            None => self.mentions.people.push(person),
        }
    }

    /// "Đồ Sơn" is the "quận Đồ Sơn" that the article speaks of.
    fn add_place(&mut self, place: Place) {
        let is_same = |known: &Place| fold(&known.name) == fold(&place.name);
        let places = &mut self.mentions.places;
        match &place.unit {
            None if places.iter().any(is_same) => {}
            Some(_) if places.iter().any(|known| is_same(known) && known.unit == place.unit) => {}
            Some(_) => match places.iter_mut().find(|known| is_same(known) && known.unit.is_none())
            {
                Some(known) => known.unit = place.unit,
                None => places.push(place),
            },
            None => places.push(place),
        }
    }

    fn finish(self, published: Option<Date>) -> Mentions {
        let Gathered { mut mentions, days, .. } = self;
        for found in days {
            let when = match (found.when, found.year) {
                (When::DayOfYear(month, day), YearOf::Inherited) => inherit(month, day, published),
                (when, _) => when,
            };
            add(&mut mentions.dates, when, |a, b| a == b);
        }
        mentions.people.truncate(MAX_OF_KIND);
        mentions.organisations.truncate(MAX_OF_KIND);
        mentions.places.truncate(MAX_OF_KIND);
        mentions.documents.truncate(MAX_OF_KIND);
        mentions.dates.truncate(MAX_OF_KIND);
        mentions
    }
}

/// The day of the year that news of `published` means: that year, or the one before if it would be
/// half a year ahead. Years that the text tells of are no help: they are more often those of the past.
fn inherit(month: u8, day: u8, published: Option<Date>) -> When {
    const FAR_AHEAD: i32 = 6;
    let of_year = |published: Date| {
        let ahead = i32::from(month) - i32::from(published.month().month());
        let year = if ahead > FAR_AHEAD { published.year() - 1 } else { published.year() };
        Date::new(year, month, day).map(When::Day)
    };
    published.and_then(of_year).unwrap_or(When::DayOfYear(month, day))
}

fn take(taken: &mut [bool], range: &Range<usize>) {
    taken[range.clone()].fill(true);
}

fn add<T>(all: &mut Vec<T>, one: T, is_same: impl Fn(&T, &T) -> bool) {
    if !all.iter().any(|known| is_same(known, &one)) {
        all.push(one);
    }
}

/// Words as the text writes them.
fn written(text: &str, words: &[Word<'_>], range: &Range<usize>) -> String {
    let end = words[range.end - 1].end();
    text[words[range.start].start..end].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
