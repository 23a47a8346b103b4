// Second factors and remembered devices by `amazon-cognito-identity-js`.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { overheard } from "./harness/calls.js";
import {
  PASSWORD, code, makeClient, makeFactorPool, makeUser, sdk, uniqueEmail, uniquePhone,
} from "./harness/cognito.js";
import { answered, begin as beginAt, called } from "./harness/identity_js.js";
import { startServer } from "./harness/server.js";
import { appCode, wrongCode } from "./harness/totp.js";

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
after(() => server?.stop());

/** Makes somebody, in a pool of their own in which `of` are second factors. */
async function somebody(mode, of, settings = {}) {
  const pool = await makeFactorPool(api, mode, of, settings);
  const { ClientId: client } = await makeClient(api, pool);
  const [email, phone] = [uniqueEmail(), uniquePhone()];
  const attributes = { email, email_verified: "true", phone_number: phone, phone_number_verified: "true" };
  const username = await makeUser(api, pool, { attributes, ...(settings.UsernameAttributes && { username: email }) });
  return { pool, client, username, password: PASSWORD, phone, email };
}

const begin = (person, flow) => beginAt(server, { ...person, flow });
const typed = (user, sent, type) => called((callbacks) => user.sendMFACode(sent, callbacks, type));
const chosen = (user, factor) => called((callbacks) => user.sendMFASelectionAnswer(factor, callbacks));
const nameIn = (session) => session.getAccessToken().payload.username;

/** Sets an authenticator app up; gives its secret, of which one code is used. */
async function setUpApp(user) {
  const { secret } = await called((callbacks) => user.associateSoftwareToken(callbacks));
  const { session } = await called((callbacks) => user.verifySoftwareToken(appCode(secret), "Phone", callbacks));
  return { secret, session };
}

