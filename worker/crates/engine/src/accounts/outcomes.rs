//! Results that several of these operations share.

use crate::{
    access_token,
    config::Config,
    cx::Cx,
    error::{Error, Result},
    verification::NotSent,
};
use vestibule_model::{time::Timestamp, user::User};
use vestibule_store::users::{
    quotas::{Quota, Take, TakeQuota},
    verifications::{Guessed, subject_of},
};

/// Why there is no user to do something for.
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
    /// What to say of a guess that was not right.
    pub fn of(guessed: &Guessed) -> Self {
        match guessed {
            Guessed::Exhausted { until } => Self::TooManyGuesses { until: *until },
            Guessed::Gone => Self::Expired,
            Guessed::Wrong | Guessed::Right(_) => Self::Mismatch,
        }
    }
}

/// Counts what is done for an identifier that nobody has, where callers must not learn that: by one call to an object and
/// under the same limit, as it would be counted for a user.
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

/// What takes the place of sending a code where callers must not learn that none is sent: to an identifier that nobody has,
/// or to a user who can't be sent one. It counts and is refused past the limit as sending is.
pub(crate) async fn pretend_to_send(
    cx: &Cx<'_>,
    config: &Config,
    typed: &str,
    found: Option<&User>,
    quota: Quota,
) -> Result<(), NotSent> {
    let counted = match found.filter(|user| user.enabled) {
        None => count_unknown(cx, config, typed, quota).await?,
        Some(user) => {
            let take = TakeQuota {
                subject: subject_of(&user.sub),
                quota,
            };
            cx.decide(config, &config.object_of(&user.sub), take)
                .await?
        }
    };
    match counted {
        Take::Taken => Ok(()),
        Take::UsedUp { until } => Err(NotSent::TooMany { until }),
    }
}

/// The answer to a user whose state changed between the check of its access token and the change that it asked for: what
/// the token's check says now. If the token still holds, the caller is to try again.
pub async fn too_late(cx: &Cx<'_>, token: &str) -> Error {
    match access_token::resolve(cx, token).await {
        Err(error) => error,
        Ok(_) => Error::rate_exceeded(),
    }
}
