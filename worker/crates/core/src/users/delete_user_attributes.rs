//! `DeleteUserAttributes`: a user removes attributes of its own.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html>

use super::update::update;
use crate::{
    access_token,
    attributes::{self, Writer},
    cx::Cx,
    error::Result,
};
use vestibule_wire::idp::{DeleteUserAttributesRequest, DeleteUserAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: DeleteUserAttributesRequest,
) -> Result<DeleteUserAttributesResponse> {
    let token = input.access_token.expose().as_str();
    let caller = access_token::resolve(cx, token).await?;
    let writer = Writer::User(&caller.config.client);
    let changes =
        attributes::check_delete(&caller.config.pool, writer, &input.user_attribute_names)?;
    update(cx, &caller.config, &caller.user, Some(token), changes).await?;
    Ok(DeleteUserAttributesResponse {})
}

#[cfg(test)]
mod tests;
