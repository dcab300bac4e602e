// What `cargo xtask bench` tells every script: where to work, what to measure, and in which browser.

import { parseArgs } from "node:util";

/** The options that are given, and what else of its own a script takes. @param {import("node:util").ParseArgsConfig["options"]} [own] */
export function told(own = {}) {
  const text = { type: /** @type {const} */ ("string"), default: "" };
  return parseArgs({
    allowPositionals: true,
    options: { folder: text, docbao: text, chromium: text, queries: text, ...own },
  });
}
