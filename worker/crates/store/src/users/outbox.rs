//! Messages to be sent: written in the transaction of the change that they belong to, and removed once a provider has them.

use crate::{
    params,
    sql::SqlError,
    timers,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    ids::Sub,
    object_key::Class,
    time::{Span, Timestamp},
};

/// How long whoever takes a message has to deliver it before another may try.
const LEASE: Span = Span::seconds(30);
/// Messages that wait go together, at these times: when one goes tells little of when it was asked for.
const TICK: Span = Span::millis(500);
/// After so many tries, eight hours after the first, a message is given up, and its text is deleted.
const TRIES: i64 = 10;
/// How long it is remembered that a message was given up.
const REMEMBERED: Span = Span::days(3);

/// A message on its way into the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage {
    /// Random; the idempotency key.
    pub id: String,
    /// Sealed JSON of the message.
    pub sealed: String,
    /// Whether the sender tries at once, so that the timer leaves it alone for a while.
    pub leased: bool,
    /// How long the timer leaves it alone at least, where it is not leased.
    #[serde(default)]
    pub wait: Span,
}

/// Queues a message to a user.
pub(crate) fn put(tx: &Tx<'_>, sub: &Sub, message: &NewMessage) -> Result<(), SqlError> {
    let next = if message.leased {
        tx.now + LEASE
    } else {
        tick(tx.now + message.wait)
    };
    tx.exec(
        "INSERT INTO outbox (id, sub, sealed, tries, next, expires) VALUES (?1, ?2, ?3, 0, ?4, NULL)",
        params![&message.id, sub, &message.sealed, next],
    )?;
    timers::outbox_by(tx, next)
}

/// The next tick, if this is none.
fn tick(at: Timestamp) -> Timestamp {
    let tick = TICK.as_millis();
    let past = at.millis().rem_euclid(tick);
    at + Span::millis((tick - past) % tick)
}

/// Drops the messages to a user that are not yet sent.
pub(crate) fn forget(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    tx.exec("DELETE FROM outbox WHERE sub = ?1", params![sub])?;
    Ok(())
}

/// Whether a message is due; if any is left, the timer is set again.
pub(crate) fn rearm(tx: &Tx<'_>) -> Result<bool, SqlError> {
    let Some(next) = next_due(tx)? else {
        return Ok(false);
    };
    timers::outbox_by(tx, if next <= tx.now { tx.now + LEASE } else { next })?;
    Ok(next <= tx.now)
}

fn next_due(tx: &Tx<'_>) -> Result<Option<Timestamp>, SqlError> {
    let next = tx
        .first("SELECT MIN(next) FROM outbox WHERE expires IS NULL", &[])?
        .map(|row| row.integer_or_null(0))
        .transpose()?;
    Ok(next.flatten().map(Timestamp::from_millis))
}

/// Takes messages that are due, a bounded number, for one try.
#[derive(Debug, Serialize, Deserialize)]
pub struct LeaseMessages {
    pub limit: u32,
}

/// A message that is to be tried now.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leased {
    pub id: String,
    pub sealed: String,
}

impl Transition for LeaseMessages {
    type Output = Vec<Leased>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "lease_messages";

    fn apply(self, tx: &Tx<'_>) -> Result<Vec<Leased>, TxError> {
        let until = tx.now + LEASE;
        let rows = tx.exec(
            "UPDATE outbox SET next = ?1 WHERE id IN \
             (SELECT id FROM outbox WHERE expires IS NULL AND next <= ?2 ORDER BY next LIMIT ?3) RETURNING id, sealed",
            params![until, tx.now, self.limit],
        )?;
        // What is due yet is another's to take, at once.
        if let Some(next) = next_due(tx)? {
            timers::outbox_by(tx, next.max(tx.now))?;
        }
        let leased = rows.iter().map(|row| {
            Ok(Leased {
                id: row.text(0)?.to_owned(),
                sealed: row.text(1)?.to_owned(),
            })
        });
        Ok(leased.collect::<Result<_, SqlError>>()?)
    }
}

/// A provider accepted the message.
#[derive(Debug, Serialize, Deserialize)]
pub struct NoteDelivered {
    pub id: String,
}

impl Transition for NoteDelivered {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "note_delivered";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        tx.exec("DELETE FROM outbox WHERE id = ?1", params![self.id])?;
        Ok(())
    }
}

/// A try failed: the next one comes after 1 minute, then 2, then 4.
#[derive(Debug, Serialize, Deserialize)]
pub struct NoteFailed {
    pub id: String,
    /// Whether no other can succeed: then there is none.
    #[serde(default)]
    pub for_good: bool,
}

impl Transition for NoteFailed {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "note_failed";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        let failed = tx.first(
            "UPDATE outbox SET tries = tries + 1, next = ?2 + (60000 << tries) \
             WHERE id = ?1 AND expires IS NULL RETURNING tries",
            params![&self.id, tx.now],
        )?;
        if let Some(failed) = failed
            && (self.for_good || failed.integer(0)? >= TRIES)
        {
            give_up(tx, &self.id)?;
        }
        rearm(tx)?;
        Ok(())
    }
}

