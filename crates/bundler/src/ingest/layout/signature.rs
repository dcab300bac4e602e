//! Who signs a paper and who receives it: a table of two columns, lines with both columns in them, or one
//! below the other.

use std::ops::Range;

use docbao_bundle::{Article, Block, Byline, Item, Span, Text};

use super::head::is_type;
use super::{fold_line, is_loud, is_rule_mark, lines, lines_of, rows_of};
use crate::ingest::text::is_name;

/// The longest line of recipients, in characters.
const MAX_RECIPIENT_CHARS: usize = 160;

/// The longest line of authority and function, in characters.
const MAX_ROLE_CHARS: usize = 80;

/// Blocks that recipients and a signature take at most.
const MAX_BLOCKS: usize = 60;

/// Lines above a name: authority, function, deputy's function, "(Đã ký)".
const MAX_ROLES: usize = 6;

/// Recipients on one side, the signatory on the other.
#[derive(Default)]
pub(super) struct Signature {
    recipients: Vec<String>,
    /// Authority and function, a line each.
    roles: Vec<String>,
    name: String,
}

impl Signature {
    /// The signature that a table is.
    pub(super) fn of(block: &Block) -> Option<Self> {
        /// Recipients may have a row each.
        const MAX_ROWS: usize = 40;
        let Block::Table { rows, .. } = block else {
            return None;
        };
        if rows.len() > MAX_ROWS || rows.iter().any(|row| row.len() > 3) {
            return None;
        }
        let cells: Vec<Vec<String>> = rows.iter().flatten().map(lines_of).collect();
        let begins = |lines: &Vec<String>| lines.first().is_some_and(|line| is_noted(line));
        let of_recipients = cells.iter().position(begins);
        if of_recipients.is_none()
            && !cells.iter().flatten().next().is_some_and(|line| is_authority(line))
        {
            return None;
        }
        let mut recipients = Vec::new();
        let mut signed: Vec<String> = Vec::new();
        for (at, lines) in cells.into_iter().enumerate() {
            let of_recipients = of_recipients.is_some_and(|first| {
                at == first || at > first && lines.iter().any(|line| is_listed(line))
            });
            match of_recipients {
                true => recipients.extend(lines),
                false => signed.extend(lines),
            }
        }
        Signature::new(recipients, signed)
    }

    /// Finds the name among what is signed. Without one it is a form to be filled in.
    fn new(recipients: Vec<String>, mut signed: Vec<String>) -> Option<Self> {
        let at = signed.iter().rposition(|line| is_signatory(line)).or_else(|| {
            // A name in capitals looks like a function; it stands last.
            let last = signed.iter().rposition(|line| !is_remark(line)).filter(|last| *last > 0)?;
            is_name(bare_name(&signed[last])).then_some(last)
        })?;
        let name = bare_name(&signed.remove(at)).to_owned();
        Some(Signature { recipients, roles: signed, name })
    }

    /// Puts by-line, signature and recipients into the article.
    pub(super) fn place(self, article: &mut Article) {
        let Signature { recipients, roles, name } = self;
        let role = roles.iter().filter(|line| !is_remark(line)).cloned().collect::<Vec<_>>();
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
        let items = items(recipients.collect());
        if !items.is_empty() {
            article.blocks.push(Block::List { ordered: false, items });
        }
    }
}

/// Recipients as a list. Where they have hyphens, a line without one goes on with the line above.
fn items(lines: Vec<String>) -> Vec<Item> {
    let have_marks = lines.iter().any(|line| is_listed(line));
    let mut items = Vec::<String>::new();
    for line in lines {
        let shown = line.trim_start_matches(['-', '–', '+', '•', ' ', '\u{a0}']);
        match items.last_mut().filter(|_| have_marks && !is_listed(&line)) {
            Some(last) => *last = format!("{last} {shown}"),
            None if shown.is_empty() => {}
            None => items.push(shown.to_owned()),
        }
    }
    items.into_iter().map(|line| Item { depth: 0, text: Text::plain(line) }).collect()
}

