// The OAuth endpoints: what they give, and what they refuse to whom.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import {
  PASSWORD, claims, makeClient, makeEmailPool, makePerson, makePool, makeUser, sdk, signIn, withCode,
} from "./harness/cognito.js";
import { verify } from "./harness/relying_party.js";
import { startServer } from "./harness/server.js";
import { Visitor, signInAt } from "./harness/visitor.js";

const CALLBACK = "https://app.example/callback";

let server, api, pool, issuer, email, sub, open, secret;
before(async () => {
  server = await startServer();
  api = sdk(server);
  pool = await makeEmailPool(api);
  issuer = `${server.url}/${pool}`;
  email = await makePerson(api, pool);
  await api.adminUpdateUserAttributes({
    UserPoolId: pool,
    Username: email,
    UserAttributes: [{ Name: "given_name", Value: "Jane" }],
  });
  sub = (await api.adminGetUser({ UserPoolId: pool, Username: email })).Username;
  open = await makeClient(api, pool, withCode(CALLBACK));
  secret = await makeClient(api, pool, withCode(CALLBACK, { GenerateSecret: true }));
});
after(() => server?.stop());

const basic = ({ ClientId, ClientSecret }) => ({
  authorization: `Basic ${Buffer.from(`${ClientId}:${ClientSecret}`).toString("base64")}`,
});

/** A POST of a form; gives status, headers and the JSON. */
async function post(path, form, headers = {}) {
  const response = await fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: typeof form === "string" ? form : new URLSearchParams(form),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text && JSON.parse(text) };
}

const token = (form, headers) => post("/oauth2/token", form, headers);
const refresh = (refresh_token, client = open, headers) =>
  token({ grant_type: "refresh_token", refresh_token, client_id: client.ClientId }, headers);

const s256 = (verifier) => createHash("sha256").update(verifier).digest("base64url");

/** The query of an authorization request. */
const query = (client, parameters = {}) =>
  new URLSearchParams({
    response_type: "code",
    client_id: client.ClientId,
    redirect_uri: CALLBACK,
    scope: "openid email",
    state: "some state",
    ...parameters,
  });

/** Signs in by the pages; gives the code, and what it takes to exchange it. */
async function grant(client = open, { visitor = new Visitor(server), pkce = true, scope = "openid email" } = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = pkce ? { code_challenge: s256(verifier), code_challenge_method: "S256" } : {};
  const back = await signInAt(visitor, `/oauth2/authorize?${query(client, { scope, ...challenge })}`, email, PASSWORD);
  const answer = new URL(back).searchParams;
  assert.equal(answer.get("state"), "some state");
  return {
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: CALLBACK,
    client_id: client.ClientId,
    ...(pkce && { code_verifier: verifier }),
  };
}

function assertError(answer, error, status = 400) {
  assert.deepEqual([answer.status, answer.json.error], [status, error], answer.text);
  assert.match(answer.headers.get("content-type"), /^application\/json/);
}

