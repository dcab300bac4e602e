//! Excerpts and marks: where in an article the query is met, in the author's own letters.
//!
//! Marks go by the same syllables as the index. Where two words of the query stand side by side in
//! the article, only such places are marked: a query of five syllables would otherwise colour half
//! the page.

use std::ops::Range;

use docbao_bundle::Article;

use crate::query::{Agreement, Query, Word};
use crate::text::{Syllable, syllables};
use crate::writings::writings;

/// A passage of an article around the words found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The passage; "…" where it was cut.
    pub text: String,
    /// Places of the words found, in bytes of `text`, ascending, apart from each other.
    pub marks: Vec<Range<usize>>,
}

/// Finds the words of one query in one article.
#[derive(Clone, Debug)]
pub struct Highlighter {
    /// For the query as typed, and for other ways of writing it.
    finders: Vec<Finder>,
}

impl Highlighter {
    /// Looks through the article to learn how it has the words of the query.
    pub fn new(query: &Query, article: &Article) -> Self {
        let mut finders = vec![Finder::new(query.clone(), article)];
        for (query, _) in writings(query).all {
            finders.push(Finder::new(query, article));
        }
        Highlighter { finders }
    }

    /// Places of the query's words in one passage of the article, in bytes, ascending and apart.
    /// Neighbouring words of the query are one place.
    pub fn marks(&self, passage: &str) -> Vec<Range<usize>> {
        let syllables = syllables(passage).collect::<Vec<_>>();
        let mut marks: Vec<Range<usize>> = Vec::new();
        for mark in self.finders.iter().flat_map(|finder| finder.marks(&syllables)) {
            // Most are there already, or come after all others.
            let place = marks.partition_point(|other| other.end <= mark.start);
            let mut joined = mark;
            while let Some(other) = marks.get(place).filter(|other| other.start < joined.end) {
                joined = joined.start.min(other.start)..joined.end.max(other.end);
                marks.remove(place);
            }
            marks.insert(place, joined);
        }
        marks
    }

    /// The passage of the article that has most of the query, of about `max_chars` characters; the
    /// beginning where the text has nothing of it.
    pub fn excerpt(&self, article: &Article, max_chars: usize) -> Excerpt {
        let passages = || {
            article.lead.iter().cloned().chain(article.passages()).filter(|p| !p.trim().is_empty())
        };
        let mut best: Option<(usize, String, Range<usize>)> = None;
        for passage in passages() {
            let marks = self.marks(&passage);
            for (at, first) in marks.iter().enumerate() {
                let end = first.start + byte_len_of_chars(&passage[first.start..], max_chars);
                let within = marks[at..].iter().take_while(|mark| mark.end <= end);
                let marked = within.clone().map(|mark| mark.len()).sum::<usize>();
                let last = within.last().map_or(first.end, |mark| mark.end);
                if best.as_ref().is_none_or(|(most, ..)| marked > *most) {
                    best = Some((marked, passage.clone(), first.start..last));
                }
            }
        }
        match best {
            Some((_, passage, core)) => self.cut(&passage, core, max_chars),
            None => passages()
                .next()
                .map_or_else(Excerpt::default, |passage| self.cut(&passage, 0..0, max_chars)),
        }
    }

    /// Cuts a passage to `max_chars` characters around `core`, at spaces.
    fn cut(&self, passage: &str, core: Range<usize>, max_chars: usize) -> Excerpt {
        let core_chars = passage[core.clone()].chars().count();
        let before = max_chars.saturating_sub(core_chars) / 3;
        let mut start = passage[..core.start]
            .char_indices()
            .rev()
            .take(before)
            .last()
            .map_or(core.start, |(at, _)| at);
        if start > 0 {
            // Forward to the beginning of a word, but never into what is to be shown.
            let mut spaces =
                passage[start..core.start].char_indices().filter(|(_, c)| c.is_whitespace());
            start = spaces.next().map_or(start, |(at, space)| start + at + space.len_utf8());
        }
        let mut end = start + byte_len_of_chars(&passage[start..], max_chars.max(core_chars));
        if end < passage.len() {
            let space = passage[core.end.min(end)..end].rfind(char::is_whitespace);
            end = space.map_or(end, |at| core.end.min(end) + at);
        }
        let cut_text = passage[start..end].trim_end();
        let mut text = String::new();
        if start > 0 {
            text.push('…');
        }
        let shift = text.len();
        text.push_str(cut_text);
        if start + cut_text.len() < passage.trim_end().len() {
            text.push('…');
        }
        let whole = |mark: &Range<usize>| mark.start >= start && mark.end <= start + cut_text.len();
        let marks = self.marks(passage).into_iter().filter(whole);
        let marks =
            marks.map(|mark| mark.start - start + shift..mark.end - start + shift).collect();
        Excerpt { text, marks }
    }
}

