// Passkeys by AWS Amplify, bundled into a page of Chromium as an app bundles it.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { appOf } from "./harness/amplify.js";
import { startBrowser, watchedPage } from "./harness/browser.js";
import { PASSWORD, makeClient, makePool, makeUser, sdk } from "./harness/cognito.js";
import { startServer } from "./harness/server.js";
import { startSite } from "./harness/site.js";
import { appCode } from "./harness/totp.js";
import { addAuthenticator } from "./harness/virtual_authenticator.js";

const APP = `
  import { Amplify } from "aws-amplify";
  import * as auth from "aws-amplify/auth";
  Object.assign(globalThis, { Amplify, auth });
`;

let server, api, browser, site, window, page, authenticator, pool, username;
before(async () => {
  server = await startServer();
  api = sdk(server);
  browser = await startBrowser();
  site = await startSite(APP);
});
after(async () => {
  await browser?.stop();
  await site?.stop();
  await server?.stop();
});
beforeEach(async () => {
  pool = await makePool(api, {
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
  });
  await api.setUserPoolMfaConfig({ UserPoolId: pool, WebAuthnConfiguration: { RelyingPartyId: "localhost" } });
  const { ClientId } = await makeClient(api, pool, {
    ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  username = await makeUser(api, pool);
  await window?.close();
  window = await browser.open();
  page = await watchedPage(window);
  await page.goto(site.origin);
  authenticator = await addAuthenticator(page);
  await page.evaluate((app) => Amplify.configure(app), appOf(server, pool, ClientId));
});

/** Calls one of Amplify's functions in the page. What it throws is thrown here, `name: message` and more in its message. */
const amplify = (name, input) =>
  page.evaluate(
    ([name, input]) =>
      auth[name](input).catch((error) => {
        throw new Error(`${error.name}: ${error.message}`);
      }),
    [name, input],
  );

const begin = (preferredChallenge, password) =>
  amplify("signIn", { username, password, options: { authFlowType: "USER_AUTH", preferredChallenge } });

test("who is signed in makes a passkey, signs in with it, and deletes it", async () => {
  assert.equal((await amplify("signIn", { username, password: PASSWORD })).isSignedIn, true);
  await amplify("associateWebAuthnCredential");
  const { credentials } = await amplify("listWebAuthnCredentials");
  assert.equal(credentials.length, 1);
  const [{ credentialId, relyingPartyId, friendlyCredentialName, authenticatorTransports }] = credentials;
  const [kept] = await authenticator.credentials();
  assert.equal(credentialId, Buffer.from(kept.credentialId, "base64").toString("base64url"));
  assert.deepEqual([relyingPartyId, friendlyCredentialName], ["localhost", "Passkey"]);
  assert.deepEqual(authenticatorTransports, ["internal"]);
  await amplify("signOut");

  assert.deepEqual(await begin("WEB_AUTHN"), { isSignedIn: true, nextStep: { signInStep: "DONE" } });
  assert.equal((await amplify("getCurrentUser")).username, username);
  await amplify("deleteWebAuthnCredential", { credentialId });
  assert.deepEqual((await amplify("listWebAuthnCredentials")).credentials, []);
  await amplify("signOut");

  // What was deleted is not offered.
  const { nextStep } = await begin("WEB_AUTHN");
  assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION");
  assert.deepEqual(nextStep.availableChallenges.toSorted(), ["PASSWORD", "PASSWORD_SRP"]);
  assert.deepEqual(page.complaints.filter((complaint) => !complaint.includes("custom Amazon")), []);
});

test("a passkey is chosen of what there is", async () => {
  await amplify("signIn", { username, password: PASSWORD });
  await amplify("associateWebAuthnCredential");
  await amplify("signOut");
  const { nextStep } = await begin();
  assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION");
  assert.deepEqual(nextStep.availableChallenges.toSorted(), ["PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"]);
  const done = await amplify("confirmSignIn", { challengeResponse: "WEB_AUTHN" });
  assert.deepEqual(done, { isSignedIn: true, nextStep: { signInStep: "DONE" } });
});

test("a passkey that counts as one factor is followed by the other", async () => {
  await api.setUserPoolMfaConfig({
    UserPoolId: pool,
    MfaConfiguration: "OPTIONAL",
    SoftwareTokenMfaConfiguration: { Enabled: true },
    WebAuthnConfiguration: { RelyingPartyId: "localhost", FactorConfiguration: "SINGLE_FACTOR" },
  });
  await amplify("signIn", { username, password: PASSWORD });
  await amplify("associateWebAuthnCredential");
  const { sharedSecret } = await amplify("setUpTOTP");
  await amplify("verifyTOTPSetup", { code: appCode(sharedSecret) });
  await amplify("updateMFAPreference", { totp: "PREFERRED" });
  await amplify("signOut");
  assert.equal((await begin("WEB_AUTHN")).nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
  const done = await amplify("confirmSignIn", { challengeResponse: appCode(sharedSecret, { later: 1 }) });
  assert.equal(done.isSignedIn, true);
  assert.equal((await amplify("getCurrentUser")).username, username);
});

test("a second passkey on one authenticator is refused by the browser", async () => {
  await amplify("signIn", { username, password: PASSWORD });
  await amplify("associateWebAuthnCredential");
  await assert.rejects(amplify("associateWebAuthnCredential"), /PasskeyAlreadyExists/);
  assert.equal((await amplify("listWebAuthnCredentials")).credentials.length, 1);
});
