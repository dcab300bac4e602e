// Figures of docbao and its peers. `cargo xtask bench` builds what this needs and calls it; it ends
// with 1 if an engine did not run, whatever the figures are.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { FLAGS } from "./chromium.mjs";
import { material } from "./corpus.mjs";
import { NAMES, enginesOf, prepare } from "./engines.mjs";
import { measure } from "./measure.mjs";
import { write } from "./report.mjs";
import { run, told } from "./options.mjs";
import { serve } from "./server.mjs";
import { budgetTable, tablesOf, toText } from "./table.mjs";

/** @typedef {import("./forms.mjs").Query} Query */

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");

const { values: options, positionals } = told({
  engines: { type: "string", default: NAMES.join(",") },
  write: { type: "boolean", default: false },
});

/** What is measured, and what the figures of it are called. */
function subject() {
  const [given, asked] = positionals;
  const { corpus, rows, queries } = material(options.folder, given, asked, Number(options.queries));
  // Peers get one text; docbao reads the file itself.
  const docs = rows.map((row) => ({
    id: row.id,
    title: row.title ?? "",
    body: [row.summary, row.body ?? row.text].filter(Boolean).join("\n"),
    category: row.category,
    date: row.date,
  }));
  const kind = queries[0].kind ? "known-item" : "question";
  const key = `${given ? kind : "synthetic"}-${docs.length}`;
  const what = kind === "question" ? "Questions to" : "Known items in";
  const title = `${what} ${docs.length.toLocaleString("en")} ${given ? "" : "synthetic "}articles`;
  const hash = createHash("sha256").update(readFileSync(corpus)).digest("hex").slice(0, 12);
  const folder = join(options.folder, hash);
  mkdirSync(folder, { recursive: true });
  return { corpus, docs, queries, key, title, folder };
}

/** The budgets of a subject. Of made-up articles those that hold for any: what is found depends on them. @param {string} key */
function budgetsOf(key) {
  const all = JSON.parse(readFileSync(join(HERE, "budgets.json"), "utf8"));
  if (!key.startsWith("synthetic")) return all[key];
  const ofAny = Object.entries(all["known-item-5000"]).filter(([name]) => !/^(mrr|recall)_/.test(name));
  return Object.fromEntries(ofAny);
}

async function main() {
  const engines = enginesOf(options.engines.split(","), options.docbao);
  const { corpus, docs, queries, key, title, folder } = subject();
  const sizes = docs.map((doc) => Buffer.byteLength(doc.title) + Buffer.byteLength(doc.body));
  const megabytes = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
  console.log(`${title}: ${megabytes.toFixed(1)} MB of text, ${queries.length} queries`);

  const site = { folder, corpus, docs, docbao: options.docbao };
  const failed = [];
  const ready = [];
  for (const engine of engines) {
    await attempt(`index of ${engine.name}`, async () => {
      const remark = await prepare(engine, site);
      ready.push(engine);
      return remark;
    });
  }
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: options.chromium, args: FLAGS });
  const rows = [];
  for (const engine of ready) {
    await attempt(engine.name, async () => {
      const started = performance.now();
      const row = await measure(browser, server, engine, queries);
      row.index_kb = engine.indexBytes(join(folder, engine.folder)) / 1024 / docs.length;
      rows.push(row);
      return `${((performance.now() - started) / 1000).toFixed(0)} s`;
    });
  }
  const version = browser.version();
  await browser.close();
  server.close();

  const tables = rows.length ? tablesOf(rows) : [];
  const budgets = budgetsOf(key);
  const ours = rows.find((row) => row.name === "docbao");
  const bare = rows.find((row) => row.name === "docbao, no excerpts");
  if (ours && budgets) tables.push(budgetTable(ours, budgets, bare));
  console.log(`\n${tables.map(toText).join("\n")}`);
  writeFileSync(join(folder, `${key}.json`), `${JSON.stringify(rows, null, 2)}\n`);
  if (failed.length) throw new Error(`did not run: ${failed.join("; ")}`);
  if (options.write) {
    const asked = queries.length;
    write(ROOT, { key, title, queries: asked, megabytes, chromium: version, rows, tables });
    console.log("BENCHMARKS.md and docs/bench are written");
  }

  /** Does a piece of work that may fail without ending the rest. */
  async function attempt(/** @type {string} */ name, /** @type {() => Promise<string>} */ work) {
    process.stdout.write(`${name} … `);
    try {
      console.log(await work());
    } catch (error) {
      console.log("failed");
      failed.push(`${name}: ${error.stderr?.toString().trim() || error.message}`);
    }
  }
}

run(main);
