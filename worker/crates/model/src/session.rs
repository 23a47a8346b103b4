//! Sessions: what the tokens of one sign-in have in common, and browsers that are signed in. A pool can track them: then
//! people and administrators see where each is used, and can end it.

use super::{assurance::Methods, device::SessionDevice, ids::ClientId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Sessions of the one kind and of the other that a listing can have: all that are tracked of a user.
pub const MOST_TOKEN_SESSIONS: u32 = 100;
pub const MOST_BROWSER_SESSIONS: u32 = 25;

/// With what and from where a session was used last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// As a person would name it, such as `Firefox, Windows`.
    pub device: String,
    pub address: Option<String>,
}

/// What is kept of a session that begins in a pool that tracks them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracked {
    /// `tkn`, or `sso` for a browser's, and 25 lower-case letters and digits.
    pub id: String,
    pub usage: Usage,
    /// How many of its kind a user can have: the least recently used ones beyond that end.
    pub most: u32,
}

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
    /// The level that was reached, as the pool named it then, where the client sought one: its tokens tell it, and by what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    #[serde(default, skip_serializing_if = "Methods::is_empty")]
    pub methods: Methods,
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
    /// `None` where the pool doesn't track sessions.
    #[serde(default)]
    pub tracked: Option<Tracked>,
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
    #[serde(default)]
    pub tracked: Option<Tracked>,
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
                acr: None,
                methods: Methods::default(),
            },
            refresh: self.refresh,
            tracked: self.tracked,
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
    /// `None` where the pool doesn't track sessions, and of one that is read.
    #[serde(default)]
    pub tracked: Option<Tracked>,
}
