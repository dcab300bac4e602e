//! The controls of the voice that reads aloud.

use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::button;
use crate::later::companion::{Act, Desk};
use crate::later::player::Player;
use crate::listening::{RATES, Voice};
use crate::strings::later::LaterStrings;

/// Draws the controls.
pub fn player(words: &LaterStrings, player: &Player, desk: &Desk) -> Html {
    let chosen = player.voice().map(|voice| voice.name).unwrap_or_default();
    let sign = |label: &'static str, sign: &'static str, act: Act| {
        let on_click: Callback<MouseEvent> = desk.on(act);
        html! { <button type="button" class="tool" aria-label={label} onclick={on_click}>{ sign }</button> }
    };
    let rate = |rate: &u32| {
        let name = format_rate(*rate);
        html! { <option key={*rate} value={rate.to_string()} selected={*rate == player.rate()}>{ name }</option> }
    };
    let voice = |voice: Voice| {
        html! { <option key={voice.name.clone()} value={voice.name.clone()} selected={voice.name == chosen}>{ voice.name.clone() }</option> }
    };
    let voices = player.voices();
    let is_speaking = player.is_speaking();
    let play = if is_speaking { words.pause } else { words.play };
    html! {
        <div class="float player" role="group" aria-label={words.player}>
            { sign(words.sentence_before, "‹", Act::Skip(-1)) }
            { button(play, desk.on(Act::Listen)) }
            { sign(words.sentence_after, "›", Act::Skip(1)) }
            <select aria-label={words.speed} onchange={chosen_value(desk, Desk::choose_rate)}>{ for RATES.iter().map(rate) }</select>
            <select aria-label={words.voice} hidden={voices.len() < 2} onchange={chosen_value(desk, Desk::choose_voice)}>{ for voices.into_iter().map(voice) }</select>
            { sign(words.stop, "✕", Act::Stop) }
        </div>
    }
}

/// "1,25×" would be read out differently by every screen reader: percent is not.
fn format_rate(rate: u32) -> String {
    [&rate.to_string(), " %"].concat()
}

fn chosen_value(desk: &Desk, choose: fn(&Desk, String)) -> Callback<Event> {
    let desk = desk.clone();
    Callback::from(move |event: Event| {
        let select = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>);
        choose(&desk, select.map(|select| select.value()).unwrap_or_default());
    })
}
