// Where a bundler has put the files of the reader: it finds them by these very lines. docbao.js asks the hook.
// `?no-inline` is for Vite, which would make a `data:` address of a small file: policies forbid to run those.
const FILES = {
  "docbao-reader.js": new URL("./docbao-reader.js?no-inline", import.meta.url).href,
  "docbao-reader_bg.wasm": new URL("./docbao-reader_bg.wasm?no-inline", import.meta.url).href,
  "docbao-reader_later.wasm": new URL("./docbao-reader_later.wasm?no-inline", import.meta.url).href,
  "docbao.css": new URL("./docbao.css?no-inline", import.meta.url).href,
  "docbao-store.js": new URL("./docbao-store.js?no-inline", import.meta.url).href,
  "docbao-words.js": new URL("./docbao-words.js?no-inline", import.meta.url).href,
  "docbao-articles.js": new URL("./docbao-articles.js?no-inline", import.meta.url).href,
  "docbao-index.js": new URL("./docbao-index.js?no-inline", import.meta.url).href,
  "docbao-index_bg.wasm": new URL("./docbao-index_bg.wasm?no-inline", import.meta.url).href,
};

/** @param {string} address */
const nameOf = (address) => new URL(address, document.baseURI).pathname.split("/").pop();
const placed = (address) => FILES[nameOf(address)] ?? address;

// A service worker is written by `docbao build`, for the folder of a site: an application has none of ours, and a
// panel that promises one would be wrong.
let isTold = false;
const NO_WORKER = {
  offer() {
    if (!isTold) console.warn('docbao: offline="sw" works in pages of the folder that `docbao build` wrote, with docbao.js from there by a script tag. Here what was read is kept, as offline="keep" says.');
    isTold = true;
  },
};

window.docbaoFiles ??= {
  load: async (address) => nameOf(address) === "docbao-offline.js" ? NO_WORKER : import(/* @vite-ignore */ /* webpackIgnore: true */ placed(address)),
  fetch: (address, options) => fetch(placed(address), options),
};
