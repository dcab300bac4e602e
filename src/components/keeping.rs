//! What a visitor keeps of the open article: the ways to keep it and pass it on, and the list of what is kept.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{quiet, tool};
use crate::keeping::Mark;
use crate::later::companion::{Act, Desk, Draft};
use crate::strings::Strings;
use crate::strings::later::LaterStrings;

/// Draws the tools: listen, save, share.
pub fn tools(words: &LaterStrings, is_saved: bool, can_listen: bool, desk: &Desk) -> Html {
    let (listen, save): (Callback<MouseEvent>, Callback<MouseEvent>) =
        (desk.on(Act::Listen), desk.on(Act::Save));
    html! {
        <>
            <button type="button" class="tool" hidden={!can_listen} onclick={listen}>{ words.listen }</button>
            <button type="button" class="tool" aria-pressed={is_saved.to_string()} onclick={save}>
                { if is_saved { words.saved } else { words.save } }
            </button>
            { tool(words.share, desk.on(Act::Share)) }
        </>
    }
}

/// Draws what can be done with the selected passage.
pub fn selection(words: &LaterStrings, desk: &Desk) -> Html {
    // A press on a button would take the selection away before the click.
    let keep_selection = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <div class="float actions" role="group" aria-label={words.selection} onmousedown={keep_selection}>
            { tool(words.mark, desk.on(Act::Mark)) }
            { tool(words.note, desk.on(Act::Note)) }
            { tool(words.copy_link, desk.on(Act::CopyLink)) }
            { tool(words.cite, desk.on(Act::Cite)) }
        </div>
    }
}

/// Draws the field for a note, while one is being written.
pub fn editor(
    words: &LaterStrings,
    (node, draft): (&NodeRef, Option<&Draft>),
    desk: &Desk,
) -> Html {
    let Some(draft) = draft else { return Html::default() };
    let text = draft.mark.as_ref().map(|mark| mark.note.clone()).unwrap_or_default();
    let save = desk.on::<()>(Act::SaveNote);
    let on_submit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        save.emit(());
    });
    let quote = draft.quote.as_ref().map(|quote| quote.exact.clone());
    let label = if quote.is_some() { words.note_label } else { words.article_note };
    // What it begins with, and no more: whatever else is drawn anew while somebody types must not put it back.
    // The field of another note is another field: what was typed into this one is not for it.
    let key = draft.mark.as_ref().map(key).unwrap_or_default();
    html! {
        <form class="float editor" {key} onsubmit={on_submit}>
            <blockquote lang={desk.lang_of_article()} hidden={quote.is_none()}>{ quote }</blockquote>
            <label class="hidden" for="note">{ label }</label>
            <textarea ref={node} id="note" data-new="" class="field" rows="3" maxlength="4000" placeholder={label} defaultvalue={text} />
            <div class="actions">
                <button type="submit" class="button">{ words.save_note }</button>
                { quiet(words.cancel, desk.on(Act::Cancel)) }
            </div>
        </form>
    }
}

/// Draws the marks of the open article, and the way to write about all of it, which needs no selection.
pub fn notes(
    words: &LaterStrings,
    strings: &Strings,
    marks: &[&Mark],
    removed: Option<&str>,
    desk: &Desk,
) -> Html {
    html! {
        <section class="notes" aria-label={words.notes}>
            <h2>{ words.notes }</h2>
            <p class="undo" hidden={removed.is_none()}>{ removed }{ " " }{ quiet(words.undo, desk.on(Act::Undo)) }</p>
            <ul>{ for marks.iter().map(|mark| self::mark(words, strings, mark, false, desk)) }</ul>
            <p>{ quiet(words.article_note, desk.on(Act::Note)) }</p>
        </section>
    }
}

/// Draws a mark with what can be done with it.
pub fn mark(
    words: &LaterStrings,
    strings: &Strings,
    mark: &Mark,
    with_title: bool,
    desk: &Desk,
) -> Html {
    let day = mark.created.get(..10).and_then(|day| day.parse().ok());
    let day = day.map(|day| strings.date(day)).unwrap_or_default();
    let quote = mark.quote.as_ref().map(|quote| quote.exact.clone());
    let go = if quote.is_some() { words.go_there } else { words.go_to_article };
    let lang = if with_title { desk.lang_or(&mark.lang) } else { desk.lang_of_article() };
    html! {
        <li key={key(mark)} class="mark">
            <p class="title" lang={lang.clone()} hidden={!with_title}>{ &mark.title }</p>
            <p class="meta"><time>{ day }</time></p>
            <blockquote {lang} hidden={quote.is_none()}>{ quote.clone() }</blockquote>
            <p class="note" hidden={mark.note.is_empty()}>{ &mark.note }</p>
            <p class="actions">
                <span hidden={!with_title && quote.is_none()}>{ quiet(go, desk.on(Act::GoTo(mark.clone()))) }</span>
                <span hidden={with_title}>{ quiet(words.edit, desk.on(Act::Edit(mark.clone()))) }</span>
                { quiet(words.remove, desk.on(Act::Remove(mark.clone()))) }
            </p>
        </li>
    }
}

/// What tells a mark from others where they are drawn.
pub fn key(mark: &Mark) -> String {
    let quote = mark.quote.as_ref().map(|quote| [&*quote.prefix, &quote.exact].concat());
    [&*mark.created, &mark.article, quote.as_deref().unwrap_or(&mark.note)].join(" ")
}

/// What a field holds.
pub fn value(node: &NodeRef) -> String {
    node.cast::<HtmlTextAreaElement>()
        .map(|field| field.value().trim().to_owned())
        .unwrap_or_default()
}
