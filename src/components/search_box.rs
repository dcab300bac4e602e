//! The search field.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::state::{Action, Deed};
use crate::strings::{Strings, fill};

/// Draws the search field with its clear button. `articles` is how many there are to search, `None`
/// while that is not known; `field` gets the input element, for focus; `below` stands below it.
pub fn search_box(
    strings: &Strings,
    query: &str,
    articles: Option<u32>,
    field: &NodeRef,
    below: Html,
    on_action: &Callback<Action>,
) -> Html {
    let placeholder = match articles {
        Some(count) => fill(strings.search_in, &[&strings.articles(count)]),
        None => strings.search_label.to_owned(),
    };
    let on_input = on_action.reform(|event: InputEvent| {
        let input = event.target().map(JsCast::unchecked_into::<HtmlInputElement>);
        Action::SetQuery(input.map(|input| input.value()).unwrap_or_default())
    });
    let on_clear = {
        let field = field.clone();
        on_action.reform(move |_: MouseEvent| {
            if let Some(input) = field.cast::<HtmlInputElement>() {
                let _ = input.focus();
            }
            Action::SetQuery(String::new())
        })
    };
    let on_submit = on_action.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::Do(Deed::Remember)
    });
    html! {
        <form class="search" role="search" onsubmit={on_submit}>
            <label class="hidden" for="query">{ strings.search_label }</label>
            <input
                ref={field} id="query" type="search" part="input" class="field" {placeholder}
                value={query.to_owned()} oninput={on_input} aria-describedby="hint"
                autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search" maxlength="512"
            />
            <span id="hint" class="hidden">{ strings.hint }</span>
            <button
                type="button" class="clear" aria-label={strings.clear} hidden={query.is_empty()}
                onclick={on_clear}
            >{ "✕" }</button>
            { below }
        </form>
    }
}
