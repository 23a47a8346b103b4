//! `GetClientToken`: a client gets an access token of its own for its secret, as by the grant `client_credentials`.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetClientToken.html>

use crate::error::{Error, Result};
use vestibule_engine::{auth_flow::client_token, client_secret, cx::Cx};
use vestibule_model::client::AuthFlow;
use vestibule_wire::{
    Sensitive,
    idp::{ClientAuthenticationResultType, GetClientTokenRequest, GetClientTokenResponse},
};

pub async fn handle(cx: &Cx<'_>, input: GetClientTokenRequest) -> Result<GetClientTokenResponse> {
    let config = cx.client(input.client_id.expose()).await?;
    let client = &config.client;
    cx.spend_refresh(client.id.as_str())?;
    if !client_secret::is_right(cx, client, input.secret.expose())? {
        return Err(Error::not_authorized("Invalid client or secret"));
    }
    if !client.allows(AuthFlow::ClientToken) {
        return Err(Error::invalid_parameter(
            "CLIENT_TOKEN_AUTH flow not enabled for this client",
        ));
    }
    let scopes = input.scopes.unwrap_or_default();
    let asked: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let Some(tokens) = client_token::issue(cx, &config, &asked).await? else {
        return Err(Error::invalid_parameter("Invalid scope requested"));
    };
    let result = ClientAuthenticationResultType {
        access_token: Some(Sensitive::from(tokens.access.expose().as_str())),
        expires_in: i32::try_from(tokens.expires_in.as_seconds()).ok(),
        token_type: Some("Bearer".to_owned()),
    };
    Ok(GetClientTokenResponse {
        client_authentication_result: Some(result),
    })
}

#[cfg(test)]
mod tests;
