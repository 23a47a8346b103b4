// The main job: a person whom nobody knows yet signs up on the hosted pages and ends in an app that trusts Vestibule.
// The app is `openid-client`, the tokens are believed by `aws-jwt-verify`, the person sits before Chromium.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as oidc from "openid-client";
import { backIn, inWindow, islandsAwake, startBrowser, watchedPage } from "./harness/browser.js";
import {
  PASSWORD, code, mails, makeClient, makeEmailPool, makePerson, sdk, uniqueEmail, unique, withCode,
} from "./harness/cognito.js";
import { begin, discover, finish, startApp, verify } from "./harness/relying_party.js";
import { startServer } from "./harness/server.js";

const NEW_PASSWORD = "Another-horse-9";

let server, api, browser, app, pool, issuer, clientId, provider;
before(async () => {
  [server, browser, app] = await Promise.all([startServer(), startBrowser(), startApp()]);
  api = sdk(server);
  pool = await makeEmailPool(api);
  issuer = `${server.url}/${pool}`;
  clientId = (await makeClient(api, pool, withCode(app.redirectUri))).ClientId;
  provider = await discover(issuer, clientId);
});
after(() => Promise.all([server, browser, app].map((part) => part?.stop())));

const withPage = (options, work) => inWindow(browser, options, work);

/** What the person does on `/login`. */
async function signIn(page, email, password = PASSWORD) {
  await page.locator("#signInFormUsername").fill(email);
  await page.locator("#signInFormPassword").fill(password);
  await page.locator("[name=signInSubmitButton]").click();
}

/** Fills in `/signup` and sends it; the browser is then at `/confirm`. */
async function signUp(page, email) {
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.waitForURL("**/signup?*");
  await page.locator("[name=username]").fill(email);
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("[name=signUpButton]").click();
  await page.waitForURL("**/confirm?*");
}

async function confirm(page, sent) {
  await page.locator("#verification_code").fill(sent);
  await page.locator("button[name=confirm]").click();
}

/** The app takes its code; the tokens are verified by both libraries and are `email`'s. */
async function assertSignedIn(attempt, url, email, { config = provider, client = clientId } = {}) {
  const tokens = await finish(config, attempt, url);
  const id = await verify(issuer, client, tokens.id_token, "id");
  const access = await verify(issuer, client, tokens.access_token, "access");
  assert.equal(id.email, email);
  assert.equal(id.email_verified, true);
  assert.equal(id.nonce, attempt.nonce);
  assert.equal(access.sub, id.sub);
  assert.equal(access.version, 2);
  assert.equal(tokens.expires_in, 3600);
  return { ...tokens, id, access };
}

