//! The numbers of SRP, and the proof that comes back.

use crate::deployment::Two;
use vestibule_crypto::{
    SecretBytes, SeededRng,
    srp::{ClientPublic, Identity, Salt, ServerChallenge, Verifier, session_key},
};

const POOL: &str = "local_AbCdEf123";

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let shortest = |most: usize| {
        let is_number =
            (1..=most).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let digits = text.trim_start_matches('0').to_ascii_lowercase();
        is_number.then(|| {
            if digits.is_empty() {
                "0".to_owned()
            } else {
                digits
            }
        })
    };
    let salt = Salt::parse(&text).ok();
    assert_eq!(salt.map(|salt| salt.to_hex()), shortest(128));
    let b = || SecretBytes::from(vec![1; 32]);
    let public = ServerChallenge::restore(b(), &text).ok();
    assert_eq!(public.map(|public| public.public_hex()), shortest(768));
    let client = ClientPublic::parse(&text).ok();
    assert_eq!(client.as_ref().map(ClientPublic::to_hex), shortest(1024));

    if let Ok(verifier) = Verifier::from_bytes(input) {
        let bytes = verifier.as_bytes().expose();
        assert!(bytes.len() <= 384 && bytes.first().is_some_and(|first| *first != 0));
        assert_eq!(Verifier::from_bytes(bytes).as_ref(), Ok(&verifier));
    }
    if let Some(client) = client {
        let verifier = Verifier::of_nobody(&SeededRng::new([1; 32]));
        let challenge = ServerChallenge::restore(b(), "2").expect("it is a number");
        // The multiples of N are refused.
        let Ok(key) = session_key(&Two, &verifier, &client, &challenge) else {
            return;
        };
        let identity = Identity::user(POOL, "alice");
        assert!(!key.verify(identity, input, &text, &text));
        let proof = key.signature(identity, input, &text);
        assert!(key.verify(identity, input, &text, &proof));
        assert!(!key.verify(Identity::user(POOL, "alicf"), input, &text, &proof));
    }
}
