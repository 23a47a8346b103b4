//! The grant `urn:ietf:params:oauth:grant-type:token-exchange` of `/oauth2/token` (RFC 8693).
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-token-exchange.html>

use super::{
    error::{TokenError, json},
    token::listed,
};
use crate::parameters::Parameters;
use serde::Serialize;
use vestibule_engine::{
    auth_flow::exchange::{Failure, Refusal, Request, Shown, Target, exchange},
    config::ClientConfig,
    cx::Cx,
    http::Response,
    tokens::TokenKind,
};

pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// Token types (RFC 8693 section 3).
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

pub(super) async fn grant(
    cx: &Cx<'_>,
    config: &ClientConfig,
    parameters: &Parameters,
) -> Result<Response, TokenError> {
    let request = read(parameters).ok_or(TokenError::INVALID_REQUEST)?;
    let derived = exchange(cx, config, &request).await.map_err(told)?;
    let (issued_token_type, token_type) = match request.issue {
        TokenKind::Access => (ACCESS_TOKEN, "Bearer"),
        TokenKind::Id => (ID_TOKEN, "N_A"),
    };
    let body = Body {
        access_token: derived.token.expose(),
        issued_token_type,
        token_type,
        expires_in: derived.life.as_seconds(),
        scope: &derived.scope,
    };
    Ok(json(200, &body))
}

/// RFC 8693 section 2.2.1. `access_token` has its name whatever it is.
#[derive(Serialize)]
struct Body<'a> {
    access_token: &'a str,
    issued_token_type: &'static str,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "str::is_empty")]
    scope: &'a str,
}

/// RFC 8693 section 2.1; `None` where what is required is missing, or of a type that we don't know.
fn read(parameters: &Parameters) -> Option<Request<'_>> {
    let shown =
        |token: &str, token_type: &str| match (parameters.get(token), parameters.get(token_type)) {
            (None, None) => Some(None),
            (Some(token), Some(given)) => Some(Some(Shown {
                token,
                kind: kind(given)?,
            })),
            _ => None,
        };
    let target = match (parameters.get("audience"), parameters.get("resource")) {
        (Some(_), Some(_)) => return None,
        (Some(audience), None) => Some(Target::Audience(audience)),
        (None, resource) => resource.map(Target::Resource),
    };
    Some(Request {
        subject: shown("subject_token", "subject_token_type")??,
        actor: shown("actor_token", "actor_token_type")?,
        scopes: listed(parameters.get("scope")),
        target,
        issue: parameters
            .get("requested_token_type")
            .map_or(Some(TokenKind::Access), kind)?,
    })
}

fn kind(token_type: &str) -> Option<TokenKind> {
    match token_type {
        ACCESS_TOKEN => Some(TokenKind::Access),
        ID_TOKEN => Some(TokenKind::Id),
        _ => None,
    }
}

/// RFC 8693 section 2.2.2: a token that isn't good, for whatever reason, is an invalid request.
fn told(failure: Failure) -> TokenError {
    match failure {
        Failure::Failed(error) => error.into(),
        Failure::Refused(refusal) => match refusal {
            Refusal::NotEnabled(_) => TokenError::UNAUTHORIZED_CLIENT,
            Refusal::Subject | Refusal::User(_) | Refusal::Actor => TokenError::INVALID_REQUEST,
            Refusal::Scope => TokenError::INVALID_SCOPE,
            Refusal::NoResource => TokenError::INVALID_TARGET,
        },
    }
}

#[cfg(test)]
mod tests;
