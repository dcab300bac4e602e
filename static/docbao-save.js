// docbao-save.js: saving a library on purpose, as a whole or some of its sections. It fills the cache that
// the reader reads from anyway (docbao-store.js); what is whole is checked by its SHA-256.
//
// Pictures and documents that travel with a library are not in its manifest. `docbao build` lists them in a
// file of its own, `tep/docbao.txt`: the edition in the first line, then name, bytes, and sections, between tabs. The
// page says that there is one. It is kept as `tep/docbao.txt?build=BUILD`.
// @ts-check

import { MANIFEST, PATIENTLY, SAVED, SECTIONS, ask, covered, isLong, mend, placeOf } from "./docbao-store.js";

/** A picture or a document that travels with a library. */
export const FILE = /^tep\/([0-9a-f]{16})\.[0-9A-Za-z]{1,4}$/;
const LIST = "tep/docbao.txt";

/** Where it is said that the visitor wants nothing to be saved unasked. */
const DECLINED = `${SAVED}-not`;

/** Bytes of a part when everything is saved: what is lost when the network breaks off. */
const PART_BYTES = 512 << 10;

/** @typedef {import("./docbao-store.js").Store} Store */
/** @typedef {{ file: string, bytes: number, sha256: string }} Pack of a file that is no pack, the beginning of its hash */
/** @typedef {Pack & { sections: string[] }} File */
/** @typedef {{ start: number, end: number }} Range */

/** Why something was not saved: `full`, `network` or `damaged`. */
export class NotSaved extends Error {
  /** @param {"full" | "network" | "damaged"} why @param {unknown} [cause] */
  constructor(why, cause) {
    super(why, { cause });
    this.why = why;
  }
}

/**
 * What is known of a library: its size and how much of it is here, in bytes; `texts` are all that is searched
 * and read, `files` what travels along.
 * @param {Store} store
 */
export async function state(store) {
  await store.settle();
  const saved = await store.json(SAVED);
  const parts = await store.parts;
  const files = await listed(store, store.manifest?.build) ?? [];
  const count = (/** @type {Pack[]} */ packs) => {
    const here = packs.map(({ file, bytes }) => covered(parts.get(file) ?? [], { start: 0, end: bytes }));
    return { bytes: sum(packs.map(({ bytes }) => bytes)), here: sum(here) };
  };
  const [texts, along] = [count(store.manifest?.packs ?? []), count(files)];
  return {
    canKeep: !!await store.cache,
    texts,
    files: along,
    bytes: texts.bytes + along.bytes,
    here: texts.here + along.here,
    filesOf: (/** @type {string[]} */ sections) => count(ofSections(files, sections)),
    isSaved: !!saved,
    isCurrent: !!saved && saved.build === store.manifest?.build,
    isDeclined: !!await store.json(DECLINED),
    sections: /** @type {string[]} */ (await store.json(SECTIONS) ?? []),
  };
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

/**
 * Saves the whole library. What had come when it breaks off is not asked for again.
 * @param {Store} store
 * @param {string | undefined} list address of the list of files
 * @param {boolean} isAll whether files come, too
 * @param {(here: number) => void} onProgress hears how many bytes are here
 * @param {AbortSignal} signal
 * @throws {NotSaved}
 */
export async function save(store, list, isAll, onProgress, signal) {
  await store.settle();
  const { manifest } = store;
  if (!manifest || !await store.cache) throw new NotSaved("network");
  const files = isAll && await listed(store, manifest.build) || [];
  const all = [...manifest.packs, ...files];
  await checkRoom(store, all);
  await savePacks(store, all, onProgress, signal);
  if (signal.aborted) throw signal.reason;
  await keep(store, SAVED, encode(manifest));
  await store.dropOthers();
  await renewFiles(store, list);
}

/**
 * Saves the index, and from then on drops no text that the reader brings: those of sections, for one.
 * @param {Store} store @param {string[]} sections @param {AbortSignal} signal
 * @throws {NotSaved}
 */
export async function saveSections(store, sections, signal) {
  await store.settle();
  const { manifest } = store;
  if (!manifest || !await store.cache) throw new NotSaved("network");
  const packs = manifest.packs.filter(({ file }) => file.startsWith("index-"));
  await savePacks(store, packs, () => {}, signal);
  // It may have been deleted since it came.
  await keep(store, MANIFEST, encode(manifest));
  await keep(store, SECTIONS, encode(sections));
}

/**
 * Saves the files of sections.
 * @param {Store} store @param {string[]} sections
 * @param {(here: number) => void} onProgress hears how many bytes of them are here @param {AbortSignal} signal
 * @throws {NotSaved}
 */
export async function saveFilesOf(store, sections, onProgress, signal) {
  await store.settle();
  const files = ofSections(await listed(store, store.manifest?.build) ?? [], sections);
  await checkRoom(store, files);
  await savePacks(store, files, onProgress, signal);
}

/** @param {File[]} files @param {string[]} sections */
const ofSections = (files, sections) => files.filter((file) => file.sections.some((section) => sections.includes(section)));

/** Saves what the reader has in its memory and will not ask for again. @param {Store} store @param {AbortSignal} signal */
export async function saveHanded(store, signal) {
  await store.settle();
  for (const key of store.handed) {
    const [file, asked] = placeOf(key);
    const pack = store.manifest?.packs.find((pack) => pack.file === file);
    const range = asked ?? { start: 0, end: pack?.bytes ?? 0 };
    if (!pack || covered((await store.parts).get(file) ?? [], range) === range.end - range.start) continue;
    if (signal.aborted) throw signal.reason;
    await savePart(store, pack, range, signal);
  }
}

/** @param {Store} store @param {Pack[]} packs @param {(here: number) => void} onProgress @param {AbortSignal} signal */
async function savePacks(store, packs, onProgress, signal) {
  let here = 0;
  const gone = new Set();
  for (const pack of packs) {
    // What the reader had kept of it may have been wrong, and ranges may be: then it is brought anew, as one.
    for (const size of [PART_BYTES, pack.bytes]) {
      for (let start = 0; start < pack.bytes; start += size) {
        if (signal.aborted) throw signal.reason;
        const range = { start, end: Math.min(start + size, pack.bytes) };
        if (covered((await store.parts).get(pack.file) ?? [], range) < range.end - start) {
          await savePart(store, pack, range, signal).catch((error) => {
            // A file that the server does not have keeps nobody from reading.
            if (![404, 410].includes(error.cause) || !FILE.test(pack.file)) throw error;
            gone.add(pack.file);
          });
        }
        if (gone.has(pack.file)) break;
        onProgress(here + range.end);
      }
      if (gone.has(pack.file) || await join(store, pack)) break;
      if (size === pack.bytes) throw new NotSaved("damaged");
    }
    here += pack.bytes;
  }
  const build = store.manifest?.build;
  const files = gone.size && build && await listed(store, build);
  if (files) await keep(store, keyOf(build), encode(files.filter(({ file }) => !gone.has(file))));
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
    throw new NotSaved(answer.status < 300 && isLong(end - start)(answer) ? "damaged" : "network", answer.status);
  }
}

