// The API as bytes: envelopes, refusals at the door, signatures, CORS.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { PASSWORD, claims, makeClient, makePool, makeUser, sdk, signIn, unique } from "./harness/cognito.js";
import { startServer } from "./harness/server.js";
import { adminCall, call, request, send, sign } from "./harness/wire.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let server, api, pool, clientId;
before(async () => {
  server = await startServer();
  api = sdk(server);
  pool = await makePool(api);
  clientId = (await makeClient(api, pool)).ClientId;
});
after(() => server?.stop());

const passwordSignIn = (username, password = PASSWORD, ClientId = clientId) => ({
  ClientId,
  AuthFlow: "USER_PASSWORD_AUTH",
  AuthParameters: { USERNAME: username, PASSWORD: password },
});

/** An error as the service writes it: body, headers, and no more. */
function assertRefused(answer, type, message, { capital = false } = {}) {
  const member = capital ? "Message" : "message";
  assert.equal(answer.text, JSON.stringify({ __type: type, ...(message !== undefined && { [member]: message }) }));
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get("content-type"), "application/x-amz-json-1.1");
  assert.equal(answer.headers.get("x-amzn-errortype"), `${type}:`);
  assert.match(answer.headers.get("x-amzn-requestid"), UUID);
}

describe("answers", () => {
  test("a success has the service's headers, and its request id is the tokens' event_id", async () => {
    const username = await makeUser(api, pool);
    const answer = await call(server, "InitiateAuth", passwordSignIn(username));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "application/x-amz-json-1.1");
    const id = answer.headers.get("x-amzn-requestid");
    assert.match(id, UUID);
    assert.ok(answer.headers.get("content-length"));
    assert.deepEqual(Object.keys(answer.json).sort(), ["AuthenticationResult", "ChallengeParameters"]);
    assert.deepEqual(answer.json.ChallengeParameters, {});
    assert.equal(claims(answer.json.AuthenticationResult.AccessToken).event_id, id);
    assert.equal(claims(answer.json.AuthenticationResult.IdToken).event_id, id);
  });

  test("a success says when it was made", async () => {
    const answer = await adminCall(server, "DescribeUserPool", { UserPoolId: pool });
    const age = Date.now() - Date.parse(answer.headers.get("date"));
    assert.ok(Math.abs(age) < 60_000, `date is ${answer.headers.get("date")}`);
  });

  test("timestamps are seconds with at most three decimals", async () => {
    const { text } = await adminCall(server, "DescribeUserPool", { UserPoolId: pool });
    assert.match(text, /"CreationDate":\d{10}(\.\d{1,3})?[,}]/);
  });

  test("empty outputs are {} or nothing, as the model has it", async () => {
    const own = await makePool(api);
    const { ClientId } = await makeClient(api, own);
    const Username = await makeUser(api, own);
    await api.createResourceServer({ UserPoolId: own, Identifier: "api", Name: "API" });
    const { AccessToken } = await signIn(api, ClientId, await makeUser(api, own));
    for (const [operation, input, body] of [
      ["UpdateUserPool", { UserPoolId: own }, "{}"],
      ["AdminDisableUser", { UserPoolId: own, Username }, "{}"],
      ["AdminEnableUser", { UserPoolId: own, Username }, "{}"],
      ["AdminSetUserPassword", { UserPoolId: own, Username, Password: PASSWORD, Permanent: true }, "{}"],
      ["AdminDeleteUser", { UserPoolId: own, Username }, ""],
      ["DeleteUser", { AccessToken }, ""],
      ["DeleteResourceServer", { UserPoolId: own, Identifier: "api" }, ""],
      ["DeleteUserPoolClient", { UserPoolId: own, ClientId }, ""],
      ["DeleteUserPool", { UserPoolId: own }, ""],
    ]) {
      const answer = await adminCall(server, operation, input);
      assert.equal(answer.status, 200, operation);
      assert.equal(answer.text, body, operation);
      assert.match(answer.headers.get("x-amzn-requestid"), UUID);
    }
  });

  test("an error is its type and its message, in headers too", async () => {
    const answer = await call(server, "InitiateAuth", passwordSignIn(await makeUser(api, pool), "Wrong-horse-9"));
    assertRefused(answer, "NotAuthorizedException", "Incorrect username or password.");
    assert.equal(answer.headers.get("x-amzn-errormessage"), "Incorrect username or password.");
  });

  test("a family of rotated tokens that was revoked is refused without a word", async () => {
    const { ClientId } = await makeClient(api, pool, {
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
    });
    const { RefreshToken } = await signIn(api, ClientId, await makeUser(api, pool));
    await api.revokeToken({ ClientId, Token: RefreshToken });
    assertRefused(await call(server, "GetTokensFromRefreshToken", { ClientId, RefreshToken }), "NotAuthorizedException");
  });

  test("GetTokensFromRefreshToken has no challenge parameters", async () => {
    const { RefreshToken } = await signIn(api, clientId, await makeUser(api, pool));
    const { json } = await call(server, "GetTokensFromRefreshToken", { ClientId: clientId, RefreshToken });
    assert.deepEqual(Object.keys(json), ["AuthenticationResult"]);
    assert.equal(json.AuthenticationResult.RefreshToken, undefined);
  });

  test("revoking answers {}", async () => {
    const { RefreshToken } = await signIn(api, clientId, await makeUser(api, pool));
    for (const Token of [RefreshToken, RefreshToken]) {
      const answer = await call(server, "RevokeToken", { ClientId: clientId, Token });
      assert.deepEqual([answer.status, answer.text], [200, "{}"]);
    }
  });

  test("unknown members are ignored and null is absent", async () => {
    const username = await makeUser(api, pool);
    const input = { ...passwordSignIn(username), Unknown: { deep: [1] }, ClientMetadata: null, Session: null };
    assert.equal((await call(server, "InitiateAuth", input)).status, 200);
  });
});

