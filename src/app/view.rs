//! How the reader is laid out: the pieces in their places, and what stands there while there is nothing
//! to show.

use docbao_bundle::Month;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::{App, Coming, Msg, strings};
use crate::components::article_view::ArticleView;
use crate::components::filters::filters;
use crate::components::histogram::histogram;
use crate::components::notice::notice;
use crate::components::result_list::{ResultList, result_list};
use crate::components::search_box::search_box;
use crate::components::suggest::suggest;
use crate::components::{ask, own, quiet};
use crate::later::{self, Later};
use crate::route::encode;
use crate::screen::Card;
use crate::state::{Action, Deed, Listing};
use crate::strings::{Strings, fill};
use crate::suggestions::{Known, suggestions};
use crate::timeline::Timeline;
use crate::trouble::Trouble;

impl App {
    /// Draws the whole reader.
    pub(super) fn draw(&self, ctx: &Context<Self>) -> Html {
        if !ctx.props().is_on {
            return Html::default();
        }
        let strings = strings(ctx);
        let on_action = ctx.link().callback(Msg::Act);
        let on_key = ctx.link().callback(|event: KeyboardEvent| {
            let target = event.composed_path().get(0).dyn_into().ok();
            Msg::Key(event, target)
        });
        let view = if self.state.is_list() { "list" } else { "article" };
        let edition = ctx.props().library.edition_now();
        let articles = edition.as_ref().map(|edition| edition.engine().manifest().articles);
        let title = edition.map(|edition| edition.engine().manifest().title.clone());
        html! {
            <div
                key={self.turn} class="reader" part="reader" data-look={self.state.settings.words()} role="region" aria-labelledby="name" lang={strings.tag} data-view={view}
                onkeydown={on_key}
            >
                <div class="bar" hidden={self.screen.is_none() && self.trouble.as_ref().is_some_and(|trouble| *trouble != Trouble::Incomplete)}>
                    { search_box(strings, &self.state.listing.query, articles, &self.nodes.field, self.view_suggestions(ctx, strings, &on_action), &on_action) }
                    { self.view_filters(ctx, strings, &on_action) }
                </div>
                <section class="list" tabindex="-1" aria-label={strings.results} aria-busy={self.screen.as_ref().is_none_or(|screen| screen.is_beginning).to_string()}>
                    { self.view_list(ctx, strings, &on_action) }
                </section>
                <section class="page" aria-label={strings.page} tabindex="-1" ref={&self.nodes.page}>{ self.view_page(ctx, strings, &on_action) }</section>
                // What names the whole is the library's, and not in our language.
                <span id="name" lang={self.lang(ctx)} hidden=true>{ title }</span>
                <div class="floats">
                    { for self.companion.iter().map(|companion| companion.bar()) }
                    <p class="said" role="status">{ &self.stand.said }</p>
                </div>
            </div>
        }
    }

    fn view_suggestions(
        &self,
        ctx: &Context<Self>,
        strings: &'static Strings,
        on_action: &Callback<Action>,
    ) -> Html {
        let screen = self.screen.as_ref();
        let places = self.stand.places();
        let known = Known { sought: self.stand.sought(), names: &self.names, places: &places };
        let cards = screen.into_iter().flat_map(|screen| &screen.cards);
        let listed = cards.map(|card| [&*card.row.id, &card.row.title, &card.row.lang]);
        let listing = &self.state.listing;
        let all = suggestions(&listing.query, known, listed);
        suggest(strings, &all, (listing, self.lang(ctx)), &self.nodes.field, on_action)
    }

    /// What the library is written in, for whatever is quoted from it among our own words.
    fn lang(&self, ctx: &Context<Self>) -> Option<AttrValue> {
        let edition = ctx.props().library.edition_now()?;
        Some(edition.engine().manifest().language.clone().into())
    }

