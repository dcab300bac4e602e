//! A library, wherever its files are: asks the engine, fetches what it needs, asks again. When the library is
//! published anew meanwhile, everybody moves to the new edition.

use std::cell::RefCell;
use std::rc::Rc;

use docbao_bundle::manifest::{FILE_NAME, FORMAT, Manifest};
use docbao_bundle::{DecodeError, Row, SliceRef};
use docbao_search::{Engine, Found, Request};
use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;

use super::edition::{Edition, Kind};
use super::source::Source;
use super::{fetch, page, value};
use crate::screen::Reading;
use crate::trouble::Trouble;

/// Rounds of asking before an answer is taken as it is. The engine needs two or three; a library that
/// needs more than this is broken in a way that checksums do not show.
const MAX_ROUNDS: usize = 24;

/// A library, wherever its files are. Clones are the same library.
#[derive(Clone, Debug)]
pub struct Library(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Source,
    edition: RefCell<Option<Result<Rc<Edition>, Trouble>>>,
    loading: RefCell<Option<Promise>>,
}

/// An answer, and the edition that gave it.
#[derive(Clone, Debug)]
pub struct Answered<T> {
    /// Numbers of articles are those of this edition.
    pub edition: Rc<Edition>,
    /// The answer.
    pub results: T,
    /// Whether nothing was missing.
    pub complete: bool,
}

impl PartialEq for Library {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Library {
    /// The library in a folder. Nothing is fetched yet.
    pub fn new(source: Source) -> Self {
        Library(Rc::new(Inner { source, edition: RefCell::new(None), loading: RefCell::new(None) }))
    }

    /// The edition being read, loaded on first use.
    ///
    /// # Errors
    /// When there is no library there that this reader can read.
    pub async fn edition(&self) -> Result<Rc<Edition>, Trouble> {
        match self.edition_now() {
            Some(edition) => Ok(edition),
            None => self.load().await,
        }
    }

    /// The edition being read, if it is loaded.
    pub fn edition_now(&self) -> Option<Rc<Edition>> {
        self.0.edition.borrow().as_ref()?.as_ref().ok().cloned()
    }

    /// Answers a search from what is at hand, if that is enough.
    pub fn search_now(&self, request: &Request) -> Option<Answered<Found>> {
        let edition = self.edition_now()?;
        let answer = edition.engine().search(request);
        answer.needs.is_empty().then(|| Answered {
            results: answer.results,
            complete: answer.complete,
            edition,
        })
    }

    /// Answers a search, fetching what it takes.
    ///
    /// # Errors
    /// Those of [`Library::edition`]; parts that do not come make an incomplete answer, no error.
    pub async fn search(&self, request: &Request) -> Result<Answered<Found>, Trouble> {
        let mut last = (Found::default(), false);
        let mut ask = |engine: &Engine| {
            let answer = engine.search(request);
            last = (answer.results, answer.complete);
            answer.needs
        };
        let edition = self.satisfy(&mut ask).await?;
        let (results, complete) = last;
        Ok(Answered { edition, results, complete })
    }

    /// Fetches what the first query would have to wait for, once. What does not come is asked for again by the query.
    pub async fn prepare(&self) {
        if !self.edition_now().is_some_and(|edition| edition.take_turn_to_prepare()) {
            return;
        }
        let mut is_here = false;
        let mut ask = |engine: &Engine| {
            let answer = engine.ahead();
            is_here = answer.complete;
            answer.needs
        };
        if let Ok(edition) = self.satisfy(&mut ask).await
            && !is_here
        {
            edition.retry();
        }
    }

    /// Fetches an article.
    ///
    /// # Errors
    /// [`Trouble::NoArticle`], [`Trouble::NoText`], and those of [`Library::edition`].
    pub async fn read(&self, id: &str) -> Result<Reading, Trouble> {
        // Twice: the library may be published anew between index and text.
        for _ in 0..2 {
            let mut row = None;
            let mut is_certain = false;
            let mut ask = |engine: &Engine| {
                let answer = engine.resolve(id);
                is_certain = answer.complete;
                match answer.results {
                    Some(doc) if answer.needs.is_empty() => {
                        let answer = engine.row(doc);
                        row = answer.results;
                        answer.needs
                    }
                    _ => answer.needs,
                }
            };
            let edition = self.satisfy(&mut ask).await?;
            let Some(row) = row else {
                return Err(if is_certain {
                    Trouble::NoArticle { id: id.to_owned() }
                } else {
                    Trouble::NoText
                });
            };
            let text = edition.texts(std::slice::from_ref(&row)).await.pop().flatten();
            if let Some(article) = text {
                let lang = match article.lang.as_str() {
                    "" => edition.engine().manifest().language.clone(),
                    own => own.to_owned(),
                };
                let files = edition.files_of(&article);
                return Ok(Reading { row, article, lang, files });
            }
            if !edition.take_is_gone() {
                break;
            }
            self.renew(&edition).await?;
        }
        Err(Trouble::NoText)
    }

