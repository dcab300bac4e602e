//! Abbreviations of Vietnamese administration, both ways: who asks for UBND also means *ủy ban nhân
//! dân*, and the other way round. A library brings its own beside these: its manifest has them.

/// Abbreviation and what it stands for, both folded. Only what is read one way everywhere: CT is
/// *chỉ thị* and *công ty* and so has no place here.
pub(crate) const TABLE: &[(&str, &str)] = &[
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

/// Syllables of an abbreviation, or of what it stands for, that are looked at: more is no name.
pub const MAX_SYLLABLES: usize = 16;

/// Names of a library that are looked at: each query is tried in all of them.
const MAX_NAMES: usize = 4096;

/// Those of a library that can be used: a manifest may say anything.
pub(crate) fn usable(all: &[[String; 2]]) -> impl Iterator<Item = &[String; 2]> {
    let is_name = |words: &String| {
        let mut syllables = words.split(' ');
        syllables.by_ref().take(MAX_SYLLABLES).all(|syllable| !syllable.is_empty())
            && syllables.next().is_none()
    };
    all.iter().take(MAX_NAMES).filter(move |both| both.iter().all(is_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_is_left_out() {
        let of = |words: &str| [words.to_owned(), "ban tuyen giao".to_owned()];
        let all = ["btg", "", " ", "a  b", &["a"; 16].join(" "), &["a"; 17].join(" ")];
        let all = all.map(of);
        let usable: Vec<usize> = usable(&all).map(|[words, _]| words.len()).collect();
        assert_eq!(usable, [3, 31]);
        assert_eq!(super::usable(&vec![of("btg"); MAX_NAMES + 1]).count(), MAX_NAMES);
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
