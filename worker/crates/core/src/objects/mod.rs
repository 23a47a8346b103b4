//! Objects decide: each is one thread over its own SQLite, and runs named transitions on its rows.
//!
//! A transition reaches its object as an [`Envelope`], sent by [`crate::cx::Cx::call`]. The object applies it in one
//! SQL transaction and keeps the sealed outcome for [`OUTCOME_KEPT`], so that a repetition after a lost reply is
//! answered and not applied.

pub mod dev_mailbox;
pub mod due;
pub mod pool;
pub mod registry;
pub mod users;

use self::due::Woken;
use crate::{
    params,
    ports::{
        objects::{Class, ObjectKey},
        sql::{Row, Sql, SqlError, Value, atomically},
    },
    store::schema,
    time::{Span, Timestamp},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};
use vestibule_crypto::{Keyring, Purpose, Rng};

/// When an alarm that failed is tried again: the platform itself gives up after a few failures.
const RETRY: Span = Span::seconds(30);

/// How long an outcome can be repeated.
pub const OUTCOME_KEPT: Span = Span::seconds(60);

/// A named change of one object's rows, or a reading of them.
pub trait Transition: Serialize + DeserializeOwned {
    /// What the caller learns. Domain outcomes are values; only failures of the storage are errors.
    type Output: Serialize + DeserializeOwned;
    const CLASS: Class;
    /// Unique within the class, stable across releases.
    const NAME: &'static str;
    /// Readings run outside of a transaction and are never remembered.
    const READS: bool = false;

    /// Whether this one only reads.
    fn reads(&self) -> bool {
        Self::READS
    }

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError>;

    /// Runs when the transition is refused for its configuration version, to release what an earlier transition of
    /// the same operation reserved: the operation starts again from its beginning.
    fn release(&self, _tx: &Tx<'_>) -> Result<(), TxError> {
        Ok(())
    }
}

/// What a transition may touch: the rows and the time.
pub struct Tx<'a> {
    pub sql: &'a dyn Sql,
    /// Read once when the message arrived.
    pub now: Timestamp,
}

impl Tx<'_> {
    pub fn exec(&self, query: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.sql.exec(query, params)
    }

    /// The first row, if there is one.
    pub fn first(&self, query: &str, params: &[Value]) -> Result<Option<Row>, SqlError> {
        Ok(self.sql.exec(query, params)?.into_iter().next())
    }

    /// How many rows the last statement changed.
    pub fn changes(&self) -> Result<i64, SqlError> {
        self.first("SELECT changes()", &[])?
            .map_or(Ok(0), |row| row.integer(0))
    }
}

/// The storage failed. Nothing that a caller sends leads here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TxError {
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// A stored row breaks a promise of ours.
    #[error("broken row: {0}")]
    Broken(String),
}

/// One transition on its way to its object.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// Random, one per call; a repetition carries the same.
    pub id: String,
    pub name: String,
    /// The version of the pool's configuration that the decision was made under.
    pub config: Option<u64>,
    pub body: Box<RawValue>,
}

/// An object's answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Done(Box<RawValue>),
    /// The carried configuration is older than the lowest acceptable one; nothing was changed, but for what
    /// [`Transition::release`] gave back.
    StaleConfig {
        lowest: u64,
    },
    Failed(String),
}

/// What is left to do for the object's shell.
pub struct Handled {
    pub reply: Reply,
    /// When the object wants to be woken.
    pub alarm: Option<Timestamp>,
}

/// What an object is given besides its storage.
pub struct Shell<'a> {
    pub key: &'a ObjectKey,
    pub sql: &'a dyn Sql,
    pub now: Timestamp,
    pub keyring: &'a Keyring,
    pub rng: &'a dyn Rng,
}

