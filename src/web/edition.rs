//! One build of a library: its index, and the packs that the index and the texts come from.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use docbao_bundle::manifest::Pack;
use docbao_bundle::{Article, Row, SliceRef, slice};
use docbao_search::Engine;
use docbao_search::fetching::{Run, TEXTS_AT_ONCE, Texts, plan};
use js_sys::{Promise, Uint8Array};

use super::source::Source;
use super::{fetch, value};
use crate::files::{Files, each_name};

/// Packs up to this size, in bytes, are fetched whole: a small library is then one request.
const SMALL_PACK_BYTES: u32 = 24 << 10;

/// One build of a library.
#[derive(Debug)]
pub struct Edition {
    source: Source,
    engine: RefCell<EngineCell>,
    whole_packs: RefCell<Vec<(u32, Uint8Array)>>,
    on_their_way: RefCell<Vec<(SliceRef, Promise)>>,
    texts: RefCell<Texts<Rc<Article>>>,
    /// What texts were deflated with, as a block that stores it; `None` until it has come.
    dictionary: RefCell<Option<Uint8Array>>,
    is_gone: Cell<bool>,
    is_prepared: Cell<bool>,
}

/// The engine, which says nothing of itself in debug output.
struct EngineCell(Engine);

impl std::fmt::Debug for EngineCell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

/// What a slice holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Index,
    Text,
}

impl Edition {
    pub(super) fn new(source: &Source, engine: Engine) -> Rc<Self> {
        Rc::new(Edition {
            source: source.clone(),
            engine: RefCell::new(EngineCell(engine)),
            whole_packs: RefCell::default(),
            on_their_way: RefCell::default(),
            texts: RefCell::default(),
            dictionary: RefCell::default(),
            is_gone: Cell::new(false),
            is_prepared: Cell::new(false),
        })
    }

