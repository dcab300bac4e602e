//! What a visitor writes and marks, on its way to the device.

use super::companion::{Act, Desk, State};
use super::taking::{KEPT, read_kept};
use crate::components::keeping as view;
use crate::keeping::Mark;
use crate::quote::Quote;
use crate::web::{device, js};

impl Desk {
    /// Changes what is kept, from what the device has now: another window may have changed it too.
    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.0.state.borrow_mut();
        if !state.is_refusal_known {
            state.keeping = read_kept(&self.0.stage);
        }
        change(&mut state);
        state.is_stale = true;
        let text = state.keeping.to_json(&self.0.stage.options.src);
        let is_kept = device::keep(&[KEPT, &self.0.stage.options.src].concat(), &text);
        let is_news = !is_kept && !state.is_refusal_known;
        state.is_refusal_known |= !is_kept;
        drop(state);
        if is_news {
            self.say(self.0.strings.not_kept);
        }
    }

    pub(super) fn keep(&self, quote: Option<Quote>, note: String) {
        let Some(reading) = self.0.state.borrow().reading.clone() else { return };
        let created =
            js::make("Date", &[]).and_then(|now| js::call(&now, "toISOString", &[])?.as_string());
        let mark = Mark {
            created: created.unwrap_or_default(),
            article: reading.row.id.clone(),
            title: reading.row.title.clone(),
            quote,
            note,
        };
        let mut has_room = true;
        self.change(|state| has_room = state.keeping.add(mark));
        if !has_room {
            self.say(self.0.strings.no_room);
        }
    }

    /// Keeps the open article; if it is kept already, no longer.
    pub(super) fn save(&self) {
        let id = match &self.0.state.borrow().reading {
            Some(reading) => reading.row.id.clone(),
            None => return,
        };
        let kept = self.0.state.borrow().keeping.article(&id).cloned();
        match kept {
            Some(mark) => {
                self.act(&Act::Remove(mark.created));
                // The button is still there, and undoes it.
                self.0.state.borrow_mut().focus.next = None;
            }
            None => self.keep(None, String::new()),
        }
    }

    pub(super) fn save_note(&self) {
        let Some(draft) = self.0.state.borrow_mut().draft.take() else { return };
        let note = view::value(&self.0.editor);
        match draft.mark {
            Some(old) => self.change(|state| {
                let marks = &mut state.keeping.marks;
                if let Some(mark) = marks.iter_mut().find(|mark| mark.created == old.created) {
                    mark.note = note;
                }
            }),
            None => self.keep(draft.quote, note),
        }
        self.unselect();
    }

    /// What was half written is kept, not lost, when something else is to be written or read.
    pub(super) fn settle_draft(&self) {
        let written = view::value(&self.0.editor);
        let state = self.0.state.borrow();
        let before = state.draft.as_ref().map(|draft| draft.mark.as_ref().map(|mark| &mark.note));
        let is_news = before.is_some_and(|note| note.map_or("", String::as_str) != written);
        drop(state);
        if is_news && !written.is_empty() {
            self.save_note();
            self.say(self.0.strings.note_kept);
        }
        self.0.state.borrow_mut().draft = None;
    }
}
