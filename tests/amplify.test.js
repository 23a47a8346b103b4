// AWS Amplify, as an app on a phone or in a browser uses it.

import { Amplify } from "aws-amplify";
import {
  confirmResetPassword, confirmSignUp, fetchAuthSession, fetchUserAttributes, getCurrentUser, resendSignUpCode,
  resetPassword, signIn, signOut, signUp,
} from "aws-amplify/auth";
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { PASSWORD, code, makeClient, makeEmailPool, makePerson, sdk, uniqueEmail } from "./harness/cognito.js";
import { startServer } from "./harness/server.js";

let server, api, pool;
before(async () => {
  server = await startServer();
  api = sdk(server);
  pool = await makeEmailPool(api);
  const { ClientId } = await makeClient(api, pool);
  Amplify.configure({
    Auth: { Cognito: { userPoolId: pool, userPoolClientId: ClientId, userPoolEndpoint: server.url } },
  });
});
// Amplify keeps one signed-in user, and refuses a second.
afterEach(() => signOut());
after(() => server?.stop());

test("a person signs up, asks for the code again, confirms, signs in, and signs out", async () => {
  const username = uniqueEmail();
  const signedUp = await signUp({ username, password: PASSWORD, options: { userAttributes: { email: username } } });
  assert.equal(signedUp.isSignUpComplete, false);
  assert.equal(signedUp.nextStep.signUpStep, "CONFIRM_SIGN_UP");
  assert.deepEqual(signedUp.nextStep.codeDeliveryDetails, {
    attributeName: "email",
    deliveryMedium: "EMAIL",
    destination: "j***@e***",
  });

  const early = await signIn({ username, password: PASSWORD });
  assert.equal(early.nextStep.signInStep, "CONFIRM_SIGN_UP");

  await code(server, username);
  await resendSignUpCode({ username });
  const confirmationCode = await code(server, username, { count: 2 });
  const { isSignUpComplete } = await confirmSignUp({ username, confirmationCode });
  assert.equal(isSignUpComplete, true);

  const { isSignedIn } = await signIn({ username, password: PASSWORD });
  assert.equal(isSignedIn, true);
  assert.equal((await getCurrentUser()).userId, signedUp.userId);
  assert.deepEqual(await fetchUserAttributes(), { email: username, email_verified: "true", sub: signedUp.userId });

  const { tokens } = await fetchAuthSession();
  assert.equal(tokens.idToken.payload.iss, `${server.url}/${pool}`);
  const { tokens: fresh } = await fetchAuthSession({ forceRefresh: true });
  assert.notEqual(fresh.accessToken.payload.jti, tokens.accessToken.payload.jti);
  assert.equal(fresh.accessToken.payload.origin_jti, tokens.accessToken.payload.origin_jti);

  await signOut({ global: true });
  await assert.rejects(getCurrentUser(), { name: "UserUnAuthenticatedException" });
  await assert.rejects(api.getUser({ AccessToken: fresh.accessToken.toString() }), {
    name: "NotAuthorizedException",
    message: "Access Token has been revoked",
  });
});

test("SRP and the plain password flow both sign in, and a wrong password does not", async () => {
  const username = await makePerson(api, pool);
  for (const authFlowType of ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"]) {
    await assert.rejects(signIn({ username, password: "Wrong-horse-9", options: { authFlowType } }), {
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    const { isSignedIn } = await signIn({ username, password: PASSWORD, options: { authFlowType } });
    assert.equal(isSignedIn, true);
    await signOut();
  }
});

test("a forgotten password is reset", async () => {
  const username = await makePerson(api, pool);
  const { nextStep } = await resetPassword({ username });
  assert.equal(nextStep.resetPasswordStep, "CONFIRM_RESET_PASSWORD_WITH_CODE");
  await confirmResetPassword({
    username,
    confirmationCode: await code(server, username),
    newPassword: "Another-horse-9",
  });
  const { isSignedIn } = await signIn({ username, password: "Another-horse-9" });
  assert.equal(isSignedIn, true);
});
