//! A code to set a forgotten password anew with.

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
    NotRecoverable(NotRecoverable),
    /// Too many within the hour: none is sent until then.
    TooMany {
        until: Timestamp,
    },
    /// The provider did not take it. A timer tries again.
    NotDelivered,
    Failed(Error),
}

/// Why no code can replace a user's password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRecoverable {
    /// The user has no lasting password yet.
    Temporary,
    NoVerifiedAddress,
}

/// Where the code went, or where it could have gone to for a name that is not to be told apart.
pub async fn forgot_password(
    cx: &Cx<'_>,
    config: &Config,
    input: Input<'_>,
) -> Result<Contact, Refusal> {
    let (username, discretion) = (input.username.as_str(), input.discretion);
    let found = find_user::find_named(cx, config, username).await?;
    let (user, contact) = match recoverable(config, found) {
        Ok(recoverable) => recoverable,
        Err(_) if discretion.hides_names() => {
            let counted = count_unknown(cx, config, username, Quota::ForgotPassword).await?;
            if let Take::UsedUp { until } = counted {
                return Err(Refusal::TooMany { until });
            }
            return Ok(Contact::simulated_for_recovery(cx, config, username));
        }
        Err(refusal) => return Err(refusal),
    };
    let new = NewCode {
        purpose: Purpose::ForgotPassword,
        quota: Quota::ForgotPassword,
        when: discretion.delivery(),
    };
    match verification::issue(cx, config, &user, &contact, new).await? {
        Issue::Sent => Ok(contact),
        Issue::NotDelivered => Err(Refusal::NotDelivered),
        Issue::TooMany { until } => Err(Refusal::TooMany { until }),
        Issue::Nobody => Err(Refusal::NoUser(NoUser::Unknown)),
    }
}

/// A user whose password a code may replace, and where the code goes.
fn recoverable(config: &Config, found: Option<User>) -> Result<(User, Contact), Refusal> {
    let user = found.ok_or(Refusal::NoUser(NoUser::Unknown))?;
    if !user.enabled {
        return Err(Refusal::NoUser(NoUser::Disabled));
    }
    let contact = recovery_contact(config, &user).map_err(Refusal::NotRecoverable)?;
    Ok((user, contact))
}

/// Where the code goes that replaces a user's password.
pub fn recovery_contact(config: &Config, user: &User) -> Result<Contact, NotRecoverable> {
    if user.status == Status::ForceChangePassword {
        return Err(NotRecoverable::Temporary);
    }
    Contact::for_recovery(&config.pool, user).ok_or(NotRecoverable::NoVerifiedAddress)
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
