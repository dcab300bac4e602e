// docbao-offline.js: reading without network, as visitors see it. Comes with `offline="sw"` only. Puts a
// line under the reader: what can be saved and what is, and whether there is a new version; and
// registers the service worker that keeps page and reader.
// @ts-check

import { FILE, NotSaved, forget, hasFiles, renewFiles, save, saveFilesOf, saveHanded, saveSections, state } from "./docbao-save.js";
import { open } from "./docbao-store.js";

const WORDS = {
  vi: {
    title: "Đọc khi mất mạng",
    offer: "Lưu cả thư viện vào máy này thì lúc không có mạng vẫn tìm và đọc được mọi bài.",
    sections: "Hoặc chỉ lưu vài chuyên mục:",
    save: "Lưu tất cả · {0}",
    saveSome: "Lưu mục đã chọn · khoảng {0}",
    saving: "Đã lưu {0} trên {1}",
    pause: "Tạm dừng",
    resume: "Lưu tiếp · còn {0}",
    saved: "Đã lưu cả thư viện, {0}. Không có mạng vẫn đọc được.",
    along: "Ảnh và tệp đính kèm chiếm {0}.",
    textsOnly: "Đã lưu mọi bài, {0}, nhưng chưa đủ ảnh và tệp đính kèm.",
    savingFiles: "Ảnh và tệp đính kèm: đã lưu {0} trên {1}",
    savedSome: "Đã lưu {0}: {1}.",
    old: "Thư viện đã có bài mới hơn bản lưu.",
    update: "Cập nhật bản lưu · {0}",
    kept: "Những phần đã xem được giữ lại sẵn: {0}.",
    safe: "Trình duyệt sẽ không tự xóa bản lưu.",
    unsafe: "Khi máy gần hết chỗ, trình duyệt có thể tự xóa bản lưu. Thêm trang này vào màn hình chính thì bản lưu chắc hơn.",
    persist: "Xin trình duyệt giữ bản lưu",
    forget: "Xóa bản lưu",
    full: "Máy hết chỗ, chưa lưu được hết. Phần đã lưu vẫn dùng được. Hãy dọn bớt máy rồi lưu tiếp.",
    network: "Mạng đứt giữa chừng. Phần đã lưu vẫn còn; có mạng lại thì bấm lưu tiếp.",
    damaged: "Máy chủ gửi dữ liệu hỏng nên chưa lưu được. Hãy thử lại sau.",
    refused: "Trình duyệt không cho trang này lưu dữ liệu: có thể do cửa sổ ẩn danh, hoặc trang không dùng https.",
    offline: "Không có mạng: bạn đang đọc bản đã lưu.",
    newer: "Có bản mới.",
    switch: "Dùng bản mới",
  },
  en: {
    title: "Read without network",
    offer: "Save the whole library on this device, and all articles can be searched and read without network.",
    sections: "Or save some sections only:",
    save: "Save everything · {0}",
    saveSome: "Save the chosen ones · about {0}",
    saving: "{0} of {1} saved",
    pause: "Pause",
    resume: "Go on saving · {0} left",
    saved: "The whole library is saved, {0}. It can be read without network.",
    along: "Pictures and attached files take {0}.",
    textsOnly: "All articles are saved, {0}, but not all pictures and attached files.",
    savingFiles: "Pictures and attached files: {0} of {1} saved",
    savedSome: "Saved, {0}: {1}.",
    old: "The library has newer articles than what is saved.",
    update: "Update what is saved · {0}",
    kept: "What you have looked at is kept: {0}.",
    safe: "The browser will not delete it by itself.",
    unsafe: "When the device runs out of room, the browser may delete it. Adding this page to the home screen makes that less likely.",
    persist: "Ask the browser to keep it",
    forget: "Delete what is saved",
    full: "This device has no room left, so not everything is saved. What is saved can be used. Make room and go on.",
    network: "The network broke off. What is saved stays; go on when there is network again.",
    damaged: "The server sent damaged data, so it could not be saved. Try again later.",
    refused: "The browser does not let this page save anything: a private window perhaps, or a page without https.",
    offline: "No network: you are reading what is saved.",
    newer: "There is a new version.",
    switch: "Use the new version",
  },
};