for (const scripts of [true, false]) {
  describe(scripts ? "with scripts" : "without scripts", () => {
    test("a new person registers, confirms by the mailed code, and the app gets tokens that verify", async () => {
      const email = uniqueEmail();
      await withPage({ scripts }, async (page) => {
        const attempt = await begin(provider, app.redirectUri);
        await page.goto(attempt.url);
        await signUp(page, email);
        assert.ok((await page.locator("main").innerText()).includes(email), "in full, to the browser that typed it");
        await confirm(page, await code(server, email));
        const url = await backIn(page, app.redirectUri);
        assert.equal(await page.locator("h1").innerText(), "Back in the app");

        const { access, access_token, refresh_token } = await assertSignedIn(attempt, url, email);
        assert.deepEqual(access.scope.split(" ").sort(), ["email", "openid"]);
        const info = await oidc.fetchUserInfo(provider, access_token, access.sub);
        assert.equal(info.email, email);
        const fresh = await oidc.refreshTokenGrant(provider, refresh_token);
        assert.equal((await verify(issuer, clientId, fresh.access_token, "access")).origin_jti, access.origin_jti);
        assert.equal((await mails(server, email)).length, 1);
      });
    });

    test("a person who is known signs in", async () => {
      const email = await makePerson(api, pool);
      await withPage({ scripts }, async (page) => {
        const attempt = await begin(provider, app.redirectUri);
        await page.goto(attempt.url);
        await signIn(page, email);
        await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
      });
    });

    test("a wrong password is told on the page, and the next try gets through", async () => {
      const email = await makePerson(api, pool);
      await withPage({ scripts }, async (page) => {
        const attempt = await begin(provider, app.redirectUri);
        await page.goto(attempt.url);
        await signIn(page, email, "Wrong-horse-9");
        assert.equal(await page.getByRole("alert").innerText(), "Incorrect email or password.");
        assert.equal(await page.locator("#signInFormUsername").inputValue(), email);
        assert.equal(await page.locator("#signInFormPassword").inputValue(), "");
        await signIn(page, email);
        await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
      });
    });

    test("a forgotten password is replaced through the pages", async () => {
      const email = await makePerson(api, pool);
      await withPage({ scripts }, async (page) => {
        const attempt = await begin(provider, app.redirectUri);
        await page.goto(attempt.url);
        await page.getByRole("link", { name: "Forgot your password?" }).click();
        await page.locator("[name=username]").fill(email);
        await page.locator("[name=reset_my_password]").click();
        await page.waitForURL("**/confirmforgotPassword?*");
        const sent = await code(server, email);
        await page.locator("#verification_code").fill(sent);
        await page.locator("#new_password").fill("short");
        await page.locator("[name=reset_password]").click();
        await page.locator("#new_password[aria-invalid=true]").waitFor();
        assert.equal(await page.locator("#verification_code").inputValue(), sent, "the code is kept");
        await page.locator("#new_password").fill(NEW_PASSWORD);
        await page.locator("[name=reset_password]").click();
        await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
      });
    });

    test("an invited person replaces the mailed password on the way", async () => {
      const email = uniqueEmail();
      await api.adminCreateUser({
        UserPoolId: pool,
        Username: email,
        UserAttributes: [{ Name: "email", Value: email }, { Name: "email_verified", Value: "true" }],
      });
      await withPage({ scripts }, async (page) => {
        const attempt = await begin(provider, app.redirectUri);
        await page.goto(attempt.url);
        await signIn(page, email, await code(server, email));
        await page.locator("#new_password").fill(NEW_PASSWORD);
        await page.locator("#confirm_password").fill(NEW_PASSWORD);
        await page.locator("[name=change_password]").click();
        await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
      });
    });

    test("a code can be asked for again on the page", async () => {
      const email = uniqueEmail();
      await withPage({ scripts }, async (page) => {
        const attempt = await begin(provider, app.redirectUri);
        await page.goto(attempt.url);
        await signUp(page, email);
        await code(server, email);
        if (scripts) {
          // The button waits: whoever has just been sent a code is not sent the next at once.
          const button = page.locator("form.resend button");
          await page.getByText(/^Send a new code in \d+ s$/).waitFor();
          assert.equal(await button.getAttribute("aria-disabled"), "true");
        } else {
          await page.locator("form.resend button").click();
          await page.getByText("A new code is on its way", { exact: false }).waitFor();
          await confirm(page, await code(server, email, { count: 2 }));
          await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
        }
      });
    });
  });
}

