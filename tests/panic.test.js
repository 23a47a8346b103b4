// A panic fails what was under way in its isolate, at once, and nothing after it: the entry module of the Worker
// around one that panics on command, `worker/examples/panics.rs`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { unique } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { freePort, root, temporaryFolder } from "./harness/server.js";

const build = process.env.VESTIBULE_TEST_BUILD ?? join(root, "build");
/** The binary itself: npm's launcher around it would take the signals meant for it. */
const workerd = createRequire(import.meta.url)("workerd").default;

const CLASSES = ["DevMailbox", "Pool", "Registry", "Users"];
/** What never answers hangs; nothing that answers takes anywhere near as long. In milliseconds. */
const HANG = 60_000;

/** Where a panic is asked for, given an object's name, and what it says. */
const PANICS = [
  ["the handler of requests", () => "/fetch/panic", "the handler of requests panics"],
  ["an object", (name) => `/${name}/panic`, "an object panics"],
  ["a transaction of an object", (name) => `/${name}/panic-in-transaction`, "an object's transaction panics"],
];

for (const [where, apart] of [["in the Worker's isolate", false], ["in one of their own", true]]) {
  describe(`with the objects ${where}`, () => {
    let server;
    before(async () => {
      server = await start({ apart });
    });
    after(() => server?.end("SIGKILL"));

    for (const [what, path, says] of PANICS) {
      test(`a panic of ${what} is a 500, the next request works, and what was written stays`, async () => {
        const name = unique("object");
        assert.equal((await server.ask(`/${name}/write`)).status, 200);
        assert.equal((await server.ask(path(name))).status, 500);
        assert.deepEqual(await server.notes(name), ["written"], "of a transaction that panicked nothing is left");
        assert.equal((await server.ask(`/${name}/write`)).status, 200);
        assert.deepEqual(await server.notes(name), ["written", "written"]);
        await until("the panic in the log", () => server.log().includes(says));
      });

      test(`requests that were under way at a panic of ${what} answer`, async () => {
        const name = unique("object");
        const paths = ["/fetch/wait", `/${name}/wait`, `/${unique("object")}/wait`];
        const underWay = paths.map((path) => server.ask(path));
        await until("all to be under way", () => server.gate.waiting() === paths.length);
        assert.equal((await server.ask(path(name))).status, 500);
        server.gate.open();
        for (const { status, url } of await Promise.all(underWay)) {
          assert.ok([200, 500].includes(status), `${status} of ${url}`);
        }
        assert.equal((await server.ask(`/${name}/write`)).status, 200);
      });
    }

    test("a request whose client hangs up goes on to its end, and lets go of what it holds", async () => {
      const name = unique("object");
      const socket = connect(server.port, "127.0.0.1");
      socket.write(`GET /wait/${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      await until("it to be under way", () => server.gate.waiting() === 1);
      socket.resetAndDestroy();
      assert.equal((await server.ask("/healthz")).status, 200);
      server.gate.open();
      await until("its end", async () => (await server.notes(name)).includes("written"));
    });

    test("the API's clients are told in their own form", async () => {
      const { status, headers, text } = await server.ask("/fetch/panic", { "x-amz-target": "Service.Operation" });
      assert.equal(status, 500);
      assert.match(headers.get("content-type"), /^application\/x-amz-json-1\.1/);
      assert.equal(JSON.parse(text).__type, "InternalErrorException");
    });

    test("an alarm that panics is tried again, and the object answers meanwhile", async () => {
      const name = unique("object");
      assert.equal((await server.ask(`/${name}/write`)).status, 200);
      // Its own answer may be what the panic fails.
      await server.ask(`/${name}/arm`);
      await until("the panic in the log", () => server.log().includes("an object's alarm panics"));
      // The next try may panic beside either of these.
      await until("an answer", async () => (await server.ask(`/${name}/read`)).status === 200);
      await until("an answer", async () => (await server.ask(`/${name}/disarm`)).status === 200);
      const woken = async () => (await server.notes(name)).includes("woken");
      await until("a try that works", woken, { within: HANG });
      assert.deepEqual(await server.notes(name), ["written", "woken"]);
    });
  });

  test(`after panics, with the objects ${where}, workerd ends when it is asked to`, async () => {
    const server = await start({ apart });
    try {
      const name = unique("object");
      for (const [, path] of PANICS) assert.equal((await server.ask(path(name))).status, 500);
      await server.ask(`/${name}/arm`);
      await until("the panic of the alarm", () => server.log().includes("an object's alarm panics"));
      await server.end("SIGTERM");
    } finally {
      await server.end("SIGKILL");
    }
  });
}

/** Starts the Worker that panics, on a free port and an empty folder. */
async function start({ apart }) {
  const folder = temporaryFolder();
  for (const file of ["index.js", "index_bg.wasm"]) copyFileSync(join(build, "panics", file), join(folder, file));
  const objects = join(folder, "objects");
  mkdirSync(objects);
  const gate = await startGate();
  const port = await freePort();
  const config = join(folder, "config.capnp");
  writeFileSync(config, configuration({ apart, port, gate: gate.port, objects }));
  const child = spawn(workerd, ["serve", config], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (log += text));
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  const ended = new Promise((resolve) => child.on("close", resolve));

  const url = `http://127.0.0.1:${port}`;
  const server = {
    port,
    gate,
    log: () => log,

    /** Asks by a path; gives status, headers and text, or fails where there is no answer. */
    async ask(path, headers = {}) {
      const response = await fetch(url + path, { headers, signal: AbortSignal.timeout(HANG) });
      return { url: path, status: response.status, headers: response.headers, text: await response.text() };
    },

    /** What an object has kept. */
    async notes(name) {
      const { status, text } = await server.ask(`/${name}/read`);
      assert.equal(status, 200, text);
      return text.split("\n").filter(Boolean);
    },

    /** Sends a signal and waits for the end. */
    async end(signal) {
      child.kill(signal);
      await until("the end of workerd", () => child.exitCode !== null || child.signalCode !== null, { within: HANG });
      await ended;
      process.off("exit", kill);
      gate.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await until("/healthz", () => {
      if (child.exitCode !== null) throw new Error("workerd has ended");
      return server.ask("/healthz").then(({ status }) => status === 200, () => false);
    }, { within: 30_000 });
  } catch (error) {
    await server.end("SIGKILL");
    throw new Error(`${error.message}; it wrote:\n${log}`);
  }
  return server;
}

/** What `wait` waits for: a service that answers nobody until it is opened, and then everybody who waits. */
async function startGate() {
  const waiting = new Set();
  const server = createServer((_, response) => {
    waiting.add(response);
    response.on("close", () => waiting.delete(response));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: server.address().port,
    waiting: () => waiting.size,
    open() {
      waiting.forEach((response) => response.end());
      waiting.clear();
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** As `xtask` configures the Worker, of the same compatibility date. */
function configuration({ apart, port, gate, objects }) {
  const [, date] = readFileSync(join(root, "wrangler.toml"), "utf8").match(/^compatibility_date = "(.*)"$/m);
  const holder = apart ? "objects" : "worker";
  const namespaces = CLASSES.map((name) => `(className = "${name}", uniqueKey = "${name}", enableSql = true)`);
  const storage = `
      durableObjectNamespaces = [${namespaces.join(", ")}],
      durableObjectStorage = (localDisk = "disk"),`;
  const bindings = CLASSES.map(
    (name) => `(name = "${name}", durableObjectNamespace = (className = "${name}", serviceName = "${holder}"))`,
  );
  const worker = (name) => `
    (name = "${name}", worker = (
      modules = [
        (name = "index.js", esModule = embed "index.js"),
        (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
      ],
      compatibilityDate = "${date}",
      bindings = [${bindings.join(", ")}, (name = "GATE", service = "gate")],${name === holder ? storage : ""}
    )),`;
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [${worker("worker")}${apart ? worker("objects") : ""}
    (name = "disk", disk = (path = ${JSON.stringify(objects)}, writable = true)),
    (name = "gate", external = (address = "127.0.0.1:${gate}", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "worker")],
);
`;
}
