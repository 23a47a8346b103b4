//! The `Users` objects of a pool that is being deleted.

use crate::{
    params,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::object_key::Class;

/// Above every version: no decision is acceptable any more. The largest integer that the platform carries.
const NO_VERSION: i64 = (1 << 53) - 1;
/// Rows deleted by one call.
const BATCH: u32 = 500;
/// Every table of the class that holds something of a user, with its key.
pub(super) const TABLES: &[(&str, &str)] = &[
    ("aliases", "alias"),
    ("attempts", "subject"),
    ("browser_sessions", "id"),
    ("codes", "hash"),
    ("devices", "key"),
    ("marks", "id"),
    ("memberships", "sub, name"),
    ("outbox", "id"),
    ("passkey_challenges", "sub"),
    ("passkeys", "sub, id"),
    ("quotas", "subject, kind"),
    ("releases", "epoch"),
    ("reservations", "id"),
    ("sessions", "origin_jti"),
    ("spent", "id"),
    ("user_index", "attribute, value, sub"),
    ("users", "sub"),
    ("verifications", "subject, purpose"),
    ("void_claims", "epoch"),
];

/// Refuses every decision from now on, and deletes a batch of rows; with the last of them the object's storage goes whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DropPool {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dropped {
    All,
    Some,
}

impl Transition for DropPool {
    type Output = Dropped;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "drop_pool";

    /// An object that has nothing is as a job finds it that goes on: what it has dropped already.
    fn makes(&self) -> bool {
        true
    }

    fn erases(dropped: &Dropped) -> bool {
        *dropped == Dropped::All
    }

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        tx.exec(
            "INSERT INTO meta (name, value) VALUES ('lowest_config', ?1) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![NO_VERSION],
        )?;
        for (table, key) in TABLES {
            let deleted = tx.exec(
                &format!("DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} LIMIT ?1) RETURNING 1"),
                params![BATCH],
            )?;
            if !deleted.is_empty() {
                return Ok(Dropped::Some);
            }
        }
        Ok(Dropped::All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;

    #[test]
    fn storage_goes_with_the_last_row() {
        assert!(DropPool::erases(&Dropped::All) && !DropPool::erases(&Dropped::Some));
    }

    #[test]
    fn rows_go_in_batches_until_none_is_left() {
        let store = Store::open(Class::Users);
        let tx = store.tx();
        for number in 0..501_i64 {
            tx.exec(
                "INSERT INTO spent (id, expires) VALUES (?1, 0)",
                params![number.to_string()],
            )
            .unwrap();
        }
        tx.exec(
            "INSERT INTO user_index (attribute, value, sub) VALUES ('email', 'a@example.com', 's')",
            &[],
        )
        .unwrap();
        assert_eq!(DropPool {}.apply(&tx).unwrap(), Dropped::Some);
        assert_eq!(DropPool {}.apply(&tx).unwrap(), Dropped::Some);
        assert_eq!(DropPool {}.apply(&tx).unwrap(), Dropped::Some);
        assert_eq!(DropPool {}.apply(&tx).unwrap(), Dropped::All);
        for (table, _) in TABLES {
            assert!(
                tx.first(&format!("SELECT 1 FROM {table}"), &[])
                    .unwrap()
                    .is_none(),
                "{table}"
            );
        }
    }
}