impl Shell<'_> {
    /// Brings the schema up to date. Called once, before the first message.
    pub fn open(&self) -> Result<(), TxError> {
        schema::migrate(self.key.class, self.sql)
    }

    /// Applies the transition in `message`, or repeats its outcome.
    pub fn handle(&self, message: &[u8]) -> Handled {
        let tx = Tx {
            sql: self.sql,
            now: self.now,
        };
        let reply = serde_json::from_slice::<Envelope>(message)
            .map_err(|error| TxError::Broken(format!("envelope: {error}")))
            .and_then(|envelope| match self.key.class {
                Class::Registry => registry::dispatch(self, &tx, envelope),
                Class::Pool => pool::dispatch(self, &tx, envelope),
                Class::Users => users::dispatch(self, &tx, envelope),
                Class::DevMailbox => dev_mailbox::dispatch(self, &tx, envelope),
            })
            .unwrap_or_else(|error| Reply::Failed(error.to_string()));
        Handled {
            reply,
            alarm: due::earliest(&tx).ok().flatten(),
        }
    }

    /// Runs the timers that are due. When storage fails, the object is to be woken again in [`RETRY`].
    pub fn wake(&self) -> Woken {
        let tx = Tx {
            sql: self.sql,
            now: self.now,
        };
        atomically(self.sql, || due::wake(&tx)).unwrap_or_else(|_| Woken {
            next: Some(self.now + RETRY),
            ..Woken::default()
        })
    }

    fn run<T: Transition>(&self, tx: &Tx<'_>, envelope: Envelope) -> Result<Reply, TxError> {
        let transition: T = serde_json::from_slice(envelope.body.get().as_bytes())
            .map_err(|error| TxError::Broken(format!("{}: {error}", T::NAME)))?;
        if transition.reads() {
            if let Some(lowest) = refused_config(tx, envelope.config)? {
                return Ok(Reply::StaleConfig { lowest });
            }
            return done(&transition.apply(tx)?);
        }
        atomically(tx.sql, || {
            if let Some(remembered) = self.remembered(tx, &envelope.id)? {
                return Ok(remembered);
            }
            let reply = match refused_config(tx, envelope.config)? {
                // Remembered like any other: what was released is not to be released again.
                Some(lowest) => {
                    transition.release(tx)?;
                    Reply::StaleConfig { lowest }
                }
                None => done(&transition.apply(tx)?)?,
            };
            self.remember(tx, &envelope.id, &reply)?;
            Ok(reply)
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
        serde_json::from_slice(opened.expose())
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
        due::sweep_by(tx, until)?;
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

fn done<T: Serialize>(output: &T) -> Result<Reply, TxError> {
    to_raw_value(output)
        .map(Reply::Done)
        .map_err(|error| TxError::Broken(error.to_string()))
}

/// The lowest acceptable version, when `carried` is below it.
fn refused_config(tx: &Tx<'_>, carried: Option<u64>) -> Result<Option<u64>, TxError> {
    let Some(carried) = carried else {
        return Ok(None);
    };
    let Some(row) = tx.first("SELECT value FROM meta WHERE name = 'lowest_config'", &[])? else {
        return Ok(None);
    };
    let lowest = u64::try_from(row.integer(0)?).unwrap_or(0);
    Ok((carried < lowest).then_some(lowest))
}

/// The dispatch of one class: a table of its transitions, by name.
#[macro_export]
macro_rules! transitions {
    ($($(#[$when:meta])* $transition:ty),* $(,)?) => {
        pub(super) fn dispatch(
            shell: &$crate::objects::Shell<'_>,
            tx: &$crate::objects::Tx<'_>,
            envelope: $crate::objects::Envelope,
        ) -> Result<$crate::objects::Reply, $crate::objects::TxError> {
            $(
                $(#[$when])*
                if envelope.name == <$transition as $crate::objects::Transition>::NAME {
                    return shell.run::<$transition>(tx, envelope);
                }
            )*
            Err($crate::objects::TxError::Broken(format!("no transition is named {}", envelope.name)))
        }

        /// The names of this class's transitions.
        pub const NAMES: &[&str] = &[$(
            $(#[$when])*
            <$transition as $crate::objects::Transition>::NAME
        ),*];

        /// The names of those that change something.
        #[cfg(test)]
        pub(crate) fn changes() -> Vec<&'static str> {
            let all = [$(
                $(#[$when])*
                (<$transition as $crate::objects::Transition>::NAME, <$transition as $crate::objects::Transition>::READS)
            ),*];
            all.iter().filter(|(_, reads)| !reads).map(|(name, _)| *name).collect()
        }
    };
}

#[cfg(test)]
mod lost_replies;
