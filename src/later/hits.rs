//! From one word that was found to the next, in the open article.

use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::prelude::*;

use super::companion::{Act, Desk};
use crate::strings::Strings;
use crate::strings::later::LaterStrings;
use crate::web::js;

/// How many hits the article shows, and which of them is the current one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hits {
    count: u32,
    current: Option<u32>,
}

impl Hits {
    /// Counts the hits on a page. Returns whether they are others than before.
    pub(super) fn count(&mut self, page: &Element) -> bool {
        let count = js::field(&marks(page), "length").as_f64().unwrap_or_default() as u32;
        let is_news = count != self.count;
        if is_news {
            *self = Hits { count, current: None };
        }
        is_news
    }

    /// Leads to the next hit or to the one before, round and round.
    pub(super) fn step(&mut self, page: &Element, is_next: bool) {
        let next = self.beside(is_next);
        let mark = |at: u32| js::call(&marks(page), "item", &[at.into()]);
        let name = |mark: &JsValue, name: &str| js::set(mark, "className", &name.into());
        if let Some(old) = self.current.and_then(mark) {
            name(&old, "");
        }
        if let Some(mark) = mark(next).filter(JsValue::is_object) {
            name(&mark, "current");
            // Its margin in the style sheet keeps it clear of what sticks to the top.
            js::call(&mark, "scrollIntoView", &[]);
            self.current = Some(next);
        }
    }

    fn beside(self, is_next: bool) -> u32 {
        let last = self.count.saturating_sub(1);
        match (self.current, is_next) {
            (None | Some(0), false) => last,
            (Some(hit), false) => hit - 1,
            (Some(hit), true) if hit < last => hit + 1,
            (_, true) => 0,
        }
    }

    /// Draws the ways to them, and where one is.
    pub(super) fn draw(self, words: &LaterStrings, strings: &Strings, desk: &Desk) -> Html {
        let step = |label: &'static str, sign: &'static str, is_next: bool| {
            let on_click: Callback<MouseEvent> = desk.on(Act::Hit(is_next));
            html! { <button type="button" class="tool" aria-label={label} onclick={on_click}>{ sign }</button> }
        };
        let at = self.current.map_or_else(|| "–".to_owned(), |hit| strings.number(hit + 1));
        html! {
            <div class="hits" role="group" aria-label={words.hits} hidden={self.count == 0}>
                { step(words.previous_hit, "↑", false) }
                <span role="status">{ [&at, "/", &strings.number(self.count)].concat() }</span>
                { step(words.next_hit, "↓", true) }
            </div>
        }
    }
}

fn marks(page: &Element) -> JsValue {
    js::call(page, "getElementsByTagName", &["mark".into()]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_go_round() {
        let at = |current, is_next| Hits { count: 3, current }.beside(is_next);
        assert_eq!([at(None, true), at(Some(0), true), at(Some(2), true)], [0, 1, 0]);
        assert_eq!([at(None, false), at(Some(0), false), at(Some(2), false)], [2, 2, 1]);
        assert_eq!(Hits::default().beside(true), 0);
    }
}
