//! Sessions that a pool tracks: what is listed of them, how many a user can have, and their end one by one.
//!
//! A row whose `session_id` is null is of no tracked session: its pool tracks none, or the session has ended and the row is
//! kept for its tokens alone.

use super::sessions::{self, KEPT_AFTER};
use crate::{
    params,
    sql::{Row, SqlError},
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    ids::Sub,
    object_key::Class,
    session::{
        BrowserSession, MOST_BROWSER_SESSIONS, MOST_TOKEN_SESSIONS, Session, Tracked, Usage,
    },
    short,
    time::Timestamp,
};

/// What the id of a browser's session begins with.
const BROWSER: &str = "sso";

/// Tracks a session of tokens that has just begun, `origin` being that of the browser's session that it came of.
pub(crate) fn begin(
    tx: &Tx<'_>,
    sub: &Sub,
    session: &Session,
    tracked: &Tracked,
    origin: Option<&str>,
) -> Result<(), SqlError> {
    let Usage { device, address } = &tracked.usage;
    tx.exec(
        "UPDATE sessions SET session_id = ?2, created = ?3, used = ?3, device = ?4, address = ?5, origin = ?6 \
         WHERE origin_jti = ?1",
        params![&session.origin_jti, &tracked.id, tx.now, device, address.clone(), origin],
    )?;
    note_browser_used(tx, origin)?;
    let excess = tx.exec(
        "SELECT origin_jti FROM sessions WHERE sub = ?1 AND session_id IS NOT NULL AND expires > ?2 \
         ORDER BY used DESC, rowid DESC LIMIT -1 OFFSET ?3",
        params![sub, tx.now + KEPT_AFTER, tracked.most],
    )?;
    for row in &excess {
        sessions::revoke_family(tx, row.text(0)?)?;
    }
    Ok(())
}

/// Tracks a browser's session that has just begun, for the client that the person signed in to.
pub(crate) fn begin_browser(
    tx: &Tx<'_>,
    sub: &Sub,
    browser: &BrowserSession,
    client: &str,
) -> Result<(), SqlError> {
    let Some(tracked) = &browser.tracked else {
        return Ok(());
    };
    let Usage { device, address } = &tracked.usage;
    tx.exec(
        "UPDATE browser_sessions SET session_id = ?2, client = ?3, used = ?4, device = ?5, address = ?6 WHERE id = ?1",
        params![&browser.id, &tracked.id, client, tx.now, device, address.clone()],
    )?;
    tx.exec(
        "DELETE FROM browser_sessions WHERE id IN \
         (SELECT id FROM browser_sessions WHERE sub = ?1 AND session_id IS NOT NULL AND expires > ?2 \
         ORDER BY used DESC, rowid DESC LIMIT -1 OFFSET ?3)",
        params![sub, tx.now, tracked.most],
    )?;
    Ok(())
}

/// Notes with what and from where a session's tokens were given anew.
pub(crate) fn note_used(tx: &Tx<'_>, family: &str, usage: &Usage) -> Result<(), SqlError> {
    let row = tx.first(
        "UPDATE sessions SET used = ?2, device = ?3, address = ?4 WHERE family = ?1 AND session_id IS NOT NULL \
         RETURNING origin",
        params![family, tx.now, &usage.device, usage.address.clone()],
    )?;
    match row {
        Some(row) => note_browser_used(tx, row.text_or_null(0)?),
        None => Ok(()),
    }
}

/// Notes that tokens were given to an app that a browser's session has let in.
fn note_browser_used(tx: &Tx<'_>, id: Option<&str>) -> Result<(), SqlError> {
    if let Some(id) = id {
        tx.exec(
            "UPDATE browser_sessions SET used = ?2 WHERE session_id = ?1",
            params![id, tx.now],
        )?;
    }
    Ok(())
}

