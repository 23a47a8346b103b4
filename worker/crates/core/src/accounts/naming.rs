//! What a new user may be called, and the user's first form.

use crate::{
    attributes,
    config::{Config, Names, Pool},
    cx::Cx,
    error::{Error, Result},
    identifier,
    ids::Sub,
    store::users::{Status, User},
    time::Timestamp,
};
use std::collections::BTreeMap;

/// A username that fits the pool.
pub(crate) struct Name<'a> {
    typed: &'a str,
    /// The attribute that the username is, in pools whose users sign in with one.
    attribute: Option<&'static str>,
}

impl<'a> Name<'a> {
    /// # Errors
    /// InvalidParameterException
    pub(crate) fn parse(pool: &Pool, typed: &'a str) -> Result<Self> {
        let Names::Attributes(names) = &pool.names else {
            attributes::username_is_no_alias(pool, typed)?;
            return Ok(Self {
                typed,
                attribute: None,
            });
        };
        let (email, phone) = (pool.is_alias("email"), pool.is_alias("phone_number"));
        let attribute = if email && identifier::is_email(typed) {
            "email"
        } else if phone && identifier::is_phone_number(typed) {
            "phone_number"
        } else {
            return Err(Error::invalid_parameter(match (email, phone) {
                (true, true) => "Username should be either an email or a phone number.",
                (false, true) => "Username should be a phone number.",
                _ => "Username should be an email.",
            }));
        };
        debug_assert!(names.iter().any(|name| name == attribute));
        Ok(Self {
            typed,
            attribute: Some(attribute),
        })
    }

    /// The attribute that the username is, with its value.
    pub(crate) fn implied(&self) -> Option<(&'static str, &'a str)> {
        self.attribute.map(|attribute| (attribute, self.typed))
    }

    /// A user of this name, in the slot of this name.
    pub(crate) fn user(
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
