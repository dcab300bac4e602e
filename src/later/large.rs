//! A picture of the open article, shown as large as the window allows. The link around a picture is asked
//! for it: without us it opens the picture in a tab, which a new tab or a copied address still does.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;
use yew::prelude::*;

use super::companion::{Act, Desk};
use crate::components::tool;
use crate::strings::later::LaterStrings;
use crate::web::js;

/// The picture that is shown large.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Large {
    /// Its address, as it stands in the article.
    src: String,
    /// What it shows, for who does not see it.
    alt: String,
    /// What stands below it.
    caption: String,
    /// Whether it has its own size, and not the window's.
    pub(super) is_full: bool,
}

impl Desk {
    /// A picture may be wanted large.
    pub(super) fn enlarge(&self, click: &JsValue) {
        let large = self.text().and_then(|text| Large::asked(click, &text));
        if large.is_some() {
            self.0.state.borrow_mut().large = large;
            self.0.stage.redraw.emit(());
        }
    }
}

impl Large {
    /// The picture that a click in `text` asks for, if it is a plain click on one. The event is then ours.
    fn asked(event: &JsValue, text: &Element) -> Option<Self> {
        let is = |name: &str| js::field(event, name) == JsValue::TRUE;
        if ["ctrlKey", "metaKey", "shiftKey", "altKey", "defaultPrevented"].into_iter().any(is) {
            return None;
        }
        // Outside of the shadow root the target is the element of the host page.
        let path = js::call(event, "composedPath", &[])?;
        let target: Element = js::field(&path, "0").dyn_into().ok()?;
        let link = target.closest(".enlarge").ok()?.filter(|link| text.contains(Some(link)))?;
        js::call(event, "preventDefault", &[]);
        let picture = link.first_element_child()?;
        let caption = link.next_element_sibling().and_then(|caption| caption.text_content());
        Some(Large {
            src: picture.get_attribute("src")?,
            alt: picture.get_attribute("alt").unwrap_or_default(),
            caption: caption.unwrap_or_default(),
            is_full: false,
        })
    }

    /// Draws it. A dialog keeps the focus inside, and gives it back when it is closed.
    pub(super) fn draw(&self, words: &LaterStrings, dialog: &NodeRef, desk: &Desk) -> Html {
        let resize = if self.is_full { words.fit } else { words.full_size };
        let lang = desk.lang_of_article();
        html! {
            <dialog
                key={self.src.clone()} ref={dialog} class="large" lang={lang.clone()} aria-label={self.alt.clone()}
                data-full={self.is_full.then_some("")} onclose={desk.on(Act::Shrink)}
            >
                <p class="actions" lang={desk.strings().tag}>
                    { tool(resize, desk.on(Act::Resize)) }
                    { tool(words.close, desk.on(Act::Shrink)) }
                </p>
                <img crossorigin="" src={self.src.clone()} alt={self.alt.clone()} onclick={desk.on(Act::Resize)} />
                <p hidden={self.caption.is_empty()}>{ &self.caption }</p>
            </dialog>
        }
    }
}

/// Opens the dialog, once it is drawn.
pub(super) fn open(dialog: &Element) {
    if !dialog.has_attribute("open") {
        js::call(dialog, "showModal", &[]);
    }
}

/// Closes it.
pub(super) fn close(dialog: &NodeRef) {
    dialog.cast::<Element>().iter().for_each(|dialog| drop(js::call(dialog, "close", &[])));
}
