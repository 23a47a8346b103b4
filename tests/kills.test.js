// `workerd` dies by SIGKILL again and again under mixed load: what was acknowledged is there, and nothing is spent twice.
//
// `cargo xtask bench --only crash` does the same a thousand times.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import { PASSWORD, code, makeClient, makeEmailPool, makePerson, sdk, signIn, unique, uniqueEmail } from "./harness/cognito.js";
import { startServer, temporaryFolder } from "./harness/server.js";

const KILLS = Number(process.env.VESTIBULE_TEST_KILLS ?? 20);
/** Of each kind; each makes call after call. */
const ACTORS = 3;
/** Calls that a life lasts at most. */
const LONGEST = 80;

const state = temporaryFolder();
after(() => rmSync(state, { recursive: true, force: true }));

test(`${KILLS} kills lose nothing that was acknowledged and spend nothing twice`, { timeout: 60_000 + KILLS * 10_000 }, async (t) => {
  let server = await startServer({ state });
  const world = await makeWorld(sdk(server));
  world.server = server;
  const actors = [];
  for (const Actor of [Changing, Rotating, Newcomer, Invited]) {
    for (let number = 0; number < ACTORS; number += 1) actors.push(await Actor.make(world));
  }
  let calls = 0;
  let cut = 0;
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const life = await live(server, world, actors);
      calls += life.calls;
      cut += life.cut;
      server = await startServer({ state });
      world.server = server;
      world.api = sdk(server);
      await Promise.all(actors.map((actor) => actor.check(world)));
    }
    // A message of a request that died has its lease to wait for.
    for (const newcomer of actors.filter((actor) => actor instanceof Newcomer)) await newcomer.checkMail(world);
  } finally {
    await server.stop();
  }
  t.diagnostic(`${KILLS} kills: ${calls} calls were acknowledged, ${cut} cut off`);
  assert.ok(cut > 0, "it never died in the middle");
});

/** Has all act until some call is acknowledged, at which the server dies. */
async function live(server, world, actors) {
  const last = randomInt(1, LONGEST);
  const life = { calls: 0, cut: 0 };
  const errors = [];
  let death;
  const api = acknowledging(world.api, () => {
    life.calls += 1;
    if (life.calls >= last) death ??= server.kill();
  });
  await Promise.all(actors.map(async (actor) => {
    while (!death) {
      try {
        await actor.act({ ...world, api });
      } catch (error) {
        if (!death) {
          errors.push(error);
          death = server.kill();
        }
        life.cut += 1;
      }
    }
  }));
  await death;
  assert.deepEqual(errors, [], "until the end there was no error");
  return life;
}

/** The same API, which tells of each call that succeeded before whoever made it hears of it. */
function acknowledging(api, tell) {
  return new Proxy(api, {
    get: (target, name) => async (...input) => {
      const answer = await target[name](...input);
      tell();
      return answer;
    },
  });
}

async function makeWorld(api) {
  const pool = await makeEmailPool(api);
  const { ClientId: client } = await makeClient(api, pool);
  const { ClientId: rotating } = await makeClient(api, pool, {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
  });
  return { api, pool, client, rotating };
}

/** What a call is refused with, by name. */
const outcome = (call) => call.then((answer) => ({ answer }), (error) => ({ error: error.name }));

const statusOf = ({ api, pool }, Username) =>
  api.adminGetUser({ UserPoolId: pool, Username }).then(
    ({ UserStatus }) => UserStatus,
    (error) => {
      if (error.name !== "UserNotFoundException") throw error;
      return "nobody";
    },
  );

/** What calls change: as it was acknowledged last, and as a call that was cut off may have left it. */
class Value {
  constructor(value) {
    this.possible = [value];
  }

  get sure() {
    assert.equal(this.possible.length, 1);
    return this.possible[0];
  }

  /** From `call` on it may be `value`, and from its answer on it is. */
  async becomes(value, call) {
    this.possible = [...this.possible, value];
    const answer = await call();
    this.possible = [value];
    return answer;
  }

  /** It is `value`, which it may be. */
  is(value) {
    assert.ok(this.possible.includes(value), `${value} is none of ${this.possible.join(", ")}`);
    this.possible = [value];
  }
}

/** Somebody whose name and password change. An attempt that is cut off counts as one that failed: none is made here. */
class Changing {
  static async make(world) {
    const actor = new Changing();
    actor.email = await makePerson(world.api, world.pool);
    actor.name = new Value(undefined);
    actor.password = new Value(PASSWORD);
    return actor;
  }

