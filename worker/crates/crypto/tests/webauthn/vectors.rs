//! The test vectors of [Web Authentication, level 3, section 16](https://www.w3.org/TR/webauthn-3/#sctn-test-vectors), made
//! as that section says: all that is random from HKDF-SHA-256, in the order in which it is named, and signatures with
//! deterministic nonces. A digest of the published bytes shows that these are the same.

use crate::keys::Key;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use serde_json::json;
use sha1::{Digest as _, Sha1};
use vestibule_crypto::digest::sha256;

pub const RELYING_PARTY: &str = "example.org";
const ORIGIN: &str = "https://example.org";

/// One section of the vectors.
pub struct Vector {
    /// What its values are derived with.
    pub info: &'static str,
    pub statement: Statement,
    pub id_length: usize,
    /// Members of the client data after `origin`.
    pub cross_origin: &'static str,
    /// SHA-256 of its published outputs, one after the other: the registration's `clientDataJSON` and `attestationObject`,
    /// the authentication's `authenticatorData`, `clientDataJSON` and `signature`.
    pub published: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Statement {
    None,
    SelfSigned,
    Certificate,
}

/// The outputs of a vector, with the challenges that they answer.
pub struct Made {
    pub id: Vec<u8>,
    pub challenges: [Vec<u8>; 2],
    pub registered_client_data: Vec<u8>,
    pub attestation_object: Vec<u8>,
    pub authenticator_data: Vec<u8>,
    pub client_data: Vec<u8>,
    pub signature: Vec<u8>,
}

const VECTOR: Vector = Vector {
    info: "",
    statement: Statement::None,
    id_length: 32,
    cross_origin: r#""crossOrigin":false"#,
    published: "",
};

/// Those whose keys and attestation are supported: the others' are ES384, ES512 and Ed448, and `tpm`, `android-key`, `apple` and
/// `fido-u2f`.
pub const VECTORS: [Vector; 8] = [
    Vector {
        info: "none.ES256",
        published: "c6f58f8fcc599d38038260e40373108a8826618aa10d88cb9639990e70962d71",
        ..VECTOR
    },
    Vector {
        info: "packed-self.ES256",
        statement: Statement::SelfSigned,
        published: "82fa67138fd484b8a84ae0a935c9dd026158a38348b74e61718bc2fed4540d46",
        ..VECTOR
    },
    Vector {
        info: "none.ES256.crossOrigin",
        cross_origin: r#""crossOrigin":true"#,
        published: "490eabab3915550411034b0b5e695c4e0bc1df40f7be53ebe70f555b09aeccd1",
        ..VECTOR
    },
    Vector {
        info: "none.ES256.topOrigin",
        cross_origin: r#""crossOrigin":true,"topOrigin":"https://example.com""#,
        published: "980ce56f3500f35a6e4082b22c3e8ae0d577a7a431d9049f9154f513eeb1e2aa",
        ..VECTOR
    },
    Vector {
        info: "none.ES256.long-credential-id",
        id_length: 1023,
        published: "2d6fd540ae13661054b27563f28281be13c563f51572c0461ff2ca9d487580b9",
        ..VECTOR
    },
    Vector {
        info: "packed.ES256",
        statement: Statement::Certificate,
        published: "4f09df9815fc434e8477fbd6cc92d0ea1e12c8f73707a88696cd58d7e31a687e",
        ..VECTOR
    },
    Vector {
        info: "packed.RS256",
        statement: Statement::Certificate,
        published: "41d2b44e50be0d9b95be2362cec7499050d59d0d5651a148142e5945412f38aa",
        ..VECTOR
    },
    Vector {
        info: "packed.EdDSA",
        statement: Statement::Certificate,
        published: "e57ce59b3d598274e6fddf2ffc96f9dc7c07bb7ee2d653d2f889eda6e1011a06",
        ..VECTOR
    },
];

impl Vector {
    pub fn make(&self) -> Made {
        let mut derived = Derived::new(self.info);
        let registered_challenge = derived.bytes(32);
        let key = match self.info {
            "packed.RS256" => Key::mersenne(),
            "packed.EdDSA" => Key::ed25519(&derived.bytes(32)),
            _ => Key::p256(&derived.bytes(32)),
        };
        let registered_client_data =
            self.client_data("webauthn.create", &registered_challenge, &mut derived);
        let aaguid = derived.bytes(16);
        let id = derived.bytes(self.id_length);
        let mut flags = 0x41 | derived.bytes(1)[0] & 0x1c;
        if flags & 0x08 == 0 {
            flags &= !0x10;
        }
        let credential = [
            aaguid.as_slice(),
            &u16::try_from(id.len()).unwrap().to_be_bytes(),
            &id,
            &key.to_cose(),
        ]
        .concat();
        let data = authenticator_data(flags, &credential);
        let signed = [data.as_slice(), &sha256(&[&registered_client_data])].concat();
        let (format, statement) = self.statement.make(&key, &signed, &mut derived);
        let attestation_object = cbor(&Value::Map(vec![
            ("fmt".into(), format.into()),
            ("attStmt".into(), statement),
            ("authData".into(), data.into()),
        ]));

        let challenge = derived.bytes(32);
        let client_data = self.client_data("webauthn.get", &challenge, &mut derived);
        let mut used = 0x01 | flags & 0x08 | derived.bytes(1)[0] & 0x14;
        if flags & 0x08 == 0 {
            used &= !0x10;
        }
        let authenticator_data = authenticator_data(used, &[]);
        let signature =
            key.sign(&[authenticator_data.as_slice(), &sha256(&[&client_data])].concat());
        Made {
            id,
            challenges: [registered_challenge, challenge],
            registered_client_data,
            attestation_object,
            authenticator_data,
            client_data,
            signature,
        }
    }

