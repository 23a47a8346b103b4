// The hosted pages as people meet them: readable for everybody, small, quiet, and alive where islands wake.

import axe from "axe-core";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import { backIn, islandsAwake, startBrowser, watchedPage } from "./harness/browser.js";
import {
  PASSWORD, code, makeClient, makeEmailPool, makePool, sdk, uniqueEmail, withCode,
} from "./harness/cognito.js";
import { startApp } from "./harness/relying_party.js";
import { root, startServer } from "./harness/server.js";
import { request, send, sign } from "./harness/wire.js";

/** For people to look at. */
const SHOTS = join(root, "tests/shots");
const SIZES = [[360, 740], [1440, 900]];
const SCHEMES = ["light", "dark"];

let server, api, browser, app, pool, clientId, address, person;
before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  [server, browser, app] = await Promise.all([startServer(), startBrowser(), startApp()]);
  api = sdk(server);
  pool = await makeEmailPool(api, { Schema: [{ Name: "given_name", Required: true, Mutable: true }] });
  clientId = (await makeClient(api, pool, withCode(app.redirectUri))).ClientId;
  address = addressFor(clientId);
  person = await makePersonWithName();
});
after(() => Promise.all([server, browser, app].map((part) => part?.stop())));

/** The URL of a page for a client. */
const addressFor = (clientId) => (path) => {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    scope: "openid email",
    redirect_uri: app.redirectUri,
  });
  return `${server.url}${path}?${query}`;
};

async function makePersonWithName() {
  const email = uniqueEmail();
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
    { Name: "given_name", Value: "Jane" },
  ];
  await api.adminCreateUser({ UserPoolId: pool, Username: email, MessageAction: "SUPPRESS", UserAttributes });
  await api.adminSetUserPassword({ UserPoolId: pool, Username: email, Password: PASSWORD, Permanent: true });
  return email;
}

async function signIn(page, username, password = PASSWORD) {
  await page.goto(address("/login"));
  await page.locator("#signInFormUsername").fill(username);
  await page.locator("#signInFormPassword").fill(password);
  await page.locator("[name=signInSubmitButton]").click();
}

async function signUp(page) {
  const email = uniqueEmail();
  await page.goto(address("/signup"));
  await page.locator("[name=username]").fill(email);
  await page.locator("[name='requiredAttributes[given_name]']").fill("Jane");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("[name=signUpButton]").click();
  await page.waitForURL("**/confirm?*");
  return email;
}

