//! `SECRET_HASH`: proof that a caller holds its app client's secret
//! ([computing it](https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash)).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::digest::hmac_sha256;
use crate::secret::{SecretString, constant_time_eq};

/// base64(HMAC-SHA256(client secret, username ‖ client id)); `username` is what the caller sends in the same call.
pub fn compute(username: &str, client_id: &str, client_secret: &SecretString) -> String {
    let key = client_secret.expose().as_bytes();
    STANDARD.encode(hmac_sha256(
        key,
        &[username.as_bytes(), client_id.as_bytes()],
    ))
}

/// Whether `hash` is the one of this user, client and secret.
pub fn verify(hash: &str, username: &str, client_id: &str, client_secret: &SecretString) -> bool {
    let expected = compute(username, client_id, client_secret);
    constant_time_eq(expected.as_bytes(), hash.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 test case 2, cut in two where the username would end.
    #[test]
    fn it_is_the_base64_of_an_hmac_sha256() {
        assert_eq!(
            compute(
                "what do ya want ",
                "for nothing?",
                &SecretString::from("Jefe")
            ),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="
        );
    }

    #[test]
    fn only_the_hash_of_the_same_user_client_and_secret_passes() {
        let secret = SecretString::from("s3cret");
        let hash = compute("alice", "client", &secret);
        assert!(verify(&hash, "alice", "client", &secret));
        assert!(!verify(&hash, "alicf", "client", &secret));
        assert!(!verify(&hash, "alice", "other", &secret));
        assert!(!verify(
            &hash,
            "alice",
            "client",
            &SecretString::from("s3cres")
        ));
        assert!(!verify("", "alice", "client", &secret));
        assert!(!verify(
            hash.trim_end_matches('='),
            "alice",
            "client",
            &secret
        ));
    }
}
