import MiniSearch from "minisearch";
import { words } from "./fold.js";

const fields = ["title", "body"];

/** @param {object} options */
function engine(options) {
  /** @type {MiniSearch} */
  let index;
  return {
    build(docs) {
      const made = new MiniSearch(options);
      made.addAll(docs);
      return JSON.stringify(made);
    },
    load(text) {
      index = MiniSearch.loadJSON(text, options);
    },
    search: (query, limit) => index.search(query).slice(0, limit).map((hit) => hit.id),
  };
}

export const shipped = engine({ fields });

export const tuned = engine({
  fields,
  storeFields: [],
  tokenize: words,
  processTerm: (term) => term,
  searchOptions: {
    boost: { title: 2 },
    prefix: (_term, at, all) => at === all.length - 1,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
  },
});
