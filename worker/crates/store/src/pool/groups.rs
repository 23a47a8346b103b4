//! The groups that a pool defines. Who is in one is kept with each user: [`crate::users::memberships`].

use crate::{
    params,
    pool::revision::{Revision, pool, raise},
    sql::{SqlError, json},
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{group::Group, object_key::Class};

/// Makes, changes or deletes the group of this name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeGroup {
    pub name: String,
    pub change: Change,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Create(Group),
    /// Replaces what is given, and leaves the rest as it is.
    Update {
        description: Option<String>,
        precedence: Option<i32>,
        role: Option<String>,
    },
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangedGroup {
    /// With the group as it is now; as it was, if it was deleted.
    Changed(Revision, Group),
    Exists,
    NoGroup,
    /// There are [`Group::MOST_OF_POOL`].
    TooMany,
    NoPool,
}

/// Reads groups, by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadGroups {
    pub which: Which,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those of these names that there are.
    Named(Vec<String>),
    /// A page of all.
    All { after: Option<String>, limit: u32 },
}

impl Transition for ChangeGroup {
    type Output = ChangedGroup;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "change_group";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        if pool(tx)?.is_none() {
            return Ok(ChangedGroup::NoPool);
        }
        let group = match (read(tx, &self.name)?, self.change) {
            (Some(_), Change::Create(_)) => return Ok(ChangedGroup::Exists),
            (None, Change::Create(group)) => {
                if count(tx)? >= Group::MOST_OF_POOL {
                    return Ok(ChangedGroup::TooMany);
                }
                write(tx, &group)?;
                group
            }
            (None, Change::Update { .. } | Change::Delete) => return Ok(ChangedGroup::NoGroup),
            (
                Some(old),
                Change::Update {
                    description,
                    precedence,
                    role,
                },
            ) => {
                let group = Group {
                    description: description.or(old.description),
                    precedence: precedence.or(old.precedence),
                    role: role.or(old.role),
                    modified: tx.now,
                    ..old
                };
                write(tx, &group)?;
                group
            }
            (Some(group), Change::Delete) => {
                tx.exec(
                    "DELETE FROM group_definitions WHERE name = ?1",
                    params![self.name],
                )?;
                group
            }
        };
        Ok(raise(tx)?.map_or(ChangedGroup::NoPool, |revision| {
            ChangedGroup::Changed(revision, group)
        }))
    }
}

impl Transition for ReadGroups {
    type Output = Vec<Group>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "read_groups";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let rows = match self.which {
            Which::Named(names) => tx.exec(
                "SELECT document FROM group_definitions WHERE name IN (SELECT value FROM json_each(?1)) ORDER BY name",
                params![json(&names)?],
            ),
            Which::All { after, limit } => tx.exec(
                "SELECT document FROM group_definitions WHERE name > ?1 ORDER BY name LIMIT ?2",
                params![after.unwrap_or_default(), limit],
            ),
        }?;
        // A pool that has lost its storage is not to be taken for one whose groups were deleted.
        if rows.is_empty() && tx.first("SELECT 1 FROM pool", &[])?.is_none() {
            return Err(TxError::Absent);
        }
        Ok(rows
            .iter()
            .map(|row| row.json(0))
            .collect::<Result<_, SqlError>>()?)
    }
}

fn read(tx: &Tx<'_>, name: &str) -> Result<Option<Group>, SqlError> {
    tx.first(
        "SELECT document FROM group_definitions WHERE name = ?1",
        params![name],
    )?
    .map(|row| row.json(0))
    .transpose()
}

fn write(tx: &Tx<'_>, group: &Group) -> Result<(), SqlError> {
    tx.exec(
        "INSERT OR REPLACE INTO group_definitions (name, document) VALUES (?1, ?2)",
        params![&group.name, json(group)?],
    )?;
    Ok(())
}

fn count(tx: &Tx<'_>) -> Result<i64, SqlError> {
    tx.first("SELECT COUNT(*) FROM group_definitions", &[])?
        .map_or(Ok(0), |row| row.integer(0))
}
