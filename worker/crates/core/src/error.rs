//! What an operation answers when it does not succeed.

use crate::ports::{keys::KeyError, mail::MailError, objects::ObjectError, sql::SqlError};
use std::borrow::Cow;
use vestibule_wire::{ErrorName as _, idp::ErrorCode};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An operation's failure.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The service's own answer: the client gets its code and text.
    #[error("{}: {}", .0.code.as_str(), .0.message.as_deref().unwrap_or("(no message)"))]
    Service(ServiceError),
    /// An object refused the configuration this was decided under; the whole operation is to start again.
    #[error("stale configuration")]
    StaleConfig,
    /// Failing storage or a failing dependency: logged, answered as InternalErrorException.
    #[error("internal: {0}")]
    Internal(String),
}

/// An exception of the service model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    pub code: ErrorCode,
    /// Absent where Cognito sends none.
    pub message: Option<Cow<'static, str>>,
}

impl Error {
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::Service(ServiceError {
            code,
            message: Some(message.into()),
        })
    }

    /// An exception without a message.
    pub fn bare(code: ErrorCode) -> Self {
        Self::Service(ServiceError {
            code,
            message: None,
        })
    }

    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    pub fn invalid_parameter(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidParameterException, message)
    }

    pub fn not_authorized(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::NotAuthorizedException, message)
    }

    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::ResourceNotFoundException, message)
    }

    /// A pool that does not exist, or is being deleted.
    pub fn no_such_pool(pool: &str) -> Self {
        Self::not_found(format!("User pool {pool} does not exist."))
    }

    /// A client that does not exist, for public operations.
    pub fn no_such_client(client: &str) -> Self {
        Self::not_found(format!("User pool client {client} does not exist."))
    }

    pub fn user_not_found() -> Self {
        Self::new(ErrorCode::UserNotFoundException, "User does not exist.")
    }

    pub fn wrong_credentials() -> Self {
        Self::not_authorized("Incorrect username or password.")
    }

    pub fn user_disabled() -> Self {
        Self::not_authorized("User is disabled.")
    }

    /// Too much at once; the client is to try again.
    pub fn rate_exceeded() -> Self {
        Self::new(ErrorCode::TooManyRequestsException, "Rate exceeded")
    }

    /// Too often within an hour.
    pub fn attempt_limit() -> Self {
        Self::new(
            ErrorCode::LimitExceededException,
            "Attempt limit exceeded, please try after some time.",
        )
    }

    /// A setting that a later release brings: refused, never stored and ignored.
    pub fn not_built(setting: &str) -> Self {
        Self::invalid_parameter(format!(
            "{setting} is not supported by this version of Vestibule."
        ))
    }

    /// Whether the client is to try again.
    pub fn is_rate_exceeded(&self) -> bool {
        self.is(ErrorCode::TooManyRequestsException)
    }

    /// Whether this is the service's answer with this code.
    pub fn is(&self, code: ErrorCode) -> bool {
        matches!(self, Self::Service(error) if error.code == code)
    }
}

impl From<ObjectError> for Error {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::Overloaded(_) => Self::rate_exceeded(),
            ObjectError::Retryable(_) | ObjectError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<SqlError> for Error {
    fn from(error: SqlError) -> Self {
        Self::internal(error)
    }
}

impl From<MailError> for Error {
    fn from(error: MailError) -> Self {
        Self::internal(error)
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::internal(error)
    }
}
