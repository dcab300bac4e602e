//! Excerpts and marks: where in an article the query is met, in the author's own letters.
//!
//! Marks go by the same syllables as the index. Where two words of the query stand side by side in
//! the article, only such places are marked: a query of five syllables would otherwise colour half
//! the page.

use std::ops::Range;

use docbao_bundle::Article;

use crate::query::{Agreement, Query};
use crate::text::{Marks, Scanned, is_attached, syllables};
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
    /// Lead and text, as far as there is something in them.
    passages: Vec<Passage>,
    /// For the query as typed, and for other ways of writing it.
    finders: Vec<Finder>,
}

impl Highlighter {
    /// Looks through the article to learn how it has the words of the query.
    pub fn new(query: &Query, article: &Article) -> Self {
        // The title comes first, and is none of them in the end.
        let mut passages = vec![Passage::new(article.title.clone())];
        let mut take = |text: &String| {
            if !text.trim().is_empty() {
                passages.push(Passage::new(text.clone()));
            }
        };
        article.lead.iter().for_each(&mut take);
        article.blocks.iter().for_each(|block| block.passages().iter().for_each(&mut take));
        let mut finders = vec![Finder::new(query.clone(), &passages)];
        for (query, _) in writings(query).all {
            finders.push(Finder::new(query, &passages));
        }
        passages.remove(0);
        Highlighter { passages, finders }
    }

    /// Places of the query's words in one passage of the article, in bytes, ascending and apart.
    /// Neighbouring words of the query are one place.
    pub fn marks(&self, passage: &str) -> Vec<Range<usize>> {
        self.marks_in(&Passage::new(passage.to_owned()))
    }

    fn marks_in(&self, passage: &Passage) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for mark in self.finders.iter().flat_map(|finder| finder.marks(passage)) {
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

    /// The passage of lead and text that has most of the query, of about `max_chars` characters; the
    /// beginning where they have nothing of it.
    pub fn excerpt(&self, max_chars: usize) -> Excerpt {
        let Some(first) = self.passages.first() else { return Excerpt::default() };
        let mut best = (0, &first.text, Vec::new(), 0..0);
        for passage in &self.passages {
            let marks = self.marks_in(passage);
            let text = &passage.text;
            for (at, first) in marks.iter().enumerate() {
                let end = first.start + byte_len_of_chars(&text[first.start..], max_chars);
                let within = marks[at..].iter().take_while(|mark| mark.end <= end);
                let marked = within.clone().map(|mark| mark.len()).sum::<usize>();
                let last = within.last().map_or(first.end, |mark| mark.end);
                if marked > best.0 || best.2.is_empty() {
                    best = (marked, text, marks.clone(), first.start..last);
                }
            }
        }
        let (_, text, marks, core) = best;
        cut(text, &marks, core, max_chars)
    }
}

/// Cuts a passage to `max_chars` characters around `core`, at spaces.
fn cut(passage: &str, marks: &[Range<usize>], core: Range<usize>, max_chars: usize) -> Excerpt {
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
    let whole = |mark: &&Range<usize>| mark.start >= start && mark.end <= start + cut_text.len();
    let marks = marks.iter().filter(whole);
    let marks = marks.map(|mark| mark.start - start + shift..mark.end - start + shift).collect();
    Excerpt { text, marks }
}

/// A passage and its syllables, which every finder goes through. Their folds are end to end in one string:
/// an article has hundreds, and a list ten articles.
#[derive(Clone, Debug)]
struct Passage {
    text: String,
    folds: String,
    syllables: Vec<Met>,
}

/// A syllable met in a passage.
#[derive(Clone, Debug)]
struct Met {
    /// In bytes of the text.
    range: Range<usize>,
    /// In bytes of the folds.
    fold: Range<usize>,
    marks: Marks,
    begins_sentence: bool,
}

impl Passage {
    fn new(text: String) -> Self {
        let (mut folds, mut met) = (String::new(), Vec::new());
        let mut all = syllables(&text);
        loop {
            let start = folds.len();
            let Some(Scanned { range, marks, begins_sentence, .. }) = all.next_into(&mut folds)
            else {
                break;
            };
            met.push(Met { range, fold: start..folds.len(), marks, begins_sentence });
        }
        Passage { text, folds, syllables: met }
    }
}

/// A word of the query at a place of a passage.
#[derive(Clone, Copy, Debug)]
struct Hit {
    /// Position of the syllable in the passage.
    at: usize,
    /// Position of the word in the query.
    word: usize,
    /// How far the syllable has its marks.
    agreement: Agreement,
}

/// Finds the words of a query as it is written in one article.
#[derive(Clone, Debug)]
struct Finder {
    query: Query,
    /// Positions of words that make a pair with the one after them.
    pairs: Vec<usize>,
    /// Words that are marked also where they stand alone.
    alone: Vec<bool>,
    /// Words that the article has with just the marks typed, so that other readings are none.
    strict: Vec<bool>,
}

impl Finder {
    fn new(query: Query, passages: &[Passage]) -> Self {
        let n_words = query.words.len();
        let pairs = query.pairs().map(|(word, ..)| word).collect();
        let mut finder =
            Finder { query, pairs, alone: vec![true; n_words], strict: vec![false; n_words] };
        let (mut strict, mut in_pair) = (vec![false; n_words], vec![[false; 2]; n_words]);
        for passage in passages {
            let hits = finder.hits(passage);
            for hit in &hits {
                strict[hit.word] |= hit.agreement == Agreement::Exact;
            }
            for pair in finder.pairs(passage, &hits) {
                for Hit { word, agreement, .. } in pair {
                    in_pair[word][usize::from(agreement != Agreement::Other)] = true;
                }
            }
        }
        // A word that must be read strictly is met in a pair only where the pair has it so.
        let alone = (0..n_words).map(|word| {
            let [otherwise, exactly] = in_pair[word];
            // What is bound means something only together.
            let mut beside = finder.query.words.iter().skip(word).take(2);
            let is_bound = beside.any(|word| word.is_bound);
            !(is_bound || exactly || (otherwise && !strict[word]))
        });
        finder.alone = alone.collect();
        finder.strict = strict;
        finder
    }

