// A relying party in the browser: OpenID Connect discovery, authorization code with PKCE (RFC 7636), refresh,
// userInfo, revocation and sign-out; and what a person does with their own account, by the API. Tokens live in this
// tab's session storage.
//
// `/demo/config.json` says whom to trust: `{issuer, client_id, redirect_uri, scope?}`.

const show = (id, visible = true) => (document.getElementById(id).hidden = !visible);
const write = (id, text) => (document.getElementById(id).textContent = text);
const focus = (id) => document.getElementById(id).focus();

const session = {
  read: (key) => JSON.parse(sessionStorage.getItem(key)),
  write: (key, value) => sessionStorage.setItem(key, JSON.stringify(value)),
  take(key) {
    const value = this.read(key);
    sessionStorage.removeItem(key);
    return value;
  },
};

async function ask(url, options) {
  const response = await fetch(url, options);
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${new URL(response.url).pathname} answered ${response.status} ${text}`);
  }
  return text;
}

const json = async (url, options) => JSON.parse(await ask(url, options));

/** Reads the configuration, and the provider's metadata for it. */
async function discover() {
  const config = await json("/demo/config.json");
  const provider = await json(`${config.issuer}/.well-known/openid-configuration`);
  if (provider.issuer !== config.issuer) {
    throw new Error(`The provider calls itself ${provider.issuer}, not ${config.issuer}`);
  }
  return { config, provider };
}

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Leaves for the provider: to sign in, or by another of its pages that leads back here with a code, too. */
async function leave({ config, provider }, page = "/oauth2/authorize") {
  const attempt = { state: random(), nonce: random(), verifier: random() };
  session.write("attempt", attempt);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(attempt.verifier));
  const endpoint = new URL(provider.authorization_endpoint);
  // The others take the same parameters; Cognito's domains have them beside `/oauth2/authorize`.
  endpoint.pathname = endpoint.pathname.replace(/\/oauth2\/authorize$/, page);
  endpoint.search = new URLSearchParams({
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    scope: config.scope ?? "openid email profile",
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: base64url(digest),
    code_challenge_method: "S256",
  });
  location.assign(endpoint);
}

/** Back from the provider: exchanges the code, if there is one. */
async function arrive({ config, provider }) {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("code") && !answer.has("error")) return;
  history.replaceState(null, "", location.pathname);
  const attempt = session.take("attempt");
  if (!attempt || attempt.state !== answer.get("state")) {
    throw new Error("This answer belongs to another attempt to sign in. Please start again.");
  }
  // Only an answer of the provider's knows the state: anybody could have written another's text.
  if (answer.has("error")) {
    throw new Error(answer.get("error_description") ?? answer.get("error"));
  }
  const tokens = await token(config, provider, {
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: config.redirect_uri,
    code_verifier: attempt.verifier,
  });
  const claims = decode(tokens.id_token).claims;
  if (claims.nonce !== attempt.nonce || claims.aud !== config.client_id || claims.iss !== config.issuer) {
    throw new Error("The ID token was not made for this app and this attempt.");
  }
  const former = session.read("tokens");
  session.write("tokens", tokens);
  if (former?.refresh_token) {
    // Who came back from adding a passkey was signed in all along.
    await revoke(config, provider, former.refresh_token).catch((error) => {
      throw new Error(`The tokens from before could not be revoked: ${error.message}`);
    });
  }
}

const token = (config, provider, parameters) =>
  json(provider.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({ client_id: config.client_id, ...parameters }),
  });

/** How long signing out waits for the tokens to be revoked, in milliseconds. */
const REVOCATION_WAIT = 3000;

/** Ends a refresh token, and the access tokens that came of it (RFC 7009). */
const revoke = (config, provider, refreshToken) =>
  ask(provider.revocation_endpoint, {
    method: "POST",
    body: new URLSearchParams({ client_id: config.client_id, token: refreshToken, token_type_hint: "refresh_token" }),
    keepalive: true,
    signal: AbortSignal.timeout(REVOCATION_WAIT),
  });

/** The scope of access tokens by which people read and change their own accounts. */
const OWN_ACCOUNT = "aws.cognito.signin.user.admin";

/** Calls an operation of the API, which is at the issuer's origin, for who is signed in. */
async function call({ issuer }, operation, input) {
  const { access_token: AccessToken } = session.read("tokens");
  const response = await fetch(new URL("/", issuer), {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ AccessToken, ...input }),
  });
  if (!response.ok) {
    const { message } = await response.json().catch(() => ({}));
    throw new Error(`${operation} answered ${response.status}: ${message ?? "no reason was given"}`);
  }
  return response.json();
}

/** Asks for the code of the authenticator app, or not, when this person signs in. */
const preferApp = (config, on) =>
  call(config, "SetUserMFAPreference", { SoftwareTokenMfaSettings: { Enabled: on, PreferredMfa: on } });

/** A JWT's header and claims. The signature is for servers to verify: this app got the token over TLS. */
function decode(jwt) {
  const part = (text) => {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0))));
  };
  const [header, claims] = jwt.split(".");
  return { header: part(header), claims: part(claims) };
}

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function panel(id, title, note, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const pre = element("pre", { tabIndex: 0, textContent: text });
  pre.dataset.panel = id;
  const existing = document.getElementById(id);
  const section = element("section", { id, className: "panel" }, element("h2", { textContent: title }));
  if (note) section.append(element("p", { className: "note" }, note));
  section.append(pre);
  if (existing) existing.replaceWith(section);
  else document.getElementById("tokens").append(section);
}

function expiry(claims) {
  const time = element("time", {
    dateTime: new Date(claims.exp * 1000).toISOString(),
    textContent: new Date(claims.exp * 1000).toLocaleTimeString(),
  });
  const note = element("span", {}, "Expires at ", time, ", ");
  const left = element("span");
  left.dataset.exp = claims.exp;
  note.append(left);
  return note;
}

function countDown() {
  for (const node of document.querySelectorAll("[data-exp]")) {
    const seconds = Math.max(0, Math.round(node.dataset.exp - Date.now() / 1000));
    node.textContent = seconds ? `in ${Math.floor(seconds / 60)} min ${seconds % 60} s` : "so it is no longer valid";
  }
}

async function render({ config }) {
  write("issuer", config.issuer);
  const tokens = session.read("tokens");
  show("signed-out", !tokens);
  show("signed-in", Boolean(tokens));
  if (!tokens) return;
  const id = decode(tokens.id_token);
  const access = decode(tokens.access_token);
  write("hello", `Hello, ${id.claims.name ?? id.claims.email ?? id.claims["cognito:username"] ?? id.claims.sub}`);
  write("session", "You are signed in. This is what the app was given:");
  panel("id-claims", "ID token: claims", expiry(id.claims), id.claims);
  panel("access-claims", "Access token: claims", expiry(access.claims), access.claims);
  panel("id-header", "ID token: header", null, id.header);
  panel("refresh-token", "Refresh token", null, tokens.refresh_token ?? "none");
  countDown();
  // Once it has ended, the button for new tokens comes first.
  const lives = access.claims.exp * 1000 > Date.now();
  if (lives && access.claims.scope?.split(" ").includes(OWN_ACCOUNT)) await renderFactors(config);
}

/** What the person signs in with besides a password, and the button for the app that is of use. */
async function renderFactors(config) {
  const [{ UserMFASettingList = [] }, { Credentials }] = await Promise.all([
    call(config, "GetUser"),
    call(config, "ListWebAuthnCredentials"),
  ]);
  const on = UserMFASettingList.includes("SOFTWARE_TOKEN_MFA");
  write("factors", `Passkeys: ${Credentials.length}. Authenticator app: ${on ? "on" : "off"}.`);
  show("set-up-app", !on);
  show("turn-off-app", on);
}

/** Shows the key that the API has made for an authenticator app, and asks for the first code. */
function askForCode(key) {
  const { email, "cognito:username": username } = decode(session.read("tokens").id_token).claims;
  const [app, account] = ["Demo app", email ?? username].map(encodeURIComponent);
  write("app-key", key.match(/.{1,4}/g).join(" "));
  document.getElementById("app-link").href = `otpauth://totp/${app}:${account}?secret=${key}&issuer=${app}`;
  document.getElementById("app-code").value = "";
  show("app");
  focus("app-heading");
}

