// An app: `openid-client` with a place to come back to, and `aws-jwt-verify` to believe tokens by.

import { JwtVerifier } from "aws-jwt-verify";
import { createServer } from "node:http";
import * as oidc from "openid-client";

/** Listens for browsers that come back, and sends them on to `onTo` if that is given; gives the redirect URI. */
export async function startApp({ onTo } = {}) {
  const server = createServer((_, response) => {
    if (onTo) return response.writeHead(302, { location: onTo }).end();
    response.setHeader("content-type", "text/html");
    response.end("<!DOCTYPE html><title>The app</title><h1>Back in the app</h1>");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    redirectUri: `http://localhost:${server.address().port}/callback`,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Discovers the provider. ID tokens' signatures are verified too, though they come straight from it. */
export function discover(issuer, clientId, secret) {
  return oidc.discovery(new URL(issuer), clientId, secret, secret ? undefined : oidc.None(), {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  });
}

/** A request for a code, and what the app keeps of it. */
export async function begin(config, redirectUri, parameters = {}) {
  const verifier = oidc.randomPKCECodeVerifier();
  const kept = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce() };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: "openid email",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: kept.state,
    nonce: kept.nonce,
    ...parameters,
  });
  return { ...kept, url: url.href };
}

/** Exchanges the code of the URL that the browser came back to. */
export function finish(config, { verifier, state, nonce }, url) {
  return oidc.authorizationCodeGrant(config, new URL(url), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
}

/** Verifies a token as an API would: signature, issuer, life, and whom it is for. Gives the claims. */
export async function verify(issuer, clientId, token, use) {
  const verifier = JwtVerifier.create({
    issuer,
    audience: use === "id" ? clientId : null,
    customJwtCheck: ({ payload }) => {
      if (payload.token_use !== use) throw new Error(`token_use is ${payload.token_use}`);
      if (use === "access" && payload.client_id !== clientId) throw new Error(`client_id is ${payload.client_id}`);
    },
  });
  const keys = await fetch(`${issuer}/.well-known/jwks.json`);
  verifier.cacheJwks(await keys.json());
  return verifier.verify(token);
}
