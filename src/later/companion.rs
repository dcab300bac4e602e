//! What accompanies a reader through an article: what it keeps, what it is told of other articles, and the
//! voice that reads it. The state of the second module, one for each reader of the page.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use docbao_bundle::Row;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::Element;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::focus::{Focus, UNDO};
use super::hits::Hits;
use super::large::{self, Large};
use super::player::Player;
use super::taking::read_kept;
use super::{Companion, Stage};
use crate::components::{around, keeping as view, player, shelf, shortcuts};
use crate::keeping::{Keeping, Mark};
use crate::places::Places;
use crate::quote::{self, Quote};
use crate::screen::Reading;
use crate::sentences::sentences;
use crate::strings::Strings;
use crate::strings::later::LaterStrings;
use crate::web::js;
use crate::web::page;
use crate::web::speech::{Browser, Heard};
use crate::web::words::{self, Paint, Words};

/// Names that the style sheet paints by.
const PAINT_KEPT: &str = "docbao-kept";
const PAINT_LINKED: &str = "docbao-linked";

/// What can be asked of a companion.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Keep the open article, or no longer.
    Save,
    /// Keep the selected passage.
    Mark,
    /// Write about the selected passage.
    Note,
    /// Copy an address that leads to the selected passage.
    CopyLink,
    /// Copy the selected passage with its source.
    Cite,
    /// Take what was written.
    SaveNote,
    /// Leave it.
    Cancel,
    /// Write about a mark.
    Edit(Mark),
    /// Keep it no longer.
    Remove(Mark),
    /// Keep again what was removed last.
    Undo,
    /// Lead to the passage of a mark.
    GoTo(Mark),
    /// Forget which articles were opened, and how far they were read.
    ForgetRead,
    /// Write all that is kept to a file: JSON, else Markdown.
    Export(bool),
    /// Pass the article's address on.
    Share,
    /// Lead to the next word found in it, else to the one before.
    Hit(bool),
    /// Read aloud, or pause.
    Listen,
    /// So many sentences on.
    Skip(isize),
    /// Read no more.
    Stop,
    /// Show or hide the shortcuts.
    Keys,
    /// Give the large picture its own size, or the window's.
    Resize,
    /// Show no picture large.
    Shrink,
}

/// What is being written.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The passage; `None`: about the article.
    pub quote: Option<Quote>,
    /// The mark that is changed; `None`: a new one.
    pub mark: Option<Mark>,
}

/// What was removed last and can be put back.
#[derive(Debug)]
pub(super) enum Removed {
    Mark(Mark),
    Places(Places),
}

/// The companion of one reader. Clones are the same one.
#[derive(Clone)]
pub struct Desk(pub(super) Rc<Inner>);