/// Finds the words of a query as it is written in one article.
#[derive(Clone, Debug)]
struct Finder {
    query: Query,
    /// Words that are marked also where they stand alone.
    alone: Vec<bool>,
    /// Words that the article has with just the marks typed, so that other readings are none.
    strict: Vec<bool>,
}

impl Finder {
    fn new(query: Query, article: &Article) -> Self {
        let n_words = query.words.len();
        let lenient = Finder { query, alone: vec![true; n_words], strict: vec![false; n_words] };
        let (mut strict, mut in_pair) = (vec![false; n_words], vec![[false; 2]; n_words]);
        let head = [Some(article.title.clone()), article.lead.clone()];
        for passage in head.into_iter().flatten().chain(article.passages()) {
            let syllables = syllables(&passage).collect::<Vec<_>>();
            for (word, syllable) in lenient.occurrences(&syllables) {
                strict[word] |=
                    lenient.query.words[word].agreement(syllable.marks) == Agreement::Exact;
            }
            for (word, [first, second]) in lenient.pairs(&syllables) {
                for (word, syllable) in [(word, first), (word + 1, second)] {
                    let exact = lenient.query.words[word].agreement(syllables[syllable].marks)
                        != Agreement::Other;
                    in_pair[word][usize::from(exact)] = true;
                }
            }
        }
        // A word that must be read strictly is met in a pair only where the pair has it so.
        let alone = (0..n_words).map(|word| {
            let [otherwise, exactly] = in_pair[word];
            // What is bound means something only together.
            let mut beside = lenient.query.words.iter().skip(word).take(2);
            let is_bound = beside.any(|word| word.is_bound);
            !(is_bound || exactly || (otherwise && !strict[word]))
        });
        let alone = alone.collect();
        Finder { query: lenient.query, alone, strict }
    }

    fn marks(&self, syllables: &[Syllable]) -> Vec<Range<usize>> {
        let mut marked = vec![false; syllables.len()];
        let mut joined = vec![false; syllables.len()];
        for (_, [first, second]) in self.pairs(syllables) {
            marked[first] = true;
            marked[second] = true;
            joined[second] = true;
        }
        for (at, syllable) in syllables.iter().enumerate() {
            marked[at] |=
                (0..self.alone.len()).any(|word| self.alone[word] && self.meets(word, syllable));
        }
        let mut marks: Vec<Range<usize>> = Vec::new();
        for (at, syllable) in syllables.iter().enumerate().filter(|(at, _)| marked[*at]) {
            match marks.last_mut().filter(|_| joined[at]) {
                Some(last) => last.end = syllable.range.end,
                None => marks.push(syllable.range.clone()),
            }
        }
        marks
    }

    /// Whether the syllable is the word at this position of the query.
    fn meets(&self, word: usize, syllable: &Syllable) -> bool {
        let is_last = word + 1 == self.query.words.len();
        let unfinished = is_last && self.query.is_open && !self.query.has_onset();
        let Word { fold, .. } = &self.query.words[word];
        let same = syllable.fold == *fold || (unfinished && syllable.fold.starts_with(fold));
        let reads_otherwise =
            || self.query.words[word].agreement(syllable.marks) == Agreement::Other;
        same && !(self.strict[word] && reads_otherwise())
    }

    /// Occurrences of words: position of the word, and the syllable.
    fn occurrences<'s>(&self, all: &'s [Syllable]) -> impl Iterator<Item = (usize, &'s Syllable)> {
        let each = (0..self.query.words.len())
            .flat_map(move |word| all.iter().map(move |syllable| (word, syllable)));
        each.filter(|(word, syllable)| self.meets(*word, syllable))
    }

    /// Occurrences of pairs: position of the pair's first word, and of its two syllables.
    fn pairs(&self, all: &[Syllable]) -> Vec<(usize, [usize; 2])> {
        let mut found = Vec::new();
        for (at, pair) in all.windows(2).enumerate().filter(|(_, pair)| !pair[1].begins_sentence) {
            for (word, ..) in self.query.pairs() {
                if self.meets(word, &pair[0]) && self.meets(word + 1, &pair[1]) {
                    found.push((word, [at, at + 1]));
                }
            }
        }
        found
    }
}

