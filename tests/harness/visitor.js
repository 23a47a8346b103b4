// A browser without scripts, as far as forms and cookies go: for flows that need no eyes.

/** Keeps cookies, follows redirects within the deployment, and stops where one leads out of it. */
export class Visitor {
  #origin;
  #cookies = new Map();

  constructor({ url }) {
    this.#origin = url;
  }

  get cookies() {
    return this.#cookies;
  }

  /** One request, no redirect followed. */
  async ask(url, { method = "GET", headers = {}, body } = {}) {
    const target = new URL(url, this.#origin);
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(target, {
      method,
      body,
      redirect: "manual",
      headers: { ...(cookie && { cookie }), ...headers },
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return {
      url: target.href,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: response.headers.get("location"),
    };
  }

  /** Goes to a page; gives the last answer, which is a page or leads out. */
  async go(url, options) {
    let answer = await this.ask(url, options);
    for (let hops = 0; answer.location && hops < 10; hops += 1) {
      const next = new URL(answer.location, answer.url);
      if (next.origin !== this.#origin) return { ...answer, left: next.href };
      answer = await this.ask(next);
    }
    return answer;
  }

  /** Fills in and sends the form of a page that has these fields; `extra` may break it. */
  submit(page, fields, extra = {}) {
    const form = this.form(page, fields);
    const body = new URLSearchParams({ ...form.values, ...fields, ...extra });
    return this.go(form.action, { method: "POST", body });
  }

  /** The form of a page that has these fields: where it goes, and what it already holds. */
  form(page, fields) {
    for (const [, attributes, content] of page.text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
      const inputs = [...content.matchAll(/<input\b([^>]*)>/g)].map(([, input]) => input);
      const values = Object.fromEntries(
        inputs.map((input) => [attribute(input, "name"), attribute(input, "value") ?? ""]),
      );
      if (Object.keys(fields).every((name) => name in values)) {
        return { action: new URL(attribute(attributes, "action") ?? "", page.url), values };
      }
    }
    throw new Error(`no form with ${Object.keys(fields)} at ${page.url}: ${page.status} ${page.text.slice(0, 2000)}`);
  }

  #keep(line) {
    const [pair, ...attributes] = line.split(";").map((part) => part.trim());
    const at = pair.indexOf("=");
    const gone = attributes.some((given) => /^max-age=0$/i.test(given));
    if (gone) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** Goes to `url`, signs in, and gives where the app is answered. */
export async function signInAt(visitor, url, username, password) {
  const page = await visitor.go(url);
  if (page.left) return page.left;
  const answer = await visitor.submit(page, { username, password });
  if (!answer.left) throw new Error(`not signed in: ${answer.status} ${answer.url}`);
  return answer.left;
}

function attribute(tag, name) {
  const found = tag.match(new RegExp(`(?:^|\\s)${name}(?:=(?:"([^"]*)"|([^\\s"'>]+)))?(?=\\s|$|/)`));
  return found && unescape(found[1] ?? found[2] ?? "");
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescape = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
