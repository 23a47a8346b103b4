// Two Workers in front of objects in a service of their own: what one has in memory the other has not. A change made
// at one holds at the other from the moment that it was acknowledged.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  PASSWORD, code, makeClient, makeEmailPool, makePerson, sdk, signIn, uniqueEmail, withCode,
} from "./harness/cognito.js";
import { startServer } from "./harness/server.js";
import { Visitor, signInAt } from "./harness/visitor.js";

const CALLBACK = "https://app.example/callback";
const BYE = "https://app.example/bye";

let server, here, there, pool;
before(async () => {
  server = await startServer({ topology: "split" });
  [here, there] = server.urls.map((url) => ({ ...server, url }));
  [here.api, there.api] = [sdk(here), sdk(there)];
  pool = await makeEmailPool(here.api);
});
after(() => server?.stop());

const query = (ClientId, parameters = {}) =>
  new URLSearchParams({
    response_type: "code",
    client_id: ClientId,
    redirect_uri: CALLBACK,
    scope: "openid email",
    ...parameters,
  });

const token = ({ url }, form) =>
  fetch(`${url}/oauth2/token`, { method: "POST", body: new URLSearchParams(form) }).then(async (response) => ({
    status: response.status,
    json: await response.json(),
  }));

/** Has both Workers know a client, so that there is something to forget. */
async function warm(ClientId, { CallbackURLs } = {}) {
  const email = await makePerson(here.api, pool);
  for (const { api } of [here, there]) await signIn(api, ClientId, email);
  if (CallbackURLs) for (const side of [here, there]) await new Visitor(side).go(`/login?${query(ClientId)}`);
  return email;
}

