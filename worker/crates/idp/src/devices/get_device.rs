//! `GetDevice`: a user reads one of its devices.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html>

use super::{find, owner};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{GetDeviceRequest, GetDeviceResponse};

pub async fn handle(cx: &Cx<'_>, input: GetDeviceRequest) -> Result<GetDeviceResponse> {
    let caller = owner(cx, input.access_token.as_ref()).await?;
    let device = find(cx, &caller.config, &caller.user, &input.device_key).await?;
    Ok(GetDeviceResponse { device })
}
