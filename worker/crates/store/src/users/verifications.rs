//! Codes that were sent to a person, who is to type them.

use super::quotas::{self, Quota};
use crate::{
    params,
    sql::SqlError,
    timers,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::constant_time_eq;
use vestibule_model::{alias::Alias, ids::Sub, object_key::Class, time::Timestamp};

/// The purpose under which a code is kept that nobody can use.
const DECOY: &str = "decoy";
/// Wrong guesses after which a code is good for nothing.
const GUESSES: i64 = 15;

/// What a code is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    SignUp,
    ForgotPassword,
    /// Verifying this attribute.
    Attribute(String),
}

/// A code as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVerification {
    pub purpose: Purpose,
    /// HMAC of the code, the sub and the purpose, hexadecimal.
    pub mac: String,
    /// The attribute and the value that the code was sent to.
    pub destination: Alias,
    pub expires: Timestamp,
}

/// What a person typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    pub purpose: Purpose,
    /// The guess's HMAC under each accepted master secret.
    pub macs: Vec<String>,
    /// What a wrong guess counts against.
    pub quota: Quota,
    /// Where there is no such user, and the caller must not learn that: under which name it is counted. It is not right, and
    /// takes what a wrong one takes.
    #[serde(default)]
    pub decoy: Option<String>,
}

/// What a guess came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guessed {
    /// Right; the code was sent there.
    Right(Alias),
    Wrong,
    /// Expired, spent, guessed at too often, or never issued.
    Gone,
    /// Too many wrong guesses within the hour: none counts until then.
    Exhausted {
        until: Timestamp,
    },
}

impl Purpose {
    /// Its name in the row; the code's HMAC covers it too.
    pub fn name(&self) -> String {
        match self {
            Self::SignUp => "sign_up".to_owned(),
            Self::ForgotPassword => "forgot_password".to_owned(),
            Self::Attribute(attribute) => format!("attribute:{attribute}"),
        }
    }
}

/// Keeps a code in place of the one before it.
pub(crate) fn keep(tx: &Tx<'_>, sub: &Sub, new: &NewVerification) -> Result<(), SqlError> {
    keep_as(tx, &subject_of(sub), &new.purpose.name(), new)
}

/// Writes what [`keep`] writes, where no guess is compared with it.
pub(crate) fn keep_decoy(
    tx: &Tx<'_>,
    subject: &str,
    new: &NewVerification,
) -> Result<(), SqlError> {
    keep_as(tx, subject, DECOY, new)
}

fn keep_as(
    tx: &Tx<'_>,
    subject: &str,
    purpose: &str,
    new: &NewVerification,
) -> Result<(), SqlError> {
    tx.exec(
        "INSERT OR REPLACE INTO verifications (subject, purpose, code, destination, attempts, expires) \
         VALUES (?1, ?2, ?3, ?4, 0, ?5)",
        params![
            subject,
            purpose,
            &new.mac,
            new.destination.as_str(),
            new.expires
        ],
    )?;
    timers::sweep_by(tx, new.expires)
}

/// Where the code for a purpose was sent, while it lasts.
pub(crate) fn destination(
    tx: &Tx<'_>,
    sub: &Sub,
    purpose: &Purpose,
) -> Result<Option<Alias>, SqlError> {
    tx.first(
        "SELECT destination FROM verifications \
         WHERE subject = ?1 AND purpose = ?2 AND expires > ?3",
        params![subject_of(sub), purpose.name(), tx.now],
    )?
    .map(|row| row.text(0).map(Alias::from_stored))
    .transpose()
}

/// Judges a guess. A wrong one is counted; a right one is not spent yet.
pub(crate) fn judge(tx: &Tx<'_>, sub: &Sub, guess: &Guess) -> Result<Guessed, SqlError> {
    let own = subject_of(sub);
    let subject = guess.decoy.as_ref().unwrap_or(&own);
    if let Some(until) = quotas::used_up_until(tx, subject, guess.quota)? {
        return Ok(Guessed::Exhausted { until });
    }
    let kept = tx.first(
        "SELECT code, destination FROM verifications \
         WHERE subject = ?1 AND purpose = ?2 AND expires > ?3 AND attempts < ?4",
        params![subject, guess.purpose.name(), tx.now, GUESSES],
    )?;
    if let Some(kept) = &kept {
        // All are compared, so that the time doesn't tell which of them matched.
        let code = kept.text(0)?.as_bytes();
        let right = guess.macs.iter().fold(false, |found, mac| {
            constant_time_eq(mac.as_bytes(), code) | found
        });
        if right {
            return Ok(Guessed::Right(Alias::from_stored(kept.text(1)?)));
        }
    }
    // What follows is the same whether or not there was a code.
    quotas::take(tx, subject, guess.quota)?;
    tx.exec(
        "UPDATE verifications SET attempts = attempts + 1 WHERE subject = ?1 AND purpose = ?2",
        params![subject, guess.purpose.name()],
    )?;
    Ok(match kept {
        Some(_) => Guessed::Wrong,
        None => Guessed::Gone,
    })
}

