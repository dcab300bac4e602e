//! Organisations: committees, departments, schools, companies, by the words that their names begin with.
//!
//! Vietnamese writes only the first syllable of each word of a name with a capital ("Sở Giáo dục và Đào
//! tạo"), so what a name consists of is not plain from its letters. Fields of work are in a table;
//! behind it, and behind what has no field, go the level ("Trung ương", "tỉnh Hà Nam") and names in capitals.

use std::ops::Range;
use std::sync::LazyLock;

use super::people;
use super::tables::{BEHIND_WORDS, BETWEEN_WORDS, GAZETTEER};
use super::words::{Lexicon, Word};

/// What must follow the words that a name begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Nothing: "Bộ Chính trị" is a name.
    Nothing,
    /// A level or a place: "UBND quận Đồ Sơn"; "UBND" alone is a noun.
    Level,
    /// A field of work: "Sở Y tế".
    Field,
    /// A name in capitals: "Công ty Hoa Sen".
    Name,
}

static HEADS: LazyLock<Lexicon<Need>> = LazyLock::new(|| {
    const HEADS: [(Need, &str); 4] = [
        (
            Need::Nothing,
            "Bộ Chính trị,Ban Bí thư,Ban Bí thư Trung ương,Ban Bí thư Trung ương Đảng,Ban Chấp hành Trung ương,Ban Chấp hành Trung ương Đảng,Trung ương Đảng,Quốc hội,Chính phủ,Ủy ban Thường vụ Quốc hội,\
            Ủy ban Thường vụ QH,Văn phòng Chính phủ,Văn phòng Quốc hội,Văn phòng Chủ tịch nước,Văn phòng Trung ương Đảng,Đảng Cộng sản Việt Nam,Thanh tra Chính phủ,Ngân hàng Nhà nước,\
            Kiểm toán Nhà nước,Tòa án nhân dân tối cao,Viện Kiểm sát nhân dân tối cao,Quân ủy Trung ương,Hội đồng Lý luận Trung ương,Mặt trận Tổ quốc Việt Nam,\
            Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam,Ủy ban Trung ương MTTQ Việt Nam,Tổng Liên đoàn Lao động Việt Nam,Tổng LĐLĐ Việt Nam,Hội Nông dân Việt Nam,Hội Cựu chiến binh Việt Nam,Liên hợp quốc,ASEAN,UNESCO,\
            Thông tấn xã Việt Nam,Đài Truyền hình Việt Nam,Đài Tiếng nói Việt Nam",
        ),
        (
            Need::Level,
            "UBND,HĐND,MTTQ,Ủy ban nhân dân,Hội đồng nhân dân,Ủy ban MTTQ,Ủy ban Mặt trận Tổ quốc,Ủy ban MTTQ Việt Nam,Ủy ban Mặt trận Tổ quốc Việt Nam,Mặt trận Tổ quốc,\
            Thường trực HĐND,HĐND và UBND,Đảng bộ,Đảng ủy,Công an,Tỉnh ủy,Thành ủy,Huyện ủy,Quận ủy,Thị ủy,Ban Thường vụ,BTV,Ban Chấp hành,BCH,Ban Chấp hành Đảng bộ,BCH Đảng bộ,\
            Ban Chấp hành Đảng bộ,Ban Thường vụ Tỉnh ủy,Ban Thường vụ Thành ủy,Ban Thường vụ Huyện ủy,Ban Thường vụ Quận ủy,Ban Thường vụ Thị ủy,Ban Thường vụ Đảng ủy,BTV Tỉnh ủy,BTV Thành ủy,BTV Huyện ủy,\
            Văn phòng Tỉnh ủy,Văn phòng Thành ủy,Văn phòng Huyện ủy,Văn phòng Quận ủy,Văn phòng UBND,Văn phòng HĐND,\
            Bộ Chỉ huy Quân sự,Bộ CHQS,Ban Chỉ huy Quân sự,Ban CHQS,Bộ Chỉ huy Bộ đội Biên phòng,Bộ đội Biên phòng,BĐBP,Tòa án nhân dân,TAND,Viện Kiểm sát nhân dân,VKSND,Liên đoàn Lao động,LĐLĐ,\
            Hội Liên hiệp Phụ nữ,Hội LHPN,Hội Phụ nữ,Hội Nông dân,Hội Cựu chiến binh,Hội CCB,Hội Chữ thập đỏ,Đoàn Thanh niên,Tỉnh đoàn,Thành đoàn,Huyện đoàn,Quận đoàn,Đoàn đại biểu Quốc hội,Đoàn ĐBQH,\
            Bảo hiểm xã hội,BHXH,Kho bạc Nhà nước,Cục Thuế,Chi cục Thuế,Cục Hải quan,Cục Thống kê,Chi cục Thống kê,Thanh tra,Ban Quản lý các khu công nghiệp,Hội Khuyến học,Hội Người cao tuổi,Hội Nhà báo,\
            Ban Tuyên giáo,Ban Tổ chức,Ban Dân vận,Ban Nội chính,Ủy ban Kiểm tra,UBKT,Trung tâm Y tế,Trung tâm Bồi dưỡng chính trị,Trường Chính trị,Báo,Đài Phát thanh và Truyền hình,Đài PT-TH,Đảng bộ Khối,\
            Hội đồng hương,Phòng Giáo dục và Đào tạo,Phòng GD&ĐT,Phòng Nội vụ,Phòng Y tế,Phòng Tài chính - Kế hoạch,Phòng Kinh tế,Phòng Tài nguyên và Môi trường,Phòng Văn hóa và Thông tin,Phòng Tư pháp",
        ),
        (
            Need::Field,
            "Bộ,Sở,Cục,Tổng cục,Ban,Ủy ban,Hội đồng,Phòng,Vụ,Chi cục,Đảng ủy Khối,Đảng bộ Khối,Viện,Học viện",
        ),
        (
            Need::Name,
            "Công ty,Công ty TNHH,Công ty cổ phần,Công ty CP,Tổng Công ty,Tập đoàn,Ngân hàng,Trường Tiểu học,Trường THCS,Trường THPT,Trường Mầm non,Trường Đại học,Trường Cao đẳng,Đại học,\
            Bệnh viện,Học viện,Nhà máy,Hợp tác xã,HTX,Viện,Chi bộ Trường Tiểu học,Quỹ,Câu lạc bộ,CLB,Trung tâm,Hiệp hội,Báo,Tạp chí,Nhà xuất bản,NXB,Trung đoàn,Sư đoàn,Quân khu,Binh đoàn,Lữ đoàn",
        ),
    ];
    Lexicon::new(
        HEADS
            .iter()
            .flat_map(|(need, heads)| heads.split(',').map(move |head| (head.trim(), *need))),
    )
});

