//! The sessions of one user, in pools that track them.

pub mod admin_list_user_sessions;
pub mod admin_revoke_user_session;
pub mod list_user_sessions;
pub mod revoke_user_session;

use crate::error::{Error, Result};
use vestibule_engine::{config::Config, cx::Cx};
use vestibule_model::ids::Sub;
use vestibule_store::users::tracked::{ListSessions, ListedSession, RevokeSession, RevokedSession};
use vestibule_wire::{
    Sensitive, Timestamp,
    idp::{
        ErrorCode, RevokeAssociatedSessionsType, SessionDescriptionType, SessionLocationType,
        SessionTypeType,
    },
};

/// A user's sessions, those used last first, all on one page; `asks` is the `origin_jti` of the token that asks.
async fn list(
    cx: &Cx<'_>,
    config: &Config,
    sub: &Sub,
    asks: Option<String>,
    next_token: Option<&str>,
) -> Result<Vec<SessionDescriptionType>> {
    must_be_tracked(config)?;
    // All are on the first page, so that no token of this listing was ever given.
    let _: Option<String> = cx.position(&["ListUserSessions", sub.as_str()], next_token)?;
    let list = ListSessions {
        sub: sub.clone(),
        asks,
    };
    let sessions = cx.decide(config, &config.object_of(sub), list).await?;
    Ok(sessions.into_iter().map(shown).collect())
}

fn shown(session: ListedSession) -> SessionDescriptionType {
    let session_type = if session.is_browser() {
        SessionTypeType::Sso
    } else {
        SessionTypeType::Token
    };
    SessionDescriptionType {
        session_id: Some(session.id),
        session_type: Some(session_type),
        client_id: Some(Sensitive::from(session.client)),
        create_date: Some(Timestamp(session.created.millis())),
        last_active_date: Some(Timestamp(session.used.millis())),
        device_type: Some(session.usage.device),
        last_ip_address: session.usage.address.map(Sensitive::from),
        last_location: Some(unknown_location()),
        origin_session_id: session.origin,
        is_current_session: Some(session.asks),
    }
}

/// What is documented for an address whose place is not found: nothing here knows where addresses are.
fn unknown_location() -> SessionLocationType {
    SessionLocationType {
        city: None,
        country: Some("unknown".to_owned()),
    }
}

/// Ends one of a user's sessions.
///
/// # Errors
/// ResourceNotFoundException for one that isn't the user's; InvalidParameterException for the one that asks.
async fn revoke(
    cx: &Cx<'_>,
    config: &Config,
    sub: &Sub,
    id: String,
    associated: Option<RevokeAssociatedSessionsType>,
    asks: Option<String>,
) -> Result<()> {
    must_be_tracked(config)?;
    let revoke = RevokeSession {
        sub: sub.clone(),
        id,
        linked: associated == Some(RevokeAssociatedSessionsType::Linked),
        asks,
    };
    match cx.decide(config, &config.object_of(sub), revoke).await? {
        RevokedSession::Revoked => Ok(()),
        RevokedSession::Unknown => Err(Error::not_found("Session does not exist.")),
        RevokedSession::Asks => Err(Error::invalid_parameter(
            "The session of the access token can't be revoked. Use RevokeToken or GlobalSignOut.",
        )),
    }
}

fn must_be_tracked(config: &Config) -> Result<()> {
    if config.pool.sessions.tracked {
        return Ok(());
    }
    Err(not_tracked())
}

/// The answer where a pool doesn't track sessions.
pub(crate) fn not_tracked() -> Error {
    Error::new(
        ErrorCode::OperationNotEnabledException,
        "Session tracking is not enabled for this user pool.",
    )
}

#[cfg(test)]
mod tests;
