//! A client's secret, sent as it is.

use crate::{
    cx::Cx,
    error::{Refusal, Result},
    model::client::Client,
    secret_hash::{Place, secrets},
};
use vestibule_crypto::constant_time_eq;

/// Checks the member `ClientSecret`. A client that has no secret may send anything.
///
/// # Errors
/// [`Refusal::SecretMissing`] or [`Refusal::WrongSecret`].
pub fn check(cx: &Cx<'_>, client: &Client, secret: Option<&str>) -> Result<()> {
    if !client.is_confidential() {
        return Ok(());
    }
    let id = client.id.clone();
    let Some(secret) = secret else {
        let place = Place::Member;
        return Err(Refusal::SecretMissing { client: id, place }.into());
    };
    if is_right(cx, client, secret)? {
        Ok(())
    } else {
        Err(Refusal::WrongSecret { client: id }.into())
    }
}

/// Whether this is one of the client's secrets.
pub fn is_right(cx: &Cx<'_>, client: &Client, secret: &str) -> Result<bool> {
    // No short circuit: the time tells nothing of which secret it was.
    Ok(secrets(cx, client)?.iter().fold(false, |right, known| {
        constant_time_eq(known.expose().as_bytes(), secret.as_bytes()) | right
    }))
}
