//! Password hashes computed beside the Worker.

use super::LocalFuture;
use vestibule_crypto::SecretBytes;

/// Why there is no tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("hashers: {0}")]
pub struct HasherError(pub String);

/// Computes what a password is compared by, natively and on every core. It may be gone, and may answer anything.
pub trait Hasher {
    /// `task`: a [`vestibule_crypto::hasher::Task`] in bytes.
    fn tag<'a>(
        &'a self,
        task: &'a SecretBytes,
    ) -> LocalFuture<'a, Result<SecretBytes, HasherError>>;
}
