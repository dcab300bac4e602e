//! What was typed, understood. Parsing never fails: every text is a query, if only of nothing.
//!
//! Words are sought together; `"words in quotes"` only side by side; `-word` and `-"words"` keep
//! articles out that have them; `chuyên mục:"y tế"` and other [`fields`] narrow. A quote
//! that is not closed reaches to the end, and a lone sign means nothing.

use std::ops::Range;
use std::sync::Arc;

use crate::fields::{self, Clause, Field};
use crate::text::{Marks, Syllable, syllables};

/// Words, and fields, that a query is cut to: enough for a long sentence, little enough for a quick answer.
pub const MAX_WORDS: usize = 32;

/// Bytes of a text that are looked at.
const MAX_BYTES: usize = 2048;

/// What was typed, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The syllables sought, in order.
    pub words: Vec<Word>,
    /// The syllables that must not be there, phrase by phrase.
    pub excluded: Vec<Word>,
    /// The fields named, in order. Words of a title are among the words too.
    pub clauses: Vec<Clause>,
    /// What was typed for a day and is none, for a hint: it is words like any other.
    pub no_day: Option<String>,
    /// Whether the last word may be unfinished: nothing was typed after it.
    pub is_open: bool,
    /// Abbreviations that the library has beside the usual ones; the engine puts them in.
    pub abbreviations: Arc<Vec<[String; 2]>>,
}

/// A syllable of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Letters without marks.
    pub fold: String,
    /// Marks as typed. 0 says nothing about them: people type without.
    pub marks: Marks,
    /// Whether it stands right after the word before it.
    pub follows: bool,
    /// Whether it is of one quotation with the word before it, and must follow it in the article.
    pub is_bound: bool,
    /// Whether only a hyphen, slash or full stop stands between it and the word before.
    pub is_glued: bool,
    /// Whether it must stand in title or lead.
    pub in_head: bool,
    /// Whether it was not typed but guessed from what was.
    pub guessed: bool,
    /// Whether it begins with a capital.
    pub is_capital: bool,
}

impl Query {
    /// Understands what was typed.
    pub fn parse(text: &str) -> Self {
        Self::understand(text, true)
    }

    /// Understands a text in which there may be fields, or not.
    pub(crate) fn understand(text: &str, has_fields: bool) -> Self {
        let text = &text[..text.floor_char_boundary(MAX_BYTES)];
        let quotations = quotations(text);
        let all = syllables(text).collect::<Vec<_>>();
        let mut query = Query::default();
        let mut last = None;
        let mut end = 0;
        for (nth, syllable) in all.iter().enumerate() {
            let at = syllable.range.start;
            let quotation = quotations.iter().find(|quotation| quotation.contains(&at));
            if has_fields
                && query.clauses.len() < MAX_WORDS
                && quotation.is_none()
                && query.clauses.last().is_none_or(|clause| clause.range.end <= at)
            {
                match clause(text, &all[nth..], &quotations) {
                    Some(Ok(clause)) => query.clauses.push(clause),
                    Some(Err(no_day)) => query.no_day = Some(no_day),
                    None => {}
                }
            }
            // The words that belong together, and whether they must be away, or in the head.
            let (part, is_excluded, in_head) = match query.clauses.last() {
                Some(clause) if at < clause.range.end => {
                    if clause.field != Field::Title || at < clause.value_at {
                        last = None;
                        continue;
                    }
                    (Some(clause.value_at), clause.is_excluded, true)
                }
                _ => {
                    let begin = quotation.map(|quotation| quotation.start);
                    (begin, is_after_minus(text, begin.unwrap_or(at)), false)
                }
            };
            // Words of one quotation, or words outside of any, one after the other.
            let is_same = last == Some((part, is_excluded));
            let follows = is_same && (part.is_some() || !syllable.begins_sentence);
            let word = Word {
                fold: syllable.fold.clone(),
                marks: syllable.marks,
                follows: follows && !(is_excluded && part.is_none()),
                is_bound: is_same && part.is_some(),
                is_glued: is_same && matches!(&text[end..at], "/" | "-" | "." | "–"),
                in_head,
                guessed: false,
                is_capital: syllable.is_capital,
            };
            last = Some((part, is_excluded));
            end = syllable.range.end;
            let words = if is_excluded { &mut query.excluded } else { &mut query.words };
            if words.len() < MAX_WORDS {
                words.push(word);
            }
        }
        let is_excluded_last = last.is_none_or(|(_, is_excluded)| is_excluded);
        let ends_in_word =
            text.chars().next_back().is_some_and(|c| !c.is_whitespace() && !is_quote(c));
        query.is_open = ends_in_word && !is_excluded_last;
        query
    }

