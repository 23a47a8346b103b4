// Passkeys by the API: what we ask for and take, beside what SimpleWebAuthn, which isn't ours, makes of the same ceremonies.

import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Authenticator, base64url } from "./harness/authenticator.js";
import { makeClient, makePool, makeUser, sdk, signIn } from "./harness/cognito.js";
import { startServer } from "./harness/server.js";

const RELYING_PARTY = "example.com";
const ORIGIN = "https://login.example.com";

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
after(() => server?.stop());

/** Somebody who is signed in, in a pool with passkeys. */
async function somebody(settings = {}) {
  const pool = await makePool(api, {
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
  });
  await api.setUserPoolMfaConfig({
    UserPoolId: pool,
    WebAuthnConfiguration: { RelyingPartyId: RELYING_PARTY, ...settings },
  });
  const { ClientId } = await makeClient(api, pool, {
    ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const username = await makeUser(api, pool);
  const { AccessToken } = await signIn(api, ClientId, username);
  return { pool, ClientId, username, AccessToken };
}

async function start({ AccessToken }) {
  const { CredentialCreationOptions } = await api.startWebAuthnRegistration({ AccessToken });
  return CredentialCreationOptions;
}

const complete = ({ AccessToken }, Credential) => api.completeWebAuthnRegistration({ AccessToken, Credential });

/** What the other library makes of a registration: its credential, or `undefined`. */
async function judged(options, response) {
  try {
    const judgement = await verifyRegistrationResponse({
      response,
      expectedChallenge: options.challenge,
      expectedOrigin: ORIGIN,
      expectedRPID: options.rp.id,
      requireUserVerification: options.authenticatorSelection.userVerification === "required",
      supportedAlgorithmIDs: options.pubKeyCredParams.map(({ alg }) => alg),
    });
    return judgement.verified ? judgement.registrationInfo.credential : undefined;
  } catch {
    return undefined;
  }
}

const taken = async (promise) => promise.then(() => true, (error) => error.name);

describe("registration", () => {
  for (const kind of ["ES256", "EdDSA", "RS256"]) {
    for (const attestation of ["none", "packed"]) {
      test(`${kind} with attestation ${attestation} is taken by both, and listed`, async () => {
        const person = await somebody();
        const options = await start(person);
        const key = new Authenticator(ORIGIN, { kind, attestation });
        const credential = key.create(options);
        const known = await judged(options, credential);
        assert.equal(known?.id, base64url(key.id));
        await complete(person, credential);
        const { Credentials } = await api.listWebAuthnCredentials({ AccessToken: person.AccessToken });
        assert.equal(Credentials.length, 1);
        const [{ CreatedAt, ...listed }] = Credentials;
        assert.ok(CreatedAt instanceof Date);
        assert.deepEqual(listed, {
          CredentialId: base64url(key.id),
          FriendlyCredentialName: "Passkey",
          RelyingPartyId: RELYING_PARTY,
          AuthenticatorAttachment: "platform",
          AuthenticatorTransports: ["hybrid", "internal"],
        });
        const next = await start(person);
        assert.deepEqual(next.excludeCredentials, [{ type: "public-key", id: base64url(key.id) }]);
      });
    }
  }

  const garbled = (credential) => {
    const object = Buffer.from(credential.response.attestationObject, "base64url");
    // Within the public key, at the object's end.
    object[object.length - 1] ^= 1;
    credential.response.attestationObject = base64url(object);
  };
  const unsupported = "WebAuthnCredentialNotSupportedException";
  for (const [what, key, change, refusal] of [
    ["another origin", { origin: "https://example.org" }, () => {}, "WebAuthnOriginNotAllowedException"],
    ["a person who was not verified", { verifies: false }, () => {}, unsupported],
    ["a signature that isn't the key's", { attestation: "packed" }, garbled, unsupported],
    ["another type", {}, (it) => { it.type = "password"; }, "InvalidParameterException"],
  ]) {
    test(`${what} is refused by both`, async () => {
      const person = await somebody({ UserVerification: "required" });
      const options = await start(person);
      const credential = new Authenticator(key.origin ?? ORIGIN, key).create(options);
      change(credential);
      assert.equal(await judged(options, credential), undefined);
      assert.equal(await taken(complete(person, credential)), refusal);
    });
  }

  test("another relying party's credential is refused by both", async () => {
    const person = await somebody();
    const options = await start(person);
    const other = { ...options, rp: { ...options.rp, id: "login.example.com" } };
    const credential = new Authenticator(ORIGIN).create(other);
    assert.equal(await judged(options, credential), undefined);
    assert.equal(await taken(complete(person, credential)), "WebAuthnRelyingPartyMismatchException");
  });

  test("a challenge is answered once", async () => {
    const person = await somebody();
    const credential = new Authenticator(ORIGIN).create(await start(person));
    await complete(person, credential);
    assert.equal(await taken(complete(person, credential)), "WebAuthnChallengeNotFoundException");
  });

  test("a deleted passkey is gone", async () => {
    const person = await somebody();
    const { AccessToken } = person;
    const key = new Authenticator(ORIGIN);
    await complete(person, key.create(await start(person)));
    const CredentialId = base64url(key.id);
    await api.deleteWebAuthnCredential({ AccessToken, CredentialId });
    assert.deepEqual((await api.listWebAuthnCredentials({ AccessToken })).Credentials, []);
    const again = api.deleteWebAuthnCredential({ AccessToken, CredentialId });
    assert.equal(await taken(again), "ResourceNotFoundException");
  });
});

describe("signing in", () => {
  /** A registered passkey, as we and as the other library know it. */
  async function registered(settings, traits) {
    const person = await somebody(settings);
    const key = new Authenticator(ORIGIN, traits);
    const options = await start(person);
    const credential = key.create(options);
    const known = await judged(options, credential);
    await complete(person, credential);
    return { person, key, known };
  }

  async function ask({ ClientId, username }) {
    const asked = await api.initiateAuth({
      ClientId,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: username, PREFERRED_CHALLENGE: "WEB_AUTHN" },
    });
    assert.equal(asked.ChallengeName, "WEB_AUTHN");
    return { session: asked.Session, options: JSON.parse(asked.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS) };
  }

  const answer = ({ ClientId, username }, Session, credential) =>
    api.respondToAuthChallenge({
      ClientId,
      ChallengeName: "WEB_AUTHN",
      Session,
      ChallengeResponses: { USERNAME: username, CREDENTIAL: JSON.stringify(credential) },
    });

  async function judgedUse(options, response, credential) {
    try {
      const judgement = await verifyAuthenticationResponse({
        response,
        expectedChallenge: options.challenge,
        expectedOrigin: ORIGIN,
        expectedRPID: options.rpId,
        requireUserVerification: options.userVerification === "required",
        credential,
      });
      return judgement.verified && judgement.authenticationInfo;
    } catch {
      return false;
    }
  }

  for (const kind of ["ES256", "EdDSA", "RS256"]) {
    test(`${kind} signs in, by both, once for each challenge`, async () => {
      const { person, key, known } = await registered({}, { kind, counts: true });
      const { session, options } = await ask(person);
      assert.equal(options.rpId, RELYING_PARTY);
      assert.deepEqual(options.allowCredentials, [
        { type: "public-key", id: base64url(key.id), transports: ["hybrid", "internal"] },
      ]);
      const credential = key.get(options);
      const use = await judgedUse(options, credential, known);
      assert.equal(use.newCounter, 1);
      const { AuthenticationResult } = await answer(person, session, credential);
      assert.ok(AuthenticationResult.AccessToken);
      assert.equal(await taken(answer(person, session, credential)), "NotAuthorizedException");
    });
  }

  for (const [what, change] of [
    ["another origin", (key) => { key.origin = "https://example.org"; }],
    ["a person who wasn't verified", (key) => { key.verifies = false; }],
    ["another key", (key) => { key.key = key.kind.make(); }],
    ["a counter that doesn't grow", (key) => { key.counter = -1; }],
  ]) {
    test(`${what} is refused by both`, async () => {
      const { person, key, known } = await registered({ UserVerification: "required" }, { counts: true });
      const first = await ask(person);
      const use = await judgedUse(first.options, key.get(first.options), known);
      key.counter -= 1;
      await answer(person, first.session, key.get(first.options));
      change(key);
      const { session, options } = await ask(person);
      const credential = key.get(options);
      assert.equal(await judgedUse(options, credential, { ...known, counter: use.newCounter }), false);
      assert.equal(await taken(answer(person, session, credential)), "NotAuthorizedException");
    });
  }
});
