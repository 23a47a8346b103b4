//! Whether a pool tracks sessions, and for how long its clients take a browser's session for the person.

use crate::{
    params,
    pool::revision::{Revision, change, pool},
    sql::json,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    client::Client,
    ids::ClientId,
    object_key::Class,
    pool::{SessionSettings, Tier},
};

/// Sets the part that is the pool's or one client's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfigureSessions {
    pub of: Configured,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Configured {
    /// As in [`SessionSettings`].
    Pool { tracked: bool, most: u32 },
    /// [`vestibule_model::client::ClientIdentity::sso_minutes`]
    Client { id: ClientId, minutes: i64 },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfiguredSessions {
    Done(Revision),
    NoPool,
    NoClient,
    /// A client's part is set only where the pool tracks sessions.
    NotTracked,
    /// The pool's tier has none of this.
    Lite,
}

impl Transition for ConfigureSessions {
    type Output = ConfiguredSessions;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "configure_sessions";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(pool) = pool(tx)? else {
            return Ok(ConfiguredSessions::NoPool);
        };
        if pool.settings.tier == Tier::Lite {
            return Ok(ConfiguredSessions::Lite);
        }
        let mut settings = pool.identity.sessions;
        match self.of {
            Configured::Pool { tracked, most } => {
                settings.tracked = tracked;
                settings.most = most;
            }
            Configured::Client { .. } if !settings.tracked => {
                return Ok(ConfiguredSessions::NotTracked);
            }
            Configured::Client { id, minutes } => {
                if !set_minutes(tx, &id, minutes)? {
                    return Ok(ConfiguredSessions::NoClient);
                }
                settings.longest_sso_minutes = longest(tx)?;
            }
        }
        let changed = change(tx, |pool| pool.identity.sessions = settings)?;
        Ok(changed.map_or(ConfiguredSessions::NoPool, ConfiguredSessions::Done))
    }
}

/// Whether there is such a client.
fn set_minutes(tx: &Tx<'_>, id: &ClientId, minutes: i64) -> Result<bool, TxError> {
    let Some(row) = tx.first("SELECT document FROM clients WHERE id = ?1", params![id])? else {
        return Ok(false);
    };
    let mut client: Client = row.json(0)?;
    client.identity.sso_minutes = Some(minutes);
    tx.exec(
        "UPDATE clients SET document = ?2 WHERE id = ?1",
        params![id, json(&client)?],
    )?;
    Ok(true)
}

/// How long the browsers' sessions of any client are good for at most, in minutes.
pub(super) fn longest(tx: &Tx<'_>) -> Result<i64, TxError> {
    let row = tx.first(
        "SELECT max(json_extract(document, '$.sso_minutes')) FROM clients",
        &[],
    )?;
    let longest = row.map(|row| row.integer_or_null(0)).transpose()?.flatten();
    Ok(longest.unwrap_or(SessionSettings::SSO_MINUTES))
}
