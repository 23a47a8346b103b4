//! `GetUserPoolClientSessionConfiguration` tells for how long a client lets a browser's session stand for the person.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolClientSessionConfiguration.html>

use super::named;
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_model::pool::SessionSettings;
use vestibule_wire::idp::{
    ClientSSOSessionConfigType, GetUserPoolClientSessionConfigurationRequest,
    GetUserPoolClientSessionConfigurationResponse,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: GetUserPoolClientSessionConfigurationRequest,
) -> Result<GetUserPoolClientSessionConfigurationResponse> {
    let config = named(cx, &input.user_pool_id, input.client_id.expose()).await?;
    let minutes = config
        .client
        .sso_minutes
        .unwrap_or(SessionSettings::SSO_MINUTES);
    Ok(GetUserPoolClientSessionConfigurationResponse {
        user_pool_id: Some(input.user_pool_id),
        client_id: Some(input.client_id),
        sso_session: Some(ClientSSOSessionConfigType {
            max_validity_minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
        }),
    })
}
