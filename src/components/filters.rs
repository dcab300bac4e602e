//! Facets: what the list can be narrowed by, with how much is left.

use docbao_search::FacetCounts;
use docbao_search::facet::YEAR;
use docbao_search::text::fold;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::ask;
use crate::state::{Action, Listing};
use crate::strings::{Strings, fill};

/// How many values of a facet show before the visitor asks for the rest.
const SHORT: usize = 7;

/// A list that is longer than this can be searched.
const LONG: usize = 8;

/// Draws all facets. What of the long ones is not `unfolded` is not drawn: it would be most of the work of
/// every keystroke.
pub fn filters(
    strings: &Strings,
    facets: &[FacetCounts],
    (listing, lang): (&Listing, Option<AttrValue>),
    unfolded: &[(String, String)],
    on_action: &Callback<Action>,
) -> Html {
    // A facet in which every article is alike narrows nothing.
    let is_useful = |facet: &&FacetCounts| {
        facet.values.len() > 1
            || listing.filters.values.iter().any(|(field, _)| *field == facet.field)
    };
    let facets = facets.iter().filter(is_useful);
    let draw = |facet: &FacetCounts| {
        let sought = unfolded.iter().find(|(field, _)| *field == facet.field);
        draw_facet(
            strings,
            facet,
            (listing, &lang),
            sought.map(|(_, sought)| sought.as_str()),
            on_action,
        )
    };
    html! { <>{ for facets.map(draw) }</> }
}

fn draw_facet(
    strings: &Strings,
    facet: &FacetCounts,
    (listing, lang): (&Listing, &Option<AttrValue>),
    sought: Option<&str>,
    on_action: &Callback<Action>,
) -> Html {
    let FacetCounts { field, values } = facet;
    let letters = fold(sought.unwrap_or_default());
    let list = |values: &[(String, u32)]| {
        let mut drawn: Vec<Html> = Vec::new();
        for (value, count) in values {
            if !letters.is_empty() && !fold(value).contains(&letters) {
                continue;
            }
            let action = Action::ToggleFilter { field: field.clone(), value: value.clone() };
            let on_change: Callback<Event> = ask(on_action, action);
            drawn.push(html! {
                <li key={value.clone()}>
                    <label class="value">
                        <input type="checkbox" checked={listing.filters.has(field, value)} onchange={on_change} />
                        <span class="name">{ value }</span>{ " " }
                        <span class="count">{ strings.number(*count) }</span>
                    </label>
                </li>
            });
        }
        html! { <ul lang={lang.clone()}>{ for drawn }</ul> }
    };
    // Nobody unfolds a list for the sake of two lines.
    let at = if values.len() <= SHORT + 2 { values.len() } else { SHORT };
    let (short, rest) = values.split_at(at);
    let drawn = if sought.is_some() { rest } else { &[] };
    let on_unfold = sought
        .is_none()
        .then(|| ask::<MouseEvent>(on_action, Action::Unfold(field.clone(), String::new())));
    html! {
        <fieldset class="facet" part="facet" key={field.clone()}>
            <legend class="hidden">{ strings.field(field) }</legend>
            <details open=true>
                <summary class="name">{ strings.field(field) }</summary>
                { list(short) }
                <details class="rest" hidden={rest.is_empty()}>
                    <summary onclick={on_unfold}>{ fill(strings.more_values, &[&strings.number(rest.len() as u32)]) }</summary>
                    { narrow(strings, field, sought, rest.len(), on_action) }
                    { list(drawn) }
                </details>
            </details>
        </fieldset>
    }
}

/// A field that leaves of a long list the values that have what is typed in it, in folded letters.
fn narrow(
    strings: &Strings,
    of: &str,
    sought: Option<&str>,
    values: usize,
    on_action: &Callback<Action>,
) -> Html {
    let of = of.to_owned();
    let on_input = on_action.reform(move |event: InputEvent| {
        let input = event.target().map(JsCast::unchecked_into::<HtmlInputElement>);
        Action::Unfold(of.clone(), input.map(|input| input.value()).unwrap_or_default())
    });
    html! {
        <input
            type="search" class="field narrow" aria-label={strings.find_value} placeholder={strings.find_value}
            hidden={values < LONG} value={sought.unwrap_or_default().to_owned()} oninput={on_input} autocomplete="off"
        />
    }
}

/// Draws the filters in force, each with its way out. A value is the library's, what it is a value of ours.
pub fn chips(
    strings: &Strings,
    (listing, lang): (&Listing, &Option<AttrValue>),
    on_action: &Callback<Action>,
) -> Html {
    let filters = &listing.filters;
    let mut chips = Vec::new();
    for (field, value) in &filters.values {
        let action = Action::ToggleFilter { field: field.clone(), value: value.clone() };
        chips.push((field.as_str(), value.clone(), action));
    }
    let days = [(strings.since, filters.from), (strings.until, filters.to)];
    let days = days.iter().filter_map(|(name, date)| Some(fill(name, &[&strings.date((*date)?)])));
    let days = days.collect::<Vec<_>>().join(" · ");
    if !days.is_empty() {
        chips.push(("", days, Action::SetDates(None, None)));
    }

    let mut drawn: Vec<Html> = Vec::new();
    for (field, value, action) in chips {
        let on_remove: Callback<MouseEvent> = ask(on_action, action);
        drawn.push(html! {
            <li key={[field, " ", &value].concat()}>
                <button type="button" class="chip" part="chip" onclick={on_remove}>
                    <span><span class="hidden">{ strings.remove_filter }</span>{ filter_name(strings, " ", (field, value), lang) }</span><span aria-hidden="true">{ "✕" }</span>
                </button>
            </li>
        });
    }
    html! {
        <ul class="chips" aria-label={strings.active_filters} hidden={listing.filters.count() == 0}>
            { for drawn }
        </ul>
    }
}

/// "Năm 2018", after what stands `before` it. Days are of no field.
pub fn filter_name(
    strings: &Strings,
    before: &str,
    (field, value): (&str, String),
    lang: &Option<AttrValue>,
) -> Html {
    let of = field_name(strings, field);
    let space = if of.is_empty() { "" } else { " " };
    // Days are in our words, and years are figures.
    let lang = lang.clone().filter(|_| !["", YEAR].contains(&field));
    html! { <>{ [before, of, space].concat() }<span {lang}>{ value }</span></> }
}

/// What a value is of, unless it speaks for itself, as a section does.
fn field_name<'a>(strings: &'a Strings, field: &'a str) -> &'a str {
    if ["section", "tag"].contains(&field) { "" } else { strings.field(field) }
}
