//! `AdminUserGlobalSignOut`: ends all of a user's sessions.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html>

use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, find_user};
use vestibule_store::users::sessions::SignOutEverywhere;
use vestibule_wire::idp::{AdminUserGlobalSignOutRequest, AdminUserGlobalSignOutResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminUserGlobalSignOutRequest,
) -> Result<AdminUserGlobalSignOutResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = find_user::find_named(cx, &config, input.username.expose())
        .await?
        .ok_or_else(Error::user_not_found)?;
    cx.decide(
        &config,
        &config.object_of(&user.sub),
        SignOutEverywhere { sub: user.sub },
    )
    .await?;
    Ok(AdminUserGlobalSignOutResponse {})
}
