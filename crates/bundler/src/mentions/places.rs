//! Places: what stands behind a unit noun ("quận Đồ Sơn", "các xã Kim Sơn, Yên Mô"), and names that are
//! known by themselves ("Hải Phòng"). A place that is only a part of an organisation's name, or of
//! somebody's, is none.

use std::ops::Range;
use std::sync::LazyLock;

use docbao_bundle::Place;

use super::people;
use super::tables::{BETWEEN_WORDS, GAZETTEER};
use super::words::{Lexicon, Word, written};

/// Unit nouns, as they are kept.
static UNITS: LazyLock<Lexicon<&str>> = LazyLock::new(|| {
    const UNITS: [(&str, &str); 28] = [
        ("tỉnh", "tỉnh"),
        ("thành phố", "thành phố"),
        ("TP", "thành phố"),
        ("T.P", "thành phố"),
        ("quận", "quận"),
        ("huyện", "huyện"),
        ("thị xã", "thị xã"),
        ("TX", "thị xã"),
        ("xã", "xã"),
        ("phường", "phường"),
        ("thị trấn", "thị trấn"),
        ("đặc khu", "đặc khu"),
        ("thôn", "thôn"),
        ("xóm", "xóm"),
        ("ấp", "ấp"),
        ("buôn", "buôn"),
        ("khu phố", "khu phố"),
        ("tổ dân phố", "tổ dân phố"),
        ("đảo", "đảo"),
        ("quần đảo", "quần đảo"),
        ("huyện đảo", "huyện đảo"),
        ("xã đảo", "xã đảo"),
        ("sông", "sông"),
        ("núi", "núi"),
        ("vịnh", "vịnh"),
        ("hồ", "hồ"),
        ("đường", "đường"),
        ("phố", "phố"),
    ];
    Lexicon::new(UNITS)
});

/// Words that a unit noun makes something else with: "Thành ủy", "Huyện đoàn", "xã hội".
static NO_NAMES: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    const WORDS: &str = "ủy,đoàn,đội,hội,Đảng,UBND,HĐND,MTTQ,BCH,BTV,NTM,Nông thôn mới,Việt Nam,CHXHCN,Cộng hòa,Bí thư,Chủ tịch,Phó,Ban,Bộ,Sở,Hội,Ủy ban,Mặt trận,Quốc lộ,Tỉnh lộ,QL,ĐT";
    Lexicon::new(WORDS.split(',').map(|word| (word, ())))
});

/// Words before a name that say it is a place.
static PREPOSITIONS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    const WORDS: &str = "tại,ở,từ,đến,tới,về,sang,ra,vào,của,nước,người,thăm,với,giữa,Việt Nam và";
    Lexicon::new(WORDS.split(',').map(|word| (word, ())))
});

/// Units that may be numbered.
const NUMBERED: [&str; 6] = ["quận", "phường", "khu phố", "ấp", "thôn", "tổ dân phố"];

/// Words of a name at most.
const MAX_WORDS: usize = 4;

/// Finds places among words that are not taken by something else: the words that each takes, and the
/// place.
pub(super) fn find(words: &[Word<'_>], taken: &[bool]) -> Vec<(Range<usize>, Place)> {
    let mut found: Vec<(Range<usize>, Place)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let several = if taken[at] { Vec::new() } else { behind_unit(words, taken, at) };
        match several.last() {
            Some((range, _)) => at = range.end,
            None => {
                if let Some((range, place)) = by_itself(words, taken, at) {
                    at = range.end;
                    found.push((range, place));
                } else {
                    at += 1;
                }
            }
        }
        found.extend(several);
    }
    found
}

/// Splits a place as it is written into unit and name.
pub(super) fn parse(text: &str) -> Option<Place> {
    let words = super::words::words(text);
    let free = vec![false; words.len()];
    behind_unit(&words, &free, 0)
        .pop()
        .or_else(|| by_itself(&words, &free, 0))
        .map(|(_, place)| place)
}