describe("single sign-on", () => {
  let second, other;
  before(async () => {
    second = (await makeClient(api, pool, withCode(app.redirectUri))).ClientId;
    other = await discover(issuer, second);
  });

  test("whoever is signed in enters a second app without a question", async () => {
    const email = await makePerson(api, pool);
    await withPage({}, async (page) => {
      const first = await begin(provider, app.redirectUri);
      await page.goto(first.url);
      await signIn(page, email);
      await assertSignedIn(first, await backIn(page, app.redirectUri), email);

      const next = await begin(other, app.redirectUri);
      await page.goto(next.url);
      await assertSignedIn(next, await backIn(page, app.redirectUri), email, { config: other, client: second });
    });
  });

  test("prompt=none asks nobody: a code with a session, login_required without", async () => {
    const email = await makePerson(api, pool);
    await withPage({}, async (page) => {
      const without = await begin(provider, app.redirectUri, { prompt: "none" });
      await page.goto(without.url);
      const refusal = new URL(await backIn(page, app.redirectUri)).searchParams;
      assert.equal(refusal.get("error"), "login_required");
      assert.equal(refusal.get("state"), without.state);
      assert.equal(refusal.get("code"), null);

      await page.goto((await begin(provider, app.redirectUri)).url);
      await signIn(page, email);
      await backIn(page, app.redirectUri);
      const silent = await begin(provider, app.redirectUri, { prompt: "none" });
      await page.goto(silent.url);
      await assertSignedIn(silent, await backIn(page, app.redirectUri), email);
    });
  });

  test("prompt=login asks again, and another person may answer", async () => {
    const [email, another] = [await makePerson(api, pool), await makePerson(api, pool)];
    await withPage({}, async (page) => {
      await page.goto((await begin(provider, app.redirectUri)).url);
      await signIn(page, email);
      await backIn(page, app.redirectUri);
      const again = await begin(provider, app.redirectUri, { prompt: "login" });
      await page.goto(again.url);
      await signIn(page, another);
      await assertSignedIn(again, await backIn(page, app.redirectUri), another);
    });
  });

  test("/login with a live session offers to go on, or to be someone else", async () => {
    const email = await makePerson(api, pool);
    await withPage({}, async (page) => {
      await page.goto((await begin(provider, app.redirectUri)).url);
      await signIn(page, email);
      await backIn(page, app.redirectUri);

      const attempt = await begin(provider, app.redirectUri);
      await page.goto(attempt.url.replace("/oauth2/authorize", "/login"));
      await page.getByRole("link", { name: "Sign in as a different user" }).waitFor();
      await page.getByRole("button", { name: email }).click();
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);

      await page.goto(attempt.url.replace("/oauth2/authorize", "/login"));
      await page.getByRole("link", { name: "Sign in as a different user" }).click();
      await page.locator("#signInFormPassword").waitFor();
    });
  });

  test("login_hint is typed in already", async () => {
    await withPage({}, async (page) => {
      await page.goto((await begin(provider, app.redirectUri, { login_hint: "jane@example.com" })).url);
      assert.equal(await page.locator("#signInFormUsername").inputValue(), "jane@example.com");
      assert.equal(await page.evaluate(() => document.activeElement.id), "signInFormPassword");
    });
  });

  test("after signing out the next app asks again", async () => {
    const email = await makePerson(api, pool);
    await withPage({}, async (page) => {
      await page.goto((await begin(provider, app.redirectUri)).url);
      await signIn(page, email);
      await backIn(page, app.redirectUri);
      const { end_session_endpoint } = provider.serverMetadata();
      const query = new URLSearchParams({ client_id: clientId, logout_uri: app.redirectUri });
      await page.goto(`${end_session_endpoint}?${query}`);
      assert.equal(await backIn(page, app.redirectUri), app.redirectUri);
      await page.goto((await begin(other, app.redirectUri)).url);
      await page.waitForURL("**/login?*");
      await page.locator("#signInFormPassword").waitFor();
    });
  });

  test("an app's own request to sign out is done at once, by GET and by a form; anybody else's once the person agrees", async () => {
    const email = await makePerson(api, pool);
    await withPage({}, async (page) => {
      const enter = async () => {
        const attempt = await begin(provider, app.redirectUri);
        await page.goto(attempt.url);
        await signIn(page, email);
        return assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
      };
      const leaving = (parameters = {}) =>
        oidc.buildEndSessionUrl(provider, { post_logout_redirect_uri: app.redirectUri, state: "s", ...parameters });
      const assertSignedOut = async () => {
        await page.waitForURL(`${app.redirectUri}?state=s`);
        await page.goto((await begin(provider, app.redirectUri, { prompt: "none" })).url);
        assert.match(await backIn(page, app.redirectUri), /error=login_required/);
      };

      let { id_token: id_token_hint } = await enter();
      await page.goto(leaving({ id_token_hint }).href);
      await assertSignedOut();

      ({ id_token: id_token_hint } = await enter());
      const { origin, pathname, searchParams } = leaving({ id_token_hint });
      await page.evaluate(
        ([action, fields]) => {
          const form = Object.assign(document.createElement("form"), { action, method: "post" });
          for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { name, value }));
          document.body.append(form);
          form.submit();
        },
        [origin + pathname, [...searchParams]],
      );
      await assertSignedOut();

      await enter();
      await page.goto(leaving().href);
      await page.locator("button[name=sign_out]").click();
      await assertSignedOut();
    });
  });

  test("a user who is disabled or deleted is no longer let in silently", async () => {
    for (const end of ["adminDisableUser", "adminDeleteUser"]) {
      const email = await makePerson(api, pool);
      await withPage({}, async (page) => {
        await page.goto((await begin(provider, app.redirectUri)).url);
        await signIn(page, email);
        await backIn(page, app.redirectUri);
        await api[end]({ UserPoolId: pool, Username: email });
        await page.goto((await begin(provider, app.redirectUri, { prompt: "none" })).url);
        assert.match(await backIn(page, app.redirectUri), /error=login_required/, end);
      });
    }
  });
});

