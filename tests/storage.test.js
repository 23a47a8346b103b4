// What becomes of storage: what was deleted is in no file any more, and what is damaged or lost ends nothing else.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeClient, makeEmailPool, makePerson, sdk, signIn } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer, temporaryFolder } from "./harness/server.js";

const folders = [];
const newFolder = () => folders[folders.push(temporaryFolder()) - 1];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The files below a folder that hold a text. */
const holding = (folder, text) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, path, name }) => join(parentPath ?? path, name))
    .filter((file) => readFileSync(file).includes(text));

/** A pool with a client and a person whom nobody else is called like. */
async function inhabited(api, name) {
  const pool = await makeEmailPool(api);
  const { ClientId } = await makeClient(api, pool);
  return { pool, ClientId, email: await makePerson(api, pool, `${name}@recognisable.example`) };
}

test("who was deleted is gone from the files after a restart, and a deleted pool at once", { timeout: 120_000 }, async () => {
  const state = newFolder();
  let server = await startServer({ state });
  let api = sdk(server);
  const [kept, deleted] = [await inhabited(api, "kept"), await inhabited(api, "pool")];
  await makePerson(api, kept.pool, "person@recognisable.example");
  await makePerson(api, kept.pool, "changed@recognisable.example");
  await api.adminUpdateUserAttributes({
    UserPoolId: kept.pool,
    Username: "changed@recognisable.example",
    UserAttributes: [
      { Name: "email", Value: "new@recognisable.example" },
      { Name: "email_verified", Value: "true" },
    ],
  });
  await api.adminDeleteUser({ UserPoolId: kept.pool, Username: "person@recognisable.example" });
  await api.deleteUserPool({ UserPoolId: deleted.pool });
  await server.stop();
  assert.deepEqual(holding(state, deleted.email), [], "the pool's objects have dropped their storage");

  server = await startServer({ state });
  await server.stop();
  for (const gone of ["person@recognisable.example", "changed@recognisable.example"]) {
    assert.deepEqual(holding(state, gone), [], gone);
  }
  assert.notEqual(holding(state, kept.email).length, 0, "the search finds what is there");

  server = await startServer({ state });
  try {
    api = sdk(server);
    for (const email of [kept.email, "new@recognisable.example"]) {
      assert.ok((await signIn(api, kept.ClientId, email)).IdToken);
    }
    const late = api.adminGetUser({ UserPoolId: deleted.pool, Username: deleted.email });
    await assert.rejects(late, { name: "ResourceNotFoundException" });
  } finally {
    await server.stop();
  }
});

test("a damaged object and a lost one end nothing else, and are not taken for empty ones", { timeout: 120_000 }, async () => {
  const state = newFolder();
  let server = await startServer({ state });
  let api = sdk(server);
  const pools = {};
  for (const name of ["healthy", "damaged", "lost", "poolless"]) pools[name] = await inhabited(api, name);
  await server.stop();
  const objects = join(state, "objects");
  /** The databases of a pool's users that hold a text; of the pool itself, those that hold its name. */
  const files = (folder, text) => {
    const found = holding(join(objects, folder), text).filter((file) => !file.endsWith("metadata.sqlite"));
    assert.notEqual(found.length, 0, text);
    return found;
  };
  for (const file of files("vestibule-Users", pools.damaged.email)) writeFileSync(file, Buffer.alloc(20_000, 0xaa));
  const gone = [...files("vestibule-Users", pools.lost.email), ...files("vestibule-Pool", pools.poolless.pool)];
  for (const file of gone) rmSync(file);
  // As the operator is told to do who goes on without them.
  const list = join(state, "databases");
  const lines = readFileSync(list, "utf8").split("\n");
  const isGone = (line) => gone.some((file) => line && file.endsWith(line));
  writeFileSync(list, lines.filter((line) => !isGone(line)).join("\n"));

  server = await startServer({ state });
  try {
    api = sdk(server);
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    assert.ok((await signIn(api, pools.healthy.ClientId, pools.healthy.email)).IdToken);
    for (const name of ["damaged", "lost", "poolless"]) {
      const { pool, ClientId, email } = pools[name];
      await assert.rejects(signIn(api, ClientId, email), { name: "InternalErrorException" }, name);
      const asked = api.adminGetUser({ UserPoolId: pool, Username: email });
      await assert.rejects(asked, { name: "InternalErrorException" }, name);
    }
    assert.equal((await api.listUserPools({ MaxResults: 60 })).UserPools.length, 4);
    assert.ok((await signIn(api, pools.healthy.ClientId, pools.healthy.email)).IdToken);
    assert.match(server.log(), /is lost: its file is gone or empty/);
  } finally {
    await server.stop();
  }
});

test("/healthz says that it is alive, /readyz that its data can be read", { timeout: 120_000 }, async () => {
  const state = newFolder();
  let server = await startServer({ state });
  const ask = async (path) => {
    const response = await fetch(server.url + path);
    return [response.status, await response.text()];
  };
  assert.deepEqual(await ask("/healthz"), [200, "ok\n"]);
  assert.deepEqual(await ask("/readyz"), [200, "ok\n"]);
  await inhabited(sdk(server), "jane");
  await server.stop();

  const env = { VESTIBULE_MASTER_SECRET: "another-master-secret-of-the-right-length" };
  server = await startServer({ state, env, healthy: false });
  try {
    // Whoever waits for it may have ended the server already, and said why.
    const told = /another master secret/;
    const answer = await until("an answer, or the end", () =>
      ask("/readyz").catch(() => told.test(server.log()) && "ended"), { within: 30_000 });
    if (answer !== "ended") assert.deepEqual(answer, [503, "the data is sealed under another master secret\n"]);
  } finally {
    await server.stop();
  }
});
