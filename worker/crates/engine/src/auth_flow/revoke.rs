//! The end of a refresh token: `RevokeToken`, the revocation endpoint.

use crate::{
    config::ClientConfig,
    cx::Cx,
    error::{Refusal, Result},
};
use vestibule_model::opaque::RefreshToken;
use vestibule_store::users::sessions::{RevokeRefreshToken, RevokedToken};

/// Ends the family of a refresh token; with `linked`, where sessions are tracked, also the browser's session that it came of.
/// One that is unknown, or ended already, is no error (RFC 7009 section 2.2).
///
/// # Errors
/// [`Refusal::RevocationDisabled`]; [`Refusal::NotRevocable`]; [`Refusal::UnauthorizedClient`] for another client's.
pub async fn revoke(cx: &Cx<'_>, config: &ClientConfig, token: &str, linked: bool) -> Result<()> {
    if !config.client.settings.revocation {
        return Err(Refusal::RevocationDisabled.into());
    }
    let Some(token) = RefreshToken::parse(token) else {
        // Access and ID tokens have three parts.
        return if token.split('.').count() == 3 {
            Err(Refusal::NotRevocable.into())
        } else {
            cx.confirm().await
        };
    };
    let object = config.slots.object(&config.pool.id, token.slot);
    let transition = RevokeRefreshToken {
        family: token.kept.family,
        client: config.client.id.clone(),
        linked: linked && config.pool.sessions.tracked,
    };
    match cx.decide(config, &object, transition).await? {
        RevokedToken::Revoked | RevokedToken::Unknown => Ok(()),
        RevokedToken::OtherClient => Err(Refusal::UnauthorizedClient.into()),
    }
}
