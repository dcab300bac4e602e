//! Days and months of the proleptic Gregorian calendar, as published on a page. No clock, no time
//! zone: an article is published on a day.

use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day, from 0001-01-01 to 9999-12-31. Written and parsed as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A month of a year. Written and parsed as `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: u16,
    month: u8,
}

/// The text is no day or month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date: expected YYYY-MM-DD or YYYY-MM")]
pub struct ParseDateError;

impl Date {
    /// Returns the day, or `None` if the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Date { year, month, day })
    }

    /// 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month it lies in.
    pub fn month(self) -> Month {
        Month { year: self.year, month: self.month }
    }

    /// 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// A number that grows with the day (not without gaps); 0 is no day. For storage.
    #[cfg(any(test, feature = "write"))]
    pub(crate) fn to_code(self) -> u32 {
        (u32::from(self.year) * 13 + u32::from(self.month)) * 32 + u32::from(self.day)
    }

    /// The day that has this code, if any.
    pub(crate) fn from_code(code: u32) -> Option<Self> {
        let (months, day) = (code / 32, code % 32);
        let (year, month) = (months / 13, months % 13);
        Date::new(u16::try_from(year).ok()?, month as u8, day as u8)
    }
}

impl Month {
    /// Returns the month, or `None` if there is no such month.
    pub fn new(year: u16, month: u8) -> Option<Self> {
        Date::new(year, month, 1).map(Date::month)
    }

    /// 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads `count` ASCII digits and what follows them.
fn digits(text: &str, count: usize) -> Option<(u16, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let only_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    only_digits.then(|| number.parse().ok().map(|number| (number, rest)))?
}

impl FromStr for Month {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, ParseDateError> {
        let parse = || {
            let (year, rest) = digits(text, 4)?;
            let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
            rest.is_empty().then(|| Month::new(year, month as u8))?
        };
        parse().ok_or(ParseDateError)
    }
}

impl FromStr for Date {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, ParseDateError> {
        let parse = || {
            let (month, day) = text.split_at_checked(7)?;
            let month: Month = month.parse().ok()?;
            let (day, rest) = digits(day.strip_prefix('-')?, 2)?;
            rest.is_empty().then(|| Date::new(month.year, month.month, day as u8))?
        };
        parse().ok_or(ParseDateError)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.month(), self.day)
    }
}

macro_rules! serde_as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl Visitor<'_> for Text {
                    type Value = $type;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a date")
                    }
                    fn visit_str<E: Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
    };
}

serde_as_text!(Date);
serde_as_text!(Month);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for text in ["2019-11-21", "2020-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in [
            "2019-02-29",
            "1900-02-29",
            "2019-13-01",
            "2019-00-01",
            "2019-1-1",
            "",
            "đ019-01-01",
            "2019-11-211",
            "+019-01-01",
        ] {
            assert_eq!(text.parse::<Date>(), Err(ParseDateError), "{text}");
        }
    }

    #[test]
    fn codes_keep_the_order_of_days() {
        let days = ["2019-12-31", "2020-01-01", "2020-01-02", "2020-02-01"]
            .map(|d| d.parse::<Date>().unwrap());
        assert!(days.is_sorted_by_key(|day| day.to_code()));
        assert!(days.iter().all(|day| Date::from_code(day.to_code()) == Some(*day)));
        assert_eq!(Date::from_code(0), None);
        assert_eq!(Date::from_code(u32::MAX), None);
    }
}
