/** How long a tag may take, in milliseconds. */
const DEADLINE = 2000;
/** No tag is longer, in bytes. */
const LONGEST = 64;

/** Asks the hashers for the tag of a task. */
export async function tag(hashers, task) {
  if (!hashers) throw new Error("HASHERS is not bound");
  const late = new AbortController();
  const deadline = setTimeout(() => late.abort(new Error(`no answer in ${DEADLINE} ms`)), DEADLINE);
  try {
    const response = await hashers.fetch("http://hashers/argon2id", {
      method: "POST",
      // The view is into wasm memory, which may move before the runtime has read it.
      body: task.slice(),
      signal: late.signal,
    });
    const length = Number(response.headers.get("content-length") ?? NaN);
    if (response.status !== 200 || !(length <= LONGEST)) {
      await response.body?.cancel();
      throw new Error(`an answer of status ${response.status} that is no tag`);
    }
    return new Uint8Array(await response.arrayBuffer());
  } finally {
    clearTimeout(deadline);
  }
}
