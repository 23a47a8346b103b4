//! `AdminUpdateUserAttributes`: an administrator changes a user's attributes, and may vouch for addresses.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html>

use super::named;
use crate::{
    accounts::update_attributes::update,
    attributes::{self, Writer},
    cx::Cx,
    error::Result,
};
use vestibule_wire::idp::{AdminUpdateUserAttributesRequest, AdminUpdateUserAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminUpdateUserAttributesRequest,
) -> Result<AdminUpdateUserAttributesResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let given = attributes::collect(&input.user_attributes);
    let changes = attributes::check_update(&config.pool, Writer::Administrator, &user.sub, given)?;
    update(cx, &config, &user, None, changes).await?;
    Ok(AdminUpdateUserAttributesResponse {})
}

#[cfg(test)]
mod tests;
