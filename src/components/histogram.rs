//! Articles over time as a plot, with a handle for each end of the time that is listed.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::state::Action;
use crate::strings::{Strings, fill};
use crate::timeline::Timeline;

/// Height of the plot, and width of a bar with the gap after it.
const HEIGHT: u32 = 48;
const STEP: u32 = 4;

/// Draws the plot. The handles are sliders: mouse, finger and arrow keys move them.
pub fn histogram(
    strings: &Strings,
    timeline: &Timeline,
    chosen: [u32; 2],
    on_action: &Callback<Action>,
) -> Html {
    let [from, to] = chosen;
    let width = timeline.bars.len() as u32 * STEP;
    let names = chosen.map(|at| timeline.name(at));
    // Each handle stands on an edge of a bar: the first on the left, the other on the right.
    let handle = |end: usize, label: &'static str| {
        let edges = (timeline.last() + 1).to_string();
        let edge = chosen[end] + end as u32;
        let (timeline, on_action) = (timeline.clone(), on_action.clone());
        let on_input = Callback::from(move |event: InputEvent| {
            let input = event.target().map(JsCast::unchecked_into::<HtmlInputElement>);
            let mut ends = chosen;
            // The browser keeps it between the first edge and the last.
            let edge = input.map_or(0, |input| input.value_as_number() as u32);
            ends[end] = edge.saturating_sub(end as u32).min(timeline.last());
            let [from, to] = timeline.days(ends);
            on_action.emit(Action::SetDates(from, to));
        });
        html! {
            <input
                key={end} type="range" min="0" max={edges} value={edge.to_string()}
                aria-label={label} aria-valuetext={names[end].clone()} oninput={on_input}
            />
        }
    };
    html! {
        <fieldset class="facet time" part="histogram" hidden={timeline.bars.len() < 2}>
            <legend>{ strings.time }</legend>
            <div class="plot">
                <svg viewBox={["0 0 ", &width.to_string(), " 48"].concat()} preserveAspectRatio="none" aria-hidden="true">
                    <path class="rest" d={bars(timeline, |at| at < from || at > to)} />
                    <path class="chosen" d={bars(timeline, |at| (from..=to).contains(&at))} />
                </svg>
                { handle(0, strings.from) }
                { handle(1, strings.to) }
            </div>
            <p class="count">{ fill(strings.span, &[&names[0], &names[1]]) }</p>
        </fieldset>
    }
}

/// The bars at some places, as one shape. The lowest that stands for anything can still be seen.
fn bars(timeline: &Timeline, is_in: impl Fn(u32) -> bool) -> String {
    let highest = timeline.bars.iter().copied().max().unwrap_or_default().max(1);
    let mut path = String::new();
    for (at, count) in timeline.bars.iter().enumerate() {
        let at = at as u32;
        if *count == 0 || !is_in(at) {
            continue;
        }
        let height = (u64::from(*count) * u64::from(HEIGHT)).div_ceil(u64::from(highest)).max(2);
        let [x, height] = [u64::from(at * STEP), height].map(|number| number.to_string());
        path.push_str(&["M", &x, " 48v-", &height, "h3v", &height, "z"].concat());
    }
    path
}
