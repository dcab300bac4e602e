//! One article, to be read.

use std::rc::Rc;

use docbao_bundle::Block;
use docbao_search::{Highlighter, Query};
use yew::prelude::*;

use super::blocks::{blocks, marked, outside, web_address};
use super::{ask, button, chip, quiet};
use crate::screen::Reading;
use crate::state::{Action, Deed};
use crate::strings::{Strings, fill};

/// Syllables that most people read in a minute.
const SYLLABLES_PER_MINUTE: u32 = 220;

/// Headings that make a table of contents worth its place.
const HEADINGS: usize = 3;

/// Properties of [`ArticleView`].
#[derive(Clone, Debug, Properties)]
pub struct ArticleViewProps {
    /// Words.
    pub strings: &'static Strings,
    /// The article.
    pub reading: Rc<Reading>,
    /// What was sought when it was opened.
    pub query: Query,
    /// The title, for focus.
    pub heading: NodeRef,
    /// The text, for the place in it.
    pub text: NodeRef,
    /// Where the visitor stopped reading it, in thousandths.
    pub resume: Option<u32>,
    /// What the visitor asks for.
    pub on_action: Callback<Action>,
}

/// The same article is the same piece of memory: nobody compares two texts word by word.
impl PartialEq for ArticleViewProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.reading, &other.reading)
            && self.query == other.query
            && self.resume == other.resume
            && self.strings.tag == other.strings.tag
    }
}

/// One article. All of it is in its own language, but for what we say of it.
#[component]
pub fn ArticleView(props: &ArticleViewProps) -> Html {
    let ArticleViewProps { strings, reading, query, heading, on_action, .. } = props;
    let article = &reading.article;
    let highlighter = Highlighter::new(query, article);
    let marker = |passage: &str| highlighter.marks(passage);
    let title = marked(&article.title, &marker(&article.title));
    let lead = article.lead.as_deref().unwrap_or_default();
    html! {
        <article class="article" part="article" lang={reading.lang.clone()}>
            <header>
                <p class="eyebrow" hidden={reading.row.section.is_empty()}>{ &reading.row.section }</p>
                <h1 ref={heading} tabindex="-1">{ title }</h1>
                { details(strings, reading) }
                { resume(strings, props.resume, on_action) }
                { contents(strings, &article.blocks, on_action) }
            </header>
            <div class="text" ref={&props.text}>
                <p class="lead" hidden={lead.is_empty()}>{ marked(lead, &marker(lead)) }</p>
                { blocks(&article.blocks, &reading.files, (strings, &reading.lang), &marker) }
            </div>
            <footer>
                { origin(strings, reading) }
                { tags(strings, reading, on_action) }
            </footer>
        </article>
    }
}

/// Date, place, author, reading time.
fn details(strings: &Strings, reading: &Reading) -> Html {
    let article = &reading.article;
    let day = article.published.map(|day| {
        html! { <time datetime={day.to_string()} lang={strings.tag}>{ strings.date(day) }</time> }
    });
    let dateline = article.dateline.as_ref().map(|line| line.text.clone());
    let byline = article.byline.as_ref().map(|byline| match byline.role.as_deref() {
        Some(role) if !role.is_empty() => fill(strings.by, &[&byline.name, role]),
        _ => byline.name.clone(),
    });
    let minutes = reading.row.syllables.div_ceil(SYLLABLES_PER_MINUTE).max(1);
    let time = fill(strings.reading_time, &[&strings.number(minutes)]);
    let time = html! { <span lang={strings.tag}>{ time }</span> };
    let texts = [dateline, byline].into_iter().flatten().filter(|text| !text.is_empty());
    let items = day.into_iter().chain(texts.map(Html::from)).chain([time]).enumerate();
    html! { <ul class="details">{ for items.map(|(at, item)| html! { <li key={at}>{ item }</li> }) }</ul> }
}

/// The way back to where the visitor stopped.
fn resume(strings: &Strings, at: Option<u32>, on_action: &Callback<Action>) -> Html {
    let label = fill(strings.resume, &[&strings.number(at.unwrap_or_default() / 10)]);
    html! {
        <p class="resume" lang={strings.tag} hidden={at.is_none()}>
            { button(&label, ask(on_action, Action::Do(Deed::Resume))) }
        </p>
    }
}

/// Headings as a table of contents.
fn contents(strings: &Strings, blocks: &[Block], on_action: &Callback<Action>) -> Html {
    let headings = blocks.iter().enumerate().filter_map(|(at, block)| match block {
        Block::Heading { level, text } => Some((at, *level, text.to_plain())),
        _ => None,
    });
    let entries = headings.map(|(at, level, text)| {
        let on_click = ask(on_action, Action::Do(Deed::GoToBlock(at)));
        html! {
            <li key={at} data-deeper={(level > 2).then_some("")}>
                { quiet(&text, on_click) }
            </li>
        }
    });
    let entries: Vec<Html> = entries.collect();
    html! {
        <details class="contents" hidden={entries.len() < HEADINGS}>
            <summary lang={strings.tag}>{ strings.contents }</summary>
            <ol>{ entries }</ol>
        </details>
    }
}

/// Where it stood first.
fn origin(strings: &Strings, reading: &Reading) -> Html {
    let source = reading.article.source.clone().unwrap_or_default();
    let web = source.url.as_deref().and_then(web_address);
    let address =
        web.filter(|address| address.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("http")));
    let name = source.name.filter(|name| !name.is_empty());
    let name = name.or_else(|| address.map(str::to_owned)).unwrap_or_default();
    let linked = match address {
        Some(href) => outside(href, name.clone().into()),
        None => name.clone().into(),
    };
    html! { <p class="source" hidden={name.is_empty()}><span lang={strings.tag}>{ strings.source }{ ": " }</span>{ linked }</p> }
}

/// Its tags, each a way to the list of what else has it.
fn tags(strings: &Strings, reading: &Reading, on_action: &Callback<Action>) -> Html {
    let tag = |tag: &String| {
        let on_click = ask(on_action, Action::ShowTag(tag.clone()));
        html! { <li key={tag.clone()} lang={reading.lang.clone()}>{ chip(tag, on_click) }</li> }
    };
    let tags = &reading.article.tags;
    html! {
        <ul class="chips" lang={strings.tag} aria-label={strings.tags} hidden={tags.is_empty()}>{ for tags.iter().map(tag) }</ul>
    }
}
