//! The root component: holds what the visitor asked for, asks the library, and lays both out.

mod asking;
mod following;
mod keys;
mod reading;
mod view;

use std::rc::Rc;

use docbao_bundle::manifest::DocId;
use docbao_search::Query;
use web_sys::Element;
use yew::html::Scope;
use yew::prelude::*;

use crate::later::{self, Companion};
use crate::options::Options;
use crate::route::Route;
use crate::screen::{Reading, Screen};
use crate::state::{Action, Deed, State};
use crate::strings::{Strings, fill};
use crate::suggestions::Names;
use crate::trouble::Trouble;
use crate::web::history::{History, Step};
use crate::web::host::{self, Host};
use crate::web::visible::Watch;
use crate::web::{Library, page};
use following::After;
use reading::Stand;

/// Properties of [`App`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// What the host page chose.
    pub options: Rc<Options>,
    /// The library.
    pub library: Library,
    /// The element.
    pub host: Host,
    /// Whether there is an element at all: between two of them nothing is shown or asked.
    pub is_on: bool,
}

/// What happens to the reader.
#[derive(Debug)]
pub enum Msg {
    /// Somebody asks for something.
    Act(Action),
    /// The address bar leads to another place; `None`: only away from what lies over the list.
    Moved(Option<Route>),
    /// An answer to question number `.0` has come.
    Found(u32, Result<Screen, Trouble>),
    /// Nothing was asked since question number `.0`, which was answered with the beginning of the list.
    Whole(u32),
    /// These cards are in sight.
    Visible(Vec<DocId>),
    /// Texts have come.
    Texts,
    /// The host page opens an article that it has waited for.
    Opened(Reading),
    /// Article number `.0` to be opened has come.
    Read(u32, Result<Reading, Trouble>),
    /// The visitor has read so many thousandths of the open article.
    Scrolled(u32),
    /// Tell the visitor.
    Say(String),
    /// What is to be drawn became known while drawing.
    Redraw,
    /// The second module has come, or cannot.
    Later(bool),
    /// A key was pressed on an element. Which one is asked at once: later the event does not know it.
    Key(KeyboardEvent, Option<Element>),
}

/// How the second module stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coming {
    /// Nobody wanted it yet; or it is here.
    Quiet,
    OnItsWay,
    Failed,
}

/// The reader.
#[derive(Debug)]
pub struct App {
    state: State,
    history: Option<History>,
    /// The list on the screen: the last answer, until a newer one stands.
    screen: Option<Screen>,
    /// What the library can be narrowed to, and whether all of it is known: what a query has found names less.
    names: Names,
    has_all_names: bool,
    /// Why there is no list.
    trouble: Option<Trouble>,
    /// The article on the screen, or why it is not.
    reading: Option<Result<Rc<Reading>, Trouble>>,
    /// Number of the last question; answers to earlier ones are late. It goes on counting from one
    /// element to the next.
    questions: u32,
    /// Number of the last article opened; it goes on counting too.
    openings: u32,
    /// The number that questions began with: nothing that is drawn lasts from one element to the next.
    turn: u32,
    is_ready: bool,
    /// What the next drawing is followed by.
    after_drawing: After,
    /// Where the page stood when the list was left, and the id of the article closed last since then.
    left_list_at: f64,
    closed: Option<String>,
    /// The list whose cards are being watched.
    watch: Option<Watch>,
    stand: Stand,
    later: Coming,
    companion: Option<Box<dyn Companion>>,
    /// The shortcuts are to be listed as soon as that can be done.
    wants_keys: bool,
    /// The passage that the address leads to.
    passage: Option<String>,
    nodes: Nodes,
}

#[derive(Debug, Default)]
struct Nodes {
    field: NodeRef,
    toggle: NodeRef,
    list: NodeRef,
    page: NodeRef,
    heading: NodeRef,
    text: NodeRef,
    progress: NodeRef,
    settings: NodeRef,
}

