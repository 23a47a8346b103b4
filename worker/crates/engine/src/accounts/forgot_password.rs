//! A code to set a forgotten password anew with.

use super::{
    discretion::Discretion,
    input::{Field, Malformed, Username},
    outcomes::{NoUser, pretend_to_send},
};
use crate::{
    config::Config,
    cx::Cx,
    error::{Error, Result},
    find_user,
    messages::Contact,
    verification::{self, NewCode, NotSent},
};
use vestibule_model::user::{Status, User};
use vestibule_store::users::{quotas::Quota, verifications::Purpose};

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
    NotSent(NotSent),
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
    let new = NewCode {
        purpose: Purpose::ForgotPassword,
        quota: Quota::ForgotPassword,
        when: discretion.delivery(),
    };
    let (user, contact) = match recoverable(config, found.as_ref()) {
        Ok(recoverable) => recoverable,
        Err(_) if discretion.hides_names() => {
            let contact = Contact::simulated_for_recovery(cx, config, username);
            pretend_to_send(cx, config, username, found.as_ref(), &contact, new).await?;
            return Ok(contact);
        }
        Err(refusal) => return Err(refusal),
    };
    verification::issue(cx, config, user, &contact, new).await?;
    Ok(match discretion.lets_lead_back(config, username) {
        true => contact,
        false => Contact::simulated_for_recovery(cx, config, username),
    })
}

/// A user whose password a code may replace, and where the code goes.
fn recoverable<'a>(
    config: &Config,
    found: Option<&'a User>,
) -> Result<(&'a User, Contact), Refusal> {
    let user = found.ok_or(Refusal::NoUser(NoUser::Unknown))?;
    if !user.enabled {
        return Err(Refusal::NoUser(NoUser::Disabled));
    }
    let contact = recovery_contact(config, user).map_err(Refusal::NotRecoverable)?;
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

impl From<NotSent> for Refusal {
    fn from(why: NotSent) -> Self {
        Self::NotSent(why)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::NotSent(NotSent::Failed(error))
    }
}
