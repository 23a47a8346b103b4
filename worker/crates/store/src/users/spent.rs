//! Sealed values that were used: each leads on once.

use crate::{
    params,
    sql::SqlError,
    timers,
    transition::{Tx, TxError},
};
use vestibule_model::time::Timestamp;

/// Marks a sealed value as used; false when it was.
pub(crate) fn spend(tx: &Tx<'_>, id: &str, until: Timestamp) -> Result<bool, TxError> {
    let inserted = tx.exec(
        "INSERT INTO spent (id, expires) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING RETURNING id",
        params![id, until],
    )?;
    timers::sweep_by(tx, until)?;
    Ok(!inserted.is_empty())
}

/// Whether a sealed value was used.
pub(super) fn is_spent(tx: &Tx<'_>, id: &str) -> Result<bool, SqlError> {
    let spent = tx.first("SELECT 1 FROM spent WHERE id = ?1", params![id])?;
    Ok(spent.is_some())
}
