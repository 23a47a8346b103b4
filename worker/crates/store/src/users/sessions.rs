//! Sessions, and their refresh tokens. A session begins with a sign-in; all tokens that come of it carry its `origin_jti`
//! and are its family.

use crate::{
    params,
    sql::{Row, SqlError, json},
    timers,
    transition::{Transition, Tx, TxError},
    users::{
        marks,
        rows::{self, Resolved, resolve},
        tracked,
    },
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    alias::Alias,
    device::SessionDevice,
    ids::{ClientId, Sub},
    object_key::Class,
    session::{KeptToken, NewSession, Session, Usage},
    time::{Span, Timestamp},
    user::User,
};

/// How long a session's row is kept after its refresh tokens have expired. The last access tokens can live for a day more,
/// and whoever comes late with a refresh token is told that it has expired.
pub(crate) const KEPT_AFTER: Span = Span::days(1);

/// Starts a session; `origin` is the tracked session of the browser that it came of.
pub(crate) fn start(
    tx: &Tx<'_>,
    sub: &Sub,
    new: &NewSession,
    origin: Option<&str>,
) -> Result<(), SqlError> {
    let NewSession {
        session,
        refresh,
        tracked,
    } = new;
    let kept = session.expires + KEPT_AFTER;
    tx.exec(
        "INSERT INTO sessions (origin_jti, sub, client, document, state, expires, family, newest) \
         VALUES (?1, ?2, ?3, ?4, 'live', ?5, ?6, ?7)",
        params![
            &session.origin_jti,
            sub,
            &session.client,
            json(session)?,
            kept,
            &refresh.family,
            &refresh.hash,
        ],
    )?;
    if let Some(tracked) = tracked {
        tracked::begin(tx, sub, session, tracked, origin)?;
    }
    timers::sweep_by(tx, kept)
}

/// Ends every session of a user, every access token issued until now, and the marks of its browsers.
pub(crate) fn revoke_all(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    tx.exec(
        "UPDATE sessions SET state = 'revoked', secret = NULL, session_id = NULL, device = NULL, \
         address = NULL, origin = NULL WHERE sub = ?1 AND state = 'live'",
        params![sub],
    )?;
    tx.exec("DELETE FROM browser_sessions WHERE sub = ?1", params![sub])?;
    tx.exec("UPDATE codes SET spent = 1 WHERE sub = ?1", params![sub])?;
    marks::end_all(tx, sub)?;
    tx.exec(
        "UPDATE users SET signed_out = ?2 WHERE sub = ?1",
        params![sub, tx.now],
    )?;
    Ok(())
}

/// Marks the sessions of a deleted user; they are kept until they would have expired, so that late refreshes are told why.
pub(crate) fn user_deleted(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    revoke_all(tx, sub)?;
    tx.exec(
        "UPDATE sessions SET state = 'user_deleted' WHERE sub = ?1",
        params![sub],
    )?;
    Ok(())
}

/// Ends one family.
pub(crate) fn revoke_family(tx: &Tx<'_>, origin_jti: &str) -> Result<(), SqlError> {
    tx.exec(
        "UPDATE sessions SET state = 'revoked', secret = NULL, session_id = NULL, device = NULL, \
         address = NULL, origin = NULL WHERE origin_jti = ?1 AND state = 'live'",
        params![origin_jti],
    )?;
    Ok(())
}

/// Spends a refresh token for new tokens of its session.
#[derive(Debug, Serialize, Deserialize)]
pub struct RotateRefreshToken {
    pub token: KeptToken,
    pub client: ClientId,
    /// The new token to give out, where the client rotates its refresh tokens.
    pub successor: Option<Successor>,
    /// Whether using a superseded token after its grace revokes the family (RFC 9700 section 4.14.2). Cognito only refuses
    /// that token.
    pub reuse_revokes: bool,
    /// Where the pool tracks sessions.
    #[serde(default)]
    pub usage: Option<Usage>,
    #[serde(default)]
    pub device: ShownDevice,
}

/// What whoever refreshes shows of the device that the session was begun on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownDevice {
    /// It isn't asked for.
    #[default]
    Any,
    /// It is, and nothing came.
    Nothing,
    Key(String),
}

/// What is to take a refresh token's place, if that has no successor yet.
#[derive(Debug, Serialize, Deserialize)]
pub struct Successor {
    /// SHA-256 of the token.
    pub hash: String,
    /// What it was made with, sealed; see [`Rotated::Repeated`].
    pub secret: String,
    /// How long the token that it replaces can be presented again.
    pub grace: Span,
}

