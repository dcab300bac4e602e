// The service worker of a standalone site: keeps the page and the reader, so that they open without
// network. The library is none of its business: the reader keeps that itself (docbao-store.js), and
// new articles do not touch what is here. Only pictures are asked for by the browser and not by the
// reader: they are kept with the library and looked for there.
//
// `docbao build` writes two lines before these: VERSION names the code, and FILES lists it:
// [name, bytes, SHA-256 in base64], the page under the name "" and without its list of articles.
//
// To get rid of it: put a file `docbao-sw.js` on the server that holds only
//   self.registration.unregister();
// @ts-check
/// <reference lib="webworker" />
"use strict";

/* global VERSION, FILES */
(() => {
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  const SCOPE = worker.registration.scope;
  /** Ours begin so; all others are somebody else's. */
  const OURS = `docbao code ${SCOPE} `;
  const CACHE = OURS + VERSION;
  /** What is kept of the library. */
  const DATA = `docbao data ${SCOPE}`;
  const PICTURE = /^tep\/[0-9a-f]{16}\.(png|jpg|gif|webp|avif)$/;
  /** @type {Map<string, [bytes: number, sha256: string]>} */
  const files = new Map(FILES.map(([name, ...rest]) => [name, rest]));

  worker.addEventListener("install", (event) => event.waitUntil(install()));
  worker.addEventListener("activate", (event) => event.waitUntil(activate()));
  worker.addEventListener("message", (event) => {
    if (event.data === "docbao: switch") worker.skipWaiting();
  });
  worker.addEventListener("fetch", (event) => {
    const name = nameOf(event.request);
    if (name) event.respondWith(PICTURE.test(name) ? picture(name) : file(name));
    if (name !== "") return;
    const opened = page();
    event.respondWith(opened.then(({ kept }) => kept));
    event.waitUntil(opened.then(({ newer }) => newer));
  });

  /** Everything or nothing: a worker that lacks a file never becomes one. It waits, then, until the page
   * sends it word: code must not change under a reader. */
  async function install() {
    try {
      const cache = await caches.open(CACHE);
      const all = [...files.keys()].map(async (name) => {
        const known = await caches.match(keyOf(name));
        await keep(cache, keyOf(name), known ?? await bring(name));
      });
      // What is still being put when its cache goes may spoil others of the origin in WebKit: all are waited for.
      await Promise.allSettled(all);
      await Promise.all(all);
    } catch (error) {
      await caches.delete(CACHE);
      throw error;
    }
  }

  async function activate() {
    for (const name of await caches.keys()) {
      if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
    }
    // The page that is open on a first visit is served by us from now on.
    await worker.clients.claim();
  }

  /** Which of our files a request is for; none if it is not for us. @param {Request} request */
  function nameOf({ method, mode, url }) {
    const { origin, pathname, href } = new URL(url);
    const folder = new URL(SCOPE);
    if (method !== "GET" || origin !== folder.origin || !href.startsWith(SCOPE)) return undefined;
    const name = pathname.slice(folder.pathname.length);
    if (mode === "navigate") return name === "" || name === "index.html" ? "" : undefined;
    return name && (files.has(name) || PICTURE.test(name)) ? name : undefined;
  }

  /** A picture, named by its contents. @param {string} name */
  async function picture(name) {
    const cache = await caches.open(DATA);
    const kept = await cache.match(SCOPE + name);
    if (kept) return kept;
    const response = await fetch(SCOPE + name);
    // It may be a login page, or the device may be full: it is shown all the same.
    const isPicture = response.ok && response.headers.get("content-type")?.startsWith("image/");
    if (isPicture) await keep(cache, SCOPE + name, response.clone()).catch(() => {});
    return response;
  }

  /** What WebKit cannot read any more has to go first, as in docbao-store.js.
   * @param {Cache} cache @param {string} key @param {Response} response */
  async function keep(cache, key, response) {
    await cache.put(key, response.clone());
    if (await cache.match(key)) return;
    await cache.delete(key);
    await cache.put(key, response);
  }

  /** Under its contents a file is found in the cache of another version as well. @param {string} name */
  const keyOf = (name) => `${SCOPE}${name}?${name ? files.get(name)?.[1] : VERSION}`;

  /** @param {string} name */
  async function file(name) {
    const cache = await caches.open(CACHE);
    return await cache.match(keyOf(name)) ?? bring(name);
  }

  /** The page as it was kept, at once; a newer list of articles in it is kept for the next time. */
  async function page() {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(keyOf(""));
    const newer = bringBy("", "no-cache").then((page) => keep(cache, keyOf(""), page));
    return { kept: kept ?? fetch(SCOPE), newer: newer.catch(() => {}) };
  }

  /** Fetches a file of this version and of no other; what the browser has of it already is not asked for
   * again, however old it is. @param {string} name */
  async function bring(name) {
    return bringBy(name, "force-cache").catch(() => bringBy(name, "no-cache"));
  }

  /** @param {string} name @param {RequestCache} cache */
  async function bringBy(name, cache) {
    const response = await fetch(SCOPE + name, { cache });
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    const body = await response.arrayBuffer();
    const hash = await crypto.subtle.digest("SHA-256", name ? body : new TextEncoder().encode(frame(body)));
    if (btoa(String.fromCharCode(...new Uint8Array(hash))) !== files.get(name)?.[1]) {
      throw new Error(`${response.url} is of another version`);
    }
    const type = response.headers.get("content-type");
    return new Response(body, { headers: type ? { "content-type": type } : {} });
  }

  /** The page without its list of articles, which is what changes. @param {ArrayBuffer} page */
  function frame(page) {
    const text = new TextDecoder().decode(page);
    const [start, end] = [text.indexOf("<doc-bao"), text.lastIndexOf("</doc-bao>")];
    return start < 0 || end < start ? text : text.slice(0, start) + text.slice(end);
  }
})();
