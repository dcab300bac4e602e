// How docbao grows: 1,000, 10,000 and 100,000 articles, made by mixing those of a collection. What a build takes, what a
// visitor of such a library fetches, how long a question takes (natively, with everything at hand).
// `cargo xtask bench --scale` calls it; it ends with 1 if it did not run, whatever the figures are.

import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { knownItems, material } from "./corpus.mjs";
import { lcg } from "./forms.mjs";
import { told, run } from "./options.mjs";
import { replaceSection } from "./report.mjs";
import { toMarkdown, toText } from "./table.mjs";
import { report } from "./verdicts.mjs";

/** @typedef {import("./corpus.mjs").Doc} Doc */

const SIZES = [1_000, 10_000, 100_000];
const QUERIES = 200;
/** Of these, as many as `first` is measured with (`COLD_VISITS` in crates/search/examples/figures.rs). */
const FIRST_QUERIES = 20;
/** Articles that are in memory at once, as text. */
const PORTION = 1_000;
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const { values: options, positionals } = told({
  figures: { type: "string", default: "" },
  write: { type: "boolean", default: false },
});

async function main() {
  const [given] = positionals;
  const { rows } = material(options.folder, given, undefined, QUERIES);
  const measured = [];
  for (const size of SIZES) {
    process.stdout.write(`${size.toLocaleString("en")} articles … `);
    const row = measure(rows, size);
    console.log(`${row.seconds.toFixed(1)} s to build`);
    measured.push(row);
  }
  const table = tableOf(measured);
  console.log(`\n${toText(table)}`);
  report("scale", NAMES, { ...measured[measured.length - 1], growth: growthOf(measured) });
  if (options.write) {
    replaceSection(ROOT, section(rows.length, given, table));
    console.log("BENCHMARKS.md is written");
  }
}

/**
 * The worst of what grows from one size to the next, over how many times as many articles these are: 1 is linear.
 * @param {ReturnType<typeof measure>[]} measured
 */
function growthOf(measured) {
  const figures = ["seconds", "memory", "index", "open", "first", "median", "p95"];
  const steps = measured.slice(1).map((row, nth) => {
    const grown = figures.map((key) => row[key] / measured[nth][key]);
    return Math.max(...grown) / (row.size / measured[nth].size);
  });
  return Math.max(...steps);
}

