// Passkeys on the hosted pages, by Chromium's virtual authenticator; and browsers that are remembered.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { backIn, inWindow, startBrowser } from "./harness/browser.js";
import {
  PASSWORD, code, makeClient, makeEmailPool, makePerson, sdk, signIn, uniqueEmail, withCode,
} from "./harness/cognito.js";
import { begin, discover, finish, startApp, verify } from "./harness/relying_party.js";
import { startServer } from "./harness/server.js";
import { appCode } from "./harness/totp.js";
import { addAuthenticator } from "./harness/virtual_authenticator.js";

let server, api, browser, app, pool, issuer, clientId, provider;
before(async () => {
  [server, browser, app] = await Promise.all([startServer(), startBrowser(), startApp()]);
  api = sdk(server);
  pool = await makeEmailPool(api, {
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
    DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
  });
  await api.setUserPoolMfaConfig({
    UserPoolId: pool,
    MfaConfiguration: "OPTIONAL",
    SoftwareTokenMfaConfiguration: { Enabled: true },
    WebAuthnConfiguration: { RelyingPartyId: "localhost", UserVerification: "preferred" },
  });
  issuer = `${server.url}/${pool}`;
  const flows = { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };
  clientId = (await makeClient(api, pool, withCode(app.redirectUri, flows))).ClientId;
  provider = await discover(issuer, clientId);
});
after(() => Promise.all([server, browser, app].map((part) => part?.stop())));

const withPage = (options, work) => inWindow(browser, options, work);

/** Nothing is offered in fields: what is tested is the button. */
const byButtonAlone = (page) =>
  page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });

async function typePassword(page, email) {
  await page.locator("#signInFormUsername").fill(email);
  await page.locator("[name=signInSubmitButton]").click();
  const password = page.locator("#signInFormPassword");
  // Who has a passkey has a choice.
  const choice = page.getByRole("button", { name: "Password", exact: true });
  await password.or(choice).first().waitFor();
  if (await choice.count()) await choice.click();
  await password.fill(PASSWORD);
  await page.locator("[name=signInSubmitButton]").click();
}

async function assertSignedIn(attempt, url, email) {
  const tokens = await finish(provider, attempt, url);
  const id = await verify(issuer, clientId, tokens.id_token, "id");
  assert.equal(id.email, email);
}

const passkeyButton = (page) => page.getByRole("button", { name: "Sign in with a passkey" });
/** The address of `/passkeys/add` for a request that would lead to the login page. */
const toAdd = (url) => url.replace("/oauth2/authorize", "/passkeys/add");

/** Adds a passkey by the link that an app may show; the browser is signed in afterwards. */
async function add(page, email) {
  const attempt = await begin(provider, app.redirectUri);
  await page.goto(toAdd(attempt.url));
  await page.waitForURL("**/login?*");
  await typePassword(page, email);
  await page.waitForURL("**/passkeys/add?*");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
}

