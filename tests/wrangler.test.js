// The same build under `wrangler dev`, as whoever deploys to Cloudflare runs it first.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { PASSWORD, code, makeClient, makeEmailPool, sdk, signIn, uniqueEmail, withCode } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { freePort, root, temporaryFolder } from "./harness/server.js";
import { Visitor, signInAt } from "./harness/visitor.js";

const build = process.env.VESTIBULE_TEST_BUILD ?? join(root, "build");
const skip = process.env.VESTIBULE_TEST_WRANGLER === "off" && "switched off by VESTIBULE_TEST_WRANGLER";

const folder = temporaryFolder();
let server;
before(async () => {
  if (!skip) server = await startWrangler();
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startWrangler() {
  const port = await freePort();
  const [adminKey, adminSecret] = ["VESTIBULEWRANGLER001", randomBytes(30).toString("base64url")];
  const variables = {
    VESTIBULE_PUBLIC_URL: `http://localhost:${port}`,
    VESTIBULE_DEV_MAILBOX: "on",
    VESTIBULE_ADMIN_ACCESS_KEY_ID: adminKey,
    VESTIBULE_ADMIN_SECRET_ACCESS_KEY: adminSecret,
    VESTIBULE_MASTER_SECRET: randomBytes(32).toString("base64url"),
  };
  const require = createRequire(import.meta.url);
  const node = join(dirname(require.resolve("node/package.json")), "bin/node");
  const wrangler = join(dirname(require.resolve("wrangler/package.json")), "bin/wrangler.js");
  const child = spawn(
    node,
    [
      ...[wrangler, "dev", "--config", configuration(), "--ip", "127.0.0.1", "--port", port],
      ...["--inspector-port", await freePort(), "--persist-to", join(folder, "state")],
      ...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
    ].map(String),
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, CI: "true", WRANGLER_SEND_METRICS: "false" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (log += text));
  const ended = new Promise((resolve) => child.on("close", resolve));
  process.on("exit", () => child.kill("SIGKILL"));
  const url = `http://localhost:${port}`;
  const started = {
    url,
    adminKey,
    adminSecret,
    async stop() {
      child.kill("SIGINT");
      await ended;
    },
  };
  try {
    await until("/readyz under wrangler", () => {
      if (child.exitCode !== null) throw new Error(`wrangler ended with ${child.exitCode}`);
      return fetch(`${url}/readyz`).then(({ status }) => status === 200, () => false);
    }, { within: 60_000 });
  } catch (error) {
    await started.stop();
    throw new Error(`${error.message}; it wrote:\n${log}`);
  }
  return started;
}

/** `wrangler.toml` for what is built already, from a folder of the test's own. */
function configuration() {
  const path = join(folder, "wrangler.toml");
  const text = readFileSync(join(root, "wrangler.toml"), "utf8")
    .replace(/^\[build\]\n(?:[^[\n].*\n|\n)*/m, "")
    .replaceAll('"build/', `"${build}/`);
  writeFileSync(path, text);
  return path;
}

test("it serves, and a person signs up and in", { skip, timeout: 60_000 }, async () => {
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  const api = sdk(server);
  const pool = await makeEmailPool(api);
  const { ClientId } = await makeClient(api, pool, withCode("https://app.example/callback"));
  const email = uniqueEmail();
  await api.signUp({ ClientId, Username: email, Password: PASSWORD });
  await api.confirmSignUp({ ClientId, Username: email, ConfirmationCode: await code(server, email) });
  const { AccessToken } = await signIn(api, ClientId, email);
  assert.ok(await api.getUser({ AccessToken }));

  const query = new URLSearchParams({
    response_type: "code",
    client_id: ClientId,
    redirect_uri: "https://app.example/callback",
    scope: "openid",
  });
  const visitor = new Visitor(server);
  assert.match(await signInAt(visitor, `/oauth2/authorize?${query}`, email, PASSWORD), /code=/);
});

test("the islands' files are served", { skip, timeout: 60_000 }, async () => {
  const { js, wasm } = JSON.parse(readFileSync(join(build, "assets.json"), "utf8"));
  for (const path of [js, wasm]) {
    const response = await fetch(server.url + path);
    assert.equal(response.status, 200, path);
    assert.ok((await response.arrayBuffer()).byteLength > 0);
  }
});
