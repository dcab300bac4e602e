//! The layout of official papers. Those of the state (Decree 30/2020/NĐ-CP):
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
//! Those of the Party (Guide 36-HD/VPTW) have another motto, an asterisk for a rule, numbers like 05-CT/TW,
//! and sign "T/M BAN THƯỜNG VỤ". The two columns come as a table, as lines with tabs in them, or one
//! below the other. Collections of laws leave the head away: there, type and recitals tell.
//!
//! Whatever has neither stays free prose, whatever words it uses; only what portals set off above and below
//! it is taken from there ([`portal`]).

mod head;
mod portal;
mod signature;

use docbao_bundle::{Article, Block, Source, Text};
use docbao_search::text::syllables;

use self::head::Head;
use self::signature::Signature;
use super::flow::COLUMN;
use super::text::is_rule;

/// Makes an article of blocks. In the official layout title, dateline, issuing body and signatory
/// are taken from where they stand; else the title may be left empty and most blocks are as they were.
pub(super) fn article_of(blocks: Vec<Block>) -> Article {
    let mut article = match head_of(&blocks) {
        Some((head, end)) => official(head, blocks, end),
        None => portal::article_of(blocks),
    };
    article.blocks.iter_mut().for_each(without_columns);
    article
}

/// Makes an article of blocks in the official layout; `None` if they are not, or have no title.
pub(super) fn official_article_of(blocks: Vec<Block>) -> Option<Article> {
    let (head, end) = head_of(&blocks)?;
    let mut article = official(head, blocks, end);
    article.blocks.iter_mut().for_each(without_columns);
    Some(article).filter(|article| !article.title.is_empty())
}

/// The head of a paper, and how many blocks it takes.
fn head_of(blocks: &[Block]) -> Option<(Head, usize)> {
    Head::of(blocks).or_else(|| Some((Head::left_away(blocks)?, 0)))
}

fn official(mut head: Head, mut body: Vec<Block>, end: usize) -> Article {
    body.drain(..end);
    let (title, used) = head::title(&mut head, &body);
    body.drain(..used);
    let mut article =
        Article { title, dateline: head.dateline, published: head.published, ..Article::default() };
    article.source = (!head.issuer.is_empty())
        .then(|| Source { name: Some(head.issuer.join(" – ")), url: None });
    let has_table = body.iter().any(|block| Signature::of(block).is_some());
    let signed = (!has_table).then(|| signature::in_lines(&body)).flatten();
    let (lines, mut signature) = signed.map_or((0..0, None), |(range, it)| (range, Some(it)));
    for (at, block) in body.into_iter().enumerate() {
        if !lines.contains(&at) {
            place(block, &mut article);
        } else if let Some(signature) = signature.take() {
            signature.place(&mut article);
        }
    }
    article
}

/// Puts a block into the article: signatures are taken apart, articles of a law become headings.
fn place(block: Block, article: &mut Article) {
    if let Some(signature) = Signature::of(&block) {
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

/// What held columns apart is a space to whoever reads.
fn without_columns(block: &mut Block) {
    let texts: Vec<&mut Text> = match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => vec![text],
        Block::List { items, .. } => items.iter_mut().map(|item| &mut item.text).collect(),
        Block::Quote(paragraphs) => paragraphs.iter_mut().collect(),
        Block::Table { rows, .. } => rows.iter_mut().flatten().collect(),
        Block::Figure(_) | Block::Code(_) | Block::Rule => return,
    };
    for span in texts.into_iter().flat_map(|text| &mut text.0).filter(|span| !span.code) {
        span.text = span.text.replace(COLUMN, " ");
    }
}

/// A line that only separates: hyphens, an asterisk, "-----o0o-----", "===&===".
fn is_rule_mark(line: &str) -> bool {
    let line = line.trim();
    let is_mark = |c: char| matches!(c, '*' | '-' | '–' | '—' | '_' | '=' | '~');
    is_rule(line)
        || line.contains(is_mark)
            && line.chars().all(|c| is_mark(c) || matches!(c, ' ' | 'o' | 'O' | '0' | '&' | '.'))
}

/// Whether all letters are capitals, and there are some.
fn is_loud(line: &str) -> bool {
    line.contains(char::is_alphabetic) && line == line.to_uppercase()
}

/// The syllables of a line without marks, as in "v v ban hanh".
fn fold_line(line: &str) -> String {
    syllables(line).map(|syllable| syllable.fold).collect::<Vec<_>>().join(" ")
}

/// Lines of a block in reading order, without blank ones. Columns of a line are lines.
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
    rows_of(text).into_iter().flatten().collect()
}

/// Lines of a text, each with its columns, without blank ones.
fn rows_of(text: &Text) -> Vec<Vec<String>> {
    let plain = text.to_plain();
    let columns = |line: &str| -> Vec<String> {
        let columns = line.split(COLUMN);
        let columns = columns.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
        columns.filter(|part| !part.is_empty()).collect()
    };
    plain.lines().map(columns).filter(|columns| !columns.is_empty()).collect()
}

#[cfg(test)]
mod tests;
