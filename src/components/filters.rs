//! Facets: what the list can be narrowed by, with how much is left.

use std::rc::Rc;

use docbao_search::FacetCounts;
use yew::prelude::*;

use crate::state::{Action, Listing};
use crate::strings::{Strings, fill};

/// How many values of a facet show before the visitor asks for the rest.
const SHORT: usize = 7;

/// Properties of [`Filters`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct FiltersProps {
    /// Words.
    pub strings: &'static Strings,
    /// Facets with counts.
    pub facets: Rc<Vec<FacetCounts>>,
    /// What is in force.
    pub listing: Listing,
    /// What the visitor asks for.
    pub on_action: Callback<Action>,
}

/// All facets.
#[component]
pub fn Filters(props: &FiltersProps) -> Html {
    let FiltersProps { strings, facets, listing, on_action } = props;
    // A facet in which every article is alike narrows nothing.
    let useful = facets.iter().enumerate().filter(|(_, facet)| {
        facet.values.len() > 1 || listing.filters.values.contains_key(&facet.field)
    });
    let facet = |(index, facet): (usize, &FacetCounts)| {
        html! {
            <Facet key={facet.field.clone()} {strings} facets={facets.clone()} {index} listing={listing.clone()} {on_action} />
        }
    };
    html! { <>{ for useful.map(facet) }</> }
}

#[derive(Clone, PartialEq, Properties)]
struct FacetProps {
    strings: &'static Strings,
    facets: Rc<Vec<FacetCounts>>,
    /// Which of the facets this is.
    index: usize,
    listing: Listing,
    on_action: Callback<Action>,
}

#[component]
fn Facet(props: &FacetProps) -> Html {
    let FacetProps { strings, facets, index, listing, on_action } = props;
    let is_long = use_state_eq(|| false);
    let Some(FacetCounts { field, values }) = facets.get(*index) else { return Html::default() };
    let shown = values_to_show(field, values, listing, *is_long);
    let rest = values.len().saturating_sub(shown.len());

    let value = |(value, count): (&str, u32)| {
        let on_change = on_action.reform({
            let (field, value) = (field.clone(), value.to_owned());
            move |_: Event| Action::ToggleFilter { field: field.clone(), value: value.clone() }
        });
        html! {
            <li key={value.to_owned()}>
                <label class="value">
                    <input type="checkbox" checked={listing.has(field, value)} onchange={on_change} />
                    <span class="name">{ value }</span>
                    <span class="count">{ strings.number(count) }</span>
                </label>
            </li>
        }
    };
    let on_more = {
        let is_long = is_long.clone();
        move |_: MouseEvent| is_long.set(!*is_long)
    };
    let more = match rest {
        0 => strings.fewer_values.to_owned(),
        rest => fill(strings.more_values, &[&strings.number(rest as u32)]),
    };
    html! {
        <fieldset class="facet" part="facet">
            <legend>{ strings.field(field) }</legend>
            <ul>{ for shown.into_iter().map(value) }</ul>
            <button
                type="button" class="quiet" onclick={on_more} aria-expanded={is_long.to_string()}
                hidden={values.len() <= SHORT}
            >{ more }</button>
        </fieldset>
    }
}

/// The values of a facet that show, in the order of their counts; those in force always do.
fn values_to_show<'a>(
    field: &str,
    values: &'a [(String, u32)],
    listing: &'a Listing,
    is_long: bool,
) -> Vec<(&'a str, u32)> {
    let is_active = |value: &str| listing.has(field, value);
    let counted = values.iter().map(|(value, count)| (value.as_str(), *count)).enumerate();
    let mut shown: Vec<_> = counted
        .filter(|(at, (value, _))| is_long || *at < SHORT || is_active(value))
        .map(|(_, value)| value)
        .collect();
    let active = listing.filters.values.get(field).into_iter().flatten();
    for value in active {
        // In force, and matching nothing any more: it must be there to be taken away.
        if !shown.iter().any(|(known, _)| known == value) {
            shown.push((value, 0));
        }
    }
    shown
}

/// Properties of [`Chips`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ChipsProps {
    /// Words.
    pub strings: &'static Strings,
    /// What is in force.
    pub listing: Listing,
    /// What the visitor asks for.
    pub on_action: Callback<Action>,
}

/// The filters in force, each with its way out.
#[component]
pub fn Chips(props: &ChipsProps) -> Html {
    let ChipsProps { strings, listing, on_action } = props;
    let filters = &listing.filters;
    let values = filters.values.iter().flat_map(|(field, values)| {
        values.iter().map(move |value| {
            let action = Action::ToggleFilter { field: field.clone(), value: value.clone() };
            (filter_name(strings, field, value), action)
        })
    });
    let days = [(strings.since, filters.from), (strings.until, filters.to)];
    let days = days.iter().filter_map(|(name, date)| Some(fill(name, &[&strings.date((*date)?)])));
    let days: Vec<_> = days.collect();
    let days = (!days.is_empty()).then(|| (days.join(" · "), Action::ClearDates));

    let chip = |(name, action): (String, Action)| {
        let label = fill(strings.remove_filter, &[&name]);
        let on_remove = on_action.reform(move |_: MouseEvent| action.clone());
        html! {
            <li key={name.clone()}>
                <button type="button" class="chip" part="chip" aria-label={label} onclick={on_remove}>
                    <span>{ name }</span><span aria-hidden="true">{ "✕" }</span>
                </button>
            </li>
        }
    };
    html! {
        <ul class="chips" aria-label={strings.active_filters} hidden={listing.active_filters() == 0}>
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
