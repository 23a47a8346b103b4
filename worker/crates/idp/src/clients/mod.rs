//! App clients.

pub mod add_user_pool_client_secret;
pub mod create_user_pool_client;
pub mod delete_user_pool_client;
pub mod delete_user_pool_client_secret;
pub mod describe_user_pool_client;
pub mod get_user_pool_client_session_configuration;
pub mod list_user_pool_client_secrets;
pub mod list_user_pool_clients;
pub mod set_user_pool_client_session_configuration;
pub mod update_user_pool_client;

mod answer;
pub mod redirect_uri;
mod settings;

use crate::error::{Error, Result};
use std::rc::Rc;
use vestibule_engine::{config::ClientConfig, cx::Cx};
use vestibule_model::{client::SecretKept, object_key::ObjectKey, time::Timestamp};
use vestibule_store::pool::clients::{ChangeSecrets, ChangedSecrets, SecretChange};
use vestibule_wire::idp::ErrorCode;

/// What the tier LITE says to a client that rotates its refresh tokens.
pub(crate) const ROTATION_IN_LITE: &str = "The following features need to be disabled for the LITE pricing tier configured: Refresh Token Rotation";

/// The client that an administrator named.
async fn named(cx: &Cx<'_>, pool: &str, client: &str) -> Result<Rc<ClientConfig>> {
    cx.pool_with_client_now(pool, client)
        .await?
        .ok_or_else(|| Error::no_such_client(client))
}

/// Adds a secret or takes one away, for every isolate from then on; when the secret that was added was made.
///
/// # Errors
/// LimitExceededException for a third secret, ResourceNotFoundException for one that the client hasn't got,
/// InvalidParameterException for the last one and for public clients.
async fn change_secrets(
    cx: &Cx<'_>,
    config: &ClientConfig,
    change: SecretChange,
) -> Result<Timestamp> {
    let (pool, id) = (&config.pool.id, config.client.id.clone());
    let change = ChangeSecrets { id, change };
    let changed = cx.call(&ObjectKey::of_pool(pool), change).await?;
    let id = config.client.id.as_str();
    let (revision, made) = match changed {
        ChangedSecrets::Changed(revision, made) => (revision, made),
        ChangedSecrets::NoClient => return Err(Error::no_such_client(id)),
        ChangedSecrets::Public => {
            return Err(Error::invalid_parameter(format!(
                "User pool client {id} has no client secret."
            )));
        }
        ChangedSecrets::Full => {
            return Err(Error::new(
                ErrorCode::LimitExceededException,
                "Client secrets cannot exceed limit of 2 secrets.",
            ));
        }
        ChangedSecrets::Kept(SecretKept::Unknown) => {
            return Err(Error::not_found("Client secret does not exist."));
        }
        ChangedSecrets::Kept(SecretKept::Last) => {
            return Err(Error::invalid_parameter(
                "Cannot delete the only client secret.",
            ));
        }
    };
    cx.publish(pool, &revision).await?;
    Ok(made)
}
