//! `/oauth2/userInfo` (OpenID Connect Core section 5.3): what the scopes of an access token show of its user.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html>

use super::error::{failed, json};
use crate::site::Site;
use serde_json::{Map, Value, json};
use vestibule_engine::{
    access_token::{self, Caller},
    cx::Cx,
    error::{Error, Refusal, Result},
    http::{Request, Response},
};
use vestibule_model::scope::Scopes;

/// # Errors
/// Only [`Error::StaleConfig`]; all others have their answer.
pub(crate) async fn get(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Response> {
    let Some(token) = bearer(http) else {
        return Ok(refuse(
            400,
            "invalid_request",
            "Bad OAuth2 request at UserInfo Endpoint",
        ));
    };
    let invalid = || {
        refuse(
            401,
            "invalid_token",
            "Access token is expired, disabled, or deleted, or the user has globally signed out.",
        )
    };
    match access_token::resolve_with_scope(cx, token, "openid").await {
        Ok(caller) if site.serves(&caller.config) => Ok(json(200, &claims(&caller)?)),
        Err(Error::StaleConfig) => Err(Error::StaleConfig),
        Err(failure @ (Error::Internal(_) | Error::Refused(Refusal::RateExceeded))) => {
            let (status, error) = failed(cx, &failure);
            Ok(json(status, &json!({ "error": error })))
        }
        Ok(_) | Err(Error::Refused(_)) => {
            cx.note(|line| line.error = Some("invalid_token"));
            Ok(invalid())
        }
    }
}

/// RFC 6750 section 2.1
fn bearer(http: &Request) -> Option<&str> {
    let (scheme, token) = http.header("authorization")?.split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
}

/// Every value is text, as the service has it.
fn claims(caller: &Caller) -> Result<Map<String, Value>> {
    let (client, scopes) = (&caller.config.client, Scopes::parse(&caller.token.scope));
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), caller.user.sub.as_str().into());
    for (name, value) in &caller.user.attributes {
        if scopes.reveal(name) && client.may_read(name) && !name.starts_with("dev:") {
            claims.insert(name.clone(), value.as_str().into());
        }
    }
    claims.insert("username".to_owned(), caller.user.username.as_str().into());
    Ok(claims)
}

fn refuse(status: u16, error: &'static str, description: &'static str) -> Response {
    json(
        status,
        &json!({ "error": error, "error_description": description }),
    )
    .with(
        "www-authenticate",
        format!("error=\"{error}\", error_description=\"{description}\""),
    )
}

#[cfg(test)]
mod tests;