test("an app may have the browser sent on to another origin of its own", async () => {
  const callback = await startApp({ onTo: app.redirectUri });
  try {
    const client = await makeClient(api, pool, withCode(callback.redirectUri));
    const email = await makePerson(api, pool);
    await withPage({}, async (page) => {
      const own = await discover(issuer, client.ClientId);
      await page.goto((await begin(own, callback.redirectUri)).url);
      await signIn(page, email);
      assert.equal(await backIn(page, app.redirectUri), app.redirectUri);
    });
  } finally {
    await callback.stop();
  }
});

describe("people do not go straight on", () => {
  test("the code is read in another tab while the confirmation is open", async () => {
    const email = uniqueEmail();
    await withPage({}, async (page, context) => {
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(attempt.url);
      await signUp(page, email);
      const mailbox = await context.newPage();
      await mailbox.goto(`${server.url}/_dev/mailbox`);
      const sent = await mailbox.locator("li", { hasText: email }).locator(".message-code").first().innerText();
      await mailbox.close();
      await confirm(page, sent);
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
    });
  });

  test("a second sign-up in another tab does not disturb the one that waits for its code", async () => {
    const [email, another] = [uniqueEmail(), uniqueEmail()];
    await withPage({}, async (page, context) => {
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(attempt.url);
      await signUp(page, email);
      const tab = await watchedPage(context);
      const second = await begin(provider, app.redirectUri);
      await tab.goto(second.url);
      await signUp(tab, another);

      await confirm(page, await code(server, email));
      // The browser remembers one sign-up: the first person may be asked for the password once more.
      await page.waitForURL((url) => url.href.startsWith(app.redirectUri) || url.pathname === "/login");
      if (new URL(page.url()).pathname === "/login") await signIn(page, email);
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);

      await confirm(tab, await code(server, another));
      await tab.waitForURL((url) => url.href.startsWith(app.redirectUri) || url.pathname === "/login");
      if (new URL(tab.url()).pathname === "/login") {
        // The first person's session is live now; the second one says who they are.
        const different = tab.getByRole("link", { name: "Sign in as a different user" });
        if (await different.isVisible()) await different.click();
        await signIn(tab, another);
      }
      await backIn(tab, app.redirectUri);
      assert.deepEqual(tab.complaints, []);
      for (const name of [email, another]) {
        const { UserStatus } = await api.adminGetUser({ UserPoolId: pool, Username: name });
        assert.equal(UserStatus, "CONFIRMED");
        assert.equal((await mails(server, name)).length, 1);
      }
    });
  });

  test("reloading and going back lose nothing and repeat nothing", async () => {
    const email = uniqueEmail();
    await withPage({}, async (page) => {
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(attempt.url);
      await signUp(page, email);
      await page.reload();
      assert.ok((await page.locator("main").innerText()).includes(email));
      await page.goBack();
      await page.waitForURL("**/signup?*");
      await page.locator("[name=username]").fill(email);
      await page.locator("[name=password]").fill(PASSWORD);
      await page.locator("[name=signUpButton]").click();
      await page.waitForURL("**/confirm?*");
      assert.equal((await mails(server, email)).length, 1, "the same form again makes no second account and mail");
      await confirm(page, await code(server, email));
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
      // Back from the app, to a page whose work is done; and the session is still there.
      await page.goBack();
      assert.equal((await page.reload()).status(), 200);
      const next = await begin(provider, app.redirectUri);
      await page.goto(next.url);
      await assertSignedIn(next, await backIn(page, app.redirectUri), email);
      assert.equal((await mails(server, email)).length, 1);
    });
  });

  test("a double click signs up once", async () => {
    const email = uniqueEmail();
    await withPage({ scripts: false }, async (page) => {
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(attempt.url);
      await page.getByRole("link", { name: "Create an account" }).click();
      await page.locator("[name=username]").fill(email);
      await page.locator("[name=password]").fill(PASSWORD);
      await page.locator("[name=signUpButton]").dblclick();
      await page.waitForURL("**/confirm?*");
      await confirm(page, await code(server, email));
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
      assert.equal((await mails(server, email)).length, 1);
    });
  });

  test("a page from before the cookies were cleared says that the browser sent none", async () => {
    const email = await makePerson(api, pool);
    const context = await browser.open();
    const page = await watchedPage(context);
    try {
      const attempt = await begin(provider, app.redirectUri);
      await page.goto(attempt.url);
      await context.clearCookies();
      await signIn(page, email);
      await page.getByText("Your browser sent no cookie of this site.").waitFor();
      await signIn(page, email);
      await assertSignedIn(attempt, await backIn(page, app.redirectUri), email);
    } finally {
      await context.close();
    }
  });
});

