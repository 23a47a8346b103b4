//! `AdminUpdateDeviceStatus`: an administrator says whether a device of a user is remembered.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html>

use super::{change_as_administrator, find, remembering};
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_wire::idp::{AdminUpdateDeviceStatusRequest, AdminUpdateDeviceStatusResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminUpdateDeviceStatusRequest,
) -> Result<AdminUpdateDeviceStatusResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    match remembering(input.device_remembered_status) {
        Some(change) => {
            change_as_administrator(cx, &config, &user, input.device_key, change).await?;
        }
        None => {
            find(cx, &config, &user, &input.device_key).await?;
        }
    }
    Ok(AdminUpdateDeviceStatusResponse {})
}
