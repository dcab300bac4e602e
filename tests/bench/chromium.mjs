// How Chromium is started for measuring: alone, asking nobody, with exact figures of its memory.

const isRoot = process.getuid?.() === 0;

/** @type {string[]} */
export const FLAGS = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--enable-precise-memory-info",
  // It has no sandbox for the superuser, who is who runs this in containers.
  ...(isRoot ? ["--no-sandbox"] : []),
];