describe("discovery and keys", () => {
  test("the document names the endpoints, and S256", async () => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    assert.equal(response.status, 200);
    const document = await response.json();
    for (const [member, value] of Object.entries({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      authorization_endpoint: `${server.url}/oauth2/authorize`,
      token_endpoint: `${server.url}/oauth2/token`,
      userinfo_endpoint: `${server.url}/oauth2/userInfo`,
      revocation_endpoint: `${server.url}/oauth2/revoke`,
      end_session_endpoint: `${server.url}/logout`,
      id_token_signing_alg_values_supported: ["RS256"],
      subject_types_supported: ["public"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      code_challenge_methods_supported: ["S256"],
    })) {
      assert.deepEqual(document[member], value, member);
    }
    assert.ok(document.response_types_supported.includes("code"));
    for (const scope of ["openid", "email", "phone", "profile"]) assert.ok(document.scopes_supported.includes(scope));
  });

  test("the key set has the ID token's key first and the access token's second", async () => {
    const { keys } = await (await fetch(`${issuer}/.well-known/jwks.json`)).json();
    assert.equal(keys.length, 2);
    for (const key of keys) {
      assert.deepEqual(Object.keys(key).sort(), ["alg", "e", "kid", "kty", "n", "use"]);
      assert.deepEqual([key.alg, key.e, key.kty, key.use], ["RS256", "AQAB", "RSA", "sig"]);
      assert.match(key.kid, /^[A-Za-z0-9+/]{43}=$/);
      assert.equal(Buffer.from(key.n, "base64url").length, 256);
    }
    const { json } = await token(await grant());
    const kid = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[0], "base64url")).kid;
    assert.deepEqual([kid(json.id_token), kid(json.access_token)], keys.map((key) => key.kid));
  });

  test("they go with their pool, and who has them already is not sent them again", async () => {
    const { UserPool } = await api.createUserPool({ PoolName: "short-lived" });
    for (const path of ["openid-configuration", "jwks.json"]) {
      const address = `${server.url}/${UserPool.Id}/.well-known/${path}`;
      const [first, second] = [await fetch(address), await fetch(address)];
      assert.deepEqual([first.status, second.status, await second.text()], [200, 200, await first.text()]);
      const headers = { "if-none-match": second.headers.get("etag") };
      assert.equal((await fetch(address, { headers })).status, 304);
      const head = await fetch(address, { method: "HEAD" });
      assert.deepEqual([head.status, await head.text()], [200, ""]);
      assert.equal((await fetch(address)).status, 200);
    }
    await api.deleteUserPool({ UserPoolId: UserPool.Id });
    for (const path of ["openid-configuration", "jwks.json"]) {
      assert.equal((await fetch(`${server.url}/${UserPool.Id}/.well-known/${path}`)).status, 404, path);
    }
  });

  test("a pool that is not there has neither", async () => {
    for (const path of ["openid-configuration", "jwks.json"]) {
      const { status } = await fetch(`${server.url}/eu-central-1_000000000/.well-known/${path}`);
      assert.equal(status, 404, path);
    }
  });
});