    fn view_filters(
        &self,
        ctx: &Context<Self>,
        strings: &'static Strings,
        on_action: &Callback<Action>,
    ) -> Html {
        let listing = &self.state.listing;
        let active = listing.filters.count() as u32;
        let label = match active {
            0 => strings.filters.to_owned(),
            active => fill(strings.filters_active, &[&strings.number(active)]),
        };
        let on_toggle: Callback<MouseEvent> = ask(on_action, Action::ToggleFilters);
        let on_skip: Callback<MouseEvent> = ask(on_action, Action::Do(Deed::Skip));
        let facets = self.screen.as_ref().map_or(&[][..], |screen| &screen.facets);
        let edition = ctx.props().library.edition_now();
        let all = edition.map(|edition| edition.engine().manifest().months.clone());
        let found = self.screen.as_ref().map_or(&[][..], |screen| &screen.months);
        let timeline = Timeline::new(&all.unwrap_or_default(), found);
        let done =
            self.screen.as_ref().map(|screen| strings.articles(screen.total)).unwrap_or_default();
        html! {
            <>
                <button type="button" class="quiet skip" onclick={on_skip}>{ strings.skip }</button>
                <button
                    ref={&self.nodes.toggle} type="button" class="toggle"
                    aria-expanded={self.state.filters_open.to_string()} aria-controls="filters"
                    aria-label={label} onclick={&on_toggle}
                >
                    <span>{ strings.filters }</span>{ " " }
                    <span class="badge" hidden={active == 0}>{ strings.number(active) }</span>
                </button>
                <div
                    id="filters" class="filters" part="filters" role="group" aria-label={strings.filters}
                    data-open={self.state.filters_open.to_string()}
                >
                    { histogram(strings, &timeline, &listing.filters, on_action) }
                    { filters(strings, facets, (listing, self.lang(ctx)), &self.state.unfolded, on_action) }
                    <p hidden={active == 0}>
                        { quiet(strings.clear_filters, ask(on_action, Action::ClearFilters)) }
                    </p>
                    <button type="button" class="button done" onclick={on_toggle}>{ fill(strings.filters_done, &[&done]) }</button>
                </div>
            </>
        }
    }

    fn view_list(
        &self,
        ctx: &Context<Self>,
        strings: &'static Strings,
        on_action: &Callback<Action>,
    ) -> Html {
        match (&self.trouble, &self.screen) {
            (Some(trouble), _) => self.view_trouble(strings, trouble, on_action),
            (None, None) => html! { <p class="loading">{ strings.loading }</p> },
            (None, Some(screen)) => result_list(&ResultList {
                strings,
                screen,
                listing: &self.state.listing,
                open: self.state.article.as_deref(),
                href: &|id| self.href(ctx, id),
                list: &self.nodes.list,
                lang: self.lang(ctx),
                on_action,
            }),
        }
    }

    fn view_trouble(
        &self,
        strings: &'static Strings,
        trouble: &Trouble,
        on_action: &Callback<Action>,
    ) -> Html {
        let [what, cure] = strings.trouble(trouble);
        let notice = match trouble {
            // Asking again will not bring it back; its id often tells what it was about.
            Trouble::NoArticle { id } => {
                let words = words_of(id);
                let label = match words.as_str() {
                    "" => strings.drop_query.to_owned(),
                    words => fill(strings.look_for, &[words]),
                };
                notice(&what, cure.into(), &label, ask(on_action, Action::List(Listing::of(words))))
            }
            _ => notice(&what, cure.into(), strings.retry, ask(on_action, Action::Do(Deed::Retry))),
        };
        html! { <div role="alert">{ notice }</div> }
    }

    fn view_page(
        &self,
        ctx: &Context<Self>,
        strings: &'static Strings,
        on_action: &Callback<Action>,
    ) -> Html {
        let content = match (&self.state.article, &self.reading) {
            (None, _) if self.state.shelf_open => {
                let companion = self.companion.as_ref();
                self.view_later(strings, on_action, |_| {
                    companion.map(|companion| companion.shelf()).unwrap_or_default()
                })
            }
            (None, _) => self.view_cover(ctx, strings),
            (Some(_), None) => {
                html! { <p class="loading" role="status">{ strings.loading_article }</p> }
            }
            (Some(_), Some(Ok(reading))) => html! {
                <ArticleView
                    {strings} reading={reading.clone()} query={self.sought()}
                    heading={&self.nodes.heading} text={&self.nodes.text} resume={self.stand.resume.as_ref().map(|place| place.at)}
                    {on_action}
                />
            },
            (Some(_), Some(Err(trouble))) => self.view_trouble(strings, trouble, on_action),
        };
        html! {
            <>
                { self.view_tools(strings, on_action) }
                <div class="content">{ content }</div>
                <div class="foot" hidden={!matches!(self.reading, Some(Ok(_)))}>
                    { for self.companion.iter().map(|companion| companion.foot()) }
                </div>
                { self.view_neighbours(ctx, strings, on_action) }
            </>
        }
    }

