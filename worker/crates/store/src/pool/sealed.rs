//! What a pool's object keeps sealed, so that it can be sealed again under a newer master secret.

use crate::{
    params,
    pool::revision::stored_client,
    sql::json,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{client::Client, ids::ClientId, object_key::Class};

/// The sealed values of a pool, a page at a time: the routing key, then the signing keys, then the clients' secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListSealed {
    pub after: Option<SealedName>,
    pub limit: u32,
}

/// Which of a pool's sealed values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealedName {
    RoutingKey,
    SigningKey(String),
    /// A client's secret, by its number among the client's secrets.
    ClientSecret(ClientId, u32),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedValue {
    pub name: SealedName,
    pub sealed: String,
}

/// Replaces sealed values by the same ones sealed anew. A value that has changed meanwhile is left alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reseal {
    pub values: Vec<Resealed>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resealed {
    pub name: SealedName,
    pub old: String,
    pub new: String,
}

impl Transition for ListSealed {
    type Output = Vec<SealedValue>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "list_sealed";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let mut values = Vec::new();
        if self.after.is_none()
            && let Some(row) =
                tx.first("SELECT routing_key FROM pool WHERE state = 'active'", &[])?
        {
            values.push(SealedValue {
                name: SealedName::RoutingKey,
                sealed: row.text(0)?.to_owned(),
            });
        }
        let key = match &self.after {
            None | Some(SealedName::RoutingKey) => Some(""),
            Some(SealedName::SigningKey(id)) => Some(id.as_str()),
            Some(SealedName::ClientSecret(..)) => None,
        };
        if let Some(key) = key {
            let rows = tx.exec(
                "SELECT id, private FROM signing_keys WHERE id > ?1 AND private IS NOT NULL ORDER BY id LIMIT ?2",
                params![key, self.limit],
            )?;
            for row in &rows {
                let name = SealedName::SigningKey(row.text(0)?.to_owned());
                values.push(SealedValue {
                    name,
                    sealed: row.text(1)?.to_owned(),
                });
            }
        }
        let (client, number) = match self.after {
            Some(SealedName::ClientSecret(id, number)) => {
                (id.as_str().to_owned(), i64::from(number))
            }
            _ => (String::new(), -1),
        };
        let rows = tx.exec(
            "SELECT clients.id, secret.key, secret.value \
             FROM clients, json_each(clients.document, '$.secrets') AS secret \
             WHERE (clients.id, secret.key) > (?1, ?2) ORDER BY clients.id, secret.key LIMIT ?3",
            params![client, number, self.limit],
        )?;
        for row in &rows {
            let number = u32::try_from(row.integer(1)?)
                .map_err(|error| TxError::Broken(error.to_string()))?;
            let name = SealedName::ClientSecret(stored_client(row.text(0)?)?, number);
            values.push(SealedValue {
                name,
                sealed: row.text(2)?.to_owned(),
            });
        }
        values.truncate(limit);
        Ok(values)
    }
}

impl Transition for Reseal {
    /// How many were replaced.
    type Output = u32;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "reseal";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let mut done = 0;
        for Resealed { name, old, new } in self.values {
            let replaced = match name {
                SealedName::RoutingKey => tx
                    .first("UPDATE pool SET routing_key = ?2 WHERE routing_key = ?1 RETURNING 1", params![old, new])?
                    .is_some(),
                SealedName::SigningKey(id) => tx
                    .first(
                        "UPDATE signing_keys SET private = ?3 WHERE id = ?1 AND private = ?2 RETURNING 1",
                        params![id, old, new],
                    )?
                    .is_some(),
                SealedName::ClientSecret(id, at) => reseal_secret(tx, &id, at, &old, new)?,
            };
            done += u32::from(replaced);
        }
        Ok(done)
    }
}

fn reseal_secret(
    tx: &Tx<'_>,
    id: &ClientId,
    at: u32,
    old: &str,
    new: String,
) -> Result<bool, TxError> {
    let Some(row) = tx.first("SELECT document FROM clients WHERE id = ?1", params![id])? else {
        return Ok(false);
    };
    let mut client: Client = row.json(0)?;
    match client
        .identity
        .secrets
        .get_mut(usize::try_from(at).unwrap_or(usize::MAX))
    {
        Some(secret) if secret == old => *secret = new,
        _ => return Ok(false),
    }
    tx.exec(
        "UPDATE clients SET document = ?2 WHERE id = ?1",
        params![id, json(&client)?],
    )?;
    Ok(true)
}
