// Second factors, by AWS's SDK and an authenticator that isn't ours.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  PASSWORD, code as codeFor, makeClient, makeFactorPool, makeUser, sdk, uniqueEmail, withCode,
} from "./harness/cognito.js";
import { startServer } from "./harness/server.js";
import { appCode } from "./harness/totp.js";
import { Visitor } from "./harness/visitor.js";

let server, api, pool, client;
before(async () => {
  server = await startServer();
  api = sdk(server);
  pool = await makeFactorPool(api, "OPTIONAL", ["app", "email"]);
  client = (await makeClient(api, pool)).ClientId;
});
after(() => server?.stop());

const signIn = (username) =>
  api.initiateAuth({
    ClientId: client,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD },
  });

const respond = (challenge, username, answers) =>
  api.respondToAuthChallenge({
    ClientId: client,
    ChallengeName: challenge.ChallengeName,
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: username, ...answers },
  });

test("an authenticator app is set up and signs in, each of its codes once", async () => {
  const username = await makeUser(api, pool);
  const { AccessToken } = (await signIn(username)).AuthenticationResult;
  const { SecretCode } = await api.associateSoftwareToken({ AccessToken });
  const { Status } = await api.verifySoftwareToken({ AccessToken, UserCode: appCode(SecretCode) });
  assert.equal(Status, "SUCCESS");
  await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });

  const code = appCode(SecretCode, { later: 1 });
  const challenge = await signIn(username);
  assert.equal(challenge.ChallengeName, "SOFTWARE_TOKEN_MFA");
  const done = await respond(challenge, username, { SOFTWARE_TOKEN_MFA_CODE: code });
  const user = await api.getUser({ AccessToken: done.AuthenticationResult.AccessToken });
  assert.equal(user.PreferredMfaSetting, "SOFTWARE_TOKEN_MFA");
  await assert.rejects(respond(await signIn(username), username, { SOFTWARE_TOKEN_MFA_CODE: code }), {
    name: "ExpiredCodeException",
  });
});

test("a mailed code is the second factor of one sign-in", async () => {
  const email = uniqueEmail();
  const attributes = { email, email_verified: "true" };
  const username = await makeUser(api, pool, { attributes });
  await api.adminSetUserMFAPreference({
    UserPoolId: pool,
    Username: username,
    EmailMfaSettings: { Enabled: true },
  });
  const challenge = await signIn(username);
  assert.equal(challenge.ChallengeName, "EMAIL_OTP");
  const code = await codeFor(server, email);
  const done = await respond(challenge, username, { EMAIL_OTP_CODE: code });
  assert.ok(done.AuthenticationResult.AccessToken);
  await assert.rejects(respond(challenge, username, { EMAIL_OTP_CODE: code }), { name: "NotAuthorizedException" });
});

test("who needs a second factor sets an address up on the pages, without scripts", async () => {
  const demanding = await makeFactorPool(api, "ON", ["app", "email"]);
  const redirect_uri = "https://app.example/callback";
  const { ClientId: client_id } = await makeClient(api, demanding, withCode(redirect_uri));
  const username = await makeUser(api, demanding);
  const [email, field] = [uniqueEmail(), "requiredAttributes[email]"];
  const query = new URLSearchParams({ client_id, redirect_uri, response_type: "code", scope: "openid email" });
  const visitor = new Visitor(server);
  const login = await visitor.go(`/oauth2/authorize?${query}`);
  const choice = await visitor.submit(login, { username, password: PASSWORD });
  const typing = await visitor.submit(choice, {}, { factor: "EMAIL_OTP" });
  const refused = await visitor.submit(typing, { [field]: "nowhere" });
  assert.match(refused.text, /Enter an email address/);
  const asked = await visitor.submit(refused, { [field]: email });
  const done = await visitor.submit(asked, { authentication_code: await codeFor(server, email) });
  assert.ok(new URL(done.left).searchParams.get("code"));
  const user = await api.adminGetUser({ UserPoolId: demanding, Username: username });
  assert.deepEqual(user.UserMFASettingList, ["EMAIL_OTP"]);
});
