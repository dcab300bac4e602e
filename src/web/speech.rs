//! The device's voices. The only place that speaks; everything else knows the trait [`Speech`].

use std::cell::RefCell;
use std::fmt::Debug;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use yew::Callback;

use super::js;
use crate::listening::Voice;

/// What is heard of a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The word at this place of the text is being said; in UTF-16 units.
    Word(usize),
    /// All is said.
    End,
    /// The voice has failed.
    Failure,
    /// There are other voices than before.
    Voices,
}

/// Something that reads aloud.
pub trait Speech: Debug {
    /// Its voices; some devices know them only after a while, and then say [`Heard::Voices`].
    fn voices(&self) -> Vec<Voice>;
    /// Says a text, instead of what is being said. `rate` 1 is how people speak.
    fn say(&self, text: &str, voice: &Voice, rate: f64);
    /// Falls silent. Nothing more is heard of what was being said.
    fn hush(&self);
}

/// The browser's speech.
#[derive(Debug)]
pub struct Browser {
    synthesis: JsValue,
    on_heard: Callback<Heard>,
    on_voices: Closure<dyn Fn(JsValue)>,
    /// What is being said, and who listens to it.
    saying: RefCell<Option<(JsValue, js::Listener)>>,
}

impl Browser {
    /// The voices of this device; `None` where the browser cannot speak.
    pub fn new(on_heard: Callback<Heard>) -> Option<Self> {
        let synthesis = js::global("speechSynthesis");
        if !synthesis.is_object() {
            return None;
        }
        let on_voices = Closure::<dyn Fn(JsValue)>::new({
            let on_heard = on_heard.clone();
            move |_| on_heard.emit(Heard::Voices)
        });
        let listener = on_voices.as_ref().clone();
        js::call(&synthesis, "addEventListener", &["voiceschanged".into(), listener]);
        Some(Browser { synthesis, on_heard, on_voices, saying: RefCell::default() })
    }

    fn each_voice(&self) -> Vec<JsValue> {
        let voices = js::call(&self.synthesis, "getVoices", &[]).unwrap_or_default();
        js_sys::Array::from(&voices).to_vec()
    }
}

impl Speech for Browser {
    fn voices(&self) -> Vec<Voice> {
        let text = |voice: &JsValue, name: &str| js::field(voice, name).as_string();
        let voice = |voice: &JsValue| {
            Some(Voice { name: text(voice, "name")?, lang: text(voice, "lang")? })
        };
        self.each_voice().iter().filter_map(voice).collect()
    }

    fn say(&self, text: &str, voice: &Voice, rate: f64) {
        self.hush();
        let Some(saying) = js::make("SpeechSynthesisUtterance", &[text.into()]) else {
            self.on_heard.emit(Heard::Failure);
            return;
        };
        let chosen = self
            .each_voice()
            .into_iter()
            .find(|known| js::field(known, "name") == voice.name.as_str());
        js::set(&saying, "voice", &chosen.unwrap_or(JsValue::NULL));
        js::set(&saying, "lang", &voice.lang.as_str().into());
        js::set(&saying, "rate", &rate.into());
        let on_heard = self.on_heard.clone();
        let listener = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let kind = js::field(&event, "type").as_string().unwrap_or_default();
            on_heard.emit(match kind.as_str() {
                "end" => Heard::End,
                "boundary" => Heard::Word(js::field(&event, "charIndex").as_f64().unwrap_or_default() as usize),
                _ => Heard::Failure,
            });
        });
        for event in ["onend", "onerror", "onboundary"] {
            js::set(&saying, event, listener.as_ref());
        }
        js::call(&self.synthesis, "speak", std::slice::from_ref(&saying));
        self.saying.replace(Some((saying, listener)));
    }

    fn hush(&self) {
        if let Some((saying, _listener)) = self.saying.take() {
            for event in ["onend", "onerror", "onboundary"] {
                js::set(&saying, event, &JsValue::NULL);
            }
            js::call(&self.synthesis, "cancel", &[]);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.hush();
        let listener = self.on_voices.as_ref().unchecked_ref::<JsValue>().clone();
        js::call(&self.synthesis, "removeEventListener", &["voiceschanged".into(), listener]);
    }
}