const STYLE = `
  .offline { background: var(--docbao-paper); color: var(--docbao-ink); border-block-start: 1px solid var(--docbao-rule);
    font: var(--docbao-font-size) / 1.5 var(--docbao-sans); padding: .75em 1em; }
  /* The paper that a site lets go on below its reader goes on below us. */
  [part~="reader"] { --docbao-below: 0px; }
  .offline summary { cursor: pointer; min-height: 44px; display: flex; align-items: center; gap: .5em; color: var(--docbao-quiet); }
  .offline summary::before { content: "▸"; }
  .offline [open] > summary::before { content: "▾"; }
  .offline p { max-width: 36em; padding-block: .4em; }
  .offline label { display: flex; align-items: center; gap: .5em; min-height: 44px; }
  .offline progress { display: block; width: 100%; max-width: 36em; accent-color: var(--docbao-accent); }
  .offline .button { min-height: 44px; margin: .4em .5em .4em 0; }
  .offline :focus-visible { outline: 2px solid var(--docbao-focus); outline-offset: 2px; }
  @media print { .offline { display: none; } }
`;

/** A library of no more bytes than this is saved without being asked for: no more than a few pictures. */
const SMALL_BYTES = 2 << 20;
/** Articles whose texts are brought together. */
const PAGE = 20;

/** @typedef {HTMLElement & { ready: Promise<void>, search: (query: string, options?: object) => Promise<any> }} DocBao */

/** @type {WeakMap<Element, Line>} */
const lines = new WeakMap();

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/**
 * Offers to keep the library of an element, in place of the one that it had before.
 * @param {DocBao} element
 * @param {string} here address of a file beside the service worker
 * @param {unknown} [given] articles that the page brings itself: of these nothing is kept
 */
export async function offer(element, here, given) {
  lines.get(element)?.remove();
  lines.delete(element);
  if (given) return;
  const src = new URL(element.getAttribute("src")?.trim() ?? "", document.baseURI).href;
  const line = new Line(element, src.replace(/docbao\.json$/, "").replace(/\/?$/, "/"));
  lines.set(element, line);
  // Without a worker the reader keeps what it has read all the same.
  watch(new URL("docbao-sw.js", here).href, line).catch(() => {});
  await element.ready;
  await line.begin();
}

class Line {
  #element;
  #store;
  #words;
  #say;
  #root = document.createElement("div");
  #news = document.createElement("div");
  #status = document.createElement("p");
  #panel = document.createElement("details");
  #inside = document.createElement("div");
  /** What is being saved can be stopped. @type {AbortController | undefined} */
  #saving;
  #trouble = "";
  /** Whether the browser has been asked, on this visit, not to delete by itself what is saved. */
  #hasAsked = false;
  /** Whether it broke off. */
  #isBroken = false;
  /** Whether what was saved has been deleted, or is being: from then on nothing is saved unasked. */
  #isForgotten = false;
  /** @type {Set<string>} */
  #chosen = new Set();
  /** @type {{ value: string, count: number }[]} */
  #sections = [];
  #articles = 0;
  #drawings = 0;
  /** Takes back what hangs on the element. */
  #gone = new AbortController();
  #looks;

