//! What an operation that anyone may call tells of the account that a name leads to.

use super::outcomes::WrongCode;
use crate::{config::Config, delivery::When};
use vestibule_model::client::Client;
use vestibule_store::users::verifications::Guessed;

/// From telling what there is to tell to telling nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discretion {
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
    pub fn of_api(config: &Config, client: &Client) -> Self {
        match (client.hides_users(), config.pool.extensions.hardening) {
            (false, _) => Self::None,
            (true, false) => Self::Names,
            (true, true) => Self::Accounts,
        }
    }

    /// The pages': whoever only knows a name doesn't learn whether it is somebody's, or waits for a code. A browser that
    /// has proven the account's password knows that it is there.
    pub fn of_page(has_proven: bool) -> Self {
        if has_proven {
            Self::Names
        } else {
            Self::Accounts
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

    /// What is said of a guess that was not right, or was for nobody.
    pub(super) fn wrong_code(self, guessed: &Guessed) -> WrongCode {
        match (self, guessed) {
            (Self::Accounts, Guessed::Gone) => WrongCode::Mismatch,
            _ => WrongCode::of(guessed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_model::time::Timestamp;

    #[test]
    fn how_an_account_stands_does_not_show_in_what_is_said_of_a_code() {
        let until = Timestamp::from_millis(1);
        for (guessed, code) in [
            (Guessed::Wrong, WrongCode::Mismatch),
            (Guessed::Gone, WrongCode::Expired),
            (
                Guessed::Exhausted { until },
                WrongCode::TooManyGuesses { until },
            ),
        ] {
            assert_eq!(Discretion::None.wrong_code(&guessed), code);
            assert_eq!(Discretion::Names.wrong_code(&guessed), code);
        }
        for guessed in [Guessed::Wrong, Guessed::Gone] {
            assert_eq!(
                Discretion::Accounts.wrong_code(&guessed),
                WrongCode::Mismatch
            );
        }
    }
}
