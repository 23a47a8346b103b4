//! `DeleteUser`: a user deletes itself.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html>

use crate::error::{Error, Result};
use vestibule_engine::{access_token, accounts::outcomes::too_late, cx::Cx};
use vestibule_model::user::{Authority, Standing};
use vestibule_store::users::create::{DeleteUser, Deleted};
use vestibule_wire::idp::DeleteUserRequest;

pub async fn handle(cx: &Cx<'_>, input: DeleteUserRequest) -> Result<()> {
    let token = input.access_token.expose();
    let caller = access_token::resolve(cx, token).await?;
    let home = caller.config.object_of(&caller.user.sub);
    let delete = DeleteUser {
        caller: Authority::User(Standing::of(&caller.user)),
        sub: caller.user.sub,
    };
    match cx.decide(&caller.config, &home, delete).await? {
        Deleted::Deleted => Ok(()),
        Deleted::Nobody => Err(Error::user_not_found()),
        Deleted::TooLate => Err(too_late(cx, token).await.into()),
    }
}

#[cfg(test)]
mod tests;