test("a client with a secret gets its tokens too", async () => {
  const { ClientId, ClientSecret } = await makeClient(api, pool, withCode(app.redirectUri, { GenerateSecret: true }));
  const config = await discover(issuer, ClientId, ClientSecret);
  const email = await makePerson(api, pool);
  await withPage({}, async (page) => {
    const attempt = await begin(config, app.redirectUri);
    await page.goto(attempt.url);
    await signIn(page, email);
    await assertSignedIn(attempt, await backIn(page, app.redirectUri), email, { config, client: ClientId });
  });
});

test("two pools on their own origins do not share a session", async () => {
  const domains = [unique("one"), unique("two")];
  const pools = [];
  for (const domain of domains) {
    const id = await makeEmailPool(api);
    await api.createUserPoolDomain({ UserPoolId: id, Domain: domain });
    const { ClientId } = await makeClient(api, id, withCode(app.redirectUri));
    const origin = `http://${domain}.localhost:${server.port}`;
    pools.push({ id, ClientId, origin, config: await discover(`${server.url}/${id}`, ClientId) });
  }
  const [one, two] = pools;
  const email = await makePerson(api, one.id);
  await withPage({}, async (page) => {
    const at = ({ origin }, { url }) => url.replace(server.url, origin);
    await page.goto(at(one, await begin(one.config, app.redirectUri)));
    await signIn(page, email);
    await backIn(page, app.redirectUri);
    await page.goto(at(two, await begin(two.config, app.redirectUri, { prompt: "none" })));
    assert.match(await backIn(page, app.redirectUri), /error=login_required/);
    await page.goto(at(one, await begin(one.config, app.redirectUri, { prompt: "none" })));
    assert.match(await backIn(page, app.redirectUri), /code=/);
  });
  const context = await browser.open();
  const page = await context.newPage();
  const foreign = (await begin(two.config, app.redirectUri)).url.replace(server.url, one.origin);
  assert.equal((await page.goto(foreign)).status(), 400, "a pool's origin does not speak for another pool's client");
  await context.close();
});

test("the pages speak the language that was asked for", async () => {
  await withPage({}, async (page) => {
    const attempt = await begin(provider, app.redirectUri, { lang: "de" });
    await page.goto(attempt.url);
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
  });
  await withPage({ locale: "de-DE" }, async (page) => {
    await page.goto((await begin(provider, app.redirectUri)).url);
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
  });
});

test("the password can be shown once the islands are awake", async () => {
  await withPage({}, async (page) => {
    await page.goto((await begin(provider, app.redirectUri)).url);
    await islandsAwake(page);
    const field = page.locator("#signInFormPassword");
    await field.fill("Visible-horse-9");
    await page.getByRole("button", { name: "Show password" }).click();
    assert.equal(await field.getAttribute("type"), "text");
    await page.getByRole("button", { name: "Show password" }).click();
    assert.equal(await field.getAttribute("type"), "password");
  });
});