describe("configuration", () => {
  test("a new pool, client and user are there at once", async () => {
    const made = await makeEmailPool(here.api);
    const { ClientId } = await makeClient(there.api, made);
    const email = await makePerson(here.api, made);
    assert.ok((await signIn(there.api, ClientId, email)).AccessToken);
  });

  test("a removed client signs nobody in", async () => {
    const { ClientId } = await makeClient(here.api, pool);
    const email = await warm(ClientId);
    const { AccessToken, RefreshToken } = await signIn(there.api, ClientId, email);
    await here.api.deleteUserPoolClient({ UserPoolId: pool, ClientId });
    const gone = { name: "ResourceNotFoundException", message: `User pool client ${ClientId} does not exist.` };
    await assert.rejects(signIn(there.api, ClientId, email), gone);
    await assert.rejects(there.api.getUser({ AccessToken }), gone);
    await assert.rejects(
      there.api.initiateAuth({
        ClientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
      gone,
    );
  });

  test("a redirect URI that was removed is led to no more", async () => {
    const settings = withCode(CALLBACK);
    const client = await makeClient(here.api, pool, settings);
    const email = await warm(client.ClientId, settings);
    const visitor = new Visitor(there);
    assert.match(await signInAt(visitor, `/oauth2/authorize?${query(client.ClientId)}`, email, PASSWORD), /code=/);
    const open = await new Visitor(there).go(`/login?${query(client.ClientId)}`);
    assert.equal(open.status, 200);

    await here.api.updateUserPoolClient({
      UserPoolId: pool,
      ClientId: client.ClientId,
      ExplicitAuthFlows: client.ExplicitAuthFlows,
      ...withCode("https://app.example/new"),
    });
    for (const path of ["/oauth2/authorize", "/login"]) {
      const answer = await visitor.go(`${path}?${query(client.ClientId)}`);
      assert.deepEqual([answer.status, answer.left], [400, undefined], path);
    }
    const silent = await visitor.go(`/oauth2/authorize?${query(client.ClientId, { redirect_uri: "https://app.example/new" })}`);
    assert.match(silent.left, /^https:\/\/app\.example\/new\?.*code=/);
  });

  test("a form that was open when its redirect URI was removed leads nowhere", async () => {
    const settings = withCode(CALLBACK);
    const client = await makeClient(here.api, pool, settings);
    const email = await warm(client.ClientId, settings);
    const visitor = new Visitor(there);
    const page = await visitor.go(`/login?${query(client.ClientId)}`);
    await here.api.updateUserPoolClient({ UserPoolId: pool, ClientId: client.ClientId, ...withCode("https://app.example/new") });
    const answer = await visitor.submit(page, { username: email, password: PASSWORD });
    assert.deepEqual([answer.status, answer.left], [400, undefined]);
  });

  test("a client that was removed has no page and is led to no more", async () => {
    const leave = (client_id, uri) => `/logout?${new URLSearchParams({ client_id, ...uri })}`;
    for (const path of [
      (id) => `/login?${query(id)}`,
      (id) => `/signup?${query(id)}`,
      (id) => `/oauth2/authorize?${query(id, { prompt: "none" })}`,
      (id) => `/oauth2/authorize?${query(id, { scope: "nobodys" })}`,
      (id) => leave(id, { logout_uri: BYE }),
      (id) => leave(id, { post_logout_redirect_uri: BYE }),
    ]) {
      const { ClientId } = await makeClient(here.api, pool, withCode(CALLBACK, { LogoutURLs: [BYE] }));
      const before = await new Visitor(there).go(path(ClientId));
      assert.ok(before.left || before.status === 200, before.url);
      await here.api.deleteUserPoolClient({ UserPoolId: pool, ClientId });
      const answer = await new Visitor(there).go(path(ClientId));
      assert.deepEqual([answer.status, answer.left], [400, undefined], answer.url);
    }
  });

  test("a logout URI that was removed is led to no more, and one that was added at once", async () => {
    const settings = withCode(CALLBACK);
    const { ClientId } = await makeClient(here.api, pool, { ...settings, LogoutURLs: [BYE] });
    const leave = (logout_uri) =>
      new Visitor(there).go(`/logout?${new URLSearchParams({ client_id: ClientId, logout_uri })}`);
    assert.equal((await leave(BYE)).left, BYE);
    const LogoutURLs = ["https://app.example/ciao"];
    await here.api.updateUserPoolClient({ UserPoolId: pool, ClientId, ...settings, LogoutURLs });
    const answer = await leave(BYE);
    assert.deepEqual([answer.status, answer.left], [400, undefined]);
    assert.equal((await leave(LogoutURLs[0])).left, LogoutURLs[0]);
  });

  test("a code that was given for a client that is gone gives nothing", async () => {
    const settings = withCode(CALLBACK);
    const { ClientId } = await makeClient(here.api, pool, settings);
    const email = await warm(ClientId, settings);
    const back = new URL(await signInAt(new Visitor(here), `/oauth2/authorize?${query(ClientId)}`, email, PASSWORD));
    await there.api.deleteUserPoolClient({ UserPoolId: pool, ClientId });
    const { status, json } = await token(here, {
      grant_type: "authorization_code",
      client_id: ClientId,
      code: back.searchParams.get("code"),
      redirect_uri: CALLBACK,
    });
    assert.deepEqual([status, json.error], [400, "invalid_client"]);
  });

  test("a flow that was switched off is off", async () => {
    const { ClientId } = await makeClient(here.api, pool);
    const email = await warm(ClientId);
    await here.api.updateUserPoolClient({ UserPoolId: pool, ClientId, ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] });
    await assert.rejects(signIn(there.api, ClientId, email), {
      name: "InvalidParameterException",
      message: "USER_PASSWORD_AUTH flow not enabled for this client",
    });
  });

  test("a stricter password policy holds", async () => {
    const own = await makeEmailPool(here.api);
    const { ClientId } = await makeClient(here.api, own);
    await there.api.signUp({ ClientId, Username: uniqueEmail(), Password: PASSWORD });
    await here.api.updateUserPool({
      UserPoolId: own,
      AutoVerifiedAttributes: ["email"],
      Policies: { PasswordPolicy: { MinimumLength: 30 } },
    });
    await assert.rejects(there.api.signUp({ ClientId, Username: uniqueEmail(), Password: PASSWORD }), {
      name: "InvalidPasswordException",
    });
  });

  test("a deleted pool answers nobody", async () => {
    const own = await makeEmailPool(here.api);
    const { ClientId } = await makeClient(here.api, own);
    const email = await makePerson(here.api, own);
    await signIn(there.api, ClientId, email);
    await here.api.deleteUserPool({ UserPoolId: own });
    await assert.rejects(signIn(there.api, ClientId, email), { name: "ResourceNotFoundException" });
    await assert.rejects(there.api.describeUserPool({ UserPoolId: own }), {
      name: "ResourceNotFoundException",
      message: `User pool ${own} does not exist.`,
    });
    assert.equal((await fetch(`${there.url}/${own}/.well-known/jwks.json`)).status, 404);
  });
});

describe("what is spent once is spent everywhere", () => {
  let rotating, email;
  before(async () => {
    rotating = await makeClient(here.api, pool, {
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
    });
    email = await warm(rotating.ClientId);
  });
  const rotate = async ({ api }, RefreshToken) => {
    const answer = await api.getTokensFromRefreshToken({ ClientId: rotating.ClientId, RefreshToken });
    return answer.AuthenticationResult.RefreshToken;
  };
  const reused = { name: "RefreshTokenReuseException", message: "Refresh token reuse detected" };

  test("a refresh token that one Worker rotated is refused by the other", async () => {
    const first = (await signIn(here.api, rotating.ClientId, email)).RefreshToken;
    const second = await rotate(there, first);
    await assert.rejects(rotate(here, first), reused);
    assert.ok(await rotate(here, second));
  });

  test("of many that rotate one token at both Workers, one gets the next", async () => {
    const first = (await signIn(here.api, rotating.ClientId, email)).RefreshToken;
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => rotate(index % 2 ? here : there, first)),
    );
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    for (const { reason } of answers) if (reason) assert.equal(reason.name, reused.name);
  });

  test("of many that use one code at both Workers, one gets tokens", async () => {
    const { ClientId } = await makeClient(here.api, pool, withCode(CALLBACK));
    const back = new URL(await signInAt(new Visitor(here), `/oauth2/authorize?${query(ClientId)}`, email, PASSWORD));
    const form = {
      grant_type: "authorization_code",
      client_id: ClientId,
      code: back.searchParams.get("code"),
      redirect_uri: CALLBACK,
    };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => token(index % 2 ? here : there, form)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(400)]);
  });

  test("a confirmation code works once, and the confirmation holds everywhere", async () => {
    const { ClientId } = await makeClient(here.api, pool);
    const Username = uniqueEmail();
    await here.api.signUp({ ClientId, Username, Password: PASSWORD });
    const ConfirmationCode = await code(there, Username);
    const confirmed = await Promise.allSettled(
      [here, there, here, there].map(({ api }) => api.confirmSignUp({ ClientId, Username, ConfirmationCode })),
    );
    assert.equal(confirmed.filter(({ status }) => status === "fulfilled").length, 1);
    assert.ok(await signIn(there.api, ClientId, Username));
  });

  test("of many that sign up under one address at both Workers, one is made", async () => {
    const { ClientId } = await makeClient(here.api, pool);
    const Username = uniqueEmail();
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 ? here : there).api.signUp({ ClientId, Username, Password: PASSWORD }),
      ),
    );
    assert.equal(made.filter(({ status }) => status === "fulfilled").length, 1);
    for (const { reason } of made) if (reason) assert.equal(reason.name, "UsernameExistsException");
  });
});

