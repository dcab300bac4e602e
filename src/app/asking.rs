//! How the list comes: at once from what is at hand, else when what is lacking has been fetched, and the
//! texts of its cards when they are in sight.

use std::mem;
use std::rc::Rc;

use docbao_bundle::Row;
use docbao_bundle::manifest::DocId;
use docbao_search::{Found, Request};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::{App, Msg};
use crate::screen::{Screen, WayOut};
use crate::state::{Action, Listing, State};
use crate::suggestions::Names;
use crate::trouble::Trouble;
use crate::web::{Answered, Library, page};

/// A visitor who has not typed for this long waits for an answer, in milliseconds. Before that no
/// slices are fetched; what is at hand is shown at once. People type a letter in 100 to 250.
const TYPING_PAUSE: i32 = 200;

/// Cards that are drawn while somebody types: more than a phone or 1,000 px hold. The others, and what is
/// counted beside them, follow after [`TYPING_PAUSE`]: nobody looks there sooner, and they are more than
/// half of what a letter takes.
const TYPING_CARDS: u32 = 8;

/// What is fetched ahead comes after the texts of the first cards, and after so many milliseconds at the latest: no card
/// may be in sight.
const AHEAD_PAUSE: i32 = 500;

/// A list that has stood for this long is being read, in milliseconds. Before that no texts are
/// fetched for it: they weigh more than all else that a search takes.
const READING_PAUSE: i32 = 300;

impl App {
    /// Asks the library for the list; while somebody types, for its beginning first.
    pub(super) fn ask(&mut self, ctx: &Context<Self>, is_typed: bool) {
        self.questions += 1;
        self.keep_focus();
        if !is_typed || !self.show_beginning(ctx) {
            self.answer(
                ctx,
                if self.is_ready || self.trouble.is_some() { TYPING_PAUSE } else { 0 },
            );
            return;
        }
        let (question, link) = (self.questions, ctx.link().clone());
        spawn_local(async move {
            page::pause(TYPING_PAUSE).await;
            link.send_message(Msg::Whole(question));
        });
    }

    /// Shows the beginning of the list, if that is at hand, beside what was counted for the list before.
    fn show_beginning(&mut self, ctx: &Context<Self>) -> bool {
        let limit = self.state.limit(ctx.props().options.page_size).min(TYPING_CARDS);
        let request = Request { hits_only: true, ..self.state.listing.request(limit) };
        let Some(answer) = ctx.props().library.search_now(&request) else { return false };
        let mut screen = lay_out(self.state.listing.clone(), answer);
        if may_need_a_way_out(&screen) {
            return false;
        }
        let Some(old) = self.screen.as_mut() else { return false };
        screen.is_beginning = true;
        screen.facets = mem::take(&mut old.facets);
        screen.months = mem::take(&mut old.months);
        self.show(ctx, screen);
        true
    }

    /// Answers the last question from what is at hand if that will do; else the old list stays until the new
    /// one stands, after a pause in milliseconds and what has to be fetched.
    pub(super) fn answer(&mut self, ctx: &Context<Self>, pause: i32) {
        let question = self.questions;
        let library = ctx.props().library.clone();
        let listing = self.state.listing.clone();
        let limit = self.state.limit(ctx.props().options.page_size);
        let request = listing.request(limit);
        if let Some(answer) = library.search_now(&request) {
            let screen = lay_out(listing.clone(), answer);
            if !may_need_a_way_out(&screen) {
                self.show(ctx, screen);
                return;
            }
        }
        let link = ctx.link().clone();
        spawn_local(async move {
            page::pause(pause).await;
            let is_late = link.get_component().is_none_or(|app| app.questions != question);
            if is_late {
                return;
            }
            let screen = match library.search(&request).await {
                Ok(answer) => {
                    let mut screen = lay_out(listing, answer);
                    if screen.total == 0 {
                        screen.way_out = way_out(&library, &screen).await;
                    }
                    Ok(screen)
                }
                Err(trouble) => Err(trouble),
            };
            link.send_message(Msg::Found(question, screen));
        });
    }

