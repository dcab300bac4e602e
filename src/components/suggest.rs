//! Suggestions: one line of chips below the search field, which leaves the list in sight. They show while
//! one types; the style sheet sees to that.

use web_sys::Element;
use yew::prelude::*;

use super::{ask, own};
use crate::state::{Action, Deed, Listing};
use crate::strings::Strings;
use crate::suggestions::Suggestion;
use crate::web::page;

/// Draws the suggestions; `listing` is what they would change, `lang` what the library is
/// written in, `field` the search field.
pub fn suggest(
    strings: &Strings,
    all: &[Suggestion],
    (listing, lang): (&Listing, Option<AttrValue>),
    field: &NodeRef,
    on_action: &Callback<Action>,
) -> Html {
    // The field keeps the focus, and the line its place, until a tap has ended: some browsers give the focus
    // to no button.
    let on_down = Callback::from(|event: MouseEvent| event.prevent_default());
    // What was chosen is often no suggestion any more. Where an article or a filter comes, the focus goes on to it.
    let on_chosen = {
        let field = field.clone();
        Callback::from(move |_: MouseEvent| field.cast::<Element>().iter().for_each(page::focus))
    };
    let chip = |suggestion: &Suggestion| {
        let mut of_article = "";
        let (kind, name, count, action) = match suggestion {
            Suggestion::Query(query) => (strings.sought, query, 0, Action::SetQuery(query.clone())),
            Suggestion::Value(field, value, count) => {
                let mut filters = listing.filters.clone();
                filters.add(field, value);
                let narrowed = Listing { filters, sort: listing.sort, ..Listing::default() };
                (strings.field(field), value, *count, Action::List(narrowed))
            }
            Suggestion::Article(id, title, lang) => {
                of_article = lang;
                (strings.to_article, title, 0, Action::Open(id.clone()))
            }
        };
        let on_click: Callback<MouseEvent> = ask(on_action, action);
        html! {
            <li key={[kind, " ", name].concat()}>
                <button type="button" class="chip" part="chip" onclick={on_click}>
                    <span class="count">{ kind }</span><span class="name" lang={own(of_article, &lang)}>{ name }</span>
                    <span class="count" hidden={count == 0}>{ strings.number(count) }</span>
                </button>
            </li>
        }
    };
    let has_sought = matches!(all.first(), Some(Suggestion::Query(_)));
    let on_forget: Callback<MouseEvent> = ask(on_action, Action::Do(Deed::ForgetSought));
    html! {
        <ul class="suggest" aria-label={strings.suggestions} hidden={all.is_empty()} onmousedown={on_down} onclick={on_chosen}>
            { for all.iter().map(chip) }
            <li key="" hidden={!has_sought}>
                <button type="button" class="quiet" onclick={on_forget}>{ strings.forget_sought }</button>
            </li>
        </ul>
    }
}