/** Each page, and how a person comes to it. `status` is what the server answers, where it is no success. */
const PAGES = {
  login: { visit: (page) => page.goto(address("/login")) },
  "login refused": {
    async visit(page) {
      await signIn(page, person, "Wrong-horse-9");
      await page.getByRole("alert").waitFor();
    },
  },
  "login again": {
    async visit(page) {
      await signIn(page, person);
      await backIn(page, app.redirectUri);
      await page.goto(address("/login"));
      await page.getByRole("button", { name: person }).waitFor();
    },
  },
  "new password": {
    async visit(page) {
      const email = uniqueEmail();
      const UserAttributes = [{ Name: "email", Value: email }, { Name: "given_name", Value: "Jane" }];
      await api.adminCreateUser({ UserPoolId: pool, Username: email, UserAttributes });
      await signIn(page, email, await code(server, email));
      await page.locator("[name=change_password]").waitFor();
    },
  },
  signup: { visit: (page) => page.goto(address("/signup")) },
  "signup refused": {
    async visit(page) {
      await page.goto(address("/signup"));
      await page.locator("[name=username]").fill(person);
      await page.locator("[name='requiredAttributes[given_name]']").fill("Jane");
      await page.locator("[name=password]").fill("short");
      await page.locator("[name=signUpButton]").click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  confirm: { visit: signUp },
  "confirm refused": {
    async visit(page) {
      const email = await signUp(page);
      await page.locator("#verification_code").fill((await code(server, email)) === "000000" ? "000001" : "000000");
      await page.locator("button[name=confirm]").click();
      await page.locator("[aria-invalid=true]").waitFor();
    },
  },
  "forgot password": { visit: (page) => page.goto(address("/forgotPassword")) },
  "confirm forgot password": {
    async visit(page) {
      await page.goto(address("/forgotPassword"));
      // A name that nobody has: the page is the same, and no quota of the person's is used up.
      await page.locator("[name=username]").fill(uniqueEmail());
      await page.locator("[name=reset_my_password]").click();
      await page.waitForURL("**/confirmforgotPassword?*");
    },
  },
  error: {
    status: 400,
    visit: (page) => page.goto(address("/oauth2/authorize").replace(/redirect_uri=[^&]+/, "redirect_uri=https%3A%2F%2Fx.y")),
  },
  "sign out": {
    async visit(page) {
      await signIn(page, person);
      await backIn(page, app.redirectUri);
      await page.goto(`${server.url}/logout?client_id=${clientId}`);
      await page.locator("button[name=sign_out]").waitFor();
    },
  },
  "signed out": {
    visit: (page) => page.goto(`${server.url}/logout?client_id=${clientId}`),
  },
  "dev mailbox": {
    async visit(page) {
      await code(server, await signUp(page));
      await page.goto(`${server.url}/_dev/mailbox`);
    },
  },
};

describe("every page can be read and used by everybody, at each size and in each colour scheme", () => {
  for (const [name, { visit, status }] of Object.entries(PAGES)) {
    test(name, async () => {
      const context = await browser.open();
      const page = await watchedPage(context);
      try {
        await visit(page);
        // The server renders it with markers, which an element that holds text alone would show.
        assert.doesNotMatch(await page.title(), /<!/);
        for (const [width, height] of SIZES) {
          await page.setViewportSize({ width, height });
          for (const colorScheme of SCHEMES) {
            await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            const { violations } = await check(page);
            await page.screenshot({ path: join(SHOTS, `${name} ${width} ${colorScheme}.png`), fullPage: true });
            assert.deepEqual(violations, [], `${name}, ${width} pixels, ${colorScheme}`);
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(overflow <= 0, `${name} is ${overflow} pixels wider than ${width}`);
          }
        }
        // Of a page that is answered with 400, the browser itself says so.
        const complaints = page.complaints.filter((text) => !(status && text.includes(`status of ${status}`)));
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
      }
    });
  }
});

describe("a refused form", () => {
  for (const scripts of [true, false]) {
    test(`is said once, and never sent again, scripts ${scripts ? "on" : "off"}`, async () => {
      const context = await browser.open({ scripts });
      const page = await watchedPage(context);
      const sent = [];
      page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
      await page.goto(address("/signup"));
      await page.getByRole("link", { name: "Sign in" }).click();
      await page.locator("#signInFormUsername").fill(person);
      await page.locator("#signInFormPassword").fill("Wrong-horse-9");
      await page.locator("[name=signInSubmitButton]").click();
      await page.getByRole("alert").waitFor();
      assert.equal(await page.locator("#signInFormUsername").inputValue(), person);
      await page.reload();
      assert.equal(await page.getByRole("alert").count(), 0);
      await page.goBack();
      await page.goForward();
      assert.equal(sent.length, 1);
      assert.ok(!page.url().includes("message"), page.url());
      await context.close();
    });
  }
});

/** What `axe` finds, in short. */
async function check(page) {
  await page.evaluate(`if (!window.axe) { ${axe.source} }`);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return {
    violations: violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" | ")}`),
  };
}

describe("a page is small and whole", () => {
  test("with its style it is at most 14 kB", async () => {
    for (const path of ["/login", "/signup", "/forgotPassword"]) {
      const html = await (await fetch(address(path))).text();
      const size = compressed(html, 5);
      assert.ok(size <= 14_000, `${path} is ${size} bytes`);
      assert.doesNotMatch(html, /<link[^>]+rel="?stylesheet/);
    }
  });

  test("all WASM and JavaScript together are at most 70 kB", async () => {
    const html = await (await fetch(address("/login"))).text();
    const files = [...html.matchAll(/\/pkg\/[\w.-]+\.(?:js|wasm)/g)].map(([path]) => path);
    assert.ok(files.some((path) => path.endsWith(".wasm")), "the islands are there");
    let size = 0;
    for (const path of new Set(files)) {
      const response = await fetch(server.url + path);
      assert.equal(response.status, 200, path);
      assert.match(response.headers.get("cache-control"), /immutable/);
      size += compressed(new Uint8Array(await response.arrayBuffer()), 11);
    }
    assert.ok(size <= 70_000, `${size} bytes`);
  });

  test("without scripts nothing else is asked for; with them, the islands alone", async () => {
    for (const [scripts, expected] of [[false, []], [true, [".js", ".wasm"]]]) {
      const context = await browser.open({ scripts });
      const page = await watchedPage(context);
      await page.goto(address("/login"));
      if (scripts) await islandsAwake(page);
      const [, ...others] = page.requests.filter((url) => !url.startsWith("data:"));
      assert.deepEqual(others.map((url) => url.match(/\/pkg\/\w+(\.\w+)$/)?.[1] ?? url).sort(), expected);
      await context.close();
    }
  });

  test("the branding's logo, background and font are what a page may ask for besides", async () => {
    const branded = await makePool(api);
    const { ClientId } = await makeClient(api, branded, withCode(app.redirectUri));
    await putBranding(branded, { Name: "Acme", Logo: { Light: "/favicon.svg" } });
    const context = await browser.open({ scripts: false });
    const page = await watchedPage(context);
    await page.goto(addressFor(ClientId)("/login"));
    await page.getByRole("img", { name: "Acme" }).waitFor();
    const others = page.requests.filter((url) => !url.startsWith("data:")).slice(1);
    assert.deepEqual(others.map((url) => new URL(url).pathname), ["/favicon.svg"]);
    await context.close();
  });

  test("an address of the branding is one source of the policy, and says nothing else there", async () => {
    const branded = await makePool(api);
    const { ClientId } = await makeClient(api, branded, withCode(app.redirectUri));
    for (const host of ["a;frame-ancestors", "a;report-uri", "*", "*.example", "a:*", "user@a"]) {
      const answer = await sendBranding(branded, { Logo: { Light: `https://${host}/logo.svg` } });
      assert.equal(answer.status, 400, host);
      assert.equal(answer.json.__type, "InvalidParameterException", host);
    }
    await putBranding(branded, { Logo: { Light: "https://cdn.example:8443/w_200,h_100/logo.svg;v=1" } });
    const { headers } = await fetch(addressFor(ClientId)("/login"));
    assert.match(headers.get("content-security-policy"), /; img-src 'self' data: https:\/\/cdn\.example:8443; /);
  });

  test("its style sheet asks for files alone", async () => {
    const branded = await makePool(api);
    const answer = await sendBranding(branded, { CustomCss: "body { background: url(/logout?client_id=a) }" });
    assert.equal(answer.status, 400);
    await putBranding(branded, { CustomCss: "body { background: url(/brand/pattern.svg) }" });
  });
});