  async act({ api, pool }) {
    const Value = unique();
    await this.name.becomes(Value, () => api.adminUpdateUserAttributes({
      UserPoolId: pool,
      Username: this.email,
      UserAttributes: [{ Name: "name", Value }],
    }));
    const Password = `${PASSWORD}-${randomInt(1e9)}`;
    await this.password.becomes(Password, () =>
      api.adminSetUserPassword({ UserPoolId: pool, Username: this.email, Password, Permanent: true }));
  }

  async check({ api, pool, client }) {
    const { UserAttributes } = await api.adminGetUser({ UserPoolId: pool, Username: this.email });
    this.name.is(UserAttributes.find(({ Name }) => Name === "name")?.Value);
    const opens = [];
    for (const password of this.password.possible) {
      const { error } = await outcome(signIn(api, client, this.email, password));
      if (error) assert.equal(error, "NotAuthorizedException");
      else opens.push(password);
    }
    assert.equal(opens.length, 1, `${opens.length} of ${this.password.possible.length} passwords open`);
    this.password.is(opens[0]);
  }
}

/** Somebody whose refresh tokens rotate. */
class Rotating {
  static async make(world) {
    const actor = new Rotating();
    actor.email = await makePerson(world.api, world.pool);
    await actor.#begin(world);
    return actor;
  }

  async act(world) {
    const [token] = this.tokens;
    this.isCut = true;
    this.tokens = [await this.#rotate(world, token), token];
    this.isCut = false;
  }

  async check(world) {
    const [token] = this.tokens;
    const { error } = await outcome(this.#rotate(world, token));
    // Spent already, when only the answer was lost; never forgotten.
    if (error) assert.deepEqual([error, this.isCut], ["RefreshTokenReuseException", true]);
    for (const spent of this.tokens) {
      assert.equal((await outcome(this.#rotate(world, spent))).error, "RefreshTokenReuseException", "spent twice");
    }
    await this.#begin(world);
  }

  /** The newest token first, and the one before it. */
  async #begin({ api, rotating }) {
    this.tokens = [(await signIn(api, rotating, this.email)).RefreshToken];
    this.isCut = false;
  }

  async #rotate({ api, rotating }, RefreshToken) {
    const answer = await api.getTokensFromRefreshToken({ ClientId: rotating, RefreshToken });
    return answer.AuthenticationResult.RefreshToken;
  }
}

/** People who sign up and confirm it by the code that they are sent. */
class Newcomer {
  static async make() {
    return new Newcomer();
  }

  async act({ api, client, server }) {
    const email = uniqueEmail();
    this.email = email;
    this.code = undefined;
    this.status = new Value("nobody");
    await this.status.becomes("UNCONFIRMED", () =>
      api.signUp({ ClientId: client, Username: email, Password: PASSWORD }));
    this.code = await code(server, email);
    await this.status.becomes("CONFIRMED", () => this.#confirm({ api, client }));
  }

  async check(world) {
    if (!this.email) return;
    this.status.is(await statusOf(world, this.email));
    if (this.status.sure === "CONFIRMED") {
      assert.equal((await outcome(this.#confirm(world))).error, "NotAuthorizedException", "spent twice");
    }
  }

  /** Whoever signed up is sent a code, and can use it. */
  async checkMail(world) {
    if (this.status?.sure !== "UNCONFIRMED") return;
    this.code = await code(world.server, this.email, { within: 60_000 });
    await this.#confirm(world);
  }

  #confirm({ api, client }) {
    return api.confirmSignUp({ ClientId: client, Username: this.email, ConfirmationCode: this.code });
  }
}

/** People who are given a password by an administrator, and replace it. */
class Invited {
  static async make() {
    return new Invited();
  }

  async act({ api, pool, client }) {
    const email = uniqueEmail();
    this.email = email;
    this.session = undefined;
    this.status = new Value("nobody");
    await this.status.becomes("FORCE_CHANGE_PASSWORD", () => api.adminCreateUser({
      UserPoolId: pool,
      Username: email,
      TemporaryPassword: PASSWORD,
      MessageAction: "SUPPRESS",
    }));
    const { Session } = await api.initiateAuth({
      ClientId: client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD },
    });
    this.session = Session;
    await this.status.becomes("CONFIRMED", () => this.#respond({ api, client }));
  }

  async check(world) {
    if (!this.email) return;
    this.status.is(await statusOf(world, this.email));
    if (this.status.sure === "CONFIRMED") {
      assert.equal((await outcome(this.#respond(world))).error, "NotAuthorizedException", "spent twice");
    }
  }

  #respond({ api, client }) {
    return api.respondToAuthChallenge({
      ClientId: client,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: this.session,
      ChallengeResponses: { USERNAME: this.email, NEW_PASSWORD: `${PASSWORD}-new` },
    });
  }
}
