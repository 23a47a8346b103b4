//! The server's side of SRP against two worked examples, and against a client written here from the description of the
//! protocol alone.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use num_bigint::BigUint;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use vestibule_crypto::srp::{
    ClientPublic, Identity, NativeModPow, Salt, ServerChallenge, Verifier, session_key,
};
use vestibule_crypto::{SecretBytes, SecretString, SeededRng};

struct Vectors(HashMap<&'static str, &'static str>);

impl Vectors {
    fn load() -> Self {
        let lines = include_str!("vectors/srp.txt").lines();
        Self(lines.filter_map(|line| line.split_once(' ')).collect())
    }

    fn get(&self, name: &str) -> &'static str {
        self.0.get(name).unwrap_or_else(|| panic!("no {name}"))
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        hex::decode(self.get(name)).unwrap()
    }
}

fn holds_for(kind: &str, identity: Identity<'_>) {
    let vectors = Vectors::load();
    let own = |name: &str| vectors.get(&format!("{kind}.{name}"));

    let salt = Salt::parse(own("salt")).unwrap();
    assert_eq!(salt.to_hex(), own("salt"));
    let password = SecretString::from(own("password"));
    let verifier = Verifier::new(&NativeModPow, identity, &password, &salt);
    assert_eq!(hex::encode(verifier.as_bytes().expose()), own("v"));

    let b = SecretBytes::new(vectors.bytes("b"));
    let challenge = ServerChallenge::from_private(&NativeModPow, &verifier, b);
    assert_eq!(challenge.public_hex(), own("B"));

    let client = ClientPublic::parse(vectors.get("A")).unwrap();
    let key = session_key(&NativeModPow, &verifier, &client, &challenge).unwrap();
    assert_eq!(hex::encode(key.expose()), own("K"));

    let block = STANDARD.decode(vectors.get("secret_block")).unwrap();
    let timestamp = vectors.get("timestamp");
    assert_eq!(key.signature(identity, &block, timestamp), own("signature"));
    assert!(key.verify(identity, &block, timestamp, own("signature")));
    assert!(!key.verify(
        identity,
        &block,
        "Sun Nov 2 09:05:08 UTC 2025",
        own("signature")
    ));
    assert!(!key.verify(identity, &block[1..], timestamp, own("signature")));
    assert!(!key.verify(identity, &block, timestamp, ""));
}

#[test]
fn the_worked_example_of_a_user_holds() {
    holds_for(
        "user",
        Identity::user(
            "us-east-1_AbCdEf123",
            "4f1c2d3e-5a6b-70c8-9d0e-1f2a3b4c5d6e",
        ),
    );
}

#[test]
fn the_worked_example_of_a_device_holds() {
    holds_for(
        "device",
        Identity::device(
            "-7Zq1LmNo",
            "us-east-1_0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7",
        ),
    );
}

#[test]
fn a_devices_verifier_is_taken_as_confirm_device_sends_it() {
    let v = Vectors::load().bytes("device.v");
    // The number's high bit is set, so that its two's complement has a leading zero byte: 385 in all.
    let sent = STANDARD.encode([&[0], v.as_slice()].concat());
    assert!(sent.starts_with("AKgu4+S5zbVoc/BwA1nI1XgiKHfrVTBPuGIXzWjWmA4o7vqNxQd8w8N4kXdv"));
    let verifier = Verifier::from_bytes(&STANDARD.decode(sent).unwrap()).unwrap();
    assert_eq!(verifier.as_bytes().expose(), &v);
    let salt = Salt::from_bytes(&STANDARD.decode("Dx4tPEtaaXiHlqW0w9Lh8A==").unwrap());
    assert_eq!(salt.to_hex(), Vectors::load().get("device.salt"));
}

/// The client as public libraries have it: hex text in, hex text out.
struct Client {
    n: BigUint,
    a: BigUint,
}

impl Client {
    fn new(a: &[u8]) -> Self {
        Self {
            n: BigUint::from_bytes_be(&Vectors::load().bytes("N")),
            a: BigUint::from_bytes_be(a),
        }
    }

