//! What the visitor asked for. Everything on the screen follows from it and from the library.

use docbao_bundle::Date;
use docbao_search::{Filters, Query, Request, Sort};

use crate::options::Start;
use crate::route::Route;
use crate::settings::Settings;

/// Which articles are listed, and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// What stands in the search field, as typed.
    pub query: String,
    /// Take it as it was typed, whatever else it may mean.
    pub literal: bool,
    /// What it is narrowed to.
    pub filters: Filters,
    /// The order the visitor chose. `None`: best match first, newest first where nothing is sought.
    pub sort: Option<Sort>,
}

/// All that a visitor can change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The list.
    pub listing: Listing,
    /// How many further pages of it were asked for.
    pub more_pages: u32,
    /// Id of the open article.
    pub article: Option<String>,
    /// Whether the filters are unfolded where they do not always show.
    pub filters_open: bool,
    /// Facet fields whose long lists were unfolded, each with what its values are searched for.
    pub unfolded: Vec<(String, String)>,
    /// Whether the page of what is kept is open; an article from it lies upon it.
    pub shelf_open: bool,
    /// Whether the choices of how to read are unfolded.
    pub settings_open: bool,
    /// How to read.
    pub settings: Settings,
}

/// What a visitor, the address bar or the host page asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Search for this.
    SetQuery(String),
    /// Search for what was typed, to the letter.
    SearchLiterally,
    /// Add or remove a facet value.
    ToggleFilter {
        /// Facet field.
        field: String,
        /// Its value.
        value: String,
    },
    /// List what has this tag: from under an article, where the list may not be in sight.
    ShowTag(String),
    /// Take these filters instead.
    SetFilters(Filters),
    /// List what was published between these days.
    SetDates(Option<Date>, Option<Date>),
    /// Forget all filters.
    ClearFilters,
    /// List in this order.
    SetSort(Sort),
    /// List another page.
    ShowMore,
    /// Show or hide the filters.
    ToggleFilters,
    /// Unfold the long list of a facet, and show of its values those that have this.
    Unfold(String, String),
    /// Show or hide what is kept.
    ToggleShelf,
    /// Show or hide the choices of how to read.
    ToggleSettings,
    /// Take this choice of this aspect of reading.
    Choose(usize, usize),
    /// Read as usual.
    ResetSettings,
    /// Do what changes nothing of this.
    Do(Deed),
    /// List this instead, whatever is open.
    List(Listing),
    /// Read this article.
    Open(String),
    /// Go back to the list.
    Close,
    /// Take away what lies over the list and is no article.
    Uncover,
    /// Show the list, whatever lies over it.
    ShowList,
    /// Be where an address says.
    Go(Route),
}

/// What can be done with what is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Ask again for what did not come.
    Retry,
    /// Lead to a block of the open article by its number.
    GoToBlock(usize),
    /// Lead to where the visitor stopped reading it.
    Resume,
    /// Go to the search field.
    Seek,
    /// Go to the list, past all that it can be narrowed by.
    Skip,
    /// Remember what is sought.
    Remember,
    /// Forget what was sought.
    ForgetSought,
}

impl State {
    /// Where a reader begins if no address says otherwise.
    pub fn new(start: &Start) -> Self {
        State {
            listing: Listing {
                query: start.query.clone(),
                filters: start.filters.clone(),
                ..Listing::default()
            },
            article: start.article.clone(),
            ..State::default()
        }
    }

