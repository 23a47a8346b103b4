//! Sessions: what the tokens of one sign-in have in common, and browsers that are signed in.

use super::{device::SessionDevice, ids::ClientId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// What the tokens of one sign-in have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub origin_jti: String,
    pub client: ClientId,
    /// When the person last proved who they are.
    pub auth_time: Timestamp,
    /// `x-amzn-requestid` of the call that started it.
    pub event_id: String,
    /// Of the access token, in the order granted.
    pub scope: String,
    /// Granted at `/oauth2/token`: access tokens say `version` 2, ID tokens `at_hash`.
    pub oauth: bool,
    pub nonce: Option<String>,
    /// Of the refresh tokens.
    pub expires: Timestamp,
    /// What it was begun on, in pools that remember devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<SessionDevice>,
}

/// What is kept of a session's newest refresh token. Older ones aren't kept: they are recognised by their family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptToken {
    /// SHA-256 of the token.
    pub hash: String,
    /// SHA-256 of the part that all tokens of its session share.
    pub family: String,
}

/// A session to be started, with its first refresh token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewSession {
    pub session: Session,
    pub refresh: KeptToken,
}

/// A session that is to be started, before it is known what it grants: an authorization code tells that only when it is
/// redeemed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seed {
    pub origin_jti: String,
    pub client: ClientId,
    pub refresh: KeptToken,
    /// Of the refresh tokens.
    pub expires: Timestamp,
}

/// What a session grants; see [`Session`].
#[derive(Debug)]
pub struct Terms {
    pub auth_time: Timestamp,
    pub event_id: String,
    pub scope: String,
    pub oauth: bool,
    pub nonce: Option<String>,
}

impl Seed {
    pub fn granting(self, terms: Terms) -> NewSession {
        NewSession {
            session: Session {
                origin_jti: self.origin_jti,
                client: self.client,
                auth_time: terms.auth_time,
                event_id: terms.event_id,
                scope: terms.scope,
                oauth: terms.oauth,
                nonce: terms.nonce,
                expires: self.expires,
                device: None,
            },
            refresh: self.refresh,
        }
    }
}

/// A browser that is signed in: what its cookie stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserSession {
    /// SHA-256 of the random value in the cookie.
    pub id: String,
    pub auth_time: Timestamp,
    pub event_id: String,
    pub expires: Timestamp,
}
