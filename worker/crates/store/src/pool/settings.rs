//! A pool's settings and attributes.

use crate::{
    pool::revision::{Revision, change, pool},
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    object_key::Class,
    pool::{self, Attribute, Pool, PoolExtensions, PoolSettings, Tier},
    short,
};

/// Replaces the settings that `UpdateUserPool` can change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdatePool {
    /// Those that the new ones were made from.
    #[serde(deserialize_with = "pool::read_settings")]
    pub old: Box<PoolSettings>,
    #[serde(deserialize_with = "pool::read_settings")]
    pub settings: Box<PoolSettings>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatedPool {
    Updated(Revision),
    /// The tier is to be LITE, and a client rotates its refresh tokens.
    Rotates,
    /// The tier is to be LITE, and the pool tracks sessions.
    Tracks,
    /// The settings have changed meanwhile: the new ones may have kept what is no longer so.
    Stale,
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
    pub extensions: PoolExtensions,
}

impl Transition for UpdatePool {
    type Output = UpdatedPool;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "update_pool";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(pool) = pool(tx)? else {
            return Ok(UpdatedPool::NoPool);
        };
        if pool.settings != *self.old {
            return Ok(UpdatedPool::Stale);
        }
        if self.settings.tier == Tier::Lite {
            if pool.sessions.tracked {
                return Ok(UpdatedPool::Tracks);
            }
            if rotates(tx)? {
                return Ok(UpdatedPool::Rotates);
            }
        }
        let changed = change(tx, |pool| {
            pool.settings = *self.settings;
            pool.identity.modified = tx.now;
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
        let mut names = short::set(pool.schema.iter().map(|attribute| attribute.name.as_str()));
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
            pool.identity.schema.extend(self.attributes);
            pool.identity.modified = tx.now;
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
        change(tx, |pool| pool.extensions = self.extensions)
    }
}
