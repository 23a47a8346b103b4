//! New tokens for a refresh token: `REFRESH_TOKEN_AUTH`, `GetTokensFromRefreshToken`, the refresh grant.

use crate::{
    config::ClientConfig,
    cx::Cx,
    error::{Error, RefreshTokenRefusal, Refusal, Result},
    user_sessions,
};
use vestibule_crypto::{Purpose, RngExt as _, SecretBytes, SecretString};
use vestibule_model::{
    client::Rotation, ids::PoolId, opaque::RefreshToken, session::Session, time::Span, user::User,
};
pub use vestibule_store::users::sessions::ShownDevice;
use vestibule_store::users::sessions::{RotateRefreshToken, Rotated, Successor};

/// What a refresh gives.
pub struct Refreshed {
    pub session: Session,
    pub user: User,
    /// With rotation, the token that takes this one's place.
    pub refresh_token: Option<SecretString>,
}

/// Spends a refresh token. `device` matters where the pool remembers devices, for a session that an app began on one.
///
/// # Errors
/// [`RefreshTokenRefusal`], which is `Unknown` for another device; [`Refusal::UserDisabled`]; [`Refusal::RateExceeded`].
pub async fn refresh(
    cx: &Cx<'_>,
    config: &ClientConfig,
    token: &str,
    device: ShownDevice,
) -> Result<Refreshed> {
    cx.spend_refresh(config.client.id.as_str())?;
    let token = RefreshToken::parse(token).ok_or(RefreshTokenRefusal::Unknown)?;
    let (successor, text) = config
        .client
        .rotates()
        .map(|rotation| offer(cx, &config.pool.id, &token, rotation))
        .transpose()?
        .unzip();
    let object = config.slots.object(&config.pool.id, token.slot);
    let rotate = RotateRefreshToken {
        token: token.kept.clone(),
        client: config.client.id.clone(),
        successor,
        reuse_revokes: config.pool.extensions.hardening,
        usage: user_sessions::usage(cx, config),
        device: match config.pool.settings.devices {
            Some(_) => device,
            None => ShownDevice::Any,
        },
    };
    let refreshed = |granted: Box<(Session, User)>, refresh_token| {
        let (session, user) = *granted;
        Refreshed {
            session,
            user,
            refresh_token,
        }
    };
    match cx.decide(config, &object, rotate).await? {
        Rotated::Fresh(granted) => Ok(refreshed(granted, text)),
        Rotated::Repeated(secret, granted) => {
            let associated = associated(&config.pool.id, &token.kept.family);
            let secret = cx
                .keyring
                .open_text(Purpose::RefreshSecret, &associated, &secret)
                .map_err(Error::internal)?;
            let (_, text) = token.successor(&secret);
            Ok(refreshed(granted, Some(text)))
        }
        Rotated::Unknown => Err(RefreshTokenRefusal::Unknown.into()),
        Rotated::Expired => Err(RefreshTokenRefusal::Expired.into()),
        Rotated::Revoked if config.client.rotates().is_some() => {
            Err(RefreshTokenRefusal::FamilyRevoked.into())
        }
        Rotated::Revoked => Err(RefreshTokenRefusal::Revoked.into()),
        Rotated::Reused => Err(RefreshTokenRefusal::Reused.into()),
        Rotated::OtherClient => Err(RefreshTokenRefusal::OtherClient.into()),
        Rotated::UserDeleted => Err(RefreshTokenRefusal::UserDeleted.into()),
        Rotated::UserDisabled => Err(Refusal::UserDisabled.into()),
    }
}

/// Makes a token's successor, which is stored unless it has one already; and its text.
fn offer(
    cx: &Cx<'_>,
    pool: &PoolId,
    token: &RefreshToken,
    rotation: Rotation,
) -> Result<(Successor, SecretString)> {
    let secret = SecretBytes::from(cx.rng.bytes::<32>().as_slice());
    let associated = associated(pool, &token.kept.family);
    let sealed = cx
        .keyring
        .seal_text(Purpose::RefreshSecret, &associated, secret.expose(), cx.rng)
        .map_err(Error::internal)?;
    let (successor, text) = token.successor(&secret);
    let successor = Successor {
        hash: successor.kept.hash,
        secret: sealed,
        grace: Span::seconds(rotation.grace_seconds),
    };
    Ok((successor, text))
}

/// The associated data of a session's sealed refresh secret: its pool, and the hash of its family.
pub fn associated<'a>(pool: &'a PoolId, family: &'a str) -> [&'a str; 2] {
    [pool.as_str(), family]
}
