//! A pool's app clients.

use crate::{
    params,
    pool::{
        revision::{Revision, change, pool, raise, stored_client},
        sessions,
    },
    sql::json,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    client::{self, Client, ClientSettings, SecretKept},
    ids::ClientId,
    object_key::Class,
    time::Timestamp,
};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddClient {
    pub client: Box<Client>,
}

/// Replaces the settings that `UpdateUserPoolClient` can change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateClient {
    pub id: ClientId,
    /// The name that the client had when the new settings were made: the one setting that an update can leave as it is.
    pub name: String,
    #[serde(deserialize_with = "client::read_settings")]
    pub settings: Box<ClientSettings>,
    pub modified: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatedClient {
    Updated(Revision),
    /// The client has another name by now: the new settings may have kept the wrong one.
    Stale,
    NoClient,
}

/// Adds a secret to a confidential client, or takes one away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeSecrets {
    pub id: ClientId,
    pub change: SecretChange,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretChange {
    /// Sealed as [`vestibule_model::client::ClientIdentity::secrets`] are.
    Add(String),
    /// By its id.
    Remove(String),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangedSecrets {
    /// Also when the secret that was added was made, in the client's own clock.
    Changed(Revision, Timestamp),
    NoClient,
    /// The client is public.
    Public,
    /// It has as many as it can.
    Full,
    Kept(SecretKept),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteClient {
    pub id: ClientId,
}

/// By id; those of a pool that is being deleted too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListClients {
    pub after: Option<ClientId>,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedClient {
    pub id: ClientId,
    pub name: String,
}

impl Transition for AddClient {
    /// `None` without a pool.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "add_client";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        if pool(tx)?.is_none() {
            return Ok(None);
        }
        tx.exec(
            "INSERT INTO clients (id, document, created) VALUES (?1, ?2, ?3)",
            params![&self.client.id, json(&self.client)?, self.client.created],
        )?;
        raise(tx)
    }
}

impl Transition for UpdateClient {
    type Output = UpdatedClient;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "update_client";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(row) = tx.first(
            "SELECT document FROM clients WHERE id = ?1",
            params![&self.id],
        )?
        else {
            return Ok(UpdatedClient::NoClient);
        };
        let mut client: Client = row.json(0)?;
        if client.settings.name != self.name {
            return Ok(UpdatedClient::Stale);
        }
        client.settings = *self.settings;
        client.identity.modified = self.modified;
        tx.exec(
            "UPDATE clients SET document = ?2 WHERE id = ?1",
            params![&client.id, json(&client)?],
        )?;
        Ok(raise(tx)?.map_or(UpdatedClient::NoClient, UpdatedClient::Updated))
    }
}

impl Transition for ChangeSecrets {
    type Output = ChangedSecrets;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "change_secrets";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(row) = tx.first(
            "SELECT document FROM clients WHERE id = ?1",
            params![&self.id],
        )?
        else {
            return Ok(ChangedSecrets::NoClient);
        };
        let mut client: Client = row.json(0)?;
        if !client.is_confidential() {
            return Ok(ChangedSecrets::Public);
        }
        let mut made = tx.now;
        match self.change {
            SecretChange::Add(sealed) => match client.identity.add_secret(sealed, tx.now) {
                Some(number) => made = client.secret_made(number),
                None => return Ok(ChangedSecrets::Full),
            },
            SecretChange::Remove(id) => {
                if let Err(kept) = client.identity.remove_secret(&id) {
                    return Ok(ChangedSecrets::Kept(kept));
                }
            }
        }
        tx.exec(
            "UPDATE clients SET document = ?2 WHERE id = ?1",
            params![&client.id, json(&client)?],
        )?;
        Ok(raise(tx)?.map_or(ChangedSecrets::NoClient, |revision| {
            ChangedSecrets::Changed(revision, made)
        }))
    }
}

impl Transition for DeleteClient {
    /// `None` when the pool has none of this id.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "delete_client";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let deleted = tx.first(
            "DELETE FROM clients WHERE id = ?1 RETURNING 1",
            params![&self.id],
        )?;
        if deleted.is_none() {
            return Ok(None);
        }
        let longest = sessions::longest(tx)?;
        change(tx, |pool| {
            pool.identity.sessions.longest_sso_minutes = longest;
        })
    }
}

impl Transition for ListClients {
    type Output = Vec<ListedClient>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "list_clients";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let after = self.after.as_ref().map_or("", ClientId::as_str);
        tx.exec(
            "SELECT id, json_extract(document, '$.name') FROM clients WHERE id > ?1 ORDER BY id LIMIT ?2",
            params![after, self.limit],
        )?
        .iter()
        .map(|row| Ok(ListedClient { id: stored_client(row.text(0)?)?, name: row.text(1)?.to_owned() }))
        .collect()
    }
}
