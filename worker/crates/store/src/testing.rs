//! SQLite as a Durable Object has it: it refuses what the platform refuses.

use crate::{
    classes,
    object::Shell,
    schema,
    sql::{Row, Sql, SqlError, Value, Verdict},
    transition::Tx,
};
use rusqlite::{Connection, params_from_iter, types};
use std::{cell::RefCell, collections::BTreeMap, sync::Mutex};
use vestibule_crypto::{Keyring, SecretBytes, SeededRng};
use vestibule_model::{
    object_key::{Class, ObjectKey},
    time::{Span, Timestamp},
};

/// 2026-01-01 00:00:00 UTC, when every world begins.
pub const BEGINNING: Timestamp = Timestamp::from_seconds(1_767_225_600);

const LARGEST_VALUE: usize = 2_000_000;
const MOST_PARAMETERS: usize = 100;
const LARGEST_INTEGER: i64 = (1 << 53) - 1;

/// One object's SQLite, in memory.
pub struct MemorySql {
    connection: Connection,
    /// What was run since [`Self::record`], while it is recorded.
    recorded: RefCell<Option<Vec<String>>>,
}

impl MemorySql {
    pub fn new() -> Self {
        let connection = Connection::open_in_memory().expect("SQLite opens in memory");
        connection.set_prepared_statement_cache_capacity(100);
        Self {
            connection,
            recorded: RefCell::default(),
        }
    }

    /// An object of the class with its tables. They are laid out once, and copied for each.
    pub fn opened(class: Class) -> Self {
        static LAID_OUT: Mutex<BTreeMap<Class, Vec<u8>>> = Mutex::new(BTreeMap::new());
        let mut laid_out = LAID_OUT.lock().expect("the schema applies");
        let tables = laid_out.entry(class).or_insert_with(|| {
            let sql = Self::new();
            schema::migrate(classes::of(class).schema, &sql).expect("the schema applies");
            sql.dump()
        });
        let mut sql = Self::new();
        sql.connection
            .deserialize_read_exact("main", tables.as_slice(), tables.len(), false)
            .expect("SQLite reads what it wrote");
        sql
    }

    /// Begins what [`Self::put_back`] undoes.
    pub fn hold(&self) {
        self.batch("SAVEPOINT held");
    }

    /// Undoes all that was done since [`Self::hold`].
    pub fn put_back(&self) {
        self.batch("ROLLBACK TO held; RELEASE held");
    }

    /// Drops all that is stored, and lays the tables out again.
    pub fn erase(&self) {
        let tables = self
            .exec(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
                &[],
            )
            .expect("a schema");
        for table in tables {
            let table = table.text(0).expect("a name");
            if table != "meta" {
                self.batch(&format!("DELETE FROM {table}"));
            }
        }
        self.batch("DELETE FROM meta WHERE name <> 'schema'");
        // Refused while the storage is held: then no more than the rows goes.
        drop(self.connection.execute_batch("VACUUM"));
    }

    /// From now on, until [`Self::recorded`], each statement is recorded.
    pub fn record(&self) {
        self.recorded.replace(Some(Vec::new()));
    }

    /// The statements since [`Self::record`], each with the kinds of its parameters; for a timer with its name.
    pub fn recorded(&self) -> Vec<String> {
        self.recorded.take().unwrap_or_default()
    }

    fn batch(&self, statements: &str) {
        let done = self.connection.execute_batch(statements);
        done.expect("SQLite keeps savepoints");
    }

    /// Every text and blob that is stored, for tests that look for secrets.
    pub fn dump(&self) -> Vec<u8> {
        self.connection
            .serialize("main")
            .expect("an in-memory database serialises")
            .to_vec()
    }
}

impl Default for MemorySql {
    fn default() -> Self {
        Self::new()
    }
}

