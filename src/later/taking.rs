//! What a visitor takes along, addresses of passages, citations, and files of all that is kept, and what the
//! device brings back.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;

use super::Stage;
use super::companion::Desk;
use crate::keeping::{Json, Keeping, Mark};
use crate::quote::{Quote, link_parts};
use crate::route::encode;
use crate::screen::Reading;
use crate::strings::fill;
use crate::web::device::{self, Shared};
use crate::web::words::Words;
use crate::web::{js, page};

/// Where what a visitor keeps of a library is kept, before its address.
pub(super) const KEPT: &str = "docbao.kept ";

impl Desk {
    /// What the open article is written in.
    pub(crate) fn lang_of_article(&self) -> String {
        let state = self.0.state.borrow();
        state.reading.as_ref().map(|reading| reading.lang.clone()).unwrap_or_default()
    }

    /// What the library is written in.
    pub(crate) fn lang(&self) -> String {
        let edition = self.0.stage.library.edition_now();
        edition.map(|edition| edition.engine().manifest().language.clone()).unwrap_or_default()
    }

    /// What something kept is written in: of articles that are not open nobody may know more than what most of the
    /// library is.
    pub(crate) fn lang_or(&self, own: &str) -> String {
        if own.is_empty() { self.lang() } else { own.to_owned() }
    }

    pub(super) fn copy_link(&self) {
        let Some((reading, quote)) = self.passage() else { return };
        let address = self.address(&reading, &self.link_to(&quote));
        self.copy(address, self.words().copied);
    }

    pub(super) fn cite(&self) {
        let Some((reading, quote)) = self.passage() else { return };
        let article = &reading.article;
        let day = article.published.map(|day| self.strings().date(day));
        let author = article.byline.as_ref().map(|byline| byline.name.clone());
        let source = article.source.as_ref().and_then(|source| source.name.clone());
        let address = self.address(&reading, &self.link_to(&quote));
        let title = Some(article.title.clone());
        let parts = [author, title, source, day, Some(address)].into_iter().flatten();
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        let words = quote.exact.split_whitespace().collect::<Vec<_>>().join(" ");
        self.copy(fill(self.words().citation, &[&words, &parts.join(", ")]), self.words().cited);
    }

    /// Passes the article's address on.
    pub(super) fn share(&self) {
        let Some(reading) = self.0.state.borrow().reading.clone() else { return };
        let (say, strings) = (self.0.stage.say.clone(), self.words());
        let (title, address) = (reading.row.title.clone(), self.address(&reading, ""));
        spawn_local(async move {
            say.emit(match device::share(&title, &address).await {
                Shared::Asked => return,
                Shared::Copied => strings.link_copied.to_owned(),
                Shared::Refused => fill(strings.copy_this, &[&address]),
            });
        });
    }

    /// Where others find an article: here, else where it was published, else the page we are in. Beside our
    /// own addresses, those of passages are text fragments, which browsers follow by themselves.
    pub(super) fn address(&self, reading: &Reading, passage: &str) -> String {
        let source = reading.article.source.as_ref().and_then(|source| source.url.clone());
        self.address_of(&reading.row.id, source, passage)
    }

    fn address_of(&self, id: &str, source: Option<String>, passage: &str) -> String {
        let Stage { options, ours, .. } = &self.0.stage;
        let page = match (options.pages_of_host(), ours, source) {
            ("", Some(ours), _) => return page::absolute(&ours(id, passage)),
            ("", None, Some(source)) => source,
            ("", None, None) => String::new(),
            (base, _, _) => [base, &encode(id)].concat(),
        };
        let page = page::absolute(&page);
        if passage.is_empty() || page.contains('#') {
            return page;
        }
        let [before, first, last, after] =
            link_parts(passage).map(|words| encode(words).replace('-', "%2D"));
        let parts =
            [[&before, "-,"].concat(), first, [",", &last].concat(), [",-", &after].concat()];
        let is_there = [!before.is_empty(), true, !last.is_empty(), !after.is_empty()];
        let parts = parts.into_iter().zip(is_there).filter_map(|(part, is)| is.then_some(part));
        [&page, "#:~:text=", &parts.collect::<String>()].concat()
    }

    /// Address of something kept; empty where the articles have none of ours.
    fn address_of_mark(&self, mark: &Mark) -> String {
        let Stage { options, ours, .. } = &self.0.stage;
        if options.pages_of_host().is_empty() && ours.is_none() {
            return String::new();
        }
        let link = mark.quote.as_ref().map(Quote::to_link_around).unwrap_or_default();
        self.address_of(&mark.article, None, &link)
    }

    /// A passage of the open article in few words.
    fn link_to(&self, quote: &Quote) -> String {
        let text = self.text().map(|text| Words::new(&text).text);
        quote.to_link_in(&text.unwrap_or_default())
    }

    fn passage(&self) -> Option<(Rc<Reading>, Quote)> {
        let state = self.0.state.borrow();
        Some((state.reading.clone()?, state.selected.clone()?))
    }

    fn copy(&self, text: String, said: &'static str) {
        let (say, strings) = (self.0.stage.say.clone(), self.words());
        spawn_local(async move {
            let is_copied = device::copy(&text).await;
            say.emit(if is_copied { said.to_owned() } else { fill(strings.copy_this, &[&text]) });
        });
    }

    pub(super) fn export(&self, is_json: bool) {
        let state = self.0.state.borrow();
        if is_json {
            device::download(
                "docbao-ghi-chu.json",
                &state.keeping.to_json(&self.0.stage.options.src),
            );
        } else {
            let text =
                state.keeping.to_markdown(self.words().shelf, &|mark| self.address_of_mark(mark));
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
                Some((other, unread)) => {
                    let (mut added, mut left_out) = (0, 0);
                    desk.change(|state| (added, left_out) = state.keeping.merge(other));
                    left_out += unread;
                    let number = |count: usize| desk.strings().number(count as u32);
                    let said = fill(desk.words().imported, &[&number(added)]);
                    let rest = fill(desk.words().left_out, &[&number(left_out)]);
                    if left_out == 0 { said } else { [&*said, " ", &rest].concat() }
                }
                None => desk.words().not_ours.to_owned(),
            };
            desk.say(said);
            desk.0.stage.redraw.emit(());
        });
    }
}

/// What the device has kept of a library.
pub(super) fn read_kept(stage: &Stage) -> Keeping {
    let text = device::kept(&[KEPT, &stage.options.src].concat());
    let parsed = text.and_then(|text| js::call(&js::global("JSON"), "parse", &[text.into()]));
    parsed.as_ref().and_then(Keeping::from_json).map(|(kept, _)| kept).unwrap_or_default()
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
