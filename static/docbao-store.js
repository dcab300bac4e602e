// docbao-store.js: the network as the reader sees it, and what the browser keeps of a library, so that
// what was read once is there without network too. The reader checks every slice that it gets, so
// nothing here has to be trusted: an answer may have holes where a part is missing.
//
// What is kept lies in one cache for each library, under addresses of its own folder:
//   docbao.json                the manifest that was seen last
//   docbao.json?saved          the manifest of a library that is here as a whole
//   docbao.json?sections       names of sections that were asked for
//   PACK, PACK?bytes=FROM-TO   a pack, or bytes of one, the end not included
//   tep/NAME                   a picture or document, put there by the service worker or by saving
//   tep/docbao.txt?build=BUILD which of those an edition has (docbao-save.js)
// Packs are named by their contents, so parts of two editions cannot be mixed up. Saving on purpose is
// another file's affair (docbao-save.js), which few visitors need.
// @ts-check

/** Bytes that are kept unasked; beyond, the oldest parts go. */
const KEPT_BYTES = 32 << 20;
/**
 * How to ask: milliseconds to wait before asking again, and without a byte until an answer is given up.
 * @typedef {{ waits: number[], patience: number }} How
 */
/** @type {How} */
export const PATIENTLY = { waits: [400, 1200, 3600], patience: 20_000 };
const ONCE = { waits: [], patience: 20_000 };
/** Where there is a copy at hand. */
const BRIEFLY = { waits: [], patience: 4_000 };
/** Answers of a server that may do better in a moment. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];
/** A server that asks for more milliseconds of patience than this is not waited for so long. */
const LONGEST_WAIT = 10_000;
/** Milliseconds without an answer on its way until what has come is kept. */
const QUIET = 100;
/** Bytes that wait for that; beyond, the oldest do not. */
const FRESH_BYTES = 4 << 20;
/** Packs up to this size are asked for as a whole once a range of them has come wrong. */
const WHOLE_BYTES = 4 << 20;

export const MANIFEST = "docbao.json";
export const SAVED = `${MANIFEST}?saved`;
export const SECTIONS = `${MANIFEST}?sections`;

/** @typedef {{ file: string, bytes: number, sha256: string }} Pack */
/** @typedef {{ docbao: number, build: string, packs: Pack[] }} Manifest */
/** @typedef {{ start: number, end: number }} Range */
/** @typedef {Range & { key: string }} Part under which address, below the folder, bytes of a pack lie */
/** @typedef {Part & { name: string, body: Uint8Array<ArrayBuffer>, put?: Promise<void> }} Fresh what has come, and its being kept */
/** @typedef {{ status: number, body: Uint8Array<ArrayBuffer>, after: number }} Answer milliseconds that the server wants to be left alone */

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

export class Store {
  /** Whether the manifest that the reader has did not come from the network. */
  isOffline = false;
  /** Whether the last visit saw another edition. */
  isNew = false;

  base;
  /** @type {Promise<Cache | undefined>} */
  cache;
  /** What is here of each pack. @type {Promise<Map<string, Part[]>>} */
  parts;
  /** @type {Manifest | undefined} */
  manifest;
  /** Packs of which something came wrong. @type {Set<string>} */
  #doubtful = new Set();
  /** What did not come although it was asked for patiently. @type {Set<string>} */
  #failed = new Set();
  /** What the reader has asked for, and has in its memory, kept or not: addresses of parts. @type {Set<string>} */
  handed = new Set();
  /** Whole packs on their way. @type {Map<string, Promise<Answer>>} */
  #coming = new Map();
  /** What has come and is not kept yet, by its address, the oldest first. @type {Map<string, Fresh>} */
  #fresh = new Map();
  /** The same by where it lies ({@link stretches}): thousands may wait while one is looked for. @type {Map<string, Set<Fresh>>} */
  #waiting = new Map();
  /** Answers that are on their way. */
  #underway = 0;
  #timer = 0;
  /** Whether the reader is to be led back from an edition that does not come to the one that is saved. */
  #isLedBack = false;

  /** @param {string} base */
  constructor(base) {
    this.base = base;
    [this.cache, this.parts] = this.#begin();
    // Who goes may not come back to this page.
    addEventListener("pagehide", () => this.settle());
    document.addEventListener("visibilitychange", () => document.hidden && this.settle());
  }

