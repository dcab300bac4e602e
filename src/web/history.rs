//! The visitor's place in the address bar, where the host page has opted in. Only our key is read
//! and written; the host's own text, and its `history.state`, stay.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::Object;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Window;
use yew::Callback;
use yew::platform::spawn_local;

use crate::options::{Options, Routing};
use crate::route::{self, Route};
use crate::web::{js, page};

thread_local! {
    /// Places whose keys are held by elements of this page.
    static TAKEN: RefCell<Vec<Rc<Place>>> = const { RefCell::new(Vec::new()) };
}

/// Name of our entry in `history.state`: the list that an article was opened from.
const OPENED_FROM: &str = "docbao";

/// Name of our mark in `history.state` of a step that only lays something over the list.
const OVER: &str = "docbaoOver";

/// What is typed is written into the address when nothing has changed for this long, in milliseconds: browsers
/// take 2 ms for it, which a letter cannot wait for, and limit how often it is done.
const PAUSE: i32 = 300;

/// The longest that a step back takes, in milliseconds. Most take ten. Where it is less, a late one leads the visitor
/// away from where they have gone meanwhile; where it is more, the address says for longer where they are no more.
const LONGEST: i32 = 2000;

/// Our key in the address. Dropping it gives it back.
#[derive(Debug)]
pub struct History {
    place: Rc<Place>,
    on_popstate: Closure<dyn Fn()>,
}

#[derive(Debug)]
struct Place {
    window: Window,
    key: String,
    in_query: bool,
    /// Where articles are pages below an address: that one, else nothing.
    pages: Option<String>,
    /// What we last read or wrote: a change of anything else in the address is not for us.
    value: RefCell<String>,
    /// The address without our key, as it was then.
    page: RefCell<String>,
    /// The list that is to be written after a pause, and the page that it belongs to; how many there were.
    due: RefCell<Option<(Route, String)>>,
    changes: Cell<u32>,
    /// Whether the step that we are at is one that lays something over the list.
    is_over: Cell<bool>,
    /// What stood in the address before that step.
    under: RefCell<String>,
    /// Whether we wait for a step back that we have asked for: browsers take it later, and we are still at the step
    /// before. It may never come, where another frame takes it. And how many there were.
    is_leaving: Cell<bool>,
    leaves: Cell<u32>,
    /// Where the visitor is by our step back.
    back_at: RefCell<Route>,
    /// What is to be said when it has come.
    waiting: RefCell<VecDeque<Step>>,
}

/// What the address is to say.
#[derive(Debug)]
pub enum Step {
    /// The visitor has opened an article: the browser's back button leads to where they were. Only if that
    /// was the list (`.1`) may closing take the same way.
    Open(Route, bool),
    /// Something has been laid over the list, which the back button takes away again.
    Cover,
    /// It was taken away: the way back does not lead through it.
    Uncover,
    /// The visitor has gone back to the list: by the back button if that leads there.
    Close(Route),
    /// The list has changed, without a step for the back button.
    Replace(Route),
    /// The same, to be said after a pause.
    ReplaceSoon(Route),
}

impl History {
    /// Takes the key. `None` if the host did not opt in, or another element holds it. `on_move` gets where a step
    /// leads; `None`: only from what lay over the list.
    pub fn new(options: &Options, on_move: Callback<Option<Route>>) -> Option<Self> {
        let (in_query, pages) = match options.routing {
            Routing::Memory => return None,
            Routing::Hash => (false, None),
            Routing::Query => (true, None),
            // Later steps change what relative addresses mean.
            Routing::Path => (false, Some(page::absolute(&options.link_base))),
        };
        let key = options.route_key.clone();
        let window = web_sys::window()?;
        if TAKEN.with_borrow(|taken| taken.iter().any(|place| place.key == key)) {
            return None;
        }
        let place = Rc::new(Place {
            window,
            key,
            in_query,
            pages,
            value: RefCell::default(),
            page: RefCell::default(),
            due: RefCell::default(),
            changes: Cell::default(),
            is_over: Cell::default(),
            under: RefCell::default(),
            is_leaving: Cell::default(),
            leaves: Cell::default(),
            back_at: RefCell::default(),
            waiting: RefCell::default(),
        });
        TAKEN.with_borrow_mut(|taken| taken.push(place.clone()));
        place.value.replace(place.read());
        place.page.replace(place.address(""));
        // A page that is loaded anew on the shelf is at that step still.
        let (value, below) = place.below();
        place.is_over.set(value != below && place.is_marked());
        place.under.replace(below);
        let on_popstate = Closure::<dyn Fn()>::new({
            let place = place.clone();
            move || {
                if place.is_leaving.get() {
                    place.come_back(&on_move);
                } else {
                    place.arrive(&on_move);
                }
                place.go_on();
            }
        });
        let listener = on_popstate.as_ref().unchecked_ref();
        // It fires for fragments typed by hand too, so no `hashchange` is needed.
        place.window.add_event_listener_with_callback("popstate", listener).ok()?;
        Some(History { place, on_popstate })
    }

