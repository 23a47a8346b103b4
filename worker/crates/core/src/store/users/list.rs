//! Users in order of slot and sub, object by object.

use super::{COLUMNS, User};
use crate::{
    ids::Sub,
    objects::{Transition, Tx, TxError},
    ports::{objects::Class, sql::Value},
    slots::Slot,
};
use serde::{Deserialize, Serialize};

/// Lists users of one object.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListUsers {
    pub filter: Option<Filter>,
    /// Only users after this one.
    pub after: Option<(Slot, Sub)>,
    pub limit: u32,
}

/// One condition on an indexed attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// One of [`super::SEARCHABLE`], `username`, `sub`, `status` or `cognito:user_status`.
    pub attribute: String,
    pub comparison: Comparison,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Equals,
    StartsWith,
}

impl Transition for ListUsers {
    type Output = Vec<User>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "list_users";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Vec<User>, TxError> {
        let (slot, sub) = self.after.map_or((-1, String::new()), |(slot, sub)| {
            (i64::from(slot.number()), sub.as_str().to_owned())
        });
        let mut params = vec![Value::from(slot), Value::from(sub), Value::from(self.limit)];
        let condition = match self.filter {
            None => "",
            Some(filter) => {
                params.extend([Value::from(filter.attribute), Value::from(filter.value)]);
                match filter.comparison {
                    Comparison::Equals => {
                        "AND sub IN (SELECT sub FROM user_index WHERE attribute = ?4 AND value = ?5)"
                    }
                    Comparison::StartsWith => {
                        "AND sub IN (SELECT sub FROM user_index WHERE attribute = ?4 AND value >= ?5 \
                         AND substr(value, 1, length(?5)) = ?5)"
                    }
                }
            }
        };
        let query = format!(
            "SELECT {COLUMNS} FROM users WHERE (slot, sub) > (?1, ?2) {condition} ORDER BY slot, sub LIMIT ?3"
        );
        tx.exec(&query, &params)?
            .iter()
            .map(User::from_row)
            .collect()
    }
}

/// Counts the users of one object.
#[derive(Debug, Serialize, Deserialize)]
pub struct CountUsers {}

impl Transition for CountUsers {
    type Output = i64;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "count_users";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<i64, TxError> {
        Ok(tx
            .first("SELECT COUNT(*) FROM users", &[])?
            .map_or(Ok(0), |row| row.integer(0))?)
    }
}
