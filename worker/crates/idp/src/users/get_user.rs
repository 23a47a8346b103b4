//! `GetUser`: a user reads what its client may read of it.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html>

use super::answer::members;
use crate::{error::Result, mfa::answer as mfa};
use vestibule_engine::{access_token, cx::Cx};
use vestibule_wire::idp::{GetUserRequest, GetUserResponse};

pub async fn handle(cx: &Cx<'_>, input: GetUserRequest) -> Result<GetUserResponse> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    let client = &caller.config.client;
    Ok(GetUserResponse {
        username: caller.user.username.as_str().into(),
        user_attributes: members(&caller.user, &|name| client.may_read(name)),
        mfa_options: mfa::legacy_options(&caller.user),
        preferred_mfa_setting: mfa::preferred(&caller.user),
        user_mfa_setting_list: mfa::setting_list(&caller.user),
    })
}

#[cfg(test)]
mod tests;