/// Notes with what and from where a browser's session was used; its id, where it is tracked.
pub(crate) fn use_browser(
    tx: &Tx<'_>,
    id: &str,
    usage: Option<&Usage>,
) -> Result<Option<String>, SqlError> {
    let row = match usage {
        Some(Usage { device, address }) => tx.first(
            "UPDATE browser_sessions SET used = ?2, device = ?3, address = ?4 WHERE id = ?1 AND session_id IS NOT NULL \
             RETURNING session_id",
            params![id, tx.now, device, address.clone()],
        )?,
        None => None,
    };
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// Ends the browser's session of which a session of tokens came.
pub(crate) fn end_origin(tx: &Tx<'_>, origin: Option<&str>) -> Result<(), SqlError> {
    if let Some(origin) = origin {
        tx.exec(
            "DELETE FROM browser_sessions WHERE session_id = ?1",
            params![origin],
        )?;
    }
    Ok(())
}

/// The sessions of a user that are tracked and live, those used last first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListSessions {
    pub sub: Sub,
    /// [`Session::origin_jti`] of the session that asks.
    pub asks: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct ListedSession {
    /// [`Tracked::id`]
    pub id: String,
    /// The client that it was begun for.
    pub client: String,
    pub created: Timestamp,
    pub used: Timestamp,
    pub usage: Usage,
    /// Of a session of tokens, [`Tracked::id`] of the browser's session that it came of.
    pub origin: Option<String>,
    /// Whether it is the one that asks.
    pub asks: bool,
}

impl ListedSession {
    /// Whether it is a browser's.
    pub fn is_browser(&self) -> bool {
        self.id.starts_with(BROWSER)
    }

    fn read(row: &Row) -> Result<Self, SqlError> {
        Ok(Self {
            id: row.text(0)?.to_owned(),
            client: row.text(1)?.to_owned(),
            created: Timestamp::from_millis(row.integer(2)?),
            used: Timestamp::from_millis(row.integer(3)?),
            usage: Usage {
                device: row.text(4)?.to_owned(),
                address: row.text_or_null(5)?.map(str::to_owned),
            },
            origin: row.text_or_null(6)?.map(str::to_owned),
            asks: row.flag(7)?,
        })
    }
}

impl Transition for ListSessions {
    type Output = Vec<ListedSession>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "list_sessions";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let mut rows = tx.exec(
            "SELECT session_id, client, created, used, device, address, origin, origin_jti = ?3 FROM sessions \
             WHERE sub = ?1 AND session_id IS NOT NULL AND expires > ?2 ORDER BY used DESC, rowid DESC LIMIT ?4",
            params![
                &self.sub,
                tx.now + KEPT_AFTER,
                self.asks.as_deref().unwrap_or_default(),
                MOST_TOKEN_SESSIONS
            ],
        )?;
        rows.extend(tx.exec(
            "SELECT session_id, client, auth_time, used, device, address, NULL, 0 FROM browser_sessions \
             WHERE sub = ?1 AND session_id IS NOT NULL AND expires > ?2 ORDER BY used DESC, rowid DESC LIMIT ?3",
            params![&self.sub, tx.now, MOST_BROWSER_SESSIONS],
        )?);
        let listed = rows
            .iter()
            .map(ListedSession::read)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(short::sorted(listed, |a, b| b.used.cmp(&a.used)))
    }
}

/// Ends one of a user's sessions.
#[derive(Debug, Serialize, Deserialize)]
pub struct RevokeSession {
    pub sub: Sub,
    /// [`Tracked::id`]
    pub id: String,
    /// Also those that are linked to it: the browser's session that it came of, or the sessions that came of it.
    pub linked: bool,
    /// [`ListSessions::asks`]: that session can't be the one that is to end.
    pub asks: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokedSession {
    Revoked,
    /// It isn't the user's, or has ended.
    Unknown,
    /// It is the one that asks.
    Asks,
}

impl Transition for RevokeSession {
    type Output = RevokedSession;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "revoke_session";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        if self.id.starts_with(BROWSER) {
            return self.end_browser(tx);
        }
        let Some(row) = tx.first(
            // Its access tokens may outlive its refreshing, and end with it.
            "SELECT origin_jti, origin FROM sessions WHERE session_id = ?1 AND sub = ?2 AND expires > ?3",
            params![&self.id, &self.sub, tx.now],
        )?
        else {
            return Ok(RevokedSession::Unknown);
        };
        if self.asks.as_deref() == Some(row.text(0)?) {
            return Ok(RevokedSession::Asks);
        }
        sessions::revoke_family(tx, row.text(0)?)?;
        end_origin(tx, row.text_or_null(1)?.filter(|_| self.linked))?;
        Ok(RevokedSession::Revoked)
    }
}

impl RevokeSession {
    fn end_browser(&self, tx: &Tx<'_>) -> Result<RevokedSession, TxError> {
        let ended = tx.first(
            "DELETE FROM browser_sessions WHERE session_id = ?1 AND sub = ?2 AND expires > ?3 RETURNING 1",
            params![&self.id, &self.sub, tx.now],
        )?;
        if ended.is_none() {
            return Ok(RevokedSession::Unknown);
        }
        if self.linked {
            let came_of_it = tx.exec(
                "SELECT origin_jti FROM sessions WHERE origin = ?1",
                params![&self.id],
            )?;
            for row in &came_of_it {
                sessions::revoke_family(tx, row.text(0)?)?;
            }
            // Those that were yet to come.
            tx.exec(
                "UPDATE codes SET spent = 1 WHERE sub = ?1 AND json_extract(document, '$.origin') = ?2",
                params![&self.sub, &self.id],
            )?;
        }
        Ok(RevokedSession::Revoked)
    }
}

#[cfg(test)]
mod tests;
