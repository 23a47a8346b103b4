//! The timers of one object. An object has one alarm: the `due` table multiplexes every timer over it.

use super::{Tx, TxError};
use crate::{
    params,
    ports::sql::SqlError,
    store::{
        aliases, attempts, outbox,
        pools::{delete, keys},
    },
    time::{Span, Timestamp},
};

/// Rows deleted from each table by one sweep.
const BATCH: i64 = 500;
/// A timer that only a later release knows waits so long for that release.
const UNKNOWN: Span = Span::hours(1);
/// A sweep that left expired rows behind continues after this.
const NEXT_BATCH: Span = Span::millis(200);

/// Tables whose rows end by themselves, with the column that says when.
pub const EXPIRING: &[(&str, &str)] = &[
    ("attempts", "expires"),
    ("browser_sessions", "expires"),
    ("codes", "expires"),
    ("outbox", "expires"),
    ("outcomes", "expires"),
    ("quotas", "expires"),
    ("sessions", "expires"),
    ("spent", "expires"),
    ("verifications", "expires"),
    ("void_claims", "expires"),
];

/// What the object's alarm found to do.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Woken {
    /// Undelivered messages are due: the Worker is to deliver them.
    pub outbox: bool,
    /// Claims on aliases were left half-way: the Worker is to settle them.
    pub claims: bool,
    /// A pool's deletion was left half-way: the Worker is to go on with it.
    pub job: bool,
    /// When the object wants to be woken next.
    pub next: Option<Timestamp>,
}

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

/// Runs what is due.
pub fn wake(tx: &Tx<'_>) -> Result<Woken, TxError> {
    let due = tx.exec(
        "DELETE FROM due WHERE at <= ?1 RETURNING timer",
        params![tx.now],
    )?;
    let mut woken = Woken::default();
    for row in &due {
        match row.text(0)? {
            "sweep" => sweep(tx)?,
            "outbox" => woken.outbox = outbox::rearm(tx)?,
            "claims" => woken.claims = aliases::rearm(tx)?,
            "job" => woken.job = delete::rearm(tx)?,
            "keys" => keys::advance(tx)?,
            other => set_by(tx, other, tx.now + UNKNOWN)?,
        }
    }
    woken.next = earliest(tx)?;
    Ok(woken)
}

fn set_by(tx: &Tx<'_>, timer: &str, at: Timestamp) -> Result<(), SqlError> {
    tx.exec(
        "INSERT INTO due (timer, at) VALUES (?1, ?2) \
         ON CONFLICT (timer) DO UPDATE SET at = excluded.at WHERE excluded.at < due.at",
        params![timer, at],
    )?;
    Ok(())
}

fn sweep(tx: &Tx<'_>) -> Result<(), SqlError> {
    let mut next: Option<Timestamp> = None;
    if has_table(tx, "reservations")? {
        let soonest = tx.now + NEXT_BATCH;
        next = attempts::count_abandoned(tx, BATCH)?.map(|at| at.max(soonest));
    }
    for (table, column) in EXPIRING {
        if !has_table(tx, table)? {
            continue;
        }
        tx.exec(
            &format!(
                "DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE {column} <= ?1 LIMIT ?2)"
            ),
            params![tx.now, BATCH],
        )?;
        let earliest = tx
            .first(&format!("SELECT MIN({column}) FROM {table}"), &[])?
            .map(|row| row.integer_or_null(0))
            .transpose()?
            .flatten()
            .map(|at| Timestamp::from_millis(at).max(tx.now + NEXT_BATCH));
        next = match (next, earliest) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    next.map_or(Ok(()), |at| sweep_by(tx, at))
}

fn has_table(tx: &Tx<'_>, table: &str) -> Result<bool, SqlError> {
    Ok(tx
        .first(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1",
            params![table],
        )?
        .is_some())
}

#[cfg(test)]
mod tests;
