// `workerd` dies by SIGKILL in the middle of everything, and starts again on what it has left.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import {
  PASSWORD, mails, makeClient, makeEmailPool, makePerson, sdk, signIn, uniqueEmail,
} from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer, temporaryFolder } from "./harness/server.js";

/** Callers that sign up, and families of tokens that rotate. Each makes call after call: 200 are always under way. */
const SIGNING_UP = 140;
const ROTATING = 60;
/**
 * Sign-ups that are acknowledged when the server dies. All that begin together hash one after the other and are
 * answered close to each other; well into the second round some hash, some commit, and some wait for their mail.
 */
const ENOUGH = 200;

const state = temporaryFolder();
after(() => rmSync(state, { recursive: true, force: true }));

test("what was acknowledged is there, no refresh token is spent twice, no message is lost", { timeout: 300_000 }, async () => {
  let server = await startServer({ state });
  // By default the SDK opens 50 connections, and what is beyond waits for one here.
  let api = sdk(server, { requestHandler: { httpAgent: { maxSockets: SIGNING_UP + ROTATING } } });
  const pool = await makeEmailPool(api);
  const { ClientId } = await makeClient(api, pool);
  const rotating = await makeClient(api, pool, {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
  });
  const rotate = async (RefreshToken) => {
    const answer = await api.getTokensFromRefreshToken({ ClientId: rotating.ClientId, RefreshToken });
    return answer.AuthenticationResult.RefreshToken;
  };
  // Each is a family of tokens, the newest last.
  const families = [];
  const person = await makePerson(api, pool);
  while (families.length < ROTATING) families.push([(await signIn(api, rotating.ClientId, person)).RefreshToken]);

  const emails = [];
  const acknowledged = new Set();
  const calls = { underWay: 0, most: 0, lost: { signUps: 0, rotations: 0 } };
  const others = [];
  let death;
  /** Makes call after call, until the server dies. */
  const repeat = async (kind, call) => {
    while (!death) {
      calls.underWay += 1;
      calls.most = Math.max(calls.most, calls.underWay);
      try {
        await call();
      } catch (error) {
        // Whoever would wait too long for a hash is told so, and asks again.
        if (!death && error.name === "TooManyRequestsException") continue;
        if (!death) others.push(error);
        calls.lost[kind] += 1;
        return;
      } finally {
        calls.underWay -= 1;
      }
    }
  };
  const rotations = families.map((family) =>
    repeat("rotations", async () => family.push(await rotate(family.at(-1)))),
  );
  await until("rotated tokens", () => families.every((family) => family.length > 2) || others.length, { within: 60_000 });
  const signUps = Array.from({ length: SIGNING_UP }, () =>
    repeat("signUps", async () => {
      const email = uniqueEmail();
      emails.push(email);
      await api.signUp({ ClientId, Username: email, Password: PASSWORD });
      acknowledged.add(email);
      // At this very moment: whoever looked every now and then could find all answered.
      if (acknowledged.size === ENOUGH) death = server.kill();
    }),
  );
  await until("enough sign-ups", () => Boolean(death) || others.length, { within: 120_000 });
  death ??= server.kill();
  await death;
  await Promise.all([...signUps, ...rotations]);
  assert.deepEqual(others, [], "until the end there was no error");
  assert.equal(calls.most, SIGNING_UP + ROTATING, "all were under way at once");
  assert.ok(calls.lost.signUps > 0 && calls.lost.rotations > 0, `it died in the middle: ${JSON.stringify(calls.lost)}`);

  server = await startServer({ state });
  try {
    api = sdk(server);
    const made = new Set();
    for (const email of emails) {
      const status = await api.adminGetUser({ UserPoolId: pool, Username: email }).then(
        ({ UserStatus }) => UserStatus,
        (error) => assert.equal(error.name, "UserNotFoundException"),
      );
      if (status) made.add(email);
      if (acknowledged.has(email)) assert.equal(status, "UNCONFIRMED", `${email} was acknowledged`);
    }

    const outcome = (token) => rotate(token).then((next) => ({ next }), (error) => ({ error: error.name }));
    for (const family of families) {
      const last = await outcome(family.at(-1));
      // Spent already, when only the answer was lost; never forgotten.
      assert.ok(last.next || last.error === "RefreshTokenReuseException", `${last.error} for an acknowledged token`);
      for (const spent of [family.at(-1), family.at(-2)].filter(Boolean)) {
        assert.equal((await outcome(spent)).error, "RefreshTokenReuseException", "spent twice");
      }
    }

    // A lease of the request that died ends after half a minute; then the timer delivers.
    for (const email of made) {
      const sent = await until(`the mail to ${email}`, async () => {
        const all = await mails(server, email);
        return all.length && all;
      }, { within: 60_000 });
      assert.equal(new Set(sent.map(({ id }) => id)).size, 1, "a message that repeats is the same message");
      assert.ok(sent[0].id);
    }

    const email = [...acknowledged][0];
    const [{ code }] = await mails(server, email);
    await api.confirmSignUp({ ClientId, Username: email, ConfirmationCode: code });
    assert.ok((await signIn(api, ClientId, email)).IdToken);
  } finally {
    await server.stop();
  }
});

test("a state folder opens again after a clean end, with the same keys", async () => {
  const folder = temporaryFolder();
  try {
    let server = await startServer({ state: folder });
    let api = sdk(server);
    const pool = await makeEmailPool(api);
    const { ClientId } = await makeClient(api, pool);
    const email = await makePerson(api, pool);
    const tokens = await signIn(api, ClientId, email);
    const keySet = async () => (await fetch(`${server.url}/${pool}/.well-known/jwks.json`)).json();
    const keys = await keySet();
    const { port, adminKey } = server;
    await server.stop();

    server = await startServer({ state: folder, port });
    try {
      api = sdk(server);
      assert.equal(server.adminKey, adminKey);
      assert.deepEqual(await keySet(), keys);
      assert.ok(await api.getUser({ AccessToken: tokens.AccessToken }));
      const answer = await api.initiateAuth({
        ClientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
      });
      assert.ok(answer.AuthenticationResult.AccessToken);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