impl Component for App {
    type Message = Msg;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        App::begin(ctx, 0, 0)
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &AppProps) -> bool {
        if ctx.props().library != old.library {
            // It gives its key in the address back, which may be wanted again.
            self.history = None;
            *self = App::begin(ctx, self.questions + 1, self.openings + 1);
            return true;
        }
        let (now, before) = (&ctx.props().options.start, &old.options.start);
        if let Some(companion) = &self.companion {
            companion.speak(strings(ctx));
        }
        if now.query != before.query {
            self.act(ctx, Action::SetQuery(now.query.clone()));
        }
        if now.filters != before.filters {
            self.act(ctx, Action::SetFilters(now.filters.clone()));
        }
        if now.article != before.article {
            let action = now.article.clone().map_or(Action::Close, Action::Open);
            self.act(ctx, action);
        }
        if ctx.props().options.page_size != old.options.page_size {
            self.ask(ctx, false);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Act(action) => self.act(ctx, action),
            Msg::Moved(None) => self.act(ctx, Action::Uncover),
            Msg::Moved(Some(route)) => {
                self.passage = route.passage.clone();
                self.act(ctx, Action::Go(route));
            }
            Msg::Found(question, _) if question != self.questions => return false,
            Msg::Whole(question) if question != self.questions => return false,
            Msg::Whole(_) => self.answer(ctx, 0),
            Msg::Found(_, Ok(screen)) => self.show(ctx, screen),
            Msg::Found(_, Err(trouble)) => self.fail(ctx, trouble),
            Msg::Visible(docs) => {
                self.fetch_texts(ctx, &docs);
                return false;
            }
            Msg::Texts => self.take_texts(ctx),
            Msg::Opened(reading) => {
                self.act(ctx, Action::Open(reading.row.id.clone()));
                // What was set off to be read is at hand.
                self.openings += 1;
                self.take_reading(ctx, reading);
            }
            Msg::Read(opening, _) if opening != self.openings => return false,
            Msg::Read(_, Ok(reading)) => {
                self.take_reading(ctx, reading);
            }
            Msg::Read(_, Err(trouble)) => {
                self.tell(ctx, &trouble);
                self.reading = Some(Err(trouble));
            }
            Msg::Scrolled(at) => {
                self.scrolled(ctx, at);
                return false;
            }
            Msg::Say(said) => self.stand.said = said,
            Msg::Redraw => {}
            Msg::Later(has_come) => {
                self.later = if has_come { Coming::Quiet } else { Coming::Failed };
                if !has_come {
                    let missing = view::later_missing();
                    self.tell(ctx, &missing);
                    if std::mem::take(&mut self.wants_keys) {
                        [self.stand.said, _] = strings(ctx).trouble(&missing);
                    }
                }
                self.want_later(ctx);
            }
            Msg::Key(event, target) => return self.key(ctx, &event, target.as_ref()),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.draw(ctx)
    }

    fn rendered(&mut self, ctx: &Context<Self>, _is_first: bool) {
        if !self.is_ready && self.screen.is_some() {
            self.is_ready = true;
            ctx.props().host.ready();
            self.prepare(ctx);
            if self.screen.as_ref().is_some_and(|screen| !screen.complete) {
                self.tell(ctx, &Trouble::Incomplete);
            }
            if let Some(Err(trouble)) = &self.reading {
                self.tell(ctx, trouble);
            }
            if self.later == Coming::Failed {
                self.tell(ctx, &view::later_missing());
            }
        }
        self.follow();
        let page = self.nodes.page.cast::<Element>();
        if let (Some(later), Some(page)) = (later::now(), &page) {
            later.dress(page);
        }
        if let Some(companion) = &self.companion {
            companion.drawn();
        }
        if self.watch.is_none()
            && let Some(list) = self.nodes.list.cast::<Element>()
        {
            self.watch = Watch::new(&list, ctx.link().callback(Msg::Visible));
        }
    }
}

