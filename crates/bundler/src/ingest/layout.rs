//! The layout of official papers (Decree 30/2020/NĐ-CP for the state, much the same for the Party):
//!
//! ```text
//! UBND TỈNH …                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM      issuing body, motto
//!   -------                          Độc lập - Tự do - Hạnh phúc
//! Số: 715/QĐ-UBND                    …, ngày 10 tháng 03 năm 2023        number, dateline
//!
//!                        QUYẾT ĐỊNH                                      type
//!                   Về việc phê duyệt …                                  subject (trích yếu)
//! Căn cứ …;                                                              recitals
//! Điều 1. …                                                              articles
//!
//! Nơi nhận:                          KT. CHỦ TỊCH                        recipients, signature
//! - Lưu: VT.                         Lâm Hải Giang
//! ```
//!
//! Only the motto makes a text official. Free prose stays as it is, whatever words it uses.

use docbao_bundle::{Article, Block, Byline, Dateline, Item, Source, Span, Text};
use docbao_search::text::syllables;

use super::date;
use super::text::{is_name, is_rule};

/// The motto stands at the top; further down it belongs to a form in an annex.
const MAX_HEAD_BLOCKS: usize = 14;

/// A subject takes a few lines at most.
const MAX_SUBJECT_LINES: usize = 5;

/// The longest line of a subject or a heading, in characters.
const MAX_LINE_CHARS: usize = 400;

/// Types of papers, folded.
const TYPES: [&str; 30] = [
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
    "thoa thuan",
];

/// Makes an article of blocks. In the official layout title, dateline, issuing body and signatory
/// are taken from where they stand; else the title is left empty and the blocks as they are.
pub(super) fn article_of(blocks: Vec<Block>) -> Article {
    let Some((head, body_start)) = Head::of(&blocks) else {
        return Article { blocks, ..Article::default() };
    };
    let mut rest = blocks;
    rest.drain(..body_start);
    let (title, used) = title(&head, &rest);
    rest.drain(..used);
    let mut article =
        Article { title, dateline: head.dateline, published: head.published, ..Article::default() };
    article.source = (!head.issuer.is_empty())
        .then(|| Source { name: Some(head.issuer.join(" – ")), url: None });
    for block in rest {
        place(block, &mut article);
    }
    article
}

/// What stands above the type of a paper.
#[derive(Default)]
struct Head {
    issuer: Vec<String>,
    number: Option<String>,
    /// Subject of an official letter: below its number.
    subject: Vec<String>,
    dateline: Option<Dateline>,
    published: Option<docbao_bundle::Date>,
}

impl Head {
    /// Reads the head, and tells how many blocks it takes.
    fn of(blocks: &[Block]) -> Option<(Self, usize)> {
        let is_motto = |block: &Block| lines(block).iter().any(|line| is_motto(line));
        let motto = blocks.iter().take(MAX_HEAD_BLOCKS).position(is_motto)?;
        let mut head = Head::default();
        for block in &blocks[..=motto] {
            head.take(block);
        }
        let mut end = motto + 1;
        // Where the two columns are not a table, their other lines follow one by one.
        for (at, block) in blocks.iter().enumerate().skip(end).take(6) {
            let lines = lines(block);
            let known = lines.iter().any(|line| {
                is_slogan(line) || number(line).is_some() || date::parse_dateline(line).is_some()
            });
            let is_rules = !lines.is_empty() && lines.iter().all(|line| is_rule_mark(line));
            if !known && !is_rules && *block != Block::Rule {
                break;
            }
            head.take(block);
            end = at + 1;
        }
        Some((head, end))
    }

