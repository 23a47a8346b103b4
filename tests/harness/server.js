// A server of one test file's own: the built Worker in `workerd`, on free ports and an empty state folder.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./poll.js";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));
const xtask = process.env.VESTIBULE_TEST_XTASK ?? join(root, "target/debug/xtask");

/** Of servers that are running, the processes: none outlives the tests. */
const running = new Set();
const endAll = () => running.forEach((child) => child.kill("SIGINT"));
process.on("exit", endAll);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/**
 * Starts a server and waits for its first answer.
 *
 * @param {object} [options]
 * @param {number} [options.port] a free one when left out; the topology `split` takes the next one too
 * @param {string} [options.state] kept when it stops; a new one that goes with the server when left out
 * @param {"single" | "split"} [options.topology]
 * @param {Record<string, string>} [options.env] `VESTIBULE_...`
 * @param {boolean} [options.hashers] false: the Worker hashes itself
 * @param {boolean} [options.healthy] false: don't wait
 */
export async function startServer({ port, state, topology = "single", env = {}, hashers = true, healthy = true } = {}) {
  port ??= await freePort(topology === "split" ? 2 : 1);
  const folder = state ?? temporaryFolder();
  const child = spawn(
    xtask,
    [
      ...["serve", "--no-build", "--no-apply", "--port", port, "--state", folder, "--topology", topology].map(String),
      ...(hashers ? [] : ["--no-hashers"]),
    ],
    { cwd: root, env: { ...environment(), ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  running.add(child);
  // A test that forgets to stop it must not wait for it for ever.
  const handles = [child, child.stdout, child.stderr];
  handles.forEach((handle) => handle.unref());
  const ended = new Promise((resolve) => child.on("close", resolve)).then(() => running.delete(child));
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (log += text));

  const url = `http://localhost:${port}`;
  const server = {
    url,
    port,
    pid: child.pid,
    state: folder,
    /** Where each Worker listens. */
    urls: topology === "split" ? [url, `http://localhost:${port + 1}`] : [url],
    /** All that the server has written. */
    log: () => log,

    /** Ends it as Ctrl-C does. */
    async stop() {
      handles.forEach((handle) => handle.ref());
      child.kill("SIGINT");
      await ended;
      if (!state) rmSync(folder, { recursive: true, force: true });
    },

    /** Ends `workerd` by SIGKILL, as a crash of the machine would. */
    async kill() {
      handles.forEach((handle) => handle.ref());
      for (const pid of children(child.pid)) process.kill(pid, "SIGKILL");
      await ended;
    },
  };
  if (!healthy) return server;
  try {
    await until("/readyz", () => {
      if (!running.has(child)) throw new Error("the server has ended");
      return isHealthy(server);
    }, { within: 30_000 });
  } catch (error) {
    await server.stop();
    throw new Error(`${error.message}; it wrote:\n${log}`);
  }
  const secrets = readFileSync(join(folder, "secrets.env"), "utf8");
  return Object.assign(server, {
    adminKey: secrets.match(/^VESTIBULE_ADMIN_ACCESS_KEY_ID=(.*)$/m)[1],
    adminSecret: secrets.match(/^VESTIBULE_ADMIN_SECRET_ACCESS_KEY=(.*)$/m)[1],
  });
}

/** An empty folder; whoever asks removes it. */
export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), "vestibule-test-"));
}

/** The first of `count` ports in a row that nobody listens on. */
export async function freePort(count = 1) {
  for (;;) {
    const first = await listen(0);
    const { port } = first.address();
    const rest = await Promise.allSettled(Array.from({ length: count - 1 }, (_, index) => listen(port + 1 + index)));
    const open = [first, ...rest.flatMap(({ value }) => value ?? [])];
    await Promise.all(open.map((socket) => new Promise((closed) => socket.close(closed))));
    if (open.length === count) return port;
  }
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const socket = createServer().on("error", reject);
    socket.listen(port, "127.0.0.1", () => resolve(socket));
  });
}

async function isHealthy(server) {
  const answers = server.urls.map((url) => fetch(`${url}/readyz`).then(({ status }) => status === 200, () => false));
  return (await Promise.all(answers)).every(Boolean);
}

/** Ours, without what would configure the server behind the test's back. */
function environment() {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VESTIBULE|AWS)_/.test(name) || name.startsWith("VESTIBULE_TEST_")),
  );
  // All tests come from one address, which must not be too much for a machine that is slow or busy.
  return { VESTIBULE_HASH_RATE: "1000", ...own };
}

function children(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  } catch {
    return execFileSync("pgrep", ["-P", pid], { encoding: "utf8" }).trim().split("\n").map(Number);
  }
}
