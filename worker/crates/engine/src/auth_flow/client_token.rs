//! A token of a client's own: `GetClientToken`, the grant `client_credentials` (RFC 6749 section 4.4).

use crate::{
    config::ClientConfig,
    cx::Cx,
    error::Result,
    tokens::{self, Tokens},
};
use vestibule_model::scope;

/// An access token for the custom scopes that are asked for, or for all that the client has. `None` where it asks for one
/// that it hasn't, or has none.
pub async fn issue(cx: &Cx<'_>, config: &ClientConfig, asked: &[&str]) -> Result<Option<Tokens>> {
    let enabled: Vec<&str> = scope::enabled(&config.resource_servers, &config.client)
        .filter(|scope| scope::is_custom(&config.resource_servers, scope))
        .collect();
    let mut granted: Vec<&str> = Vec::new();
    for scope in asked {
        if !enabled.contains(scope) {
            return Ok(None);
        }
        if !granted.contains(scope) {
            granted.push(scope);
        }
    }
    if granted.is_empty() {
        granted = enabled;
    }
    if granted.is_empty() {
        return Ok(None);
    }
    // Nothing is stored of this token, so nothing else has asked.
    cx.confirm().await?;
    tokens::sign_for_client(cx, config, &granted.join(" ")).map(Some)
}
