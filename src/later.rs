//! What the first list does not need: it comes as a second module, when something of it is first wanted.
//!
//! Both modules are cut out of one program after linking and share its memory, so nothing is copied or
//! translated between them: a trait object is the door. All that only [`All`] reaches is in the second
//! module. Without the feature `split` (under Trunk, in native tests) it is simply here.

use std::cell::Cell;

use yew::prelude::*;

use crate::components::settings_panel::settings_panel;
use crate::settings::Settings;
use crate::state::Action;
use crate::strings::Strings;

/// What the second module does.
pub trait Later {
    /// Draws the choices of how to read.
    fn settings_panel(
        &self,
        strings: &'static Strings,
        settings: &Settings,
        on_action: &Callback<Action>,
    ) -> Html;
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
