//! `ListUserSessions`: a user lists their sessions, in apps and browsers.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html>

use super::list;
use crate::error::Result;
use vestibule_engine::{access_token, cx::Cx};
use vestibule_wire::idp::{ListUserSessionsRequest, ListUserSessionsResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: ListUserSessionsRequest,
) -> Result<ListUserSessionsResponse> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    let asks = caller.token.origin_jti;
    let next = input.next_token.as_deref();
    let sessions = list(cx, &caller.config, &caller.user.sub, asks, next).await?;
    Ok(ListUserSessionsResponse {
        sessions: Some(sessions),
        next_token: None,
    })
}
