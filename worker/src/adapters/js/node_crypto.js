// `node:crypto` is synchronous, and keeps a parsed key in a KeyObject.
const crypto = process.getBuiltinModule("node:crypto");

/** A private key from PKCS #1. */
export function privateKey(der) {
  return crypto.createPrivateKey({ key: der, format: "der", type: "pkcs1" });
}

/** A public key from PKCS #1. */
export function publicKey(der) {
  return crypto.createPublicKey({ key: der, format: "der", type: "pkcs1" });
}

/** A public key from its modulus and exponent, big-endian. */
export function publicKeyOf(n, e) {
  const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
  return crypto.createPublicKey({ key: { kty: "RSA", n: base64url(n), e: base64url(e) }, format: "jwk" });
}

/** A public key from a SubjectPublicKeyInfo. ECDSA's signatures by it are `r` and `s`, one after the other. */
export function publicKeyOfInfo(der) {
  const key = crypto.createPublicKey({ key: der, format: "der", type: "spki" });
  key.dsaEncoding = "ieee-p1363";
  return key;
}

/** An RSASSA-PKCS1-v1_5 signature. */
export function sign(hash, message, key) {
  return crypto.sign(hash, message, key);
}

/** Whether a signature holds; `hash` is undefined where the algorithm has its own. */
export function verify(hash, message, key, signature) {
  return crypto.verify(hash, message, key, signature);
}

/** A new RSA key: `private` in PKCS #1, `n` and `e` big-endian. */
export async function generateKey(bits) {
  const { privateKey } = await new Promise((resolve, reject) =>
    crypto.generateKeyPair("rsa", { modulusLength: bits, publicExponent: 0x10001 }, (error, publicKey, privateKey) =>
      error ? reject(error) : resolve({ publicKey, privateKey }),
    ),
  );
  const { n, e } = privateKey.export({ format: "jwk" });
  return {
    private: privateKey.export({ format: "der", type: "pkcs1" }),
    n: Buffer.from(n, "base64url"),
    e: Buffer.from(e, "base64url"),
  };
}
