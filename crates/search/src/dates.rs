//! Dates in a query, in any of the spellings that Vietnamese papers use: 16/5/2019, 16-05-2019,
//! 2019-05-16, "ngày 16 tháng 5 năm 2019", "tháng 5/2019", 16/5. The day comes before the month.

use docbao_bundle::Date;

use crate::query::Word;

/// A year, a month of a year, a day of a month, or a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    year: Option<u16>,
    month: Option<u16>,
    day: Option<u16>,
}

/// Years that are taken for years.
const YEARS: std::ops::RangeInclusive<u16> = 1000..=2999;

/// Reads the date that the words begin with, and how many words it takes. A lone number is a year.
pub(crate) fn read(words: &[Word]) -> Option<(Moment, usize)> {
    let is_noun = |at: usize, noun: (&str, u32)| {
        words
            .get(at)
            .is_some_and(|word| word.fold == noun.0 && (word.marks == 0 || word.marks == noun.1))
    };
    let number = |at: usize| {
        let fold = words.get(at).map(|word| word.fold.as_str())?;
        fold.bytes().all(|byte| byte.is_ascii_digit()).then(|| fold.parse::<u16>().ok())?
    };
    let mut at = usize::from(is_noun(0, DAY));
    // The next number, after its noun or right after the number before.
    let next = |at: &mut usize, noun: (&str, u32)| {
        let place = *at + usize::from(is_noun(*at, noun));
        let joined = place > *at || words.get(place).is_some_and(|word| word.is_glued);
        let number = number(place).filter(|_| joined)?;
        *at = place + 1;
        Some(number)
    };
    let mut moment = Moment::default();
    if is_noun(at, MONTH) {
        moment.month = next(&mut at, MONTH);
        moment.year = next(&mut at, YEAR);
        moment.year?;
    } else {
        at += usize::from(is_noun(at, YEAR));
        let first = number(at)?;
        at += 1;
        let second = next(&mut at, MONTH);
        if YEARS.contains(&first) {
            let day = second.and_then(|_| next(&mut at, DAY));
            moment = Moment { year: Some(first), month: second, day };
        } else if second.is_some_and(|second| YEARS.contains(&second)) {
            moment = Moment { year: second, month: Some(first), day: None };
        } else {
            second?;
            moment = Moment { day: Some(first), month: second, year: next(&mut at, YEAR) };
        }
    }
    // What is glued to more is a document number: 43/2014/NĐ-CP.
    let is_part = words[0].is_glued || words.get(at).is_some_and(|word| word.is_glued);
    (moment.exists() && !is_part).then_some((moment, at))
}

/// Nouns of dates, folded, with their marks.
const DAY: (&str, u32) = ("ngay", 1);
const MONTH: (&str, u32) = ("thang", 4);
const YEAR: (&str, u32) = ("nam", 6);

impl Moment {
    fn exists(self) -> bool {
        let Moment { year, month, day } = self;
        // The 29th of February has a year to stand in.
        let year = year.unwrap_or(2000);
        let small = |number: Option<u16>| u8::try_from(number.unwrap_or(1)).unwrap_or(0);
        YEARS.contains(&year) && Date::new(year, small(month), small(day)).is_some()
    }

    /// Hands the ways of writing it to `each`, folded: numbers alone, with nouns, the year first; days
    /// and months below ten with and without a zero.
    pub(crate) fn forms(self, each: &mut dyn FnMut(&str)) {
        let Some(month) = self.month else { return };
        let year = self.year.map(|year| year.to_string());
        let padded = |number: u16, is_padded| {
            let zero = if is_padded && number < 10 { "0" } else { "" };
            [zero, &number.to_string()].concat()
        };
        // The first bit pads the day, the second the month.
        for padding in 0..4 {
            let has_no_use = |bit, number: Option<u16>| {
                padding & bit > 0 && number.is_none_or(|number| number > 9)
            };
            if has_no_use(1, self.day) || has_no_use(2, self.month) {
                continue;
            }
            let day = self.day.map(|day| padded(day, padding & 1 > 0));
            let month = padded(month, padding & 2 > 0);
            for nouns in [["", ""], ["thang ", "nam "]] {
                let mut form = String::new();
                if let Some(day) = &day {
                    form.push_str(day);
                    form.push(' ');
                }
                form.push_str(nouns[0]);
                form.push_str(&month);
                if let Some(year) = &year {
                    form.push(' ');
                    form.push_str(nouns[1]);
                    form.push_str(year);
                }
                each(&form);
            }
        }
        if let Some(mut form) = year {
            for number in [self.month, self.day].into_iter().flatten() {
                form.push(' ');
                form.push_str(&padded(number, true));
            }
            each(&form);
        }
    }

    /// The first and the last of the days meant; `None` without a year.
    pub(crate) fn days(self) -> Option<(Date, Date)> {
        let year = self.year?;
        let day = |month: u16, day: u16| {
            // Months end on the 28th at the earliest.
            (28.min(day)..=day).rev().find_map(|day| Date::new(year, month as u8, day as u8))
        };
        let first = day(self.month.unwrap_or(1), self.day.unwrap_or(1))?;
        let last = day(self.month.unwrap_or(12), self.day.unwrap_or(31))?;
        Some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, usize)>) {
        let read = read(&Query::parse(text).words);
        let show = |part: Option<u16>| part.map_or("?".to_owned(), |part| part.to_string());
        let show = |(m, len): (Moment, usize)| {
            (format!("{}-{}-{}", show(m.year), show(m.month), show(m.day)), len)
        };
        let expected = expected.map(|(moment, len)| (moment.to_owned(), len));
        assert_eq!(read.map(show), expected, "{text}");
    }

    #[test]
    fn dates_are_read_in_every_spelling() {
        for text in ["16/5/2019", "16-05-2019", "16.5.2019", "2019-05-16"] {
            check(text, Some(("2019-5-16", 3)));
        }
        check("ngày 16 tháng 5 năm 2019", Some(("2019-5-16", 6)));
        check("ngay 16 thang 05 nam 2019 tai", Some(("2019-5-16", 6)));
        check("ngày 16/5/2019", Some(("2019-5-16", 4)));
        check("tháng 5 năm 2019", Some(("2019-5-?", 4)));
        check("tháng 5/2019", Some(("2019-5-?", 3)));
        check("5/2019", Some(("2019-5-?", 2)));
        check("16/5", Some(("?-5-16", 2)));
        check("16 tháng 5", Some(("?-5-16", 3)));
        check("2019", Some(("2019-?-?", 1)));
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "43/2014/NĐ-CP",
            "31/2/2019",
            "5",
            "5 2019",
            "5 năm 2019",
            "2 thắng 5",
            "50/50",
            "16/13/2019",
            "05-CT/TW",
            "tháng 5",
            "99999/2019",
            "ngày",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn nouns_have_their_marks() {
        for (noun, word) in [(DAY, "ngày"), (MONTH, "tháng"), (YEAR, "năm")] {
            let word = &Query::parse(word).words[0];
            assert_eq!(noun, (word.fold.as_str(), word.marks));
        }
    }
}
