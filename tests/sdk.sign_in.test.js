// What an application does with AWS's own SDK, and what it is told: signing up, signing in, passwords.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  PASSWORD, claims, code, header, mails, makeClient, makeEmailPool, makePerson, makePool, makeUser, refused,
  sdk, signIn, unique, uniqueEmail,
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

describe("signing up", () => {
  let pool, clientId;
  before(async () => {
    pool = await makeEmailPool(api);
    clientId = (await makeClient(api, pool)).ClientId;
  });
  const signUp = (email, extra = {}) =>
    api.signUp({
      ClientId: clientId,
      Username: email,
      Password: PASSWORD,
      UserAttributes: [{ Name: "email", Value: email }],
      ...extra,
    });

  test("a person signs up, confirms by the mailed code, signs in, and is known", async () => {
    const email = uniqueEmail();
    const { UserConfirmed, UserSub, CodeDeliveryDetails } = await signUp(email);
    assert.equal(UserConfirmed, false);
    assert.match(UserSub, /^[0-9a-f]{8}-[0-9a-f]{4}-70[0-9a-f]{2}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    assert.deepEqual(CodeDeliveryDetails, {
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "j***@e***",
    });
    await assert.rejects(signIn(api, clientId, email), refused("UserNotConfirmedException", "User is not confirmed."));

    const sent = await code(server, email);
    assert.match(sent, /^\d{6}$/);
    await api.confirmSignUp({ ClientId: clientId, Username: email, ConfirmationCode: sent });
    const tokens = await signIn(api, clientId, email);
    assert.equal(tokens.ExpiresIn, 3600);
    assert.equal(tokens.TokenType, "Bearer");

    const known = await api.getUser({ AccessToken: tokens.AccessToken });
    assert.equal(known.Username, UserSub);
    assert.deepEqual(attributesOf(known), { email, email_verified: "true", sub: UserSub });
  });

  test("a wrong code, a code too late and a second confirmation are told apart", async () => {
    const email = uniqueEmail();
    await signUp(email);
    const sent = await code(server, email);
    const wrong = sent === "000000" ? "000001" : "000000";
    const confirm = (ConfirmationCode) => api.confirmSignUp({ ClientId: clientId, Username: email, ConfirmationCode });
    await assert.rejects(
      confirm(wrong),
      refused("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
    await confirm(sent);
    await assert.rejects(
      confirm(sent),
      refused("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
    );
    await assert.rejects(
      api.resendConfirmationCode({ ClientId: clientId, Username: email }),
      refused("InvalidParameterException", "User is already confirmed."),
    );
  });

  test("a code can be sent again, and the new one confirms", async () => {
    const email = uniqueEmail();
    await signUp(email);
    await code(server, email);
    const { CodeDeliveryDetails } = await api.resendConfirmationCode({ ClientId: clientId, Username: email });
    assert.equal(CodeDeliveryDetails.Destination, "j***@e***");
    const second = await code(server, email, { count: 2 });
    await api.confirmSignUp({ ClientId: clientId, Username: email, ConfirmationCode: second });
  });

  test("an address that is taken, is none, or lacks a good password is refused", async () => {
    const email = uniqueEmail();
    await signUp(email);
    await assert.rejects(signUp(email), (error) => {
      assert.equal(error.name, "UsernameExistsException");
      assert.match(error.message, /^(User already exists|An account with the given email already exists\.)$/);
      return true;
    });
    await assert.rejects(
      signUp("nobody", { UserAttributes: [] }),
      refused("InvalidParameterException", "Username should be an email."),
    );
    for (const [Password, rule] of [
      ["Short1!", "Password not long enough"],
      ["lower-case-9", "Password must have uppercase characters"],
      ["UPPER-CASE-9", "Password must have lowercase characters"],
      ["Correct-horse", "Password must have numeric characters"],
      ["Correcthorse9", "Password must have symbol characters"],
    ]) {
      await assert.rejects(
        signUp(uniqueEmail(), { Password }),
        refused("InvalidPasswordException", `Password did not conform with policy: ${rule}`),
      );
    }
  });

  test("attributes that the schema or the client does not allow are refused", async () => {
    const email = uniqueEmail();
    await assert.rejects(
      signUp(email, { UserAttributes: [{ Name: "email", Value: email }, { Name: "email_verified", Value: "true" }] }),
      refused("InvalidParameterException", "Cannot modify the non-mutable attribute email_verified"),
    );
    const strict = await makePool(api, { Schema: [{ Name: "family_name", Required: true, Mutable: true }] });
    const { ClientId } = await makeClient(api, strict);
    await assert.rejects(
      api.signUp({ ClientId, Username: unique(), Password: PASSWORD }),
      refused(
        "InvalidParameterException",
        "Attributes did not conform to the schema: name.familyName: The attribute name.familyName is required",
      ),
    );
    const narrow = await makeClient(api, pool, { WriteAttributes: ["email"] });
    await assert.rejects(
      api.signUp({
        ClientId: narrow.ClientId,
        Username: uniqueEmail(),
        Password: PASSWORD,
        UserAttributes: [{ Name: "nickname", Value: "J" }],
      }),
      refused("NotAuthorizedException", "A client attempted to write unauthorized attribute"),
    );
  });

  test("where administrators alone make users, nobody signs up", async () => {
    const closed = await makePool(api, { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    const { ClientId } = await makeClient(api, closed);
    await assert.rejects(
      api.signUp({ ClientId, Username: unique(), Password: PASSWORD }),
      refused("NotAuthorizedException", "SignUp is not permitted for this user pool"),
    );
  });

  test("a pool without verification sends nothing and confirms by an administrator", async () => {
    const plain = await makePool(api);
    const { ClientId } = await makeClient(api, plain);
    const Username = unique();
    const answer = await api.signUp({ ClientId, Username, Password: PASSWORD });
    assert.equal(answer.CodeDeliveryDetails, undefined);
    assert.equal(answer.UserConfirmed, false);
    await assert.rejects(
      api.resendConfirmationCode({ ClientId, Username }),
      refused("NotAuthorizedException", "Cannot resend codes. Auto verification not turned on."),
    );
    await api.adminConfirmSignUp({ UserPoolId: plain, Username });
    await assert.rejects(
      api.adminConfirmSignUp({ UserPoolId: plain, Username }),
      refused("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
    );
    assert.ok((await signIn(api, ClientId, Username)).IdToken);
  });
});

describe("signing in and staying signed in", () => {
  let pool, clientId;
  before(async () => {
    pool = await makePool(api);
    clientId = (await makeClient(api, pool)).ClientId;
  });
  const refresh = (token, ClientId = clientId) =>
    api.initiateAuth({ ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN: token } });

  test("tokens say who, for whom, and since when", async () => {
    const username = await makeUser(api, pool, { attributes: { email: "jane@example.com", given_name: "Jane" } });
    const { AccessToken, IdToken } = await signIn(api, clientId, username);
    const id = claims(IdToken);
    const access = claims(AccessToken);
    const issuer = `${server.url}/${pool}`;
    const { sub, origin_jti, event_id, auth_time } = id;
    const shared = { sub, origin_jti, event_id, auth_time, iss: issuer, iat: auth_time, exp: auth_time + 3600 };
    assert.deepEqual(id, {
      ...shared,
      "cognito:username": username,
      aud: clientId,
      email: "jane@example.com",
      given_name: "Jane",
      jti: id.jti,
      token_use: "id",
      ...("email_verified" in id && { email_verified: false }),
    });
    assert.deepEqual(access, {
      ...shared,
      client_id: clientId,
      jti: access.jti,
      scope: "aws.cognito.signin.user.admin",
      token_use: "access",
      username,
    });
    assert.notEqual(id.jti, access.jti);
    for (const token of [IdToken, AccessToken]) {
      assert.deepEqual(Object.keys(header(token)).sort(), ["alg", "kid"]);
      assert.equal(header(token).alg, "RS256");
    }
    assert.notEqual(header(IdToken).kid, header(AccessToken).kid);
  });

  test("a refresh gives fresh tokens of the same session, with what the user has become", async () => {
    const username = await makeUser(api, pool, { attributes: { nickname: "before" } });
    const first = await signIn(api, clientId, username);
    await api.adminUpdateUserAttributes({
      UserPoolId: pool,
      Username: username,
      UserAttributes: [{ Name: "nickname", Value: "after" }],
    });
    const { AuthenticationResult: second } = await refresh(first.RefreshToken);
    assert.equal(second.RefreshToken, undefined);
    const [before, after] = [claims(first.IdToken), claims(second.IdToken)];
    assert.equal(after.nickname, "after");
    for (const kept of ["origin_jti", "event_id", "auth_time", "sub"]) assert.equal(after[kept], before[kept], kept);
    assert.notEqual(after.jti, before.jti);
  });

  test("what no longer counts is refused by name", async () => {
    const username = await makeUser(api, pool);
    const tokens = await signIn(api, clientId, username);
    const other = (await makeClient(api, pool)).ClientId;
    await assert.rejects(
      refresh(tokens.RefreshToken, other),
      refused("NotAuthorizedException", "Refresh Token has different Client"),
    );
    await assert.rejects(refresh("garbage"), refused("NotAuthorizedException", "Invalid Refresh Token"));
    await assert.rejects(
      api.getUser({ AccessToken: tokens.IdToken }),
      refused("NotAuthorizedException", "Invalid Access Token"),
    );
    const [head, body, signature] = tokens.AccessToken.split(".");
    const flipped = (signature[10] === "A" ? "B" : "A");
    await assert.rejects(
      api.getUser({ AccessToken: `${head}.${body}.${signature.slice(0, 10)}${flipped}${signature.slice(11)}` }),
      refused("NotAuthorizedException", "Could not verify signature for Access Token"),
    );
  });

  test("revoking a refresh token ends its own session and no other", async () => {
    const username = await makeUser(api, pool);
    const [one, other] = [await signIn(api, clientId, username), await signIn(api, clientId, username)];
    await api.revokeToken({ ClientId: clientId, Token: one.RefreshToken });
    await api.revokeToken({ ClientId: clientId, Token: one.RefreshToken });
    await assert.rejects(
      refresh(one.RefreshToken),
      refused("NotAuthorizedException", "Refresh Token has been revoked"),
    );
    await assert.rejects(
      api.getUser({ AccessToken: one.AccessToken }),
      refused("NotAuthorizedException", "Access Token has been revoked"),
    );
    assert.equal((await api.getUser({ AccessToken: other.AccessToken })).Username, username);
    await assert.rejects(api.revokeToken({ ClientId: clientId, Token: other.AccessToken }), {
      name: "UnsupportedTokenTypeException",
    });
  });

  test("a global sign-out ends all sessions, by the user and by an administrator", async () => {
    const username = await makeUser(api, pool);
    for (const signOut of [
      ({ AccessToken }) => api.globalSignOut({ AccessToken }),
      () => api.adminUserGlobalSignOut({ UserPoolId: pool, Username: username }),
    ]) {
      const [one, other] = [await signIn(api, clientId, username), await signIn(api, clientId, username)];
      await signOut(one);
      for (const { AccessToken, RefreshToken } of [one, other]) {
        await assert.rejects(
          api.getUser({ AccessToken }),
          refused("NotAuthorizedException", "Access Token has been revoked"),
        );
        await assert.rejects(
          refresh(RefreshToken),
          refused("NotAuthorizedException", "Refresh Token has been revoked"),
        );
      }
    }
  });

  test("a rotated refresh token works once, and its reuse is reported", async () => {
    const { ClientId } = await makeClient(api, pool, {
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
    });
    const username = await makeUser(api, pool);
    const first = (await signIn(api, ClientId, username)).RefreshToken;
    await assert.rejects(
      refresh(first, ClientId),
      refused("UnsupportedOperationException", "This API does not support refresh token rotation"),
    );
    const rotate = async (RefreshToken) =>
      (await api.getTokensFromRefreshToken({ ClientId, RefreshToken })).AuthenticationResult.RefreshToken;
    const second = await rotate(first);
    assert.notEqual(second, first);
    await assert.rejects(rotate(first), refused("RefreshTokenReuseException", "Refresh token reuse detected"));
    assert.ok(await rotate(second), "reuse does not end the family");
  });

  test("within the grace period a rotated token can be tried again", async () => {
    const { ClientId } = await makeClient(api, pool, {
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 60 },
    });
    const first = (await signIn(api, ClientId, await makeUser(api, pool))).RefreshToken;
    const rotate = async (RefreshToken) =>
      (await api.getTokensFromRefreshToken({ ClientId, RefreshToken })).AuthenticationResult.RefreshToken;
    const second = await rotate(first);
    assert.equal(await rotate(first), second, "the same successor");
    assert.ok(await rotate(second));
    // What took its place was used: it is no retry any more.
    await assert.rejects(rotate(first), refused("RefreshTokenReuseException", "Refresh token reuse detected"));
  });

  test("wrong passwords and unknown names are told as the client wants it", async () => {
    const username = await makeUser(api, pool);
    const incorrect = refused("NotAuthorizedException", "Incorrect username or password.");
    await assert.rejects(signIn(api, clientId, username, "Wrong-horse-9"), incorrect);
    await assert.rejects(
      signIn(api, clientId, unique("nobody")),
      refused("UserNotFoundException", "User does not exist."),
    );
    const discreet = await makeClient(api, pool, { PreventUserExistenceErrors: "ENABLED" });
    await assert.rejects(signIn(api, discreet.ClientId, unique("nobody")), incorrect);
  });

  test("the sixth failure in a row finds the door locked, also for the right password", async () => {
    const username = await makeUser(api, pool);
    const incorrect = refused("NotAuthorizedException", "Incorrect username or password.");
    for (let failures = 0; failures < 5; failures += 1) {
      await assert.rejects(signIn(api, clientId, username, "Wrong-horse-9"), incorrect);
    }
    await assert.rejects(
      signIn(api, clientId, username),
      refused("NotAuthorizedException", "Password attempts exceeded"),
    );
  });

  test("flows that are off, of another API, or lack a parameter are refused", async () => {
    const { ClientId } = await makeClient(api, pool, { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
    const admitted = clientId;
    for (const [client, AuthFlow, AuthParameters, message] of [
      [ClientId, "USER_PASSWORD_AUTH", { USERNAME: "a", PASSWORD }, "USER_PASSWORD_AUTH flow not enabled for this client"],
      [ClientId, "USER_SRP_AUTH", { USERNAME: "a", SRP_A: "2" }, "USER_SRP_AUTH is not enabled for the client."],
      [ClientId, "ADMIN_USER_PASSWORD_AUTH", { USERNAME: "a", PASSWORD }, "Initiate Auth method not supported."],
      [admitted, "USER_SRP_AUTH", { USERNAME: "a" }, "Missing required parameter SRP_A"],
      [admitted, "USER_PASSWORD_AUTH", { USERNAME: "a" }, "Missing required parameter PASSWORD"],
    ]) {
      await assert.rejects(
        api.initiateAuth({ ClientId: client, AuthFlow, AuthParameters }),
        refused("InvalidParameterException", message),
      );
    }
  });

  test("an administrator signs a user in", async () => {
    const { ClientId } = await makeClient(api, pool, { ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] });
    const username = await makeUser(api, pool);
    const answer = await api.adminInitiateAuth({
      UserPoolId: pool,
      ClientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD },
    });
    assert.equal((await api.getUser({ AccessToken: answer.AuthenticationResult.AccessToken })).Username, username);
    await assert.rejects(
      api.adminInitiateAuth({
        UserPoolId: await makePool(api),
        ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: username, PASSWORD },
      }),
      (error) =>
        error.name === "ResourceNotFoundException" &&
        error.message.startsWith(`User pool client ${ClientId} does not exist in user pool `),
    );
  });
});

describe("passwords", () => {
  test("a forgotten password is replaced by the mailed code", async () => {
    const pool = await makeEmailPool(api);
    const { ClientId } = await makeClient(api, pool);
    const Username = await makePerson(api, pool);
    const { CodeDeliveryDetails } = await api.forgotPassword({ ClientId, Username });
    assert.deepEqual(CodeDeliveryDetails, {
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "j***@e***",
    });
    const sent = await code(server, Username);
    const confirm = (ConfirmationCode, Password) =>
      api.confirmForgotPassword({ ClientId, Username, ConfirmationCode, Password });
    await assert.rejects(
      confirm(sent === "000000" ? "000001" : "000000", "Another-horse-9"),
      refused("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
    await assert.rejects(
      confirm(sent, "no-capital-9"),
      refused(
        "InvalidPasswordException",
        "Password did not conform with policy: Password must have uppercase characters",
      ),
    );
    await confirm(sent, "Another-horse-9");
    await assert.rejects(
      signIn(api, ClientId, Username),
      refused("NotAuthorizedException", "Incorrect username or password."),
    );
    assert.ok(await signIn(api, ClientId, Username, "Another-horse-9"));
    await assert.rejects(
      confirm(sent, "Third-horse-9"),
      refused("ExpiredCodeException", "Invalid code provided, please request a code again."),
    );
  });

  test("a user without a verified address can't reset, and an unknown one is told or simulated", async () => {
    const pool = await makePool(api);
    const { ClientId } = await makeClient(api, pool);
    await assert.rejects(
      api.forgotPassword({ ClientId, Username: await makeUser(api, pool) }),
      refused(
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
      ),
    );
    await assert.rejects(
      api.forgotPassword({ ClientId, Username: unique("nobody") }),
      refused("UserNotFoundException", "Username/client id combination not found."),
    );
    const discreet = await makeClient(api, pool, { PreventUserExistenceErrors: "ENABLED" });
    const answer = await api.forgotPassword({ ClientId: discreet.ClientId, Username: unique("nobody") });
    assert.ok(answer.CodeDeliveryDetails.Destination);
  });

  test("a changed password leaves sessions alone", async () => {
    const pool = await makePool(api);
    const { ClientId } = await makeClient(api, pool);
    const username = await makeUser(api, pool);
    const { AccessToken, RefreshToken } = await signIn(api, ClientId, username);
    await assert.rejects(
      api.changePassword({ AccessToken, PreviousPassword: "Wrong-horse-9", ProposedPassword: "Another-horse-9" }),
      refused("NotAuthorizedException", "Incorrect username or password."),
    );
    await api.changePassword({ AccessToken, PreviousPassword: PASSWORD, ProposedPassword: "Another-horse-9" });
    assert.ok(await api.getUser({ AccessToken }));
    assert.ok(
      await api.initiateAuth({
        ClientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
    );
    assert.ok(await signIn(api, ClientId, username, "Another-horse-9"));
  });

  test("an earlier password is refused where the pool remembers it", async () => {
    const pool = await makePool(api, {
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8, PasswordHistorySize: 2, RequireLowercase: true, RequireNumbers: true,
          RequireSymbols: true, RequireUppercase: true,
        },
      },
    });
    const { ClientId } = await makeClient(api, pool);
    const username = await makeUser(api, pool);
    const { AccessToken } = await signIn(api, ClientId, username);
    await api.changePassword({ AccessToken, PreviousPassword: PASSWORD, ProposedPassword: "Another-horse-9" });
    await assert.rejects(
      api.changePassword({ AccessToken, PreviousPassword: "Another-horse-9", ProposedPassword: PASSWORD }),
      { name: "PasswordHistoryPolicyViolationException" },
    );
  });

  test("an invited user replaces the mailed password", async () => {
    const pool = await makeEmailPool(api);
    const { ClientId } = await makeClient(api, pool);
    const email = uniqueEmail();
    const { User } = await api.adminCreateUser({
      UserPoolId: pool,
      Username: email,
      UserAttributes: [{ Name: "email", Value: email }, { Name: "email_verified", Value: "true" }],
    });
    assert.equal(User.UserStatus, "FORCE_CHANGE_PASSWORD");
    const temporary = await code(server, email);
    const [{ body }] = await mails(server, email);
    assert.match(body, /Your username is .+, and this is your temporary password\./);

    const begin = () =>
      api.initiateAuth({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: temporary },
      });
    const { ChallengeName, ChallengeParameters, Session } = await begin();
    assert.equal(ChallengeName, "NEW_PASSWORD_REQUIRED");
    assert.equal(ChallengeParameters.requiredAttributes, "[]");
    const respond = (session, NEW_PASSWORD) =>
      api.respondToAuthChallenge({
        ClientId,
        ChallengeName,
        Session: session,
        ChallengeResponses: { USERNAME: ChallengeParameters.USER_ID_FOR_SRP, NEW_PASSWORD },
      });
    await assert.rejects(
      respond(Session, "Short1!"),
      refused("InvalidPasswordException", "Password does not conform to policy: Password not long enough"),
    );
    const answer = await respond(Session, PASSWORD);
    assert.ok(answer.AuthenticationResult.AccessToken, "the session outlives a weak password");
    await assert.rejects(
      respond(Session, "Another-horse-9"),
      refused("NotAuthorizedException", "Invalid session for the user, session can only be used once."),
    );
    await assert.rejects(begin(), refused("NotAuthorizedException", "Incorrect username or password."));
    assert.ok(await signIn(api, ClientId, email));
  });
});
