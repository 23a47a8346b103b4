// What a client says to the API, overheard.

const TARGET = /^AWSCognitoIdentityProviderService\./;

/**
 * Listens to the calls that this process makes by `fetch` until the test ends. `since()` gives those since it was asked the last
 * time: operations, and of answered challenges their names.
 */
export function overheard(context) {
  const spy = context.mock.method(globalThis, "fetch");
  return {
    since() {
      const names = spy.mock.calls.map(({ arguments: [, request] }) => named(request)).filter(Boolean);
      spy.mock.resetCalls();
      return names;
    },
  };
}

function named({ headers, body } = {}) {
  const target = new Headers(headers).get("x-amz-target");
  if (!target) return undefined;
  const operation = target.replace(TARGET, "");
  return operation === "RespondToAuthChallenge" ? JSON.parse(body).ChallengeName : operation;
}
