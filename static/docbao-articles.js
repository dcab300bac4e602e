// docbao-articles.js: a library of the articles that a page brings itself, made in the page. The loader
// (docbao.js) brings it only where it is needed. It takes articles from where they are, has docbao-index
// make a library of them, and answers the reader's requests for its files as the network would.
// @ts-check

/** What can go wrong, in words: [what, cure]. `{0}` is what it is about. */
const WORDS = {
  vi: {
    unreachable: ["Không tải được {0}.", "Kiểm tra kết nối, địa chỉ trong src và CORS của máy chủ."],
    "library-missing": ["Máy chủ không trả về {0}.", "Kiểm tra địa chỉ trong src."],
    "server-busy": ["Máy chủ đang bận hoặc gặp sự cố, chưa trả về {0}.", "Chờ vài phút rồi thử lại."],
    "articles-no-list": ["{0} không phải là danh sách bài viết.", "Danh sách là một mảng JSON: [{\"title\": \"…\", \"body\": \"…\"}, …]."],
    "articles-none": ["{0} không có bài nào đọc được.", "Mỗi bài là một đối tượng JSON có title và body."],
    "article-refused": ["Bài thứ {0} bị bỏ qua: {1}.", "Sửa bài ấy trong danh sách."],
    property: "Thuộc tính articles",
    inline: "Đoạn JSON trong phần tử",
    "no-object": "không phải là đối tượng {title, body}",
    nothing: "không có title lẫn body (các trường: {0})",
    blocks: "không đọc được blocks, từ khối thứ {0}",
  },
  en: {
    unreachable: ["{0} could not be loaded.", "Check the connection, the address in src and CORS of its server."],
    "library-missing": ["The server does not give {0}.", "Check the address in src."],
    "server-busy": ["The server is busy or in trouble and has not given {0}.", "Wait a few minutes, then retry."],
    "articles-no-list": ["{0} is no list of articles.", "A list is a JSON array: [{\"title\": \"…\", \"body\": \"…\"}, …]."],
    "articles-none": ["{0} has no article that can be read.", "An article is a JSON object with title and body."],
    "article-refused": ["Article {0} is left out: {1}.", "Mend it in the list."],
    property: "The property articles",
    inline: "The JSON inside the element",
    "no-object": "it is no object {title, body}",
    nothing: "it has neither title nor body (fields: {0})",
    blocks: "its blocks cannot be read, see number {0}",
  },
};

/** Hashes of what we load, filled in by `cargo xtask reader`. */
const INTEGRITY = {};

/** Milliseconds of work before the page may draw and hear its visitor. */
const STRETCH = 24;

/** Articles left out that are named. */
const MAX_TOLD = 10;

/**
 * Makes a library.
 * @param {unknown} given articles, a script that holds them as JSON, or the address of a file that does
 * @param {string} language of messages, and of articles that do not say theirs
 * @param {Loader} loader
 * @param {(name: "error", detail: { code: string, message: string }) => void} tell hears of articles that
 *   are left out
 * @returns {Promise<(address: string, init?: RequestInit) => Promise<Response>>} what stands in for `fetch`
 */
