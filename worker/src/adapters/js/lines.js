import { connect } from "cloudflare:sockets";

/** How long a whole conversation may take, in milliseconds. */
const DEADLINE = 10_000;

/**
 * A connection to `host`, by `security` of Cloudflare's sockets: "on", "starttls" or "off". Where the deployment has a network
 * of its own for senders (`network`), it goes that way.
 */
export class Line {
  #socket;
  #reader;
  #writer;
  #late;
  #timer;

  constructor(network, host, port, security) {
    const address = `${host}:${port}`;
    const options = { secureTransport: security, allowHalfOpen: false };
    this.#socket = network ? network.connect(address, options) : connect(address, options);
    this.#take(this.#socket);
    const { promise, reject } = Promise.withResolvers();
    this.#late = promise;
    // Nobody may be waiting when it comes.
    promise.catch(() => {});
    this.#timer = setTimeout(() => {
      reject(new Error(`no end in ${DEADLINE} ms`));
      this.#socket.close().catch(() => {});
    }, DEADLINE);
  }

  #take(socket) {
    this.#socket = socket;
    this.#reader = socket.readable.getReader();
    this.#writer = socket.writable.getWriter();
    // What breaks a connection is told by the call that meets it.
    for (const { closed } of [socket, this.#reader, this.#writer]) closed.catch(() => {});
  }

  #inTime(done) {
    done.catch(() => {});
    return Promise.race([done, this.#late]);
  }

  opened() {
    return this.#inTime(this.#socket.opened);
  }

  /** The view is into wasm memory, which may move before the runtime has read it. */
  send(bytes) {
    return this.#inTime(this.#writer.write(bytes.slice()));
  }

  /** Some bytes; none when the other side has ended. */
  async receive() {
    const { value, done } = await this.#inTime(this.#reader.read());
    return done ? new Uint8Array() : value;
  }

  async secure() {
    this.#reader.releaseLock();
    this.#writer.releaseLock();
    this.#take(this.#socket.startTls());
    await this.#inTime(this.#socket.opened);
  }

  /** What was written goes out first, within the deadline. */
  end() {
    const done = () => {
      clearTimeout(this.#timer);
      this.#socket.close().catch(() => {});
    };
    this.#writer.close().then(done, done);
  }
}
