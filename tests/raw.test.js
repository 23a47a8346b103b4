// What no client library sends: bodies without an end, paths and hosts that were made by hand.

import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { PASSWORD, makeClient, makePool, makeUser, sdk } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer } from "./harness/server.js";
import { adminCall, call } from "./harness/wire.js";

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
after(() => server?.stop());

/** One request by its path as it is written; `open` keeps its body without an end. */
function ask(path, { method = "GET", headers = {}, body, open = false } = {}) {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: server.port, method, path, headers, agent: false };
    const outgoing = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode, headers: response.headers, text });
        outgoing.destroy();
      });
    });
    outgoing.on("error", reject);
    if (body) outgoing.write(body);
    if (!open) outgoing.end();
  });
}

const isHealthy = async () => (await ask("/healthz")).status === 200;

const target = (operation) => ({ "x-amz-target": `AWSCognitoIdentityProviderService.${operation}` });

test("a body without an end is cut off, and the server answers on", async () => {
  for (const [path, limit, headers] of [
    ["/", 16, target("RevokeToken")],
    ["/", 32, target("GetUser")],
    ["/", 32, target("InitiateAuth")],
    ["/", 64, target("SignUp")],
    ["/", 8, {}],
    ["/oauth2/token", 16, {}],
    ["/login", 64, {}],
    ["/_internal/wake", 8, {}],
    ["/nowhere", 8, {}],
  ]) {
    const body = Buffer.alloc(2 * limit * 1024 + 20_000, " ");
    const answer = await ask(path, { method: "POST", headers, body, open: true });
    assert.equal(answer.status, 413, path);
    assert.ok(await isHealthy());
  }
  await until("a line of it in the log", () => server.log().includes('"status":413'));
});

test("a body may be as large as its operation needs, and no larger, announced or in chunks", async () => {
  for (const [operation, limit] of [
    ["RevokeToken", 16],
    ["GetUser", 32],
    ["InitiateAuth", 32],
    ["SignUp", 64],
  ]) {
    for (const framing of ["content-length", "transfer-encoding"]) {
      const statusOf = async (bytes) => {
        const body = Buffer.alloc(bytes, " ");
        const length = framing === "content-length" ? bytes : "chunked";
        const headers = { ...target(operation), [framing]: length };
        return (await ask("/", { method: "POST", headers, body })).status;
      };
      assert.equal(await statusOf(limit * 1024), 400, operation);
      assert.equal(await statusOf(limit * 1024 + 1), 413, operation);
    }
  }
});

test("a call that is too large is refused in the service's form, to browsers too", async () => {
  const answer = await ask("/", {
    method: "POST",
    headers: { ...target("SignUp"), origin: "https://app.example" },
    body: Buffer.alloc(65_537, " "),
  });
  assert.equal(answer.status, 413);
  assert.equal(answer.text, '{"__type":"RequestEntityTooLargeException"}');
  assert.equal(answer.headers["content-type"], "application/x-amz-json-1.1");
  assert.equal(answer.headers["access-control-allow-origin"], "*");
});

test("only who signs by a key of ours may send an administrator's large body", async () => {
  const large = { PoolName: "p", Padding: "x".repeat(300_000) };
  const refused = await adminCall({ ...server, adminKey: "AKIDNOBODY" }, "CreateUserPool", large);
  assert.deepEqual([refused.status, refused.json.__type], [400, "UnrecognizedClientException"]);
  const unsigned = await call(server, "CreateUserPool", large);
  assert.deepEqual([unsigned.status, unsigned.json.__type], [400, "MissingAuthenticationTokenException"]);
  const answer = await adminCall(server, "CreateUserPool", large);
  assert.equal(answer.status, 200, answer.text);
});

test("a body may come in pieces", async () => {
  const pool = await makePool(api);
  const { ClientId } = await makeClient(api, pool);
  const body = JSON.stringify({
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: await makeUser(api, pool), PASSWORD },
    // A member that nobody knows is ignored.
    Padding: "x".repeat(30_000),
  });
  const answer = await ask("/", { method: "POST", headers: target("InitiateAuth"), body });
  assert.equal(answer.status, 200, answer.text);
  assert.ok(JSON.parse(answer.text).AuthenticationResult.AccessToken);
});

test("a body that stalls is given up, its connection is closed, and others are answered meanwhile", async () => {
  const stalled = Array.from({ length: 20 }, (_, number) => {
    const path = number % 2 ? "/" : "/login";
    const head = `POST ${path} HTTP/1.1\r\nhost: localhost:${server.port}\r\nx-amz-target: ${target("SignUp")["x-amz-target"]}\r\n`;
    const socket = connect(server.port, "127.0.0.1");
    socket.write(`${head}content-length: ${number % 3 ? 100 : 50_000}\r\n\r\n{`);
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (more) => (text += more));
    return new Promise((resolve) => socket.on("error", () => {}).on("close", () => resolve(text)));
  });
  assert.ok(await isHealthy());
  for (const [number, text] of (await Promise.all(stalled)).entries()) {
    assert.match(text, /^HTTP\/1\.1 408 /);
    assert.ok(text.includes(number % 2 ? '{"__type":"RequestTimeoutException"}' : "The body took too long."), text);
  }
});

test("a path of dots leads to no other folder's files", async () => {
  for (const path of [
    "/pkg/%2e%2e/demo/index.html",
    "/pkg/%2E%2E/demo/index.html",
    "/pkg/..%2fdemo%2findex.html",
    "/pkg/..\\demo\\index.html",
    "/brand/../demo/index.html",
  ]) {
    const { status, text } = await ask(path);
    assert.ok([400, 404].includes(status), `${path} answered ${status} ${text.slice(0, 80)}`);
  }
});

test("where there is nothing a browser is shown a page, and a program told so", async () => {
  const accept = "text/html,application/xhtml+xml,*/*;q=0.8";
  const page = await ask("//evil.example/nothing?error=server_error", { headers: { accept } });
  assert.equal(page.status, 404);
  assert.match(page.headers["content-type"], /^text\/html/);
  assert.match(page.headers["content-security-policy"], /frame-ancestors 'none'/);
  assert.match(page.text, /not_found/);
  assert.doesNotMatch(page.text, /evil\.example/);
  for (const headers of [{}, { accept: "*/*" }]) {
    const { status, text } = await ask("/nothing", { headers });
    assert.deepEqual([status, text], [404, "There is nothing at this address.\n"]);
  }
});

test("a picture that is opened by itself runs no script", async () => {
  const { status, headers } = await ask("/favicon.svg");
  assert.equal(status, 200);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(headers["content-security-policy"], /^sandbox; default-src 'none';/);
});

test("a host has no path in it, which would be asked for", async () => {
  const own = `localhost:${server.port}`;
  for (const host of [`${own}/login`, `${own}?x`, `${own}#x`, `user@${own}`, `${own}\\x`]) {
    const { status, text } = await ask("/healthz", { headers: { host } });
    assert.deepEqual([status, text], [400, "The Host header names no host.\n"], host);
  }
});

test("the dev mailbox is not shown under a name that is not this machine's", async () => {
  for (const path of ["/_dev/mailbox", "/_dev/mailbox.json"]) {
    for (const [host, expected] of [
      [`localhost:${server.port}`, 200],
      [`demo.localhost:${server.port}`, 200],
      [`127.0.0.1:${server.port}`, 200],
      [`rebound.example.com:${server.port}`, 404],
      [`127.0.0.1.example.com:${server.port}`, 404],
    ]) {
      const { status } = await ask(path, { headers: { host } });
      assert.equal(status, expected, `${path} of ${host}`);
    }
  }
});
