//! A pool's signing keys: the states of [`vestibule_model::signing_key`], as rows.

use crate::{
    params,
    pool::revision::{Revision, raise},
    sql::Row,
    timers,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    object_key::Class,
    signing_key::{Active, KeyState, KeyUse, Next, Retiring},
    time::Timestamp,
};

/// A signing key, as its row says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyRow {
    /// `kid`: BASE64 of the modulus's SHA-256.
    pub id: String,
    #[serde(rename = "use")]
    pub usage: KeyUse,
    pub state: KeyState,
    /// Sealed PKCS #1 DER.
    pub private: String,
    /// Modulus and exponent in BASE64URL, as a JWK has them.
    pub n: String,
    pub e: String,
}

/// A key that was just made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewKey {
    pub id: String,
    #[serde(rename = "use")]
    pub usage: KeyUse,
    /// Sealed PKCS #1 DER.
    pub private: String,
    pub n: String,
    pub e: String,
}

/// Publishes a key as the next one: it signs once every copy of the key set without it has expired. Where there is a next
/// key already, nothing is added.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddKey {
    pub key: NewKey,
}

/// The emergency: every key of this use is revoked at once, and the new one signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReplaceKeys {
    pub key: NewKey,
}

impl Transition for AddKey {
    /// `None` without a pool.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "add_key";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let revision = raise(tx)?;
        if revision.is_none() {
            return Ok(None);
        }
        let keys = published(tx)?;
        if !keys
            .iter()
            .any(|key| key.usage == self.key.usage && matches!(key.state, KeyState::Next(_)))
        {
            self.key
                .insert(tx, KeyState::Next(Next { since: tx.now }))?;
        }
        schedule(tx)?;
        Ok(revision)
    }
}

impl Transition for ReplaceKeys {
    /// `None` without a pool.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "replace_keys";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let revision = raise(tx)?;
        if revision.is_none() {
            return Ok(None);
        }
        for key in published(tx)?
            .into_iter()
            .filter(|key| key.usage == self.key.usage)
        {
            set_state(tx, &key.id, key.state.revoke(tx.now))?;
        }
        self.key.activate(tx)?;
        Ok(revision)
    }
}

impl NewKey {
    /// Stores the key as the one that signs.
    pub(super) fn activate(self, tx: &Tx<'_>) -> Result<(), TxError> {
        self.insert(tx, KeyState::Active(Active { since: tx.now }))
    }

    fn insert(self, tx: &Tx<'_>, state: KeyState) -> Result<(), TxError> {
        let (name, since, until) = columns(state);
        tx.exec(
            "INSERT INTO signing_keys (id, use, state, private, n, e, since, until) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                self.id,
                self.usage.as_str(),
                name,
                self.private,
                self.n,
                self.e,
                since,
                until
            ],
        )?;
        Ok(())
    }
}

/// The keys that verify: all but the revoked ones, oldest first.
pub(super) fn published(tx: &Tx<'_>) -> Result<Vec<KeyRow>, TxError> {
    tx.exec(
        "SELECT id, use, state, private, n, e, since, until FROM signing_keys WHERE state != 'revoked' \
         ORDER BY since, id",
        &[],
    )?
    .iter()
    .map(from_row)
    .collect()
}

/// Moves every key on that has waited long enough, and sets the timer for the next.
pub(crate) fn advance(tx: &Tx<'_>) -> Result<(), TxError> {
    let mut changed = false;
    for usage in KeyUse::ALL {
        let mut next = None;
        let mut active = None;
        for key in published(tx)?.into_iter().filter(|key| key.usage == usage) {
            match key.state {
                KeyState::Next(state) => next = Some((key.id, state)),
                KeyState::Active(state) => active = Some((key.id, state)),
                KeyState::Retiring(state) if state.has_ended(tx.now) => {
                    tx.exec("DELETE FROM signing_keys WHERE id = ?1", params![key.id])?;
                    changed = true;
                }
                KeyState::Retiring(_) | KeyState::Revoked(_) => {}
            }
        }
        if let (Some((next_id, next)), Some((active_id, active))) = (next, active)
            && let Ok((promoted, retiring)) = next.promote(active, tx.now)
        {
            set_state(tx, &next_id, KeyState::Active(promoted))?;
            set_state(tx, &active_id, KeyState::Retiring(retiring))?;
            changed = true;
        }
    }
    if changed {
        // A timer did this, so there is no request that could publish the new version: whoever loads the configuration next
        // does.
        raise(tx)?;
    }
    schedule(tx)
}

fn schedule(tx: &Tx<'_>) -> Result<(), TxError> {
    if let Some(at) = published(tx)?
        .iter()
        .filter_map(|key| key.state.due())
        .min()
    {
        timers::keys_by(tx, at)?;
    }
    Ok(())
}

/// Of a revoked key the private half is wiped: nobody is to sign with it again.
fn set_state(tx: &Tx<'_>, id: &str, state: KeyState) -> Result<(), TxError> {
    let (name, since, until) = columns(state);
    tx.exec(
        "UPDATE signing_keys SET state = ?2, since = ?3, until = ?4, \
         private = CASE WHEN ?2 = 'revoked' THEN NULL ELSE private END WHERE id = ?1",
        params![id, name, since, until],
    )?;
    Ok(())
}

fn columns(state: KeyState) -> (&'static str, Timestamp, Option<Timestamp>) {
    match state {
        KeyState::Next(next) => ("next", next.since, None),
        KeyState::Active(active) => ("active", active.since, None),
        KeyState::Retiring(retiring) => ("retiring", retiring.since, Some(retiring.until)),
        KeyState::Revoked(revoked) => ("revoked", revoked.since, None),
    }
}

fn from_row(row: &Row) -> Result<KeyRow, TxError> {
    let since = Timestamp::from_millis(row.integer(6)?);
    let state = match row.text(2)? {
        "next" => KeyState::Next(Next { since }),
        "active" => KeyState::Active(Active { since }),
        "retiring" => KeyState::Retiring(Retiring {
            since,
            until: Timestamp::from_millis(row.integer(7)?),
        }),
        other => return Err(TxError::Broken(format!("no published key is {other}"))),
    };
    Ok(KeyRow {
        id: row.text(0)?.to_owned(),
        usage: KeyUse::parse(row.text(1)?)
            .ok_or_else(|| TxError::Broken("a signing key without a use".to_owned()))?,
        state,
        private: row.text(3)?.to_owned(),
        n: row.text(4)?.to_owned(),
        e: row.text(5)?.to_owned(),
    })
}
