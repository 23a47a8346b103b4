// The state folder and the log of a running server: damage, and readers that stop or go, end nothing else.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeClient, makeEmailPool, makePerson, sdk, signIn } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { freePort, root, startServer, temporaryFolder } from "./harness/server.js";

const xtask = process.env.VESTIBULE_TEST_XTASK ?? join(root, "target/debug/xtask");
/** More lines than a pipe and its reader's buffer hold. */
const REQUESTS = 1_500;

const folders = [];
const started = new Set();
process.on("exit", () => started.forEach((child) => child.kill("SIGKILL")));
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function folder() {
  folders.push(temporaryFolder());
  return folders.at(-1);
}

/** Starts `serve` over `state`; nobody reads its standard output yet. */
async function serve(state, port, how = ["--no-apply"]) {
  port ??= await freePort();
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VESTIBULE|AWS)_/.test(name)));
  const options = ["serve", "--no-build", ...how, "--port", port, "--state", state].map(String);
  const child = spawn(xtask, options, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  started.add(child);
  let errors = "";
  child.stderr.on("data", (text) => (errors += text));
  const ended = new Promise((resolve) => child.on("exit", resolve)).finally(() => started.delete(child));
  const url = `http://localhost:${port}`;
  return { child, ended, url, port, errors: () => errors };
}

const healthy = ({ url }) => fetch(`${url}/healthz`).then(({ status }) => status === 200, () => false);

/** A server that answers. */
async function running(state, port) {
  const server = await serve(state, port);
  await until("the first answer", () => {
    assert.ok(started.has(server.child), server.errors());
    return healthy(server);
  }, { within: 60_000 });
  return server;
}

/** Runs `serve` over a folder that it refuses; what it said. */
async function refusal(state) {
  const { child, ended, errors } = await serve(state);
  child.stdout.resume();
  assert.equal(await ended, 1, errors());
  return errors();
}

async function ask(server, count) {
  for (let asked = 0; asked < count; asked += 50) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => fetch(`${server.url}/no-such-page`).then((answer) => answer.text().then(() => answer.status))),
    );
    assert.ok(answers.every((status) => status === 404), `${answers}`);
  }
}

const databases = (state, objects) =>
  readdirSync(join(state, "objects", objects)).filter((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite").sort();

describe("a state folder that was used", () => {
  const state = folder();
  const pools = [];

  before(async () => {
    const server = await startServer({ state });
    try {
      const api = sdk(server);
      for (let made = 0; made < 2; made += 1) {
        const before = databases(state, "vestibule-Users");
        const poolsBefore = databases(state, "vestibule-Pool");
        const pool = await makeEmailPool(api);
        const { ClientId } = await makeClient(api, pool);
        const person = await makePerson(api, pool);
        await signIn(api, ClientId, person);
        const users = databases(state, "vestibule-Users").filter((name) => !before.includes(name));
        const [own] = databases(state, "vestibule-Pool").filter((name) => !poolsBefore.includes(name));
        pools.push({ pool, ClientId, person, users, own });
      }
    } finally {
      await server.stop();
    }
  });

  test("nobody else may look into it", () => {
    const entries = readdirSync(state, { recursive: true, withFileTypes: true });
    assert.ok(entries.some(({ name }) => name === "secrets.env"));
    assert.ok(entries.some(({ name }) => name.endsWith(".sqlite")));
    assert.equal(statSync(state).mode & 0o777, 0o700);
    for (const entry of entries) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      assert.equal(statSync(path).mode & 0o077, 0, path);
    }
  });

  test("what is damaged of one pool is told by name, and the other's people sign in", async () => {
    const [damaged, whole] = pools;
    const kept = damaged.users.map((name) => {
      const path = join(state, "objects/vestibule-Users", name);
      const bytes = readFileSync(path);
      writeFileSync(path, Buffer.concat([Buffer.from("this is no database"), bytes.subarray(19)]));
      return [path, bytes];
    });
    const server = await startServer({ state });
    try {
      const api = sdk(server, { maxAttempts: 1 });
      assert.ok((await signIn(api, whole.ClientId, whole.person)).IdToken);
      await assert.rejects(signIn(api, damaged.ClientId, damaged.person), { name: "InternalErrorException" });
      assert.ok((await signIn(api, whole.ClientId, whole.person)).IdToken);
      for (const [path] of kept) assert.ok(server.log().includes(path), path);
    } finally {
      await server.stop();
    }
    for (const [path, bytes] of kept) writeFileSync(path, bytes);
  });

  test("where something is damaged the configuration may stay unapplied: the rest is served", async () => {
    const [damaged, whole] = pools;
    const path = join(state, "objects/vestibule-Pool", damaged.own);
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([Buffer.from("this is no database"), bytes.subarray(19)]));
    const server = await serve(state, undefined, []);
    let said = "";
    server.child.stdout.on("data", (text) => (said += text));
    try {
      await until("it says that it serves", () => {
        assert.ok(started.has(server.child), said + server.errors());
        return said.includes("Ctrl-C ends it");
      }, { within: 60_000 });
      assert.match(said, /vestibule\.toml is not applied, as something is damaged/);
      const api = sdk({ url: server.url, adminKey: "none", adminSecret: "none" });
      assert.ok((await signIn(api, whole.ClientId, whole.person)).IdToken);
    } finally {
      server.child.kill("SIGINT");
      await server.ended;
    }
    writeFileSync(path, bytes);
  });

  test("a database that is gone is told by name, and nothing is started", async () => {
    const path = join(state, "objects/vestibule-Users", pools[0].users[0]);
    const bytes = readFileSync(path);
    rmSync(path);
    assert.ok((await refusal(state)).includes(path));
    assert.ok(!existsSync(path));
    writeFileSync(path, bytes);
  });

  test("without its secrets it is refused, and no others are made", async () => {
    const path = join(state, "secrets.env");
    const text = readFileSync(path);
    for (const cut of [undefined, "", text.subarray(0, text.length - 10)]) {
      if (cut === undefined) rmSync(path);
      else writeFileSync(path, cut);
      const told = await refusal(state);
      assert.ok(told.includes(path), told);
      assert.match(told, /sealed[^]*[Rr]estore[^]*--state/);
      assert.deepEqual(existsSync(path) ? readFileSync(path) : undefined, cut === undefined ? cut : Buffer.from(cut));
    }
    writeFileSync(path, text);
  });

  test("whoever kills serve has ended the server, and the next one begins at once", async () => {
    const first = await running(state);
    first.child.stdout.resume();
    first.child.kill("SIGKILL");
    await first.ended;
    const second = await running(state, first.port);
    second.child.stdout.resume();
    second.child.kill("SIGINT");
    assert.equal(await second.ended, 0, second.errors());
  });
});

test("a reader that stops reading stops nothing, and misses nothing that there was room for", async () => {
  const server = await running(folder());
  await ask(server, REQUESTS);
  let text = "";
  server.child.stdout.on("data", (chunk) => (text += chunk));
  await until("the lines", () => text.split('"path":"unknown"').length > REQUESTS);
  // Nor does one that has stopped keep it from ending.
  server.child.stdout.removeAllListeners("data").pause();
  await ask(server, REQUESTS);
  server.child.kill("SIGINT");
  assert.equal(await server.ended, 0, server.errors());
});

test("a reader that goes ends nothing", async () => {
  const server = await running(folder());
  server.child.stdout.destroy();
  server.child.stderr.destroy();
  await ask(server, 100);
  server.child.kill("SIGINT");
  assert.equal(await server.ended, 0, server.errors());
});
