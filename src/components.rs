//! The pieces of the screen, in the order the eye meets them. They receive data and callbacks and
//! keep no copy of either.

use yew::prelude::*;

use crate::state::Action;

pub mod search_box;

pub mod suggest;

pub mod filters;

pub mod histogram;

pub mod result_list;

pub mod result_item;

pub mod article_view;

pub mod blocks;

pub mod settings_panel;

pub mod keeping;

pub mod around;

pub mod player;

pub mod shelf;

pub mod shortcuts;

pub mod notice;

/// Asks for `action` whatever happens. Each closure of its own would be half a kilobyte of wasm.
pub(crate) fn ask<E: 'static>(on_action: &Callback<Action>, action: Action) -> Callback<E> {
    on_action.reform(move |_| action.clone())
}

/// The language of a text: its own, if it has one, else that of the library.
#[inline(never)]
pub(crate) fn own(lang: &str, of_library: &Option<AttrValue>) -> Option<AttrValue> {
    if lang.is_empty() { of_library.clone() } else { Some(lang.to_owned().into()) }
}

/// Draws buttons: a function for each look that many have. What `html!` makes of an element is half a kilobyte
/// of wasm wherever it stands, and a class that is no literal would bring Yew's `Classes`: 2 KB.
macro_rules! buttons {
    ($($name:ident: $class:tt),*) => {$(
        #[inline(never)]
        pub(crate) fn $name(words: &str, on_click: Callback<MouseEvent>) -> Html {
            html! { <button type="button" class=$class onclick={on_click}>{ words }</button> }
        }
    )*};
}

buttons! { button: "button", quiet: "quiet", chip: "chip", tool: "tool", way: "way title" }
