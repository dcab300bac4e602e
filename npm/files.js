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

const placed = (address) => FILES[new URL(address, document.baseURI).pathname.split("/").pop()] ?? address;

window.docbaoFiles ??= {
  load: (address) => import(/* @vite-ignore */ /* webpackIgnore: true */ placed(address)),
  fetch: (address, options) => fetch(placed(address), options),
};