pub(super) struct Inner {
    pub(super) stage: Stage,
    pub(super) state: RefCell<State>,
    pub(super) editor: NodeRef,
    picture: NodeRef,
    /// What the document is heard for, by name.
    listeners: RefCell<Vec<(&'static str, js::Listener)>>,
}

pub(super) struct State {
    pub(super) keeping: Keeping,
    pub(super) is_refusal_known: bool,
    pub(super) reading: Option<Rc<Reading>>,
    /// A passage that the address leads to, until the article is on the screen.
    linked: Option<String>,
    related: Vec<Row>,
    hits: Hits,
    /// What is selected.
    pub(super) selected: Option<Quote>,
    pub(super) draft: Option<Draft>,
    pub(super) removed: Option<Removed>,
    /// The marks changed, or the text: they must be painted.
    pub(super) is_stale: bool,
    /// A node of the text that was painted: gone when the text is drawn anew.
    painted: JsValue,
    kept_paint: Paint,
    linked_paint: Paint,
    pub(super) player: Option<Player>,
    pub(super) shows_keys: bool,
    pub(super) large: Option<Large>,
    pub(super) focus: Focus,
}

impl State {
    fn new(keeping: Keeping) -> Self {
        State {
            keeping,
            is_refusal_known: false,
            reading: None,
            linked: None,
            related: Vec::new(),
            hits: Hits::default(),
            selected: None,
            draft: None,
            removed: None,
            is_stale: false,
            painted: JsValue::UNDEFINED,
            kept_paint: Paint::new(PAINT_KEPT),
            linked_paint: Paint::new(PAINT_LINKED),
            player: None,
            shows_keys: false,
            large: None,
            focus: Focus::default(),
        }
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// A companion that has what the device has kept.
    pub fn new(stage: Stage) -> Self {
        let state = State::new(read_kept(&stage));
        let inner = Inner {
            stage,
            state: RefCell::new(state),
            editor: NodeRef::default(),
            picture: NodeRef::default(),
            listeners: RefCell::default(),
        };
        let desk = Desk(Rc::new(inner));
        desk.hear_document("selectionchange", |desk, _| desk.select());
        desk.hear_document("click", Desk::enlarge);
        let weak = Rc::downgrade(&desk.0);
        let on_heard = Callback::from(move |heard: Heard| {
            let weak = weak.clone();
            // Not at once: it may be said while we are speaking to the voice.
            spawn_local(async move {
                if let Some(inner) = weak.upgrade() {
                    Desk(inner).hear(heard);
                }
            });
        });
        if let Some(speech) = Browser::new(on_heard) {
            desk.0.state.borrow_mut().player = Some(Player::new(Box::new(speech)));
        }
        desk
    }

    /// Hears what happens on the page, for as long as the companion lives.
    fn hear_document(&self, name: &'static str, take: impl Fn(&Desk, &JsValue) + 'static) {
        let weak = Rc::downgrade(&self.0);
        let on_event = Closure::<dyn Fn(JsValue)>::new(move |event| {
            if let Some(inner) = weak.upgrade() {
                take(&Desk(inner), &event);
            }
        });
        let listener = on_event.as_ref().clone();
        js::call(&js::global("document"), "addEventListener", &[name.into(), listener]);
        self.0.listeners.borrow_mut().push((name, on_event));
    }

    /// Does something when an event comes.
    pub fn on<E: 'static>(&self, act: Act) -> Callback<E> {
        let desk = self.clone();
        Callback::from(move |_| desk.act(&act))
    }

    pub(super) fn text(&self) -> Option<Element> {
        self.0.stage.text.cast()
    }

    /// Words of the first module, in the language that the element has now.
    pub(super) fn strings(&self) -> &'static Strings {
        self.0.stage.strings.get()
    }

