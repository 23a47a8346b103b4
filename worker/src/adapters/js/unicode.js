/** Normalisation form C. */
export function nfc(text) {
  return text.normalize("NFC");
}

/** A domain as a URL's host has it, in ASCII; `undefined` when it is none. */
export function domainToAscii(domain) {
  try {
    const { hostname } = new URL(`http://${domain}`);
    // An IPv4 address, in whatever form it was written.
    return /(?:^|\.)\d+$/.test(hostname) ? undefined : hostname;
  } catch {
    return undefined;
  }
}
