//! A pool's resource servers.

use crate::{
    params,
    pool::revision::{Revision, pool, raise},
    sql::{SqlError, json},
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{object_key::Class, pool::ResourceServer};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddResourceServer {
    pub server: ResourceServer,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddedResourceServer {
    Added(Revision),
    Exists,
    NoPool,
}

/// Replaces the name and scopes of the one with this identifier.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateResourceServer {
    pub server: ResourceServer,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteResourceServer {
    pub identifier: String,
}

/// By identifier.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListResourceServers {
    pub after: Option<String>,
    pub limit: u32,
}

impl Transition for AddResourceServer {
    type Output = AddedResourceServer;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "add_resource_server";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        if pool(tx)?.is_none() {
            return Ok(AddedResourceServer::NoPool);
        }
        let added = tx.first(
            "INSERT INTO resource_servers (identifier, document) VALUES (?1, ?2) \
             ON CONFLICT (identifier) DO NOTHING RETURNING 1",
            params![&self.server.identifier, json(&self.server)?],
        )?;
        if added.is_none() {
            return Ok(AddedResourceServer::Exists);
        }
        Ok(raise(tx)?.map_or(AddedResourceServer::NoPool, AddedResourceServer::Added))
    }
}

impl Transition for UpdateResourceServer {
    /// `None` when the pool has none of this identifier.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "update_resource_server";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let updated = tx.first(
            "UPDATE resource_servers SET document = ?2 WHERE identifier = ?1 RETURNING 1",
            params![&self.server.identifier, json(&self.server)?],
        )?;
        if updated.is_some() {
            raise(tx)
        } else {
            Ok(None)
        }
    }
}

impl Transition for DeleteResourceServer {
    /// `None` when the pool has none of this identifier.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "delete_resource_server";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let deleted = tx.first(
            "DELETE FROM resource_servers WHERE identifier = ?1 RETURNING 1",
            params![self.identifier],
        )?;
        if deleted.is_some() {
            raise(tx)
        } else {
            Ok(None)
        }
    }
}

impl Transition for ListResourceServers {
    type Output = Vec<ResourceServer>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "list_resource_servers";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let rows = tx.exec(
            "SELECT document FROM resource_servers WHERE identifier > ?1 ORDER BY identifier LIMIT ?2",
            params![self.after.unwrap_or_default(), self.limit],
        )?;
        Ok(rows
            .iter()
            .map(|row| row.json(0))
            .collect::<Result<_, SqlError>>()?)
    }
}
