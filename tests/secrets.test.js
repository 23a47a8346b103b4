// Secrets are planted in every place that takes one, and then searched for in everything that the server wrote.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { code, makeClient, makeEmailPool, makePerson, sdk, signIn, uniqueEmail, withCode } from "./harness/cognito.js";
import { startServer, temporaryFolder } from "./harness/server.js";
import { Visitor, signInAt } from "./harness/visitor.js";
import { adminCall, call } from "./harness/wire.js";

const CALLBACK = "https://app.example/callback";
/** Where the server keeps its own secrets, for the operator to read. */
const KEPT = "secrets.env";

const state = temporaryFolder();
after(() => rmSync(state, { recursive: true, force: true }));

test("no password, code, token or client secret is found in logs, errors or the state folder", { timeout: 120_000 }, async () => {
  const secrets = new Map();
  const plant = (name, value) => (secrets.set(name, value), value);
  const bodies = [];
  /** A call that fails; its answer is searched too. */
  const failing = async (operation, input, send = call) => {
    const answer = await send(server, operation, input);
    assert.equal(answer.status, 400, answer.text);
    bodies.push([operation, answer.text + JSON.stringify([...answer.headers])]);
  };

  const server = await startServer({ state });
  const api = sdk(server);
  plant("admin secret key", server.adminSecret);
  const pool = await makeEmailPool(api);
  const { ClientId } = await makeClient(api, pool);
  const confidential = await makeClient(api, pool, withCode(CALLBACK, { GenerateSecret: true }));
  plant("client secret", confidential.ClientSecret);

  // By the API: sign-up, confirmation, sign-in, refresh, change, reset, invitation.
  const email = uniqueEmail();
  const password = plant("password", "Planted-password-Kx7q");
  await api.signUp({ ClientId, Username: email, Password: password });
  const confirmation = plant("confirmation code", await code(server, email));
  const wrongCode = confirmation === "998877" ? "998878" : "998877";
  await failing("ConfirmSignUp", { ClientId, Username: email, ConfirmationCode: wrongCode });
  await api.confirmSignUp({ ClientId, Username: email, ConfirmationCode: confirmation });
  const tokens = await signIn(api, ClientId, email, password);
  const plantTokens = (name, { AccessToken, IdToken, RefreshToken, access_token, id_token, refresh_token }) => {
    // Of a signed token the signature is what nobody else may have.
    plant(`access token ${name}`, (AccessToken ?? access_token).split(".")[2]);
    plant(`ID token ${name}`, (IdToken ?? id_token).split(".")[2]);
    if (RefreshToken ?? refresh_token) plant(`refresh token ${name}`, RefreshToken ?? refresh_token);
  };
  plantTokens("of a sign-in", tokens);
  const wrong = plant("wrong password", "Wrong-password-Zr4w");
  await failing("InitiateAuth", {
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: email, PASSWORD: wrong },
  });
  await failing("InitiateAuth", {
    ClientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: email, PASSWORD: wrong, SECRET_HASH: wrong },
  });
  const changed = plant("changed password", "Changed-password-Jn2v");
  await failing("ChangePassword", { AccessToken: tokens.AccessToken, PreviousPassword: wrong, ProposedPassword: changed });
  await api.changePassword({ AccessToken: tokens.AccessToken, PreviousPassword: password, ProposedPassword: changed });
  await api.forgotPassword({ ClientId, Username: email });
  const reset = plant("reset code", await code(server, email, { count: 2 }));
  const weak = plant("weak password", "planted-weak-qqq");
  await failing("ConfirmForgotPassword", { ClientId, Username: email, ConfirmationCode: reset, Password: weak });
  await failing("ConfirmForgotPassword", { ClientId, Username: email, ConfirmationCode: reset, Password: `${weak} 1` });
  const unused = uniqueEmail();
  await api.adminCreateUser({ UserPoolId: pool, Username: unused, UserAttributes: [{ Name: "email", Value: unused }] });
  const temporary = plant("temporary password", await code(server, unused));
  const challenge = await api.initiateAuth({
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: unused, PASSWORD: temporary },
  });
  // It begins with the client's id, which is no secret.
  plant("session", challenge.Session.slice(ClientId.length + 1));
  await failing("RespondToAuthChallenge", {
    ClientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: unused, NEW_PASSWORD: weak },
  });
  const given = plant("password of AdminSetUserPassword", "Given-password-Ht8m");
  await api.adminSetUserPassword({ UserPoolId: pool, Username: unused, Password: given, Permanent: true });
  await failing("AdminSetUserPassword", { UserPoolId: pool, Username: unused, Password: weak, Permanent: true }, adminCall);
  await failing("GetUser", { AccessToken: `${tokens.AccessToken}x` });
  await failing("GetTokensFromRefreshToken", { ClientId, RefreshToken: `${tokens.RefreshToken}x` });
  await failing("RevokeToken", { ClientId: confidential.ClientId, ClientSecret: wrong, Token: tokens.RefreshToken });
  await failing("GetUser", `{"AccessToken":"${tokens.AccessToken}"`);
  await failing("InitiateAuth", `{"AuthParameters":{"PASSWORD":"${password}",}`);

  // By the pages and the OAuth endpoints: in queries, forms and headers.
  const person = await makePerson(api, pool);
  const visitor = new Visitor(server);
  const query = new URLSearchParams({
    response_type: "code",
    client_id: confidential.ClientId,
    redirect_uri: CALLBACK,
    scope: "openid",
  });
  const page = await visitor.go(`/login?${query}`);
  const refused = await visitor.submit(page, { username: person, password: wrong });
  bodies.push(["/login", refused.text]);
  const back = new URL(await signInAt(visitor, `/oauth2/authorize?${query}`, person, "Correct-horse-9"));
  const authorization = plant("authorization code", back.searchParams.get("code"));
  visitor.cookies.delete("XSRF-TOKEN"); // stands in every form
  for (const [name, value] of visitor.cookies) plant(`cookie ${name}`, value);
  const exchange = (form) =>
    fetch(`${server.url}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: confidential.ClientId, ...form }),
    });
  const bad = await exchange({ grant_type: "authorization_code", client_secret: wrong, code: "garbage" });
  bodies.push(["/oauth2/token", await bad.text()]);
  const form = {
    grant_type: "authorization_code",
    client_secret: confidential.ClientSecret,
    code: authorization,
    redirect_uri: CALLBACK,
  };
  // Where a client may put its parameters is Cognito's choice; that they are logged nowhere is ours.
  const good = await fetch(
    `${server.url}/oauth2/token?${new URLSearchParams({ client_id: confidential.ClientId, ...form })}`,
    { method: "POST" },
  );
  assert.equal(good.status, 200);
  plantTokens("of a code", await good.json());
  bodies.push(["/oauth2/token", await (await exchange(form)).text()]);

  const log = server.log();
  assert.match(log, /"operation":"SignUp"/, "the log is the server's");
  await server.stop();

  const found = [];
  const search = (place, bytes) => {
    for (const [name, secret] of secrets) {
      if (forms(secret).some((form) => contains(bytes, form))) found.push(`${name} in ${place}`);
    }
  };
  search("the log", Buffer.from(log + server.log()));
  bodies.forEach(([name, text]) => search(`an error of ${name}`, Buffer.from(text)));
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.some(({ name }) => name.endsWith(".sqlite")), "the objects' databases are there");
  for (const { parentPath, path, name } of files) {
    const file = join(parentPath ?? path, name);
    if (basename(file) !== KEPT) search(file.slice(state.length + 1), readFileSync(file));
  }
  assert.deepEqual(found, []);

  // The search finds what is there.
  search("a control", Buffer.from(`x${Buffer.from(`yy${changed}`).toString("base64")}x`));
  assert.deepEqual(found, ["changed password in a control"]);
});

/** A piece of a secret that no page boundary of a database cuts apart. */
const PIECE = 24;

/** What a secret may look like: as it is, in hexadecimal, and in base64 at each of the three offsets. */
function forms(secret) {
  const pieces = secret.length <= 2 * PIECE ? [secret] : [secret.slice(0, PIECE), secret.slice(PIECE, 2 * PIECE)];
  return pieces.flatMap((piece) => {
    const bytes = Buffer.from(piece);
    const base64 = [0, 1, 2].flatMap((offset) => {
      // Without the characters at either end that neighbours have a part in.
      const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
      const whole = text.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3));
      return [whole, whole.replaceAll("+", "-").replaceAll("/", "_")];
    });
    return [piece, bytes.toString("hex"), bytes.toString("hex").toUpperCase(), ...base64];
  });
}

/** Whether `bytes` hold `text`; digits alone count only where no further digit makes them another number. */
function contains(bytes, text) {
  const digits = /^\d+$/.test(text);
  const isDigit = (byte) => byte >= 0x30 && byte <= 0x39;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
    if (!digits || !(isDigit(bytes[at - 1]) || isDigit(bytes[at + text.length]))) return true;
  }
  return false;
}