/// Fields of work of ministries, departments and boards.
static FIELDS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    const FIELDS: &str = "Giáo dục và Đào tạo,GD&ĐT,GD-ĐT,GDĐT,Y tế,Nội vụ,Tài chính,Tài chính - Kế hoạch,Tư pháp,Công an,Quốc phòng,Ngoại giao,Xây dựng,Công Thương,Công thương,Giao thông vận tải,GTVT,\
        Giao thông Vận tải,Tài nguyên và Môi trường,TN&MT,TN-MT,Tài nguyên - Môi trường,Nông nghiệp và Phát triển nông thôn,NN&PTNT,NN-PTNT,Nông nghiệp và PTNT,Nông nghiệp và Môi trường,Kế hoạch và Đầu tư,KH&ĐT,\
        Kế hoạch - Đầu tư,Lao động - Thương binh và Xã hội,Lao động Thương binh và Xã hội,LĐ-TB&XH,LĐTB&XH,Lao động - TB&XH,Văn hóa Thể thao và Du lịch,Văn hóa và Thể thao,Văn hóa - Thông tin,Văn hóa và Thông tin,\
        VH-TT&DL,VHTT&DL,VH,TT&DL,Thông tin và Truyền thông,TT&TT,TT-TT,Khoa học và Công nghệ,KH&CN,KH-CN,Du lịch,Ngoại vụ,Quy hoạch - Kiến trúc,Dân tộc và Tôn giáo,Dân tộc,Văn hóa,Nông nghiệp,\
        Tuyên giáo,Tuyên giáo và Dân vận,Tổ chức,Dân vận,Nội chính,Kinh tế,Kiểm tra,Đối ngoại,Tôn giáo,Cơ yếu,Thường vụ Quốc hội,Đường sắt,Thuế,Hải quan,Thống kê,Hàng hải,Đường bộ,Quản lý thị trường,Kiểm lâm,Thủy sản,\
        Thú y,Chăn nuôi,Trồng trọt,Bảo vệ thực vật,Bảo vệ chăm sóc sức khỏe,Thi đua - Khen thưởng,Thi đua - Khen thưởng Trung ương,An toàn giao thông,ATGT,ATGT Quốc gia,An toàn giao thông Quốc gia,Dân số,Khí tượng Thủy văn,Hàng không,\
        Lý luận Chính trị và Lịch sử Đảng,Chính trị,Cảnh sát giao thông,Cảnh sát hình sự,Chính trị quốc gia Hồ Chí Minh,Hành chính Quốc gia,Khoa học xã hội,Pháp chế,Tham mưu,Quân huấn,Hậu cần,Kỹ thuật,\
        Nhân quyền,Pháp luật,Tư tưởng,Tư tưởng - Văn hóa,Cán sự Đảng,Tổ chức - Cán bộ,Tổ chức Cán bộ,Các vấn đề xã hội,Văn hóa - Xã hội,Kinh tế - Ngân sách,Quốc phòng và An ninh,Đổi mới và Phát triển doanh nghiệp";
    // Commas inside a name are not in a phrase, so the names with one are put together from halves.
    Lexicon::new(FIELDS.split(',').map(|field| (field.trim(), ())))
});

