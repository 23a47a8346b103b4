// `cargo xtask serve` as a newcomer meets it: what it prints can be opened, and what is in its way it says.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { until } from "./harness/poll.js";
import { freePort, root, temporaryFolder } from "./harness/server.js";

const xtask = process.env.VESTIBULE_TEST_XTASK ?? join(root, "target/debug/xtask");

const folder = temporaryFolder();
const started = new Set();
process.on("exit", () => started.forEach((child) => child.kill("SIGINT")));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Starts `serve`; `output()` is all that it has written, `ended` its exit status. */
function serve(...options) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VESTIBULE|AWS)_/.test(name)));
  const child = spawn(xtask, ["serve", ...options].map(String), { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  started.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const ended = new Promise((resolve) => child.on("close", resolve)).finally(() => started.delete(child));
  return { child, ended, output: () => output };
}

/** Runs `serve` to its end, which has to come before it builds or starts anything; gives what it wrote. */
async function refused(...options) {
  const { ended, output } = serve(...options);
  assert.notEqual(await ended, 0, output());
  assert.doesNotMatch(output(), /Building|Fetching|is running/);
  return output();
}

let running, port;
const state = join(folder, "state");
before(async () => {
  port = await freePort();
  running = serve("--no-build", "--port", port, "--state", state);
  await until("the announcement", () => {
    assert.ok(started.has(running.child), running.output());
    return running.output().includes("Ctrl-C ends it");
  }, { within: 60_000 });
});
after(async () => {
  running?.child.kill("SIGINT");
  await running?.ended;
});

test("every page that is named can be opened", async () => {
  const [, pages] = running.output().match(/Vestibule is running[^]*?Open:([^]*)For SDKs/);
  const urls = pages.match(/http:\/\/\S+/g);
  for (const path of ["/demo/", "/_dev/mailbox", "/.well-known/openid-configuration"]) {
    assert.ok(urls.some((url) => url.endsWith(path)), `${path} in ${urls}`);
  }
  for (const url of urls) assert.equal((await fetch(url)).status, 200, url);
});

test("a mistake in the configuration is told with its line, before anything is built", async () => {
  const config = join(folder, "mistaken.toml");
  writeFileSync(config, '[[pool]]\nname = "x"\nsign_in_with = ["mail"]\n');
  const told = await refused("--config", config, "--port", await freePort(), "--state", join(folder, "other"));
  assert.ok(told.includes(`${config}:3:`), told);
  assert.match(told, /did you mean "email"\?/);
  assert.match(told, /nothing was built or started/);
});

test("a configuration that is not there is told before anything is built", async () => {
  const config = join(folder, "missing.toml");
  assert.ok((await refused("--config", config)).includes(config));
});

test("a port in use is told with the flag that chooses another", async () => {
  const other = createServer();
  await new Promise((listening) => other.listen(0, "127.0.0.1", listening));
  try {
    const told = await refused("--port", other.address().port, "--state", join(folder, "other"));
    assert.match(told, /in use[^]*--port/);
  } finally {
    await new Promise((closed) => other.close(closed));
  }
});

test("a state folder in use is told with who has it and the flag that chooses another", async () => {
  const told = await refused("--port", await freePort(), "--state", state);
  assert.ok(told.includes(`http://localhost:${port}`), told);
  assert.match(told, /--state/);
});

test("an option that isn't there is answered by the one that was meant", async () => {
  assert.match(await refused("--prot", port), /Did you mean --port\?[^]*serve --help/);
});

test("Ctrl-C ends it whole, and it says good-bye", async () => {
  const own = { port: await freePort(), state: join(folder, "short") };
  const { child, ended, output } = serve("--no-build", "--no-apply", "--port", own.port, "--state", own.state);
  await until("the announcement", () => output().includes("Ctrl-C ends it"), { within: 60_000 });
  child.kill("SIGINT");
  assert.equal(await ended, 0, output());
  assert.match(output(), /Good-bye/);
  await assert.rejects(fetch(`http://localhost:${own.port}/healthz`));
});
