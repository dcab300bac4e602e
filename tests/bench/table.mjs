// What the figures mean, how they are written, and tables of them for terminals and for documents.

/** @typedef {import("./measure.mjs").Row} Row */
/** @typedef {{ label: string, digits: number, better: "less" | "more" | "neither", unit: string, means: string }} Figure */
/** @typedef {{ title: string, head: string[], rows: string[][] }} Table */
/** @typedef {Record<string, { atMost?: number, atLeast?: number }>} Budgets */

const figure = (label, digits, better, unit, means) => ({ label, digits, better, unit, means });
const kb = (label, means, digits = 1) => figure(label, digits, "less", "KB", means);
const ms = (label, means) => figure(label, 1, "less", "ms", means);
const mb = (label, means) => figure(label, 1, "less", "MB", means);
const share = (label, means) => figure(label, 3, "more", "", means);

/** @type {Record<string, Figure>} */
export const FIGURES = {
  ready_kb: kb("ready KB", "everything until the first query can be asked", 0),
  ready_requests: figure("requests", 0, "less", "", "requests until then"),
  ready_ms: figure("ready ms", 0, "less", "ms", "time until then, host on the same machine"),
  cold_kb: kb("cold KB", "a new visitor's first query, after that"),
  typing_kb: kb("typing KB", "a new visitor types one query letter by letter"),
  query_kb: kb("KB a query", "one visitor asks all queries"),
  index_kb: kb("index KB", "what is stored for an article besides its text", 2),
  first_p50: ms("first p50", "a query asked for the first time, median"),
  first_p95: ms("p95", "the same, 95th percentile"),
  warm_p50: ms("warm p50", "the query without its last word, asked after it, median"),
  warm_p95: ms("p95", "the same, 95th percentile"),
  warm_asking: figure("asking", 2, "neither", "", "share of these queries that had to ask the host for something"),
  again_p50: ms("again p50", "these queries once more, right after, median"),
  again_p95: ms("p95", "the same, 95th percentile"),
  request_ms: figure("a request", 1, "neither", "ms", "a request of next to nothing from that page right after, median"),
  heap_mb: mb("heap MB", "heap of the page after all of it"),
  wasm_mb: mb("wasm MB", "memories of wasm"),
  memory_mb: mb("sum", "heap and wasm"),
  mrr_written: share("MRR@10", "as written"),
  recall_written: share("R@10", "as written"),
  mrr_unmarked: share("MRR", "without diacritics"),
  recall_unmarked: share("R", "without diacritics"),
  mrr_typo: share("MRR", "one typo"),
  recall_typo: share("R", "one typo"),
  mrr_telex: share("MRR", "raw Telex"),
  recall_telex: share("R", "raw Telex"),
};

const TABLES = {
  "What is downloaded": ["ready_kb", "ready_requests", "cold_kb", "typing_kb", "query_kb", "index_kb"],
  "Time and memory": [
    "ready_ms", "first_p50", "first_p95", "warm_p50", "warm_p95", "warm_asking", "again_p50", "again_p95", "request_ms", "heap_mb", "wasm_mb", "memory_mb",
  ],
  "What is found": [
    "mrr_written", "recall_written", "mrr_unmarked", "recall_unmarked", "mrr_typo", "recall_typo",
    "mrr_telex", "recall_telex",
  ],
};

/** Names of columns that lean on the column before them. */
const LONG_NAMES = {
  first_p95: "first p95",
  warm_p95: "warm p95",
  warm_asking: "share of warm queries that ask the host",
  again_p95: "again p95",
  memory_mb: "heap + wasm",
  ready_requests: "requests until ready",
};

/** What stands above the columns of the third table. */
const FORM_LABELS = { written: "written", unmarked: "unmarked", typo: "typo", telex: "telex" };

/** @param {string} key @param {number} value */
export function show(key, value) {
  const text = value.toFixed(FIGURES[key].digits);
  return FIGURES[key].better === "more" ? text.replace(/^0/, "") : text;
}

/** @param {Row[]} rows @returns {Table[]} */
export function tablesOf(rows) {
  return Object.entries(TABLES).map(([title, keys]) => ({
    title,
    head: ["", ...keys.map(labelOf)],
    rows: rows.map((row) => [row.name, ...keys.map((key) => cell(row, key))]),
  }));
}

/** Whether a figure leaves out what a worker holds, or asks for. @param {Row} row @param {string} key */
export const isPartial = (row, key) => (key.endsWith("_mb") || key === "warm_asking") && row.workers > 0;

/** @param {Row} row @param {string} key */
const cell = (row, key) => show(key, row[key]) + (isPartial(row, key) ? "+?" : "");

/** @param {string} key */
function labelOf(key) {
  const form = FORM_LABELS[/** @type {"written"} */ (key.split("_")[1])];
  if (!form) return FIGURES[key].label;
  return key.startsWith("mrr") ? form : "R@10";
}

/**
 * Our figures beside the budgets. Times of warm queries also without excerpts: those of most peers are.
 * @param {Row} row @param {Budgets} budgets @param {Row} [bare] without excerpts @returns {Table}
 */
export function budgetTable(row, budgets, bare) {
  const judged = (/** @type {Row} */ row, note, [key, { atMost, atLeast }]) => {
    // Judged as printed, so that no row says that 1.0 is over 1.0.
    const value = Number(row[key].toFixed(FIGURES[key].digits));
    const fits = atMost === undefined ? value >= (atLeast ?? 0) : value <= atMost;
    const budget = atMost === undefined ? `≥ ${show(key, atLeast ?? 0)}` : `≤ ${show(key, atMost)}`;
    return [nameOf(key) + note, show(key, row[key]), budget, fits ? "ok" : "OVER"];
  };
  const rows = Object.entries(budgets).flatMap((entry) => {
    if (!bare || !entry[0].startsWith("warm_p")) return [judged(row, "", entry)];
    return [judged(row, ", with excerpts", entry), judged(bare, ", without", entry)];
  });
  return { title: "docbao and its budgets", head: ["", "measured", "budget", ""], rows };
}

/** A figure in words that stand alone. @param {string} key */
export function nameOf(key) {
  const { label, unit, means } = FIGURES[key];
  if (key.startsWith("mrr")) return `MRR@10, ${means}`;
  if (key.startsWith("recall")) return `recall@10, ${means}`;
  const name = LONG_NAMES[/** @type {"memory_mb"} */ (key)] ?? label;
  return unit && !name.includes(unit) ? `${name}, ${unit}` : name;
}

/** @param {Table} table */
export function toText({ title, head, rows }) {
  const all = [head, ...rows];
  const widths = head.map((_, nth) => Math.max(...all.map((row) => row[nth].length)));
  const pad = (cell, nth) => (nth ? cell.padStart(widths[nth]) : cell.padEnd(widths[nth]));
  return `${title}\n${all.map((row) => row.map(pad).join("  ").trimEnd()).join("\n")}\n`;
}

/** @param {Table} table */
export function toMarkdown({ title, head, rows }) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = line(head.map((_, nth) => (nth ? "--:" : "---")));
  return `### ${title}\n\n${[line(head), rule, ...rows.map(line)].join("\n")}\n`;
}
