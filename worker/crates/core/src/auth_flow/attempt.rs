//! Reserving an attempt, wherever the user lives.

use super::{Refusal, Skin};
use crate::{
    config::{Client, Config},
    cx::Cx,
    error::{Error, Result},
    identifier::Named,
    ids::Sub,
    ports::objects::ObjectKey,
    store::{
        attempts::{RecordFailure, ReserveAttempt, Reserved, Who, WithdrawAttempt},
        users::{Alias, User},
    },
    time::Span,
};
use vestibule_crypto::RngExt as _;

/// How often a place among the parallel attempts on one user is asked for.
const PATIENCE: u32 = 5;

/// A reserved attempt.
pub(super) struct Attempt {
    pub(super) reservation: String,
    /// The object that holds the reservation.
    pub(super) object: ObjectKey,
    /// `None`: nobody has this identifier.
    pub(super) user: Option<User>,
}

/// Whose attempt it is.
pub(super) enum Whose<'a> {
    Named(&'a [Alias]),
    Known(&'a Sub),
}

impl<'a> Whose<'a> {
    pub(super) fn of(named: &'a Named) -> Self {
        match named {
            Named::Aliases(candidates) => Self::Named(candidates),
            Named::Sub(sub) => Self::Known(sub),
        }
    }
}

/// Reserves an attempt.
///
/// # Errors
/// TooManyRequestsException when too many attempts on one user are under way; `Ok(Err(Locked))` after too many failures.
pub(super) async fn reserve(
    cx: &Cx<'_>,
    config: &Config,
    whose: Whose<'_>,
) -> Result<Result<Attempt, Refusal>> {
    let reservation = cx.rng.alphanumeric(22);
    let (mut object, mut who) = match whose {
        Whose::Named(candidates) => {
            let identifier = candidates.first().map_or("", Alias::value);
            (
                config.object_of_identifier(identifier),
                Place::Named(candidates),
            )
        }
        Whose::Known(sub) => (config.object_of(sub), Place::Known(sub)),
    };
    for patience in 0..PATIENCE {
        let transition = ReserveAttempt {
            reservation: reservation.clone(),
            who: who.to_who(),
        };
        match cx.decide(config, &object, transition).await? {
            Reserved::User(user) => {
                return Ok(Ok(Attempt {
                    reservation,
                    object,
                    user: Some(*user),
                }));
            }
            Reserved::Nobody => {
                return Ok(Ok(Attempt {
                    reservation,
                    object,
                    user: None,
                }));
            }
            Reserved::Locked => return Ok(Err(Refusal::Locked)),
            Reserved::Elsewhere { sub, alias, epoch } => {
                object = config.object_of(&sub);
                who = Place::Held { sub, alias, epoch };
            }
            Reserved::Busy => cx.timer.wait(Span::millis(25 << patience)).await,
        }
    }
    Err(Error::rate_exceeded())
}

impl Attempt {
    /// Settles the attempt as a failure.
    pub(super) async fn fail(self, cx: &Cx<'_>) -> Result<()> {
        cx.call(
            &self.object,
            RecordFailure {
                reservation: self.reservation,
            },
        )
        .await
    }

    /// Settles the attempt as what the caller hears of it. It counts as a failure whenever the answer is that of a wrong
    /// password: a lock that comes or stays away would tell which of the two it was.
    pub(super) async fn refuse(
        self,
        cx: &Cx<'_>,
        refusal: Refusal,
        skin: &Skin<'_>,
        client: &Client,
    ) -> Result<()> {
        if refusal.sounds_like_a_wrong_password(skin, client.hides_users()) {
            self.fail(cx).await
        } else {
            cx.call(
                &self.object,
                WithdrawAttempt {
                    reservation: self.reservation,
                },
            )
            .await
        }
    }
}

enum Place<'a> {
    Named(&'a [Alias]),
    Held {
        sub: Sub,
        alias: Alias,
        epoch: String,
    },
    Known(&'a Sub),
}

impl Place<'_> {
    fn to_who(&self) -> Who {
        match self {
            Self::Named(candidates) => Who::Named(candidates.to_vec()),
            Self::Held { sub, alias, epoch } => Who::Held {
                sub: sub.clone(),
                alias: alias.clone(),
                epoch: epoch.clone(),
            },
            Self::Known(sub) => Who::Known((*sub).clone()),
        }
    }
}
