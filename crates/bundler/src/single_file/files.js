// The page carries its files itself. What the loader and the reader would ask a server for is answered
// from the islands below; the glue, which is a module of the page, hands itself over.
"use strict";
(() => {
  const whenParsed = new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }));
  /** Files that have been asked for. @type {Map<string, Promise<Uint8Array | undefined>>} */
  const files = new Map();
  /** @type {(glue: object) => void} */
  let take = () => {};
  const glue = new Promise((done) => { take = done; });

  /** @param {string} name */
  async function open(name) {
    await whenParsed;
    const island = [...document.scripts].find((script) => script.dataset.file === name);
    if (!island) return undefined;
    const bytes = decode(island.textContent ?? "");
    const isGzip = island.hasAttribute("data-gzip");
    island.remove(); // Its text would take as much memory again.
    if (!isGzip) return bytes;
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(inflated).arrayBuffer());
  }

  /** @param {string} base64 */
  function decode(base64) {
    if ("fromBase64" in Uint8Array) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    return bytes;
  }

  window.docbaoFiles = {
    // There is nothing to keep of what is all here.
    load: (address) => address.includes("/docbao-reader.js") ? glue : Promise.reject(new Error(address)),
    take,
    async fetch(address, { headers } = {}) {
      const name = new URL(address).pathname.split("/").pop() ?? "";
      if (!files.has(name)) files.set(name, open(name));
      const bytes = await files.get(name);
      if (!bytes) return new Response(null, { status: 404 });
      const range = /^bytes=(\d+)-(\d+)$/.exec(headers?.Range ?? "");
      if (!range) return new Response(bytes);
      return new Response(bytes.subarray(Number(range[1]), Number(range[2]) + 1), { status: 206 });
    },
  };
})();
