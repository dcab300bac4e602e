//! Keys, as far as the reader takes them.

use web_sys::Element;
use yew::prelude::*;

use super::App;
use crate::screen::Card;
use crate::state::{Action, Deed};

impl App {
    /// Escape goes one step back; single letters, where the page wants them and nobody types, do what the
    /// list of shortcuts says. Only inside the element.
    pub(super) fn key(
        &mut self,
        ctx: &Context<Self>,
        event: &KeyboardEvent,
        target: Option<&Element>,
    ) -> bool {
        let is_in_field = self.nodes.field.cast::<Element>().as_ref() == target;
        let is_typing = target.is_none_or(|target| {
            ["INPUT", "TEXTAREA", "SELECT"].contains(&target.tag_name().as_str())
        });
        let is_letter = ctx.props().options.keys && !is_typing;
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        if event.default_prevented() || event.is_composing() || has_modifier {
            return false;
        }
        let key = event.key();
        let action = match key.as_str() {
            "/" if is_letter => Action::Do(Deed::Seek),
            "j" | "k" if is_letter => {
                let [before, after] = self.neighbours();
                let neighbour = if key == "j" { after } else { before };
                match neighbour.or_else(|| self.first_card().filter(|_| key == "j")) {
                    Some(card) => Action::Open(card.row.id.clone()),
                    None => return false,
                }
            }
            // What floats lies over all the rest.
            key if self
                .companion
                .as_ref()
                .is_some_and(|companion| companion.key(key, is_letter)) =>
            {
                event.prevent_default();
                event.stop_propagation();
                return true;
            }
            "Escape" if self.state.filters_open => Action::ToggleFilters,
            "Escape" if self.state.settings_open => Action::ToggleSettings,
            "?" if is_letter => {
                self.wants_keys = true;
                self.want_later(ctx);
                return true;
            }
            "Escape" if is_in_field && !self.state.listing.query.is_empty() => {
                Action::SetQuery(String::new())
            }
            "Escape" if self.state.article.is_some() => Action::Close,
            "Escape" if self.state.shelf_open => Action::ToggleShelf,
            _ => return false,
        };
        event.prevent_default();
        event.stop_propagation();
        self.act(ctx, action);
        true
    }

    /// The first article of the list, where none is open.
    fn first_card(&self) -> Option<&Card> {
        let card = self.screen.as_ref()?.cards.first()?;
        self.state.article.is_none().then_some(card)
    }
}
