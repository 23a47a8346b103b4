// The hashers beside the Worker: people sign in with them, while they die, and without; and who owns their socket is nobody.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { PASSWORD, makeClient, makePool, makeUser, sdk } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer, temporaryFolder } from "./harness/server.js";

/** Sign-ins of one address that find room while the Worker hashes itself. */
const SHARE = 12;
const GONE = "the Worker hashes itself";

/** A server with a pool, a client and a person. */
async function prepared(options) {
  const server = await startServer(options);
  const api = sdk(server);
  const pool = await makePool(api);
  const person = { client: (await makeClient(api, pool)).ClientId, username: await makeUser(api, pool) };
  return { server, person, signIn: (password) => signIn(server, person, password) };
}

function signIn(server, { client, username }, password = PASSWORD) {
  const parameters = { USERNAME: username, PASSWORD: password };
  return sdk(server).initiateAuth({ ClientId: client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: parameters });
}

const socketOf = (server) => join(server.state, "hashers", "socket");

/** The processes that were started with this among their arguments. */
function processesWith(argument) {
  const has = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(argument);
    } catch {
      return false;
    }
  };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && has(name)).map(Number);
}

const hashersOf = (server) => processesWith(socketOf(server));

const times = (text, part) => text.split(part).length - 1;

test("passwords are hashed beside the Worker, on a socket that is its owner's alone", async () => {
  const { server, signIn } = await prepared();
  try {
    assert.equal(hashersOf(server).length, 1);
    assert.equal(statSync(socketOf(server)).mode & 0o777, 0o600);
    assert.equal(statSync(join(server.state, "hashers")).mode & 0o777, 0o700);
    assert.ok((await signIn()).AuthenticationResult.AccessToken);
    await assert.rejects(signIn("Wrong-horse-9"), { name: "NotAuthorizedException" });
    assert.doesNotMatch(server.log(), /hashers/);
  } finally {
    await server.stop();
  }
  assert.deepEqual(hashersOf(server), [], "they end with the server");
});

test("while hashers are killed people go on signing in, and the log says it once for each death", async () => {
  const { server, signIn } = await prepared();
  try {
    for (let death = 1; death <= 3; death += 1) {
      const [pid] = await until("hashers", () => {
        const pids = hashersOf(server);
        return pids.length > 0 && pids;
      });
      const load = Array.from({ length: SHARE }, () => signIn());
      process.kill(pid, "SIGKILL");
      for (const { AuthenticationResult } of await Promise.all(load)) assert.ok(AuthenticationResult.AccessToken);
      await until("they are started again", () => times(server.log(), "They are started again") >= death);
    }
    assert.ok(times(server.log(), GONE) <= 2 * 3, server.log());
  } finally {
    await server.stop();
  }
});

test("without hashers the Worker hashes itself", async () => {
  const { server, signIn } = await prepared({ hashers: false });
  try {
    assert.ok((await signIn()).AuthenticationResult.AccessToken);
    assert.doesNotMatch(server.log(), /hashers/);
  } finally {
    await server.stop();
  }
});

test("whoever owns the socket signs nobody in with what they make up", async () => {
  const state = temporaryFolder();
  const { server: before, person } = await prepared({ state });
  await before.stop();
  // Started again it has no connection yet to those who really hash.
  const server = await startServer({ state });
  let answer;
  let asked = 0;
  const impostor = createServer((request, response) => {
    asked += 1;
    request.resume();
    request.on("end", () => {
      const { status = 200, body } = answer;
      response.writeHead(status, { "content-length": body.length }).end(body);
    });
  });
  try {
    const socket = socketOf(server);
    // Stopped, they stay: nobody starts them again while another has the path.
    for (const pid of hashersOf(server)) process.kill(pid, "SIGSTOP");
    rmSync(socket);
    await new Promise((listening) => impostor.listen(socket, listening));
    for (answer of [
      { body: Buffer.alloc(32) },
      { body: Buffer.alloc(32, 0xff) },
      { body: Buffer.from("yes") },
      { body: Buffer.alloc(1_000_000) },
      { body: Buffer.from("no"), status: 500 },
    ]) {
      await assert.rejects(signIn(server, person, "Wrong-horse-9"), { name: "NotAuthorizedException" });
    }
    assert.equal(asked, 3, "who answers what is no tag is not asked again so soon");
  } finally {
    for (const pid of hashersOf(server)) process.kill(pid, "SIGCONT");
    impostor.closeAllConnections();
    impostor.close();
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  }
});

test("they end when the server is killed", async () => {
  const { server } = await prepared();
  assert.equal(hashersOf(server).length, 1);
  const workerd = processesWith(join(server.state, "run", "config.capnp"));
  process.kill(server.pid, "SIGKILL");
  await until("their end", () => hashersOf(server).length === 0);
  for (const pid of workerd) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended as well.
    }
  }
  await server.stop();
});
