//! Which of a user's attributes are aliases.

use super::{
    alias::Alias,
    unicode::{self, Unicode},
    user::User,
};
use crate::model::pool::{Names, Pool};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which of a user's attributes are aliases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Whether the username is one.
    usernames: bool,
    attributes: Vec<String>,
    /// `email` and `phone_number` only once they are verified.
    verified_only: bool,
    case_sensitive: bool,
}

impl Rules {
    pub fn of(pool: &Pool) -> Self {
        let (usernames, attributes) = match &pool.names {
            Names::Username { aliases } => (true, aliases),
            Names::Attributes(attributes) => (false, attributes),
        };
        Self {
            usernames,
            attributes: attributes.clone(),
            verified_only: usernames,
            case_sensitive: pool.case_sensitive,
        }
    }

    /// The aliases that a user is to hold.
    pub fn aliases_of(&self, unicode: &dyn Unicode, user: &User) -> BTreeSet<Alias> {
        let fold = |text: &str| unicode::fold(unicode, text, self.case_sensitive);
        let usable = |kind: &str| {
            !self.verified_only
                || kind == "preferred_username"
                || user
                    .attributes
                    .get(&format!("{kind}_verified"))
                    .is_some_and(|verified| verified == "true")
        };
        let username = self
            .usernames
            .then(|| Alias::username(&fold(&user.username)));
        let attributes = self
            .attributes
            .iter()
            .filter(|kind| usable(kind))
            .filter_map(|kind| {
                let value = fold(user.attributes.get(kind.as_str())?);
                // A preferred username may not be another user's username.
                let kind = if kind == "preferred_username" {
                    "username"
                } else {
                    kind
                };
                Some(Alias::new(kind, &value))
            });
        username.into_iter().chain(attributes).collect()
    }
}
