//! Users: their rows, and how an identifier leads to one.

mod change;
mod create;
mod list;
mod prove;
mod read;
#[cfg(feature = "bench")]
mod seed;

pub use change::{
    PasswordSet, Reinvite, Reinvited, RequireReset, SetEnabled, SetPassword, UpdateAttributes,
    Updated,
};
pub use create::{CreateUser, DeleteUser, Deleted};
pub use list::{Comparison, CountUsers, Filter, ListUsers};
pub use prove::{
    ConfirmUser, Confirmation, IssueVerification, Issued, Proven, ResetPassword, VerifyAttribute,
};
pub use read::{By, Found, ReadUser};
#[cfg(feature = "bench")]
pub use seed::SeedUsers;

use crate::{
    ids::Sub,
    objects::{Tx, TxError},
    params,
    ports::sql::{Row, SqlError, Value, json},
    slots::Slot,
    store::sign_in::{Authority, Standing},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// A user, as its row says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub sub: Sub,
    pub slot: Slot,
    /// As it was given; the sub itself in pools whose users sign in with an attribute.
    pub username: String,
    pub status: Status,
    pub enabled: bool,
    pub created: Timestamp,
    pub modified: Timestamp,
    /// Attribute to value, without `sub`.
    pub attributes: BTreeMap<String, String>,
    /// Alias to the epoch under which this user holds it.
    pub aliases: BTreeMap<Alias, String>,
    /// `None` before there is a password.
    pub credential: Option<Credential>,
    /// Raised with every change of the credential.
    pub credential_version: i64,
    /// Password hashes before this one, newest first.
    pub history: Vec<String>,
    /// Access tokens issued before this are revoked.
    pub signed_out: Timestamp,
}

/// `UserStatusType`, as far as this release makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Confirmed,
    ForceChangePassword,
    ResetRequired,
    Unconfirmed,
}

/// A password, as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Argon2id, a PHC string.
    pub hash: String,
    /// The SRP salt, hexadecimal; fixed until the password changes.
    pub salt: String,
    /// Sealed: the SRP verifier is guessable offline far faster than Argon2id.
    pub verifier: String,
    /// When a temporary password ends.
    pub temporary_until: Option<Timestamp>,
}

/// What a person may type to be found: a username or an attribute's value.
///
/// Written `KIND:VALUE`, the value normalised by [`crate::config::Pool::normalise`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Alias(String);

impl Alias {
    pub fn new(kind: &str, value: &str) -> Self {
        Self(format!("{kind}:{value}"))
    }

    pub fn username(value: &str) -> Self {
        Self::new("username", value)
    }

    /// Takes what a row carries.
    pub(crate) fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `username`, `email`, `phone_number` or `preferred_username`.
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// What names the alias's slot.
    pub fn value(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, value)| value)
    }
}

impl Status {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::Unconfirmed => "UNCONFIRMED",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Confirmed,
            Self::ForceChangePassword,
            Self::ResetRequired,
            Self::Unconfirmed,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
    }
}

impl User {
    /// The user of this sub, if it lives in this object.
    pub(crate) fn load(tx: &Tx<'_>, sub: &Sub) -> Result<Option<Self>, TxError> {
        tx.first(
            &format!("SELECT {COLUMNS} FROM users WHERE sub = ?1"),
            params![sub],
        )?
        .map(|row| Self::from_row(&row))
        .transpose()
    }

    /// Whether the user is as it was when it was found to be the caller.
    pub(crate) fn is_still(&self, standing: Standing) -> bool {
        self.enabled && Standing::of(self) == standing
    }

    /// Whether the user may still be changed on this word.
    pub(crate) fn obeys(&self, authority: Authority) -> bool {
        match authority {
            Authority::Administrator => true,
            Authority::User(standing) => self.is_still(standing),
        }
    }

    /// Takes a new password in the old one's place, and remembers the old one among `remembered` earlier ones.
    pub(crate) fn replace_credential(&mut self, credential: Credential, remembered: usize) {
        if let Some(old) = self.credential.replace(credential) {
            self.history.insert(0, old.hash);
        }
        self.history.truncate(remembered);
        self.credential_version += 1;
    }

