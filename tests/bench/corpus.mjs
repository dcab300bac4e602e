// What is searched and what is asked: read from files, or made here, the same in every run.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { lcg } from "./forms.mjs";

/** @typedef {import("./forms.mjs").Query} Query */
/** @typedef {{ id: string, title: string, summary?: string, body: string, category?: string, date?: string }} Doc */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** How many articles, and how many queries, are made where none are given. */
const SYNTHETIC = 2000;
const QUERIES = 400;

/**
 * Reads the corpus and its queries, or makes what is not given.
 * @param {string} folder for what is made @param {string | undefined} given file of articles
 * @param {string | undefined} asked file of queries @param {number} count of queries; 0: no limit
 * @param {boolean} shaped whether queries that are made are of many shapes
 */
export function material(folder, given, asked, count, shaped = false) {
  mkdirSync(folder, { recursive: true });
  const corpus = given ?? join(folder, `synthetic-${SYNTHETIC}.jsonl`);
  if (!given) writeRows(corpus, syntheticDocs(join(ROOT, "static", "articles"), SYNTHETIC));
  const rows = readRows(corpus);
  if (!rows.length) throw new Error(`${corpus} holds no articles`);
  /** @type {Query[]} */
  const queries = asked
    ? readRows(asked).slice(0, count || undefined)
    : (shaped ? shapes : knownItems)(rows, count || QUERIES);
  if (!queries.length) throw new Error("there are no queries");
  return { corpus, rows, queries };
}

/** @param {string} file */
export function readRows(file) {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.map((line, at) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`${file}:${at + 1}: not a line of JSON`);
    }
  });
}

/** @param {string} file @param {object[]} rows */
export function writeRows(file, rows) {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  writeFileSync(file, file.endsWith(".gz") ? gzipSync(text) : text);
}

/**
 * Queries that only one article answers. Kinds: head (3 to 6 words in a row of title or summary,
 * 45 %), body (4 to 7 of the body, 30 %), name (2 to 4 capitalised words in a row, 15 %), code (a
 * word with digits, "/" or "-", and the word before it, 10 %).
 * @param {Doc[]} docs @param {number} count @returns {Query[]}
 */
export function knownItems(docs, count) {
  const random = lcg(1);
  /** @type {Query[]} */
  const queries = [];
  // A collection of empty articles has no queries: give up some time.
  for (let tries = 0; queries.length < count && tries < count * 50; tries += 1) {
    const doc = docs[random(docs.length)];
    const kind = kindOf(random(100));
    const words = pick[kind](doc, random);
    if (words?.length) queries.push({ kind, query: words.join(" "), relevant_ids: [doc.id] });
  }
  return queries;
}

/**
 * Queries of shapes that {@link knownItems} hardly has, so that nothing is tuned to it alone: a word that
 * no other article has, words of another language, a name with a hyphen, a document number, half a
 * sentence, a name and a word from elsewhere in the article.
 * @param {Doc[]} docs @param {number} count @returns {Query[]}
 */
export function shapes(docs, count) {
  const random = lcg(3);
  const articles = new Map();
  for (const doc of docs) {
    for (const word of new Set(wordsOf(textOf(doc)).map((word) => word.toLowerCase()))) {
      articles.set(word, (articles.get(word) ?? 0) + 1);
    }
  }
  const one = (/** @type {any[]} */ list) => (list.length ? list[random(list.length)] : undefined);
  const isRare = (word) => word.length > 3 && articles.get(word.toLowerCase()) === 1;
  const of = {
    word: (doc) => one(wordsOf(textOf(doc)).filter((word) => isRare(word) && /^\p{L}+$/u.test(word))),
    latin: (doc) => one(textOf(doc).match(/\b[A-Z][a-z]{3,}(?: [A-Z]?[a-z]{4,}){1,2}\b(?![\p{L}\p{M}])/gu) ?? []),
    hyphen: (doc) => one(textOf(doc).match(/\p{L}{2,}-\p{L}{2,}(?: \p{L}+)?/gu) ?? []),
    number: (doc) => one(textOf(doc).match(/\d+\/(?:\d{4}\/)?[\p{Lu}Đ]{2,}[\p{L}-]*/gu) ?? []),
    sentence: (doc) => run(wordsOf(one(doc.body.split(/[.!?\n]+/u))), 8 + random(10), random)?.join(" "),
    apart(doc) {
      const name = pick.name(doc, random)?.join(" ");
      const word = one(wordsOf(textOf(doc)).filter((word) => word.length > 4 && (articles.get(word.toLowerCase()) ?? 0) < docs.length / 20));
      return name && word && `${word} ${name}`;
    },
  };
  /** @type {Query[]} */
  const queries = [];
  for (const [kind, make] of Object.entries(of)) {
    const enough = queries.length + Math.ceil(count / Object.keys(of).length);
    for (let tries = 0; queries.length < enough && tries < count * 50; tries += 1) {
      const doc = docs[random(docs.length)];
      const query = make(doc);
      if (query) queries.push({ kind, query, relevant_ids: [doc.id] });
    }
  }
  return queries;
}

