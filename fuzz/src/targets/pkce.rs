//! Proof keys: a challenge is met by its own verifier alone.

use vestibule_crypto::pkce::{CodeChallenge, CodeVerifier};

const OTHER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let other = CodeVerifier::parse(OTHER).expect("it is RFC 7636's example");
    if let Ok(verifier) = CodeVerifier::parse(&text) {
        assert!((43..=128).contains(&text.len()));
        let challenge = verifier.challenge();
        assert_eq!(challenge == other.challenge(), text == OTHER);
        assert_eq!(CodeChallenge::parse(challenge.as_str()), Ok(challenge));
    }
    if let Ok(challenge) = CodeChallenge::parse(&text) {
        assert!(challenge.as_str() == text && text.len() == 43);
    }
}
