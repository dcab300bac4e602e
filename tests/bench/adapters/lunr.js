import lunr from "lunr";
import { words } from "./fold.js";

/** @param {boolean} isTuned */
function engine(isTuned) {
  /** @type {lunr.Index} */
  let index;
  return {
    build(docs) {
      const made = lunr(function () {
        if (isTuned) {
          this.tokenizer = (text) => words(String(text ?? "")).map((word) => new lunr.Token(word, {}));
          this.pipeline.reset();
          this.searchPipeline.reset();
        }
        this.ref("id");
        this.field("title", isTuned ? { boost: 2 } : {});
        this.field("body");
        for (const doc of docs) this.add(doc);
      });
      return JSON.stringify(made);
    },
    load(text) {
      index = lunr.Index.load(JSON.parse(text));
    },
    search(query, limit) {
      return ask(query)
        .slice(0, limit)
        .map((hit) => hit.ref);
    },
  };

  /** @param {string} query */
  function ask(query) {
    if (isTuned) return index.query((asked) => words(query).forEach((word) => asked.term(word, {})));
    try {
      return index.search(query);
    } catch (error) {
      // lunr reads `:` `-` `~` as its own signs and refuses queries that use them otherwise.
      if (error instanceof lunr.QueryParseError) return [];
      throw error;
    }
  }
}

export const shipped = engine(false);
export const tuned = engine(true);
