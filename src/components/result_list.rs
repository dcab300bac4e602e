//! The list: how many, in which order, the articles, and what to do where there are none.

use docbao_search::Sort;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::filters::{chips, filter_name};
use super::notice::notice;
use super::result_item::result_item;
use super::{ask, button, quiet};
use crate::route::{sort_name, sort_named};
use crate::screen::Screen;
use crate::state::{Action, Deed, Listing};
use crate::strings::{Strings, fill};
use crate::trouble::Trouble;

/// What the list is drawn from.
pub struct ResultList<'a> {
    /// Words.
    pub strings: &'static Strings,
    /// What was found.
    pub screen: &'a Screen,
    /// What is asked for; it may be ahead of the screen.
    pub listing: &'a Listing,
    /// Id of the article being read.
    pub open: Option<&'a str>,
    /// Address of an article by id; empty if it has none.
    pub href: &'a dyn Fn(&str) -> String,
    /// Gets the list element.
    pub list: &'a NodeRef,
    /// What the library is written in.
    pub lang: Option<AttrValue>,
    /// What the visitor asks for.
    pub on_action: &'a Callback<Action>,
}

/// Draws the list.
pub fn result_list(props: &ResultList<'_>) -> Html {
    let ResultList { strings, screen, listing, on_action, .. } = *props;
    let shown = screen.cards.iter().filter(|card| card.has_all_words).count() as u32;
    // Articles with only most of the words are no reason to keep quiet about a filter in the way.
    let is_nothing = screen.total == 0
        && screen.complete
        && (screen.cards.is_empty() || screen.way_out.is_some());
    let has_more = !screen.is_beginning && shown < screen.total && shown > 0;
    let progress = fill(strings.shown_of, &[&strings.number(shown), &strings.number(screen.total)]);
    html! {
        <>
            <div class="summary">
                <p class="total" role="status" part="status">{ count_line(strings, screen, &props.lang) }</p>
                <div class="ways">
                    { order(strings, listing, on_action) }
                    { quiet(strings.shelf, ask(on_action, Action::ToggleShelf)) }
                </div>
            </div>
            { reading(strings, screen, on_action) }
            { no_day(strings, screen) }
            { chips(strings, (listing, &props.lang), on_action) }
            <div class="partial" hidden={screen.complete}>
                { partial(props) }
            </div>
            <div class="nothing" hidden={!is_nothing}>{ nothing(props) }</div>
            <ol class="cards" ref={props.list}>{ cards(props) }</ol>
            <div class="more" hidden={!has_more}>
                { button(strings.show_more, ask(on_action, Action::ShowMore)) }
                <p class="count">{ progress }</p>
            </div>
        </>
    }
}

/// Says that parts of the index did not come.
fn partial(props: &ResultList<'_>) -> Html {
    let [what, cure] = props.strings.trouble(&Trouble::Incomplete);
    notice(&what, cure.into(), props.strings.retry, ask(props.on_action, Action::Do(Deed::Retry)))
}

/// Draws the articles; those that have only most of the words stand apart.
fn cards(props: &ResultList<'_>) -> Vec<Html> {
    let ResultList { strings, screen, .. } = *props;
    let has_most = screen.cards.iter().filter(|card| !card.has_all_words).count() as u32;
    let mut cards = Vec::with_capacity(screen.cards.len() + 1);
    let mut is_apart = false;
    for card in &screen.cards {
        if !card.has_all_words && !is_apart {
            is_apart = true;
            let line = fill(strings.most_words, &[&strings.articles(has_most)]);
            cards.push(html! { <li key="tier" class="tier">{ line }</li> });
        }
        let id = card.row.id.as_str();
        let is_open = props.open == Some(id);
        cards.push(result_item(
            (strings, &props.lang),
            card,
            &(props.href)(id),
            is_open,
            props.on_action,
        ));
    }
    cards
}

