//! What lies in an object, so that it can be put back.

use super::on;
use vestibule_engine::testing::World;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::sql::Value;

/// The rows of one object that play a part here.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Contents(Vec<Vec<Vec<Cell>>>);

/// A value: none of these tables holds reals or blobs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Cell {
    Null,
    Integer(i64),
    Text(String),
}

const TABLES: [&str; 6] = [
    "aliases",
    "due",
    "releases",
    "user_index",
    "users",
    "void_claims",
];

impl Contents {
    pub(super) fn of(world: &World, object: &ObjectKey) -> Self {
        on(world, object, |tx| {
            let tables = TABLES.map(|table| {
                let rows = tx.exec(&format!("SELECT * FROM {table}"), &[]).unwrap();
                let mut rows: Vec<Vec<Cell>> = rows
                    .into_iter()
                    .map(|row| row.0.into_iter().map(Cell::from).collect())
                    .collect();
                rows.sort();
                rows
            });
            Self(tables.to_vec())
        })
    }

    pub(super) fn lay(&self, world: &World, object: &ObjectKey) {
        on(world, object, |tx| {
            for (table, rows) in TABLES.iter().zip(&self.0) {
                tx.exec(&format!("DELETE FROM {table}"), &[]).unwrap();
                for row in rows {
                    let places = vec!["?"; row.len()].join(", ");
                    let values: Vec<Value> = row.iter().cloned().map(Value::from).collect();
                    tx.exec(&format!("INSERT INTO {table} VALUES ({places})"), &values)
                        .unwrap();
                }
            }
        });
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(integer) => Self::Integer(integer),
            Value::Text(text) => Self::Text(text),
            other => panic!("{other:?} in these tables"),
        }
    }
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Integer(integer) => Self::Integer(integer),
            Cell::Text(text) => Self::Text(text),
        }
    }
}
