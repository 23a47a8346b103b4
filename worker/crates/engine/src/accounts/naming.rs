//! What a new user may be called, and the user made of that name.

use super::input::Username;
use crate::{
    config::Config,
    cx::Cx,
    error::Result,
    find_user::{self, Lookalike},
};
use std::collections::BTreeMap;
use vestibule_model::{
    alias::Alias,
    contact::{AliasAttribute, ContactAttribute},
    factor::Factors,
    ids::Sub,
    pool::{Names, Pool},
    time::Timestamp,
    unicode::Unicode,
    user::{Status, User},
};

/// A username that fits the pool.
#[derive(Debug)]
pub struct Name<'a> {
    typed: &'a str,
    /// The attribute that the username is, in pools whose users sign in with one.
    attribute: Option<ContactAttribute>,
}

/// Why a username does not fit the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody can have it.
    Malformed,
    NotAnEmail,
    NotAPhoneNumber,
    /// It should be an e-mail address or a phone number.
    NotAnAddress,
    /// It looks like an address or a sub, by which people are found too.
    Lookalike(Lookalike),
}

impl<'a> Name<'a> {
    pub fn parse(
        pool: &Pool,
        unicode: &dyn Unicode,
        typed: &'a str,
    ) -> std::result::Result<Self, Refusal> {
        Username::parse(typed).map_err(|_| Refusal::Malformed)?;
        let attribute = find_user::address(pool, typed);
        match (&pool.names, attribute) {
            (Names::Username { .. }, _) => match find_user::lookalike(pool, unicode, typed) {
                None => Ok(Self {
                    typed,
                    attribute: None,
                }),
                Some(lookalike) => Err(Refusal::Lookalike(lookalike)),
            },
            (Names::Attributes(_), Some(_)) => Ok(Self { typed, attribute }),
            (Names::Attributes(_), None) => Err(
                match (
                    pool.names.has(AliasAttribute::Email),
                    pool.names.has(AliasAttribute::PhoneNumber),
                ) {
                    (true, true) => Refusal::NotAnAddress,
                    (false, true) => Refusal::NotAPhoneNumber,
                    _ => Refusal::NotAnEmail,
                },
            ),
        }
    }

    /// The attribute that the username is, with its value.
    pub fn implied(&self) -> Option<(ContactAttribute, &'a str)> {
        self.attribute.map(|attribute| (attribute, self.typed))
    }

    /// A user of this name, in the slot of this name; the alias of this name, if a user has held it since an older
    /// release, which took fewer spellings for the same.
    pub async fn user(
        self,
        cx: &Cx<'_>,
        config: &Config,
        status: Status,
        attributes: BTreeMap<String, String>,
    ) -> Result<std::result::Result<User, Alias>> {
        let normalised = config.pool.normalise(cx.unicode, self.typed);
        if find_user::find_formerly(cx, config, self.typed)
            .await?
            .is_some()
        {
            let kind = self.attribute.map_or("username", ContactAttribute::as_str);
            return Ok(Err(Alias::new(kind, &normalised)));
        }
        let slot = config.routing.slot(&normalised);
        let sub = Sub::mint(slot, &config.routing, cx.rng);
        Ok(Ok(User {
            username: if self.attribute.is_some() {
                sub.to_string()
            } else {
                self.typed.to_owned()
            },
            sub,
            slot,
            status,
            enabled: true,
            created: cx.now,
            modified: cx.now,
            attributes,
            aliases: BTreeMap::new(),
            credential: None,
            credential_version: 1,
            history: Vec::new(),
            signed_out: Timestamp::default(),
            factors: Factors::default(),
            memberships: BTreeMap::new(),
        }))
    }
}
