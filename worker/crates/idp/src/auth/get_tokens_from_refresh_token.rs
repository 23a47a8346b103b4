//! `GetTokensFromRefreshToken`: new tokens for a refresh token, with rotation where the client has it.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html>

use super::answer::result;
use crate::error::Result;
use vestibule_engine::{
    auth_flow::refresh::{ShownDevice, refresh},
    client_secret,
    cx::Cx,
};
use vestibule_wire::idp::{GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: GetTokensFromRefreshTokenRequest,
) -> Result<GetTokensFromRefreshTokenResponse> {
    let config = cx.client(input.client_id.expose()).await?;
    let client = &config.client;
    let secret = input
        .client_secret
        .as_ref()
        .map(|secret| secret.expose().as_str());
    client_secret::check(cx, client, secret)?;
    // The documentation asks for the key of a confirmed device here, and says what comes where there is none.
    let device = input.device_key.map_or(ShownDevice::Any, ShownDevice::Key);
    let refreshed = refresh(cx, &config, input.refresh_token.expose(), device).await?;
    let result = result(
        cx,
        &config,
        &refreshed.user,
        &refreshed.session,
        refreshed.refresh_token,
    )
    .await?;
    Ok(GetTokensFromRefreshTokenResponse {
        authentication_result: Some(result),
    })
}

#[cfg(test)]
mod tests;
