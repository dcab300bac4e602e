//! What stands above the text of a paper: who issues it, its number, place and day, type and subject.

use docbao_bundle::{Block, Date, Dateline};

use super::{cells, fold_line, is_loud, is_rule_mark, lines};
use crate::ingest::date;

/// The motto stands at the top; further down it belongs to a form in an annex.
const MAX_HEAD_BLOCKS: usize = 14;

/// Blocks below the motto that may belong to the head.
const MAX_BELOW_MOTTO: usize = 8;

/// A subject takes a few lines at most.
const MAX_SUBJECT_LINES: usize = 5;

/// The longest line of a subject or a heading, in characters.
const MAX_LINE_CHARS: usize = 400;

/// The longest name of an issuing body on one line, in characters.
const MAX_ISSUER_CHARS: usize = 100;

/// Types of papers, folded.
const TYPES: [&str; 38] = [
    "nghi quyet",
    "quyet dinh",
    "chi thi",
    "quy che",
    "quy dinh",
    "thong cao",
    "thong bao",
    "huong dan",
    "chuong trinh",
    "ke hoach",
    "phuong an",
    "de an",
    "du an",
    "bao cao",
    "bien ban",
    "to trinh",
    "hop dong",
    "cong dien",
    "giay moi",
    "giay gioi thieu",
    "nghi dinh",
    "thong tu",
    "thong tu lien tich",
    "luat",
    "phap lenh",
    "ket luan",
    "lenh",
    "cong bo",
    "ban ghi nho",
    "thong tri",
    "chuong trinh hanh dong",
    "chuong trinh cong tac",
    "loi keu goi",
    "tuyen bo",
    "thu moi",
    "thu keu goi",
    "quy uoc",
    "thoa thuan",
];

/// Whether a line, folded, is the type of a paper.
pub(super) fn is_type(folded: &str) -> bool {
    TYPES.contains(&folded)
}

/// Bodies that papers name behind their type, in the letters they have within a sentence.
const BODIES: [&str; 12] = [
    "Chính phủ",
    "Thủ tướng Chính phủ",
    "Quốc hội",
    "Uỷ ban Thường vụ Quốc hội",
    "Bộ Chính trị",
    "Ban Bí thư",
    "Ban Chấp hành Trung ương",
    "Ban Chấp hành Trung ương Đảng",
    "Ban Thường vụ",
    "Ban Chấp hành",
    "Hội đồng Nhà nước",
    "Hội đồng Bộ trưởng",
];

/// What stands above the type of a paper.
#[derive(Default)]
pub(super) struct Head {
    pub(super) issuer: Vec<String>,
    number: Option<String>,
    /// Subject of an official letter: below its number.
    subject: Vec<String>,
    pub(super) dateline: Option<Dateline>,
    pub(super) published: Option<Date>,
}

impl Head {
    /// Reads the head, and tells how many blocks it takes.
    pub(super) fn of(blocks: &[Block]) -> Option<(Self, usize)> {
        let motto = (0..blocks.len().min(MAX_HEAD_BLOCKS)).find(|at| has_motto(&blocks[*at..]))?;
        let mut end = motto + 1;
        // Where the two columns are not a table, their other lines follow one by one.
        for (at, block) in blocks.iter().enumerate().skip(end).take(MAX_BELOW_MOTTO) {
            let lines = lines(block);
            let is_known = lines.iter().any(|line| {
                is_slogan(line) || number(line).is_some() || date::parse_dateline(line).is_some()
            });
            let is_rule = *block == Block::Rule
                || !lines.is_empty() && lines.iter().all(|line| is_rule_mark(line));
            let is_issuer = |line: &String| {
                is_loud(line) && line.chars().count() <= MAX_ISSUER_CHARS || is_rule_mark(line)
            };
            if is_known || is_rule {
                end = at + 1;
            } else if Kind::of(block).is_some() || lines.is_empty() || !lines.iter().all(is_issuer)
            {
                break;
            }
        }
        let mut head = Head::default();
        blocks[..end].iter().for_each(|block| head.take(block));
        Some((head, end))
    }

