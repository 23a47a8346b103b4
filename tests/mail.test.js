// Messages that leave: by mail servers, AWS's APIs and hooks that are not ours.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { PASSWORD, makeClient, makeEmailPool, makePool, mails, refused, sdk, unique, uniqueEmail } from "./harness/cognito.js";
import { authority, login, startAws, startHook, startMailServer } from "./harness/mail.js";
import { until } from "./harness/poll.js";
import { startServer } from "./harness/server.js";

const FROM = "no-reply@id.example";
const SECRET = "a secret of the hook's, of 32 bytes or more";
const undelivered = refused("CodeDeliveryFailureException", "Unable to deliver code to user");
const phone = () => `+1432555${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}`;

/** A pool of a server, with a client, and a way to sign up in it. */
async function people(server, { sms = false, client = {}, pool = {} } = {}) {
  const api = sdk(server);
  const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::000000000000:role/sms", ExternalId: "x" };
  const byPhone = { UsernameAttributes: ["phone_number"], AutoVerifiedAttributes: ["phone_number"], SmsConfiguration };
  const id = await (sms ? makePool(api, { ...byPhone, ...pool }) : makeEmailPool(api, pool));
  const { ClientId } = await makeClient(api, id, client);
  const signUp = (Username, UserAttributes = []) => api.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes });
  const confirm = (Username, ConfirmationCode) => api.confirmSignUp({ ClientId, Username, ConfirmationCode });
  return { api, id, ClientId, signUp, confirm };
}

const codeIn = (text) => text.match(/\b\d{6}\b/)[0];

