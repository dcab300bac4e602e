//! Other ways of writing a query that mean the same: abbreviations, dates, numbers with and without a
//! leading zero, i for y. Each is one change of what was typed; articles that have any of them match.

use crate::abbreviations::{TABLE, usable};
use crate::dates;
use crate::query::{Query, Word};
use crate::rank::is_sentence;

/// Ways of writing a query that are tried beside the one typed. A date in full has eight.
const MAX_WRITINGS: usize = 8;

/// What a writing counts that is another spelling of the word typed: less than that, but not much.
const SPELLING: f32 = 0.9;

/// Provinces that became part of another on 1 July 2025 (resolution 202/2025/QH15), folded: the new one,
/// then those that were joined to it.
const PROVINCES: &str = "lao cai,yen bai;tuyen quang,ha giang;thai nguyen,bac kan;phu tho,vinh phuc,hoa binh;\
    bac ninh,bac giang;hung yen,thai binh;hai phong,hai duong;ninh binh,ha nam,nam dinh;\
    quang tri,quang binh;da nang,quang nam;quang ngai,kon tum;gia lai,binh dinh;khanh hoa,ninh thuan;\
    lam dong,dak nong,binh thuan;dak lak,phu yen;ho chi minh,binh duong,ba ria vung tau;\
    dong nai,binh phuoc;tay ninh,long an;can tho,soc trang,hau giang;vinh long,ben tre,tra vinh;\
    dong thap,tien giang;ca mau,bac lieu;an giang,kien giang";

/// Other ways of writing a query, and what each counts against the one typed.
#[derive(Debug)]
pub(crate) struct Writings<'q> {
    query: &'q Query,
    pub(crate) all: Vec<(Query, f32)>,
}

/// Ways of writing that mean just what was typed.
pub(crate) fn writings(query: &Query) -> Writings<'_> {
    let mut writings = Writings { query, all: Vec::new() };
    let mut after_date = 0;
    for at in 0..query.words.len() {
        if at < after_date {
            continue;
        }
        if let Some((moment, len)) = dates::read(&query.words[at..]).filter(|(_, len)| *len > 1) {
            moment.forms(&mut |form| writings.add(at, len, form, 1.0));
            after_date = at + len;
        } else if !is_sentence(query) {
            writings.spell(at);
        }
    }
    for [short, long] in usable(&query.abbreviations) {
        writings.exchange(short, long);
    }
    for (short, long) in TABLE {
        writings.exchange(short, long);
    }
    writings
}

/// Ways of writing that mean something by another of its names: those that the library knows, and of a
/// place the same name alone, because what was a district became a ward in 2025, or the province that
/// it is part of since. For queries that find nothing: any other place or word of that name would match
/// as well.
pub(crate) fn aliases<'q>(query: &'q Query, own: &[[String; 2]]) -> Writings<'q> {
    const KINDS: [&str; 9] =
        ["quan", "huyen", "xa", "phuong", "tinh", "thi xa", "thi tran", "thanh pho", "dac khu"];
    let mut writings = Writings { query, all: Vec::new() };
    for [one, other] in usable(own) {
        writings.exchange(one, other);
    }
    for kind in KINDS {
        for at in 0..query.words.len() {
            // A name has two syllables or more, side by side.
            let Some(len) = run(&query.words[at..], kind) else { continue };
            if let [first, second, ..] = &query.words[at + len..]
                && first.follows
                && second.follows
            {
                writings.add(at, len, "", 1.0);
            }
        }
    }
    for merged in PROVINCES.split(';') {
        let mut names = merged.split(',');
        let today = names.next().unwrap_or_default();
        for name in names {
            for at in 0..query.words.len() {
                if let Some(len) = run(&query.words[at..], name) {
                    writings.add(at, len, today, 1.0);
                }
            }
        }
    }
    writings
}

/// How many words these syllables are, if the words begin with them, one right after the other.
fn run(words: &[Word], syllables: &str) -> Option<usize> {
    let mut len = 0;
    for syllable in syllables.split(' ') {
        let word = words.get(len)?;
        if word.fold != syllable || (len > 0 && !word.follows) {
            return None;
        }
        len += 1;
    }
    Some(len)
}

