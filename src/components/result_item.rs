//! An article in the list: section and date, title, lines of the text.

use yew::prelude::*;

use super::blocks::marked;
use super::own;
use crate::screen::Card;
use crate::state::Action;
use crate::strings::Strings;

/// Draws an article in the list; `lang` is what the library is written in. An empty `href` means that it has no address of its own; `on_action`
/// is asked to open it.
pub fn result_item(
    (strings, lang): (&Strings, &Option<AttrValue>),
    card: &Card,
    href: &str,
    is_open: bool,
    on_action: &Callback<Action>,
) -> Html {
    let doc = card.doc;
    let row = &card.row;
    let on_click = {
        let (id, on_action) = (row.id.clone(), on_action.clone());
        Callback::from(move |event: MouseEvent| {
            // A new tab or a download is the browser's business.
            if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
                return;
            }
            event.prevent_default();
            on_action.emit(Action::Open(id.clone()));
        })
    };
    let title = marked(&row.title, &card.title_marks);
    let current = is_open.then_some("true");
    let opener = if href.is_empty() {
        // Without an address of its own an article is not a place to link to.
        html! { <button type="button" class="open" aria-current={current} onclick={on_click}>{ title }</button> }
    } else {
        html! { <a class="open" href={href.to_owned()} aria-current={current} onclick={on_click}>{ title }</a> }
    };
    let day = row.published.map(|day| (day.to_string(), strings.date(day)));
    let (datetime, day) = day.unwrap_or_default();
    let excerpt = card.excerpt.as_ref().map(|excerpt| marked(&excerpt.text, &excerpt.marks));
    html! {
        <li key={doc} lang={own(&row.lang, lang)} class="card" part="result" data-doc={doc.to_string()}>
            <p class="meta">
                <span hidden={row.section.is_empty()}>{ &row.section }</span>
                <time hidden={day.is_empty()} lang={strings.tag} {datetime}>{ day }</time>
            </p>
            <h3 class="title">{ opener }</h3>
            <p class="excerpt">{ excerpt }</p>
        </li>
    }
}