describe("the authorization endpoint", () => {
  const ask = (parameters) => new Visitor(server).ask(`/oauth2/authorize?${parameters}`);

  test("an app without a session is sent to the login page with its request", async () => {
    const { status, location } = await ask(query(open));
    assert.equal(status, 302);
    const login = new URL(location, server.url);
    assert.equal(login.pathname, "/login");
    for (const [name, value] of query(open)) assert.equal(login.searchParams.get(name), value);
  });

  test("no redirect leads to a place that the client has not registered", async () => {
    for (const redirect_uri of [
      "https://evil.example/callback",
      `${CALLBACK}/`,
      `${CALLBACK}?extra=1`,
      `${CALLBACK}#fragment`,
      `${CALLBACK}/../callback`,
      "https://app.example:443/callback",
      "https://app.example@evil.example/callback",
      "HTTPS://app.example/callback",
      "//evil.example/callback",
      "javascript:alert(1)",
      "",
    ]) {
      for (const path of ["/oauth2/authorize", "/login", "/signup", "/confirm", "/forgotPassword"]) {
        for (const extra of [{}, { prompt: "none" }, { response_type: "token" }, { scope: "nonsense" }]) {
          const visitor = new Visitor(server);
          const answer = await visitor.go(`${path}?${query(open, { redirect_uri, ...extra })}`);
          assert.equal(answer.left, undefined, `${path} led to ${answer.left} for ${redirect_uri}`);
          assert.equal(answer.status, 400, `${path} ${redirect_uri}`);
          if (path === "/oauth2/authorize" && redirect_uri) {
            const url = new URL(answer.url);
            assert.equal(url.pathname, "/error");
            assert.equal(url.searchParams.get("error"), "redirect_mismatch");
            assert.equal(url.searchParams.get("client_id"), open.ClientId);
            assert.match(answer.text, /An error was encountered with the requested page\./);
          }
        }
      }
    }
  });

  test("an unknown client gets the error page", async () => {
    for (const client_id of ["nobody", "", "x".repeat(10_000)]) {
      const answer = await new Visitor(server).go(`/oauth2/authorize?${query(open, { client_id })}`);
      assert.deepEqual([answer.status, answer.left], [400, undefined]);
    }
    const missing = query(open);
    missing.delete("client_id");
    assert.equal((await new Visitor(server).go(`/oauth2/authorize?${missing}`)).status, 400);
  });

  test("what the app did wrong is told to the app", async () => {
    for (const [parameters, error] of [
      [{ response_type: "token" }, "unauthorized_client"],
      [{ response_type: "" }, "invalid_request"],
      [{ code_challenge: s256("a") }, "invalid_request"],
      [{ code_challenge: s256("a"), code_challenge_method: "plain" }, "invalid_request"],
      [{ code_challenge: "short", code_challenge_method: "S256" }, "invalid_request"],
      [{ scope: "no-such-scope" }, "invalid_scope"],
      [{ prompt: "none" }, "login_required"],
    ]) {
      const { status, location } = await ask(query(open, parameters));
      assert.equal(status, 302, error);
      const back = new URL(location);
      assert.equal(back.origin + back.pathname, CALLBACK);
      // Whoever asks for a token is answered where a token would have been.
      const answer = parameters.response_type === "token" ? new URLSearchParams(back.hash.slice(1)) : back.searchParams;
      assert.equal(answer.get("error"), error, JSON.stringify(parameters));
      assert.equal(answer.get("state"), "some state");
      assert.equal(answer.get("code"), null);
    }
  });

  test("a known scope that the client may not have is left out", async () => {
    const narrow = await makeClient(api, pool, withCode(CALLBACK, { AllowedOAuthScopes: ["openid", "email"] }));
    const { json } = await token(await grant(narrow, { scope: "openid email profile" }));
    assert.deepEqual(claims(json.access_token).scope.split(" ").sort(), ["email", "openid"]);
  });

  test("without a scope the client gets all of its own", async () => {
    const visitor = new Visitor(server);
    const asked = query(open);
    asked.delete("scope");
    const back = new URL(await signInAt(visitor, `/oauth2/authorize?${asked}`, email, PASSWORD));
    const { json } = await token({
      grant_type: "authorization_code",
      code: back.searchParams.get("code"),
      redirect_uri: CALLBACK,
      client_id: open.ClientId,
    });
    assert.deepEqual(claims(json.access_token).scope.split(" ").sort(), [...open.AllowedOAuthScopes].sort());
  });

  test("pages are not to be kept, framed or sniffed at", async () => {
    const { headers } = await new Visitor(server).go(`/oauth2/authorize?${query(open)}`);
    assert.match(headers.get("cache-control"), /no-store/);
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.ok(headers.get("referrer-policy"));
    const policy = headers.get("content-security-policy");
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /script-src 'nonce-[^']+'/);
    assert.ok(!/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/.test(policy), policy);
  });
});

