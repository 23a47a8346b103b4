// `amazon-cognito-identity-js`, the library that browsers and phones have used for years, with promises for its callbacks.

import CognitoJs from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = CognitoJs;

/** The callbacks that ask for something, with a challenge's parameters. */
const CHALLENGES = ["mfaRequired", "totpRequired", "selectMFAType", "mfaSetup"];

/**
 * Makes a call that is given callbacks, and gives what the first of them was given: `{session, prompts}`, `prompts` where the
 * person is to be asked whether the device is remembered; `{asked, parameters}`, the callback that asks; `{secret}`, an
 * authenticator app's.
 */
export const called = (call) =>
  new Promise((resolve, reject) =>
    call({
      ...Object.fromEntries(CHALLENGES.map((name) => [name, (_, parameters) => resolve({ asked: name, parameters })])),
      onSuccess: (session, prompts) => resolve({ session, prompts }),
      newPasswordRequired: (attributes, required) => resolve({ asked: "newPasswordRequired", attributes, required }),
      onFailure: reject,
      associateSecretCode: (secret) => resolve({ secret }),
      inputVerificationCode: resolve,
    }),
  );

/** Makes a call whose last argument is Node's kind of callback. */
export const answered = (call) =>
  new Promise((resolve, reject) => call((error, answer) => (error ? reject(error) : resolve(answer))));

/** Begins a sign-in by name and password; gives what [`called`] does, and the library's user. */
export async function begin({ url }, { pool, client, username, password, flow = "USER_SRP_AUTH" }) {
  const Pool = new CognitoUserPool({ UserPoolId: pool, ClientId: client, endpoint: url });
  const user = new CognitoUser({ Username: username, Pool });
  user.setAuthenticationFlowType(flow);
  const details = new AuthenticationDetails({ Username: username, Password: password });
  return { ...(await called((callbacks) => user.authenticateUser(details, callbacks))), user };
}
