//! Deleting a pool: from the first step on nobody can load it; the rest is a job that can be taken up again.
//! See [`vestibule_engine::jobs::delete_pool`].

use crate::{
    params,
    pool::revision::stored_client,
    timers,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    ids::{ClientId, PoolId},
    object_key::Class,
    placement::Table,
    pool::Pool,
    time::Span,
};

/// When a job that nobody finished is taken up again.
const TAKEN_UP_AFTER: Span = Span::minutes(1);

/// What a pool has beside its own row, with its keys.
pub(super) const TABLES: &[(&str, &str)] = &[
    ("clients", "id"),
    ("group_definitions", "name"),
    ("resource_servers", "identifier"),
    ("signing_keys", "id"),
];

/// Begins to delete the pool, if nothing speaks against it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BeginDelete {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deletion {
    Begun,
    HasDomain,
    Protected,
    NoPool,
}

/// What is left of a pool that is being deleted, a batch at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ContinueDelete {
    /// Whose names have been given up since the last call.
    pub released: Vec<ClientId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remains {
    pub pool: PoolId,
    pub slots: Table,
    /// Some of its clients, whose names are to be given up.
    pub clients: Vec<ClientId>,
}

/// Has the object's storage dropped whole: the tombstone is in the registry. Until that is done the pool is being deleted,
/// and its timer takes the job up again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinishDelete {}

/// Sets the timer again while a deletion is unfinished; answers whether one is.
pub(crate) fn rearm(tx: &Tx<'_>) -> Result<bool, TxError> {
    let unfinished = tx
        .first("SELECT 1 FROM pool WHERE state = 'deleting'", &[])?
        .is_some();
    if unfinished {
        timers::job_by(tx, tx.now + TAKEN_UP_AFTER)?;
    }
    Ok(unfinished)
}

impl Transition for BeginDelete {
    type Output = Deletion;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "begin_delete";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(row) = tx.first("SELECT document FROM pool WHERE state = 'active'", &[])? else {
            return Ok(Deletion::NoPool);
        };
        let pool: Pool = row.json(0)?;
        if pool.domain.is_some() {
            return Ok(Deletion::HasDomain);
        }
        if pool.settings.deletion_protection {
            return Ok(Deletion::Protected);
        }
        tx.exec(
            "UPDATE pool SET state = 'deleting', version = version + 1",
            &[],
        )?;
        timers::job_by(tx, tx.now + TAKEN_UP_AFTER)?;
        Ok(Deletion::Begun)
    }
}

impl Transition for ContinueDelete {
    /// `None` when no pool is being deleted.
    type Output = Option<Remains>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "continue_delete";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(row) = tx.first(
            "SELECT document, slots FROM pool WHERE state = 'deleting'",
            &[],
        )?
        else {
            return Ok(None);
        };
        for client in &self.released {
            tx.exec("DELETE FROM clients WHERE id = ?1", params![client])?;
        }
        timers::job_by(tx, tx.now + TAKEN_UP_AFTER)?;
        let pool: Pool = row.json(0)?;
        let clients = tx.exec("SELECT id FROM clients ORDER BY id LIMIT 50", &[])?;
        Ok(Some(Remains {
            pool: pool.identity.id,
            slots: row.json(1)?,
            clients: clients
                .iter()
                .map(|row| stored_client(row.text(0)?))
                .collect::<Result<_, TxError>>()?,
        }))
    }
}

impl Transition for FinishDelete {
    /// Whether there was one to finish.
    type Output = bool;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "finish_delete";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let unfinished = tx.first("SELECT 1 FROM pool WHERE state = 'deleting'", &[])?;
        Ok(unfinished.is_some())
    }

    fn erases(finished: &bool) -> bool {
        *finished
    }
}
