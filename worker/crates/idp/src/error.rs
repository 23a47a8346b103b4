//! What an operation of user pools answers when it does not succeed: the codes and texts of the service.

use std::borrow::Cow;
use vestibule_engine::error::{
    self, AccessTokenRefusal, ProofPlace, RefreshTokenRefusal, Refusal, SessionRefusal,
};
use vestibule_model::factor::Factor;
use vestibule_wire::{ErrorName as _, idp::ErrorCode};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An operation's failure.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The service's own answer: the client gets its code and text.
    #[error("{}: {}", .0.code.as_str(), .0.message.as_deref().unwrap_or("(no message)"))]
    Service(ServiceError),
    /// [`error::Error::StaleConfig`]
    #[error("stale configuration")]
    StaleConfig,
    /// Logged, and answered as InternalErrorException.
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

    pub fn no_such_pool(pool: &str) -> Self {
        error::Error::no_such_pool(pool).into()
    }

    /// For public operations.
    pub fn no_such_client(client: &str) -> Self {
        error::Error::no_such_client(client).into()
    }

    pub fn user_not_found() -> Self {
        Refusal::NoSuchUser.into()
    }

    pub fn wrong_credentials() -> Self {
        Refusal::WrongCredentials.into()
    }

    pub fn user_disabled() -> Self {
        Refusal::UserDisabled.into()
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

    /// Whether this is the service's answer with this code.
    pub fn is(&self, code: ErrorCode) -> bool {
        matches!(self, Self::Service(error) if error.code == code)
    }
}

impl From<error::Error> for Error {
    fn from(error: error::Error) -> Self {
        match error {
            error::Error::Refused(refusal) => refusal.into(),
            error::Error::StaleConfig => Self::StaleConfig,
            error::Error::Internal(cause) => Self::Internal(cause),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Service(refusal.into())
    }
}

impl From<SessionRefusal> for Error {
    fn from(refusal: SessionRefusal) -> Self {
        Refusal::Session(refusal).into()
    }
}

/// The one map from what the engine refuses to what the service says of it.
impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        let (code, message): (_, Cow<'static, str>) = match refusal {
            Refusal::NoSuchPool { pool } => (
                ErrorCode::ResourceNotFoundException,
                format!("User pool {pool} does not exist.").into(),
            ),
            Refusal::NoSuchClient { client } => (
                ErrorCode::ResourceNotFoundException,
                format!("User pool client {client} does not exist.").into(),
            ),
            Refusal::NoSuchClientInPool { client, pool } => (
                ErrorCode::ResourceNotFoundException,
                format!("User pool client {client} does not exist in user pool {pool}.").into(),
            ),
            Refusal::NoSuchUser => (
                ErrorCode::UserNotFoundException,
                "User does not exist.".into(),
            ),
            Refusal::NoSuchDevice => (
                ErrorCode::ResourceNotFoundException,
                "Device does not exist.".into(),
            ),
            Refusal::UserDisabled => (
                ErrorCode::NotAuthorizedException,
                "User is disabled.".into(),
            ),
            Refusal::UserNotConfirmed => (
                ErrorCode::UserNotConfirmedException,
                "User is not confirmed.".into(),
            ),
            Refusal::WrongCredentials => (
                ErrorCode::NotAuthorizedException,
                "Incorrect username or password.".into(),
            ),
            Refusal::PasswordAttemptsExceeded => (
                ErrorCode::NotAuthorizedException,
                "Password attempts exceeded".into(),
            ),
            Refusal::PasswordResetRequired => (
                ErrorCode::PasswordResetRequiredException,
                "Password reset required for the user".into(),
            ),
            Refusal::TemporaryPasswordExpired => (
                ErrorCode::NotAuthorizedException,
                "Temporary password has expired and must be reset by an administrator.".into(),
            ),
            Refusal::WrongCode(Factor::SoftwareTokenMfa) => (
                ErrorCode::CodeMismatchException,
                "Invalid code received for user".into(),
            ),
            Refusal::WrongCode(Factor::SmsMfa | Factor::EmailOtp) => (
                ErrorCode::CodeMismatchException,
                "Invalid code or auth state for the user.".into(),
            ),
            Refusal::UsedCode => (
                ErrorCode::ExpiredCodeException,
                "Your software token has already been used once.".into(),
            ),
            // None of the operations that can hear this declares LimitExceededException.
            Refusal::TooManyCodes => (
                ErrorCode::NotAuthorizedException,
                "Attempt limit exceeded, please try after some time.".into(),
            ),
            Refusal::NoSuchFactor => (
                ErrorCode::MFAMethodNotFoundException,
                "No MFA mechanism registered for the user.".into(),
            ),
            Refusal::SecretMissing {
                client,
                place: ProofPlace::Parameter,
            } => (
                ErrorCode::NotAuthorizedException,
                format!(
                    "Client {client} is configured with secret but SECRET_HASH was not received"
                )
                .into(),
            ),
            Refusal::SecretMissing {
                client,
                place: ProofPlace::Member,
            } => (
                ErrorCode::NotAuthorizedException,
                format!("Client {client} is configured for secret but secret was not received")
                    .into(),
            ),
            Refusal::WrongSecret { client } => (
                ErrorCode::NotAuthorizedException,
                format!("Unable to verify secret hash for client {client}").into(),
            ),
            Refusal::AddressTaken(attribute) => (
                ErrorCode::AliasExistsException,
                format!(
                    "An account with the given {} already exists.",
                    attribute.as_str()
                )
                .into(),
            ),
            Refusal::UnreachableLevel => (
                ErrorCode::InvalidParameterException,
                "The user has no factors that satisfy TARGET_ACR_VALUES.".into(),
            ),
            Refusal::LevelReached => (
                ErrorCode::InvalidParameterException,
                "The access token already satisfies TARGET_ACR_VALUES.".into(),
            ),
            Refusal::MalformedSrpPublic => (
                ErrorCode::InvalidParameterException,
                "SRP_A is not a hexadecimal number.".into(),
            ),
            Refusal::Session(refusal) => {
                (ErrorCode::NotAuthorizedException, session(refusal).into())
            }
            Refusal::AccessToken(refusal) => (
                ErrorCode::NotAuthorizedException,
                access_token(refusal).into(),
            ),
            Refusal::RefreshToken(refusal) => return refresh_token(refusal),
            Refusal::RevocationDisabled => (
                ErrorCode::UnsupportedOperationException,
                "This feature is not enabled for this client".into(),
            ),
            Refusal::NotRevocable => (
                ErrorCode::UnsupportedTokenTypeException,
                "Unsupported token type".into(),
            ),
            Refusal::UnauthorizedClient => (
                ErrorCode::UnauthorizedException,
                "Invalid client or secret".into(),
            ),
            Refusal::BadPagingToken => (
                ErrorCode::InvalidParameterException,
                "Provided pagination token is invalid. Check the token and try your request again."
                    .into(),
            ),
            Refusal::RateExceeded => (ErrorCode::TooManyRequestsException, "Rate exceeded".into()),
        };
        Self {
            code,
            message: Some(message),
        }
    }
}

