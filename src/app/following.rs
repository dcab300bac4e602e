//! Where the visitor is once the screen is drawn: what has the focus, and what is in sight.

use docbao_bundle::manifest::DocId;
use web_sys::Element;

use super::App;
use crate::route::encode;
use crate::web::page;

/// What remains to be done once the screen is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum After {
    #[default]
    Nothing,
    /// Leave the focus in the reader, although what has it may go: keys must still reach us.
    KeepFocus,
    /// Show the beginning of the article and begin reading there.
    BeginArticle,
    /// Be back where the article was opened.
    ReturnToList,
    /// Show the beginning of another list than the one that the article was opened from.
    ShowList,
    /// Show the beginning of what is kept.
    ShowShelf,
    /// Go on from the first of the added cards.
    ContinueList(usize),
}

impl App {
    /// Does what remains to be done; what is not drawn yet waits for a later drawing.
    pub(super) fn follow(&mut self) {
        let is_done = match self.after_drawing {
            After::Nothing => true,
            After::KeepFocus => self.catch_focus(),
            After::BeginArticle => self.begin_article(),
            After::ReturnToList => self.return_to_list(),
            After::ShowList => self.show_list(),
            After::ShowShelf => self.show_shelf(),
            After::ContinueList(at) => self.continue_list(at),
        };
        if is_done {
            self.after_drawing = After::Nothing;
        }
    }

    /// Whoever is in the reader shall be so after the next drawing, whatever goes with it. Nobody else is
    /// called in.
    pub(super) fn keep_focus(&mut self) {
        let page = self.nodes.page.cast::<Element>();
        if self.after_drawing == After::Nothing
            && page.is_some_and(|page| page::focused(&page).is_some())
        {
            self.after_drawing = After::KeepFocus;
        }
    }

    /// The list with all that stands above it.
    pub(super) fn list(&self) -> Option<Element> {
        self.nodes.list.cast::<Element>()?.parent_element()
    }

    fn catch_focus(&self) -> bool {
        // The sheet of filters lies over the list.
        let toggle = self.nodes.toggle.cast().filter(|_| self.state.filters_open);
        toggle.or_else(|| self.list()).iter().for_each(page::catch_focus);
        true
    }

    fn begin_article(&self) -> bool {
        let page = self.nodes.page.cast::<Element>();
        let Some(heading) = self.nodes.heading.cast::<Element>() else {
            page.iter().for_each(page::catch_focus);
            return false;
        };
        self.show_progress(0);
        page.iter().for_each(page::show_top);
        page::focus(&heading);
        true
    }

    fn return_to_list(&self) -> bool {
        page::scroll_to(self.left_list_at);
        if let Some(list) = self.list() {
            let opener = match &self.closed {
                Some(id) => {
                    let mut cards = self.screen.iter().flat_map(|screen| &screen.cards);
                    let closed = cards.find(|card| card.row.id == *id);
                    closed.and_then(|card| self.card_opener(card.doc))
                }
                // From the shelf.
                None => list.query_selector(".ways .quiet").ok().flatten(),
            };
            opener.iter().for_each(page::focus);
            // What was opened may be in no list: keys must still reach us.
            page::catch_focus(&list);
        }
        true
    }

    fn show_list(&self) -> bool {
        if let Some(list) = self.list() {
            page::show_top(&list);
            // What was tapped is gone; its chip says what it has become.
            let chip = list.query_selector(".chip").ok().flatten();
            chip.iter().for_each(page::focus);
        }
        true
    }

    fn show_shelf(&self) -> bool {
        let Some(page) = self.nodes.page.cast::<Element>() else { return false };
        let find = |what: &str| page.query_selector(what).ok()?;
        let closed = self.closed.as_ref();
        if let Some(opener) =
            closed.and_then(|id| find(&["[data-id='", &encode(id), "']"].concat()))
        {
            opener.scroll_into_view();
            page::focus(&opener);
            return true;
        }
        let Some(heading) = find(".shelf h1") else {
            page::catch_focus(&page);
            return false;
        };
        page::show_top(&page);
        page::focus(&heading);
        true
    }

    fn continue_list(&self, at: usize) -> bool {
        let card = self.screen.as_ref().and_then(|screen| screen.cards.get(at));
        let Some(card) = card else { return false };
        self.card_opener(card.doc).iter().for_each(page::focus);
        true
    }

    /// The link or button of a card.
    fn card_opener(&self, doc: DocId) -> Option<Element> {
        let list = self.nodes.list.cast::<Element>()?;
        list.query_selector(&["[data-doc='", &doc.to_string(), "'] .open"].concat()).ok()?
    }
}
