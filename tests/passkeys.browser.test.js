// Passkeys by the API and a real browser: what it makes and answers of our options, beside what SimpleWebAuthn says to that.

import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startBrowser } from "./harness/browser.js";
import { makeClient, makePool, makeUser, refused, sdk, signIn } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer } from "./harness/server.js";
import { startSite } from "./harness/site.js";
import { appCode } from "./harness/totp.js";
import { addAuthenticator } from "./harness/virtual_authenticator.js";

const CLIENT = { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };
const FIRST = { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } } };
const wrong = refused("NotAuthorizedException", "Incorrect username or password.");

let server, api, browser, site, window;
before(async () => {
  server = await startServer();
  api = sdk(server);
  browser = await startBrowser();
  site = await startSite();
});
after(async () => {
  await browser?.stop();
  await site?.stop();
  await server?.stop();
});
// A browser of one's own for each test.
beforeEach(async () => {
  await window?.close();
  window = await browser.open();
});

/** A page of the app, in a browser with an authenticator. */
async function openApp(traits) {
  const page = await window.newPage();
  await page.goto(site.origin);
  return { page, authenticator: await addAuthenticator(page, traits), ...asking(page) };
}

/** What a page or a frame asks its browser for. */
function asking(frame) {
  const ask = (method, options) =>
    frame.evaluate(async ([method, json]) => {
      const read = method === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
      const publicKey = PublicKeyCredential[read](json);
      return (await navigator.credentials[method]({ publicKey })).toJSON();
    }, [method, options]);
  return {
    create: (options) => ask("create", options),
    get: (options) => ask("get", options),
  };
}

/** Somebody who is signed in, in a pool whose passkeys are for this machine's name. */
async function somebody({ settings = {}, factors = {}, pool } = {}) {
  pool ??= await makePool(api, FIRST);
  const WebAuthnConfiguration = { RelyingPartyId: "localhost", ...settings };
  await api.setUserPoolMfaConfig({ UserPoolId: pool, WebAuthnConfiguration, ...factors });
  const { ClientId } = await makeClient(api, pool, CLIENT);
  const username = await makeUser(api, pool);
  const { AccessToken } = await signIn(api, ClientId, username);
  return { pool, ClientId, username, AccessToken };
}

const start = async ({ AccessToken }) =>
  (await api.startWebAuthnRegistration({ AccessToken })).CredentialCreationOptions;
const complete = ({ AccessToken }, Credential) => api.completeWebAuthnRegistration({ AccessToken, Credential });
const listed = async ({ AccessToken }) => (await api.listWebAuthnCredentials({ AccessToken })).Credentials;

/** Registers a passkey of a browser, which may be `asked` for other than we ask; gives it as another library reads it. */
async function register(person, app, asked = {}) {
  const options = await start(person);
  const response = await app.create({ ...options, ...asked });
  await complete(person, response);
  const judgement = await verifyRegistrationResponse({
    response,
    expectedChallenge: options.challenge,
    expectedOrigin: site.origin,
    expectedRPID: "localhost",
    requireUserVerification: false,
  });
  assert.equal(judgement.verified, true);
  const { credential, fmt } = judgement.registrationInfo;
  return { ...credential, attested: fmt, algorithm: response.response.publicKeyAlgorithm };
}

async function ask({ ClientId, username }) {
  const { ChallengeName, ChallengeParameters, Session } = await api.initiateAuth({
    ClientId,
    AuthFlow: "USER_AUTH",
    AuthParameters: { USERNAME: username, PREFERRED_CHALLENGE: "WEB_AUTHN" },
  });
  assert.equal(ChallengeName, "WEB_AUTHN");
  return { Session, options: JSON.parse(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS) };
}

const answer = ({ ClientId, username }, Session, credential) =>
  api.respondToAuthChallenge({
    ClientId,
    ChallengeName: "WEB_AUTHN",
    Session,
    ChallengeResponses: { USERNAME: username, CREDENTIAL: JSON.stringify(credential) },
  });

