import { Index } from "flexsearch";
import { words } from "./fold.js";

/** @param {object} options @param {object} asked */
function engine(options, asked) {
  /** @type {Index} */
  let index;
  /** @type {string[]} */
  let ids;
  return {
    async build(docs) {
      const made = new Index(options);
      docs.forEach((doc, at) => made.add(at, `${doc.title}\n${doc.body}`));
      const parts = [];
      await made.export((key, data) => {
        parts.push([key, data]);
      });
      return JSON.stringify({ ids: docs.map((doc) => doc.id), parts });
    },
    load(text) {
      const stored = JSON.parse(text);
      index = new Index(options);
      ids = stored.ids;
      for (const [key, data] of stored.parts) index.import(key, data);
    },
    search: (query, limit) =>
      index
        .search(query, { limit, ...asked })
        .slice(0, limit)
        .map((at) => ids[at]),
  };
}

export const shipped = engine({}, {});
export const tuned = engine({ tokenize: "strict", encode: words }, { suggest: true });