/// "quận Đồ Sơn", "các huyện Kim Sơn, Yên Mô và Nho Quan".
fn behind_unit(words: &[Word<'_>], taken: &[bool], at: usize) -> Vec<(Range<usize>, Place)> {
    let mut found = Vec::new();
    let Some((len, unit)) = UNITS.at(words, at) else {
        return found;
    };
    let unit_end = at + len;
    // "TP.HCM", "TP. Hải Phòng".
    let is_short = words[at].is_loud() || words[at].text == "Tp";
    let fits = |gap: &str| gap == " " || is_short && matches!(gap, "." | ". ");
    let is_proper = match unit {
        "phố" => {
            !words[at].is_capital
                && (at == 0 || !matches!(words[at - 1].text, "thành" | "Thành" | "khu" | "dân"))
        }
        "hồ" | "sông" | "núi" | "đảo" => !words[at].is_capital,
        _ => true,
    };
    let Some(first) = words.get(unit_end).filter(|word| fits(word.gap) && is_proper) else {
        return found;
    };
    if let Some(number) = first.number_of(1..=2).filter(|_| NUMBERED.contains(&unit)) {
        let goes_on = words.get(unit_end + 1).is_some_and(|next| {
            matches!(next.gap, "/" | "-" | "." | ",") || next.gap == ", " && next.number().is_some()
        });
        // "thôn 3" is a place; "phường 5, 6" are several, and "quận 10.000" is none.
        if !goes_on {
            found.push((at..unit_end + 1, place(unit, &number.to_string())));
        }
        return found;
    }
    let Some(end) = name(words, taken, unit_end, unit) else {
        return found;
    };
    found.push((at..end, place(unit, &written(words, unit_end..end))));
    let is_plural = at.checked_sub(1).is_some_and(|before| {
        matches!(
            words[before].text,
            "các" | "Các" | "hai" | "ba" | "02" | "2" | "3" | "03" | "những"
        )
    });
    let mut end = end;
    loop {
        let next = match words.get(end) {
            _ if !is_plural => break,
            Some(word) if word.gap == ", " && word.is_capital => end,
            Some(word) if word.follows() && word.text == "và" => end + 1,
            _ => break,
        };
        let is_named =
            words.get(next).is_some_and(|word| word.is_capital && (next == end || word.follows()));
        let Some(next_end) = name(words, taken, next, unit).filter(|_| is_named) else {
            break;
        };
        found.push((next..next_end, place(unit, &written(words, next..next_end))));
        end = next_end;
    }
    found
}

/// Where the name ends that begins at a word.
fn name(words: &[Word<'_>], taken: &[bool], at: usize, unit: &str) -> Option<usize> {
    let is_free = |end: usize| !taken[at..end].contains(&true);
    if NO_NAMES.at(words, at).is_some() {
        return None;
    }
    // "thành phố Nguyễn Đức Chung": people have been looked for, streets aside.
    if !matches!(unit, "đường" | "phố" | "xã" | "phường") && people::is_begun(words, at) {
        return None;
    }
    if let Some((len, _)) = GAZETTEER.at(words, at).filter(|_| words[at].is_capital) {
        return is_free(at + len).then_some(at + len);
    }
    if let Some((len, ())) = CITY.at(words, at) {
        return Some(at + len);
    }
    let mut end = at;
    for word in words.get(at..)?.iter().take(MAX_WORDS + 1) {
        let is_first = end == at;
        let goes_on = (is_first || word.follows())
            && word.is_capital
            && !word.is_loud()
            && !taken[end]
            && (is_first || NO_NAMES.at(words, end).is_none());
        if !goes_on {
            break;
        }
        // "xã Nam Sơn Nguyễn Văn An": behind the place begins a name.
        let ends = || people::is_begun(words, end) || BETWEEN_WORDS.at(words, end).is_some();
        if !is_first && ends() {
            break;
        }
        end += 1;
    }
    let len = end - at;
    // A single letter is a list's, not a name.
    let is_name = (1..=MAX_WORDS).contains(&len) && words[at].text.chars().count() > 1;
    is_name.then_some(end)
}

/// Names of cities in letters that are none of a run: abbreviations, and whoever looks like a person.
static CITY: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new([("Hồ Chí Minh", ()), ("HCM", ())]));

/// "TPHCM", "Hải Phòng": a name that is known.
fn by_itself(words: &[Word<'_>], taken: &[bool], at: usize) -> Option<(Range<usize>, Place)> {
    let first = &words[at];
    if taken[at] || !first.is_capital {
        return None;
    }
    if matches!(first.text, "TPHCM" | "TpHCM" | "Tp.HCM") {
        return Some((at..at + 1, place("thành phố", "HCM")));
    }
    let (len, is_ambiguous) = GAZETTEER.at(words, at)?;
    let end = at + len;
    let is_written =
        words[at..end].iter().all(|word| word.is_capital || matches!(word.text, "sông" | "bằng"))
            && !first.is_loud();
    // Part of a longer name: "Hà Nội Mới", "Thép Thái Nguyên".
    let goes_on = words
        .get(end)
        .is_some_and(|next| next.follows() && next.is_capital && !is_apart(words, end));
    let is_tail = at > 0
        && first.follows()
        && words[at - 1].is_capital
        && !first.gap.contains('\n')
        && !begins(words, at - 1);
    let is_said = !is_ambiguous || PREPOSITIONS.before(words, at).is_some();
    let is_free = !taken[at..end].contains(&true);
    (is_written && !goes_on && !is_tail && is_said && is_free)
        .then(|| (at..end, Place { name: written(words, at..end), unit: None }))
}

/// Whether a capitalised word behind a place begins something else.
fn is_apart(words: &[Word<'_>], at: usize) -> bool {
    people::is_begun(words, at)
}

/// Whether a word is capitalised only because a sentence begins with it.
fn begins(words: &[Word<'_>], at: usize) -> bool {
    at == 0 || !words[at].follows() && !matches!(words[at].gap.trim(), "-" | "–" | "/" | "&" | ".")
}

fn place(unit: &str, name: &str) -> Place {
    let name = if name == "HCM" { "Hồ Chí Minh" } else { name };
    Place { name: name.to_owned(), unit: Some(unit.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words = words(text);
        let found = find(&words, &vec![false; words.len()]);
        let found: Vec<String> = found.into_iter().map(|(_, place)| place.full_name()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_unit_noun_has_a_name_behind_it() {
        check("Nhân dân quận Đồ Sơn, thành phố Hải Phòng", &["quận Đồ Sơn", "thành phố Hải Phòng"]);
        check(
            "ở TP. Hà Tĩnh và TP.HCM, TPHCM",
            &["thành phố Hà Tĩnh", "thành phố Hồ Chí Minh", "thành phố Hồ Chí Minh"],
        );
        check("Quận Đồ Sơn luôn hoàn thành", &["quận Đồ Sơn"]);
        check("tỉnh Bà Rịa - Vũng Tàu", &["tỉnh Bà Rịa - Vũng Tàu"]);
        check("phường 12, quận 3", &["phường 12", "quận 3"]);
        check("đường Phạm Văn Đồng", &["đường Phạm Văn Đồng"]);
        check("dọc sông Hồng", &["sông Hồng"]);
        check("xã Nam Sơn Nguyễn Văn An cho biết", &["xã Nam Sơn"]);
    }

    #[test]
    fn several_names_share_a_unit_noun() {
        check(
            "các huyện Kim Sơn, Yên Mô và Nho Quan",
            &["huyện Kim Sơn", "huyện Yên Mô", "huyện Nho Quan"],
        );
        check(
            "các xã Vạn Ninh, Hải Ninh, Gia Ninh; các ngành",
            &["xã Vạn Ninh", "xã Hải Ninh", "xã Gia Ninh"],
        );
    }

    #[test]
    fn known_places_need_no_unit() {
        check("Tại Hải Phòng, Hà Nội và Đà Nẵng", &["Hải Phòng", "Hà Nội", "Đà Nẵng"]);
        check("sang Lào thăm", &["Lào"]);
        check("tại Việt Nam", &["Việt Nam"]);
    }

    #[test]
    fn what_only_looks_like_a_place_is_none() {
        for text in [
            "Thành ủy họp",
            "Huyện Đoàn phát động",
            "báo Hà Nội Mới",
            "xã hội",
            "anh Vinh kể",
            "toàn tỉnh Đảng bộ",
            "Hồ Chí Minh",
            "huyện NTM",
            "hòa bình",
        ] {
            check(text, &[]);
        }
    }
}
