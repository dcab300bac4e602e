//! A text cut into what is read aloud in one breath: sentences, and parts of very long ones.

use std::ops::Range;

/// Longest stretch that is spoken at once, in bytes: some voices fall silent after fifteen seconds. Smaller:
/// more pauses where no writer set one.
const BREATH: usize = 300;

/// Signs that may follow the end of a sentence and belong to it.
const CLOSING: &[char] = &['"', '”', '’', '»', ')', ']', '…', '.', '!', '?'];

/// The sentences of a text, in bytes, without the white space between them. A line feed ends one too.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut begin = 0;
        for end in ends(line) {
            push(text, start + begin..start + end, &mut all);
            begin = end;
        }
        push(text, start + begin..start + line.len(), &mut all);
        start += line.len();
    }
    all
}

/// Where sentences end within a line.
fn ends(line: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, c) in line.char_indices() {
        if !matches!(c, '.' | '!' | '?' | '…' | ';') {
            continue;
        }
        let rest = line[at + c.len_utf8()..].trim_start_matches(CLOSING);
        let begins = rest.trim_start();
        let is_apart = begins.len() < rest.len() && !begins.is_empty();
        if is_apart
            && (c != '.' || (!is_short(&line[..at]) && !begins.starts_with(char::is_lowercase)))
        {
            ends.push(line.len() - begins.len());
        }
    }
    ends
}

/// Whether a full stop after this belongs to an abbreviation (TP. Hải Phòng, PGS. TS. Nguyễn) or to a number
/// of a list (Điều 5. …; a. …).
fn is_short(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '.' || c == '(')
        .next()
        .unwrap_or_default();
    let letters = word.chars().count();
    letters <= 1
        || (letters <= 4 && word.chars().all(|c| c.is_uppercase() || c.is_numeric()))
        || matches!(word, "Tp" | "Ths" | "Th" | "Gs" | "Ts" | "Bs" | "Mr" | "Dr" | "St" | "No")
}

/// Adds a sentence, cut where it is too long for one breath.
fn push(text: &str, range: Range<usize>, all: &mut Vec<Range<usize>>) {
    let Some(piece) = text.get(range.clone()) else { return };
    let start = range.start + piece.len() - piece.trim_start().len();
    let piece = piece.trim();
    // A dash or a dot leader by itself is nothing to be spoken.
    if !piece.contains(char::is_alphanumeric) {
        return;
    }
    if piece.len() <= BREATH {
        all.push(start..start + piece.len());
        return;
    }
    let mut within = BREATH;
    while !piece.is_char_boundary(within) {
        within -= 1;
    }
    let (head, tail) = piece.split_at(within);
    let comma = head.rfind([',', ';', ':', '–']).map(|at| at + 1).filter(|at| *at > BREATH / 3);
    let cut = comma.or_else(|| head.rfind(char::is_whitespace)).or_else(|| {
        // One word longer than a breath.
        tail.find(char::is_whitespace).map(|at| within + at)
    });
    let mut cut = cut.unwrap_or(piece.len()).max(1);
    while !piece.is_char_boundary(cut) {
        cut += 1;
    }
    all.push(start..start + piece[..cut].trim_end().len());
    push(text, start + cut..start + piece.len(), all);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(
            cut("Quận họp. Ai dự? “Mọi người.” Hết!\nĐoạn sau"),
            ["Quận họp.", "Ai dự?", "“Mọi người.”", "Hết!", "Đoạn sau"]
        );
        assert_eq!(cut(" \n – \n"), Vec::<&str>::new());
    }

    #[test]
    fn abbreviations_and_numbers_end_none() {
        for text in [
            "Ở TP. Hải Phòng có 1.234 cây.",
            "PGS. TS. Nguyễn Văn A nói.",
            "Điều 5. Hiệu lực thi hành.",
            "a. Việc thứ nhất.",
            "Mục 2. Tổ chức",
        ] {
            assert_eq!(cut(text), [text]);
        }
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_comma() {
        let text = ["việc một, ".repeat(60), "hết.".into()].concat();
        let parts = cut(&text);
        assert!(parts.len() > 2 && parts.iter().all(|part| part.len() <= BREATH));
        assert!(parts[0].ends_with(','), "{}", parts[0]);
    }

    proptest! {
        #[test]
        fn nothing_that_can_be_said_is_lost(text in "[a-zđộĐ0-9 .,;!?…”\n–]{0,900}") {
            let spoken: String = cut(&text).concat();
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&spoken), letters(&text));
        }

        #[test]
        fn any_text_can_be_cut(text in any::<String>()) {
            let mut end = 0;
            for range in sentences(&text) {
                prop_assert!(range.start >= end && text.get(range.clone()).is_some_and(|part| !part.is_empty()));
                end = range.end;
            }
        }
    }
}
