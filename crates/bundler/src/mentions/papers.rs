//! Numbers of official papers, in one spelling whatever the text's:
//!
//! ```text
//! 30/2020/NĐ-CP     state, general: number / year / type - body
//! 715/QĐ-UBND       state, single: number / type - body
//! 1234/UBND-VX      letters have no type: number / body - unit
//! 05-CT/TW          Party: number - type / body
//! 51/2001/QH10      laws: number / year / National Assembly and its term
//! ```
//!
//! A number that lacks its type and body ("Chỉ thị 05") names no one paper, and is left alone.

use std::ops::Range;
use std::sync::LazyLock;

use docbao_bundle::Paper;

use super::words::{Lexicon, Word};

/// Abbreviations of types and the types they stand for: Decree 30/2020/NĐ-CP, appendix III, and what
/// the Party and the National Assembly use besides. Without a type where it stands for several.
const TYPES: [(&str, Option<&str>); 42] = [
    ("NQ", Some("Nghị quyết")),
    ("NQLT", Some("Nghị quyết liên tịch")),
    ("QĐ", Some("Quyết định")),
    ("CT", Some("Chỉ thị")),
    ("QC", Some("Quy chế")),
    ("QyĐ", Some("Quy định")),
    ("QĐi", Some("Quy định")),
    ("TC", Some("Thông cáo")),
    ("TB", Some("Thông báo")),
    ("TBKL", Some("Thông báo kết luận")),
    ("HD", Some("Hướng dẫn")),
    ("CTr", Some("Chương trình")),
    ("CTrHĐ", Some("Chương trình hành động")),
    ("KH", Some("Kế hoạch")),
    ("KHLT", Some("Kế hoạch liên tịch")),
    ("PA", Some("Phương án")),
    ("ĐA", Some("Đề án")),
    ("DA", Some("Dự án")),
    ("BC", Some("Báo cáo")),
    ("BB", Some("Biên bản")),
    ("TTr", Some("Tờ trình")),
    ("HĐ", None),
    ("CĐ", None),
    ("GM", Some("Giấy mời")),
    ("GGT", Some("Giấy giới thiệu")),
    ("NĐ", Some("Nghị định")),
    ("TT", Some("Thông tư")),
    ("TTLT", Some("Thông tư liên tịch")),
    ("L", Some("Lệnh")),
    ("PL", Some("Pháp lệnh")),
    ("KL", Some("Kết luận")),
    ("CV", Some("Công văn")),
    ("QCh", Some("Quy chế")),
    ("QCPH", Some("Quy chế phối hợp")),
    ("CTPH", Some("Chương trình phối hợp")),
    ("QĐNS", Some("Quyết định")),
    ("TL", None),
    ("VBHN", Some("Văn bản hợp nhất")),
    ("SL", Some("Sắc lệnh")),
    ("HDLT", Some("Hướng dẫn liên tịch")),
    ("ĐL", Some("Điều lệ")),
    ("HĐBT", None),
];

/// Bodies that a number may begin with, where a letter has no type.
const BODIES: [&str; 12] =
    ["UBND", "HĐND", "VPCP", "TTg", "UBTVQH", "BTC", "BYT", "BNV", "BTP", "BGDĐT", "BCĐ", "SNV"];

/// Bodies of the Party: their papers are numbered "05-CT/TW", however the dash and the slash got mixed.
const PARTY: [&str; 9] = ["TW", "TƯ", "TU", "QU", "HU", "ĐU", "ĐUK", "ThU", "ĐTN"];

/// What a paper is called, before its number.
static KINDS: LazyLock<Lexicon<&str>> = LazyLock::new(|| {
    let kinds = [
        "Nghị quyết",
        "Nghị quyết liên tịch",
        "Quyết định",
        "Chỉ thị",
        "Quy chế",
        "Quy định",
        "Thông cáo",
        "Thông báo",
        "Thông báo kết luận",
        "Hướng dẫn",
        "Chương trình",
        "Chương trình hành động",
        "Kế hoạch",
        "Phương án",
        "Đề án",
        "Dự án",
        "Báo cáo",
        "Biên bản",
        "Tờ trình",
        "Hợp đồng",
        "Công điện",
        "Giấy mời",
        "Nghị định",
        "Thông tư",
        "Thông tư liên tịch",
        "Luật",
        "Pháp lệnh",
        "Kết luận",
        "Công văn",
        "Văn bản",
        "Lệnh",
        "Sắc lệnh",
        "Hướng dẫn liên tịch",
    ];
    Lexicon::new(kinds.map(|kind| (kind, kind)))
});

