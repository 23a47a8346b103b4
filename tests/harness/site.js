// An app's site on this machine: a page whose script is what a test gives, bundled as an app's is.

import { build } from "esbuild";
import { createServer } from "node:http";
import { root } from "./server.js";

const PAGE =
  '<!DOCTYPE html><meta charset="utf-8"><title>The app</title><link rel="icon" href="data:,"><script src="/app.js"></script>';

/**
 * Serves a page that runs `script`, which may import packages.
 *
 * @param {string} script an ES module
 */
export async function startSite(script = "") {
  const bundled = await build({
    stdin: { contents: script, resolveDir: root },
    bundle: true,
    format: "iife",
    platform: "browser",
    write: false,
    logLevel: "error",
  });
  const [{ text }] = bundled.outputFiles;
  const server = createServer(({ url }, response) => {
    if (url === "/app.js") return response.setHeader("content-type", "text/javascript").end(text);
    if (url !== "/") return response.writeHead(404).end();
    response.setHeader("content-type", "text/html");
    response.end(PAGE);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    /** What browsers call it: passkeys are for names, and of this machine's alone without TLS. */
    origin: `http://localhost:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
