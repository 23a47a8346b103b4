// Refusals that were seen of the service itself, word for word: applications tell them apart by their texts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  PASSWORD, claims, code, makeClient, makeEmailPool, makePerson, makePool, makeUser, refused, sdk, signIn, unique,
  uniqueEmail,
} from "./harness/cognito.js";
import { startServer } from "./harness/server.js";

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
after(() => server?.stop());

/** Of a secret's form. */
const WRONG_SECRET = "w".repeat(51);

const invalid = (message) => refused("InvalidParameterException", message);
const unauthorized = (message) => refused("NotAuthorizedException", message);

describe("settings of a pool", () => {
  const attribute = (settings) => ({ Schema: [{ Name: "team", AttributeDataType: "String", ...settings }] });
  const recovery = (...mechanisms) => ({
    AccountRecoverySetting: { RecoveryMechanisms: mechanisms.map(([Name, Priority]) => ({ Name, Priority })) },
  });
  for (const [what, settings, message] of [
    [
      "alias and username attributes together",
      { AliasAttributes: ["email"], UsernameAttributes: ["email"] },
      "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
    ],
    [
      "phone numbers verified without a way to send",
      { AutoVerifiedAttributes: ["phone_number"] },
      "SMS configuration is required when phone_number is selected for auto verification",
    ],
    [
      "recovery by administrators and by others",
      recovery(["admin_only", 1], ["verified_email", 2]),
      "Invalid account recovery setting parameter. Account Recovery Setting cannot use admin_only setting with any " +
        "other recovery mechanisms.",
    ],
    [
      "recovery with one priority twice",
      recovery(["verified_phone_number", 1], ["verified_email", 1]),
      "Invalid account recovery setting parameter. Account Recovery Setting cannot have duplicate priorities or " +
        "recovery mechanisms.",
    ],
    [
      "a required custom attribute",
      attribute({ Required: true }),
      "Required custom attributes are not supported currently.",
    ],
    [
      "a custom attribute twice",
      { Schema: [...attribute().Schema, ...attribute().Schema] },
      "Duplicate custom attribute names custom:team are not allowed in a user pool schema.",
    ],
    [
      "a length that nothing has",
      attribute({ StringAttributeConstraints: { MinLength: "5", MaxLength: "4" } }),
      "Attribute custom:team cannot have a max length shorter than it's min length",
    ],
    [
      "a standard attribute of another type",
      { Schema: [{ Name: "email", AttributeDataType: "Number" }] },
      "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
    ],
  ]) {
    test(what, () => assert.rejects(api.createUserPool({ PoolName: unique("pool"), ...settings }), invalid(message)));
  }

  test("a domain with characters that no host has", async () => {
    const UserPoolId = await makePool(api);
    await assert.rejects(api.createUserPoolDomain({ UserPoolId, Domain: "Upper_case" }), { name: "InvalidParameterException" });
    const first = unique("domain");
    await api.createUserPoolDomain({ UserPoolId, Domain: first });
    await assert.rejects(api.createUserPoolDomain({ UserPoolId, Domain: unique("domain") }), {
      name: "InvalidParameterException",
    });
  });
});

describe("settings of a client", () => {
  let pool;
  before(async () => {
    pool = await makePool(api, { Schema: [{ Name: "email", Required: true, Mutable: true }] });
  });
  for (const [what, settings, message] of [
    [
      "a provider that the pool has not",
      { SupportedIdentityProviders: ["Google"] },
      () => `The provider Google does not exist for User Pool ${pool}.`,
    ],
    [
      "tokens that outlive their refresh token",
      {
        RefreshTokenValidity: 60,
        AccessTokenValidity: 2,
        TokenValidityUnits: { RefreshToken: "minutes", AccessToken: "hours" },
      },
      () => "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    ],
    [
      "a life that no token has",
      { AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: "days" } },
      () => "Invalid range for token validity.",
    ],
    [
      "writable attributes without a required one",
      { WriteAttributes: ["nickname"] },
      () => "Invalid write attributes specified while creating a client",
    ],
  ]) {
    test(what, () =>
      assert.rejects(
        api.createUserPoolClient({ UserPoolId: pool, ClientName: "app", ...settings }),
        (error) => invalid(message())(error),
      ),
    );
  }

  test("rotation in the lite tier", async () => {
    const lite = await makePool(api, { UserPoolTier: "LITE" });
    await assert.rejects(
      makeClient(api, lite, {
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
      }),
      refused(
        "FeatureUnavailableInTierException",
        "The following features need to be disabled for the LITE pricing tier configured: Refresh Token Rotation",
      ),
    );
  });
});

