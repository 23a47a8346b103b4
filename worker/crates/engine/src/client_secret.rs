//! A client's secrets, and checking the one that a request sends.

use crate::{
    cx::Cx,
    error::{Error, ProofPlace, Refusal, Result},
};
use vestibule_crypto::{Purpose, RngExt as _, SecretString, constant_time_eq};
use vestibule_model::{client::Client, ids::ClientId};

/// Letters and digits of a secret that we mint: 268 bits.
const LENGTH: usize = 52;

/// A new secret.
pub fn mint(cx: &Cx<'_>) -> SecretString {
    SecretString::from(cx.rng.alphanumeric_lower(LENGTH))
}

/// A client's secret, as it is kept.
pub fn seal(cx: &Cx<'_>, client: &ClientId, secret: &SecretString) -> Result<String> {
    let secret = secret.expose().as_bytes();
    cx.keyring
        .seal_text(Purpose::ClientSecret, &[client.as_str()], secret, cx.rng)
        .map_err(Error::internal)
}

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
        let place = ProofPlace::Member;
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
    any(cx, client, |known| {
        constant_time_eq(known.expose().as_bytes(), secret.as_bytes())
    })
}

/// Whether one of the client's secrets fulfils the condition. All are tried, so that the time doesn't tell which did.
pub(crate) fn any(
    cx: &Cx<'_>,
    client: &Client,
    holds: impl Fn(&SecretString) -> bool,
) -> Result<bool> {
    let secrets = secrets(cx, client)?;
    Ok(secrets
        .iter()
        .fold(false, |found, secret| holds(secret) | found))
}

/// The client's secrets in clear, the oldest first: two while they are being changed.
pub fn secrets(cx: &Cx<'_>, client: &Client) -> Result<Vec<SecretString>> {
    client
        .secrets
        .iter()
        .map(|sealed| {
            let secret = cx
                .keyring
                .open_text(Purpose::ClientSecret, &[client.id.as_str()], sealed)
                .map_err(Error::internal)?;
            String::from_utf8(secret.expose().clone())
                .map(SecretString::new)
                .map_err(Error::internal)
        })
        .collect()
}
