//! People: a surname and what belongs to it in capitals, where a form of address, a rank or a function
//! stands before it, or where the surname is so common that nothing else is meant. Streets, schools and
//! prizes bear people's names too: what stands before tells.

use std::ops::Range;
use std::sync::LazyLock;

use docbao_bundle::Person;

use super::tables::{BETWEEN_WORDS, GAZETTEER, SURNAME};
use super::words::{Lexicon, Word, written};

/// What a word before a name says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Somebody is addressed: "đồng chí", "ông", "Đại tá".
    Address,
    /// Something bears the name: "đường", "Trường THPT".
    Bearer,
}

static BEFORE: LazyLock<Lexicon<Before>> = LazyLock::new(|| {
    const ADDRESSES: &str = "đồng chí,đ/c,đ c,ông,bà,anh,chị,cô,chú,bác,cụ,em,cháu,thầy,cô giáo,thầy giáo,bác sĩ,BS,luật sư,kỹ sư,KS,nhà báo,nhà thơ,nhà văn,nhạc sĩ,nghệ sĩ,họa sĩ,NSND,NSƯT,\
        GS,TS,PGS,PGS.TS,GS.TS,ThS,CN,tiến sĩ,giáo sư,phó giáo sư,thạc sĩ,BSCKII,BSCKI,BS.CKII,BS.CKI,Đại tướng,Thượng tướng,Trung tướng,Thiếu tướng,Đại tá,Thượng tá,Trung tá,Thiếu tá,Đại úy,Thượng úy,Trung úy,Thiếu úy,\
        Chuẩn Đô đốc,Phó Đô đốc,Đô đốc,Thượng sĩ,Trung sĩ,liệt sĩ,anh hùng,AHLLVT,Bà mẹ Việt Nam Anh hùng,mẹ Việt Nam Anh hùng,nguyên Chủ tịch nước,Chủ tịch nước,Thủ tướng,Phó Thủ tướng,Tổng Bí thư,Chủ tịch Quốc hội,\
        nghệ nhân,em học sinh,học sinh,vận động viên,tổng thống,Bộ trưởng,Thứ trưởng,bị can,bị cáo,đối tượng,vợ,chồng,con trai,con gái";
    const BEARERS: &str = "đường,phố,ngõ,hẻm,trường,trường THPT,trường THCS,trường Tiểu học,tiểu học,THPT,THCS,mầm non,đại học,học viện,bệnh viện,quỹ,quỹ học bổng,học bổng,giải,giải thưởng,cúp,cầu,chợ,công viên,\
        sân vận động,nhà hát,lăng,đền,chùa,đình,quảng trường,bến,cảng,khu,ga,TP,thành phố,quận,huyện,xã,phường,thôn,xóm,ấp,tỉnh,thị trấn,CLB,tập đoàn,công ty,tượng đài,khu di tích,nhà máy,rạp,tàu,huân chương,\
        tư tưởng,gương,phong cách,đạo đức,TNCS,TNTP,Thanh niên Cộng sản,Thiếu niên Tiền phong,Đội TNTP,Đoàn TNCS,đường mòn,chiến dịch,vùng,đảo,núi,sông,dân tộc,nhà,họ,triều,thời,vua,chúa,làng";
    let addresses = ADDRESSES.split(',').map(|word| (word.trim(), Before::Address));
    Lexicon::new(addresses.chain(BEARERS.split(',').map(|word| (word.trim(), Before::Bearer))))
});