  /** @returns {[Store["cache"], Store["parts"]]} */
  #begin() {
    // There is none without https, and some private windows refuse it.
    const cache = (async () => caches.open(`docbao data ${this.base}`))().catch(() => undefined);
    return [cache, this.#list(cache)];
  }

  /** Forgets everything that is kept of the library. */
  async forget() {
    const puts = [...this.#fresh.values()].map(({ put }) => put);
    this.#fresh.clear();
    this.#waiting.clear();
    await Promise.all(puts);
    await caches.delete(`docbao data ${this.base}`).catch(() => false);
    [this.cache, this.parts] = this.#begin();
  }

  /** Asks for a file of the library, as the browser's own function does. */
  fetch = async (/** @type {string} */ address, /** @type {RequestInit} */ init = {}) => {
    const name = address.slice(this.base.length);
    return name === MANIFEST ? this.#bringManifest(init) : this.#bringPart(name, init);
  };

  /** @param {RequestInit} init */
  async #bringManifest(init) {
    const kept = await this.match(SAVED) ?? await this.match(MANIFEST);
    // What is not a manifest is asked for once more: a login page may just have been passed.
    const isGood = async (/** @type {Answer} */ answer, /** @type {number} */ attempt) => {
      answer.body = await mend(answer.body, 0);
      return attempt > 0 || answer.status === 200 && !!read(answer.body);
    };
    const answer = this.#isLedBack ? undefined : await ask(this.base + MANIFEST, init, kept ? BRIEFLY : PATIENTLY, isGood).catch((error) => {
      if (kept) return undefined;
      throw error;
    });
    this.#isLedBack = false;
    const isPassing = !answer || PASSING.includes(answer.status);
    const manifest = answer?.status === 200 ? read(answer.body) : undefined;
    this.isOffline = !!kept && (isPassing || answer?.status === 200 && !manifest);
    if (this.isOffline || !answer) {
      const body = new Uint8Array(await /** @type {Response} */ (kept).arrayBuffer());
      this.manifest = read(body);
      return new Response(body);
    }
    if (manifest?.docbao >= 1 && manifest?.docbao <= 2) {
      this.manifest = manifest;
      this.isNew = (await this.json(MANIFEST))?.build !== manifest.build;
      await this.put(MANIFEST, answer.body);
      await this.dropOthers();
    }
    return response(answer);
  }

  /** @param {string} name @param {RequestInit} init */
  async #bringPart(name, init) {
    const asked = rangeOf(init);
    this.handed.add(asked ? `${name}?bytes=${asked.start}-${asked.end}` : name);
    const isAgain = init.cache === "reload";
    const kept = isAgain ? undefined : await this.take(name, asked, false);
    if (kept) return response(kept);
    const size = this.#packOf(name)?.bytes ?? 0;
    const isWhole = !asked || isAgain && (size <= WHOLE_BYTES || this.#doubtful.has(name));
    if (isAgain) this.#doubtful.add(name);
    const length = asked && !isWhole ? asked.end - asked.start : size;
    const what = name + asked?.start;
    // Whoever waited for it once is not to wait as long again.
    const how = this.isOffline ? BRIEFLY : this.#failed.delete(what) ? ONCE : PATIENTLY;
    const bring = () => ask(this.base + name, { ...init, headers: isWhole ? {} : init.headers }, how, isLong(length));
    let answer;
    this.#underway++;
    try {
      answer = await (isWhole ? this.#share(name, bring) : bring());
    } catch (error) {
      if (await this.#leadBack()) return new Response(null, { status: 410 });
      this.#failed.add(what);
      const part = asked && await this.take(name, asked, true);
      if (part) return response(part);
      throw error;
    } finally {
      this.#underway--;
      this.#keepSoon();
    }
    if (answer.status > 206) {
      if (await this.#leadBack()) return new Response(null, { status: 410 });
      this.#failed.add(what);
    }
    let key = "";
    if (answer.status === 200) {
      answer.body = await mend(answer.body, size);
      if (!size || answer.body.length === size) key = name;
    } else if (answer.status === 206 && asked && answer.body.length === length) {
      key = `${name}?bytes=${asked.start}-${asked.end}`;
    }
    if (key) this.#renew(key, answer.body, isAgain ? asked ?? { start: 0, end: answer.body.length } : undefined);
    return response(answer);
  }

  /** Brings a whole pack once for all who ask for it at the same time. @param {string} name @param {() => Promise<Answer>} bring */
  #share(name, bring) {
    const coming = this.#coming.get(name) ?? bring().finally(() => this.#coming.delete(name));
    this.#coming.set(name, coming);
    return coming;
  }

  /**
   * Has what has come kept. What the reader had asked for before was not what it should be, and goes.
   * @param {string} key @param {Uint8Array<ArrayBuffer>} body @param {Range | undefined} wrong
   */
  async #renew(key, body, wrong) {
    const [name] = placeOf(key);
    if (wrong) await this.drop((file, range) => file === name && (!range || covered([range], wrong) > 0));
    const { start, end } = /** @type {Range} */ (placeOf(key, body.length)[1]);
    this.#release(this.#fresh.get(key));
    const fresh = { key, name, start, end, body };
    this.#fresh.set(key, fresh);
    for (const stretch of stretches(name, fresh)) this.#waiting.set(stretch, (this.#waiting.get(stretch) ?? new Set()).add(fresh));
    this.#keepSoon();
  }

  /** What waited does no longer. @param {Fresh | undefined} fresh */
  #release(fresh) {
    if (!fresh || !this.#fresh.delete(fresh.key)) return;
    for (const stretch of stretches(fresh.name, fresh)) this.#waiting.get(stretch)?.delete(fresh);
  }

  /** Keeping takes time from what is waited for, a quarter of a first query: it begins when nothing is on its way. */
  #keepSoon() {
    clearTimeout(this.#timer);
    if (!this.#fresh.size) return;
    this.#timer = setTimeout(async () => {
      const waiting = [...this.#fresh.values()];
      let bytes = waiting.reduce((sum, { body }) => sum + body.length, 0);
      for (const { key, body } of waiting) {
        if (this.#underway && bytes <= FRESH_BYTES) return;
        await this.#keep(key);
        bytes -= body.length;
      }
    }, QUIET);
  }

  /** Keeps what has come, now. */
  async settle() {
    await Promise.all([...this.#fresh.keys()].map((key) => this.#keep(key)));
  }

  /** @param {string} key */
  async #keep(key) {
    const fresh = this.#fresh.get(key);
    if (!fresh) return;
    fresh.put ??= this.#putFresh(fresh);
    await fresh.put;
    if (this.#fresh.get(key) === fresh) this.#release(fresh);
  }

  /** @param {Fresh} fresh */
  async #putFresh({ key, name, start, end, body }) {
    // What a new manifest does not name was withdrawn, and what was saved meanwhile has been looked at.
    const isHere = covered((await this.parts).get(name) ?? [], { start, end }) === body.length;
    if (this.#packOf(name) && !isHere) await this.put(key, body);
  }

  /** When a part of a new edition does not come, and the one before is here as a whole: the reader is told
   * that its edition is gone, asks for the manifest again, and gets the one before. */
  async #leadBack() {
    const saved = await this.json(SAVED);
    this.#isLedBack = !!saved && saved.build !== this.manifest?.build;
    return this.#isLedBack;
  }

  /** @param {string} name */
  #packOf(name) {
    return this.manifest?.packs.find((pack) => pack.file === name);
  }

  /**
   * Takes bytes of a pack out of what is kept.
   * @param {string} name @param {Range | undefined} asked the whole pack if none is named
   * @param {boolean} mayLack whether zeros may stand for what is missing
   * @returns {Promise<Answer | undefined>}
   */
  async take(name, asked, mayLack) {
    const size = this.#packOf(name)?.bytes;
    const range = asked ?? (size ? { start: 0, end: size } : undefined);
    if (!range) return undefined;
    const kept = (await this.parts).get(name) ?? [];
    // A whole pack waits in many stretches.
    const waiting = new Set(stretches(name, range).flatMap((stretch) => [...this.#waiting.get(stretch) ?? []]));
    const parts = [...overlapping(kept, range), ...overlapping([...waiting], range)];
    const length = range.end - range.start;
    const found = covered(parts, range);
    if (found < length && !(mayLack && found)) return undefined;
    const body = new Uint8Array(length);
    for (const { start, end, key } of overlapping(parts, range)) {
      const here = this.#fresh.get(key)?.body;
      const part = here ? new Response(here) : await this.match(key);
      if (!part) return undefined;
      const from = Math.max(start, range.start);
      const to = Math.min(end, range.end);
      const isWhole = from === start && to === end;
      // A slice of what lies on the disk: the rest is not read.
      const bytes = await (isWhole ? part : (await part.blob()).slice(from - start, to - start)).arrayBuffer();
      body.set(new Uint8Array(bytes), from - range.start);
    }
    return { status: asked ? 206 : 200, body, after: 0 };
  }

  /** @param {string} key */
  async match(key) {
    return (await this.cache)?.match(this.base + key).catch(() => undefined);
  }

  /** @param {string} key */
  async json(key) {
    return (await this.match(key))?.json().catch(() => undefined);
  }

  /**
   * Keeps something, unless the browser refuses. Returns why it does.
   * @param {string} key @param {Uint8Array<ArrayBuffer>} body @param {boolean} [isAsked] whether more
   *     than a little may be kept
   * @returns {Promise<unknown>}
   */
  async put(key, body, isAsked = false) {
    let refusal;
    const opening = this.cache;
    const cache = await opening;
    try {
      await cache?.put(this.base + key, new Response(body));
      if (cache && !await cache.match(this.base + key)) {
        // Over an answer that it cannot read any more WebKit puts nothing, and says that it did
        // (`putRecordsInStore` in its CacheStorageCache.cpp): that answer has to go first.
        await cache.delete(this.base + key);
        await cache.put(this.base + key, new Response(body));
      }
      const [name, range] = placeOf(key, body.length);
      const parts = await this.parts;
      // It may have been forgotten meanwhile.
      if (cache && range && opening === this.cache) add(parts, name, { ...range, key });
    } catch (error) {
      refusal = error;
    }
    if (!isAsked) await this.#dropOldest();
    return refusal;
  }

  /** Drops packs of editions that are neither the latest nor the saved one: what was withdrawn is gone. */
  async dropOthers() {
    const saved = await this.json(SAVED);
    const packs = [...this.manifest?.packs ?? [], ...saved?.packs ?? []];
    const inUse = new Set(packs.map((pack) => pack.file));
    // Pictures and documents are told of elsewhere (docbao-save.js).
    await this.drop((name) => name !== MANIFEST && !name.includes("/") && !inUse.has(name));
  }

  async #dropOldest() {
    const parts = [...(await this.parts).values()];
    let bytes = 0;
    // Added up after each part that comes, so without making anything.
    for (const ofPack of parts) for (const { start, end } of ofPack) bytes += end - start;
    if (bytes <= KEPT_BYTES || await this.match(SAVED) || await this.match(SECTIONS)) return;
    const sizes = new Map(parts.flat().map(({ start, end, key }) => [key, end - start]));
    // Of what is kept alone: what waits is newer, and may be what is being put here.
    await this.#dropKept((_name, _range, key) => {
      const size = sizes.get(key);
      if (!size || bytes <= KEPT_BYTES) return false;
      bytes -= size;
      return true;
    });
  }

  /** @param {(name: string, range: Range | undefined, key: string) => boolean} isToGo */
  async drop(isToGo) {
    for (const fresh of [...this.#fresh.values()]) {
      if (!isToGo(...placeOf(fresh.key), fresh.key)) continue;
      this.#release(fresh);
      await fresh.put;
    }
    await this.#dropKept(isToGo);
  }

  /** @param {(name: string, range: Range | undefined, key: string) => boolean} isToGo */
  async #dropKept(isToGo) {
    const cache = await this.cache;
    for (const request of await cache?.keys().catch(() => []) ?? []) {
      const key = request.url.slice(this.base.length);
      const [name, range] = placeOf(key);
      if (isToGo(name, range, key)) await cache?.delete(request).catch(() => false);
    }
    this.parts = this.#list(this.cache);
    await this.parts;
  }

  /** Reads out of the addresses which bytes are here. @param {Store["cache"]} opening */
  async #list(opening) {
    /** @type {Map<string, Part[]>} */
    const parts = new Map();
    const cache = await opening;
    const requests = await cache?.keys().catch(() => []) ?? [];
    await Promise.all(requests.map(async (request) => {
      const key = request.url.slice(this.base.length);
      let [name, range] = placeOf(key);
      if (!range && name !== MANIFEST) {
        const whole = await cache?.match(request).then((found) => found?.blob()).catch(() => undefined);
        range = whole && { start: 0, end: whole.size };
      }
      if (range) add(parts, name, { ...range, key });
    }));
    return parts;
  }
}

