//! Who is in which group. A group's definition is its pool's: [`crate::pool::groups`].

use crate::{
    params,
    sql::{SqlError, json},
    transition::{Transition, Tx, TxError},
    users::rows,
};
use serde::{Deserialize, Serialize};
use vestibule_model::{group::Group, ids::Sub, object_key::Class, slots::Slot};

/// Memberships that end by one call, when their group is deleted.
const BATCH: u32 = 1_000;

/// Lets a user join or leave a group, or everybody leave one that was deleted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeMembership {
    Join {
        sub: Sub,
        group: String,
        generation: String,
        /// Generations of groups that the user was in and that were deleted: those memberships end, and don't count.
        gone: Vec<String>,
    },
    /// Who isn't in the group has left it.
    Leave { sub: Sub, group: String },
    /// A batch of the members of the group of this generation leave.
    End { generation: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    Changed,
    Nobody,
    /// The user is in [`Group::MOST_OF_USER`] groups.
    TooMany,
    /// There may be more members to leave.
    More,
}

impl Transition for ChangeMembership {
    type Output = Changed;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "change_membership";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        match self {
            Self::Join {
                sub,
                group,
                generation,
                gone,
            } => {
                let Some(user) = rows::load(tx, &sub)? else {
                    return Ok(Changed::Nobody);
                };
                tx.exec(
                    "DELETE FROM memberships WHERE sub = ?1 AND generation IN (SELECT value FROM json_each(?2))",
                    params![&sub, json(&gone)?],
                )?;
                let others = tx.first(
                    "SELECT COUNT(*) FROM memberships WHERE sub = ?1 AND name <> ?2",
                    params![&sub, &group],
                )?;
                let others = others.map_or(Ok(0), |row| row.integer(0))?;
                if others >= Group::MOST_OF_USER {
                    return Ok(Changed::TooMany);
                }
                put(tx, &sub, user.slot, &group, &generation)?;
                Ok(Changed::Changed)
            }
            Self::Leave { sub, group } => {
                tx.exec(
                    "DELETE FROM memberships WHERE sub = ?1 AND name = ?2",
                    params![&sub, group],
                )?;
                Ok(Changed::Changed)
            }
            Self::End { generation } => {
                let ended = tx.exec(
                    "DELETE FROM memberships WHERE (sub, name) IN \
                     (SELECT sub, name FROM memberships WHERE generation = ?1 LIMIT ?2) RETURNING 1",
                    params![generation, BATCH],
                )?;
                Ok(match ended.is_empty() {
                    true => Changed::Changed,
                    false => Changed::More,
                })
            }
        }
    }
}

/// Makes a user a member; one of an earlier generation of the group is one no more.
pub(crate) fn put(
    tx: &Tx<'_>,
    sub: &Sub,
    slot: Slot,
    group: &str,
    generation: &str,
) -> Result<(), SqlError> {
    tx.exec(
        "INSERT OR REPLACE INTO memberships (sub, name, generation, slot) VALUES (?1, ?2, ?3, ?4)",
        params![sub, group, generation, slot],
    )?;
    Ok(())
}
