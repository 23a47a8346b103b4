//! New signing keys. Signing itself goes through `jsonwebtoken`, whose provider each platform installs.

use super::LocalFuture;
use vestibule_crypto::SecretBytes;

/// A new RSA-2048 key.
pub struct RsaKey {
    /// PKCS #1 (`RSAPrivateKey`, RFC 8017 appendix A.1.2), DER.
    pub private: SecretBytes,
    /// The modulus, big-endian, without leading zeros.
    pub n: Vec<u8>,
    /// The public exponent, big-endian, without leading zeros.
    pub e: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("key generation: {0}")]
pub struct KeyError(pub String);

/// Makes RSA-2048 keys. One takes a tenth of a second or more.
pub trait KeyMaker {
    fn rsa(&self) -> LocalFuture<'_, Result<RsaKey, KeyError>>;
}
