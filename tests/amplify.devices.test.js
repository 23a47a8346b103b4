// Remembered devices by AWS Amplify.

import {
  confirmSignIn, fetchAuthSession, fetchDevices, forgetDevice, rememberDevice, setUpTOTP, signIn, signOut, updateMFAPreference,
  verifyTOTPSetup,
} from "aws-amplify/auth";
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { accessClaims, becomeApp } from "./harness/amplify.js";
import { overheard } from "./harness/calls.js";
import { PASSWORD, code, makeFactorPool, makePerson, makeUser, sdk, uniqueEmail } from "./harness/cognito.js";
import { startServer } from "./harness/server.js";
import { appCode } from "./harness/totp.js";

const BY_DEVICE = ["DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"];

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
// Amplify keeps one signed-in user, and refuses a second. Of devices it knows beyond that.
afterEach(() => signOut());
after(() => server?.stop());

/** Becomes an app of a pool that remembers devices. */
async function inPool(DeviceConfiguration, settings = {}, client = {}) {
  const pool = await makeFactorPool(api, "OPTIONAL", ["app"], { DeviceConfiguration, ...settings });
  await becomeApp(server, api, pool, client);
  return pool;
}

const begin = (username, authFlowType) => signIn({ username, password: PASSWORD, options: { authFlowType } });
const status = ({ attributes }) => attributes["dev:device_remembered_status"];

/** Turns an app's codes on for whoever is signed in; gives the secret, of which one code is used. */
async function turnOnApp() {
  const { sharedSecret } = await setUpTOTP();
  await verifyTOTPSetup({ code: appCode(sharedSecret) });
  await updateMFAPreference({ totp: "PREFERRED" });
  return sharedSecret;
}

for (const [where, authFlowType] of [
  ["a pool of names", "USER_SRP_AUTH"],
  ["a pool of names", "USER_PASSWORD_AUTH"],
  ["a pool of addresses", "USER_SRP_AUTH"],
  ["a pool of addresses", "USER_PASSWORD_AUTH"],
]) {
  test(`${authFlowType} in ${where}: a device that its user remembers stands for the second factor`, async (context) => {
    const names = where === "a pool of names";
    const pool = await inPool(
      { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
      names ? {} : { UsernameAttributes: ["email"] },
    );
    const username = await (names ? makeUser(api, pool) : makePerson(api, pool));
    assert.equal((await begin(username, authFlowType)).isSignedIn, true);
    const [device, ...others] = await fetchDevices();
    assert.deepEqual([others.length, status(device), device.name], [0, "not_remembered", navigator.userAgent]);
    assert.equal((await accessClaims()).device_key, device.id);
    await rememberDevice();
    assert.equal(status((await fetchDevices())[0]), "remembered");
    const secret = await turnOnApp();
    await signOut();

    const calls = overheard(context);
    assert.equal((await begin(username, authFlowType)).isSignedIn, true);
    assert.deepEqual(calls.since().slice(-2), BY_DEVICE);
    assert.deepEqual((await fetchDevices()).map(({ id }) => id), [device.id]);
    assert.equal((await accessClaims()).device_key, device.id);
    await fetchAuthSession({ forceRefresh: true });
    assert.equal((await accessClaims()).device_key, device.id);

    await forgetDevice();
    assert.deepEqual(await fetchDevices(), []);
    await signOut();
    const { nextStep } = await begin(username, authFlowType);
    assert.equal(nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    const done = await confirmSignIn({ challengeResponse: appCode(secret, { later: 1 }) });
    assert.equal(done.isSignedIn, true);
    const [next] = await fetchDevices();
    assert.notEqual(next.id, device.id);
  });
}

test("where every device is remembered and stands for nothing, it is asked after the second factor", async (context) => {
  const username = await makeUser(api, await inPool({
    ChallengeRequiredOnNewDevice: false,
    DeviceOnlyRememberedOnUserPrompt: false,
  }));
  await begin(username);
  const [device] = await fetchDevices();
  assert.equal(status(device), "remembered");
  const secret = await turnOnApp();
  await signOut();
  const calls = overheard(context);
  assert.equal((await begin(username)).nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
  const done = await confirmSignIn({ challengeResponse: appCode(secret, { later: 1 }) });
  assert.equal(done.isSignedIn, true);
  assert.deepEqual(calls.since().slice(-3), ["SOFTWARE_TOKEN_MFA", ...BY_DEVICE]);
  assert.equal((await accessClaims()).device_key, device.id);
});

// What Amplify says of a device by USER_AUTH: it names it with a password's proof and with a code, and with nothing else.
for (const [choice, proof] of [["PASSWORD_SRP", "PASSWORD_VERIFIER"], ["EMAIL_OTP", "EMAIL_OTP"]]) {
  test(`USER_AUTH with ${choice}: a remembered device takes part`, async (context) => {
    const pool = await inPool({ ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false }, {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    }, { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
    const email = uniqueEmail();
    const username = await makeUser(api, pool, { attributes: { email, email_verified: "true" } });
    const calls = overheard(context);
    let count = 0;
    const chosen = async () => {
      const options = { authFlowType: "USER_AUTH", preferredChallenge: choice };
      const { isSignedIn } = await signIn({ username, password: PASSWORD, options });
      if (isSignedIn) return;
      count += 1;
      const done = await confirmSignIn({ challengeResponse: await code(server, email, { count }) });
      assert.equal(done.isSignedIn, true);
    };
    await chosen();
    assert.deepEqual(calls.since(), ["InitiateAuth", proof, "ConfirmDevice"]);
    const { device_key } = await accessClaims();
    await signOut();
    calls.since();
    await chosen();
    assert.deepEqual(calls.since(), ["InitiateAuth", proof, ...BY_DEVICE]);
    assert.equal((await accessClaims()).device_key, device_key);
  });
}

test("a device that an administrator forgot is a new one at the next sign-in", async (context) => {
  const pool = await inPool({ ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false });
  const username = await makeUser(api, pool);
  for (const authFlowType of ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"]) {
    await begin(username, authFlowType);
    const [device] = await fetchDevices();
    await signOut();
    await api.adminForgetDevice({ UserPoolId: pool, Username: username, DeviceKey: device.id });
    assert.equal((await begin(username, authFlowType)).isSignedIn, true);
    const [next, ...others] = await fetchDevices();
    assert.equal(others.length, 0);
    assert.notEqual(next.id, device.id);
    await signOut();
    // Of which the app has learnt.
    const calls = overheard(context);
    assert.equal((await begin(username, authFlowType)).isSignedIn, true);
    assert.deepEqual(calls.since().slice(-2), BY_DEVICE);
    context.mock.restoreAll();
    await forgetDevice();
    await signOut();
  }
});

test("another of one's devices is forgotten by its key", async () => {
  const pool = await inPool({ ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false });
  const username = await makeUser(api, pool);
  await begin(username);
  const [first] = await fetchDevices();
  await signOut();
  // Another app of the same pool has devices of its own.
  await becomeApp(server, api, pool);
  await begin(username);
  const own = (await accessClaims()).device_key;
  assert.deepEqual((await fetchDevices()).map(({ id }) => id).toSorted(), [first.id, own].toSorted());
  await forgetDevice({ device: first });
  assert.deepEqual((await fetchDevices()).map(({ id }) => id), [own]);
});