/// The signature that stands in lines: around "Nơi nhận:", or, in laws, at the very end.
pub(super) fn in_lines(blocks: &[Block]) -> Option<(Range<usize>, Signature)> {
    let noted =
        |block: &Block| is_line(block) && lines(block).first().is_some_and(|it| is_noted(it));
    match blocks.iter().position(noted) {
        Some(at) => around(blocks, at),
        None => at_end(blocks),
    }
}

/// The signature above, beside or below the recipients that begin at a block.
fn around(blocks: &[Block], at: usize) -> Option<(Range<usize>, Signature)> {
    let signs = |block: &Block| is_line(block) && lines(block).iter().all(|line| is_signed(line));
    let above = blocks[..at].iter().rev().take(MAX_ROLES).take_while(|block| signs(block)).count();
    let begins = |block: &Block| lines(block).first().is_some_and(|line| is_authority(line));
    let start = (at - above..at).find(|at| begins(&blocks[*at])).unwrap_or(at);

    let mut closing = Closing::default();
    blocks[start..at].iter().flat_map(lines).for_each(|line| closing.signed.push(line));
    let mut end = at;
    for block in blocks[at..].iter().take(MAX_BLOCKS) {
        if !closing.take(block) {
            break;
        }
        end += 1;
    }
    let signature = Signature::new(closing.recipients, closing.signed)?;
    Some((start..end, signature))
}

/// The signature below everything: function and name.
fn at_end(blocks: &[Block]) -> Option<(Range<usize>, Signature)> {
    let is_blank = |block: &Block| {
        let lines = lines(block);
        *block == Block::Rule || is_line(block) && lines.iter().all(|line| is_rule_mark(line))
    };
    let end = blocks.iter().rposition(|block| !is_blank(block))? + 1;
    let signs = |block: &Block| is_line(block) && lines(block).iter().all(|line| is_signed(line));
    let len = blocks[..end].iter().rev().take_while(|block| signs(block)).count();
    let signed: Vec<String> = blocks[end - len..end].iter().flat_map(lines).collect();
    let fits = len <= MAX_ROLES && signed.len() > 1 && signed.iter().any(|line| is_signatory(line));
    let signature = Signature::new(Vec::new(), signed).filter(|_| fits)?;
    Some((end - len..end, signature))
}

/// Recipients and what is signed, in the making.
#[derive(Default)]
struct Closing {
    recipients: Vec<String>,
    signed: Vec<String>,
    /// Whether an authority was named and its name is to come.
    is_open: bool,
}

impl Closing {
    /// Takes a block in, or tells that it is none of ours.
    fn take(&mut self, block: &Block) -> bool {
        match block {
            Block::List { items, .. } if self.recipients.len() == 1 => {
                let lines = items.iter().flat_map(|item| lines_of(&item.text));
                self.recipients.extend(lines.map(|line| format!("- {line}")));
                return true;
            }
            Block::Paragraph(text) | Block::Heading { text, .. } => {
                let rows = rows_of(text);
                let fits = !rows.is_empty() && rows.iter().all(|row| self.fits(row));
                if fits {
                    rows.into_iter().for_each(|row| self.add(row));
                }
                return fits;
            }
            _ => {}
        }
        false
    }

    fn fits(&self, row: &[String]) -> bool {
        let chars = row.iter().map(|column| column.chars().count()).max().unwrap_or(0);
        let [line] = row else {
            return chars <= MAX_RECIPIENT_CHARS;
        };
        let has_name = self.signed.iter().any(|line| is_signatory(line));
        let goes_on = self.recipients.len() > 1
            && !self.recipients.last().is_some_and(|last| last.ends_with('.'))
            && !line.starts_with(|c: char| c.is_ascii_digit());
        let is_short = chars <= MAX_ROLE_CHARS && !begins_annex(line);
        is_noted(line) && self.recipients.is_empty()
            || is_listed(line) && chars <= MAX_RECIPIENT_CHARS
            || is_short
                && (self.is_open || !has_name && is_signed(line) || goes_on && !is_loud(line))
    }

    fn add(&mut self, mut row: Vec<String>) {
        let right = (row.len() > 1).then(|| row.pop()).flatten();
        let left = row.join(" ");
        match right {
            Some(right) => {
                self.recipients.push(left);
                self.signed.push(right);
            }
            None if is_noted(&left) || is_listed(&left) => {
                self.is_open = false;
                self.recipients.push(left);
            }
            None if self.is_open || is_signed(&left) => {
                self.is_open = !is_signatory(&left) && self.signed.len() < MAX_ROLES;
                self.signed.push(left);
            }
            None => self.recipients.push(left),
        }
    }
}