  /** @param {DocBao} element @param {string} base */
  constructor(element, base) {
    this.#element = element;
    this.#store = open(base);
    const lang = element.closest("[lang]")?.getAttribute("lang") ?? "vi";
    this.#words = lang.startsWith("vi") ? WORDS.vi : WORDS.en;
    this.#say = (/** @type {number} */ bytes) => {
      const [unit, amount] = bytes < 1e6 ? ["kilobyte", Math.ceil(bytes / 1e3)] : ["megabyte", bytes / 1e6];
      return new Intl.NumberFormat(lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
    };
    this.#root.className = "offline";
    this.#root.setAttribute("part", "offline");
    this.#status.setAttribute("role", "status");
    this.#news.setAttribute("role", "status");
    const summary = document.createElement("summary");
    summary.textContent = this.#words.title;
    this.#panel.append(summary, this.#inside);
    this.#panel.addEventListener("toggle", () => this.#panel.open && this.#open());
    this.#root.append(this.#news, this.#status, this.#panel);
    const shadow = /** @type {ShadowRoot} */ (element.shadowRoot);
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets.filter((other) => other !== sheet), sheet];
    shadow.append(this.#root);
    const handOver = (/** @type {Event} */ event) => this.#handOver(/** @type {MouseEvent} */ (event));
    shadow.addEventListener("click", handOver, { signal: this.#gone.signal });
    // The colours that the visitor chose are said on an element of the reader.
    const follow = () => {
      const look = /** @type {HTMLElement} */ (shadow.querySelector("[part~=root] [data-look]"))?.dataset.look ?? "";
      if (this.#root.dataset.look !== look) this.#root.dataset.look = look; // This is heard here, too.
    };
    this.#looks = new MutationObserver(follow);
    this.#looks.observe(shadow, { subtree: true, attributes: true, attributeFilter: ["data-look"] });
    follow();
  }

  remove() {
    this.#saving?.abort();
    this.#gone.abort();
    this.#looks.disconnect();
    this.#root.remove();
  }

  /** Once the reader is there: says where things stand, and keeps what need not be asked for. */
  async begin() {
    const { texts, ...now } = await state(this.#store);
    const { isOffline } = this.#store;
    this.#status.textContent = isOffline ? this.#words.offline : "";
    const isSparing = /** @type {any} */ (navigator).connection?.saveData;
    const isWanted = now.isSaved ? !now.isCurrent : !now.sections.length && !now.isDeclined;
    const isSmall = now.canKeep && !isOffline && isWanted && !isSparing && texts.bytes - texts.here <= SMALL_BYTES;
    if (!isOffline && (isSmall || await hasFiles(this.#store))) await renewFiles(this.#store, this.#files());
    if (isSmall) {
      const { bytes, here } = await state(this.#store);
      await this.#save(false, bytes - here <= SMALL_BYTES);
    }
    await this.#draw();
  }

  /** Says at once what is here, and then what else there is to save. */
  async #open() {
    await this.#draw();
    if (this.#store.isOffline || !this.#files()) return;
    await renewFiles(this.#store, this.#files());
    await this.#draw();
  }

  /** Where the list of pictures and documents is, as the page says. */
  #files() {
    const list = this.#element.dataset.files;
    return list && new URL(list, document.baseURI).href;
  }

  /** Gives a document that is kept to who wants to take it along; all others are the browser's affair. @param {MouseEvent} event */
  async #handOver(event) {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement && target.download);
    if (!(link instanceof HTMLAnchorElement) || link.dataset.isOurs || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const name = link.href.startsWith(this.#store.base) ? link.href.slice(this.#store.base.length) : "";
    if (!FILE.test(name)) return;
    event.preventDefault();
    const kept = await (await this.#store.match(name))?.blob().catch(() => undefined);
    const address = kept && URL.createObjectURL(kept);
    const copy = document.createElement("a");
    copy.href = address ?? link.href;
    copy.download = link.download;
    copy.dataset.isOurs = "true";
    this.#root.append(copy);
    copy.click();
    copy.remove();
    // Long enough for the browser to ask where to put it.
    if (address) setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  /** There is a new version of page or reader. @param {() => void} use */
  announce(use) {
    this.#news.replaceChildren(this.#words.newer, " ", this.#button(this.#words.switch, use));
  }

  /** @param {boolean} isAsked @param {boolean} isAll whether pictures and documents come, too */
  async #save(isAsked, isAll) {
    // What is asked for goes before what is saved unasked.
    if (!isAsked && this.#saving) return;
    const saving = this.#startSaving();
    [this.#trouble, this.#isBroken] = ["", false];
    if (isAsked) await renewFiles(this.#store, this.#files());
    const { bytes, isDeclined, isSaved } = await state(this.#store);
    // It may have been deleted since it was found wanting, here or by another element or page.
    const isUnwanted = !isAsked && (this.#isForgotten || isDeclined && !isSaved);
    const [bar, text] = this.#progress(bytes);
    try {
      if (isUnwanted) saving.abort();
      if (isAsked) {
        this.#persist();
        this.#inside.replaceChildren(bar, text, this.#button(this.#words.pause, () => this.#saving?.abort()));
      }
      await save(this.#store, this.#files(), isAll, (here) => {
        bar.value = here;
        text.textContent = fill(this.#words.saving, this.#say(here), this.#say(bytes));
      }, saving.signal);
    } catch (error) {
      // What took its place speaks for itself.
      if (this.#saving !== saving) return;
      this.#isBroken = !isUnwanted;
      if (isAsked && error instanceof NotSaved) this.#trouble = this.#words[error.why];
    }
    if (this.#saving !== saving) return;
    this.#saving = undefined;
    await this.#draw();
  }

  /** Only one thing is saved at a time: another, going on behind, would save again what was deleted meanwhile. */
  #startSaving() {
    this.#saving?.abort();
    return this.#saving = new AbortController();
  }

  /** Forgets what is saved, and what is being saved. */
  async #forget() {
    this.#isForgotten = true;
    this.#saving?.abort();
    this.#saving = undefined;
    await forget(this.#store);
    await this.#draw();
  }

  /** Brings the index, and then the texts of sections, by asking the reader for them. */
  async #saveSome() {
    const saving = this.#startSaving();
    const { signal } = saving;
    const sections = [...this.#chosen];
    const total = this.#sections.filter(({ value }) => this.#chosen.has(value)).reduce((sum, { count }) => sum + count, 0);
    const [bar, text] = this.#progress(total);
    this.#inside.replaceChildren(bar, text, this.#button(this.#words.pause, () => this.#saving?.abort()));
    this.#trouble = "";
    this.#persist();
    try {
      await saveSections(this.#store, sections, signal);
      for (let offset = 0; offset < total && !signal.aborted; offset += PAGE) {
        const found = await this.#element.search("", { filters: { section: sections }, limit: PAGE, offset });
        if (found.hits.some((/** @type {any} */ hit) => !hit.excerpt.text)) throw new NotSaved("network");
        bar.value = offset + found.hits.length;
        text.textContent = `${bar.value} / ${total}`;
      }
      await saveHanded(this.#store, signal);
      bar.max = (await state(this.#store)).filesOf(sections).bytes;
      await saveFilesOf(this.#store, sections, (here) => {
        bar.value = here;
        text.textContent = fill(this.#words.savingFiles, this.#say(here), this.#say(bar.max));
      }, signal);
    } catch (error) {
      if (this.#saving !== saving) return;
      this.#trouble = error instanceof NotSaved ? this.#words[error.why] : signal.aborted ? "" : this.#words.network;
    }
    if (this.#saving !== saving) return;
    this.#saving = undefined;
    await this.#draw();
  }

  async #draw() {
    if (this.#saving) return;
    const drawing = ++this.#drawings;
    const words = this.#words;
    const now = await state(this.#store);
    const parts = [];
    if (this.#trouble) parts.push(paragraph(this.#trouble, "alert"));
    const missing = this.#say(now.bytes - now.here);
    const choice = document.createElement("div");
    if (!now.canKeep) {
      parts.push(paragraph(words.refused));
    } else if (now.isCurrent && now.files.here === now.files.bytes) {
      parts.push(paragraph(fill(words.saved, this.#say(now.bytes))));
    } else {
      const isOld = now.isSaved && !now.isCurrent;
      const said = isOld ? words.old : now.isCurrent ? fill(words.textsOnly, this.#say(now.here)) : words.offer;
      const along = now.files.bytes - now.files.here;
      const label = isOld ? words.update : this.#isBroken ? words.resume : words.save;
      parts.push(
        paragraph(along && !now.isCurrent ? `${said} ${fill(words.along, this.#say(along))}` : said),
        this.#button(fill(label, missing), () => this.#save(true, true)),
      );
      if (!now.isSaved) parts.push(choice);
      if (now.sections.length) parts.push(paragraph(fill(words.savedSome, this.#say(now.here), now.sections.join(", "))));
      else if (now.here && !now.isSaved) parts.push(paragraph(fill(words.kept, this.#say(now.here))));
    }
    if (now.isSaved || now.sections.length) parts.push(...await this.#safety());
    if (now.here) parts.push(this.#button(words.forget, () => this.#forget()));
    // What took longer than something that was drawn since is old.
    if (drawing !== this.#drawings || this.#saving) return;
    this.#inside.replaceChildren(...parts);
    // What is said must not wait for a network that may be gone.
    if (choice.isConnected) choice.append(...await this.#choice(now));
  }

  /** Asks the browser not to delete by itself what is saved. Firefox passes the question on, so nobody waits. */
  #persist() {
    this.#hasAsked = true;
    const asked = navigator.storage?.persist?.().catch(() => false);
    asked?.then(() => this.#draw());
  }

  /** Whether the browser keeps what is saved, and a way to ask it to. */
  async #safety() {
    const words = this.#words;
    if (await navigator.storage?.persisted?.().catch(() => false)) return [paragraph(words.safe)];
    const canAsk = !this.#hasAsked && !!navigator.storage?.persist;
    return [paragraph(words.unsafe), ...canAsk ? [this.#button(words.persist, () => this.#persist())] : []];
  }

  /**
   * Sections to choose among, if the panel is open: asking for them costs a few kilobytes.
   * @param {Awaited<ReturnType<typeof state>>} now
   */
  async #choice({ texts, filesOf }) {
    if (this.#panel.open && !this.#sections.length) {
      const found = await this.#element.search("", { limit: 0, excerpts: false }).catch(() => undefined);
      this.#sections = found?.facets.section ?? [];
      this.#articles = found?.total ?? 0;
    }
    if (this.#sections.length < 2) return [];
    const button = this.#button("", () => this.#saveSome());
    const count = () => {
      const chosen = this.#sections.filter(({ value }) => this.#chosen.has(value));
      const share = chosen.reduce((sum, { count }) => sum + count, 0) / this.#articles;
      button.hidden = !chosen.length;
      const files = filesOf([...this.#chosen]);
      button.textContent = fill(this.#words.saveSome, this.#say(texts.bytes * share + files.bytes - files.here));
    };
    const boxes = this.#sections.map(({ value, count: articles }) => {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = this.#chosen.has(value);
      box.onchange = () => {
        this.#chosen[box.checked ? "add" : "delete"](value);
        count();
      };
      const label = document.createElement("label");
      label.append(box, `${value} (${articles})`);
      return label;
    });
    count();
    return [paragraph(this.#words.sections), ...boxes, button];
  }

  /** @param {number} max @returns {[HTMLProgressElement, HTMLElement]} */
  #progress(max) {
    const bar = document.createElement("progress");
    bar.max = max;
    bar.setAttribute("aria-label", this.#words.title);
    return [bar, paragraph("")];
  }

  /** @param {string} text @param {() => unknown} act */
  #button(text, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = text;
    button.onclick = act;
    return button;
  }
}

/** Lines that hear of a new version; nothing here keeps one whose element the page has let go. @type {Set<WeakRef<Line>>} */
const told = new Set();
let isWatching = false;
/** @type {ServiceWorkerRegistration | undefined} */
let registration;
/** The one address that is ever made a script of, for pages that require trusted types. @type {any} */
let script;

/**
 * Registers the service worker, which all elements of a page share. A new one waits until the visitor wants it; then
 * all pages that it serves are loaded again, once.
 * @param {string} address @param {Line} line
 */
async function watch(address, line) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  for (const other of told) if (!other.deref()) told.delete(other);
  told.add(new WeakRef(line));
  if (!isWatching) {
    isWatching = true;
    const hadWorker = !!workers.controller;
    let isLeaving = false;
    workers.addEventListener("controllerchange", () => {
      if (hadWorker && !isLeaving) location.reload();
      isLeaving = true;
    });
  }
  const types = /** @type {any} */ (window).trustedTypes;
  // A second policy of the same name is refused.
  script ??= types?.createPolicy("docbao", { createScriptURL: () => address }).createScriptURL("") ?? address;
  const registered = await workers.register(script);
  if (registration !== registered) {
    registration = registered;
    registered.addEventListener("updatefound", () => registered.installing?.addEventListener("statechange", announce));
  }
  announce();
}

/** Says of a new version that waits, wherever there is a line. */
function announce() {
  const waiting = registration?.waiting;
  if (!waiting || !navigator.serviceWorker.controller) return;
  for (const line of told) line.deref()?.announce(() => waiting.postMessage("docbao: switch"));
}

/** @param {string} text @param {string} [role] */
function paragraph(text, role) {
  const element = document.createElement("p");
  element.textContent = text;
  if (role) element.setAttribute("role", role);
  return element;
}

/** @param {string} text @param {string[]} values */
function fill(text, ...values) {
  return text.replace(/\{(\d)\}/g, (_, at) => values[Number(at)] ?? "");
}
