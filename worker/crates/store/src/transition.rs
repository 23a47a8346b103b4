//! Transitions: what an object can be asked for, and what one may touch.

use crate::sql::{Row, Sql, SqlError, Value};
use serde::{Serialize, de::DeserializeOwned};
use vestibule_model::{object_key::Class, time::Timestamp, unicode::Unicode};

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

    /// Whether this may be the first that an object hears of. Users have objects that were made with their pool: whatever
    /// else reaches one that is empty has met a loss, or comes too late.
    fn makes(&self) -> bool {
        !matches!(Self::CLASS, Class::Users)
    }

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError>;

    /// Whether, after this outcome, the object's storage is dropped whole. Such an outcome isn't remembered: who repeats the
    /// transition finds an object that has nothing.
    fn erases(_output: &Self::Output) -> bool {
        false
    }

    /// Runs when the transition is refused for its configuration version, to release what an earlier transition of
    /// the same operation reserved: the operation starts again from its beginning.
    fn release(&self, _tx: &Tx<'_>) -> Result<(), TxError> {
        Ok(())
    }
}

/// What a transition may touch: the rows and the time.
pub struct Tx<'a> {
    pub sql: &'a dyn Sql,
    pub unicode: &'a dyn Unicode,
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
    /// The object was never made, or has lost its storage, or was erased: the registry knows which.
    #[error("the object has nothing")]
    Absent,
    /// A stored row breaks a promise of ours.
    #[error("broken row: {0}")]
    Broken(String),
}
