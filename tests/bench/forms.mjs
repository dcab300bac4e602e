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

/** What a finger does wrong, at a place of a word. */
const SLIPS = {
  missing: (word, at) => word.slice(0, at) + word.slice(at + 1),
  doubled: (word, at) => word.slice(0, at) + word.slice(at - 1),
  swapped: (word, at) => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
  other: (word, at, random) => word.slice(0, at) + near(word[at], random) + word.slice(at + 1),
};

/** A letter beside another one on the keyboard. */
function near(/** @type {string} */ letter, /** @type {(bound: number) => number} */ random) {
  const rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
  const row = rows.find((row) => row.includes(unmarked(letter).toLowerCase())) ?? rows[0];
  const at = row.indexOf(unmarked(letter).toLowerCase());
  return row[at + (at === 0 || (random(2) && at + 1 < row.length) ? 1 : -1)] ?? row[0];
}

/**
 * All queries with each kind of slip, in the first and in a later word of four letters or more.
 * @param {Query[]} queries @returns {Record<string, string[]>}
 */
export function slipsOf(queries) {
  const random = lcg(11);
  const slipped = (text, slip, isFirst) => {
    const words = text.normalize("NFC").split(" ");
    const long = words.flatMap((word, at) => (/^\p{L}{4,}$/u.test(word) ? [at] : []));
    const at = isFirst ? long[0] : long[1 + random(Math.max(1, long.length - 1))];
    if (at === undefined) return text;
    words[at] = slip(words[at], 1 + random(words[at].length - 2), random);
    return words.join(" ");
  };
  const forms = Object.entries(SLIPS).flatMap(([name, slip]) =>
    [true, false].map((isFirst) => [
      `${name} ${isFirst ? "first" : "later"}`,
      queries.map(({ query }) => slipped(query, slip, isFirst)),
    ]),
  );
  return Object.fromEntries(forms);
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
