//! What the first list does not need: it comes as a second module, when something of it is first wanted.
//!
//! Both modules are cut out of one program after linking and share its memory, so nothing is copied or
//! translated between them: a trait object is the door. All that only `All` reaches is in the second
//! module. Without the feature `split` (under Trunk, in native tests) it is simply here.

pub mod companion;
mod dress;
mod focus;
mod hits;
mod large;
pub mod player;
mod taking;
mod writing;

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::components::settings_panel::settings_panel;
use crate::options::Options;
use crate::places::Places;
use crate::screen::Reading;
use crate::settings::Settings;
use crate::state::Action;
use crate::strings::Strings;
use crate::web::Library;

/// What the second module does.
pub trait Later {
    /// Draws the choices of how to read.
    fn settings_panel(
        &self,
        strings: &'static Strings,
        settings: &Settings,
        on_action: &Callback<Action>,
    ) -> Html;

    /// A companion for a reader.
    fn companion(&self, stage: Stage) -> Box<dyn Companion>;

    /// Puts our style sheet on the root of the reader that an element belongs to.
    fn dress(&self, element: &Element);
}

/// Our own address of an article by its id, and of a passage of it if there is one.
pub type Ours = dyn Fn(&str, &str) -> String;

/// What a companion works with.
#[derive(Clone)]
pub struct Stage {
    /// Words, in the language that the element has now.
    pub strings: Cell<&'static Strings>,
    /// The library.
    pub library: Library,
    /// What the host page chose. What is kept is kept under the address of the library.
    pub options: Rc<Options>,
    /// Gives our own addresses, where the host page lets us have some.
    pub ours: Option<Rc<Ours>>,
    /// The articles opened last, which the reader and the companion remember as one.
    pub places: Rc<RefCell<Places>>,
    /// Where articles are shown.
    pub page: NodeRef,
    /// The text of the open article.
    pub text: NodeRef,
    /// What the visitor asks of the reader.
    pub on_action: Callback<Action>,
    /// Tells the visitor.
    pub say: Callback<String>,
    /// To be called when something is to be drawn anew.
    pub redraw: Callback<()>,
}

/// What accompanies one reader: keeps, reads aloud, leads on. It has its own state and draws itself where
/// the reader says.
pub trait Companion: Debug {
    /// The element has another language.
    fn speak(&self, strings: &'static Strings);
    /// Another article is open, or none; `passage` is what the address leads to in it.
    fn begin(&self, reading: Option<&Rc<Reading>>, passage: Option<&str>);
    /// All has been drawn.
    fn drawn(&self);
    /// Draws its tools.
    fn tools(&self) -> Html;
    /// Draws what stands below the article.
    fn foot(&self) -> Html;
    /// Draws what floats above everything.
    fn bar(&self) -> Html;
    /// Draws the page of what is kept.
    fn shelf(&self) -> Html;
    /// The passage that stands at the top of the window, in few words.
    fn words_in_sight(&self) -> String;
    /// Leads to such a passage. Returns whether it is there.
    fn show_words(&self, link: &str) -> bool;
    /// Takes a key. Returns whether it was meant for us; `is_letter` says whether letters may be.
    fn key(&self, key: &str, is_letter: bool) -> bool;
}

struct All;

impl Later for All {
    fn settings_panel(
        &self,
        strings: &'static Strings,
        settings: &Settings,
        on_action: &Callback<Action>,
    ) -> Html {
        settings_panel(strings, settings, on_action)
    }

    fn companion(&self, stage: Stage) -> Box<dyn Companion> {
        Box::new(companion::Desk::new(stage))
    }

    fn dress(&self, element: &Element) {
        dress::dress(element);
    }
}

thread_local! {
    /// Whether the second module is in this memory: once for all readers of the page.
    static HAS_COME: Cell<bool> = const { Cell::new(!IS_APART) };
}

/// The second module, if it is here.
pub fn now() -> Option<&'static dyn Later> {
    HAS_COME.get().then(door::enter).flatten()
}

/// To be called when the second module has been put into our memory, and not before.
pub(crate) fn has_come() {
    HAS_COME.set(true);
}

use door::IS_APART;

#[cfg(not(all(feature = "split", target_family = "wasm")))]
mod door {
    use super::{All, Later};

    pub(super) const IS_APART: bool = false;

    pub(super) fn enter() -> Option<&'static dyn Later> {
        Some(&All)
    }
}

#[cfg(all(feature = "split", target_family = "wasm"))]
#[expect(unsafe_code, reason = "the names that the two modules meet by are for the linker")]
#[expect(improper_ctypes, reason = "both sides of the call are compiled here, in one go")]
mod door {
    use super::{All, Later};

    pub(super) const IS_APART: bool = true;

    // The names are the form that `wasm_split_cli_support` looks for: import and export become one
    // function, and what only the export reaches goes into the module `later`.
    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    unsafe extern "C" {
        #[link_name = "__wasm_split_00later00_import_00000000000000000000000000000000"]
        safe fn call(answer: &mut Option<&'static dyn Later>);
    }

    #[unsafe(export_name = "__wasm_split_00later00_export_00000000000000000000000000000000")]
    extern "C" fn answer(answer: &mut Option<&'static dyn Later>) {
        *answer = Some(&All);
    }

    pub(super) fn enter() -> Option<&'static dyn Later> {
        let mut answer = None;
        call(&mut answer);
        answer
    }
}