/// Words that a function begins with.
static FUNCTIONS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    const WORDS: &str = "Bí thư,Phó Bí thư,Tổng Bí thư,Chủ tịch,Phó Chủ tịch,Ủy viên,UV,UVBCT,Ủy viên Bộ Chính trị,UVTW,Trưởng,Phó Trưởng,Trưởng Ban,Phó Trưởng Ban,Phó ban,Trưởng đoàn,Phó Trưởng đoàn,Giám đốc,Phó Giám đốc,Tổng Giám đốc,Phó Tổng Giám đốc,\
        Bộ trưởng,Thứ trưởng,Thủ tướng,Phó Thủ tướng,Hiệu trưởng,Phó Hiệu trưởng,Hiệu phó,Chánh Văn phòng,Phó Chánh Văn phòng,Chánh án,Phó Chánh án,Chánh Thanh tra,Phó Chánh Thanh tra,Viện trưởng,Phó Viện trưởng,Cục trưởng,Phó Cục trưởng,Tổng cục trưởng,\
        Phó Tổng cục trưởng,Vụ trưởng,Phó Vụ trưởng,Chi cục trưởng,Tư lệnh,Phó Tư lệnh,Chính ủy,Phó Chính ủy,Chỉ huy trưởng,Phó Chỉ huy trưởng,Chính trị viên,Thường trực,nguyên,Quyền,Tổ trưởng,Phó Tổ trưởng,Trợ lý,\
        Chuyên viên,Thư ký,Tổng Thư ký,Tổng Biên tập,Phó Tổng Biên tập,Tổng Thanh tra,Tổng Kiểm toán,Thống đốc,Phó Thống đốc,Đại biểu,ĐBQH,Hội trưởng,Trưởng phòng,Phó Trưởng phòng,Phó phòng,Đội trưởng,Đội phó,Trạm trưởng,Trạm phó,\
        Trưởng thôn,Kế toán,Kế toán trưởng,Đại sứ,Phó Chủ nhiệm,Chủ nhiệm,Phó Tổng Tham mưu trưởng,Tổng Tham mưu trưởng,Phó trưởng,Phó Tổng Thanh tra,Cán bộ,Giáo viên,Bí thư thứ nhất,Trưởng ban,Công chức,Phó Tổng Bí thư,Viện phó,Phó,Chủ tịch nước,Phó Chủ tịch nước";
    Lexicon::new(WORDS.split(',').map(|word| (word.trim(), ())))
});

/// Words of a name, surname and all.
const MAX_WORDS: usize = 5;

/// Words of a function at most: beyond that it is a sentence.
const MAX_FUNCTION: usize = 28;

