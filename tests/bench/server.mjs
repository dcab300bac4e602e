// A static host on this machine: brotli for text, ranges for the rest, every byte of a body counted
// after compression. What workers fetch counts too.

import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";

/** The page that engines are started in. */
export const PAGE = "/blank.html";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/**
 * Serves a folder on a free port.
 * @param {string} folder
 */
export async function serve(folder) {
  const count = { bytes: 0, requests: 0 };
  const compressed = new Map();
  const compress = (file) => {
    if (!compressed.has(file)) compressed.set(file, brotliCompressSync(readFileSync(file)));
    return compressed.get(file);
  };

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    if (path === PAGE) {
      response.writeHead(200, { "content-type": "text/html" });
      return response.end("<!doctype html><title>bench</title>");
    }
    const file = join(folder, path);
    const isReady = existsSync(`${file}.br`);
    if (!isReady && !(existsSync(file) && statSync(file).isFile())) {
      return response.writeHead(404).end();
    }
    const type = TYPES[extname(path)];
    const range = isReady ? null : rangeOf(request.headers.range, statSync(file).size);
    let headers = { "accept-ranges": "bytes", "cache-control": "max-age=3600" };
    headers["content-type"] = type ?? "application/octet-stream";
    let body;
    if (range) {
      headers["content-range"] = `bytes ${range.from}-${range.to}/${range.size}`;
      body = readPart(file, range.from, range.to);
    } else if (isReady || type) {
      headers["content-encoding"] = "br";
      body = isReady ? readFileSync(`${file}.br`) : compress(file);
    } else {
      body = readFileSync(file);
    }
    count.bytes += body.length;
    count.requests += 1;
    response.writeHead(range ? 206 : 200, headers).end(body);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((listens) => server.once("listening", listens));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    base: `http://127.0.0.1:${port}`,
    count,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param {string | undefined} header @param {number} size */
function rangeOf(header, size) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(header ?? "");
  if (!asked) return null;
  const from = Number(asked[1]);
  const to = Math.min(size - 1, asked[2] ? Number(asked[2]) : size - 1);
  return from <= to ? { from, to, size } : null;
}

/** @param {string} file @param {number} from @param {number} to */
function readPart(file, from, to) {
  const part = Buffer.alloc(to - from + 1);
  const opened = openSync(file, "r");
  readSync(opened, part, 0, part.length, from);
  closeSync(opened);
  return part;
}