describe("what is no request", () => {
  test("malformed JSON is a SerializationException", async () => {
    for (const body of ["", "{", "nonsense", '{"ClientId":', '{"ClientId":"a",}', "[1", '"text']) {
      const answer = await call(server, "InitiateAuth", body);
      if (body === "") {
        // No body is an empty structure, whose members are then missing.
        assert.equal(answer.status, 400);
        continue;
      }
      assert.equal(answer.status, 400, body);
      assert.equal(answer.json.__type, "SerializationException", body);
      assert.equal(answer.json.message, undefined, "the front end writes Message");
    }
  });

  test("JSON of the wrong type is told in the front end's words", async () => {
    for (const [input, message] of [
      [{ ...passwordSignIn("a"), ClientId: 1 }, "NUMBER_VALUE can not be converted to a String"],
      [{ ...passwordSignIn("a"), ClientId: true }, "TRUE_VALUE can not be converted to a String"],
      [{ ...passwordSignIn("a"), ClientId: {} }, "Start of structure or map found where not expected."],
      [{ ...passwordSignIn("a"), ClientId: [] }, "Start of list found where not expected"],
    ]) {
      assertRefused(await call(server, "InitiateAuth", input), "SerializationException", message, { capital: true });
    }
    for (const input of [[], "text", 1, { ...passwordSignIn("a"), AuthParameters: "text" }]) {
      const answer = await call(server, "InitiateAuth", JSON.stringify(input));
      assert.equal(answer.status, 400);
      assert.equal(answer.json.__type, "SerializationException");
    }
  });

  test("a number beyond 32 bits is no number", async () => {
    const answer = await adminCall(server, "ListUserPools", '{"MaxResults":4294967296}');
    assert.equal(answer.status, 400);
    assert.equal(answer.json.__type, "SerializationException");
  });

  test("bytes that are no UTF-8 are refused", async () => {
    const body = Buffer.concat([Buffer.from('{"ClientId":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')]);
    const answer = await call(server, "InitiateAuth", body);
    assert.equal(answer.status, 400);
    assert.equal(answer.json.__type, "SerializationException");
  });

  test("deep nesting is refused and breaks nothing", async () => {
    const answer = await call(server, "InitiateAuth", `{"ClientMetadata":${"[".repeat(15_000)}${"]".repeat(15_000)}}`);
    assert.equal(answer.status, 400);
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  });

  test("an unknown or missing operation is an UnknownOperationException", async () => {
    const plain = request(server, "InitiateAuth", {});
    for (const target of ["NoSuchOperation", "initiateauth", "", "InitiateAuth.InitiateAuth"]) {
      assertRefused(await call(server, target, {}), "UnknownOperationException");
    }
    for (const target of ["InitiateAuth", "AWSOtherService.InitiateAuth", undefined]) {
      const { "x-amz-target": _, ...headers } = plain.headers;
      const answer = await send({ ...plain, headers: { ...headers, ...(target && { "x-amz-target": target }) } });
      assertRefused(answer, "UnknownOperationException");
    }
  });

  test("an operation that is not built says so", async () => {
    const answer = await adminCall(server, "GetCSVHeader", { UserPoolId: pool });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.__type, "UnknownOperationException");
  });

  test("a body that is too large is refused and nothing of it is done", async () => {
    const Username = unique("large");
    const input = { ClientId: clientId, Username, Password: PASSWORD, ClientMetadata: { a: "x".repeat(70_000) } };
    const answer = await call(server, "SignUp", input);
    assert.equal(answer.status, 413);
    await assert.rejects(api.adminGetUser({ UserPoolId: pool, Username }), { name: "UserNotFoundException" });
    assert.notEqual((await call(server, "SignUp", "x".repeat(3_000_000))).status, 500);
  });

  test("another method on / is no call", async () => {
    // By GET, on this machine, it is the start page.
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      const { status } = await fetch(server.url, { method });
      assert.ok(status >= 400 && status < 500, `${method} answered ${status}`);
    }
  });
});

