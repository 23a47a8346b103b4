//! What a new user may be called, and the user's first form.

use crate::{
    attributes,
    config::{AliasAttribute, Config, ContactAttribute, Names, Pool},
    cx::Cx,
    error::{Error, Result},
    identifier,
    ids::Sub,
    store::users::{Status, User},
    time::Timestamp,
};
use std::collections::BTreeMap;

/// A username that fits the pool.
pub(super) struct Name<'a> {
    typed: &'a str,
    /// The attribute that the username is, in pools whose users sign in with one.
    attribute: Option<ContactAttribute>,
}

impl<'a> Name<'a> {
    /// # Errors
    /// InvalidParameterException
    pub(super) fn parse(pool: &Pool, typed: &'a str) -> Result<Self> {
        let Names::Attributes(_) = &pool.names else {
            attributes::username_is_no_alias(pool, typed)?;
            return Ok(Self {
                typed,
                attribute: None,
            });
        };
        let attribute = identifier::address(pool, typed);
        if attribute.is_none() {
            let has = |attribute| pool.names.has(attribute);
            return Err(Error::invalid_parameter(
                match (has(AliasAttribute::Email), has(AliasAttribute::PhoneNumber)) {
                    (true, true) => "Username should be either an email or a phone number.",
                    (false, true) => "Username should be a phone number.",
                    _ => "Username should be an email.",
                },
            ));
        }
        Ok(Self { typed, attribute })
    }

    /// The attribute that the username is, with its value.
    pub(super) fn implied(&self) -> Option<(ContactAttribute, &'a str)> {
        self.attribute.map(|attribute| (attribute, self.typed))
    }

    /// A user of this name, in the slot of this name.
    pub(super) fn user(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        status: Status,
        attributes: BTreeMap<String, String>,
    ) -> User {
        let slot = config.routing.slot(&config.pool.normalise(self.typed));
        let sub = Sub::mint(slot, &config.routing, cx.rng);
        User {
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
        }
    }
}
