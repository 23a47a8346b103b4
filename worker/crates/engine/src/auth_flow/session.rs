//! What a sign-in carries from one step to the next.

use crate::{
    config::ClientConfig,
    cx::Cx,
    error::{Error, Result, SessionRefusal},
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Purpose, RngExt as _};
use vestibule_model::{
    client::Client,
    ids::Sub,
    time::Timestamp,
    user::{Standing, User},
};

/// The `Session` that a client carries from one step of a sign-in to the next. Nothing is stored: it is sealed, bound to
/// one pool and client, and the next step uses it up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FlowSession {
    pub(super) id: String,
    pub(super) sub: Sub,
    pub(super) credential_version: i64,
    pub(super) standing: Standing,
    /// Of the call that started the flow.
    pub(super) event_id: String,
    pub(super) expires: Timestamp,
}

impl FlowSession {
    pub(super) fn begin(cx: &Cx<'_>, client: &Client, user: &User, event_id: &str) -> Self {
        Self {
            id: cx.rng.alphanumeric(22),
            sub: user.sub.clone(),
            credential_version: user.credential_version,
            standing: Standing::of(user),
            event_id: event_id.to_owned(),
            expires: cx.now + client.auth_session(),
        }
    }

    pub(super) fn seal(&self, cx: &Cx<'_>, config: &ClientConfig) -> Result<String> {
        cx.seal(
            Purpose::Session,
            &[config.pool.id.as_str(), config.client.id.as_str()],
            self,
        )
    }

    /// # Errors
    /// [`SessionRefusal`] when it is not one of this client's, or has expired.
    pub(super) fn open(cx: &Cx<'_>, config: &ClientConfig, sealed: &str) -> Result<Self> {
        let session: Self = cx
            .open(
                Purpose::Session,
                &[config.pool.id.as_str(), config.client.id.as_str()],
                sealed,
            )
            .ok_or(SessionRefusal::Invalid)?;
        if session.expires <= cx.now {
            return Err(SessionRefusal::Expired.into());
        }
        Ok(session)
    }
}

pub(super) fn session_spent() -> Error {
    SessionRefusal::Spent.into()
}
