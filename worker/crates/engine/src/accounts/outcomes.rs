//! What several of these operations come to.

use crate::{
    access_token,
    config::Config,
    cx::Cx,
    error::{Error, Result},
    verification::NotSent,
};
use vestibule_model::time::Timestamp;
use vestibule_store::users::{
    quotas::{Quota, Take, TakeQuota},
    verifications::Guessed,
};

/// Why a name leads to nobody who can be helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoUser {
    Unknown,
    Disabled,
}

/// Why a code was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongCode {
    Mismatch,
    /// Expired, used, guessed at too often, or never sent.
    Expired,
    /// Too many guesses within the hour: none counts until then.
    TooManyGuesses {
        until: Timestamp,
    },
}

impl WrongCode {
    /// Of a guess that was not right.
    pub fn of(guessed: &Guessed) -> Self {
        match guessed {
            Guessed::Exhausted { until } => Self::TooManyGuesses { until: *until },
            Guessed::Gone => Self::Expired,
            Guessed::Wrong | Guessed::Right(_) => Self::Mismatch,
        }
    }
}

/// Counts against an identifier that is not to be told apart from a user: the same hop, the same limit.
pub(crate) async fn count_unknown(
    cx: &Cx<'_>,
    config: &Config,
    typed: &str,
    quota: Quota,
) -> Result<Take> {
    let name = config.pool.normalise(cx.unicode, typed);
    let object = config.object_of_identifier(&name);
    let take = TakeQuota {
        subject: config.routing.nobody(&name),
        quota,
    };
    cx.decide(config, &object, take).await
}

/// Does for an identifier that is not to be told apart from a user what sending a code does: it counts, and is refused
/// past the limit.
pub(crate) async fn pretend_to_send(
    cx: &Cx<'_>,
    config: &Config,
    typed: &str,
    quota: Quota,
) -> Result<(), NotSent> {
    match count_unknown(cx, config, typed, quota).await? {
        Take::Taken => Ok(()),
        Take::UsedUp { until } => Err(NotSent::TooMany { until }),
    }
}

/// The answer where a user's own change came too late: what its access token is worth by now. With one that is still
/// good the caller is to try again.
pub async fn too_late(cx: &Cx<'_>, token: &str) -> Error {
    match access_token::resolve(cx, token).await {
        Err(error) => error,
        Ok(_) => Error::rate_exceeded(),
    }
}
