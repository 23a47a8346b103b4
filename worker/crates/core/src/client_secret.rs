//! A client's secret, sent as it is.

use crate::{
    cx::Cx,
    error::{Error, Result},
    model::client::Client,
    secret_hash::secrets,
};
use vestibule_crypto::constant_time_eq;

/// Checks the member `ClientSecret`. A client that has no secret may send anything.
///
/// # Errors
/// NotAuthorizedException when the secret is missing or wrong.
pub fn check(cx: &Cx<'_>, client: &Client, secret: Option<&str>) -> Result<()> {
    if !client.is_confidential() {
        return Ok(());
    }
    let id = client.id.as_str();
    let Some(secret) = secret else {
        return Err(Error::not_authorized(format!(
            "Client {id} is configured for secret but secret was not received"
        )));
    };
    if is_right(cx, client, secret)? {
        Ok(())
    } else {
        Err(Error::not_authorized(format!(
            "Unable to verify secret hash for client {id}"
        )))
    }
}

/// Whether this is one of the client's secrets.
pub fn is_right(cx: &Cx<'_>, client: &Client, secret: &str) -> Result<bool> {
    // No short circuit: the time tells nothing of which secret it was.
    Ok(secrets(cx, client)?.iter().fold(false, |right, known| {
        constant_time_eq(known.expose().as_bytes(), secret.as_bytes()) | right
    }))
}
