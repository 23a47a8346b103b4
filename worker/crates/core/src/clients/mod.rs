//! App clients.

pub mod create_user_pool_client;
pub mod delete_user_pool_client;
pub mod describe_user_pool_client;
pub mod list_user_pool_clients;
pub mod update_user_pool_client;

mod answer;
pub(crate) mod redirect_uri;
mod settings;

use crate::{
    config::Config,
    idp_error::{Error, Result},
    model::client::Client,
};

/// What the tier LITE says to a client that rotates its refresh tokens.
pub(crate) const ROTATION_IN_LITE: &str = "The following features need to be disabled for the LITE pricing tier configured: Refresh Token Rotation";

/// The client that an administrator named.
fn named<'a>(config: &'a Config, client: &str) -> Result<&'a Client> {
    config
        .client
        .as_ref()
        .ok_or_else(|| Error::no_such_client(client))
}
