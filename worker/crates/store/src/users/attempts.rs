//! Attempts on a password: reserved before the work, so that parallel guesses gain nothing.
//!
//! Five failures are free; after the nth failure, from the fifth on, the subject is locked for 2^(n-5) seconds, at most
//! 15 minutes. A reservation counts as a failure until it is settled. An identifier that no user has takes the same way.
//!
//! In pools with `hardening` a browser in which the user has signed in before is a subject of its own, by its mark; and the
//! person is told when strangers have locked the account.

use super::{
    marks,
    outbox::{self, NewMessage},
    quotas::{self, Quota, Take},
    verifications::subject_of,
};
use crate::{
    params,
    sql::SqlError,
    timers,
    transition::{Transition, Tx, TxError},
    users::rows::{self, Resolved, resolve},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    alias::Alias,
    ids::Sub,
    object_key::Class,
    time::{Span, Timestamp},
    user::User,
};

/// Of passwords: five failures are free, and they are forgotten after 15 minutes without an attempt.
const PASSWORDS: Limits = Limits {
    locks_from: FREE,
    most: None,
    remembered: Span::minutes(15),
    from_the_first: false,
};
/// Of codes, over all sign-ins of a user: six failures don't lock, and 15 within an hour end guessing for that hour.
pub(crate) const CODES: Limits = Limits {
    locks_from: 7,
    most: Some(15),
    remembered: Span::hours(1),
    from_the_first: true,
};
/// The failure of a password that is the first to lock.
const FREE: i64 = 5;
const LONGEST_LOCK: Span = Span::minutes(15);
/// A reservation that is older than this is given up, and counts as a failure.
const ABANDONED: Span = Span::seconds(60);

/// Finds a user and reserves an attempt on its password.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReserveAttempt {
    /// Random; names the reservation.
    pub reservation: String,
    pub who: Who,
    /// [`vestibule_model::slots::RoutingKey::nobody`] of the identifier: what the attempt counts against when nobody has it.
    pub nobody: String,
    /// The id of the mark that the browser has, if it has one: where it is this user's, the attempt counts against it alone.
    pub mark: Option<String>,
}

/// Whose password is tried.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The user who holds the first of these that anybody holds. All have the same value, and so the same slot.
    Named(Vec<Alias>),
    /// The same; but where nobody holds one, nothing is reserved here: the Worker then reserves in another object, so that
    /// the number of calls is the same as for a user who lives elsewhere.
    Sought(Vec<Alias>),
    /// A user whom another object's alias row names, if the user holds that alias under that epoch.
    Held {
        sub: Sub,
        alias: Alias,
        epoch: String,
    },
    /// A user known by its sub.
    Known(Sub),
    /// It is known already that there is no such user.
    Nobody,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reserved {
    User(Box<User>),
    /// Nobody has this identifier; the attempt is reserved all the same.
    Nobody,
    /// Nobody has it, and nothing is reserved yet: the answer to [`Who::Sought`].
    NotHere,
    /// Ask that user's object.
    Elsewhere {
        sub: Sub,
        alias: Alias,
        epoch: String,
    },
    /// Too many failures: no attempt is possible until then.
    Locked {
        until: Timestamp,
    },
    /// As many attempts as are allowed are under way.
    Busy,
}

impl Transition for ReserveAttempt {
    type Output = Reserved;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "reserve_attempt";

    fn apply(self, tx: &Tx<'_>) -> Result<Reserved, TxError> {
        let user = match &self.who {
            Who::Named(candidates) | Who::Sought(candidates) => match resolve(tx, candidates)? {
                Resolved::Here(user) => Some(user),
                Resolved::Elsewhere { sub, alias, epoch } => {
                    return Ok(Reserved::Elsewhere { sub, alias, epoch });
                }
                Resolved::Nobody if matches!(self.who, Who::Sought(_)) => {
                    return Ok(Reserved::NotHere);
                }
                Resolved::Nobody => None,
            },
            Who::Held { sub, alias, epoch } => rows::load(tx, sub)?
                .filter(|user| user.aliases.get(alias) == Some(epoch))
                .map(Box::new),
            Who::Known(sub) => rows::load(tx, sub)?.map(Box::new),
            Who::Nobody => {
                rows::load_nobody(tx)?;
                None
            }
        };
        let subject = user
            .as_ref()
            .map_or(self.nobody, |user| subject_of(&user.sub));
        let marked = match &self.mark {
            Some(mark) => marks::subject(tx, mark, &subject)?,
            None => None,
        };
        let subject = marked.unwrap_or(subject);
        Ok(match reserve(tx, &subject, &self.reservation)? {
            Gate::Open => user.map_or(Reserved::Nobody, Reserved::User),
            Gate::Locked { until } => Reserved::Locked { until },
            Gate::Busy => Reserved::Busy,
        })
    }
}

