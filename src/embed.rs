//! The door to the element in `static/docbao.js`: the only exports. What comes in becomes options and
//! actions, what goes out becomes plain objects and promises.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use docbao_search::fields::days;
use docbao_search::{Excerpt, Filters, Highlighter, Query, Request, Sort};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::{AppHandle, Renderer};

use crate::app::{App, AppProps, Msg};
use crate::options::Options;
use crate::route::sort_named;
use crate::screen::EXCERPT_CHARS;
use crate::state::Action;
use crate::strings::Strings;
use crate::trouble::Trouble;
use crate::web::host::{Host, describe, list, object, warn};
use crate::web::{Answered, Library, Source, page, promise};

/// Articles that a search of the host page returns if it does not say how many.
const LIMIT: u32 = 10;

thread_local! {
    /// Stages that no element shows at present. Yew never frees what it hangs on a root, so roots are
    /// used again: there are as many as readers were ever shown at one time.
    static FREE: RefCell<Vec<Stage>> = const { RefCell::new(Vec::new()) };
}

/// A root with the app in it, for one element after another.
struct Stage {
    root: Element,
    handle: AppHandle<App>,
}

impl Stage {
    /// Shows a library on a free stage, or on a new one.
    fn show(props: AppProps) -> Result<Self, JsValue> {
        if let Some(mut stage) = FREE.with_borrow_mut(Vec::pop) {
            stage.handle.update(props);
            return Ok(stage);
        }
        let document = web_sys::window().and_then(|window| window.document());
        let root = document.ok_or(JsValue::NULL)?.create_element("div")?;
        let handle = Renderer::<App>::with_root_and_props(root.clone(), props).render();
        Ok(Stage { root, handle })
    }
}

/// A reader in a page.
#[wasm_bindgen]
pub struct Reader {
    stage: Stage,
    library: Library,
    host: Host,
    strings: &'static Strings,
    /// How often the page has asked for an article or the list: the last wish holds, however late an
    /// earlier one could be granted.
    asked: Rc<Cell<u32>>,
}

/// How high the stack stands when the page calls. It is always the same, unless the module has stopped
/// half-way: then nobody has put the stack back, and all readers of the page are lost, since they
/// share the module. A panic says nothing by itself, see `cargo_for_reader` in `crates/xtask`.
#[wasm_bindgen]
pub fn height() -> u32 {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr() as u32
}

/// Puts a reader into `parent`. `emit(name, detail)` hears what happens, `fetch` brings the files of the
/// library, `bring_later()` the second module. The number in its name is that of what loader and reader
/// have agreed upon: a loader of another release looks for another name, and says so if there is none.
#[wasm_bindgen(js_name = show1)]
pub fn mount(
    parent: &Element,
    attributes: &Array,
    emit: Function,
    fetch: Function,
    bring_later: Function,
) -> Result<Reader, JsValue> {
    let options = read_options(attributes);
    let strings = options.lang.strings();
    let library = Library::new(Source::new(&options.src, fetch));
    let host = Host::new(emit, bring_later);
    let (its_library, its_host) = (library.clone(), host.clone());
    let props = AppProps { options, library: its_library, host: its_host, is_on: true };
    let stage = Stage::show(props)?;
    parent.replace_children_with_node_1(&stage.root);
    Ok(Reader { stage, library, host, strings, asked: Rc::default() })
}

#[wasm_bindgen]
impl Reader {
    /// Takes changed attributes. A changed `src` is another library: mount anew.
    pub fn update(&mut self, attributes: &Array) {
        let options = read_options(attributes);
        self.strings = options.lang.strings();
        let (library, host) = (self.library.clone(), self.host.clone());
        self.stage.handle.update(AppProps { options, library, host, is_on: true });
    }

    /// Searches without changing the screen; resolves to a `SearchResult`.
    pub fn search(&self, query: String, options: &Object) -> Promise {
        let library = self.library.clone();
        let strings = self.strings;
        let request = read_request(&query, options);
        let excerpts = Excerpts::of(options);
        promise(Box::pin(async move {
            let answer =
                library.search(&request).await.map_err(|trouble| to_error(&trouble, strings))?;
            Ok(search_result(&query, answer, excerpts).await)
        }))
    }

