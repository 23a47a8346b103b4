//! `UpdateUserAttributes`: a user changes its own attributes.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html>

use super::{
    answer::{code_delivery, given},
    refusals::{self, Doing},
};
use crate::error::Result;
use vestibule_engine::{
    access_token,
    accounts::update_attributes::{Changer, update_attributes},
    attributes::{self, Writer},
    cx::Cx,
};
use vestibule_wire::idp::{UpdateUserAttributesRequest, UpdateUserAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: UpdateUserAttributesRequest,
) -> Result<UpdateUserAttributesResponse> {
    let token = input.access_token.expose().as_str();
    let caller = access_token::resolve(cx, token).await?;
    let (config, user) = (&caller.config, &caller.user);
    cx.spend(&caller.token.client_id)?;
    let given = given(&input.user_attributes);
    let writer = Writer::User(&caller.config.client);
    let changes = attributes::check_update(&config.pool, cx.unicode, writer, &user.sub, given)
        .map_err(|refusal| refusals::attributes(&refusal, Doing::Update))?;
    let sent = update_attributes(cx, config, user, Changer::User { token }, changes)
        .await
        .map_err(refusals::update)?;
    Ok(UpdateUserAttributesResponse {
        code_delivery_details_list: Some(sent.iter().map(code_delivery).collect()),
    })
}

#[cfg(test)]
mod tests;