    /// The articles related to one, as far as they can be had.
    pub async fn related(&self, id: &str) -> Vec<Row> {
        let mut related = Vec::new();
        let mut ask = |engine: &Engine| {
            let answer = engine.resolve(id);
            match answer.results {
                Some(doc) if answer.needs.is_empty() => {
                    let answer = engine.related(doc);
                    related = answer.results;
                    answer.needs
                }
                _ => answer.needs,
            }
        };
        let _ = self.satisfy(&mut ask).await;
        related
    }

    /// Asks until nothing more is needed.
    async fn satisfy(
        &self,
        ask: &mut dyn FnMut(&Engine) -> Vec<SliceRef>,
    ) -> Result<Rc<Edition>, Trouble> {
        let mut edition = self.edition().await?;
        for _ in 0..MAX_ROUNDS {
            let needs = ask(&edition.engine());
            if needs.is_empty() {
                break;
            }
            edition.bring(needs, Kind::Index).await;
            if edition.take_is_gone() {
                edition = self.renew(&edition).await?;
            }
        }
        Ok(edition)
    }

    /// Moves on from an edition whose packs are no longer on the server.
    pub(crate) async fn renew(&self, old: &Rc<Edition>) -> Result<Rc<Edition>, Trouble> {
        match self.edition_now() {
            Some(edition) if !Rc::ptr_eq(&edition, old) => Ok(edition),
            _ => self.load().await,
        }
    }

    async fn load(&self) -> Result<Rc<Edition>, Trouble> {
        let loading = self.0.loading.borrow().clone();
        let loading = loading.unwrap_or_else(|| {
            let promise = fetch::share(self.clone().take_new_edition());
            self.0.loading.borrow_mut().insert(promise).clone()
        });
        fetch::wait(&loading).await;
        self.0.edition.borrow().clone().unwrap_or(Err(Trouble::NoSource))
    }

    async fn take_new_edition(self) {
        let fetched = fetch_edition(&self.0.source).await;
        let current = self.edition_now();
        // The same build again, or no answer: what is loaded already is the better edition.
        let keeps_current = match (&current, &fetched) {
            (Some(current), Ok(new)) => {
                current.engine().manifest().build == new.engine().manifest().build
            }
            (Some(_), Err(_)) => true,
            (None, _) => false,
        };
        if !keeps_current {
            *self.0.edition.borrow_mut() = Some(fetched);
        }
        *self.0.loading.borrow_mut() = None;
    }
}

async fn fetch_edition(source: &Source) -> Result<Rc<Edition>, Trouble> {
    if source.base().is_empty() {
        return Err(Trouble::NoSource);
    }
    let file = || FILE_NAME.to_owned();
    let response = source.get(FILE_NAME, None, "no-cache").await;
    let response = response.ok_or_else(|| match page::is_elsewhere(source.base()) {
        true => Trouble::Elsewhere { file: [source.base(), FILE_NAME].concat() },
        false => Trouble::Unreachable { file: file() },
    })?;
    if !(200..300).contains(&response.status()) {
        return Err(Trouble::from_status(response.status(), FILE_NAME));
    }
    let value =
        fetch::json(&response).await.ok_or_else(|| Trouble::NotALibrary { file: file() })?;
    // A later format need not decode at all: its number is looked at first.
    let found = Reflect::get(&value, &JsValue::from_str("docbao")).ok();
    let found = found.and_then(|number| number.as_f64()).unwrap_or_default() as u32;
    if found > FORMAT {
        return Err(Trouble::Newer { found, known: FORMAT });
    }
    let wrong = |error: DecodeError| Trouble::from_decode(error, FILE_NAME);
    let manifest: Option<Manifest> = value::decode(&value);
    let manifest = manifest.ok_or_else(|| Trouble::NotALibrary { file: file() })?;
    Ok(Edition::new(source, Engine::new(manifest).map_err(wrong)?))
}
