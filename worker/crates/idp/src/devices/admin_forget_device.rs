//! `AdminForgetDevice`: an administrator has a device of a user forgotten.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html>

use super::change_as_administrator;
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_store::users::devices::Change;
use vestibule_wire::idp::AdminForgetDeviceRequest;

pub async fn handle(cx: &Cx<'_>, input: AdminForgetDeviceRequest) -> Result<()> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    change_as_administrator(cx, &config, &user, input.device_key, Change::Forget).await
}