describe("the login form", () => {
  test("a form from elsewhere signs nobody in", async () => {
    const fields = { username: email, password: PASSWORD };
    for (const spoil of [
      (form) => ({ body: { ...form.values, ...fields, _csrf: "forged" } }),
      (form) => ({ body: { ...form.values, ...fields, _csrf: "" } }),
      (form) => ({ body: { ...form.values, ...fields }, headers: { origin: "https://evil.example" } }),
      (form) => ({ body: { ...form.values, ...fields }, headers: { "sec-fetch-site": "cross-site" } }),
      (form) => ({ body: { ...form.values, ...fields }, headers: { cookie: "" } }),
    ]) {
      const visitor = new Visitor(server);
      const page = await visitor.go(`/login?${query(open)}`);
      const form = visitor.form(page, fields);
      const { body, headers } = spoil(form);
      const answer = await visitor.go(form.action, { method: "POST", body: new URLSearchParams(body), headers });
      assert.equal(answer.left, undefined);
      assert.equal(answer.status, 403);
    }
  });

  test("a forged session cookie is no session", async () => {
    const visitor = new Visitor(server);
    await signInAt(visitor, `/oauth2/authorize?${query(open)}`, email, PASSWORD);
    const silent = `/oauth2/authorize?${query(open, { prompt: "none" })}`;
    assert.match((await visitor.go(silent)).left, /code=/);
    for (const [name, value] of visitor.cookies) {
      const at = Math.floor(value.length / 2);
      visitor.cookies.set(name, value.slice(0, at) + (value[at] === "A" ? "B" : "A") + value.slice(at + 1));
    }
    assert.match((await visitor.go(silent)).left, /error=login_required/);
  });

  test("cookies are out of scripts' reach and stay on this site", async () => {
    const visitor = new Visitor(server);
    const page = await visitor.ask(`/login?${query(open)}`);
    const form = visitor.form(page, { username: "", password: "" });
    const answer = await visitor.ask(form.action, {
      method: "POST",
      body: new URLSearchParams({ ...form.values, username: email, password: PASSWORD }),
    });
    const cookies = [...page.headers.getSetCookie(), ...answer.headers.getSetCookie()];
    assert.ok(cookies.length >= 2);
    for (const cookie of cookies) {
      assert.match(cookie, /; HttpOnly/i);
      assert.match(cookie, /; SameSite=Lax/i);
      assert.doesNotMatch(cookie, /; Domain=/i);
    }
  });

  test("bytes that are no form get an answer", async () => {
    for (const body of [Buffer.from([0xff, 0xfe, 0]), "a".repeat(100_000), "%%%=&&=%zz", ""]) {
      const visitor = new Visitor(server);
      const page = await visitor.go(`/login?${query(open)}`);
      const { status, left } = await visitor.go(page.url, {
        method: "POST",
        body,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      assert.ok(status >= 400 && status < 500, `${status}`);
      assert.equal(left, undefined);
    }
  });
});

describe("a code for tokens", () => {
  test("the tokens verify, and say what was granted", async () => {
    const answer = await token(await grant());
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.get("content-type"), /^application\/json;\s*charset=UTF-8$/i);
    assert.match(answer.headers.get("cache-control"), /no-store/);
    assert.deepEqual(
      Object.keys(answer.json).sort(),
      ["access_token", "expires_in", "id_token", "refresh_token", "token_type"],
    );
    assert.deepEqual([answer.json.expires_in, answer.json.token_type], [3600, "Bearer"]);
    const id = await verify(issuer, open.ClientId, answer.json.id_token, "id");
    const access = await verify(issuer, open.ClientId, answer.json.access_token, "access");
    assert.deepEqual([id.email, id.sub, access.username], [email, sub, sub]);
    const half = createHash("sha256").update(answer.json.access_token).digest().subarray(0, 16);
    assert.equal(id.at_hash, half.toString("base64url"));
    assert.equal(access.version, 2);
  });

  test("a client with a secret proves it by header or by form, and no other way", async () => {
    const { ClientId, ClientSecret } = secret;
    assert.equal((await token(await grant(secret), basic(secret))).status, 200);
    assert.equal((await token({ ...(await grant(secret)), client_secret: ClientSecret })).status, 200);
    assertError(await token(await grant(secret)), "invalid_client");
    assertError(await token({ ...(await grant(secret)), client_secret: "wrong" }), "invalid_client");
    assertError(await token(await grant(secret), basic({ ClientId, ClientSecret: "wrong" })), "invalid_client");
    assertError(await token({ ...(await grant()), client_id: "nobody" }), "invalid_client");
    assertError(await token({ ...(await grant()), client_secret: "uncalled for" }), "invalid_client");
  });

  test("parameters may come in the query, and none twice", async () => {
    const form = await grant();
    assert.equal((await post(`/oauth2/token?${new URLSearchParams(form)}`, "")).status, 200);
    const again = new URLSearchParams(await grant());
    assertError(await token(`${again}&code=other`), "invalid_request");
  });

  test("a wrong verifier spends the code", async () => {
    const form = await grant();
    assertError(await token({ ...form, code_verifier: randomBytes(32).toString("base64url") }), "invalid_grant");
    assertError(await token(form), "invalid_grant");
    const { code_verifier, ...without } = await grant();
    assertError(await token(without), "invalid_grant");
  });

  test("a code is for its client and its redirect URI", async () => {
    const other = await makeClient(api, pool, withCode(CALLBACK));
    assertError(await token({ ...(await grant()), client_id: other.ClientId }), "invalid_grant");
    const answer = await token({ ...(await grant()), redirect_uri: "https://app.example/other" });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.error, "unauthorized_client");
    assertError(await token({ ...(await grant()), code: "garbage" }), "invalid_grant");
  });

  test("of ten that use one code at once, one gets tokens", async () => {
    const form = await grant();
    const answers = await Promise.all(Array.from({ length: 10 }, () => token(form)));
    const won = answers.filter(({ status }) => status === 200);
    assert.equal(won.length, 1, answers.map(({ status, text }) => `${status} ${text.slice(0, 80)}`).join("\n"));
    for (const answer of answers.filter(({ status }) => status !== 200)) assertError(answer, "invalid_grant");
    assert.equal((await refresh(won[0].json.refresh_token)).status, 200, "the client's own retries end nothing");
  });

  test("a code that comes again takes back what it gave, unless its own client repeats itself", async () => {
    const form = await grant(open, { scope: "openid email aws.cognito.signin.user.admin" });
    const { json } = await token(form);
    assertError(await token(form), "invalid_grant");
    assert.equal((await api.getUser({ AccessToken: json.access_token })).Username, sub);
    const stranger = { ...form, code_verifier: randomBytes(32).toString("base64url") };
    assertError(await token(stranger), "invalid_grant");
    await assert.rejects(api.getUser({ AccessToken: json.access_token }), {
      name: "NotAuthorizedException",
      message: "Access Token has been revoked",
    });
    const refreshed = await token({
      grant_type: "refresh_token",
      refresh_token: json.refresh_token,
      client_id: open.ClientId,
    });
    assertError(refreshed, "invalid_grant");
  });

  test("what is no grant is refused", async () => {
    assertError(await token({ grant_type: "password", client_id: open.ClientId }), "unsupported_grant_type");
    assertError(await token({ client_id: open.ClientId }), "invalid_request");
    assertError(await token({ grant_type: "authorization_code", client_id: open.ClientId }), "invalid_request");
    assertError(await token({ grant_type: "refresh_token", client_id: open.ClientId }), "invalid_request");
    assertError(await token({ grant_type: "client_credentials", client_id: open.ClientId }), "unauthorized_client");
    assertError(await token("%%%"), "invalid_request");
    const { status } = await fetch(`${server.url}/oauth2/token`);
    assert.ok(status === 405 || status === 400, `GET answered ${status}`);
  });
});

