// docbao-save.js: saving a library on purpose, as a whole or some of its sections. It fills the cache that
// the reader reads from anyway (docbao-store.js); what is whole is checked by its SHA-256.
// @ts-check

import { MANIFEST, PATIENTLY, SAVED, SECTIONS, ask, covered, isLong, mend, placeOf } from "./docbao-store.js";

const PICTURE = /^tep\/[0-9a-f]{16}\.(png|jpg|gif|webp|avif)$/;

/** Where it is said that the visitor wants nothing to be saved unasked. */
const DECLINED = `${SAVED}-not`;

/** Bytes of a part when everything is saved: what is lost when the network breaks off. */
const PART_BYTES = 512 << 10;

/** @typedef {import("./docbao-store.js").Store} Store */
/** @typedef {{ file: string, bytes: number, sha256: string }} Pack */
/** @typedef {{ start: number, end: number }} Range */

/** Why something was not saved: `full`, `network` or `damaged`. */
export class NotSaved extends Error {
  /** @param {"full" | "network" | "damaged"} why @param {unknown} [cause] */
  constructor(why, cause) {
    super(why, { cause });
    this.why = why;
  }
}

/** What is known of a library: its size and how much of it is here, in bytes. @param {Store} store */
export async function state(store) {
  const saved = await store.json(SAVED);
  const packs = store.manifest?.packs ?? [];
  const parts = await store.parts;
  const held = (/** @type {Pack} */ pack) => covered(parts.get(pack.file) ?? [], { start: 0, end: pack.bytes });
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((all, number) => all + number, 0);
  const pictures = [...parts].filter(([name]) => PICTURE.test(name)).map(([, [{ end }]]) => end);
  return {
    canKeep: !!await store.cache,
    bytes: sum(packs.map((pack) => pack.bytes)),
    here: sum(packs.map(held)),
    pictures: sum(pictures),
    isSaved: !!saved,
    isCurrent: !!saved && saved.build === store.manifest?.build,
    isDeclined: !!await store.json(DECLINED),
    sections: /** @type {string[]} */ (await store.json(SECTIONS) ?? []),
  };
}

/**
 * Saves the whole library. What had come when it breaks off is not asked for again.
 * @param {Store} store
 * @param {string | undefined} list address of a list of pictures, if there are any: a name a line
 * @param {(here: number) => void} onProgress hears how many bytes are here
 * @param {AbortSignal} signal
 * @throws {NotSaved}
 */
export async function save(store, list, onProgress, signal) {
  const { manifest } = store;
  if (!manifest || !await store.cache) throw new NotSaved("network");
  await checkRoom(store);
  await savePacks(store, manifest.packs, onProgress, signal);
  if (list) await savePictures(store, list, signal);
  await keep(store, SAVED, encode(manifest));
  await store.dropOthers();
}

/**
 * Saves the index, and from then on drops no text that the reader brings: those of sections, for one.
 * @param {Store} store @param {string[]} sections @param {AbortSignal} signal
 * @throws {NotSaved}
 */
export async function saveSections(store, sections, signal) {
  const { manifest } = store;
  if (!manifest || !await store.cache) throw new NotSaved("network");
  const packs = manifest.packs.filter(({ file }) => file.startsWith("index-"));
  await savePacks(store, packs, () => {}, signal);
  // It may have been deleted since it came.
  await keep(store, MANIFEST, encode(manifest));
  await keep(store, SECTIONS, encode(sections));
}

/** Saves what the reader has in its memory and will not ask for again. @param {Store} store @param {AbortSignal} signal */
export async function saveHanded(store, signal) {
  for (const key of store.handed) {
    const [file, range] = placeOf(key);
    const pack = store.manifest?.packs.find((pack) => pack.file === file);
    if (!pack || !range || covered((await store.parts).get(file) ?? [], range) === range.end - range.start) continue;
    if (signal.aborted) throw signal.reason;
    await savePart(store, pack, range, signal);
  }
}

/** @param {Store} store @param {Pack[]} packs @param {(here: number) => void} onProgress @param {AbortSignal} signal */
async function savePacks(store, packs, onProgress, signal) {
  let here = 0;
  for (const pack of packs) {
    // What the reader had kept of it may have been wrong, and ranges may be: then it is brought anew, as one.
    for (const size of [PART_BYTES, pack.bytes]) {
      for (let start = 0; start < pack.bytes; start += size) {
        if (signal.aborted) throw signal.reason;
        const range = { start, end: Math.min(start + size, pack.bytes) };
        if (covered((await store.parts).get(pack.file) ?? [], range) < range.end - start) {
          await savePart(store, pack, range, signal);
        }
        onProgress(here + range.end);
      }
      if (await join(store, pack)) break;
      if (size === pack.bytes) throw new NotSaved("damaged");
    }
    here += pack.bytes;
  }
}