/** @param {Doc[]} rows @param {number} size */
function measure(rows, size) {
  const folder = join(options.folder, "scale");
  mkdirSync(folder, { recursive: true });
  const [corpus, library, questions] = ["corpus.jsonl", "library", "questions.json"].map((name) => join(folder, name));
  rmSync(library, { recursive: true, force: true });
  const sample = writeMixed(rows, size, corpus);
  const asked = knownItems(sample, QUERIES);
  const relevant = asked.map((query) => query.relevant_ids);
  const forms = { written: asked.map((query) => query.query) };
  writeFileSync(questions, JSON.stringify({ forms, relevant, kinds: asked.map(() => "") }));

  const started = performance.now();
  const said = execFileSync(options.docbao, ["build", "--data-only", corpus, "-o", library]).toString();
  const seconds = (performance.now() - started) / 1000;
  const memory = /([\d.]+) ([MG])B of memory/.exec(said);
  if (!memory) throw new Error(`the builder does not say what memory it took: ${said}`);
  const files = readdirSync(library, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = (kind) =>
    files
      .filter((file) => file.name.startsWith(kind))
      .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  const figures = JSON.parse(execFileSync(options.figures, [library, questions, "--scale"]).toString());
  return {
    size,
    seconds,
    speed: size / seconds,
    memory: Number(memory[1]) * (memory[2] === "G" ? 1000 : 1),
    files: files.length,
    index: bytes("index-") / 1e6,
    open: (bytes("docbao.json") + figures.open) / 1024,
    first: figures.first / 1024,
    sets: leastOf(corpus, size, forms.written) / 1024,
    median: figures.median,
    p95: figures.p95,
  };
}

/**
 * Bytes that the sets of articles take in any code, for the words of a first query: the entropy of how many articles have each.
 * Marks are left out, as in the lists that every query needs. Mean over the queries that `first` is measured with.
 * @param {string} corpus @param {number} size @param {string[]} queries
 */
function leastOf(corpus, size, queries) {
  const words = (/** @type {string} */ text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const first = queries.filter((_, nth) => nth % Math.ceil(queries.length / FIRST_QUERIES) === 0).map((query) => new Set(words(query)));
  const having = new Map(first.flatMap((query) => [...query].map((word) => [word, 0])));
  eachLine(corpus, (line) => {
    const { title, summary, body } = JSON.parse(line);
    for (const word of new Set(words([title, summary, body].join(" ")))) {
      const count = having.get(word);
      if (count !== undefined) having.set(word, count + 1);
    }
  });
  const bits = (/** @type {string} */ word) => {
    const share = (having.get(word) ?? 0) / size;
    return [share, 1 - share].reduce((sum, part) => sum - (part && size * part * Math.log2(part)), 0);
  };
  const sums = first.map((query) => [...query].reduce((sum, word) => sum + bits(word), 0));
  return sums.reduce((sum, one) => sum + one, 0) / sums.length / 8;
}

/** Calls with each line of a file that may be larger than memory. @param {string} file @param {(line: string) => void} take */
function eachLine(file, take) {
  const input = openSync(file, "r");
  const chunk = Buffer.alloc(1 << 22);
  let left = Buffer.alloc(0);
  for (let read = readSync(input, chunk); read > 0; read = readSync(input, chunk)) {
    const all = Buffer.concat([left, chunk.subarray(0, read)]);
    const end = all.lastIndexOf(10) + 1;
    all.subarray(0, end).toString().split("\n").filter(Boolean).forEach(take);
    left = Buffer.from(all.subarray(end));
  }
  closeSync(input);
}

/**
 * Writes so many articles: those given, then mixtures of them. A mixture has every other sentence of two, half of the title of each,
 * and a number that no other article has, so that it brings new pairs of words, as a further article does, but fewer new words.
 * Returns one in so many, from all over.
 * @param {Doc[]} rows @param {number} size @param {string} file
 */
function writeMixed(rows, size, file) {
  const random = lcg(size);
  const out = openSync(file, "w");
  const sample = [];
  for (let from = 0; from < size; from += PORTION) {
    const portion = Array.from({ length: Math.min(PORTION, size - from) }, (_, nth) => {
      const row = rows[(from + nth) % rows.length];
      return from + nth < rows.length ? row : mixed(row, rows[random(rows.length)], from + nth);
    });
    writeSync(out, portion.map((row) => `${JSON.stringify(row)}\n`).join(""));
    sample.push(...portion.filter((_, nth) => nth % Math.ceil(size / PORTION) === 0));
  }
  closeSync(out);
  return sample;
}

/** @param {Doc} one @param {Doc} other @param {number} at @returns {Doc} */
function mixed(one, other, at) {
  const words = (/** @type {string} */ text) => text.split(" ");
  const half = (/** @type {string[]} */ list) => Math.ceil(list.length / 2);
  const [begin, end] = [words(one.title), words(other.title)];
  const sentences = [one, other].map((row) => row.body.split(/(?<=[.!?])\s+/u));
  const body = Array.from({ length: Math.ceil((sentences[0].length + sentences[1].length) / 2) }, (_, nth) => sentences[nth % 2][nth] ?? "");
  return {
    ...one,
    id: `${one.id}-${at}`,
    title: [...begin.slice(0, half(begin)), ...end.slice(half(end))].join(" "),
    summary: other.summary,
    body: `${body.filter(Boolean).join(" ")} Số ${at}/TB-VP.`,
    date: other.date,
  };
}

/** @param {ReturnType<typeof measure>[]} measured */
function tableOf(measured) {
  const columns = {
    articles: (row) => row.size.toLocaleString("en"),
    "build, s": (row) => row.seconds.toFixed(1),
    "articles a second": (row) => row.speed.toFixed(0),
    "memory of the build, MB": (row) => row.memory.toFixed(0),
    files: (row) => String(row.files),
    "index, MB": (row) => row.index.toFixed(1),
    "bytes an article": (row) => ((row.index * 1e6) / row.size).toFixed(0),
    "to open, KB": (row) => row.open.toFixed(1),
    "first query, KB": (row) => row.first.toFixed(1),
    "sets of its words at least, KB": (row) => row.sets.toFixed(1),
    "warm p50, ms": (row) => row.median.toFixed(2),
    "p95, ms": (row) => row.p95.toFixed(2),
  };
  const rows = measured.map((row) => Object.values(columns).map((cell) => cell(row)));
  return { title: "What grows, and how", head: Object.keys(columns), rows };
}

/** @param {number} count @param {string | undefined} given @param {ReturnType<typeof tableOf>} table */
function section(count, given, table) {
  const today = execFileSync("date", ["+%F"]).toString().trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  const whose = `${count.toLocaleString("en")} ${given ? "" : "synthetic "}articles`;
  return [
    "## A thousand to a hundred thousand articles\n",
    `\`cargo xtask bench --scale\`: mixtures of ${whose}, ${QUERIES} known items asked natively with everything at hand, so times are those of a processor`,
    "without a browser's wasm. To open is the manifest with what the first list, the texts of its first cards and what is fetched ahead take (of more than",
    "8,192 articles the lengths of all, which every query needs: half a byte each), without the reader.",
    "A first query is what a new visitor fetches for it after that; the sets of articles that have its words, marks left out, take so much in any code that knows only how many there are.",
    `${today}; ${cpus()[0].model.trim()}, ${cpus().length} cores, ${memory} GB.\n`,
    toMarkdown(table),
  ].join("\n");
}

const NAMES = {
  open: "100,000 articles: to open, KB",
  first: "… first query of a new visitor, KB",
  p95: "… warm query, p95, ms",
  files: "… files",
  speed: "… articles a second",
  memory: "… memory of the build, MB",
  growth: "the worst growth from one size to the next, 1 is linear",
};

run(main);
