//! Why a sign-in is refused, and what of that the caller is told.

use super::requester::Requester;
use crate::{cx::Cx, error, log::Outcome};
use vestibule_model::{
    contact::ContactAttribute,
    factor::Factor,
    time::Timestamp,
    user::{Barrier, Status, User},
};

/// Why a sign-in did not succeed. What of it a caller may learn is said by [`Refusal::told`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NoSuchUser,
    WrongPassword,
    /// Too many failures: no attempt counts until then.
    Locked {
        until: Timestamp,
    },
    Disabled,
    Unconfirmed,
    ResetRequired,
    TemporaryExpired,
    /// The answer to a challenge for this factor was wrong.
    WrongCode(Factor),
    /// The software token's code was taken before.
    UsedCode,
    /// The address that was to become a second factor is another user's alias by now.
    Taken(ContactAttribute),
    /// Too many wrong codes, or too many that were sent: none counts until then.
    TooManyCodes {
        until: Timestamp,
    },
}

impl Refusal {
    /// What the API answers. Where the client hides its users, all that would tell that a user exists becomes the answer to a
    /// wrong password.
    pub fn told(self, hides_users: bool) -> error::Refusal {
        match self {
            Self::NoSuchUser if !hides_users => error::Refusal::NoSuchUser,
            Self::NoSuchUser | Self::WrongPassword => error::Refusal::WrongCredentials,
            Self::Locked { .. } => error::Refusal::PasswordAttemptsExceeded,
            Self::Disabled | Self::ResetRequired if hides_users => error::Refusal::WrongCredentials,
            Self::Disabled => error::Refusal::UserDisabled,
            Self::Unconfirmed => error::Refusal::UserNotConfirmed,
            Self::ResetRequired => error::Refusal::PasswordResetRequired,
            Self::TemporaryExpired => error::Refusal::TemporaryPasswordExpired,
            Self::WrongCode(factor) => error::Refusal::WrongCode(factor),
            Self::UsedCode => error::Refusal::UsedCode,
            Self::Taken(attribute) => error::Refusal::AddressTaken(attribute),
            Self::TooManyCodes { .. } => error::Refusal::TooManyCodes,
        }
    }

    /// What the log calls it.
    pub(super) const fn outcome(self) -> Outcome {
        match self {
            Self::NoSuchUser => Outcome::UnknownUser,
            Self::WrongPassword => Outcome::WrongPassword,
            Self::Locked { .. } => Outcome::Locked,
            Self::Disabled => Outcome::Disabled,
            Self::Unconfirmed => Outcome::Unconfirmed,
            Self::ResetRequired => Outcome::ResetRequired,
            Self::TemporaryExpired => Outcome::Expired,
            Self::WrongCode(_) | Self::UsedCode => Outcome::WrongCode,
            Self::Taken(_) => Outcome::Exists,
            Self::TooManyCodes { .. } => Outcome::Locked,
        }
    }

    pub(super) fn sounds_like_a_wrong_password<R: Requester>(self, hides_users: bool) -> bool {
        match self {
            Self::NoSuchUser | Self::WrongPassword => true,
            Self::Disabled => hides_users || R::HOSTED,
            Self::ResetRequired => hides_users && !R::HOSTED,
            Self::Locked { .. }
            | Self::Unconfirmed
            | Self::TemporaryExpired
            | Self::WrongCode(_)
            | Self::UsedCode
            | Self::Taken(_)
            | Self::TooManyCodes { .. } => false,
        }
    }
}

impl From<Barrier> for Refusal {
    fn from(barrier: Barrier) -> Self {
        match barrier {
            Barrier::Disabled => Self::Disabled,
            Barrier::Unconfirmed => Self::Unconfirmed,
            Barrier::ResetRequired => Self::ResetRequired,
        }
    }
}

/// What of the user's state stands in the way of signing in.
pub(super) fn barrier(user: &User) -> Option<Refusal> {
    user.may_sign_in().err().map(Refusal::from)
}

/// The refusal of a temporary password that has expired.
pub(super) fn expired(cx: &Cx<'_>, user: &User) -> Option<Refusal> {
    let until = user.credential.as_ref()?.temporary_until?;
    (user.status == Status::ForceChangePassword && until <= cx.now)
        .then_some(Refusal::TemporaryExpired)
}
