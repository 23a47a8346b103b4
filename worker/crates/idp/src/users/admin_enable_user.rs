//! `AdminEnableUser`: an administrator enables a user again. Sessions that disabling ended stay ended.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html>

use super::set_enabled::set_enabled;
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{AdminEnableUserRequest, AdminEnableUserResponse};

pub async fn handle(cx: &Cx<'_>, input: AdminEnableUserRequest) -> Result<AdminEnableUserResponse> {
    set_enabled(cx, &input.user_pool_id, input.username.expose(), true).await?;
    Ok(AdminEnableUserResponse {})
}