fn give_up(tx: &Tx<'_>, id: &str) -> Result<(), SqlError> {
    let expires = tx.now + REMEMBERED;
    tx.exec(
        "UPDATE outbox SET sealed = NULL, expires = ?2 WHERE id = ?1",
        params![id, expires],
    )?;
    timers::sweep_by(tx, expires)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{testing::Store, wake};

    fn sub(text: &str) -> Sub {
        Sub::from_stored(text)
    }

    fn fail(store: &Store) {
        failed(store, false);
    }

    fn failed(store: &Store, for_good: bool) {
        let note = NoteFailed {
            id: "m".to_owned(),
            for_good,
        };
        note.apply(&store.tx()).unwrap();
    }

    fn rows(store: &Store) -> usize {
        store.tx().exec("SELECT 1 FROM outbox", &[]).unwrap().len()
    }

    fn lease(store: &Store) -> usize {
        LeaseMessages { limit: 10 }
            .apply(&store.tx())
            .unwrap()
            .len()
    }

    fn queue(store: &Store, leased: bool) {
        put(
            &store.tx(),
            &sub("jane"),
            &NewMessage {
                id: "m".to_owned(),
                sealed: "sealed".to_owned(),
                leased,
                wait: Span::default(),
            },
        )
        .unwrap();
    }

    #[test]
    fn a_leased_message_is_tried_by_nobody_else_until_the_lease_ends() {
        let mut store = Store::open(Class::Users);
        queue(&store, true);
        assert_eq!(lease(&store), 0);
        store.advance(LEASE);
        assert!(rearm(&store.tx()).unwrap());
        assert_eq!(lease(&store), 1);
        assert_eq!(lease(&store), 0);
        NoteDelivered { id: "m".to_owned() }
            .apply(&store.tx())
            .unwrap();
        store.advance(LEASE);
        assert!(!rearm(&store.tx()).unwrap());
    }

    #[test]
    fn what_is_due_beside_what_was_taken_is_due_at_once() {
        let store = Store::open(Class::Users);
        for number in 0..3 {
            let message = NewMessage {
                id: format!("m{number}"),
                sealed: "sealed".to_owned(),
                leased: false,
                wait: Span::default(),
            };
            put(&store.tx(), &sub("jane"), &message).unwrap();
        }
        wake::wake(&store.tx(), &super::super::class::USERS).unwrap();
        let some = LeaseMessages { limit: 2 };
        assert_eq!(some.apply(&store.tx()).unwrap().len(), 2);
        let now = store.tx().now;
        assert_eq!(timers::earliest(&store.tx()).unwrap(), Some(now));
        assert_eq!(lease(&store), 1);
    }

    #[test]
    fn a_message_left_to_the_timer_goes_at_the_first_tick_after_its_wait() {
        for (wait, goes) in [(0, 500), (499, 500), (500, 1000), (1499, 1500)] {
            let mut store = Store::open(Class::Users);
            store.advance(Span::millis(1));
            let message = NewMessage {
                id: "m".to_owned(),
                sealed: "sealed".to_owned(),
                leased: false,
                wait: Span::millis(wait),
            };
            put(&store.tx(), &sub("jane"), &message).unwrap();
            let due = timers::earliest(&store.tx()).unwrap();
            let start = store.tx().now - Span::millis(1);
            assert_eq!(due, Some(start + Span::millis(goes)), "{wait}");
            store.advance(Span::millis(goes - 2));
            assert_eq!(lease(&store), 0, "{wait}");
            store.advance(Span::millis(1));
            assert_eq!(lease(&store), 1, "{wait}");
        }
    }

    #[test]
    fn a_message_backs_off_and_is_given_up_after_ten_tries() {
        let mut store = Store::open(Class::Users);
        queue(&store, false);
        for tried in 0..10 {
            assert_eq!(lease(&store), 1, "after {tried} tries");
            fail(&store);
            store.advance(Span::millis((60_000 << tried) - 1));
            assert_eq!(lease(&store), 0, "after {tried} tries");
            store.advance(Span::millis(1));
        }
        assert_eq!(lease(&store), 0);
        assert!(!rearm(&store.tx()).unwrap());
    }

    #[test]
    fn what_was_given_up_says_nothing_and_is_forgotten_after_three_days() {
        let mut store = Store::open(Class::Users);
        queue(&store, false);
        for _ in 0..10 {
            fail(&store);
        }
        let row = store
            .tx()
            .first("SELECT sealed FROM outbox", &[])
            .unwrap()
            .unwrap();
        assert_eq!(row.text_or_null(0), Ok(None));
        // A late answer of the provider, to a lease from before.
        fail(&store);
        store.advance(Span::days(3) - Span::millis(1));
        wake::wake(&store.tx(), &super::super::class::USERS).unwrap();
        assert_eq!(rows(&store), 1);
        store.advance(Span::millis(1));
        wake::wake(&store.tx(), &super::super::class::USERS).unwrap();
        assert_eq!(rows(&store), 0);
    }

    #[test]
    fn what_no_other_try_can_deliver_is_given_up_at_once() {
        let mut store = Store::open(Class::Users);
        queue(&store, true);
        failed(&store, true);
        let row = store.tx().first("SELECT sealed FROM outbox", &[]).unwrap();
        assert_eq!(row.unwrap().text_or_null(0), Ok(None));
        store.advance(Span::days(1));
        assert!(!rearm(&store.tx()).unwrap());
        assert_eq!(lease(&store), 0);
    }

    #[test]
    fn a_note_of_the_release_before_asks_for_another_try() {
        let note: NoteFailed = serde_json::from_str(r#"{"id":"m"}"#).unwrap();
        assert!(!note.for_good);
    }

    #[test]
    fn messages_go_with_their_user() {
        let store = Store::open(Class::Users);
        queue(&store, true);
        forget(&store.tx(), &sub("john")).unwrap();
        assert_eq!(rows(&store), 1);
        forget(&store.tx(), &sub("jane")).unwrap();
        assert_eq!(rows(&store), 0);
    }
}
