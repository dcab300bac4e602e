//! An article in the list: section and date, title, lines of the text.

use std::rc::Rc;

use docbao_bundle::manifest::DocId;
use yew::prelude::*;

use super::blocks::marked;
use crate::screen::Card;
use crate::strings::Strings;

/// Properties of [`ResultItem`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ResultItemProps {
    /// Words.
    pub strings: &'static Strings,
    /// The article.
    pub card: Rc<Card>,
    /// Address of the article; empty if it has none but the reader's memory.
    pub href: String,
    /// Whether it is the article being read.
    pub is_open: bool,
    /// The visitor wants to read it.
    pub on_open: Callback<(DocId, String)>,
}

/// An article in the list.
#[component]
pub fn ResultItem(props: &ResultItemProps) -> Html {
    let ResultItemProps { strings, card, href, is_open, on_open } = props;
    let doc = card.doc;
    let Some(row) = &card.row else {
        return html! { <li class="card" data-doc={doc.to_string()}><p>{ strings.row_missing }</p></li> };
    };
    let on_click = {
        let (id, on_open) = (row.id.clone(), on_open.clone());
        Callback::from(move |event: MouseEvent| {
            // A new tab or a download is the browser's business.
            if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
                return;
            }
            event.prevent_default();
            on_open.emit((doc, id.clone()));
        })
    };
    let title = marked(&row.title, &card.title_marks);
    let current = is_open.then_some("true");
    let opener = if href.is_empty() {
        // Without an address of its own an article is not a place to link to.
        html! { <button type="button" class="open" aria-current={current} onclick={on_click}>{ title }</button> }
    } else {
        html! { <a class="open" href={href.clone()} aria-current={current} onclick={on_click}>{ title }</a> }
    };
    let excerpt = card.excerpt.as_ref().map(|excerpt| marked(&excerpt.text, &excerpt.marks));
    html! {
        <li class="card" part="result" data-doc={doc.to_string()}>
            <p class="meta">
                <span hidden={row.section.is_empty()}>{ &row.section }</span>
                <span>{ for row.published.map(|day| html! { <time datetime={day.to_string()}>{ strings.date(day) }</time> }) }</span>
            </p>
            <h3 class="title">{ opener }</h3>
            <p class="excerpt">{ excerpt }</p>
        </li>
    }
}
