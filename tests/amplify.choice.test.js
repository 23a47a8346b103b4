// AWS Amplify without passwords: USER_AUTH, and signing in right after a sign-up.

import {
  autoSignIn, confirmSignIn, confirmSignUp, fetchUserAttributes, getCurrentUser, signIn, signOut, signUp,
} from "aws-amplify/auth";
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { becomeApp } from "./harness/amplify.js";
import {
  PASSWORD, code, mails, makeEmailPool, makePool, makeUser, sdk, senders, uniqueEmail, uniquePhone,
} from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer } from "./harness/server.js";

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
// Amplify keeps one signed-in user, and refuses a second.
afterEach(() => signOut());
after(() => server?.stop());

const ALLOWED = { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "SMS_OTP"] } } };
const client = { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };
const answer = (challengeResponse) => confirmSignIn({ challengeResponse });

async function isIn(userId) {
  assert.equal((await getCurrentUser()).userId, userId);
}

describe("signing in by what one chooses", () => {
  /** Makes a person with both addresses, and becomes an app of their pool. */
  async function somebody() {
    const pool = await makePool(api, { ...senders, ...ALLOWED });
    await becomeApp(server, api, pool, client);
    const [email, phone] = [uniqueEmail(), uniquePhone()];
    const attributes = { email, email_verified: "true", phone_number: phone, phone_number_verified: "true" };
    const username = await makeUser(api, pool, { attributes });
    const { UserAttributes } = await api.adminGetUser({ UserPoolId: pool, Username: username });
    return { username, email, phone, sub: UserAttributes.find(({ Name }) => Name === "sub").Value };
  }

  const begin = ({ username }, preferredChallenge, password) =>
    signIn({ username, password, options: { authFlowType: "USER_AUTH", preferredChallenge } });

  for (const { choice, step, medium, to, destination } of [
    {
      choice: "EMAIL_OTP", step: "CONFIRM_SIGN_IN_WITH_EMAIL_CODE", medium: "EMAIL",
      to: ({ email }) => email, destination: () => "j***@e***",
    },
    {
      choice: "SMS_OTP", step: "CONFIRM_SIGN_IN_WITH_SMS_CODE", medium: "SMS",
      to: ({ phone }) => phone, destination: ({ phone }) => `+*******${phone.slice(-4)}`,
    },
  ]) {
    test(`${choice} takes the place of a password`, async () => {
      const person = await somebody();
      const { isSignedIn, nextStep } = await begin(person, choice);
      assert.equal(isSignedIn, false);
      assert.deepEqual(nextStep, {
        signInStep: step,
        codeDeliveryDetails: { deliveryMedium: medium, destination: destination(person) },
      });
      const sent = await code(server, to(person));
      assert.match(sent, /^\d{8}$/);
      assert.equal((await answer(sent)).isSignedIn, true);
      await isIn(person.sub);
    });
  }

  for (const choice of ["PASSWORD", "PASSWORD_SRP"]) {
    test(`${choice} that comes along signs in at once`, async () => {
      const person = await somebody();
      assert.equal((await begin(person, choice, PASSWORD)).isSignedIn, true);
      await isIn(person.sub);
      await signOut();
      await assert.rejects(begin(person, choice, "Wrong-horse-9"), {
        name: "NotAuthorizedException",
        message: "Incorrect username or password.",
      });
    });
  }

  test("who names nothing chooses of what there is", async () => {
    const person = await somebody();
    for (const [choice, step, proof] of [
      ["PASSWORD", "CONFIRM_SIGN_IN_WITH_PASSWORD", () => PASSWORD],
      ["PASSWORD_SRP", "CONFIRM_SIGN_IN_WITH_PASSWORD", () => PASSWORD],
      ["EMAIL_OTP", "CONFIRM_SIGN_IN_WITH_EMAIL_CODE", () => code(server, person.email)],
      ["SMS_OTP", "CONFIRM_SIGN_IN_WITH_SMS_CODE", () => code(server, person.phone)],
    ]) {
      const { nextStep } = await begin(person);
      assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION");
      assert.deepEqual(nextStep.availableChallenges.toSorted(), ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP", "SMS_OTP"]);
      assert.equal((await answer(choice)).nextStep.signInStep, step);
      assert.equal((await answer(await proof())).isSignedIn, true);
      await isIn(person.sub);
      await signOut();
    }
  });
});

describe("after a sign-up", () => {
  /** Becomes an app of a pool of addresses. */
  async function inPool() {
    await becomeApp(server, api, await makeEmailPool(api, ALLOWED), client);
  }

  /** Signs up, and doesn't wait for Amplify's timer that gives up after three minutes: it would keep this process as long. */
  async function signedUp(context, input) {
    const { setTimeout } = globalThis;
    const { mock } = context.mock.method(globalThis, "setTimeout", (work, delay, ...more) => {
      const timer = setTimeout(work, delay, ...more);
      return delay > 60_000 ? timer.unref() : timer;
    });
    try {
      return await signUp(input);
    } finally {
      mock.restore();
    }
  }

  test("the password that was chosen signs in once more", async (context) => {
    await inPool();
    const username = uniqueEmail();
    const { userId, nextStep } = await signedUp(context, {
      username,
      password: PASSWORD,
      options: { userAttributes: { email: username }, autoSignIn: true },
    });
    assert.equal(nextStep.signUpStep, "CONFIRM_SIGN_UP");
    const confirmed = await confirmSignUp({ username, confirmationCode: await code(server, username) });
    assert.deepEqual(confirmed, { isSignUpComplete: true, nextStep: { signUpStep: "COMPLETE_AUTO_SIGN_IN" } });
    assert.equal((await autoSignIn()).isSignedIn, true);
    await isIn(userId);
  });

  test("a link that was followed is noticed, and the password that was chosen signs in", async () => {
    const VerificationMessageTemplate = { DefaultEmailOption: "CONFIRM_WITH_LINK" };
    const pool = await makeEmailPool(api, { ...ALLOWED, VerificationMessageTemplate });
    await becomeApp(server, api, pool, client, { signUpVerificationMethod: "link" });
    const username = uniqueEmail();
    const { userId, nextStep } = await signUp({
      username,
      password: PASSWORD,
      options: { userAttributes: { email: username }, autoSignIn: true },
    });
    assert.equal(nextStep.signUpStep, "COMPLETE_AUTO_SIGN_IN");
    const [{ link }] = await until("the mail", async () => {
      const all = await mails(server, username);
      return all.length > 0 && all;
    });
    assert.equal((await fetch(link)).status, 200);
    // Amplify tries every five seconds.
    assert.equal((await autoSignIn()).isSignedIn, true);
    await isIn(userId);
  });

  test("without a password a code confirms, and another signs in", async () => {
    await inPool();
    const username = uniqueEmail();
    const { userId, nextStep } = await signUp({ username, options: { userAttributes: { email: username } } });
    assert.equal(nextStep.signUpStep, "CONFIRM_SIGN_UP");
    assert.equal(nextStep.codeDeliveryDetails.destination, "j***@e***");
    const confirmed = await confirmSignUp({ username, confirmationCode: await code(server, username) });
    assert.deepEqual(confirmed, { isSignUpComplete: true, nextStep: { signUpStep: "DONE" } });
    const begun = await signIn({ username, options: { authFlowType: "USER_AUTH", preferredChallenge: "EMAIL_OTP" } });
    assert.equal(begun.nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    assert.equal((await answer(await code(server, username, { count: 2 }))).isSignedIn, true);
    await isIn(userId);
    assert.deepEqual(await fetchUserAttributes(), { email: username, email_verified: "true", sub: userId });
  });

  // Amplify sends ConfirmSignUp without SignUp's session, and goes on with the one that the answer has.
  test("without a password the one code confirms and signs in", async (context) => {
    await inPool();
    const username = uniqueEmail();
    const { userId } = await signedUp(context, {
      username,
      options: { userAttributes: { email: username }, autoSignIn: { authFlowType: "USER_AUTH" } },
    });
    const confirmed = await confirmSignUp({ username, confirmationCode: await code(server, username) });
    assert.equal(confirmed.nextStep.signUpStep, "COMPLETE_AUTO_SIGN_IN");
    assert.deepEqual(await autoSignIn(), { isSignedIn: true, nextStep: { signInStep: "DONE" } });
    await isIn(userId);
    assert.equal((await mails(server, username)).length, 1);
  });
});
