//! `SECRET_HASH`: a confidential client proves itself in every call.

use crate::{
    client_secret,
    cx::Cx,
    error::{Error, Result},
    model::client::Client,
};
use vestibule_crypto::{SecretString, secret_hash};

/// Where an operation takes the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Among the parameters of InitiateAuth and RespondToAuthChallenge.
    Parameter,
    /// A member `SecretHash`.
    Member,
}

/// `username` is what the caller sends in the same call.
///
/// # Errors
/// NotAuthorizedException when the client has a secret and the hash is missing or wrong, or when it has none and a hash
/// is sent.
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
        None => Err(Error::not_authorized(match place {
            Place::Parameter => {
                format!("Client {id} is configured with secret but SECRET_HASH was not received")
            }
            Place::Member => {
                format!("Client {id} is configured for secret but secret was not received")
            }
        })),
        Some(hash) => {
            let is_right = |secret: &SecretString| secret_hash::verify(hash, username, id, secret);
            if client_secret::any(cx, client, is_right)? {
                Ok(())
            } else {
                Err(Error::not_authorized(format!(
                    "Unable to verify secret hash for client {id}"
                )))
            }
        }
    }
}