    /// The way back, and what can be done with the article.
    fn view_tools(&self, strings: &'static Strings, on_action: &Callback<Action>) -> Html {
        let is_read = matches!(self.reading, Some(Ok(_)));
        let is_article = self.state.article.is_some();
        let back = match self.state.listing.query.trim() {
            _ if is_article && self.state.shelf_open => strings.shelf.to_owned(),
            "" => strings.back.to_owned(),
            query => fill(strings.back_to_query, &[query]),
        };
        let on_back = if is_article { Action::Close } else { Action::ToggleShelf };
        let back = ["‹ ", &back].concat();
        let is_open = self.state.settings_open;
        let on_toggle: Callback<MouseEvent> = ask(on_action, Action::ToggleSettings);
        html! {
            <div class="back">
                <p class="way" hidden={!is_article && !self.state.shelf_open}>
                    { quiet(&back, ask(on_action, on_back)) }
                </p>
                <div class="tools">
                    <div class="tools" hidden={!is_read}>
                        { for self.companion.iter().map(|companion| companion.tools()) }
                    </div>
                    <button
                        ref={&self.nodes.settings} type="button" class="tool" aria-label={strings.settings_label}
                        aria-expanded={is_open.to_string()} aria-controls="settings" onclick={on_toggle}
                    >{ "Aa" }</button>
                </div>
                <div id="settings" class="panel" role="group" aria-label={strings.settings_label} hidden={!is_open}>
                    { self.view_later(strings, on_action, |later| later.settings_panel(strings, &self.state.settings, on_action)) }
                </div>
                <progress
                    ref={&self.nodes.progress} max="1000" value="0" aria-label={strings.progress}
                    hidden={!is_read}
                />
            </div>
        }
    }

    /// What the second module draws, or how it stands with its coming.
    fn view_later(
        &self,
        strings: &'static Strings,
        on_action: &Callback<Action>,
        draw: impl FnOnce(&'static dyn Later) -> Html,
    ) -> Html {
        match (later::now(), &self.later) {
            (Some(later), _) => draw(later),
            (None, Coming::Failed) => self.view_trouble(strings, &later_missing(), on_action),
            (None, _) => html! { <p class="loading" role="status">{ strings.loading_part }</p> },
        }
    }

    /// The ways on to the articles beside this one in the list.
    fn view_neighbours(
        &self,
        ctx: &Context<Self>,
        strings: &'static Strings,
        on_action: &Callback<Action>,
    ) -> Html {
        let neighbours = self.neighbours();
        let lang = self.lang(ctx);
        let way = |(at, card): (usize, &Option<&Card>)| {
            let card = (*card)?;
            let on_click: Callback<MouseEvent> = ask(on_action, Action::Open(card.row.id.clone()));
            let name = if at == 0 { strings.previous } else { strings.next };
            Some(html! {
                <li key={at}>
                    <button type="button" class="neighbour" onclick={on_click}>
                        <span class="meta">{ name }</span>{ " " }<span class="title" lang={own(&card.row.lang, &lang)}>{ &card.row.title }</span>
                    </button>
                </li>
            })
        };
        html! {
            <nav class="neighbours" aria-label={strings.neighbours} hidden={neighbours == [None, None]}>
                <ul>{ for neighbours.iter().enumerate().filter_map(way) }</ul>
            </nav>
        }
    }

    /// What stands beside the list until an article is chosen.
    fn view_cover(&self, ctx: &Context<Self>, strings: &'static Strings) -> Html {
        let Some(edition) = ctx.props().library.edition_now() else { return Html::default() };
        let engine = edition.engine();
        let manifest = engine.manifest();
        let count = strings.articles(manifest.articles);
        let year_of =
            |month: Option<&(Month, u32)>| month.map(|(month, _)| month.year().to_string());
        let span = match (year_of(manifest.months.last()), year_of(manifest.months.first())) {
            (Some(first), Some(last)) if first != last => {
                fill(strings.from_to, &[&count, &first, &last])
            }
            _ => count,
        };
        html! {
            <div class="cover">
                <p class="name" lang={manifest.language.clone()}>{ &manifest.title }</p>
                <p>{ span }</p>
                <p>{ strings.choose }</p>
                <p>{ strings.hint }</p>
            </div>
        }
    }

    /// Address of an article by id: its own page if it has one, else a place in this page.
    pub(super) fn href(&self, ctx: &Context<Self>, id: &str) -> String {
        match (ctx.props().options.pages_of_host(), &self.history) {
            ("", Some(history)) => history.address_of(id),
            ("", None) => String::new(),
            (base, _) => [base, &encode(id)].concat(),
        }
    }
}

/// Where the second module cannot be had.
pub(super) fn later_missing() -> Trouble {
    Trouble::Unreachable { file: "docbao-reader_later.wasm".to_owned() }
}

/// An id as words to look for: `2019-11-do-son` → `do son`. Ids of the publisher's own making may have none.
fn words_of(id: &str) -> String {
    let words = id.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    words.split('-').collect::<Vec<_>>().join(" ")
}
