//! `GetUserAuthFactors`: a user reads what it can sign in with.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html>

use super::answer::{configured, preferred, setting_list};
use crate::error::Result;
use vestibule_engine::{access_token, cx::Cx};
use vestibule_wire::idp::{GetUserAuthFactorsRequest, GetUserAuthFactorsResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: GetUserAuthFactorsRequest,
) -> Result<GetUserAuthFactorsResponse> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    let user = &caller.user;
    let configured = configured(cx, &caller.config, user).await?;
    Ok(GetUserAuthFactorsResponse {
        username: user.username.as_str().into(),
        preferred_mfa_setting: preferred(user),
        user_mfa_setting_list: setting_list(user),
        configured_user_auth_factors: Some(configured),
    })
}
