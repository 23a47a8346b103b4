// The API without an SDK: bytes out, bytes in.

import { SignatureV4 } from "@smithy/signature-v4";
import { createHash, createHmac } from "node:crypto";

const TARGET = "AWSCognitoIdentityProviderService.";

/** Hash and HMAC in the form that the signer takes. */
export class Sha256 {
  #hash;
  constructor(secret) {
    this.#hash = secret ? createHmac("sha256", secret) : createHash("sha256");
  }
  update(data) {
    this.#hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
}

/** An unsigned request for an operation. */
export function request({ url }, operation, input, headers = {}) {
  const body = typeof input === "string" || input instanceof Uint8Array ? input : JSON.stringify(input);
  return {
    url,
    body,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET + operation, ...headers },
  };
}

/** Signs a request with the administrator's key, or with what is given instead. */
export async function sign(server, unsigned, options = {}) {
  const { key = server.adminKey, secret = server.adminSecret, service = "cognito-idp", at = new Date() } = options;
  const { host, hostname, port } = new URL(unsigned.url);
  const signer = new SignatureV4({
    credentials: { accessKeyId: key, secretAccessKey: secret },
    region: "eu-central-1",
    service,
    sha256: Sha256,
    applyChecksum: options.checksum ?? true,
  });
  const signed = await signer.sign(
    {
      method: "POST",
      protocol: "http:",
      hostname,
      port: Number(port),
      path: "/",
      query: {},
      headers: { host, ...unsigned.headers },
      body: unsigned.body,
    },
    { signingDate: at },
  );
  return { ...unsigned, headers: signed.headers };
}

/** Sends a request; gives status, headers, the body's text and, where it is JSON, its value. */
export async function send({ url, headers, body, method = "POST" }) {
  const response = await fetch(url, { method, headers: withoutHost(headers), body, redirect: "manual" });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

/** An unsigned call. */
export const call = (server, operation, input, headers) => send(request(server, operation, input, headers));

/** An administrator's call. */
export const adminCall = async (server, operation, input, headers) =>
  send(await sign(server, request(server, operation, input, headers)));

// `fetch` writes its own.
const withoutHost = ({ host, ...headers }) => headers;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