    /// Opens an article; resolves when it is on the screen, or when it is not wanted any more because
    /// something else was asked for meanwhile.
    pub fn open(&self, id: String) -> Promise {
        let library = self.library.clone();
        let strings = self.strings;
        let link = (*self.stage.handle).clone();
        let has_moved = App::moves(&link);
        let asked = self.asked.clone();
        let wish = asked.get() + 1;
        asked.set(wish);
        promise(Box::pin(async move {
            let reading = library.read(&id).await.map_err(|trouble| to_error(&trouble, strings))?;
            if asked.get() == wish && !has_moved() {
                link.send_message(Msg::Opened(reading));
                // Yew draws before the browser's next task.
                page::pause(0).await;
            }
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Goes back to the list. What was asked for before that does not come any more.
    pub fn close(&self) {
        self.asked.set(self.asked.get() + 1);
        self.stage.handle.send_message(Msg::Act(Action::ShowList));
    }

    /// Takes the reader out of the page.
    pub fn destroy(self) {
        let Reader { mut stage, asked, .. } = self;
        // What is still on its way must not come to the next element on this stage.
        asked.set(asked.get() + 1);
        stage.root.remove();
        // Nothing of the element, its page or its library is held on to.
        // An empty function would be made of text, which policies forbid; what is none is called in vain.
        let nobody = || JsValue::UNDEFINED.unchecked_into::<Function>();
        let (options, _) = Options::parse(&[]);
        let (options, library) = (Rc::new(options), Library::new(Source::new("", nobody())));
        let host = Host::new(nobody(), nobody());
        stage.handle.update(AppProps { options, library, host, is_on: false });
        FREE.with_borrow_mut(|free| free.push(stage));
    }
}

/// `[[name, value], …]` → options.
fn read_options(attributes: &Array) -> Rc<Options> {
    let pairs = attributes.iter().filter_map(|pair| {
        let pair: Array = pair.unchecked_into();
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    });
    let (options, warnings) = Options::parse(&pairs.collect::<Vec<_>>());
    warnings.iter().for_each(|warning| warn(warning));
    Rc::new(options)
}

fn field(object: &Object, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

fn read_request(query: &str, options: &Object) -> Request {
    let text = |name: &str| field(options, name).as_string().unwrap_or_default();
    let number = |name: &str| field(options, name).as_f64().map(|number| number as u32);
    let mut filters = Filters {
        from: days(&text("from")).map(|(first, _)| first),
        to: days(&text("to")).map(|(_, last)| last),
        ..Filters::default()
    };
    let values = field(options, "filters");
    if values.is_object() {
        let values: Object = values.unchecked_into();
        for name in Object::keys(&values).iter().filter_map(|name| name.as_string()) {
            let chosen = field(&values, &name);
            let is_list = Array::is_array(&chosen);
            let chosen = if is_list { chosen.unchecked_into() } else { Array::of1(&chosen) };
            for value in chosen.iter().filter(|value| value.is_string() || value.as_f64().is_some())
            {
                // People write years as numbers.
                let value = value.unchecked_ref::<Object>().to_string();
                filters.add(&name, &String::from(value));
            }
        }
    }
    let query = Query::parse(query);
    let sort = sort_named(&text("sort"));
    let default = if query.is_empty() { Sort::Newest } else { Sort::Relevance };
    Request {
        filters,
        literal: field(options, "literal").is_truthy(),
        sort: sort.unwrap_or(default),
        offset: number("offset").unwrap_or_default(),
        limit: number("limit").unwrap_or(LIMIT),
        hits_only: false,
        query,
    }
}

/// Which hits are to have an excerpt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Excerpts {
    /// None: `excerpts: false`.
    None,
    /// What the page gets that says nothing: those that have the query to its last letter. While a word
    /// is being typed nobody pays for texts that the next letter makes worthless.
    Finished,
    /// Every one: `excerpts: true`.
    All,
}

impl Excerpts {
    fn of(options: &Object) -> Self {
        match field(options, "excerpts").as_bool() {
            Some(false) => Excerpts::None,
            Some(true) => Excerpts::All,
            None => Excerpts::Finished,
        }
    }
}

async fn search_result(
    text: &str,
    answer: Answered<docbao_search::Found>,
    excerpts: Excerpts,
) -> JsValue {
    let Answered { edition, results: found, complete } = answer;
    let reading = found.reading.as_ref().map_or(JsValue::UNDEFINED, |shown| {
        object(&[("shown", shown.as_str().into()), ("literal", text.into())])
    });
    let wanted = found.hits.iter().filter(|hit| match excerpts {
        Excerpts::All => true,
        Excerpts::Finished => hit.is_finished,
        Excerpts::None => false,
    });
    let wanted: Vec<_> = wanted.filter_map(|hit| hit.row.clone()).collect();
    edition.texts(&wanted).await;
    let hits = Array::new();
    for hit in &found.hits {
        let Some(row) = &hit.row else { continue };
        let text = edition.text_now(row).filter(|_| excerpts != Excerpts::None);
        let excerpt =
            text.map(|article| Highlighter::new(&found.query, &article).excerpt(EXCERPT_CHARS));
        let published = row.published.map_or(JsValue::UNDEFINED, |day| day.to_string().into());
        hits.push(&object(&[
            ("id", row.id.as_str().into()),
            ("title", row.title.as_str().into()),
            ("score", hit.score.into()),
            ("published", published),
            ("excerpt", to_excerpt(&excerpt.unwrap_or_default())),
        ]));
    }
    let facets = Object::new();
    for facet in &found.facets {
        let values = facet.values.iter().map(|(value, count)| counted("value", value, *count));
        let _ = Reflect::set(&facets, &facet.field.as_str().into(), &list(values));
    }
    let months =
        found.months.iter().map(|(month, count)| counted("month", &month.to_string(), *count));
    object(&[
        ("total", found.total.into()),
        ("estimated", found.estimated.into()),
        ("complete", complete.into()),
        ("reading", reading),
        ("hits", hits.into()),
        ("facets", facets.into()),
        ("months", list(months).into()),
    ])
}

fn counted(name: &str, value: &str, count: u32) -> JsValue {
    object(&[(name, value.into()), ("count", count.into())])
}

/// An excerpt as JavaScript counts: in UTF-16 units.
fn to_excerpt(excerpt: &Excerpt) -> JsValue {
    let units = |byte: usize| {
        let before = excerpt.text.get(..byte).unwrap_or_default();
        JsValue::from(before.encode_utf16().count() as u32)
    };
    let marks = excerpt.marks.iter().map(|mark| list([units(mark.start), units(mark.end)]).into());
    object(&[("text", excerpt.text.as_str().into()), ("marks", list(marks).into())])
}

/// What the element makes a `DocBaoError` of.
fn to_error(trouble: &Trouble, strings: &Strings) -> JsValue {
    let [code, message] = describe(trouble, strings);
    object(&[("code", code.into()), ("message", message.into())])
}