    fn marks(&self, passage: &Passage) -> Vec<Range<usize>> {
        let hits = self.hits(passage);
        let pairs = self.pairs(passage, &hits);
        // In the order of their first syllables, which a long passage may have thousands of.
        let begins_pair = |at: usize| {
            let place = pairs.partition_point(|[first, _]| first.at < at);
            pairs.get(place).is_some_and(|[first, _]| first.at == at)
        };
        let mut marks: Vec<Range<usize>> = Vec::new();
        // Hits of one syllable come one after the other, and one of them may be enough to mark it.
        for same in hits.chunk_by(|hit, next| hit.at == next.at) {
            let at = same[0].at;
            let is_second = at.checked_sub(1).is_some_and(begins_pair);
            let is_first = || begins_pair(at);
            let Met { range, .. } = &passage.syllables[at];
            match marks.last_mut().filter(|_| is_second) {
                Some(last) => last.end = range.end,
                None if is_first() || same.iter().any(|hit| self.alone[hit.word]) => {
                    marks.push(range.clone());
                }
                None => {}
            }
        }
        marks
    }

    /// Where words of the query are met, in the order of the passage.
    fn hits(&self, passage: &Passage) -> Vec<Hit> {
        let unfinished = self.query.unfinished().filter(|_| !self.query.has_onset());
        let mut hits = Vec::new();
        for (at, syllable) in passage.syllables.iter().enumerate() {
            let fold = &passage.folds.as_bytes()[syllable.fold.clone()];
            for (word, sought) in self.query.words.iter().enumerate() {
                let is_unfinished = unfinished == Some(word);
                let sought_fold = sought.fold.as_bytes();
                if fold == sought_fold || (is_unfinished && fold.starts_with(sought_fold)) {
                    let agreement = sought.agreement(syllable.marks);
                    if !(self.strict[word] && agreement == Agreement::Other) {
                        hits.push(Hit { at, word, agreement });
                    }
                }
            }
        }
        hits
    }

    /// Where two neighbouring words of the query are met side by side.
    fn pairs(&self, passage: &Passage, hits: &[Hit]) -> Vec<[Hit; 2]> {
        let mut found = Vec::new();
        for (nth, first) in
            hits.iter().enumerate().filter(|(_, hit)| self.pairs.contains(&hit.word))
        {
            let next = hits[nth..].iter().take_while(|hit| hit.at <= first.at + 1);
            let second = next.filter(|hit| hit.at > first.at && hit.word == first.word + 1);
            let second = second.filter(|hit| !passage.syllables[hit.at].begins_sentence);
            found.extend(second.map(|second| [*first, *second]));
        }
        found
    }
}

/// Length in bytes of the first `chars` characters, what belongs to the last of them included.
fn byte_len_of_chars(text: &str, chars: usize) -> usize {
    let rest = text.char_indices().skip(chars).find(|(_, c)| !is_attached(*c));
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
        let excerpt = highlighter.excerpt(48);
        assert_eq!(
            show(&excerpt.text, &excerpt.marks),
            "…nói đến quận [Đồ Sơn] và các phường của quận ấy…"
        );
        let none = Query::parse("");
        let excerpt = Highlighter::new(&none, &article).excerpt(12);
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
            let excerpt = highlighter.excerpt(max_chars);
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
