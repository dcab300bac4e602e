// BENCHMARKS.md and its plots. The document has one section for each collection that was measured
// with `--write`; writing one leaves the others as they are.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { bars } from "./plot.mjs";
import { FIGURES, isPartial, nameOf, show, toMarkdown } from "./table.mjs";

/** @typedef {import("./measure.mjs").Row} Row */
/** @typedef {import("./table.mjs").Table} Table */
/** @typedef {{ key: string, title: string, queries: number, megabytes: number, chromium: string, rows: Row[], tables: Table[] }} Result */

const INTRO = `# Benchmarks

\`cargo xtask bench\` measures docbao and the search libraries that a static site would take instead:
one corpus, one host that counts bytes, one Chromium, the same queries one after the other. Without
arguments it makes its own corpus and runs anywhere; \`--write\` writes this page.

How to read it:

- Bytes are bodies of answers, after compression (brotli for text), workers included, headers not.
  1 KB is 1,024 bytes. The host is on the same machine, so times are without a network.
- docbao's "ready" holds the whole reader with its first list painted. A peer's is the engine and what
  it needs to answer: the interface comes on top.
- docbao and Pagefind answer with titles and excerpts, and their bytes per query hold the texts for
  ten of them; docbao leaves out those that only begin as the last word does. The other four answer with ids alone, from an index that was loaded whole;
  "docbao, no excerpts" is what compares with them.
- Peers are configured for Vietnamese: diacritics folded, words of letters and digits, titles weighing
  double, where they can the last word unfinished and typos forgiven. "As shipped" is what their first
  example gives: where that keeps marks, it finds more of what is typed with them, and loses the rest.
  The plot of MRR takes the better of both for each bar. Pagefind folds by itself and has one.
- Known items: one article is right, and the query is a run of words from its title, summary or body,
  a name, or a document number. That favours engines that know which words stand side by side; most
  peers do not, and "pagefind, quoted" is Pagefind asked for exactly that. Questions are asked in
  a person's own words.
  Many a run of words stands in dozens of articles, of which one is right, so no engine can reach 1:
  \`cargo xtask bench --engine --ceiling\` says how far one comes who reads every text for each query.
- Forms: as written, without diacritics, with one letter dropped or two swapped in one word of five
  letters or more (where there is one), in raw Telex keystrokes.
- MRR@10 is the mean of 1/rank of the right article, recall@10 the share of queries that have it
  among the first ten.
- "First" is a query that was not asked before, on a page that goes on; "warm" is the same query
  without its last word (of one word, the same again) right after all of them, so that remembered answers do not count. It may name articles
  whose texts are not at hand: "asking" is the share of warm queries that had to ask the host, "a request" what asking
  for next to nothing takes on that page right after. "Again" is the warm queries once more.
- Memory is heap and wasm of the page after all queries. Workers cannot be asked, nor for what they ask themselves: "+?".
`;

/** @param {string} root top of the checkout @param {Result} result */
export function write(root, result) {
  const plots = join(root, "docs", "bench");
  mkdirSync(plots, { recursive: true });
  for (const [name, svg] of Object.entries(plotsOf(result))) {
    writeFileSync(join(plots, `${result.key}-${name}.svg`), svg);
  }
  replaceSection(root, section(result));
}

/** Puts a section into BENCHMARKS.md, in the place of the one of its heading. @param {string} root @param {string} ours */
export function replaceSection(root, ours) {
  const file = join(root, "BENCHMARKS.md");
  const old = existsSync(file) ? readFileSync(file, "utf8") : "";
  const [, ...sections] = old.split(/^(?=## )/m);
  const heading = ours.split("\n", 1)[0];
  const place = sections.findIndex((other) => other.split("\n", 1)[0] === heading);
  if (place < 0) sections.push(ours);
  else sections[place] = ours;
  writeFileSync(file, [INTRO, ...sections.map((one) => one.trimEnd() + "\n")].join("\n"));
}

/** @param {Result} result */
function section(result) {
  const { key, title, tables } = result;
  const image = (name, alt) => `![${alt}](docs/bench/${key}-${name}.svg)`;
  return [
    `## ${title}\n`,
    `${circumstances(result)}\n`,
    `${image("mrr", "MRR@10 by engine and form of the query")}\n`,
    `${image("bytes", "KB a new visitor downloads for a first answer, by engine")}\n`,
    ...tables.map(toMarkdown),
    `### Where a peer is better\n\n${losses(result.rows)}\n`,
  ].join("\n");
}

/** @param {Result} result */
function circumstances({ queries, megabytes, chromium, rows }) {
  const today = execFileSync("date", ["+%F"]).toString().trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  const versions = new Map(rows.map((row) => [row.name.split(",")[0], row.version]));
  const named = [...versions].map(([name, version]) => `${name} ${version}`).join(", ");
  return (
    `${queries} queries; ${megabytes.toFixed(1)} MB of text. ${today}; ${cpus()[0].model.trim()}, ` +
    `${cpus().length} cores, ${memory} GB; Chromium ${chromium}; ${named}.`
  );
}

/** Every figure in which some peer beats us, with the best of them. @param {Row[]} rows */
function losses(rows) {
  const ours = rows.find((row) => row.name === "docbao");
  if (!ours) return "docbao was not measured.";
  const peers = rows.filter((row) => !row.name.startsWith("docbao"));
  const lines = Object.entries(FIGURES).flatMap(([key, { better, digits }]) => {
    if (better === "neither") return [];
    const sign = better === "less" ? 1 : -1;
    const value = (row) => Number(row[key].toFixed(digits)) * sign;
    const ahead = peers.filter((row) => value(row) < value(ours) && !isPartial(row, key));
    if (!ahead.length) return [];
    const [best] = ahead.toSorted((x, y) => value(x) - value(y));
    const others = ahead.filter((row) => row !== best).map((row) => row.name);
    const also = others.length ? `; ahead of us too: ${others.join("; ")}` : "";
    return [`- ${nameOf(key)}: ${best.name} ${show(key, best[key])}, docbao ${show(key, ours[key])}${also}.`];
  });
  return lines.length ? lines.join("\n") : "In none of these figures.";
}

/** @param {Result} result @returns {Record<string, string>} */
function plotsOf({ title, rows }) {
  const shown = rows.filter((row) => row.name === "docbao" || !row.isShipped);
  const bar = (row, key, value = row[key]) => ({
    label: row.name,
    value,
    shown: show(key, value),
    isOurs: row.name === "docbao",
  });
  const forms = {
    written: "as written",
    unmarked: "without diacritics",
    typo: "one typo",
    telex: "raw Telex",
  };
  const better = (row, key) => {
    const variants = rows.filter((other) => other.name.split(", as")[0] === row.name);
    return Math.max(...variants.map((variant) => variant[key]));
  };
  const mrr = Object.entries(forms).map(([form, label]) => ({
    label,
    bars: shown.map((row) => bar(row, `mrr_${form}`, better(row, `mrr_${form}`))),
  }));
  const first = shown.map((row) => bar(row, "ready_kb", row.ready_kb + row.cold_kb));
  const query = shown.map((row) => bar(row, "cold_kb"));
  return {
    mrr: bars(`${title}: MRR@10`, mrr),
    bytes: bars(`${title}: KB that a new visitor downloads`, [
      { label: "engine and first query", bars: first },
      { label: "first query alone", bars: query },
    ]),
  };
}
