// Figures of what a visitor feels, beside their budgets.

import { readFileSync } from "node:fs";

/**
 * Prints figures, each beside its budget if it has one.
 * @param {"ui" | "file" | "page" | "scale"} kind which of budgets.json
 * @param {Record<string, string>} names what each figure is
 * @param {Record<string, number>} figures
 */
export function report(kind, names, figures) {
  const budgets = JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8"))[kind];
  for (const [key, name] of Object.entries(names)) {
    const { atMost, atLeast } = budgets[key] ?? {};
    const fits = figures[key] <= (atMost ?? Infinity) && figures[key] >= (atLeast ?? -Infinity);
    const limit = atMost ?? atLeast;
    const verdict = limit === undefined ? "" : fits ? "ok" : "OVER";
    const budget = limit === undefined ? "" : `  of ${limit}${atLeast === undefined ? "" : " at least"}`;
    console.log(`${verdict.padEnd(5)}${name.padEnd(48)}${figures[key].toFixed(1).padStart(8)}${budget}`);
  }
}

/** @param {number[]} values */
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