    fn srp_a(&self) -> String {
        BigUint::from(2u8).modpow(&self.a, &self.n).to_str_radix(16)
    }

    fn signature(&self, who: (&str, &str), password: &str, answer: &Answer<'_>) -> String {
        let number = |hex: &str| BigUint::parse_bytes(hex.as_bytes(), 16).unwrap();
        let k = number(&hash(&[&padded(&self.n), &[2]]));
        let b = number(answer.srp_b);
        let a = number(&self.srp_a());
        let u = number(&hash(&[&padded(&a), &padded(&b)]));
        let id = hash(&[format!("{}{}:{password}", who.0, who.1).as_bytes()]);
        let x = number(&hash(&[
            &padded(&number(answer.salt)),
            &hex::decode(id).unwrap(),
        ]));
        let g_x = BigUint::from(2u8).modpow(&x, &self.n);
        // B - k g^x, kept above zero.
        let base = (&b + &self.n * &k - k * g_x) % &self.n;
        let s = base.modpow(&(&self.a + u.clone() * x), &self.n);
        let prk = mac(&padded(&u), &[&padded(&s)]);
        let key = mac(&prk, &[b"Caldera Derived Key\x01"]);
        STANDARD.encode(mac(
            &key[..16],
            &[
                who.0.as_bytes(),
                who.1.as_bytes(),
                answer.block,
                answer.timestamp.as_bytes(),
            ],
        ))
    }
}

struct Answer<'a> {
    salt: &'a str,
    srp_b: &'a str,
    block: &'a [u8],
    timestamp: &'a str,
}

fn hash(parts: &[&[u8]]) -> String {
    hex::encode(Sha256::digest(parts.concat()))
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(&parts.concat());
    mac.finalize().into_bytes().to_vec()
}

/// As the JavaScript client pads: an even number of digits, and `00` before a first digit of 8 or more.
fn padded(number: &BigUint) -> Vec<u8> {
    let mut text = number.to_str_radix(16);
    if text.len() % 2 == 1 {
        text.insert(0, '0');
    } else if "89abcdef".contains(&text[..1]) {
        text.insert_str(0, "00");
    }
    hex::decode(text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Small a, short salts and any text, so that the padding's corners come up.
    #[test]
    fn server_and_client_agree_exactly_when_the_password_is_right(
        seed: [u8; 32],
        a in prop::collection::vec(any::<u8>(), 1..=128).prop_filter("a > 0", |a| a.iter().any(|b| *b > 0)),
        salt in prop::collection::vec(any::<u8>(), 1..=16),
        name in "\\PC{1,20}",
        password: String,
        other: String,
        block: Vec<u8>,
    ) {
        let identity = Identity::user("eu-north-1_Ab0", &name);
        let rng = SeededRng::new(seed);
        let salt = Salt::from_bytes(&salt);
        let verifier =
            Verifier::new(&NativeModPow, identity, &SecretString::from(password.as_str()), &salt);
        let stored = Verifier::from_bytes(verifier.as_bytes().expose()).unwrap();
        let challenge = ServerChallenge::new(&NativeModPow, &stored, &rng);

        let client = Client::new(&a);
        let timestamp = "Sun Nov 2 09:05:07 UTC 2025";
        let answer = Answer {
            salt: &salt.to_hex(),
            srp_b: &challenge.public_hex(),
            block: &block,
            timestamp,
        };
        let right = client.signature(("Ab0", &name), &password, &answer);
        let wrong = client.signature(("Ab0", &name), &other, &answer);

        let srp_a = ClientPublic::parse(&client.srp_a()).unwrap();
        let key = session_key(&NativeModPow, &stored, &srp_a, &challenge).unwrap();
        prop_assert!(key.verify(identity, &block, timestamp, &right));
        prop_assert_eq!(key.verify(identity, &block, timestamp, &wrong), password == other);
        let nobody = session_key(&NativeModPow, &Verifier::of_nobody(&rng), &srp_a, &challenge).unwrap();
        prop_assert!(!nobody.verify(identity, &block, timestamp, &right));
    }
}
