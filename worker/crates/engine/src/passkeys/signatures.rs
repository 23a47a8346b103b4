//! Signatures of authenticators, by what checks those of tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey};
use vestibule_crypto::webauthn::{PublicKey, Signatures};

pub(super) struct Platform;

impl Signatures for Platform {
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        let (algorithm, key) = match key {
            // The point, uncompressed (SEC 1 section 2.3.3).
            PublicKey::Es256 { x, y } => {
                let point = [&[4], x.as_slice(), y].concat();
                (Algorithm::ES256, DecodingKey::from_ec_der(&point))
            }
            PublicKey::EdDsa(key) => (Algorithm::EdDSA, DecodingKey::from_ed_der(key)),
            PublicKey::Rs256 { n, e } => {
                (Algorithm::RS256, DecodingKey::from_rsa_raw_components(n, e))
            }
        };
        let signature = URL_SAFE_NO_PAD.encode(signature);
        // An error is a key that is none, a point beside the curve for one.
        matches!(
            jsonwebtoken::crypto::verify(&signature, message, &key, algorithm),
            Ok(true)
        )
    }
}
