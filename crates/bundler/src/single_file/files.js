// The page carries its files itself. What the loader and the reader would ask a server for is answered
// from the islands below; modules, which stand in the page as well, hand themselves over. What makes a library
// of a page's own articles is not among them: it would double the weight of a file that has its articles.
"use strict";
(() => {
  const whenParsed = new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }));
  /** Files that have been asked for. @type {Map<string, Promise<Uint8Array | undefined>>} */
  const files = new Map();
  /** What the page runs, by name. @type {Map<string, object>} */
  const modules = new Map([["docbao-articles.js", { library: refuse }]]);

  /** @param {unknown} given @param {string} language @param {{ DocBaoError: new (...about: unknown[]) => Error }} loader */
  async function refuse(given, language, { DocBaoError }) {
    throw new DocBaoError("articles-not-here", "", { words: language.startsWith("vi")
      ? ["Tệp này chỉ đọc được các bài nó mang theo.", "Muốn đưa bài khác vào thì nhúng thư viện bằng docbao.js."]
      : ["This file reads only the articles that it carries.", "To bring others, embed a library by docbao.js."] });
  }

  /** @param {string | URL} address */
  const nameOf = (address) => new URL(address).pathname.split("/").pop() ?? "";

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

  /** Addresses of pictures and attachments that have been asked for. @type {Map<string, string>} */
  const addresses = new Map();

  /** The address of a picture or an attachment, or none. @param {string} name @returns {string | undefined} */
  function address(name) {
    if (addresses.has(name)) return addresses.get(name);
    const island = [...document.scripts].find((script) => script.dataset.type && script.dataset.file === name);
    if (!island) return undefined;
    const blob = new Blob([decode(island.textContent ?? "")], { type: island.dataset.type });
    island.remove();
    addresses.set(name, URL.createObjectURL(blob));
    return addresses.get(name);
  }

  /** @param {string | URL} address @param {{ headers?: { Range?: string } }} [how] */
  async function answer(address, { headers } = {}) {
    const name = nameOf(address);
    if (!files.has(name)) files.set(name, open(name));
    const bytes = await files.get(name);
    if (!bytes) return new Response(null, { status: 404 });
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers?.Range ?? "");
    if (!range) return new Response(bytes);
    return new Response(bytes.subarray(Number(range[1]), Number(range[2]) + 1), { status: 206 });
  }

  window.docbaoFiles = {
    // There is nothing to keep of what is all here.
    async load(address) {
      await whenParsed;
      const module = modules.get(nameOf(address));
      if (!module) throw new Error(address);
      return module;
    },
    /** @param {string} name @param {object} module */
    take: (name, module) => modules.set(name, module),
    // The reader asks its function also where pictures are.
    fetch: Object.assign(answer, { address }),
  };
})();
