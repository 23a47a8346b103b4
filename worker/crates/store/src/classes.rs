//! The table of all classes, and what the platform asks of an object.

use super::{
    dev_mailbox::class::DEV_MAILBOX,
    envelope::{Envelope, Reply},
    object::{ObjectClass, Shell},
    pool::class::POOL,
    registry::class::REGISTRY,
    schema, timers,
    transition::{Tx, TxError},
    users::class::USERS,
    wake::{Woken, wake},
};
use crate::sql::{SqlError, atomically};
use vestibule_model::{
    object_key::Class,
    time::{Span, Timestamp},
};

/// When an alarm that failed is tried again: the platform itself gives up after a few failures.
const RETRY: Span = Span::seconds(30);

/// The row of a class.
pub const fn of(class: Class) -> &'static ObjectClass {
    match class {
        Class::DevMailbox => &DEV_MAILBOX,
        Class::Pool => &POOL,
        Class::Registry => &REGISTRY,
        Class::Users => &USERS,
    }
}

/// What is left to do for the object's shell.
pub struct Handled {
    pub reply: Reply,
    /// When the object wants to be woken.
    pub alarm: Option<Timestamp>,
    /// Whether its storage is to be dropped whole, at once, with its alarm. [`Shell::open`] lays it out again, should a
    /// message still come.
    pub erase: bool,
}

impl Shell<'_> {
    /// Brings the schema up to date. Called once, before the first message.
    pub fn open(&self) -> Result<(), TxError> {
        schema::migrate(of(self.key.class).schema, self.sql)
    }

    /// Applies the transition in `message`, or repeats its outcome.
    pub fn handle(&self, message: &[u8]) -> Handled {
        let tx = Tx {
            sql: self.sql,
            unicode: self.unicode,
            now: self.now,
        };
        let class = of(self.key.class);
        let outcome = vestibule_model::json::read::<Envelope>(message)
            .map_err(|error| TxError::Broken(format!("envelope: {error}")))
            .and_then(|envelope| (class.dispatch)(self, &tx, envelope));
        let (reply, erase) = match outcome {
            Ok(outcome) => outcome,
            // What came too late, or is lost, leaves no empty tables behind.
            Err(TxError::Absent) => (Reply::Absent, is_empty(&tx, class).unwrap_or(false)),
            Err(error) => (Reply::Failed(error.to_string()), false),
        };
        let alarm = match erase {
            true => None,
            false => timers::earliest(&tx).ok().flatten(),
        };
        Handled {
            reply,
            alarm,
            erase,
        }
    }

    /// Runs the timers that are due. When storage fails, the object is to be woken again in [`RETRY`].
    pub fn wake(&self) -> Woken {
        let tx = Tx {
            sql: self.sql,
            unicode: self.unicode,
            now: self.now,
        };
        atomically(self.sql, || wake(&tx, of(self.key.class))).unwrap_or_else(|_| Woken {
            next: Some(self.now + RETRY),
            ..Woken::default()
        })
    }
}

/// Whether none of the tables has a row that hold something of an owner.
fn is_empty(tx: &Tx<'_>, class: &ObjectClass) -> Result<bool, SqlError> {
    for (table, _) in class.wiped {
        if tx.first(&format!("SELECT 1 FROM {table}"), &[])?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{params, testing::Store};
    use std::collections::BTreeSet;

    /// What stays: the object's own bookkeeping.
    const KEPT: [&str; 3] = ["due", "meta", "outcomes"];

    #[test]
    fn each_class_has_its_row_and_each_table_of_it_an_end() {
        for class in Class::ALL {
            let row = of(class);
            assert_eq!(row.class, class);
            assert!(row.timers.iter().all(|(name, _)| *name != "sweep"));
            let store = Store::open(class);
            let tables = store
                .tx()
                .exec("SELECT name FROM sqlite_schema WHERE type = 'table'", &[])
                .unwrap();
            let tables: BTreeSet<&str> = tables.iter().map(|row| row.text(0).unwrap()).collect();
            for (table, _) in row.wiped {
                assert!(tables.contains(table), "{}: {table}", class.name());
            }
            for table in row.expiring {
                let found = store.tx().first(
                    "SELECT 1 FROM pragma_table_info(?1) WHERE name = 'expires'",
                    params![*table],
                );
                assert!(found.unwrap().is_some(), "{}: {table}", class.name());
            }
        }
    }

    #[test]
    fn nothing_of_a_user_outlives_the_pool() {
        let store = Store::open(Class::Users);
        let rows = store
            .tx()
            .exec("SELECT name FROM sqlite_schema WHERE type = 'table'", &[])
            .unwrap();
        let mut tables: BTreeSet<&str> = rows.iter().map(|row| row.text(0).unwrap()).collect();
        for kept in KEPT {
            tables.remove(kept);
        }
        assert_eq!(
            tables,
            of(Class::Users)
                .wiped
                .iter()
                .map(|(table, _)| *table)
                .collect()
        );
    }

    #[test]
    fn a_transition_has_one_name_in_its_class() {
        for class in Class::ALL {
            let names = of(class).transitions.iter().map(|(name, _)| *name);
            assert_eq!(
                names.clone().collect::<BTreeSet<_>>().len(),
                names.count(),
                "{}",
                class.name()
            );
        }
    }
}
