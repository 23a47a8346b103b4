// The demo app, as the README has a newcomer try it: `vestibule.toml` is applied, and the page at `/demo` signs in.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inWindow, startBrowser, watchedPage } from "./harness/browser.js";
import { apply } from "./harness/cli.js";
import { PASSWORD, makePerson, sdk } from "./harness/cognito.js";
import { root, startServer } from "./harness/server.js";
import { scannedCode, wrongCode } from "./harness/totp.js";
import { addAuthenticator } from "./harness/virtual_authenticator.js";

let server, api, browser, pool, email;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  const { status, output } = await apply(server, ["--yes", "--config", `${root}/vestibule.toml`]);
  assert.equal(status, 0, output);
  api = sdk(server);
  const { UserPools } = await api.listUserPools({ MaxResults: 60 });
  pool = UserPools.find(({ Name }) => Name === "demo").Id;
  email = await makePerson(api, pool);
});
after(() => Promise.all([server, browser].map((part) => part?.stop())));

/** Opens the demo and signs in on the provider's pages. */
async function signIn(page, who = email) {
  await page.goto(`${server.url}/demo`);
  await typePassword(page, who);
  await greeted(page, who);
}

/** From the demo's button to the answer of a name and a password. */
async function typePassword(page, who) {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/login?*");
  await page.locator("#signInFormUsername").fill(who);
  const password = page.locator("#signInFormPassword");
  if (!(await password.isVisible())) {
    // The demo's people choose with what to begin, the name comes first; who has a second factor begins with the password.
    await page.locator("[name=signInSubmitButton]").click();
    const choice = page.getByRole("button", { name: "Password", exact: true });
    await password.or(choice).first().waitFor();
    if (await choice.count()) await choice.click();
  }
  await password.fill(PASSWORD);
  await page.locator("[name=signInSubmitButton]").click();
}

const greeted = (page, who) => page.getByRole("heading", { name: `Hello, ${who}` }).waitFor();

async function signOut(page) {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "An app that trusts Vestibule" }).waitFor();
}

/** Has the demo make a key for an authenticator app; gives the address that one opens. */
async function beginApp(page) {
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  return page.getByRole("link", { name: "Open it, where it is on this device" }).getAttribute("href");
}

const codeField = (page) => page.getByLabel("The code that it shows then");

