// `vestibule apply`: what the file says becomes so, once; a mistake changes nothing.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { apply } from "./harness/cli.js";
import { sdk, unique } from "./harness/cognito.js";
import { root, startServer, temporaryFolder } from "./harness/server.js";

let server, api;
const folder = temporaryFolder();
before(async () => {
  server = await startServer();
  api = sdk(server);
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function file(text) {
  const path = join(folder, `${unique("config")}.toml`);
  writeFileSync(path, text);
  return path;
}

/** All pools' names, sorted. */
async function pools() {
  const { UserPools } = await api.listUserPools({ MaxResults: 60 });
  return UserPools.map(({ Name }) => Name).sort();
}

const poolNamed = async (name) => {
  const { UserPools } = await api.listUserPools({ MaxResults: 60 });
  return UserPools.find((pool) => pool.Name === name)?.Id;
};

const POOL = (name) => `
[[pool]]
name = "${name}"
sign_in_with = ["email"]

[[pool.client]]
name = "app"
flows = ["code"]
scopes = ["openid", "email"]
callback_urls = ["https://app.example/callback"]
`;

test("the demo's file is applied, and applied again changes nothing", async () => {
  const options = ["--yes", "--config", join(root, "vestibule.toml")];
  const first = await apply(server, options);
  assert.equal(first.status, 0, first.output);
  assert.match(first.output, /create\s+pool "demo"/);
  const before = await pools();
  assert.ok(before.includes("demo"));

  const second = await apply(server, options);
  assert.equal(second.status, 0, second.output);
  assert.match(second.output, /0 to create, 0 to update, 0 to remove/);
  assert.doesNotMatch(second.output, /^\s*created? /m);
  assert.deepEqual(await pools(), before);
});

test("a dry run shows the plan and changes nothing", async () => {
  const name = unique("dry");
  const config = file(POOL(name));
  const dry = await apply(server, ["--dry-run", "--config", config]);
  assert.equal(dry.status, 0, dry.output);
  assert.ok(dry.output.includes(`pool "${name}"`), dry.output);
  assert.equal(await poolNamed(name), undefined);
  assert.equal((await apply(server, ["--yes", "--config", config])).status, 0);
  assert.ok(await poolNamed(name));
});

test("a change is what the plan names, and what the file does not speak of is left alone", async () => {
  const name = unique("changing");
  const config = file(POOL(name));
  assert.equal((await apply(server, ["--yes", "--config", config])).status, 0);
  const UserPoolId = await poolNamed(name);
  await api.createUserPoolClient({ UserPoolId, ClientName: "made by hand" });

  writeFileSync(config, POOL(name).replace("/callback", "/changed"));
  const { status, output } = await apply(server, ["--yes", "--config", config]);
  assert.equal(status, 0, output);
  assert.match(output, /0 to create, 1 to update, 0 to remove/);
  const { UserPoolClients } = await api.listUserPoolClients({ UserPoolId, MaxResults: 60 });
  assert.deepEqual(UserPoolClients.map(({ ClientName }) => ClientName).sort(), ["app", "made by hand"]);
  const { ClientId } = UserPoolClients.find(({ ClientName }) => ClientName === "app");
  const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId, ClientId });
  assert.deepEqual(UserPoolClient.CallbackURLs, ["https://app.example/changed"]);
});

