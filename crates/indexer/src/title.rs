//! Titles: those that are given, and those that have to be found in the text.

use docbao_bundle::Article;

/// The longest title that is taken from running text, in characters. Real headlines end at about
/// 200 ("… ngày 15/5/2016 của Bộ Chính trị về việc …"); beyond that lies a paragraph.
pub const MAX_CHARS: usize = 200;

/// Puts text on one line: runs of spaces and line ends become one space.
pub fn on_one_line(text: &str) -> String {
    if !text.contains(['\n', '\r', '\t']) && !text.as_bytes().windows(2).any(|pair| pair == b"  ") {
        return text.trim().to_owned();
    }
    let breaks = |c: char| matches!(c, ' ' | '\n' | '\r' | '\t');
    let words = text.trim().split(breaks).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Makes a title of a line of text: the line itself if it is short enough, else its first
/// sentence, else as many whole words as there is room for, and an ellipsis.
pub fn from_text(line: &str) -> String {
    let Some((limit, _)) = line.char_indices().nth(MAX_CHARS) else {
        return line.to_owned();
    };
    let head = &line[..limit];
    let sentence_end = head
        .rmatch_indices(['.', '!', '?', '…'])
        .map(|(at, mark)| at + mark.len())
        .find(|end| line[*end..].starts_with(char::is_whitespace));
    if let Some(end) = sentence_end {
        return head[..end].to_owned();
    }
    let word_end = head.rfind(char::is_whitespace).unwrap_or(limit);
    let words = head[..word_end].trim_end_matches(|c: char| !c.is_alphanumeric());
    format!("{words}…")
}

/// Makes a title of the first words of an article that has none: its lead or its first passage.
pub fn from_article(article: &Article) -> Option<String> {
    let mut texts = article.lead.iter().cloned().chain(article.passages());
    let text = texts.find(|text| !text.trim().is_empty())?;
    Some(from_text(&on_one_line(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_stand_as_they_are() {
        assert_eq!(from_text("Thư mời. Kính gửi bà con"), "Thư mời. Kính gửi bà con");
    }

    #[test]
    fn long_lines_end_at_a_sentence_or_a_word() {
        let sentences = "Một câu ngắn. Hai. ".to_owned() + &"rồi dài mãi ".repeat(40);
        assert_eq!(from_text(&sentences), "Một câu ngắn. Hai.");
        let words = from_text(&"chữ ".repeat(100));
        assert!(words.ends_with("chữ…") && words.chars().count() <= MAX_CHARS, "{words}");
        let one_word = from_text(&"ă".repeat(500));
        assert_eq!(one_word.chars().count(), MAX_CHARS + 1);
    }

    #[test]
    fn titles_are_on_one_line() {
        assert_eq!(on_one_line(" Giấy mời\r\nsố  88 "), "Giấy mời số 88");
        assert_eq!(on_one_line("giữ\u{a0}nguyên"), "giữ\u{a0}nguyên");
    }
}
