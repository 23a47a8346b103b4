// A passkey's authenticator, with the browser around it, over node:crypto: what it makes is for others to judge.

import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const PRESENT = 0x01, VERIFIED = 0x04, ATTESTED = 0x40;

const KINDS = {
  ES256: {
    algorithm: -7,
    make: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
    hash: "sha256",
    cose: ({ x, y }) => [[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]],
  },
  EdDSA: {
    algorithm: -8,
    make: () => generateKeyPairSync("ed25519"),
    hash: null,
    cose: ({ x }) => [[1, 1], [3, -8], [-1, 6], [-2, bytes(x)]],
  },
  RS256: {
    algorithm: -257,
    make: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    hash: "sha256",
    cose: ({ n, e }) => [[1, 3], [3, -257], [-1, bytes(n)], [-2, bytes(e)]],
  },
};

/** Makes one passkey, and uses it. What a member says may be changed between two calls. */
export class Authenticator {
  constructor(origin, { kind = "ES256", attestation = "none", verifies = true, counts = false } = {}) {
    Object.assign(this, { origin, attestation, verifies, counter: 0, counts });
    this.id = randomBytes(32);
    this.kind = KINDS[kind];
    this.key = this.kind.make();
  }

  /** Answers PublicKeyCredentialCreationOptionsJSON with a RegistrationResponseJSON. */
  create(options) {
    this.relyingParty = options.rp.id;
    this.userHandle = options.user.id;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const cose = cbor(new Map(this.kind.cose(this.key.publicKey.export({ format: "jwk" }))));
    const data = this.data(ATTESTED, [Buffer.alloc(16), length, this.id, cose]);
    const clientData = this.clientData("webauthn.create", options);
    const statement = new Map();
    if (this.attestation === "packed") {
      statement.set("alg", this.kind.algorithm);
      statement.set("sig", this.sign(data, clientData));
    }
    const object = cbor(new Map([["fmt", this.attestation], ["attStmt", statement], ["authData", data]]));
    return this.credential({
      attestationObject: base64url(object),
      clientDataJSON: base64url(clientData),
      transports: ["hybrid", "internal"],
    });
  }

  /** Answers PublicKeyCredentialRequestOptionsJSON with an AuthenticationResponseJSON. */
  get(options) {
    if (this.counts) this.counter += 1;
    this.relyingParty = options.rpId;
    const data = this.data(0, []);
    const clientData = this.clientData("webauthn.get", options);
    return this.credential({
      authenticatorData: base64url(data),
      clientDataJSON: base64url(clientData),
      signature: base64url(this.sign(data, clientData)),
      userHandle: this.userHandle,
    });
  }

  credential(response) {
    const id = base64url(this.id);
    return {
      id, rawId: id, type: "public-key", authenticatorAttachment: "platform", clientExtensionResults: {}, response,
    };
  }

  clientData(type, { challenge }) {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  data(more, attested) {
    const head = Buffer.alloc(5);
    head[0] = PRESENT | (this.verifies ? VERIFIED : 0) | more;
    head.writeUInt32BE(this.counter, 1);
    return Buffer.concat([sha256(this.relyingParty), head, ...attested]);
  }

  sign(data, clientData) {
    return sign(this.kind.hash, Buffer.concat([data, sha256(clientData)]), this.key.privateKey);
  }
}

export const base64url = (data) => Buffer.from(data).toString("base64url");
const bytes = (text) => Buffer.from(text, "base64url");
const sha256 = (data) => createHash("sha256").update(data).digest();

/** CBOR of the few kinds that credentials are made of. */
function cbor(value) {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flat().map(cbor)]);
  return Buffer.concat([head(2, value.length), value]);
}

function head(major, argument) {
  const first = major << 5;
  if (argument < 24) return Buffer.of(first | argument);
  if (argument < 256) return Buffer.of(first | 24, argument);
  return Buffer.of(first | 25, argument >> 8, argument & 0xff);
}