export async function library(given, language, loader, tell) {
  const words = /** @type {Record<string, string | string[]>} */ (language.startsWith("vi") ? WORDS.vi : WORDS.en);
  /** @param {string} name @param {string[]} about @returns {any} */
  const say = (name, ...about) => {
    /** @param {string} text */
    const fill = (text) => text.replace(/\{(\d)\}/g, (_, at) => about[at] ?? "");
    const said = words[name];
    return typeof said === "string" ? fill(said) : new loader.DocBaoError(name, "", { words: said.map(fill) });
  };
  loadIndex ??= loader.once((again, signal) => startIndex(loader, again, signal));
  const [articles, index] = await Promise.all([take(given, say), loadIndex().catch((error) => {
    throw new loader.DocBaoError("indexer-missing", "", error);
  })]);

  const rest = pauses();
  const collection = new index.Collection();
  let refused = 0;
  for (const [at, article] of articles.entries()) {
    const [, code, about] = /^(\S+) (.*)/s.exec(collection.add(article) ?? "") ?? [];
    if (code) {
      const message = say("article-refused", `${at + 1}`, say(code, about)).cause.words.join(" ");
      // One bad list must not fill the console.
      if (refused++ < MAX_TOLD) {
        console.warn(`docbao: ${message} (article-refused)`);
        tell("error", { code: "article-refused", message });
      }
    }
    await rest();
  }
  if (refused && refused === articles.length) throw say("articles-none", nameOf(given, say));
  const complaints = collection.complaints();
  if (complaints) console.warn(`docbao: ${complaints.trim()}`);

  const indexing = collection.index(language);
  while (!indexing.step()) await rest();
  const manifest = indexing.manifest();
  /** @type {Map<string, Uint8Array>} */
  const files = new Map([["docbao.json", new TextEncoder().encode(manifest)]]);
  for (const { file } of JSON.parse(manifest).packs) files.set(file, indexing.pack());
  indexing.free();
  return async (address, { headers } = {}) => serve(files, address, headers);
}

/**
 * How the loader brings what lies beside it.
 * @typedef {object} Loader
 * @property {Record<string, string>} INTEGRITY hashes by name
 * @property {(name: string) => Promise<any>} load
 * @property {(name: string, signal: AbortSignal) => Promise<any>} bringModule
 * @property {(work: (again: string, signal: AbortSignal) => Promise<any>) => () => Promise<any>} once
 * @property {new (code: string, message: string, cause: unknown) => Error} DocBaoError an error that the
 *   element puts into words, by its code or by `words` of the cause
 */

/** One module for all elements of the page. @type {(() => Promise<any>) | undefined} */
let loadIndex;

/** @param {Loader} loader @param {string} again @param {AbortSignal} signal */
async function startIndex({ INTEGRITY: known, load, bringModule }, again, signal) {
  Object.assign(known, INTEGRITY);
  const [index, module_or_path] = await Promise.all([
    load(`docbao-index.js${again}`),
    bringModule("docbao-index_bg.wasm", signal),
  ]);
  await index.default({ module_or_path });
  return index;
}

/**
 * Takes the list of articles from where it is.
 * @param {unknown} given
 * @param {(name: string, ...about: string[]) => any} say
 * @returns {Promise<unknown[]>}
 */
async function take(given, say) {
  let list = given;
  if (typeof given === "string") {
    const response = await fetch(given).catch(() => {
      throw say("unreachable", given);
    });
    if (!response.ok) throw say(isBusy(response.status) ? "server-busy" : "library-missing", given);
    list = await response.json().catch(() => undefined);
  } else if (given instanceof Element) {
    try {
      list = JSON.parse(given.textContent ?? "");
    } catch {
      list = undefined;
    }
  }
  if (!Array.isArray(list)) throw say("articles-no-list", nameOf(given, say));
  return list;
}

/** Whether a server may do better in a while. @param {number} status */
const isBusy = (status) => status >= 500 || [408, 425, 429].includes(status);

/** What a list is called. @param {unknown} given @param {(name: string) => string} say */
const nameOf = (given, say) => (typeof given === "string" ? given : say(given instanceof Element ? "inline" : "property"));

/** Work that gives way now and then. */
function pauses() {
  const { port1, port2 } = new MessageChannel();
  let since = performance.now();
  return async () => {
    if (performance.now() - since < STRETCH) return;
    // Timers wait four milliseconds at least, a message does not.
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
    since = performance.now();
  };
}

/**
 * Answers as a host that knows ranges.
 * @param {Map<string, Uint8Array>} files @param {string} address @param {any} headers
 */
function serve(files, address, headers) {
  const file = files.get(address.slice(address.lastIndexOf("/") + 1));
  if (!file) return new Response(null, { status: 404 });
  const range = /^bytes=(\d+)-(\d+)$/.exec(headers?.Range ?? "");
  if (!range) return new Response(file);
  return new Response(file.subarray(Number(range[1]), Number(range[2]) + 1), { status: 206 });
}
