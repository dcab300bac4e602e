//! Days, months and years in running text:
//!
//! ```text
//! 15/5/2016 · 15-5-2016 · 15.5.2016 · ngày 15 tháng 5 năm 2016     a day
//! ngày 15, 16/5/2016 · 15-16/5/2016                                several
//! ngày 15/5 · sáng 15/5 · ngày 15 tháng 5                          a day of some year
//! tháng 5/2016 · tháng 5 năm 2016 · 5/2016                         a month
//! năm 2016 · giai đoạn 2016 - 2020 · quý I/2016                    a year
//! ```
//!
//! What may as well be a ratio, a house number or a part of a paper's number is none: a day without a
//! year needs a word before it that says so. Days of the lunar calendar are left alone.

use std::ops::Range;
use std::sync::LazyLock;

use docbao_bundle::{Date, Month, When};

use super::papers;
use super::words::{Lexicon, Word};

/// A day, month or year as far as the text says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// What it is.
    pub(super) when: When,
    /// What else must be known of it.
    pub(super) year: YearOf,
}

/// Where the year of a day comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearOf {
    /// It is written.
    Written,
    /// The day's year is that of the news.
    Inherited,
    /// The day comes back each year: "dịp lễ 30/4".
    None,
}

/// What a word before a number says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    Day,
    Feast,
    Month,
    Year,
    Quarter,
}

static CUES: LazyLock<Lexicon<Cue>> = LazyLock::new(|| {
    const PHRASES: [(Cue, &[&str]); 5] = [
        (
            Cue::Day,
            &[
                "ngày",
                "sáng",
                "trưa",
                "chiều",
                "tối",
                "đêm",
                "hôm",
                "sáng nay",
                "chiều nay",
                "tối nay",
                "hôm nay",
                "hôm qua",
                "sáng qua",
                "chiều qua",
                "ngày mai",
            ],
        ),
        (Cue::Feast, &["dịp", "lễ", "quốc khánh", "ngày lễ", "dịp lễ", "nghỉ lễ"]),
        (Cue::Month, &["tháng"]),
        (
            Cue::Year,
            &[
                "năm",
                "năm học",
                "các năm",
                "giai đoạn",
                "nhiệm kỳ",
                "khóa",
                "niên khóa",
                "sinh",
                "SN",
                "sinh năm",
                "xuân",
            ],
        ),
        (Cue::Quarter, &["quý"]),
    ];
    let flat =
        PHRASES.iter().flat_map(|(cue, phrases)| phrases.iter().map(|phrase| (*phrase, *cue)));
    Lexicon::new(flat)
});

/// Words between the two ends of a period, or in a list.
static LINKS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "đến",
            "đến hết",
            "đến ngày",
            "đến hết ngày",
            "tới",
            "tới ngày",
            "và",
            "và ngày",
            "hoặc",
            "đến tháng",
            "đến hết tháng",
            "đến năm",
            "và năm",
            "và tháng",
        ]
        .map(|word| (word, ())),
    )
});

/// Words that a month with a dash stands behind: "từ 9-2016".
static SINCE: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(["từ", "đến", "cuối", "đầu", "giữa", "vào", "hết"].map(|word| (word, ())))
});

/// What makes a date one of the lunar calendar.
static LUNAR: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(["âm lịch", "ÂL", "(âm lịch"].map(|word| (word, ()))));

/// Finds days, months and years among words that are not taken by something else: the words that each
/// takes, and what it is.
pub(super) fn find(words: &[Word<'_>], taken: &[bool]) -> Vec<(Range<usize>, Found)> {
    let mut found: Vec<(Range<usize>, Found)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is_free = |range: &Range<usize>| !taken[range.clone()].contains(&true);
        let here = words[at].text.starts_with(|c: char| c.is_ascii_digit() || "IV".contains(c));
        let read = here
            .then(|| read(words, at, found.last()))
            .flatten()
            .filter(|(range, _)| is_free(range));
        match read {
            Some((range, several)) => {
                // "từ ngày 1/7 đến 15/8/2019": both ends are of the year that the last one says.
                let year = several.first().and_then(|found| match found.when {
                    When::Day(day) => Some(day.year()),
                    _ => None,
                });
                if let (Some(year), Some((before, first))) = (year, found.last_mut())
                    && let (When::DayOfYear(month, day), YearOf::Inherited) =
                        (first.when, first.year)
                    && is_linked(words, before.end, range.start)
                    && let Some(day) = Date::new(year, month, day)
                {
                    first.when = When::Day(day);
                }
                at = range.end;
                if LUNAR.at(words, at).is_none() {
                    found.extend(several.into_iter().map(|found| (range.clone(), found)));
                }
            }
            None => at += 1,
        }
    }
    found
}

