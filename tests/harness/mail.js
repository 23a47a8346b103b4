// Where messages go when they leave: a mail server of aiosmtpd's, AWS of ministack's, and a hook.

import { createServer } from "node:http";
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "./poll.js";
import { freePort, root } from "./server.js";

const { VESTIBULE_TEST_AIOSMTPD: aiosmtpd, VESTIBULE_TEST_MINISTACK: ministack } = process.env;
const folder = join(root, "tests/harness/mail");

/** The authority that the mail server's certificate is by: itself. */
export const authority = join(folder, "certificate.pem");

/** Who may send by the mail server. */
export const login = { VESTIBULE_MAIL_USERNAME: "mailer", VESTIBULE_MAIL_PASSWORD: "Pässwort 1" };

/** Python with packages of a folder. */
function python(packages, args, settings) {
  const path = [packages, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
  const env = { ...process.env, PYTHONPATH: path, ...settings.env };
  return spawn("python3", args, { ...settings, env });
}

/**
 * Starts a mail server, by TLS from the first byte ("implicit"), by "starttls", or "plain".
 *
 * @param {string[]} [excluded] mechanisms of AUTH that it does not offer
 */
export async function startMailServer(security, { excluded = [] } = {}) {
  const port = await freePort();
  const args = [join(folder, "smtpd.py"), port, security, authority, join(folder, "key.pem"), ...excluded];
  const child = python(aiosmtpd, args.map(String), { stdio: ["pipe", "pipe", "inherit"] });
  const events = [];
  createInterface({ input: child.stdout }).on("line", (line) => events.push(JSON.parse(line)));
  const server = {
    port,
    events,
    /** The one message to an address, once it has come. */
    messageTo: (to) =>
      until(`a message to ${to}`, () => events.find((it) => it.event === "message" && it.to.includes(to))),
    stop() {
      child.stdin.end();
      child.kill();
    },
  };
  await until("the mail server", () => {
    if (child.exitCode !== null) throw new Error("the mail server has ended");
    return events.length > 0;
  });
  return server;
}

/** Starts AWS's SES, SNS and IAM as ministack has them, which looks at signatures. `settings`: a user's keys, and where it is. */
export async function startAws({ from }) {
  const port = await freePort();
  const env = { AUTH: "true", BIND_HOST: "127.0.0.1", GATEWAY_PORT: String(port), SERVICES: "ses,sns,iam,sts" };
  const child = python(ministack, ["-m", "ministack"], { env, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const read = async (path) => (await fetch(url + path)).json();
  /** As the account's root, whose signature it doesn't look at. */
  const asRoot = async (service, path, headers, body) => {
    const scope = `test/${new Date().toISOString().slice(0, 10).replaceAll("-", "")}/eu-central-1/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
    const response = await fetch(url + path, { method: "POST", headers: { authorization, ...headers }, body });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${service} answered ${response.status}: ${text}`);
    return text;
  };
  const iam = (Action, parameters) => {
    const body = new URLSearchParams({ Action, Version: "2010-05-08", UserName: "mailer", ...parameters }).toString();
    return asRoot("iam", "/", { "content-type": "application/x-www-form-urlencoded" }, body);
  };
  const stop = () => child.kill();
  try {
    await until("ministack", () => read("/_ministack/health").catch(() => false), { within: 30_000 });
    await iam("CreateUser");
    const allowed = ["ses:SendEmail", "sns:Publish"];
    const Statement = [{ Effect: "Allow", Action: allowed, Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam("PutUserPolicy", { PolicyName: "send", PolicyDocument });
    const made = await iam("CreateAccessKey");
    const found = (name) => made.match(new RegExp(`<${name}>(.*)</${name}>`))[1];
    const identity = JSON.stringify({ EmailIdentity: from });
    await asRoot("ses", "/v2/email/identities", { "content-type": "application/json" }, identity);
    return {
      settings: {
        VESTIBULE_MAIL_ENDPOINT: url,
        VESTIBULE_SMS_ENDPOINT: url,
        VESTIBULE_AWS_ACCESS_KEY_ID: found("AccessKeyId"),
        VESTIBULE_AWS_SECRET_ACCESS_KEY: found("SecretAccessKey"),
      },
      mails: async () => Object.values((await read("/_ministack/ses/messages")).messages).flat(),
      texts: async (to) => (await read("/_ministack/sns/sms-messages")).sms_messages[to] ?? [],
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Starts a hook; `answer` gives the status of each request, and may take its time. */
export async function startHook(answer = () => 200) {
  const asked = [];
  const server = createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", async () => {
      const body = Buffer.concat(pieces).toString();
      const said = { path: request.url, headers: request.headers, body, message: JSON.parse(body) };
      asked.push(said);
      const status = await answer(said);
      response.writeHead(status, { location: "/elsewhere" }).end("<html>");
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked,
    messageTo: (to) => until(`a message to ${to}`, () => asked.find(({ message }) => message.to === to)),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
