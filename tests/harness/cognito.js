// The API through AWS's own SDK, and pools, clients and people to try it on.

import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { randomInt, randomUUID } from "node:crypto";
import { until } from "./poll.js";

/** Fits the default policy. */
export const PASSWORD = "Correct-horse-9";

/** The SDK's client of a server. A call is made once: what goes wrong is what the test is about. */
export function sdk({ url, adminKey, adminSecret }, settings = {}) {
  return new CognitoIdentityProvider({
    endpoint: url,
    region: "eu-central-1",
    credentials: { accessKeyId: adminKey, secretAccessKey: adminSecret },
    maxAttempts: 1,
    ...settings,
  });
}

/** A name that nobody else has. */
export const unique = (prefix = "name") => `${prefix}-${randomUUID().slice(0, 13)}`;
export const uniqueEmail = () => `${unique("jane")}@example.com`;
export const uniquePhone = () => `+1432${String(randomInt(10_000_000)).padStart(7, "0")}`;

/** Makes a pool; gives its id. */
export async function makePool(api, settings = {}) {
  const { UserPool } = await api.createUserPool({ PoolName: unique("pool"), ...settings });
  return UserPool.Id;
}

/** Makes a pool whose people sign in with an e-mail address, and confirm it by a code. */
export const makeEmailPool = (api, settings = {}) =>
  makePool(api, { UsernameAttributes: ["email"], AutoVerifiedAttributes: ["email"], ...settings });

/** The senders that a pool needs, before it may send codes that are a second factor. */
export const senders = {
  EmailConfiguration: {
    EmailSendingAccount: "DEVELOPER",
    SourceArn: "arn:aws:ses:eu-central-1:000000000000:identity/example.com",
  },
  SmsConfiguration: { SnsCallerArn: "arn:aws:iam::000000000000:role/sms", ExternalId: "x" },
};

/** Makes a pool in which `of` are second factors, whose people may have one (`"OPTIONAL"`) or must (`"ON"`). */
export async function makeFactorPool(api, mode, of, settings = {}) {
  const pool = await makePool(api, { ...senders, ...settings });
  await api.setUserPoolMfaConfig({
    UserPoolId: pool,
    MfaConfiguration: mode,
    ...(of.includes("app") && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(of.includes("sms") && { SmsMfaConfiguration: { SmsAuthenticationMessage: "Type {####}" } }),
    ...(of.includes("email") && { EmailMfaConfiguration: { Subject: "Sign in", Message: "Type {####}" } }),
  });
  return pool;
}

/** Makes a client; gives what `CreateUserPoolClient` says of it. */
export async function makeClient(api, pool, settings = {}) {
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: pool,
    ClientName: unique("client"),
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    ...settings,
  });
  return UserPoolClient;
}

/** Settings of a client that sends people to the hosted pages and back to `redirectUri`. */
export const withCode = (redirectUri, settings = {}) => ({
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
  CallbackURLs: [redirectUri],
  LogoutURLs: [redirectUri],
  SupportedIdentityProviders: ["COGNITO"],
  ...settings,
});

/** Makes a confirmed user; gives the name to sign in with. */
export async function makeUser(api, pool, { username = unique("jane"), password = PASSWORD, attributes = {} } = {}) {
  await api.adminCreateUser({
    UserPoolId: pool,
    Username: username,
    MessageAction: "SUPPRESS",
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  });
  await api.adminSetUserPassword({ UserPoolId: pool, Username: username, Password: password, Permanent: true });
  return username;
}

/** Makes a confirmed user of an e-mail pool; gives the address. */
export const makePerson = (api, pool, email = uniqueEmail()) =>
  makeUser(api, pool, { username: email, attributes: { email, email_verified: "true" } });

/** Signs in by name and password; gives `AuthenticationResult`. */
export async function signIn(api, clientId, username, password = PASSWORD) {
  const answer = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });
  return answer.AuthenticationResult;
}

/** What was sent to an address, newest first. */
export async function mails({ url }, to) {
  const response = await fetch(`${url}/_dev/mailbox.json?to=${encodeURIComponent(to)}`);
  if (response.status !== 200) throw new Error(`the dev mailbox answered ${response.status}`);
  return response.json();
}

/** The newest code sent to an address, once at least `count` were. */
export async function code(server, to, { count = 1, within } = {}) {
  const arrived = await until(`mail ${count} to ${to}`, async () => {
    const all = await mails(server, to);
    return all.length >= count && all;
  }, { within });
  return arrived[0].code;
}

/** What a token says. */
export const claims = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));
export const header = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[0], "base64url"));

/** For `assert.rejects`: an error as the SDK exposes it, whole. */
export const refused = (name, message) => (error) => {
  if (error.name === name && error.message === message) return true;
  throw new Error(`expected ${name}: ${message}\nfound    ${error.name}: ${error.message}`);
};
