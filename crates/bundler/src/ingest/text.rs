//! Plain text, and the layout in which offices type it:
//!
//! ```text
//! Hải Phòng, ngày 21 tháng 11 năm 2019      dateline
//! Quận Đồ Sơn tổ chức Hội nghị sơ kết       title, on as many lines as it takes
//! 03 năm thực hiện Chỉ thị
//! ------------                              rule
//! Ngày 16/5/2019, Quận ủy …                 paragraphs, one a line
//!
//! Đ/c Lương Thị Trang Nhung                 by-line, after blank lines
//! Chuyên viên Ban Tuyên giáo Quận uỷ.       role
//! ```
//!
//! Each part is optional. Whatever is not recognised stays where it is, as text.

use docbao_bundle::{Article, Block, Byline, Dateline, Text};

use super::flow::COLUMN;
use super::{date, layout, title};

/// A headline takes a few lines at most; what is longer is text with a rule in it.
const MAX_TITLE_LINES: usize = 6;

/// The longest name or role, in characters. Beyond that it is a sentence.
const MAX_BYLINE_CHARS: usize = 120;

/// Makes an article of a plain text. Its id is left empty.
pub(super) fn read(text: &str) -> Article {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    if let Some(article) = read_official(&lines) {
        return article;
    }
    let mut article = Article::default();
    let mut rest = skip_blank(&lines);

    if let Some((place, date)) = rest.first().and_then(|line| date::parse_dateline(line)) {
        article.dateline =
            Some(Dateline { place: Some(place.to_owned()), text: rest[0].to_owned() });
        article.published = Some(date);
        rest = skip_blank(&rest[1..]);
    }

    if let Some((ruled, after)) = take_ruled_title(rest, article.dateline.is_some()) {
        article.title = ruled;
        rest = after;
    } else if let Some((first, after)) = rest.split_first() {
        article.title = title::from_text(first);
        // A title that had to be cut does not hold the whole line: the text keeps it.
        rest = if article.title == *first { after } else { rest };
    }

    let is_official = article.dateline.is_some();
    if let Some((byline, before)) = take_byline(rest, is_official) {
        article.byline = Some(byline);
        rest = before;
    }

    let block = |line: &&str| match is_rule(line) {
        true => Block::Rule,
        false => Block::Paragraph(Text::plain(*line)),
    };
    article.blocks = rest.iter().filter(|line| !line.is_empty()).map(block).collect();
    article
}

/// A paper in the official layout. Its columns are apart by tabs or several spaces.
fn read_official(lines: &[&str]) -> Option<Article> {
    let columns = |line: &&str| {
        let parts = line.split(COLUMN).flat_map(|part| part.split("   ")).map(str::trim);
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        parts.join(&COLUMN.to_string())
    };
    let lines = lines.iter().map(columns).filter(|line| !line.is_empty());
    let blocks = lines.map(|line| Block::Paragraph(Text::plain(line))).collect();
    layout::official_article_of(blocks)
}

/// The lines above a rule, joined by spaces, and what follows the rule.
///
/// A rule may also stand between paragraphs. Those end in full stops or, outside the official layout,
/// have blank lines between them; the lines of one headline do not.
fn take_ruled_title<'a, 'l>(
    lines: &'a [&'l str],
    is_official: bool,
) -> Option<(String, &'a [&'l str])> {
    let rule = lines.iter().position(|line| is_rule(line))?;
    let last = lines[..rule].iter().rposition(|line| !line.is_empty())?;
    let (title_lines, blank): (Vec<&str>, Vec<&str>) =
        lines[..=last].iter().partition(|line| !line.is_empty());
    let joined = title_lines.join(" ");
    let fits = title_lines.len() <= MAX_TITLE_LINES
        && (is_official || blank.is_empty())
        && joined.chars().count() <= 2 * title::MAX_CHARS
        && !title_lines.iter().any(|line| line.ends_with('.'));
    fits.then(|| (joined, &lines[rule + 1..]))
}

/// The by-line in the last lines, and what is before it.
///
/// Blank lines set it off. In the official layout two of them are enough of a sign; elsewhere the
/// name must also look like one, since a last paragraph may be short too.
fn take_byline<'a, 'l>(lines: &'a [&'l str], is_official: bool) -> Option<(Byline, &'a [&'l str])> {
    let end = lines.iter().rposition(|line| !line.is_empty())? + 1;
    let start = lines[..end].iter().rposition(|line| line.is_empty())? + 1;
    let body_end = lines[..start].iter().rposition(|line| !line.is_empty())? + 1;
    let blank_lines = start - body_end;

    let (signature, role) = match lines[start..end] {
        [signature] => (signature, None),
        [signature, role] => (signature, Some(role)),
        _ => return None,
    };
    let (name, is_addressed) = without_address(signature);
    let fits = |line: &str| line.chars().count() <= MAX_BYLINE_CHARS && !is_rule(line);
    let set_off = is_official && blank_lines >= 2 && role.is_some() && !ends_a_sentence(name);
    let is_signed = is_addressed || is_name(name) || set_off;
    if !is_signed || name.is_empty() || !fits(name) || !role.is_none_or(fits) {
        return None;
    }
    let byline = Byline {
        name: name.trim_end_matches('.').to_owned(),
        role: role.map(|role| role.trim_end_matches('.').trim_end().to_owned()),
    };
    Some((byline, &lines[..body_end]))
}

/// Removes a form of address from before a name, and tells whether there was one.
pub(super) fn without_address(signature: &str) -> (&str, bool) {
    // Longer forms first: "Đồng chí" must not be left as a name by a shorter one.
    const ADDRESSES: [&str; 10] = [
        "Tin, bài và ảnh:",
        "Tin, bài:",
        "Bài, ảnh:",
        "Tác giả:",
        "Người viết:",
        "Bài:",
        "Đồng chí ",
        "Đ/c ",
        "Ông ",
        "Bà ",
    ];
    let lower = |text: &str| text.to_lowercase();
    let strip = |address: &str| {
        // The beginning is compared by characters: case may change the number of bytes.
        let len = address.chars().count();
        let cut = signature.char_indices().nth(len).map_or(signature.len(), |(at, _)| at);
        (lower(&signature[..cut]) == lower(address)).then(|| signature[cut..].trim_start())
    };
    ADDRESSES
        .iter()
        .find_map(|address| strip(address))
        .filter(|name| is_name(name))
        .map_or((signature, false), |name| (name, true))
}

/// Two to six words, each beginning with a capital, and nothing that belongs into a sentence.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.trim_end_matches('.').split_whitespace().collect();
    let capital = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\''))
    };
    (2..=6).contains(&words.len()) && words.iter().all(capital)
}

fn ends_a_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', ':', ';', ',', '…'])
}

/// A line of at least three hyphens, dashes, underscores, asterisks or equals signs.
pub(super) fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else {
        return false;
    };
    matches!(first, '-' | '–' | '—' | '_' | '*' | '=')
        && marks.by_ref().all(|mark| mark == first)
        && line.chars().filter(|c| *c == first).count() >= 3
}

fn skip_blank<'a, 'l>(lines: &'a [&'l str]) -> &'a [&'l str] {
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    &lines[start..]
}

#[cfg(test)]
mod tests;
