//! What a visitor writes and marks, on its way to the device.

use super::companion::{Act, Desk, Draft, Removed, State};
use super::focus::UNDO;
use super::taking::{KEPT, read_kept};
use crate::components::keeping as view;
use crate::keeping::Mark;
use crate::places::{KEPT_UNDER as PLACES, Places};
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
            self.say(self.words().not_kept);
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
            lang: reading.lang.clone(),
            quote,
            note,
        };
        let mut has_room = true;
        self.change(|state| has_room = state.keeping.add(mark));
        if !has_room {
            self.say(self.words().no_room);
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
                self.act(&Act::Remove(mark));
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
            // About a whole article there is nothing but the note: without it this would be a bookmark.
            Some(old) if old.quote.is_none() && note.is_empty() => self.act(&Act::Remove(old)),
            None if draft.quote.is_none() && note.is_empty() => {}
            _ if note.is_empty() => {
                // The passage was meant, and it can be removed; that there is no note is not left to be found out.
                self.say(self.words().marked_only);
                self.keep_note(draft, note);
            }
            _ => self.keep_note(draft, note),
        }
        self.unselect();
    }

    fn keep_note(&self, draft: Draft, note: String) {
        match draft.mark {
            Some(old) => self.change(|state| {
                if let Some(at) = state.keeping.position(&old) {
                    state.keeping.marks[at].note = note;
                }
            }),
            None => self.keep(draft.quote, note),
        }
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
            self.say(self.words().note_kept);
        }
        self.0.state.borrow_mut().draft = None;
    }

    /// Forgets which articles were opened. The reader remembers by the same list.
    pub(super) fn forget_read(&self) {
        let places = self.0.stage.places.take();
        self.keep_read();
        let mut state = self.0.state.borrow_mut();
        (state.removed, state.focus.next) = (Some(Removed::Places(places)), Some(UNDO));
        drop(state);
        self.say(self.words().read_forgotten);
    }

    /// Remembers them again, behind what was opened since.
    pub(super) fn remember_read(&self, before: Places) {
        let mut places = before;
        for place in self.0.stage.places.take().all().cloned().collect::<Vec<_>>().into_iter().rev()
        {
            places.put(place);
        }
        self.0.stage.places.replace(places);
        self.keep_read();
    }

    fn keep_read(&self) {
        let text = self.0.stage.places.borrow().to_text();
        device::keep(&[PLACES, &self.0.stage.options.src].concat(), &text);
    }

    /// What was done that can be undone.
    pub(super) fn undoes(&self, state: &State) -> Option<&'static str> {
        Some(match state.removed.as_ref()? {
            Removed::Mark(_) => self.words().removed,
            Removed::Places(_) => self.words().read_forgotten,
        })
    }
}
