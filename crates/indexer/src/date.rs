//! Dates as people and programs write them in Vietnam: the day comes first, always, unless the
//! year does.
//!
//! The day is taken as written. A time zone behind it is not applied: a portal's "T06:00Z" and a
//! newsroom's "+07:00" both name the day their editors meant.

use docbao_bundle::Date;
use docbao_search::lower::lower;

/// Reads the one date that `text` names: `2019-11-21` (with or without a time), `21/11/2019`,
/// `21-11-2019`, `21.11.2019`, `ngày 21 tháng 11 năm 2019`, with a weekday or a time around it.
///
/// Returns `None` if it names no day of the calendar, or more than one.
pub fn parse(text: &str) -> Option<Date> {
    let text: String = text.chars().map(lower).collect();
    let numbers = numbers(&text);
    let mut found = numbers.windows(3).filter_map(|window| date_of(window));
    let date = found.next()?;
    found.all(|other| other == date).then_some(date)
}

/// Splits a line such as "Hải Phòng, ngày 21 tháng 11 năm 2019" into place and date.
///
/// Returns `None` unless the line is that and nothing else: prose may begin the same way.
pub fn parse_dateline(line: &str) -> Option<(&str, Date)> {
    // Longer than any place name with a date: a sentence.
    const MAX_CHARS: usize = 100;
    let (place, day) = line.match_indices(',').find_map(|(comma, _)| {
        let after = &line[comma + 1..];
        let day = after.strip_prefix(" ngày ").or_else(|| after.strip_prefix(" Ngày "))?;
        Some((&line[..comma], day))
    })?;
    let day = day.trim().trim_end_matches('.');
    let only_a_date = day.split_whitespace().all(|word| {
        // A typist may have left the space out: "ngày 14 tháng5 năm 2008".
        let number = word.strip_prefix("tháng").or_else(|| word.strip_prefix("năm"));
        let number = number.unwrap_or(word);
        number.starts_with(|c: char| c.is_ascii_digit()) || number.is_empty()
    });
    let fits = only_a_date && !place.trim().is_empty() && line.chars().count() <= MAX_CHARS;
    fits.then(|| parse(day).map(|date| (place.trim(), date)))?
}

/// The words between the numbers of a date, composed and with combining marks.
const MONTH: [&str; 2] = ["tháng", "tha\u{301}ng"];
const YEAR: [&str; 2] = ["năm", "na\u{306}m"];

/// A run of digits and the text between it and the run before.
struct Number<'t> {
    before: &'t str,
    digits: &'t str,
}

fn numbers(text: &str) -> Vec<Number<'_>> {
    let mut numbers = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, tail) = rest.split_at(start);
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (digits, after) = tail.split_at(end);
        numbers.push(Number { before, digits });
        rest = after;
    }
    numbers
}

fn date_of(window: &[Number<'_>]) -> Option<Date> {
    let [first, second, third] = window else {
        return None;
    };
    let (a, b) = (second.before.trim(), third.before.trim());
    let separated =
        a == b && matches!(a, "/" | "-" | ".") || MONTH.contains(&a) && YEAR.contains(&b);
    if !separated {
        return None;
    }
    let year_first = first.digits.len() == 4;
    let (year, day) = if year_first { (first, third) } else { (third, first) };
    let short = |number: &Number<'_>| (1..=2).contains(&number.digits.len());
    // A two-digit year could be a day as well: it is not guessed.
    if year.digits.len() != 4 || !short(day) || !short(second) {
        return None;
    }
    let small = |number: &Number<'_>| number.digits.parse::<u8>().ok();
    Date::new(year.digits.parse().ok()?, small(second)?, small(day)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(parse(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn the_day_comes_first_unless_the_year_does() {
        let day = Some("2019-11-21");
        check("2019-11-21", day);
        check(" 2019-11-21T23:11:03+07:00", day);
        check("2019-11-21T06:00:00.000Z", day);
        check("2019-11-21 06:00", day);
        check("2019/11/21", day);
        check("21/11/2019", day);
        check("21-11-2019", day);
        check("21.11.2019", day);
        check("21 / 11 / 2019", day);
        check("ngày 21 tháng 11 năm 2019", day);
        check("Ngày 21 Tháng 11 Năm 2019.", day);
        check("Hải Phòng, ngày 21 tháng 11 năm 2019", day);
        check("Thứ năm, 21/11/2019, 16:50 (GMT+7)", day);
        check("16:50 ngày 21/11/2019", day);
        check("1/2/2020", Some("2020-02-01"));
        check("29/02/2020", Some("2020-02-29"));
    }

    #[test]
    fn marks_may_be_combined() {
        // "ngày 21 tháng 11 năm 2019" in normalisation form D.
        check("nga\u{300}y 21 tha\u{301}ng 11 na\u{306}m 2019", Some("2019-11-21"));
    }

    #[test]
    fn what_is_no_day_or_not_one_day_is_refused() {
        let texts = [
            "",
            "hôm qua",
            "31/02/2020",
            "13/13/2020",
            "2019",
            "11/2019",
            "21/11/19",
            "21/11-2019",
            "1574294400",
            "từ 1/2/2020 đến 3/2/2020",
            "43/2014/NĐ-CP",
            "00/00/0000",
        ];
        texts.iter().for_each(|text| check(text, None));
    }

    #[test]
    fn a_dateline_is_a_place_and_a_date_and_nothing_else() {
        let (place, date) = parse_dateline("Hải Phòng, ngày 21 tháng 11 năm 2019").unwrap();
        assert_eq!((place, date.to_string().as_str()), ("Hải Phòng", "2019-11-21"));
        assert!(parse_dateline("Đồ Sơn, ngày 05/3/2020.").is_some());
        assert!(parse_dateline("Đồng Xoài, ngày 14 tháng5 năm 2008").is_some());
        for prose in [
            "Hải Phòng, ngày 21 tháng 11 năm 2019 đã đi vào lịch sử",
            "Ngày 16/5/2019, Quận ủy Đồ Sơn tổ chức Hội nghị",
            "Tại Hải Phòng, ngày hội đọc sách",
            "Hải Phòng",
        ] {
            assert_eq!(parse_dateline(prose), None, "{prose}");
        }
    }
}
