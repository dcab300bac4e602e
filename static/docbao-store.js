// docbao-store.js: the network as the reader sees it, and what the browser keeps of a library, so that
// what was read once is there without network too. The reader checks every slice that it gets, so
// nothing here has to be trusted: an answer may have holes where a part is missing.
//
// What is kept lies in one cache for each library, under addresses of its own folder:
//   docbao.json                the manifest that was seen last
//   docbao.json?saved          the manifest of a library that is here as a whole
//   docbao.json?sections       names of sections that were asked for
//   PACK, PACK?bytes=FROM-TO   a pack, or bytes of one, the end not included
// Packs are named by their contents, so parts of two editions cannot be mixed up.
// @ts-check

/** Bytes that are kept unasked; beyond, the oldest parts go. */
const KEPT_BYTES = 32 << 20;
/** Milliseconds before asking again. */
const WAITS = [400, 1200, 3600];
/** Milliseconds without a byte after which an answer is given up. With a copy at hand, less. */
const PATIENCE = 20_000;
const LITTLE_PATIENCE = 4_000;
/** Answers of a server that may do better in a moment. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];
/** Bytes of a part when everything is saved: what is lost when the network breaks off. */
const PART_BYTES = 512 << 10;
/** Packs up to this size are asked for as a whole once a range of them has come wrong. */
const WHOLE_BYTES = 4 << 20;

const MANIFEST = "docbao.json";
const SAVED = `${MANIFEST}?saved`;
const SECTIONS = `${MANIFEST}?sections`;

/** @typedef {{ file: string, bytes: number, sha256: string }} Pack */
/** @typedef {{ docbao: number, build: string, packs: Pack[] }} Manifest */
/** @typedef {{ start: number, end: number }} Range */
/** @typedef {Range & { key: string }} Part under which address, below the folder, bytes of a pack lie */
/** @typedef {{ status: number, body: Uint8Array<ArrayBuffer> }} Answer */

/** Why something was not saved: `full`, `network` or `damaged`. */
export class NotSaved extends Error {
  /** @param {"full" | "network" | "damaged"} why @param {unknown} [cause] */
  constructor(why, cause) {
    super(why, { cause });
    this.why = why;
  }
}

/** @type {Map<string, Store>} */
const stores = new Map();

/** Asks for a file of a library, as the browser's own function does. @param {string} address @param {RequestInit} [init] */
export function fetch(address, init) {
  return open(address.slice(0, address.lastIndexOf("/") + 1)).fetch(address, init);
}

/** What is kept of the library in a folder. @param {string} base ends in a slash */
export function open(base) {
  const store = stores.get(base) ?? new Store(base);
  stores.set(base, store);
  return store;
}

class Store {
  /** Whether the manifest that the reader has did not come from the network. */
  isOffline = false;
  /** Whether the browser refused to keep more. */
  isFull = false;

  #base;
  /** @type {Promise<Cache | undefined>} */
  #cache;
  /** What is here of each pack. @type {Promise<Map<string, Part[]>>} */
  #parts;
  /** @type {Manifest | undefined} */
  #manifest;
  /** Packs of which something came wrong. @type {Set<string>} */
  #doubtful = new Set();
  /** Whether the reader is to be led back from an edition that does not come to the one that is saved. */
  #isLedBack = false;

  /** @param {string} base */
  constructor(base) {
    this.#base = base;
    // There is none without https, and some private windows refuse it.
    this.#cache = (async () => caches.open(`docbao data ${base}`))().catch(() => undefined);
    this.#parts = this.#list();
  }

