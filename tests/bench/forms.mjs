// The forms that one query is typed in. Every engine gets the very same strings.

/** @typedef {{ query: string, relevant_ids: string[], kind?: string }} Query */

/**
 * A generator of numbers below a bound: the same ones in every run. It takes the upper bits, because
 * the lower ones of such a generator repeat after a few steps.
 * @param {number} seed
 */
export function lcg(seed) {
  let state = seed;
  return (/** @type {number} */ bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Without diacritics. @param {string} text */
export const unmarked = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D");

const TONES = { "\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j" };

/** Keystrokes of the input method Telex while it is switched off. @param {string} text */
export const telex = (text) => text.split(/(\s+)/).map(telexWord).join("");

/** @param {string} word */
function telexWord(word) {
  let keys = "";
  let tone = "";
  for (const c of word.normalize("NFD")) {
    if (TONES[c]) tone = TONES[c];
    else if (c === "\u0302") keys += keys.at(-1)?.toLowerCase() ?? "";
    else if (c === "\u0306" || c === "\u031b") keys += "w";
    else keys += c === "đ" ? "dd" : c === "Đ" ? "DD" : c;
  }
  const [, letters, rest] = keys.match(/^(.*?)([^\p{L}]*)$/su) ?? ["", keys, ""];
  return letters + tone + rest;
}

/** One letter left out, or two neighbours swapped, in one word of five letters or more. */
function typo(/** @type {string} */ text, /** @type {(bound: number) => number} */ random) {
  const words = text.split(" ");
  const long = words.flatMap((word, at) => (word.length >= 5 ? [at] : []));
  if (!long.length) return text;
  const at = long[random(long.length)];
  const word = words[at];
  const p = 1 + random(word.length - 2);
  words[at] = random(2)
    ? word.slice(0, p) + word.slice(p + 1)
    : word.slice(0, p) + word[p + 1] + word[p] + word.slice(p + 2);
  return words.join(" ");
}

/**
 * All queries in all forms, by the name of the form.
 * @param {Query[]} queries
 * @returns {Record<"written" | "unmarked" | "typo" | "telex", string[]>}
 */
export function formsOf(queries) {
  const random = lcg(7);
  const written = queries.map((query) => query.query);
  return {
    written,
    unmarked: written.map(unmarked),
    typo: written.map((query) => typo(query, random)),
    telex: written.map(telex),
  };
}
