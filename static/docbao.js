// docbao.js: the element <doc-bao>. A classic script, so that it runs wherever a page can hold a
// script tag. It carries what must live before wasm does: the shadow root, attributes, events, and
// what the host page put inside, which shows until the reader is ready and again if it cannot be.
// Everything else is the reader (docbao-reader.js), loaded on demand.
// @ts-check
"use strict";

(() => {
  if (customElements.get("doc-bao")) return;

  /** Us. A script that is a module has no `currentScript`. @type {HTMLScriptElement | null} */
  const SCRIPT = /** @type {any} */ (document.currentScript ?? document.querySelector('script[src*="docbao.js"]'));
  const HERE = SCRIPT?.src || document.baseURI;
  /** Hashes of what we load, filled in by `cargo xtask reader`. @type {Record<string, string>} */
  const INTEGRITY = {};
  /** Who pins us pins what we load. @param {string} name */
  const integrity = (name) => (SCRIPT?.integrity ? INTEGRITY[name] : "");
  /**
   * Where files come from: the network, unless the page carries them itself. `load` brings a module,
   * `fetch` anything else, as the browser's own do.
   * @type {{ load: (address: string, integrity: string) => Promise<any>, fetch: typeof fetch }}
   */
  const FILES = /** @type {any} */ (window).docbaoFiles ?? {
    load: async (/** @type {string} */ address, /** @type {string} */ integrity) => {
      // WebKit preloads modules without a look at their hash, so that it is asked for them in both ways.
      if (integrity) await Promise.all([preload(address, integrity), fetch(address, { integrity })]);
      return import(address);
    },
    fetch: (/** @type {[string]} */ ...asked) => fetch(...asked),
  };
  /** Where a file lies that lies beside this script: a text, since not everybody who listens in on `fetch` knows more. @param {string} name */
  const at = (name) => new URL(name, HERE).href;
  /** Brings a module that lies beside this script. @param {string} name */
  const load = (name) => FILES.load(at(name), integrity(name.split("?")[0]));
  /** The first two are properties of every element already. */
  const ATTRIBUTES = ["lang", "id", "src", "routing", "theme", "loading", "article", "query", "page-size", "link-base", "offline", "shortcuts"];

  /**
   * In Vietnamese and English, what is said where even the words for what went wrong (docbao-words.js) do
   * not come: [what, cure, retry].
   */
  const SHORT = [
    ["Không tải được trình đọc.", "Kiểm tra mạng, CORS, CSP, SRI.", "Thử lại"],
    ["The reader did not load.", "Check network, CORS, CSP, SRI.", "Retry"],
  ];

  /** @param {string} name @param {object} [properties] */
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  /** @param {string} name */
  const isOurs = (name) => ATTRIBUTES.includes(name) || name.startsWith("filter-");

  class DocBaoError extends Error {
    // No assignment: the one of errors may be frozen.
    name = "DocBaoError";
    /** @param {string} code @param {string} [message] @param {unknown} [cause] */
    constructor(code, message = "", cause) {
      super(message, { cause });
      this.code = code;
    }
  }

  /** What the reader rejects with is a plain object. @param {{code: string, message: string}} reason */
  const rethrow = ({ code, message }) => {
    throw new DocBaoError(code, message);
  };

  /** @param {number} ms */
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  /** Pieces of files that have come so far. */
  let pieces = 0;

  /**
   * Does work until nothing has come for twenty seconds: a slow network is slow, but it goes on. Browsers show
   * no byte of what is pinned before all are there, and none of an import, which is small.
   * @template T @param {(signal: AbortSignal) => Promise<T>} work hears when it is given up @returns {Promise<T>}
   */
  const patiently = (work) => {
    const giveUp = new AbortController();
    /** @type {any} */
    let timer, seen = 0, seconds = 0;
    return Promise.race([
      work(giveUp.signal),
      new Promise((_, reject) => {
        timer = setInterval(() => {
          if (seen !== pieces) [seen, seconds] = [pieces, 0];
          else if (++seconds > (SCRIPT?.integrity ? 180 : 20)) giveUp.abort(), reject(new DocBaoError("reader-missing"));
        }, 1000);
      }),
    ]).finally(() => clearInterval(timer));
  };

  /**
   * Does something once for all elements of the page, and a second time if it fails: networks are like
   * that. A failed attempt is forgotten, so that the next one tries again; it is given what makes
   * addresses new, because browsers remember a failed import.
   * @template T @param {(again: string, signal: AbortSignal) => Promise<T>} work @returns {() => Promise<T>}
   */
  const once = (work) => {
    /** @type {Promise<T> | undefined} */
    let doing;
    let attempts = 0;
    const attempt = () => patiently((signal) => work(attempts++ ? "?" + attempts : "", signal));
    return () => (doing ??= attempt().catch(() => sleep(1000).then(attempt)).catch((error) => {
      doing = undefined;
      throw error;
    }));
  };

  /** Chromium 105 (container queries), Firefox 113 (streams that inflate), Safari 16.4 (these) and what came after. */
  const sheet = "container" in document.documentElement.style && "DecompressionStream" in window && "WebAssembly" in window && new CSSStyleSheet();
  if (sheet) sheet.replaceSync(":host{display:block}:host([hidden]),[hidden]{display:none!important}");
  /** @type {Set<DocBao>} */
  const mounted = new Set();
  /**
   * By which directive the policy of the page refused a file of ours, since the reader was last asked for. What else
   * it refuses is the page's own affair. Of files of other sites WebKit names the site alone.
   */
  let refused = "";
  document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
    if (/\/docbao[^./]+\.(js|wasm)/.test(blockedURI) || HERE.startsWith(blockedURI)) refused = effectiveDirective;
  });

  let loadReader = once(startReader);
  const loadArticles = once((again) => load(`docbao-articles.js${again}`));

  /** What has been asked for before: what came of it may have been wrong, and kept. @type {Set<string>} */
  const asked = new Set();

  /** Brings a file that lies beside this script. @param {string} name @param {AbortSignal} [signal] */
  async function bring(name, signal) {
    const cache = asked.has(name) ? "reload" : "default";
    asked.add(name);
    const response = await FILES.fetch(at(name), { integrity: integrity(name), cache, signal });
    if (!response.ok) throw new Error(name); // The browser's own list of requests has the status.
    response.clone().body?.pipeTo(new WritableStream({ write() { pieces++; } })).catch(() => {});
    return response;
  }

  /** What WebAssembly takes for a module. @param {string} name @param {AbortSignal} [signal] */
  async function bringModule(name, signal) {
    const wasm = await bring(name, signal);
    // Streaming wants the right MIME type, which older servers do not send.
    return wasm.headers.get("content-type")?.startsWith("application/wasm") ? wasm : wasm.arrayBuffer();
  }

  /**
   * `import` knows no integrity, but takes what a link with one has brought. The link does not stay in the page.
   * @param {string} href @param {string} integrity @param {any} [link]
   */
  const preload = (href, integrity, link) => new Promise((onload, onerror) => {
    document.head.append(link = make("link", { rel: "modulepreload", crossOrigin: "", integrity, onload, onerror, href }));
  }).finally(() => link.remove());

  /** The second module works in the memory of the first. @type {() => Promise<unknown>} */
  let loadLater;

  /** @param {string} again @param {AbortSignal} signal */
  async function startReader(again, signal) {
    if (!sheet) throw new DocBaoError("no-wasm");
    refused = "";
    try {
      const [reader, module_or_path] = await Promise.all([
        load(`docbao-reader.js${again}`),
        bringModule("docbao-reader_bg.wasm", signal),
      ]);
      // The number is that of what the two halves have agreed upon: `mount` in src/embed.rs.
      if (reader.default && !reader.show1) throw new DocBaoError("other-release");
      const exports = await reader.default({ module_or_path });
      loadLater = once(async (_, signal) => {
        const later = await bringModule("docbao-reader_later.wasm", signal);
        await WebAssembly[later instanceof Response ? "instantiateStreaming" : "instantiate"](/** @type {any} */ (later), { __wasm_split: exports });
      });
      watch(reader);
      return reader;
    } catch (error) {
      if (error instanceof DocBaoError) throw error;
      // The browser tells of refusals after it has refused.
      await sleep(0);
      const isWasm = /unsafe-eval|content.security|\bCSP\b/i.test(/** @type {Error} */ (error)?.message);
      throw new DocBaoError(refused ? "csp-blocked" : isWasm ? "csp-wasm" : "reader-missing", refused && ` ${refused}.`, error);
    }
  }

  /**
   * Hears it when the module has stopped half-way: it, and every reader with it, is lost then. Asked
   * when something has gone wrong on the page, ours or not, and not before the stack is empty.
   * @param {any} reader
   */
  function watch(reader) {
    const height = reader.height();
    /** @type {boolean | undefined} */
    let isLost;
    const look = () => setTimeout(() => {
      if (isLost || reader.height() === height) return;
      isLost = true;
      loadReader = () => Promise.reject(new DocBaoError("crashed"));
      mounted.forEach((element) => element[TELL]("crashed"));
    });
    for (const type of ["error", "unhandledrejection"]) addEventListener(type, look);
  }

  const loadSheet = once(async (_, signal) => {
    const style = await (await bring("docbao.css", signal)).text();
    if (!(await new CSSStyleSheet().replace(style)).cssRules.length) throw new Error(style);
    if (sheet) await sheet.replace(style);
  });

  /** Waits for what the reader can do without, but not for long once the reader is here. @template T @param {Promise<T>} work @param {T} [instead] */
  const orElse = (work, instead) => Promise.race([work.catch(() => instead), loadReader().then(() => sleep(2000)).then(() => instead)]);

  const TELL = Symbol();

  class DocBao extends HTMLElement {
    #root = make("div", { part: "root", hidden: true });
    #slot = make("slot");
    /** The reader, once it is mounted. @type {any} */
    #reader;
    /** @type {Promise<any> | undefined} */
    #starting;
    /** @type {IntersectionObserver | undefined} */
    #sight;
    /** The promise and what decides it. @type {any} */
    #ready;
    /** @type {any} */
    #resolve;
    /** @type {any} */
    #reject;
    #isSettled = true;
    /** Whether somebody waits for `ready`. @type {boolean | undefined} */
    #isAwaited;
    /** @type {number | undefined} */
    #leaving;
    /** Articles that the host page gave in place of `src`. @type {unknown[] | null} */
    #articles = null;
    /** Number of the present reader; what an earlier one still waits for is of no use. */
    #turn = 0;

    constructor() {
      super();
      const shadow = this.attachShadow({ mode: "open" });
      if (sheet) shadow.adoptedStyleSheets = [sheet];
      shadow.append(this.#root, this.#slot);
      this.#renew();
      // What was given before there was an element to hear of it.
      const { articles } = this;
      delete /** @type {any} */ (this).articles;
      if (articles) this.articles = articles;
      new MutationObserver(this.#changed).observe(this, { attributes: true });
    }

    /**
     * Resolves when the first list is on the screen. Rejects with a DocBaoError; after a retry that
     * succeeds it is another promise, which is resolved. To ask for it is to begin loading, in sight
     * or not: else whoever waits for an element far down the page would wait for a visitor to scroll.
     * @returns {Promise<void>}
     */
    get ready() {
      this.#isAwaited = true;
      if (this.isConnected && !this.#isSettled) this.#begin();
      return this.#ready;
    }

    /** Articles to read instead of a library at `src`; null: none. @type {unknown[] | null} */
    get articles() {
      return this.#articles;
    }

    set articles(articles) {
      this.#articles = articles ?? null;
      this.#anew();
    }

    /**
     * Searches without changing the screen.
     * @param {string} query
     * @param {object} [options]
     */
    async search(query, options = {}) {
      return (await this.#start()).search(String(query), options).catch(rethrow);
    }

    /** Opens an article. @param {string} id @returns {Promise<void>} */
    async open(id) {
      return (await this.#start()).open(String(id)).catch(rethrow);
    }

    /** Goes back to the list. */
    close() {
      this.#reader?.close();
    }

    connectedCallback() {
      clearTimeout(this.#leaving);
      this.#sight?.disconnect();
      if (this.#starting) return;
      const loading = this.#said("loading");
      if (loading === "eager" || this.#isAwaited) this.#begin();
      else if (loading === "click" && this.#hasContent()) {
        for (const type of ["click", "focusin"]) this.addEventListener(type, this.#begin, { once: true });
      } else {
        this.#sight ??= new IntersectionObserver(
          (entries) => entries.some((entry) => entry.isIntersecting) && this.#begin(),
          { rootMargin: "300px" },
        );
        this.#sight.observe(this);
      }
    }

    disconnectedCallback() {
      this.#sight?.disconnect();
      // Scripts of a page move elements by taking them out and putting them in again. The reader is taken
      // down after half a minute, sooner if another comes.
      if (this.#starting) this.#leaving = setTimeout(() => this.isConnected || this.#stop(), 30_000);
    }

    connectedMoveCallback() {}

    /** For the loader: says what has gone wrong with a reader that stood. @param {string} code */
    [TELL](code) {
      if (code === "crashed") this.#reader = undefined;
      this.#fail(new DocBaoError(code));
    }

    /** Who waits already goes on waiting; who has heard something waits anew. */
    #renew() {
      if (!this.#isSettled) return;
      this.#isSettled = false;
      this.#ready = new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
      });
      this.#ready.catch(() => {}); // Nobody has to listen: there is an event as well.
    }

    /** @param {any} [event] on the content. A plain click on a link there is for what the reader shows in its place. */
    #begin = (event) => {
      if (event && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) event.preventDefault();
      this.#start().catch(() => {});
    };

    /** Begins anew, if it has begun. */
    #anew() {
      if (this.#starting || !this.#root.hidden) this.#stop(), this.#begin();
    }

    #start() {
      return (this.#starting ??= this.#mount());
    }

    async #mount() {
      const turn = this.#turn;
      this.#sight?.disconnect();
      if (!this.#hasContent()) this.#show("loading");
      try {
        const [reader, fetchPart] = await Promise.all([
          loadReader(),
          this.#loadFetch(),
          orElse(loadSheet()),
        ]);
        if (turn !== this.#turn) throw new DOMException("", "AbortError");
        for (const other of mounted) other === this || other.isConnected || other.#stop();
        mounted.add(this);
        this.#reader = reader.show1(this.#root, this.#attributes(), this.#hear, fetchPart, loadLater);
        if (this.#said("offline") === "sw") load("docbao-offline.js").then((offline) => offline.offer(this, HERE, this.#given())).catch(() => {});
        return this.#reader;
      } catch (error) {
        const failure = turn === this.#turn && await this.#fail(error instanceof DocBaoError ? error : new DocBaoError("crashed", "", error));
        // Somebody may have begun anew already.
        if (!failure) return this.#starting ?? Promise.reject(error);
        this.#starting = undefined;
        throw failure;
      }
    }

    /** What brings the files of the library: made here of articles, or from the network; it keeps them too,
     * unless the page forbids that. */
    async #loadFetch() {
      // What is inside may still be on its way.
      if (!this.#said("src") && !this.#articles && document.readyState === "loading") {
        await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
      }
      const given = this.#given();
      if (given) {
        const { library } = await loadArticles().catch((error) => {
          throw new DocBaoError("indexer-missing", "", error);
        });
        return library(given, this.#language(), { INTEGRITY, load, bringModule, once, DocBaoError }, this.#tell);
      }
      return this.#said("offline") === "none" ? FILES.fetch : orElse(load("docbao-store.js").then((store) => store.fetch), FILES.fetch);
    }

    /** What to make a library of here in the page: articles, the script that holds them, or their address. */
    #given() {
      const src = this.#said("src");
      if (this.#articles) return this.#articles;
      if (!src) return this.querySelector(':scope > script[type="application/json"]');
      const { href, pathname, search } = new URL(src, document.baseURI);
      // A library is a folder, or its manifest.
      return (search || pathname.endsWith(".json")) && !pathname.endsWith("/docbao.json") ? href : null;
    }

    /** @param {string} name */
    #said(name) {
      return this.getAttribute(name)?.trim();
    }

    #stop() {
      const reader = this.#reader;
      // Nothing may hold on to an element that the page has let go.
      clearTimeout(this.#leaving);
      this.#sight?.disconnect();
      this.#turn++;
      this.#reader = this.#starting = undefined;
      mounted.delete(this);
      reader?.destroy();
      this.#root.replaceChildren();
      this.#root.hidden = true;
      this.#slot.hidden = false;
      delete this.#root.dataset.state;
      this.#renew();
    }

    /** What the reader says. @param {string} name @param {any} detail */
    #hear = (name, detail) => {
      if (name === "ready") {
        this.#show("ready");
        // A retry inside the reader: the promise was rejected.
        this.#renew();
        this.#isSettled = true;
        this.#resolve();
      } else if (name === "error") {
        const { code, message } = detail;
        console.error(`docbao: ${message} (${code})`);
        if (this.#root.dataset.state !== "ready") {
          this.#show("failed");
          this.#isSettled = true;
          this.#reject(new DocBaoError(code, message));
        }
      }
      this.#tell(name, detail);
    };

    /** @param {string} name @param {any} detail */
    #tell = (name, detail) => {
      this.dispatchEvent(new CustomEvent(`docbao-${name}`, { bubbles: true, composed: true, detail }));
    };

    /**
     * Says that there is no reader, or none any more. Returns the error in words, unless that is old by now:
     * the words may have to be brought.
     * @param {DocBaoError} reason what it says already comes after the words; several elements may have it
     */
    async #fail({ code, message, cause }) {
      const turn = this.#turn;
      const language = this.#language().startsWith("vi") ? 0 : 1;
      const [what, cure] = /** @type {any} */ (cause)?.words ?? await Promise.race([
        load("docbao-words.js").then(({ WORDS }) => WORDS[language][code]).catch(() => {}), sleep(5000),
      ]) ?? SHORT[language];
      if (turn !== this.#turn) return;
      const sentences = [what, cure + message];
      message = sentences.join(" ");
      if (!this.#reader) {
        const onclick = () => (code === "crashed" ? location.reload() : this.#anew());
        const notice = make("div", { className: "notice" });
        notice.setAttribute("role", "alert");
        notice.append(
          ...sentences.map((textContent) => make("p", { textContent })),
          make("button", { className: "button", textContent: SHORT[language][2], onclick }),
        );
        this.#root.replaceChildren(notice);
        this.#root.dataset.state = "";
        loadSheet().catch(() => {});
      }
      this.#hear("error", { code, message });
      return new DocBaoError(code, message, cause);
    }

    /** @param {"loading" | "ready" | "failed"} state */
    #show(state) {
      this.#root.dataset.state = state;
      this.#root.hidden = false;
      this.#slot.hidden = state === "ready";
    }

    /** Whether the host page put something here for the time before the reader is ready. */
    #hasContent() {
      return [...this.childNodes].some((node) =>
        node instanceof Element ? node.localName !== "script" : node instanceof Text && node.data.trim());
    }

    #language() {
      const holder = this.closest("[lang]") ?? document.documentElement;
      return holder.getAttribute("lang")?.trim().toLowerCase() || "vi";
    }

    #attributes() {
      /** @type {Record<string, string>} */
      const all = {};
      for (const { name, value } of this.attributes) if (isOurs(name)) all[name] = value;
      all.lang = this.#language();
      const given = this.#given();
      if (given) all.src = new URL(".", typeof given === "string" ? given : document.baseURI).href;
      else if (all.src?.trim()) all.src = new URL(all.src, document.baseURI).href;
      return Object.entries(all);
    }

    /** @param {MutationRecord[]} records */
    #changed = (records) => {
      const ours = records.map(({ attributeName }) => attributeName ?? "").filter(isOurs);
      if (["src", "routing", "id"].some((name) => ours.includes(name))) this.#anew();
      else if (this.#reader && ours.length) this.#reader.update(this.#attributes());
      else if (this.isConnected && ours.includes("loading")) this.connectedCallback();
    };
  }

  /** The element that an event comes from the inside of. @param {Event} event @returns {DocBao | undefined} */
  const owner = (event) => /** @type {any} */ (event.composedPath().find((node) => node instanceof DocBao));

  /**
   * What is typed into a reader is no shortcut of the host page, not even of one that listens on the way
   * down: a copy goes on, which does not leave the shadow root. Who holds Ctrl or Meta does not type, nor
   * does who moves a slider: WebKit obeys a copy as well, and would take every step twice. The copy is no
   * `KeyboardEvent`: those that a page makes leave every shadow root in Firefox, whatever they are told.
   * @param {any} event
   */
  function keepTyping(event) {
    const [target] = event.composedPath();
    const { type, key, altKey, isComposing } = event;
    if ((event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph")) return;
    if (!owner(event) || !target.matches?.("[type=search],textarea")) return;
    event.stopImmediatePropagation();
    const copy = new Event(type, { bubbles: true, cancelable: true });
    if (!target.dispatchEvent(Object.assign(copy, { key, altKey, isComposing }))) event.preventDefault();
  }
  for (const type of ["keydown", "keypress", "keyup"]) addEventListener(type, keepTyping, true);

  // A page that lets nobody else hear a click is told once, with the cure.
  /** @type {boolean | undefined} */
  let isTold;
  addEventListener("click", (event) => {
    const element = owner(event);
    if (isTold || !element) return;
    const telling = setTimeout(() => isTold ||= !element[TELL]("events-stopped"));
    element.shadowRoot?.addEventListener("click", () => clearTimeout(telling), { capture: true, once: true });
  }, true);

  // Properties reflect attributes.
  for (const name of ATTRIBUTES.slice(2))
    Object.defineProperty(DocBao.prototype, name.replace(/-(.)/, (_, letter) => letter.toUpperCase()), {
      get() {
        return this.getAttribute(name);
      },
      set(value) {
        value == null ? this.removeAttribute(name) : this.setAttribute(name, value);
      },
    });

  customElements.define("doc-bao", DocBao);
})();
