// Writes what is asked, in every form, for the native figures of `cargo xtask bench --engine`:
// node asked.mjs CORPUS|- QUERIES|- FOLDER COUNT [--shapes]. Prints the corpus.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formsOf, slipsOf } from "./forms.mjs";
import { material } from "./corpus.mjs";

const [corpus, asked, folder, count, shaped] = process.argv.slice(2);
const given = (/** @type {string} */ file) => (file === "-" ? undefined : file);
const found = material(folder, given(corpus), given(asked), Number(count), shaped === "--shapes");
const questions = {
  forms: { ...formsOf(found.queries), ...(shaped ? slipsOf(found.queries) : {}) },
  relevant: found.queries.map((query) => query.relevant_ids),
  kinds: found.queries.map((query) => query.kind ?? ""),
};
writeFileSync(join(folder, "questions.json"), JSON.stringify(questions));
console.log(found.corpus);
