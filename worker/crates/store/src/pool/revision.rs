//! One pool's rows: every change raises the version, and tells the caller which to publish.

use crate::{
    params,
    registry::names::PoolDescription,
    sql::json,
    transition::{Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{ids::ClientId, placement::Table, pool::Pool};

/// A changed configuration. Before the change is acknowledged, every `Users` object is held to its version, and the
/// registry hears of what it lists: [`vestibule_engine::cx::Cx::publish`].
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    pub version: u64,
    pub slots: Table,
    /// What the registry is to list; `None` when it lists that already.
    #[serde(default)]
    pub description: Option<PoolDescription>,
    /// Whether the pool's `Users` objects may have to be made.
    #[serde(default)]
    pub unmade: bool,
}

/// The pool's document, unless there is none or it is being deleted.
pub(super) fn pool(tx: &Tx<'_>) -> Result<Option<Pool>, TxError> {
    let row = tx.first("SELECT document FROM pool WHERE state = 'active'", &[])?;
    Ok(row.map(|row| row.json(0)).transpose()?)
}

/// Changes the pool's document and raises the version; `None` without a pool.
pub(super) fn change(
    tx: &Tx<'_>,
    change: impl FnOnce(&mut Pool),
) -> Result<Option<Revision>, TxError> {
    let Some(mut pool) = pool(tx)? else {
        return Ok(None);
    };
    let listed = PoolDescription::from(&pool);
    change(&mut pool);
    tx.exec("UPDATE pool SET document = ?1", params![json(&pool)?])?;
    let description = PoolDescription::from(&pool);
    Ok(raise(tx)?.map(|revision| Revision {
        description: revision
            .description
            .or((description != listed).then_some(description)),
        ..revision
    }))
}

/// Raises the version of a pool that is there.
pub(super) fn raise(tx: &Tx<'_>) -> Result<Option<Revision>, TxError> {
    let row = tx.first(
        "UPDATE pool SET version = version + 1 WHERE state = 'active' \
         RETURNING version, slots, pushed < version - 1, document, pushed = 0",
        &[],
    )?;
    row.map(|row| {
        // Whoever made the change before may have died before telling the registry. Once this change is published nothing
        // says so any more, so this one tells the registry too.
        let description = row
            .flag(2)?
            .then(|| row.json::<Pool>(3).map(|pool| PoolDescription::from(&pool)))
            .transpose()?;
        Ok(Revision {
            version: version(row.integer(0)?)?,
            slots: row.json(1)?,
            description,
            unmade: row.flag(4)?,
        })
    })
    .transpose()
}

pub(super) fn version(stored: i64) -> Result<u64, TxError> {
    u64::try_from(stored).map_err(|_| TxError::Broken("a version below zero".to_owned()))
}

pub(super) fn stored_client(text: &str) -> Result<ClientId, TxError> {
    ClientId::parse(text).ok_or_else(|| TxError::Broken("no client id".to_owned()))
}