describe("codes and states", () => {
  let pool, ClientId;
  before(async () => {
    pool = await makeEmailPool(api);
    ClientId = (await makeClient(api, pool)).ClientId;
  });
  const unknown = refused("UserNotFoundException", "Username/client id combination not found.");

  test("a confirmation of nobody", () =>
    assert.rejects(api.confirmSignUp({ ClientId, Username: uniqueEmail(), ConfirmationCode: "123456" }), unknown));

  test("a reset of a password that was never chosen", async () => {
    const email = uniqueEmail();
    await api.adminCreateUser({
      UserPoolId: pool,
      Username: email,
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "email", Value: email }, { Name: "email_verified", Value: "true" }],
    });
    const state = unauthorized("User password cannot be reset in the current state.");
    await assert.rejects(api.forgotPassword({ ClientId, Username: email }), state);
    await assert.rejects(api.adminResetUserPassword({ UserPoolId: pool, Username: email }), state);
  });

  test("a new password without a code that was asked for", async () => {
    const email = await makePerson(api, pool);
    await assert.rejects(
      api.confirmForgotPassword({ ClientId, Username: email, ConfirmationCode: "123456", Password: PASSWORD }),
      refused("ExpiredCodeException", "Invalid code provided, please request a code again."),
    );
  });

  test("a sixth request for a code in an hour", async () => {
    const email = uniqueEmail();
    await api.signUp({ ClientId, Username: email, Password: PASSWORD });
    for (let times = 0; times < 5; times += 1) await api.resendConfirmationCode({ ClientId, Username: email });
    await assert.rejects(
      api.resendConfirmationCode({ ClientId, Username: email }),
      refused("LimitExceededException", "Attempt limit exceeded, please try after some time."),
    );
  });

  test("an invitation that lacks what the pool requires", async () => {
    const strict = await makePool(api, { Schema: [{ Name: "name", Required: true, Mutable: true }] });
    const client = await makeClient(api, strict);
    const Username = unique("jane");
    await api.adminCreateUser({ UserPoolId: strict, Username, MessageAction: "SUPPRESS", TemporaryPassword: PASSWORD });
    const challenge = await api.initiateAuth({
      ClientId: client.ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD },
    });
    assert.equal(challenge.ChallengeParameters.requiredAttributes, '["userAttributes.name"]');
    const respond = (Session, attributes = {}) =>
      api.respondToAuthChallenge({
        ClientId: client.ClientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: { USERNAME: Username, NEW_PASSWORD: "Another-horse-9", ...attributes },
      });
    await assert.rejects(respond(challenge.Session), invalid("Invalid attributes given, name is missing"));
    await assert.rejects(respond("x".repeat(64)), unauthorized("Invalid session for the user."));
    const answer = await respond(challenge.Session, { "userAttributes.name": "Jane" });
    assert.equal(claims(answer.AuthenticationResult.IdToken).name, "Jane");
  });

  test("a custom flow without triggers", async () => {
    const custom = await makeClient(api, pool, { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH"] });
    await assert.rejects(
      api.initiateAuth({
        ClientId: custom.ClientId,
        AuthFlow: "CUSTOM_AUTH",
        AuthParameters: { USERNAME: await makePerson(api, pool) },
      }),
      invalid("Custom auth lambda trigger is not configured for the user pool."),
    );
  });
});