describe("refreshing", () => {
  test("a refresh gives an ID and an access token of the same session, and no new refresh token", async () => {
    const { json: first } = await token(await grant());
    const { status, json } = await refresh(first.refresh_token);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json).sort(), ["access_token", "expires_in", "id_token", "token_type"]);
    const [before, after] = [claims(first.access_token), claims(json.access_token)];
    for (const kept of ["sub", "origin_jti", "auth_time", "scope"]) assert.equal(after[kept], before[kept], kept);
    assert.notEqual(after.jti, before.jti);
  });

  test("a refresh token is its client's, and garbage nobody's", async () => {
    const { json } = await token(await grant());
    assertError(await refresh(json.refresh_token, secret, basic(secret)), "invalid_grant");
    assertError(await refresh("garbage"), "invalid_grant");
  });

  test("with rotation each refresh token works once", async () => {
    const rotating = await makeClient(
      api,
      pool,
      withCode(CALLBACK, {
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
      }),
    );
    const { json: first } = await token(await grant(rotating));
    const { status, json: second } = await refresh(first.refresh_token, rotating);
    assert.equal(status, 200);
    assert.ok(second.refresh_token && second.refresh_token !== first.refresh_token);
    assertError(await refresh(first.refresh_token, rotating), "invalid_grant");
  });

  test("of ten that rotate one token at once, one gets the next", async () => {
    const rotating = await makeClient(
      api,
      pool,
      withCode(CALLBACK, {
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
      }),
    );
    const { json } = await token(await grant(rotating));
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(json.refresh_token, rotating)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  test("of ten that rotate one token within its grace, all get the same next, and it works", async () => {
    const rotating = await makeClient(
      api,
      pool,
      withCode(CALLBACK, {
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 60 },
      }),
    );
    const { json } = await token(await grant(rotating));
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(json.refresh_token, rotating)));
    const next = new Set(answers.map(({ status, json, text }) => (status === 200 ? json.refresh_token : text)));
    assert.equal(next.size, 1, [...next].join("\n"));
    const byApi = await api.getTokensFromRefreshToken({
      ClientId: rotating.ClientId,
      RefreshToken: json.refresh_token,
    });
    assert.deepEqual([byApi.AuthenticationResult.RefreshToken], [...next]);
    assert.equal((await refresh(...next, rotating)).status, 200);
  });
});

