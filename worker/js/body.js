// Reading the body of a POST, before wasm is entered: its memory can't shrink, and whoever stalls would hold a request in it.

/** Bytes that any body may have. For more, the wasm module is asked. */
const SMALL = 8 * 1024;
/** What anybody's body may have, in bytes: larger ones, administrators', are read by turns. */
const ANYBODYS = 64 * 1024;
/** Milliseconds within which a body has to come, and bytes for which there is one more: the largest has half a minute more. */
const DEADLINE = 10_000;
const BYTES_A_MILLISECOND = 64;
/** Milliseconds after which a place is free again, whatever became of its request. */
const HELD = 60_000;

/** Why there is no body, as the wasm module knows it (`adapters/http.rs`). */
const TOO_LARGE = -1;
const LATE = -2;
const THROTTLED = -3;
const BROKEN_OFF = -4;

/** Room for so many bytes at once. Who finds none waits in turn. */
class Room {
  #size;
  #held = new Set();
  #waiting = [];

  constructor(size) {
    this.#size = size;
  }

  /** Gives what leaves the room again; `undefined` when `late` comes first. */
  async enter(bytes, late) {
    const { promise, resolve } = Promise.withResolvers();
    const turn = { bytes: Math.min(bytes, this.#size), since: undefined, resolve };
    this.#waiting.push(turn);
    this.#admit();
    if (turn.since === undefined) await Promise.race([promise, late]);
    if (turn.since === undefined) {
      this.#waiting.splice(this.#waiting.indexOf(turn), 1);
      this.#admit();
      return undefined;
    }
    return () => {
      this.#held.delete(turn);
      this.#admit();
    };
  }

  #admit() {
    const now = Date.now();
    let left = this.#size;
    for (const turn of this.#held) {
      // The runtime has dropped its request, if it has.
      if (now - turn.since > HELD) this.#held.delete(turn);
      else left -= turn.bytes;
    }
    while (this.#waiting.length > 0 && this.#waiting[0].bytes <= left) {
      const turn = this.#waiting.shift();
      left -= turn.bytes;
      turn.since = now;
      this.#held.add(turn);
      turn.resolve();
    }
  }
}

/** What is being read of administrators' bodies. */
const reading = new Room(16_000_000);
/** What wasm has of bodies that aren't small. */
const inWasm = new Room(2_000_000);

/**
 * Reads a request's body whole, and has `answer` called when it is there as the request's `came`, for the wasm module to
 * take: `{length, bytes}`, or as the length why it wasn't read. `limitOf` tells how many bytes a body may have of which so
 * many are announced or have come, 0 when its address has sent too much.
 */
export async function withBody(request, limitOf, answer) {
  const upload = new Upload(request, limitOf);
  try {
    request.came = await upload.read();
    return await answer();
  } finally {
    upload.leave();
  }
}

class Upload {
  #request;
  #announced;
  #limitOf;
  #limit = SMALL;
  #length = 0;
  #hasAsked = false;
  /** What is kept of a body that isn't small: its memory grows in place, and is given back at once. */
  #kept;
  #began = Date.now();
  #late = Promise.withResolvers();
  #timer;
  /** What gives the places back that it has. */
  #places = [];

  constructor(request, limitOf) {
    this.#request = request;
    this.#announced = Number(request.headers.get("content-length") ?? 0);
    this.#limitOf = limitOf;
  }

  async read() {
    if (!this.#request.body) return { length: 0 };
    this.#hasUntil(SMALL);
    try {
      const came = await this.#whole();
      if (came.length > SMALL && !(await this.#enter(inWasm, came.length))) return { length: THROTTLED };
      return came;
    } finally {
      clearTimeout(this.#timer);
    }
  }

  leave() {
    this.#kept?.buffer.resize(0);
    for (const leave of this.#places) leave();
  }

  async #whole() {
    // The runtime holds a body to what it announces.
    if (this.#announced > 0 && this.#announced <= SMALL) return this.#small();
    const reader = this.#request.body.getReader({ mode: "byob" });
    let came;
    if (this.#announced > SMALL) came = await this.#ask(this.#announced);
    came ??= await this.#pieces(reader);
    // Whoever sends on isn't listened to.
    if (came.length < 0) reader.cancel().catch(() => {});
    // What was announced is paid.
    const owes = this.#announced === 0 && this.#length > SMALL;
    return owes && !(await this.#limitOf(this.#length)) ? { length: THROTTLED } : came;
  }

  async #small() {
    const reads = this.#request.bytes();
    const bytes = await Promise.race([reads, this.#late.promise]).catch(() => null);
    if (!bytes) return { length: bytes === null ? BROKEN_OFF : LATE };
    return { length: bytes.length, bytes };
  }

  /**
   * What comes, in one piece. As much again as it may have is read and forgotten, so that who sends a little too much hears
   * of it; what goes on after that is cut off.
   */
  async #pieces(reader) {
    let buffer = new Uint8Array(SMALL + 1);
    for (;;) {
      // What is small stays where it was read into.
      const at = this.#length <= SMALL && !this.#isTooLarge() ? this.#length : 0;
      const reads = reader.read(buffer.subarray(at));
      const step = await Promise.race([reads, this.#late.promise]).catch(() => ({ broken: true }));
      if (!step) return { length: LATE };
      const { broken, done, value: piece } = step;
      if (broken) return { length: BROKEN_OFF };
      buffer = new Uint8Array(piece.buffer);
      if (done) return this.#isTooLarge() ? { length: TOO_LARGE } : { length: this.#length, bytes: this.#kept ?? buffer };
      this.#length += piece.byteLength;
      if (this.#length > SMALL && !this.#hasAsked) {
        const why = await this.#ask(this.#length);
        if (why) return why;
      }
      if (this.#length > 2 * this.#limit) return { length: TOO_LARGE };
      if (this.#length > SMALL && !this.#isTooLarge()) this.#keep(buffer.subarray(0, at + piece.byteLength));
    }
  }

  #keep(piece) {
    this.#kept ??= new Uint8Array(new ArrayBuffer(0, { maxByteLength: this.#limit }));
    const at = this.#kept.byteLength;
    this.#kept.buffer.resize(at + piece.byteLength);
    this.#kept.set(piece, at);
  }

  #isTooLarge() {
    return Math.max(this.#length, this.#announced) > this.#limit;
  }

  /** Asks how many bytes it may have; gives why none are read. */
  async #ask(bytes) {
    this.#hasAsked = true;
    const limit = await this.#limitOf(bytes);
    // Who doesn't say how much will come isn't given the room for it.
    this.#limit = this.#announced ? limit : Math.min(limit, ANYBODYS);
    if (this.#limit === 0) return { length: THROTTLED };
    this.#hasUntil(this.#limit);
    const isFree = this.#limit <= ANYBODYS || this.#isTooLarge();
    return isFree || (await this.#enter(reading, this.#announced || this.#limit)) ? undefined : { length: THROTTLED };
  }

  async #enter(room, bytes) {
    const leave = await room.enter(bytes, this.#late.promise);
    if (leave) this.#places.push(leave);
    return leave;
  }

  #hasUntil(limit) {
    clearTimeout(this.#timer);
    const ends = this.#began + DEADLINE + limit / BYTES_A_MILLISECOND;
    this.#timer = setTimeout(this.#late.resolve, Math.max(0, ends - Date.now()));
  }
}
