// What a pool publishes is answered without the wasm module, and never longer than nobody can have changed it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Published } from "../worker/js/published.js";

const get = () => new Request("http://127.0.0.1/pool/.well-known/jwks.json", { headers: { host: "127.0.0.1" } });
const post = (headers) => new Request("http://127.0.0.1/", { method: "POST", headers });

/** A response as the wasm module makes one that repeats. */
const document = () => Object.assign(new Response("{}"), { copy: () => new Response("{}"), line: undefined });

async function kept() {
  const published = new Published();
  await published.watch(get(), Promise.resolve(document()));
  assert.ok(published.answer(get()), "what was answered is known");
  return published;
}

test("people who sign in leave it", async () => {
  const published = await kept();
  await published.watch(post({}), Promise.resolve(new Response("{}")));
  assert.ok(published.answer(get()));
});

test("whatever is signed ends it, before it is answered and after", async () => {
  const published = await kept();
  let answer;
  const answered = new Promise((resolve) => (answer = resolve));
  const change = published.watch(post({ authorization: "AWS4-HMAC-SHA256 ..." }), answered);
  assert.equal(published.answer(get()), undefined);
  // What is read meanwhile may be what was there before.
  await published.watch(get(), Promise.resolve(document()));
  answer(new Response("{}"));
  await change;
  assert.equal(published.answer(get()), undefined);
});
