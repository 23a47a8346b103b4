// The log of a running server: one line of JSON a request, which says what came of it and names nobody.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { PASSWORD, makeClient, makeEmailPool, makePerson, sdk, uniqueEmail, withCode } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { root, startServer } from "./harness/server.js";
import { Visitor } from "./harness/visitor.js";

const build = process.env.VESTIBULE_TEST_BUILD ?? join(root, "build");
const CALLBACK = "https://app.example/callback";

/** The lines so far, the last one only when it is whole. */
function lines(server) {
  const whole = server.log().split("\n").slice(0, -1);
  return whole.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

/** Waits for the first line that has these members. */
const line = (server, members) =>
  until(`a line with ${JSON.stringify(members)}`, () =>
    lines(server).find((line) => Object.entries(members).every(([name, value]) => line[name] === value)),
  );

describe("by default", () => {
  let server, api, pool, client;
  before(async () => {
    server = await startServer();
    api = sdk(server);
    pool = await makeEmailPool(api);
    client = (await makeClient(api, pool, withCode(CALLBACK))).ClientId;
  });
  after(() => server?.stop());

  test("a refused sign-in on a page is told by its name, and the person is not", async () => {
    const email = uniqueEmail();
    const query = new URLSearchParams({
      ...{ response_type: "code", client_id: client, redirect_uri: CALLBACK, scope: "openid" },
      login_hint: email,
    });
    const visitor = new Visitor(server);
    const page = await visitor.go(`/login?${query}`);
    await visitor.submit(page, { username: email, password: "Wr0ng-passw0rd!" });
    const refused = await line(server, { path: "/login", outcome: "unknown_user" });
    assert.equal(refused.method, "POST");
    assert.equal(refused.level, "info");
    assert.deepEqual([refused.pool, refused.client], [pool, client]);
    assert.match(refused.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(refused.request, /^[0-9a-f-]{36}$/);
    assert.equal(typeof refused.ms, "number");
    assert.ok(refused.hops > 0);
    await line(server, { path: "/login", outcome: "shown", method: "GET" });
    assert.ok(!server.log().includes(email) && !server.log().includes("Wr0ng"));
  });

  test("a call's line has the id that the caller has", async () => {
    const email = uniqueEmail();
    await makePerson(api, pool, email);
    const { $metadata } = await api.initiateAuth({
      ClientId: client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD },
    });
    const signedIn = await line(server, { request: $metadata.requestId });
    assert.deepEqual([signedIn.operation, signedIn.outcome], ["InitiateAuth", "signed_in"]);
    assert.ok(!server.log().includes(email));
  });

  test("a path that is none of ours is not repeated", async () => {
    await fetch(`${server.url}/nobody@example.com?secret=Qx7vLp`);
    await line(server, { path: "unknown", outcome: "not_found" });
    assert.ok(!server.log().includes("nobody@example.com") && !server.log().includes("Qx7vLp"));
  });

  test("a document that is asked for often leaves a line each time", async () => {
    const ask = () => fetch(`${server.url}/${pool}/.well-known/jwks.json`).then((response) => response.text());
    const answers = await Promise.all([ask(), ask(), ask()]);
    answers.push(await ask(), await ask());
    assert.equal(new Set(answers).size, 1);
    const members = { path: "/.well-known/jwks.json", method: "GET", outcome: "shown", status: 200, level: "info", pool };
    const all = await until("five lines", () => {
      const own = lines(server).filter((line) => Object.entries(members).every(([name, value]) => line[name] === value));
      return own.length >= 5 && own;
    });
    assert.equal(all.length, 5);
    assert.equal(new Set(all.map(({ request }) => request)).size, 5);
    for (const { time, request, ms, hops } of all) {
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.match(request, /^[0-9a-f-]{36}$/);
      assert.deepEqual([typeof ms, typeof hops], ["number", "number"]);
    }
  });

  test("files leave no line", async () => {
    const { js } = JSON.parse(readFileSync(join(build, "assets.json"), "utf8"));
    assert.equal((await fetch(server.url + js)).status, 200);
    await fetch(`${server.url}/after-the-file`);
    await until("the next line", () => lines(server).filter(({ path }) => path === "unknown").length >= 2);
    assert.ok(lines(server).every(({ path }) => path !== "/*"));
  });
});

test("files leave a line where that is wanted", async () => {
  const server = await startServer({ env: { VESTIBULE_LOG: "all" } });
  try {
    await fetch(`${server.url}/favicon.svg`);
    await line(server, { path: "/*" });
  } finally {
    await server.stop();
  }
});

test("a value that means nothing is refused", async () => {
  const server = await startServer({ env: { VESTIBULE_LOG: "verbose" }, healthy: false });
  try {
    const refused = await line(server, { outcome: "misconfigured" });
    assert.match(refused.cause, /VESTIBULE_LOG/);
    assert.equal((await fetch(`${server.url}/`)).status, 503);
  } finally {
    await server.stop();
  }
});