/** @param {Store} store @param {Pack} pack @param {Range} range @param {AbortSignal} signal */
async function savePart(store, { file, bytes }, { start, end }, signal) {
  const headers = end - start < bytes ? { Range: `bytes=${start}-${end - 1}` } : {};
  const answer = await ask(store.base + file, { headers, signal }, PATIENTLY, isLong(end - start)).catch((error) => {
    throw signal.aborted ? signal.reason : new NotSaved("network", error);
  });
  const body = answer.status === 200 ? await mend(answer.body, bytes) : answer.body;
  if (answer.status === 200 && body.length === bytes) {
    await keep(store, file, body);
  } else if (answer.status === 206 && body.length >= end - start) {
    await keep(store, `${file}?bytes=${start}-${end}`, body.subarray(0, end - start));
  } else {
    throw new NotSaved(answer.status < 300 && isLong(end - start)(answer) ? "damaged" : "network");
  }
}

/** Makes one pack of its parts, if it is what its name says; else it goes. @param {Store} store @param {Pack} pack */
async function join(store, pack) {
  const { file, bytes } = pack;
  const whole = await store.take(file, { start: 0, end: bytes }, false);
  const isRight = !!whole && await sha256(whole.body) === pack.sha256;
  const isJoined = (await store.parts).get(file)?.some(({ key }) => key === file);
  if (isRight && !isJoined) await keep(store, file, whole.body);
  await store.drop((name, range) => name === file && (!!range || !isRight));
  return isRight;
}

/** Saves all pictures of a library. One that the server no longer has keeps nobody from reading. @param {Store} store @param {string} list @param {AbortSignal} signal */
async function savePictures(store, list, signal) {
  const names = await listPictures(list, signal);
  if (!names) throw new NotSaved("network");
  const parts = await store.parts;
  for (const name of names.filter((name) => !parts.has(name))) {
    if (signal.aborted) throw signal.reason;
    const answer = await ask(store.base + name, { signal }, PATIENTLY, () => true).catch((error) => {
      throw signal.aborted ? signal.reason : new NotSaved("network", error);
    });
    const hex = await sha256(answer.body);
    if (answer.status === 200 && name.startsWith(hex.slice(0, 16), "tep/".length)) await keep(store, name, answer.body);
    else if (answer.status < 400) throw new NotSaved("damaged");
  }
}

/** Forgets pictures that the library no longer has; without a list those of another edition. @param {Store} store @param {string | undefined} list */
export async function dropPictures(store, list) {
  if (!list && !store.isNew || ![...(await store.parts).keys()].some((name) => PICTURE.test(name))) return;
  const names = list ? await listPictures(list) : [];
  if (names) await store.drop((name) => PICTURE.test(name) && !names.includes(name));
}

/** Names of the pictures that the library has, if that can be known. @param {string} list @param {AbortSignal} [signal] */
async function listPictures(list, signal) {
  const answer = await ask(list, { cache: "no-cache", signal }, PATIENTLY, () => true).catch(() => undefined);
  if (answer?.status === 404) return []; // The page is older than the library.
  const lines = answer?.status === 200 ? new TextDecoder().decode(answer.body).trim().split("\n") : undefined;
  return lines?.every((line) => !line || line.startsWith("tep/")) ? lines.filter((line) => PICTURE.test(line)) : undefined;
}

/** @param {Uint8Array<ArrayBuffer>} bytes in hexadecimal */
async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Store} store @param {string} key @param {Uint8Array<ArrayBuffer>} body */
async function keep(store, key, body) {
  const refusal = await store.put(key, body, true);
  if (refusal) throw new NotSaved("full", refusal);
}

/** Forgets everything that is kept of a library, and saves nothing again unasked. @param {Store} store */
export async function forget(store) {
  await store.forget();
  await store.put(DECLINED, encode(true));
}

/** @param {Store} store */
async function checkRoom(store) {
  const { bytes, here } = await state(store);
  const { quota, usage } = await navigator.storage?.estimate?.().catch(() => ({})) ?? {};
  // A pack is there twice for a moment, while it is joined.
  const missing = bytes - here + Math.max(0, ...(store.manifest?.packs ?? []).map((pack) => pack.bytes));
  if (quota && missing > quota - (usage ?? 0)) throw new NotSaved("full");
}

/** @param {unknown} value */
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
