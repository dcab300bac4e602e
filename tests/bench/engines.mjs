// The engines: how their indexes are made from one corpus, and how they are started in a page.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build as bundle } from "esbuild";
import { build } from "./options.mjs";

/** @typedef {import("./corpus.mjs").Doc} Doc */
/** @typedef {{ folder: string, corpus: string, docs: Doc[], docbao: string }} Site */
/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {boolean} isShipped as its own documentation starts it, with nothing done for Vietnamese
 * @property {string} version
 * @property {string} folder under the site's
 * @property {(folder: string) => string} start code that sets `window.engine` in a page
 * @property {(site: Site, folder: string) => Promise<void>} build
 * @property {(folder: string) => number} indexBytes all that is not article text
 */

const HERE = dirname(fileURLToPath(import.meta.url));

/** Peers that are one library and one file of data. */
const LIBRARIES = { minisearch: "minisearch", flexsearch: "flexsearch", orama: "@orama/orama", lunr: "lunr" };

/** What `--engines` knows; a library stands for both of its configurations. */
export const NAMES = ["docbao", "pagefind", ...Object.keys(LIBRARIES)];

/** @param {string[]} names @param {string} docbao @returns {Engine[]} */
export function enginesOf(names, docbao) {
  const unknown = names.filter((name) => !NAMES.includes(name));
  if (unknown.length) throw new Error(`no engine is called ${unknown}: choose of ${NAMES}`);
  return names.flatMap((name) => {
    if (name === "docbao") return [ours(docbao, true), ours(docbao, false)];
    if (name === "pagefind") return [pagefind(false), pagefind(true)];
    return [library(name, false), library(name, true)];
  });
}

/**
 * As pages ask it, with excerpts, and without them, which is what libraries that hold no texts answer.
 * @param {string} docbao @param {boolean} excerpts @returns {Engine}
 */
function ours(docbao, excerpts) {
  const options = excerpts ? "{ limit }" : "{ limit, excerpts: false }";
  return {
    name: excerpts ? "docbao" : "docbao, no excerpts",
    folder: "docbao",
    isShipped: true,
    version: execFileSync(docbao, ["--version"]).toString().trim().replace(/^\S+ /, ""),
    start: (at) => `
      await new Promise((ok, no) => {
        const script = document.createElement("script");
        script.src = "${at}/docbao.js"; script.onload = ok; script.onerror = no;
        document.head.append(script);
      });
      const reader = document.createElement("doc-bao");
      reader.setAttribute("src", "${at}/"); reader.setAttribute("loading", "eager");
      document.body.append(reader);
      await reader.ready;
      window.engine = { search: async (query, limit) =>
        (await reader.search(query, ${options})).hits.map((hit) => hit.id) };`,
    async build(site, folder) {
      build(site.docbao, site.corpus, "-o", folder);
    },
    indexBytes: (folder) => sizeOf(folder, /^(index-.*\.bin|docbao\.json)$/),
  };
}

/**
 * Folds by itself, so that there is one configuration, asked in two ways: for the words, and first
 * for the words in that order.
 * @param {boolean} isQuoted @returns {Engine}
 */
function pagefind(isQuoted) {
  const asked = isQuoted ? '[`"${query}"`, query]' : "[query]";
  return {
    name: isQuoted ? "pagefind, quoted" : "pagefind",
    folder: "pagefind",
    isShipped: false,
    version: versionOf("pagefind"),
    // Filters are loaded because a reader shows them, and ours has them when it is ready.
    start: (at) => `
      const pagefind = await import("${at}/pagefind.js");
      await pagefind.init();
      await pagefind.filters();
      window.engine = { search: async (query, limit) => {
        const found = new Map();
        for (const text of ${asked}) {
          if (found.size >= limit) break;
          const { results } = await pagefind.search(text);
          for (const result of results) found.has(result.id) || found.set(result.id, result);
        }
        const top = await Promise.all([...found.values()].slice(0, limit).map((one) => one.data()));
        return top.map((data) => data.url.replace(/^\\//, "").replace(/\\.html$/, ""));
      } };`,
    async build(site, folder) {
      const api = await import("pagefind");
      const { index } = await api.createIndex({ forceLanguage: "vi" });
      if (!index) throw new Error("pagefind makes no index");
      for (const doc of site.docs) {
        await index.addCustomRecord({
          url: `/${doc.id}`,
          content: doc.body,
          language: "vi",
          meta: { title: doc.title },
          filters: doc.category ? { category: [doc.category] } : {},
        });
      }
      await index.writeFiles({ outputPath: folder });
      await api.close();
    },
    indexBytes: (folder) => sizeOf(folder, /(\.pf_index|\.pf_meta|\.pf_filter|pagefind-entry\.json)$/),
  };
}

/** @param {string} name @param {boolean} isShipped @returns {Engine} */
function library(name, isShipped) {
  const variant = isShipped ? "shipped" : "tuned";
  return {
    name: isShipped ? `${name}, as shipped` : name,
    folder: isShipped ? `${name}-as-shipped` : name,
    isShipped,
    version: versionOf(LIBRARIES[name]),
    start: (at) => `
      const { engine } = await import("${at}/engine.js");
      await engine.load(await (await fetch("${at}/index.json")).text());
      window.engine = { search: async (query, limit) => engine.search(query, limit) };`,
    async build(site, folder) {
      const adapter = await import(`./adapters/${name}.js`);
      const text = Buffer.from(await adapter[variant].build(site.docs));
      const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
      const params = { [BROTLI_PARAM_QUALITY]: 9, [BROTLI_PARAM_SIZE_HINT]: text.length };
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "index.json.br"), brotliCompressSync(text, { params }));
      await bundle({
        stdin: {
          contents: `export { ${variant} as engine } from "./adapters/${name}.js";`,
          resolveDir: HERE,
        },
        bundle: true,
        minify: true,
        format: "esm",
        outfile: join(folder, "engine.js"),
      });
    },
    indexBytes: (folder) => sizeOf(folder, /^index\.json\.br$/),
  };
}

/**
 * Makes the index of an engine, unless a peer's is there already, and says how long it took.
 * @param {Engine} engine @param {Site} site @returns {Promise<string>}
 */
export async function prepare(engine, site) {
  const folder = join(site.folder, engine.folder);
  const stamp = `${folder}.stamp`;
  const made = fingerprint();
  // Ours is made anew in every run, once.
  const isOld = engine.name === "docbao";
  if (!isOld && existsSync(stamp) && readFileSync(stamp, "utf8") === made) return "kept";
  rmSync(stamp, { force: true });
  rmSync(folder, { recursive: true, force: true });
  const started = performance.now();
  await engine.build(site, folder);
  writeFileSync(stamp, made);
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

/** Tells whether indexes would come out as they did: adapters, this file and versions. */
function fingerprint() {
  const adapters = readdirSync(join(HERE, "adapters")).map((name) => join("adapters", name));
  const hash = createHash("sha256");
  for (const name of ["engines.mjs", "package-lock.json", ...adapters.sort()]) {
    hash.update(readFileSync(join(HERE, name)));
  }
  return hash.digest("hex");
}

/** @param {string} folder @param {RegExp} wanted */
function sizeOf(folder, wanted) {
  const names = readdirSync(folder, { recursive: true }).map(String);
  const files = names.filter((name) => wanted.test(name));
  if (!files.length) throw new Error(`no index in ${folder}`);
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** @param {string} name */
const versionOf = (name) =>
  JSON.parse(readFileSync(join(HERE, "node_modules", name, "package.json"), "utf8")).version;
