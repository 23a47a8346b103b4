// AWS Amplify, pointed at a client of ours.

import { Amplify } from "aws-amplify";
import { fetchAuthSession } from "aws-amplify/auth";
import { makeClient } from "./cognito.js";

/** Makes this process an app: of a new client of the pool, which Amplify is told `more` of. */
export async function becomeApp(server, api, pool, settings = {}, more = {}) {
  const { ClientId } = await makeClient(api, pool, settings);
  Amplify.configure(appOf(server, pool, ClientId, more));
  return ClientId;
}

/** What Amplify is told of a client. */
export const appOf = ({ url }, userPoolId, userPoolClientId, more = {}) => ({
  Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: url, ...more } },
});

/** What the access token of whoever is signed in says. */
export async function accessClaims() {
  const { tokens } = await fetchAuthSession();
  return tokens.accessToken.payload;
}