impl Writings<'_> {
    /// Puts one name in for the other, wherever either stands.
    fn exchange(&mut self, one: &str, other: &str) {
        for at in 0..self.query.words.len() {
            if let Some(len) = run(&self.query.words[at..], one) {
                self.add(at, len, other, 1.0);
            } else if let Some(len) = run(&self.query.words[at..], other) {
                self.add(at, len, one, 1.0);
            }
        }
    }

    /// Other spellings of one word.
    fn spell(&mut self, at: usize) {
        let fold = &self.query.words[at].fold;
        let letters = fold.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &fold[..fold.len() - letters.len()];
        if letters.is_empty() {
            // 3 năm and 03 năm, 5-CT/TW and 05-CT/TW.
            match digits.as_bytes() {
                [b'1'..=b'9'] => self.add(at, 1, &["0", digits].concat(), SPELLING),
                [b'0', b'1'..=b'9'] => self.add(at, 1, &digits[1..], SPELLING),
                _ => {}
            }
        } else if !digits.is_empty() {
            // 05ct/tw.
            self.add(at, 1, &[digits, " ", letters].concat(), 1.0);
        } else if let [onset @ .., vowel] = fold.as_bytes()
            && matches!(onset, [b'h' | b'k' | b'l' | b'm' | b's' | b't'] | [b'q', b'u'])
            && let other @ ("i" | "y") = match vowel {
                b'i' => "y",
                b'y' => "i",
                _ => "",
            }
        {
            self.add(at, 1, &[&fold[..onset.len()], other].concat(), SPELLING);
        }
    }

    /// Adds the query with `len` words at `at` replaced by syllables that stand side by side, or by
    /// none: then what comes after them belongs together.
    fn add(&mut self, at: usize, len: usize, to: &str, weight: f32) {
        if self.all.len() == MAX_WRITINGS || run(&self.query.words[at..], to) == Some(len) {
            return;
        }
        let mut query = self.query.clone();
        let mut words = query.words.split_off(at);
        let rest = words.split_off(len);
        let is_one = len == 1 && !to.contains(' ');
        for (nth, fold) in to.split(' ').filter(|fold| !fold.is_empty()).enumerate() {
            let first = &words[0];
            query.words.push(Word {
                fold: fold.to_owned(),
                // i and y carry the same marks.
                marks: if is_one { first.marks } else { 0 },
                follows: nth > 0 || first.follows,
                is_bound: nth > 0 || first.is_bound,
                is_glued: false,
                in_head: first.in_head,
                guessed: !is_one,
                ..Word::default()
            });
        }
        // What stands for a finished word is finished.
        query.is_open &= !rest.is_empty();
        query.words.extend(rest);
        if to.is_empty() {
            query.words[at].follows = false;
            query.words[at + 1].is_bound = true;
        }
        self.all.push((query, weight));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(writings: Writings<'_>) -> Vec<String> {
        let show = |(query, _): (Query, f32)| {
            query.words.into_iter().map(|word| word.fold).collect::<Vec<_>>().join(" ")
        };
        writings.all.into_iter().map(show).collect()
    }

    #[track_caller]
    fn check(query: &str, expected: &[&str]) {
        assert_eq!(show(writings(&Query::parse(query))), expected, "{query}");
    }

    #[test]
    fn abbreviations_are_written_out_and_put_in() {
        check("UBND quận Đồ Sơn", &["uy ban nhan dan quan do son"]);
        check("chủ tịch ủy ban nhân dân", &["chu tich ubnd"]);
        check("HĐND, UBND", &["hoi dong nhan dan ubnd", "hdnd uy ban nhan dan"]);
        check("ủy ban. Nhân dân", &[]);
        check("thuế đất", &[]);
    }

    #[test]
    fn dates_are_written_in_every_spelling() {
        check(
            "ngày 16/5/2019",
            &[
                "16 5 2019",
                "16 thang 5 nam 2019",
                "16 05 2019",
                "16 thang 05 nam 2019",
                "2019 05 16",
            ],
        );
        check(
            "họp tháng 5 năm 2019",
            &["hop 5 2019", "hop 05 2019", "hop thang 05 nam 2019", "hop 2019 05"],
        );
        check("30/4", &["30 thang 4", "30 04", "30 thang 04"]);
        check(
            "1/2/2019",
            &[
                "1 thang 2 nam 2019",
                "01 2 2019",
                "01 thang 2 nam 2019",
                "1 02 2019",
                "1 thang 02 nam 2019",
                "01 02 2019",
                "01 thang 02 nam 2019",
                "2019 02 01",
            ],
        );
        check("43/2014/NĐ-CP", &[]);
    }

    #[test]
    fn numbers_and_vowels_have_two_spellings() {
        check("5-CT/TW", &["05 ct tw"]);
        check("05ct/tw", &["05 ct tw"]);
        check("sơ kết 03 năm", &["so ket 3 nam"]);
        check("kỹ sư", &["ki su"]);
        check("vật lí, quý", &["vat ly quy", "vat li qui"]);
        check("mây, tuy, uy, thi", &[]);
        let query = Query::parse("kĩ ");
        let other = &writings(&query).all[0].0.words[0];
        assert_eq!((other.fold.as_str(), other.marks), ("ky", query.words[0].marks));
        // A sentence has enough to go by.
        check("kỹ sư trẻ về quê lập nghiệp", &[]);
    }

    #[test]
    fn thirty_four_provinces_are_left_of_sixty_three() {
        let merged: Vec<Vec<&str>> =
            PROVINCES.split(';').map(|names| names.split(',').collect()).collect();
        assert_eq!(merged.len(), 23);
        // Eleven provinces stayed as they were.
        assert_eq!(11 + merged.iter().map(Vec::len).sum::<usize>(), 63);
        let mut all = merged.concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 52);
        let syllables = || all.iter().flat_map(|name| name.split(' '));
        let other = syllables().filter(|syllable| !crate::spelling::is_syllable(syllable));
        assert_eq!(other.collect::<Vec<_>>(), ["dak", "lak", "dak"]);
    }

    #[test]
    fn a_library_has_abbreviations_of_its_own() {
        let own = [["btgtu", "ban tuyen giao thanh uy"], ["", "quan"], ["quan", ""]];
        let own = own.map(|both| both.map(str::to_owned)).to_vec();
        let check = |query: &str, expected: &[&str]| {
            let query = Query { abbreviations: own.clone().into(), ..Query::parse(query) };
            assert_eq!(show(writings(&query)), expected);
        };
        check("BTGTU quận", &["ban tuyen giao thanh uy quan"]);
        check(
            "ban Tuyên giáo Thành ủy, UBND",
            &["btgtu ubnd", "ban tuyen giao thanh uy uy ban nhan dan"],
        );
        check("ban tuyên giáo", &[]);
    }

    #[test]
    fn places_are_known_by_other_names() {
        let own = [["nui doi", "kien thuy"].map(str::to_owned)];
        let check = |query: &str, expected: &[&str]| {
            assert_eq!(show(aliases(&Query::parse(query), &own)), expected, "{query}");
        };
        check("chợ Núi Đối", &["cho kien thuy"]);
        check("huyện Kiến Thụy", &["huyen nui doi", "kien thuy"]);
        check("UBND phường Đồ Sơn", &["ubnd do son"]);
        check("thị xã Sơn Tây", &["thi son tay", "son tay"]);
        check("xã hội", &[]);
        check("quận, Đồ Sơn", &["do son"]);
        check("cảng Hải Dương", &["cang hai phong"]);
        check("cảng Hải Phòng", &[]);
        check("bà rịa - vũng tàu", &["ho chi minh"]);
        let query = Query::parse("tại quận Đồ Sơn");
        let words = &aliases(&query, &own).all[0].0.words;
        assert!(!words[1].follows && words[2].is_bound);
    }
}
