//! What an object does when its alarm rings.

use super::{
    object::ObjectClass,
    timers::{earliest, set_by, sweep_by},
    transition::{Tx, TxError},
};
use crate::{params, sql::SqlError};
use vestibule_model::time::{Span, Timestamp};

/// Rows deleted from each table by one sweep.
const BATCH: i64 = 500;
/// A timer whose name this release doesn't know was set by a later one: it is put off by this, until that release is back.
const UNKNOWN: Span = Span::hours(1);
/// A sweep that left expired rows behind continues after this.
const NEXT_BATCH: Span = Span::millis(200);
/// One that left none does so after this at the soonest: rows that expire one after the other are swept together, and
/// nobody reads what has expired.
const NEXT_SWEEP: Span = Span::seconds(10);

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

/// Runs what is due.
pub fn wake(tx: &Tx<'_>, class: &ObjectClass) -> Result<Woken, TxError> {
    let due = tx.exec(
        "DELETE FROM due WHERE at <= ?1 RETURNING timer",
        params![tx.now],
    )?;
    let mut woken = Woken::default();
    for row in &due {
        let name = row.text(0)?;
        if name == "sweep" {
            sweep(tx, class)?;
            continue;
        }
        match class.timers.iter().find(|(timer, _)| *timer == name) {
            Some((_, on_timer)) => on_timer(tx, &mut woken)?,
            None => set_by(tx, name, tx.now + UNKNOWN)?,
        }
    }
    woken.next = earliest(tx)?;
    Ok(woken)
}

fn sweep(tx: &Tx<'_>, class: &ObjectClass) -> Result<(), SqlError> {
    let again = |at: Timestamp| match at <= tx.now {
        true => tx.now + NEXT_BATCH,
        false => at.max(tx.now + NEXT_SWEEP),
    };
    let mut next = match class.before_sweep {
        Some(before) => before(tx, BATCH)?.map(again),
        None => None,
    };
    for table in class.expiring {
        tx.exec(
            &format!(
                "DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE expires <= ?1 LIMIT ?2)"
            ),
            params![tx.now, BATCH],
        )?;
        let earliest = tx
            .first(&format!("SELECT MIN(expires) FROM {table}"), &[])?
            .map(|row| row.integer_or_null(0))
            .transpose()?
            .flatten()
            .map(|at| again(Timestamp::from_millis(at)));
        next = match (next, earliest) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    next.map_or(Ok(()), |at| sweep_by(tx, at))
}

#[cfg(test)]
mod tests;