    /// Words of our own.
    pub(super) fn words(&self) -> &'static LaterStrings {
        self.strings().later()
    }

    pub(super) fn say(&self, text: impl Into<String>) {
        self.0.stage.say.emit(text.into());
    }

    pub(super) fn act(&self, act: &Act) {
        let strings = self.words();
        self.note_focus(act);
        match act {
            Act::Save => self.save(),
            Act::Mark => {
                let quote = self.0.state.borrow_mut().selected.take();
                if quote.is_some() {
                    self.keep(quote, String::new());
                    self.unselect();
                }
            }
            Act::Note => {
                self.settle_draft();
                let mut state = self.0.state.borrow_mut();
                let quote = state.selected.take();
                state.draft = Some(Draft { quote, mark: None });
            }
            Act::Edit(mark) => {
                self.settle_draft();
                let draft = Draft { quote: mark.quote.clone(), mark: Some(mark.clone()) };
                self.0.state.borrow_mut().draft = Some(draft);
            }
            Act::SaveNote => self.save_note(),
            Act::Cancel => self.0.state.borrow_mut().draft = None,
            Act::Remove(mark) => {
                self.change(|state| {
                    let at = state.keeping.position(mark);
                    state.removed = at.map(|at| Removed::Mark(state.keeping.marks.remove(at)));
                    state.focus.next = Some(UNDO);
                });
                self.say(strings.removed);
            }
            Act::ForgetRead => self.forget_read(),
            Act::Undo => {
                let removed = self.0.state.borrow_mut().removed.take();
                match removed {
                    Some(Removed::Mark(mark)) => {
                        self.change(|state| {
                            state.keeping.add(mark);
                        });
                    }
                    Some(Removed::Places(places)) => self.remember_read(places),
                    None => {}
                }
            }
            Act::GoTo(mark) => self.go_to(mark),
            Act::CopyLink => self.copy_link(),
            Act::Cite => self.cite(),
            Act::Export(is_json) => self.export(*is_json),
            Act::Share => self.share(),
            Act::Hit(is_next) => {
                if let Some(page) = self.0.stage.page.cast::<Element>() {
                    self.0.state.borrow_mut().hits.step(&page, *is_next);
                }
            }
            Act::Listen => self.listen(),
            Act::Skip(by) => self.with_player(|player, text| player.skip(*by, text)),
            Act::Stop => self.with_player(|player, _| player.stop()),
            Act::Keys => {
                let mut state = self.0.state.borrow_mut();
                state.shows_keys = !state.shows_keys;
                state.focus.next = state.shows_keys.then_some(".shortcuts");
            }
            Act::Resize => {
                if let Some(large) = &mut self.0.state.borrow_mut().large {
                    large.is_full = !large.is_full;
                }
            }
            Act::Shrink => {
                // First: it gives the focus back to where it was.
                large::close(&self.0.picture);
                self.0.state.borrow_mut().large = None;
            }
        }
        self.0.stage.redraw.emit(());
    }

    pub(super) fn unselect(&self) {
        let selection = js::call(&js::global("document"), "getSelection", &[]);
        selection.iter().for_each(|selection| drop(js::call(selection, "removeAllRanges", &[])));
    }

    /// The visitor has selected something, or nothing any more.
    fn select(&self) {
        let Some(text) = self.text() else { return };
        let words = Words::new(&text);
        let selected = words.selected(&text).map(|range| Quote::new(&words.text, range));
        let mut state = self.0.state.borrow_mut();
        if state.selected != selected && state.reading.is_some() {
            let is_drawn_alike = state.selected.is_some() == selected.is_some();
            state.selected = selected;
            drop(state);
            if !is_drawn_alike {
                self.0.stage.redraw.emit(());
            }
        }
    }

    fn go_to(&self, mark: &Mark) {
        let state = self.0.state.borrow();
        let here = state.reading.as_ref().map(|reading| reading.row.id.clone());
        drop(state);
        let link = mark.quote.as_ref().map(Quote::to_link_around).unwrap_or_default();
        if here.as_ref() == Some(&mark.article) {
            self.show_link(&link);
        } else {
            self.0.state.borrow_mut().linked = Some(link);
            self.0.stage.on_action.emit(crate::state::Action::Open(mark.article.clone()));
        }
    }

    /// Shows a passage of the open article.
    fn show_link(&self, link: &str) {
        let Some(text) = self.text().filter(|_| !link.is_empty()) else { return };
        let words = Words::new(&text);
        let range = quote::find_link(link, &words.text).and_then(|range| words.range(&range));
        match range {
            Some(range) => {
                words::show(&range);
                self.0.state.borrow_mut().linked_paint.put(vec![range]);
            }
            None => self.say(self.words().passage_gone),
        }
    }

    /// Reads at another speed.
    pub(crate) fn choose_rate(&self, rate: String) {
        self.with_player(|player, _| player.choose_rate(rate.parse().unwrap_or(100)));
    }

    /// Reads with another voice.
    pub(crate) fn choose_voice(&self, name: String) {
        self.with_player(|player, _| player.choose_voice(name));
    }

    /// Begins to read aloud where the visitor is, pauses, or goes on.
    fn listen(&self) {
        self.with_player(|player, text| {
            if player.is_begun() {
                player.toggle(text);
            } else {
                let words = Words::new(text);
                let all = sentences(&words.text);
                let at = words.first_in_sight(&all);
                player.begin(words, all, at);
            }
        });
    }

    fn with_player(&self, work: impl FnOnce(&mut Player, &Element)) {
        let Some(text) = self.text() else { return };
        let mut state = self.0.state.borrow_mut();
        let lang = state.reading.as_ref().map(|reading| reading.lang.clone()).unwrap_or_default();
        if let Some(player) = &mut state.player {
            player.speak_language(&lang);
            work(player, &text);
        }
    }

    fn hear(&self, heard: Heard) {
        let mut is_failure = false;
        self.note_focused();
        self.with_player(|player, text| is_failure = !player.hear(heard, text));
        if is_failure {
            self.say(self.words().voice_failed);
        }
        self.0.stage.redraw.emit(());
    }

    /// Asks which articles are related to the open one.
    fn ask_related(&self, reading: &Rc<Reading>) {
        let (desk, reading) = (self.clone(), reading.clone());
        spawn_local(async move {
            let related = desk.0.stage.library.related(&reading.row.id).await;
            let mut state = desk.0.state.borrow_mut();
            if state.reading.as_ref().is_some_and(|open| Rc::ptr_eq(open, &reading)) {
                state.related = related;
                drop(state);
                desk.0.stage.redraw.emit(());
            }
        });
    }

    /// Paints what is kept of the open article, if that is not what is painted.
    fn paint(&self) {
        let Some(text) = self.text() else { return };
        let mut state = self.0.state.borrow_mut();
        let Some(reading) = state.reading.clone() else { return };
        if !state.is_stale && js::field(&state.painted, "isConnected") == JsValue::TRUE {
            return;
        }
        let words = Words::new(&text);
        let quotes = state.keeping.of(&reading.row.id).filter_map(|mark| mark.quote.as_ref());
        let ranges = quotes.filter_map(|quote| words.range(&quote.find(&words.text)?)).collect();
        state.kept_paint.put(ranges);
        state.is_stale = false;
        state.painted = words.first_node();
        drop(state);
        // It may have been selected before we were here to hear of it.
        self.select();
    }

    /// Leads to the passage that the address names, once there is something to see: until the first list is
    /// there the page may hide us.
    fn follow_link(&self) {
        let is_seen =
            self.text().is_some_and(|text| text.get_bounding_client_rect().height() > 0.0);
        let mut state = self.0.state.borrow_mut();
        let is_ready = is_seen && state.reading.is_some();
        let linked = state.linked.take_if(|_| is_ready);
        drop(state);
        if let Some(link) = linked {
            self.show_link(&link);
        }
    }
}

