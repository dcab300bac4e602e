//! The list: how many, in which order, the articles, and what to do where there are none.

use std::rc::Rc;

use docbao_bundle::manifest::DocId;
use docbao_search::Sort;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::filters::{Chips, filter_name};
use super::notice::Notice;
use super::result_item::ResultItem;
use crate::route::{sort_name, sort_named};
use crate::screen::{Card, Screen};
use crate::state::{Action, Listing};
use crate::strings::{Strings, fill};

/// Properties of [`ResultList`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ResultListProps {
    /// Words.
    pub strings: &'static Strings,
    /// What was found.
    pub screen: Screen,
    /// What is asked for; it may be ahead of the screen.
    pub listing: Listing,
    /// Id of the article being read.
    pub open: Option<String>,
    /// Address of an article by id.
    pub href: Callback<String, String>,
    /// The list element.
    pub list: NodeRef,
    /// What the visitor asks for.
    pub on_action: Callback<Action>,
    /// The visitor wants to read an article.
    pub on_open: Callback<(DocId, String)>,
    /// The visitor wants what did not come to be asked for again.
    pub on_retry: Callback<()>,
}

/// The list.
#[component]
pub fn ResultList(props: &ResultListProps) -> Html {
    let ResultListProps { strings, screen, listing, on_action, on_open, on_retry, .. } = props;
    let card = |card: &Rc<Card>| {
        let id = card.row.as_ref().map(|row| row.id.clone()).unwrap_or_default();
        html! {
            <ResultItem
                key={card.doc} {strings} card={card.clone()} is_open={props.open.as_ref() == Some(&id)}
                href={props.href.emit(id)} {on_open}
            />
        }
    };
    let (all_words, most_words): (Vec<_>, Vec<_>) =
        screen.cards.iter().partition(|card| card.has_all_words);
    let tier = (!most_words.is_empty()).then(|| {
        let count = strings.articles(most_words.len() as u32);
        html! { <li key="tier" class="tier">{ fill(strings.most_words, &[&count]) }</li> }
    });
    let shown = all_words.len() as u32;
    let has_more = shown < screen.total && shown > 0;
    let progress = fill(strings.shown_of, &[&strings.number(shown), &strings.number(screen.total)]);
    html! {
        <>
            <div class="summary">
                <p class="total" role="status" part="status">{ count_line(strings, screen) }</p>
                <Order {strings} listing={listing.clone()} {on_action} />
            </div>
            <Chips {strings} listing={listing.clone()} {on_action} />
            <div class="partial" hidden={screen.complete}>
                <Notice what={strings.partial.to_owned()} button={strings.retry} on_button={on_retry} />
            </div>
            <ol class="cards" ref={&props.list} aria-label={strings.results}>
                { for all_words.into_iter().map(card).chain(tier).chain(most_words.into_iter().map(card)) }
            </ol>
            <div class="more" hidden={!has_more}>
                <button type="button" class="button" onclick={on_action.reform(|_| Action::ShowMore)}>
                    { strings.show_more }
                </button>
                <p class="count">{ progress }</p>
            </div>
            <div class="nothing" hidden={screen.total > 0 || !screen.complete || !screen.cards.is_empty()}>
                <Nothing {strings} screen={screen.clone()} {on_action} />
            </div>
        </>
    }
}

/// "37 bài cho “đồ sơn”".
pub fn count_line(strings: &Strings, screen: &Screen) -> String {
    let mut total = strings.articles(screen.total);
    if screen.estimated {
        total = fill(strings.about, &[&total]);
    }
    match screen.listing.query.trim() {
        "" => total,
        query => fill(strings.matching, &[&total, query]),
    }
}

#[derive(Clone, PartialEq, Properties)]
struct OrderProps {
    strings: &'static Strings,
    listing: Listing,
    on_action: Callback<Action>,
}

/// The choice of an order.
#[component]
fn Order(props: &OrderProps) -> Html {
    let OrderProps { strings, listing, on_action } = props;
    let in_force = listing.order();
    let has_words = !listing.query.trim().is_empty();
    let orders = [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Title];
    let option = |sort: Sort| {
        html! {
            <option key={sort_name(sort)} value={sort_name(sort)} selected={sort == in_force}>
                { strings.order(sort) }
            </option>
        }
    };
    let on_change = {
        let on_action = on_action.clone();
        move |event: Event| {
            let select = event.target().and_then(|target| target.dyn_into().ok());
            let name = select.map(|select: HtmlSelectElement| select.value()).unwrap_or_default();
            if let Some(sort) = sort_named(&name) {
                on_action.emit(Action::SetSort(sort));
            }
        }
    };
    html! {
        <select class="order" part="order" aria-label={strings.sort} onchange={on_change}>
            { for orders.into_iter().skip(usize::from(!has_words)).map(option) }
        </select>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct NothingProps {
    strings: &'static Strings,
    screen: Screen,
    on_action: Callback<Action>,
}

/// Nothing was found: one sentence what, one what to do, one button.
#[component]
fn Nothing(props: &NothingProps) -> Html {
    let NothingProps { strings, screen, on_action } = props;
    let what = match screen.listing.query.trim() {
        "" => strings.nothing_in_library.to_owned(),
        query => fill(strings.nothing, &[query]),
    };
    let (cure, button, action) = match &screen.way_out {
        Some(way) => {
            let name = filter_name(strings, &way.field, &way.value);
            let action =
                Action::ToggleFilter { field: way.field.clone(), value: way.value.clone() };
            let cure = fill(strings.try_without, &[&name, &strings.articles(way.total)]);
            (cure, strings.drop_filter, action)
        }
        None if screen.listing.active_filters() > 0 => {
            (strings.try_other_words.to_owned(), strings.clear_filters, Action::ClearFilters)
        }
        None => {
            let action = Action::SetQuery(String::new());
            (strings.try_other_words.to_owned(), strings.drop_query, action)
        }
    };
    let on_button = on_action.reform(move |()| action.clone());
    html! { <Notice {what} {cure} {button} {on_button} /> }
}
