// What an application does with AWS's own SDK, and what it is told: pools, clients, resource servers.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import {
  PASSWORD, makeClient, makePool, makeUser, refused, sdk, unique,
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

describe("user pools", () => {
  test("a new pool has the service's defaults", async () => {
    const name = unique("pool");
    const { UserPool } = await api.createUserPool({ PoolName: name });
    assert.match(UserPool.Id, /^eu-central-1_[0-9a-zA-Z]{9}$/);
    assert.ok(UserPool.CreationDate instanceof Date);
    const { Id, Arn, CreationDate, LastModifiedDate, SchemaAttributes, ...rest } = UserPool;
    assert.deepEqual(rest, {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: "verified_email", Priority: 1 },
          { Name: "verified_phone_number", Priority: 2 },
        ],
      },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      DeletionProtection: "INACTIVE",
      EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
      EstimatedNumberOfUsers: 0,
      IssuerConfiguration: { Type: "ORIGINAL" },
      KeyConfiguration: { KeyType: "AWS_OWNED_KEY" },
      LambdaConfig: {},
      MfaConfiguration: "OFF",
      Name: name,
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] },
      },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
      UserPoolTier: "ESSENTIALS",
      VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
    });
    assert.deepEqual(
      SchemaAttributes.map(({ Name }) => Name),
      [
        "sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile",
        "picture", "website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale", "phone_number",
        "phone_number_verified", "address", "updated_at",
      ],
    );
    assert.deepEqual(SchemaAttributes[0], {
      AttributeDataType: "String",
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Name: "sub",
      Required: true,
      StringAttributeConstraints: { MinLength: "1", MaxLength: "2048" },
    });
  });

  test("describing a pool adds its tags and the attribute identities", async () => {
    const pool = await makePool(api);
    const { UserPool } = await api.describeUserPool({ UserPoolId: pool });
    assert.deepEqual(UserPool.UserPoolTags, {});
    assert.equal(UserPool.SchemaAttributes.length, 21);
    assert.deepEqual(UserPool.SchemaAttributes.find(({ Name }) => Name === "identities")?.StringAttributeConstraints, {});
  });

  test("an update resets what it leaves out but the policies, and deleting ends the pool", async () => {
    const pool = await makePool(api, {
      Policies: { PasswordPolicy: { MinimumLength: 20 } },
      UserPoolTags: { team: "a" },
    });
    await api.updateUserPool({ UserPoolId: pool, AutoVerifiedAttributes: ["email"] });
    const { UserPool } = await api.describeUserPool({ UserPoolId: pool });
    assert.deepEqual(UserPool.AutoVerifiedAttributes, ["email"]);
    assert.deepEqual(UserPool.UserPoolTags, {});
    assert.equal(UserPool.Policies.PasswordPolicy.MinimumLength, 20);

    await api.deleteUserPool({ UserPoolId: pool });
    const gone = refused("ResourceNotFoundException", `User pool ${pool} does not exist.`);
    await assert.rejects(api.describeUserPool({ UserPoolId: pool }), gone);
    await assert.rejects(makeClient(api, pool), gone);
  });

  test("a partial password policy leaves the other requirements out", async () => {
    const pool = await makePool(api, { Policies: { PasswordPolicy: { MinimumLength: 12 } } });
    const { UserPool } = await api.describeUserPool({ UserPoolId: pool });
    const { MinimumLength, RequireLowercase, RequireNumbers, RequireSymbols, RequireUppercase } =
      UserPool.Policies.PasswordPolicy;
    assert.deepEqual(
      [MinimumLength, RequireLowercase, RequireNumbers, RequireSymbols, RequireUppercase],
      [12, false, false, false, false],
    );
  });

  test("deletion protection protects", async () => {
    const pool = await makePool(api, { DeletionProtection: "ACTIVE" });
    await assert.rejects(
      api.deleteUserPool({ UserPoolId: pool }),
      refused(
        "InvalidParameterException",
        "The user pool cannot be deleted because deletion protection is activated. " +
          "Deletion protection must be inactivated first.",
      ),
    );
    await api.updateUserPool({ UserPoolId: pool, DeletionProtection: "INACTIVE" });
    await api.deleteUserPool({ UserPoolId: pool });
  });

  test("a domain holds its pool until it is deleted", async () => {
    const pool = await makePool(api);
    const domain = unique("domain");
    await api.createUserPoolDomain({ UserPoolId: pool, Domain: domain });
    const { DomainDescription } = await api.describeUserPoolDomain({ Domain: domain });
    assert.equal(DomainDescription.UserPoolId, pool);
    await assert.rejects(
      api.createUserPoolDomain({ UserPoolId: await makePool(api), Domain: domain }),
      refused("InvalidParameterException", "Domain already associated with another user pool."),
    );
    await assert.rejects(
      api.deleteUserPool({ UserPoolId: pool }),
      refused(
        "InvalidParameterException",
        "User pool cannot be deleted. It has a domain configured that should be deleted first.",
      ),
    );
    await api.deleteUserPoolDomain({ UserPoolId: pool, Domain: domain });
    assert.deepEqual((await api.describeUserPoolDomain({ Domain: domain })).DomainDescription, {});
    await api.deleteUserPool({ UserPoolId: pool });
  });

  test("every pool is listed once, page by page", async () => {
    const made = [];
    for (let index = 0; index < 5; index += 1) made.push(await makePool(api));
    const listed = [];
    let NextToken;
    do {
      const page = await api.listUserPools({ MaxResults: 3, NextToken });
      assert.ok(page.UserPools.length <= 3);
      listed.push(...page.UserPools.map(({ Id }) => Id));
      NextToken = page.NextToken;
    } while (NextToken);
    assert.equal(new Set(listed).size, listed.length);
    assert.deepEqual(made.filter((pool) => !listed.includes(pool)), []);
  });

  test("custom attributes can be added, once", async () => {
    const pool = await makePool(api);
    const CustomAttributes = [{ Name: "team", AttributeDataType: "String", Mutable: true }];
    await api.addCustomAttributes({ UserPoolId: pool, CustomAttributes });
    const username = await makeUser(api, pool, { attributes: { "custom:team": "red" } });
    assert.equal(attributesOf(await api.adminGetUser({ UserPoolId: pool, Username: username }))["custom:team"], "red");
    await assert.rejects(
      api.addCustomAttributes({ UserPoolId: pool, CustomAttributes }),
      (error) => error.name === "InvalidParameterException",
    );
  });

  test("a setting whose feature is not built is refused, not forgotten", async () => {
    for (const settings of [
      { MfaConfiguration: "OPTIONAL" },
      { LambdaConfig: { PreSignUp: "arn:aws:lambda:eu-central-1:000000000000:function:pre" } },
    ]) {
      await assert.rejects(api.createUserPool({ PoolName: unique(), ...settings }), {
        name: "InvalidParameterException",
      });
    }
  });
});

