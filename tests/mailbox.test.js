// The dev mailbox: every message where developers can read it, and nowhere that others could.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PASSWORD, code, mails, makeClient, makeEmailPool, makePool, sdk, unique, uniqueEmail, withCode } from "./harness/cognito.js";
import { until } from "./harness/poll.js";
import { startServer } from "./harness/server.js";

describe("where it is on", () => {
  let server, api, pool, clientId;
  before(async () => {
    server = await startServer();
    api = sdk(server);
    pool = await makeEmailPool(api);
    clientId = (await makeClient(api, pool)).ClientId;
  });
  after(() => server?.stop());

  const signUp = (Username) => api.signUp({ ClientId: clientId, Username, Password: PASSWORD });

  test("a message has its address, channel, texts, code, pool and time", async () => {
    const email = uniqueEmail();
    const before = Date.now();
    await signUp(email);
    await code(server, email);
    const [mail] = await mails(server, email);
    for (const member of ["to", "channel", "subject", "body", "code", "link", "pool_id", "at"]) {
      assert.ok(member in mail, member);
    }
    assert.deepEqual([mail.to, mail.pool_id, mail.link], [email, pool, null]);
    assert.match(mail.channel, /^email$/i);
    assert.match(mail.code, /^\d{6}$/);
    assert.ok(mail.body.includes(mail.code));
    assert.ok(mail.subject);
    const at = new Date(mail.at).getTime();
    assert.ok(at >= before - 1000 && at <= Date.now() + 1000, `at is ${mail.at}`);
  });

  test("the newest comes first, of one address or of all", async () => {
    const [email, other] = [uniqueEmail(), uniqueEmail()];
    await signUp(email);
    await code(server, email);
    await api.resendConfirmationCode({ ClientId: clientId, Username: email });
    await code(server, email, { count: 2 });
    await signUp(other);
    await code(server, other);
    const own = await mails(server, email);
    assert.equal(own.length, 2);
    assert.ok(new Date(own[0].at) >= new Date(own[1].at));
    await api.confirmSignUp({ ClientId: clientId, Username: email, ConfirmationCode: own[0].code });

    const response = await fetch(`${server.url}/_dev/mailbox.json`);
    const all = await response.json();
    assert.equal(all[0].to, other);
    assert.deepEqual([...all].sort((a, b) => new Date(b.at) - new Date(a.at)).map(({ id }) => id), all.map(({ id }) => id));
    assert.deepEqual(await mails(server, uniqueEmail()), []);
  });

  test("a pool's own texts are used", async () => {
    const own = await makeEmailPool(api, {
      VerificationMessageTemplate: {
        DefaultEmailOption: "CONFIRM_WITH_CODE",
        EmailSubject: "Welcome to Acme",
        EmailMessage: "Type {####} where we asked you to.",
      },
    });
    const { ClientId } = await makeClient(api, own);
    const email = uniqueEmail();
    await api.signUp({ ClientId, Username: email, Password: PASSWORD });
    const sent = await code(server, email);
    const [{ subject, body }] = await mails(server, email);
    assert.deepEqual([subject, body], ["Welcome to Acme", `Type ${sent} where we asked you to.`]);
  });

  test("a text message shows as one", async () => {
    const own = await makePool(api, {
      UsernameAttributes: ["phone_number"],
      AutoVerifiedAttributes: ["phone_number"],
      SmsConfiguration: { SnsCallerArn: "arn:aws:iam::000000000000:role/sms", ExternalId: "x" },
    });
    const { ClientId } = await makeClient(api, own);
    const phone = `+1432555${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`;
    const { CodeDeliveryDetails } = await api.signUp({ ClientId, Username: phone, Password: PASSWORD });
    assert.deepEqual(CodeDeliveryDetails, {
      AttributeName: "phone_number",
      DeliveryMedium: "SMS",
      Destination: `+*******${phone.slice(-4)}`,
    });
    await code(server, phone);
    const [mail] = await mails(server, phone);
    assert.match(mail.channel, /^sms$/i);
  });

  test("the page shows the message and runs no script of strangers", async () => {
    const email = `${unique("x")}@example.com`;
    const nasty = await makeEmailPool(api, {
      VerificationMessageTemplate: {
        DefaultEmailOption: "CONFIRM_WITH_CODE",
        EmailMessage: "<script>alert(1)</script><img src=x onerror=alert(1)> {####}",
      },
    });
    const { ClientId } = await makeClient(api, nasty);
    await api.signUp({ ClientId, Username: email, Password: PASSWORD });
    const sent = await code(server, email);
    const head = await fetch(`${server.url}/_dev/mailbox`, { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    const response = await fetch(`${server.url}/_dev/mailbox`);
    const html = await response.text();
    assert.match(response.headers.get("content-type"), /^text\/html/);
    assert.ok(html.includes(sent) && html.includes(email));
    assert.ok(!html.includes("<script>alert") && !html.includes("<img src=x"));
  });

  test("the start page and the pages that wait for a message lead there", async () => {
    const start = await (await fetch(`${server.url}/`)).text();
    for (const there of ['href="/_dev/mailbox"', pool, server.url]) assert.ok(start.includes(there), there);
    const redirect_uri = "https://app.example/cb";
    const { ClientId } = await makeClient(api, pool, withCode(redirect_uri));
    const query = new URLSearchParams({ response_type: "code", client_id: ClientId, redirect_uri });
    const confirm = await (await fetch(`${server.url}/confirm?${query}`)).text();
    assert.ok(confirm.includes('href="/_dev/mailbox"'));
  });
});

test("without the variable there is none", async () => {
  for (const value of ["", "off", "true"]) {
    const server = await startServer({ env: { VESTIBULE_DEV_MAILBOX: value } });
    try {
      for (const path of ["/_dev/mailbox", "/_dev/mailbox.json", "/_dev/mailbox.json?to=a@example.com"]) {
        assert.equal((await fetch(server.url + path)).status, 404, `${path} with ${JSON.stringify(value)}`);
      }
    } finally {
      await server.stop();
    }
  }
});

test("a deployment that others can reach does not serve with the mailbox on", async () => {
  const server = await startServer({
    env: { VESTIBULE_PUBLIC_URL: "https://id.example.com", VESTIBULE_DEV_MAILBOX: "on" },
    healthy: false,
  });
  try {
    const answer = await until("an answer, or the end", () =>
      fetch(`${server.url}/healthz`).then(({ status }) => status, () => /ended/.test(server.log()) && "ended"),
    );
    assert.notEqual(answer, 200);
    for (const path of ["/_dev/mailbox", "/_dev/mailbox.json", "/"]) {
      const status = await fetch(server.url + path).then((response) => response.status, () => 503);
      assert.equal(status, 503, path);
    }
    await until("the reason in the log", () => server.log().includes("VESTIBULE_DEV_MAILBOX"));
  } finally {
    await server.stop();
  }
});

test("nor with a master secret that is too short", async () => {
  const server = await startServer({ env: { VESTIBULE_MASTER_SECRET: "Qx7vLp" }, healthy: false });
  try {
    const answer = await until("an answer, or the end", () =>
      fetch(`${server.url}/healthz`).then(({ status }) => status, () => /ended/.test(server.log()) && "ended"),
    );
    assert.notEqual(answer, 200);
    await until("the reason in the log", () => server.log().includes("VESTIBULE_MASTER_SECRET"));
    assert.ok(!server.log().includes("Qx7vLp"), "the secret itself is not logged");
  } finally {
    await server.stop();
  }
});