/// A token that was superseded and is still in its grace: its hash, and when the grace ends.
#[derive(Debug, Serialize, Deserialize)]
struct Superseded(String, Timestamp);

/// How many superseded tokens in their grace are remembered, besides the newest of them. A person with two tabs doesn't
/// refresh more often than that within a grace.
const MOST_EARLIER: usize = 16;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotated {
    Fresh(Box<(Session, User)>),
    /// The token was presented before and is in its grace: it gets the same successor as then, which is made again with this
    /// secret. The secret is sealed.
    Repeated(String, Box<(Session, User)>),
    Unknown,
    Expired,
    Revoked,
    /// The token was superseded, and its grace is over or its successor has been used.
    Reused,
    OtherClient,
    UserDeleted,
    UserDisabled,
}

impl Transition for RotateRefreshToken {
    type Output = Rotated;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "rotate_refresh_token";

    /// Where the client doesn't rotate, no token is used up: nothing is written, so the answer need not wait for storage.
    fn reads(&self) -> bool {
        self.successor.is_none() && self.usage.is_none()
    }

    fn apply(self, tx: &Tx<'_>) -> Result<Rotated, TxError> {
        let rotated = self.rotate(tx)?;
        if let (Rotated::Fresh(_) | Rotated::Repeated(..), Some(usage)) = (&rotated, &self.usage) {
            tracked::note_used(tx, &self.token.family, usage)?;
        }
        Ok(rotated)
    }
}

impl RotateRefreshToken {
    fn is_on_device(&self, session: &Session) -> bool {
        match (&session.device, &self.device) {
            (Some(SessionDevice::Forgotten { .. }), _) => false,
            (Some(device), ShownDevice::Key(key)) => device.key() == key,
            (Some(_), ShownDevice::Nothing) => false,
            (Some(_), ShownDevice::Any) | (None, _) => true,
        }
    }

    fn rotate(&self, tx: &Tx<'_>) -> Result<Rotated, TxError> {
        let Some(row) = tx.first(
            "SELECT document, state, sub, newest, parent, grace, secret, earlier FROM sessions WHERE family = ?1",
            params![&self.token.family],
        )?
        else {
            return Ok(Rotated::Unknown);
        };
        let session: Session = row.json(0)?;
        if session.client != self.client {
            return Ok(Rotated::OtherClient);
        }
        if row.text(1)? == "user_deleted" {
            return Ok(Rotated::UserDeleted);
        }
        let Some(user) = rows::load(tx, &Sub::from_stored(row.text(2)?))? else {
            return Ok(Rotated::UserDeleted);
        };
        if !user.enabled {
            return Ok(Rotated::UserDisabled);
        }
        if row.text(1)? != "live" {
            return Ok(Rotated::Revoked);
        }
        if session.expires <= tx.now {
            return Ok(Rotated::Expired);
        }
        let on_device = self.is_on_device(&session);
        let granted = Box::new((session, user));
        let is_newest = row.text(3)? == self.token.hash;
        let Some(successor) = &self.successor else {
            // The client has stopped rotating. A token that was superseded before that stays superseded.
            return Ok(match (is_newest, on_device) {
                (true, true) => Rotated::Fresh(granted),
                (true, false) => Rotated::Unknown,
                (false, _) => Rotated::Revoked,
            });
        };
        let mut superseded = in_grace(tx, &row)?;
        if is_newest {
            if !on_device {
                return Ok(Rotated::Unknown);
            }
            self.supersede(tx, successor, superseded)?;
            return Ok(Rotated::Fresh(granted));
        }
        let is_parent = row.text_or_null(4)? == Some(self.token.hash.as_str());
        superseded.retain(|Superseded(hash, _)| *hash == self.token.hash);
        if is_parent && !superseded.is_empty() {
            if !on_device {
                return Ok(Rotated::Unknown);
            }
            if let Some(secret) = row.text_or_null(6)? {
                return Ok(Rotated::Repeated(secret.to_owned(), granted));
            }
            self.displace(tx, successor)?;
            return Ok(Rotated::Fresh(granted));
        }
        // The successor has been used meanwhile, so this token gives nothing. Within its grace it is taken for a slow
        // repetition, and not for theft.
        if self.reuse_revokes && superseded.is_empty() {
            revoke_family(tx, &granted.0.origin_jti)?;
        }
        Ok(Rotated::Reused)
    }
}

