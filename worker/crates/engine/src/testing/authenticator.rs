//! An authenticator in software, with the browser around it: it answers a pool's options as Chromium would.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use vestibule_crypto::digest::sha256;

/// RFC 6979 appendix A.2.5's key pair: the private number, and the point.
const PRIVATE: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
const X: &str = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
const Y: &str = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;

/// Makes and uses passkeys. All have one ES256 key; what is public of an answer may be changed before it is given.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// Of the credential that it makes or uses.
    pub id: Vec<u8>,
    /// Of the page.
    pub origin: String,
    /// Of the credential, if it isn't the one that was asked for.
    pub relying_party: Option<String>,
    pub user_present: bool,
    pub user_verified: bool,
    /// Counts its uses if it has one.
    pub counter: Option<u32>,
    pub format: &'static str,
    pub algorithm: i64,
}

impl Authenticator {
    /// One that keeps no counter, like those of phones and password managers.
    pub fn new(origin: &str, id: &[u8]) -> Self {
        Self {
            id: id.to_vec(),
            origin: origin.to_owned(),
            relying_party: None,
            user_present: true,
            user_verified: true,
            counter: None,
            format: "none",
            algorithm: -7,
        }
    }

    /// Answers `PublicKeyCredentialCreationOptionsJSON` with a `RegistrationResponseJSON`.
    pub fn create(&self, options: &Value) -> Value {
        let attested = [
            vec![0; 16],
            u16::try_from(self.id.len())
                .expect("it is short")
                .to_be_bytes()
                .to_vec(),
            self.id.clone(),
            self.cose(),
        ]
        .concat();
        let data = self.data(options["rp"]["id"].as_str(), ATTESTED, &attested);
        let object = [
            &[0xa3],
            text("fmt").as_slice(),
            &text(self.format),
            &text("attStmt"),
            &[0xa0],
            &text("authData"),
            &bytes(&data),
        ]
        .concat();
        let response = json!({
            "attestationObject": URL_SAFE_NO_PAD.encode(object),
            "clientDataJSON": self.client_data("webauthn.create", options),
            "transports": ["hybrid", "internal"],
        });
        self.credential(response)
    }

    /// Answers `PublicKeyCredentialRequestOptionsJSON` with an `AuthenticationResponseJSON`, for the user of this handle.
    pub fn get(&mut self, options: &Value, user: &str) -> Value {
        self.counter = self.counter.map(|counter| counter + 1);
        let data = self.data(options["rpId"].as_str(), 0, &[]);
        let client_data = self.client_data("webauthn.get", options);
        let hash = sha256(&[&URL_SAFE_NO_PAD
            .decode(&client_data)
            .expect("it was encoded")]);
        let response = json!({
            "authenticatorData": URL_SAFE_NO_PAD.encode(&data),
            "clientDataJSON": client_data,
            "signature": URL_SAFE_NO_PAD.encode(sign(&[data, hash.to_vec()].concat())),
            "userHandle": URL_SAFE_NO_PAD.encode(user),
        });
        self.credential(response)
    }

    fn credential(&self, response: Value) -> Value {
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "id": id,
            "rawId": id,
            "response": response,
            "type": "public-key",
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let (challenge, origin) = (&options["challenge"], json!(self.origin));
        URL_SAFE_NO_PAD.encode(format!(
            r#"{{"type":"{kind}","challenge":{challenge},"origin":{origin},"crossOrigin":false}}"#
        ))
    }

    fn data(&self, relying_party: Option<&str>, more: u8, attested: &[u8]) -> Vec<u8> {
        let relying_party = self.relying_party.as_deref().or(relying_party);
        let hash = sha256(&[relying_party.unwrap_or_default().as_bytes()]);
        let mut flags = BACKUP_ELIGIBLE | BACKED_UP | more;
        for (set, flag) in [(self.user_present, PRESENT), (self.user_verified, VERIFIED)] {
            flags |= if set { flag } else { 0 };
        }
        let counter = self.counter.unwrap_or(0).to_be_bytes();
        [hash.as_slice(), &[flags], &counter, attested].concat()
    }

    fn cose(&self) -> Vec<u8> {
        let algorithm = u8::try_from(-1 - self.algorithm).expect("it is a small number");
        let head = [0xa5, 1, 2, 3, 0x20 | algorithm, 0x20, 1, 0x21];
        [
            head.as_slice(),
            &bytes(&unhex(X)),
            &[0x22],
            &bytes(&unhex(Y)),
        ]
        .concat()
    }
}

/// An ECDSA signature in DER.
fn sign(message: &[u8]) -> Vec<u8> {
    let pkcs8 = format!(
        "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420{PRIVATE}a14403420004{X}{Y}"
    );
    let key = EncodingKey::from_ec_der(&unhex(&pkcs8));
    let signed = jsonwebtoken::crypto::sign(message, &key, Algorithm::ES256);
    let joined = URL_SAFE_NO_PAD.decode(signed.expect("it is a key"));
    let joined = joined.expect("it is base64url");
    let numbers = [&joined[..32], &joined[32..]].map(|number| {
        let digits: Vec<u8> = number
            .iter()
            .copied()
            .skip_while(|byte| *byte == 0)
            .collect();
        let zero = vec![0; usize::from(digits.first().is_none_or(|first| *first >= 0x80))];
        der(2, &[zero, digits].concat())
    });
    der(0x30, &numbers.concat())
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    [
        &[tag, u8::try_from(content.len()).expect("it is short")],
        content,
    ]
    .concat()
}

fn text(text: &str) -> Vec<u8> {
    let head = 0x60 | u8::try_from(text.len()).expect("it is short");
    [&[head], text.as_bytes()].concat()
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("it is short");
    let head = match length {
        0..24 => vec![0x40 | bytes.len() as u8],
        24..256 => vec![0x58, bytes.len() as u8],
        _ => [&[0x59], length.to_be_bytes().as_slice()].concat(),
    };
    [head, bytes.to_vec()].concat()
}

fn unhex(text: &str) -> Vec<u8> {
    hex::decode(text).expect("it is hexadecimal")
}
