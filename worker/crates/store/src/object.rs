//! One object: it applies a transition in one SQL transaction and keeps the sealed outcome for [`OUTCOME_KEPT`], so that
//! a repetition after a lost reply is answered and not applied.

use super::{
    envelope::{Envelope, Reply},
    transition::{Transition, Tx, TxError},
    wake::Woken,
};
use crate::{
    params,
    sql::{Sql, SqlError, atomically},
    timers,
};
use serde_json::value::to_raw_value;
use vestibule_crypto::{Keyring, Purpose, Rng};
use vestibule_model::{
    object_key::{Class, ObjectKey},
    time::{Span, Timestamp},
    unicode::Unicode,
};

/// How long an outcome can be repeated.
pub const OUTCOME_KEPT: Span = Span::seconds(60);

/// What objects of one class are: a row of [`super::classes`].
pub struct ObjectClass {
    pub class: Class,
    /// The steps of its schema, in order; steps are added, never changed.
    pub schema: &'static [&'static str],
    /// The names of its transitions, and whether each only reads.
    pub transitions: &'static [(&'static str, bool)],
    pub(crate) dispatch: Dispatch,
    /// What is done when a timer is due, by its name. All have `sweep`.
    pub(crate) timers: &'static [(&'static str, OnTimer)],
    /// Tables whose rows are swept at the time in their column `expires`.
    pub expiring: &'static [&'static str],
    /// Run before each sweep, to count what must not be swept uncounted: at most this many rows. Answers when the next is
    /// due.
    pub(crate) before_sweep: Option<BeforeSweep>,
    /// Tables that hold something of the owner, with their keys: emptied when the owner is deleted.
    pub wiped: &'static [(&'static str, &'static str)],
}

/// Answers also whether the object's storage is to be dropped.
pub(crate) type Dispatch = fn(&Shell<'_>, &Tx<'_>, Envelope) -> Result<(Reply, bool), TxError>;
pub(crate) type OnTimer = fn(&Tx<'_>, &mut Woken) -> Result<(), TxError>;
pub(crate) type BeforeSweep = fn(&Tx<'_>, i64) -> Result<Option<Timestamp>, SqlError>;

/// What an object is given by the platform besides its storage.
pub struct Shell<'a> {
    pub key: &'a ObjectKey,
    pub sql: &'a dyn Sql,
    pub unicode: &'a dyn Unicode,
    pub now: Timestamp,
    pub keyring: &'a Keyring,
    pub rng: &'a dyn Rng,
}

impl Shell<'_> {
    pub(crate) fn run<T: Transition>(
        &self,
        tx: &Tx<'_>,
        envelope: &Envelope,
    ) -> Result<(Reply, bool), TxError> {
        let transition: T = vestibule_model::json::read(envelope.body.get().as_bytes())
            .map_err(|error| TxError::Broken(format!("{}: {error}", T::NAME)))?;
        self.run_any(tx, envelope, &mut Some(transition))
    }

    /// What is done with a transition of any kind: compiled once, not for each.
    fn run_any(
        &self,
        tx: &Tx<'_>,
        envelope: &Envelope,
        transition: &mut dyn Run,
    ) -> Result<(Reply, bool), TxError> {
        let makes = transition.makes();
        if transition.reads() {
            return match refused_config(tx, envelope.config, makes)? {
                Some(lowest) => Ok((Reply::StaleConfig { lowest }, false)),
                None => transition.apply(tx),
            };
        }
        atomically(tx.sql, || {
            if let Some(remembered) = self.remembered(tx, &envelope.id)? {
                return Ok((remembered, false));
            }
            let (reply, erases) = match refused_config(tx, envelope.config, makes)? {
                // The outcome is remembered like any other, so that a repetition doesn't release the same again.
                Some(lowest) => {
                    transition.release(tx)?;
                    (Reply::StaleConfig { lowest }, false)
                }
                None => transition.apply(tx)?,
            };
            if !erases {
                self.remember(tx, &envelope.id, &reply)?;
            }
            Ok((reply, erases))
        })
    }

    fn remembered(&self, tx: &Tx<'_>, id: &str) -> Result<Option<Reply>, TxError> {
        let Some(row) = tx.first("SELECT sealed FROM outcomes WHERE id = ?1", params![id])? else {
            return Ok(None);
        };
        let opened = self
            .keyring
            .open_text(Purpose::Outcome, &[&self.key.name, id], row.text(0)?)
            .map_err(|error| TxError::Broken(format!("outcome: {error}")))?;
        vestibule_model::json::read(opened.expose())
            .map(Some)
            .map_err(|error| TxError::Broken(format!("outcome: {error}")))
    }

    fn remember(&self, tx: &Tx<'_>, id: &str, reply: &Reply) -> Result<(), TxError> {
        let plain =
            serde_json::to_vec(reply).map_err(|error| TxError::Broken(error.to_string()))?;
        let sealed = self
            .keyring
            .seal_text(Purpose::Outcome, &[&self.key.name, id], &plain, self.rng)
            .map_err(|error| TxError::Broken(format!("outcome: {error}")))?;
        let until = tx.now + OUTCOME_KEPT;
        tx.exec(
            "INSERT INTO outcomes (id, sealed, expires) VALUES (?1, ?2, ?3)",
            params![id, sealed, until],
        )?;
        timers::sweep_by(tx, until)?;
        Ok(())
    }
}

