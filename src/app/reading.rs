//! What goes on while an article is read: how far, and what of it the device keeps.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::{App, Coming, Msg, strings};
use crate::later::{self, Ours, Stage};
use crate::places::{KEPT_UNDER as PLACES, Place, Places};
use crate::screen::{Card, Reading};
use crate::settings::Settings;
use crate::suggestions::Sought;
use crate::web::device;
use crate::web::progress::{Progress, scroll_to};
use crate::web::{js, page};

/// Where the settings are kept: they hold for every library of a site.
const SETTINGS: &str = "docbao.settings";
/// Where what was sought in a library is kept, before its address.
const SOUGHT: &str = "docbao.sought ";

/// How far a visitor reads on before it is written down, in thousandths of a text.
const STRIDE: u32 = 10;

/// How an article is being read.
#[derive(Debug, Default)]
pub(super) struct Stand {
    places: Rc<RefCell<Places>>,
    sought: Sought,
    /// Where the open article was left the last time.
    pub(super) resume: Option<Place>,
    /// How far it is read, as last written down.
    at: u32,
    /// Where the place that is kept begins to be another one: who looks at the beginning again has not given up
    /// where they were.
    held: u32,
    /// What was said last.
    pub(super) said: String,
    /// Whether the visitor knows that nothing is kept.
    is_refusal_known: bool,
    _progress: Option<Progress>,
}

impl Stand {
    /// Takes up what the device has kept.
    pub(super) fn new(ctx: &Context<App>, text: &NodeRef) -> Self {
        let kept = |of: &str| device::kept(&key_of(ctx, of)).unwrap_or_default();
        Stand {
            places: Rc::new(RefCell::new(Places::parse(&kept(PLACES)))),
            sought: Sought::parse(&kept(SOUGHT)),
            _progress: Progress::new(text.clone(), ctx.link().callback(Msg::Scrolled)),
            ..Stand::default()
        }
    }

    /// The articles opened last.
    pub(super) fn places(&self) -> Ref<'_, Places> {
        self.places.borrow()
    }

    /// What was sought last.
    pub(super) fn sought(&self) -> &Sought {
        &self.sought
    }

    /// Begins with another article.
    pub(super) fn begin(&mut self, id: Option<&str>) {
        self.resume = id.and_then(|id| self.places.borrow().resume(id).cloned());
        self.held = self.resume.as_ref().map_or(0, |place| place.at);
        self.at = 0;
    }
}

/// The settings that the device has kept.
pub(super) fn kept_settings() -> Settings {
    Settings::parse(&device::kept(SETTINGS).unwrap_or_default())
}

fn key_of(ctx: &Context<App>, of: &str) -> String {
    [of, &ctx.props().options.src].concat()
}

impl App {
    pub(super) fn keep_settings(&mut self, ctx: &Context<Self>) {
        self.keep(ctx, SETTINGS, &self.state.settings.words());
    }

    /// Keeps a text on the device; where that cannot be done, says so once.
    fn keep(&mut self, ctx: &Context<Self>, key: &str, text: &str) {
        if !device::keep(key, text) && !self.stand.is_refusal_known {
            self.stand.is_refusal_known = true;
            strings(ctx).not_kept.clone_into(&mut self.stand.said);
        }
    }

    /// The visitor has read so far.
    pub(super) fn scrolled(&mut self, ctx: &Context<Self>, at: u32) {
        self.show_progress(at);
        let Some(Ok(reading)) = &self.reading else { return };
        if at >= self.stand.held && at.abs_diff(self.stand.at) >= STRIDE {
            (self.stand.at, self.stand.held) = (at, 0);
            let words = self.companion.as_ref().map(|companion| companion.words_in_sight());
            self.stand.places.borrow_mut().put(Place {
                id: reading.row.id.clone(),
                at,
                words: words.unwrap_or_default(),
                title: reading.row.title.clone(),
                lang: reading.lang.clone(),
            });
            self.keep_places(ctx);
        }
    }

