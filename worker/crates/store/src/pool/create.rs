//! A new pool.

use super::keys::NewKey;
use crate::{
    params,
    sql::json,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{object_key::Class, placement::Table, pool::Pool};

/// Makes the pool, whole. Nobody uses it before it is published: that makes its `Users` objects, and has the registry list it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreatePool {
    pub pool: Box<Pool>,
    /// Sealed.
    pub routing_key: String,
    pub slots: Table,
    /// One for each use.
    pub keys: Vec<NewKey>,
}

impl CreatePool {
    /// A new pool's version.
    pub const VERSION: u64 = 1;
}

impl Transition for CreatePool {
    /// Whether this call made it: `false` when the object has been a pool already.
    type Output = bool;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "create_pool";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        if tx.first("SELECT 1 FROM pool", &[])?.is_some() {
            return Ok(false);
        }
        tx.exec(
            "INSERT INTO pool (id, document, version, pushed, routing_key, slots, state) \
             VALUES (?1, ?2, 1, 0, ?3, ?4, 'active')",
            params![
                &self.pool.id,
                json(&self.pool)?,
                self.routing_key,
                json(&self.slots)?
            ],
        )?;
        for key in self.keys {
            key.activate(tx)?;
        }
        Ok(true)
    }
}