/// Settles a reservation as a failure.
#[derive(Debug, Serialize, Deserialize)]
pub struct RecordFailure {
    pub reservation: String,
    /// Goes out if this is a stranger's failure and locks the subject, at most once in 24 hours. For a name that nobody has
    /// there is one too, so that the same is done.
    pub notice: Option<Notice>,
}

/// Tells a person that somebody tries passwords on their account.
#[derive(Debug, Serialize, Deserialize)]
pub struct Notice {
    /// Whom it is for, with whom it goes.
    pub sub: Sub,
    pub message: NewMessage,
}

impl Transition for RecordFailure {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "record_failure";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        let Some(subject) = close(tx, &self.reservation)? else {
            return Ok(());
        };
        let failures = count(tx, &subject, tx.now, &PASSWORDS)?;
        if let Some(Notice { sub, message }) = &self.notice
            && failures >= FREE
            && marks::of_subject(&subject).is_none()
            && quotas::take(tx, &subject, Quota::LockNotice)? == Take::Taken
        {
            outbox::put(tx, sub, message)?;
        }
        Ok(())
    }
}

/// Takes a reservation back, as if it had not been made: what stood in the way was not the password.
#[derive(Debug, Serialize, Deserialize)]
pub struct WithdrawAttempt {
    pub reservation: String,
}

impl Transition for WithdrawAttempt {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "withdraw_attempt";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        Ok(withdraw(tx, &self.reservation)?)
    }
}

/// Settles a reservation as a success: the failures of its subject before it are forgotten. Strangers' are not where the
/// attempt was a mark's.
pub(crate) fn succeed(tx: &Tx<'_>, reservation: &str) -> Result<(), SqlError> {
    if let Some(subject) = close(tx, reservation)? {
        if let Some(mark) = marks::of_subject(&subject) {
            marks::end(tx, mark)?;
        }
        tx.exec("DELETE FROM attempts WHERE subject = ?1", params![subject])?;
    }
    Ok(())
}

/// Forgets a user's attempts, those that are under way too: they were on a password that is no longer the user's. Who could
/// replace it isn't to be kept out by them.
pub(crate) fn forget(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    let subject = subject_of(sub);
    tx.exec("DELETE FROM attempts WHERE subject = ?1", params![&subject])?;
    tx.exec(
        "DELETE FROM reservations WHERE subject = ?1",
        params![subject],
    )?;
    Ok(())
}

/// Forgets the failures that were counted under a name.
pub(crate) fn forget_failures(tx: &Tx<'_>, subject: &str) -> Result<(), SqlError> {
    tx.exec("DELETE FROM attempts WHERE subject = ?1", params![subject])?;
    Ok(())
}

/// Counts reservations that nobody settled as failures, a bounded number; when the next one is due.
pub(crate) fn count_abandoned(tx: &Tx<'_>, limit: i64) -> Result<Option<Timestamp>, SqlError> {
    let abandoned = tx.exec(
        "DELETE FROM reservations WHERE id IN (SELECT id FROM reservations WHERE expires <= ?1 ORDER BY expires LIMIT ?2) \
         RETURNING subject, expires",
        params![tx.now, limit],
    )?;
    for row in &abandoned {
        count(
            tx,
            row.text(0)?,
            Timestamp::from_millis(row.integer(1)?),
            &PASSWORDS,
        )?;
    }
    let next = tx.first("SELECT MIN(expires) FROM reservations", &[])?;
    Ok(next
        .map(|row| row.integer_or_null(0))
        .transpose()?
        .flatten()
        .map(Timestamp::from_millis))
}