impl App {
    /// Begins with an element, after another one or as the first.
    fn begin(ctx: &Context<Self>, questions: u32, openings: u32) -> Self {
        let options = &ctx.props().options;
        let on_move = ctx.link().callback(Msg::Moved);
        let history = History::new(options, on_move);
        let is_refused = history.is_none() && options.routing != Default::default();
        if is_refused {
            host::warn(&fill(options.lang.strings().key_taken, &[&options.route_key]));
        }
        let mut passage = None;
        let mut state = State::new(&options.start);
        state.settings = reading::kept_settings();
        if let Some(route) = history.as_ref().and_then(History::read) {
            passage = route.passage.clone();
            state.apply(Action::Go(route));
        }
        let nodes = Nodes::default();
        let mut app = App {
            state,
            history,
            screen: None,
            names: Names::default(),
            has_all_names: false,
            trouble: None,
            reading: None,
            questions,
            openings,
            turn: questions,
            is_ready: false,
            after_drawing: After::Nothing,
            left_list_at: 0.0,
            closed: None,
            watch: None,
            stand: Stand::new(ctx, &nodes.text),
            later: Coming::Quiet,
            companion: None,
            wants_keys: false,
            passage,
            nodes,
        };
        if ctx.props().is_on {
            app.ask(ctx, false);
            app.read(ctx);
            if app.state.shelf_open {
                app.want_later(ctx);
            }
        }
        app
    }