describe("tokens", () => {
  let pool;
  before(async () => {
    pool = await makePool(api);
  });

  test("of a client without revocation", async () => {
    const { ClientId } = await makeClient(api, pool, { EnableTokenRevocation: false });
    const { AccessToken, IdToken, RefreshToken } = await signIn(api, ClientId, await makeUser(api, pool));
    assert.ok(!("origin_jti" in claims(AccessToken)) && !("origin_jti" in claims(IdToken)));
    assert.ok("jti" in claims(AccessToken) && !("jti" in claims(IdToken)));
    await assert.rejects(
      api.revokeToken({ ClientId, Token: RefreshToken }),
      refused("UnsupportedOperationException", "This feature is not enabled for this client"),
    );
  });

  test("of a client with a secret", async () => {
    const { ClientId, ClientSecret } = await makeClient(api, pool, { GenerateSecret: true });
    await assert.rejects(
      api.getTokensFromRefreshToken({ ClientId, RefreshToken: "garbage" }),
      unauthorized(`Client ${ClientId} is configured for secret but secret was not received`),
    );
    await assert.rejects(
      api.getTokensFromRefreshToken({ ClientId, ClientSecret: WRONG_SECRET, RefreshToken: "garbage" }),
      unauthorized(`Unable to verify secret hash for client ${ClientId}`),
    );
    for (const secret of [undefined, WRONG_SECRET]) {
      await assert.rejects(
        api.revokeToken({ ClientId, ClientSecret: secret, Token: "garbage" }),
        refused("UnauthorizedException", "Invalid client or secret"),
      );
    }
    await api.revokeToken({ ClientId, ClientSecret, Token: "garbage" });
  });

  test("an extra secret is ignored", async () => {
    const { ClientId } = await makeClient(api, pool);
    const { RefreshToken } = await signIn(api, ClientId, await makeUser(api, pool));
    const answer = await api.getTokensFromRefreshToken({ ClientId, ClientSecret: WRONG_SECRET, RefreshToken });
    assert.ok(answer.AuthenticationResult.AccessToken);
  });

  test("of a user who was made again and is not confirmed", async () => {
    const { ClientId } = await makeClient(api, pool);
    const Username = await makeUser(api, pool);
    const { AccessToken } = await signIn(api, ClientId, Username);
    await api.adminDeleteUser({ UserPoolId: pool, Username });
    await api.signUp({ ClientId, Username, Password: PASSWORD });
    await assert.rejects(
      api.getUser({ AccessToken }),
      refused("UserNotConfirmedException", "User is not confirmed."),
    );
  });
});

describe("attributes and aliases", () => {
  test("one that was fixed when the user was made", async () => {
    const pool = await makePool(api, {
      Schema: [{ Name: "tenant", AttributeDataType: "String", Mutable: false }],
    });
    const { ClientId } = await makeClient(api, pool);
    const Username = await makeUser(api, pool, { attributes: { "custom:tenant": "a" } });
    const { AccessToken } = await signIn(api, ClientId, Username);
    const UserAttributes = [{ Name: "custom:tenant", Value: "b" }];
    const fixed = invalid("user.custom:tenant: Attribute cannot be updated.\n");
    await assert.rejects(api.updateUserAttributes({ AccessToken, UserAttributes }), fixed);
    await assert.rejects(api.adminUpdateUserAttributes({ UserPoolId: pool, Username, UserAttributes }), fixed);
  });

  test("a preferred username that is another's name", async () => {
    const pool = await makePool(api, { AliasAttributes: ["preferred_username"] });
    const [one, other] = [await makeUser(api, pool), await makeUser(api, pool)];
    await assert.rejects(
      api.adminUpdateUserAttributes({
        UserPoolId: pool,
        Username: one,
        UserAttributes: [{ Name: "preferred_username", Value: other }],
      }),
      refused("AliasExistsException", "User account already exists for the alias."),
    );
  });

  test("an address that another confirmed first", async () => {
    const pool = await makePool(api, { AliasAttributes: ["email"], AutoVerifiedAttributes: ["email"] });
    const { ClientId } = await makeClient(api, pool);
    const email = uniqueEmail();
    const signUp = async () => {
      const Username = unique("jane");
      await api.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes: [{ Name: "email", Value: email }] });
      return Username;
    };
    const one = await signUp();
    const first = await code(server, email);
    const other = await signUp();
    const second = await code(server, email, { count: 2 });
    await api.confirmSignUp({ ClientId, Username: one, ConfirmationCode: first });
    await assert.rejects(
      api.confirmSignUp({ ClientId, Username: other, ConfirmationCode: second }),
      refused("AliasExistsException", "An account with the email already exists."),
    );
    await api.confirmSignUp({ ClientId, Username: other, ConfirmationCode: second, ForceAliasCreation: true });
    const { AccessToken } = await signIn(api, ClientId, email);
    assert.equal((await api.getUser({ AccessToken })).Username, other);
  });

  test("addresses and numbers that are none", async () => {
    const pool = await makePool(api);
    for (const [Name, Value, message] of [
      ["email", "nobody", "Invalid email address format."],
      ["phone_number", "12345", "Invalid phone number format."],
    ]) {
      await assert.rejects(makeUser(api, pool, { attributes: { [Name]: Value } }), invalid(message));
    }
  });
});
