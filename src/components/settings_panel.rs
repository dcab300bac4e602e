//! The choices of how to read.

use yew::prelude::*;

use super::{ask, quiet};
use crate::settings::Settings;
use crate::state::Action;
use crate::strings::Strings;

/// Draws every aspect with its choices.
pub fn settings_panel(
    strings: &Strings,
    settings: &Settings,
    on_action: &Callback<Action>,
) -> Html {
    let words = strings.later();
    let aspects = words.settings.iter().enumerate().map(|(aspect, (name, choices))| {
        let choice = |(choice, label): (usize, &&'static str)| {
            let on_change: Callback<Event> = ask(on_action, Action::Choose(aspect, choice));
            html! {
                <label key={choice} class="choice">
                    <input
                        type="radio" name={aspect.to_string()} checked={settings.chosen(aspect) == choice}
                        onchange={on_change}
                    />
                    <span>{ *label }</span>
                </label>
            }
        };
        html! {
            <fieldset key={aspect} class="facet">
                <legend>{ *name }</legend>
                <div class="choices">{ for choices.iter().enumerate().map(choice) }</div>
            </fieldset>
        }
    });
    html! {
        <>
            { for aspects }
            { quiet(words.reset_settings, ask(on_action, Action::ResetSettings)) }
        </>
    }
}
