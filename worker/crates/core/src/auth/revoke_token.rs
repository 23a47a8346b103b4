//! `RevokeToken`: ends a refresh token, and the access tokens that came of it.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>

use crate::{
    client_secret,
    config::Config,
    cx::Cx,
    error::{Error, Result},
    model::{client::Client, opaque::RefreshToken},
    store::users::sessions::{RevokeRefreshToken, RevokedToken},
};
use vestibule_wire::idp::{ErrorCode, RevokeTokenRequest, RevokeTokenResponse};

pub async fn handle(cx: &Cx<'_>, input: RevokeTokenRequest) -> Result<RevokeTokenResponse> {
    let config = cx.client(input.client_id.expose()).await?;
    let client = &config.client;
    let secret = input
        .client_secret
        .as_ref()
        .map(|secret| secret.expose().as_str());
    let authentic = match secret {
        _ if !client.is_confidential() => true,
        Some(secret) => client_secret::is_right(cx, client, secret)?,
        None => false,
    };
    if !authentic {
        return Err(unauthorized());
    }
    revoke(cx, &config, client, input.token.expose()).await?;
    Ok(RevokeTokenResponse {})
}

/// Ends the family of a refresh token. One that is unknown, or ended already, is no error (RFC 7009 section 2.2).
///
/// # Errors
/// UnsupportedOperationException when the client's tokens can't be revoked; UnsupportedTokenTypeException for a token of
/// another kind; UnauthorizedException for another client's.
pub(crate) async fn revoke(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    token: &str,
) -> Result<()> {
    if !client.settings.revocation {
        return Err(Error::new(
            ErrorCode::UnsupportedOperationException,
            "This feature is not enabled for this client",
        ));
    }
    let Some(token) = RefreshToken::parse(token) else {
        // Access and ID tokens have three parts.
        return if token.split('.').count() == 3 {
            Err(Error::new(
                ErrorCode::UnsupportedTokenTypeException,
                "Unsupported token type",
            ))
        } else {
            Ok(())
        };
    };
    let object = config.slots.object(&config.pool.id, token.slot);
    let transition = RevokeRefreshToken {
        family: token.kept.family,
        client: client.id.clone(),
    };
    match cx.decide(config, &object, transition).await? {
        RevokedToken::Revoked | RevokedToken::Unknown => Ok(()),
        RevokedToken::OtherClient => Err(unauthorized()),
    }
}

fn unauthorized() -> Error {
    Error::new(ErrorCode::UnauthorizedException, "Invalid client or secret")
}

#[cfg(test)]
mod tests;