impl Companion for Desk {
    fn speak(&self, strings: &'static Strings) {
        self.0.stage.strings.set(strings);
    }

    fn begin(&self, reading: Option<&Rc<Reading>>, passage: Option<&str>) {
        self.settle_draft();
        let mut state = self.0.state.borrow_mut();
        if let Some(player) = &mut state.player {
            player.stop();
        }
        state.linked_paint.put(Vec::new());
        state.kept_paint.put(Vec::new());
        (state.reading, state.selected) = (reading.cloned(), None);
        (state.large, state.removed) = (None, None);
        state.hits = Hits::default();
        state.related.clear();
        state.is_stale = true;
        if let Some(passage) = passage {
            state.linked = Some(passage.to_owned());
        }
        drop(state);
        if let Some(reading) = reading {
            self.ask_related(reading);
        }
    }

    fn drawn(&self) {
        if let Some(page) = self.0.stage.page.cast::<Element>()
            && self.0.state.borrow_mut().hits.count(&page)
        {
            self.0.stage.redraw.emit(());
        }
        self.paint();
        self.follow_link();
        self.give_focus();
        self.0.picture.cast::<Element>().iter().for_each(large::open);
        if let Some(editor) = self.0.editor.cast::<Element>() {
            // Once: after that the visitor may be elsewhere.
            if editor.get_attribute("data-new").is_some() {
                let _ = editor.remove_attribute("data-new");
                page::focus(&editor);
            }
        }
    }

