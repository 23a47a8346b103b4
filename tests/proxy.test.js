// Behind a proxy that the deployment trusts, people are told apart by what it writes; by what anyone else writes, never.

import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { unique } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer } from "./harness/server.js";

/** The status of a page for a request of this machine, with lines of `X-Forwarded-For`. */
function status(server, path, forwarded = []) {
  return new Promise((resolve, reject) => {
    const headers = { host: `localhost:${server.port}`, ...(forwarded.length && { "x-forwarded-for": forwarded }) };
    const options = { host: "127.0.0.1", port: server.port, path, headers, agent: false };
    const outgoing = request(options, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

/** The mailbox is shown to this machine alone: it tells whom a request is taken for. */
const isTakenForOurs = async (server, forwarded) => (await status(server, "/_dev/mailbox.json", forwarded)) === 200;

describe("with this machine as the proxy", () => {
  let server;
  before(async () => {
    server = await startServer({ env: { VESTIBULE_BEHIND: "127.0.0.0/8, ::1, 192.0.2.1" } });
  });
  after(() => server?.stop());

  test("a request is from the first address on the right that is no proxy's", async () => {
    for (const [forwarded, ours] of [
      [[], true],
      [["127.0.0.1"], true],
      [["198.51.100.7"], false],
      [["127.0.0.1, 198.51.100.7"], false],
      [["127.0.0.1, 198.51.100.7, 192.0.2.1"], false],
      [["127.0.0.1", "198.51.100.7"], false],
      [["198.51.100.7", "127.0.0.1"], false],
      [["[2001:db8::1]:443"], false],
      // Its own proxy wrote no address: it is taken for the proxy.
      [["198.51.100.7, unknown"], true],
    ]) {
      assert.equal(await isTakenForOurs(server, forwarded), ours, forwarded.join(" | "));
    }
  });

  test("budgets are by person", async () => {
    const ask = (person) =>
      status(server, `/oauth2/authorize?client_id=${unique("nobody").replaceAll("-", "")}`, [`127.0.0.1, ${person}`]);
    await until("a budget to be empty", async () => {
      const answers = await Promise.all(Array.from({ length: 300 }, () => ask("198.51.100.7")));
      return answers.includes(429);
    });
    assert.notEqual(await ask("198.51.100.8"), 429);
  });
});

test("without a proxy what a client writes counts for nothing", async () => {
  for (const env of [{}, { VESTIBULE_BEHIND: "192.0.2.1,10.0.0.0/8" }]) {
    const server = await startServer({ env });
    try {
      assert.ok(await isTakenForOurs(server, ["198.51.100.7"]));
    } finally {
      await server.stop();
    }
  }
});

test("a malformed list is refused, and the log says which entry", async () => {
  const server = await startServer({ env: { VESTIBULE_BEHIND: "192.0.2.1, 10.0.0.1/8" }, healthy: false });
  try {
    await until("the reason in the log", () => server.log().includes("10.0.0.0/8"));
    assert.equal(await status(server, "/healthz"), 503);
  } finally {
    await server.stop();
  }
});