    /// Whether nothing is asked for, or nothing yet: one letter that is being typed.
    pub fn is_empty(&self) -> bool {
        let is_letter = |word: &Word| word.fold.len() == 1 && is_letters(&word.fold);
        let asks = match self.words.as_slice() {
            [] => false,
            [only] => !(self.is_open && is_letter(only) && !only.in_head),
            _ => true,
        };
        !asks && self.excluded.is_empty()
    }

    /// Position of the word that may become a longer one: the last one that is being typed. What was guessed is whole,
    /// and quotations hold what they say.
    pub(crate) fn unfinished(&self) -> Option<usize> {
        let last = self.words.last()?;
        let may_grow = self.is_open && !last.guessed && !last.is_bound;
        may_grow.then_some(self.words.len() - 1)
    }

    /// Whether the last word is only the beginning of one so far, consonants after other words. Nearly
    /// everything has a word that begins so, so it does not narrow: the list stays until the vowel is
    /// typed, and a first visitor does not pay for a list that the next letter makes worthless.
    pub fn has_onset(&self) -> bool {
        const LONGEST_ONSET: usize = 3;
        let is_onset = |word: &Word| {
            let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
            word.fold.len() <= LONGEST_ONSET
                && is_letters(&word.fold)
                && !word.fold.contains(is_vowel)
                && !word.is_bound
                && !word.is_glued
                && !word.in_head
        };
        self.is_open && self.words.len() > 1 && self.words.last().is_some_and(is_onset)
    }

    /// Whether a phrase is longer than the pairs that it is looked up by, so that an article may have
    /// all of its pairs and not the phrase.
    pub fn has_long_phrase(&self) -> bool {
        self.words.windows(2).any(|pair| pair[0].is_bound && pair[1].is_bound)
    }

    /// The pairs of words that stand side by side, by the position of the first.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, &Word, &Word)> {
        let pairs = self.words.windows(2).enumerate();
        pairs.filter(|(_, pair)| pair[1].follows).map(|(at, pair)| (at, &pair[0], &pair[1]))
    }
}