/// Words that a number follows, and what they say of its kind.
static NUMBERED: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::new([("số", ())]));

/// Finds papers: the words that a number takes, and the paper.
pub(super) fn find(words: &[Word<'_>]) -> Vec<(Range<usize>, Paper)> {
    let mut found: Vec<(Range<usize>, Paper)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match Number::at(words, at) {
            Some((number, end)) => {
                let kind = number.kind(words, at);
                found.push((at..end, Paper { number: number.to_string(), kind }));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// What a paper is called right before a word, "số" aside: how many words that takes.
pub(super) fn kind_before(words: &[Word<'_>], at: usize) -> Option<(usize, &'static str)> {
    let numbered = NUMBERED.before(words, at).map_or(0, |(len, ())| len);
    let (len, kind) = KINDS.before(words, at - numbered)?;
    Some((len + numbered, kind))
}

/// A number with its year and codes.
struct Number<'t> {
    /// With two digits at least.
    digits: String,
    year: Option<&'t str>,
    /// Codes, each with the sign before it.
    codes: Vec<(char, &'t str)>,
}

impl<'t> Number<'t> {
    /// Reads a number that begins at a word, and tells where it ends.
    fn at(words: &[Word<'t>], at: usize) -> Option<(Self, usize)> {
        let first = &words[at];
        let digits = first.text.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_number =
            (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        // What goes on from something else is no beginning: the month of a day, an item of a list.
        let is_begun = !first.gap.ends_with(['/', '-', '–', '.', ',']);
        if !is_number || first.text.len() > digits.len() + 1 || !is_begun {
            return None;
        }
        let is_cued = NUMBERED.before(words, at).is_some() || kind_before(words, at).is_some();
        let padded =
            if digits.len() == 1 { format!("0{}", first.text) } else { first.text.to_owned() };
        let mut number = Number { digits: padded, year: None, codes: Vec::new() };
        let mut end = at + 1;
        while let Some(word) = words.get(end) {
            let Some(sign) = sign(word.gap, is_cued && number.codes.len() < 2) else {
                break;
            };
            let is_year = word.number_of(4..=4).is_some_and(|year| (1900..=2100).contains(&year));
            if is_year && sign == '/' && number.year.is_none() && number.codes.is_empty() {
                number.year = Some(word.text);
            } else if is_code(word.text) {
                number.codes.push((sign, word.text));
            } else {
                break;
            }
            end += 1;
        }
        number.is_paper(is_cued).then_some((number, end))
    }

    fn is_paper(&self, is_cued: bool) -> bool {
        let is_type = |code: &str| type_of(code).is_some();
        let is_assembly = |code: &str| {
            let term = code.strip_prefix("QH").or_else(|| code.strip_prefix("UBTVQH"));
            term.is_some_and(|term| (1..=2).contains(&term.len()) && term.parse::<u8>().is_ok())
        };
        match self.codes.as_slice() {
            [] => false,
            [(_, only)] => is_assembly(only) && self.year.is_some() || is_cued && is_type(only),
            [(_, first), ..] => is_cued || is_type(first) || BODIES.contains(first),
        }
    }

    /// What the paper is: what the text calls it, else what its type stands for.
    fn kind(&self, words: &[Word<'_>], at: usize) -> Option<String> {
        let called = kind_before(words, at).map(|(_, kind)| kind).filter(|kind| *kind != "Văn bản");
        let of_type = || match self.codes.first() {
            Some((_, code)) if code.starts_with("QH") => Some("Luật"),
            Some((_, code)) => type_of(code).flatten(),
            None => None,
        };
        called.or_else(of_type).map(str::to_owned)
    }
}

impl std::fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.digits)?;
        if let Some(year) = self.year {
            write!(f, "/{year}")?;
        }
        if let [(_, kind), (_, body)] = self.codes.as_slice()
            && self.year.is_none()
            && PARTY.contains(body)
        {
            return write!(f, "-{kind}/{body}");
        }
        self.codes.iter().try_for_each(|(sign, code)| write!(f, "{sign}{code}"))
    }
}

/// The sign between two parts of a number. Where the text says that it is one, spaces may stand
/// around it.
fn sign(gap: &str, may_be_loose: bool) -> Option<char> {
    let trimmed = gap.trim_matches(' ');
    let fits = gap.len() == trimmed.len() || may_be_loose && gap.len() <= trimmed.len() + 2;
    let sign = match trimmed {
        "/" => '/',
        "-" | "–" | "—" | "\u{2011}" => '-',
        _ => return None,
    };
    fits.then_some(sign)
}

fn type_of(code: &str) -> Option<Option<&'static str>> {
    TYPES.iter().find(|(known, _)| *known == code).map(|(_, kind)| *kind)
}

/// Whether a word is letters that stand for a type, a body or a unit: mostly capitals.
fn is_code(text: &str) -> bool {
    const MAX_CHARS: usize = 12;
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let fits = text.starts_with(char::is_uppercase) && text.chars().count() <= MAX_CHARS;
    fits && (capitals >= 2 && capitals > small || type_of(text).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let show = |(_, paper): (_, Paper)| match paper.kind {
            Some(kind) => format!("{kind} {}", paper.number),
            None => paper.number,
        };
        let found: Vec<String> = find(&words(text)).into_iter().map(show).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn papers_of_state_and_party_are_known_by_their_numbers() {
        check("Nghị định số 30/2020/NĐ-CP ngày 05/3/2020", &["Nghị định 30/2020/NĐ-CP"]);
        check("Quyết định 715/QĐ-UBND của tỉnh", &["Quyết định 715/QĐ-UBND"]);
        check("thực hiện Chỉ thị 05-CT/TW của Bộ Chính trị", &["Chỉ thị 05-CT/TW"]);
        check("Luật số 51/2001/QH10", &["Luật 51/2001/QH10"]);
        check("(1669/NQ-UBTVQH15)", &["Nghị quyết 1669/NQ-UBTVQH15"]);
        check("Công văn số 1234/UBND-VX", &["Công văn 1234/UBND-VX"]);
        check("số 20574/QĐ-CT-THNVDT", &["Quyết định 20574/QĐ-CT-THNVDT"]);
        check("Nghị quyết số 30c/NQ-CP", &["Nghị quyết 30c/NQ-CP"]);
        check("Chỉ thị số 32/CT-TTg", &["Chỉ thị 32/CT-TTg"]);
        check(
            "các Nghị định 12/2015/NĐ-CP, 13/2015/NĐ-CP",
            &["Nghị định 12/2015/NĐ-CP", "Nghị định 13/2015/NĐ-CP"],
        );
        check("Lệnh số 08/2012/L-CTN", &["Lệnh 08/2012/L-CTN"]);
        check("Tờ trình số 45/TTr", &["Tờ trình 45/TTr"]);
    }

    #[test]
    fn careless_spellings_become_the_one_spelling() {
        check("Chỉ thị số 5-CT/TW", &["Chỉ thị 05-CT/TW"]);
        check("Chỉ thị số 05 – CT/TW", &["Chỉ thị 05-CT/TW"]);
        check("Nghị quyết 04-NQ-TW", &["Nghị quyết 04-NQ/TW"]);
        check("Nghị quyết số 04/NQ-TW", &["Nghị quyết 04-NQ/TW"]);
        check("Quyết định số 81 /QĐ-UBND", &["Quyết định 81/QĐ-UBND"]);
        check("Nghị định số 24/ 2014/NĐ-CP", &["Nghị định 24/2014/NĐ-CP"]);
        check("Nghị định 30/2020/NĐ – CP", &["Nghị định 30/2020/NĐ-CP"]);
    }

    #[test]
    fn days_ratios_codes_and_half_numbers_are_no_papers() {
        for text in [
            "ngày 15/5/2016",
            "12/2016",
            "Chỉ thị 05",
            "24/7",
            "giai đoạn 2016-2020",
            "tỷ số 3-0",
            "15A-123.45",
            "30/4 - Hà Nội",
            "số 5/12 phố Huế",
            "3/4 UBND xã",
            "ngày 20-11/Hà Nội",
            "cúm A/H5N1",
            "VN-A321",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn what_stands_behind_a_number_is_not_part_of_it() {
        check("Chỉ thị số 05-CT/TW - UBND quận", &["Chỉ thị 05-CT/TW"]);
        check("Nghị định 100/2015/NĐ-CP/Bộ", &["Nghị định 100/2015/NĐ-CP"]);
    }
}