  /** Asks for a file of the library, as the browser's own function does. */
  fetch = async (/** @type {string} */ address, /** @type {RequestInit} */ init = {}) => {
    const name = address.slice(this.#base.length);
    return name === MANIFEST ? this.#bringManifest(init) : this.#bringPart(name, init);
  };

  /** @param {RequestInit} init */
  async #bringManifest(init) {
    const kept = await this.#match(SAVED) ?? await this.#match(MANIFEST);
    const answer = this.#isLedBack ? undefined : await ask(this.#base + MANIFEST, init, !kept).catch((error) => {
      if (kept) return undefined;
      throw error;
    });
    this.#isLedBack = false;
    const isPassing = !answer || PASSING.includes(answer.status);
    const manifest = answer?.status === 200 ? read(answer.body) : undefined;
    this.isOffline = !!kept && (isPassing || answer?.status === 200 && !manifest);
    if (this.isOffline || !answer) {
      const body = new Uint8Array(await /** @type {Response} */ (kept).arrayBuffer());
      this.#manifest = read(body);
      return new Response(body);
    }
    if (manifest?.docbao === 1) {
      this.#manifest = manifest;
      await this.#put(MANIFEST, answer.body);
      await this.#dropOthers();
    }
    return response(answer);
  }

  /** @param {string} name @param {RequestInit} init */
  async #bringPart(name, init) {
    const asked = rangeOf(init);
    const isAgain = init.cache === "reload";
    const kept = isAgain ? undefined : await this.#take(name, asked, false);
    if (kept) return response(kept);
    const size = this.#packOf(name)?.bytes ?? 0;
    const isWhole = !asked || isAgain && (size <= WHOLE_BYTES || this.#doubtful.has(name));
    if (isAgain) this.#doubtful.add(name);
    const length = asked && !isWhole ? asked.end - asked.start : size;
    let answer;
    try {
      const headers = isWhole ? {} : init.headers;
      answer = await ask(this.#base + name, { ...init, headers }, !this.isOffline, length);
    } catch (error) {
      if (await this.#leadBack()) return new Response(null, { status: 410 });
      const part = asked && await this.#take(name, asked, true);
      if (part) return response(part);
      throw error;
    }
    if (answer.status > 206 && await this.#leadBack()) return new Response(null, { status: 410 });
    if (answer.status === 200) {
      answer.body = await mend(answer.body, size);
      if (!size || answer.body.length === size) this.#put(name, answer.body);
    } else if (answer.status === 206 && asked && answer.body.length === length) {
      this.#put(`${name}?bytes=${asked.start}-${asked.end}`, answer.body);
    }
    return response(answer);
  }

  /** When a part of a new edition does not come, and the one before is here as a whole: the reader is told
   * that its edition is gone, asks for the manifest again, and gets the one before. */
  async #leadBack() {
    const saved = await this.#json(SAVED);
    this.#isLedBack = !!saved && saved.build !== this.#manifest?.build;
    return this.#isLedBack;
  }

  /** What is known of the library: its size and how much of it is here, in bytes. */
  async state() {
    const saved = await this.#json(SAVED);
    const packs = this.#manifest?.packs ?? [];
    const parts = await this.#parts;
    const held = (/** @type {Pack} */ pack) => covered(parts.get(pack.file) ?? [], { start: 0, end: pack.bytes });
    const sum = (/** @type {number[]} */ numbers) => numbers.reduce((all, number) => all + number, 0);
    return {
      canKeep: !!await this.#cache,
      bytes: sum(packs.map((pack) => pack.bytes)),
      here: sum(packs.map(held)),
      isSaved: !!saved,
      isCurrent: !!saved && saved.build === this.#manifest?.build,
      sections: /** @type {string[]} */ (await this.#json(SECTIONS) ?? []),
    };
  }

  /**
   * Saves the whole library. What had come when it breaks off is not asked for again.
   * @param {(here: number) => void} onProgress hears how many bytes are here
   * @param {AbortSignal} signal
   * @throws {NotSaved}
   */
  async save(onProgress, signal) {
    const manifest = this.#manifest;
    if (!manifest || !await this.#cache) throw new NotSaved("network");
    await this.#checkRoom();
    await this.#savePacks(manifest.packs, onProgress, signal);
    await this.#put(SAVED, encode(manifest), true);
    await this.#dropOthers();
  }

  /**
   * Saves the index, and from then on drops no text that the reader brings: those of sections, for one.
   * @param {string[]} sections @param {AbortSignal} signal
   * @throws {NotSaved}
   */
  async saveSections(sections, signal) {
    const packs = this.#manifest?.packs.filter(({ file }) => file.startsWith("index-"));
    if (!packs || !await this.#cache) throw new NotSaved("network");
    await this.#savePacks(packs, () => {}, signal);
    await this.#put(SECTIONS, encode(sections), true);
  }

  /** @param {Pack[]} packs @param {(here: number) => void} onProgress @param {AbortSignal} signal */
  async #savePacks(packs, onProgress, signal) {
    let here = 0;
    for (const pack of packs) {
      for (let start = 0; start < pack.bytes; start += PART_BYTES) {
        if (signal.aborted) throw signal.reason;
        const end = Math.min(start + PART_BYTES, pack.bytes);
        if (!await this.#holds(pack.file, { start, end })) await this.#savePart(pack, { start, end }, signal);
        onProgress(here + end);
      }
      here += pack.bytes;
      await this.#join(pack);
    }
  }

  /** Forgets everything that is kept of the library. */
  async forget() {
    await caches.delete(`docbao data ${this.#base}`).catch(() => false);
    this.#cache = caches.open(`docbao data ${this.#base}`).catch(() => undefined);
    this.#parts = Promise.resolve(new Map());
    this.isFull = false;
  }

  /** @param {Pack} pack @param {Range} range @param {AbortSignal} signal */
  async #savePart({ file, bytes }, { start, end }, signal) {
    let answer;
    try {
      const headers = { Range: `bytes=${start}-${end - 1}` };
      answer = await ask(this.#base + file, { headers, signal }, true, end - start);
    } catch (error) {
      throw signal.aborted ? signal.reason : new NotSaved("network", error);
    }
    const body = answer.status === 200 ? await mend(answer.body, bytes) : answer.body;
    if (answer.status === 200 && body.length === bytes) {
      await this.#put(file, body, true);
    } else if (answer.status === 206 && body.length === end - start) {
      await this.#put(`${file}?bytes=${start}-${end}`, body, true);
    } else {
      throw new NotSaved(answer.status < 300 ? "damaged" : "network");
    }
  }

  /** Makes one pack of its parts, if it is what its name says. @param {Pack} pack */
  async #join({ file, bytes, sha256 }) {
    const whole = await this.#take(file, { start: 0, end: bytes }, false);
    const hash = whole && await crypto.subtle.digest("SHA-256", whole.body);
    const hex = [...new Uint8Array(hash ?? [])].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const isJoined = (await this.#parts).get(file)?.some(({ key }) => key === file);
    if (whole && hex === sha256 && !isJoined) await this.#put(file, whole.body, true);
    await this.#drop((name, range) => name === file && (!!range || hex !== sha256));
    if (hex !== sha256) throw new NotSaved("damaged");
  }

  async #checkRoom() {
    const { bytes, here } = await this.state();
    const { quota, usage } = await navigator.storage?.estimate?.().catch(() => ({})) ?? {};
    // A pack is there twice for a moment, while it is joined.
    const missing = bytes - here + Math.max(0, ...(this.#manifest?.packs ?? []).map((pack) => pack.bytes));
    if (quota && missing > quota - (usage ?? 0)) throw new NotSaved("full");
  }

  /** @param {string} name */
  #packOf(name) {
    return this.#manifest?.packs.find((pack) => pack.file === name);
  }

  /** Whether bytes of a pack are here. @param {string} name @param {Range} range */
  async #holds(name, range) {
    return covered((await this.#parts).get(name) ?? [], range) === range.end - range.start;
  }

  /**
   * Takes bytes of a pack out of what is kept.
   * @param {string} name @param {Range | undefined} asked the whole pack if none is named
   * @param {boolean} mayLack whether zeros may stand for what is missing
   * @returns {Promise<Answer | undefined>}
   */
  async #take(name, asked, mayLack) {
    const parts = (await this.#parts).get(name);
    const size = this.#packOf(name)?.bytes;
    const range = asked ?? (size ? { start: 0, end: size } : undefined);
    if (!parts || !range) return undefined;
    const length = range.end - range.start;
    const found = covered(parts, range);
    if (found < length && !(mayLack && found)) return undefined;
    const body = new Uint8Array(length);
    for (const { start, end, key } of parts) {
      if (start >= range.end || end <= range.start) continue;
      const part = await this.#match(key);
      if (!part) return undefined;
      const from = Math.max(start, range.start);
      const to = Math.min(end, range.end);
      // A slice of what lies on the disk: the rest is not read.
      const bytes = await (await part.blob()).slice(from - start, to - start).arrayBuffer();
      body.set(new Uint8Array(bytes), from - range.start);
    }
    return { status: asked ? 206 : 200, body };
  }

  /** @param {string} key */
  async #match(key) {
    return (await this.#cache)?.match(this.#base + key).catch(() => undefined);
  }

  /** @param {string} key */
  async #json(key) {
    return (await this.#match(key))?.json().catch(() => undefined);
  }

  /**
   * Keeps something. Unless it was asked for, it is no failure if the browser refuses.
   * @param {string} key @param {Uint8Array<ArrayBuffer>} body @param {boolean} [isAsked]
   */
  async #put(key, body, isAsked = false) {
    const cache = await this.#cache;
    try {
      await cache?.put(this.#base + key, new Response(body));
      const [name, range] = placeOf(key, body.length);
      const parts = await this.#parts;
      if (cache && range) parts.set(name, [...parts.get(name) ?? [], { ...range, key }]);
    } catch (error) {
      this.isFull = true;
      if (isAsked) throw new NotSaved("full", error);
    }
    if (!isAsked) await this.#dropOldest();
  }

  /** Drops packs of editions that are neither the latest nor the saved one: what was withdrawn is gone. */
  async #dropOthers() {
    const saved = await this.#json(SAVED);
    const packs = [...this.#manifest?.packs ?? [], ...saved?.packs ?? []];
    const inUse = new Set(packs.map((pack) => pack.file));
    await this.#drop((name) => name !== MANIFEST && !inUse.has(name));
  }

  async #dropOldest() {
    const parts = await this.#parts;
    let bytes = [...parts.values()].flat().reduce((sum, { start, end }) => sum + end - start, 0);
    if (bytes <= KEPT_BYTES || await this.#match(SAVED) || await this.#match(SECTIONS)) return;
    await this.#drop((name, range) => {
      if (!range || bytes <= KEPT_BYTES) return false;
      bytes -= range.end - range.start;
      return true;
    });
  }

  /** @param {(name: string, range: Range | undefined) => boolean} isToGo */
  async #drop(isToGo) {
    const cache = await this.#cache;
    for (const request of await cache?.keys().catch(() => []) ?? []) {
      const [name, range] = placeOf(request.url.slice(this.#base.length));
      if (isToGo(name, range)) await cache?.delete(request).catch(() => false);
    }
    this.#parts = this.#list();
    await this.#parts;
  }

  /** Reads out of the addresses which bytes are here. */
  async #list() {
    /** @type {Map<string, Part[]>} */
    const parts = new Map();
    const cache = await this.#cache;
    for (const request of await cache?.keys().catch(() => []) ?? []) {
      const key = request.url.slice(this.#base.length);
      let [name, range] = placeOf(key);
      if (!range && name !== MANIFEST) {
        const whole = await cache?.match(request).then((found) => found?.blob()).catch(() => undefined);
        range = whole && { start: 0, end: whole.size };
      }
      if (range) parts.set(name, [...parts.get(name) ?? [], { ...range, key }]);
    }
    return parts;
  }
}

/** Name and range that an address stands for. @param {string} key @param {number} [length] of a whole file */
function placeOf(key, length) {
  const [name, query] = key.split("?");
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(query ?? "") ?? [];
  const range = end ? { start: Number(start), end: Number(end) } : undefined;
  const isWhole = length !== undefined && !query && name !== MANIFEST;
  return /** @type {[string, Range | undefined]} */ ([name, isWhole ? { start: 0, end: length } : range]);
}

/** How many bytes of a range are here. @param {Range[]} ranges @param {Range} asked */
function covered(ranges, asked) {
  let [at, bytes] = [asked.start, 0];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const from = Math.max(at, start);
    const to = Math.min(end, asked.end);
    if (to > from) [at, bytes] = [to, bytes + to - from];
  }
  return bytes;
}

/** @param {RequestInit} init @returns {Range | undefined} */
function rangeOf({ headers }) {
  const range = /^bytes=(\d+)-(\d+)$/.exec(/** @type {any} */ (headers)?.Range ?? "");
  return range ? { start: Number(range[1]), end: Number(range[2]) + 1 } : undefined;
}

/** @param {unknown} value */
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));

/** @param {Answer} answer */
function response({ status, body }) {
  return new Response([204, 205, 304].includes(status) ? null : body, { status });
}

/** A manifest, if these bytes are one. @param {Uint8Array} body @returns {Manifest | undefined} */
function read(body) {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(body));
    return manifest.docbao && Array.isArray(manifest.packs) ? manifest : undefined;
  } catch {
    return undefined; // A login page, or half a file.
  }
}

