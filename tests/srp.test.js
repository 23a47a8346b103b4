// Secure Remote Password with `amazon-cognito-identity-js`, the library that browsers and phones have used for years.

import CognitoJs from "amazon-cognito-identity-js";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, makeClient, makeEmailPool, makePerson, makePool, makeUser, sdk, unique } from "./harness/cognito.js";
import { startServer } from "./harness/server.js";
import { call } from "./harness/wire.js";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = CognitoJs;

let server, api, pool, clientId;
before(async () => {
  server = await startServer();
  api = sdk(server);
  pool = await makePool(api);
  clientId = (await makeClient(api, pool, { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] })).ClientId;
});
after(() => server?.stop());

/** Signs in; gives what the library calls back with: `{session, user}` or `{challenge, attributes, user}`. */
function signIn(username, password, { UserPoolId = pool, ClientId = clientId } = {}) {
  const Pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint: server.url });
  const user = new CognitoUser({ Username: username, Pool });
  return new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
      onSuccess: (session) => resolve({ session, user }),
      onFailure: reject,
      newPasswordRequired: (attributes, required) =>
        resolve({ challenge: "NEW_PASSWORD_REQUIRED", attributes, required, user }),
    }),
  );
}

const incorrect = { name: "NotAuthorizedException", message: "Incorrect username or password." };

test("the right password signs in, and the tokens are the user's", async () => {
  const username = await makeUser(api, pool);
  const { session } = await signIn(username, PASSWORD);
  assert.equal(session.getAccessToken().payload.username, username);
  assert.equal(session.getIdToken().payload.aud, clientId);
  assert.ok(session.isValid());
});

test("an e-mail address stands for its user", async () => {
  const people = await makeEmailPool(api);
  const { ClientId } = await makeClient(api, people);
  const email = await makePerson(api, people);
  const { session } = await signIn(email, PASSWORD, { UserPoolId: people, ClientId });
  assert.equal(session.getIdToken().payload.email, email);
});

test("a wrong password and an unknown name are refused", async () => {
  const username = await makeUser(api, pool);
  await assert.rejects(signIn(username, "Wrong-horse-9"), incorrect);
  await assert.rejects(signIn(unique("nobody"), PASSWORD), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
});

test("where existence is hidden, an unknown name meets the same exchange and the same refusal", async () => {
  const { ClientId } = await makeClient(api, pool, { PreventUserExistenceErrors: "ENABLED" });
  const name = unique("nobody");
  await assert.rejects(signIn(name, PASSWORD, { ClientId }), incorrect);
  const ask = async (username) =>
    (
      await call(server, "InitiateAuth", {
        ClientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: username, SRP_A: "2" },
      })
    ).json;
  const [first, again, other] = [await ask(name), await ask(name), await ask(unique("nobody"))];
  assert.equal(first.ChallengeName, "PASSWORD_VERIFIER");
  assert.match(first.ChallengeParameters.SALT, /^[0-9a-f]{1,32}$/);
  assert.equal(again.ChallengeParameters.SALT, first.ChallengeParameters.SALT);
  assert.notEqual(other.ChallengeParameters.SALT, first.ChallengeParameters.SALT);
  assert.notEqual(again.ChallengeParameters.SRP_B, first.ChallengeParameters.SRP_B);
  assert.equal(first.ChallengeParameters.USERNAME, name);
  assert.equal(first.ChallengeParameters.USER_ID_FOR_SRP, name);
});

test("a user with a temporary password chooses a new one", async () => {
  const username = unique("jane");
  await api.adminCreateUser({
    UserPoolId: pool,
    Username: username,
    MessageAction: "SUPPRESS",
    TemporaryPassword: "Temporary-horse-9",
  });
  const { challenge, required, user } = await signIn(username, "Temporary-horse-9");
  assert.equal(challenge, "NEW_PASSWORD_REQUIRED");
  assert.deepEqual(required, []);
  const session = await new Promise((onSuccess, onFailure) =>
    user.completeNewPasswordChallenge(PASSWORD, {}, { onSuccess, onFailure }),
  );
  assert.equal(session.getAccessToken().payload.username, username);
  assert.ok((await signIn(username, PASSWORD)).session);
  await assert.rejects(signIn(username, "Temporary-horse-9"), incorrect);
});

test("a session is refreshed and ended by the library", async () => {
  const refreshing = await makeClient(api, pool);
  const username = await makeUser(api, pool);
  const { session, user } = await signIn(username, PASSWORD, { ClientId: refreshing.ClientId });
  const refreshed = await new Promise((resolve, reject) =>
    user.refreshSession(session.getRefreshToken(), (error, fresh) => (error ? reject(error) : resolve(fresh))),
  );
  assert.notEqual(refreshed.getAccessToken().getJwtToken(), session.getAccessToken().getJwtToken());
  await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
  await assert.rejects(api.getUser({ AccessToken: refreshed.getAccessToken().getJwtToken() }), {
    name: "NotAuthorizedException",
    message: "Access Token has been revoked",
  });
});

test("a degenerate public value is challenged and then refused", async () => {
  const username = await makeUser(api, pool);
  for (const SRP_A of ["0", "2"]) {
    const { status, json } = await call(server, "InitiateAuth", {
      ClientId: clientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: username, SRP_A },
    });
    assert.equal(status, 200);
    assert.deepEqual(
      Object.keys(json.ChallengeParameters).sort(),
      ["SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"],
    );
    assert.equal(json.Session, undefined);
    const answer = await call(server, "RespondToAuthChallenge", {
      ClientId: clientId,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses: {
        USERNAME: username,
        PASSWORD_CLAIM_SECRET_BLOCK: json.ChallengeParameters.SECRET_BLOCK,
        PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString("base64"),
        TIMESTAMP: new Date().toUTCString().replace(/^(\w+), 0?(\d+) (\w+) (\d+) (\S+) GMT$/, "$1 $3 $2 $5 UTC $4"),
      },
    });
    assert.equal(answer.status, 400);
    assert.equal(answer.text, '{"__type":"NotAuthorizedException","message":"Incorrect username or password."}');
  }
});

test("failures by SRP lock as failures by password do", async () => {
  const username = await makeUser(api, pool);
  for (let failures = 0; failures < 5; failures += 1) {
    await assert.rejects(signIn(username, "Wrong-horse-9"), incorrect);
  }
  await assert.rejects(signIn(username, PASSWORD), {
    name: "NotAuthorizedException",
    message: "Password attempts exceeded",
  });
});
