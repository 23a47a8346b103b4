//! `GetUser`: a user reads what its client may read of it.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>

use super::answer::members;
use crate::error::Result;
use vestibule_engine::{access_token, cx::Cx};
use vestibule_wire::idp::{GetUserRequest, GetUserResponse};

pub async fn handle(cx: &Cx<'_>, input: GetUserRequest) -> Result<GetUserResponse> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    let client = &caller.config.client;
    Ok(GetUserResponse {
        username: caller.user.username.as_str().into(),
        user_attributes: members(&caller.user, |name| client.may_read(name)),
        mfa_options: None,
        preferred_mfa_setting: None,
        user_mfa_setting_list: None,
    })
}

#[cfg(test)]
mod tests;
