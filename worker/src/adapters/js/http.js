/** A request's method, its address, and its headers' names and values: a line each. Headers hold no line ends. */
export function head(request) {
  let head = `${request.method}\n${request.url}`;
  for (const [name, value] of request.headers) head += `\n${name}\n${value}`;
  return head;
}

/** How many bytes of a body the entry module has read, or why none, which is below 0. */
export const came = (request) => request.came?.length ?? 0;

/** Moves those bytes into wasm's memory. */
export function take(request, into) {
  const { length, bytes } = request.came;
  into.set(bytes.subarray(0, length));
  // Its memory is given back at once, not when somebody collects it.
  if (bytes.buffer.resizable) bytes.buffer.resize(0);
  request.came = undefined;
}

/**
 * A response. `head`: the names and values of its headers, a line each; `repeats`: it has an entity tag, so that whatever
 * has the same head has the same body. For the entry module it has the `line` that the request leaves in the log and, where
 * it repeats, a `copy` for whoever asks for the same.
 */
export function respond(status, head, repeats, body, line) {
  if (repeats) {
    const entry = entryOf(status, head, body);
    return Object.assign(again(entry), { line, copy: () => again(entry) });
  }
  const response = new Response(copied(body), { status, headers: dated(newHeaders(head)) });
  response.line = line;
  return response;
}

/** What repeats, by its head: making headers and bytes takes the runtime longer than all the rest of a short answer. */
const kept = new Map();
const KEPT = 64;

function entryOf(status, head, body) {
  let entry = kept.get(head);
  if (!entry) {
    if (kept.size >= KEPT) kept.clear();
    entry = { status, headers: newHeaders(head), body: copied(body), second: undefined };
    kept.set(head, entry);
  }
  return entry;
}

function again(entry) {
  const second = Math.floor(Date.now() / 1000);
  if (entry.second !== second) {
    dated(entry.headers);
    entry.second = second;
  }
  return new Response(entry.body, { status: entry.status, headers: entry.headers });
}

/** The bytes are a view into wasm memory, which may move before the runtime has sent them. */
const copied = (body) => body?.slice() ?? null;

function newHeaders(head) {
  const headers = new Headers();
  const lines = head.split("\n");
  for (let at = 0; at + 1 < lines.length; at += 2) headers.append(lines[at], lines[at + 1]);
  return headers;
}

/** Cloudflare adds the date, `workerd` doesn't. */
function dated(headers) {
  headers.set("date", new Date().toUTCString());
  return headers;
}
