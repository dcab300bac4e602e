// What every script of `cargo xtask bench` begins and ends with: what it is told (where to work, what to
// measure, in which browser), a library to measure, and an exit code of 1 if it did not run, whatever the
// figures are.

import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

/** The options that are given, and what else of its own a script takes. @param {import("node:util").ParseArgsConfig["options"]} [own] */
export function told(own = {}) {
  const text = { type: /** @type {const} */ ("string"), default: "" };
  return parseArgs({
    allowPositionals: true,
    options: { folder: text, docbao: text, chromium: text, queries: text, ...own },
  });
}

/** Builds a library with `docbao`, whose words are heard if it fails. @param {string} docbao @param {string[]} args */
export function build(docbao, ...args) {
  execFileSync(docbao, ["build", ...args], { stdio: ["ignore", "ignore", "pipe"] });
}

/** @param {() => Promise<void>} main */
export function run(main) {
  main().catch((error) => {
    console.error(`error: ${error.message}`);
    process.exit(1);
  });
}
