// Chromium's virtual authenticator: passkeys made and used by a browser, with nobody in front of it.

/**
 * Puts one into a page's browser. Its person is there, and verified unless told otherwise.
 *
 * @param {import("playwright-core").Page} page
 * @param {object} [traits] of `WebAuthn.VirtualAuthenticatorOptions` of the DevTools protocol
 */
export async function addAuthenticator(page, traits = {}) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
    ...traits,
  };
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options });
  const send = (method, members = {}) => devtools.send(`WebAuthn.${method}`, { authenticatorId, ...members });
  return {
    /** What it keeps: `{credentialId, isResidentCredential, rpId, userHandle, signCount, ...}`, bytes in base64. */
    credentials: async () => (await send("getCredentials")).credentials,
    /** Whether its person is verified from now on. */
    verifies: (isUserVerified) => send("setUserVerified", { isUserVerified }),
    /** Puts a credential back as it was. */
    async restore(credential) {
      await send("removeCredential", { credentialId: credential.credentialId });
      await send("addCredential", { credential });
    },
  };
}
