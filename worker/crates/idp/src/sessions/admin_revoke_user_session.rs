//! `AdminRevokeUserSession`: an administrator ends one of a user's sessions.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRevokeUserSession.html>

use super::revoke;
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_wire::idp::{AdminRevokeUserSessionRequest, AdminRevokeUserSessionResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminRevokeUserSessionRequest,
) -> Result<AdminRevokeUserSessionResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    revoke(
        cx,
        &config,
        &user.sub,
        input.session_id,
        input.revoke_associated_sessions,
        None,
    )
    .await?;
    Ok(AdminRevokeUserSessionResponse {})
}