impl Sql for MemorySql {
    fn exec(&self, query: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        refuse(query, params)?;
        if let Some(recorded) = &mut *self.recorded.borrow_mut() {
            recorded.push(record_of(query, params));
        }
        let mut statement = self.connection.prepare_cached(query).map_err(sql_error)?;
        let columns = statement.column_count();
        let values = params.iter().map(|value| match value {
            Value::Null => types::Value::Null,
            Value::Integer(integer) => types::Value::Integer(*integer),
            Value::Real(real) => types::Value::Real(*real),
            Value::Text(text) => types::Value::Text(text.clone()),
            Value::Blob(blob) => types::Value::Blob(blob.clone()),
        });
        let mut rows = statement
            .query(params_from_iter(values))
            .map_err(sql_error)?;
        let mut read = Vec::new();
        while let Some(row) = rows.next().map_err(sql_error)? {
            let row = (0..columns)
                .map(|column| {
                    Ok(match row.get_ref(column).map_err(sql_error)? {
                        types::ValueRef::Null => Value::Null,
                        types::ValueRef::Integer(integer) if integer.abs() > LARGEST_INTEGER => {
                            return Err(SqlError(format!(
                                "column {column}: an integer past 2^53 - 1"
                            )));
                        }
                        types::ValueRef::Integer(integer) => Value::Integer(integer),
                        types::ValueRef::Real(real) => Value::Real(real),
                        types::ValueRef::Text(text) => {
                            Value::Text(String::from_utf8_lossy(text).into_owned())
                        }
                        types::ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
                    })
                })
                .collect::<Result<_, _>>()?;
            read.push(Row(row));
        }
        Ok(read)
    }

    fn run_atomically(&self, work: &mut dyn FnMut() -> Verdict) -> Result<(), SqlError> {
        self.connection
            .execute_batch("SAVEPOINT work")
            .map_err(sql_error)?;
        let end = match work() {
            Verdict::Commit => "RELEASE work",
            Verdict::RollBack => "ROLLBACK TO work; RELEASE work",
        };
        self.connection.execute_batch(end).map_err(sql_error)
    }
}

fn refuse(query: &str, params: &[Value]) -> Result<(), SqlError> {
    let word = query
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    if matches!(
        word.as_str(),
        "BEGIN" | "COMMIT" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" | "ATTACH" | "PRAGMA"
    ) {
        return Err(SqlError(format!("{word} is refused inside an object")));
    }
    if query.len() > 100_000 {
        return Err(SqlError("a statement over 100 kB".to_owned()));
    }
    if params.len() > MOST_PARAMETERS {
        return Err(SqlError(format!(
            "{} parameters, over {MOST_PARAMETERS}",
            params.len()
        )));
    }
    for value in params {
        let size = match value {
            Value::Integer(integer) if integer.abs() > LARGEST_INTEGER => {
                return Err(SqlError("an integer past 2^53 - 1".to_owned()));
            }
            Value::Text(text) => text.len(),
            Value::Blob(blob) => blob.len(),
            _ => 0,
        };
        if size > LARGEST_VALUE {
            return Err(SqlError(format!(
                "a value of {size} bytes, over {LARGEST_VALUE}"
            )));
        }
    }
    Ok(())
}

fn record_of(query: &str, params: &[Value]) -> String {
    let kinds = params.iter().map(|value| match value {
        Value::Text(timer) if query.starts_with("INSERT INTO due") => timer,
        Value::Null => "null",
        Value::Integer(_) => "integer",
        Value::Real(_) => "real",
        Value::Text(_) => "text",
        Value::Blob(_) => "blob",
    });
    format!("{query} <- {}", kinds.collect::<Vec<_>>().join(", "))
}

fn sql_error(error: rusqlite::Error) -> SqlError {
    SqlError(error.to_string())
}

/// One object's storage and clock, for the tests of transitions.
pub struct Store {
    sql: MemorySql,
    now: Timestamp,
}

impl Store {
    /// A new object of this class.
    pub fn open(class: Class) -> Self {
        let sql = MemorySql::new();
        let key = ObjectKey {
            class,
            name: "test".to_owned(),
        };
        let keyring = test_keyring();
        let rng = SeededRng::new([1; 32]);
        let shell = Shell {
            key: &key,
            sql: &sql,
            unicode: &vestibule_model::unicode::NativeUnicode,
            now: BEGINNING,
            keyring: &keyring,
            rng: &rng,
        };
        shell.open().expect("the schema applies");
        Self {
            sql,
            now: BEGINNING,
        }
    }

    pub fn tx(&self) -> Tx<'_> {
        Tx {
            sql: &self.sql,
            unicode: &vestibule_model::unicode::NativeUnicode,
            now: self.now,
        }
    }

    pub fn advance(&mut self, span: Span) {
        self.now = self.now + span;
    }
}

/// A keyring of one fixed master secret.
pub fn test_keyring() -> Keyring {
    Keyring::new(&[SecretBytes::from(vec![7; 32])]).expect("32 bytes are enough")
}
