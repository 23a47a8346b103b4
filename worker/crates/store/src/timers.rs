//! The timers of one object. An object has one alarm: the `due` table multiplexes every timer over it.

use super::transition::Tx;
use crate::{params, sql::SqlError};
use vestibule_model::time::Timestamp;

/// Sees to it that expired rows are swept no later than `at`.
pub fn sweep_by(tx: &Tx<'_>, at: Timestamp) -> Result<(), SqlError> {
    set_by(tx, "sweep", at)
}

/// Sees to it that the outbox is looked at no later than `at`.
pub fn outbox_by(tx: &Tx<'_>, at: Timestamp) -> Result<(), SqlError> {
    set_by(tx, "outbox", at)
}

/// Sees to it that unsettled claims are looked at no later than `at`.
pub fn claims_by(tx: &Tx<'_>, at: Timestamp) -> Result<(), SqlError> {
    set_by(tx, "claims", at)
}

/// Sees to it that the pool's unfinished job is looked at no later than `at`.
pub fn job_by(tx: &Tx<'_>, at: Timestamp) -> Result<(), SqlError> {
    set_by(tx, "job", at)
}

/// Sees to it that signing keys move on no later than `at`.
pub fn keys_by(tx: &Tx<'_>, at: Timestamp) -> Result<(), SqlError> {
    set_by(tx, "keys", at)
}

/// When the next timer is due.
pub fn earliest(tx: &Tx<'_>) -> Result<Option<Timestamp>, SqlError> {
    match tx.first("SELECT MIN(at) FROM due", &[])? {
        Some(row) => Ok(row.integer_or_null(0)?.map(Timestamp::from_millis)),
        None => Ok(None),
    }
}

pub(super) fn set_by(tx: &Tx<'_>, timer: &str, at: Timestamp) -> Result<(), SqlError> {
    tx.exec(
        "INSERT INTO due (timer, at) VALUES (?1, ?2) \
         ON CONFLICT (timer) DO UPDATE SET at = excluded.at WHERE excluded.at < due.at",
        params![timer, at],
    )?;
    Ok(())
}
