// Articles that a page brings itself: how long until they are a library that can be read and searched, the
// first time and again, and how long the page is deaf meanwhile.
// `cargo xtask bench --page` calls it; it ends with 1 if it did not run, whatever the figures are.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { FLAGS } from "./chromium.mjs";
import { material, writeRows } from "./corpus.mjs";
import { build, run, told } from "./options.mjs";
import { serve } from "./server.mjs";
import { median, report } from "./verdicts.mjs";

const SCREEN = { width: 390, height: 840 };
/** What the reader promises for so many articles. */
const MOST = 2000;
/** Visits, each in a browser that remembers nothing. */
const TIMES = 7;
const PATIENCE = 60_000;

const { values: options, positionals } = told();

async function main() {
  const [given, asked] = positionals;
  const { rows } = material(options.folder, given, asked, Number(options.queries));
  const articles = rows.slice(0, MOST);
  const folder = join(options.folder, "page");
  // The reader comes with any library.
  const one = join(options.folder, "one.jsonl");
  writeRows(one, rows.slice(0, 1));
  build(options.docbao, one, "-o", folder);
  writeFileSync(join(folder, "articles.json"), JSON.stringify(articles));
  writeFileSync(join(folder, "page.html"), '<!doctype html><title>page</title><script defer src="docbao.js"></script>');
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: options.chromium, args: FLAGS });
  const version = browser.version();
  const seen = { first: [], again: [], longest: [] };
  for (let time = 0; time < TIMES; time += 1) {
    const context = await browser.newContext({ viewport: SCREEN });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`${server.base}/page.html`);
    const [first, again, longest] = await page.evaluate(visit);
    seen.first.push(first);
    seen.again.push(again);
    seen.longest.push(longest);
    await context.close();
  }
  await browser.close();
  server.close();
  const characters = JSON.stringify(articles).length / 1e6;
  console.log(`\n${articles.length} articles, ${characters.toFixed(1)} million characters, ${TIMES} visits; Chromium ${version}`);
  report("page", NAMES, {
    first: median(seen.first),
    slowest: Math.max(...seen.first),
    again: median(seen.again),
    longest: median(seen.longest),
  });
}

/** Runs in the page: gives an element the articles and waits until it is ready; then another one. */
async function visit() {
  const articles = await (await fetch("articles.json")).json();
  await customElements.whenDefined("doc-bao");
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: "longtask" });
  const once = async () => {
    const reader = /** @type {any} */ (document.createElement("doc-bao"));
    reader.loading = "eager";
    const began = performance.now();
    reader.articles = articles;
    document.body.append(reader);
    await reader.ready;
    const took = performance.now() - began;
    reader.remove();
    return took;
  };
  return [await once(), await once(), longest];
}

const NAMES = {
  first: "ms from the articles to the reader that is ready",
  slowest: "… the slowest visit",
  again: "ms when the page does it again",
  longest: "ms of the longest task meanwhile",
};

run(main);