/** Name and range that an address stands for. @param {string} key @param {number} [length] of a whole file */
export function placeOf(key, length) {
  const [name, query] = key.split("?");
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(query ?? "") ?? [];
  const range = end ? { start: Number(start), end: Number(end) } : undefined;
  const isWhole = length !== undefined && !query && name !== MANIFEST;
  return /** @type {[string, Range | undefined]} */ ([name, isWhole ? { start: 0, end: length } : range]);
}

/** @param {Map<string, Part[]>} parts @param {string} name @param {Part} part */
function add(parts, name, part) {
  const known = parts.get(name);
  if (known) known.push(part);
  else parts.set(name, [part]);
}

/**
 * Those of some ranges that have a byte of another, by where they begin. Who has read much has thousands.
 * @template {Range} R
 * @param {R[]} ranges @param {Range} asked
 */
function overlapping(ranges, asked) {
  const some = ranges.filter(({ start, end }) => start < asked.end && end > asked.start);
  return some.sort((a, b) => a.start - b.start);
}

/** Bytes of a pack in which what waits is looked through together: some dozens of texts. */
const STRETCH_BYTES = 1 << 16;

/** Names of the stretches of a pack that a range touches. @param {string} name @param {Range} range */
function stretches(name, { start, end }) {
  const first = Math.floor(start / STRETCH_BYTES);
  const count = Math.ceil(end / STRETCH_BYTES) - first;
  return Array.from({ length: count }, (_, nth) => `${name} ${first + nth}`);
}

