/** How long an answer may take with its body, in milliseconds. */
const DEADLINE = 10_000;
/** Of a body, what is looked at, in bytes. */
const LONGEST = 64 * 1024;

/**
 * Sends a POST; `head`: the names and values of its headers, a line each. Resolves to the answer's status, the error that its
 * header names, and the beginning of its body. Where the deployment has a network of its own for senders (`network`), it goes
 * that way.
 */
export async function post(network, url, head, body) {
  const headers = new Headers();
  const lines = head.split("\n");
  for (let at = 0; at + 1 < lines.length; at += 2) headers.append(lines[at], lines[at + 1]);
  const late = new AbortController();
  const deadline = setTimeout(() => late.abort(new Error(`no answer in ${DEADLINE} ms`)), DEADLINE);
  try {
    const init = { method: "POST", headers, body, redirect: "manual", signal: late.signal };
    const response = await (network ? network.fetch(url, init) : fetch(url, init));
    const error = response.headers.get("x-amzn-errortype") ?? undefined;
    return { status: response.status, error, body: await beginning(response.body) };
  } finally {
    clearTimeout(deadline);
  }
}

async function beginning(body) {
  const bytes = new Uint8Array(LONGEST);
  let length = 0;
  if (!body) return bytes.subarray(0, 0);
  const reader = body.getReader();
  while (length < LONGEST) {
    const { value, done } = await reader.read();
    if (done) break;
    const piece = value.subarray(0, LONGEST - length);
    bytes.set(piece, length);
    length += piece.length;
  }
  await reader.cancel();
  return bytes.subarray(0, length);
}
