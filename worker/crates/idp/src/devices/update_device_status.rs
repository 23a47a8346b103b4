//! `UpdateDeviceStatus`: a user says whether a device is remembered.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html>

use super::{change_own, find, owner, remembering};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{UpdateDeviceStatusRequest, UpdateDeviceStatusResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: UpdateDeviceStatusRequest,
) -> Result<UpdateDeviceStatusResponse> {
    let token = Some(&input.access_token);
    let caller = owner(cx, token).await?;
    match remembering(input.device_remembered_status) {
        Some(change) => change_own(cx, token, &caller, input.device_key, change).await?,
        None => {
            find(cx, &caller.config, &caller.user, &input.device_key).await?;
        }
    }
    Ok(UpdateDeviceStatusResponse {})
}
