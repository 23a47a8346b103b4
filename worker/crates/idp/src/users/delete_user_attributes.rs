//! `DeleteUserAttributes`: a user removes attributes of its own.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html>

use super::refusals::{self, Doing};
use crate::error::Result;
use vestibule_engine::{
    access_token,
    accounts::update_attributes::{Changer, update_attributes},
    attributes::{self, Writer},
    cx::Cx,
};
use vestibule_wire::idp::{DeleteUserAttributesRequest, DeleteUserAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: DeleteUserAttributesRequest,
) -> Result<DeleteUserAttributesResponse> {
    let token = input.access_token.expose().as_str();
    let caller = access_token::resolve(cx, token).await?;
    let (config, user) = (&caller.config, &caller.user);
    let writer = Writer::User(&caller.config.client);
    let changes = attributes::check_delete(&config.pool, writer, &input.user_attribute_names)
        .map_err(|refusal| refusals::attributes(&refusal, Doing::Delete))?;
    update_attributes(cx, config, user, Changer::User { token }, changes)
        .await
        .map_err(refusals::update)?;
    Ok(DeleteUserAttributesResponse {})
}

#[cfg(test)]
mod tests;
