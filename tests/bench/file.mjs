// One file, opened from the disk: how long until its list is painted and until the first words that are typed
// are answered, how large it is for what it carries, and whether it asks anybody or says anything.
// `cargo xtask bench --file` calls it; it ends with 1 if it did not run, whatever the figures are.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { FLAGS } from "./chromium.mjs";
import { material } from "./corpus.mjs";
import { formsOf } from "./forms.mjs";
import { build, run, told } from "./options.mjs";
import { median, report } from "./verdicts.mjs";

const SCREEN = { width: 390, height: 840 };
/** Openings, each in a browser that remembers nothing. */
const TIMES = 7;
const PATIENCE = 30_000;

const { values: options, positionals } = told();

async function main() {
  const [given, asked] = positionals;
  const { corpus, rows, queries } = material(options.folder, given, asked, Number(options.queries));
  const file = resolve(join(options.folder, "file.html"));
  const data = join(options.folder, "file-data");
  build(options.docbao, corpus, "--single-file", file);
  build(options.docbao, corpus, "--data-only", "-o", data);
  const typed = formsOf(queries.slice(0, TIMES)).unmarked.map((query) => query.toLowerCase());
  const browser = await chromium.launch({ executablePath: options.chromium, args: FLAGS });
  const seen = { opened: [], answered: [], asked: 0, said: 0 };
  for (const query of typed) await openOnce(browser, pathToFileURL(file).href, query, seen);
  const version = browser.version();
  await browser.close();
  const carried = libraryFiles(data).reduce((sum, name) => sum + base64(statSync(join(data, name)).size), 0);
  console.log(`\n${rows.length} articles, opened ${typed.length} times; Chromium ${version}, ${SCREEN.width} × ${SCREEN.height}`);
  report("file", NAMES, {
    opened: median(seen.opened),
    answered: median(seen.answered),
    slowest: Math.max(...seen.answered),
    megabytes: statSync(file).size / 1e6,
    beside: (statSync(file).size - carried * 1.1) / 1e3,
    asked: seen.asked,
    said: seen.said,
  });
}

/**
 * @param {import("playwright-core").Browser} browser @param {string} address @param {string} query
 * @param {{ opened: number[], answered: number[], asked: number, said: number }} seen
 */
async function openOnce(browser, address, query, seen) {
  const context = await browser.newContext({ viewport: SCREEN });
  const page = await context.newPage();
  page.on("request", (request) => void (/^(data|blob):/.test(request.url()) || request.url() === address || seen.asked++));
  for (const event of ["console", "pageerror"]) page.on(event, () => void seen.said++);
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: "commit" });
  const opened = await page.evaluate(() => window.file.opened(), undefined);
  const started = await page.evaluate(() => performance.now());
  const painted = page.evaluate((query) => window.file.painted(query), query);
  await page.keyboard.insertText(query);
  seen.opened.push(opened);
  // The time between the two is the bench's own.
  seen.answered.push(opened + (await painted) - started);
  await context.close();
}

/** Runs in the page, from its beginning: knows when something is on the screen, in ms since the page was asked for. */
function watch() {
  const all = (selector) => [...(document.querySelector("doc-bao")?.shadowRoot?.querySelectorAll(selector) ?? [])];
  const paint = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      }),
    );
  const until = async (holds) => {
    while (!holds()) await paint();
  };
  let shown = "";
  addEventListener("docbao-search", (event) => (shown = event.detail.query));
  window.file = {
    async opened() {
      await until(() => all("[part~=result]").length > 0);
      const opened = await paint();
      all("input[type=search]")[0].focus();
      return opened;
    },
    async painted(query) {
      await until(() => shown === query);
      return paint();
    },
  };
}

/** The files of a library, as its manifest names them. @param {string} folder */
function libraryFiles(folder) {
  const { packs } = JSON.parse(readFileSync(join(folder, "docbao.json"), "utf8"));
  const here = new Set(readdirSync(folder));
  return ["docbao.json", ...packs.map((pack) => pack.file).filter((name) => here.has(name))];
}

/** Characters that bytes take in base64. @param {number} bytes */
const base64 = (bytes) => 4 * Math.ceil(bytes / 3);

const NAMES = {
  opened: "ms to the painted list",
  answered: "ms to the painted list and the first answer",
  slowest: "… the slowest time",
  megabytes: "MB of file",
  beside: "kB beside the data in base64 and a tenth of it",
  asked: "requests",
  said: "lines on the console",
};

run(main);
