//! `RevokeUserSession`: a user ends another of their sessions.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html>

use super::revoke;
use crate::error::Result;
use vestibule_engine::{access_token, cx::Cx};
use vestibule_wire::idp::{RevokeUserSessionRequest, RevokeUserSessionResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: RevokeUserSessionRequest,
) -> Result<RevokeUserSessionResponse> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    revoke(
        cx,
        &caller.config,
        &caller.user.sub,
        input.session_id,
        input.revoke_associated_sessions,
        caller.token.origin_jti,
    )
    .await?;
    Ok(RevokeUserSessionResponse {})
}
