//! `AdminUpdateUserAttributes`: an administrator changes a user's attributes, and may vouch for addresses.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html>

use super::{
    answer::given,
    refusals::{self, Doing},
};
use crate::error::Result;
use vestibule_engine::{
    accounts::update_attributes::{Changer, update_attributes},
    attributes::{self, Writer},
    cx::Cx,
    find_user::named,
};
use vestibule_wire::idp::{AdminUpdateUserAttributesRequest, AdminUpdateUserAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminUpdateUserAttributesRequest,
) -> Result<AdminUpdateUserAttributesResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let given = given(&input.user_attributes);
    let changes = attributes::check_update(
        &config.pool,
        cx.unicode,
        Writer::Administrator,
        &user.sub,
        given,
    )
    .map_err(|refusal| refusals::attributes(&refusal, Doing::Update))?;
    update_attributes(cx, &config, &user, Changer::Administrator, changes)
        .await
        .map_err(refusals::update)?;
    Ok(AdminUpdateUserAttributesResponse {})
}

#[cfg(test)]
mod tests;