fn is_line(block: &Block) -> bool {
    matches!(block, Block::Paragraph(_) | Block::Heading { .. })
}

/// Whether a line is of a signature, not of recipients or a text.
fn is_signed(line: &str) -> bool {
    let is_role = is_loud(line) && line.chars().count() <= MAX_ROLE_CHARS && !begins_annex(line);
    !is_listed(line) && (is_authority(line) || is_role || is_remark(line) || is_signatory(line))
}

/// "TM. ỦY BAN NHÂN DÂN", "KT/BỘ TRƯỞNG"; "T/M BAN THƯỜNG VỤ" in the Party's papers.
fn is_authority(line: &str) -> bool {
    const MARKS: [&str; 6] = ["tm", "kt", "tl", "tuq", "q", "ql"];
    const PARTY: [&str; 5] = ["t m", "k t", "t l", "t uq", "q"];
    let folded = fold_line(line);
    let has = |marks: &[&str]| {
        let begins = |mark: &&str| folded.strip_prefix(*mark).is_some_and(|it| it.starts_with(' '));
        marks.iter().any(begins)
    };
    // Behind the letters stands a full stop or a stroke, not a space: "tm" is no word, "Q" is a district.
    let letters = line.split(['.', '/']).next().unwrap_or_default();
    let is_marked = letters.chars().count() <= 3 && letters.len() < line.len();
    is_marked && line.chars().count() <= MAX_ROLE_CHARS && (has(&MARKS) || has(&PARTY))
}

/// A person's name that is not in capitals, with or without degrees.
fn is_signatory(line: &str) -> bool {
    let name = bare_name(line);
    is_name(without_titles(name)) && !is_loud(name) && !is_listed(line)
}

/// A name without the word that it is signed: "Nguyễn Tấn Dũng đã ký".
fn bare_name(line: &str) -> &str {
    let line = line.trim();
    let end = line.find(" đã ký").or_else(|| line.find(" (đã ký"));
    let name = end.map_or(line, |end| &line[..end]);
    name.trim_end_matches(['(', '.', ' '])
}

/// "(Đã ký)", "(Ký và ghi rõ họ tên)".
fn is_remark(line: &str) -> bool {
    line.starts_with('(') || matches!(fold_line(line).as_str(), "da ky" | "da ky va dong dau")
}

fn is_noted(line: &str) -> bool {
    const MAX_CHARS: usize = 60;
    fold_line(line).starts_with("noi nhan") && line.chars().count() <= MAX_CHARS
}

/// A line of recipients.
fn is_listed(line: &str) -> bool {
    line.starts_with(['-', '–', '+', '•']) && !is_rule_mark(line)
}

/// What stands behind a signature begins with one of these.
fn begins_annex(line: &str) -> bool {
    let folded = fold_line(line);
    is_type(&folded)
        || ["phu luc", "mau so", "bieu ", "danh sach", "quy trinh", "de cuong"]
            .iter()
            .any(|begin| folded.starts_with(begin))
}

/// A name without degrees and ranks: "PGS.TS Nguyễn Văn Mẫu", "Đại tá Trần Văn Mẫu".
fn without_titles(name: &str) -> &str {
    const TITLES: [&str; 20] = [
        "GS.TS",
        "PGS.TS",
        "PGS.TS.",
        "GS.",
        "PGS.",
        "TS.",
        "ThS.",
        "TS",
        "ThS",
        "BS.",
        "KS.",
        "CN.",
        "BSCKI.",
        "BSCKII.",
        "Đại tá",
        "Thượng tá",
        "Trung tá",
        "Thiếu tá",
        "Thiếu tướng",
        "Trung tướng",
    ];
    let name = name.trim();
    let after = |title: &&str| {
        name.strip_prefix(*title).filter(|rest| rest.starts_with([' ', ','])).map(str::trim_start)
    };
    match TITLES.iter().find_map(after) {
        Some(rest) => without_titles(rest.trim_start_matches([',', ' '])),
        None => name,
    }
}
