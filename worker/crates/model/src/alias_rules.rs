//! Which of a user's attributes are aliases.

use super::{
    alias::Alias,
    contact::AliasAttribute,
    pool::{Names, Pool},
    short,
    unicode::{self, Unicode},
    user::User,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which of a user's attributes are aliases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Whether the username itself is an alias: not in pools whose users sign in with an attribute.
    usernames: bool,
    attributes: Vec<AliasAttribute>,
    /// `email` and `phone_number` only once they are verified.
    verified_only: bool,
    case_sensitive: bool,
}

impl Rules {
    pub fn of(pool: &Pool) -> Self {
        let (usernames, attributes) = match &pool.names {
            Names::Username { aliases } => (true, aliases.clone()),
            Names::Attributes(attributes) => {
                let attributes = attributes.iter().map(|attribute| (*attribute).into());
                (false, attributes.collect())
            }
        };
        Self {
            usernames,
            attributes,
            verified_only: usernames,
            case_sensitive: pool.case_sensitive,
        }
    }

    /// The aliases that a user is to hold.
    pub fn aliases_of(&self, unicode: &dyn Unicode, user: &User) -> BTreeSet<Alias> {
        let fold = |text: &str| unicode::fold(unicode, text, self.case_sensitive);
        let usable = |kind: AliasAttribute| {
            !self.verified_only
                || kind.contact().is_none_or(|contact| {
                    let verified = user.attributes.get(contact.verified());
                    verified.is_some_and(|verified| verified == "true")
                })
        };
        let username = self
            .usernames
            .then(|| Alias::username(&fold(&user.username)));
        let attributes = self
            .attributes
            .iter()
            .filter(|kind| usable(**kind))
            .filter_map(|kind| {
                let value = fold(user.attributes.get(kind.as_str())?);
                Some(match kind.contact() {
                    Some(contact) => Alias::new(contact.as_str(), &value),
                    // Kept as a username, so that it can't be another user's username.
                    None => Alias::username(&value),
                })
            });
        short::set(username.into_iter().chain(attributes))
    }
}
