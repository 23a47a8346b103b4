//! New tokens for a refresh token: `REFRESH_TOKEN_AUTH`, `GetTokensFromRefreshToken`, the refresh grant.

use crate::{
    config::{Client, Config},
    cx::Cx,
    error::{Error, Result},
    opaque::RefreshToken,
    store::{
        sessions::{RotateRefreshToken, Rotated, Session},
        users::User,
    },
    time::Span,
};
use vestibule_crypto::SecretString;
use vestibule_wire::idp::ErrorCode;

/// What a refresh gives.
pub struct Refreshed {
    pub session: Session,
    pub user: User,
    /// With rotation, the token that takes this one's place.
    pub refresh_token: Option<SecretString>,
}

/// Spends a refresh token.
///
/// # Errors
/// NotAuthorizedException or RefreshTokenReuseException, in Cognito's words; TooManyRequestsException.
pub async fn refresh(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    token: &str,
) -> Result<Refreshed> {
    cx.budgets
        .spend_refresh(cx.now, cx.peer, client.id.as_str())?;
    let token =
        RefreshToken::parse(token).ok_or_else(|| Error::not_authorized("Invalid Refresh Token"))?;
    let successor = client.rotates().map(|rotation| {
        let (successor, text) = token.successor(cx.rng);
        let grace = Span::seconds(rotation.grace_seconds);
        (successor.kept.hash, grace, text)
    });
    let object = config.slots.object(&config.pool.id, token.slot);
    let rotate = RotateRefreshToken {
        token: token.kept,
        client: client.id.clone(),
        successor: successor
            .as_ref()
            .map(|(hash, grace, _)| (hash.clone(), *grace)),
        reuse_revokes: config.pool.extensions.hardening,
    };
    match cx.decide(config, &object, rotate).await? {
        Rotated::Fresh(fresh) => {
            let (session, user) = *fresh;
            Ok(Refreshed {
                session,
                user,
                refresh_token: successor.map(|(_, _, text)| text),
            })
        }
        Rotated::Unknown => Err(Error::not_authorized("Invalid Refresh Token")),
        Rotated::Expired => Err(Error::not_authorized("Refresh Token has expired")),
        // On a client that rotates, a revoked family is answered without a message.
        Rotated::Revoked if client.rotates().is_some() => {
            Err(Error::bare(ErrorCode::NotAuthorizedException))
        }
        Rotated::Revoked => Err(Error::not_authorized("Refresh Token has been revoked")),
        Rotated::Reused => Err(Error::new(
            ErrorCode::RefreshTokenReuseException,
            "Refresh token reuse detected",
        )),
        Rotated::OtherClient => Err(Error::not_authorized("Refresh Token has different Client")),
        Rotated::UserDeleted => Err(Error::not_authorized(
            "The user has been deleted for the associated refresh token",
        )),
        Rotated::UserDisabled => Err(Error::user_disabled()),
    }
}
