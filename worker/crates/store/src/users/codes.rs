//! Authorization codes: five minutes, one use (RFC 6749 section 4.1.2).

use super::sessions;
use crate::{
    params,
    sql::{SqlError, json},
    timers,
    transition::{Transition, Tx, TxError},
    users::rows,
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    ids::{ClientId, Sub},
    object_key::Class,
    session::{Seed, Session, Terms},
    time::{Span, Timestamp},
    user::User,
};

/// A client may present its code again within this time, as a retry: see [`ConsumeCode::is_retry`].
const RETRIED_WITHIN: Span = Span::seconds(30);

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub client: ClientId,
    pub redirect_uri: String,
    /// Granted scopes, separated by spaces.
    pub scope: String,
    pub nonce: Option<String>,
    /// PKCE's S256 challenge.
    pub challenge: Option<String>,
    pub auth_time: Timestamp,
    pub event_id: String,
    /// The tracked session of the browser that was given it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// A code to be kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewCode {
    /// SHA-256 of the code.
    pub hash: String,
    pub grant: Grant,
    pub expires: Timestamp,
}

pub(crate) fn keep(tx: &Tx<'_>, sub: &Sub, code: &NewCode) -> Result<(), SqlError> {
    tx.exec(
        "INSERT INTO codes (hash, sub, document, origin_jti, spent, expires) VALUES (?1, ?2, ?3, NULL, 0, ?4)",
        params![&code.hash, sub, json(&code.grant)?, code.expires],
    )?;
    timers::sweep_by(tx, code.expires)
}

/// Spends a code for the tokens of a new session.
///
/// The code is spent whatever the outcome. One that is presented again gives nothing, and ends the session that it began,
/// unless this is its client's own retry.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConsumeCode {
    pub hash: String,
    pub redirect_uri: String,
    /// BASE64URL(SHA-256(verifier)) of the verifier that was sent; empty where it was malformed, which matches no challenge.
    pub challenge: Option<String>,
    /// The session that is started; it grants what the code stands for.
    pub seed: Seed,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consumed {
    Fresh(Box<(Session, User)>),
    /// Unknown, expired, used before, of another client, or the user is gone or disabled.
    InvalidGrant,
    WrongVerifier,
    WrongRedirect,
}

impl Transition for ConsumeCode {
    type Output = Consumed;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "consume_code";

    fn apply(self, tx: &Tx<'_>) -> Result<Consumed, TxError> {
        let Some(row) = tx.first(
            "SELECT sub, document, origin_jti, spent, expires, redeemed FROM codes WHERE hash = ?1",
            params![&self.hash],
        )?
        else {
            return Ok(Consumed::InvalidGrant);
        };
        let (sub, grant) = (Sub::from_stored(row.text(0)?), row.json::<Grant>(1)?);
        if grant.client != self.seed.client {
            // The code is not spent: the client that it belongs to can still use it.
            return Ok(Consumed::InvalidGrant);
        }
        if row.flag(3)? {
            let redeemed = row.integer_or_null(5)?.map(Timestamp::from_millis);
            if let Some(origin_jti) = row.text_or_null(2)?
                && !self.is_retry(&grant, redeemed, tx.now)
            {
                sessions::revoke_family(tx, origin_jti)?;
            }
            return Ok(Consumed::InvalidGrant);
        }
        tx.exec(
            "UPDATE codes SET spent = 1 WHERE hash = ?1",
            params![&self.hash],
        )?;
        if Timestamp::from_millis(row.integer(4)?) <= tx.now {
            return Ok(Consumed::InvalidGrant);
        }
        if self.redirect_uri != grant.redirect_uri {
            return Ok(Consumed::WrongRedirect);
        }
        // A verifier without a challenge is refused as well: somebody may have taken the challenge out of the request
        // (RFC 9700 section 4.8.2).
        if self.challenge != grant.challenge {
            return Ok(Consumed::WrongVerifier);
        }
        let Some(user) = rows::load(tx, &sub)?.filter(|user| user.enabled) else {
            return Ok(Consumed::InvalidGrant);
        };
        let new = self.seed.granting(Terms {
            auth_time: grant.auth_time,
            event_id: grant.event_id,
            scope: grant.scope,
            oauth: true,
            nonce: grant.nonce,
        });
        sessions::start(tx, &sub, &new, grant.origin.as_deref())?;
        tx.exec(
            "UPDATE codes SET origin_jti = ?2, redeemed = ?3 WHERE hash = ?1",
            params![&self.hash, &new.session.origin_jti, tx.now],
        )?;
        Ok(Consumed::Fresh(Box::new((new.session, user))))
    }
}

impl ConsumeCode {
    /// Whether the code comes again from the client that was given the tokens, which alone knows the verifier. Some pages run
    /// their start twice and so present it twice: React's strict mode does.
    fn is_retry(&self, grant: &Grant, redeemed: Option<Timestamp>, now: Timestamp) -> bool {
        self.redirect_uri == grant.redirect_uri
            && grant.challenge.is_some()
            && self.challenge == grant.challenge
            && redeemed.is_some_and(|at| now < at + RETRIED_WITHIN)
    }
}
