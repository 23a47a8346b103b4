//! A pool's settings and attributes.

use super::{Revision, change, pool};
use crate::{
    config::{Attribute, Pool},
    ids::ClientId,
    objects::{Transition, Tx, TxError},
    ports::objects::Class,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Custom attributes that one pool can have.
const MOST_CUSTOM_ATTRIBUTES: usize = 50;

/// Replaces the settings that `UpdateUserPool` can change. What the pool was made with, its schema, its domain and its
/// extensions stay as they are stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdatePool {
    pub pool: Box<Pool>,
}

/// Adds custom attributes, all or none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddAttributes {
    pub attributes: Vec<Attribute>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddedAttributes {
    Added(Revision),
    /// An attribute has this name already.
    Exists(String),
    TooMany,
    NoPool,
}

/// Replaces what Cognito's API has no member for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetExtensions {
    pub hardening: bool,
    pub branding: Option<Value>,
    pub demo_client: Option<ClientId>,
}

impl Transition for UpdatePool {
    /// `None` without a pool.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "update_pool";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        change(tx, |stored| {
            let made = stored.clone();
            *stored = Pool {
                id: made.id,
                created: made.created,
                modified: tx.now,
                names: made.names,
                case_sensitive: made.case_sensitive,
                case_sensitivity_given: made.case_sensitivity_given,
                schema: made.schema,
                hardening: made.hardening,
                domain: made.domain,
                managed_login_version: made.managed_login_version,
                demo_client: made.demo_client,
                branding: made.branding,
                ..*self.pool
            };
        })
    }
}

impl Transition for AddAttributes {
    type Output = AddedAttributes;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "add_attributes";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(pool) = pool(tx)? else {
            return Ok(AddedAttributes::NoPool);
        };
        if let Some(existing) = self
            .attributes
            .iter()
            .find(|new| pool.attribute(&new.name).is_some())
        {
            return Ok(AddedAttributes::Exists(existing.name.clone()));
        }
        let custom = pool
            .schema
            .iter()
            .filter(|attribute| attribute.is_custom())
            .count();
        if custom + self.attributes.len() > MOST_CUSTOM_ATTRIBUTES {
            return Ok(AddedAttributes::TooMany);
        }
        let changed = change(tx, |pool| {
            pool.schema.extend(self.attributes);
            pool.modified = tx.now;
        })?;
        Ok(changed.map_or(AddedAttributes::NoPool, AddedAttributes::Added))
    }
}

impl Transition for SetExtensions {
    /// `None` without a pool.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "set_extensions";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        change(tx, |pool| {
            pool.hardening = self.hardening;
            pool.branding = self.branding;
            pool.demo_client = self.demo_client;
        })
    }
}
