// A flood of sign-ins from one address: it is told to come again, and everybody else goes on.

import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { PASSWORD, makeClient, makePool, makeUser, sdk } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer } from "./harness/server.js";

/** What the machine is said to hash in a second. */
const RATE = 192;
/** A quarter of the queue of hashes, which is as long as a second: as much of it as one address may have. */
const SHARE = 48;

let server, api, pool, client;
before(async () => {
  server = await startServer({ env: { VESTIBULE_BEHIND: "127.0.0.0/8, ::1", VESTIBULE_HASH_RATE: String(RATE) } });
  api = sdk(server);
  pool = await makePool(api);
  client = (await makeClient(api, pool)).ClientId;
});
after(() => server?.stop());

/** Begins a sign-in from an address; `answer` is its status and body, or undefined when the connection was cut. */
function begin(address, username) {
  const body = JSON.stringify({
    ClientId: client,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD },
  });
  const headers = {
    "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
    "content-type": "application/x-amz-json-1.1",
    "x-forwarded-for": address,
  };
  const options = { host: "127.0.0.1", port: server.port, method: "POST", path: "/", headers, agent: false };
  const outgoing = request(options);
  const answer = new Promise((resolve) => {
    outgoing.on("response", (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, text }));
      response.on("error", () => resolve(undefined));
    });
    outgoing.on("error", () => resolve(undefined));
  });
  outgoing.end(body);
  // By a reset: of an end alone `workerd` can't know that nobody reads any more.
  return { answer, hangUp: () => outgoing.socket.resetAndDestroy() };
}

const lines = (outcome) => server.log().split(`"outcome":"${outcome}"`).length - 1;

test("whoever asks for more than a share is refused, others sign in, and who hangs up is not waited for", async () => {
  const username = await makeUser(api, pool);
  const flood = Array.from({ length: 2 * SHARE }, (_, number) => begin("198.51.100.1", `nobody-${number}`));
  await until("a refusal", () => lines("throttled") > 0);
  const other = await begin("198.51.100.2", username).answer;
  assert.equal(other.status, 200, other.text);
  for (const { hangUp } of flood) hangUp();
  await until("an end of all", () => lines("throttled") + lines("unknown_user") >= 2 * SHARE);
  // Refused are those without a place, and those who gave theirs up.
  assert.ok(lines("throttled") > SHARE, `${lines("unknown_user")} were hashed`);
  const again = await begin("198.51.100.1", username).answer;
  assert.equal(again.status, 200, again.text);
});
