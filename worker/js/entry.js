// The Worker's entry module: hands each event to the wasm module, and answers when that has panicked.
//
// A panic in wasm throws inside a microtask, so the promise of the request it served never settles and the caller
// would hang for good. Every call into wasm therefore races a promise which the global `error` event rejects. After
// a panic the module's memory cannot be trusted: it is instantiated anew, and each object with it.
//
// What a pool publishes is answered without wasm while nothing can have changed it.
import { DurableObject } from "cloudflare:workers";
import { withBody } from "./body.js";
import * as wasm from "./index.js";
import { Published } from "./published.js";

/** The `reject`s of the calls that are under way. */
const underWay = new Set();

/** Kept by the `worker` crate: `criticalError` is set by a panic, `instanceId` counts the module's instances. */
const state = wasm.__worker_init_state();

// Any error, not only a `RuntimeError`: whatever is thrown outside a request's own promise leaves that one pending.
addEventListener("error", (event) => startAnew(event.error ?? new Error(event.message)));
addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof WebAssembly.RuntimeError) startAnew(event.reason);
});

/** Fails all that is under way and replaces the wasm instance. */
function startAnew(error) {
  for (const reject of underWay) reject(error);
  underWay.clear();
  state.criticalError = false;
  wasm.__wbg_reset_state();
}

async function guarded(call) {
  const { promise: failure, reject } = Promise.withResolvers();
  underWay.add(reject);
  try {
    return await Promise.race([call(), failure]);
  } finally {
    underWay.delete(reject);
    // A panic below a frame of ours, say inside `transactionSync`, comes out as that call's own exception.
    if (state.criticalError) startAnew(new Error("the wasm module panicked"));
  }
}

/** Writes the line that a request leaves in the log, when its response has gone. */
async function log({ line }) {
  if (!line) return;
  await scheduler.wait(0);
  console.log(line);
}

const done = () => {};
const published = new Published();

export default {
  async fetch(request, env, ctx) {
    const known = published.answer(request);
    if (known) {
      ctx.waitUntil(log(known));
      return known;
    }
    const answer = published.watch(request, answered(request, env, ctx));
    // When a client hangs up, the runtime would drop its request half-done: whatever that holds in wasm, a place in the
    // queue of hashes say, would be held for ever. It goes on to its end; the response is nobody's then.
    ctx.waitUntil(answer.then(log, done));
    try {
      return await answer;
    } catch (error) {
      console.error("request failed:", error);
      return internalError(request);
    }
  },
};

/** The wasm module's answer. No method but POST has a body that is looked at. */
function answered(request, env, ctx) {
  const ask = () => guarded(() => wasm.fetch(request, env, ctx));
  if (request.method !== "POST") return ask();
  return withBody(request, (bytes) => guarded(async () => wasm.bodyLimit(request, env, bytes)), ask);
}

// The API's clients parse an error's body; everyone else reads it.
function internalError(request) {
  if (!request.headers.has("x-amz-target")) return new Response("Internal error\n", { status: 500 });
  return new Response('{"__type":"InternalErrorException","message":"Internal error"}', {
    status: 500,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": "InternalErrorException:" },
  });
}

/** The Durable Object class around the wasm class of that name. */
const object = (name) =>
  class extends DurableObject {
    #inner;
    #instance;

    /** The remote call: the object's own name, which an alarm doesn't tell; bytes in, bytes out. */
    receive(name, message) {
      return guarded(() => this.#current().receive(name, message));
    }

    alarm() {
      return guarded(() => this.#current().alarm());
    }

    #current() {
      if (this.#instance !== state.instanceId) {
        this.#inner = new wasm[name](this.ctx, this.env);
        this.#instance = state.instanceId;
      }
      return this.#inner;
    }
  };

export const DevMailbox = object("DevMailbox");
export const Pool = object("Pool");
export const Registry = object("Registry");
export const Users = object("Users");
