//! `AdminDeleteSoftwareToken`: an administrator takes a user's software token away, say when the device is lost.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html>

use super::preference::replace;
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_model::user::Authority;
use vestibule_wire::idp::{AdminDeleteSoftwareTokenRequest, AdminDeleteSoftwareTokenResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminDeleteSoftwareTokenRequest,
) -> Result<AdminDeleteSoftwareTokenResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let mut factors = user.factors.clone();
    factors.drop_token();
    replace(cx, &config, &user, Authority::Administrator, factors).await?;
    Ok(AdminDeleteSoftwareTokenResponse {})
}