/// "37 bài cho “đồ sơn”". Where what was typed has no syllable nothing was sought, and all is listed.
/// What was sought in place of what was typed is of the library, and in its language.
fn count_line(strings: &Strings, screen: &Screen, lang: &Option<AttrValue>) -> Html {
    let mut total = strings.articles(screen.total);
    if screen.estimated && screen.total > 0 {
        total = fill(strings.about, &[&total]);
    }
    if screen.query.is_empty() {
        return total.into();
    }
    let query = screen.reading.as_deref().unwrap_or(screen.listing.query.trim()).to_owned();
    let lang = lang.clone().filter(|_| screen.reading.is_some());
    let line = fill(strings.matching, &[&total, "\n"]);
    let (before, after) = line.split_once('\n').unwrap_or((&line, ""));
    html! { <>{ before.to_owned() }<span {lang}>{ query }</span>{ after.to_owned() }</> }
}

/// Says that something else than what was typed was sought, and leads back to it.
fn reading(strings: &Strings, screen: &Screen, on_action: &Callback<Action>) -> Html {
    let label = fill(strings.search_literally, &[screen.listing.query.trim()]);
    html! {
        <p class="reading" hidden={screen.reading.is_none()}>
            { quiet(&label, ask(on_action, Action::SearchLiterally)) }
        </p>
    }
}

/// Says that what was typed for a day is none, and how one is written.
fn no_day(strings: &Strings, screen: &Screen) -> Html {
    let typed = screen.query.no_day.as_deref();
    let line = typed.map(|typed| fill(strings.no_day, &[typed]));
    html! { <p class="hint" role="status" hidden={line.is_none()}>{ line }</p> }
}

/// Draws the choice of an order.
fn order(strings: &Strings, listing: &Listing, on_action: &Callback<Action>) -> Html {
    let in_force = listing.order();
    let has_words = !listing.query.trim().is_empty();
    let orders = [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Title];
    let option = |sort: &Sort| {
        html! {
            <option key={sort_name(*sort)} value={sort_name(*sort)} selected={*sort == in_force}>
                { strings.order(*sort) }
            </option>
        }
    };
    let on_change = {
        let on_action = on_action.clone();
        move |event: Event| {
            let select = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>);
            let name = select.map(|select| select.value()).unwrap_or_default();
            if let Some(sort) = sort_named(&name) {
                on_action.emit(Action::SetSort(sort));
            }
        }
    };
    html! {
        <select class="order" part="order" aria-label={strings.sort} onchange={on_change}>
            { for orders.iter().skip(usize::from(!has_words)).map(option) }
        </select>
    }
}

/// Nothing was found: one sentence what, one what to do, one button.
fn nothing(props: &ResultList<'_>) -> Html {
    let ResultList { strings, screen, on_action, .. } = *props;
    let what = match screen.listing.query.trim() {
        "" => strings.nothing_in_library.to_owned(),
        query => fill(strings.nothing, &[query]),
    };
    let other_words = Html::from(strings.try_other_words);
    let (cure, button, action) = match &screen.way_out {
        Some(way) => {
            let (field, value, action) = match way.filter.clone() {
                Some((field, value)) => {
                    let action =
                        Action::ToggleFilter { field: field.clone(), value: value.clone() };
                    (field, value, action)
                }
                None => (String::new(), strings.time.to_owned(), Action::SetDates(None, None)),
            };
            // The value is in a language of its own: its place is found by its number.
            let cure = fill(strings.try_without, &["{0}", &strings.articles(way.total)]);
            let (before, after) = cure.split_once("{0}").unwrap_or_default();
            let name = filter_name(strings, before, (&field, value), &props.lang);
            (html! { <>{ name }{ after }</> }, strings.drop_filter, action)
        }
        None if screen.listing.filters.count() > 0 => {
            (other_words, strings.clear_filters, Action::ClearFilters)
        }
        None => (other_words, strings.drop_query, Action::SetQuery(String::new())),
    };
    notice(&what, cure, button, ask(on_action, action))
}