/// Finds people: the words that a name takes, and the person.
pub(super) fn find(words: &[Word<'_>], taken: &[bool]) -> Vec<(Range<usize>, Person)> {
    let mut found: Vec<(Range<usize>, Person)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let end = name(words, at).filter(|end| !taken[at..*end].contains(&true));
        match end {
            Some(end) => {
                let name =
                    words[at..end].iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
                found.push((at..end, Person { name, role: role(words, at..end) }));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a name begins at a word behind another in capitals: a common surname and two words more, or
/// one with "Văn" or "Thị".
pub(super) fn is_begun(words: &[Word<'_>], at: usize) -> bool {
    let is_common = SURNAME.at(words, at).is_some_and(|(_, is_common)| is_common);
    let len = run(words, at);
    is_common && words[at].is_capital && (3..=MAX_WORDS).contains(&len)
}

/// Words in a row that may be of a name, from one on.
fn run(words: &[Word<'_>], at: usize) -> usize {
    let fits = |(nth, word): &(usize, &Word<'_>)| {
        let letters = word.text.chars().count();
        let is_plain = word.text.chars().skip(1).all(|c| c.is_lowercase() || c == '\'');
        word.is_capital
            && is_plain
            && letters <= 8
            && (*nth == 0 || word.follows())
            && (*nth == 0 || ends_none(words, at + nth))
    };
    words[at..].iter().enumerate().take(MAX_WORDS + 2).take_while(fits).count()
}

/// Whether a word goes on with a name: it begins neither a function nor a sentence.
fn ends_none(words: &[Word<'_>], at: usize) -> bool {
    FUNCTIONS.at(words, at).is_none() && BETWEEN_WORDS.at(words, at).is_none()
}

/// Where the name that begins at a word ends.
fn name(words: &[Word<'_>], at: usize) -> Option<usize> {
    let first = &words[at];
    if !first.is_capital {
        return None;
    }
    let Some((_, is_common)) = SURNAME.at(words, at) else {
        return foreign(words, at);
    };
    let len = run(words, at);
    if !(2..=MAX_WORDS).contains(&len) {
        return None;
    }
    let gap_fits = first.gap.trim_matches([' ', '.', ':']).is_empty() && !first.gap.contains('\n');
    let before = BEFORE.before(words, at).filter(|_| gap_fits).map(|(_, before)| before);
    let is_place = GAZETTEER.at(words, at).is_some_and(|(place, _)| place >= len);
    let is_functional = function_before(words, at).is_some();
    // The word before belongs to the same capitals: "Thép Nguyễn Minh".
    let is_tail = at > 0
        && first.follows()
        && words[at - 1].is_capital
        && before.is_none()
        && !is_functional
        && !is_end_of_place(words, at);
    match before {
        // "Chủ tịch UBND tỉnh Lê Văn Minh": no province bears a name like that.
        Some(Before::Bearer) if is_functional && is_begun(words, at) && is_of_unit(words, at) => {
            Some(at + len)
        }
        Some(Before::Bearer) => None,
        Some(Before::Address) => (!is_place || len > 2).then_some(at + len),
        None if is_functional => (!is_place).then_some(at + len),
        None => {
            // Longer runs in capitals are names of other things.
            let is_name = is_common
                && (3..=4).contains(&len)
                && !is_place
                && !is_tail
                && !is_title(words, at, len);
            is_name.then_some(at + len)
        }
    }
}

/// Whether a unit stands before that is not named after people. Wards and communes are.
fn is_of_unit(words: &[Word<'_>], at: usize) -> bool {
    static UNITS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
        Lexicon::new(["tỉnh", "thành phố", "TP", "huyện", "quận", "thị xã"].map(|unit| (unit, ())))
    });
    UNITS.before(words, at).is_some()
}

/// Where a foreign name ends: two to four words, one of which no Vietnamese would spell, behind a form of
/// address or a function.
fn foreign(words: &[Word<'_>], at: usize) -> Option<usize> {
    const LONGEST_SYLLABLE: usize = 7;
    let is_latin = |word: &Word<'_>| word.text.is_ascii() && word.text.len() > 1;
    let len = words[at..].iter().take(5).enumerate().take_while(|(nth, word)| {
        is_latin(word) && word.is_capital && !word.is_loud() && (*nth == 0 || word.follows())
    });
    let len = len.count();
    let is_foreign = words[at..at + len].iter().any(|word| {
        word.text.len() > LONGEST_SYLLABLE
            || word.text.contains(['f', 'j', 'w', 'z', 'F', 'J', 'W', 'Z'])
    });
    let is_said = words[at].gap == " "
        && (BEFORE.before(words, at).is_some_and(|(_, before)| before == Before::Address)
            || function_before(words, at).is_some());
    ((2..=4).contains(&len) && is_foreign && is_said).then_some(at + len)
}

/// Whether a known place ends before a word: "TP. Hà Nội Nguyễn Đức Chung".
fn is_end_of_place(words: &[Word<'_>], at: usize) -> bool {
    GAZETTEER.before(words, at).is_some()
}

/// Hồ Chí Minh stands in the names of so much that only a form of address makes it him.
fn is_title(words: &[Word<'_>], at: usize, len: usize) -> bool {
    static NOT_MEANT: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::new([("Hồ Chí Minh", ())]));
    NOT_MEANT.at(words, at).is_some_and(|(of, ())| of == len)
}

/// The function of somebody: what stands before the name, or else behind it.
fn role(words: &[Word<'_>], name: Range<usize>) -> Option<String> {
    let behind = || {
        let next = words.get(name.end)?;
        let is_set_off = matches!(next.gap, ", " | " - " | " – " | " (" | "- " | " -" | ": ");
        FUNCTIONS.at(words, name.end).filter(|_| is_set_off)?;
        let end = function_end(words, name.end);
        Some(written(words, name.end..end))
    };
    function_before(words, name.start).map(|range| written(words, range)).or_else(behind)
}

/// The function that ends before a word, forms of address aside: "Bí thư Tỉnh ủy" of "Bí thư Tỉnh ủy
/// đồng chí …".
fn function_before(words: &[Word<'_>], end: usize) -> Option<Range<usize>> {
    const MAX_WORDS: usize = 14;
    let mut end = end;
    while let Some((len, Before::Address)) = BEFORE
        .before(words, end)
        .filter(|_| words.get(end).is_none_or(|word| word.gap.trim_matches([' ', '.']).is_empty()))
    {
        if FUNCTIONS.at(words, end - len).is_some() {
            break;
        }
        end -= len;
    }
    if words.get(end).is_some_and(|word| !word.gap.trim_matches([' ', ',']).is_empty()) {
        return None;
    }
    let lowest = end.saturating_sub(MAX_WORDS);
    let mut start = None;
    for at in (lowest..end).rev() {
        if FUNCTIONS.at(words, at).is_some_and(|(len, ())| at + len <= end)
            && (words[at].is_capital || start.is_none())
        {
            start = Some(at);
        }
        // Whatever ends a phrase ends the function; a full stop may be that of "TP.".
        let gap = words[at].gap;
        let is_abbreviated =
            at > 0 && matches!(words[at - 1].text, "TP" | "Tp" | "TX" | "Q" | "H" | "P");
        let goes_on = gap.trim_matches([' ', '-', '–', '.']).is_empty()
            && !gap.contains('\n')
            && (!gap.contains(". ") || is_abbreviated);
        if !goes_on {
            break;
        }
    }
    let start = start?;
    let inner = start + FUNCTIONS.at(words, start).map_or(1, |(len, ())| len);
    let is_phrase = (inner..end).all(|at| words[at].is_capital || is_inner(words, at));
    is_phrase.then_some(start..end)
}

/// Where a function that begins at a word ends.
fn function_end(words: &[Word<'_>], start: usize) -> usize {
    let mut end = start + FUNCTIONS.at(words, start).map_or(1, |(len, ())| len);
    while end < words.len().min(start + MAX_FUNCTION) {
        let word = &words[end];
        let goes_on = match word.gap.trim() {
            "" | "-" | "–" | "&" => {
                !word.gap.contains('\n')
                    && (word.is_capital
                        && !is_begun(words, end)
                        && BEFORE.at(words, end).is_none_or(|(_, it)| it == Before::Bearer)
                        || is_inner(words, end)
                        || word.number().is_some())
            }
            // The next function, or the body that this one is in.
            "," => {
                FUNCTIONS.at(words, end).is_some()
                    || word.is_capital && super::offices::head(words, end).is_some()
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        end += super::offices::head(words, end).unwrap_or(1);
    }
    // "… và" leads elsewhere.
    while end > start + 1 && is_link(words, end - 1) {
        end -= 1;
    }
    end
}

/// Words in small letters inside a function.
fn is_inner(words: &[Word<'_>], at: usize) -> bool {
    static INNER: LazyLock<Lexicon<()>> = LazyLock::new(|| {
        const WORDS: &str = "tỉnh,thành phố,quận,huyện,thị xã,xã,phường,thị trấn,thôn,khu,tổ,đội,và,kiêm,các,ban,phòng,của,thường trực,trưởng,phó,thư,tịch,đốc,viên,ủy,đoàn,hội,khối,cơ quan,nhân dân,giáo,tổ chức,dân vận,nội chính,\
            kiểm tra,nghiệp,tế,hóa,dục,đào tạo,chính,chính trị,sự,quân,công an,trị,lý,luận,sử,nước,trưởng ban,phó ban,bộ,sở,chi bộ,đảng bộ,đảng ủy,quân sự,phụ nữ,nông dân,thanh niên,cựu chiến binh,biên phòng,đảng,phát triển,nông thôn,thông tin,\
            văn phòng,trường,lịch sử,cục,vụ,viện,học,hợp,nghị,cao,tối cao,pháp,luật,quyền,tuyên giáo,đại biểu,chuyên trách,kinh tế,xã hội,môi trường,thể thao,du lịch,vận tải,thông,hành,xây dựng,đồng,binh,sát,án,trực,quản lý,dự án,sinh,khuyến,chấp,truyền,dưỡng";
        Lexicon::new(WORDS.split(',').map(|word| (word.trim(), ())))
    });
    // Any word of a phrase: the phrase may have begun before.
    (at.saturating_sub(2)..=at)
        .any(|from| INNER.at(words, from).is_some_and(|(len, ())| from + len > at))
}

fn is_link(words: &[Word<'_>], at: usize) -> bool {
    matches!(words[at].text, "và" | "của" | "các" | "kiêm")
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words = words(text);
        let found = find(&words, &vec![false; words.len()]);
        let show = |(_, person): (_, Person)| match person.role {
            Some(role) => format!("{} | {role}", person.name),
            None => person.name,
        };
        assert_eq!(found.into_iter().map(show).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_form_of_address_stands_before_a_name() {
        check("ông Trần Văn An cho biết", &["Trần Văn An"]);
        check("các đồng chí: Lê Thị Bình, Phạm Văn Cường", &["Lê Thị Bình", "Phạm Văn Cường"]);
        check("PGS.TS Tạ Đức Minh", &["Tạ Đức Minh"]);
        check("Đại úy Lò Văn Dũng", &["Lò Văn Dũng"]);
        check("Thủ tướng Thongloun Sisoulith", &["Thongloun Sisoulith | Thủ tướng"]);
        check("Đ/c Lương Thị Trang Nhung", &["Lương Thị Trang Nhung"]);
    }

    #[test]
    fn a_function_stands_before_or_behind() {
        check(
            "đồng chí Nguyễn Quốc Khánh - Phó Trưởng Ban Thường trực Ban Tuyên giáo Thành ủy; đồng chí",
            &["Nguyễn Quốc Khánh | Phó Trưởng Ban Thường trực Ban Tuyên giáo Thành ủy"],
        );
        check("Bí thư Tỉnh ủy Lê Văn Minh phát biểu", &["Lê Văn Minh | Bí thư Tỉnh ủy"]);
        check(
            "Chủ tịch UBND TP. Hà Nội Nguyễn Văn Bình",
            &["Nguyễn Văn Bình | Chủ tịch UBND TP. Hà Nội"],
        );
        check(
            "Ông Trần An, Chủ tịch UBND xã Nam Sơn, cho biết",
            &["Trần An | Chủ tịch UBND xã Nam Sơn"],
        );
        check(
            "bà Lê Thị Hoa, Phó Giám đốc Sở Y tế cho rằng",
            &["Lê Thị Hoa | Phó Giám đốc Sở Y tế"],
        );
    }

    #[test]
    fn what_only_bears_a_name_is_nobody() {
        for text in [
            "đường Nguyễn Văn Linh",
            "Trường THPT Trần Hưng Đạo",
            "giải thưởng Lê Hồng Phong",
            "tư tưởng Hồ Chí Minh",
            "TP Hồ Chí Minh",
            "quận Đồ Sơn",
            "Hà Nội",
            "Đoàn TNCS Hồ Chí Minh",
            "các đồng chí Thường trực Quận ủy",
            "Mai Châu",
        ] {
            check(text, &[]);
        }
    }
}
