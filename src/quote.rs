//! A passage told by its words, so that it is found again in a later edition of the text: the
//! `TextQuoteSelector` of the W3C's Web Annotation. Pure; where the words are on the screen is not asked here.
//!
//! White space is nothing here: where blocks meet, the page has none, and a publisher may set it anew.

use std::ops::Range;

/// Characters kept of what stands before and after a passage, to tell it from others of the same words.
const CONTEXT: usize = 32;

/// Words that may differ where a passage is not there to the letter: of so many, one. Larger: fewer
/// passages are found in a corrected text, and fewer are found wrongly.
const ONE_IN: usize = 4;

/// Longest passage that is looked for word by word; what is longer must be there to the letter. The work
/// grows with this times the length of the text.
const MAX_WORDS: usize = 400;

/// A passage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    /// Its words.
    pub exact: String,
    /// What stands before it.
    pub prefix: String,
    /// What stands after it.
    pub suffix: String,
}

impl Quote {
    /// The passage at `range`, in bytes of `text`. A range that does not fit the text is an empty passage.
    pub fn new(text: &str, range: Range<usize>) -> Self {
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        let start =
            before.char_indices().rev().take(CONTEXT).last().map_or(before.len(), |(at, _)| at);
        Quote {
            exact: text.get(range).unwrap_or_default().to_owned(),
            prefix: before[start..].to_owned(),
            suffix: after.chars().take(CONTEXT).collect(),
        }
    }

