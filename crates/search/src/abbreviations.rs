//! Abbreviations of Vietnamese administration, both ways: who asks for UBND also means *ủy ban nhân
//! dân*, and the other way round.

use crate::query::{Query, Word};

/// Abbreviation and what it stands for, both folded. Only what is read one way everywhere: CT is
/// *chỉ thị* and *công ty* and so has no place here.
const TABLE: &[(&str, &str)] = &[
    ("atgt", "an toan giao thong"),
    ("attp", "an toan thuc pham"),
    ("bhtn", "bao hiem that nghiep"),
    ("bhxh", "bao hiem xa hoi"),
    ("bhyt", "bao hiem y te"),
    ("cchc", "cai cach hanh chinh"),
    ("dbqh", "dai bieu quoc hoi"),
    ("gddt", "giao duc va dao tao"),
    ("gpmb", "giai phong mat bang"),
    ("hdnd", "hoi dong nhan dan"),
    ("ktxh", "kinh te xa hoi"),
    ("mttq", "mat tran to quoc"),
    ("ntm", "nong thon moi"),
    ("pccc", "phong chay chua chay"),
    ("thcs", "trung hoc co so"),
    ("thpt", "trung hoc pho thong"),
    ("tnmt", "tai nguyen va moi truong"),
    ("tphcm", "thanh pho ho chi minh"),
    ("ttatgt", "trat tu an toan giao thong"),
    ("tthc", "thu tuc hanh chinh"),
    ("ubmttq", "uy ban mat tran to quoc"),
    ("ubnd", "uy ban nhan dan"),
    ("vsattp", "ve sinh an toan thuc pham"),
];

/// Ways of writing a query that are tried beside the one typed.
const MAX_VARIANTS: usize = 3;

/// Other ways of writing the query, each with one abbreviation written out or put in.
pub(crate) fn variants(query: &Query) -> Vec<Query> {
    let mut variants = Vec::new();
    for (short, long) in TABLE {
        let long = long.split(' ').collect::<Vec<_>>();
        for at in 0..query.words.len() {
            let (from, to) = match &query.words[at..] {
                [word, ..] if word.fold == *short => (1, long.as_slice()),
                words if is_run(words, &long) => (long.len(), std::slice::from_ref(short)),
                _ => continue,
            };
            if variants.len() < MAX_VARIANTS {
                variants.push(replace(query, at, from, to));
            }
        }
    }
    variants
}

/// Whether the words begin with these syllables, one right after the other.
fn is_run(words: &[Word], syllables: &[&str]) -> bool {
    words.len() >= syllables.len()
        && words.iter().zip(syllables).all(|(word, syllable)| word.fold == *syllable)
        && words[1..syllables.len()].iter().all(|word| word.follows)
}

/// The query with `from` words at `at` replaced.
fn replace(query: &Query, at: usize, from: usize, to: &[&str]) -> Query {
    let first = &query.words[at];
    let word = |(nth, fold): (usize, &&str)| Word {
        fold: (*fold).to_owned(),
        follows: nth > 0 || first.follows,
        is_bound: if nth == 0 { first.is_bound } else { true },
        ..Word::default()
    };
    let mut words = query.words.clone();
    words.splice(at..at + from, to.iter().enumerate().map(word));
    // What stands for a finished word is finished.
    let is_open = query.is_open && at + from < query.words.len();
    Query { words, is_open, ..query.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: &[&str]) {
        let show = |query: Query| {
            query.words.into_iter().map(|word| word.fold).collect::<Vec<_>>().join(" ")
        };
        let variants = variants(&Query::parse(query)).into_iter().map(show);
        assert_eq!(variants.collect::<Vec<_>>(), expected, "{query}");
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
    fn the_table_is_sorted_and_folded() {
        assert!(TABLE.is_sorted());
        for (short, long) in TABLE {
            assert_eq!(crate::text::fold(short), *short);
            assert!(long.split(' ').all(crate::spelling::is_syllable), "{long}");
        }
    }
}
