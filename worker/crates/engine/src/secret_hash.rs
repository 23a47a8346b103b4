//! `SECRET_HASH`: a confidential client proves itself in every call.

use crate::{
    client_secret,
    cx::Cx,
    error::{ProofPlace, Refusal, Result},
};
use vestibule_crypto::{SecretString, secret_hash};
use vestibule_model::client::Client;

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
    place: ProofPlace,
) -> Result<()> {
    let id = client.id.as_str();
    match hash {
        None if !client.is_confidential() => Ok(()),
        None => {
            let client = client.id.clone();
            Err(Refusal::SecretMissing { client, place }.into())
        }
        Some(hash) => {
            let is_right = |secret: &SecretString| secret_hash::verify(hash, username, id, secret);
            if client_secret::any(cx, client, is_right)? {
                Ok(())
            } else {
                let client = client.id.clone();
                Err(Refusal::WrongSecret { client }.into())
            }
        }
    }
}