/// The superseded tokens that are in their grace, the newest token's own parent last. The row is one that
/// [`RotateRefreshToken`] has read.
fn in_grace(tx: &Tx<'_>, row: &Row) -> Result<Vec<Superseded>, SqlError> {
    let mut superseded: Vec<Superseded> = match row.text_or_null(7)? {
        Some(_) => row.json(7)?,
        None => Vec::new(),
    };
    if let (Some(parent), Some(until)) = (row.text_or_null(4)?, row.integer_or_null(5)?) {
        let until = Timestamp::from_millis(until);
        superseded.push(Superseded(parent.to_owned(), until));
    }
    superseded.retain(|Superseded(_, until)| tx.now < *until);
    Ok(superseded)
}

impl RotateRefreshToken {
    fn supersede(
        &self,
        tx: &Tx<'_>,
        successor: &Successor,
        mut earlier: Vec<Superseded>,
    ) -> Result<(), SqlError> {
        earlier.drain(..earlier.len().saturating_sub(MOST_EARLIER));
        tx.exec(
            "UPDATE sessions SET newest = ?2, parent = ?3, grace = ?4, secret = ?5, earlier = ?6 WHERE family = ?1",
            params![
                &self.token.family,
                &successor.hash,
                &self.token.hash,
                tx.now + successor.grace,
                &successor.secret,
                json(&earlier)?,
            ],
        )?;
        Ok(())
    }

    /// For a successor of which no secret is kept, as the release before made them: it can't be made again, so a new one
    /// takes its place. The grace goes on.
    fn displace(&self, tx: &Tx<'_>, successor: &Successor) -> Result<(), SqlError> {
        tx.exec(
            "UPDATE sessions SET newest = ?2, secret = ?3 WHERE family = ?1",
            params![&self.token.family, &successor.hash, &successor.secret],
        )?;
        Ok(())
    }
}

/// Ends the family of a refresh token, by any member of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct RevokeRefreshToken {
    /// [`KeptToken::family`]
    pub family: String,
    pub client: ClientId,
    /// Whether the browser's session that it came of ends as well.
    #[serde(default)]
    pub linked: bool,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokedToken {
    /// It is revoked now, or was before.
    Revoked,
    Unknown,
    OtherClient,
}

impl Transition for RevokeRefreshToken {
    type Output = RevokedToken;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "revoke_refresh_token";

    fn apply(self, tx: &Tx<'_>) -> Result<RevokedToken, TxError> {
        let Some(row) = tx.first(
            "SELECT origin_jti, client, origin FROM sessions WHERE family = ?1",
            params![self.family],
        )?
        else {
            return Ok(RevokedToken::Unknown);
        };
        if row.text(1)? != self.client.as_str() {
            return Ok(RevokedToken::OtherClient);
        }
        revoke_family(tx, row.text(0)?)?;
        tracked::end_origin(tx, row.text_or_null(2)?.filter(|_| self.linked))?;
        Ok(RevokedToken::Revoked)
    }
}

/// Ends every session of a user.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignOutEverywhere {
    pub sub: Sub,
}

impl Transition for SignOutEverywhere {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "sign_out_everywhere";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        Ok(revoke_all(tx, &self.sub)?)
    }
}

/// Looks at the user and the session behind an access token.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckAccess {
    pub sub: Sub,
    /// If the sub's user is gone, a user who has this name by now is looked for: a new one of the same name.
    pub username: Alias,
    /// `None` in tokens of clients without revocation.
    pub origin_jti: Option<String>,
    pub issued: Timestamp,
}

/// What has become of an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Live,
    Revoked,
}

impl Transition for CheckAccess {
    /// `None`: there is no user of this sub, nor of this username.
    type Output = Option<(User, Verdict)>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "check_access";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(user) = rows::load(tx, &self.sub)? else {
            return Ok(match resolve(tx, &[self.username])? {
                Resolved::Here(successor) => Some((*successor, Verdict::Revoked)),
                _ => None,
            });
        };
        let revoked = match &self.origin_jti {
            // A token's `iat` has whole seconds: one of the second of the sign-out counts as issued before it.
            None => self.issued <= user.signed_out,
            Some(origin_jti) => tx
                .first(
                    "SELECT 1 FROM sessions WHERE origin_jti = ?1 AND sub = ?2 AND state = 'live'",
                    params![origin_jti, &self.sub],
                )?
                .is_none(),
        };
        Ok(Some((
            user,
            if revoked {
                Verdict::Revoked
            } else {
                Verdict::Live
            },
        )))
    }
}