/** Brotli's size of some bytes. */
const compressed = (bytes, quality) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;

async function sendBranding(UserPoolId, Branding) {
  const unsigned = request(server, "", { UserPoolId, Branding });
  unsigned.headers["x-amz-target"] = "VestibuleService.PutPoolExtensions";
  return send(await sign(server, unsigned));
}

async function putBranding(UserPoolId, Branding) {
  const answer = await sendBranding(UserPoolId, Branding);
  assert.equal(answer.status, 200, answer.text);
}

describe("islands", () => {
  /** A page with the islands awake, in which nothing was complained of in the end. */
  async function alive(path, work) {
    const context = await browser.open();
    const page = await watchedPage(context);
    try {
      await page.goto(address(path));
      await islandsAwake(page);
      await work(page);
      assert.deepEqual(page.complaints, []);
    } finally {
      await context.close();
    }
  }

  test("the button shows and hides the password, by mouse and by keyboard", () =>
    alive("/login", async (page) => {
      const field = page.locator("#signInFormPassword");
      const button = page.getByRole("button", { name: "Show password" });
      await field.fill("Visible-horse-9");
      assert.equal(await button.getAttribute("aria-pressed"), "false");
      await button.click();
      assert.deepEqual([await field.getAttribute("type"), await button.getAttribute("aria-pressed")], ["text", "true"]);
      await button.focus();
      await page.keyboard.press("Space");
      assert.equal(await field.getAttribute("type"), "password");
      assert.equal(await field.inputValue(), "Visible-horse-9");
    }));

  test("the rules of a password are ticked off while it is typed, and again when it shrinks", () =>
    alive("/signup", async (page) => {
      const rules = page.getByRole("list", { name: "Password rules" }).locator("li");
      const met = async () => (await rules.evaluateAll((all) => all.map((rule) => rule.matches(".met")))).filter(Boolean).length;
      assert.equal(await rules.count(), 5);
      const field = page.locator("#new_password");
      for (const [text, count] of [["c", 1], ["cC", 2], ["cC1", 3], ["cC1!", 4], ["cC1!cC1!", 5], ["cC1!", 4], ["", 0]]) {
        await field.fill(text);
        assert.equal(await met(), count, text);
      }
    }));

  test("a pasted code is cleaned up and sent by itself", async () => {
    const context = await browser.open();
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
    const page = await watchedPage(context);
    const email = await signUp(page);
    const sent = await code(server, email);
    await page.getByText(/^Send a new code in/).waitFor();
    await page.evaluate((text) => navigator.clipboard.writeText(text), ` ${sent.slice(0, 3)} ${sent.slice(3)} `);
    await page.locator("#verification_code").focus();
    await page.keyboard.press("ControlOrMeta+v");
    assert.match(await backIn(page, app.redirectUri), /code=/);
    assert.deepEqual(page.complaints, []);
    await context.close();
  });

  test("a form is sent once, however often its button is pressed", () =>
    alive("/login", async (page) => {
      await page.locator("#signInFormUsername").fill(person);
      await page.locator("#signInFormPassword").fill(PASSWORD);
      await page.locator("[name=signInSubmitButton]").dblclick();
      await backIn(page, app.redirectUri);
      const posts = page.requests.filter((url) => url.startsWith(`${server.url}/login`));
      assert.equal(posts.length, 2, "the page, and one form");
    }));
});