    fn take(&mut self, block: &Block) {
        // Rows of a table column by column: a name that goes on in the next line stays together.
        for cell in cells(block) {
            let mut in_subject = false;
            for line in cell {
                if is_motto(&line) || is_slogan(&line) || is_rule_mark(&line) {
                    continue;
                }
                if let Some(number) = number(&line) {
                    self.number = Some(number);
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
        const GOES_ON: [&str; 12] = [
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
}

/// The title, and how many blocks of the body it takes.
fn title(head: &Head, body: &[Block]) -> (String, usize) {
    let kind_at = body.iter().take(4).position(|block| kind(block).is_some());
    let (Some(at), Some((kind, mut subject))) = (kind_at, kind_at.and_then(|at| kind(&body[at])))
    else {
        let subject = head.subject.join(" ");
        let name = head.number.as_ref().map(|number| format!("Công văn số {number}"));
        let parts = [name.unwrap_or_default(), subject];
        let title =
            parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        return (title, 0);
    };
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
    (compose(&kind, head.number.as_deref(), &subject.join(" ")), used)
}

/// "Quyết định số 715/QĐ-UBND về việc …", in the letters of the paper.
fn compose(kind: &str, number: Option<&str>, subject: &str) -> String {
    let mut title = sentence_case(kind);
    // Old laws name themselves in full: "LUẬT CỦA QUỐC HỘI … SỐ 32/2004/QH11 …".
    let number = number.filter(|number| !subject.contains(number));
    if let Some(number) = number {
        title.push_str(" số ");
        title.push_str(number);
    }
    if subject.is_empty() {
        return title;
    }
    let is_loud = subject == subject.to_uppercase();
    let goes_on = begins_with_subject(subject);
    title.push_str(if goes_on || number.is_none() { " " } else { ": " });
    if goes_on && !is_loud {
        let mut letters = subject.chars();
        title.extend(letters.next().into_iter().flat_map(char::to_lowercase));
        title.push_str(letters.as_str());
    } else {
        title.push_str(subject);
    }
    title
}

/// The type of a paper, if a block begins with it, and the lines behind it.
fn kind(block: &Block) -> Option<(String, Vec<String>)> {
    let mut lines = lines(block);
    let folded = fold_line(lines.first()?.trim_end_matches([':', '.']));
    let first = lines.first()?;
    let is_loud = *first == first.to_uppercase();
    (is_loud && TYPES.contains(&folded.as_str())).then(|| (lines.remove(0), lines))
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

/// Puts a block into the article: signatures are taken apart, articles of a law become headings.
fn place(block: Block, article: &mut Article) {
    if let Block::Table { rows, .. } = &block
        && let Some(signature) = Signature::of(rows)
    {
        signature.place(article);
        return;
    }
    match heading_level(&block) {
        Some(level) => {
            let Block::Paragraph(mut text) = block else {
                return;
            };
            text.0.iter_mut().for_each(|span| span.strong = false);
            article.blocks.push(Block::Heading { level, text });
        }
        None => {
            let is_mark =
                matches!(&block, Block::Paragraph(text) if is_rule_mark(&text.to_plain()));
            article.blocks.push(if is_mark { Block::Rule } else { block });
        }
    }
}

/// The level of a paragraph that is a heading by its words: "Chương I", "Điều 5. Giải thích từ ngữ".
pub(super) fn heading_level(block: &Block) -> Option<u8> {
    const MAX_CHARS: usize = 160;
    let Block::Paragraph(text) = block else {
        return None;
    };
    let text = text.to_plain();
    let text = text.trim().trim_end_matches(':').trim_end();
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let level = match fold_line(word).as_str() {
        "phan" | "chuong" => 2,
        "muc" | "dieu" => 3,
        _ => return None,
    };
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '.' | ':')).unwrap_or(rest.len());
    let (number, name) = rest.split_at(end);
    let is_number = number.chars().all(|c| c.is_ascii_digit() || "IVXLC".contains(c))
        || level == 3 && number.trim_end_matches(|c: char| c.is_lowercase()).parse::<u16>().is_ok();
    let name = name.trim_start_matches(['.', ':', ' ']);
    let is_begun = word.starts_with(char::is_uppercase) && !number.is_empty() && is_number;
    let is_short =
        text.chars().count() <= MAX_CHARS && !text.trim_end().ends_with(['.', ';', ':', ',']);
    // An article whose text begins on its own line is a paragraph.
    let fits = level == 2 || name.is_empty() || name.starts_with(char::is_uppercase);
    (is_begun && is_short && fits).then_some(level)
}

/// Recipients on one side, the signatory on the other.
struct Signature {
    recipients: Vec<String>,
    /// Authority and function, a line each.
    roles: Vec<String>,
    name: String,
}

impl Signature {
    fn of(rows: &[Vec<Text>]) -> Option<Self> {
        const MAX_ROWS: usize = 6;
        if rows.len() > MAX_ROWS || rows.iter().any(|row| row.len() > 3) {
            return None;
        }
        let cells: Vec<Vec<String>> = rows.iter().flatten().map(lines_of).collect();
        let begins = |lines: &Vec<String>| {
            lines.first().is_some_and(|line| fold_line(line).starts_with("noi nhan"))
        };
        let of_recipients = cells.iter().position(begins);
        let signs = |line: &String| {
            ["TM.", "KT.", "TL.", "TUQ.", "Q."].iter().any(|mark| line.starts_with(mark))
        };
        if of_recipients.is_none() && !cells.iter().flatten().next().is_some_and(signs) {
            return None;
        }
        let mut recipients = Vec::new();
        let mut signed: Vec<String> = Vec::new();
        for (at, lines) in cells.into_iter().enumerate() {
            let of_recipients = of_recipients.is_some_and(|first| {
                at == first
                    || at > first && lines.iter().any(|line| line.starts_with(['-', '–', '+']))
            });
            match of_recipients {
                true => recipients.extend(lines),
                false => signed.extend(lines),
            }
        }
        let is_signatory =
            |line: &String| is_name(without_titles(line)) && *line != line.to_uppercase();
        let name_at = signed
            .iter()
            .rposition(is_signatory)
            .or_else(|| signed.len().checked_sub(1).filter(|last| *last > 0))?;
        let name = signed.remove(name_at);
        Some(Signature { recipients, roles: signed, name })
    }

    fn place(self, article: &mut Article) {
        let Signature { recipients, roles, name } = self;
        let role = roles.iter().filter(|line| !line.starts_with('(')).cloned().collect::<Vec<_>>();
        // The first signature is that of the paper; others sign its annexes.
        if article.byline.is_none() {
            let role = (!role.is_empty()).then(|| role.join(", "));
            article.byline = Some(Byline { name: without_titles(&name).to_owned(), role });
        }
        let signature = Span {
            text: roles.into_iter().chain([name]).collect::<Vec<_>>().join("\n"),
            strong: true,
            ..Span::default()
        };
        article.blocks.push(Block::Paragraph(Text(vec![signature])));
        let mut recipients = recipients.into_iter();
        if let Some(first) = recipients.next() {
            let text = Span { text: first, emphasis: true, ..Span::default() };
            article.blocks.push(Block::Paragraph(Text(vec![text])));
        }
        let items: Vec<Item> = recipients
            .map(|line| line.trim_start_matches(['-', '–', '+', ' ', '\u{a0}']).to_owned())
            .filter(|line| !line.is_empty())
            .map(|line| Item { depth: 0, text: Text::plain(line) })
            .collect();
        if !items.is_empty() {
            article.blocks.push(Block::List { ordered: false, items });
        }
    }
}

/// A name without degrees and ranks: "PGS.TS Nguyễn Văn Mẫu".
fn without_titles(name: &str) -> &str {
    const TITLES: [&str; 10] =
        ["GS.TS", "PGS.TS", "PGS.TS.", "GS.", "TS.", "ThS.", "TS", "ThS", "BS.", "KS."];
    let name = name.trim();
    let title = name.split_whitespace().next().filter(|word| TITLES.contains(word));
    title.map_or(name, |title| name[title.len()..].trim_start())
}

/// Number of a paper, from "Số: 715/QĐ-UBND".
fn number(line: &str) -> Option<String> {
    let line = line.strip_prefix("Luật ").unwrap_or(line);
    let (word, rest) = line.split_at_checked(line.find([' ', ':', '.'])?)?;
    let number = rest.trim_start_matches([':', '.', ' ', '\u{a0}']).trim_end_matches(['.', ' ']);
    let is_number = number
        .starts_with(|c: char| c.is_ascii_digit() || c == '/' || c == '…' || c == '.')
        && number.contains(['/', '-'])
        && number.chars().count() <= 40;
    (fold_line(word) == "so" && is_number).then(|| number.split_whitespace().collect::<String>())
}

fn begins_with_subject(line: &str) -> bool {
    let folded = fold_line(line);
    ["v v ", "ve viec ", "ve "].iter().any(|begin| folded.starts_with(begin))
}

fn is_motto(line: &str) -> bool {
    let folded = fold_line(line);
    folded.contains("cong hoa xa hoi chu nghia viet nam") && line == line.to_uppercase()
        || folded == "dang cong san viet nam" && line == line.to_uppercase()
}

fn is_slogan(line: &str) -> bool {
    fold_line(line) == "doc lap tu do hanh phuc"
}

/// A line that only separates: hyphens, an asterisk.
fn is_rule_mark(line: &str) -> bool {
    let line = line.trim();
    is_rule(line)
        || !line.is_empty()
            && line.chars().all(|c| matches!(c, '*' | '-' | '–' | '—' | '_' | ' ' | 'o'))
}

/// The syllables of a line without marks, as in "v v ban hanh".
fn fold_line(line: &str) -> String {
    syllables(line).map(|syllable| syllable.fold).collect::<Vec<_>>().join(" ")
}

/// "QUYẾT ĐỊNH" as it stands in a title.
fn sentence_case(words: &str) -> String {
    let lower = words.trim_end_matches([':', '.']).to_lowercase();
    let mut letters = lower.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Lines of a block in reading order, without blank ones.
fn lines(block: &Block) -> Vec<String> {
    cells(block).into_iter().flatten().collect()
}

/// Lines of each cell of a block, column by column; of what is no table, one cell.
fn cells(block: &Block) -> Vec<Vec<String>> {
    let Block::Table { rows, .. } = block else {
        return vec![block.texts().into_iter().flat_map(lines_of).collect()];
    };
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let column = |at| {
        rows.iter().filter_map(move |row: &Vec<Text>| row.get(at)).flat_map(lines_of).collect()
    };
    (0..columns).map(column).collect()
}

fn lines_of(text: &Text) -> Vec<String> {
    let plain = text.to_plain();
    let lines = plain.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}