/** The second factors of somebody, as the API tells them. */
async function secondFactors(who) {
  const { UserMFASettingList, PreferredMfaSetting } = await api.adminGetUser({ UserPoolId: pool, Username: who });
  return { enabled: UserMFASettingList ?? [], preferred: PreferredMfaSetting };
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

test("an authenticator app is set up by the keyboard, asked for when signing in, and turned off", () =>
  inWindow(browser, {}, async (page) => {
    const who = await makePerson(api, pool);
    await signIn(page, who);
    const focused = (selector) => page.locator(`${selector}:focus`).waitFor();
    await page.getByText("Passkeys: 0. Authenticator app: off.").waitFor();
    const uri = await beginApp(page);
    await focused("#app-heading");
    const key = await page.locator("#app-key").innerText();
    assert.match(key, /^[A-Z2-7]{4}( [A-Z2-7]{4})*( [A-Z2-7]{1,3})?$/);
    assert.equal(key.replaceAll(" ", ""), new URL(uri).searchParams.get("secret"));
    assert.deepEqual((await secondFactors(who)).enabled, [], "a key alone turns nothing on");
    // As apps show it.
    await codeField(page).fill(scannedCode(uri).replace(/^.../, "$& "));
    await codeField(page).press("Enter");
    await page.getByRole("status").filter({ hasText: "The app is set up." }).waitFor();
    await page.getByText("Passkeys: 0. Authenticator app: on.").waitFor();
    await focused("#turn-off-app");
    assert.equal(await codeField(page).isVisible(), false);
    assert.equal(await page.locator("#app-key").textContent(), "", "the key is gone");
    assert.deepEqual(await secondFactors(who), { enabled: ["SOFTWARE_TOKEN_MFA"], preferred: "SOFTWARE_TOKEN_MFA" });

    await signOut(page);
    await typePassword(page, who);
    await page.getByRole("heading", { name: "Open your authenticator app" }).waitFor();
    await page.locator("#totpCodeInput").fill(scannedCode(uri, { later: 1 }));
    await page.locator("button[name=verify]").click();
    await greeted(page, who);

    await page.getByRole("button", { name: "Turn the app off" }).press("Enter");
    await page.getByRole("status").filter({ hasText: "The app is off." }).waitFor();
    await focused("#set-up-app");
    assert.deepEqual(await secondFactors(who), { enabled: [], preferred: undefined });
    await signOut(page);
    await typePassword(page, who);
    await greeted(page, who);
  }));

test("a code that is wrong sets up no app, in words; it can be left", async () => {
  const context = await browser.open();
  const page = await watchedPage(context);
  try {
    const who = await makePerson(api, pool);
    await signIn(page, who);
    const uri = await beginApp(page);
    await codeField(page).fill(wrongCode(scannedCode(uri)));
    await page.getByRole("button", { name: "Turn on" }).click();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    assert.equal(
      await alert.innerText(),
      "VerifySoftwareToken answered 400: Code mismatch and fail enable Software Token MFA",
    );
    await page.getByRole("button", { name: "Not now" }).click();
    await page.locator("#set-up-app:focus").waitFor();
    assert.equal(await codeField(page).isVisible(), false);
    assert.equal(await alert.isVisible(), false);
    assert.deepEqual((await secondFactors(who)).enabled, []);
  } finally {
    await context.close();
  }
});

test("a passkey is added by the button, and signs in", () =>
  inWindow(browser, {}, async (page) => {
    const authenticator = await addAuthenticator(page);
    // Nothing is offered in fields: what is tested is the button.
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    });
    const who = await makePerson(api, pool);
    await signIn(page, who);
    await page.getByText("Passkeys: 0. Authenticator app: off.").waitFor();
    const former = await page.locator("#refresh-token pre").innerText();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.waitForURL("**/passkeys/add?*");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("Passkeys: 1. Authenticator app: off.").waitFor();
    const credentials = await authenticator.credentials();
    assert.deepEqual(credentials.map(({ rpId }) => rpId), ["localhost"]);
    assert.deepEqual(await refresh(former), { status: 400, error: "invalid_grant" }, "new tokens end those from before");
    const fresh = await page.locator("#refresh-token pre").innerText();
    assert.equal((await refresh(fresh)).status, 200);

    await signOut(page);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/login?*");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await greeted(page, who);
  }));

test("where the tokens from before can't be revoked, a passkey is added all the same, and that is said", async () => {
  const context = await browser.open();
  const page = await watchedPage(context);
  try {
    await addAuthenticator(page);
    const who = await makePerson(api, pool);
    await signIn(page, who);
    await page.route("**/oauth2/revoke", (route) => route.abort());
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.waitForURL("**/passkeys/add?*");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("alert").filter({ hasText: "The tokens from before could not be revoked: " }).waitFor();
    await page.getByText("Passkeys: 1. Authenticator app: off.").waitFor();
  } finally {
    await context.close();
  }
});

test("once the tokens have ended nothing is asked with them", () =>
  inWindow(browser, {}, async (page) => {
    await signIn(page);
    await page.getByText("Passkeys: 0. Authenticator app: off.").waitFor();
    const { exp } = JSON.parse(await page.locator("#access-claims pre").innerText());
    await page.clock.setFixedTime((exp + 1) * 1000);
    await page.reload();
    await greeted(page, email);
    assert.equal(await page.locator("#factors").innerText(), "");
    assert.equal(await page.getByRole("alert").isVisible(), false);
  }));

test("nobody else's text is shown as the provider's", () =>
  inWindow(browser, {}, async (page) => {
    for (const text of ["error=x&error_description=Dial+this+number", "error=x&error_description=Dial+this+number&state=made-up", "code=x&state=made-up"]) {
      await page.goto(`${server.url}/demo/?${text}`);
      await page.getByRole("alert").filter({ hasText: "another attempt to sign in" }).waitFor();
      assert.equal(await page.getByText("Dial this number").count(), 0, text);
    }
  }));

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
