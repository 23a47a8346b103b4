//! `/oauth2/revoke` (RFC 7009): ends a refresh token, and the tokens that came of it.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html>

use super::{
    client_authentication::{authenticate, parameters},
    error::TokenError,
};
use crate::site::Site;
use vestibule_engine::{
    auth_flow::revoke,
    cx::Cx,
    http::{Request, Response},
};

pub(crate) async fn post(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Response, TokenError> {
    let parameters = parameters(http)?;
    let config = authenticate(cx, site, http, &parameters).await?;
    let token = parameters.get("token").ok_or(TokenError::INVALID_REQUEST)?;
    revoke::revoke(cx, &config, token, false).await?;
    Ok(Response::empty(200).with("cache-control", "no-store"))
}

#[cfg(test)]
mod tests;
