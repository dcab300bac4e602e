//! The page of what a visitor keeps: half-read articles, saved ones, passages with notes, and what was seen.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::keeping::{key, mark};
use super::{ask, button, quiet};
use crate::keeping::{Keeping, Mark};
use crate::later::companion::{Act, Desk};
use crate::places::{Place, Places};
use crate::route::encode;
use crate::state::Action;
use crate::strings::later::LaterStrings;
use crate::strings::{Strings, fill};

/// Articles seen lately that are listed.
const SEEN: usize = 20;

/// Draws the page.
pub fn shelf(
    words: &LaterStrings,
    strings: &Strings,
    (keeping, places): (&Keeping, &Places),
    removed: Option<&str>,
    (desk, on_action): (&Desk, &Callback<Action>),
) -> Html {
    let (whole, passages): (Vec<&Mark>, Vec<&Mark>) =
        keeping.marks.iter().partition(|mark| mark.is_bookmark());
    let open = |id: &str, title: &str, lang: &str| {
        let title = if title.is_empty() { id } else { title };
        let on_open: Callback<MouseEvent> = ask(on_action, Action::Open(id.to_owned()));
        // By its id the focus finds back.
        html! { <button type="button" class="way title" lang={desk.lang_or(lang)} data-id={encode(id)} onclick={on_open}>{ title.to_owned() }</button> }
    };
    let seen = |place: &Place| {
        let read = fill(words.read_so_far, &[&strings.number(place.at / 10)]);
        html! { <li key={place.id.clone()}>{ open(&place.id, &place.title, &place.lang) }<p class="meta" hidden={place.at == 0}>{ read }</p></li> }
    };
    let saved = |mark: &&Mark| {
        let on_remove = desk.on(Act::Remove((*mark).clone()));
        html! {
            <li key={key(mark)}>
                { open(&mark.article, &mark.title, &mark.lang) }
                <p class="actions">{ quiet(words.remove, on_remove) }</p>
            </li>
        }
    };
    let half: Vec<&Place> = places.half_read().collect();
    let others: Vec<&Place> = places.all().take(SEEN).collect();
    let is_empty = keeping.marks.is_empty() && others.is_empty();
    let on_file = {
        let desk = desk.clone();
        Callback::from(move |event: Event| {
            let input = event.target().map(JsCast::unchecked_into::<HtmlInputElement>);
            input.iter().for_each(|input| desk.import_from(input));
        })
    };
    html! {
        <div class="shelf">
            <h1 tabindex="-1">{ words.shelf }</h1>
            <p hidden={!is_empty}>{ words.shelf_empty }</p>
            <p class="undo" hidden={removed.is_none()}>{ removed }{ " " }{ quiet(words.undo, desk.on(Act::Undo)) }</p>
            <section hidden={half.is_empty()}><h2>{ words.half_read }</h2><ul>{ for half.iter().map(|place| seen(place)) }</ul></section>
            <section hidden={whole.is_empty()}><h2>{ words.saved_articles }</h2><ul>{ for whole.iter().map(saved) }</ul></section>
            <section hidden={passages.is_empty()}>
                <h2>{ words.passages }</h2>
                <ul>{ for passages.iter().map(|kept| mark(words, strings, kept, true, desk)) }</ul>
            </section>
            <section hidden={others.is_empty()}>
                <h2>{ words.seen }</h2>
                <ul>{ for others.iter().map(|place| seen(place)) }</ul>
                <p class="actions">{ quiet(words.forget_read, desk.on(Act::ForgetRead)) }</p>
            </section>
            <p class="actions">
                <span hidden={keeping.marks.is_empty()}>{ button(words.export_json, desk.on(Act::Export(true))) }</span>
                <span hidden={keeping.marks.is_empty()}>{ button(words.export_markdown, desk.on(Act::Export(false))) }</span>
                <label class="button file">
                    <input type="file" class="hidden" accept=".json,application/json" onchange={on_file} />{ words.import }
                </label>
            </p>
        </div>
    }
}
