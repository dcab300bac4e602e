// Asks every engine the same queries in one Chromium and counts what that takes.

import { formsOf } from "./forms.mjs";
import { PAGE } from "./server.mjs";

/** @typedef {import("./engines.mjs").Engine} Engine */
/** @typedef {import("./forms.mjs").Query} Query */
/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ base: string, count: { bytes: number, requests: number } }} Server */
/** @typedef {Record<string, number> & { name: string, isShipped: boolean, version: string }} Row */

/** How many articles an answer names. */
const LIMIT = 10;
/** New visitors who ask one query each, and who type one letter by letter. */
const COLD_VISITS = 20;
const TYPING_VISITS = 10;
/** Requests that say what one takes. */
const REQUESTS = 200;
/** What a reader may still load after it said it was ready, in ms. */
const SETTLE = 300;
const KB = 1024;

/**
 * Measures one engine: see `table.mjs` for what the figures mean.
 * @param {Browser} browser @param {Server} server @param {Engine} engine @param {Query[]} queries
 * @returns {Promise<Row>}
 */
export async function measure(browser, server, engine, queries) {
  const open = () => visit(browser, server, engine);
  // The first visit warms the server up: it compresses what it will serve.
  await (await open()).close();

  const visitor = await open();
  /** @type {any} */
  const row = { name: engine.name, isShipped: engine.isShipped, version: engine.version };
  Object.assign(row, visitor.took);
  for (const [form, typed] of Object.entries(formsOf(queries))) {
    const before = { ...server.count };
    const { ms, ids } = await ask(visitor.page, typed);
    if (form === "written") {
      await visitor.page.waitForTimeout(SETTLE);
      row.query_kb = (server.count.bytes - before.bytes) / KB / ms.length;
      row.query_requests = (server.count.requests - before.requests) / ms.length;
      Object.assign(row, { first_p50: at(ms, 0.5), first_p95: at(ms, 0.95) });
      // Without their last word, so that nobody profits from remembering answers.
      const shorter = (query) => query.split(" ").slice(0, -1).join(" ") || query;
      const warm = await ask(visitor.page, typed.map(shorter));
      Object.assign(row, { warm_p50: at(warm.ms, 0.5), warm_p95: at(warm.ms, 0.95), warm_asking: mean(warm.hasAsked.map(Number)) });
      const again = (await ask(visitor.page, typed.map(shorter))).ms;
      Object.assign(row, { again_p50: at(again, 0.5), again_p95: at(again, 0.95) });
      row.request_ms = at(await requests(visitor.page), 0.5);
    }
    const rank = (query, nth) => ids[nth].findIndex((id) => query.relevant_ids.includes(id)) + 1;
    const ranks = queries.map(rank);
    row[`mrr_${form}`] = mean(ranks.map((rank) => (rank ? 1 / rank : 0)));
    row[`recall_${form}`] = mean(ranks.map((rank) => (rank ? 1 : 0)));
  }
  Object.assign(row, await memory(visitor.page));
  row.workers = visitor.page.workers().length;
  await visitor.close();
  // Who fetched nothing for all these queries fetches nothing for the first one either.
  if (!row.query_requests) return { ...row, cold_kb: 0, typing_kb: 0 };

  const some = (count) => queries.filter((_, nth) => nth % Math.ceil(queries.length / count) === 0);
  const cost = async (inputs) => {
    const visitor = await open();
    const before = server.count.bytes;
    await ask(visitor.page, inputs);
    await visitor.page.waitForTimeout(SETTLE);
    await visitor.close();
    return (server.count.bytes - before) / KB;
  };
  const cold = [];
  for (const { query } of some(COLD_VISITS)) cold.push(await cost([query]));
  const typing = [];
  for (const { query } of some(TYPING_VISITS)) typing.push(await cost(letters(query)));
  return { ...row, cold_kb: mean(cold), typing_kb: mean(typing) };
}

/** Opens a new visitor's page with the engine started, and says what that took. */
async function visit(
  /** @type {Browser} */ browser,
  /** @type {Server} */ server,
  /** @type {Engine} */ engine,
) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(rememberMemories);
  await page.goto(server.base + PAGE);
  const before = { ...server.count };
  const ready_ms = await page.evaluate(async (code) => {
    const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
    const started = performance.now();
    await new AsyncFunction(code)();
    return performance.now() - started;
  }, engine.start(`${server.base}/${engine.folder}`));
  await page.waitForTimeout(SETTLE);
  const took = {
    ready_ms,
    ready_kb: (server.count.bytes - before.bytes) / KB,
    ready_requests: server.count.requests - before.requests,
  };
  return { page, took, close: () => context.close() };
}

/** Asks queries one after the other. @param {Page} page @param {string[]} queries */
const ask = (page, queries) =>
  page.evaluate(
    async ({ queries, limit }) => {
      const ms = [];
      const ids = [];
      const hasAsked = [];
      const { fetch } = window;
      let asked = false;
      window.fetch = (...args) => ((asked = true), fetch(...args));
      for (const query of queries) {
        asked = false;
        const started = performance.now();
        ids.push(await window.engine.search(query, limit));
        ms.push(performance.now() - started);
        hasAsked.push(asked);
      }
      window.fetch = fetch;
      return { ms, ids, hasAsked };
    },
    { queries, limit: LIMIT },
  );

/** How long a request for next to nothing takes, on a page that has just asked all this. @param {Page} page */
const requests = (page) =>
  page.evaluate(
    async ({ address, count }) => {
      const ms = [];
      for (let nth = 0; nth < count; nth++) {
        const started = performance.now();
        await (await fetch(address, { cache: "no-store" })).arrayBuffer();
        ms.push(performance.now() - started);
      }
      return ms;
    },
    { address: PAGE, count: REQUESTS },
  );

/** Runs in the page: keeps wasm memories where they can be asked for their size. */
function rememberMemories() {
  const seen = (window.memories = new Set());
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await original.apply(WebAssembly, args);
      for (const item of Object.values((made.instance ?? made).exports)) {
        if (item instanceof WebAssembly.Memory) seen.add(item);
      }
      return made;
    };
  }
}

/** What the page holds. Workers cannot be asked. @param {Page} page */
async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const heap = (await session.send("Runtime.getHeapUsage")).usedSize / KB / KB;
  const sizes = await page.evaluate(() => [...window.memories].map((one) => one.buffer.byteLength));
  const wasm = sizes.reduce((sum, size) => sum + size, 0) / KB / KB;
  return { heap_mb: heap, wasm_mb: wasm, memory_mb: heap + wasm };
}

/** What is in the box after each keystroke. @param {string} query */
const letters = (query) =>
  [...query].map((_, nth, all) => all.slice(0, nth + 1).join("")).filter((text) => text.trim());

/** @param {number[]} list @param {number} share */
const at = (list, share) =>
  list.toSorted((x, y) => x - y)[Math.min(list.length - 1, Math.floor(list.length * share))];

/** @param {number[]} list */
const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
