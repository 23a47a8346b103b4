//! What goes wrong at the endpoints, and where it is told.

use serde::Serialize;
use vestibule_engine::{
    cx::Cx,
    error::{Error, Refusal},
    http::Response,
    log::Outcome,
};

/// A request that can't be sent back to the app it came from: the person sees an error page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageError {
    NoClientId,
    UnknownClient,
    NoRedirectUri,
    /// The redirect URI isn't among the client's.
    RedirectMismatch,
    /// Neither is the logout URI.
    LogoutMismatch,
    /// Malformed, or too long.
    InvalidRequest,
    /// There is nothing at the address.
    NotFound,
    /// Something failed inside.
    ServerError,
    Unknown,
}

impl PageError {
    const ALL: [Self; 9] = [
        Self::NoClientId,
        Self::UnknownClient,
        Self::NoRedirectUri,
        Self::RedirectMismatch,
        Self::LogoutMismatch,
        Self::InvalidRequest,
        Self::NotFound,
        Self::ServerError,
        Self::Unknown,
    ];

    /// The parameter `error` of `/error`, which the page shows.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoClientId => "Required String parameter 'client_id' is not present",
            Self::UnknownClient => "Client does not exist.",
            Self::NoRedirectUri => "Required String parameter 'redirect_uri' is not present",
            Self::RedirectMismatch => "redirect_mismatch",
            Self::LogoutMismatch => "logout_mismatch",
            Self::InvalidRequest => "invalid_request",
            Self::NotFound => "not_found",
            Self::ServerError => "server_error",
            Self::Unknown => "unknown_error",
        }
    }

    /// Reads the parameter. The page repeats no text that a link made up.
    pub fn parse(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|known| known.code() == code)
            .unwrap_or(Self::Unknown)
    }
}

/// Why a request of a browser ends early.
pub enum Stop {
    Page(PageError),
    /// Back to the app, with an error in the URL.
    Redirect(String),
    Failed(Error),
}

impl From<PageError> for Stop {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// An error of the token and the revocation endpoint (RFC 6749 section 5.2, RFC 7009 section 2.2.1).
#[derive(Clone, Debug)]
pub enum TokenError {
    Refused {
        error: &'static str,
        description: Option<&'static str>,
    },
    /// 405
    Method,
    /// The operation's own failure.
    Failed(Error),
}

impl TokenError {
    pub const INVALID_CLIENT: Self = Self::new("invalid_client");
    pub const INVALID_GRANT: Self = Self::new("invalid_grant");
    pub const INVALID_REQUEST: Self = Self::new("invalid_request");
    /// RFC 8693 section 2.2.2.
    pub const INVALID_TARGET: Self = Self::new("invalid_target");
    pub const INVALID_SCOPE: Self = Self::new("invalid_scope");
    pub const UNAUTHORIZED_CLIENT: Self = Self::new("unauthorized_client");
    pub const UNSUPPORTED_GRANT_TYPE: Self = Self::new("unsupported_grant_type");
    pub const UNSUPPORTED_TOKEN_TYPE: Self = Self::new("unsupported_token_type");

    const fn new(error: &'static str) -> Self {
        Self::Refused {
            error,
            description: None,
        }
    }

    pub const fn with(error: &'static str, description: &'static str) -> Self {
        Self::Refused {
            error,
            description: Some(description),
        }
    }

    pub fn is(&self, other: &Self) -> bool {
        self.name() == other.name()
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Refused { error, .. } => error,
            Self::Method => "method_not_allowed",
            Self::Failed(_) => "server_error",
        }
    }

    /// The answer, always JSON and never cached.
    pub(crate) fn into_response(self, cx: &Cx<'_>, status: u16) -> Response {
        #[derive(Serialize)]
        struct Body {
            error: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            error_description: Option<&'static str>,
        }
        let (error, error_description, status) = match self {
            Self::Refused { error, description } => (error, description, status),
            Self::Method => ("invalid_request", None, 405),
            Self::Failed(failure) => {
                let (status, error) = failed(cx, &failure);
                (error, None, status)
            }
        };
        cx.note(|line| {
            line.error = Some(error);
            line.unless_noted(match error {
                // A code or a token that came too late, or twice.
                "invalid_grant" => Outcome::Refused,
                _ => Outcome::Rejected,
            });
        });
        json(
            status,
            &Body {
                error,
                error_description,
            },
        )
    }
}

impl From<Error> for TokenError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::StaleConfig | Error::Internal(_) => Self::Failed(error),
        }
    }
}

/// The one map from what the engine refuses to what a client hears of it.
impl From<Refusal> for TokenError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoSuchPool { .. }
            | Refusal::NoSuchClient { .. }
            | Refusal::NoSuchClientInPool { .. }
            | Refusal::SecretMissing { .. }
            | Refusal::WrongSecret { .. }
            | Refusal::UnauthorizedClient => Self::INVALID_CLIENT,
            Refusal::NoSuchUser
            | Refusal::UserDisabled
            | Refusal::NoSuchDevice
            | Refusal::UserNotConfirmed
            | Refusal::WrongCredentials
            | Refusal::PasswordAttemptsExceeded
            | Refusal::PasswordResetRequired
            | Refusal::TemporaryPasswordExpired
            | Refusal::WrongCode(_)
            | Refusal::UsedCode
            | Refusal::TooManyCodes
            | Refusal::NoSuchFactor
            | Refusal::AddressTaken(_)
            | Refusal::UnreachableLevel
            | Refusal::LevelReached
            | Refusal::Session(_)
            | Refusal::AccessToken(_)
            | Refusal::RefreshToken(_) => Self::INVALID_GRANT,
            Refusal::MalformedSrpPublic | Refusal::RevocationDisabled | Refusal::BadPagingToken => {
                Self::INVALID_REQUEST
            }
            Refusal::NotRevocable => Self::UNSUPPORTED_TOKEN_TYPE,
            Refusal::RateExceeded => Self::Failed(refusal.into()),
        }
    }
}

/// Status and code of a failure that is not the client's, with its cause in the log.
pub(crate) fn failed(cx: &Cx<'_>, failure: &Error) -> (u16, &'static str) {
    // Of a configuration that changes all the time a client hears, too, that it is to come again.
    let (status, error, outcome) = if failure.is_rate_exceeded() || failure.is_stale_config() {
        (429, "temporarily_unavailable", Outcome::Throttled)
    } else {
        (500, "server_error", Outcome::Failed)
    };
    cx.note(|line| {
        line.error = Some(error);
        line.cause = Some(failure.to_string());
        line.outcome = Some(outcome);
    });
    (status, error)
}

/// A JSON body that nobody may keep.
pub(crate) fn json(status: u16, body: &impl Serialize) -> Response {
    let body = serde_json::to_vec(body).unwrap_or_default();
    Response::new(status, "application/json;charset=UTF-8", body)
        .with("cache-control", "no-store")
        .with("pragma", "no-cache")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_page_repeats_only_what_we_may_have_said() {
        for known in PageError::ALL {
            assert_eq!(PageError::parse(known.code()), known);
        }
        assert_eq!(PageError::parse("call +1 555 0100"), PageError::Unknown);
    }
}