describe("a passkey", () => {
  test("is offered after a sign-up, made, and signs in by the button alone", () =>
    withPage({}, async (page, context) => {
      const authenticator = await addAuthenticator(page);
      await byButtonAlone(page);
      const email = uniqueEmail();
      const first = await begin(provider, app.redirectUri);
      await page.goto(first.url);
      await page.getByRole("link", { name: "Create an account" }).click();
      await page.locator("[name=username]").fill(email);
      await page.locator("[name=password]").fill(PASSWORD);
      await page.locator("[name=signUpButton]").click();
      await page.waitForURL("**/confirm?*");
      await page.locator("#verification_code").fill(await code(server, email));
      await page.locator("button[name=confirm]").click();
      await page.waitForURL("**/passkeys/add?*");
      await page.getByRole("button", { name: "Add a passkey" }).click();
      await assertSignedIn(first, await backIn(page, app.redirectUri), email);
      const [credential] = await authenticator.credentials();
      assert.equal(credential.rpId, "localhost");
      assert.equal(credential.isResidentCredential, true);

      await context.clearCookies();
      const second = await begin(provider, app.redirectUri);
      await page.goto(second.url);
      await passkeyButton(page).click();
      await assertSignedIn(second, await backIn(page, app.redirectUri), email);
    }));

  test("can be left for later", () =>
    withPage({}, async (page) => {
      const authenticator = await addAuthenticator(page);
      const email = await makePerson(api, pool);
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(toAdd(attempt.url));
      await typePassword(page, email);
      await page.waitForURL("**/passkeys/add?*");
      await page.getByRole("button", { name: "Not now" }).click();
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
      assert.deepEqual(await authenticator.credentials(), []);
    }));

  test("is offered by the autofill of the name's field", () =>
    withPage({}, async (page, context) => {
      await addAuthenticator(page);
      const email = await makePerson(api, pool);
      await add(page, email);
      await context.clearCookies();
      // Stands for the person, who picks what the browser offers.
      await page.addInitScript(() => {
        const get = navigator.credentials.get.bind(navigator.credentials);
        navigator.credentials.get = ({ mediation, publicKey }) => {
          document.title = `${mediation} ${publicKey.allowCredentials?.length ?? 0}`;
          return new Promise((picked) => globalThis.pick = () => picked(get({ publicKey })));
        };
        PublicKeyCredential.isConditionalMediationAvailable = async () => true;
      });
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(attempt.url);
      await page.waitForFunction(() => typeof globalThis.pick === "function");
      assert.equal(await page.title(), "conditional 0");
      assert.equal(await page.locator("#signInFormUsername").getAttribute("autocomplete"), "username webauthn");
      await page.evaluate(() => globalThis.pick());
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
    }));

  test("that comes to nothing is told in words, and the page goes on", () =>
    withPage({}, async (page) => {
      await byButtonAlone(page);
      await page.addInitScript(() => {
        navigator.credentials.get = () => Promise.reject(new DOMException("", globalThis.fault ?? "NotAllowedError"));
      });
      const email = await makePerson(api, pool);
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(attempt.url);
      const alert = page.locator(".passkey [role=alert]");
      await passkeyButton(page).click();
      await alert.filter({ hasText: "No passkey was used." }).waitFor();
      await page.evaluate(() => globalThis.fault = "SecurityError");
      await passkeyButton(page).click();
      await alert.filter({ hasText: "Passkeys don't work in this browser" }).waitFor();
      await typePassword(page, email);
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
    }));

  test("that the account does not have any more is refused by the server, in words", () =>
    withPage({}, async (page, context) => {
      await addAuthenticator(page);
      await byButtonAlone(page);
      const email = await makePerson(api, pool);
      await add(page, email);
      const { AccessToken } = await signIn(api, clientId, email);
      const { Credentials } = await api.listWebAuthnCredentials({ AccessToken });
      for (const { CredentialId } of Credentials) await api.deleteWebAuthnCredential({ AccessToken, CredentialId });
      await context.clearCookies();
      await page.goto((await begin(provider, app.redirectUri)).url);
      await passkeyButton(page).click();
      await page.locator("#notice").filter({ hasText: "That passkey was not accepted." }).waitFor();
    }));

  test("is no button without scripts", () =>
    withPage({ scripts: false }, async (page) => {
      const email = await makePerson(api, pool);
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(toAdd(attempt.url));
      assert.equal(await passkeyButton(page).count(), 0);
      await typePassword(page, email);
      await page.waitForURL("**/passkeys/add?*");
      assert.equal(await page.getByRole("button", { name: "Add a passkey" }).count(), 0);
      await page.getByRole("button", { name: "Not now" }).click();
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
    }));
});

for (const scripts of [true, false]) {
  test(`a remembered browser is asked for no second factor, ${scripts ? "with" : "without"} scripts`, () =>
    withPage({ scripts }, async (page) => {
      const email = await makePerson(api, pool);
      const { AccessToken } = await signIn(api, clientId, email);
      const { SecretCode } = await api.associateSoftwareToken({ AccessToken });
      await api.verifySoftwareToken({ AccessToken, UserCode: appCode(SecretCode) });
      await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });

      const first = await begin(provider, app.redirectUri);
      await page.goto(first.url);
      await typePassword(page, email);
      await page.getByLabel("Remember this device").check();
      await page.locator("#totpCodeInput").fill(appCode(SecretCode, { later: 1 }));
      await page.locator("button[name=verify]").click();
      await assertSignedIn(first, await backIn(page, app.redirectUri), email);

      const second = await begin(provider, app.redirectUri, { prompt: "login" });
      await page.goto(second.url);
      await typePassword(page, email);
      await assertSignedIn(second, await backIn(page, app.redirectUri), email);
      const { Devices } = await api.adminListDevices({ UserPoolId: pool, Username: email });
      assert.equal(Devices.length, 1);
      assert.match(Devices[0].DeviceKey, /^[\w-]+_[0-9a-f-]{36}$/);
    }));
}
