// What an application does with AWS's own SDK, and what it is told: users, as their administrators see them.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  PASSWORD, code, makeClient, makeEmailPool, makePerson, makePool, makeUser, refused, sdk, signIn, unique,
  uniqueEmail,
} from "./harness/cognito.js";
import { startServer } from "./harness/server.js";

let server, api;
before(async () => {
  server = await startServer();
  api = sdk(server);
});
after(() => server?.stop());

const attributesOf = ({ UserAttributes, Attributes }) =>
  Object.fromEntries((UserAttributes ?? Attributes).map(({ Name, Value }) => [Name, Value]));

describe("administering users", () => {
  let pool, clientId;
  before(async () => {
    pool = await makePool(api);
    clientId = (await makeClient(api, pool)).ClientId;
  });

  test("a created user is what was asked for, once", async () => {
    const Username = unique("alice");
    const { User } = await api.adminCreateUser({
      UserPoolId: pool,
      Username,
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "email", Value: "alice@example.com" }],
    });
    assert.equal(User.Username, Username);
    assert.equal(User.Enabled, true);
    assert.deepEqual(Object.keys(attributesOf(User)).sort(), ["email", "sub"]);
    assert.equal(User.Attributes.at(-1).Name, "sub");
    const read = await api.adminGetUser({ UserPoolId: pool, Username });
    assert.deepEqual(attributesOf(read), attributesOf(User));
    await assert.rejects(
      api.adminCreateUser({ UserPoolId: pool, Username, MessageAction: "SUPPRESS" }),
      refused("UsernameExistsException", "User account already exists"),
    );
    await assert.rejects(
      api.adminCreateUser({ UserPoolId: pool, Username: unique(), MessageAction: "SUPPRESS", TemporaryPassword: "Short1!" }),
      refused("InvalidPasswordException", "Password did not conform with password policy: Password not long enough"),
    );
  });

  test("a disabled user is out, and enabling does not bring sessions back", async () => {
    const Username = await makeUser(api, pool);
    const { AccessToken, RefreshToken } = await signIn(api, clientId, Username);
    await api.adminDisableUser({ UserPoolId: pool, Username });
    const disabled = refused("NotAuthorizedException", "User is disabled.");
    await assert.rejects(signIn(api, clientId, Username), disabled);
    await assert.rejects(api.getUser({ AccessToken }), disabled);
    await api.adminEnableUser({ UserPoolId: pool, Username });
    await assert.rejects(
      api.getUser({ AccessToken }),
      refused("NotAuthorizedException", "Access Token has been revoked"),
    );
    await assert.rejects(
      api.initiateAuth({
        ClientId: clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
      refused("NotAuthorizedException", "Refresh Token has been revoked"),
    );
    assert.ok(await signIn(api, clientId, Username));
  });

  test("setting a password decides the status and ends no session", async () => {
    const Username = await makeUser(api, pool);
    const { RefreshToken } = await signIn(api, clientId, Username);
    await api.adminSetUserPassword({ UserPoolId: pool, Username, Password: "Another-horse-9", Permanent: false });
    assert.equal((await api.adminGetUser({ UserPoolId: pool, Username })).UserStatus, "FORCE_CHANGE_PASSWORD");
    const answer = await api.initiateAuth({
      ClientId: clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    });
    assert.ok(answer.AuthenticationResult.AccessToken);
    await assert.rejects(
      api.adminSetUserPassword({ UserPoolId: pool, Username, Password: "Short1!", Permanent: true }),
      refused("InvalidPasswordException", "Password does not conform to policy: Password not long enough"),
    );
  });

  test("a reset by an administrator sends a code and shuts the old password out", async () => {
    const people = await makeEmailPool(api);
    const { ClientId } = await makeClient(api, people);
    const Username = await makePerson(api, people);
    await api.adminResetUserPassword({ UserPoolId: people, Username });
    assert.equal((await api.adminGetUser({ UserPoolId: people, Username })).UserStatus, "RESET_REQUIRED");
    await assert.rejects(
      signIn(api, ClientId, Username),
      refused("PasswordResetRequiredException", "Password reset required for the user"),
    );
    await api.confirmForgotPassword({
      ClientId,
      Username,
      ConfirmationCode: await code(server, Username),
      Password: "Another-horse-9",
    });
    assert.ok(await signIn(api, ClientId, Username, "Another-horse-9"));
  });

  test("a deleted user is gone, and a new one of the name is someone else", async () => {
    const Username = await makeUser(api, pool);
    const { AccessToken, RefreshToken } = await signIn(api, clientId, Username);
    await api.adminDeleteUser({ UserPoolId: pool, Username });
    const missing = refused("UserNotFoundException", "User does not exist.");
    await assert.rejects(api.adminGetUser({ UserPoolId: pool, Username }), missing);
    await assert.rejects(api.getUser({ AccessToken }), missing);
    await makeUser(api, pool, { username: Username });
    await assert.rejects(
      api.getUser({ AccessToken }),
      refused("NotAuthorizedException", "Invalid access token."),
    );
    await assert.rejects(
      api.initiateAuth({
        ClientId: clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
      refused("NotAuthorizedException", "The user has been deleted for the associated refresh token"),
    );
  });

  test("users change their own attributes within the client's limits", async () => {
    const Username = await makeUser(api, pool, { attributes: { nickname: "J", email: "j@example.com" } });
    const { AccessToken } = await signIn(api, clientId, Username);
    const update = (attributes) =>
      api.updateUserAttributes({
        AccessToken,
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      });
    await update({ nickname: "Janie", email: "janie@example.com" });
    let now = attributesOf(await api.getUser({ AccessToken }));
    assert.equal(now.nickname, "Janie");
    assert.equal(now.email_verified, "false");
    for (const [attributes, message] of [
      [{ nickname: "X", "custom:unknown": "1" }, "user.custom:unknown: Attribute does not exist in the schema.\n"],
      [{ nickname: "X", birthdate: "longer than ten" }, "user.birthdate: String must be no longer than 10 characters\n"],
      [{ nickname: "X", email_verified: "true" }, "Cannot modify the non-mutable attribute email_verified"],
      [{ nickname: "X", sub: "1" }, "Cannot modify the non-mutable attribute sub"],
    ]) {
      await assert.rejects(update(attributes), refused("InvalidParameterException", message));
    }
    now = attributesOf(await api.getUser({ AccessToken }));
    assert.equal(now.nickname, "Janie", "one bad attribute rejects all");
    await update({ nickname: "" });
    assert.equal(attributesOf(await api.getUser({ AccessToken })).nickname, undefined);

    await api.deleteUser({ AccessToken });
    await assert.rejects(
      api.adminGetUser({ UserPoolId: pool, Username }),
      refused("UserNotFoundException", "User does not exist."),
    );
  });

  test("a client sees the attributes it may read, also with older tokens", async () => {
    const { ClientId } = await makeClient(api, pool, { ReadAttributes: ["email", "nickname"] });
    const Username = await makeUser(api, pool, { attributes: { nickname: "J", email: "j@example.com" } });
    const { AccessToken } = await signIn(api, ClientId, Username);
    await api.updateUserPoolClient({ UserPoolId: pool, ClientId, ReadAttributes: ["nickname"] });
    assert.deepEqual(Object.keys(attributesOf(await api.getUser({ AccessToken }))).sort(), ["nickname", "sub"]);
  });

  test("an alias belongs to one user", async () => {
    const aliased = await makePool(api, { AliasAttributes: ["email"] });
    const { ClientId } = await makeClient(api, aliased);
    const email = uniqueEmail();
    const username = await makeUser(api, aliased, { attributes: { email, email_verified: "true" } });
    const { AccessToken } = await signIn(api, ClientId, email);
    assert.equal((await api.getUser({ AccessToken })).Username, username);
    await assert.rejects(
      makeUser(api, aliased, { attributes: { email, email_verified: "true" } }),
      refused("UsernameExistsException", "An account with the given email already exists."),
    );
    await assert.rejects(
      api.signUp({ ClientId, Username: uniqueEmail(), Password: PASSWORD }),
      refused(
        "InvalidParameterException",
        "Username cannot be of email format, since user pool is configured for email alias.",
      ),
    );
  });

  test("names are case-insensitive unless the pool says otherwise", async () => {
    for (const [CaseSensitive, found] of [[false, true], [true, false]]) {
      const some = await makePool(api, { UsernameConfiguration: { CaseSensitive } });
      const Username = await makeUser(api, some, { username: unique("jane") });
      const shouted = api.adminGetUser({ UserPoolId: some, Username: Username.toUpperCase() });
      if (found) assert.equal((await shouted).Username, Username);
      else await assert.rejects(shouted, refused("UserNotFoundException", "User does not exist."));
    }
  });
});

describe("listing users", () => {
  let pool;
  const names = [];
  before(async () => {
    pool = await makePool(api);
    for (let index = 0; index < 13; index += 1) {
      const email = `${index % 2 ? "odd" : "even"}${index}@example.com`;
      names.push(await makeUser(api, pool, { attributes: { email, given_name: index % 2 ? "Odd" : "Even" } }));
    }
    await api.adminDisableUser({ UserPoolId: pool, Username: names[0] });
  });

  async function list(input) {
    const users = [];
    let PaginationToken;
    do {
      const page = await api.listUsers({ UserPoolId: pool, ...input, PaginationToken });
      assert.ok(page.Users.length <= (input?.Limit ?? 60));
      users.push(...page.Users);
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    return users;
  }
  const sorted = (users) => users.map(({ Username }) => Username).sort();

  test("pages hold every user once", async () => {
    assert.deepEqual(sorted(await list({ Limit: 4 })), [...names].sort());
    assert.deepEqual(sorted(await list()), [...names].sort());
  });

  test("filters pick users by attribute, prefix and status", async () => {
    const odd = names.filter((_, index) => index % 2);
    for (const [Filter, expected] of [
      ['given_name = "Odd"', odd],
      ['email ^= "odd"', odd],
      ['email = "even4@example.com"', [names[4]]],
      [`username = "${names[3]}"`, [names[3]]],
      ['status = "Disabled"', [names[0]]],
      ['cognito:user_status = "CONFIRMED"', names],
      ['email = "none@example.com"', []],
    ]) {
      assert.deepEqual(sorted(await list({ Filter, Limit: 3 })), [...expected].sort(), Filter);
    }
  });

  test("attributes can be chosen, and nonsense is refused", async () => {
    const [user] = await list({ AttributesToGet: ["email"], Filter: 'email = "odd3@example.com"' });
    assert.deepEqual(user.Attributes, [{ Name: "email", Value: "odd3@example.com" }]);
    for (const [input, message] of [
      [{ AttributesToGet: ["custom:none"] }, "One or more requested attributes do not exist."],
      [{ Filter: "email equals x" }, "Error while parsing filter."],
      [{ Filter: 'custom:team = "red"' }, "Invalid search attribute: custom:team"],
    ]) {
      await assert.rejects(list(input), (error) => {
        assert.equal(error.name, "InvalidParameterException");
        assert.ok(error.message.startsWith(message), error.message);
        return true;
      });
    }
    const { PaginationToken } = await api.listUsers({ UserPoolId: pool, Limit: 2 });
    await assert.rejects(api.listUsers({ UserPoolId: pool, Limit: 2, Filter: 'email ^= "odd"', PaginationToken }), {
      name: "InvalidParameterException",
    });
    await assert.rejects(api.listUsers({ UserPoolId: pool, PaginationToken: "garbage" }), {
      name: "InvalidParameterException",
    });
  });
});
