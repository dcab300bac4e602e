//! One sentence what happened, one what to do, one button.

use yew::prelude::*;

/// Draws a notice in the place of what cannot be shown. An empty `button` is left out.
pub fn notice(what: &str, cure: Html, button: &str, on_button: Callback<MouseEvent>) -> Html {
    html! {
        <div class="notice" part="notice">
            <p class="what">{ what }</p>
            <p>{ cure }</p>
            <button type="button" class="button" hidden={button.is_empty()} onclick={on_button}>
                { button.to_owned() }
            </button>
        </div>
    }
}
