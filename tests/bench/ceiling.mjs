// How well known items can be found at all: node ceiling.mjs CORPUS|- QUERIES|- FOLDER COUNT. Prints MRR@10 of
// somebody who has read every text letter by letter, and knows how such queries are made: runs of words of
// a title or lead (45 %), of a text (30 %), of any (the rest). First come the articles in which the words
// stand side by side most densely; where a word but the first was typed with a capital, it counts in that case.
// Many such runs stand in dozens of articles, of which one is right: no ranking can know it. No engine is asked,
// and none could keep what this reads.

import { unmarked } from "./forms.mjs";
import { material } from "./corpus.mjs";

const LIMIT = 10;
/** Shares of the queries that are made of the head (title and lead by turns), of the text, of any of them. */
const [HEAD, TEXT, ANY] = [0.45, 0.3, 0.25];

const [corpus, asked, folder, count] = process.argv.slice(2);
const given = (/** @type {string} */ file) => (file === "-" ? undefined : file);
const { rows, queries } = material(folder, given(corpus), given(asked), Number(count));

for (const [form, letters] of [["written", (/** @type {string} */ text) => text.normalize("NFC")], ["unmarked", unmarked]]) {
  const words = (/** @type {string | undefined} */ text) =>
    ` ${(letters(text ?? "").match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join(" ")} `;
  const articles = rows.map((row) => {
    const parts = [row.title, row.summary, row.body ?? row.text].map(words);
    const lower = parts.map((part) => part.toLowerCase());
    return { id: row.id, parts, lower, lengths: parts.map((part) => Math.max(1, part.split(" ").length)) };
  });
  let sum = 0;
  for (const query of queries) {
    const sought = words(query.query);
    const [, , ...others] = sought.split(" ");
    const mindsCase = /\p{Lu}/u.test(others.join(" "));
    const found = articles.flatMap(({ id, parts, lower, lengths }) => {
      const counts = parts.map((part, at) => counted(part, lower[at], sought, mindsCase));
      const all = counts[0] + counts[1] + counts[2];
      if (!all) return [];
      const [title, lead, text] = counts.map((count, at) => count / lengths[at]);
      const length = lengths[0] + lengths[1] + lengths[2];
      return [{ id, likely: HEAD * (title + lead) / 2 + TEXT * text + ANY * all / length }];
    });
    const first = found.toSorted((one, other) => other.likely - one.likely).slice(0, LIMIT);
    const rank = first.findIndex(({ id }) => query.relevant_ids.includes(id)) + 1;
    if (rank) sum += 1 / rank;
  }
  console.log(`${form}, all texts read: MRR ${(sum / queries.length).toFixed(4)}`);
}

/**
 * How often a text has words, those in another case counting next to nothing. That of the first word says nothing.
 * @param {string} text @param {string} lower the same in lower case @param {string} sought @param {boolean} mindsCase
 */
function counted(text, lower, sought, mindsCase) {
  const OTHER_CASE = 0.02;
  const words = sought.toLowerCase();
  const rest = sought.slice(sought.indexOf(" ", 1));
  let count = 0;
  for (let at = lower.indexOf(words); at >= 0; at = lower.indexOf(words, at + 1)) {
    const isSame = !mindsCase || text.slice(at, at + words.length).endsWith(rest);
    count += isSame ? 1 : OTHER_CASE;
  }
  return count;
}