/** Makes one pack of its parts, if it is what its name says; else it goes. @param {Store} store @param {Pack} pack */
async function join(store, pack) {
  const { file, bytes } = pack;
  const whole = await store.take(file, { start: 0, end: bytes }, false);
  const isRight = !!whole && (await sha256(whole.body)).startsWith(pack.sha256);
  const isJoined = (await store.parts).get(file)?.some(({ key }) => key === file);
  if (isRight && !isJoined) await keep(store, file, whole.body);
  await store.drop((name, range) => name === file && (!!range || !isRight));
  return isRight;
}

/**
 * Brings the list of files, if there is another edition than the one that it was brought of, and forgets files that
 * neither this edition has nor a saved one that is still to be read if an update breaks off.
 * @param {Store} store @param {string | undefined} list its address
 */
export async function renewFiles(store, list) {
  const { manifest, isNew } = store;
  if (!manifest || !list && !isNew) return;
  if (list && !await listed(store, manifest.build)) {
    const files = await bringList(list, manifest.build);
    if (!files) return; // It may come on another visit.
    await store.put(keyOf(manifest.build), encode(files));
  }
  const builds = new Set([manifest.build, (await store.json(SAVED))?.build]);
  const files = await Promise.all([...builds].map(async (build) => await listed(store, build) ?? []));
  const keys = [...builds].map((build) => keyOf(build));
  const names = new Set(files.flat().map(({ file }) => file));
  await store.drop((name, _, key) => name === LIST ? !keys.includes(key) : FILE.test(name) && !names.has(name));
}

/** Whether any file is here. @param {Store} store */
export async function hasFiles(store) {
  return [...(await store.parts).keys()].some((name) => FILE.test(name));
}

/** @param {string} build */
const keyOf = (build) => `${LIST}?build=${build}`;

/** Files of an edition, if its list is here. @param {Store} store @param {string | undefined} build @returns {Promise<File[] | undefined>} */
async function listed(store, build) {
  return build ? store.json(keyOf(build)) : undefined;
}

/** Asks for the files of an edition. @param {string} list @param {string} build @returns {Promise<File[] | undefined>} */
async function bringList(list, build) {
  const answer = await ask(list, { cache: "no-cache" }, PATIENTLY, () => true).catch(() => undefined);
  if (answer?.status === 404) return []; // The page is older than the library.
  if (answer?.status !== 200) return undefined;
  const [first, ...lines] = new TextDecoder().decode(answer.body).trimEnd().split("\n");
  if (first !== build) return undefined; // It may be on its way to the server.
  return lines.flatMap((line) => {
    const [file, bytes, ...sections] = line.split("\t");
    const sha256 = FILE.exec(file)?.[1];
    return sha256 && Number(bytes) > 0 ? [{ file, bytes: Number(bytes), sha256, sections }] : [];
  });
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
  const build = store.manifest?.build ?? "";
  const files = await listed(store, build);
  await store.forget();
  await store.put(DECLINED, encode(true));
  // What there is to save is still to be said.
  if (files) await store.put(keyOf(build), encode(files));
}

/** @param {Store} store @param {Pack[]} packs */
async function checkRoom(store, packs) {
  const parts = await store.parts;
  const { quota, usage } = await navigator.storage?.estimate?.().catch(() => ({})) ?? {};
  const missing = packs.map(({ file, bytes }) => bytes - covered(parts.get(file) ?? [], { start: 0, end: bytes }));
  // A pack is there twice for a moment, while it is joined.
  const most = sum(missing) + Math.max(0, ...packs.map(({ bytes }) => bytes));
  if (quota && most > quota - (usage ?? 0)) throw new NotSaved("full");
}

/** @param {unknown} value */
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
