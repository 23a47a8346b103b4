//! `GlobalSignOut`: a user ends all of their sessions.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html>

use crate::error::Result;
use vestibule_engine::{access_token, cx::Cx};
use vestibule_store::users::sessions::SignOutEverywhere;
use vestibule_wire::idp::{GlobalSignOutRequest, GlobalSignOutResponse};

pub async fn handle(cx: &Cx<'_>, input: GlobalSignOutRequest) -> Result<GlobalSignOutResponse> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    let object = caller.config.object_of(&caller.user.sub);
    cx.decide(
        &caller.config,
        &object,
        SignOutEverywhere {
            sub: caller.user.sub,
        },
    )
    .await?;
    Ok(GlobalSignOutResponse {})
}