describe("second factors", () => {
  for (const flow of ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"]) {
    test(`${flow}: who has to have one sets up an app on the way, and signs in by it`, async () => {
      const person = await somebody("ON", ["app"]);
      const { asked, parameters, user } = await begin(person, flow);
      assert.equal(asked, "mfaSetup");
      assert.equal(parameters.MFAS_CAN_SETUP, '["SOFTWARE_TOKEN_MFA"]');
      const { secret, session } = await setUpApp(user);
      assert.equal(nameIn(session), person.username);

      const again = await begin(person, flow);
      assert.equal(again.asked, "totpRequired");
      assert.equal(again.parameters.FRIENDLY_DEVICE_NAME, "Phone");
      const done = await typed(again.user, appCode(secret, { later: 1 }), "SOFTWARE_TOKEN_MFA");
      assert.equal(nameIn(done.session), person.username);
      assert.ok(done.session.isValid());
    });
  }

  test("a temporary password is replaced before an app is set up", async () => {
    const person = await somebody("ON", ["app"]);
    const password = "Temporary-horse-9";
    await api.adminSetUserPassword({ UserPoolId: person.pool, Username: person.username, Password: password });
    const { asked, user } = await begin({ ...person, password });
    assert.equal(asked, "newPasswordRequired");
    const next = await called((callbacks) => user.completeNewPasswordChallenge(PASSWORD, {}, callbacks));
    assert.equal(next.asked, "mfaSetup");
    const { session } = await setUpApp(user);
    assert.equal(nameIn(session), person.username);
  });

  test("who is signed in sets up an app and prefers it", async () => {
    const person = await somebody("OPTIONAL", ["app", "sms"]);
    const { user } = await begin(person);
    const { secret, session } = await setUpApp(user);
    assert.equal(session.Status, "SUCCESS");
    const preferred = { PreferredMfa: true, Enabled: true };
    const answer = await answered((callback) => user.setUserMfaPreference(null, preferred, callback));
    assert.equal(answer, "SUCCESS");
    const { PreferredMfaSetting, UserMFASettingList } = await answered((callback) => user.getUserData(callback));
    assert.deepEqual([PreferredMfaSetting, UserMFASettingList], ["SOFTWARE_TOKEN_MFA", ["SOFTWARE_TOKEN_MFA"]]);

    const again = await begin(person);
    assert.equal(again.asked, "totpRequired");
    const right = appCode(secret, { later: 1 });
    await assert.rejects(typed(again.user, wrongCode(right), "SOFTWARE_TOKEN_MFA"), {
      name: "CodeMismatchException",
      message: "Invalid code received for user",
    });
    const { user: last } = await begin(person);
    assert.ok((await typed(last, right, "SOFTWARE_TOKEN_MFA")).session.isValid());
    await assert.rejects(typed((await begin(person)).user, right, "SOFTWARE_TOKEN_MFA"), {
      name: "ExpiredCodeException",
      message: "Your software token has already been used once.",
    });
  });

  test("SMS is turned on and off as it has always been", async () => {
    const person = await somebody("OPTIONAL", ["app", "sms"]);
    const { user } = await begin(person);
    assert.equal(await answered((callback) => user.enableMFA(callback)), "SUCCESS");
    assert.deepEqual(await answered((callback) => user.getMFAOptions(callback)), [
      { DeliveryMedium: "SMS", AttributeName: "phone_number" },
    ]);
    let count = 0;
    for (const flow of ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"]) {
      const { asked, parameters, user: signing } = await begin(person, flow);
      assert.equal(asked, "mfaRequired");
      assert.equal(parameters.CODE_DELIVERY_DELIVERY_MEDIUM, "SMS");
      assert.equal(parameters.CODE_DELIVERY_DESTINATION, `+*******${person.phone.slice(-4)}`);
      count += 1;
      const { session } = await typed(signing, await code(server, person.phone, { count }));
      assert.equal(nameIn(session), person.username);
    }
    const { user: wrong } = await begin(person);
    count += 1;
    await assert.rejects(typed(wrong, wrongCode(await code(server, person.phone, { count }))), {
      name: "CodeMismatchException",
      message: "Invalid code or auth state for the user.",
    });
    assert.equal(await answered((callback) => user.disableMFA(callback)), "SUCCESS");
    assert.ok((await begin(person)).session.isValid());
  });

  test("who has two chooses one each time", async () => {
    const person = await somebody("OPTIONAL", ["app", "sms"]);
    const { user } = await begin(person);
    const { secret } = await setUpApp(user);
    await answered((callback) => user.setUserMfaPreference({ Enabled: true }, { Enabled: true }, callback));
    for (const [factor, next, sent] of [
      ["SMS_MFA", "mfaRequired", () => code(server, person.phone)],
      ["SOFTWARE_TOKEN_MFA", "totpRequired", () => appCode(secret, { later: 1 })],
    ]) {
      const { asked, parameters, user: choosing } = await begin(person);
      assert.equal(asked, "selectMFAType");
      assert.deepEqual(JSON.parse(parameters.MFAS_CAN_CHOOSE).toSorted(), ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]);
      assert.equal((await chosen(choosing, factor)).asked, next);
      const { session } = await typed(choosing, await sent(), factor);
      assert.equal(nameIn(session), person.username);
    }
  });
});