describe("ending", () => {
  let ClientId;
  before(async () => {
    ClientId = (await makeClient(here.api, pool)).ClientId;
  });
  const revoked = { name: "NotAuthorizedException", message: "Access Token has been revoked" };

  test("a sign-out everywhere is one", async () => {
    const email = await makePerson(here.api, pool);
    for (const end of [
      ({ AccessToken }) => here.api.globalSignOut({ AccessToken }),
      () => here.api.adminUserGlobalSignOut({ UserPoolId: pool, Username: email }),
      ({ RefreshToken }) => here.api.revokeToken({ ClientId, Token: RefreshToken }),
    ]) {
      const tokens = await signIn(there.api, ClientId, email);
      assert.ok(await there.api.getUser({ AccessToken: tokens.AccessToken }));
      await end(tokens);
      await assert.rejects(there.api.getUser({ AccessToken: tokens.AccessToken }), revoked);
      await assert.rejects(
        there.api.initiateAuth({
          ClientId,
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
        }),
        { name: "NotAuthorizedException", message: "Refresh Token has been revoked" },
      );
    }
  });

  test("a disabled user and a changed password are so everywhere", async () => {
    const email = await makePerson(here.api, pool);
    await signIn(there.api, ClientId, email);
    await here.api.adminSetUserPassword({ UserPoolId: pool, Username: email, Password: "Another-horse-9", Permanent: true });
    await assert.rejects(signIn(there.api, ClientId, email), { message: "Incorrect username or password." });
    assert.ok(await signIn(there.api, ClientId, email, "Another-horse-9"));
    await here.api.adminDisableUser({ UserPoolId: pool, Username: email });
    await assert.rejects(signIn(there.api, ClientId, email, "Another-horse-9"), { message: "User is disabled." });
  });

  test("parallel guesses at both Workers gain nothing", async () => {
    const email = await makePerson(here.api, pool);
    await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => signIn((index % 2 ? here : there).api, ClientId, email, `Wrong-horse-${index}`)),
    );
    for (const { api } of [here, there]) {
      await assert.rejects(signIn(api, ClientId, email), {
        name: "NotAuthorizedException",
        message: "Password attempts exceeded",
      });
    }
  });
});
