// An authenticator app that isn't ours.

import { Secret, TOTP, URI } from "otpauth";

/**
 * What an app shows for a secret, now or that many steps of 30 seconds later. A server takes one step of drift and each code
 * once: two codes that follow one another are that of now, and the next.
 */
export const appCode = (secret, { later = 0 } = {}) => shown(new TOTP({ secret: Secret.fromBase32(secret) }), later);

/** The same for what a QR code holds. */
export const scannedCode = (uri, { later = 0 } = {}) => shown(URI.parse(uri), later);

/** Six digits that are none of those. */
export const wrongCode = (code) => String((Number(code) + 500_000) % 1_000_000).padStart(6, "0");

const shown = (app, later) => app.generate({ timestamp: Date.now() + later * 30_000 });
