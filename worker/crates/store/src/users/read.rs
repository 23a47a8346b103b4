//! Finding a user.

use crate::{
    transition::{Transition, Tx, TxError},
    users::rows::{self, Resolved, resolve},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{alias::Alias, ids::Sub, object_key::Class, user::User};

/// Reads a user.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadUser {
    pub by: By,
}

/// Which user.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Sub(Sub),
    /// The user who holds the first of these that anybody holds. All have the same value, and so the same slot.
    Candidates(Vec<Alias>),
    /// A user found elsewhere by an alias, if it holds it under this epoch.
    Held {
        sub: Sub,
        alias: Alias,
        epoch: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    User(Box<User>),
    /// Ask that user's object.
    Elsewhere {
        sub: Sub,
        alias: Alias,
        epoch: String,
    },
    Nobody,
}

impl Transition for ReadUser {
    type Output = Found;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "read_user";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Found, TxError> {
        let user = match self.by {
            By::Sub(sub) => rows::load(tx, &sub)?.map(Box::new),
            By::Held { sub, alias, epoch } => rows::load(tx, &sub)?
                .filter(|user| user.aliases.get(&alias) == Some(&epoch))
                .map(Box::new),
            By::Candidates(candidates) => match resolve(tx, &candidates)? {
                Resolved::Here(user) => Some(user),
                Resolved::Elsewhere { sub, alias, epoch } => {
                    return Ok(Found::Elsewhere { sub, alias, epoch });
                }
                Resolved::Nobody => None,
            },
        };
        Ok(user.map_or(Found::Nobody, Found::User))
    }
}
