// USER_AUTH by AWS's SDK: signing in right after a sign-up, and what there is to choose.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  PASSWORD, code, makeClient, makeEmailPool, makePerson, refused, sdk, unique, uniqueEmail,
} from "./harness/cognito.js";
import { startServer } from "./harness/server.js";
import { appCode } from "./harness/totp.js";

const ALLOWED = { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"] } } };
const FLOWS = { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
after(() => server?.stop());

async function inPool(settings = {}) {
  const pool = await makeEmailPool(api, ALLOWED);
  const { ClientId } = await makeClient(api, pool, { ...FLOWS, ...settings });
  return { pool, ClientId };
}

const begin = (ClientId, USERNAME, { Session, ...more } = {}) =>
  api.initiateAuth({ ClientId, AuthFlow: "USER_AUTH", Session, AuthParameters: { USERNAME, ...more } });

/** Signs up and confirms; gives the name, and the session with which signing in goes on. */
async function signedUp(ClientId, members = {}) {
  const Username = uniqueEmail();
  const { Session, UserConfirmed } = await api.signUp({ ClientId, Username, ...members });
  assert.equal(UserConfirmed, false);
  const ConfirmationCode = await code(server, Username);
  const confirmed = await api.confirmSignUp({ ClientId, Username, ConfirmationCode, Session });
  return { username: Username, Session: confirmed.Session };
}

for (const [what, members] of [["a password", { Password: PASSWORD }], ["no password", {}]]) {
  test(`who signs up with ${what} is signed in by the session, once`, async () => {
    const { ClientId } = await inPool();
    const { username, Session } = await signedUp(ClientId, members);
    const { AuthenticationResult } = await begin(ClientId, username, { Session });
    const { UserAttributes } = await api.getUser({ AccessToken: AuthenticationResult.AccessToken });
    assert.ok(UserAttributes.some(({ Name, Value }) => Name === "email" && Value === username));
    await assert.rejects(
      begin(ClientId, username, { Session }),
      refused("NotAuthorizedException", "Invalid session for the user, session can only be used once."),
    );
  });
}

test("where a second factor is required, the session of a sign-up leads to setting one up", async () => {
  const { pool, ClientId } = await inPool();
  await api.setUserPoolMfaConfig({
    UserPoolId: pool,
    MfaConfiguration: "ON",
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });
  const { username, Session } = await signedUp(ClientId, { Password: PASSWORD });
  const asked = await begin(ClientId, username, { Session });
  assert.deepEqual([asked.ChallengeName, asked.AuthenticationResult], ["MFA_SETUP", undefined]);
  const begun = await api.associateSoftwareToken({ Session: asked.Session });
  const verified = await api.verifySoftwareToken({ Session: begun.Session, UserCode: appCode(begun.SecretCode) });
  assert.equal(verified.Status, "SUCCESS");
  const done = await api.respondToAuthChallenge({
    ClientId,
    ChallengeName: "MFA_SETUP",
    Session: verified.Session,
    ChallengeResponses: { USERNAME: username },
  });
  assert.ok(done.AuthenticationResult.AccessToken);
});

test("the session of another's sign-up signs nobody in", async () => {
  const { ClientId } = await inPool();
  const { Session } = await signedUp(ClientId);
  const { username } = await signedUp(ClientId);
  await assert.rejects(
    begin(ClientId, username, { Session }),
    refused("NotAuthorizedException", "Invalid session for the user."),
  );
});

test("where users are hidden, nobody's choices look like somebody's, each time the same", async () => {
  const { pool, ClientId } = await inPool({ PreventUserExistenceErrors: "ENABLED" });
  const somebody = await begin(ClientId, await makePerson(api, pool));
  assert.equal(somebody.ChallengeName, "SELECT_CHALLENGE");
  assert.deepEqual(somebody.AvailableChallenges.toSorted(), ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"]);
  const name = uniqueEmail();
  const [first, again] = [await begin(ClientId, name), await begin(ClientId, name)];
  assert.deepEqual(first.AvailableChallenges, again.AvailableChallenges);
  assert.deepEqual(Object.keys(first).toSorted(), Object.keys(somebody).toSorted());
  const sent = await begin(ClientId, name, { PREFERRED_CHALLENGE: "EMAIL_OTP" });
  assert.equal(sent.ChallengeName, "EMAIL_OTP");
  const { CODE_DELIVERY_DESTINATION, CODE_DELIVERY_DELIVERY_MEDIUM } = sent.ChallengeParameters;
  assert.equal(CODE_DELIVERY_DELIVERY_MEDIUM, "EMAIL");
  assert.match(CODE_DELIVERY_DESTINATION, /^.\*\*\*@.\*\*\*$/);
  await assert.rejects(
    api.respondToAuthChallenge({
      ClientId,
      ChallengeName: "EMAIL_OTP",
      Session: sent.Session,
      ChallengeResponses: { USERNAME: name, EMAIL_OTP_CODE: "12345678" },
    }),
    refused("CodeMismatchException", "Invalid code or auth state for the user."),
  );
});

test("where they are shown, a name that nobody has is told", async () => {
  const { ClientId } = await inPool();
  const nobody = begin(ClientId, `${unique("nobody")}@example.com`);
  await assert.rejects(nobody, refused("UserNotFoundException", "User does not exist."));
});
