//! The list of shortcuts.

use yew::prelude::*;

use super::quiet;
use crate::later::companion::{Act, Desk};
use crate::strings::later::LaterStrings;

/// Draws the list.
pub fn shortcuts(words: &LaterStrings, desk: &Desk) -> Html {
    let row = |(key, name): &(&'static str, &'static str)| {
        html! { <div key={*key}><dt><kbd>{ *key }</kbd></dt><dd>{ *name }</dd></div> }
    };
    html! {
        <section class="float shortcuts" tabindex="-1" aria-label={words.keys}>
            <h2>{ words.keys }</h2>
            <dl>{ for words.key_names.iter().map(row) }</dl>
            { quiet(words.close, desk.on(Act::Keys)) }
        </section>
    }
}
