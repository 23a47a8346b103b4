//! A pool's settings and attributes.

use crate::{
    model::{
        ids::ClientId,
        object_key::Class,
        pool::{Attribute, Pool},
    },
    store::{
        pool::revision::{Revision, change, pool},
        transition::{Transition, Tx, TxError},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// Replaces the settings that `UpdateUserPool` can change. What the pool was made with, its schema, its domain and its
/// extensions stay as they are stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdatePool {
    pub pool: Box<Pool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatedPool {
    Updated(Revision),
    /// The tier is to be LITE, and a client rotates its refresh tokens.
    Rotates,
    NoPool,
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
    type Output = UpdatedPool;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "update_pool";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        if self.pool.tier == "LITE" && rotates(tx)? {
            return Ok(UpdatedPool::Rotates);
        }
        let changed = change(tx, |stored| {
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
        })?;
        Ok(changed.map_or(UpdatedPool::NoPool, UpdatedPool::Updated))
    }
}

/// Whether a client of the pool rotates its refresh tokens.
fn rotates(tx: &Tx<'_>) -> Result<bool, TxError> {
    let client = tx.first(
        "SELECT 1 FROM clients WHERE json_extract(document, '$.rotation.enabled') LIMIT 1",
        &[],
    )?;
    Ok(client.is_some())
}

impl Transition for AddAttributes {
    type Output = AddedAttributes;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "add_attributes";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(pool) = pool(tx)? else {
            return Ok(AddedAttributes::NoPool);
        };
        let mut names: BTreeSet<&str> = pool
            .schema
            .iter()
            .map(|attribute| attribute.name.as_str())
            .collect();
        if let Some(existing) = self.attributes.iter().find(|new| !names.insert(&new.name)) {
            return Ok(AddedAttributes::Exists(existing.name.clone()));
        }
        let custom = pool
            .schema
            .iter()
            .filter(|attribute| attribute.is_custom())
            .count();
        if custom + self.attributes.len() > Pool::MOST_CUSTOM_ATTRIBUTES {
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
