//! `ForgetDevice`: a user has a device forgotten.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html>

use super::{change_own, owner};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_store::users::devices::Change;
use vestibule_wire::idp::ForgetDeviceRequest;

pub async fn handle(cx: &Cx<'_>, input: ForgetDeviceRequest) -> Result<()> {
    let token = input.access_token.as_ref();
    let caller = owner(cx, token).await?;
    change_own(cx, token, &caller, input.device_key, Change::Forget).await
}
