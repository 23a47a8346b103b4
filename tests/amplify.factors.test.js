// Second factors by AWS Amplify, and codes of an authenticator app that isn't ours.

import {
  confirmSignIn, fetchMFAPreference, getCurrentUser, setUpTOTP, signIn, signOut, updateMFAPreference, verifyTOTPSetup,
} from "aws-amplify/auth";
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { becomeApp } from "./harness/amplify.js";
import {
  PASSWORD, code, makeFactorPool, makeUser, sdk, unique, uniqueEmail, uniquePhone,
} from "./harness/cognito.js";
import { startServer } from "./harness/server.js";
import { appCode, scannedCode, wrongCode } from "./harness/totp.js";

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
// Amplify keeps one signed-in user, and refuses a second.
afterEach(() => signOut());
after(() => server?.stop());

/** What a sign-in may begin with. */
const FLOWS = {
  SRP: { authFlowType: "USER_SRP_AUTH" },
  "a password": { authFlowType: "USER_PASSWORD_AUTH" },
  "SRP, chosen": { authFlowType: "USER_AUTH", preferredChallenge: "PASSWORD_SRP" },
  "a password, chosen": { authFlowType: "USER_AUTH", preferredChallenge: "PASSWORD" },
};
const ExplicitAuthFlows = [
  "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",
];

/** Becomes an app of a pool in which `of` are second factors. */
async function inPool(mode, of) {
  const pool = await makeFactorPool(api, mode, of);
  await becomeApp(server, api, pool, { ExplicitAuthFlows });
  return pool;
}

/** Makes somebody with both addresses. */
async function somebody(pool) {
  const [email, phone] = [uniqueEmail(), uniquePhone()];
  const attributes = { email, email_verified: "true", phone_number: phone, phone_number_verified: "true" };
  return { username: await makeUser(api, pool, { attributes }), email, phone };
}

const begin = (username, options = FLOWS.SRP) => signIn({ username, password: PASSWORD, options });
const answer = (challengeResponse, options) => confirmSignIn({ challengeResponse, options });

async function isIn(username) {
  assert.equal((await getCurrentUser()).username, username);
}

for (const [by, flow] of Object.entries(FLOWS)) {
  test(`by ${by}: who has to have a second factor sets up an app on the way, and signs in by it`, async () => {
    const username = await makeUser(api, await inPool("ON", ["app"]));
    const { isSignedIn, nextStep } = await begin(username, flow);
    assert.deepEqual([isSignedIn, nextStep.signInStep], [false, "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"]);
    const { sharedSecret, getSetupUri } = nextStep.totpSetupDetails;
    const uri = getSetupUri("Acme").href;
    assert.ok(uri.includes(username), uri);
    await assert.rejects(answer(wrongCode(scannedCode(uri))), {
      name: "EnableSoftwareTokenMFAException",
      message: "Code mismatch and fail enable Software Token MFA",
    });
    const done = await answer(scannedCode(uri), { friendlyDeviceName: "Phone" });
    assert.equal(done.isSignedIn, true);
    await isIn(username);
    assert.deepEqual((await fetchMFAPreference()).enabled, ["TOTP"]);
    await signOut();

    const again = await begin(username, flow);
    assert.equal(again.nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    assert.equal((await answer(appCode(sharedSecret, { later: 1 }))).isSignedIn, true);
    await isIn(username);
  });
}

for (const of of ["app", "email"]) {
  test(`a temporary password is replaced before the second factor is asked for: ${of}`, async () => {
    const pool = await inPool("ON", [of]);
    const [username, email, TemporaryPassword] = [unique("jane"), uniqueEmail(), "Temporary-horse-9"];
    await api.adminCreateUser({
      UserPoolId: pool,
      Username: username,
      TemporaryPassword,
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "email", Value: email }, { Name: "email_verified", Value: "true" }],
    });
    const begun = await signIn({ username, password: TemporaryPassword });
    assert.equal(begun.nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    const { nextStep } = await answer(PASSWORD);
    const step = of === "app" ? "CONTINUE_SIGN_IN_WITH_TOTP_SETUP" : "CONFIRM_SIGN_IN_WITH_EMAIL_CODE";
    assert.equal(nextStep.signInStep, step);
    const proof = of === "app" ? appCode(nextStep.totpSetupDetails.sharedSecret) : await code(server, email);
    assert.equal((await answer(proof)).isSignedIn, true);
    await isIn(username);
  });
}