/** Signs in; gives what is answered. */
async function use(person, app) {
  const { Session, options } = await ask(person);
  return answer(person, Session, await app.get(options));
}

test("a browser makes a passkey that can be discovered, and signs in with it each time", async () => {
  const [person, app] = [await somebody(), await openApp()];
  const known = await register(person, app);
  const [kept, ...others] = await app.authenticator.credentials();
  assert.deepEqual([others.length, kept.rpId, kept.isResidentCredential], [0, "localhost", true]);
  assert.deepEqual((await listed(person)).map(({ CreatedAt, ...rest }) => rest), [{
    CredentialId: known.id,
    FriendlyCredentialName: "Passkey",
    RelyingPartyId: "localhost",
    AuthenticatorAttachment: "platform",
    AuthenticatorTransports: ["internal"],
  }]);
  let { counter } = known;
  for (let times = 0; times < 2; times += 1) {
    const { Session, options } = await ask(person);
    const response = await app.get(options);
    const judgement = await verifyAuthenticationResponse({
      response,
      expectedChallenge: options.challenge,
      expectedOrigin: site.origin,
      expectedRPID: "localhost",
      credential: { ...known, counter },
    });
    assert.equal(judgement.verified, true);
    assert.ok(judgement.authenticationInfo.newCounter > counter);
    counter = judgement.authenticationInfo.newCounter;
    const { AuthenticationResult } = await answer(person, Session, response);
    const user = await api.getUser({ AccessToken: AuthenticationResult.AccessToken });
    assert.equal(user.Username, person.username);
    assert.equal(response.response.userHandle, Buffer.from(kept.userHandle, "base64").toString("base64url"));
  }
});

for (const [name, alg] of [["ES256", -7], ["EdDSA", -8], ["RS256", -257]]) {
  for (const attestation of ["none", "direct"]) {
    test(`${name} with attestation ${attestation}: what it makes signs in`, async () => {
      const [person, app] = [await somebody(), await openApp()];
      const pubKeyCredParams = [{ type: "public-key", alg }];
      const known = await register(person, app, { pubKeyCredParams, attestation });
      assert.deepEqual([known.algorithm, known.attested], [alg, attestation === "none" ? "none" : "packed"]);
      assert.ok((await use(person, app)).AuthenticationResult);
    });
  }
}

test("a browser makes no second passkey of a person on one authenticator", async () => {
  const [person, app] = [await somebody(), await openApp()];
  await register(person, app);
  await assert.rejects(app.create(await start(person)), /InvalidStateError/);
  assert.equal((await listed(person)).length, 1);
});

test("a passkey that was deleted is asked for no longer, and signs in no longer", async () => {
  const [person, app] = [await somebody(), await openApp()];
  const { id } = await register(person, app);
  const { Session, options } = await ask(person);
  const response = await app.get(options);
  await api.deleteWebAuthnCredential({ AccessToken: person.AccessToken, CredentialId: id });
  await assert.rejects(answer(person, Session, response), wrong);
  const { AvailableChallenges } = await api.initiateAuth({
    ClientId: person.ClientId,
    AuthFlow: "USER_AUTH",
    AuthParameters: { USERNAME: person.username },
  });
  assert.deepEqual(AvailableChallenges.toSorted(), ["PASSWORD", "PASSWORD_SRP"]);
});

test("a copy of an authenticator, whose counter stands where the other's was, is refused", async () => {
  const [person, app] = [await somebody(), await openApp()];
  await register(person, app);
  const [copy] = await app.authenticator.credentials();
  await use(person, app);
  await app.authenticator.restore(copy);
  await assert.rejects(use(person, app), wrong);
  await until("the cause in the log", () => /counter/i.test(server.log()));
  // Its next count is a new one.
  assert.ok((await use(person, app)).AuthenticationResult);
});