describe("app clients", () => {
  test("a new client has the service's defaults and no secret", async () => {
    const pool = await makePool(api);
    const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId: pool, ClientName: "app" });
    const { ClientId, CreationDate, LastModifiedDate, ...rest } = UserPoolClient;
    assert.match(ClientId, /^[a-z0-9]{25,26}$/);
    assert.deepEqual(rest, {
      AllowedOAuthFlowsUserPoolClient: false,
      AuthSessionValidity: 3,
      ClientName: "app",
      EnablePropagateAdditionalUserContextData: false,
      EnableTokenRevocation: true,
      RefreshTokenValidity: 30,
      TokenValidityUnits: {},
      UserPoolId: pool,
    });
  });

  test("a client lives from creation to deletion", async () => {
    const pool = await makePool(api);
    const made = await makeClient(api, pool, { GenerateSecret: true });
    assert.match(made.ClientSecret, /^[a-z0-9]{51,52}$/);
    const id = { UserPoolId: pool, ClientId: made.ClientId };
    assert.deepEqual((await api.describeUserPoolClient(id)).UserPoolClient, made);

    const updated = (await api.updateUserPoolClient({ ...id, RefreshTokenValidity: 5 })).UserPoolClient;
    assert.equal(updated.RefreshTokenValidity, 5);
    assert.equal(updated.ClientName, made.ClientName);
    assert.equal(updated.ExplicitAuthFlows, undefined);

    const { UserPoolClients } = await api.listUserPoolClients({ UserPoolId: pool });
    assert.deepEqual(UserPoolClients, [{ ClientId: made.ClientId, ClientName: made.ClientName, UserPoolId: pool }]);

    await api.deleteUserPoolClient(id);
    await assert.rejects(
      api.describeUserPoolClient(id),
      refused("ResourceNotFoundException", `User pool client ${made.ClientId} does not exist.`),
    );
  });

  test("contradictory settings are refused with the service's words", async () => {
    const pool = await makePool(api);
    const oauth = { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: ["openid"] };
    const code = { ...oauth, AllowedOAuthFlows: ["code"] };
    for (const [settings, name, message] of [
      [
        { AllowedOAuthFlowsUserPoolClient: true },
        "InvalidParameterException",
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
      ],
      [
        { ...oauth, AllowedOAuthFlows: ["client_credentials"] },
        "InvalidOAuthFlowException",
        "client_credentials flow can not be selected if client does not have a client secret.",
      ],
      [
        { ...oauth, AllowedOAuthFlows: ["client_credentials", "code"], GenerateSecret: true },
        "InvalidOAuthFlowException",
        "client_credentials flow can not be selected along with code flow or implicit flow.",
      ],
      [
        code,
        "InvalidOAuthFlowException",
        "CallbackUrls can not be empty when code flow or implicit flow is selected",
      ],
      [
        { ...code, AllowedOAuthScopes: ["api/read"], CallbackURLs: ["https://app.example"] },
        "ScopeDoesNotExistException",
        "Invalid scope requested: api/read",
      ],
      [
        { ...code, CallbackURLs: ["https://app.example/#part"] },
        "InvalidParameterException",
        "https://app.example/#part cannot use fragment",
      ],
      [
        { ...code, CallbackURLs: ["http://app.example/"] },
        "InvalidParameterException",
        "http://app.example/ cannot use the HTTP protocol.",
      ],
      [
        { ...code, CallbackURLs: ["https://app.example/"], DefaultRedirectURI: "https://other.example/" },
        "InvalidParameterException",
        "The default redirect URI https://other.example/ is not in the callback URIs list.",
      ],
      [
        { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"], RefreshTokenRotation: { Feature: "ENABLED" } },
        "InvalidParameterException",
        "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.",
      ],
      [
        { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"] },
        "InvalidParameterException",
        "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
      ],
    ]) {
      await assert.rejects(
        api.createUserPoolClient({ UserPoolId: pool, ClientName: "app", ...settings }),
        refused(name, message),
      );
    }
  });

  test("a client with a secret asks for the secret hash", async () => {
    const pool = await makePool(api);
    const { ClientId, ClientSecret } = await makeClient(api, pool, { GenerateSecret: true });
    const username = await makeUser(api, pool);
    const signInWith = (SECRET_HASH) =>
      api.initiateAuth({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: username, PASSWORD, ...(SECRET_HASH && { SECRET_HASH }) },
      });
    const hash = createHmac("sha256", ClientSecret).update(username + ClientId).digest("base64");
    assert.ok((await signInWith(hash)).AuthenticationResult.AccessToken);
    await assert.rejects(
      signInWith(),
      refused("NotAuthorizedException", `Client ${ClientId} is configured with secret but SECRET_HASH was not received`),
    );
    await assert.rejects(
      signInWith(Buffer.from("wrong").toString("base64")),
      refused("NotAuthorizedException", `Unable to verify secret hash for client ${ClientId}`),
    );
    await assert.rejects(
      api.signUp({ ClientId, Username: unique(), Password: PASSWORD }),
      refused("NotAuthorizedException", `Client ${ClientId} is configured for secret but secret was not received`),
    );
  });
});

describe("resource servers", () => {
  test("one lives from creation to deletion", async () => {
    const pool = await makePool(api);
    const id = { UserPoolId: pool, Identifier: "api" };
    const Scopes = [{ ScopeName: "read", ScopeDescription: "Read everything" }];
    const { ResourceServer } = await api.createResourceServer({ ...id, Name: "API", Scopes });
    assert.deepEqual(ResourceServer, { ...id, Name: "API", Scopes });
    assert.deepEqual((await api.describeResourceServer(id)).ResourceServer, ResourceServer);
    await api.updateResourceServer({ ...id, Name: "Renamed", Scopes: [] });
    const { ResourceServers } = await api.listResourceServers({ UserPoolId: pool });
    assert.deepEqual(ResourceServers.map(({ Name }) => Name), ["Renamed"]);
    await api.deleteResourceServer(id);
    await assert.rejects(api.describeResourceServer(id), {
      name: "ResourceNotFoundException",
      message: "Resource server api does not exist.",
    });
  });
});
