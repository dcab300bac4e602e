//! Where the focus is, and where it goes when what had it is gone.

use web_sys::Element;

use super::companion::{Act, Desk};
use super::player::Player;
use crate::web::page;

/// What is known of the focus between something asked of us and the drawing that follows.
#[derive(Default)]
pub(super) struct Focus {
    /// What had it then: it may go with what is drawn next.
    focused: Option<Element>,
    /// What the note, the voice or the list of shortcuts was asked for with.
    opener: Option<Element>,
    /// What it goes to with the next drawing, as a selector.
    pub(super) next: Option<&'static str>,
}

/// Puts back what was removed last.
pub(super) const UNDO: &str = ".undo:not([hidden]) button";

impl Desk {
    /// Remembers what has the focus when something is asked of us.
    pub(super) fn note_focus(&self, act: &Act) {
        let focused = self.focused();
        let opens = match act {
            Act::Note | Act::Edit(_) => self.0.state.borrow().draft.is_none(),
            Act::Keys => !self.0.state.borrow().shows_keys,
            Act::Listen => !self.0.state.borrow().player.as_ref().is_some_and(Player::is_begun),
            _ => false,
        };
        let focus = &mut self.0.state.borrow_mut().focus;
        match act {
            _ if opens => focus.opener = focused.clone(),
            Act::Remove(_) | Act::ForgetRead | Act::Undo => focus.opener = None,
            _ => {}
        }
        focus.focused = focused;
    }

    /// Remembers what has the focus when the drawing may change by itself.
    pub(super) fn note_focused(&self) {
        self.0.state.borrow_mut().focus.focused = self.focused();
    }

    /// What has the focus in the reader.
    fn focused(&self) -> Option<Element> {
        page::focused(&self.0.stage.page.cast()?)
    }

    /// Gives the focus to what comes next, or back where it was taken from: nobody who uses the keyboard must
    /// begin anew.
    pub(super) fn give_focus(&self) {
        let mut state = self.0.state.borrow_mut();
        let (focused, next) = (state.focus.focused.take(), state.focus.next.take());
        let opener = state.focus.opener.clone();
        drop(state);
        let page = self.0.stage.page.cast::<Element>();
        let find = |what: &str| page.as_ref()?.parent_element()?.query_selector(what).ok()?;
        let is_lost = focused.is_some_and(|focused| !page::is_seen(&focused))
            && !self.focused().is_some_and(|focused| page::is_seen(&focused));
        let next = next.and_then(find).or_else(|| {
            let opener = opener.filter(page::is_seen);
            opener.or_else(|| find(".page h1")).filter(|_| is_lost)
        });
        next.iter().for_each(page::focus);
    }
}
