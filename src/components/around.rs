//! What leads on from an article: files to take along, what it mentions, and what is related to it.

use docbao_bundle::{Article, Attachment, Row};
use docbao_search::Filters;
use docbao_search::facet::DOCUMENT;
use yew::prelude::*;

use super::{ask, chip, own, way};
use crate::files::Files;
use crate::state::{Action, Listing};
use crate::strings::Strings;
use crate::strings::later::LaterStrings;

/// Chips of one kind that show at once; the rest is a step away.
const SHORT: usize = 8;

/// Draws the files of an article. `files` says where they are.
pub fn attachments(words: &LaterStrings, article: &Article, files: &Files) -> Html {
    let item = |(at, attachment): (usize, &Attachment)| {
        let Attachment { file, name, bytes } = attachment;
        let size = [" (", &size(*bytes, words.decimal), ")"].concat();
        let (link, missing) = match files.address(file) {
            Some(href) => (html! { <a {href} download={name.clone()}>{ name }</a> }, ""),
            // It was too large for a library in one file.
            None => (html! { <span>{ name }</span> }, words.not_carried),
        };
        html! { <li key={at}>{ link }<span class="meta">{ size }{ missing }</span></li> }
    };
    let items: Vec<Html> = article.attachments.iter().enumerate().map(item).collect();
    html! {
        <section class="attachments" aria-label={words.attachments} hidden={items.is_empty()}>
            <h2>{ words.attachments }</h2>
            <ul>{ items }</ul>
        </section>
    }
}

/// A length as visitors know it: "25 kB", "1,2 MB".
fn size(bytes: u32, decimal: &str) -> String {
    if bytes < 1_000_000 {
        return [&bytes.div_ceil(1000).to_string(), " kB"].concat();
    }
    let tenths = bytes.div_ceil(100_000);
    [&(tenths / 10).to_string(), decimal, &(tenths % 10).to_string(), " MB"].concat()
}

/// Draws what an article mentions. Each is a way to all articles that mention it.
pub fn mentions(
    words: &LaterStrings,
    (article, lang): (&Article, &str),
    on_action: &Callback<Action>,
) -> Html {
    let said = &article.mentions;
    let papers = said.documents.iter().map(|paper| {
        let name = match &paper.kind {
            Some(kind) => [kind, " ", &paper.number].concat(),
            None => paper.number.clone(),
        };
        (name, citing(&paper.number))
    });
    let named = |name: String| {
        let listing = naming(&name);
        (name, listing)
    };
    let groups: [(&str, Vec<(String, Listing)>); 4] = [
        (words.people, said.people.iter().map(|person| named(person.name.clone())).collect()),
        (words.organisations, said.organisations.iter().cloned().map(named).collect()),
        (words.places, said.places.iter().map(|place| named(place.full_name())).collect()),
        (words.documents, papers.collect()),
    ];
    let chip = |(name, listing): &(String, Listing)| {
        html! { <li key={name.clone()}>{ chip(name, ask(on_action, Action::List(listing.clone()))) }</li> }
    };
    let group = |(title, names): &(&'static str, Vec<(String, Listing)>)| {
        let (short, rest) = names.split_at(names.len().min(SHORT));
        html! {
            <div key={*title} class="group" hidden={names.is_empty()}>
                <h3>{ *title }</h3>
                <ul class="chips" lang={lang.to_owned()}>{ for short.iter().map(chip) }</ul>
                <details hidden={rest.is_empty()}>
                    <summary>{ ["+", &rest.len().to_string()].concat() }</summary>
                    <ul class="chips" lang={lang.to_owned()}>{ for rest.iter().map(chip) }</ul>
                </details>
            </div>
        }
    };
    html! {
        <section class="mentions" aria-label={words.mentions} hidden={groups.iter().all(|(_, names)| names.is_empty())}>
            <h2>{ words.mentions }</h2>
            { for groups.iter().map(group) }
        </section>
    }
}

/// All articles that name somebody or something.
fn naming(name: &str) -> Listing {
    Listing::of(["\"", &name.replace('"', " "), "\""].concat())
}

/// All articles that cite a paper, however they write it: "Chỉ thị 05-CT/TW", "Chỉ thị số 05-CT/TW". The library
/// has the numbers of all papers, whether it offers them to choose from or not.
fn citing(number: &str) -> Listing {
    let mut filters = Filters::default();
    filters.add(DOCUMENT, number);
    Listing { filters, ..Listing::default() }
}

/// Draws related articles.
pub fn related(
    words: &LaterStrings,
    strings: &Strings,
    (rows, lang): (&[Row], &Option<AttrValue>),
    on_action: &Callback<Action>,
) -> Html {
    let item = |row: &Row| {
        let day = row.published.map(|day| strings.date(day)).unwrap_or_default();
        html! {
            <li key={row.id.clone()} lang={own(&row.lang, lang)}>
                <div>{ way(&row.title, ask(on_action, Action::Open(row.id.clone()))) }</div>
                <p class="meta"><span hidden={row.section.is_empty()}>{ &row.section }</span><span hidden={day.is_empty()} lang={strings.tag}>{ day.clone() }</span></p>
            </li>
        }
    };
    html! {
        <section class="related" aria-label={words.related} hidden={rows.is_empty()}>
            <h2>{ words.related }</h2>
            <ul>{ for rows.iter().map(item) }</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_asked_for_by_its_number_and_others_by_their_names() {
        let listing = citing("05-CT/TW");
        assert!(listing.filters.has("document", "05-CT/TW"));
        assert_eq!(listing.query, "", "“Chỉ thị 05-CT/TW” is not how most write it");
        assert_eq!(naming("Nhà máy \"Z\"").query, "\"Nhà máy  Z \"");
    }
}
