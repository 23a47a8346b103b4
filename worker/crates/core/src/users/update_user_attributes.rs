//! `UpdateUserAttributes`: a user changes its own attributes.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html>

use super::update::update;
use crate::{
    access_token,
    attributes::{self, Writer},
    cx::Cx,
    error::Result,
};
use vestibule_wire::idp::{UpdateUserAttributesRequest, UpdateUserAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: UpdateUserAttributesRequest,
) -> Result<UpdateUserAttributesResponse> {
    let token = input.access_token.expose().as_str();
    let caller = access_token::resolve(cx, token).await?;
    cx.budgets.spend(cx.now, cx.peer, &caller.token.client_id)?;
    let given = attributes::collect(&input.user_attributes);
    let writer = Writer::User(&caller.config.client);
    let changes = attributes::check_update(&caller.config.pool, writer, &caller.user.sub, given)?;
    let sent = update(cx, &caller.config, &caller.user, Some(token), changes).await?;
    Ok(UpdateUserAttributesResponse {
        code_delivery_details_list: Some(sent),
    })
}

#[cfg(test)]
mod tests;