test("who is signed in sets up an app, prefers it, and turns it off", async () => {
  const username = await makeUser(api, await inPool("OPTIONAL", ["app"]));
  assert.equal((await begin(username)).isSignedIn, true);
  const { sharedSecret } = await setUpTOTP();
  await verifyTOTPSetup({ code: appCode(sharedSecret), options: { friendlyDeviceName: "Phone" } });
  await updateMFAPreference({ totp: "PREFERRED" });
  assert.deepEqual(await fetchMFAPreference(), { preferred: "TOTP", enabled: ["TOTP"] });
  await signOut();
  assert.equal((await begin(username)).nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
  const code = appCode(sharedSecret, { later: 1 });
  await assert.rejects(answer(wrongCode(code)), {
    name: "CodeMismatchException",
    message: "Invalid code received for user",
  });
  await begin(username);
  assert.equal((await answer(code)).isSignedIn, true);
  await updateMFAPreference({ totp: "DISABLED" });
  await signOut();
  assert.equal((await begin(username)).isSignedIn, true);
});

for (const { what, of, step, medium, to, destination } of [
  {
    what: "a mailed code", of: "email", step: "CONFIRM_SIGN_IN_WITH_EMAIL_CODE", medium: "EMAIL",
    to: ({ email }) => email, destination: () => "j***@e***",
  },
  {
    what: "a code by SMS", of: "sms", step: "CONFIRM_SIGN_IN_WITH_SMS_CODE", medium: "SMS",
    to: ({ phone }) => phone, destination: ({ phone }) => `+*******${phone.slice(-4)}`,
  },
]) {
  test(`${what} is the second factor of whoever turned it on`, async () => {
    const person = await somebody(await inPool("OPTIONAL", [of]));
    const { username } = person;
    assert.equal((await begin(username)).isSignedIn, true);
    await updateMFAPreference({ [of]: "PREFERRED" });
    assert.deepEqual(await fetchMFAPreference(), { preferred: of.toUpperCase(), enabled: [of.toUpperCase()] });
    await signOut();

    let count = 0;
    for (const flow of Object.values(FLOWS)) {
      const ask = async () => {
        const { nextStep } = await begin(username, flow);
        assert.deepEqual(nextStep, {
          signInStep: step,
          codeDeliveryDetails: { deliveryMedium: medium, destination: destination(person) },
        });
        count += 1;
        return code(server, to(person), { count });
      };
      await assert.rejects(answer(wrongCode(await ask())), {
        name: "CodeMismatchException",
        message: "Invalid code or auth state for the user.",
      });
      const sent = await ask();
      assert.match(sent, /^\d{6}$/);
      assert.equal((await answer(sent)).isSignedIn, true);
      await isIn(username);
      await signOut();
    }
  });
}

test("who has several second factors chooses one each time", async () => {
  const person = await somebody(await inPool("OPTIONAL", ["app", "email", "sms"]));
  const { username } = person;
  await begin(username);
  const { sharedSecret } = await setUpTOTP();
  await verifyTOTPSetup({ code: appCode(sharedSecret) });
  await updateMFAPreference({ sms: "ENABLED", totp: "ENABLED", email: "ENABLED" });
  const { preferred, enabled } = await fetchMFAPreference();
  assert.deepEqual([preferred, enabled.toSorted()], [undefined, ["EMAIL", "SMS", "TOTP"]]);
  await signOut();
  for (const [choice, step, sent] of [
    ["SMS", "CONFIRM_SIGN_IN_WITH_SMS_CODE", () => code(server, person.phone)],
    ["EMAIL", "CONFIRM_SIGN_IN_WITH_EMAIL_CODE", () => code(server, person.email)],
    ["TOTP", "CONFIRM_SIGN_IN_WITH_TOTP_CODE", () => appCode(sharedSecret, { later: 1 })],
  ]) {
    const { nextStep } = await begin(username);
    assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_MFA_SELECTION");
    assert.deepEqual(nextStep.allowedMFATypes.toSorted(), ["EMAIL", "SMS", "TOTP"]);
    assert.equal((await answer(choice)).nextStep.signInStep, step);
    assert.equal((await answer(await sent())).isSignedIn, true);
    await isIn(username);
    await signOut();
  }
});

// MFA_SETUP answered with an `EMAIL`, to which a code is sent.
test("who has to have a second factor chooses to set up an address", async () => {
  const username = await makeUser(api, await inPool("ON", ["app", "email"]));
  const { nextStep } = await begin(username);
  assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION");
  assert.deepEqual(nextStep.allowedMFATypes.toSorted(), ["EMAIL", "TOTP"]);
  assert.equal((await answer("EMAIL")).nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_EMAIL_SETUP");
  const email = uniqueEmail();
  assert.equal((await answer(email)).nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
  assert.equal((await answer(await code(server, email))).isSignedIn, true);
  await isIn(username);
});
