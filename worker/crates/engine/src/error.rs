//! Why something was not done, in the engine's own words. What a caller hears of it is each service's own: see
//! `vestibule_idp::error` for user pools, `vestibule_web::oauth::error` for the endpoints.

use crate::ports::{keys::KeyError, mail::MailError};
use vestibule_model::{contact::ContactAttribute, factor::Factor, ids::ClientId};
use vestibule_store::sql::SqlError;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The caller asked for what can't be had.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// An object refused the configuration that the decision was made under: the whole operation is to start again, by
    /// [`crate::retry::while_stale`].
    #[error("stale configuration")]
    StaleConfig,
    /// Storage or another dependency failed. It is logged; the caller is told no more than that something failed.
    #[error("internal: {0}")]
    Internal(String),
}

/// What was refused, with what its wording needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A pool that does not exist, or is being deleted.
    NoSuchPool {
        pool: String,
    },
    NoSuchClient {
        client: String,
    },
    /// An administrator names a client that this pool has not.
    NoSuchClientInPool {
        client: String,
        pool: String,
    },
    NoSuchUser,
    UserDisabled,
    /// The user has no such device, or it isn't remembered.
    NoSuchDevice,
    UserNotConfirmed,
    WrongCredentials,
    /// Locked, after too many wrong passwords.
    PasswordAttemptsExceeded,
    PasswordResetRequired,
    TemporaryPasswordExpired,
    /// The answer to a challenge for this factor.
    WrongCode(Factor),
    /// The code of a software token was taken before.
    UsedCode,
    /// Too many wrong codes within the hour, or too many that were sent.
    TooManyCodes,
    /// The user has, or the pool offers, no such second factor.
    NoSuchFactor,
    /// A confidential client sent neither its secret nor a hash.
    SecretMissing {
        client: ClientId,
        place: ProofPlace,
    },
    WrongSecret {
        client: ClientId,
    },
    /// The `A` of SRP is no number.
    MalformedSrpPublic,
    /// Another user is found by this address.
    AddressTaken(ContactAttribute),
    /// The user has nothing that reaches a level that is asked for.
    UnreachableLevel,
    /// The access token shows that the level that is asked for is reached.
    LevelReached,
    Session(SessionRefusal),
    AccessToken(AccessTokenRefusal),
    RefreshToken(RefreshTokenRefusal),
    /// The client's refresh tokens can't be revoked.
    RevocationDisabled,
    /// A token of a kind that can't be revoked.
    NotRevocable,
    /// The client has not proven itself, or the token is another's.
    UnauthorizedClient,
    /// It is no token of a listing, or one of another listing.
    BadPagingToken,
    /// Too much at once; the client is to try again.
    RateExceeded,
}

/// Where an operation takes a confidential client's proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofPlace {
    /// Among the parameters of InitiateAuth and RespondToAuthChallenge.
    Parameter,
    /// A member `SecretHash` or `ClientSecret`.
    Member,
}

/// Why the session between two steps of a sign-in is good for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionRefusal {
    /// It is none of this client's, or its user has changed since.
    Invalid,
    Expired,
    Spent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessTokenRefusal {
    /// It is no access token of a pool of this deployment.
    Malformed,
    BadSignature,
    Expired,
    MissingScopes,
    /// Another user has the username of the token by now.
    OtherUser,
    Revoked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshTokenRefusal {
    Unknown,
    Expired,
    Revoked,
    /// The same, where the client rotates its tokens.
    FamilyRevoked,
    /// It was exchanged for another before.
    Reused,
    OtherClient,
    UserDeleted,
}

impl Error {
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    pub fn no_such_pool(pool: &str) -> Self {
        let pool = pool.to_owned();
        Self::Refused(Refusal::NoSuchPool { pool })
    }

    pub fn no_such_client(client: &str) -> Self {
        let client = client.to_owned();
        Self::Refused(Refusal::NoSuchClient { client })
    }

    pub fn rate_exceeded() -> Self {
        Self::Refused(Refusal::RateExceeded)
    }

    /// Whether the whole operation is to start again.
    pub fn is_stale_config(&self) -> bool {
        matches!(self, Self::StaleConfig)
    }

    /// Whether the client is to try again.
    pub fn is_rate_exceeded(&self) -> bool {
        matches!(self, Self::Refused(Refusal::RateExceeded))
    }

    /// Whether a pool that was asked for isn't there.
    pub fn is_no_such_pool(&self) -> bool {
        matches!(self, Self::Refused(Refusal::NoSuchPool { .. }))
    }

    /// Whether a client that was asked for isn't there.
    pub fn is_no_such_client(&self) -> bool {
        matches!(self, Self::Refused(Refusal::NoSuchClient { .. }))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<SessionRefusal> for Error {
    fn from(refusal: SessionRefusal) -> Self {
        Self::Refused(Refusal::Session(refusal))
    }
}

impl From<AccessTokenRefusal> for Error {
    fn from(refusal: AccessTokenRefusal) -> Self {
        Self::Refused(Refusal::AccessToken(refusal))
    }
}

impl From<RefreshTokenRefusal> for Error {
    fn from(refusal: RefreshTokenRefusal) -> Self {
        Self::Refused(Refusal::RefreshToken(refusal))
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
