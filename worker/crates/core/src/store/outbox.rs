//! Messages that a change owes: rows written with it, and taken out once a provider has them.

use crate::{
    objects::{Transition, Tx, TxError, due},
    params,
    ports::{objects::Class, sql::SqlError},
    time::{Span, Timestamp},
};
use serde::{Deserialize, Serialize};

/// How long whoever takes a message has to deliver it before another may try.
const LEASE: Span = Span::seconds(30);
/// Tries after which a message is dead: kept for the operator, never tried again.
const TRIES: i64 = 10;

/// A message on its way into the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage {
    /// Random; the idempotency key.
    pub id: String,
    /// Sealed JSON of the message.
    pub sealed: String,
    /// Whether the sender tries at once, so that the timer leaves it alone for a while.
    pub leased: bool,
}

pub(crate) fn put(tx: &Tx<'_>, message: &NewMessage) -> Result<(), SqlError> {
    let next = if message.leased {
        tx.now + LEASE
    } else {
        tx.now
    };
    tx.exec(
        "INSERT INTO outbox (id, sealed, created, tries, next, dead) VALUES (?1, ?2, ?3, 0, ?4, 0)",
        params![&message.id, &message.sealed, tx.now, next],
    )?;
    due::outbox_by(tx, next)
}

/// Whether a message is due; if any is left, the timer is set again.
pub(crate) fn rearm(tx: &Tx<'_>) -> Result<bool, SqlError> {
    let next = tx
        .first("SELECT MIN(next) FROM outbox WHERE dead = 0", &[])?
        .map(|row| row.integer_or_null(0))
        .transpose()?
        .flatten();
    let Some(next) = next.map(Timestamp::from_millis) else {
        return Ok(false);
    };
    due::outbox_by(tx, if next <= tx.now { tx.now + LEASE } else { next })?;
    Ok(next <= tx.now)
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
             (SELECT id FROM outbox WHERE dead = 0 AND next <= ?2 ORDER BY next LIMIT ?3) RETURNING id, sealed",
            params![until, tx.now, self.limit],
        )?;
        rearm(tx)?;
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
}

impl Transition for NoteFailed {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "note_failed";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        tx.exec(
            "UPDATE outbox SET tries = tries + 1, next = ?2 + (60000 << tries), dead = (tries + 1 >= ?3) WHERE id = ?1",
            params![self.id, tx.now, TRIES],
        )?;
        rearm(tx)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;

    fn lease(store: &Store) -> usize {
        LeaseMessages { limit: 10 }
            .apply(&store.tx())
            .unwrap()
            .len()
    }

    fn queue(store: &Store, leased: bool) {
        put(
            &store.tx(),
            &NewMessage {
                id: "m".to_owned(),
                sealed: "sealed".to_owned(),
                leased,
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
    fn a_message_backs_off_and_dies_after_ten_tries() {
        let mut store = Store::open(Class::Users);
        queue(&store, false);
        for tried in 0..10 {
            assert_eq!(lease(&store), 1, "after {tried} tries");
            NoteFailed { id: "m".to_owned() }
                .apply(&store.tx())
                .unwrap();
            store.advance(Span::millis((60_000 << tried) - 1));
            assert_eq!(lease(&store), 0, "after {tried} tries");
            store.advance(Span::millis(1));
        }
        assert_eq!(lease(&store), 0);
        assert!(!rearm(&store.tx()).unwrap());
    }
}