fn is_letters(fold: &str) -> bool {
    fold.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// The clause that begins with these syllables of a text: the name of a field and a value. An error is a value that was
/// to be a day and is none.
fn clause(
    text: &str,
    all: &[Syllable],
    quotations: &[Range<usize>],
) -> Option<Result<Clause, String>> {
    let (field, names, end) = fields::name(text, all)?;
    let start = all[0].range.start;
    let is_excluded = is_after_minus(text, start);
    let (sign, before) = text[..start].char_indices().next_back().unwrap_or((0, ' '));
    if !before.is_whitespace() && !is_excluded {
        return None;
    }
    let value_at = text.len() - text[end..].trim_start().len();
    let quotation = quotations.iter().find(|quotation| quotation.start == value_at);
    let space = || text[value_at..].find(char::is_whitespace).map(|len| value_at + len);
    let end = quotation.map_or_else(|| space().unwrap_or(text.len()), |quotation| quotation.end);
    let clause = Clause {
        field,
        value: text[value_at..end].trim_matches(is_quote).to_owned(),
        range: if is_excluded { sign } else { start }..end,
        value_at,
        is_excluded,
        is_open: end == text.len() && !text.ends_with(is_quote),
    };
    if all.get(names).is_none_or(|first| first.range.start >= end) {
        return None;
    }
    // Days only where there are some: a colon after "from" has other uses.
    let is_day = matches!(field, Field::From | Field::To);
    if !is_day || (!is_excluded && clause.days().is_some()) {
        return Some(Ok(clause));
    }
    (!is_excluded && clause.is_no_day()).then_some(Err(clause.value))
}

/// Where the quoted parts of a text lie, quotes included.
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut quotations = Vec::new();
    let mut begin = None;
    for (at, c) in text.char_indices().filter(|(_, c)| is_quote(*c)) {
        match begin.take() {
            Some(begin) => quotations.push(begin..at + c.len_utf8()),
            None => begin = Some(at),
        }
    }
    quotations.extend(begin.map(|begin| begin..text.len()));
    quotations
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Whether a minus sign that belongs to no word, as the one of 05-CT does, stands before this place.
fn is_after_minus(text: &str, at: usize) -> bool {
    let before = text[..at].strip_suffix(['-', '−']);
    before.is_some_and(|before| before.chars().next_back().is_none_or(char::is_whitespace))
}

impl Word {
    /// How the word agrees with a reading of the same letters: with marks typed, they are the same
    /// or not; without, it cannot be said.
    pub fn agreement(&self, marks: Marks) -> Agreement {
        match self.marks {
            0 => Agreement::Unsaid,
            typed if typed == marks => Agreement::Exact,
            _ => Agreement::Other,
        }
    }
}

/// How a word agrees with a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// Marks were typed and are others.
    Other,
    /// No marks were typed.
    Unsaid,
    /// Marks were typed and are the same.
    Exact,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_keep_their_marks_and_neighbours() {
        let query = Query::parse("bệnh vien. Đồ");
        let words =
            query.words.iter().map(|word| (word.fold.as_str(), word.marks != 0, word.follows));
        assert_eq!(
            words.collect::<Vec<_>>(),
            [("benh", true, false), ("vien", false, true), ("do", true, false)]
        );
        let pairs = query.pairs().map(|(at, first, second)| (at, &*first.fold, &*second.fold));
        assert_eq!(pairs.collect::<Vec<_>>(), [(0, "benh", "vien")]);
    }

    #[test]
    fn quotes_bind_and_minus_keeps_out() {
        let show = |words: &[Word]| {
            let show =
                |word: &Word| format!("{}{}", if word.is_bound { "_" } else { " " }, word.fold);
            words.iter().map(show).collect::<String>()
        };
        let check = |text: &str, words: &str, excluded: &str| {
            let query = Query::parse(text);
            assert_eq!(
                (show(&query.words), show(&query.excluded)),
                (words.into(), excluded.into()),
                "{text}"
            );
        };
        check("\"ủy ban\" thuế", " uy_ban thue", "");
        check("“nhân dân quận”", " nhan_dan_quan", "");
        check("thuế -đất -\"nhà ở\" mới", " thue moi", " dat nha_o");
        check("05-CT/TW - 2019", " 05 ct tw 2019", "");
        check("\"ủy ban", " uy_ban", "");
        check("- \" -\"\" --a", " a", "");
        assert!(!Query::parse("\"ủy ban\"").is_open);
        assert!(Query::parse("\"nhân dân quận\"").has_long_phrase());
        // What stands on both sides of a quotation is no pair.
        assert_eq!(Query::parse("a \"b c\" d").pairs().map(|(at, ..)| at).collect::<Vec<_>>(), [1]);
    }

    /// Words with `_` before what follows in a quotation and `^` before what belongs in the head, then
    /// those to keep out, then clauses.
    fn show(query: &Query) -> String {
        let word = |word: &Word| {
            let bound = if word.is_bound { "_" } else { " " };
            format!("{bound}{}{}", if word.in_head { "^" } else { "" }, word.fold)
        };
        let words = |words: &[Word]| words.iter().map(word).collect::<String>();
        let clause = |c: &Clause| {
            let sign = if c.is_excluded { "-" } else { "" };
            format!(" {sign}{:?}={}{}", c.field, c.value, if c.is_open { "…" } else { "" })
        };
        let clauses = query.clauses.iter().map(clause).collect::<String>();
        format!("{} -{} |{clauses}", words(&query.words), words(&query.excluded))
    }

    #[test]
    fn a_day_that_is_none_is_told_once_it_is_typed() {
        let no_day = |text: &str| Query::parse(text).no_day;
        assert_eq!(no_day("hội nghị từ:31/2/2019").as_deref(), Some("31/2/2019"));
        assert_eq!(no_day("den:2019-02-30 hội nghị").as_deref(), Some("2019-02-30"));
        assert_eq!(show(&Query::parse("từ:31/2/2019 ")), " tu 31 2 2019 - |");
        // It may become one yet, was never to be one, or is one.
        for text in ["từ:3", "từ:31/2/20", "từ: Hà Nội đến: Huế", "từ:5/2019", "-từ:31/2/2019 a"]
        {
            assert_eq!(no_day(text), None, "{text}");
        }
    }

    #[test]
    fn fields_narrow_and_mix_with_words() {
        let check = |text: &str, expected: &str| {
            assert_eq!(show(&Query::parse(text)), expected, "{text}");
        };
        check("hội nghị chuyên mục:\"Y tế\" quận", " hoi nghi quan - | Section=Y tế");
        check("tac gia: tám sông Hồng", " song hong - | Author=tám");
        check("thẻ:cảng -tag:\"xây dựng\"", " - | Tag=cảng -Tag=xây dựng");
        check("đồ sơn từ:5/2019 đến:16/5/2019 ", " do son - | From=5/2019 To=16/5/2019");
        check(
            "from:2019-05-16 to:\"tháng 6 năm 2019\"",
            " - | From=2019-05-16 To=tháng 6 năm 2019",
        );
        check("tiêu đề:\"đồ sơn\" sơ kết", " ^do_^son so ket - | Title=đồ sơn");
        check("-title:thuế đất", " dat - ^thue | -Title=thuế");
        check("section:kin", " - | Section=kin…");
        check("chuyên mục:“kinh t", " - | Section=kinh t…");
    }

    #[test]
    fn what_is_no_field_is_words() {
        let check = |text: &str, words: &str| {
            assert_eq!(show(&Query::parse(text)), format!("{words} - |"), "{text}");
        };
        check("Cụ thể: thuế", " cu the thue");
        check("từ: Hải Phòng đến: 31/2/2019", " tu hai phong den 31 2 2019");
        check("màu:đỏ http://a subtitle:b", " mau do http a subtitle b");
        check("\"tác giả: tám\"", " tac_gia_tam");
        check("tiêu, đề:a tiêu đề b", " tieu de a tieu de b");
        check("thuế thẻ:", " thue the");
        check("thẻ: \"\" a", " the a");
        check(&"từ:".repeat(500), &" tu".repeat(MAX_WORDS));
    }

    #[test]
    fn ranges_of_clauses_are_what_was_typed() {
        let text = "a -thẻ: \"b c\" d";
        let query = Query::parse(text);
        assert_eq!(&text[query.clauses[0].range.clone()], "-thẻ: \"b c\"");
        assert_eq!(query.clauses[0].days(), None);
        let days = |text: &str| {
            let days = Query::parse(text).clauses[0].days();
            days.map(|(first, last)| format!("{first} {last}")).unwrap_or_default()
        };
        assert_eq!(days("từ:2019"), "2019-01-01 2019-12-31");
        assert_eq!(days("từ:2/2020"), "2020-02-01 2020-02-29");
        assert_eq!(days("từ:16.5.2019"), "2019-05-16 2019-05-16");
        assert_eq!(days("từ:\"ngày 16 tháng 5 năm 2019\""), "2019-05-16 2019-05-16");
        assert_eq!(days("từ:2019-04"), "2019-04-01 2019-04-30");
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "\\PC{0,60}|([-\":]|thẻ:|từ:|tiêu đề: |[a-zà-ỹ0-9/]{1,4}| ){0,20}") {
            let query = Query::parse(&text);
            for clause in &query.clauses {
                prop_assert!(text.get(clause.range.clone()).is_some_and(|t| t.contains(&clause.value)));
            }
        }

        #[test]
        fn words_that_are_no_syntax_are_kept(
            parts in prop::collection::vec("[a-zà-ỹ0-9]{1,5}|thẻ:[a-z]{1,3}|từ:[a-z]{1,3}|-[a-z]{1,4}", 0..12),
        ) {
            let query = Query::parse(&parts.join(" "));
            let expected = parts.iter().filter(|part| !part.starts_with("thẻ:"));
            let expected = expected.flat_map(|part| syllables(part).map(|s| s.fold));
            let mut expected = expected.collect::<Vec<_>>();
            let words = query.words.iter().chain(&query.excluded).map(|word| word.fold.clone());
            let mut words = words.collect::<Vec<_>>();
            expected.sort();
            words.sort();
            prop_assert_eq!(words, expected);
        }
    }

    #[test]
    fn the_last_word_is_open_until_a_space() {
        assert!(Query::parse("đồ s").is_open);
        assert!(!Query::parse("đồ s ").is_open);
        assert!(Query::parse(" ,. ").is_empty());
        assert_eq!(Query::parse(&"a ".repeat(1000)).words.len(), MAX_WORDS);
    }
}
