//! Articles over time as a plot, with a handle and a field for each end of the time that is listed.

use docbao_bundle::Date;
use docbao_search::Filters;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::state::Action;
use crate::strings::{Strings, fill};
use crate::timeline::Timeline;
use crate::web::page;

/// Height of the plot, and width of a bar with the gap after it.
const HEIGHT: u32 = 48;
const STEP: u32 = 4;

/// Years before this one are on their way to another: the browser tells of each figure that is typed.
const FIRST_YEAR: u16 = 1000;

/// Draws the plot: faint bars for the library, before them bars for what was found. The handles are sliders: mouse, finger and arrow keys move them. Pulling over the bars
/// chooses what was pulled over, and the fields take days, whatever a bar stands for.
pub fn histogram(
    strings: &Strings,
    timeline: &Timeline,
    filters: &Filters,
    on_action: &Callback<Action>,
) -> Html {
    let chosen = timeline.chosen(filters);
    let [from, to] = chosen;
    let width = timeline.all.len() as u32 * STEP;
    let names = chosen.map(|at| timeline.name(at));
    // Each handle stands on an edge of a bar: the first on the left, the other on the right.
    let handle = |end: usize, label: &'static str| {
        let edges = (timeline.last() + 1).to_string();
        let edge = chosen[end] + end as u32;
        let (timeline, on_action) = (timeline.clone(), on_action.clone());
        let on_input = Callback::from(move |event: InputEvent| {
            let input = event.target().map(JsCast::unchecked_into::<HtmlInputElement>);
            // The browser keeps it between the first edge and the last.
            let edge = input.map_or(0, |input| input.value_as_number() as u32);
            let [from, to] = timeline.days(pulled(chosen, end, edge));
            on_action.emit(Action::SetDates(from, to));
        });
        html! {
            <input
                key={end} type="range" min="0" max={edges} value={edge.to_string()}
                aria-label={label} aria-valuetext={names[end].clone()} oninput={on_input}
            />
        }
    };
    let field = |end: usize, label: &'static str| {
        let days = [filters.from, filters.to];
        let on_action = on_action.clone();
        let on_change = Callback::from(move |event: Event| {
            let input = event.target().map(JsCast::unchecked_into::<HtmlInputElement>);
            let day = input.and_then(|input| input.value().parse::<Date>().ok());
            if day.is_none_or(|day| day.year() >= FIRST_YEAR) {
                let mut days = days;
                days[end] = day;
                on_action.emit(Action::SetDates(days[0], days[1]));
            }
        });
        let value = days[end].map(|day| day.to_string()).unwrap_or_default();
        html! {
            <label key={end}>
                <span>{ label }</span><input type="date" class="order" {value} onchange={on_change} />
            </label>
        }
    };
    let on_brush = {
        let (timeline, on_action) = (timeline.clone(), on_action.clone());
        Callback::from(move |event: PointerEvent| {
            let bars = timeline.last() + 1;
            if let Some([first, last]) = page::pulled_over(&event, bars) {
                let [from, to] = timeline.days([first, last]);
                on_action.emit(Action::SetDates(from, to));
            }
        })
    };
    html! {
        <fieldset class="facet time" part="histogram" hidden={timeline.all.len() < 2}>
            <legend>{ strings.time }</legend>
            <div class="plot">
                <svg viewBox={["0 0 ", &width.to_string(), " 48"].concat()} preserveAspectRatio="none" aria-hidden="true" onpointerdown={&on_brush} onpointermove={on_brush}>
                    <path class="all" d={bars(timeline, &timeline.all, &|_| true)} />
                    <path class="rest" d={bars(timeline, &timeline.found, &|at| at < from || at > to)} />
                    <path class="chosen" d={bars(timeline, &timeline.found, &|at| (from..=to).contains(&at))} />
                </svg>
                { handle(0, strings.from) }
                { handle(1, strings.to) }
            </div>
            <p class="count">{ fill(strings.span, &[&names[0], &names[1]]) }</p>
            <div class="days">{ field(0, strings.from) }{ field(1, strings.to) }</div>
        </fieldset>
    }
}

/// The bars chosen when one end is pulled to an edge: it stops at the other.
fn pulled(chosen: [u32; 2], end: usize, edge: u32) -> [u32; 2] {
    let [from, to] = chosen;
    match end {
        0 => [edge.min(to), to],
        _ => [from, edge.saturating_sub(1).max(from)],
    }
}

/// Bars at some places, as one shape. They grow with the root of what they stand for: what was found is seldom
/// a tenth of the library, and both are to be seen on one scale. The lowest that stands for anything can still be
/// seen.
fn bars(timeline: &Timeline, counts: &[u32], is_in: &dyn Fn(u32) -> bool) -> String {
    let highest = timeline.all.iter().copied().max().unwrap_or_default().max(1);
    let mut path = String::new();
    for (at, count) in counts.iter().enumerate() {
        let at = at as u32;
        if *count == 0 || !is_in(at) {
            continue;
        }
        let part = f64::from(*count) / f64::from(highest);
        let height = ((part.sqrt() * f64::from(HEIGHT)) as u32).max(2);
        let [x, height] = [at * STEP, height].map(|number| number.to_string());
        path.push_str(&["M", &x, " 48v-", &height, "h3v", &height, "z"].concat());
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_stops_at_the_other() {
        assert_eq!(pulled([3, 3], 0, 4), [3, 3], "the first does not push the last");
        assert_eq!(pulled([3, 3], 1, 2), [3, 3], "nor the last the first");
        assert_eq!(pulled([3, 6], 0, 99), [6, 6]);
        assert_eq!(pulled([3, 6], 0, 1), [1, 6]);
        assert_eq!(pulled([3, 6], 1, 5), [3, 4]);
        assert_eq!(pulled([0, 6], 1, 0), [0, 0]);
    }
}