test("a mistake names its line and what was expected, and nothing is half-applied", async () => {
  const before = await pools();
  for (const [line, wrong, told, named = wrong] of [
    ['scopes = ["openid", "email"]', "unknown_setting = true", /unknown_setting/],
    ['scopes = ["openid", "email"]', 'access_token_validity = "soon"', /soon/],
    ['scopes = ["openid", "email"]', 'scopes = ["openid", "api/read"]', /unknown scope "api\/read"; expected one of/],
    ['flows = ["code"]', 'flows = "code"', /flows/],
    ['flows = ["code"]', 'flows = ["implicit"]', /expected one of "code", "client_credentials"/],
    ['callback_urls = ["https://app.example/callback"]', 'callback_urls = ["http://app.example/"]', /app\.example/],
    ['callback_urls = ["https://app.example/callback"]', 'callback_urls = ["http://app.localhost/"]', /expected https/],
    ["[[pool.client]]", "[[pool.client]", /\S/],
    ['sign_in_with = ["email"]', 'sign_in_with = ["mail"]', /did you mean "email"\?/],
    beside('demo_client = "missing"', /unknown client "missing"; expected "app"/),
    beside('branding.light.primary = "blue"', /expected a colour such as "#3a5ccc", found "blue"/),
    beside("branding.custom_css = '@import \"x.css\";'", /must not use @import/),
    beside("branding.custom_css = 'a { background: url(https://elsewhere.example/x) }'", /elsewhere\.example/),
    beside('domain = "my-cognito"', /expected one without "cognito"/),
  ]) {
    // A good pool first: it must not be made when a later line is wrong.
    const text = POOL(unique("good")) + POOL(unique("bad")).replace(line, wrong);
    const config = file(text);
    const { status, output } = await apply(server, ["--yes", "--config", config]);
    assert.equal(status, 2, output);
    const at = `${config}:${text.split("\n").indexOf(named) + 1}:`;
    assert.ok(output.includes(at), `expected ${at} in\n${output}`);
    assert.match(output, told);
    assert.match(output, /Nothing was changed/);
  }
  assert.deepEqual(await pools(), before);
});

/** A mistake on a line of its own. */
function beside(wrong, told) {
  const line = 'sign_in_with = ["email"]';
  return [line, `${line}\n${wrong}`, told, wrong];
}

test("what can't be changed any more names its line, and is refused before anything is changed", async () => {
  const name = unique("fixed");
  const fixed = POOL(name)
    .replace(
      'sign_in_with = ["email"]',
      [
        'sign_in_with = ["username"]',
        'aliases = ["email"]',
        "case_sensitive = false",
        'required_attributes = ["name"]',
        "custom_attributes.team.mutable = true",
      ].join("\n"),
    )
    .replace('name = "app"', 'name = "app"\nsecret = true');
  const made = await apply(server, ["--yes", "--config", file(fixed)]);
  assert.equal(made.status, 0, made.output);
  const before = await pools();
  for (const [is, wanted] of [
    ['sign_in_with = ["username"]\naliases = ["email"]', 'sign_in_with = ["phone_number"]'],
    ['aliases = ["email"]', 'aliases = ["preferred_username"]'],
    ["case_sensitive = false", "case_sensitive = true"],
    ['required_attributes = ["name"]', 'required_attributes = ["nickname"]'],
    ["custom_attributes.team.mutable = true", "custom_attributes.team.mutable = false"],
    ["secret = true", "secret = false"],
  ]) {
    const text = POOL(unique("other")) + fixed.replace(is, wanted);
    const config = file(text);
    const { status, output } = await apply(server, ["--yes", "--config", config]);
    assert.equal(status, 2, output);
    const at = `${config}:${text.split("\n").indexOf(wanted) + 1}:`;
    assert.ok(output.includes(at), `expected ${at} in\n${output}`);
    assert.match(output, /is fixed once it is made; expected "/);
    assert.match(output, /Nothing was changed/);
  }
  assert.deepEqual(await pools(), before);
});

test("wrong keys, and nobody there, are told apart and change nothing", async () => {
  const config = file(POOL(unique("never")));
  const before = await pools();
  const wrong = await apply({ ...server, adminSecret: "wrong" }, ["--yes", "--config", config]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.output, /InvalidSignatureException|signature/i);
  const away = await apply({ ...server, url: "http://127.0.0.1:9" }, ["--yes", "--config", config]);
  assert.equal(away.status, 1);
  const keyless = await apply(server, ["--yes", "--config", config], {
    env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
  });
  assert.equal(keyless.status, 2);
  assert.deepEqual(await pools(), before);
});

test("no secret is printed", async () => {
  const { output } = await apply(server, ["--yes", "--config", join(root, "vestibule.toml")]);
  const UserPoolId = await poolNamed("demo");
  const { UserPoolClients } = await api.listUserPoolClients({ UserPoolId, MaxResults: 60 });
  const { ClientId } = UserPoolClients.find(({ ClientName }) => ClientName === "server");
  const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId, ClientId });
  assert.ok(UserPoolClient.ClientSecret);
  for (const secret of [UserPoolClient.ClientSecret, server.adminSecret]) assert.ok(!output.includes(secret));
});