    /// Does what was asked.
    pub fn apply(&mut self, action: Action) {
        let (before, was_list) = (self.listing.clone(), self.is_list());
        let mut more_pages = None;
        match action {
            Action::SetQuery(query) => (self.listing.query, self.listing.literal) = (query, false),
            Action::SearchLiterally => self.listing.literal = true,
            Action::ToggleFilter { field, value } => self.listing.filters.toggle(field, value),
            Action::ShowTag(tag) => {
                self.listing.filters.add("tag", &tag);
                (self.article, self.shelf_open) = (None, false);
            }
            Action::SetFilters(filters) => self.listing.filters = filters,
            Action::SetDates(from, to) => {
                (self.listing.filters.from, self.listing.filters.to) = (from, to);
            }
            Action::ClearFilters => self.listing.filters = Filters::default(),
            Action::SetSort(sort) => self.listing.sort = Some(sort),
            Action::ShowMore => self.more_pages += 1,
            Action::ToggleFilters => self.filters_open = !self.filters_open,
            Action::Unfold(field, sought) => {
                self.unfolded.retain(|(known, _)| *known != field);
                self.unfolded.push((field, sought));
            }
            // An article lies upon it: where both are in sight, the shelf is what is asked for.
            Action::ToggleShelf => {
                self.shelf_open = self.article.take().is_some() || !self.shelf_open;
            }
            Action::ToggleSettings => self.settings_open = !self.settings_open,
            Action::Choose(aspect, choice) => self.settings.choose(aspect, choice),
            Action::ResetSettings => self.settings = Settings::default(),
            Action::Do(_) => {}
            Action::List(listing) => {
                self.listing = listing;
                (self.article, self.shelf_open) = (None, false);
            }
            Action::Open(id) => self.article = Some(id),
            Action::Close => self.article = None,
            Action::Uncover => (self.filters_open, self.shelf_open) = (false, false),
            Action::ShowList => {
                (self.article, self.filters_open, self.shelf_open) = (None, false, false);
            }
            Action::Go(route) => {
                // Below an article the shelf is as it was.
                if route.article.is_none() {
                    self.shelf_open = route.shelf_open;
                }
                (self.listing, self.article) = (route.listing, route.article);
                more_pages = Some(route.more_pages);
            }
        }
        self.more_pages = match more_pages {
            Some(pages) => pages,
            None if self.listing != before => 0,
            None => self.more_pages,
        };
        // On a narrow screen the settings go out of sight with the page that they are on.
        self.settings_open &= was_list || !self.is_list();
    }

    /// The place that an address can say.
    pub fn route(&self) -> Route {
        Route {
            article: self.article.clone(),
            passage: None,
            listing: self.listing.clone(),
            more_pages: self.more_pages,
            shelf_open: self.shelf_open && self.article.is_none(),
        }
    }

    /// Whether there is nothing but the list, where there is room for one thing only.
    pub fn is_list(&self) -> bool {
        self.article.is_none() && !self.shelf_open
    }

    /// Whether something lies over the list that is no article. The settings do not count: they are closed where they
    /// were opened, and a step back from an article that they were opened in is one to the list.
    pub fn is_covered(&self) -> bool {
        self.filters_open || self.shelf_open
    }

    /// How many articles are listed.
    pub fn limit(&self, page_size: u32) -> u32 {
        page_size.saturating_mul(self.more_pages.saturating_add(1))
    }
}

impl Listing {
    /// All that a query finds.
    pub fn of(query: String) -> Self {
        Listing { query, ..Listing::default() }
    }

    /// The order in force.
    pub fn order(&self) -> Sort {
        match self.sort {
            // Without words to match there is no best match.
            None | Some(Sort::Relevance) if self.query.trim().is_empty() => Sort::Newest,
            None => Sort::Relevance,
            Some(sort) => sort,
        }
    }