    fn client_data(&self, kind: &str, challenge: &[u8], derived: &mut Derived) -> Vec<u8> {
        let more = derived.bytes(1)[0] & 1 == 1;
        let challenge = URL_SAFE_NO_PAD.encode(challenge);
        let cross_origin = self.cross_origin;
        let mut json = format!(
            r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{ORIGIN}",{cross_origin}"#
        );
        if more {
            let random = URL_SAFE_NO_PAD.encode(derived.bytes(16));
            json += &format!(
                r#","extraData":"clientDataJSON may be extended with additional fields in the future, such as this: {random}""#
            );
        }
        (json + "}").into_bytes()
    }
}

impl Statement {
    fn make(self, key: &Key, signed: &[u8], derived: &mut Derived) -> (&'static str, Value) {
        let packed = |signer: &Key| {
            vec![
                ("alg".into(), signer.algorithm().into()),
                ("sig".into(), signer.sign(signed).into()),
            ]
        };
        match self {
            Self::None => ("none", Value::Map(Vec::new())),
            Self::SelfSigned => ("packed", Value::Map(packed(key))),
            Self::Certificate => {
                let signer = Key::p256(&derived.bytes(32));
                let certificate = certificate(&signer, &derived.bytes(16));
                let mut statement = packed(&signer);
                statement.push(("x5c".into(), Value::Array(vec![certificate.into()])));
                ("packed", Value::Map(statement))
            }
        }
    }
}

impl Made {
    /// Of its outputs, to be compared with the published ones'.
    pub fn digest(&self) -> String {
        hex::encode(sha256(&[
            &self.registered_client_data,
            &self.attestation_object,
            &self.authenticator_data,
            &self.client_data,
            &self.signature,
        ]))
    }

    pub fn registration(&self) -> serde_json::Value {
        registration(
            &self.id,
            &self.registered_client_data,
            &self.attestation_object,
        )
    }

    pub fn authentication(&self) -> serde_json::Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "id": encode(&self.id),
            "rawId": encode(&self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": encode(&self.authenticator_data),
                "clientDataJSON": encode(&self.client_data),
                "signature": encode(&self.signature),
            },
        })
    }
}

