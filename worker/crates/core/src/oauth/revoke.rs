//! `/oauth2/revoke` (RFC 7009): ends a refresh token, and the tokens that came of it.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html>

use super::{
    client_authentication::{authenticate, parameters},
    error::TokenError,
    site::Site,
};
use crate::{
    auth::revoke_token,
    cx::Cx,
    error::Error,
    http::{Request, Response},
};
use vestibule_wire::idp::ErrorCode;

pub(super) async fn post(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Response, TokenError> {
    let parameters = parameters(http)?;
    let config = authenticate(cx, site, http, &parameters).await?;
    let token = parameters.get("token").ok_or(TokenError::INVALID_REQUEST)?;
    match revoke_token::revoke(cx, &config, &config.client, token).await {
        Ok(()) => Ok(Response::empty(200).with("cache-control", "no-store")),
        Err(Error::Service(refused)) => Err(match refused.code {
            ErrorCode::UnsupportedTokenTypeException => TokenError::UNSUPPORTED_TOKEN_TYPE,
            ErrorCode::UnauthorizedException => TokenError::INVALID_CLIENT,
            ErrorCode::TooManyRequestsException => Error::Service(refused).into(),
            _ => TokenError::INVALID_REQUEST,
        }),
        Err(failure) => Err(failure.into()),
    }
}

#[cfg(test)]
mod tests;