describe("client credentials", () => {
  let machine;
  before(async () => {
    await api.createResourceServer({
      UserPoolId: pool,
      Identifier: "api",
      Name: "API",
      Scopes: ["read", "write"].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })),
    });
    machine = await makeClient(api, pool, {
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["client_credentials"],
      AllowedOAuthScopes: ["api/read", "api/write"],
    });
  });
  const ask = (form = {}, headers = basic(machine)) => token({ grant_type: "client_credentials", ...form }, headers);

  test("a machine gets an access token of its own", async () => {
    const { status, json } = await ask({ scope: "api/read" });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json).sort(), ["access_token", "expires_in", "token_type"]);
    const access = await verify(issuer, machine.ClientId, json.access_token, "access");
    const { jti, iat, ...rest } = access;
    assert.ok(jti);
    assert.deepEqual(rest, {
      sub: machine.ClientId,
      token_use: "access",
      scope: "api/read",
      auth_time: iat,
      iss: issuer,
      exp: iat + 3600,
      version: 2,
      client_id: machine.ClientId,
    });
  });

  test("without a scope it gets all of its own, and never one that it has not", async () => {
    const { json } = await ask();
    assert.deepEqual(claims(json.access_token).scope.split(" ").sort(), ["api/read", "api/write"]);
    for (const scope of ["openid", "api/none", "other/read"]) assertError(await ask({ scope }), "invalid_scope");
  });

  test("a wrong secret is refused, and its token opens no user's door", async () => {
    assertError(await ask({}, basic({ ...machine, ClientSecret: "wrong" })), "invalid_client");
    const { json } = await ask();
    await assert.rejects(api.getUser({ AccessToken: json.access_token }), { name: "NotAuthorizedException" });
    const info = await fetch(`${server.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${json.access_token}` } });
    assert.equal(info.status, 401);
  });
});

describe("userInfo", () => {
  const userInfo = (headers) => fetch(`${server.url}/oauth2/userInfo`, { headers });
  const bearer = (accessToken) => ({ authorization: `Bearer ${accessToken}` });

  test("the scopes decide what is told, all of it text", async () => {
    for (const [scope, expected] of [
      ["openid email", { sub, username: sub, email, email_verified: "true" }],
      ["openid profile", { sub, username: sub, given_name: "Jane" }],
      ["openid", { sub, username: sub, email, email_verified: "true", given_name: "Jane" }],
    ]) {
      const { json } = await token(await grant(open, { scope }));
      const response = await userInfo({ ...bearer(json.access_token), origin: "https://app.example" });
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-type"), /^application\/json;\s*charset=UTF-8$/i);
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.deepEqual(await response.json(), expected, scope);
    }
  });

  test("what is no such access token is refused in the header's words", async () => {
    const missing = await userInfo({});
    assert.equal(missing.status, 400);
    assert.equal(
      missing.headers.get("www-authenticate"),
      'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"',
    );
    const { json } = await token(await grant());
    // The API's tokens were never granted `openid`.
    const own = await makeClient(api, pool);
    const { AccessToken } = await signIn(api, own.ClientId, email);
    const [head, body, signature] = json.access_token.split(".");
    const forged = `${head}.${body}.${signature.slice(0, 9)}${signature[9] === "A" ? "B" : "A"}${signature.slice(10)}`;
    for (const wrong of [json.id_token, forged, "garbage", AccessToken]) {
      const response = await userInfo(bearer(wrong));
      assert.equal(response.status, 401);
      assert.equal(
        response.headers.get("www-authenticate"),
        'error="invalid_token", error_description="Access token is expired, disabled, or deleted, or the user has ' +
          'globally signed out."',
      );
    }
  });

  test("a global sign-out ends it", async () => {
    const { json } = await token(await grant());
    assert.equal((await userInfo(bearer(json.access_token))).status, 200);
    await api.adminUserGlobalSignOut({ UserPoolId: pool, Username: email });
    assert.equal((await userInfo(bearer(json.access_token))).status, 401);
  });
});