describe("remembered devices", () => {
  const BY_DEVICE = ["DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"];
  const remembering = (challenge, prompts) =>
    ({ DeviceConfiguration: { ChallengeRequiredOnNewDevice: challenge, DeviceOnlyRememberedOnUserPrompt: prompts } });

  const told = (user, status) => called((callbacks) => user[`setDeviceStatus${status}`](callbacks));
  const device = async (user) => (await called((callbacks) => user.getDevice(callbacks))).session.Device;
  const devices = async (user) => (await called((callbacks) => user.listDevices(60, null, callbacks))).session.Devices;
  const keyIn = (session) => session.getAccessToken().payload.device_key;
  const status = ({ DeviceAttributes }) =>
    DeviceAttributes.find(({ Name }) => Name === "dev:device_remembered_status").Value;

  async function turnOnApp(user) {
    const { secret } = await setUpApp(user);
    const preferred = { PreferredMfa: true, Enabled: true };
    await answered((callback) => user.setUserMfaPreference(null, preferred, callback));
    return secret;
  }

  for (const [flow, where, settings] of [
    ["USER_SRP_AUTH", "a pool of names", {}],
    ["USER_PASSWORD_AUTH", "a pool of names", {}],
    ["USER_SRP_AUTH", "a pool of addresses", { UsernameAttributes: ["email"] }],
  ]) {
    test(`${flow} in ${where}: one that its user remembers stands for the second factor`, async (context) => {
      const person = await somebody("OPTIONAL", ["app"], { ...remembering(true, true), ...settings });
      const { session, prompts, user } = await begin(person, flow);
      assert.equal(prompts, true);
      const key = keyIn(session);
      const own = await device(user);
      assert.deepEqual([own.DeviceKey, status(own)], [key, "not_remembered"]);
      assert.equal((await told(user, "Remembered")).session, "SUCCESS");
      assert.equal(status(await device(user)), "remembered");
      const secret = await turnOnApp(user);

      const calls = overheard(context);
      const again = await begin(person, flow);
      assert.deepEqual(calls.since().slice(-2), BY_DEVICE);
      assert.equal(keyIn(again.session), key);
      assert.deepEqual((await devices(again.user)).map(({ DeviceKey }) => DeviceKey), [key]);
      const fresh = await answered((callback) => again.user.refreshSession(again.session.getRefreshToken(), callback));
      assert.equal(keyIn(fresh), key);

      assert.equal((await told(again.user, "NotRemembered")).session, "SUCCESS");
      assert.equal((await begin(person, flow)).asked, "totpRequired");
      await told(again.user, "Remembered");
      assert.equal(keyIn((await begin(person, flow)).session), key);

      assert.equal((await called((callbacks) => again.user.forgetDevice(callbacks))).session, "SUCCESS");
      assert.deepEqual(await devices(again.user), []);
      const last = await begin(person, flow);
      assert.equal(last.asked, "totpRequired");
      const done = await typed(last.user, appCode(secret, { later: 1 }), "SOFTWARE_TOKEN_MFA");
      assert.notEqual(keyIn(done.session), key);
      assert.equal((await devices(last.user)).length, 1);
    });
  }

  // The library answers DEVICE_SRP_AUTH with the session of the second factor before it, which then stands for the one
  // that followed.
  test("where all are remembered and stand for nothing, one is asked after the second factor", async (context) => {
    const person = await somebody("OPTIONAL", ["app"], remembering(false, false));
    const { session, prompts, user } = await begin(person);
    assert.equal(prompts, undefined);
    assert.equal(status(await device(user)), "remembered");
    const secret = await turnOnApp(user);
    const calls = overheard(context);
    const { asked, user: signing } = await begin(person);
    assert.equal(asked, "totpRequired");
    const done = await typed(signing, appCode(secret, { later: 1 }), "SOFTWARE_TOKEN_MFA");
    assert.deepEqual(calls.since().slice(-3), ["SOFTWARE_TOKEN_MFA", ...BY_DEVICE]);
    assert.equal(keyIn(done.session), keyIn(session));
  });

  test("a new password forgets them all", async () => {
    const person = await somebody("OPTIONAL", ["app"], remembering(true, false));
    const { user } = await begin(person);
    await turnOnApp(user);
    const own = keyIn((await begin(person)).session);
    await called((callbacks) => user.forgotPassword(callbacks));
    const sent = await code(server, person.email);
    await called((callbacks) => user.confirmPassword(sent, "Another-horse-9", callbacks));
    const { asked } = await begin({ ...person, password: "Another-horse-9" });
    assert.equal(asked, "totpRequired");
    const { Devices } = await api.adminListDevices({ UserPoolId: person.pool, Username: person.username });
    assert.ok(!(Devices ?? []).some(({ DeviceKey }) => DeviceKey === own));
  });

  test("one that an administrator forgot is a new one at the next sign-in", async () => {
    const person = await somebody("OPTIONAL", ["app"], remembering(true, false));
    const { session, user } = await begin(person);
    const DeviceKey = keyIn(session);
    await api.adminForgetDevice({ UserPoolId: person.pool, Username: person.username, DeviceKey });
    await assert.rejects(device(user), { name: "ResourceNotFoundException", message: "Device does not exist." });
    const again = await begin(person);
    assert.notEqual(keyIn(again.session), DeviceKey);
    assert.equal((await devices(again.user)).length, 1);
  });
});
