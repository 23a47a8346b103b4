//! `AdminSetUserSettings`: the older way for an administrator to turn SMS on as a user's second factor, or off.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html>

use super::{preference::replace, set_user_settings::with_options};
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_model::user::Authority;
use vestibule_wire::idp::{AdminSetUserSettingsRequest, AdminSetUserSettingsResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminSetUserSettingsRequest,
) -> Result<AdminSetUserSettingsResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let factors = with_options(&config, &user, &input.mfa_options)?;
    replace(cx, &config, &user, Authority::Administrator, factors).await?;
    Ok(AdminSetUserSettingsResponse {})
}
