// Every operation that is built, with the smallest request that succeeds, by AWS's SDK: what is answered, member by member, is
// what the SDK's own model of the service has, nothing more and nothing of another type.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { Authenticator } from "./harness/authenticator.js";
import { PASSWORD, code, sdk, unique, uniqueEmail } from "./harness/cognito.js";
import { root, startServer } from "./harness/server.js";
import { appCode } from "./harness/totp.js";

const ANOTHER_PASSWORD = "Correct-horse-10";
const TRACKING = { UserSessionTracking: "ENABLED", TokenSession: { MaxPerUser: 20 } };

/** In the service's model, and not in this version of the SDK. */
const UNKNOWN = ["GetDerivedToken"];

let server, api, raw;
before(async () => {
  server = await startServer();
  api = sdk(server);
  // Next to the connection, before anything is parsed.
  api.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const chunks = [];
      for await (const chunk of result.response.body) chunks.push(Buffer.from(chunk));
      const bytes = Buffer.concat(chunks);
      raw = bytes.toString();
      result.response.body = Readable.from(bytes.length ? [bytes] : []);
      return result;
    },
    { step: "deserialize", priority: "low", name: "keepsTheBody" },
  );
});
after(() => server?.stop());

/** Operations that have answered. */
const answered = new Set();

const method = (operation) => operation[0].toLowerCase() + operation.slice(1);

/** Calls an operation and gives its answer, which has to be all that came. */
async function ok(operation, input) {
  const { $metadata, ...answer } = await api[method(operation)](input);
  assert.equal($metadata.httpStatusCode, 200);
  assertSame(operation, raw === "" ? {} : JSON.parse(raw), answer);
  answered.add(operation);
  return answer;
}

/** Asserts that what was parsed is what was sent: the SDK leaves out what its model doesn't have. */
function assertSame(place, sent, parsed) {
  if (parsed instanceof Date) {
    assert.equal(typeof sent, "number", place);
    assert.equal(parsed.getTime(), Math.round(sent * 1000), place);
  } else if (Array.isArray(sent)) {
    assert.ok(Array.isArray(parsed), place);
    assert.equal(parsed.length, sent.length, place);
    sent.forEach((element, index) => assertSame(`${place}[${index}]`, element, parsed[index]));
  } else if (sent !== null && typeof sent === "object") {
    const known = Object.keys(parsed).filter((name) => parsed[name] !== undefined);
    assert.deepEqual(known.sort(), Object.keys(sent).sort(), place);
    for (const [name, value] of Object.entries(sent)) assertSame(`${place}.${name}`, value, parsed[name]);
  } else {
    assert.notEqual(sent, null, `${place} is null`);
    assert.equal(parsed, sent, place);
  }
}

async function pool(settings = {}) {
  const { UserPool } = await ok("CreateUserPool", { PoolName: unique("pool"), ...settings });
  return UserPool.Id;
}

async function client(UserPoolId, settings = {}) {
  const { UserPoolClient } = await ok("CreateUserPoolClient", {
    UserPoolId,
    ClientName: unique("client"),
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    ...settings,
  });
  return UserPoolClient;
}

/** Somebody with a password. */
async function person(UserPoolId, Username = unique("jane"), attributes = {}) {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  await ok("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS", UserAttributes });
  await ok("AdminSetUserPassword", { UserPoolId, Username, Password: PASSWORD, Permanent: true });
  return Username;
}

async function tokens(ClientId, USERNAME, more = {}) {
  const answer = await ok("InitiateAuth", {
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD, ...more },
  });
  return answer.AuthenticationResult;
}

/** A pool with a client and somebody who is signed in. */
async function signedIn(settings = {}, clientSettings = {}, attributes = {}) {
  const UserPoolId = await pool(settings);
  const { ClientId } = await client(UserPoolId, clientSettings);
  const Username = await person(UserPoolId, undefined, attributes);
  const { AccessToken, RefreshToken, NewDeviceMetadata } = await tokens(ClientId, Username);
  return { UserPoolId, ClientId, Username, AccessToken, RefreshToken, DeviceKey: NewDeviceMetadata?.DeviceKey };
}

