//! `AdminGetDevice`: an administrator reads a device of a user.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html>

use super::find;
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_wire::idp::{AdminGetDeviceRequest, AdminGetDeviceResponse};

pub async fn handle(cx: &Cx<'_>, input: AdminGetDeviceRequest) -> Result<AdminGetDeviceResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let device = find(cx, &config, &user, &input.device_key).await?;
    Ok(AdminGetDeviceResponse { device })
}