describe("whether the person is verified", () => {
  test("required: an authenticator that can't is not used", async () => {
    const person = await somebody({ settings: { UserVerification: "required" } });
    const app = await openApp();
    await register(person, app);
    await app.authenticator.verifies(false);
    await assert.rejects(use(person, app), /NotAllowedError/);
    await app.authenticator.verifies(true);
    assert.ok((await use(person, app)).AuthenticationResult);
  });

  test("preferred: one that can't is taken", async () => {
    const person = await somebody({ settings: { UserVerification: "preferred" } });
    const app = await openApp({ hasUserVerification: false, isUserVerified: false });
    await register(person, app);
    assert.ok((await use(person, app)).AuthenticationResult);
  });
});

describe("beside second factors", () => {
  /** Somebody with an authenticator app, of which one code is used; gives the person and the app's secret. */
  async function withApp(FactorConfiguration) {
    const factors = { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } };
    const person = await somebody({ factors, settings: { FactorConfiguration } });
    const { AccessToken } = person;
    const { SecretCode } = await api.associateSoftwareToken({ AccessToken });
    await api.verifySoftwareToken({ AccessToken, UserCode: appCode(SecretCode) });
    await api.setUserMFAPreference({
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
      // That the pool allows it is not enough.
      ...(FactorConfiguration !== "SINGLE_FACTOR" && { WebAuthnMfaSettings: { Enabled: true } }),
    });
    return { person, secret: SecretCode };
  }

  test("a passkey that counts as one factor is followed by the other", async () => {
    const [{ person, secret }, app] = [await withApp("SINGLE_FACTOR"), await openApp()];
    await register(person, app);
    const asked = await use(person, app);
    assert.equal(asked.ChallengeName, "SOFTWARE_TOKEN_MFA");
    const done = await api.respondToAuthChallenge({
      ClientId: person.ClientId,
      ChallengeName: asked.ChallengeName,
      Session: asked.Session,
      ChallengeResponses: { USERNAME: person.username, SOFTWARE_TOKEN_MFA_CODE: appCode(secret, { later: 1 }) },
    });
    assert.ok(done.AuthenticationResult.AccessToken);
  });

  test("one that counts as both signs in alone", async () => {
    const [{ person }, app] = [await withApp("MULTI_FACTOR_WITH_USER_VERIFICATION"), await openApp()];
    await register(person, app);
    assert.ok((await use(person, app)).AuthenticationResult);
  });
});

test("within a page of another origin a passkey signs nobody in", async () => {
  const [person, app] = [await somebody(), await openApp()];
  await register(person, app);
  const other = await startSite();
  try {
    await app.page.goto(other.origin);
    await app.page.evaluate((src) => {
      const frame = Object.assign(document.createElement("iframe"), { src, allow: "publickey-credentials-get *" });
      document.documentElement.append(frame);
      return new Promise((loaded) => frame.addEventListener("load", loaded));
    }, site.origin);
    const frame = app.page.frames().find((it) => it.url().startsWith(site.origin));
    const { Session, options } = await ask(person);
    const response = await asking(frame).get(options);
    const clientData = JSON.parse(Buffer.from(response.response.clientDataJSON, "base64url"));
    assert.deepEqual([clientData.origin, clientData.crossOrigin], [site.origin, true]);
    await assert.rejects(answer(person, Session, response), wrong);
  } finally {
    await other.stop();
  }
});

test("who shares a browser is told apart by name", async () => {
  const app = await openApp();
  const pool = await makePool(api, FIRST);
  const [jane, john] = [await somebody({ pool }), await somebody({ pool })];
  for (const person of [jane, john]) await register(person, app);
  assert.equal((await app.authenticator.credentials()).length, 2);
  for (const person of [jane, john]) {
    const { AuthenticationResult } = await use(person, app);
    const user = await api.getUser({ AccessToken: AuthenticationResult.AccessToken });
    assert.equal(user.Username, person.username);
  }
  const { Session } = await ask(jane);
  const { options } = await ask(john);
  await assert.rejects(answer(jane, Session, await app.get(options)), wrong);
});
