//! The library over time: a bar for each month, or for each year where the months are many, and which of
//! them the list is narrowed to.

use docbao_bundle::{Date, Month};
use docbao_search::Filters;

/// More months than this are shown as years: a bar is then still four pixels wide in the narrowest
/// column.
const MAX_MONTHS: u32 = 60;

/// Articles over time, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Number of the first month or year.
    first: u32,
    /// Months a bar.
    unit: u32,
    /// How many articles of the library each bar stands for.
    pub all: Vec<u32>,
    /// How many of them were found.
    pub found: Vec<u32>,
}

impl Timeline {
    /// The time of `all` months, with the counts of those `found`; both the newest first.
    pub fn new(all: &[(Month, u32)], found: &[(Month, u32)]) -> Self {
        let ends = (all.last(), all.first());
        let (Some((oldest, _)), Some((newest, _))) = ends else { return Timeline::default() };
        let months = number(*newest).saturating_sub(number(*oldest));
        let unit = if months < MAX_MONTHS { 1 } else { 12 };
        let first = number(*oldest) / unit;
        let len = (number(*newest) / unit).saturating_sub(first) + 1;
        let [all, found] = [all, found].map(|months| {
            let mut bars = vec![0; len as usize];
            for (month, count) in months {
                let at = (number(*month) / unit).wrapping_sub(first);
                if let Some(bar) = bars.get_mut(at as usize) {
                    *bar += count;
                }
            }
            bars
        });
        Timeline { first, unit, all, found }
    }

    /// Position of the last bar.
    pub fn last(&self) -> u32 {
        (self.all.len() as u32).saturating_sub(1)
    }

    /// The first and the last bar that the list is narrowed to.
    pub fn chosen(&self, filters: &Filters) -> [u32; 2] {
        let at = |day: Date| {
            (number(day.month()) / self.unit.max(1)).saturating_sub(self.first).min(self.last())
        };
        [filters.from.map_or(0, at), filters.to.map_or(self.last(), at)]
    }

    /// The days from bar to bar, in either order. Open where there is nothing beyond.
    pub fn days(&self, [a, b]: [u32; 2]) -> [Option<Date>; 2] {
        let (from, to) = (a.min(b), a.max(b));
        let begins = (from > 0).then(|| self.day(from, 0, 1)).flatten();
        let month = self.unit.saturating_sub(1);
        let ends = (28..=31).rev().find_map(|day| self.day(to, month, day));
        [begins, ends.filter(|_| to < self.last())]
    }

    /// "5/2019", or "2019" where a bar is a year.
    pub fn name(&self, at: u32) -> String {
        let Some(day) = self.day(at, 0, 1) else { return String::new() };
        let year = day.year().to_string();
        if self.unit > 1 {
            return year;
        }
        [&u32::from(day.month().month()).to_string(), "/", &year].concat()
    }

    fn day(&self, at: u32, month: u32, day: u8) -> Option<Date> {
        let number = (self.first + at) * self.unit + month;
        Date::new((number / 12) as u16, (number % 12 + 1) as u8, day)
    }
}

fn number(month: Month) -> u32 {
    u32::from(month.year()) * 12 + u32::from(month.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(months: &[(u16, u8, u32)]) -> Vec<(Month, u32)> {
        let month =
            |&(year, month, count): &(u16, u8, u32)| (Month::new(year, month).unwrap(), count);
        months.iter().map(month).collect()
    }

    fn filters(from: Option<Date>, to: Option<Date>) -> Filters {
        Filters { from, to, ..Filters::default() }
    }

    #[test]
    fn months_without_articles_have_their_place() {
        let all = months(&[(2020, 2, 9), (2019, 11, 5)]);
        let line = Timeline::new(&all, &months(&[(2020, 2, 3)]));
        assert_eq!(line.found, [0, 0, 0, 3]);
        assert_eq!(line.all, [5, 0, 0, 9]);
        assert_eq!((line.name(0), line.name(2)), ("11/2019".into(), "1/2020".into()));
        assert_eq!(Timeline::new(&[], &all).found, [0; 0]);
    }

    #[test]
    fn what_is_chosen_comes_back() {
        let line = Timeline::new(&months(&[(2020, 3, 1), (2019, 11, 1)]), &[]);
        assert_eq!(line.days([0, 4]), [None, None], "all of it is no filter");
        let days = line.days([3, 1]);
        assert_eq!(days, [Date::new(2019, 12, 1), Date::new(2020, 2, 29)]);
        assert_eq!(line.chosen(&filters(days[0], days[1])), [1, 3]);
        assert_eq!(line.chosen(&filters(Date::new(1999, 1, 1), Date::new(2030, 1, 1))), [0, 4]);
    }

    #[test]
    fn many_months_are_shown_as_years() {
        let all = months(&[(2024, 5, 2), (2024, 1, 1), (2012, 3, 4)]);
        let line = Timeline::new(&all, &all);
        assert_eq!(line.found.len(), 13);
        assert_eq!((line.found[0], line.found[12]), (4, 3));
        assert_eq!(line.name(12), "2024");
        assert_eq!(line.days([1, 1]), [Date::new(2013, 1, 1), Date::new(2013, 12, 31)]);
    }

    #[test]
    fn nothing_is_out_of_range() {
        for line in [Timeline::default(), Timeline::new(&months(&[(9999, 12, 1), (1, 1, 1)]), &[])]
        {
            let _ =
                (line.chosen(&filters(None, None)), line.name(u32::MAX / 24), line.days([0, 9]));
        }
    }
}
