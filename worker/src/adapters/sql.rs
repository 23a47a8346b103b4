//! The SQL of one object: `storage.sql` and `storage.transactionSync`, which the `worker` crate doesn't bind.

use super::message;
use js_sys::{Array, Number, Uint8Array};
use vestibule_store::sql::{Row, Sql, SqlError, Value, Verdict};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

/// The largest integer that a JavaScript number carries exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
/// Bytes in one value. Cloudflare refuses more than 2 MB, `workerd` a little later.
const MAX_VALUE: usize = 2_000_000;

/// The storage of one object.
pub(crate) struct ObjectSql {
    storage: Storage,
    sql: SqlStorage,
}

impl ObjectSql {
    /// The storage of the object that `state` belongs to.
    #[must_use]
    pub(crate) fn new(state: &worker::State) -> Self {
        let storage: Storage = JsValue::from(state.storage().as_raw()).unchecked_into();
        Self {
            sql: storage.sql(),
            storage,
        }
    }
}

impl Sql for ObjectSql {
    fn exec(&self, query: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        let bound = params.iter().map(to_js).collect::<Result<Array, _>>()?;
        let rows = self
            .sql
            .exec(query, &bound)
            .and_then(|cursor| cursor.raw())
            // Not `one`, which throws what its binding doesn't catch.
            .and_then(|rows| rows.to_array())
            .map_err(|thrown| SqlError(message(&thrown)))?;
        Ok(rows
            .iter()
            .map(|row| Row(row.unchecked_ref::<Array>().iter().map(from_js).collect()))
            .collect())
    }

    fn run_atomically(&self, work: &mut dyn FnMut() -> Verdict) -> Result<(), SqlError> {
        let mut rolled_back = false;
        let outcome = self.storage.transaction_sync(&mut || match work() {
            Verdict::Commit => Ok(()),
            Verdict::RollBack => {
                rolled_back = true;
                // A transaction is undone by throwing through it.
                Err(JsValue::NULL)
            }
        });
        match outcome {
            Err(_) if rolled_back => Ok(()),
            outcome => outcome.map_err(|thrown| SqlError(message(&thrown))),
        }
    }
}

fn to_js(value: &Value) -> Result<JsValue, SqlError> {
    match value {
        Value::Null => Ok(JsValue::NULL),
        Value::Integer(integer) if integer.unsigned_abs() > MAX_SAFE_INTEGER => {
            Err(SqlError("an integer past 2^53".to_owned()))
        }
        #[expect(clippy::cast_precision_loss, reason = "within 2^53")]
        Value::Integer(integer) => Ok(JsValue::from_f64(*integer as f64)),
        Value::Real(real) => Ok(JsValue::from_f64(*real)),
        Value::Text(text) if text.len() > MAX_VALUE => Err(too_big(text.len())),
        Value::Blob(blob) if blob.len() > MAX_VALUE => Err(too_big(blob.len())),
        Value::Text(text) => Ok(JsValue::from_str(text)),
        Value::Blob(blob) => Ok(Uint8Array::from(blob.as_slice()).into()),
    }
}

fn too_big(bytes: usize) -> SqlError {
    SqlError(format!("a value of {bytes} bytes"))
}

fn from_js(value: JsValue) -> Value {
    if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if let Some(number) = value.as_f64() {
        if Number::is_safe_integer(&value) {
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
            Value::Integer(number as i64)
        } else {
            Value::Real(number)
        }
    } else if value.is_null() {
        Value::Null
    } else {
        Value::Blob(Uint8Array::new(&value).to_vec())
    }
}

#[wasm_bindgen]
extern "C" {
    type Storage;
    #[wasm_bindgen(method, getter)]
    fn sql(this: &Storage) -> SqlStorage;
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &Storage,
        work: &mut dyn FnMut() -> Result<(), JsValue>,
    ) -> Result<(), JsValue>;

    type SqlStorage;
    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &SqlStorage, query: &str, params: &Array) -> Result<Cursor, JsValue>;

    type Cursor;
    #[wasm_bindgen(method, catch)]
    fn raw(this: &Cursor) -> Result<RawCursor, JsValue>;

    type RawCursor;
    #[wasm_bindgen(method, catch, js_name = toArray)]
    fn to_array(this: &RawCursor) -> Result<Array, JsValue>;
}
