import { create, insertMultiple, load, save, search } from "@orama/orama";
import { words } from "./fold.js";

/** @param {object} components @param {object} asked */
function engine(components, asked) {
  const make = () => create({ schema: { title: "string", body: "string" }, components });
  let index;
  return {
    async build(docs) {
      const made = make();
      const rows = docs.map(({ id, title, body }) => ({ id, title, body }));
      await insertMultiple(made, rows, 500);
      return JSON.stringify(save(made));
    },
    load(text) {
      index = make();
      load(index, JSON.parse(text));
    },
    async search(query, limit) {
      const found = await search(index, { term: query, limit, ...asked });
      return found.hits.map((hit) => hit.id);
    },
  };
}

export const shipped = engine({}, {});

// "english" only because one must be named: the words are ours, and nothing is stemmed.
const tokenizer = { language: "english", normalizationCache: new Map(), tokenize: words };
export const tuned = engine({ tokenizer }, { boost: { title: 2 } });
