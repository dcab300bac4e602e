//! What holds for every query, not only for those that somebody thought of.

use docbao_bundle::Article;
use docbao_search::text::{fold, syllables};
use docbao_search::{Highlighter, Query, Request};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::{Library, library, request};

/// Runs of words as our articles have them, with their marks.
fn phrases() -> Vec<String> {
    let texts = [
        "Mở rộng cảng biển",
        "Tàu lớn vào cảng. Ủy ban nhân dân thành phố họp bàn.",
        "Khánh thành bệnh viện quận",
        "Bệnh viện mới phục vụ nhân dân quận Đồ Sơn.",
        "Quận uỷ Đồ Sơn tổ chức hội nghị sơ kết",
        "Đo sông, đếm núi và đó son phấn; chuyện bên lề.",
        "Bạn đọc hỏi về sơn tường và đồ gỗ.",
    ];
    let mut phrases = Vec::new();
    for text in texts {
        let words: Vec<&str> = text.split(' ').collect();
        for len in 1..=words.len().min(5) {
            phrases.extend(words.windows(len).map(|run| run.join(" ")));
        }
    }
    phrases
}

/// A word in one of the forms that keyboards and programs give it.
fn form(word: &str, form: usize) -> String {
    match form % 4 {
        0 => word.to_owned(),
        1 => word.to_uppercase(),
        // Decomposed, as some systems write names of files.
        2 => word.replace('ồ', "o\u{302}\u{300}").replace('ệ', "e\u{323}\u{302}"),
        _ => word.chars().flat_map(|c| [c, '\u{200b}']).collect(),
    }
}

proptest! {
    #[test]
    fn what_is_explained_adds_up_to_the_score(phrase in select(phrases())) {
        let mut library = library();
        let request = Request { literal: true, ..request(&phrase) };
        for hit in library.search(&request).hits {
            let why = library.engine.explain(&request.query, hit.doc).results;
            prop_assert!((why.score() - hit.score).abs() < 1e-3, "{why:?} is not {}", hit.score);
        }
    }

    #[test]
    fn with_and_without_marks_the_same_articles_are_found(phrase in select(phrases())) {
        let bare: Vec<String> = phrase.split(' ').map(fold).collect();
        let find = |query: &str| {
            let mut ids: Vec<String> = library().titles(query);
            ids.sort_unstable();
            ids
        };
        let found = find(&phrase);
        prop_assert!(!found.is_empty());
        prop_assert_eq!(found, find(&bare.join(" ")));
    }

    #[test]
    fn marks_hold_whole_letters_that_fold_to_what_was_asked(
        words in prop::collection::vec((0usize..10, 0usize..4, 0usize..4), 1..12),
        asked in prop::collection::vec(any::<Index>(), 1..4),
    ) {
        const WORDS: [&str; 10] =
            ["quận", "đồ", "sơn", "hội", "nghị", "bệnh", "viện", "thành", "cảng", "xanh"];
        const BETWEEN: [&str; 4] = [" ", ", ", "-", ".\n"];
        let mut passage = String::new();
        for (word, shape, between) in &words {
            passage.push_str(&form(WORDS[*word], *shape));
            passage.push_str(BETWEEN[*between]);
        }
        let asked: Vec<String> =
            asked.iter().map(|at| fold(WORDS[words[at.index(words.len())].0])).collect();
        let query = Query::parse(&[&asked.join(" "), " "].concat());
        let article = Article::from_plain_text("a", "Bài", &passage);
        let marks = Highlighter::new(&query, &article).marks(&passage);
        prop_assert!(!marks.is_empty(), "{passage:?} {asked:?}");
        let mut end = 0;
        for mark in marks {
            prop_assert!(end <= mark.start && mark.start < mark.end);
            end = mark.end;
            let marked = passage.get(mark.clone());
            prop_assert!(marked.is_some(), "{mark:?} cuts a character of {passage:?}");
            let after = passage[mark.end..].chars().next();
            prop_assert!(!matches!(after, Some('\u{300}'..='\u{36f}')), "{mark:?} cuts a letter");
            for syllable in syllables(marked.unwrap_or_default()) {
                prop_assert!(asked.contains(&syllable.fold), "{} was not asked", syllable.fold);
            }
        }
    }

    #[test]
    fn in_whatever_order_slices_come_the_answer_is_the_same(
        phrase in select(phrases()),
        order in prop::collection::vec(any::<Index>(), 64),
    ) {
        let request: Request = request(&phrase);
        let mut by_slice: Library = library();
        let mut answer = by_slice.engine.search(&request);
        let mut order = order.into_iter();
        while !answer.needs.is_empty() {
            let at = order.next().map_or(0, |at| at.index(answer.needs.len()));
            let slice = answer.needs[at];
            let pack = &by_slice.packs[slice.pack as usize].contents;
            let bytes = &pack[slice.offset as usize..(slice.offset + slice.bytes) as usize];
            by_slice.engine.provide(slice, bytes).unwrap();
            answer = by_slice.engine.search(&request);
        }
        prop_assert_eq!(answer.results, library().search(&request));
    }
}