/// Levels that stand behind a name.
static LEVELS: LazyLock<Lexicon<bool>> = LazyLock::new(|| {
    const OWN: &str =
        "Trung ương,TW,Trung ương Đảng,Việt Nam,Quốc gia,nhân dân,Quốc hội,Chính phủ,Nhà nước";
    const UNITS: &str = "tỉnh,thành phố,TP,quận,huyện,thị xã,TX,xã,phường,thị trấn,Tỉnh ủy,Thành ủy,Huyện ủy,Quận ủy,Thị ủy,Đảng ủy,Đảng bộ tỉnh,Đảng bộ huyện,Đảng bộ thành phố,Đảng bộ quận,UBND,HĐND,UBND tỉnh,UBND huyện,UBND quận,UBND thành phố,UBND TP,tỉnh ủy,khối,Công an,Công an tỉnh,Công an huyện,Công an quận,Công an thành phố";
    Lexicon::new(
        OWN.split(',')
            .map(|level| (level, true))
            .chain(UNITS.split(',').map(|level| (level, false))),
    )
});

/// Finds organisations: the words that each takes.
pub(super) fn find(words: &[Word<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match name(words, at) {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// How many words the beginning of an organisation's name takes here, whole name or not.
pub(super) fn head(words: &[Word<'_>], at: usize) -> Option<usize> {
    HEADS.at(words, at).filter(|_| words[at].is_capital).map(|(len, _)| len)
}

/// Where the name that begins at a word ends.
fn name(words: &[Word<'_>], at: usize) -> Option<usize> {
    let (len, need) = HEADS.at(words, at).filter(|_| words[at].is_capital)?;
    // A member of the National Assembly is none of its bodies.
    if at > 0 && need == Need::Nothing && matches!(words[at - 1].text, "biểu" | "Biểu") {
        return None;
    }
    let mut end = at + len;
    let fielded = if need == Need::Field { field(words, end)? } else { end };
    end = fielded;
    let mut is_named = need == Need::Nothing || need == Need::Field;
    if need == Need::Name {
        end = capitals(words, end);
        is_named = end > at + len;
    }
    // Levels: "Ban Tuyên giáo" "Thành ủy" "Hải Phòng".
    loop {
        let begin = end;
        if need == Need::Nothing {
            break;
        }
        if let Some((len, is_own)) = level(words, end) {
            end += len;
            is_named |= is_own;
        }
        if let Some(len) = place(words, end, end > begin) {
            end += len;
            is_named = true;
        }
        if end == begin {
            break;
        }
    }
    // A council of the district where the text is at home is named by its level alone: "UBND quận"
    // is no name.
    // "Trung tâm Điện" of "Trung tâm Điện ảnh": the name goes on in small letters, who knows how far.
    let is_cut = (need == Need::Name || need == Need::Field)
        && words.get(end).is_some_and(|next| {
            next.follows()
                && !next.is_capital
                && next.number().is_none()
                && BEHIND_WORDS.at(words, end).is_none()
        });
    (is_named && !is_cut).then_some(end)
}

fn field(words: &[Word<'_>], at: usize) -> Option<usize> {
    let first = words.get(at).filter(|word| word.follows())?;
    let (len, ()) = FIELDS.at(words, at)?;
    first.is_capital.then_some(())?;
    let mut end = at + len;
    // "Văn hóa, Thể thao và Du lịch": the comma parts what belongs together.
    let is_culture = |at: usize| TAIL.at(words, at).filter(|_| words[at].gap == ", ");
    if let Some((len, ())) = is_culture(end) {
        end += len;
    }
    Some(end)
}

static TAIL: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        [
            "Thể thao và Du lịch",
            "TT&DL",
            "TT và DL",
            "Thanh niên Thiếu niên và Nhi đồng",
            "Xã hội",
            "Thương binh và Xã hội",
            "Thanh niên",
        ]
        .map(|tail| (tail, ())),
    )
});

fn level(words: &[Word<'_>], at: usize) -> Option<(usize, bool)> {
    let (len, is_own) = LEVELS.at(words, at).filter(|_| words[at].follows())?;
    // "nhân dân" in small letters is the people.
    (!is_own || words[at].is_capital).then_some((len, is_own))
}

/// The name of a place behind an organisation, and the words it takes.
fn place(words: &[Word<'_>], at: usize, behind_unit: bool) -> Option<usize> {
    let first = words.get(at).filter(|word| word.follows() && word.is_capital)?;
    if let Some((len, _)) = GAZETTEER.at(words, at) {
        return Some(len);
    }
    let is_numbered = first.number().is_some();
    (behind_unit && !is_numbered)
        .then(|| capitals(words, at) - at)
        .filter(|len| (1..=3).contains(len))
}

/// Where a run of capitalised words ends; abbreviations and numbers may be in it.
fn capitals(words: &[Word<'_>], at: usize) -> usize {
    const MAX_WORDS: usize = 6;
    let goes_on = |(nth, word): &(usize, &Word<'_>)| {
        word.follows()
            && (word.is_capital || *nth > 0 && word.number().is_some())
            && HEADS.at(words, at + nth).is_none()
            && BETWEEN_WORDS.at(words, at + nth).is_none()
            && !people::is_begun(words, at + nth)
    };
    let run = words.get(at..).unwrap_or_default().iter().enumerate().take(MAX_WORDS);
    at + run.take_while(goes_on).count()
}
