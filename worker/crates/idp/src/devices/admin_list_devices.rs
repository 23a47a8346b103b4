//! `AdminListDevices`: an administrator lists the devices of a user, a page at a time.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListDevices.html>

use super::list;
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_wire::idp::{AdminListDevicesRequest, AdminListDevicesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminListDevicesRequest,
) -> Result<AdminListDevicesResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let token = input.pagination_token.as_deref();
    let (devices, next) = list(cx, &config, &user, input.limit, token).await?;
    Ok(AdminListDevicesResponse {
        devices: Some(devices),
        pagination_token: next,
    })
}