/// What a browser's `toJSON()` would give.
pub fn registration(id: &[u8], client_data: &[u8], object: &[u8]) -> serde_json::Value {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    json!({
        "id": encode(id),
        "rawId": encode(id),
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": {
            "attestationObject": encode(object),
            "clientDataJSON": encode(client_data),
            "transports": ["usb", "internal", "pigeon"],
        },
    })
}

pub fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn authenticator_data(flags: u8, credential: &[u8]) -> Vec<u8> {
    let hash = sha256(&[RELYING_PARTY.as_bytes()]);
    [hash.as_slice(), &[flags, 0, 0, 0, 0], credential].concat()
}

/// The values of a section, each under the next salt.
struct Derived {
    info: &'static str,
    salt: u8,
}

impl Derived {
    fn new(info: &'static str) -> Self {
        Self { info, salt: 0 }
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        let key = hkdf::Hkdf::<sha2::Sha256>::new(Some(&[self.salt]), b"WebAuthn test vectors");
        key.expand(self.info.as_bytes(), &mut bytes).unwrap();
        self.salt += 1;
        bytes
    }
}

/// An attestation certificate of that key, under the vectors' authority.
fn certificate(key: &Key, serial: &[u8]) -> Vec<u8> {
    let authority = Key::p256(&Derived::new("Attestation CA").bytes(32));
    let algorithm = der(0x30, &[&hex::decode("06082a8648ce3d040302").unwrap()]);
    let key_id = |key: &Key| Sha1::digest(key.point()).to_vec();
    let extension =
        |head: &str, value: &[u8]| der(0x30, &[&hex::decode(head).unwrap(), &der(0x04, &[value])]);
    let serial = match serial[0] {
        0x80.. => [&[0], serial].concat(),
        _ => serial.to_vec(),
    };
    let info = der(
        0x30,
        &[
            &hex::decode("301306072a8648ce3d020106082a8648ce3d030107").unwrap(),
            &der(0x03, &[&[0], &key.point()]),
        ],
    );
    let extensions = [
        extension("0603551d130101ff", &[0x30, 0]),
        extension("0603551d0f0101ff", &[0x03, 2, 7, 0x80]),
        extension("0603551d0e", &der(0x04, &[&key_id(key)])),
        extension(
            "0603551d23",
            &der(0x30, &[&der(0x80, &[&key_id(&authority)])]),
        ),
    ]
    .concat();
    let body = der(
        0x30,
        &[
            &der(0xa0, &[&[2, 1, 2]]),
            &der(0x02, &[&serial]),
            &algorithm,
            &name("Authenticator Attestation CA"),
            &der(
                0x30,
                &[
                    &der(0x17, &[b"240101000000Z"]),
                    &der(0x18, &[b"30240101000000Z"]),
                ],
            ),
            &name("Authenticator Attestation"),
            &info,
            &der(0xa3, &[&der(0x30, &[&extensions])]),
        ],
    );
    let signature = der(0x03, &[&[0], &authority.sign(&body)]);
    der(0x30, &[&body, &algorithm, &signature])
}

fn name(unit: &str) -> Vec<u8> {
    let part = |kind: u8, tag: u8, value: &str| {
        let pair = der(
            0x30,
            &[&[0x06, 3, 0x55, 0x04, kind], &der(tag, &[value.as_bytes()])],
        );
        der(0x31, &[&pair])
    };
    der(
        0x30,
        &[
            &part(0x03, 0x0c, "WebAuthn test vectors"),
            &part(0x0a, 0x0c, "W3C"),
            &part(0x0b, 0x0c, unit),
            &part(0x06, 0x13, "AA"),
        ],
    )
}

pub fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = match u16::try_from(content.len()).unwrap().to_be_bytes() {
        [0, low @ 0..0x80] => vec![low],
        [0, low] => vec![0x81, low],
        [high, low] => vec![0x82, high, low],
    };
    [vec![tag], length, content].concat()
}