    /// Gives what tells whether the visitor has opened or closed an article since: then nobody waits any more for
    /// what was asked for now. What an element begins with meanwhile is no move of theirs.
    pub(crate) fn moves(link: &Scope<Self>) -> impl Fn() -> bool + 'static {
        let link = link.clone();
        let standing = move || link.get_component().map(|app| (app.turn, app.openings));
        let before = standing();
        move || match (before, standing()) {
            (Some(before), Some(now)) => before.0 == now.0 && before != now,
            _ => false,
        }
    }

    /// Does what was asked, and all that follows from it.
    fn act(&mut self, ctx: &Context<Self>, action: Action) {
        let comes_from_address = matches!(action, Action::Go(..) | Action::Uncover);
        // The address follows after what was done, and what was said of that still holds.
        if !comes_from_address {
            self.stand.said.clear();
        }
        if let Action::Do(deed) = action {
            return self.do_deed(ctx, deed);
        }
        let before = self.state.clone();
        let cards = self.screen.as_ref().map_or(0, |screen| screen.cards.len());
        if matches!(action, Action::ShowMore) {
            self.after_drawing = After::ContinueList(cards);
        }
        let is_another_list = matches!(action, Action::List(_));
        let is_typed = self.is_ready && matches!(action, Action::SetQuery(_));
        if is_typed {
            // What is found stands at the top of a list that may have been scrolled.
            let summary = self.list().and_then(|list| list.query_selector(".summary").ok()?);
            summary.iter().for_each(page::show_top);
        }
        self.state.apply(action);
        let is_opened = self.state.article.is_some() && self.state.article != before.article;
        let is_closed = self.state.article.is_none() && before.article.is_some();
        let (was_list, is_list) = (before.is_list(), self.state.is_list());
        if before.filters_open && !self.state.filters_open {
            // What was focused in the sheet goes out of sight with it.
            self.nodes.toggle.cast::<Element>().iter().for_each(page::focus);
        }
        if before.settings_open && !self.state.settings_open {
            self.nodes.settings.cast::<Element>().iter().for_each(page::focus);
        }
        if self.state.settings != before.settings {
            self.keep_settings(ctx);
        }
        if is_opened || self.state.settings_open || self.state.shelf_open {
            self.want_later(ctx);
        }
        if was_list && !is_list {
            self.left_list_at = page::scroll_position();
            self.closed = None;
        }
        if is_opened {
            self.remember_sought(ctx);
            self.after_drawing = After::BeginArticle;
            self.read(ctx);
        }
        if is_closed {
            self.openings += 1;
            self.reading = None;
            self.closed = before.article.clone();
            self.accompany();
        }
        if self.state.shelf_open != before.shelf_open {
            self.closed = None;
        }
        if !was_list && !is_opened {
            let is_other = self.state.listing != before.listing && !comes_from_address;
            self.after_drawing = match is_list {
                true if is_other => After::ShowList,
                true => After::ReturnToList,
                false if is_closed => After::ShowShelf,
                false => self.after_drawing,
            };
        } else if self.state.shelf_open && !before.shelf_open {
            self.after_drawing = After::ShowShelf;
        }
        if is_another_list {
            self.after_drawing = After::ShowList;
        }
        if self.state.listing != before.listing || self.state.more_pages != before.more_pages {
            self.ask(ctx, is_typed);
        }
        if let Some(history) = self.history.as_ref().filter(|_| !comes_from_address) {
            let route = self.state.route();
            let (was_covered, is_covered) = (before.is_covered(), self.state.is_covered());
            let is_laid_over = is_covered && !was_covered;
            // What is laid over the list is a step of its own: the one before it says nothing of that.
            let shelf_open = route.shelf_open && !is_laid_over;
            let below = Route { shelf_open, ..route.clone() };
            match (is_opened, is_closed) {
                (true, _) => history.take(Step::Open(below, before.article.is_none())),
                // What is laid over the list is a step on, and below what is taken away along with the
                // article is not the list: neither is one step back.
                (_, true) if was_covered == is_covered => history.take(Step::Close(below)),
                _ if is_typed => history.take(Step::ReplaceSoon(below)),
                _ => history.take(Step::Replace(below)),
            }
            if is_laid_over {
                history.take(Step::Cover);
                history.take(Step::Replace(route));
            } else if was_covered && !is_covered {
                history.take(Step::Uncover);
            }
        }
    }

    fn do_deed(&mut self, ctx: &Context<Self>, deed: Deed) {
        match deed {
            Deed::Retry => {
                if let Some(edition) = ctx.props().library.edition_now() {
                    edition.retry();
                }
                self.trouble = None;
                if self.later == Coming::Failed {
                    self.later = Coming::Quiet;
                    self.want_later(ctx);
                }
                self.ask(ctx, false);
                if matches!(self.reading, Some(Err(_))) {
                    self.read(ctx);
                }
            }
            Deed::GoToBlock(at) => self.go_to_block(at),
            Deed::Resume => self.resume(),
            Deed::Remember => self.remember_sought(ctx),
            Deed::ForgetSought => self.forget_sought(ctx),
            Deed::Skip => self.list().iter().for_each(page::focus),
            Deed::Seek => self.nodes.field.cast::<Element>().iter().for_each(page::focus),
        }
    }

    /// Shows an article that has come.
    fn take_reading(&mut self, ctx: &Context<Self>, reading: Reading) {
        ctx.props().host.opened(&reading.row.id);
        self.remember_opened(ctx, &reading);
        self.reading = Some(Ok(Rc::new(reading)));
        self.accompany();
    }

    /// Tells the companion which article is open.
    fn accompany(&mut self) {
        if let Some(companion) = &self.companion {
            let reading = self.reading.as_ref().and_then(|reading| reading.as_ref().ok());
            let passage = self.passage.take_if(|_| reading.is_some());
            companion.begin(reading, passage.as_deref());
        }
    }

    /// Tells the host page what cannot be shown beside the list. Before there is a list it would take that for
    /// the end of the reader, and is told when there is one.
    fn tell(&self, ctx: &Context<Self>, trouble: &Trouble) {
        if self.is_ready {
            ctx.props().host.failed(trouble, strings(ctx));
        }
    }

    /// There is no list.
    fn fail(&mut self, ctx: &Context<Self>, trouble: Trouble) {
        // Who types on is not told with every letter.
        if self.trouble.as_ref() != Some(&trouble) {
            ctx.props().host.failed(&trouble, strings(ctx));
        }
        self.trouble = Some(trouble);
    }

    /// Loads the open article.
    fn read(&mut self, ctx: &Context<Self>) {
        self.openings += 1;
        self.reading = None;
        self.stand.begin(self.state.article.as_deref());
        self.accompany();
        let Some(id) = self.state.article.clone() else { return };
        self.want_later(ctx);
        let (opening, library) = (self.openings, ctx.props().library.clone());
        ctx.link().send_future(async move { Msg::Read(opening, library.read(&id).await) });
    }

    /// What to mark in the open article.
    fn sought(&self) -> Query {
        match &self.screen {
            Some(screen) if screen.listing == self.state.listing => screen.query.clone(),
            _ => Query::parse(&self.state.listing.query),
        }
    }
}

fn strings(ctx: &Context<App>) -> &'static Strings {
    ctx.props().options.lang.strings()
}
