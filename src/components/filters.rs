//! Facets: what the list can be narrowed by, with how much is left.

use docbao_search::FacetCounts;
use yew::prelude::*;

use super::ask;
use crate::state::{Action, Listing};
use crate::strings::{Strings, fill};

/// How many values of a facet show before the visitor asks for the rest.
const SHORT: usize = 7;

/// Draws all facets.
pub fn filters(
    strings: &Strings,
    facets: &[FacetCounts],
    listing: &Listing,
    on_action: &Callback<Action>,
) -> Html {
    // A facet in which every article is alike narrows nothing.
    let is_useful = |facet: &&FacetCounts| {
        facet.values.len() > 1
            || listing.filters.values.iter().any(|(field, _)| *field == facet.field)
    };
    let facets = facets.iter().filter(is_useful);
    html! { <>{ for facets.map(|facet| draw_facet(strings, facet, listing, on_action)) }</> }
}

fn draw_facet(
    strings: &Strings,
    facet: &FacetCounts,
    listing: &Listing,
    on_action: &Callback<Action>,
) -> Html {
    let FacetCounts { field, values } = facet;
    let value = |(value, count): &(String, u32)| {
        let action = Action::ToggleFilter { field: field.clone(), value: value.clone() };
        let on_change: Callback<Event> = ask(on_action, action);
        html! {
            <li key={value.clone()}>
                <label class="value">
                    <input type="checkbox" checked={listing.filters.has(field, value)} onchange={on_change} />
                    <span class="name">{ value }</span>{ " " }
                    <span class="count">{ strings.number(*count) }</span>
                </label>
            </li>
        }
    };
    // Nobody unfolds a list for the sake of two lines.
    let at = if values.len() <= SHORT + 2 { values.len() } else { SHORT };
    let (short, rest) = values.split_at(at);
    html! {
        <fieldset class="facet" part="facet" key={field.clone()}>
            <legend>{ strings.field(field) }</legend>
            <ul>{ for short.iter().map(value) }</ul>
            <details hidden={rest.is_empty()}>
                <summary>{ fill(strings.more_values, &[&strings.number(rest.len() as u32)]) }</summary>
                <ul>{ for rest.iter().map(value) }</ul>
            </details>
        </fieldset>
    }
}

/// Draws the filters in force, each with its way out.
pub fn chips(strings: &Strings, listing: &Listing, on_action: &Callback<Action>) -> Html {
    let filters = &listing.filters;
    let values = filters.values.iter().map(|(field, value)| {
        let action = Action::ToggleFilter { field: field.clone(), value: value.clone() };
        (filter_name(strings, field, value), action)
    });
    let days = [(strings.since, filters.from), (strings.until, filters.to)];
    let days = days.iter().filter_map(|(name, date)| Some(fill(name, &[&strings.date((*date)?)])));
    let days = days.collect::<Vec<_>>().join(" · ");
    let days = (!days.is_empty()).then_some((days, Action::SetDates(None, None)));

    let chip = |(name, action): (String, Action)| {
        let label = fill(strings.remove_filter, &[&name]);
        let on_remove: Callback<MouseEvent> = ask(on_action, action);
        html! {
            <li key={name.clone()}>
                <button type="button" class="chip" part="chip" aria-label={label} onclick={on_remove}>
                    <span>{ name }</span><span aria-hidden="true">{ "✕" }</span>
                </button>
            </li>
        }
    };
    html! {
        <ul class="chips" aria-label={strings.active_filters} hidden={listing.filters.count() == 0}>
            { for values.chain(days).map(chip) }
        </ul>
    }
}

/// "Năm 2018"; a section speaks for itself.
pub fn filter_name(strings: &Strings, field: &str, value: &str) -> String {
    match field {
        "section" | "tag" => value.to_owned(),
        _ => [strings.field(field), " ", value].concat(),
    }
}
