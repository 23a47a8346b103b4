//! `SECRET_HASH`: a confidential client proves itself in every call.

use crate::{
    cx::Cx,
    error::{Error, Refusal, Result},
    model::client::Client,
};
use vestibule_crypto::{Purpose, SecretString, secret_hash};

/// Where an operation takes the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the parameters of InitiateAuth and RespondToAuthChallenge.
    Parameter,
    /// A member `SecretHash` or `ClientSecret`.
    Member,
}

/// `username` is what the caller sends in the same call.
///
/// # Errors
/// [`Refusal::SecretMissing`] when the client has a secret and no hash is sent; [`Refusal::WrongSecret`] when the hash is
/// wrong, or the client has no secret.
pub fn check(
    cx: &Cx<'_>,
    client: &Client,
    hash: Option<&str>,
    username: &str,
    place: Place,
) -> Result<()> {
    let id = client.id.as_str();
    match hash {
        None if !client.is_confidential() => Ok(()),
        None => {
            let client = client.id.clone();
            Err(Refusal::SecretMissing { client, place }.into())
        }
        Some(hash) => {
            for secret in secrets(cx, client)? {
                if secret_hash::verify(hash, username, id, &secret) {
                    return Ok(());
                }
            }
            let client = client.id.clone();
            Err(Refusal::WrongSecret { client }.into())
        }
    }
}

/// The client's secrets in clear: two while they are being changed.
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