    pub(super) fn show(&mut self, ctx: &Context<Self>, screen: Screen) {
        let (query, total) = (screen.listing.query.trim(), screen.total);
        let is_all = query.is_empty() && screen.listing.filters.count() == 0;
        // Of a list that has come without an article, and may only lack them all, there is nothing to show.
        if !self.is_ready && !screen.complete && screen.cards.is_empty() {
            return self.fail(ctx, Trouble::Incomplete);
        }
        let is_new = self.screen.as_ref().is_none_or(|old| old.listing != screen.listing);
        if is_new && !query.is_empty() {
            ctx.props().host.searched(query, total);
        }
        if !screen.complete && !screen.is_beginning {
            self.tell(ctx, &Trouble::Incomplete);
        }
        // They stay as the first list of all has them; an address may lead to another list before.
        if !self.has_all_names {
            self.has_all_names = is_all && screen.complete && !screen.is_beginning;
            self.names = Names::new(&screen.facets);
        }
        self.keep_focus();
        self.trouble = None;
        self.watch = None;
        self.screen = Some(screen);
    }

    /// Brings what the first query needs, unless it came after the texts of the first cards.
    pub(super) fn prepare(&self, ctx: &Context<Self>) {
        let library = ctx.props().library.clone();
        spawn_local(async move {
            page::pause(AHEAD_PAUSE).await;
            library.prepare().await;
        });
    }

    pub(super) fn fetch_texts(&self, ctx: &Context<Self>, docs: &[DocId]) {
        let (Some(screen), Some(edition)) = (&self.screen, ctx.props().library.edition_now())
        else {
            return;
        };
        let seen = screen.cards.iter().filter(|card| docs.contains(&card.doc));
        let bare = seen.filter(|card| card.excerpt.is_none());
        let rows: Vec<Row> = bare.map(|card| card.row.clone()).collect();
        if rows.is_empty() {
            return;
        }
        let pause = if screen.listing.query.is_empty() { 0 } else { READING_PAUSE };
        let (link, question) = (ctx.link().clone(), self.questions);
        let library = ctx.props().library.clone();
        spawn_local(async move {
            page::pause(pause).await;
            if link.get_component().is_some_and(|app| app.questions == question) {
                edition.texts(&rows).await;
                link.send_message(Msg::Texts);
                library.prepare().await;
            }
        });
    }

    /// Adds to the cards what their texts say.
    pub(super) fn take_texts(&mut self, ctx: &Context<Self>) {
        let (Some(screen), Some(edition)) = (&mut self.screen, ctx.props().library.edition_now())
        else {
            return;
        };
        let query = screen.query.clone();
        for card in screen.cards.iter_mut().filter(|card| card.excerpt.is_none()) {
            let text = edition.text_now(&card.row);
            if let Some(article) = text {
                *card = Rc::new(card.as_ref().clone().with_text(&query, &article));
            }
        }
    }
}

fn lay_out(listing: Listing, answer: Answered<Found>) -> Screen {
    let Answered { edition, results, complete } = answer;
    Screen::new(listing, results, complete, |row| edition.text_now(row))
}

/// Whether a filter may be in the way: then it is looked for before anything is shown.
fn may_need_a_way_out(screen: &Screen) -> bool {
    screen.total == 0 && screen.listing.filters.count() > 0
}

/// Looks for the filter whose removal helps most.
async fn way_out(library: &Library, screen: &Screen) -> Option<WayOut> {
    let mut best: Option<WayOut> = None;
    let filters = &screen.listing.filters;
    let has_days = filters.from.is_some() || filters.to.is_some();
    let values = filters.values.iter().cloned().map(Some);
    for filter in values.chain(has_days.then_some(None)) {
        let mut state = State { listing: screen.listing.clone(), ..State::default() };
        state.apply(match filter.clone() {
            Some((field, value)) => Action::ToggleFilter { field, value },
            None => Action::SetDates(None, None),
        });
        let request = Request { hits_only: true, ..state.listing.request(1) };
        let answer = library.search(&request).await.ok()?;
        let total = answer.results.total;
        if total > best.as_ref().map_or(0, |best| best.total) {
            best = Some(WayOut { filter, total });
        }
    }
    best
}
