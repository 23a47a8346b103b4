//! What isolates load and keep for some seconds.

use super::keys::{self, KeyRow};
use crate::{
    params,
    pool::revision::version,
    sql::SqlError,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    client::Client,
    ids::ClientId,
    object_key::Class,
    placement::Table,
    pool::{Pool, ResourceServer},
};

/// The pool's configuration, with one of its clients; `None` for a pool that isn't there or is being deleted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LoadConfig {
    pub client: Option<ClientId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Loaded {
    pub version: u64,
    /// Whoever changed the configuration may not have told every `Users` object of this version.
    pub unpushed: bool,
    /// Nobody has told them of any version: they may have to be made.
    #[serde(default)]
    pub unmade: bool,
    pub pool: Pool,
    pub client: Option<Client>,
    pub resource_servers: Vec<ResourceServer>,
    /// Sealed.
    pub routing_key: String,
    pub slots: Table,
    /// Those that are published.
    pub keys: Vec<KeyRow>,
}

/// Notes that every `Users` object has been told to refuse decisions under older versions than this.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotePushed {
    pub version: u64,
}

/// Whether there is a pool.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadState {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolState {
    /// Never made, or deleted, or lost.
    Missing,
    Active,
    Deleting,
    /// By a release that left a row behind.
    Deleted,
}

impl Transition for LoadConfig {
    type Output = Option<Loaded>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "load_config";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let row = tx.first(
            "SELECT document, version, pushed, routing_key, slots FROM pool WHERE state = 'active'",
            &[],
        )?;
        let Some(row) = row else { return Ok(None) };
        let client = match self.client {
            Some(id) => tx.first("SELECT document FROM clients WHERE id = ?1", params![&id])?,
            None => None,
        };
        let resource_servers = tx.exec(
            "SELECT document FROM resource_servers ORDER BY identifier",
            &[],
        )?;
        Ok(Some(Loaded {
            version: version(row.integer(1)?)?,
            unpushed: row.integer(2)? < row.integer(1)?,
            unmade: row.integer(2)? == 0,
            pool: row.json(0)?,
            client: client.map(|row| row.json(0)).transpose()?,
            resource_servers: resource_servers
                .iter()
                .map(|row| row.json(0))
                .collect::<Result<_, SqlError>>()?,
            routing_key: row.text(3)?.to_owned(),
            slots: row.json(4)?,
            keys: keys::published(tx)?,
        }))
    }
}

impl Transition for NotePushed {
    type Output = ();
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "note_pushed";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let version =
            i64::try_from(self.version).map_err(|error| TxError::Broken(error.to_string()))?;
        tx.exec("UPDATE pool SET pushed = max(pushed, ?1)", params![version])?;
        Ok(())
    }
}

impl Transition for ReadState {
    type Output = PoolState;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "read_state";
    const READS: bool = true;

    /// Who asks for what isn't there leaves no empty tables behind.
    fn erases(state: &PoolState) -> bool {
        *state == PoolState::Missing
    }

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(row) = tx.first("SELECT state FROM pool", &[])? else {
            // Made with the row, and gone with it.
            return match tx.first("SELECT 1 FROM signing_keys", &[])? {
                None => Ok(PoolState::Missing),
                Some(_) => Err(TxError::Broken("a pool's own row is gone".to_owned())),
            };
        };
        match row.text(0)? {
            "active" => Ok(PoolState::Active),
            "deleting" => Ok(PoolState::Deleting),
            "deleted" => Ok(PoolState::Deleted),
            other => Err(TxError::Broken(format!("no pool state is named {other}"))),
        }
    }
}