/** Some hosts compress what is compressed already and say so once. @param {Uint8Array<ArrayBuffer>} body @param {number} size */
async function mend(body, size) {
  if (body.length === size || body[0] !== 0x1f || body[1] !== 0x8b) return body;
  const inflated = new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(inflated).arrayBuffer().then((bytes) => new Uint8Array(bytes), () => body);
}

/**
 * Asks, and asks again after a while where that may help: no answer, an answer that breaks off or is
 * shorter than it must be, a server that is busy.
 * @param {string} url @param {RequestInit} init @param {boolean} isPatient @param {number} [length]
 * @returns {Promise<Answer>}
 */
async function ask(url, init, isPatient, length = 0) {
  for (let attempt = 0; ; attempt++) {
    const wait = isPatient ? WAITS[attempt] : undefined;
    try {
      const answer = await askOnce(url, init, isPatient ? PATIENCE : LITTLE_PATIENCE);
      const isShort = answer.status === 206 && length > 0 && answer.body.length < length;
      if (!wait || !isShort && !PASSING.includes(answer.status)) return answer;
    } catch (error) {
      if (!wait || init.signal?.aborted || navigator.onLine === false) throw error;
    }
    await new Promise((done) => setTimeout(done, wait));
  }
}

/** @param {string} url @param {RequestInit} init @param {number} patience @returns {Promise<Answer>} */
async function askOnce(url, init, patience) {
  const giveUp = new AbortController();
  const abort = () => giveUp.abort(init.signal?.reason);
  init.signal?.addEventListener("abort", abort);
  let timer = setTimeout(abort, patience);
  try {
    const { status, body } = await self.fetch(url, { ...init, signal: giveUp.signal });
    const chunks = [];
    const reader = body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      chunks.push(part.value);
      clearTimeout(timer);
      timer = setTimeout(abort, patience);
    }
    return { status, body: new Uint8Array(await new Blob(chunks).arrayBuffer()) };
  } finally {
    clearTimeout(timer);
    init.signal?.removeEventListener("abort", abort);
  }
}