    /// The list as a question to the engine.
    pub fn request(&self, limit: u32) -> Request {
        Request {
            query: Query::parse(&self.query),
            literal: self.literal,
            filters: self.filters.clone(),
            sort: self.order(),
            offset: 0,
            limit,
            hits_only: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toggle(field: &str, value: &str) -> Action {
        Action::ToggleFilter { field: field.into(), value: value.into() }
    }

    #[test]
    fn a_new_question_begins_at_the_first_page() {
        let mut state = State::default();
        state.apply(Action::ShowMore);
        assert_eq!(state.limit(20), 40);
        state.apply(Action::Open("a".into()));
        state.apply(Action::Close);
        assert_eq!(state.limit(20), 40, "reading an article keeps the list as it was");
        state.apply(Action::SetQuery("đồ sơn".into()));
        assert_eq!(state.limit(20), 20);
    }

    #[test]
    fn a_place_that_an_address_says_is_come_back_to() {
        let mut state = State::default();
        state.apply(Action::SetQuery("đồ sơn".into()));
        state.apply(Action::ShowMore);
        state.apply(Action::ToggleShelf);
        let shelf = state.route();
        state.apply(Action::Open("a".into()));
        let article = state.route();
        assert!(shelf.shelf_open && !article.shelf_open);
        state.apply(Action::Go(shelf.clone()));
        assert_eq!(state.route(), shelf);
        state.apply(Action::Go(article.clone()));
        assert!(state.shelf_open, "the article lies upon it still");
        state.apply(Action::Go(Route::default()));
        assert_eq!(state, State::default());
        state.apply(Action::Go(article));
        assert_eq!((state.limit(20), state.shelf_open), (40, false));
    }

    #[test]
    fn a_filter_toggled_twice_leaves_no_trace() {
        let mut state = State::default();
        state.apply(toggle("year", "2019"));
        state.apply(toggle("year", "2020"));
        assert!(state.listing.filters.has("year", "2019"));
        assert_eq!(state.listing.filters.count(), 2);
        state.apply(toggle("year", "2019"));
        state.apply(toggle("year", "2020"));
        assert_eq!(state, State::default());
    }

    #[test]
    fn a_tag_of_an_article_leads_to_the_list() {
        let mut state = State::default();
        for _ in 0..2 {
            state.apply(Action::Open("a".into()));
            state.apply(Action::ShowTag("đê biển".into()));
            assert_eq!(state.article, None);
            assert!(state.listing.filters.has("tag", "đê biển"), "asked for twice it stays");
        }
    }

    #[test]
    fn settings_are_closed_with_the_page_that_they_are_on() {
        let list = || Action::List(Listing::default());
        for leave in [Action::Close, Action::ShowTag("đê".into()), list()] {
            let mut state = State::default();
            state.apply(Action::Open("a".into()));
            state.apply(Action::ToggleSettings);
            state.apply(Action::Open("b".into()));
            assert!(state.settings_open, "they are those of every article");
            state.apply(leave);
            assert!(!state.settings_open);
            // On a desk there is a page beside the list.
            state.apply(Action::ToggleSettings);
            state.apply(list());
            assert!(state.settings_open);
        }
        for leave in [Action::ToggleShelf, Action::Uncover] {
            let mut state = State::default();
            state.apply(Action::ToggleShelf);
            state.apply(Action::ToggleSettings);
            state.apply(leave);
            assert!(!state.settings_open);
        }
    }

    #[test]
    fn the_shelf_comes_out_from_under_an_article() {
        let mut state = State::default();
        state.apply(Action::Open("a".into()));
        for _ in 0..2 {
            state.apply(Action::ToggleShelf);
            assert!(state.shelf_open && state.article.is_none());
            state.apply(Action::Open("b".into()));
        }
        state.apply(Action::Close);
        state.apply(Action::ToggleShelf);
        assert!(!state.shelf_open);
    }

    #[test]
    fn whatever_lies_over_the_list_is_cleared_away() {
        for over in [Action::ToggleShelf, Action::ToggleFilters, Action::ToggleSettings] {
            for has_article in [false, true] {
                let mut state = State::default();
                state.apply(Action::SetQuery("đồ sơn".into()));
                let list = state.clone();
                state.apply(over.clone());
                if has_article {
                    state.apply(Action::Open("a".into()));
                }
                // The settings beside a list are no more over it than the article would be.
                let expected = if state.is_list() { state.settings_open } else { false };
                state.apply(Action::ShowList);
                assert_eq!(state, State { settings_open: expected, ..list }, "{over:?}");
            }
        }
    }

    #[test]
    fn the_best_match_comes_first_only_where_something_is_sought() {
        let mut listing = Listing::default();
        assert_eq!(listing.order(), Sort::Newest);
        listing.query = "đồ sơn".into();
        assert_eq!(listing.order(), Sort::Relevance);
        listing.sort = Some(Sort::Title);
        assert_eq!(listing.order(), Sort::Title);
    }
}
