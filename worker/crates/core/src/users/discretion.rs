//! What an operation that anyone may call tells of the account that a name leads to.

use crate::{
    config::{Client, Config},
    delivery::When,
    error::Error,
    store::verifications::Guessed,
    verification,
};

/// From telling what there is to tell to telling nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Discretion {
    /// Cognito's own way: a name that nobody has is said to be unknown.
    None,
    /// What `PreventUserExistenceErrors` asks for: nobody is answered as somebody is. How an account stands still
    /// shows.
    Names,
    /// One answer, whoever has the name and however the account stands: by the pages, and where a hardened pool's
    /// client asks for [`Self::Names`].
    Accounts,
}

impl Discretion {
    /// The API's.
    pub(super) fn of(config: &Config, client: &Client) -> Self {
        match (client.hides_users(), config.pool.extensions.hardening) {
            (false, _) => Self::None,
            (true, false) => Self::Names,
            (true, true) => Self::Accounts,
        }
    }

    pub(super) fn hides_names(self) -> bool {
        self != Self::None
    }

    /// A provider takes its time: who must not learn whether there is a user does not wait for it.
    pub(super) fn delivery(self) -> When {
        if self.hides_names() {
            When::ByTimer
        } else {
            When::Now
        }
    }

    /// The answer to a guess that was not right, or was for nobody.
    pub(super) fn refusal(self, guessed: &Guessed) -> Error {
        match (self, guessed) {
            (Self::Accounts, Guessed::Gone) => verification::mismatch(),
            _ => verification::refusal(guessed),
        }
    }
}