pub(crate) fn spend(tx: &Tx<'_>, sub: &Sub, purpose: &Purpose) -> Result<(), SqlError> {
    tx.exec(
        "DELETE FROM verifications WHERE subject = ?1 AND purpose = ?2",
        params![subject_of(sub), purpose.name()],
    )?;
    Ok(())
}

pub(crate) fn forget_all(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    for table in ["verifications", "quotas"] {
        tx.exec(
            &format!("DELETE FROM {table} WHERE subject = ?1"),
            params![subject_of(sub)],
        )?;
    }
    Ok(())
}

/// Under which name a user's codes are kept, and its attempts and quotas counted.
pub fn subject_of(sub: &Sub) -> String {
    format!("user:{sub}")
}

/// Judges a guess before the work that a right one brings; see [`judge`].
#[derive(Debug, Serialize, Deserialize)]
pub struct JudgeGuess {
    pub sub: Sub,
    pub guess: Guess,
}

impl Transition for JudgeGuess {
    type Output = Guessed;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "judge_guess";

    fn apply(self, tx: &Tx<'_>) -> Result<Guessed, TxError> {
        Ok(judge(tx, &self.sub, &self.guess)?)
    }
}

/// Reads where the code for a purpose was sent; see [`destination`].
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadDestination {
    pub sub: Sub,
    pub purpose: Purpose,
}

impl Transition for ReadDestination {
    type Output = Option<Alias>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "read_destination";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        Ok(destination(tx, &self.sub, &self.purpose)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;
    use vestibule_model::time::Span;

    fn sub() -> Sub {
        Sub::from_stored("00000000-0000-7000-0000-000000000000")
    }

    fn issue(store: &Store, mac: &str) {
        let expires = store.tx().now + Span::hours(24);
        let destination = Alias::new("email", "a@example.com");
        let new = NewVerification {
            purpose: Purpose::SignUp,
            mac: mac.to_owned(),
            destination,
            expires,
        };
        keep(&store.tx(), &sub(), &new).unwrap();
    }

    fn guess(store: &Store, mac: &str) -> Guessed {
        let guess = Guess {
            purpose: Purpose::SignUp,
            macs: vec![mac.to_owned()],
            quota: Quota::ConfirmSignUp,
            decoy: None,
        };
        judge(&store.tx(), &sub(), &guess).unwrap()
    }

    fn right() -> Guessed {
        Guessed::Right(Alias::new("email", "a@example.com"))
    }

    #[test]
    fn a_code_is_right_until_it_is_spent_replaced_or_a_day_old() {
        let mut store = Store::open(Class::Users);
        assert_eq!(guess(&store, "one"), Guessed::Gone);
        issue(&store, "one");
        assert_eq!(guess(&store, "one"), right());
        issue(&store, "two");
        assert_eq!(guess(&store, "one"), Guessed::Wrong);
        assert_eq!(guess(&store, "two"), right());
        store.advance(Span::hours(24));
        assert_eq!(guess(&store, "two"), Guessed::Gone);
        issue(&store, "three");
        spend(&store.tx(), &sub(), &Purpose::SignUp).unwrap();
        assert_eq!(guess(&store, "three"), Guessed::Gone);
    }

    #[test]
    fn a_code_is_right_under_any_of_the_accepted_master_secrets() {
        let store = Store::open(Class::Users);
        let guess = |macs: &[&str]| {
            let guess = Guess {
                purpose: Purpose::SignUp,
                macs: macs.iter().map(|mac| (*mac).to_owned()).collect(),
                quota: Quota::ConfirmSignUp,
                decoy: None,
            };
            judge(&store.tx(), &sub(), &guess).unwrap()
        };
        issue(&store, "older");
        assert_eq!(guess(&["newest", "older"]), right());
        assert_eq!(guess(&["older", "newest"]), right());
        assert_eq!(guess(&["newest"]), Guessed::Wrong);
        assert_eq!(guess(&[]), Guessed::Wrong);
    }

    #[test]
    fn wrong_guesses_are_bounded_within_the_hour_and_for_the_code() {
        let mut store = Store::open(Class::Users);
        issue(&store, "one");
        for _ in 0..15 {
            assert_eq!(guess(&store, "wrong"), Guessed::Wrong);
        }
        assert!(matches!(guess(&store, "one"), Guessed::Exhausted { .. }));
        store.advance(Span::hours(1));
        assert_eq!(guess(&store, "one"), Guessed::Gone);
    }
}
