//! Proof Key for Code Exchange, method S256 ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::digest::sha256;
use crate::secret::SecretString;

/// The secret that a client keeps until it redeems its code: 43 to 128 unreserved characters (section 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeVerifier(SecretString);

impl CodeVerifier {
    pub fn parse(text: &str) -> Result<Self, PkceError> {
        let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        if (43..=128).contains(&text.len()) && text.bytes().all(unreserved) {
            Ok(Self(SecretString::from(text)))
        } else {
            Err(PkceError::Verifier)
        }
    }

    /// The challenge to send with the authorization request (section 4.2). The verifier is the one that was announced if this
    /// is (section 4.6).
    pub fn challenge(&self) -> CodeChallenge {
        CodeChallenge(URL_SAFE_NO_PAD.encode(sha256(&[self.0.expose().as_bytes()])))
    }
}

/// What the authorization request announces: the base64url of the verifier's SHA-256, 43 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    pub fn parse(text: &str) -> Result<Self, PkceError> {
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(digest) if digest.len() == 32 => Ok(Self(text.to_owned())),
            _ => Err(PkceError::Challenge),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PkceError {
    #[error("code_verifier must be 43 to 128 characters of A-Z a-z 0-9 - . _ ~")]
    Verifier,
    #[error("code_challenge must be the base64url of a SHA-256 digest, 43 characters")]
    Challenge,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_rfc_7636_appendix_b_holds() {
        let verifier = CodeVerifier::parse(VERIFIER).unwrap();
        assert_eq!(verifier.challenge().as_str(), CHALLENGE);
        assert_eq!(CodeChallenge::parse(CHALLENGE), Ok(verifier.challenge()));
    }

    #[test]
    fn another_verifier_does_not_meet_the_challenge() {
        let other = CodeVerifier::parse(&VERIFIER.replace("dBj", "dBk")).unwrap();
        assert_ne!(CodeChallenge::parse(CHALLENGE), Ok(other.challenge()));
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters() {
        assert!(CodeVerifier::parse(&"~".repeat(43)).is_ok());
        assert!(CodeVerifier::parse(&"-._~aZ09".repeat(16)).is_ok());
        assert_eq!(
            CodeVerifier::parse(&"a".repeat(42)),
            Err(PkceError::Verifier)
        );
        assert_eq!(
            CodeVerifier::parse(&"a".repeat(129)),
            Err(PkceError::Verifier)
        );
        for bad in ["+", "/", "=", " ", "é", "\0"] {
            let text = format!("{}{bad}", "a".repeat(50));
            assert_eq!(
                CodeVerifier::parse(&text),
                Err(PkceError::Verifier),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_challenge_is_the_base64url_of_32_bytes() {
        for bad in [
            "".to_owned(),
            CHALLENGE[1..].to_owned(),
            format!("{CHALLENGE}="),
            CHALLENGE.replace('-', "+"),
            // The last character holds 2 bits too many: another text for the same bytes.
            format!("{}N", &CHALLENGE[..42]),
        ] {
            assert_eq!(
                CodeChallenge::parse(&bad),
                Err(PkceError::Challenge),
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_keeps_the_text(text: String) {
            let _ = CodeVerifier::parse(&text);
            if let Ok(challenge) = CodeChallenge::parse(&text) {
                prop_assert_eq!(challenge.as_str(), text);
            }
        }
    }
}
