//! How much an operation that anyone may call tells of an account.

use super::outcomes::WrongCode;
use crate::{
    config::{ClientConfig, Config},
    delivery::When,
    find_user,
};
use vestibule_store::users::verifications::Guessed;

/// In the order from telling everything to telling nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discretion {
    /// Cognito's default: a caller is told when nobody has the name.
    None,
    /// What `PreventUserExistenceErrors` asks for: for a name that nobody has the answer is the same as for a user's. The
    /// state of an account that exists, such as that it is confirmed already, still shows.
    Names,
    /// The same answer whether or not the account exists, and whatever its state: on the pages, and where the client of a
    /// hardened pool asks for [`Self::Names`].
    Accounts,
}

impl Discretion {
    /// The API's.
    pub fn of_api(config: &ClientConfig) -> Self {
        match (
            config.client.hides_users(),
            config.pool.extensions.hardening,
        ) {
            (false, _) => Self::None,
            (true, false) => Self::Names,
            (true, true) => Self::Accounts,
        }
    }

    /// The pages': whoever only knows a name learns neither whether it is somebody's nor whether that account waits for a
    /// code. A browser in which the account's password was proven may learn its state: it knows that it exists.
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

    /// Whether it may be told where a message to a user of this name has gone. By SRP an address leads to its user's username,
    /// whoever asks; that is not to lead back to the address.
    pub(super) fn lets_lead_back(self, config: &Config, typed: &str) -> bool {
        self != Self::Accounts || !find_user::is_made_up(&config.pool, typed)
    }

    /// Handing a message to a provider takes time. Who must not learn whether there is a user must not have to wait for it.
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