/// Keeps the object's own name beside its rows: an alarm doesn't tell it.
pub fn remember_name(sql: &dyn Sql, name: &str) -> Result<(), SqlError> {
    sql.exec(
        "INSERT OR REPLACE INTO meta (name, value) VALUES ('name', ?1)",
        params![name],
    )
    .map(drop)
}

/// The object's own name, once a message has told it.
pub fn remembered_name(sql: &dyn Sql) -> Result<Option<String>, SqlError> {
    let rows = sql.exec("SELECT value FROM meta WHERE name = 'name'", &[])?;
    rows.first()
        .map(|row| row.text(0).map(str::to_owned))
        .transpose()
}

/// A transition that is still to be applied, whatever its type.
trait Run {
    fn makes(&self) -> bool;
    fn reads(&self) -> bool;
    fn release(&self, tx: &Tx<'_>) -> Result<(), TxError>;
    /// Takes the transition. Answers its outcome, and whether the object's storage is to be dropped.
    fn apply(&mut self, tx: &Tx<'_>) -> Result<(Reply, bool), TxError>;
}

impl<T: Transition> Run for Option<T> {
    fn makes(&self) -> bool {
        self.as_ref().is_some_and(T::makes)
    }

    fn reads(&self) -> bool {
        self.as_ref().is_some_and(T::reads)
    }

    fn release(&self, tx: &Tx<'_>) -> Result<(), TxError> {
        self.as_ref()
            .map_or(Ok(()), |transition| transition.release(tx))
    }

    fn apply(&mut self, tx: &Tx<'_>) -> Result<(Reply, bool), TxError> {
        let transition = self
            .take()
            .ok_or_else(|| TxError::Broken(format!("{}: applied twice", T::NAME)))?;
        let output = transition.apply(tx)?;
        let reply = to_raw_value(&output).map_err(|error| TxError::Broken(error.to_string()))?;
        Ok((Reply::Done(reply), T::erases(&output)))
    }
}

/// The lowest acceptable version, when `carried` is below it. An object of a pool has one from its first transition on, which
/// `makes` it; none other is applied where there is none.
fn refused_config(tx: &Tx<'_>, carried: Option<u64>, makes: bool) -> Result<Option<u64>, TxError> {
    if makes && carried.is_none() {
        return Ok(None);
    }
    let lowest = tx.first("SELECT value FROM meta WHERE name = 'lowest_config'", &[])?;
    let Some(row) = lowest else {
        return if makes {
            Ok(None)
        } else {
            Err(TxError::Absent)
        };
    };
    let lowest = u64::try_from(row.integer(0)?).unwrap_or(0);
    Ok(carried
        .is_some_and(|carried| carried < lowest)
        .then_some(lowest))
}

/// The dispatch of one class: a table of its transitions, by name.
#[macro_export]
macro_rules! transitions {
    ($($(#[$when:meta])* $transition:ty),* $(,)?) => {
        fn dispatch(
            shell: &$crate::object::Shell<'_>,
            tx: &$crate::transition::Tx<'_>,
            envelope: $crate::envelope::Envelope,
        ) -> Result<($crate::envelope::Reply, bool), $crate::transition::TxError> {
            $(
                $(#[$when])*
                if envelope.name == <$transition as $crate::transition::Transition>::NAME {
                    return shell.run::<$transition>(tx, &envelope);
                }
            )*
            Err($crate::transition::TxError::Broken(format!("no transition is named {}", envelope.name)))
        }

        const TRANSITIONS: &[(&str, bool)] = &[$(
            $(#[$when])*
            (
                <$transition as $crate::transition::Transition>::NAME,
                <$transition as $crate::transition::Transition>::READS,
            )
        ),*];
    };
}
