//! `RevokeToken`: ends a refresh token, and the access tokens that came of it.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html>

use crate::error::Result;
use vestibule_engine::{auth_flow::revoke::revoke, client_secret, cx::Cx, error::Refusal};
use vestibule_wire::idp::{RevokeAssociatedSessionsType, RevokeTokenRequest, RevokeTokenResponse};

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
        return Err(Refusal::UnauthorizedClient.into());
    }
    let linked = input.revoke_associated_sessions == Some(RevokeAssociatedSessionsType::Linked);
    revoke(cx, &config, input.token.expose(), linked).await?;
    Ok(RevokeTokenResponse {})
}

#[cfg(test)]
mod tests;
