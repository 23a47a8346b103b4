//! `ListDevices`: a user lists its devices, a page at a time.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html>

use super::list;
use crate::error::Result;
use vestibule_engine::{access_token, cx::Cx};
use vestibule_wire::idp::{ListDevicesRequest, ListDevicesResponse};

pub async fn handle(cx: &Cx<'_>, input: ListDevicesRequest) -> Result<ListDevicesResponse> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    let token = input.pagination_token.as_deref();
    let (devices, next) = list(cx, &caller.config, &caller.user, input.limit, token).await?;
    Ok(ListDevicesResponse {
        devices: Some(devices),
        pagination_token: next,
    })
}
