//! What is on the screen: derived from the library and the visitor's state, replaced as a whole.

use std::ops::Range;
use std::rc::Rc;

use docbao_bundle::manifest::DocId;
use docbao_bundle::{Article, Month, Row};
use docbao_search::{Excerpt, FacetCounts, Found, Highlighter, Query};

use crate::files::Files;
use crate::state::Listing;

/// Longest excerpt of a card, in characters: three lines on a phone, two elsewhere. What is longer
/// would be cut by the style sheet, in the middle of a syllable.
pub const EXCERPT_CHARS: usize = 112;

/// The list as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screen {
    /// The question it answers.
    pub listing: Listing,
    /// What was sought, for marks: what was typed, or another reading of it.
    pub query: Query,
    /// The other reading in words, if it is one.
    pub reading: Option<String>,
    /// How many articles match.
    pub total: u32,
    /// Whether `total` is a close guess.
    pub estimated: bool,
    /// Whether these are only its first articles, beside the facets and months of the list before.
    pub is_beginning: bool,
    /// Whether all of the index that was needed had come.
    pub complete: bool,
    /// The articles listed.
    pub cards: Vec<Rc<Card>>,
    /// Facets with counts.
    pub facets: Vec<FacetCounts>,
    /// How many of what matches each month has, whatever the days asked for; the newest first.
    pub months: Vec<(Month, u32)>,
    /// Where nothing matches: the filter that is in the way.
    pub way_out: Option<WayOut>,
}

/// A filter without which there would be results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOut {
    /// Facet field and value; `None`: the days.
    pub filter: Option<(String, String)>,
    /// How many articles there would be.
    pub total: u32,
}

/// An article in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its number in this edition of the library.
    pub doc: DocId,
    /// Whether it has all words of the query, or only most of them.
    pub has_all_words: bool,
    /// Its row.
    pub row: Row,
    /// Bytes of the title that match.
    pub title_marks: Vec<Range<usize>>,
    /// Lines of its text; `None` until the text has come.
    pub excerpt: Option<Excerpt>,
}

/// The open article.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its row.
    pub row: Row,
    /// All of it.
    pub article: Rc<Article>,
    /// BCP 47 language of the text.
    pub lang: String,
    /// Where its pictures and attachments are.
    pub files: Files,
}

impl Screen {
    /// Lays out what was found. `text_of` gives articles whose text is at hand.
    pub fn new(
        listing: Listing,
        found: Found,
        complete: bool,
        text_of: impl Fn(&Row) -> Option<Rc<Article>>,
    ) -> Self {
        let (query, reading) = (found.query, found.reading);
        // Where a row did not come the answer is incomplete, and the list says so.
        let cards = found.hits.into_iter().filter_map(|hit| {
            let row = hit.row?;
            let text = text_of(&row);
            let card = Card {
                doc: hit.doc,
                has_all_words: hit.has_all_words,
                row,
                title_marks: Vec::new(),
                excerpt: None,
            };
            Some(Rc::new(match text {
                Some(article) => card.with_text(&query, &article),
                None => card,
            }))
        });
        Screen {
            cards: cards.collect(),
            query,
            reading,
            total: found.total,
            estimated: found.estimated,
            is_beginning: false,
            complete,
            facets: found.facets,
            months: found.months,
            way_out: None,
            listing,
        }
    }
}

impl Card {
    /// The card with what its text adds.
    pub fn with_text(mut self, query: &Query, article: &Article) -> Self {
        let highlighter = Highlighter::new(query, article);
        self.title_marks = highlighter.marks(&self.row.title);
        self.excerpt = Some(highlighter.excerpt(EXCERPT_CHARS));
        self
    }
}
