// What a visitor feels, in ms: from a key to the painted list, from a click to the painted article, and
// how long the page is deaf meanwhile. On a phone's screen; once more with a processor six times slower.
// `cargo xtask bench --ui` calls it; it ends with 1 if it did not run, whatever the figures are.

import { join } from "node:path";
import { chromium } from "playwright-core";
import { material } from "./corpus.mjs";
import { FLAGS } from "./chromium.mjs";
import { formsOf, lcg } from "./forms.mjs";
import { build, run, told } from "./options.mjs";
import { serve } from "./server.mjs";
import { report } from "./verdicts.mjs";

const SCREEN = { width: 390, height: 840 };
/** How many of the queries are typed, and how long a key may take before we give up. */
const TYPED = 25;
const PATIENCE = 20_000;
/** From one key to the next, in ms, at least and at most; after the last one of a query what follows has time to follow. */
const RHYTHM = [100, 300];
const REST = 600;
/** A phone of some years ago. */
const SLOWER = 6;

const { values: options, positionals } = told();

async function main() {
  const [given, asked] = positionals;
  const { corpus, rows, queries } = material(options.folder, given, asked, Number(options.queries));
  const some = queries.filter((_, nth) => nth % Math.ceil(queries.length / TYPED) === 0);
  // As most people type.
  const typed = formsOf(some).unmarked.map((query) => query.toLowerCase());
  const folder = join(options.folder, "ui");
  build(options.docbao, corpus, "-o", folder);
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: options.chromium, args: FLAGS });
  const context = await browser.newContext({ viewport: SCREEN });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(`${server.base}/index.html`);
  await page.waitForFunction(() => window.ui?.isListed(), null, { timeout: PATIENCE });

  const figures = {};
  // The first time much has to come; what is felt then is the network.
  await type(page, typed);
  const loaded = await type(page, typed);
  Object.assign(figures, { key_p50: at(loaded.ms, 0.5), key_p95: at(loaded.ms, 0.95) });
  figures.longest = loaded.longest;
  await open(page, typed);
  const opened = await open(page, typed);
  Object.assign(figures, { open_p50: at(opened, 0.5), open_p95: at(opened, 0.95) });
  const processor = await context.newCDPSession(page);
  await processor.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const slow = await type(page, typed);
  Object.assign(figures, { slow_p50: at(slow.ms, 0.5), slow_p95: at(slow.ms, 0.95), slow_longest: slow.longest });
  await browser.close();
  server.close();
  const keys = loaded.ms.length;
  console.log(`\n${rows.length} articles, ${typed.length} queries, ${keys} keys; ${version()}`);
  report("ui", NAMES, figures);

  function version() {
    return `Chromium ${browser.version()}, ${SCREEN.width} × ${SCREEN.height}`;
  }
}

/**
 * Types queries letter by letter, as fast as people do: now and then a key finds the whole list drawn that follows the
 * beginning of it, now and then it comes before that. The page takes the time itself: to ask it beside a key would be
 * work of ours in the visitor's way.
 * @param {import("playwright-core").Page} page @param {string[]} queries
 */
async function type(page, queries) {
  const random = lcg(5);
  await page.evaluate(() => window.ui.begin());
  for (const query of queries) {
    await page.evaluate(() => window.ui.clear());
    for (const letter of query) {
      await page.keyboard.press(letter === " " ? "Space" : letter);
      await page.waitForTimeout(RHYTHM[0] + random(RHYTHM[1] - RHYTHM[0]));
      await page.evaluate(() => window.ui.answered());
    }
    await page.waitForTimeout(REST);
  }
  return page.evaluate(() => window.ui.felt());
}

/** Opens the first result of each query. @param {import("playwright-core").Page} page @param {string[]} queries */
async function open(page, queries) {
  const ms = [];
  for (const query of queries) {
    await page.evaluate(() => window.ui.clear());
    const painted = page.evaluate((query) => window.ui.painted(query), query);
    await page.keyboard.insertText(query);
    await painted;
    const took = await page.evaluate(() => window.ui.open());
    if (took !== null) ms.push(took);
  }
  return ms;
}

/** Runs in the page: knows when something has been asked for and when it is on the screen. */
function watch() {
  const reader = () => document.querySelector("doc-bao");
  const all = (selector) => [...(reader()?.shadowRoot?.querySelectorAll(selector) ?? [])];
  /** What a frame shows is painted when the next task after it runs. */
  const paint = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      }),
    );
  /** Waits until something holds that the reader tells of, or draws; not frame by frame, which would be up to a frame late. */
  const until = async (holds) => {
    while (!holds()) {
      await new Promise((resolve) => {
        const drawing = new MutationObserver(done);
        drawing.observe(reader().shadowRoot, { childList: true, subtree: true });
        addEventListener("docbao-search", done);
        function done() {
          drawing.disconnect();
          removeEventListener("docbao-search", done);
          resolve();
        }
      });
    }
  };
  let shown = "";
  let tasks = [];
  let keys = [];
  let pressed = 0;
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  addEventListener(
    "input",
    (event) => {
      const [query, since] = [event.composedPath()[0].value, pressed];
      // A space alone asks nothing new, nor does an empty field here.
      if (query && !query.endsWith(" ")) keys.push(painted(query).then((at) => at - since));
    },
    true,
  );
  addEventListener("docbao-search", (event) => (shown = event.detail.query), true);
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask" });
  const painted = async (query) => {
    await until(() => shown === query);
    return paint();
  };
  window.ui = {
    isListed: () => all("[part~=result]").length > 0,
    clear() {
      const field = all("input[type=search]")[0];
      field.focus();
      field.select();
      document.execCommand("delete");
      shown = "";
    },
    painted,
    answered: () => Promise.all(keys).then(() => true),
    async open() {
      const [opener] = all("[part~=result] h3 a, [part~=result] h3 button");
      if (!opener) return null;
      const started = performance.now();
      opener.click();
      await until(() => all("[part~=article] .text").length > 0);
      const took = (await paint()) - started;
      reader().close();
      await until(() => !all("[part~=article]").length && window.ui.isListed());
      return took;
    },
    begin: () => void ([keys, tasks] = [[], []]),
    felt: async () => ({ ms: await Promise.all(keys), longest: Math.max(0, ...tasks.map((task) => task.duration)) }),
  };
}

const NAMES = {
  key_p50: "key to painted list, p50",
  key_p95: "key to painted list, p95",
  longest: "longest task while typing",
  open_p50: "click to painted article, p50",
  open_p95: "click to painted article, p95",
  slow_p50: `key to painted list, ${SLOWER}× slower, p50`,
  slow_p95: `key to painted list, ${SLOWER}× slower, p95`,
  slow_longest: `longest task while typing, ${SLOWER}× slower`,
};

/** @param {number[]} values @param {number} share */
function at(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

run(main);