    /// An article is open: also one that fits into the window has been seen.
    pub(super) fn remember_opened(
        &mut self,
        ctx: &Context<Self>,
        Reading { row, lang, .. }: &Reading,
    ) {
        self.stand.places.borrow_mut().open(&row.id, &row.title, lang);
        self.keep_places(ctx);
    }

    /// Nobody asked for this: where it cannot be kept there is nothing to say.
    fn keep_places(&self, ctx: &Context<Self>) {
        device::keep(&key_of(ctx, PLACES), &self.stand.places.borrow().to_text());
    }

    /// What is sought led to something.
    pub(super) fn remember_sought(&mut self, ctx: &Context<Self>) {
        if self.stand.sought.put(&self.state.listing.query) {
            device::keep(&key_of(ctx, SOUGHT), &self.stand.sought.to_text());
        }
    }

    pub(super) fn forget_sought(&mut self, ctx: &Context<Self>) {
        self.stand.sought = Sought::default();
        device::keep(&key_of(ctx, SOUGHT), "");
    }

    /// Not drawn: it changes with every step of the wheel.
    pub(super) fn show_progress(&self, at: u32) {
        let bar = self.nodes.progress.get();
        bar.iter().for_each(|bar| js::set(bar, "value", &at.into()));
    }

    /// Leads to where the visitor stopped reading.
    pub(super) fn resume(&mut self) {
        self.stand.held = 0;
        let (text, Some(place)) = (self.nodes.text.cast::<Element>(), &self.stand.resume) else {
            return;
        };
        let companion = self.companion.as_ref().filter(|_| !place.words.is_empty());
        // The text may have changed since, or be of another width.
        if !companion.is_some_and(|companion| companion.show_words(&place.words)) {
            text.iter().for_each(|text| scroll_to(text, place.at));
        }
    }

    /// Leads to a block of the text.
    pub(super) fn go_to_block(&self, at: usize) {
        let text = self.nodes.text.cast::<Element>();
        // The lead stands before the blocks.
        if let Some(block) = text.and_then(|text| text.children().item(at as u32 + 1)) {
            let _ = block.set_attribute("tabindex", "-1");
            block.scroll_into_view();
            page::focus(&block);
        }
    }

    /// What the companion works with.
    pub(super) fn stage(&self, ctx: &Context<Self>) -> Stage {
        let link = ctx.link();
        Stage {
            strings: Cell::new(strings(ctx)),
            places: self.stand.places.clone(),
            library: ctx.props().library.clone(),
            options: ctx.props().options.clone(),
            ours: self.history.as_ref().map(|history| Rc::new(history.addresses()) as Rc<Ours>),
            page: self.nodes.page.clone(),
            text: self.nodes.text.clone(),
            on_action: link.callback(Msg::Act),
            say: link.callback(Msg::Say),
            redraw: link.callback(|()| Msg::Redraw),
        }
    }

    /// The articles before and after the open one in the list.
    pub(super) fn neighbours(&self) -> [Option<&Card>; 2] {
        let cards = self.screen.as_ref().map_or(&[][..], |screen| &screen.cards);
        let is_open = |card: &std::rc::Rc<Card>| Some(&card.row.id) == self.state.article.as_ref();
        let Some(at) = cards.iter().position(is_open) else { return [None, None] };
        [at.checked_sub(1), Some(at + 1)].map(|at| Some(cards.get(at?)?.as_ref()))
    }

    /// Brings the second module, unless it is here, on its way, or known not to come.
    pub(super) fn want_later(&mut self, ctx: &Context<Self>) {
        if let Some(later) = later::now() {
            if self.companion.is_none() {
                let companion = later.companion(self.stage(ctx));
                if std::mem::take(&mut self.wants_keys) {
                    companion.key("?", true);
                }
                self.companion = Some(companion);
                self.accompany();
            }
        } else if self.later == Coming::Quiet {
            self.later = Coming::OnItsWay;
            let host = ctx.props().host.clone();
            ctx.link().send_future(async move { Msg::Later(host.bring_later().await) });
        }
    }
}
