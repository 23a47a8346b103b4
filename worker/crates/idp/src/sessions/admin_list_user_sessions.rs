//! `AdminListUserSessions`: an administrator lists a user's sessions.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserSessions.html>

use super::list;
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_wire::idp::{AdminListUserSessionsRequest, AdminListUserSessionsResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminListUserSessionsRequest,
) -> Result<AdminListUserSessionsResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let sessions = list(cx, &config, &user.sub, None, input.next_token.as_deref()).await?;
    Ok(AdminListUserSessionsResponse {
        sessions: Some(sessions),
        next_token: None,
    })
}