    /// Where the address says the visitor is; `None` if it does not say.
    pub fn read(&self) -> Option<Route> {
        let value = self.place.value.borrow();
        (!value.is_empty()).then(|| Route::from_value(&value))
    }

    /// Says what has changed.
    pub fn take(&self, step: Step) {
        self.place.waiting.borrow_mut().push_back(step);
        self.place.go_on();
    }

    /// An address that opens an article in this page.
    pub fn address_of(&self, id: &str) -> String {
        self.place.address_of(id, None)
    }

    /// Gives addresses of passages as well.
    pub fn addresses(&self) -> impl Fn(&str, &str) -> String + 'static {
        let place = self.place.clone();
        move |id, passage| place.address_of(id, (!passage.is_empty()).then(|| passage.to_owned()))
    }
}

impl Drop for History {
    fn drop(&mut self) {
        let listener = self.on_popstate.as_ref().unchecked_ref();
        let _ = self.place.window.remove_event_listener_with_callback("popstate", listener);
        self.place.is_leaving.set(false);
        self.place.settle();
        TAKEN.with_borrow_mut(|taken| taken.retain(|place| !Rc::ptr_eq(place, &self.place)));
    }
}

impl Place {
    /// Says what is waiting to be said, as far as we are where it begins.
    fn go_on(self: &Rc<Self>) {
        while !self.is_leaving.get() {
            let Some(step) = self.waiting.borrow_mut().pop_front() else { return };
            self.say(step);
        }
    }

    fn say(self: &Rc<Self>, step: Step) {
        match step {
            Step::Open(route, was_list) => {
                settle_all();
                let opened_from = was_list.then(|| list_of(&route));
                let state = Object::assign(&Object::new(), &self.state());
                // The state of the step before may name a list too: it is not kept.
                js::set(&state, OPENED_FROM, &opened_from.into());
                js::set(&state, OVER, &JsValue::UNDEFINED);
                self.is_over.set(false);
                self.write(&route, Some(&state));
            }
            Step::Cover => {
                settle_all();
                self.under.replace(self.value.borrow().clone());
                let state = Object::assign(&Object::new(), &self.state());
                js::set(&state, OVER, &JsValue::TRUE);
                self.is_over.set(go("pushState", &[state.into(), "".into()]));
            }
            Step::Uncover => {
                if self.is_over.get() {
                    let route = Route::from_value(&self.value.borrow());
                    self.leave(route);
                }
            }
            Step::Close(route) => {
                settle_all();
                let opened_from = js::field(&self.state(), OPENED_FROM).as_string();
                if opened_from != Some(list_of(&route)) || !self.leave(route.clone()) {
                    self.write(&route, None);
                }
            }
            Step::Replace(route) => {
                self.due.take();
                self.write(&route, None);
            }
            Step::ReplaceSoon(route) => {
                let place = self.clone();
                place.due.replace(Some((route, place.file())));
                let change = place.changes.get() + 1;
                place.changes.set(change);
                spawn_local(async move {
                    page::pause(PAUSE).await;
                    if place.changes.get() == change {
                        place.settle();
                    }
                });
            }
        }
    }

    /// Asks for the step back to a place. Returns whether the browser lets us. Where it does not come the step that we
    /// are at becomes that place.
    fn leave(self: &Rc<Self>, route: Route) -> bool {
        let is_let = go("back", &[]);
        self.is_leaving.set(is_let);
        self.back_at.replace(route);
        let place = self.clone();
        let leave = place.leaves.get() + 1;
        place.leaves.set(leave);
        spawn_local(async move {
            page::pause(LONGEST).await;
            if place.leaves.get() == leave && place.is_leaving.take() {
                place.write(&place.back_at.take(), None);
                place.go_on();
            }
        });
        is_let
    }