    /// The empty head of a paper in a collection of laws, which begins with its type: "QUYẾT ĐỊNH / CỦA … SỐ …".
    /// Recitals tell it from prose.
    pub(super) fn left_away(blocks: &[Block]) -> Option<Self> {
        const MAX_BEFORE_RECITALS: usize = 10;
        let first =
            blocks.first().filter(|block| lines(block).first().is_some_and(|it| is_loud(it)));
        let recites = |line: &String| {
            let line = line.trim_start_matches(['-', '–', ' ']);
            line.starts_with("Căn cứ") && fold_line(line).starts_with("can cu ")
        };
        let mut before = blocks.iter().take(MAX_BEFORE_RECITALS).flat_map(lines);
        (Kind::of(first?).is_some() && before.any(|line| recites(&line))).then(Head::default)
    }

    fn take(&mut self, block: &Block) {
        // Rows of a table column by column: a name that goes on in the next line stays together.
        for cell in cells(block) {
            let mut in_subject = false;
            for line in cell {
                let is_motto = is_motto(&line) || fold_line(&line) == STATE;
                if is_motto || is_slogan(&line) || is_rule_mark(&line) || is_stamp(&line) {
                    continue;
                }
                if let Some(number) = number(&line) {
                    // A draft has a number without the number.
                    self.number =
                        Some(number).filter(|it| it.starts_with(|c: char| c.is_ascii_digit()));
                } else if let Some((place, date)) = date::parse_dateline(&line) {
                    let place = Some(place.to_owned());
                    self.dateline = Some(Dateline { place, text: line.clone() });
                    self.published = Some(date);
                } else if in_subject || begins_with_subject(&line) {
                    in_subject = true;
                    self.subject.push(line);
                } else {
                    self.take_issuer(line);
                }
            }
        }
    }

