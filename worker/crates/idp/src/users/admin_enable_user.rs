//! `AdminEnableUser`: an administrator enables a user again. Sessions that disabling ended stay ended.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html>

use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_store::users::change::SetEnabled;
use vestibule_wire::idp::{AdminEnableUserRequest, AdminEnableUserResponse};

pub async fn handle(cx: &Cx<'_>, input: AdminEnableUserRequest) -> Result<AdminEnableUserResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let home = config.object_of(&user.sub);
    if cx
        .decide(
            &config,
            &home,
            SetEnabled {
                sub: user.sub,
                enabled: true,
            },
        )
        .await?
    {
        Ok(AdminEnableUserResponse {})
    } else {
        Err(Error::user_not_found())
    }
}
