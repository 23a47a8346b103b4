//! Groups of users: what a pool defines. Who is in one is kept with each user; see [`crate::user::User::memberships`].

use super::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A group, as its pool defines it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    /// Random. Memberships carry it, so that a group which is deleted and made again has no members.
    pub generation: String,
    pub description: Option<String>,
    /// 0 and up; the lowest comes first. A group without one comes after all others.
    pub precedence: Option<i32>,
    /// The ARN of a role.
    pub role: Option<String>,
    pub created: Timestamp,
    pub modified: Timestamp,
}

impl Group {
    /// How many groups a pool has at most.
    pub const MOST_OF_POOL: i64 = 10_000;
    /// How many groups a user is in at most.
    pub const MOST_OF_USER: i64 = 100;
}
