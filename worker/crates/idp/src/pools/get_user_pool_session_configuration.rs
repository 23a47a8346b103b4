//! `GetUserPoolSessionConfiguration` tells whether a pool tracks sessions, and how many of tokens a user can have.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolSessionConfiguration.html>

use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_model::pool::SessionSettings;
use vestibule_wire::idp::{
    GetUserPoolSessionConfigurationRequest, GetUserPoolSessionConfigurationResponse,
    UserPoolTokenSessionConfigType, UserSessionTrackingType,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: GetUserPoolSessionConfigurationRequest,
) -> Result<GetUserPoolSessionConfigurationResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let (tracking, tokens) = shown(&config.pool.sessions);
    Ok(GetUserPoolSessionConfigurationResponse {
        user_pool_id: Some(input.user_pool_id),
        user_session_tracking: Some(tracking),
        token_session: Some(tokens),
    })
}

fn shown(settings: &SessionSettings) -> (UserSessionTrackingType, UserPoolTokenSessionConfigType) {
    let tracking = if settings.tracked {
        UserSessionTrackingType::Enabled
    } else {
        UserSessionTrackingType::Disabled
    };
    let tokens = UserPoolTokenSessionConfigType {
        max_per_user: i32::try_from(settings.most).unwrap_or(i32::MAX),
    };
    (tracking, tokens)
}