/** How many bytes of a range are among others. @param {Range[]} ranges @param {Range} asked */
export function covered(ranges, asked) {
  let [at, bytes] = [asked.start, 0];
  for (const { start, end } of overlapping(ranges, asked)) {
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

/**
 * Some hosts compress what is compressed already and say so once, or add something at the end.
 * @param {Uint8Array<ArrayBuffer>} body @param {number} size that it should have; 0 if nobody knows
 */
export async function mend(body, size) {
  if (body.length !== size && isGzip(body)) {
    const inflated = new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"));
    body = await new Response(inflated).arrayBuffer().then((bytes) => new Uint8Array(bytes), () => body);
  }
  return size ? body.subarray(0, size) : body;
}

/** @param {Uint8Array} body */
const isGzip = (body) => body[0] === 0x1f && body[1] === 0x8b;

/** Whether all has come: not every browser minds an answer that breaks off. @param {number} length */
export const isLong = (length) => (/** @type {Answer} */ { status, body }) =>
  status > 206 || body.length >= length || isGzip(body);

/**
 * Asks, and asks again after a while where that may help: no answer, an answer that breaks off or is
 * not good, a server that is busy. One that stalls is not asked as often.
 * @param {string} url @param {RequestInit} init @param {How} how
 * @param {(answer: Answer, attempt: number) => boolean | Promise<boolean>} isGood
 * @returns {Promise<Answer>}
 */
export async function ask(url, init, { waits, patience }, isGood) {
  for (let attempt = 0; ; attempt++) {
    let wait = waits[attempt];
    const [answer, error] = await askOnce(url, init, patience).then((answer) => [answer, undefined], (error) => [undefined, error]);
    if (answer) {
      const isFine = await isGood(answer, attempt) && !PASSING.includes(answer.status);
      if (!wait || isFine) return answer;
      wait = Math.max(wait, Math.min(answer.after, LONGEST_WAIT));
    } else {
      if (!wait || init.signal?.aborted || navigator.onLine === false) throw error;
      if (error === STALLED) attempt++;
    }
    await new Promise((done) => setTimeout(done, wait));
  }
}

/** @param {Uint8Array<ArrayBuffer>[]} chunks */
function joined(chunks) {
  if (chunks.length === 1) return chunks[0];
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

const STALLED = new DOMException("nothing comes", "TimeoutError");

/** @param {string} url @param {RequestInit} init @param {number} patience @returns {Promise<Answer>} */
async function askOnce(url, init, patience) {
  const giveUp = new AbortController();
  const abort = () => giveUp.abort(init.signal?.reason);
  const stall = () => giveUp.abort(STALLED);
  init.signal?.addEventListener("abort", abort);
  let timer = setTimeout(stall, patience);
  try {
    const { status, body, headers } = await self.fetch(url, { ...init, signal: giveUp.signal });
    const chunks = [];
    const reader = body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      chunks.push(part.value);
      clearTimeout(timer);
      timer = setTimeout(stall, patience);
    }
    const after = Number(headers.get("retry-after")) * 1000 || 0;
    return { status, body: joined(chunks), after };
  } finally {
    clearTimeout(timer);
    init.signal?.removeEventListener("abort", abort);
  }
}