describe("by a mail server with TLS from the first byte", () => {
  let smtp, hook, server, pool;
  before(async () => {
    smtp = await startMailServer("implicit");
    server = await startServer({
      env: {
        VESTIBULE_MAIL: `smtps://localhost:${smtp.port}`,
        VESTIBULE_MAIL_FROM: `Acme, Inc. <${FROM}>`,
        VESTIBULE_MAIL_SENDERS: "acme.example",
        VESTIBULE_MAIL_CA: authority,
        ...login,
      },
    });
    pool = await people(server);
  });
  after(async () => {
    await server?.stop();
    smtp?.stop();
    hook?.stop();
  });

  test("a mail is whole, and its code confirms", async () => {
    const email = uniqueEmail();
    await pool.signUp(email);
    const mail = await smtp.messageTo(email);
    assert.deepEqual([mail.by_tls, mail.from_, mail.to, mail.defects], [true, FROM, [email], []]);
    assert.equal(mail.kind, "multipart/alternative");
    const { head } = mail;
    assert.equal(head.From, `"Acme, Inc." <${FROM}>`);
    assert.equal(head.To, email);
    assert.match(head.Subject, /^Confirm your .+ account$/);
    assert.match(head["Message-ID"], /^<[0-9a-f-]{36}@id\.example>$/);
    assert.ok(Math.abs(new Date(head.Date) - Date.now()) < 60_000, head.Date);
    assert.ok(mail.text.includes("24 hours") && mail.html.includes("24 hours"));
    assert.equal(codeIn(mail.text), codeIn(mail.html.replace(/<style>.*<\/style>/s, "").replace(/#[0-9a-f]{6}/g, "")));
    assert.ok(!/<img|src=|url\(/.test(mail.html));
    await pool.confirm(email, codeIn(mail.text));
    assert.ok(smtp.events.some(({ event, success }) => event === "login" && success));
    // What leaves is in no mailbox of ours.
    assert.deepEqual(await mails(server, email), []);
  });

  test("it is written in the person's language", async () => {
    const email = uniqueEmail();
    await pool.signUp(email, [{ Name: "locale", Value: "de-AT" }]);
    const mail = await smtp.messageTo(email);
    assert.match(mail.head.Subject, /^Bestätigen Sie Ihr Konto bei /);
    assert.ok(mail.text.includes("Der Code gilt 24 Stunden."));
  });

  test("an address beyond ASCII is written to as it is", async () => {
    const email = `jürgen-${uniqueEmail()}`;
    await pool.signUp(email);
    const mail = await smtp.messageTo(email);
    assert.deepEqual([mail.head.To, mail.defects], [email, []]);
    assert.ok(mail.options.includes("SMTPUTF8") && mail.options.includes("BODY=8BITMIME"), mail.options);
  });

  test("names and texts from outside add nothing to its head", async () => {
    const own = await people(server, {
      pool: {
        VerificationMessageTemplate: {
          EmailSubject: "Grüße\r\nBcc: eve@example.com",
          EmailMessage: ".\r\n.\r\nQUIT\r\n<p>{####}</p>\r\n.\r\n",
        },
      },
    });
    const email = uniqueEmail();
    await own.signUp(email);
    const mail = await smtp.messageTo(email);
    assert.ok(!mail.names.some((name) => /^bcc$/i.test(name)), mail.names);
    assert.equal(mail.head.Subject, "Grüße Bcc: eve@example.com");
    assert.match(mail.html.replaceAll("\r\n", "\n"), /^\.\n\.\nQUIT\n<p>\d{6}<\/p>\n\.\n/);
  });

  test("a pool sends as whom the deployment names, and as nobody else", async () => {
    const SourceArn = "arn:aws:ses:eu-central-1:000000000000:identity/acme.example";
    const sendingAs = (From, more) => ({
      EmailConfiguration: { EmailSendingAccount: "DEVELOPER", SourceArn, From, ...more },
    });
    const named = await people(server, {
      pool: sendingAs("Grüße <hello@acme.example>", { ReplyToEmailAddress: "help@elsewhere.example" }),
    });
    const email = uniqueEmail();
    await named.signUp(email);
    const mail = await smtp.messageTo(email);
    assert.deepEqual([mail.from_, mail.defects], ["hello@acme.example", []]);
    assert.match(mail.head.From, /Grüße.* <hello@acme\.example>/);
    assert.equal(mail.head["Reply-To"], "help@elsewhere.example");
    const notAllowed = refused(
      "InvalidEmailRoleAccessPolicyException",
      "Cognito is not allowed to use your email identity",
    );
    await assert.rejects(people(server, { pool: sendingAs("service@bank.example") }), notAllowed);
  });

  test("who has no mailbox is told of, and the log says why and not whom", async () => {
    const email = `refused-${uniqueEmail()}`;
    await assert.rejects(pool.signUp(email), undelivered);
    await until("the cause in the log", () => server.log().includes("550 5.1.1 to RCPT"));
    assert.ok(!server.log().includes(email));
  });

  test("of a client that hides its users nobody hears of it", async () => {
    const hiding = await people(server, { client: { PreventUserExistenceErrors: "ENABLED" } });
    await hiding.signUp(`refused-${uniqueEmail()}`);
    await hiding.signUp(`later-${uniqueEmail()}`);
  });

  test("a server that gives no answer is not waited for longer than ten seconds", async () => {
    const started = performance.now();
    await assert.rejects(pool.signUp(`silent-${uniqueEmail()}`), undelivered);
    const took = performance.now() - started;
    assert.ok(took > 8_000 && took < 15_000, `${took} ms`);
    await until("the cause in the log", () => /no end in \d+ ms/.test(server.log()));
  });
});

test("by STARTTLS, and with AUTH LOGIN where there is no PLAIN", async () => {
  const smtp = await startMailServer("starttls", { excluded: ["PLAIN"] });
  const server = await startServer({
    env: {
      VESTIBULE_MAIL: `smtp://localhost:${smtp.port}`,
      VESTIBULE_MAIL_FROM: FROM,
      VESTIBULE_MAIL_CA: authority,
      ...login,
    },
  });
  try {
    const pool = await people(server);
    const email = uniqueEmail();
    await pool.signUp(email);
    const mail = await smtp.messageTo(email);
    assert.equal(mail.by_tls, true);
    await pool.confirm(email, codeIn(mail.text));
    const { mechanism, success } = smtp.events.find(({ event }) => event === "login");
    assert.deepEqual([mechanism, success], ["LOGIN", true]);
  } finally {
    await server.stop();
    smtp.stop();
  }
});

for (const [scheme, security] of [["smtps", "implicit"], ["smtp", "starttls"]]) {
  test(`by ${security} TLS nothing is said to a server whose certificate nobody vouches for`, async () => {
    const smtp = await startMailServer(security);
    const VESTIBULE_MAIL = `${scheme}://localhost:${smtp.port}`;
    const server = await startServer({ env: { VESTIBULE_MAIL, VESTIBULE_MAIL_FROM: FROM, ...login } });
    try {
      await assert.rejects((await people(server)).signUp(uniqueEmail()), undelivered);
      assert.deepEqual(smtp.events.filter(({ event }) => event !== "listening"), []);
    } finally {
      await server.stop();
      smtp.stop();
    }
  });
}

test("a wrong password is for later, and a server without TLS is never spoken to in clear", async (context) => {
  const [smtp, plain] = [await startMailServer("implicit"), await startMailServer("plain")];
  context.after(() => [smtp, plain].forEach((it) => it.stop()));
  const wrong = { ...login, VESTIBULE_MAIL_PASSWORD: "wrong" };
  for (const [VESTIBULE_MAIL, cause] of [
    [`smtps://localhost:${smtp.port}`, /535 .*to AUTH/],
    [`smtp://localhost:${plain.port}`, /it offers no STARTTLS/],
  ]) {
    const env = { VESTIBULE_MAIL, VESTIBULE_MAIL_FROM: FROM, VESTIBULE_MAIL_CA: authority, ...wrong };
    const server = await startServer({ env });
    try {
      await assert.rejects((await people(server)).signUp(uniqueEmail()), undelivered);
      await until("the cause in the log", () => cause.test(server.log()));
    } finally {
      await server.stop();
    }
  }
  assert.ok(smtp.events.every(({ event, success }) => event === "listening" || (event === "login" && !success)));
  assert.equal(plain.events.length, 1);
});

test("in clear to this machine alone, where that is set", async () => {
  const smtp = await startMailServer("plain");
  const VESTIBULE_MAIL = `smtp+plain://127.0.0.1:${smtp.port}`;
  const server = await startServer({ env: { VESTIBULE_MAIL, VESTIBULE_MAIL_FROM: FROM } });
  try {
    const email = uniqueEmail();
    await (await people(server)).signUp(email);
    assert.equal((await smtp.messageTo(email)).by_tls, false);
  } finally {
    await server.stop();
    smtp.stop();
  }
});

test("SES and SNS take what is signed by the keys that are set", async () => {
  const aws = await startAws({ from: FROM });
  const set = { VESTIBULE_MAIL: "ses:eu-central-1", VESTIBULE_SMS: "sns:eu-central-1", VESTIBULE_MAIL_FROM: FROM };
  const server = await startServer({ env: { ...set, ...aws.settings } });
  try {
    const [byMail, byText] = [await people(server), await people(server, { sms: true })];
    const [email, number] = [uniqueEmail(), phone()];
    await byMail.signUp(email);
    const mail = (await aws.mails()).find(({ To }) => To.includes(email));
    assert.equal(mail.Source, FROM);
    assert.match(mail.Subject, /^Confirm your .+ account$/);
    await byMail.confirm(email, codeIn(mail.BodyText));
    await byText.signUp(number);
    const [text] = await aws.texts(number);
    await byText.confirm(number, codeIn(text.Message));
  } finally {
    await server.stop();
  }
  const VESTIBULE_AWS_SECRET_ACCESS_KEY = "of another key";
  const other = await startServer({ env: { ...set, ...aws.settings, VESTIBULE_AWS_SECRET_ACCESS_KEY } });
  try {
    await assert.rejects((await people(other)).signUp(uniqueEmail()), undelivered);
    await assert.rejects((await people(other, { sms: true })).signUp(phone()), undelivered);
    await until("the causes in the log", () => other.log().includes("ses: 403") && other.log().includes("sns: 403"));
  } finally {
    await other.stop();
    aws.stop();
  }
});

describe("by a hook", () => {
  let hook, server, byMail, byText;
  /** What it answers, by the beginning of whom a message is for. */
  const statuses = { refused: 422, later: 503, redirected: 307 };
  before(async () => {
    hook = await startHook(({ message: { to } }) => statuses[to.split("-")[0]] ?? 202);
    server = await startServer({
      env: {
        VESTIBULE_MAIL: `${hook.url}/mail`,
        VESTIBULE_SMS: `${hook.url}/sms`,
        VESTIBULE_HOOK_SECRET: SECRET,
        VESTIBULE_SMS_ORIGIN: "app.example",
      },
    });
    byMail = await people(server);
    byText = await people(server, { sms: true });
  });
  after(async () => {
    await server?.stop();
    hook?.stop();
  });

  test("messages are JSON, signed with their time, and carry a key", async () => {
    const [email, number] = [uniqueEmail(), phone()];
    await byMail.signUp(email);
    await byText.signUp(number);
    const [mail, text] = [await hook.messageTo(email), await hook.messageTo(number)];
    for (const { headers, body, message } of [mail, text]) {
      const [, time, mac] = headers["vestibule-signature"].match(/^t=(\d+),v1=([0-9a-f]{64})$/);
      assert.equal(mac, createHmac("sha256", SECRET).update(`${time}.${body}`).digest("hex"));
      assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 60);
      assert.equal(headers["idempotency-key"], message.id);
      assert.ok(message.text.includes(message.code));
    }
    assert.deepEqual([mail.path, mail.message.channel, mail.message.pool_id], ["/mail", "email", byMail.id]);
    assert.deepEqual([text.path, text.message.channel], ["/sms", "sms"]);
    assert.ok(text.message.text.endsWith(`\n@app.example #${text.message.code}`), text.message.text);
    assert.notEqual(mail.message.id, text.message.id);
    await byMail.confirm(email, mail.message.code);
    await byText.confirm(number, text.message.code);
  });

  test("whatever is no success is told, and no redirection is followed", async () => {
    for (const [name, status] of Object.entries(statuses)) {
      await assert.rejects(byMail.signUp(`${name}-${uniqueEmail()}`), undelivered);
      await until("the cause in the log", () => server.log().includes(`hook: ${status}`));
    }
    assert.ok(!hook.asked.some(({ path }) => path === "/elsewhere"));
  });

  test("a message that was not taken comes again, with the same key", async () => {
    const email = `later-${uniqueEmail()}`;
    await assert.rejects(byMail.signUp(email), undelivered);
    statuses.later = 200;
    const tries = () => hook.asked.filter(({ message }) => message.to === email);
    await until("another try", () => tries().length > 1, { within: 90_000 });
    const [first, second] = tries();
    assert.deepEqual(second.message, first.message);
    assert.equal(second.headers["idempotency-key"], first.headers["idempotency-key"]);
    await byMail.confirm(email, second.message.code);
  });
});

test("settings that can't be meant are refused at the start, by their names", async () => {
  for (const [variable, env] of [
    ["VESTIBULE_MAIL", { VESTIBULE_MAIL: "mail.example.com", VESTIBULE_MAIL_FROM: FROM }],
    ["VESTIBULE_MAIL_FROM", { VESTIBULE_MAIL: "smtps://mail.example.com" }],
    ["VESTIBULE_MAIL", { VESTIBULE_MAIL: "binding", VESTIBULE_MAIL_FROM: FROM }],
    ["VESTIBULE_HOOK_SECRET", { VESTIBULE_SMS: "https://hooks.example.com/", VESTIBULE_HOOK_SECRET: unique("short") }],
  ]) {
    const server = await startServer({ env, healthy: false });
    try {
      const told = () => server.log().includes(variable);
      const asked = () => fetch(`${server.url}/healthz`).then(({ status }) => status, () => undefined);
      const status = await until(`${variable} to be refused`, async () => (await asked()) ?? (told() && "ended"));
      assert.notEqual(status, 200);
      await until(`${variable} in the log`, told);
    } finally {
      await server.stop();
    }
  }
});
