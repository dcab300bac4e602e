//! How the reader is laid out: the pieces in their places, and what stands there while there is nothing
//! to show.

use docbao_bundle::Month;
use yew::prelude::*;

use super::{App, Msg, strings};
use crate::components::article_view::ArticleView;
use crate::components::filters::filters;
use crate::components::notice::notice;
use crate::components::result_list::{ResultList, result_list};
use crate::components::search_box::search_box;
use crate::route::encode;
use crate::state::Action;
use crate::strings::{Strings, fill};
use crate::trouble::Trouble;

impl App {
    /// Draws the whole reader.
    pub(super) fn draw(&self, ctx: &Context<Self>) -> Html {
        let strings = strings(ctx);
        let on_action = ctx.link().callback(Msg::Act);
        let view = if self.state.article.is_some() { "article" } else { "list" };
        let edition = ctx.props().library.edition_now();
        let articles = edition.as_ref().map(|edition| edition.engine().manifest().articles);
        let title = edition.map(|edition| edition.engine().manifest().title.clone());
        html! {
            <div
                class="reader" part="reader" role="region" aria-label={title} lang={strings.tag} data-view={view}
                onkeydown={ctx.link().callback(Msg::Key)}
            >
                <div class="bar" hidden={self.screen.is_none() && self.trouble.is_some()}>
                    { search_box(strings, &self.state.listing.query, articles, &self.nodes.field, &on_action) }
                    { self.view_filters(strings, &on_action) }
                </div>
                <section class="list" aria-label={strings.results} aria-busy={self.screen.is_none().to_string()}>
                    { self.view_list(ctx, strings, &on_action) }
                </section>
                <section class="page" ref={&self.nodes.page}>{ self.view_page(ctx, strings, &on_action) }</section>
            </div>
        }
    }

    fn view_filters(&self, strings: &'static Strings, on_action: &Callback<Action>) -> Html {
        let listing = &self.state.listing;
        let active = listing.filters.count() as u32;
        let label = match active {
            0 => strings.filters.to_owned(),
            active => fill(strings.filters_active, &[&strings.number(active)]),
        };
        let on_toggle = on_action.reform(|_: MouseEvent| Action::ToggleFilters);
        let on_clear = on_action.reform(|_: MouseEvent| Action::ClearFilters);
        let facets = self.screen.as_ref().map_or(&[][..], |screen| &screen.facets);
        let done =
            self.screen.as_ref().map(|screen| strings.articles(screen.total)).unwrap_or_default();
        html! {
            <>
                <button
                    ref={&self.nodes.toggle} type="button" class="toggle"
                    aria-expanded={self.state.filters_open.to_string()} aria-controls="filters"
                    aria-label={label} onclick={&on_toggle}
                >
                    <span>{ strings.filters }</span>
                    <span class="badge" hidden={active == 0}>{ strings.number(active) }</span>
                </button>
                <div
                    id="filters" class="filters" part="filters" role="group" aria-label={strings.filters}
                    data-open={self.state.filters_open.to_string()}
                >
                    { filters(strings, facets, listing, on_action) }
                    <button type="button" class="quiet" hidden={active == 0} onclick={on_clear}>
                        { strings.clear_filters }
                    </button>
                    <button type="button" class="button done" onclick={on_toggle}>
                        { fill(strings.filters_done, &[&done]) }
                    </button>
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
            (Some(trouble), _) => self.view_trouble(ctx, trouble),
            (None, None) => html! { <p class="loading">{ strings.loading }</p> },
            (None, Some(screen)) => result_list(&ResultList {
                strings,
                screen,
                listing: &self.state.listing,
                open: self.state.article.as_deref(),
                href: &|id| self.href(ctx, id),
                list: &self.nodes.list,
                on_action,
                on_open: &ctx.link().callback(|(doc, id)| Msg::OpenCard(doc, id)),
                on_retry: &ctx.link().callback(|_| Msg::Retry),
            }),
        }
    }

    fn view_trouble(&self, ctx: &Context<Self>, trouble: &Trouble) -> Html {
        let strings = strings(ctx);
        let [what, cure] = strings.trouble(trouble);
        let on_retry = ctx.link().callback(|_| Msg::Retry);
        html! { <div role="alert">{ notice(&what, &cure, strings.retry, on_retry) }</div> }
    }

    fn view_page(
        &self,
        ctx: &Context<Self>,
        strings: &'static Strings,
        on_action: &Callback<Action>,
    ) -> Html {
        let on_back = on_action.reform(|_: MouseEvent| Action::Close);
        let back = match self.state.listing.query.trim() {
            "" => strings.back.to_owned(),
            query => fill(strings.back_to_query, &[query]),
        };
        let content = match (&self.state.article, &self.reading) {
            (None, _) => self.view_cover(ctx, strings),
            (Some(_), None) => {
                html! { <p class="loading" role="status">{ strings.loading_article }</p> }
            }
            (Some(_), Some(Ok(reading))) => html! {
                <ArticleView
                    {strings} reading={reading.clone()} query={self.sought()}
                    heading={&self.nodes.heading} {on_action}
                />
            },
            (Some(_), Some(Err(trouble))) => self.view_trouble(ctx, trouble),
        };
        html! {
            <>
                <div class="back" hidden={self.state.article.is_none()}>
                    <button type="button" class="quiet" onclick={on_back}>
                        <span aria-hidden="true">{ "‹ " }</span>{ back }
                    </button>
                </div>
                <div class="content">{ content }</div>
            </>
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
                <p class="name">{ &manifest.title }</p>
                <p>{ span }</p>
                <p>{ strings.choose }</p>
                <p>{ strings.hint }</p>
            </div>
        }
    }

    /// Address of an article by id: its own page if it has one, else a place in this page.
    fn href(&self, ctx: &Context<Self>, id: &str) -> String {
        match (ctx.props().options.link_base.as_str(), &self.history) {
            ("", Some(history)) => history.address_of(id),
            ("", None) => String::new(),
            (base, _) => [base, &encode(id)].concat(),
        }
    }
}
