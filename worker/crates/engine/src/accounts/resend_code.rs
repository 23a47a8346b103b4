//! Another code for a sign-up; the one before it is good for nothing.

use super::{
    discretion::Discretion,
    input::{Field, Malformed, Username},
    outcomes::{NoUser, count_unknown},
};
use crate::{
    config::Config,
    cx::Cx,
    error::{Error, Result},
    find_user,
    messages::Contact,
    verification::{self, Issue, NewCode},
};
use vestibule_model::{
    time::Timestamp,
    user::{Status, User},
};
use vestibule_store::users::{
    quotas::{Quota, Take},
    verifications::Purpose,
};

pub struct Input<'a> {
    pub username: Username<'a>,
    pub discretion: Discretion,
}

/// Why no code was sent.
#[derive(Debug)]
pub enum Refusal {
    Malformed(Field),
    NoUser(NoUser),
    /// The user waits for none.
    Confirmed,
    /// The pool verifies no address that the user has.
    NoAddress,
    /// Too many within the hour: none is sent until then.
    TooMany {
        until: Timestamp,
    },
    /// The provider did not take it. A timer tries again.
    NotDelivered,
    Failed(Error),
}

/// Where the code went, or where it could have gone to for a name that is not to be told apart.
pub async fn resend_code(
    cx: &Cx<'_>,
    config: &Config,
    input: Input<'_>,
) -> Result<Contact, Refusal> {
    let (username, discretion) = (input.username.as_str(), input.discretion);
    let found = find_user::find_named(cx, config, username).await?;
    let (user, contact) = match waiting(config, found) {
        Ok(waiting) => waiting,
        Err(refusal) if refusal.is_hidden(discretion) => {
            let counted = count_unknown(cx, config, username, Quota::ResendCode).await?;
            if let Take::UsedUp { until } = counted {
                return Err(Refusal::TooMany { until });
            }
            return Ok(Contact::simulated_for_sign_up(cx, config, username));
        }
        Err(refusal) => return Err(refusal),
    };
    let new = NewCode {
        purpose: Purpose::SignUp,
        quota: Quota::ResendCode,
        when: discretion.delivery(),
    };
    match verification::issue(cx, config, &user, &contact, new).await? {
        Issue::Sent => Ok(contact),
        Issue::NotDelivered => Err(Refusal::NotDelivered),
        Issue::TooMany { until } => Err(Refusal::TooMany { until }),
        Issue::Nobody => Err(Refusal::NoUser(NoUser::Unknown)),
    }
}

impl Refusal {
    fn is_hidden(&self, discretion: Discretion) -> bool {
        match self {
            Self::NoUser(_) => discretion.hides_names(),
            Self::Confirmed | Self::NoAddress => discretion == Discretion::Accounts,
            Self::Malformed(_) | Self::TooMany { .. } | Self::NotDelivered | Self::Failed(_) => {
                false
            }
        }
    }
}

/// A user who waits for a code, and where it goes.
fn waiting(config: &Config, found: Option<User>) -> Result<(User, Contact), Refusal> {
    let user = found.ok_or(Refusal::NoUser(NoUser::Unknown))?;
    if !user.enabled {
        return Err(Refusal::NoUser(NoUser::Disabled));
    }
    if user.status != Status::Unconfirmed {
        return Err(Refusal::Confirmed);
    }
    let contact = Contact::for_sign_up(&config.pool, &user).ok_or(Refusal::NoAddress)?;
    Ok((user, contact))
}

impl From<Malformed> for Refusal {
    fn from(Malformed(field): Malformed) -> Self {
        Self::Malformed(field)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
