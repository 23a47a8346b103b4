//! `/.well-known/openid-configuration`: OpenID Connect Discovery 1.0 section 3, RFC 8414.
//!
//! With Cognito's members, and those that clients look for and Cognito lacks.

use serde_json::json;
use std::time::Duration;
use vestibule_engine::{
    config::{Config, document::Document},
    cx::Cx,
    deployment::{self, Deployment},
    http::{Request, Response},
};
use vestibule_model::{pool::Pool, scope};

/// How long clients may keep the document.
const MAX_AGE: Duration = Duration::from_secs(300);

/// Answers with the document, which is written once for each snapshot of the configuration.
pub(crate) fn get(cx: &Cx<'_>, http: &Request, config: &Config) -> Response {
    let written = || Document::new(document(cx.deployment, &config.pool));
    config.discovery.get_or_init(written).answer(http, MAX_AGE)
}

/// Writes a pool's document.
pub fn document(deployment: &Deployment, pool: &Pool) -> String {
    let issuer = deployment::issuer(deployment, &pool.id);
    let domain = deployment::domain_url(deployment, pool.domain.as_deref());
    json!({
        "authorization_endpoint": format!("{domain}/oauth2/authorize"),
        "claims_supported": claims(),
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": format!("{domain}/logout"),
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        // Left out, it would mean true.
        "request_uri_parameter_supported": false,
        "response_modes_supported": ["query"],
        "response_types_supported": ["code"],
        "revocation_endpoint": format!("{domain}/oauth2/revoke"),
        "scopes_supported": scope::STANDARD,
        "subject_types_supported": ["public"],
        "token_endpoint": format!("{domain}/oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": format!("{domain}/oauth2/userInfo"),
    })
    .to_string()
}

fn claims() -> Vec<&'static str> {
    let own = [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "at_hash",
        "jti",
        "origin_jti",
        "event_id",
    ];
    let users = [
        "token_use",
        "cognito:username",
        "email",
        "email_verified",
        "phone_number",
        "phone_number_verified",
    ];
    own.into_iter()
        .chain(users)
        .chain(["address"])
        .chain(scope::PROFILE.iter().copied())
        .collect()
}