/// Length in bytes of the first `chars` characters, combining marks after them included.
fn byte_len_of_chars(text: &str, chars: usize) -> usize {
    let rest = text.char_indices().skip(chars).find(|(_, c)| !matches!(c, '\u{300}'..='\u{36f}'));
    rest.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;
    use crate::text::fold;

    /// Shows marks as brackets.
    fn show(text: &str, marks: &[Range<usize>]) -> String {
        let mut shown = text.to_owned();
        for mark in marks.iter().rev() {
            shown.insert(mark.end, ']');
            shown.insert(mark.start, '[');
        }
        shown
    }

    #[track_caller]
    fn check(query: &str, text: &str, expected: &str) {
        let article = Article::from_plain_text("a", "", text);
        let query = Query::parse(query);
        let highlighter = Highlighter::new(&query, &article);
        assert_eq!(show(text, &highlighter.marks(text)), expected);
    }

    #[test]
    fn what_is_typed_without_marks_is_marked_with_them() {
        check("do son", "Quận Đồ Sơn đo sông", "Quận [Đồ Sơn] [đo sông]");
        check("do son ", "Quận Đồ Sơn đo sông", "Quận [Đồ Sơn] đo sông");
    }

    #[test]
    fn marks_typed_rule_out_other_readings_where_the_article_has_them() {
        check("Đồ Sơn ", "Đồ Sơn, đồ sộ, đo son", "[Đồ Sơn], đồ sộ, đo son");
        check("Đồ Sơn ", "Do sơn mài, son môi", "[Do sơn] mài, son môi");
    }

    #[test]
    fn neighbours_are_one_place_and_strays_are_not_marked() {
        let text = "Ủy ban nhân dân quận. Nhân dân và ban nhạc";
        check("uy ban nhan dan ", text, "[Ủy ban nhân dân] quận. [Nhân dân] và ban nhạc");
        check("nhạc ban ", text, "Ủy [ban] nhân dân quận. Nhân dân và [ban] [nhạc]");
    }

    #[test]
    fn abbreviations_are_marked_both_ways() {
        check(
            "UBND quận ",
            "Ủy ban nhân dân quận và UBND xã",
            "[Ủy ban nhân dân quận] và [UBND] xã",
        );
        check("ủy ban nhân dân ", "Ủy ban nhân dân và UBND xã", "[Ủy ban nhân dân] và [UBND] xã");
    }

    #[test]
    fn excerpts_show_the_best_passage() {
        let text = "Đoạn mở đầu nói về sơn.\nHội nghị bàn việc khác rất lâu trước khi nói đến quận Đồ Sơn và các phường của quận ấy trong năm qua.";
        let article = Article::from_plain_text("a", "Nhan đề", text);
        let query = Query::parse("do son ");
        let highlighter = Highlighter::new(&query, &article);
        let excerpt = highlighter.excerpt(&article, 48);
        assert_eq!(
            show(&excerpt.text, &excerpt.marks),
            "…nói đến quận [Đồ Sơn] và các phường của quận ấy…"
        );
        let none = Query::parse("");
        let excerpt = Highlighter::new(&none, &article).excerpt(&article, 12);
        assert_eq!((excerpt.text.as_str(), excerpt.marks.len()), ("Đoạn mở đầu…", 0));
    }

    proptest! {
        #[test]
        fn marks_lie_on_characters_and_fold_to_the_query(
            text in "([a-cà-ầđ]{1,3}[ .,\u{a0}]){0,20}", query in "([a-cà-ầđ]{1,3} ){1,4}", nfd: bool, max_chars in 0usize..60,
        ) {
            let text = if nfd { text.nfd().collect::<String>() } else { text };
            let article = Article::from_plain_text("a", "", &text);
            let query = Query::parse(&query);
            let highlighter = Highlighter::new(&query, &article);
            let excerpt = highlighter.excerpt(&article, max_chars);
            let passage = article.passages().next().unwrap_or_default();
            for (text, marks) in [(&passage, highlighter.marks(&passage)), (&excerpt.text, excerpt.marks.clone())] {
                let mut end = 0;
                for mark in marks {
                    prop_assert!(mark.start >= end && mark.start < mark.end);
                    end = mark.end;
                    for syllable in syllables(&text[mark]) {
                        prop_assert!(query.words.iter().any(|word| word.fold == syllable.fold));
                    }
                    let splits_letter = text[end..].starts_with(|c| ('\u{300}'..='\u{36f}').contains(&c));
                    prop_assert!(!splits_letter);
                }
            }
            prop_assert!(fold(&passage).contains(&fold(&excerpt.text)));
        }
    }
}