/// Takes a reservation back, as if it had not been made.
pub(crate) fn withdraw(tx: &Tx<'_>, reservation: &str) -> Result<(), SqlError> {
    close(tx, reservation).map(drop)
}

enum Gate {
    Open,
    Locked { until: Timestamp },
    Busy,
}

fn reserve(tx: &Tx<'_>, subject: &str, reservation: &str) -> Result<Gate, SqlError> {
    let abandoned = tx.exec(
        "DELETE FROM reservations WHERE subject = ?1 AND expires <= ?2 RETURNING expires",
        params![subject, tx.now],
    )?;
    for row in &abandoned {
        count(
            tx,
            subject,
            Timestamp::from_millis(row.integer(0)?),
            &PASSWORDS,
        )?;
    }
    let failures = match failures(tx, subject, &PASSWORDS)? {
        Failures::Few(failures) => failures,
        Failures::Locked { until } => return Ok(Gate::Locked { until }),
    };
    let open = tx
        .first(
            "SELECT COUNT(*) FROM reservations WHERE subject = ?1",
            params![subject],
        )?
        .map_or(Ok(0), |row| row.integer(0))?;
    if open >= (FREE - failures).max(1) {
        return Ok(Gate::Busy);
    }
    let expires = tx.now + ABANDONED;
    tx.exec(
        "INSERT INTO reservations (id, subject, expires) VALUES (?1, ?2, ?3)",
        params![reservation, subject, expires],
    )?;
    timers::sweep_by(tx, expires)?;
    Ok(Gate::Open)
}

/// What failures of a kind come to.
pub(crate) struct Limits {
    /// After the failure of this number a lock of a second begins; each further one doubles it.
    locks_from: i64,
    /// After so many the lock is as long as they are remembered.
    most: Option<i64>,
    remembered: Span,
    /// Whether they are remembered from the first of them on, or else from the last.
    from_the_first: bool,
}

/// What a subject's failures have come to.
pub(crate) enum Failures {
    /// So many, and no lock.
    Few(i64),
    Locked {
        until: Timestamp,
    },
}

/// The failures of a subject that are remembered.
pub(crate) fn failures(tx: &Tx<'_>, subject: &str, limits: &Limits) -> Result<Failures, SqlError> {
    let Some(row) = tx.first(
        "SELECT failures, last, expires FROM attempts WHERE subject = ?1 AND expires > ?2",
        params![subject, tx.now],
    )?
    else {
        return Ok(Failures::Few(0));
    };
    let failures = row.integer(0)?;
    let (last, expires) = (row.integer(1)?, row.integer(2)?);
    let until = match limits.most {
        Some(most) if failures >= most => Timestamp::from_millis(expires),
        _ => Timestamp::from_millis(last) + limits.lock_after(failures),
    };
    Ok(match tx.now < until {
        true => Failures::Locked { until },
        false => Failures::Few(failures),
    })
}

/// Counts a failure; how many there are now.
pub(crate) fn count(
    tx: &Tx<'_>,
    subject: &str,
    at: Timestamp,
    limits: &Limits,
) -> Result<i64, SqlError> {
    let expires = at + limits.remembered;
    let counted = tx.first(
        "INSERT INTO attempts (subject, failures, last, expires) VALUES (?1, 1, ?2, ?3) \
         ON CONFLICT (subject) DO UPDATE SET \
         failures = iif(attempts.expires <= ?2, 1, attempts.failures + 1), \
         last = max(attempts.last, ?2), \
         expires = iif(attempts.expires > ?2 AND ?4, attempts.expires, max(attempts.expires, ?3)) RETURNING failures",
        params![subject, at, expires, limits.from_the_first],
    )?;
    timers::sweep_by(tx, expires)?;
    counted.map_or(Ok(0), |row| row.integer(0))
}

