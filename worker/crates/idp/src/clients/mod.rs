//! App clients.

pub mod create_user_pool_client;
pub mod delete_user_pool_client;
pub mod describe_user_pool_client;
pub mod list_user_pool_clients;
pub mod update_user_pool_client;

mod answer;
pub mod redirect_uri;
mod settings;

use crate::error::{Error, Result};
use std::rc::Rc;
use vestibule_engine::{config::ClientConfig, cx::Cx};

/// What the tier LITE says to a client that rotates its refresh tokens.
pub(crate) const ROTATION_IN_LITE: &str = "The following features need to be disabled for the LITE pricing tier configured: Refresh Token Rotation";

/// The client that an administrator named.
async fn named(cx: &Cx<'_>, pool: &str, client: &str) -> Result<Rc<ClientConfig>> {
    cx.pool_with_client_now(pool, client)
        .await?
        .ok_or_else(|| Error::no_such_client(client))
}
