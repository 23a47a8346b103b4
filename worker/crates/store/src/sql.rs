//! SQLite inside one object: synchronous, and owned by that object alone.

use std::fmt;
use vestibule_model::{
    ids::{ClientId, PoolId, Sub},
    slots::Slot,
    time::Timestamp,
};

/// A value bound to a query or read from a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    /// Within ±(2^53 − 1): the platform carries integers as JavaScript numbers.
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// One row, its columns in the query's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub Vec<Value>);

/// The storage failed or a stored row has not the shape its table promises.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sql: {0}")]
pub struct SqlError(pub String);

/// What becomes of the work done inside [`Sql::run_atomically`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Commit,
    RollBack,
}

/// The storage of one object.
///
/// An implementation refuses `BEGIN`, `COMMIT`, `SAVEPOINT`, integers past 2^53 − 1, values over 2 MB and more than
/// 100 parameters, as Cloudflare does.
pub trait Sql {
    /// Runs one statement and reads all of its rows.
    fn exec(&self, query: &str, params: &[Value]) -> Result<Vec<Row>, SqlError>;

    /// Runs `work` in one transaction, which is kept only when `work` says [`Verdict::Commit`].
    /// Prefer [`atomically`].
    fn run_atomically(&self, work: &mut dyn FnMut() -> Verdict) -> Result<(), SqlError>;
}

/// Runs `work` in one transaction: an `Err` undoes all that it wrote.
pub fn atomically<T, E: From<SqlError>>(
    sql: &dyn Sql,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let mut work = Some(work);
    let mut outcome = None;
    sql.run_atomically(&mut || {
        let Some(work) = work.take() else {
            return Verdict::RollBack;
        };
        let result = work();
        let verdict = if result.is_ok() {
            Verdict::Commit
        } else {
            Verdict::RollBack
        };
        outcome = Some(result);
        verdict
    })?;
    outcome.unwrap_or_else(|| Err(SqlError("the transaction did not run".to_owned()).into()))
}

/// Binds values: `params![sub, now, Value::Null]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::sql::Value::from($value)),*][..]
    };
}

impl Row {
    /// The text in a column.
    pub fn text(&self, column: usize) -> Result<&str, SqlError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text),
            other => Err(mismatch(column, "text", other)),
        }
    }

    /// The text in a column, or `None` where it is null.
    pub fn text_or_null(&self, column: usize) -> Result<Option<&str>, SqlError> {
        match self.0.get(column) {
            Some(Value::Null) => Ok(None),
            _ => self.text(column).map(Some),
        }
    }

    /// The integer in a column.
    pub fn integer(&self, column: usize) -> Result<i64, SqlError> {
        match self.0.get(column) {
            Some(Value::Integer(integer)) => Ok(*integer),
            // JavaScript numbers don't tell integers from reals.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "checked to be whole and in range"
            )]
            Some(Value::Real(real))
                if real.fract() == 0.0 && real.abs() < 9_007_199_254_740_992.0 =>
            {
                Ok(*real as i64)
            }
            other => Err(mismatch(column, "integer", other)),
        }
    }

    /// The integer in a column, or `None` where it is null.
    pub fn integer_or_null(&self, column: usize) -> Result<Option<i64>, SqlError> {
        match self.0.get(column) {
            Some(Value::Null) => Ok(None),
            _ => self.integer(column).map(Some),
        }
    }

    /// A stored truth value: 0 or 1.
    pub fn flag(&self, column: usize) -> Result<bool, SqlError> {
        self.integer(column).map(|integer| integer != 0)
    }

    /// The JSON in a text column.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T, SqlError> {
        vestibule_model::json::read(self.text(column)?.as_bytes())
            .map_err(|error| SqlError(format!("column {column} holds no such JSON: {error}")))
    }
}

/// JSON for a text column.
pub fn json<T: serde::Serialize>(value: &T) -> Result<Value, SqlError> {
    serde_json::to_string(value)
        .map(Value::Text)
        .map_err(|error| SqlError(error.to_string()))
}

fn mismatch(column: usize, wanted: &str, found: Option<&Value>) -> SqlError {
    let found = match found {
        None => "no such column",
        Some(Value::Null) => "null",
        Some(Value::Integer(_)) => "integer",
        Some(Value::Real(_)) => "real",
        Some(Value::Text(_)) => "text",
        Some(Value::Blob(_)) => "blob",
    };
    SqlError(format!("column {column}: wanted {wanted}, found {found}"))
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<u32> for Value {
    fn from(integer: u32) -> Self {
        Self::Integer(integer.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Integer(flag.into())
    }
}

impl From<Vec<u8>> for Value {
    fn from(blob: Vec<u8>) -> Self {
        Self::Blob(blob)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Integer(at.millis())
    }
}

impl From<Slot> for Value {
    fn from(slot: Slot) -> Self {
        Self::Integer(slot.number().into())
    }
}

impl From<&PoolId> for Value {
    fn from(id: &PoolId) -> Self {
        id.as_str().into()
    }
}

impl From<&ClientId> for Value {
    fn from(id: &ClientId) -> Self {
        id.as_str().into()
    }
}

impl From<&Sub> for Value {
    fn from(sub: &Sub) -> Self {
        sub.as_str().into()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Integer(_) => "integer",
            Self::Real(_) => "real",
            Self::Text(_) => "text",
            Self::Blob(_) => "blob",
        })
    }
}
