// The demo app, as the README has a newcomer try it: `vestibule.toml` is applied, and the page at `/demo` signs in.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser, watchedPage } from "./harness/browser.js";
import { apply } from "./harness/cli.js";
import { PASSWORD, makePerson, sdk } from "./harness/cognito.js";
import { root, startServer } from "./harness/server.js";

let server, browser, email;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  const { status, output } = await apply(server, ["--yes", "--config", `${root}/vestibule.toml`]);
  assert.equal(status, 0, output);
  const api = sdk(server);
  const { UserPools } = await api.listUserPools({ MaxResults: 60 });
  email = await makePerson(api, UserPools.find(({ Name }) => Name === "demo").Id);
});
after(() => Promise.all([server, browser].map((part) => part?.stop())));

/** Opens the demo and signs in on the provider's pages. */
async function signIn(page) {
  await page.goto(`${server.url}/demo`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/login?*");
  await page.locator("#signInFormUsername").fill(email);
  // The demo's people choose with what to begin: the name comes first.
  const password = page.locator("#signInFormPassword");
  if (!(await password.isVisible())) {
    await page.locator("[name=signInSubmitButton]").click();
    await page.getByRole("button", { name: "Password", exact: true }).click();
  }
  await password.fill(PASSWORD);
  await page.locator("[name=signInSubmitButton]").click();
  await page.getByRole("heading", { name: `Hello, ${email}` }).waitFor();
}

/** What the provider answers to a refresh of the demo's. */
async function refresh(token) {
  const { issuer, client_id } = await (await fetch(`${server.url}/demo/config.json`)).json();
  const provider = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const response = await fetch(provider.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "refresh_token", client_id, refresh_token: token }),
  });
  return { status: response.status, ...(await response.json()) };
}

test("signing in, looking at tokens, refreshing, asking userInfo, signing out", async () => {
  const context = await browser.open();
  const page = await watchedPage(context);
  const claims = async (panel) => JSON.parse(await page.locator(`#${panel} pre`).innerText());
  try {
    await signIn(page);
    assert.equal((await claims("id-claims")).email, email);
    const before = await claims("access-claims");
    assert.equal(before.token_use, "access");
    assert.ok(!page.url().includes("code="), "the code does not stay in the address");

    await page.getByRole("button", { name: "Refresh tokens" }).click();
    await page.getByText("New tokens are here.").waitFor();
    const after = await claims("access-claims");
    assert.notEqual(after.jti, before.jti);
    assert.equal(after.origin_jti, before.origin_jti);

    await page.getByRole("button", { name: "Call userInfo" }).click();
    await page.locator("#user-info-answer").waitFor();
    assert.equal((await claims("user-info-answer")).email, email);

    const token = await page.locator("#refresh-token pre").innerText();
    assert.equal((await refresh(token)).status, 200, "it works until then");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "An app that trusts Vestibule" }).waitFor();
    const first = (path) => page.requests.findIndex((url) => new URL(url).pathname === path);
    assert.ok(first("/oauth2/revoke") >= 0 && first("/oauth2/revoke") < first("/logout"), page.requests.join("\n"));
    assert.deepEqual(await refresh(token), { status: 400, error: "invalid_grant" });
    assert.equal(await page.locator("#alert").isVisible(), false);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("#signInFormUsername").waitFor();
    assert.deepEqual(page.complaints, []);
  } finally {
    await context.close();
  }
});

test("where the refresh token can't be revoked, signing out goes on and says so", async () => {
  for (const [how, handle] of [
    ["refused", (route) => route.fulfill({ status: 503, body: "unavailable" })],
    ["broken", (route) => route.abort()],
    ["unanswered", () => {}],
  ]) {
    const context = await browser.open();
    const page = await watchedPage(context);
    try {
      await signIn(page);
      await page.route("**/oauth2/revoke", handle);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("heading", { name: "An app that trusts Vestibule" }).waitFor();
      const alert = page.locator("#alert");
      await alert.waitFor();
      assert.match(await alert.innerText(), /^You are signed out, but your tokens could not be revoked: /, how);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.locator("#signInFormUsername").waitFor();
    } finally {
      await context.close();
    }
  }
});

test("the demo finds its issuer on another origin than the page's own", async () => {
  const context = await browser.open();
  const page = await watchedPage(context);
  try {
    await page.goto(`http://127.0.0.1:${server.port}/demo/`);
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    assert.deepEqual(page.complaints, []);
  } finally {
    await context.close();
  }
});

test("the demo signs people up, too", async () => {
  const context = await browser.open();
  const page = await watchedPage(context);
  try {
    await page.goto(`${server.url}/demo/`);
    await page.getByRole("button", { name: "Create an account" }).click();
    await page.waitForURL("**/signup?*");
    await page.locator("[name=signUpButton]").waitFor();
    assert.deepEqual(page.complaints, []);
  } finally {
    await context.close();
  }
});

test("where no pool is the demo's there is no demo", async () => {
  const bare = await startServer();
  try {
    for (const path of ["/demo", "/demo/", "/demo/config.json"]) {
      assert.equal((await fetch(bare.url + path)).status, 404, path);
    }
  } finally {
    await bare.stop();
  }
});
