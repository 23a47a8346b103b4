//! Another code for a sign-up; the one before it is good for nothing.

use super::{
    discretion::Discretion,
    input::{Field, Malformed, Username},
    outcomes::{NoUser, pretend_to_send},
};
use crate::{
    config::{ClientConfig, Config},
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
    /// The user waits for none.
    Confirmed,
    /// The pool verifies no address that the user has.
    NoAddress,
    NotSent(NotSent),
}

/// Where the code went, or where it could have gone to for a name that is not to be told apart.
pub async fn resend_code(
    cx: &Cx<'_>,
    config: &ClientConfig,
    input: Input<'_>,
) -> Result<Contact, Refusal> {
    let (username, discretion) = (input.username.as_str(), input.discretion);
    let found = find_user::find_named(cx, config, username).await?;
    let new = NewCode {
        purpose: Purpose::SignUp,
        quota: Quota::ResendCode,
        when: discretion.delivery(),
    };
    let (user, contact) = match waiting(config, found.as_ref()) {
        Ok(waiting) => waiting,
        Err(refusal) if refusal.is_hidden(discretion) => {
            let contact = Contact::simulated_for_sign_up(cx, config, username);
            pretend_to_send(cx, config, username, found.as_ref(), &contact, new).await?;
            return Ok(contact);
        }
        Err(refusal) => return Err(refusal),
    };
    verification::issue_for_sign_up(cx, config, user, &contact, new).await?;
    Ok(match discretion.lets_lead_back(config, username) {
        true => contact,
        false => Contact::simulated_for_sign_up(cx, config, username),
    })
}

impl Refusal {
    fn is_hidden(&self, discretion: Discretion) -> bool {
        match self {
            Self::NoUser(_) => discretion.hides_names(),
            Self::Confirmed | Self::NoAddress => discretion == Discretion::Accounts,
            Self::Malformed(_) | Self::NotSent(_) => false,
        }
    }
}

/// A user who waits for a code, and where it goes.
fn waiting<'a>(config: &Config, found: Option<&'a User>) -> Result<(&'a User, Contact), Refusal> {
    let user = found.ok_or(Refusal::NoUser(NoUser::Unknown))?;
    if !user.enabled {
        return Err(Refusal::NoUser(NoUser::Disabled));
    }
    if user.status != Status::Unconfirmed {
        return Err(Refusal::Confirmed);
    }
    let contact = Contact::for_sign_up(&config.pool, user).ok_or(Refusal::NoAddress)?;
    Ok((user, contact))
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