    fn take_issuer(&mut self, line: String) {
        const GOES_ON: [&str; 13] = [
            "viet nam",
            "tinh",
            "thanh pho",
            "tp",
            "huyen",
            "quan",
            "xa",
            "phuong",
            "thi xa",
            "thi tran",
            "va",
            "the thao",
            "du lich",
        ];
        let folded = fold_line(&line);
        // Codes of forms, and what a typist left.
        let is_name = line.starts_with(char::is_alphabetic) && line.contains(' ');
        if !is_name && !line.ends_with(',') {
            return;
        }
        let goes_on = GOES_ON.iter().any(|word| {
            folded.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        match self.issuer.last_mut().filter(|last| goes_on || last.ends_with(',')) {
            Some(last) => {
                last.push(' ');
                last.push_str(&line);
            }
            None => self.issuer.push(line),
        }
    }

    /// Takes what collections of laws write between type and subject: "CỦA CHÍNH PHỦ SỐ 29/1998/NĐ-CP NGÀY
    /// 11 THÁNG 5 NĂM 1998". Returns the body.
    fn take_reference(&mut self, subject: &mut Vec<String>) -> Option<String> {
        let first = subject.first()?.clone();
        let (_, after) = first.split_once(' ').filter(|(word, _)| fold_line(word) == "cua")?;
        let words: Vec<&str> = after.split(' ').collect();
        let is_end = |at: &usize| match fold_line(words[*at]).as_str() {
            // A quarter or a cell of the Party may be called "số 3".
            "so" => words.get(at + 1).is_none_or(|next| number(&format!("số {next}")).is_some()),
            word => matches!(word, "ve" | "ngay"),
        };
        let end = (0..words.len()).find(is_end).unwrap_or(words.len());
        let of = words[..end].join(" ");
        // Number and day may stand on lines of their own.
        let rest = subject[1..].iter().flat_map(|line| line.split(' '));
        let mut rest: Vec<&str> = words[end..].iter().copied().chain(rest).collect();
        if let [so, written, ..] = rest[..]
            && let Some(number) = number(&format!("{so} {written}"))
        {
            self.number.get_or_insert(number);
            rest.drain(..2);
        }
        let has_day = rest.first().is_some_and(|word| fold_line(word) == "ngay");
        for len in [6, 2].into_iter().filter(|len| has_day && *len <= rest.len()) {
            let words = rest[..len].join(" ").to_lowercase();
            if let Some(day) = date::parse(words.trim_end_matches([',', '.'])) {
                self.published.get_or_insert(day);
                rest.drain(..len);
                break;
            }
        }
        *subject = vec![rest.join(" ")];
        subject.retain(|line| !line.is_empty());
        if self.issuer.is_empty() {
            self.issuer.push(of.clone());
        }
        Some(of)
    }
}

/// The title, and how many blocks of the body it takes.
pub(super) fn title(head: &mut Head, body: &[Block]) -> (String, usize) {
    let kinds = body.iter().take(4).enumerate().map(|(at, block)| (at, Kind::of(block)));
    let Some((at, kind)) = kinds.filter_map(|(at, kind)| Some((at, kind?))).next() else {
        return untyped(head, body);
    };
    let Kind { name, rest: mut subject } = kind;
    let mut used = at + 1;
    for block in &body[used..] {
        let lines = lines(block);
        let is_blank = *block == Block::Rule
            || !lines.is_empty() && lines.iter().all(|line| is_rule_mark(line));
        if is_blank {
            used += 1;
            break;
        }
        let is_line = matches!(block, Block::Paragraph(_) | Block::Heading { .. });
        let belongs = is_line && lines.iter().all(|line| is_of_subject(line));
        if !belongs || subject.len() + lines.len() > MAX_SUBJECT_LINES {
            break;
        }
        // What follows a subject in capitals, or "Về việc …", in capitals again is who decides.
        subject.extend(lines);
        used += 1;
    }
    subject.retain(|line| !is_rule_mark(line));
    let of = head.take_reference(&mut subject);
    (compose(&name, of.as_deref(), head.number.as_deref(), &subject.join(" ")), used)
}

/// The title of a paper that does not say its type: a letter has a number, a form is called by its first
/// lines in capitals.
fn untyped(head: &Head, body: &[Block]) -> (String, usize) {
    if head.number.is_none() && head.subject.is_empty() {
        let is_line = |block: &&Block| {
            let lines = lines(block);
            matches!(block, Block::Paragraph(_) | Block::Heading { .. })
                && !lines.is_empty()
                && lines.iter().all(|line| is_loud(line) && is_of_subject(line))
        };
        let used = body.iter().take(MAX_SUBJECT_LINES).take_while(is_line).count();
        return (body[..used].iter().flat_map(lines).collect::<Vec<_>>().join(" "), used);
    }
    let name = head.number.as_ref().map(|number| format!("Công văn số {number}"));
    let parts = [name.unwrap_or_default(), head.subject.join(" ")];
    let title = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    (title, 0)
}

/// "Quyết định số 715/QĐ-UBND về việc …", in the letters of the paper.
fn compose(kind: &str, of: Option<&str>, number: Option<&str>, subject: &str) -> String {
    let mut title = sentence_case(kind);
    if let Some(number) = number.filter(|number| !subject.contains(number)) {
        title.push_str(" số ");
        title.push_str(number);
    }
    if let Some(of) = of {
        let folded = fold_line(of);
        let folded =
            folded.strip_suffix(" nuoc cong hoa xa hoi chu nghia viet nam").unwrap_or(&folded);
        let known = BODIES.iter().find(|body| fold_line(body) == folded);
        title.push_str(" của ");
        title.push_str(known.copied().unwrap_or(of));
    }
    if subject.is_empty() {
        return title;
    }
    let goes_on = begins_with_subject(subject);
    title.push_str(if goes_on || number.or(of).is_none() { " " } else { ": " });
    if goes_on && !is_loud(subject) {
        let mut letters = subject.chars();
        title.extend(letters.next().into_iter().flat_map(char::to_lowercase));
        title.push_str(letters.as_str());
    } else {
        title.push_str(subject);
    }
    title
}

/// The type of a paper, and the lines behind it in its block.
struct Kind {
    name: String,
    rest: Vec<String>,
}

impl Kind {
    /// The type, if a block begins with it: alone on its line, or with the body behind it, "NGHỊ ĐỊNH CỦA
    /// CHÍNH PHỦ".
    fn of(block: &Block) -> Option<Self> {
        let mut lines = lines(block);
        let first = lines.first()?.clone();
        let folded = fold_line(first.trim_end_matches([':', '.']));
        if is_type(&folded) {
            let name = lines.remove(0);
            return Some(Kind { name, rest: lines });
        }
        let begins = |kind: &&&str| {
            folded.strip_prefix(**kind).is_some_and(|rest| rest.starts_with(" cua "))
        };
        let kind = TYPES.iter().find(begins).filter(|_| is_loud(&first))?;
        let end = first.match_indices(' ').nth(kind.matches(' ').count())?.0;
        lines[0] = first[end..].trim_start().to_owned();
        Some(Kind { name: first[..end].to_owned(), rest: lines })
    }
}

fn is_of_subject(line: &str) -> bool {
    const AFTER: [&str; 4] = ["can cu", "kinh gui", "dieu 1", "xet "];
    const WHO: [&str; 26] = [
        "chu tich",
        "uy ban",
        "hoi dong",
        "bo truong",
        "thu truong",
        "thu tuong",
        "chinh phu",
        "giam doc",
        "cuc truong",
        "tong cuc",
        "tong giam doc",
        "quoc hoi",
        "bo ",
        "so ",
        "truong ban",
        "chanh",
        "thong doc",
        "vien truong",
        "chanh an",
        "tong bi thu",
        "ban ",
        "tong thanh tra",
        "truong ",
        "hieu truong",
        "cuc ",
        "lien bo",
    ];
    let folded = fold_line(line);
    let is_loud = line == line.to_uppercase();
    !(AFTER.iter().any(|begin| folded.starts_with(begin))
        || is_loud && WHO.iter().any(|begin| folded.starts_with(begin))
        || line.chars().count() > MAX_LINE_CHARS
        || line.ends_with(['.', ';', ':']))
}

/// Number of a paper, from "Số: 715/QĐ-UBND".
fn number(line: &str) -> Option<String> {
    let line = line.strip_prefix("Luật ").unwrap_or(line);
    let (word, rest) = line.split_at_checked(line.find([' ', ':', '.'])?)?;
    let number =
        rest.trim_start_matches([':', '.', ' ', '\u{a0}']).trim_end_matches(['.', ' ', ',']);
    let is_number = number
        .starts_with(|c: char| c.is_ascii_digit() || c == '/' || c == '-' || c == '…' || c == '.')
        && number.contains(['/', '-'])
        && number.contains(char::is_alphabetic)
        && number.chars().count() <= 40;
    (fold_line(word) == "so" && is_number).then(|| number.split_whitespace().collect::<String>())
}

fn begins_with_subject(line: &str) -> bool {
    let folded = fold_line(line);
    ["v v ", "ve viec ", "ve "].iter().any(|begin| folded.starts_with(begin))
}

/// Whether the first of these blocks has a motto. Fonts of the time before Unicode showed small letters as capitals:
/// there the line below tells.
fn has_motto(blocks: &[Block]) -> bool {
    let first = blocks.first().map(lines).unwrap_or_default();
    let is_whole = |line: &String| fold_line(line) == STATE;
    first.iter().any(|line| is_motto(line))
        || first.iter().any(is_whole)
            && blocks.iter().take(3).flat_map(lines).any(|line| is_slogan(&line))
}

const STATE: &str = "cong hoa xa hoi chu nghia viet nam";

fn is_motto(line: &str) -> bool {
    const PARTY: &str = "dang cong san viet nam";
    let folded = fold_line(line);
    is_loud(line) && (folded.contains(STATE) || folded == PARTY)
}

fn is_slogan(line: &str) -> bool {
    fold_line(line) == "doc lap tu do hanh phuc"
}

/// How urgent or how far a paper is, and a day that was never filled in.
fn is_stamp(line: &str) -> bool {
    let folded = fold_line(line);
    ["khan", "thuong khan", "hoa toc", "mat", "du thao", "ban sao"].contains(&folded.as_str())
        || folded.contains("ngay thang")
}

/// "QUYẾT ĐỊNH" as it stands in a title.
fn sentence_case(words: &str) -> String {
    let lower = words.trim_end_matches([':', '.']).to_lowercase();
    let mut letters = lower.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
