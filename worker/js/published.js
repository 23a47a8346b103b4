/** Milliseconds for which a document is given again. The wasm module, which is asked after that, knows it for seconds. */
const AGE = 1000;
const MOST = 64;
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/** What pools publish for everybody, their discovery documents and key sets, by what was asked. */
export class Published {
  #documents = new Map();
  /** Counts what may have changed a document. */
  #changes = 0;

  /** The document that is asked for, with its line in the log; `undefined` when the wasm module is to be asked. */
  answer(request) {
    if (request.method !== "GET") return undefined;
    const document = this.#documents.get(address(request));
    // Whether somebody has it already, the module says.
    if (!document || !isYoung(document) || request.headers.has("if-none-match")) return undefined;
    return Object.assign(document.copy(), { line: document.line?.() });
  }

  /** Sees what the wasm module answers a request; gives that answer. */
  async watch(request, answer) {
    const mayChange = !READS.has(request.method) && request.headers.has("authorization");
    const changes = mayChange ? this.#change() : this.#changes;
    try {
      const response = await answer;
      // What changed meanwhile may not be in it. A query means nothing here, and there is no end of them.
      if (response.copy && changes === this.#changes && !request.url.includes("?")) this.#keep(request, response);
      return response;
    } finally {
      if (mayChange) this.#change();
    }
  }

  #keep(request, { copy, line }) {
    if (this.#documents.size >= MOST) this.#documents.clear();
    this.#documents.set(address(request), { at: Date.now(), copy, line: line && liner(line) });
  }

  /** An administrator, whose calls are signed, may change what a pool publishes. */
  #change() {
    this.#documents.clear();
    return ++this.#changes;
  }
}

/** Clocks can be set back, too. */
function isYoung({ at }) {
  const age = Date.now() - at;
  return age >= 0 && age < AGE;
}

/** The pool's domain is told by the header, whatever the runtime makes of it in the address. */
const address = (request) => `${request.headers.get("host")} ${request.url}`;

/** Makes a line like this one, of another request. */
function liner(line) {
  const entry = JSON.parse(line);
  return () => {
    const own = { time: new Date().toISOString(), request: crypto.randomUUID(), ms: 0, hops: 0 };
    return JSON.stringify({ ...entry, ...own });
  };
}