    /// Where the passage is in a text, in bytes: to the letter, else where most of its words are. Of
    /// several such places it is the one with most of the same words around.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let letters = Letters::new(text);
        let exact = squeeze(&self.exact);
        if exact.is_empty() {
            return None;
        }
        let found = letters.squeezed.match_indices(&exact).map(|(at, _)| at..at + exact.len());
        let found = self.best(&letters, found);
        found.or_else(|| self.find_words(text)).map(|range| letters.unsqueeze(range))
    }

    /// The place whose surroundings are most like those of the passage; the first of equals.
    fn best(
        &self,
        letters: &Letters,
        places: impl Iterator<Item = Range<usize>>,
    ) -> Option<Range<usize>> {
        let (prefix, suffix) = (squeeze(&self.prefix), squeeze(&self.suffix));
        let mut best: Option<(usize, Range<usize>)> = None;
        for place in places {
            let before = letters.squeezed[..place.start].chars().rev();
            let after = letters.squeezed[place.end..].chars();
            let likeness = same(before, prefix.chars().rev()) + same(after, suffix.chars());
            if best.as_ref().is_none_or(|(most, _)| likeness > *most) {
                best = Some((likeness, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// The place with the fewest words added, left out or changed, in bytes of the squeezed text: Sellers'
    /// algorithm (1980), edit distance with a free beginning and end.
    fn find_words(&self, text: &str) -> Option<Range<usize>> {
        let sought: Vec<&str> = self.exact.split_whitespace().collect();
        if sought.len() > MAX_WORDS {
            return None;
        }
        let most = sought.len() / ONE_IN;
        // Of each beginning of the passage: how far it is from what ends at this word of the text, and
        // where that begins.
        let mut row: Vec<(usize, usize)> =
            (0..=sought.len()).map(|left_out| (left_out, 0)).collect();
        let (mut end, mut best): (usize, Option<(usize, Range<usize>)>) = (0, None);
        for word in text.split_whitespace() {
            let start = end;
            end += word.len();
            let mut diagonal = row[0];
            row[0] = (0, start);
            let mut first = (0, start);
            for (at, sought) in sought.iter().enumerate() {
                let same = (
                    diagonal.0 + usize::from(*sought != word),
                    if at == 0 { start } else { diagonal.1 },
                );
                let added = (row[at + 1].0 + 1, row[at + 1].1);
                let left_out = (first.0 + 1, first.1);
                diagonal = row[at + 1];
                first = same.min_by_distance(added).min_by_distance(left_out);
                row[at + 1] = first;
            }
            if first.0 <= most && best.as_ref().is_none_or(|(least, _)| first.0 < *least) {
                best = Some((first.0, first.1..end));
            }
        }
        best.map(|(_, range)| range).filter(|range| !range.is_empty())
    }
}

/// Words at each end of a passage that stand for all of it in an address.
const LINK_WORDS: usize = 6;

/// Stands between the two ends.
pub(crate) const BETWEEN: &str = " … ";

/// Words around a passage that an address tells where the passage alone is not enough.
const LINK_CONTEXT: usize = 3;

/// Stand between what is before a passage, the passage, and what is after it.
pub(crate) const BEFORE: &str = " ⟨";
pub(crate) const AFTER: &str = "⟩ ";

impl Quote {
    /// The passage in few words, for an address: all of a short one, both ends of a long one.
    pub fn to_link(&self) -> String {
        let words: Vec<&str> = self.exact.split_whitespace().collect();
        if words.len() <= 3 * LINK_WORDS {
            return words.join(" ");
        }
        let ends = [&words[..LINK_WORDS], &words[words.len() - LINK_WORDS..]];
        ends.map(|words| words.join(" ")).join(BETWEEN)
    }

    /// The same, with some words from around it if `text`, which it is from, has its words more than once.
    pub fn to_link_in(&self, text: &str) -> String {
        let link = self.to_link();
        let exact = squeeze(link.split(BETWEEN).next().unwrap_or_default());
        let is_repeated = !exact.is_empty() && squeeze(text).matches(&exact).nth(1).is_some();
        if is_repeated { self.to_link_around() } else { link }
    }

    /// The passage with some words from around it.
    pub fn to_link_around(&self) -> String {
        // The outermost may be cut off in the middle.
        let whole =
            |context: &str, is_cut: bool| usize::from(is_cut && context.chars().count() >= CONTEXT);
        let before: Vec<&str> = self.prefix.split_whitespace().collect();
        let first = whole(&self.prefix, true).max(before.len().saturating_sub(LINK_CONTEXT));
        let after: Vec<&str> = self.suffix.split_whitespace().collect();
        let last = (after.len() - whole(&self.suffix, !after.is_empty())).min(LINK_CONTEXT);
        let before = before.get(first..).unwrap_or_default().join(" ");
        [&before, BEFORE, &self.to_link(), AFTER, &after[..last].join(" ")].concat()
    }
}

/// A link in its parts: what is before the passage, its words or both its ends, and what is after it.
pub(crate) fn link_parts(link: &str) -> [&str; 4] {
    let (before, rest) = link.split_once(BEFORE).unwrap_or(("", link));
    let (words, after) = rest.split_once(AFTER).unwrap_or((rest, ""));
    let (first, last) = words.split_once(BETWEEN).unwrap_or((words, ""));
    [before, first, last, after]
}

/// Where a passage told by [`Quote::to_link`] or [`Quote::to_link_in`] is in a text, in bytes.
pub fn find_link(link: &str, text: &str) -> Option<Range<usize>> {
    let find = |[prefix, exact, suffix]: [&str; 3], text: &str| {
        let [prefix, exact, suffix] = [prefix, exact, suffix].map(str::to_owned);
        Quote { exact, prefix, suffix }.find(text)
    };
    let [before, first, last, after] = link_parts(link);
    if last.is_empty() {
        return find([before, first, after], text);
    }
    let first = find([before, first, ""], text)?;
    let rest = text.get(first.end..)?;
    // Where its end was changed, its beginning is better than nothing.
    let end = find(["", last, after], rest).map_or(first.end, |last| first.end + last.end);
    Some(first.start..end)
}

trait Nearer {
    fn min_by_distance(self, other: Self) -> Self;
}

impl Nearer for (usize, usize) {
    /// The nearer one; the first of equals.
    fn min_by_distance(self, other: Self) -> Self {
        if other.0 < self.0 { other } else { self }
    }
}

/// A text without its white space, and the way back.
struct Letters {
    squeezed: String,
    /// Place in the squeezed text and in the whole one of each stretch without white space.
    stretches: Vec<(usize, usize)>,
}

impl Letters {
    fn new(text: &str) -> Self {
        let mut letters = Letters { squeezed: String::new(), stretches: Vec::new() };
        let mut is_space = true;
        for (at, c) in text.char_indices() {
            if !c.is_whitespace() {
                if is_space {
                    letters.stretches.push((letters.squeezed.len(), at));
                }
                letters.squeezed.push(c);
            }
            is_space = c.is_whitespace();
        }
        letters
    }

    fn unsqueeze(&self, range: Range<usize>) -> Range<usize> {
        // The end is one beyond the last letter, which may be the last of its stretch.
        self.at(range.start)..self.at(range.end.saturating_sub(1)) + 1
    }

    fn at(&self, squeezed: usize) -> usize {
        let next = self.stretches.partition_point(|(start, _)| *start <= squeezed);
        let Some((start, whole)) = next.checked_sub(1).and_then(|at| self.stretches.get(at)) else {
            return squeezed;
        };
        whole + squeezed - start
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

/// How many letters are the same before the first that is not.
fn same(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str =
        "Ủy ban nhân dân phường họp.\nPhường báo cáo kết quả.\nỦy ban nhân dân quận họp.";

    fn quote(text: &str, words: &str) -> Quote {
        let at = text.find(words).unwrap();
        Quote::new(text, at..at + words.len())
    }

    #[test]
    fn of_equal_words_those_with_the_same_neighbours_are_meant() {
        let second = TEXT.rfind("nhân dân").unwrap();
        let quote = Quote::new(TEXT, second..second + "nhân dân".len());
        assert_eq!(quote.find(TEXT), Some(second..second + "nhân dân".len()));
        let moved = ["Tin thêm ở đầu.\n", TEXT].concat();
        assert_eq!(quote.find(&moved), moved.rfind("nhân dân").map(|at| at..at + "nhân dân".len()));
    }

    #[test]
    fn blocks_and_lines_may_be_set_anew() {
        let quote = quote(TEXT, "họp.\nPhường báo");
        let joined = TEXT.replace('\n', "  ");
        let found = quote.find(&joined).unwrap();
        assert_eq!(&joined[found], "họp.  Phường báo");
    }

    #[test]
    fn a_corrected_passage_is_still_found_and_another_one_is_not() {
        let text = "Năm 2019 quận trồng được một nghìn hai trăm cây xanh ven biển. Sau đó nghỉ.";
        let quote = quote(text, "quận trồng được một nghìn hai trăm cây xanh");
        let corrected = text.replace("hai trăm", "ba trăm").replace("Năm 2019", "Trong năm 2019");
        let found = quote.find(&corrected).unwrap();
        assert_eq!(&corrected[found], "quận trồng được một nghìn ba trăm cây xanh");
        assert_eq!(quote.find("Năm 2019 quận nghỉ."), None);
        assert_eq!(quote.find(""), None);
        assert_eq!(Quote::default().find(text), None);
    }

    #[test]
    fn a_long_passage_is_told_by_its_ends() {
        let words: Vec<String> = (0..60).map(|word| format!("từ{word}")).collect();
        let text = words.join(" ");
        let quote = quote(&text, &words[10..50].join(" "));
        let link = quote.to_link();
        assert_eq!(link, "từ10 từ11 từ12 từ13 từ14 từ15 … từ44 từ45 từ46 từ47 từ48 từ49");
        assert_eq!(find_link(&link, &text).map(|found| text[found].to_owned()), Some(quote.exact));
        assert_eq!(find_link("không có", &text), None);
    }

    #[test]
    fn the_link_to_a_repeated_passage_tells_what_is_around_it() {
        let second = TEXT.rfind("nhân dân").unwrap();
        let range = second..second + "nhân dân".len();
        let link = Quote::new(TEXT, range.clone()).to_link_in(TEXT);
        assert_eq!(link, "quả. Ủy ban ⟨nhân dân⟩ quận họp.");
        assert_eq!(find_link(&link, TEXT), Some(range));
        assert_eq!(find_link("nhân dân", TEXT), TEXT.find("nhân dân").map(|at| at..at + 10));
        let once = quote(TEXT, "Phường báo cáo");
        assert_eq!(once.to_link_in(TEXT), "Phường báo cáo", "what stands once needs no more");
        let long = ["a b c d e f g h i j k l m n o p q r s t. "; 2].concat();
        let at = long.rfind('a').unwrap();
        let link = Quote::new(&long, at..long.len() - 2).to_link_in(&long);
        assert_eq!(link, "r s t. ⟨a b c d e f … o p q r s t⟩ .");
        assert_eq!(find_link(&link, &long), Some(at..long.len() - 2));
    }

    proptest! {
        #[test]
        fn any_link_leads_where_it_was_taken(text in "[abô ,⟨⟩…\n]{0,80}", cut in any::<[prop::sample::Index; 2]>()) {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let [a, b] = cut.map(|cut| ends[cut.index(ends.len())]);
            let link = Quote::new(&text, a.min(b)..a.max(b)).to_link_in(&text);
            if let Some(found) = find_link(&link, &text) {
                prop_assert!(text.get(found).is_some());
            }
        }

        #[test]
        fn a_passage_is_found_where_it_was_taken(text in "[abô ,\n]{0,80}", cut in any::<[prop::sample::Index; 2]>()) {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let [a, b] = cut.map(|cut| ends[cut.index(ends.len())]);
            let range = a.min(b)..a.max(b);
            let quote = Quote::new(&text, range.clone());
            let found = quote.find(&text);
            prop_assert_eq!(found.is_some(), !quote.exact.trim().is_empty());
            if let Some(found) = found {
                prop_assert_eq!(squeeze(&text[found]), squeeze(&text[range]));
            }
        }

        #[test]
        fn words_added_elsewhere_do_not_matter(before in "[a-m ]{0,40}", after in "[a-m ]{0,40}", words in "[n-z]{3,9}( [n-z]{2,9}){2,6}") {
            let text = ["mở đầu ", &words, " kết thúc"].concat();
            let longer = [&before, " mở đầu ", &words, " kết thúc ", &after].concat();
            let found = quote(&text, &words).find(&longer).unwrap();
            prop_assert_eq!(&longer[found], &words);
        }

        #[test]
        fn any_quote_can_be_looked_for_in_any_text(text in any::<String>(), exact in any::<String>(), prefix in any::<String>(), suffix in any::<String>()) {
            if let Some(found) = (Quote { exact, prefix, suffix }).find(&text) {
                prop_assert!(text.get(found).is_some());
            }
        }

        #[test]
        fn any_range_of_any_text_is_a_quote(text in any::<String>(), start in 0..300usize, end in 0..300usize) {
            Quote::new(&text, start..end);
        }
    }
}
