//! What a visitor takes along, addresses of passages, citations, and files of all that is kept, and what the
//! device brings back.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;

use super::Stage;
use super::companion::Desk;
use crate::keeping::{Json, Keeping};
use crate::quote::Quote;
use crate::screen::Reading;
use crate::strings::fill;
use crate::web::device;
use crate::web::js;

/// Where what a visitor keeps of a library is kept, before its address.
pub(super) const KEPT: &str = "docbao.kept ";

impl Desk {
    pub(super) fn copy_link(&self) {
        let Some((reading, quote)) = self.passage() else { return };
        let address = (self.0.stage.address)(&reading, &quote.to_link());
        self.copy(address, self.0.strings.copied);
    }

    pub(super) fn cite(&self) {
        let Some((reading, quote)) = self.passage() else { return };
        let article = &reading.article;
        let day = article.published.map(|day| self.0.stage.strings.date(day));
        let author = article.byline.as_ref().map(|byline| byline.name.clone());
        let source = article.source.as_ref().and_then(|source| source.name.clone());
        let address = (self.0.stage.address)(&reading, &quote.to_link());
        let title = Some(article.title.clone());
        let parts = [author, title, source, day, Some(address)].into_iter().flatten();
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        let words = quote.exact.split_whitespace().collect::<Vec<_>>().join(" ");
        self.copy(
            fill(self.0.strings.citation, &[&words, &parts.join(", ")]),
            self.0.strings.cited,
        );
    }

    fn passage(&self) -> Option<(Rc<Reading>, Quote)> {
        let state = self.0.state.borrow();
        Some((state.reading.clone()?, state.selected.clone()?))
    }

    fn copy(&self, text: String, said: &'static str) {
        let (say, strings) = (self.0.stage.say.clone(), self.0.strings);
        spawn_local(async move {
            let is_copied = device::copy(&text).await;
            say.emit(if is_copied { said.to_owned() } else { fill(strings.copy_this, &[&text]) });
        });
    }

    pub(super) fn export(&self, is_json: bool) {
        let state = self.0.state.borrow();
        if is_json {
            device::download("docbao-ghi-chu.json", &state.keeping.to_json(&self.0.stage.src));
        } else {
            let text = state.keeping.to_markdown(self.0.strings.shelf, &|_| String::new());
            device::download("docbao-ghi-chu.md", &text);
        }
    }

    /// Takes over the marks of the file that was chosen.
    pub(crate) fn import_from(&self, input: &HtmlInputElement) {
        let file = js::field(&js::field(input.as_ref(), "files"), "0");
        // The same file may be chosen again.
        input.set_value("");
        self.import(file);
    }

    fn import(&self, file: JsValue) {
        let desk = self.clone();
        spawn_local(async move {
            let text = js::wait(js::call(&file, "text", &[])).await;
            let parsed = text.and_then(|text| js::call(&js::global("JSON"), "parse", &[text]));
            let said = match parsed.as_ref().and_then(Keeping::from_json) {
                Some(other) => {
                    let mut added = 0;
                    desk.change(|state| added = state.keeping.merge(other));
                    fill(desk.0.strings.imported, &[&desk.0.stage.strings.number(added as u32)])
                }
                None => desk.0.strings.not_ours.to_owned(),
            };
            desk.say(said);
            desk.0.stage.redraw.emit(());
        });
    }
}

/// What the device has kept of a library.
pub(super) fn read_kept(stage: &Stage) -> Keeping {
    let text = device::kept(&[KEPT, &stage.src].concat());
    let parsed = text.and_then(|text| js::call(&js::global("JSON"), "parse", &[text.into()]));
    parsed.as_ref().and_then(Keeping::from_json).unwrap_or_default()
}

impl Json for JsValue {
    fn field(&self, name: &str) -> Self {
        js::field(self, name)
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn items(&self) -> Vec<Self> {
        if js_sys::Array::is_array(self) { js_sys::Array::from(self).to_vec() } else { Vec::new() }
    }
}