describe("members are checked before anything is looked up", () => {
  const nowhere = "eu-central-1_000000000";
  const each = [
    [
      "DescribeUserPool",
      {},
      "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
    ],
    [
      "DescribeUserPool",
      { UserPoolId: "no pool" },
      "1 validation error detected: Value 'no pool' at 'userPoolId' failed to satisfy constraint: " +
        "Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    ],
    [
      "ListUserPools",
      { MaxResults: 61 },
      "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: " +
        "Member must have value less than or equal to 60",
    ],
    [
      "ListUserPools",
      { MaxResults: 0 },
      "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: " +
        "Member must have value greater than or equal to 1",
    ],
    [
      "CreateUserPool",
      { PoolName: "a", Policies: { PasswordPolicy: { MinimumLength: 100 } } },
      "1 validation error detected: Value '100' at 'policies.passwordPolicy.minimumLength' failed to satisfy " +
        "constraint: Member must have value less than or equal to 99",
    ],
    [
      "CreateUserPool",
      { PoolName: "x".repeat(129) },
      `1 validation error detected: Value '${"x".repeat(129)}' at 'poolName' failed to satisfy constraint: ` +
        "Member must have length less than or equal to 128",
    ],
    [
      "AdminGetUser",
      { UserPoolId: nowhere, Username: "" },
      /^\d validation errors? detected: .*Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1/,
    ],
    [
      "CreateUserPool",
      { PoolName: "a", AutoVerifiedAttributes: ["given_name"] },
      "1 validation error detected: Value '[given_name]' at 'autoVerifiedAttributes' failed to satisfy constraint: " +
        "Member must satisfy constraint: [Member must satisfy enum value set: [phone_number, email]]",
    ],
    [
      "CreateResourceServer",
      { UserPoolId: nowhere, Identifier: "api", Name: "API", Scopes: [{ ScopeName: "", ScopeDescription: "d" }] },
      /'scopes\.1\.member\.scopeName' failed to satisfy constraint: Member must have length greater than or equal to 1/,
    ],
  ];
  for (const [index, [operation, input, message]] of each.entries()) {
    test(`${operation} ${index + 1}: ${JSON.stringify(input).slice(0, 60)}`, async () => {
      const answer = await adminCall(server, operation, input);
      if (message instanceof RegExp) {
        assert.equal(answer.json.__type, "InvalidParameterException");
        assert.match(answer.json.message, message);
      } else {
        assertRefused(answer, "InvalidParameterException", message);
      }
    });
  }

  test("several faults are counted, and secrets are not repeated", async () => {
    const answer = await call(server, "ConfirmForgotPassword", {
      ClientId: clientId,
      Username: "jane",
      ConfirmationCode: "no code",
      Password: "se cret",
    });
    assert.equal(answer.json.__type, "InvalidParameterException");
    assert.match(answer.json.message, /^\d validation errors? detected: /);
    assert.ok(!answer.text.includes("se cret"), answer.text);

    const short = await call(server, "ChangePassword", { PreviousPassword: "a b", ProposedPassword: "c d" });
    assert.match(short.json.message, /^\d validation errors detected: /);
    assert.match(short.json.message, /Value at 'accessToken' failed to satisfy constraint: Member must not be null/);
    assert.ok(!/a b|c d/.test(short.text), short.text);
  });
});

describe("signatures", () => {
  const describePool = () => request(server, "DescribeUserPool", { UserPoolId: pool });

  test("a signed call is answered, under any region", async () => {
    assert.equal((await send(await sign(server, describePool()))).status, 200);
    assert.equal((await send(await sign(server, describePool(), { checksum: false }))).status, 200);
  });

  test("an unsigned call, an unknown key and a garbled header are told apart", async () => {
    assertRefused(
      await send(describePool()),
      "MissingAuthenticationTokenException",
      "Missing Authentication Token",
    );
    assertRefused(
      await send(await sign(server, describePool(), { key: "AKIDUNKNOWNUNKNOWN00" })),
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    );
    const hash = createHash("sha256").update("garbage").digest("base64");
    const plain = describePool();
    assertRefused(
      await send({ ...plain, headers: { ...plain.headers, authorization: "garbage" } }),
      "IncompleteSignatureException",
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
        "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either " +
        "a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) " +
        `Authorization=${hash}`,
    );
  });

  test("what was changed after signing is refused", async () => {
    const signed = await sign(server, describePool());
    const mismatch =
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access " +
      "Key and signing method. Consult the service documentation for details.";
    const other = await makePool(api);
    for (const [what, tampered] of [
      ["the body", { ...signed, body: JSON.stringify({ UserPoolId: other }) }],
      [
        "the target",
        { ...signed, headers: { ...signed.headers, "x-amz-target": "AWSCognitoIdentityProviderService.DeleteUserPool" } },
      ],
      ["the secret", await sign(server, describePool(), { secret: "wrong" })],
      [
        "the signature",
        {
          ...signed,
          headers: { ...signed.headers, authorization: signed.headers.authorization.replace(/.$/, (c) => (c === "0" ? "1" : "0")) },
        },
      ],
    ]) {
      const answer = await send(tampered);
      assert.equal(answer.json.__type, "InvalidSignatureException", what);
      // Of a mismatch AWS goes on to print what it calculated from; the first paragraph is what can be relied on.
      assert.ok(answer.json.message.startsWith(mismatch) || what === "the body", `${what}: ${answer.json.message}`);
      assert.equal(answer.status, 400);
    }
    assert.equal((await send(await sign(server, describePool()))).status, 200, "the pool is still there");
  });

  test("a body whose hash is not signed is refused", async () => {
    const unsigned = describePool();
    const signed = await sign(server, {
      ...unsigned,
      headers: { ...unsigned.headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    });
    const answer = await send(signed);
    assert.equal(answer.status, 400);
    assert.match(answer.json.__type, /^(InvalidSignatureException|IncompleteSignatureException)$/);
  });

  test("a signature is good for five minutes, either way", async () => {
    const shifted = async (minutes) =>
      send(await sign(server, describePool(), { at: new Date(Date.now() + minutes * 60_000) }));
    assert.equal((await shifted(-4)).status, 200);
    assert.equal((await shifted(4)).status, 200);
    const stamp = String.raw`\d{8}T\d{6}Z`;
    const late = await shifted(-6);
    assert.equal(late.json.__type, "InvalidSignatureException");
    assert.match(
      late.json.message,
      new RegExp(String.raw`^Signature expired: ${stamp} is now earlier than ${stamp} \(${stamp} - 5 min\.\)$`),
    );
    const early = await shifted(6);
    assert.equal(early.json.__type, "InvalidSignatureException");
  });

  test("a signature for another service is refused", async () => {
    const answer = await send(await sign(server, describePool(), { service: "s3" }));
    assert.equal(answer.status, 400);
    assert.equal(answer.json.__type, "InvalidSignatureException");
  });

  test("a signature is checked before the members are", async () => {
    assertRefused(
      await call(server, "DescribeUserPool", {}),
      "MissingAuthenticationTokenException",
      "Missing Authentication Token",
    );
  });

  test("public operations never look at Authorization", async () => {
    const username = await makeUser(api, pool);
    const input = passwordSignIn(username);
    const signed = await sign(server, request(server, "InitiateAuth", input), { secret: "wrong" });
    for (const answer of [
      await call(server, "InitiateAuth", input),
      await call(server, "InitiateAuth", input, { authorization: "garbage" }),
      await send(signed),
    ]) {
      assert.equal(answer.status, 200);
    }
  });
});

describe("browsers of other origins", () => {
  const origin = { origin: "https://app.example" };

  test("successes and errors alike may be read", async () => {
    const username = await makeUser(api, pool);
    for (const answer of [
      await call(server, "InitiateAuth", passwordSignIn(username), origin),
      await call(server, "InitiateAuth", passwordSignIn(username, "Wrong-horse-9"), origin),
      await call(server, "InitiateAuth", "{", origin),
      await call(server, "NoSuchOperation", {}, origin),
    ]) {
      assert.equal(answer.headers.get("access-control-allow-origin"), "*");
      assert.equal(
        answer.headers.get("access-control-expose-headers"),
        "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
      );
      assert.equal(answer.headers.get("access-control-allow-credentials"), null);
    }
  });

  test("a preflight is allowed what it asks for", async () => {
    const asked = "content-type,x-amz-target,x-amz-user-agent,cache-control";
    const { status, headers } = await fetch(server.url, {
      method: "OPTIONS",
      headers: { ...origin, "access-control-request-method": "POST", "access-control-request-headers": asked },
    });
    assert.equal(status, 200);
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.match(headers.get("access-control-allow-methods"), /\bPOST\b/);
    assert.equal(headers.get("access-control-allow-headers"), asked);
    assert.equal(headers.get("access-control-max-age"), "172800");
  });
});
