//! The schema of each class: numbered steps, forward only, applied when the object opens.

use crate::{
    objects::TxError,
    params,
    ports::{
        objects::Class,
        sql::{Sql, atomically},
    },
};

const REGISTRY: &[&str] = &[include_str!("registry_1.sql")];
const POOL: &[&str] = &[include_str!("pool_1.sql")];
const USERS: &[&str] = &[include_str!("users_1.sql")];
const DEV_MAILBOX: &[&str] = &[include_str!("dev_mailbox_1.sql")];

/// Brings the object's tables to the newest step.
pub fn migrate(class: Class, sql: &dyn Sql) -> Result<(), TxError> {
    let steps = match class {
        Class::Registry => REGISTRY,
        Class::Pool => POOL,
        Class::Users => USERS,
        Class::DevMailbox => DEV_MAILBOX,
    };
    sql.exec(
        "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        &[],
    )?;
    let done = match sql
        .exec("SELECT value FROM meta WHERE name = 'schema'", &[])?
        .first()
    {
        Some(row) => usize::try_from(row.integer(0)?).unwrap_or(0),
        None => 0,
    };
    if done > steps.len() {
        return Err(TxError::Broken(format!(
            "the schema is at step {done}, this release knows {}",
            steps.len()
        )));
    }
    for (step, script) in steps.iter().enumerate().skip(done) {
        atomically(sql, || {
            for statement in script
                .split(";\n")
                .map(str::trim)
                .filter(|statement| !statement.is_empty())
            {
                sql.exec(statement, &[])?;
            }
            let number = i64::try_from(step + 1).unwrap_or(i64::MAX);
            sql.exec(
                "INSERT OR REPLACE INTO meta (name, value) VALUES ('schema', ?1)",
                params![number],
            )?;
            Ok::<_, TxError>(())
        })?;
    }
    Ok(())
}
