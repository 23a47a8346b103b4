//! Results that several of these operations share.

use crate::{
    access_token,
    config::Config,
    cx::Cx,
    error::Error,
    messages::Contact,
    verification::{self, Decoy, NewCode, NotSent},
};
use vestibule_model::{ids::Sub, time::Timestamp, user::User};
use vestibule_store::users::verifications::{Guessed, subject_of};

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

/// Who stands for an identifier that nobody has, where callers must not learn that: what is done for it is asked of an object
/// and counted under a limit, as it would be for a user.
pub(crate) fn nobody(cx: &Cx<'_>, config: &Config, typed: &str) -> Decoy {
    let name = config.pool.normalise(cx.unicode, typed);
    Decoy {
        sub: Sub::of_nobody(&name, &config.routing),
        object: config.object_of_identifier(&name),
        subject: config.routing.nobody(&name),
    }
}

/// What takes the place of sending a code where callers must not learn that none is sent: to an identifier that nobody has,
/// or to a user who can't be sent one. It counts and is refused past the limit as sending is.
pub(crate) async fn pretend_to_send(
    cx: &Cx<'_>,
    config: &Config,
    typed: &str,
    found: Option<&User>,
    contact: &Contact,
    new: NewCode,
) -> Result<(), NotSent> {
    let decoy = match found.filter(|user| user.enabled) {
        None => nobody(cx, config, typed),
        Some(user) => Decoy {
            sub: user.sub.clone(),
            object: config.object_of(&user.sub),
            subject: subject_of(&user.sub),
        },
    };
    verification::issue_decoy(cx, config, decoy, contact, new).await
}

/// The answer to a user whose state changed between the check of its access token and the change that it asked for: what
/// the token's check says now. If the token still holds, the caller is to try again.
pub async fn too_late(cx: &Cx<'_>, token: &str) -> Error {
    match access_token::resolve(cx, token).await {
        Err(error) => error,
        Ok(_) => Error::rate_exceeded(),
    }
}