/** Puts the form away, and the key with it. */
function closeApp() {
  show("app", false);
  write("app-key", "");
  document.getElementById("app-link").removeAttribute("href");
}

function fail(error) {
  write("alert", error.message);
  show("alert");
  document.getElementById("alert").scrollIntoView({ block: "nearest" });
}

/** Runs `work` when a button is pressed or a form is sent, once at a time; what goes wrong is shown. */
function onPress(id, work) {
  const control = document.getElementById(id);
  control.addEventListener(control.tagName === "FORM" ? "submit" : "click", async (event) => {
    event.preventDefault();
    if (control.ariaBusy) return;
    control.ariaBusy = "true";
    show("alert", false);
    try {
      await work();
    } catch (error) {
      fail(error);
    } finally {
      control.ariaBusy = null;
    }
  });
}

try {
  const relation = await discover();
  const { config, provider } = relation;
  onPress("sign-in", () => leave(relation));
  onPress("sign-up", () => leave(relation, "/signup"));
  onPress("user-info", async () => {
    const { access_token } = session.read("tokens");
    const info = await json(provider.userinfo_endpoint, { headers: { authorization: `Bearer ${access_token}` } });
    panel("user-info-answer", "userInfo", null, info);
    write("status", "userInfo answered; see the last panel.");
  });
  onPress("refresh", async () => {
    const tokens = session.read("tokens");
    const fresh = await token(config, provider, { grant_type: "refresh_token", refresh_token: tokens.refresh_token });
    // Without rotation the answer has no refresh token, and the old one stays.
    session.write("tokens", { ...tokens, ...fresh });
    await render(relation);
    write("status", "New tokens are here.");
  });
  onPress("add-passkey", () => leave(relation, "/passkeys/add"));
  onPress("set-up-app", async () => {
    const { SecretCode } = await call(config, "AssociateSoftwareToken");
    askForCode(SecretCode);
  });
  onPress("app", async () => {
    // Apps show it in two groups.
    const UserCode = document.getElementById("app-code").value.replace(/\s/g, "");
    await call(config, "VerifySoftwareToken", { UserCode });
    await preferApp(config, true);
    closeApp();
    await renderFactors(config);
    focus("turn-off-app");
    write("status", "The app is set up. Signing in asks for its code from now on.");
  });
  onPress("leave-app", () => {
    closeApp();
    focus("set-up-app");
  });
  onPress("turn-off-app", async () => {
    await preferApp(config, false);
    await renderFactors(config);
    focus("set-up-app");
    write("status", "The app is off. Signing in does not ask for its code any more.");
  });
  onPress("sign-out", async () => {
    const tokens = session.take("tokens");
    if (tokens?.refresh_token) {
      // Signing out of the provider ends no token. What fails is told when the provider has sent the browser back.
      await revoke(config, provider, tokens.refresh_token).catch((error) =>
        session.write("notice", `You are signed out, but your tokens could not be revoked: ${error.message}`),
      );
    }
    const end = new URL(provider.end_session_endpoint);
    end.search = new URLSearchParams({ client_id: config.client_id, logout_uri: config.redirect_uri });
    location.assign(end);
  });
  setInterval(countDown, 1000);
  const notice = session.take("notice");
  if (notice) fail(new Error(notice));
  // A failed sign-in still leaves the person with the buttons.
  await arrive(relation).catch(fail);
  await render(relation);
} catch (error) {
  fail(error);
}
