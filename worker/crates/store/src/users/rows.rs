//! The rows of users, and how an alias leads to one.

use crate::{
    params,
    sql::{Row, Value, json},
    transition::{Tx, TxError},
};
use vestibule_model::{
    alias::Alias,
    factor::Factors,
    ids::Sub,
    slots::Slot,
    time::Timestamp,
    user::{Status, User},
};

/// The user of this sub, if it lives in this object.
pub fn load(tx: &Tx<'_>, sub: &Sub) -> Result<Option<User>, TxError> {
    tx.first(
        &format!("SELECT {COLUMNS}, {MEMBERSHIPS} FROM users WHERE sub = ?1"),
        params![sub],
    )?
    .map(|row| from_row(&row))
    .transpose()
}

/// Does what [`load`] does where it is known that there is nobody, but the work must not tell that.
pub(crate) fn load_nobody(tx: &Tx<'_>) -> Result<(), TxError> {
    load(tx, &Sub::from_stored("")).map(drop)
}

/// Writes the row, new or changed.
pub fn save(tx: &Tx<'_>, user: &User) -> Result<(), TxError> {
    let credential = user.credential.as_ref().map(json).transpose()?;
    let factors = Some(&user.factors).filter(|factors| **factors != Factors::default());
    let factors = factors.map(json).transpose()?;
    tx.exec(
        &format!(
            "INSERT OR REPLACE INTO users ({COLUMNS}) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
        ),
        params![
            &user.sub,
            user.slot,
            &user.username,
            user.status.as_str(),
            user.enabled,
            user.created,
            user.modified,
            json(&user.attributes)?,
            json(&user.aliases)?,
            credential.unwrap_or(Value::Null),
            user.credential_version,
            json(&user.history)?,
            user.signed_out,
            factors.unwrap_or(Value::Null),
        ],
    )?;
    Ok(())
}

/// Rewrites the rows by which `ListUsers` finds this user.
pub(crate) fn index(tx: &Tx<'_>, user: &User) -> Result<(), TxError> {
    tx.exec("DELETE FROM user_index WHERE sub = ?1", params![&user.sub])?;
    let attributes = SEARCHABLE.iter().filter_map(|name| {
        user.attributes
            .get(*name)
            .map(|value| (*name, value.as_str()))
    });
    let own = [
        ("username", user.username.as_str()),
        ("cognito:user_status", user.status.as_str()),
        ("status", if user.enabled { "Enabled" } else { "Disabled" }),
        ("sub", user.sub.as_str()),
    ];
    for (attribute, value) in attributes.chain(own) {
        tx.exec(
            "INSERT OR REPLACE INTO user_index (attribute, value, sub) VALUES (?1, ?2, ?3)",
            params![attribute, value, &user.sub],
        )?;
    }
    Ok(())
}

pub(crate) fn from_row(row: &Row) -> Result<User, TxError> {
    let status = row.text(3)?;
    Ok(User {
        sub: Sub::from_stored(row.text(0)?),
        slot: Slot::new(u16::try_from(row.integer(1)?).unwrap_or(0)),
        username: row.text(2)?.to_owned(),
        status: Status::parse(status)
            .ok_or_else(|| TxError::Broken(format!("no user status is named {status}")))?,
        enabled: row.flag(4)?,
        created: Timestamp::from_millis(row.integer(5)?),
        modified: Timestamp::from_millis(row.integer(6)?),
        attributes: row.json(7)?,
        aliases: row.json(8)?,
        credential: match row.text_or_null(9)? {
            None => None,
            Some(_) => row.json(9)?,
        },
        credential_version: row.integer(10)?,
        history: row.json(11)?,
        signed_out: Timestamp::from_millis(row.integer(12)?),
        factors: match row.text_or_null(13)? {
            None => Factors::default(),
            Some(_) => row.json(13)?,
        },
        memberships: row.json(14)?,
    })
}

/// The user's memberships, as [`from_row`] reads them after [`COLUMNS`]: in the same statement, so that whoever signs in in no
/// group costs what everybody costs.
pub(crate) const MEMBERSHIPS: &str = "(SELECT json_group_object(name, generation) FROM memberships WHERE memberships.sub = users.sub)";
/// In the place of [`MEMBERSHIPS`], where nobody looks at them.
pub(crate) const NO_MEMBERSHIPS: &str = "'{}'";

/// The columns of `users`, in the order of [`from_row`], which reads memberships after them.
pub(crate) const COLUMNS: &str = "sub, slot, username, status, enabled, created, modified, attributes, aliases, \
     credential, credential_version, history, signed_out, factors";

/// Attributes that `ListUsers` can filter by.
pub const SEARCHABLE: &[&str] = &[
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
];

/// The first of `candidates` that a user holds: the alias row is the authority, and is believed only if the user's row
/// has the same epoch.
pub(crate) enum Resolved {
    Here(Box<User>),
    /// The alias leads to a user of another object, which is to be asked whether it holds the alias under this epoch.
    Elsewhere {
        sub: Sub,
        alias: Alias,
        epoch: String,
    },
    Nobody,
}

/// All of them are asked for, and a user is read whether or not one is named: the work doesn't tell whether anybody has one.
pub(crate) fn resolve(tx: &Tx<'_>, candidates: &[Alias]) -> Result<Resolved, TxError> {
    let mut owned = Vec::with_capacity(candidates.len());
    for alias in candidates {
        let row = tx.first(
            "SELECT sub, epoch FROM aliases WHERE alias = ?1 AND reserved_until IS NULL",
            params![alias.as_str()],
        )?;
        if let Some(row) = row {
            owned.push((alias, row));
        }
    }
    if owned.is_empty() {
        load_nobody(tx)?;
    }
    for (alias, row) in owned {
        let (sub, epoch) = (Sub::from_stored(row.text(0)?), row.text(1)?.to_owned());
        match load(tx, &sub)? {
            Some(user) if user.aliases.get(alias) == Some(&epoch) => {
                return Ok(Resolved::Here(Box::new(user)));
            }
            Some(_) => {}
            None => {
                return Ok(Resolved::Elsewhere {
                    sub,
                    alias: alias.clone(),
                    epoch,
                });
            }
        }
    }
    Ok(Resolved::Nobody)
}