type Read = (Range<usize>, Vec<Found>);

/// Reads what begins at a word.
fn read(words: &[Word<'_>], at: usize, last: Option<&(Range<usize>, Found)>) -> Option<Read> {
    let cue = CUES
        .before(words, at)
        .filter(|_| words[at].gap.trim_matches([' ', '(']).is_empty())
        .map(|(_, cue)| cue);
    // What is linked to a date that was read is said to be one by the same word.
    let linked = last.filter(|(range, _)| is_linked(words, range.end, at)).map(|(_, found)| *found);
    full(words, at)
        .or_else(|| written_out(words, at))
        .or_else(|| several(words, at, cue))
        .or_else(|| month(words, at, cue))
        .or_else(|| years(words, at, cue, linked))
        .or_else(|| part(words, at, cue, linked))
}

/// "15/5/2016".
fn full(words: &[Word<'_>], at: usize) -> Option<Read> {
    // The rest of a number, or of a longer date.
    let is_tail = words[at].gap.ends_with(['/', '-']) && !words[at].gap.starts_with(' ');
    if is_tail { None } else { full_from(words, at) }
}

fn full_from(words: &[Word<'_>], at: usize) -> Option<Read> {
    let [day, month, year] = words.get(at..at + 3)? else {
        return None;
    };
    let signs = (sign(month.gap)?, sign(year.gap)?);
    let goes_on = words.get(at + 3).is_some_and(|next| next.gap == "/" || next.gap == "-");
    if signs.0 != signs.1 || goes_on {
        return None;
    }
    let date = Date::new(year.number_of(4..=4)?, small(month)?, small(day)?)?;
    Some((at..at + 3, vec![written(When::Day(date))]))
}

/// "15 tháng 5 năm 2016", "15 tháng 5/2016", "15 tháng 5".
fn written_out(words: &[Word<'_>], at: usize) -> Option<Read> {
    let day = small(&words[at])?;
    let is_month = |at| CUES.at(words, at).is_some_and(|(len, cue)| len == 1 && cue == Cue::Month);
    let month = words
        .get(at + 2)
        .filter(|word| is_month(at + 1) && word.follows() && words[at + 1].follows());
    let month = small(month?)?;
    let is_year = |at| CUES.at(words, at).is_some_and(|(len, cue)| len == 1 && cue == Cue::Year);
    let year = match words.get(at + 3) {
        Some(_) if is_year(at + 3) => {
            words.get(at + 4).and_then(year_of).map(|year| (year, at + 5))
        }
        Some(word) if sign(word.gap).is_some() => year_of(word).map(|year| (year, at + 4)),
        _ => None,
    };
    if let Some((year, end)) = year {
        let date = Date::new(year, month, day)?;
        return Some((at..end, vec![written(When::Day(date))]));
    }
    let is_day = CUES.before(words, at).is_some_and(|(_, cue)| cue == Cue::Day);
    let when = day_of_year(month, day).filter(|_| is_day)?;
    Some((at..at + 3, vec![Found { when, year: YearOf::Inherited }]))
}

/// "15, 16/5/2016", "15 và 16/5", "15-16/5": days before the one that has the month.
fn several(words: &[Word<'_>], at: usize, cue: Option<Cue>) -> Option<Read> {
    const MAX_DAYS: usize = 6;
    let mut days = vec![small(&words[at])?];
    let mut next = at + 1;
    loop {
        let word = words.get(next)?;
        let links = LINKS.at(words, next).map_or(0, |(len, ())| len);
        let day_at = match word.gap.trim() {
            "," | "-" | "–" => next,
            "" if links > 0 => next + links,
            _ => return None,
        };
        days.push(small(words.get(day_at)?)?);
        let after = words.get(day_at + 1)?;
        next = day_at + 1;
        if after.gap == "/" || after.gap == "-" && word.gap.trim() != "-" {
            break;
        }
        if days.len() == MAX_DAYS {
            return None;
        }
    }
    let is_ascending = days.is_sorted_by(|a, b| a < b);
    if !is_ascending || cue != Some(Cue::Day) {
        return None;
    }
    let (range, of_last) =
        full_from(words, next - 1).or_else(|| part(words, next - 1, Some(Cue::Day), None))?;
    let last = *of_last.first()?;
    let of_day = |day: u8| match last.when {
        When::Day(date) => Date::new(date.year(), date.month().month(), day).map(When::Day),
        When::DayOfYear(month, _) => day_of_year(month, day),
        _ => None,
    };
    let all: Option<Vec<Found>> =
        days.into_iter().map(|day| of_day(day).map(|when| Found { when, ..last })).collect();
    Some((at..range.end, all?))
}

/// "tháng 5/2016", "tháng 5 năm 2016", "5/2016".
fn month(words: &[Word<'_>], at: usize, cue: Option<Cue>) -> Option<Read> {
    let month = small(&words[at])?;
    let next = words.get(at + 1)?;
    let is_year = CUES.at(words, at + 1).is_some_and(|(len, cue)| len == 1 && cue == Cue::Year);
    let (year, end) = match cue {
        Some(Cue::Month) if is_year && next.follows() => (year_of(words.get(at + 2)?)?, at + 3),
        Some(Cue::Month) if sign(next.gap).is_some() || next.gap == ", " => {
            (year_of(next)?, at + 2)
        }
        // A quarter is as exact as its year.
        Some(Cue::Quarter) if next.gap == "/" => {
            return Some((at..at + 2, vec![written(When::Year(year_of(next)?))]));
        }
        _ if next.gap == "-" && SINCE.before(words, at).is_some() && words[at].follows() => {
            (year_of(next)?, at + 2)
        }
        // Neither the second half of a day nor the number of a paper.
        _ if next.gap == "/" && !words[at].gap.ends_with(['/', '-', '.']) => {
            let goes_on = words.get(at + 2).is_some_and(|word| word.gap == "/" || word.gap == "-");
            if goes_on || papers::kind_before(words, at).is_some() || words[at].text.len() > 2 {
                return None;
            }
            (year_of(next)?, at + 2)
        }
        _ => return None,
    };
    Some((at..end, vec![written(When::Month(Month::new(year, month)?))]))
}

/// "năm 2016", "2016-2020", "quý I/2016".
fn years(words: &[Word<'_>], at: usize, cue: Option<Cue>, linked: Option<Found>) -> Option<Read> {
    let next = words.get(at + 1);
    if cue == Some(Cue::Quarter) && matches!(words[at].text, "I" | "II" | "III" | "IV") {
        let year = next.filter(|next| next.gap == "/").and_then(year_of)?;
        return Some((at..at + 2, vec![written(When::Year(year))]));
    }
    let first = year_of(&words[at])?;
    let is_part = words[at].gap.ends_with(['/', '.', ',']) && !words[at].gap.starts_with(", ")
        || next.is_some_and(|next| matches!(next.gap, "/" | "." | ","));
    if is_part {
        return None;
    }
    let second = next.filter(|next| matches!(next.gap.trim(), "-" | "–")).and_then(year_of);
    if let Some(second) = second.filter(|second| first < *second && *second - first <= 60) {
        let several = [first, second].map(|year| written(When::Year(year))).to_vec();
        return Some((at..at + 2, several));
    }
    let is_linked = matches!(linked.map(|linked| linked.when), Some(When::Year(_)));
    (cue == Some(Cue::Year) || is_linked).then(|| (at..at + 1, vec![written(When::Year(first))]))
}

/// "ngày 15/5": a day that says no year. A ratio says no less.
fn part(words: &[Word<'_>], at: usize, cue: Option<Cue>, linked: Option<Found>) -> Option<Read> {
    let next = words.get(at + 1)?;
    let is_linked =
        linked.is_some_and(|found| matches!(found.when, When::Day(_) | When::DayOfYear(..)));
    let year = match cue {
        Some(Cue::Day) => YearOf::Inherited,
        Some(Cue::Feast) => YearOf::None,
        _ if is_linked => linked?.year,
        _ => return None,
    };
    let year = if year == YearOf::Written { YearOf::Inherited } else { year };
    let goes_on = words.get(at + 2).is_some_and(|word| matches!(word.gap, "/" | "-" | "."));
    let is_part = matches!(next.gap, "/" | "-") || next.gap == "." && cue == Some(Cue::Day);
    let when = day_of_year(small(next)?, small(&words[at])?).filter(|_| is_part && !goes_on)?;
    Some((at..at + 2, vec![Found { when, year }]))
}

/// Whether only a link stands between two places.
fn is_linked(words: &[Word<'_>], end: usize, at: usize) -> bool {
    match at.checked_sub(end) {
        Some(0) => matches!(words[at].gap.trim(), "-" | "–" | ","),
        Some(1..=3) => LINKS.at(words, end).is_some_and(|(len, ())| end + len == at),
        _ => false,
    }
}

fn written(when: When) -> Found {
    Found { when, year: YearOf::Written }
}

/// The sign between the parts of a date; spaces may stand around it.
fn sign(gap: &str) -> Option<&str> {
    let sign = gap.trim_matches(' ');
    (matches!(sign, "/" | "-" | ".") && gap.len() <= 3).then_some(sign)
}

fn small(word: &Word<'_>) -> Option<u8> {
    word.number_of(1..=2).map(|number| number as u8)
}

fn year_of(word: &Word<'_>) -> Option<u16> {
    word.number_of(4..=4).filter(|year| (1900..=2100).contains(year))
}

/// A day that some year has.
fn day_of_year(month: u8, day: u8) -> Option<When> {
    Date::new(2000, month, day).map(|_| When::DayOfYear(month, day))
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words = words(text);
        let found = find(&words, &vec![false; words.len()]);
        let found: Vec<String> =
            found.into_iter().map(|(_, found)| found.when.to_string()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_day_is_written_in_many_ways() {
        for text in [
            "15/5/2016",
            "15-5-2016",
            "15.5.2016",
            "ngày 15 tháng 5 năm 2016",
            "15 / 5 / 2016",
            "(15/05/2016)",
            "ngày 15 tháng 5/2016",
        ] {
            check(text, &["2016-05-15"]);
        }
        for text in
            ["ngày 15/5", "sáng 15-5", "Chiều nay (15/5), quận", "ngày 15 tháng 5,", "tối 15/05"]
        {
            check(text, &["--05-15"]);
        }
    }

    #[test]
    fn days_of_one_month_share_it() {
        check("ngày 15, 16/5/2016", &["2016-05-15", "2016-05-16"]);
        check("các ngày 5, 6 và 7/3", &["--03-05", "--03-06", "--03-07"]);
        check("ngày 15-16/5/2016", &["2016-05-15", "2016-05-16"]);
        check("từ ngày 1/7 đến 15/8/2019", &["2019-07-01", "2019-08-15"]);
        check("từ ngày 1/7 đến ngày 15/8", &["--07-01", "--08-15"]);
    }

    #[test]
    fn months_and_years_are_less_exact() {
        check("tháng 5/2016", &["2016-05"]);
        check("tháng 5 năm 2016", &["2016-05"]);
        check("từ 12/2016", &["2016-12"]);
        check("năm 2016", &["2016"]);
        check("giai đoạn 2016 - 2020", &["2016", "2020"]);
        check("nhiệm kỳ 2015-2020", &["2015", "2020"]);
        check("năm 2016 và 2017", &["2016", "2017"]);
        check("từ năm 2010 đến năm 2015", &["2010", "2015"]);
        check("quý I/2017", &["2017"]);
        check("quý 2/2017", &["2017"]);
    }

    #[test]
    fn what_may_be_something_else_is_no_date() {
        for text in [
            "2/3 số hộ",
            "đạt 58/63 tỉnh",
            "thắng 3-1",
            "Luật 12/2012",
            "Nghị định số 10/2012",
            "số 5/12 phố Huế",
            "2016 hộ dân",
            "1.2016 đồng",
            "ngày 31/2/2016",
            "quốc lộ 5",
            "ngày 15 tháng 7 âm lịch",
            "24/7",
            "tháng 5",
            "05-15/2",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn feasts_come_every_year() {
        let text = words("nghỉ lễ 30/4 và 1/5");
        let found = find(&text, &[false; 7]);
        let years: Vec<YearOf> = found.iter().map(|(_, found)| found.year).collect();
        assert_eq!(years, [YearOf::None, YearOf::None]);
    }
}