describe("revoking", () => {
  const revoke = (form, headers) => post("/oauth2/revoke", form, headers);

  test("a refresh token ends with what came of it, and may be revoked twice", async () => {
    const { json } = await token(await grant(open, { scope: "openid aws.cognito.signin.user.admin" }));
    for (const _ of [1, 2]) {
      const answer = await revoke({ token: json.refresh_token, client_id: open.ClientId });
      assert.deepEqual([answer.status, answer.text], [200, ""]);
    }
    await assert.rejects(api.getUser({ AccessToken: json.access_token }), { message: "Access Token has been revoked" });
    const again = await token({ grant_type: "refresh_token", refresh_token: json.refresh_token, client_id: open.ClientId });
    assertError(again, "invalid_grant");
  });

  test("unknown tokens are fine, others are not", async () => {
    assert.equal((await revoke({ token: "garbage", client_id: open.ClientId })).status, 200);
    assertError(await revoke({ client_id: open.ClientId }), "invalid_request");
    const { json } = await token(await grant());
    for (const wrong of [json.access_token, json.id_token]) {
      assertError(await revoke({ token: wrong, client_id: open.ClientId }), "unsupported_token_type");
    }
    const { json: held } = await token(await grant(secret), basic(secret));
    assertError(await revoke({ token: held.refresh_token, client_id: secret.ClientId }), "invalid_client", 401);
    assertError(await revoke({ token: held.refresh_token }, basic({ ...secret, ClientSecret: "no" })), "invalid_client", 401);
    assert.equal((await revoke({ token: held.refresh_token }, basic(secret))).status, 200);
  });

  test("a client with revocation off is told", async () => {
    const off = await makeClient(api, pool, withCode(CALLBACK, { EnableTokenRevocation: false }));
    const { json } = await token(await grant(off));
    assertError(await revoke({ token: json.refresh_token, client_id: off.ClientId }), "invalid_request");
  });
});

describe("signing out", () => {
  test("an app's registered place is gone to, and the session is over", async () => {
    const visitor = new Visitor(server);
    await signInAt(visitor, `/oauth2/authorize?${query(open)}`, email, PASSWORD);
    const { left } = await visitor.go(`/logout?${new URLSearchParams({ client_id: open.ClientId, logout_uri: CALLBACK })}`);
    assert.equal(left, CALLBACK);
    assert.match((await visitor.go(`/oauth2/authorize?${query(open, { prompt: "none" })}`)).left, /error=login_required/);
  });

  test("the old cookie, kept by somebody, opens nothing", async () => {
    const visitor = new Visitor(server);
    await signInAt(visitor, `/oauth2/authorize?${query(open)}`, email, PASSWORD);
    const thief = new Visitor(server);
    for (const [name, value] of visitor.cookies) thief.cookies.set(name, value);
    await visitor.go(`/logout?${new URLSearchParams({ client_id: open.ClientId, logout_uri: CALLBACK })}`);
    assert.match((await thief.go(`/oauth2/authorize?${query(open, { prompt: "none" })}`)).left, /error=login_required/);
  });

  test("an unregistered place is not gone to", async () => {
    for (const logout_uri of ["https://evil.example/", `${CALLBACK}/`, "//evil.example"]) {
      const answer = await new Visitor(server).go(`/logout?${new URLSearchParams({ client_id: open.ClientId, logout_uri })}`);
      assert.deepEqual([answer.status, answer.left], [400, undefined]);
    }
    assert.equal((await new Visitor(server).go("/logout")).status, 400);
  });

  test("redirect_uri leads to the login page with the same request", async () => {
    const answer = await new Visitor(server).ask(`/logout?${query(open)}`);
    assert.equal(answer.status, 302);
    const login = new URL(answer.location, server.url);
    assert.equal(login.pathname, "/login");
    assert.equal(login.searchParams.get("redirect_uri"), CALLBACK);
  });
});

test("a pool where names are names signs in by the pages too", async () => {
  const plain = await makePool(api);
  const client = await makeClient(api, plain, withCode(CALLBACK));
  const username = await makeUser(api, plain);
  const back = await signInAt(new Visitor(server), `/oauth2/authorize?${query(client)}`, username, PASSWORD);
  assert.match(back, /code=/);
});