describe("every operation answers what its model has", () => {
  test("pools", async () => {
    const UserPoolId = await pool();
    await ok("DescribeUserPool", { UserPoolId });
    await ok("UpdateUserPool", { UserPoolId });
    await ok("ListUserPools", { MaxResults: 1 });
    await ok("AddCustomAttributes", { UserPoolId, CustomAttributes: [{ Name: "team", AttributeDataType: "String" }] });
    await ok("SetUserPoolMfaConfig", { UserPoolId });
    await ok("GetUserPoolMfaConfig", { UserPoolId });
    await ok("SetUserPoolSessionConfiguration", { UserPoolId, ...TRACKING });
    await ok("GetUserPoolSessionConfiguration", { UserPoolId });
    await ok("DeleteUserPool", { UserPoolId });
  });

  test("resource servers and domains", async () => {
    const UserPoolId = await pool();
    const server = { UserPoolId, Identifier: "api" };
    await ok("CreateResourceServer", { ...server, Name: "api" });
    await ok("DescribeResourceServer", server);
    await ok("UpdateResourceServer", { ...server, Name: "API" });
    await ok("ListResourceServers", { UserPoolId });
    await ok("DeleteResourceServer", server);
    const domain = { UserPoolId, Domain: unique("domain") };
    await ok("CreateUserPoolDomain", domain);
    await ok("DescribeUserPoolDomain", { Domain: domain.Domain });
    await ok("UpdateUserPoolDomain", { ...domain, ManagedLoginVersion: 2 });
    await ok("DeleteUserPoolDomain", domain);
  });

  test("clients, their secrets and their own tokens", async () => {
    const UserPoolId = await pool();
    await ok("SetUserPoolSessionConfiguration", { UserPoolId, ...TRACKING });
    await ok("CreateResourceServer", {
      UserPoolId,
      Identifier: "api",
      Name: "api",
      Scopes: [{ ScopeName: "read", ScopeDescription: "read" }],
    });
    const { ClientId, ClientSecret } = await client(UserPoolId, {
      GenerateSecret: true,
      ExplicitAuthFlows: ["ALLOW_CLIENT_TOKEN_AUTH"],
      AllowedOAuthScopes: ["api/read"],
    });
    const own = { UserPoolId, ClientId };
    await ok("GetClientToken", { ClientId, Secret: ClientSecret });
    await ok("DescribeUserPoolClient", own);
    await ok("ListUserPoolClients", { UserPoolId });
    await ok("SetUserPoolClientSessionConfiguration", { ...own, SSOSession: { MaxValidityMinutes: 60 } });
    await ok("GetUserPoolClientSessionConfiguration", own);
    const { ClientSecretDescriptor } = await ok("AddUserPoolClientSecret", own);
    await ok("ListUserPoolClientSecrets", own);
    await ok("DeleteUserPoolClientSecret", { ...own, ClientSecretId: ClientSecretDescriptor.ClientSecretId });
    await ok("UpdateUserPoolClient", own);
    await ok("DeleteUserPoolClient", own);
  });

  test("groups", async () => {
    const UserPoolId = await pool();
    const Username = await person(UserPoolId);
    const group = { UserPoolId, GroupName: "writers" };
    await ok("CreateGroup", group);
    await ok("GetGroup", group);
    await ok("UpdateGroup", { ...group, Description: "who write" });
    await ok("AdminAddUserToGroup", { ...group, Username });
    await ok("AdminListGroupsForUser", { UserPoolId, Username });
    await ok("ListUsersInGroup", group);
    await ok("ListGroups", { UserPoolId });
    await ok("AdminRemoveUserFromGroup", { ...group, Username });
    await ok("DeleteGroup", group);
  });

  test("people, by administrators", async () => {
    const email = uniqueEmail();
    const UserPoolId = await pool();
    const Username = await person(UserPoolId, undefined, { email, email_verified: "true" });
    const user = { UserPoolId, Username };
    await ok("AdminGetUser", user);
    await ok("ListUsers", { UserPoolId });
    await ok("AdminUpdateUserAttributes", { ...user, UserAttributes: [{ Name: "name", Value: "Jane" }] });
    await ok("AdminDeleteUserAttributes", { ...user, UserAttributeNames: ["name"] });
    await ok("AdminGetUserAuthFactors", user);
    await ok("AdminSetUserMFAPreference", user);
    await ok("AdminSetUserSettings", { ...user, MFAOptions: [] });
    await ok("AdminDeleteSoftwareToken", user);
    await ok("AdminListDevices", user);
    await ok("AdminUserGlobalSignOut", user);
    await ok("AdminResetUserPassword", user);
    await ok("AdminDisableUser", user);
    await ok("AdminEnableUser", user);
    await ok("AdminDeleteUser", user);
  });

  test("signing up, confirming, resetting", async () => {
    const UserPoolId = await pool({ AutoVerifiedAttributes: ["email"] });
    const { ClientId } = await client(UserPoolId);
    const email = uniqueEmail();
    const user = { ClientId, Username: unique("jane") };
    const UserAttributes = [{ Name: "email", Value: email }];
    await ok("SignUp", { ...user, Password: PASSWORD, UserAttributes });
    await ok("ResendConfirmationCode", user);
    await ok("ConfirmSignUp", { ...user, ConfirmationCode: await code(server, email, { count: 2 }) });
    await ok("ForgotPassword", user);
    const ConfirmationCode = await code(server, email, { count: 3 });
    await ok("ConfirmForgotPassword", { ...user, ConfirmationCode, Password: PASSWORD });
    const other = { ClientId, Username: unique("joe") };
    await ok("SignUp", { ...other, Password: PASSWORD });
    await ok("AdminConfirmSignUp", { UserPoolId, Username: other.Username });
  });

  test("people, by themselves", async () => {
    const email = uniqueEmail();
    const { ClientId, Username, AccessToken } = await signedIn({ AutoVerifiedAttributes: ["email"] }, {}, { email });
    await ok("GetUser", { AccessToken });
    await ok("GetUserAuthFactors", { AccessToken });
    await ok("UpdateUserAttributes", { AccessToken, UserAttributes: [{ Name: "name", Value: "Jane" }] });
    await ok("DeleteUserAttributes", { AccessToken, UserAttributeNames: ["name"] });
    await ok("GetUserAttributeVerificationCode", { AccessToken, AttributeName: "email" });
    await ok("VerifyUserAttribute", { AccessToken, AttributeName: "email", Code: await code(server, email) });
    await ok("SetUserMFAPreference", { AccessToken });
    await ok("SetUserSettings", { AccessToken, MFAOptions: [] });
    const passwords = { PreviousPassword: PASSWORD, ProposedPassword: ANOTHER_PASSWORD };
    await ok("ChangePassword", { AccessToken, ...passwords });
    await ok("GlobalSignOut", { AccessToken });
    const again = await tokens(ClientId, Username, { PASSWORD: ANOTHER_PASSWORD });
    await ok("DeleteUser", { AccessToken: again.AccessToken });
  });

  test("authenticator apps", async () => {
    const { UserPoolId, AccessToken } = await signedIn();
    await ok("SetUserPoolMfaConfig", {
      UserPoolId,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const { SecretCode } = await ok("AssociateSoftwareToken", { AccessToken });
    await ok("VerifySoftwareToken", { AccessToken, UserCode: appCode(SecretCode) });
  });

  test("passkeys", async () => {
    const { UserPoolId, AccessToken } = await signedIn({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
    });
    await ok("SetUserPoolMfaConfig", { UserPoolId, WebAuthnConfiguration: { RelyingPartyId: "example.com" } });
    const { CredentialCreationOptions } = await ok("StartWebAuthnRegistration", { AccessToken });
    const Credential = new Authenticator("https://login.example.com").create(CredentialCreationOptions);
    await ok("CompleteWebAuthnRegistration", { AccessToken, Credential });
    const { Credentials } = await ok("ListWebAuthnCredentials", { AccessToken });
    await ok("DeleteWebAuthnCredential", { AccessToken, CredentialId: Credentials[0].CredentialId });
  });

  test("devices", async () => {
    const { UserPoolId, ClientId, Username, AccessToken, DeviceKey } = await signedIn({ DeviceConfiguration: {} });
    const own = { AccessToken, DeviceKey };
    await ok("ConfirmDevice", own);
    await ok("GetDevice", own);
    await ok("ListDevices", { AccessToken });
    await ok("UpdateDeviceStatus", own);
    const admins = { UserPoolId, Username, DeviceKey };
    await ok("AdminGetDevice", admins);
    await ok("AdminListDevices", { UserPoolId, Username });
    await ok("AdminUpdateDeviceStatus", admins);
    await ok("ForgetDevice", own);
    const next = await tokens(ClientId, Username);
    const another = { ...own, AccessToken: next.AccessToken, DeviceKey: next.NewDeviceMetadata.DeviceKey };
    await ok("ConfirmDevice", another);
    await ok("AdminForgetDevice", { ...admins, DeviceKey: another.DeviceKey });
  });

  test("sessions", async () => {
    const UserPoolId = await pool();
    await ok("SetUserPoolSessionConfiguration", { UserPoolId, ...TRACKING });
    const { ClientId } = await client(UserPoolId);
    const Username = await person(UserPoolId);
    const { AccessToken } = await tokens(ClientId, Username);
    for (let more = 0; more < 2; more++) await tokens(ClientId, Username);
    const { Sessions } = await ok("ListUserSessions", { AccessToken });
    const others = Sessions.filter((session) => !session.IsCurrentSession).map((session) => session.SessionId);
    assert.equal(others.length, 2);
    const { Sessions: same } = await ok("AdminListUserSessions", { UserPoolId, Username });
    assert.equal(same.length, 3);
    await ok("AdminRevokeUserSession", { UserPoolId, Username, SessionId: others[0] });
    await ok("RevokeUserSession", { AccessToken, SessionId: others[1] });
    const { Sessions: left } = await ok("ListUserSessions", { AccessToken });
    assert.deepEqual(left.map((session) => session.IsCurrentSession), [true]);
  });

  test("signing in", async () => {
    const UserPoolId = await pool();
    const { ClientId } = await client(UserPoolId, {
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
    });
    const invited = async () => {
      const Username = unique("jane");
      const TemporaryPassword = PASSWORD;
      await ok("AdminCreateUser", { UserPoolId, Username, MessageAction: "SUPPRESS", TemporaryPassword });
      return Username;
    };
    const challenge = (asked, USERNAME) => ({
      ClientId,
      ChallengeName: asked.ChallengeName,
      Session: asked.Session,
      ChallengeResponses: { USERNAME, NEW_PASSWORD: ANOTHER_PASSWORD },
    });
    const [one, other] = [await invited(), await invited()];
    const AuthParameters = { USERNAME: one, PASSWORD };
    const asked = await ok("InitiateAuth", { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    const { AuthenticationResult } = await ok("RespondToAuthChallenge", challenge(asked, one));
    const admins = await ok("AdminInitiateAuth", {
      UserPoolId,
      ClientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: other, PASSWORD },
    });
    await ok("AdminRespondToAuthChallenge", { UserPoolId, ...challenge(admins, other) });
    const { RefreshToken } = AuthenticationResult;
    await ok("GetTokensFromRefreshToken", { ClientId, RefreshToken });
    await ok("RevokeToken", { ClientId, Token: RefreshToken });
  });

  test("and none is left out", () => {
    const table = readFileSync(join(root, "worker/crates/idp/src/table.rs"), "utf8");
    const built = [...table.matchAll(/^ {4}(\w+) => [\w:]+, (?:Admin|Public|User);$/gm)].map(([, name]) => name);
    assert.ok(built.length > 90);
    assert.deepEqual(built.filter((name) => !answered.has(name)), UNKNOWN);
    assert.deepEqual(built.filter((name) => !api[method(name)]), UNKNOWN);
  });
});
