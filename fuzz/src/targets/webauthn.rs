//! Passkeys: whatever passes, all signatures taken for good, is a credential that was asked for, and can be used. An input is
//! a browser's JSON; it is tried too as what an authenticator says in either ceremony.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use vestibule_crypto::webauthn::{
    Authentication, Expected, PublicKey, Registration, Signatures, is_origin_of,
};

const RELYING_PARTY: &str = "example.org";

/// Takes any signature.
struct Anything;

impl Signatures for Anything {
    fn verify(&self, key: &PublicKey, _message: &[u8], signature: &[u8]) -> bool {
        let expected = match key {
            PublicKey::Es256 { .. } | PublicKey::EdDsa(_) => 64,
            PublicKey::Rs256 { n, .. } => n.len(),
        };
        assert_eq!(signature.len(), expected);
        true
    }
}

pub fn run(input: &[u8]) {
    if let Ok(json) = serde_json::from_slice::<Value>(input) {
        register(&json);
        authenticate(&json);
    }
    let bytes = URL_SAFE_NO_PAD.encode(input);
    register(&response(
        "webauthn.create",
        json!({"attestationObject": bytes}),
    ));
    let signature = URL_SAFE_NO_PAD.encode([0x30, 6, 2, 1, 1, 2, 1, 1]);
    let said = json!({"authenticatorData": bytes, "signature": signature});
    authenticate(&response("webauthn.get", said));
    let origin = String::from_utf8_lossy(input);
    if is_origin_of(RELYING_PARTY, &origin) {
        let url = url::Url::parse(&origin).expect("it is an origin");
        let host = url.host_str().unwrap_or_default();
        assert!(url.scheme() == "https" && format!(".{host}").ends_with(".example.org"));
    }
}

/// A credential of the id `id`, in answer to the challenge `challenge`.
fn response(kind: &str, mut said: Value) -> Value {
    let data = format!(
        r#"{{"type":"{kind}","challenge":"Y2hhbGxlbmdl","origin":"https://{RELYING_PARTY}"}}"#
    );
    said["clientDataJSON"] = json!(URL_SAFE_NO_PAD.encode(data));
    json!({"id": "aWQ", "rawId": "aWQ", "type": "public-key", "response": said})
}

fn register(json: &Value) {
    let Ok(registration) = Registration::parse(json) else {
        return;
    };
    let challenge = registration.challenge().unwrap_or_default();
    let expected = expected(&challenge);
    let Ok(registered) = registration.verify(&expected, &Anything) else {
        return;
    };
    assert!((1..=1023).contains(&registered.id.len()));
    let key = PublicKey::from_cose(&registered.public_key).expect("it was verified");
    assert_eq!(key.algorithm(), registered.algorithm);
    assert!(registered.backup_eligible || !registered.backed_up);
    let other = Expected {
        challenge: b"another",
        ..expected
    };
    assert!(challenge == b"another" || registration.verify(&other, &Anything).is_err());
    let other = Expected {
        relying_party: "example.com",
        ..expected
    };
    assert!(registration.verify(&other, &Anything).is_err());
}

fn authenticate(json: &Value) {
    let Ok(authentication) = Authentication::parse(json) else {
        return;
    };
    assert!((1..=1023).contains(&authentication.id().len()));
    assert!(
        authentication
            .user_handle()
            .is_none_or(|handle| handle.len() <= 64)
    );
    let key = PublicKey::Es256 {
        x: [1; 32],
        y: [2; 32],
    };
    if let Ok(used) = authentication.verify(&expected(b"challenge"), &key, 0, &Anything) {
        let again = authentication.verify(&expected(b"challenge"), &key, used.counter, &Anything);
        assert_eq!(again.is_ok(), used.counter == 0);
    }
}

fn expected(challenge: &[u8]) -> Expected<'_> {
    Expected {
        challenge,
        relying_party: RELYING_PARTY,
        user_verification: false,
        framed: false,
    }
}
