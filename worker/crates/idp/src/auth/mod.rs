//! Signing in, staying signed in, signing out: operations of the resource "session".

pub mod admin_initiate_auth;
pub mod admin_respond_to_auth_challenge;
pub mod admin_user_global_sign_out;
mod answer;
pub mod get_client_token;
pub mod get_derived_token;
pub mod get_tokens_from_refresh_token;
pub mod global_sign_out;
pub mod initiate_auth;
pub mod respond_to_auth_challenge;
pub mod revoke_token;

use crate::error::Result;
use std::rc::Rc;
use vestibule_engine::{config::ClientConfig, cx::Cx, error::Refusal};

/// The client that an administrator names.
///
/// # Errors
/// ResourceNotFoundException when there is no such pool, or it has none of that id.
async fn client_in_pool(cx: &Cx<'_>, pool: &str, client: &str) -> Result<Rc<ClientConfig>> {
    let config = cx.pool_with_client(pool, client).await?;
    Ok(config.ok_or_else(|| Refusal::NoSuchClientInPool {
        client: client.to_owned(),
        pool: pool.to_owned(),
    })?)
}