    fn tools(&self) -> Html {
        let state = self.0.state.borrow();
        let id = state.reading.as_ref().map(|reading| reading.row.id.as_str()).unwrap_or_default();
        let lang = state.reading.as_ref().map(|reading| reading.lang.as_str()).unwrap_or_default();
        let can_listen = state.player.as_ref().is_some_and(|player| player.can_speak(lang));
        html! {
            <>
                { state.hits.draw(self.words(), self.strings(), self) }
                { view::tools(self.words(), state.keeping.article(id).is_some(), can_listen, self) }
            </>
        }
    }

    fn foot(&self) -> Html {
        let state = self.0.state.borrow();
        let Some(reading) = &state.reading else { return Html::default() };
        let marks: Vec<&Mark> = state
            .keeping
            .of(&reading.row.id)
            .filter(|mark| mark.quote.is_some() || !mark.note.is_empty())
            .collect();
        let source = reading.article.source.as_ref().and_then(|source| source.url.as_deref());
        let printed = source.is_none().then(|| self.address(reading, ""));
        html! {
            <>
                <p class="printed">{ printed }</p>
                { view::notes(self.words(), self.strings(), &marks, self.undoes(&state), self) }
                { around::attachments(self.words(), &reading.article, &reading.files) }
                { around::mentions(self.words(), (&reading.article, &reading.lang), &self.0.stage.on_action) }
                { around::related(self.words(), self.strings(), (&state.related, &Some(self.lang().into())), &self.0.stage.on_action) }
            </>
        }
    }

    fn bar(&self) -> Html {
        let state = self.0.state.borrow();
        let editor = (&self.0.editor, state.draft.as_ref());
        html! {
            <>
                <div hidden={state.draft.is_some() || state.selected.is_none()}>{ view::selection(self.words(), self) }</div>
                <div>{ view::editor(self.words(), editor, self) }</div>
                <div>{ for state.player.as_ref().filter(|player| player.is_begun()).map(|player| player::player(self.words(), player, self)) }</div>
                <div>{ for state.large.iter().map(|large| large.draw(self.words(), &self.0.picture, self)) }</div>
                <div hidden={!state.shows_keys}>{ shortcuts::shortcuts(self.words(), self) }</div>
            </>
        }
    }

    fn shelf(&self) -> Html {
        let state = self.0.state.borrow();
        let (words, strings) = (self.words(), self.strings());
        let asks = (self, &self.0.stage.on_action);
        let places = self.0.stage.places.borrow();
        shelf::shelf(words, strings, (&state.keeping, &places), self.undoes(&state), asks)
    }

    fn words_in_sight(&self) -> String {
        let Some(text) = self.text() else { return String::new() };
        let words = Words::new(&text);
        let all = sentences(&words.text);
        let at = all.get(words.first_in_sight(&all)).cloned();
        at.map(|at| Quote::new(&words.text, at).to_link_in(&words.text)).unwrap_or_default()
    }

    fn show_words(&self, link: &str) -> bool {
        let Some(text) = self.text() else { return false };
        let words = Words::new(&text);
        let range = quote::find_link(link, &words.text).and_then(|range| words.range(&range));
        range.as_ref().is_some_and(words::show_at_top)
    }

    fn key(&self, key: &str, is_letter: bool) -> bool {
        let is_reading = is_letter && self.0.state.borrow().reading.is_some();
        let act = match key {
            "?" if is_letter => Act::Keys,
            "s" if is_reading => Act::Save,
            "l" if is_reading => Act::Listen,
            "n" if is_reading => Act::Hit(true),
            "p" if is_reading => Act::Hit(false),
            "Escape" if self.0.state.borrow().large.is_some() => Act::Shrink,
            "Escape" if self.0.state.borrow().draft.is_some() => Act::Cancel,
            "Escape" if self.0.state.borrow().shows_keys => Act::Keys,
            _ => return false,
        };
        self.act(&act);
        true
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for (name, on_event) in self.listeners.take() {
            let listener = on_event.as_ref().clone();
            js::call(&js::global("document"), "removeEventListener", &[name.into(), listener]);
        }
    }
}