    /// The search engine over what has come so far.
    pub fn engine(&self) -> Ref<'_, Engine> {
        Ref::map(self.engine.borrow(), |cell| &cell.0)
    }

    /// Where the files of an article are.
    pub(super) fn files_of(&self, article: &Article) -> Files {
        let mut held = Vec::new();
        each_name(article, &mut |name| {
            held.extend(self.source.held(name).map(|address| (name.to_owned(), address)));
        });
        Files { base: self.source.base().to_owned(), held }
    }

    /// Forgets what did not come, so that it is asked for again.
    pub fn retry(&self) {
        self.engine.borrow_mut().0.retry();
    }

    /// Whether the server no longer has a pack of this build: a later build has replaced it.
    pub(super) fn take_is_gone(&self) -> bool {
        self.is_gone.take()
    }

    /// Whether what the first query needs is still to be asked for; that is done once.
    pub(super) fn take_turn_to_prepare(&self) -> bool {
        !self.is_prepared.replace(true)
    }

    /// The text of an article, if it is at hand.
    pub fn text_now(&self, row: &Row) -> Option<Rc<Article>> {
        self.texts.borrow().get(row.text).cloned()
    }

    /// The texts of articles, in their order; `None` for those that do not come.
    pub async fn texts(self: &Rc<Self>, rows: &[Row]) -> Vec<Option<Rc<Article>>> {
        let mut texts = Vec::with_capacity(rows.len());
        // A part at a time, so that none is dropped from the store before it is handed out.
        for part in rows.chunks(TEXTS_AT_ONCE) {
            let missing = part.iter().filter(|row| self.text_now(row).is_none());
            let missing = missing.map(|row| row.text);
            let mut slices = missing.collect::<Vec<_>>();
            if !slices.is_empty() && self.dictionary.borrow().is_none() {
                slices.extend(self.engine().manifest().dictionary);
            }
            self.bring(slices, Kind::Text).await;
            texts.extend(part.iter().map(|row| self.text_now(row)));
        }
        texts
    }

    /// Fetches slices; those already on their way are waited for.
    pub(super) async fn bring(self: &Rc<Self>, slices: Vec<SliceRef>, kind: Kind) {
        let fresh = slices.iter().filter(|slice| self.on_its_way(slice).is_none());
        for run in plan(&fresh.copied().collect::<Vec<_>>()) {
            let slices = run.slices.clone();
            let promise = fetch::share(self.clone().fetch_run(run, kind));
            let on_its_way = slices.into_iter().map(|slice| (slice, promise.clone()));
            self.on_their_way.borrow_mut().extend(on_its_way);
        }
        for slice in slices {
            if let Some(promise) = self.on_its_way(&slice) {
                fetch::wait(&promise).await;
            }
        }
    }

    fn on_its_way(&self, slice: &SliceRef) -> Option<Promise> {
        let on_their_way = self.on_their_way.borrow();
        on_their_way.iter().find(|(known, _)| known == slice).map(|(_, promise)| promise.clone())
    }

    async fn fetch_run(self: Rc<Self>, mut run: Run, kind: Kind) {
        let all = run.slices.clone();
        // Wrong bytes may sit in a cache: the second try goes round it.
        for cache in ["default", "reload"] {
            let Some(bytes) = self.bytes_of(&run, cache).await else { continue };
            let mut wrong = Vec::new();
            for slice in run.slices {
                let start = slice.offset - run.start;
                let sealed = bytes.subarray(start, start + slice.bytes);
                if !self.accept(slice, &sealed, kind).await {
                    wrong.push(slice);
                }
            }
            run.slices = wrong;
            if run.slices.is_empty() {
                break;
            }
            self.whole_packs.borrow_mut().retain(|(pack, _)| *pack != run.pack);
        }
        if kind == Kind::Index {
            run.slices.iter().for_each(|slice| self.engine.borrow_mut().0.unavailable(*slice));
        }
        self.on_their_way.borrow_mut().retain(|(slice, _)| !all.contains(slice));
    }

    /// The bytes of a run, exactly as many as it says.
    async fn bytes_of(&self, run: &Run, cache: &str) -> Option<Uint8Array> {
        let cut = |whole: &Uint8Array| whole.subarray(run.start, run.end);
        let Pack { file, bytes, .. } = self.pack(run)?;
        let at_hand = self.whole_packs.borrow().iter().find(|(pack, _)| *pack == run.pack).cloned();
        if let Some((_, whole)) = at_hand {
            return Some(cut(&whole));
        }
        let range = (bytes > SMALL_PACK_BYTES).then_some(run.start..run.end);
        let response = self.source.get(&file, range, cache).await?;
        match response.status() {
            200 => {
                // No ranges on this host, or none wanted: the rest of the pack will be asked for too.
                let whole = fetch::bytes(&response).await.filter(|b| b.length() == bytes)?;
                self.whole_packs.borrow_mut().push((run.pack, whole.clone()));
                Some(cut(&whole))
            }
            206 => fetch::bytes(&response).await.filter(|b| b.length() == run.end - run.start),
            404 | 410 => {
                self.is_gone.set(true);
                None
            }
            _ => None,
        }
    }

    /// The pack of a run that lies within it: a damaged row may point anywhere.
    fn pack(&self, run: &Run) -> Option<Pack> {
        let engine = self.engine();
        let pack = engine.manifest().packs.get(run.pack as usize)?;
        (run.end <= pack.bytes).then(|| pack.clone())
    }

    async fn accept(&self, at: SliceRef, sealed: &Uint8Array, kind: Kind) -> bool {
        match kind {
            Kind::Index => {
                let sealed = sealed.to_vec();
                self.engine.borrow_mut().0.provide(at, &sealed).is_ok()
            }
            Kind::Text => self.accept_text(at, sealed).await.is_some(),
        }
    }

    async fn accept_text(&self, at: SliceRef, sealed: &Uint8Array) -> Option<()> {
        // The checksum is of what was stored; what it inflates to is then what was written.
        slice::open(at, &sealed.to_vec()).ok()?;
        let deflated = sealed.subarray(0, sealed.length() - 4);
        let of_texts = self.engine().manifest().dictionary;
        if of_texts == Some(at) {
            let dictionary = fetch::inflate(&Uint8Array::default(), &deflated).await?;
            self.dictionary.replace(Some(stored(&dictionary)));
            return Some(());
        }
        // Texts and dictionary lie in packs of their own; one that comes along with a text cannot be waited for.
        let of_texts = of_texts.filter(|other| other.pack != at.pack);
        if let Some(coming) = of_texts.and_then(|at| self.on_its_way(&at)) {
            fetch::wait(&coming).await;
        }
        let before = self.dictionary.borrow().clone().unwrap_or_default();
        let bytes = fetch::inflate(&before, &deflated).await?;
        let text = bytes.subarray(before.length().saturating_sub(5), bytes.length());
        let article = value::decode(&fetch::parse(&text).await?)?;
        self.texts.borrow_mut().keep(at, Rc::new(article));
        Some(())
    }
}

/// Bytes as a block of deflate that stores them and is not the last.
fn stored(bytes: &Uint8Array) -> Uint8Array {
    let [low, high] = (bytes.length() as u16).to_le_bytes();
    let block = Uint8Array::new_with_length(bytes.length() + 5);
    block.set(&Uint8Array::from(&[0, low, high, !low, !high][..]), 0);
    block.set(bytes, 5);
    block
}
