//! What an article mentions: people, organisations, places, official papers and days. Found by the
//! builder of the library, or given by the publisher; how they are found is not this crate's business.

use std::fmt;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::date::{Date, Month, ParseDateError};

/// What an article mentions, each thing once, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mentions {
    /// People, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Offices, councils, companies, schools: the longest name that stands there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<String>,
    /// Places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Official papers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Paper>,
    /// Days, months and years that something happened in. When the article itself was published is
    /// [`Article::published`](crate::Article::published), and not among them for that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<When>,
}

/// Somebody who is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// Name without a form of address.
    pub name: String,
    /// Function, as the text says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A place that is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The name alone: "Đồ Sơn".
    pub name: String,
    /// What kind of unit it is called, in small letters: "quận". None where the text does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// An official paper that is named by its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Paper {
    /// Its number in the one spelling of all: "05-CT/TW", "30/2020/NĐ-CP".
    pub number: String,
    /// What it is called: "Chỉ thị". None where the text does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A day, a month or a year, as exactly as a text tells it. Written as ISO 8601 writes them:
/// `2019-05-16`, `2019-05`, `2019`, and `--05-16` for a day of a year that nobody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// A day.
    Day(Date),
    /// A month.
    Month(Month),
    /// A year, 1 to 9999.
    Year(u16),
    /// Month and day of a year that is not known.
    DayOfYear(u8, u8),
}

impl Mentions {
    /// Whether nothing is mentioned.
    pub fn is_empty(&self) -> bool {
        *self == Mentions::default()
    }
}

impl Place {
    /// The name as it is shown and filtered by: "quận Đồ Sơn".
    pub fn full_name(&self) -> String {
        match &self.unit {
            Some(unit) => [unit, " ", &self.name].concat(),
            None => self.name.clone(),
        }
    }
}

impl FromStr for When {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, ParseDateError> {
        if let Some(day) = text.strip_prefix("--") {
            // Any leap year: the 29th of February is a day of some year.
            let day: Date = ["2000-", day].concat().parse()?;
            return Ok(When::DayOfYear(day.month().month(), day.day()));
        }
        match text.len() {
            4 => [text, "-01"].concat().parse().map(|month: Month| When::Year(month.year())),
            7 => text.parse().map(When::Month),
            _ => text.parse().map(When::Day),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Day(day) => day.fmt(f),
            When::Month(month) => month.fmt(f),
            When::Year(year) => write!(f, "{year:04}"),
            When::DayOfYear(month, day) => write!(f, "--{month:02}-{day:02}"),
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_are_written_as_exactly_as_they_are_known() {
        for text in ["2019-05-16", "2019-05", "2019", "--05-16", "--02-29"] {
            assert_eq!(text.parse::<When>().unwrap().to_string(), text);
        }
        for text in
            ["", "19", "2019-13", "2019-5", "0000", "--02-30", "--5-1", "ngày", "+999", "1/2/"]
        {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_what_is_mentioned_is_written() {
        let mentions = Mentions {
            places: vec![Place { name: "Đồ Sơn".into(), unit: Some("quận".into()) }],
            dates: vec![When::Year(2019)],
            ..Mentions::default()
        };
        let json = r#"{"places":[{"name":"Đồ Sơn","unit":"quận"}],"dates":["2019"]}"#;
        assert_eq!(serde_json::to_string(&mentions).unwrap(), json);
        assert_eq!(serde_json::from_str::<Mentions>(json).unwrap(), mentions);
        assert_eq!(mentions.places[0].full_name(), "quận Đồ Sơn");
    }
}
