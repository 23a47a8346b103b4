//! The way from the Worker to the objects.

use super::LocalFuture;
use vestibule_model::object_key::ObjectKey;

/// Why an object gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectError {
    /// The reply was lost, or the object never ran; the same message may be sent again.
    #[error("object unavailable: {0}")]
    Retryable(String),
    /// The object has too much to do, and has not looked at the message: sending it again at once makes that worse.
    #[error("object overloaded: {0}")]
    Overloaded(String),
    #[error("object failed: {0}")]
    Failed(String),
}

/// Delivers one message to an object and returns its reply, once: repeating is the caller's decision.
pub trait Objects {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>>;
}