    /// The step back that we have asked for has come. The visitor has been there before, has perhaps gone on since,
    /// and is not led anywhere: it is the step that is brought up to what they see. Only of a shelf that it is one of
    /// they may not know: the page was loaded anew on the article that was upon it.
    fn come_back(&self, on_move: &Callback<Option<Route>>) {
        self.is_leaving.set(false);
        self.is_over.set(self.is_marked());
        self.value.replace(self.read());
        self.page.replace(self.address(""));
        let (here, back_at) = (Route::from_value(&self.value.borrow()), self.back_at.take());
        if here.shelf_open && !back_at.shelf_open && self.waiting.borrow().is_empty() {
            on_move.emit(Some(here));
        } else {
            self.write(&back_at, None);
        }
    }

    /// The browser has led to a step.
    fn arrive(&self, on_move: &Callback<Option<Route>>) {
        let is_over = self.is_marked();
        let value = self.read();
        if self.is_over.replace(is_over) && !is_over {
            on_move.emit(None);
            if value == *self.under.borrow() {
                // What was chosen there holds: the step before it is brought up to it.
                self.settle();
                let (_, below) = self.below();
                self.replace(&below);
                self.value.replace(below);
                return;
            }
        }
        let page = self.address("");
        let is_other = self.page.replace(page.clone()) != page;
        // Somebody has followed an anchor of the host: that is not a step of ours. Where
        // the key is gone and the rest is as it was, it is the step before our first.
        if !self.in_query && value.is_empty() && is_other && page.contains('#') {
            return;
        }
        // What was still to be written belonged to the step that was left.
        let was_due = self.due.take().is_some();
        if value != self.value.replace(value.clone()) || was_due {
            on_move.emit(Some(Route::from_value(&value)));
        }
    }

    fn address_of(&self, id: &str, passage: Option<String>) -> String {
        let route = Route { article: Some(id.to_owned()), passage, ..Route::default() };
        self.address(&route.to_value())
    }

    fn read(&self) -> String {
        let href = self.href();
        match &self.pages {
            Some(base) => route::value_of_page(&href, base, &self.key),
            None => route::value_in(&href, self.in_query, &self.key),
        }
    }

    fn address(&self, value: &str) -> String {
        let href = self.href();
        match &self.pages {
            Some(base) => route::page_of_value(&href, base, &self.key, value),
            None => route::with_value(&href, self.in_query, &self.key, value),
        }
    }

    fn href(&self) -> String {
        js::field(&js::global("location"), "href").as_string().unwrap_or_default()
    }

    fn state(&self) -> Object {
        js::field(&js::global("history"), "state").dyn_into().unwrap_or_default()
    }

    /// The value that we last read or wrote, and the same without what lies over the list.
    fn below(&self) -> (String, String) {
        let value = self.value.borrow().clone();
        let route = Route { shelf_open: false, ..Route::from_value(&value) };
        (value, route.to_value())
    }

    fn is_marked(&self) -> bool {
        js::field(&self.state(), OVER) == JsValue::TRUE
    }

    /// Writes a value in place of the present one.
    fn replace(&self, value: &str) {
        let state = js::field(&js::global("history"), "state");
        go("replaceState", &[state, "".into(), self.address(value).into()]);
    }

    /// Writes what is due, unless the host has gone to another page without a word.
    fn settle(&self) {
        if let Some((route, file)) = self.due.take()
            && file == self.file()
        {
            self.write(&route, None);
        }
    }

    /// The address without query string and fragment.
    fn file(&self) -> String {
        self.href().split(['?', '#']).next().unwrap_or_default().to_owned()
    }

    /// Writes our value; with a state as a new step, else in place of the present one. Sandboxed
    /// frames refuse, and browsers limit how often: the reader works on without.
    fn write(&self, route: &Route, state: Option<&JsValue>) {
        let value = route.to_value();
        if value == *self.value.borrow() {
            return;
        }
        let before = self.value.replace(value.clone());
        // The host may have moved without an event.
        self.page.replace(self.address(""));
        let Some(state) = state else { return self.replace(&value) };
        // An anchor of the host may have taken our place out of the address: without it
        // the way back would lead to another list.
        if self.read() != before {
            self.replace(&before);
        }
        go("pushState", &[state.clone(), "".into(), self.address(&value).into()]);
    }
}

/// Before a step what is due is written, that of other elements too: it belongs to the step that is left.
fn settle_all() {
    TAKEN.with_borrow(|taken| taken.iter().for_each(|place| place.settle()));
}

/// Does something to the browser's history. Returns whether it let us.
fn go(name: &str, arguments: &[JsValue]) -> bool {
    js::call(&js::global("history"), name, arguments).is_some()
}

fn list_of(route: &Route) -> String {
    Route { listing: route.listing.clone(), ..Route::default() }.to_value()
}