const textOf = (/** @type {Doc} */ doc) => `${doc.title}. ${doc.summary ?? ""}\n${doc.body}`.normalize("NFC");

/** @param {number} dice */
const kindOf = (dice) => (dice < 45 ? "head" : dice < 75 ? "body" : dice < 90 ? "name" : "code");

const wordsOf = (text) => (text ?? "").match(/[\p{L}\p{N}\p{M}/-]+/gu) ?? [];

/** @param {string[]} words @param {number} length @param {(bound: number) => number} random */
function run(words, length, random) {
  if (words.length < length) return null;
  const from = random(words.length - length + 1);
  return words.slice(from, from + length);
}

const pick = {
  head: (doc, random) => run(wordsOf(random(2) ? doc.title : doc.summary), 3 + random(4), random),
  body: (doc, random) => run(wordsOf(doc.body), 4 + random(4), random),
  name(doc, random) {
    const name = /(?<=[\p{Ll},] )\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){1,3}/gu;
    const names = `${doc.title}. ${doc.body}`.match(name) ?? [];
    return names.length ? names[random(names.length)].split(" ") : null;
  },
  code(doc, random) {
    const words = wordsOf(doc.body);
    const isCode = (word) => word.length > 3 && /[\d/-]/.test(word) && /[\p{L}\d]/u.test(word);
    const places = words.flatMap((word, at) => (isCode(word) ? [at] : []));
    if (!places.length) return null;
    const at = places[random(places.length)];
    return words.slice(Math.max(0, at - 1), at + 1);
  },
};

/**
 * Makes articles out of the sample articles: a walk from word to word that now and then jumps to a
 * word of the article's own topic, with names and document numbers strewn in.
 * @param {string} samples folder of the sample articles @param {number} count @returns {Doc[]}
 */
export function syntheticDocs(samples, count) {
  const words = sampleWords(samples);
  /** @type {Map<string, string[]>} */
  const next = new Map();
  words.forEach((word, at) => {
    const follower = words[(at + 1) % words.length];
    next.get(word)?.push(follower) ?? next.set(word, [follower]);
  });
  const random = lcg(2024);
  const one = (list) => list[random(list.length)];
  const categories = ["Chính quyền", "Giáo dục", "Y tế", "Văn hóa", "Kinh tế", "Đời sống"];
  return Array.from({ length: count }, (_, at) => {
    const topic = Array.from({ length: 40 }, () => one(words));
    let word = one(topic);
    const step = () => (word = random(100) < 15 ? one(topic) : one(next.get(word) ?? topic));
    const sentence = (least, spread) => {
      const said = Array.from({ length: least + random(spread) }, step).join(" ");
      return said.charAt(0).toUpperCase() + said.slice(1);
    };
    const bare = (text) => text.replace(/[^\p{L}\p{N}]+$/u, "");
    const full = () => {
      const dice = random(100);
      if (dice < 12) return `${bare(sentence(6, 12))}, ${nameOf(one)} cho biết.`;
      if (dice < 20) return `${bare(sentence(6, 12))} theo ${numberOf(random, one)}.`;
      return `${bare(sentence(8, 18))}.`;
    };
    const paragraph = () => Array.from({ length: 3 + random(4) }, full).join(" ");
    const day = String(1 + random(28)).padStart(2, "0");
    const month = String(1 + random(12)).padStart(2, "0");
    return {
      id: `bench-${at}`,
      title: bare(sentence(6, 7)),
      summary: full(),
      body: Array.from({ length: 3 + random(5) }, paragraph).join("\n"),
      category: one(categories),
      date: `${2015 + random(10)}-${month}-${day}`,
    };
  });
}

/** Words with the marks that cling to them, of every sample article. @param {string} folder */
function sampleWords(folder) {
  const texts = readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      if (name.endsWith(".json")) return [JSON.parse(text)].flat().map((doc) => doc.body).join("\n");
      return text.replace(/^---\n.*?\n---\n/s, "").replace(/```.*?```/gs, "");
    });
  const words = texts.join("\n").match(/[\p{L}\p{N}\p{M}/-]+[,;]?/gu) ?? [];
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word)).map((word) => word.normalize("NFC"));
}

const FAMILY = "Nguyễn Trần Lê Phạm Hoàng Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split(" ");
const MIDDLE = "Văn Thị Đức Minh Ngọc Quốc Thanh Hữu Thu Xuân".split(" ");
const GIVEN = "An Bình Châu Dũng Giang Hà Hải Hạnh Khánh Lan Long Mai Nam Phương Quân Sơn Thảo Tuấn Uyên Vinh Yến".split(" ");
const KINDS = ["Quyết định", "Kế hoạch", "Công văn", "Chỉ thị"];
const OFFICES = ["QĐ-UBND", "KH-UBND", "CT-TTg", "NQ-HĐND", "CV-BTG"];

const nameOf = (one) => `ông ${one(FAMILY)} ${one(MIDDLE)} ${one(GIVEN)}`;
const numberOf = (random, one) =>
  `${one(KINDS)} số ${1 + random(2000)}/${2015 + random(10)}/${one(OFFICES)}`;