const fn session(refusal: SessionRefusal) -> &'static str {
    match refusal {
        SessionRefusal::Invalid => "Invalid session for the user.",
        SessionRefusal::Expired => "Invalid session for the user, session is expired.",
        SessionRefusal::Spent => "Invalid session for the user, session can only be used once.",
    }
}

const fn access_token(refusal: AccessTokenRefusal) -> &'static str {
    match refusal {
        AccessTokenRefusal::Malformed => "Invalid Access Token",
        AccessTokenRefusal::BadSignature => "Could not verify signature for Access Token",
        AccessTokenRefusal::Expired => "Access Token has expired",
        AccessTokenRefusal::MissingScopes => "Access Token does not have required scopes",
        AccessTokenRefusal::OtherUser => "Invalid access token.",
        AccessTokenRefusal::Revoked => "Access Token has been revoked",
    }
}

fn refresh_token(refusal: RefreshTokenRefusal) -> ServiceError {
    let (code, message) = match refusal {
        RefreshTokenRefusal::Unknown => (
            ErrorCode::NotAuthorizedException,
            Some("Invalid Refresh Token"),
        ),
        RefreshTokenRefusal::Expired => (
            ErrorCode::NotAuthorizedException,
            Some("Refresh Token has expired"),
        ),
        RefreshTokenRefusal::Revoked => (
            ErrorCode::NotAuthorizedException,
            Some("Refresh Token has been revoked"),
        ),
        // Cognito sends no message here.
        RefreshTokenRefusal::FamilyRevoked => (ErrorCode::NotAuthorizedException, None),
        RefreshTokenRefusal::Reused => (
            ErrorCode::RefreshTokenReuseException,
            Some("Refresh token reuse detected"),
        ),
        RefreshTokenRefusal::OtherClient => (
            ErrorCode::NotAuthorizedException,
            Some("Refresh Token has different Client"),
        ),
        RefreshTokenRefusal::UserDeleted => (
            ErrorCode::NotAuthorizedException,
            Some("The user has been deleted for the associated refresh token"),
        ),
    };
    ServiceError {
        code,
        message: message.map(Cow::Borrowed),
    }
}