    /// Writes the row, new or changed.
    pub(crate) fn save(&self, tx: &Tx<'_>) -> Result<(), TxError> {
        let credential = self.credential.as_ref().map(json).transpose()?;
        tx.exec(
            &format!(
                "INSERT OR REPLACE INTO users ({COLUMNS}) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
            ),
            params![
                &self.sub,
                self.slot,
                &self.username,
                self.status.as_str(),
                self.enabled,
                self.created,
                self.modified,
                json(&self.attributes)?,
                json(&self.aliases)?,
                credential.unwrap_or(Value::Null),
                self.credential_version,
                json(&self.history)?,
                self.signed_out,
            ],
        )?;
        Ok(())
    }

    /// Rewrites the rows by which `ListUsers` finds this user.
    pub(crate) fn index(&self, tx: &Tx<'_>) -> Result<(), TxError> {
        tx.exec("DELETE FROM user_index WHERE sub = ?1", params![&self.sub])?;
        let attributes = SEARCHABLE.iter().filter_map(|name| {
            self.attributes
                .get(*name)
                .map(|value| (*name, value.as_str()))
        });
        let own = [
            ("username", self.username.as_str()),
            ("cognito:user_status", self.status.as_str()),
            ("status", if self.enabled { "Enabled" } else { "Disabled" }),
            ("sub", self.sub.as_str()),
        ];
        for (attribute, value) in attributes.chain(own) {
            tx.exec(
                "INSERT OR REPLACE INTO user_index (attribute, value, sub) VALUES (?1, ?2, ?3)",
                params![attribute, value, &self.sub],
            )?;
        }
        Ok(())
    }

    pub(crate) fn from_row(row: &Row) -> Result<Self, TxError> {
        let status = row.text(3)?;
        Ok(Self {
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
        })
    }
}

/// The columns of `users`, in the order of [`User::from_row`].
pub(crate) const COLUMNS: &str = "sub, slot, username, status, enabled, created, modified, attributes, aliases, \
     credential, credential_version, history, signed_out";

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

pub(crate) fn resolve(tx: &Tx<'_>, candidates: &[Alias]) -> Result<Resolved, TxError> {
    for alias in candidates {
        let owned = tx.first(
            "SELECT sub, epoch FROM aliases WHERE alias = ?1 AND reserved_until IS NULL",
            params![alias.as_str()],
        )?;
        let Some(row) = owned else { continue };
        let (sub, epoch) = (Sub::from_stored(row.text(0)?), row.text(1)?.to_owned());
        match User::load(tx, &sub)? {
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

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("sub", &self.sub)
            .field("status", &self.status)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("temporary_until", &self.temporary_until)
            .finish_non_exhaustive()
    }
}

impl From<SqlError> for crate::error::Error {
    fn from(error: SqlError) -> Self {
        Self::internal(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_holds_neither_a_name_nor_a_hash() {
        let user = User {
            sub: Sub::from_stored("the-sub"),
            slot: Slot::new(0),
            username: "alice".to_owned(),
            status: Status::Confirmed,
            enabled: true,
            created: Timestamp::default(),
            modified: Timestamp::default(),
            attributes: [("email".to_owned(), "alice@example.com".to_owned())].into(),
            aliases: [(Alias::username("alice"), "epoch".to_owned())].into(),
            credential: Some(Credential {
                hash: "$argon2id$present".to_owned(),
                salt: "salt".to_owned(),
                verifier: "verifier".to_owned(),
                temporary_until: None,
            }),
            credential_version: 2,
            history: vec!["$argon2id$former".to_owned()],
            signed_out: Timestamp::default(),
        };
        let shown = format!("{user:?}");
        assert!(shown.contains("the-sub"), "{shown}");
        for hidden in ["alice", "$argon2id$", "salt", "verifier"] {
            assert!(!shown.contains(hidden), "{hidden} is in {shown}");
        }
    }
}
