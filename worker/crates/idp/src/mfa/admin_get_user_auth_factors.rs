//! `AdminGetUserAuthFactors`: an administrator reads what a user can sign in with.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUserAuthFactors.html>

use super::answer::{configured, preferred, setting_list};
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_wire::idp::{AdminGetUserAuthFactorsRequest, AdminGetUserAuthFactorsResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminGetUserAuthFactorsRequest,
) -> Result<AdminGetUserAuthFactorsResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let configured = configured(cx, &config, &user).await?;
    Ok(AdminGetUserAuthFactorsResponse {
        username: user.username.as_str().into(),
        preferred_mfa_setting: preferred(&user),
        user_mfa_setting_list: setting_list(&user),
        configured_user_auth_factors: Some(configured),
    })
}