impl Limits {
    /// How long the nth failure locks.
    fn lock_after(&self, failures: i64) -> Span {
        let Ok(doublings) = u32::try_from(failures - self.locks_from) else {
            return Span::default();
        };
        Span::seconds(1 << doublings.min(10)).min(LONGEST_LOCK)
    }
}

fn close(tx: &Tx<'_>, reservation: &str) -> Result<Option<String>, SqlError> {
    tx.first(
        "DELETE FROM reservations WHERE id = ?1 RETURNING subject",
        params![reservation],
    )?
    .map(|row| row.text(0).map(str::to_owned))
    .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;

    const NAME: &str = "name:nobody";

    fn attempt(store: &Store, id: &str) -> &'static str {
        match reserve(&store.tx(), NAME, id).unwrap() {
            Gate::Open => "open",
            Gate::Locked { .. } => "locked",
            Gate::Busy => "busy",
        }
    }

    fn fail(store: &Store, id: &str) {
        assert_eq!(attempt(store, id), "open");
        RecordFailure {
            reservation: id.to_owned(),
            notice: None,
        }
        .apply(&store.tx())
        .unwrap();
    }

    #[test]
    fn five_failures_are_free_then_locks_double() {
        let mut store = Store::open(Class::Users);
        for number in 0..5 {
            fail(&store, &format!("free-{number}"));
        }
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            store.advance(Span::seconds(seconds) - Span::millis(1));
            assert_eq!(attempt(&store, "early"), "locked");
            // Trying during a lock does not prolong it.
            store.advance(Span::millis(1));
            if seconds == 900 {
                // Fifteen minutes without an attempt forget the failures.
                fail(&store, "forgotten");
                break;
            }
            fail(&store, &format!("after-{seconds}"));
        }
    }

    #[test]
    fn six_wrong_codes_do_not_lock_and_fifteen_end_guessing_for_an_hour_from_the_first() {
        let mut store = Store::open(Class::Users);
        let begun = store.tx().now;
        let locked_until = |store: &Store| match failures(&store.tx(), NAME, &CODES).unwrap() {
            Failures::Few(_) => None,
            Failures::Locked { until } => Some(until),
        };
        for number in 1..=15 {
            assert_eq!(locked_until(&store), None, "after {} failures", number - 1);
            assert_eq!(
                count(&store.tx(), NAME, store.tx().now, &CODES).unwrap(),
                number
            );
            if number > 6 && number < 15 {
                let lock = Span::seconds(1 << (number - 7));
                assert_eq!(locked_until(&store), Some(store.tx().now + lock));
                store.advance(lock);
            }
        }
        assert_eq!(locked_until(&store), Some(begun + Span::hours(1)));
        store.advance(begun + Span::hours(1) - store.tx().now);
        assert_eq!(locked_until(&store), None);
        assert_eq!(count(&store.tx(), NAME, store.tx().now, &CODES).unwrap(), 1);
    }

    #[test]
    fn parallel_guesses_gain_nothing() {
        let store = Store::open(Class::Users);
        let opened = (0..100)
            .filter(|number| attempt(&store, &format!("r{number}")) == "open")
            .count();
        assert_eq!(opened, 5);
    }

    #[test]
    fn a_reservation_left_open_counts_as_a_failure() {
        let mut store = Store::open(Class::Users);
        for number in 0..5 {
            assert_eq!(attempt(&store, &format!("r{number}")), "open");
        }
        store.advance(ABANDONED);
        assert_eq!(attempt(&store, "next"), "locked");
    }

    #[test]
    fn success_forgets_the_failures() {
        let store = Store::open(Class::Users);
        for number in 0..4 {
            fail(&store, &format!("r{number}"));
        }
        assert_eq!(attempt(&store, "right"), "open");
        succeed(&store.tx(), "right").unwrap();
        for number in 0..5 {
            fail(&store, &format!("again-{number}"));
        }
        assert_eq!(attempt(&store, "last"), "locked");
    }

    #[test]
    fn a_withdrawn_reservation_never_was() {
        let store = Store::open(Class::Users);
        for number in 0..20 {
            let id = format!("r{number}");
            assert_eq!(attempt(&store, &id), "open");
            withdraw(&store.tx(), &id).unwrap();
        }
    }
}
