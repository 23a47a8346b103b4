//! `DeleteUser`: a user deletes itself.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html>

use crate::{
    access_token,
    cx::Cx,
    error::{Error, Result},
    store::users::DeleteUser,
};
use vestibule_wire::idp::DeleteUserRequest;

pub async fn handle(cx: &Cx<'_>, input: DeleteUserRequest) -> Result<()> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    let home = caller.config.object_of(&caller.user.sub);
    if cx
        .decide(
            &caller.config,
            &home,
            DeleteUser {
                sub: caller.user.sub,
            },
        )
        .await?
    {
        Ok(())
    } else {
        Err(Error::user_not_found())
    }
}

#[cfg(test)]
mod tests;
